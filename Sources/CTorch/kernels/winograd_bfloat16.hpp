// What Winograd's loops do with bfloat16: included by them, for AVX-512 BF16.

typedef uint16_t value; // the bits of a bfloat16
constexpr int64_t group = 2;

inline __m256i rounded(vec values) {
  return __builtin_bit_cast(__m256i, _mm512_cvtneps_pbh(__builtin_bit_cast(__m512, values)));
}

inline vec load_values(const value *from) {
  const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from));
  return __builtin_bit_cast(vec, _mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}
inline void store_values(value *to, vec values) {
  _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), rounded(values));
}
inline void store_some(value *to, vec values, int count) {
  _mm256_mask_storeu_epi16(to, static_cast<__mmask16>((1 << count) - 1), rounded(values));
}
// To the lower halves of words, and 0 to the upper; or to the upper halves.
inline void store_part(float *words, vec values, int64_t part) {
  const __m512i bits = _mm512_cvtepu16_epi32(rounded(values));
  if (part == 0) return _mm512_storeu_si512(words, bits);
  const __m512i lower = _mm512_and_si512(_mm512_loadu_si512(words), _mm512_set1_epi32(0xffff));
  _mm512_storeu_si512(words, _mm512_or_si512(lower, _mm512_slli_epi32(bits, 16)));
}
inline vec multiply_add(vec sum, vec words, float word) {
  return __builtin_bit_cast(vec, _mm512_dpbf16_ps(__builtin_bit_cast(__m512, sum), __builtin_bit_cast(__m512bh, words),
                                                  __builtin_bit_cast(__m512bh, _mm512_set1_ps(word))));
}
