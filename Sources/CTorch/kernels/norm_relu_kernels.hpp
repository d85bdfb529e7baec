// The loops of fused batch normalisation, ReLU and max-pooling, chosen for this processor.
#pragma once

#include <cstdint>

namespace ctorch {

template <class T> struct Kernels {
  void (*sums)(const T *, int64_t, int64_t, const float *, float *, float *);
  void (*forward)(const T *, T *, int64_t, int64_t, const float *, const float *, float, float);
  void (*backward_sums)(const T *, const T *, int64_t, int64_t, const float *, const float *, const float *, float,
                        float, float *, float *);
  void (*backward)(const T *, const T *, T *, int64_t, int64_t, const float *, const float *, const float *,
                   const float *, float, float);
  void (*forward_added)(const T *, const T *, T *, int64_t, int64_t, const float *, const float *, float, float);
  void (*backward_sums_added)(const T *, const T *, const T *, int64_t, int64_t, const float *, float, float, float *,
                              float *);
  void (*backward_added)(const T *, const T *, const T *, T *, T *, int64_t, int64_t, const float *, const float *,
                         const float *, float, float);
  void (*forward_pooled)(const T *, T *, uint8_t *, T *, int64_t, int64_t, const int64_t *, int, int64_t, const float *,
                         const float *);
  void (*backward_pooled)(const T *, const T *, const uint8_t *, T *, int64_t, int64_t, const int64_t *, int, int64_t,
                          const float *, const float *, const float *);
  void (*backward_uncovered)(const T *, T *, int64_t, int64_t, const float *, const float *);
};

// For float, or uint16_t: the bits of bfloat16.
template <class T> const Kernels<T> &kernels();

} // namespace ctorch
