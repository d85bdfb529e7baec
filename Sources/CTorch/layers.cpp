// Layers of a network, in one to three spatial axes.
#include "common.hpp"
#include "depthwise.hpp"
#include "winograd.hpp"

#include <limits>
#include <numeric>

using namespace ctorch;

// One value for every spatial axis of an input [batch, channels, axes...].
static std::vector<int64_t> every_axis(const at::Tensor &input, int64_t value) {
  TORCH_CHECK(input.dim() >= 3 && input.dim() <= 5, "expected [batch, channels, one to three axes], found ",
              input.sizes());
  return std::vector<int64_t>(static_cast<size_t>(input.dim() - 2), value);
}

// What stands in front of each axis of an input and behind it.
struct Sides {
  std::vector<int64_t> before, after;

  Sides(const at::Tensor &input, const int64_t *padding) : before(every_axis(input, 0)), after(before) {
    for (size_t axis = 0; axis < before.size(); axis++)
      before[axis] = padding[2 * axis], after[axis] = padding[2 * axis + 1];
  }

  // The padding on every side; nothing where sides differ.
  std::optional<int64_t> common() const {
    for (size_t axis = 0; axis < before.size(); axis++)
      if (before[axis] != before[0] || after[axis] != before[0]) return std::nullopt;
    return before[0];
  }

  // The input with `value` around it.
  at::Tensor pad(const at::Tensor &input, double value) const {
    std::vector<int64_t> last_axis_first;
    for (size_t axis = before.size(); axis-- > 0;)
      last_axis_first.insert(last_axis_first.end(), {before[axis], after[axis]});
    return at::constant_pad_nd(input, last_axis_first, value);
  }
};

// y with a summand for each channel.
static at::Tensor biased(const at::Tensor &y, const ct_tensor *bias) {
  if (!bias) return y;
  TORCH_CHECK(get(bias).dim() == 1 && get(bias).size(0) == y.size(1), "expected a bias for each of ", y.size(1),
              " channels, found ", get(bias).sizes());
  std::vector<int64_t> shape(static_cast<size_t>(y.dim()), 1);
  shape[1] = -1;
  return y + get(bias).to(y.scalar_type()).view(shape);
}

ct_status ct_conv(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, int64_t stride,
                  const int64_t *padding, int64_t groups, bool direct, ct_tensor **out) {
  return result(out, [&] {
    const Sides sides(get(input), padding);
    if (!direct && groups > 1 && fits_depthwise(get(input), get(weight), sides.before, sides.after, groups))
      return biased(depthwise(get(input), get(weight), stride, sides.before, sides.after), bias);
    const bool equal = sides.before == sides.after; // which libtorch pads by itself
    const auto x = equal ? get(input) : sides.pad(get(input), 0);
    if (!direct && groups == 1 && fits_winograd(x, get(weight), stride, sides.common().value_or(-1)))
      return biased(winograd(x, get(weight)), bias);
    const auto strides = every_axis(x, stride), paddings = equal ? sides.before : every_axis(x, 0);
    const auto once = every_axis(x, 1);
    switch (x.dim()) {
    case 3: return at::conv1d(x, get(weight), optional(bias), strides, paddings, once, groups);
    case 4: return at::conv2d(x, get(weight), optional(bias), strides, paddings, once, groups);
    default: return at::conv3d(x, get(weight), optional(bias), strides, paddings, once, groups);
    }
  });
}

ct_status ct_takes_winograd(const ct_tensor *input, const ct_tensor *weight, int64_t stride, int64_t padding, bool *out) {
  return guarded([&] { *out = fits_winograd(get(input), get(weight), stride, padding); });
}

ct_status ct_linear(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, ct_tensor **out) {
  return result(out, [&] { return at::linear(get(input), get(weight), optional(bias)); });
}

ct_status ct_batch_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, ct_tensor *running_mean,
                        ct_tensor *running_var, bool training, double momentum, double eps, ct_tensor **out) {
  return result(out, [&] {
    if (training) check_batch(get(input));
    return at::batch_norm(get(input), get(weight), get(bias), get(running_mean), get(running_var), training, momentum,
                          eps, true);
  });
}

ct_status ct_layer_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, double eps,
                        ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    // Channels last, where they lie already if x is channels-last, and back: nothing is moved.
    const auto normed = at::layer_norm(x.movedim(1, -1), {x.size(1)}, get(weight), get(bias), eps);
    return normed.movedim(-1, 1);
  });
}

ct_status ct_activation(const ct_tensor *input, int32_t activation, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    switch (activation) {
    case CT_IDENTITY: return x;
    case CT_RELU: return at::relu(x);
    case CT_RELU6: return at::relu6(x);
    case CT_SILU: return at::silu(x);
    case CT_HARDSWISH: return at::hardswish(x);
    case CT_GELU: return at::gelu(x);
    case CT_SIGMOID: return at::sigmoid(x);
    default: TORCH_CHECK(false, "there is no activation ", activation);
    }
  });
}

ct_status ct_max_pool(const ct_tensor *input, int64_t size, int64_t stride, const int64_t *padding, ct_tensor **out) {
  return result(out, [&] {
    const Sides sides(get(input), padding);
    // More than half a window libtorch does not pad by itself.
    const bool equal = sides.before == sides.after &&
                       std::all_of(sides.before.begin(), sides.before.end(), [&](auto side) { return 2 * side <= size; });
    const auto x = equal ? get(input) : sides.pad(get(input), -std::numeric_limits<double>::infinity());
    const auto sizes = every_axis(x, size), strides = every_axis(x, stride);
    const auto paddings = equal ? sides.before : every_axis(x, 0);
    switch (x.dim()) {
    case 3: return at::max_pool1d(x, sizes, strides, paddings);
    case 4: return at::max_pool2d(x, sizes, strides, paddings);
    default: return at::max_pool3d(x, sizes, strides, paddings);
    }
  });
}

ct_status ct_avg_pool(const ct_tensor *input, int64_t size, int64_t stride, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    const auto sizes = every_axis(x, size), strides = every_axis(x, stride);
    switch (x.dim()) {
    case 3: return at::avg_pool1d(x, sizes, strides);
    case 4: return at::avg_pool2d(x, sizes, strides);
    default: return at::avg_pool3d(x, sizes, strides);
    }
  });
}

ct_status ct_global_avg_pool(const ct_tensor *input, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    auto axes = every_axis(x, 2); // checks that there are any: a mean over no axes is one over all
    std::iota(axes.begin(), axes.end(), 2);
    return at::mean(x, axes, true);
  });
}

ct_status ct_dropout(const ct_tensor *input, double probability, ct_generator *generator, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    const auto mask = at::empty_like(x).bernoulli_(1 - probability, generator->value);
    return x * mask.div_(1 - probability);
  });
}

ct_status ct_stochastic_depth(const ct_tensor *input, double probability, ct_generator *generator, ct_tensor **out) {
  return result(out, [&] {
    const auto &x = get(input);
    std::vector<int64_t> shape(static_cast<size_t>(x.dim()), 1);
    shape[0] = x.size(0);
    const auto mask = at::empty(shape, x.options()).bernoulli_(1 - probability, generator->value);
    return x * mask.div_(1 - probability);
  });
}

ct_status ct_cross_entropy(const ct_tensor *logits, const ct_tensor *labels, const ct_tensor *class_weights,
                           double label_smoothing, ct_tensor **out) {
  return result(out, [&] {
    return at::cross_entropy_loss(get(logits).to(at::kFloat), get(labels), optional(class_weights),
                                  at::Reduction::Mean, -100, label_smoothing);
  });
}
