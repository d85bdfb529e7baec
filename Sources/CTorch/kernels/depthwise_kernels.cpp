#include "depthwise_kernels.hpp"
#include "processor.hpp"

#include <bit>

namespace ctorch {

#define LOOPS "depthwise_body.hpp"
#include "instruction_sets.hpp"

template <> const DepthwiseKernels<float> &depthwise_kernels<float>() { return choose<DepthwiseKernels<float>, float>(); }
template <> const DepthwiseKernels<uint16_t> &depthwise_kernels<uint16_t>() { return choose<DepthwiseKernels<uint16_t>, uint16_t>(); }

} // namespace ctorch
