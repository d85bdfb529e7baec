// Convolutions of 3x3, stride 1, padding 1, float32, channels-last, by Winograd's algorithm: Lavin and Gray, arXiv 1509.09308.
//
// Convolutions are four fifths of a training step and run near the peak of matrix products, so only fewer multiplications make
// them quicker: 16 instead of 36. What is added is taking tiles to points and back, a block of tiles at a time that stays in
// the second-level cache. The blocks depend on the shapes alone and each sum has one order: results do not depend on threads.
#include "winograd.hpp"
#include "kernels/winograd_kernels.hpp"
#include "rows.hpp"

#include <torch/csrc/autograd/custom_function.h>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::atomic<bool> winograd_enabled{true};

constexpr int64_t block_bytes = 256 * 1024;
constexpr int64_t fewest_tiles = 64;  // with fewer, weights take as long as tiles
constexpr int64_t fewest_pairs = 512; // of channels; measured: 16 to 16 gain nothing, 16 to 32 do

struct Blocks {
  Tiles tiles;
  int64_t count, size; // tiles in all, tiles a block

  Blocks(const at::Tensor &x, int64_t inputs, int64_t outputs, int64_t rows) {
    tiles = {x.size(2), x.size(3), (x.size(2) + 1) / 2, (x.size(3) + 1) / 2};
    count = x.size(0) * tiles.down * tiles.across;
    const int64_t bytes = 16 * (inputs + outputs) * static_cast<int64_t>(sizeof(float));
    size = std::max(block_bytes / bytes, int64_t{24}) / rows * rows;
  }
  int64_t blocks() const { return (count + size - 1) / size; }
  int64_t length(int64_t block) const { return std::min(size, count - block * size); }
};

// Two buffers of this thread, kept from call to call.
std::pair<float *, float *> scratch(int64_t first, int64_t second) {
  thread_local std::vector<float> values;
  if (values.size() < static_cast<size_t>(first + second)) values.resize(static_cast<size_t>(first + second));
  return {values.data(), values.data() + first};
}

// The convolution of x with weights; turned: of the gradients x of its outputs, which gives those of its inputs.
at::Tensor convolve(const at::Tensor &x, const at::Tensor &weight, bool turned) {
  const auto &kernels = *winograd_kernels();
  const int64_t inputs = weight.size(turned ? 0 : 1), outputs = weight.size(turned ? 1 : 0);
  const auto kernel = weight.contiguous();
  const auto points = at::empty({16, inputs, outputs}, x.options());
  kernels.points_of_weights(read<float>(kernel), weight.size(0), weight.size(1), turned, write<float>(points));
  const auto y = at::empty({x.size(0), outputs, x.size(2), x.size(3)},
                           x.options().memory_format(at::MemoryFormat::ChannelsLast));
  const Blocks blocks(x, inputs, outputs, kernels.rows);
  at::parallel_for(0, blocks.blocks(), 1, [&](int64_t begin, int64_t end) {
    const auto [tiles, products] = scratch(16 * blocks.size * inputs, 16 * blocks.size * outputs);
    for (int64_t block = begin; block < end; block++)
      kernels.convolve(read<float>(x), read<float>(points), write<float>(y), blocks.tiles, block * blocks.size,
                       blocks.length(block), inputs, outputs, tiles, products);
  });
  return y;
}

// The gradient of weights: threads share out the input channels.
at::Tensor correlate(const at::Tensor &x, const at::Tensor &dy) {
  const auto &kernels = *winograd_kernels();
  const int64_t inputs = x.size(1), outputs = dy.size(1);
  const auto gradient = at::empty({outputs, inputs, 3, 3}, x.options());
  const Blocks blocks(x, inputs, outputs, kernels.rows);
  at::parallel_for(0, inputs / kernels.panel, 1, [&](int64_t begin, int64_t end) {
    const int64_t first = begin * kernels.panel, channels = (end - begin) * kernels.panel;
    const auto [tiles, gradients] = scratch(16 * blocks.size * channels, 16 * blocks.size * outputs);
    std::vector<float> sums(static_cast<size_t>(16 * channels * outputs), 0.0f);
    for (int64_t block = 0; block < blocks.blocks(); block++)
      kernels.correlate(read<float>(x) + first, inputs, read<float>(dy), sums.data(), blocks.tiles, block * blocks.size,
                        blocks.length(block), channels, outputs, tiles, gradients);
    kernels.weight_gradients(sums.data(), outputs, inputs, first, channels, write<float>(gradient));
  });
  return gradient;
}

struct Winograd : torch::autograd::Function<Winograd> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight) {
    context->save_for_backward({x, weight});
    return convolve(x, weight, false);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto dy = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor dx, dw;
    if (context->needs_input_grad(0)) dx = convolve(dy, saved[1], true);
    if (context->needs_input_grad(1)) dw = correlate(saved[0], dy).contiguous(saved[1].suggest_memory_format());
    return {dx, dw};
  }
};

} // namespace

bool fits_winograd(const at::Tensor &x, const at::Tensor &weight, int64_t stride, int64_t padding) {
  const auto *kernels = winograd_kernels();
  if (!kernels || !winograd_enabled.load(std::memory_order_relaxed) || x.dim() != 4 || weight.dim() != 4) return false;
  const int64_t inputs = weight.size(1), outputs = weight.size(0);
  return x.device().is_cpu() && x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && stride == 1 &&
         padding == 1 && weight.size(2) == 3 && weight.size(3) == 3 && x.size(1) == inputs &&
         inputs % kernels->panel == 0 && outputs % kernels->panel == 0 && inputs * outputs >= fewest_pairs &&
         x.is_contiguous(at::MemoryFormat::ChannelsLast) &&
         Blocks(x, inputs, outputs, kernels->rows).count >= fewest_tiles;
}

at::Tensor winograd(const at::Tensor &x, const at::Tensor &weight) { return Winograd::apply(x, weight); }

} // namespace ctorch

void ct_set_winograd(bool enabled) { ctorch::winograd_enabled.store(enabled, std::memory_order_relaxed); }
