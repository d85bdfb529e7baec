// Convolutions of 3x3 or 3x3x3, stride 1, padding 1, float32, channels-last, by Winograd's algorithm (Lavin and Gray,
// arXiv 1509.09308).
//
// Convolutions are four fifths of a training step and run near the peak of matrix products, so only fewer
// multiplications make them quicker: 16 instead of 36 a tile of 2x2, in volumes 48 instead of 108. What is added is
// taking tiles to points and back, a block of tiles at a time that stays in the second-level cache. The blocks depend
// on the shapes alone and each sum has one order: results do not depend on threads.
#include "winograd.hpp"
#include "kernels/winograd_kernels.hpp"
#include "rows.hpp"

#include <torch/csrc/autograd/custom_function.h>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::atomic<bool> winograd_enabled{true};

constexpr int64_t block_bytes = 128 * 1024;
constexpr int64_t fewest_tiles = 64; // with fewer, weights take as long as tiles

// How the tiles of a convolution are worked off, `size` at a time.
struct Blocks {
  const WinogradKernels &kernels;
  Tiles tiles;
  int64_t count, size;

  Blocks(const at::Tensor &x, const at::Tensor &weight) : kernels(*winograd_kernels()) {
    const bool is_volume = x.dim() == 5;
    tiles.depth = is_volume ? x.size(2) : 1;
    tiles.height = x.size(x.dim() - 2), tiles.width = x.size(x.dim() - 1);
    tiles.slices = is_volume ? 3 : 1;
    tiles.down = (tiles.height + 1) / 2, tiles.across = (tiles.width + 1) / 2;
    tiles.positions = x.size(0) * tiles.depth * tiles.height * tiles.width;
    count = x.size(0) * tiles.depth * tiles.down * tiles.across;
    const int64_t bytes = 16 * (tiles.slices * weight.size(1) + weight.size(0)) * static_cast<int64_t>(sizeof(float));
    size = std::max(block_bytes / bytes, int64_t{24}) / kernels.rows * kernels.rows;
  }
  int64_t blocks() const { return (count + size - 1) / size; }
  int64_t first(int64_t block) const { return block * size; }
  int64_t length(int64_t block) const { return std::min(size, count - block * size); }
  int64_t padded(int64_t columns) const { return ctorch::padded(columns, kernels.lanes); }

  // Room of this thread for points of inputs and of outputs, kept from call to call.
  std::pair<float *, float *> room(int64_t inputs, int64_t outputs) const {
    thread_local std::vector<float> values;
    const int64_t first = 16 * (size * tiles.slices * inputs + kernels.lanes), second = 16 * size * padded(outputs);
    if (values.size() < static_cast<size_t>(first + second)) values.resize(static_cast<size_t>(first + second));
    return {values.data(), values.data() + first};
  }
};

// The convolution of x with weights; turned: of the gradients x of its outputs, which gives those of its inputs.
at::Tensor convolve(const at::Tensor &x, const at::Tensor &weight, bool turned) {
  const Blocks blocks(x, weight);
  const int64_t inputs = weight.size(turned ? 0 : 1), outputs = weight.size(turned ? 1 : 0);
  const auto kernel = weight.contiguous();
  const auto points = at::empty({16, blocks.tiles.slices * inputs, blocks.padded(outputs)}, x.options());
  blocks.kernels.points_of_weights(read<float>(kernel), weight.size(0), weight.size(1), blocks.tiles.slices, turned,
                                   write<float>(points));
  auto shape = x.sizes().vec();
  shape[1] = outputs;
  const auto y = at::empty(shape, x.options().memory_format(format(x)));
  at::parallel_for(0, blocks.blocks(), 1, [&](int64_t begin, int64_t end) {
    const auto [tiles, products] = blocks.room(inputs, outputs);
    for (int64_t block = begin; block < end; block++)
      blocks.kernels.convolve(read<float>(x), read<float>(points), write<float>(y), blocks.tiles, blocks.first(block),
                              blocks.length(block), inputs, outputs, tiles, products);
  });
  return y;
}

// The gradient of weights: threads share out the input channels.
at::Tensor correlate(const at::Tensor &x, const at::Tensor &dy, const at::Tensor &weight) {
  const Blocks blocks(x, weight);
  const int64_t inputs = x.size(1), outputs = dy.size(1), lanes = blocks.kernels.lanes;
  const auto gradient = at::empty(weight.sizes(), x.options());
  at::parallel_for(0, blocks.padded(inputs) / lanes, 1, [&](int64_t begin, int64_t end) {
    const int64_t skipped = begin * lanes, channels = std::min(inputs, end * lanes) - skipped;
    const auto [tiles, gradients] = blocks.room(channels, outputs);
    std::vector<float> sums(static_cast<size_t>(16 * blocks.tiles.slices * channels * blocks.padded(outputs)), 0.0f);
    for (int64_t block = 0; block < blocks.blocks(); block++)
      blocks.kernels.correlate(read<float>(x), read<float>(dy), sums.data(), blocks.tiles, blocks.first(block),
                               blocks.length(block), inputs, skipped, channels, outputs, tiles, gradients);
    blocks.kernels.weight_gradients(sums.data(), outputs, inputs, blocks.tiles.slices, skipped, channels,
                                    write<float>(gradient));
  });
  return gradient;
}

// Measured on AVX2: with fewer channels taking tiles to points and back costs more than the products save. In pictures
// 16 to 16 channels lose a tenth, 22 to 22 gain a third; in volumes 8 to 8 gain nothing, 11 to 11 a fifth.
bool is_worth_it(const at::Tensor &weight) {
  const int64_t slices = weight.dim() == 5 ? 3 : 1, inputs = weight.size(1), outputs = weight.size(0);
  return inputs >= 8 && slices * inputs * outputs >= 360;
}

struct Winograd : torch::autograd::Function<Winograd> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight) {
    context->save_for_backward({x, weight});
    return convolve(x, weight, false);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto dy = gradients[0].contiguous(format(saved[0]));
    at::Tensor dx, dw;
    if (context->needs_input_grad(0)) dx = convolve(dy, saved[1], true);
    if (context->needs_input_grad(1)) dw = correlate(saved[0], dy, saved[1]).contiguous(saved[1].suggest_memory_format());
    return {dx, dw};
  }
};

} // namespace

bool fits_winograd(const at::Tensor &x, const at::Tensor &weight, int64_t stride, int64_t padding) {
  if (!winograd_kernels() || !winograd_enabled.load(std::memory_order_relaxed) || (x.dim() != 4 && x.dim() != 5) ||
      weight.dim() != x.dim() || stride != 1 || padding != 1)
    return false;
  const auto window = weight.sizes().slice(2);
  return x.device().is_cpu() && x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat &&
         x.size(1) == weight.size(1) && std::all_of(window.begin(), window.end(), [](int64_t side) { return side == 3; }) &&
         x.is_contiguous(format(x)) && is_worth_it(weight) && Blocks(x, weight).count >= fewest_tiles;
}

at::Tensor winograd(const at::Tensor &x, const at::Tensor &weight) { return Winograd::apply(x, weight); }

} // namespace ctorch

void ct_set_winograd(bool enabled) { ctorch::winograd_enabled.store(enabled, std::memory_order_relaxed); }
