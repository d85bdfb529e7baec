// Convolutions of 3x3 by Winograd's algorithm, where they are worth it.
#pragma once

#include "common.hpp"

namespace ctorch {

// Whether `winograd` may do this convolution, and is quicker than libtorch's own.
bool fits_winograd(const at::Tensor &x, const at::Tensor &weight, int64_t stride, int64_t padding);

// at::conv2d or at::conv3d of stride and padding 1, for x and weight that fit.
at::Tensor winograd(const at::Tensor &x, const at::Tensor &weight);

} // namespace ctorch
