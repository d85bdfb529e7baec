// Rows of channels in float or uint16_t (the bits of a bfloat16), computed in float: included by the bodies of kernels, once
// for each instruction set.

inline float widen(float value) { return value; }
inline float widen(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

template <class T> inline T narrow(float value);
template <> inline float narrow<float>(float value) { return value; }
// Round to nearest, ties to even. What is not a number stays so: its sign and exponent are kept, a mantissa bit is set.
template <> inline uint16_t narrow<uint16_t>(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const uint32_t quiet = (bits >> 16) | 0x40u;
  return static_cast<uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
}

// Writes W values in the type of an array; the processor itself rounds to bfloat16 where BFLOAT16 is defined.
template <int W> inline void put(const float *values, float *to) {
  for (int i = 0; i < W; i++) to[i] = values[i];
}
template <int W> inline void put(const float *values, uint16_t *to) {
#ifdef BFLOAT16
  if constexpr (W >= 8) {
    typedef float wide __attribute__((vector_size(4 * W), aligned(4)));
    typedef __bf16 half __attribute__((vector_size(2 * W), aligned(2)));
    *reinterpret_cast<half *>(to) = __builtin_convertvector(*reinterpret_cast<const wide *>(values), half);
    return;
  }
#endif
  for (int i = 0; i < W; i++) to[i] = narrow<uint16_t>(values[i]);
}

// Calls body<width>(first channel) for blocks that cover all channels. Where a few are left over a last block reaches back
// over channels that an earlier one has done: to do them again is quicker than one by one.
template <class Body> inline void blocks(int64_t channels, Body &&body) {
  int64_t c = 0;
  for (; c + 32 <= channels; c += 32) body.template operator()<32>(c);
  for (; c + 16 <= channels; c += 16) body.template operator()<16>(c);
  for (; c + 8 <= channels; c += 8) body.template operator()<8>(c);
  if (c < channels && channels >= 8) return body.template operator()<8>(channels - 8);
  for (; c < channels; c++) body.template operator()<1>(c);
}
