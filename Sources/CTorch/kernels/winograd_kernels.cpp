// The same loops compiled for two instruction sets; the processor decides at the first call.
#include "winograd_kernels.hpp"
#include "processor.hpp"

#define UNROLL _Pragma("clang loop unroll(full)")

namespace ctorch {

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
namespace avx2 {
namespace {
#define LANES 8
#define ROWS 6
#include "winograd_body.hpp"
#undef LANES
#undef ROWS
} // namespace
} // namespace avx2
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma,bmi2"))), apply_to = function)
namespace avx512 {
namespace {
#define LANES 16
#define ROWS 12
#include "winograd_body.hpp"
#undef LANES
#undef ROWS
} // namespace
} // namespace avx512
#pragma clang attribute pop
#endif

const WinogradKernels *winograd_kernels() {
#ifdef __x86_64__
  if (instruction_set() == InstructionSet::avx512) return &avx512::table;
  if (instruction_set() == InstructionSet::avx2) return &avx2::table;
#endif
  return nullptr;
}

} // namespace ctorch
