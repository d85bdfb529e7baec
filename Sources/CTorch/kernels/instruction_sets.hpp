// The loops of the file LOOPS, which gives table<T>(), compiled for four instruction sets; the processor decides.
//
// Once in a file of kernels, inside of namespace ctorch, with LOOPS defined.

namespace plain {
#include LOOPS
}

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
namespace avx2 {
#include LOOPS
}
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma,bmi2"))), apply_to = function)
namespace avx512 {
#include LOOPS
}
#pragma clang attribute pop

#pragma clang attribute push(                                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,bmi2"))), apply_to = function)
namespace avx512_bfloat16 {
#define BFLOAT16
#include LOOPS
#undef BFLOAT16
}
#pragma clang attribute pop
#endif

template <class Table, class T> static const Table &choose() {
#ifdef __x86_64__
  static const Table widest = avx512_bfloat16::table<T>(), wide = avx512::table<T>(), middle = avx2::table<T>();
  const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512_bfloat16) return widest;
  if (set == InstructionSet::avx512) return wide;
  if (set == InstructionSet::avx2) return middle;
#endif
  static const Table narrow = plain::table<T>();
  return narrow;
}
