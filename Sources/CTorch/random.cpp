// Explicit generators: nothing here draws from libtorch's global one.
#include "common.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/CUDAHooksInterface.h>

using namespace ctorch;

ct_status ct_generator_new(uint64_t seed, int32_t index, ct_generator **out) {
  return guarded([&] {
    at::Generator generator = index < 0 ? at::detail::createCPUGenerator(seed)
                                        : at::detail::getCUDAHooks().getNewGenerator(static_cast<c10::DeviceIndex>(index));
    generator.set_current_seed(seed);
    *out = new ct_generator{std::move(generator)};
    count_handles(1);
  });
}

void ct_generator_free(ct_generator *generator) {
  delete generator;
  count_handles(-1);
}

ct_status ct_normal_(ct_tensor *tensor, double mean, double deviation, ct_generator *generator) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    tensor->value.normal_(mean, deviation, generator->value);
  });
}

ct_status ct_uniform_(ct_tensor *tensor, double low, double high, ct_generator *generator) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    tensor->value.uniform_(low, high, generator->value);
  });
}
