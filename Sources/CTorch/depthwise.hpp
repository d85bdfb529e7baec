// Convolutions of each channel by itself, whose gradients libtorch computes as if channels were dense blocks.
#pragma once

#include "common.hpp"

namespace ctorch {

// Whether `depthwise` may do this convolution. before, after: zeros around each axis.
bool fits_depthwise(const at::Tensor &x, const at::Tensor &weight, const std::vector<int64_t> &before,
                    const std::vector<int64_t> &after, int64_t groups);

// at::conv2d or at::conv3d of as many groups as channels, for x and weight that fit.
at::Tensor depthwise(const at::Tensor &x, const at::Tensor &weight, int64_t stride, const std::vector<int64_t> &before,
                     const std::vector<int64_t> &after);

} // namespace ctorch
