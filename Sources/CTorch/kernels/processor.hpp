// Which of the instruction sets that kernels are compiled for this processor has.
#pragma once

#include <algorithm>

namespace ctorch {

// In order: each has what those before it have.
enum class InstructionSet { plain, avx2, avx512, avx512_bfloat16 };

// What the calling thread may use, where the processor has it.
inline thread_local InstructionSet instruction_limit = InstructionSet::avx512_bfloat16;

inline InstructionSet processor_instruction_set() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return __builtin_cpu_supports("avx512bf16") ? InstructionSet::avx512_bfloat16 : InstructionSet::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    return InstructionSet::avx2;
#endif
  return InstructionSet::plain;
}

inline InstructionSet instruction_set() { return std::min(processor_instruction_set(), instruction_limit); }

} // namespace ctorch
