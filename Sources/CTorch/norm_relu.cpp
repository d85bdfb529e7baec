// Batch normalisation, ReLU and, optionally, max-pooling as one operation with its own gradient.
//
// A training step spends nearly half its time outside of convolutions, most of it moving activations between memory and
// processor. Done together these layers read them twice forward and twice backward; one by one, more than ten times.
// Statistics are float32 and sums of chunks of fixed size, so results do not depend on the number of threads.
#include "common.hpp"

#include "kernels/norm_relu_kernels.hpp"

#include <ATen/Parallel.h>
#include <numeric>
#include <torch/csrc/autograd/custom_function.h>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::atomic<bool> fusion_enabled{true};

constexpr int64_t chunk_rows = 1024;

// How windows lie in an input [batch, channels, axes...] whose channels are innermost in memory; sizes are those of
// three axes, missing ones 1.
struct Windows {
  int64_t batch, depth, height, width;    // input positions
  int64_t out_depth, out_height, out_width; // windows
  int64_t pool_depth, pool;               // sides of a window: depth may have 1, height and width have the same
  std::vector<int64_t> offsets;           // of a window's positions from its first, in values

  Windows(const at::Tensor &x, int64_t size) {
    const auto shape = x.sizes();
    const bool has_depth = x.dim() == 5;
    batch = shape[0];
    depth = has_depth ? shape[2] : 1;
    height = shape[x.dim() - 2];
    width = shape[x.dim() - 1];
    pool = size;
    pool_depth = has_depth ? size : 1;
    out_depth = depth / pool_depth;
    out_height = height / pool;
    out_width = width / pool;
    const int64_t channels = shape[1];
    for (int64_t d = 0; d < pool_depth; d++)
      for (int64_t h = 0; h < pool; h++)
        for (int64_t w = 0; w < pool; w++) offsets.push_back(((d * height + h) * width + w) * channels);
  }

  int64_t rows() const { return batch * out_depth * out_height; } // rows of windows
  // The first input position of a row of windows.
  int64_t start(int64_t row) const {
    const int64_t h = row % out_height, d = row / out_height % out_depth, b = row / out_height / out_depth;
    return ((b * depth + d * pool_depth) * height + h * pool) * width;
  }
  std::vector<int64_t> output_shape(const at::Tensor &x) const {
    auto shape = x.sizes().vec();
    if (x.dim() == 5) shape[2] = out_depth;
    shape[x.dim() - 2] = out_height;
    shape[x.dim() - 1] = out_width;
    return shape;
  }
};

at::MemoryFormat format(const at::Tensor &x) {
  return x.dim() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
}

// `added` in the type and the order in memory of x.
at::Tensor like(const at::Tensor &x, const at::Tensor &added) {
  TORCH_CHECK(x.sizes() == added.sizes(), "cannot add ", added.sizes(), " to ", x.sizes());
  return added.to(x.scalar_type()).contiguous(format(x));
}

template <class T> const T *read(const at::Tensor &tensor) { return static_cast<const T *>(tensor.const_data_ptr()); }
template <class T> T *write(const at::Tensor &tensor) { return static_cast<T *>(tensor.mutable_data_ptr()); }

// Two sums a channel over all chunks 0 ..< count, added in order, in double.
template <class Body>
void sum_chunks(int64_t count, int64_t channels, std::vector<double> &first, std::vector<double> &second, Body &&body) {
  std::vector<float> partial(static_cast<size_t>(2 * count * channels), 0.0f);
  at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t chunk = begin; chunk < end; chunk++) {
      float *sums = partial.data() + 2 * chunk * channels;
      body(chunk, sums, sums + channels);
    }
  });
  first.assign(static_cast<size_t>(channels), 0.0);
  second.assign(static_cast<size_t>(channels), 0.0);
  for (int64_t chunk = 0; chunk < count; chunk++)
    for (int64_t c = 0; c < channels; c++) {
      first[c] += partial[(2 * chunk) * channels + c];
      second[c] += partial[(2 * chunk + 1) * channels + c];
    }
}

// How many rows of few channels are looked at as one row of many, so that vectors are full: 32 of 11, 4 of 8.
int64_t fold(int64_t channels) {
  const int64_t rows = 32 / std::gcd<int64_t>(32, channels);
  return rows * channels <= 1024 ? rows : 1;
}

// The values again and again, one for each channel of a folded row.
void repeat(std::vector<float> &values, int64_t times) {
  const size_t count = values.size();
  values.resize(count * static_cast<size_t>(times));
  for (size_t i = count; i < values.size(); i++) values[i] = values[i - count];
}

// Calls body(first row, folded rows, their channels) for the rows that fold, and for the rest.
template <class Body> void each_folded(int64_t rows, int64_t channels, Body &&body) {
  const int64_t times = fold(channels), rest = rows % times;
  if (rows >= times) body(0, rows / times, channels * times);
  if (rest) body(rows - rest, rest, channels);
}

// Calls body(first value, folded rows, their channels) for all rows, on all threads.
template <class Body> void each_rows(int64_t rows, int64_t channels, Body &&body) {
  at::parallel_for(0, (rows + chunk_rows - 1) / chunk_rows, 1, [&](int64_t begin, int64_t end) {
    const int64_t first = begin * chunk_rows;
    each_folded(std::min(end * chunk_rows, rows) - first, channels, [&](int64_t start, int64_t count, int64_t width) {
      body((first + start) * channels, count, width);
    });
  });
}

// Two sums a channel over all rows, of what body(first value, folded rows, their channels, sum, sum) makes of folded ones.
template <class Body>
void sum_rows(int64_t rows, int64_t channels, std::vector<double> &first, std::vector<double> &second, Body &&body) {
  sum_chunks((rows + chunk_rows - 1) / chunk_rows, channels, first, second, [&](int64_t chunk, float *a, float *b) {
    const int64_t begin = chunk * chunk_rows;
    std::vector<float> sums(static_cast<size_t>(2 * channels * fold(channels)));
    each_folded(std::min(chunk_rows, rows - begin), channels, [&](int64_t start, int64_t count, int64_t width) {
      float *one = sums.data(), *other = one + width;
      body((begin + start) * channels, count, width, one, other);
      for (int64_t c = 0; c < width; c++) a[c % channels] += one[c], b[c % channels] += other[c];
    });
  });
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

template <class T>
at::Tensor activate(const at::Tensor &x, const at::Tensor &added, const Statistics &s, int64_t rows, int64_t pool,
                    at::Tensor &which) {
  const int64_t channels = x.size(1);
  if (pool == 0) {
    auto y = at::empty_like(x);
    each_rows(rows, channels, [&](int64_t at, int64_t count, int64_t width) {
      if (added.defined())
        kernels<T>().forward_added(read<T>(x) + at, read<T>(added) + at, write<T>(y) + at, count, width,
                                   s.scale.data(), s.shift.data());
      else kernels<T>().forward(read<T>(x) + at, write<T>(y) + at, count, width, s.scale.data(), s.shift.data());
    });
    return y;
  }
  const Windows windows(x, pool);
  auto y = at::empty(windows.output_shape(x), x.options().memory_format(format(x)));
  which = at::empty(windows.output_shape(x), x.options().dtype(at::kByte).memory_format(format(x)));
  at::parallel_for(0, windows.rows(), 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const int64_t out = row * windows.out_width * channels;
      kernels<T>().forward_pooled(read<T>(x) + windows.start(row) * channels, write<T>(y) + out,
                                  write<uint8_t>(which) + out, windows.out_width, pool * channels,
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
                     const Statistics &s, const float *weight, int64_t rows, std::vector<double> &sum,
                     std::vector<double> &product) {
  const int64_t channels = x.size(1);
  const auto &k = kernels<T>();
  auto dx = at::empty_like(x);
  if (y.defined()) d_added = at::empty_like(x);
  sum_rows(rows, channels, sum, product, [&](int64_t at, int64_t count, int64_t width, float *a, float *b) {
    if (y.defined())
      k.backward_sums_added(read<T>(x) + at, read<T>(y) + at, read<T>(dy) + at, count, width, s.mean.data(), a, b);
    else
      k.backward_sums(read<T>(x) + at, read<T>(dy) + at, count, width, s.scale.data(), s.shift.data(), s.mean.data(),
                      a, b);
  });
  const auto [slope, offset] = coefficients(s, weight, channels, rows, sum, product);
  each_rows(rows, channels, [&](int64_t at, int64_t count, int64_t width) {
    if (y.defined())
      k.backward_added(read<T>(x) + at, read<T>(y) + at, read<T>(dy) + at, write<T>(dx) + at, write<T>(d_added) + at,
                       count, width, s.scale.data(), slope.data(), offset.data());
    else
      k.backward(read<T>(x) + at, read<T>(dy) + at, write<T>(dx) + at, count, width, s.scale.data(), s.shift.data(),
                 slope.data(), offset.data());
  });
  return dx;
}

// The same where there is pooling: `which` tells the position that each window took.
template <class T>
at::Tensor pull_back_pooled(const at::Tensor &x, const at::Tensor &dy, const at::Tensor &which, const Statistics &s,
                            const float *weight, int64_t rows, int64_t pool, std::vector<double> &sum,
                            std::vector<double> &product) {
  const int64_t channels = x.size(1);
  const auto &k = kernels<T>();
  auto dx = at::empty_like(x);
  const Windows windows(x, pool);
  const int count = static_cast<int>(windows.offsets.size());
  const int64_t rows_a_chunk = std::max<int64_t>(1, chunk_rows / std::max<int64_t>(1, windows.out_width * count));
  sum_chunks((windows.rows() + rows_a_chunk - 1) / rows_a_chunk, channels, sum, product,
             [&](int64_t chunk, float *a, float *b) {
               const int64_t end = std::min((chunk + 1) * rows_a_chunk, windows.rows());
               for (int64_t row = chunk * rows_a_chunk; row < end; row++) {
                 const int64_t out = row * windows.out_width * channels;
                 k.backward_sums_pooled(read<T>(x) + windows.start(row) * channels, read<T>(dy) + out,
                                        read<uint8_t>(which) + out, windows.out_width, pool * channels,
                                        windows.offsets.data(), count, channels, s.mean.data(), a, b);
               }
             });
  const auto [slope, offset] = coefficients(s, weight, channels, rows, sum, product);
  const bool covered = windows.depth == windows.out_depth * windows.pool_depth &&
                       windows.height == windows.out_height * pool && windows.width == windows.out_width * pool;
  if (!covered)
    each_rows(rows, channels, [&](int64_t at, int64_t amount, int64_t width) {
      k.backward_uncovered(read<T>(x) + at, write<T>(dx) + at, amount, width, slope.data(), offset.data());
    });
  at::parallel_for(0, windows.rows(), 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const int64_t in = windows.start(row) * channels, out = row * windows.out_width * channels;
      k.backward_pooled(read<T>(x) + in, read<T>(dy) + out, read<uint8_t>(which) + out, write<T>(dx) + in,
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
                            const std::optional<at::Tensor> &added, double momentum, double eps, int64_t pool) {
    const int64_t channels = x.size(1), rows = x.numel() / channels;
    std::vector<double> mean, variance;
    at::Tensor y, which;
    Statistics statistics;
    const auto run = [&]<class T> {
      statistics = batch_statistics<T>(x, rows, channels, eps, mean, variance);
      set_affine(statistics, weight, bias);
      y = activate<T>(x, added ? like(x, *added) : at::Tensor(), statistics, rows, pool, which);
    };
    if (x.scalar_type() == at::kFloat) run.template operator()<float>();
    else run.template operator()<uint16_t>();
    for (int64_t c = 0; c < channels; c++) {
      float &m = write<float>(running_mean)[c], &v = write<float>(running_var)[c];
      m = static_cast<float>(m + momentum * (mean[c] - m));
      v = static_cast<float>(v + momentum * (variance[c] * rows / (rows - 1) - v));
    }
    context->save_for_backward({x, weight, bias, which, added ? y : at::Tensor()});
    context->saved_data["mean"] = vector(mean);
    auto inverse = at::empty({channels}, at::kFloat);
    std::copy_n(statistics.inverse.begin(), channels, write<float>(inverse));
    context->saved_data["inverse"] = inverse;
    context->saved_data["pool"] = pool;
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1], &bias = saved[2], &which = saved[3], &y = saved[4];
    const auto mean = context->saved_data["mean"].toTensor(), inverse = context->saved_data["inverse"].toTensor();
    const int64_t pool = context->saved_data["pool"].toInt(), channels = x.size(1), rows = x.numel() / channels;
    const auto dy = gradients[0].to(x.scalar_type()).contiguous(format(x));
    Statistics statistics{std::vector<float>(channels), std::vector<float>(channels),
                          std::vector<float>(read<float>(mean), read<float>(mean) + channels),
                          std::vector<float>(read<float>(inverse), read<float>(inverse) + channels)};
    set_affine(statistics, weight, bias);
    std::vector<double> sum, product;
    at::Tensor dx, d_added;
    const auto run = [&]<class T> {
      dx = pool == 0 ? pull_back<T>(x, y, dy, d_added, statistics, read<float>(weight), rows, sum, product)
                     : pull_back_pooled<T>(x, dy, which, statistics, read<float>(weight), rows, pool, sum, product);
    };
    if (x.scalar_type() == at::kFloat) run.template operator()<float>();
    else run.template operator()<uint16_t>();
    return {dx, vector(product), vector(sum), {}, {}, d_added, {}, {}, {}};
  }
};

// Evaluation: normalises with the running statistics; no gradient.
at::Tensor evaluate(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &running_mean,
                    const at::Tensor &running_var, const std::optional<at::Tensor> &added, double eps, int64_t pool) {
  const int64_t channels = x.size(1);
  const float *mean = read<float>(running_mean), *variance = read<float>(running_var);
  Statistics statistics{std::vector<float>(channels), std::vector<float>(channels),
                        std::vector<float>(mean, mean + channels), std::vector<float>(channels)};
  for (int64_t c = 0; c < channels; c++)
    statistics.inverse[c] = static_cast<float>(1 / std::sqrt(static_cast<double>(variance[c]) + eps));
  set_affine(statistics, weight, bias);
  at::Tensor which;
  const int64_t rows = x.numel() / channels;
  const auto other = added ? like(x, *added) : at::Tensor();
  return x.scalar_type() == at::kFloat ? activate<float>(x, other, statistics, rows, pool, which)
                                       : activate<uint16_t>(x, other, statistics, rows, pool, which);
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
                            const ct_tensor *added, int64_t pool, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    const auto other = added ? std::optional(get(added)) : std::nullopt;
    TORCH_CHECK(!added || pool == 0, "nothing can be added where there is pooling");
    if (training && fits(x, get(weight), pool)) {
      check_batch(x);
      return NormReLU::apply(x, get(weight), get(bias), get(running_mean), get(running_var), other, momentum, eps,
                             pool);
    }
    if (!training && !c10::GradMode::is_enabled() && fits(x, get(weight), pool))
      return evaluate(x, get(weight), get(bias), get(running_mean), get(running_var), other, eps, pool);
    if (training) check_batch(x);
    const auto normed = at::batch_norm(x, get(weight), get(bias), get(running_mean), get(running_var), training,
                                       momentum, eps, true);
    const auto y = at::relu(other ? normed + *other : normed);
    if (pool == 0) return y;
    const std::vector<int64_t> size(static_cast<size_t>(x.dim() - 2), pool);
    return x.dim() == 3 ? at::max_pool1d(y, size, size) : x.dim() == 4 ? at::max_pool2d(y, size, size)
                                                                        : at::max_pool3d(y, size, size);
  });
}

void ct_set_fused_kernels(bool enabled) { fusion_enabled.store(enabled, std::memory_order_relaxed); }
