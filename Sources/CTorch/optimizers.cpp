// Fused optimisers: one pass over parameter, gradient and state.
#include "common.hpp"

using namespace ctorch;

static std::vector<at::Tensor> gradients(const std::vector<at::Tensor> &parameters) {
  std::vector<at::Tensor> found;
  found.reserve(parameters.size());
  for (const auto &parameter : parameters) {
    TORCH_CHECK(parameter.grad().defined(), "a parameter of shape ", parameter.sizes(), " has no gradient");
    found.push_back(parameter.grad());
  }
  return found;
}

ct_status ct_adam(ct_tensor *const *parameters, ct_tensor *const *averages, ct_tensor *const *squares,
                  ct_tensor *const *steps, int32_t count, double rate, double beta1, double beta2, double eps,
                  double weight_decay, bool decoupled) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    const auto weights = tensors(parameters, count), counters = tensors(steps, count);
    // Gradients first: where one is missing, nothing may have been counted.
    const auto grads = gradients(weights), first = tensors(averages, count), second = tensors(squares, count);
    at::_foreach_add_(counters, 1);
    if (decoupled)
      at::_fused_adamw_(weights, grads, first, second, {}, counters, rate, beta1, beta2, weight_decay, eps, false,
                        false);
    else
      at::_fused_adam_(weights, grads, first, second, {}, counters, rate, beta1, beta2, weight_decay, eps, false,
                       false);
  });
}

ct_status ct_sgd(ct_tensor *const *parameters, ct_tensor *const *momenta, int32_t count, double rate, double momentum,
                 double weight_decay, bool nesterov) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    const auto weights = tensors(parameters, count);
    // libtorch insists on no momenta where there is no momentum.
    const auto buffers = momentum == 0 ? std::vector<at::Tensor>() : tensors(momenta, count);
    at::_fused_sgd_(weights, gradients(weights), buffers, weight_decay, momentum, rate, 0, nesterov,
                    false, false, {}, {});
  });
}
