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
