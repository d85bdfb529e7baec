#include "norm_relu_kernels.hpp"
#include "processor.hpp"

#include <bit>

namespace ctorch {

#define LOOPS "norm_relu_body.hpp"
#include "instruction_sets.hpp"

template <> const Kernels<float> &kernels<float>() { return choose<Kernels<float>, float>(); }
template <> const Kernels<uint16_t> &kernels<uint16_t>() { return choose<Kernels<uint16_t>, uint16_t>(); }

} // namespace ctorch
