// Fused optimisers: one pass over parameter, gradient and state.
#include "common.hpp"

using namespace ctorch;

// Parameters, their gradients and up to two states of each.
//
// Where all of one lie in the same order they are seen as a row of values: what lies channels-last libtorch's kernels
// would copy first, in each step.
namespace {
struct Operands {
  std::vector<at::Tensor> parameters, gradients, first, second;

  Operands(ct_tensor *const *weights, ct_tensor *const *averages, ct_tensor *const *squares, int32_t count)
      : parameters(tensors(weights, count)), first(tensors(averages, averages ? count : 0)),
        second(tensors(squares, squares ? count : 0)) {
    for (const auto &parameter : parameters) {
      TORCH_CHECK(parameter.grad().defined(), "a parameter of shape ", parameter.sizes(), " has no gradient");
      gradients.push_back(parameter.grad());
    }
    for (size_t i = 0; i < parameters.size(); i++) {
      if (parameters[i].is_contiguous() || !parameters[i].is_non_overlapping_and_dense()) continue;
      std::vector<at::Tensor *> all{&parameters[i], &gradients[i]};
      if (averages) all.push_back(&first[i]);
      if (squares) all.push_back(&second[i]);
      if (!std::all_of(all.begin(), all.end(), [&](auto *each) { return each->strides() == parameters[i].strides(); }))
        continue;
      for (auto *each : all) *each = each->as_strided({each->numel()}, {1});
    }
  }
};
} // namespace

ct_status ct_adam(ct_tensor *const *parameters, ct_tensor *const *averages, ct_tensor *const *squares,
                  ct_tensor *const *steps, int32_t count, double rate, double beta1, double beta2, double eps,
                  double weight_decay, bool decoupled) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    const auto counters = tensors(steps, count);
    // These first: where a gradient is missing, nothing may have been counted.
    const Operands all(parameters, averages, squares, count);
    at::_foreach_add_(counters, 1);
    if (decoupled)
      at::_fused_adamw_(all.parameters, all.gradients, all.first, all.second, {}, counters, rate, beta1, beta2, weight_decay,
                        eps, false, false);
    else
      at::_fused_adam_(all.parameters, all.gradients, all.first, all.second, {}, counters, rate, beta1, beta2, weight_decay,
                       eps, false, false);
  });
}

ct_status ct_sgd(ct_tensor *const *parameters, ct_tensor *const *momenta, int32_t count, double rate, double momentum,
                 double weight_decay, bool nesterov) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    // libtorch insists on no momenta where there is no momentum.
    const Operands all(parameters, momentum == 0 ? nullptr : momenta, nullptr, count);
    at::_fused_sgd_(all.parameters, all.gradients, all.first, weight_decay, momentum, rate, 0, nesterov, false, false, {}, {});
  });
}

namespace {
// The nearest matrix whose singular values are all equal, about 1: five steps of Newton's and Schulz's iteration with
// Jordan's coefficients (2024), which take any singular value from 0.001 to 1 to between 0.7 and 1.2.
at::Tensor orthogonalized(const at::Tensor &matrix) {
  const bool tall = matrix.size(0) > matrix.size(1);
  auto x = tall ? matrix.t().contiguous() : matrix.contiguous();
  x = x / (x.norm() + 1e-7);
  for (int step = 0; step < 5; step++) {
    const auto square = x.mm(x.t());
    const auto polynomial = at::addmm(square, square, square, -4.7750, 2.0315);
    x = at::addmm(x, polynomial, x, 3.4445, 1);
  }
  return tall ? x.t() : x;
}
} // namespace

ct_status ct_muon(ct_tensor *const *parameters, ct_tensor *const *momenta, int32_t count, double rate, double momentum,
                  double weight_decay) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    const auto weights = tensors(parameters, count), averages = tensors(momenta, count);
    for (const auto &weight : weights)
      TORCH_CHECK(weight.grad().defined(), "a parameter of shape ", weight.sizes(), " has no gradient");
    for (int32_t i = 0; i < count; i++) {
      auto weight = weights[i], average = averages[i];
      const auto gradient = weight.grad();
      average.lerp_(gradient, 1 - momentum);
      // Nesterov's look ahead.
      const auto direction = orthogonalized(gradient.lerp(average, momentum).flatten(1));
      // With this factor steps are about as long as Adam's (Liu and others 2025), whose learning rates then fit.
      const double length = 0.2 * std::sqrt(double(std::max(direction.size(0), direction.size(1))));
      weight.mul_(1 - rate * weight_decay).sub_(direction.reshape(weight.sizes()), rate * length);
    }
  });
}
