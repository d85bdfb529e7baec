// Which of the instruction sets that kernels are compiled for this processor has.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace ctorch {

// In order: each has what those before it have.
enum class InstructionSet { plain, avx2, avx512, avx512_bfloat16 };

// What the calling thread may use, where the processor has it.
inline thread_local InstructionSet instruction_limit = InstructionSet::avx512_bfloat16;

// What the processor has.
inline InstructionSet found_instruction_set() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return __builtin_cpu_supports("avx512bf16") ? InstructionSet::avx512_bfloat16 : InstructionSet::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    return InstructionSet::avx2;
#endif
  return InstructionSet::plain;
}

// What this process may use: to repeat what an older processor does, the variable TESSERA_INSTRUCTIONS lowers it to `plain`,
// `avx2` or `avx512`.
inline InstructionSet processor_instruction_set() {
  static const InstructionSet set = [] {
    const char *text = std::getenv("TESSERA_INSTRUCTIONS");
    const std::string_view wanted = text ? text : "";
    const InstructionSet limit = wanted == "plain"    ? InstructionSet::plain
                                 : wanted == "avx2"   ? InstructionSet::avx2
                                 : wanted == "avx512" ? InstructionSet::avx512
                                                      : InstructionSet::avx512_bfloat16;
    return std::min(found_instruction_set(), limit);
  }();
  return set;
}

inline InstructionSet instruction_set() { return std::min(processor_instruction_set(), instruction_limit); }

} // namespace ctorch
