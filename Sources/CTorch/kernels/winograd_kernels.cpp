// The same loops compiled for two instruction sets, and for bfloat16 where the processor multiplies it.
#include "winograd_kernels.hpp"
#include "processor.hpp"

#include <algorithm>
#include <utility>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#define UNROLL _Pragma("clang loop unroll(full)")

namespace ctorch {

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
namespace avx2 {
namespace {
#define LANES 8
#define ROWS 6
#define BLOCK 128
#include "winograd_body.hpp"
#undef LANES
#undef ROWS
#undef BLOCK
} // namespace
} // namespace avx2
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma,bmi2"))), apply_to = function)
namespace avx512 {
namespace {
#define LANES 16
#define ROWS 12
#define BLOCK 256
#include "winograd_body.hpp"
#undef LANES
#undef ROWS
#undef BLOCK
} // namespace
} // namespace avx512
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,bmi2"))), apply_to = function)
namespace avx512_bfloat16 {
namespace {
#define LANES 16
#define ROWS 12
#define BLOCK 512
#define BFLOAT16
#include "winograd_body.hpp"
#undef LANES
#undef ROWS
#undef BLOCK
#undef BFLOAT16
} // namespace
} // namespace avx512_bfloat16
#pragma clang attribute pop
#endif

const WinogradKernels *winograd_kernels(WinogradValue value, int64_t side) {
#ifdef __x86_64__
  const InstructionSet set = instruction_set();
  const bool is_large = side == 4;
  if (value == WinogradValue::bfloat16)
    return set == InstructionSet::avx512_bfloat16 && !is_large ? &avx512_bfloat16::table<2> : nullptr;
  if (set >= InstructionSet::avx512) return is_large ? &avx512::table<4> : &avx512::table<2>;
  if (set == InstructionSet::avx2) return is_large ? &avx2::table<4> : &avx2::table<2>;
#endif
  return nullptr;
}

} // namespace ctorch
