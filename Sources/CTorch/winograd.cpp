// Convolutions of 3x3 or 3x3x3, stride 1, padding 1, float32 or bfloat16, channels-last, by Winograd's algorithm (Lavin and
// Gray, arXiv 1509.09308).
//
// Convolutions are four fifths of a training step and run near the peak of matrix products, so only fewer
// multiplications make them quicker: 36 instead of 144 a tile of 4x4, 16 instead of 36 a tile of 2x2, in volumes three times
// as many of each. What is added is taking tiles to points and back, a block of tiles at a time that stays in the
// caches. The blocks and the order of sums depend on the shapes alone, not on the number of threads.
#include "winograd.hpp"
#include "kernels/winograd_kernels.hpp"
#include "rows.hpp"

#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::atomic<bool> winograd_enabled{true};

constexpr int64_t fewest_outputs = 256; // 16 tiles of 4x4: these take half of libtorch's time, weights' points included
// Tiles of 4x4, and of 2x2 in wide networks, are more than the second-level cache holds, but sums and weights, which are more
// still, are gone through less often.
constexpr int64_t fewest_in_block = 96;

WinogradValue value(const at::Tensor &x) {
  return x.scalar_type() == at::kBFloat16 ? WinogradValue::bfloat16 : WinogradValue::float32;
}

// Those for the side of tiles with which fewer products cover a picture; nullptr where there are none.
const WinogradKernels *kernels_for(const at::Tensor &x) {
  const auto products = [&](const WinogradKernels &kernels) {
    return kernels.tiles(x.size(x.dim() - 2)) * kernels.tiles(x.size(x.dim() - 1)) * kernels.points();
  };
  const auto *small = winograd_kernels(value(x), 2), *large = winograd_kernels(value(x), 4);
  return large && products(*large) < products(*small) ? large : small;
}

const WinogradKernels &required_kernels(const at::Tensor &x) {
  const auto *kernels = kernels_for(x);
  TORCH_CHECK(kernels, "Winograd's convolution was begun with other instructions than may be used now");
  return *kernels;
}

// Weights in float32, whose kernels lie in memory as `shape` says.
struct Kernel {
  at::Tensor values;
  Weights shape;

  explicit Kernel(const at::Tensor &weight) : values(weight.to(at::kFloat)) {
    const int64_t axes = values.dim(), position = values.stride(axes - 1);
    int64_t expected = position;
    for (int64_t axis = axes - 1; axis >= 2; axis--, expected *= 3)
      if (values.stride(axis) != expected) {
        *this = Kernel(values.contiguous());
        return;
      }
    shape = {values.size(0), values.size(1), axes == 5 ? 3 : 1, values.stride(0), values.stride(1), position};
  }
};

// How the tiles of a convolution are worked off, `size` at a time. In a volume these are whole slices of one row of tiles.
struct Blocks {
  const WinogradKernels &kernels;
  Tiles tiles;
  int64_t count, run, size; // tiles of the batch, that blocks may not cross the borders of, and of a block

  Blocks(const at::Tensor &x, const at::Tensor &weight) : kernels(required_kernels(x)) {
    const bool is_volume = x.dim() == 5;
    tiles.side = kernels.side;
    tiles.depth = is_volume ? x.size(2) : 1;
    tiles.height = x.size(x.dim() - 2), tiles.width = x.size(x.dim() - 1);
    tiles.slices = is_volume ? 3 : 1;
    tiles.down = kernels.tiles(tiles.height), tiles.across = kernels.tiles(tiles.width);
    if (is_volume) tiles.across = padded(tiles.across, kernels.group);
    tiles.positions = x.size(0) * tiles.depth * tiles.height * tiles.width;
    count = x.size(0) * tiles.depth * tiles.down * tiles.across;
    run = is_volume ? tiles.depth * tiles.across : count;
    const int64_t bytes = kernels.points() * (weight.size(1) + weight.size(0)) * static_cast<int64_t>(x.element_size());
    const int64_t unit = is_volume ? tiles.across : kernels.rows;
    const int64_t most = std::max(std::max(kernels.block / bytes, fewest_in_block) / unit, int64_t{1}) * unit;
    const int64_t parts = (run + most - 1) / most;
    size = std::min(padded((run + parts - 1) / parts, unit), run); // as even as they can be: threads end together
  }
  int64_t outputs() const { return count * tiles.side * tiles.side; } // of a channel, those beyond the borders too
  int64_t chunks() const { return (run + size - 1) / size; } // of a run
  int64_t blocks() const { return count / run * chunks(); }
  int64_t first(int64_t block) const { return block / chunks() * run + block % chunks() * size; }
  int64_t length(int64_t block) const { return std::min(size, run - block % chunks() * size); }
  // Words of a matrix of so many rows for each point.
  int64_t words(int64_t rows, int64_t columns) const {
    return kernels.points() * plane_of(rows, padded(columns, kernels.lanes), kernels.lanes);
  }

  // Room of this thread for points of inputs and of outputs, kept from call to call.
  std::pair<float *, float *> room(int64_t inputs, int64_t outputs) const {
    thread_local std::vector<float> values;
    const int64_t first = words(size + 2 * tiles.halo(), inputs), second = words(std::max(size, 2 * kernels.rows), outputs);
    if (values.size() < static_cast<size_t>(first + second)) values.resize(static_cast<size_t>(first + second));
    return {values.data(), values.data() + first};
  }
};

// The convolution of x with weights; turned: of the gradients x of its outputs, which gives those of its inputs.
at::Tensor convolve(const at::Tensor &x, const at::Tensor &weight, bool turned) {
  const Blocks blocks(x, weight);
  const int64_t inputs = weight.size(turned ? 0 : 1), outputs = weight.size(turned ? 1 : 0);
  const Kernel kernel(weight);
  const auto points = at::empty({blocks.words(blocks.tiles.slices * inputs, outputs)}, kernel.values.options());
  blocks.kernels.points_of_weights(read<float>(kernel.values), kernel.shape, turned, write<float>(points));
  auto shape = x.sizes().vec();
  shape[1] = outputs;
  const auto y = at::empty(shape, x.options().memory_format(format(x)));
  parallel(blocks.blocks(), 1, [&](int64_t begin, int64_t end) {
    const auto [of_tiles, products] = blocks.room(inputs, outputs);
    for (int64_t block = begin; block < end; block++)
      blocks.kernels.convolve(x.const_data_ptr(), read<float>(points), y.mutable_data_ptr(), blocks.tiles,
                              blocks.first(block), blocks.length(block), inputs, outputs, of_tiles, products);
  });
  return y;
}

// The gradient of weights, laid out as they are. Threads share out the input channels, a vector of them or more each, and
// where there are fewer vectors than threads the output channels, too: each sum is added up in the same order.
at::Tensor correlate(const at::Tensor &x, const at::Tensor &dy, const at::Tensor &weight) {
  const Blocks blocks(x, weight);
  const int64_t inputs = x.size(1), outputs = dy.size(1), lanes = blocks.kernels.lanes, panel = 2 * lanes;
  const Kernel gradient(at::empty_like(weight, weight.options().dtype(at::kFloat)));
  const int64_t vectors = (inputs + lanes - 1) / lanes, panels = (outputs + panel - 1) / panel;
  const int64_t shares = std::min((at::get_num_threads() + vectors - 1) / vectors, panels);
  const int64_t share = (panels + shares - 1) / shares * panel; // of the outputs
  const auto add = [&](const Channels &of_x, const Channels &of_dy) {
    const auto [of_tiles, gradients] = blocks.room(of_x.count, of_dy.count);
    std::vector<float> sums(static_cast<size_t>(blocks.words(blocks.tiles.slices * of_x.count, of_dy.count)), 0.0f);
    for (int64_t block = 0; block < blocks.blocks(); block++)
      blocks.kernels.correlate(x.const_data_ptr(), of_x, dy.const_data_ptr(), of_dy, sums.data(), blocks.tiles,
                               blocks.first(block), blocks.length(block), of_tiles, gradients);
    auto shape = gradient.shape;
    shape.inputs = of_x.count, shape.outputs = of_dy.count;
    blocks.kernels.weight_gradients(sums.data(), shape, write<float>(gradient.values) + of_x.first * shape.input +
                                                            of_dy.first * shape.output);
  };
  parallel((outputs + share - 1) / share * vectors, 1, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t first = begin % vectors * lanes, first_output = begin / vectors * share;
      const int64_t some = std::min(end - begin, vectors - begin % vectors);
      add({inputs, first, std::min(inputs - first, some * lanes)},
          {outputs, first_output, std::min(outputs - first_output, share)});
      begin += some;
    }
  });
  return gradient.values.to(weight.scalar_type());
}

// With fewer channels taking tiles to points and back costs more than the products save. Measured: in float32 on AVX2 tiles
// of 4x4 gain with all channels, a third from 1 to 11 in volumes, nothing to a third from 3 to 16 in pictures, tiles of 2x2 a
// half from 8 to 16. In bfloat16 tiles of 2x2 gain a quarter from 8 to 16 channels and lose from 8 to 8 in large pictures.
// float32 on AVX-512, where vectors of few channels are emptier, was not measured: it has the bounds of the widest.
bool is_worth_it(const WinogradKernels &kernels, const at::Tensor &x, const at::Tensor &weight) {
  const int64_t inputs = weight.size(1), outputs = weight.size(0);
  const bool is_narrow = kernels.lanes == 8;
  if (is_narrow && kernels.side == 4) return outputs >= 4;
  const bool was_measured = is_narrow || x.scalar_type() == at::kBFloat16 || x.dim() == 5;
  return inputs >= 8 && inputs * outputs >= (was_measured ? 120 : 360);
}

struct Winograd : torch::autograd::Function<Winograd> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight) {
    context->save_for_backward({x, weight});
    return convolve(x, weight, false);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto dy = gradients[0].to(saved[0].scalar_type()).contiguous(format(saved[0]));
    at::Tensor dx, dw;
    if (context->needs_input_grad(0)) dx = convolve(dy, saved[1], true);
    if (context->needs_input_grad(1)) dw = correlate(saved[0], dy, saved[1]);
    return {dx, dw};
  }
};

} // namespace

bool fits_winograd(const at::Tensor &x, const at::Tensor &weight, int64_t stride, int64_t padding) {
  if (!winograd_enabled.load(std::memory_order_relaxed) || (x.dim() != 4 && x.dim() != 5) || weight.dim() != x.dim() ||
      stride != 1 || padding != 1 || !x.device().is_cpu() || !weight.device().is_cpu() || x.numel() == 0)
    return false;
  const auto type = x.scalar_type(), kernel = weight.scalar_type();
  const bool casts = at::autocast::is_autocast_enabled(at::kCPU); // weights to bfloat16, which is what x has to be then
  if (type != at::kFloat && type != at::kBFloat16) return false;
  if (casts ? type != at::kBFloat16 || (kernel != at::kFloat && kernel != type) : kernel != type) return false;
  const auto window = weight.sizes().slice(2);
  const auto *kernels = kernels_for(x);
  return kernels && x.size(1) == weight.size(1) &&
         std::all_of(window.begin(), window.end(), [](int64_t side) { return side == 3; }) &&
         x.is_contiguous(format(x)) && is_worth_it(*kernels, x, weight) && Blocks(x, weight).outputs() >= fewest_outputs;
}

at::Tensor winograd(const at::Tensor &x, const at::Tensor &weight) { return Winograd::apply(x, weight); }

} // namespace ctorch

void ct_set_winograd(bool enabled) { ctorch::winograd_enabled.store(enabled, std::memory_order_relaxed); }
