// Batch normalisation, ReLU and, optionally, max-pooling as one operation with its own gradient.
//
// A training step spends nearly half its time outside of convolutions, most of it moving activations between memory and
// processor. Done together these layers read them twice forward and twice backward (with pooling, backward once and the
// part that pooling took); one by one, more than ten times.
// Statistics are float32 and sums of chunks of fixed size, so results do not depend on the number of threads.
#include "common.hpp"
#include "kernels/norm_relu_kernels.hpp"
#include "rows.hpp"

#include <limits>

#include <torch/csrc/autograd/custom_function.h>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::atomic<bool> fusion_enabled{true};

// `added` in the type and the order in memory of x.
at::Tensor like(const at::Tensor &x, const at::Tensor &added) {
  TORCH_CHECK(x.sizes() == added.sizes(), "cannot add ", added.sizes(), " to ", x.sizes());
  return added.to(x.scalar_type()).contiguous(format(x));
}

// What stays as it is of the values behind normalisation.
struct Bounds {
  float low, high;
  bool limits() const { return low > -std::numeric_limits<float>::infinity(); }
};

Bounds bounds(int32_t activation) {
  const float infinity = std::numeric_limits<float>::infinity();
  switch (activation) {
  case CT_RELU: return {0, infinity};
  case CT_RELU6: return {0, 6};
  default: return {-infinity, infinity};
  }
}

// Each a value a channel, repeated for folded rows.
struct Statistics {
  std::vector<float> scale, shift, mean, inverse;
};

template <class T> Statistics batch_statistics(const at::Tensor &x, int64_t rows, int64_t channels, double eps,
                                               std::vector<double> &mean, std::vector<double> &variance) {
  const T *values = read<T>(x);
  std::vector<float> pivot(static_cast<size_t>(channels));
  for (int64_t c = 0; c < channels; c++) {
    if constexpr (std::is_same_v<T, float>) pivot[c] = values[c];
    else pivot[c] = static_cast<float>(read<at::BFloat16>(x)[c]);
  }
  repeat(pivot, fold(channels));
  sum_rows(rows, channels, mean, variance, [&](int64_t at, int64_t count, int64_t width, float *sum, float *square) {
    kernels<T>().sums(values + at, count, width, pivot.data(), sum, square);
  });
  Statistics made{std::vector<float>(channels), std::vector<float>(channels), std::vector<float>(channels),
                  std::vector<float>(channels)};
  for (int64_t c = 0; c < channels; c++) {
    const double offset = mean[c] / rows;
    variance[c] = std::max(0.0, variance[c] / rows - offset * offset);
    mean[c] = pivot[c] + offset;
    made.mean[c] = static_cast<float>(mean[c]);
    made.inverse[c] = static_cast<float>(1 / std::sqrt(variance[c] + eps));
  }
  return made;
}

void set_affine(Statistics &statistics, const at::Tensor &weight, const at::Tensor &bias) {
  for (size_t c = 0; c < statistics.mean.size(); c++) {
    statistics.scale[c] = read<float>(weight)[c] * statistics.inverse[c];
    statistics.shift[c] = read<float>(bias)[c] - statistics.mean[c] * statistics.scale[c];
  }
  const int64_t times = fold(static_cast<int64_t>(statistics.mean.size()));
  for (auto *values : {&statistics.scale, &statistics.shift, &statistics.mean, &statistics.inverse})
    repeat(*values, times);
}

// Of each window: the position that it took, and x there; what the backward pass needs.
struct Choice {
  at::Tensor which, taken;
};

template <class T>
at::Tensor activate(const at::Tensor &x, const at::Tensor &added, const Statistics &s, int64_t rows, int64_t pool,
                    Bounds within, Choice *choice) {
  const int64_t channels = x.size(1);
  if (pool == 0) {
    auto y = at::empty_like(x);
    each_rows(rows, channels, [&](int64_t at, int64_t count, int64_t width) {
      if (added.defined())
        kernels<T>().forward_added(read<T>(x) + at, read<T>(added) + at, write<T>(y) + at, count, width,
                                   s.scale.data(), s.shift.data(), within.low, within.high);
      else
        kernels<T>().forward(read<T>(x) + at, write<T>(y) + at, count, width, s.scale.data(), s.shift.data(),
                             within.low, within.high);
    });
    return y;
  }
  const Windows windows(x, pool);
  auto y = at::empty(windows.output_shape(x), x.options().memory_format(format(x)));
  if (choice) *choice = {at::empty_like(y, y.options().dtype(at::kByte)), at::empty_like(y)};
  parallel(windows.rows(), 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const int64_t out = row * windows.out_width * channels;
      kernels<T>().forward_pooled(read<T>(x) + windows.start(row) * channels, write<T>(y) + out,
                                  choice ? write<uint8_t>(choice->which) + out : nullptr,
                                  choice ? write<T>(choice->taken) + out : nullptr, windows.out_width, pool * channels,
                                  windows.offsets.data(), static_cast<int>(windows.offsets.size()), channels,
                                  s.scale.data(), s.shift.data());
    }
  });
  return y;
}

// dx = scale * (dz - mean(dz) - xhat * mean(dz * xhat)), with xhat = (x - mean) * inverse, is scale * dz + slope * x +
// offset. `product` comes as the sum of dz * (x - mean) and becomes that of dz * xhat, the gradient of weight.
std::pair<std::vector<float>, std::vector<float>> coefficients(const Statistics &s, const float *weight,
                                                               int64_t channels, int64_t rows,
                                                               const std::vector<double> &sum,
                                                               std::vector<double> &product) {
  std::vector<float> slope(static_cast<size_t>(channels)), offset(static_cast<size_t>(channels));
  for (int64_t c = 0; c < channels; c++) {
    product[c] *= s.inverse[c];
    const double scale = static_cast<double>(weight[c]) * s.inverse[c];
    const double along = scale * product[c] / rows * s.inverse[c];
    slope[c] = static_cast<float>(-along);
    offset[c] = static_cast<float>(along * s.mean[c] - scale * sum[c] / rows);
  }
  repeat(slope, fold(channels));
  repeat(offset, fold(channels));
  return {slope, offset};
}

// The gradient of x where there is no pooling. Where something was added before the ReLU y is the output, and d_added
// becomes the gradient of what was added; else both are undefined.
template <class T>
at::Tensor pull_back(const at::Tensor &x, const at::Tensor &y, const at::Tensor &dy, at::Tensor &d_added,
                     const Statistics &s, Bounds within, const float *weight, int64_t rows, std::vector<double> &sum,
                     std::vector<double> &product) {
  const int64_t channels = x.size(1);
  const auto &k = kernels<T>();
  auto dx = at::empty_like(x);
  if (y.defined()) d_added = at::empty_like(x);
  sum_rows(rows, channels, sum, product, [&](int64_t at, int64_t count, int64_t width, float *a, float *b) {
    if (y.defined())
      k.backward_sums_added(read<T>(x) + at, read<T>(y) + at, read<T>(dy) + at, count, width, s.mean.data(),
                            within.low, within.high, a, b);
    else
      k.backward_sums(read<T>(x) + at, read<T>(dy) + at, count, width, s.scale.data(), s.shift.data(), s.mean.data(),
                      within.low, within.high, a, b);
  });
  const auto [slope, offset] = coefficients(s, weight, channels, rows, sum, product);
  each_rows(rows, channels, [&](int64_t at, int64_t count, int64_t width) {
    if (y.defined())
      k.backward_added(read<T>(x) + at, read<T>(y) + at, read<T>(dy) + at, write<T>(dx) + at, write<T>(d_added) + at,
                       count, width, s.scale.data(), slope.data(), offset.data(), within.low, within.high);
    else
      k.backward(read<T>(x) + at, read<T>(dy) + at, write<T>(dx) + at, count, width, s.scale.data(), s.shift.data(),
                 slope.data(), offset.data(), within.low, within.high);
  });
  return dx;
}

// The same where there is pooling: gradients are those of the positions that windows took, all else has none.
template <class T>
at::Tensor pull_back_pooled(const at::Tensor &x, const at::Tensor &dy, const Choice &choice, const Statistics &s,
                            const float *weight, int64_t rows, int64_t pool, std::vector<double> &sum,
                            std::vector<double> &product) {
  const int64_t channels = x.size(1);
  const auto &k = kernels<T>();
  auto dx = at::empty_like(x);
  const Windows windows(x, pool);
  const int count = static_cast<int>(windows.offsets.size());
  sum_rows(dy.numel() / channels, channels, sum, product,
           [&](int64_t at, int64_t amount, int64_t width, float *a, float *b) {
             k.backward_sums(read<T>(choice.taken) + at, read<T>(dy) + at, amount, width, s.scale.data(),
                             s.shift.data(), s.mean.data(), 0, std::numeric_limits<float>::infinity(), a, b);
           });
  const auto [slope, offset] = coefficients(s, weight, channels, rows, sum, product);
  const bool covered = windows.depth == windows.out_depth * windows.pool_depth &&
                       windows.height == windows.out_height * pool && windows.width == windows.out_width * pool;
  if (!covered)
    each_rows(rows, channels, [&](int64_t at, int64_t amount, int64_t width) {
      k.backward_uncovered(read<T>(x) + at, write<T>(dx) + at, amount, width, slope.data(), offset.data());
    });
  parallel(windows.rows(), 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const int64_t in = windows.start(row) * channels, out = row * windows.out_width * channels;
      k.backward_pooled(read<T>(x) + in, read<T>(dy) + out, read<uint8_t>(choice.which) + out, write<T>(dx) + in,
                        windows.out_width, pool * channels, windows.offsets.data(), count, channels, s.scale.data(),
                        slope.data(), offset.data());
    }
  });
  return dx;
}

at::Tensor vector(const std::vector<double> &values) {
  auto made = at::empty({static_cast<int64_t>(values.size())}, at::kFloat);
  for (size_t i = 0; i < values.size(); i++) write<float>(made)[i] = static_cast<float>(values[i]);
  return made;
}

// Training: normalises with the batch's own statistics and moves the running ones towards them.
struct NormReLU : torch::autograd::Function<NormReLU> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const at::Tensor &bias, at::Tensor running_mean, at::Tensor running_var,
                            const std::optional<at::Tensor> &added, double momentum, double eps, int64_t pool,
                            int64_t activation) {
    const int64_t channels = x.size(1), rows = x.numel() / channels;
    std::vector<double> mean, variance;
    const Bounds within = bounds(static_cast<int32_t>(activation));
    at::Tensor y;
    Choice choice;
    Statistics statistics;
    const auto run = [&]<class T> {
      statistics = batch_statistics<T>(x, rows, channels, eps, mean, variance);
      set_affine(statistics, weight, bias);
      y = activate<T>(x, added ? like(x, *added) : at::Tensor(), statistics, rows, pool, within, &choice);
    };
    if (x.scalar_type() == at::kFloat) run.template operator()<float>();
    else run.template operator()<uint16_t>();
    for (int64_t c = 0; c < channels; c++) {
      float &m = write<float>(running_mean)[c], &v = write<float>(running_var)[c];
      m = static_cast<float>(m + momentum * (mean[c] - m));
      v = static_cast<float>(v + momentum * (variance[c] * rows / (rows - 1) - v));
    }
    context->save_for_backward({x, weight, bias, choice.which, choice.taken, added && within.limits() ? y : at::Tensor()});
    context->saved_data["mean"] = vector(mean);
    auto inverse = at::empty({channels}, at::kFloat);
    std::copy_n(statistics.inverse.begin(), channels, write<float>(inverse));
    context->saved_data["inverse"] = inverse;
    context->saved_data["pool"] = pool;
    context->saved_data["activation"] = activation;
    context->saved_data["added"] = added.has_value();
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1], &bias = saved[2], &y = saved[5];
    const Choice choice{saved[3], saved[4]};
    const auto mean = context->saved_data["mean"].toTensor(), inverse = context->saved_data["inverse"].toTensor();
    const int64_t pool = context->saved_data["pool"].toInt(), channels = x.size(1), rows = x.numel() / channels;
    const auto dy = gradients[0].to(x.scalar_type()).contiguous(format(x));
    Statistics statistics{std::vector<float>(channels), std::vector<float>(channels),
                          std::vector<float>(read<float>(mean), read<float>(mean) + channels),
                          std::vector<float>(read<float>(inverse), read<float>(inverse) + channels)};
    set_affine(statistics, weight, bias);
    std::vector<double> sum, product;
    at::Tensor dx, d_added;
    const Bounds within = bounds(static_cast<int32_t>(context->saved_data["activation"].toInt()));
    const auto run = [&]<class T> {
      dx = pool == 0 ? pull_back<T>(x, y, dy, d_added, statistics, within, read<float>(weight), rows, sum, product)
                     : pull_back_pooled<T>(x, dy, choice, statistics, read<float>(weight), rows, pool, sum, product);
    };
    if (x.scalar_type() == at::kFloat) run.template operator()<float>();
    else run.template operator()<uint16_t>();
    // What was added passes whole where nothing is cut off.
    if (!y.defined() && context->saved_data["added"].toBool()) d_added = dy;
    return {dx, vector(product), vector(sum), {}, {}, d_added, {}, {}, {}, {}};
  }
};

// Evaluation: normalises with the running statistics; no gradient.
at::Tensor evaluate(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &running_mean,
                    const at::Tensor &running_var, const std::optional<at::Tensor> &added, double eps, int64_t pool,
                    Bounds within) {
  const int64_t channels = x.size(1);
  const float *mean = read<float>(running_mean), *variance = read<float>(running_var);
  Statistics statistics{std::vector<float>(channels), std::vector<float>(channels),
                        std::vector<float>(mean, mean + channels), std::vector<float>(channels)};
  for (int64_t c = 0; c < channels; c++)
    statistics.inverse[c] = static_cast<float>(1 / std::sqrt(static_cast<double>(variance[c]) + eps));
  set_affine(statistics, weight, bias);
  const int64_t rows = x.numel() / channels;
  const auto other = added ? like(x, *added) : at::Tensor();
  return x.scalar_type() == at::kFloat ? activate<float>(x, other, statistics, rows, pool, within, nullptr)
                                       : activate<uint16_t>(x, other, statistics, rows, pool, within, nullptr);
}

bool fits(const at::Tensor &x, const at::Tensor &weight, int64_t pool) {
  const bool type = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  const bool axes = x.dim() == 4 || x.dim() == 5;
  return fusion_enabled.load(std::memory_order_relaxed) && x.device().is_cpu() && type && axes &&
         weight.scalar_type() == at::kFloat && x.is_contiguous(format(x)) && (pool == 0 || pool <= 3);
}

} // namespace
} // namespace ctorch

using namespace ctorch;

ct_status ct_norm_relu_pool(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                            ct_tensor *running_mean, ct_tensor *running_var, bool training, double momentum, double eps,
                            int32_t activation, const ct_tensor *added, int64_t pool, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    const auto other = added ? std::optional(get(added)) : std::nullopt;
    TORCH_CHECK(!added || pool == 0, "nothing can be added where there is pooling");
    TORCH_CHECK(pool == 0 || activation == CT_RELU, "what is pooled is the output of a ReLU");
    if (training && fits(x, get(weight), pool)) {
      check_batch(x);
      return NormReLU::apply(x, get(weight), get(bias), get(running_mean), get(running_var), other, momentum, eps,
                             pool, activation);
    }
    if (!training && !c10::GradMode::is_enabled() && fits(x, get(weight), pool))
      return evaluate(x, get(weight), get(bias), get(running_mean), get(running_var), other, eps, pool,
                      bounds(activation));
    if (training) check_batch(x);
    const auto normed = at::batch_norm(x, get(weight), get(bias), get(running_mean), get(running_var), training,
                                       momentum, eps, true);
    const auto sum = other ? normed + *other : normed;
    const auto y = activation == CT_RELU ? at::relu(sum) : activation == CT_RELU6 ? at::relu6(sum) : sum;
    if (pool == 0) return y;
    const std::vector<int64_t> size(static_cast<size_t>(x.dim() - 2), pool);
    return x.dim() == 3 ? at::max_pool1d(y, size, size) : x.dim() == 4 ? at::max_pool2d(y, size, size)
                                                                        : at::max_pool3d(y, size, size);
  });
}

void ct_set_fused_kernels(bool enabled) { fusion_enabled.store(enabled, std::memory_order_relaxed); }
