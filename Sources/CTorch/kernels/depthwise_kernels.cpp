// The same loops compiled for four instruction sets; the processor decides.
#include "depthwise_kernels.hpp"
#include "processor.hpp"

#include <bit>

namespace ctorch {

namespace plain {
#include "depthwise_body.hpp"
}

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
namespace avx2 {
#include "depthwise_body.hpp"
}
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma,bmi2"))), apply_to = function)
namespace avx512 {
#include "depthwise_body.hpp"
}
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,bmi2"))), apply_to = function)
namespace avx512_bfloat16 {
#define BFLOAT16
#include "depthwise_body.hpp"
#undef BFLOAT16
}
#pragma clang attribute pop
#endif

template <class T> static const DepthwiseKernels<T> &choose() {
#ifdef __x86_64__
  static const DepthwiseKernels<T> widest = avx512_bfloat16::table<T>(), wide = avx512::table<T>(),
                                   middle = avx2::table<T>();
  const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512_bfloat16) return widest;
  if (set == InstructionSet::avx512) return wide;
  if (set == InstructionSet::avx2) return middle;
#endif
  static const DepthwiseKernels<T> narrow = plain::table<T>();
  return narrow;
}

template <> const DepthwiseKernels<float> &depthwise_kernels<float>() { return choose<float>(); }
template <> const DepthwiseKernels<uint16_t> &depthwise_kernels<uint16_t>() { return choose<uint16_t>(); }

} // namespace ctorch
