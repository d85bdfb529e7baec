// The loops of depthwise convolutions, chosen for this processor.
#pragma once

#include <cstdint>

namespace ctorch {

// How the kernel goes along a row.
struct DepthwiseRow {
  int64_t inputs, outputs, kernel, stride, before, channels; // before: zeros in front of the inputs
};

template <class T> struct DepthwiseKernels {
  void (*forward)(const DepthwiseRow &, const T *const *x, const float *const *weight, int rows, T *y);
  void (*backward)(const DepthwiseRow &, const T *const *dy, const float *const *weight, int rows, T *dx);
  void (*weights)(const DepthwiseRow &, const T *const *x, const T *dy, float *const *sums, int rows);
};

// For float, or uint16_t: the bits of bfloat16.
template <class T> const DepthwiseKernels<T> &depthwise_kernels();

} // namespace ctorch
