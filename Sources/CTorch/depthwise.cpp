// Convolutions of each channel by itself.
//
// oneDNN (in libtorch 2.11.0) takes the gradients of channels-last ones as those of blocks of 16 x 16 channels: of a training
// step of EfficientNet-Lite0 in bfloat16 they took four fifths. Here rows are made of rows, vectors of channels at a time.
// Sums are float32, of chunks of fixed size, so results do not depend on the number of threads.
#include "depthwise.hpp"
#include "kernels/depthwise_kernels.hpp"
#include "rows.hpp"

#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Sizes along three axes, a missing first one being 1.
struct Geometry {
  int64_t batch, channels;
  std::array<int64_t, 3> in{1, 1, 1}, out{1, 1, 1}, kernel{1, 1, 1}, before{0, 0, 0}, stride{1, 1, 1};

  Geometry(at::IntArrayRef x, at::IntArrayRef weight, int64_t step, at::IntArrayRef front, at::IntArrayRef behind)
      : batch(x[0]), channels(x[1]) {
    const size_t axes = front.size();
    for (size_t i = 0; i < axes; i++) {
      const size_t axis = 3 - axes + i;
      in[axis] = x[2 + i], kernel[axis] = weight[2 + i], before[axis] = front[i], stride[axis] = step;
      out[axis] = (in[axis] + front[i] + behind[i] - kernel[axis]) / step + 1;
    }
  }

  // That of the gradient of x, of stride 1: a convolution of dy with the kernel turned about.
  Geometry turned() const {
    Geometry other = *this;
    std::swap(other.in, other.out);
    for (size_t axis = 0; axis < 3; axis++) other.before[axis] = kernel[axis] - 1 - before[axis];
    return other;
  }

  bool is_dense() const { return stride[1] == 1 && stride[2] == 1; }
  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  DepthwiseRow row() const { return {in[2], out[2], kernel[2], stride[2], before[2], channels}; }
  std::vector<int64_t> shape(const at::Tensor &like, const std::array<int64_t, 3> &sizes) const {
    auto shape = like.sizes().vec();
    for (int64_t axis = 2; axis < like.dim(); axis++) shape[axis] = sizes[3 + axis - like.dim()];
    return shape;
  }

  // Calls body(place of the row in x, place of the row in the kernel) for rows that a row of outputs is made of.
  template <class Body> void each_input(int64_t row, Body &&body) const {
    const int64_t h = row % out[1], d = row / out[1] % out[0], b = row / out[1] / out[0];
    for (int64_t kd = 0; kd < kernel[0]; kd++)
      for (int64_t kh = 0; kh < kernel[1]; kh++) {
        const int64_t z = d * stride[0] - before[0] + kd, y = h * stride[1] - before[1] + kh;
        if (z < 0 || z >= in[0] || y < 0 || y >= in[1]) continue;
        body(((b * in[0] + z) * in[1] + y) * in[2] * channels, (kd * kernel[1] + kh) * kernel[2] * channels);
      }
  }

  // The same for the rows of outputs that a row of inputs has a part in.
  template <class Body> void each_output(int64_t row, Body &&body) const {
    const int64_t y = row % in[1], z = row / in[1] % in[0], b = row / in[1] / in[0];
    for (int64_t kd = 0; kd < kernel[0]; kd++)
      for (int64_t kh = 0; kh < kernel[1]; kh++) {
        const int64_t deep = z + before[0] - kd, high = y + before[1] - kh;
        if (deep < 0 || high < 0 || deep % stride[0] || high % stride[1]) continue;
        const int64_t d = deep / stride[0], h = high / stride[1];
        if (d >= out[0] || h >= out[1]) continue;
        body(((b * out[0] + d) * out[1] + h) * out[2] * channels, (kd * kernel[1] + kh) * kernel[2] * channels);
      }
  }
};

// Weights [channels, 1, kernel...] as floats [taps, channels].
at::Tensor by_taps(const at::Tensor &weight, bool turned) {
  auto taps = weight.detach().to(at::kFloat).reshape({weight.size(0), -1});
  if (turned) taps = taps.flip({1});
  return taps.t().contiguous();
}

template <class T> at::Tensor convolve(const at::Tensor &x, const at::Tensor &weight, const Geometry &g, bool turned) {
  auto y = at::empty(g.shape(x, g.out), x.options().memory_format(format(x)));
  const auto taps = by_taps(weight, turned);
  parallel(g.batch * g.out[0] * g.out[1], 8, [&](int64_t begin, int64_t end) {
    std::vector<const T *> rows(static_cast<size_t>(g.kernel[0] * g.kernel[1]));
    std::vector<const float *> weights(rows.size());
    for (int64_t row = begin; row < end; row++) {
      int count = 0;
      g.each_input(row, [&](int64_t place, int64_t tap) {
        rows[count] = read<T>(x) + place, weights[count++] = read<float>(taps) + tap;
      });
      depthwise_kernels<T>().forward(g.row(), rows.data(), weights.data(), count,
                                     write<T>(y) + row * g.out[2] * g.channels);
    }
  });
  return y;
}

template <class T> at::Tensor pull_back(const at::Tensor &dy, const at::Tensor &weight, const Geometry &g) {
  if (g.is_dense()) return convolve<T>(dy, weight, g.turned(), true);
  auto dx = at::empty(g.shape(dy, g.in), dy.options().memory_format(format(dy)));
  const auto taps = by_taps(weight, false);
  parallel(g.batch * g.in[0] * g.in[1], 8, [&](int64_t begin, int64_t end) {
    std::vector<const T *> rows(static_cast<size_t>(g.kernel[0] * g.kernel[1]));
    std::vector<const float *> weights(rows.size());
    for (int64_t row = begin; row < end; row++) {
      int count = 0;
      g.each_output(row, [&](int64_t place, int64_t tap) {
        rows[count] = read<T>(dy) + place, weights[count++] = read<float>(taps) + tap;
      });
      depthwise_kernels<T>().backward(g.row(), rows.data(), weights.data(), count,
                                      write<T>(dx) + row * g.in[2] * g.channels);
    }
  });
  return dx;
}

template <class T>
at::Tensor correlate(const at::Tensor &x, const at::Tensor &dy, const at::Tensor &weight, const Geometry &g) {
  const int64_t samples = std::max<int64_t>(1, (g.batch + 15) / 16), chunks = (g.batch + samples - 1) / samples;
  const int64_t each = g.out[0] * g.out[1];
  const auto partial = at::zeros({chunks, g.taps(), g.channels}, at::kFloat);
  parallel(chunks, 1, [&](int64_t begin, int64_t end) {
    std::vector<const T *> rows(static_cast<size_t>(g.kernel[0] * g.kernel[1]));
    std::vector<float *> sums(rows.size());
    for (int64_t chunk = begin; chunk < end; chunk++)
      for (int64_t row = chunk * samples * each; row < std::min((chunk + 1) * samples, g.batch) * each; row++) {
        int count = 0;
        g.each_input(row, [&](int64_t place, int64_t tap) {
          rows[count] = read<T>(x) + place;
          sums[count++] = write<float>(partial) + chunk * g.taps() * g.channels + tap;
        });
        depthwise_kernels<T>().weights(g.row(), rows.data(), read<T>(dy) + row * g.out[2] * g.channels, sums.data(),
                                       count);
      }
  });
  return partial.sum(0).t().reshape(weight.sizes()).to(weight.scalar_type());
}

struct Depthwise : torch::autograd::Function<Depthwise> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, int64_t stride,
                            const std::vector<int64_t> &before, const std::vector<int64_t> &after) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["before"] = before;
    context->saved_data["after"] = after;
    const Geometry g(x.sizes(), weight.sizes(), stride, before, after);
    return x.scalar_type() == at::kFloat ? convolve<float>(x, weight, g, false)
                                         : convolve<uint16_t>(x, weight, g, false);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1];
    const Geometry g(x.sizes(), weight.sizes(), context->saved_data["stride"].toInt(),
                     context->saved_data["before"].toIntVector(), context->saved_data["after"].toIntVector());
    const auto dy = gradients[0].to(x.scalar_type()).contiguous(format(x));
    const bool is_float = x.scalar_type() == at::kFloat;
    at::Tensor dx, dw;
    if (context->needs_input_grad(0))
      dx = is_float ? pull_back<float>(dy, weight, g) : pull_back<uint16_t>(dy, weight, g);
    if (context->needs_input_grad(1))
      dw = is_float ? correlate<float>(x, dy, weight, g) : correlate<uint16_t>(x, dy, weight, g);
    return {dx, dw, {}, {}, {}};
  }
};

} // namespace

bool fits_depthwise(const at::Tensor &x, const at::Tensor &weight, const std::vector<int64_t> &before,
                    const std::vector<int64_t> &after, int64_t groups) {
  if ((x.dim() != 4 && x.dim() != 5) || weight.dim() != x.dim() || groups != x.size(1) || weight.size(0) != groups ||
      weight.size(1) != 1 || groups < 8 || !x.device().is_cpu() || !weight.device().is_cpu() || x.numel() == 0 ||
      (x.scalar_type() != at::kFloat && x.scalar_type() != at::kBFloat16) || !x.is_contiguous(format(x)))
    return false;
  for (size_t axis = 0; axis < before.size(); axis++) {
    const int64_t kernel = weight.size(2 + static_cast<int64_t>(axis));
    if (before[axis] >= kernel || after[axis] >= kernel ||
        x.size(2 + static_cast<int64_t>(axis)) + before[axis] + after[axis] < kernel)
      return false;
  }
  return true;
}

at::Tensor depthwise(const at::Tensor &x, const at::Tensor &weight, int64_t stride, const std::vector<int64_t> &before,
                     const std::vector<int64_t> &after) {
  // As libtorch's convolutions under autocast.
  const bool casts = at::autocast::is_autocast_enabled(at::kCPU);
  return Depthwise::apply(casts ? x.to(at::kBFloat16) : x, weight, stride, before, after);
}

} // namespace ctorch
