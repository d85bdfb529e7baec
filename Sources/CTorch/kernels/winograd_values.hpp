// Values, and vectors of LANES floats that they are computed in: included by winograd_body.hpp.
//
// The factors of a product are words of 32 bits, in which a `group` of values lies together that are neighbours along what
// is summed: one float, or two bfloat16.

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4)));

inline vec load(const float *from) { return *reinterpret_cast<const vec *>(from); }
inline void store(float *to, vec values) { *reinterpret_cast<vec *>(to) = values; }

// The first `count` lanes, then 0; and only those stored.
inline vec load_some(const float *from, int64_t count) {
  if (count >= LANES) return load(from);
  vec values{};
  for (int lane = 0; lane < count; lane++) values[lane] = from[lane];
  return values;
}
inline void store_some(float *to, vec values, int64_t count) {
  if (count >= LANES) return store(to, values);
  for (int lane = 0; lane < count; lane++) to[lane] = values[lane];
}

// A square of LANES vectors turned about its diagonal: of blocks of twice the side each time two are exchanged.
template <int Side, size_t... Lane> inline void exchange(vec &a, vec &b, std::index_sequence<Lane...>) {
  const vec first = __builtin_shufflevector(a, b, (Lane & Side ? LANES + Lane - Side : Lane)...);
  b = __builtin_shufflevector(a, b, (Lane & Side ? LANES + Lane : Lane + Side)...);
  a = first;
}
template <int Side = 1> inline void transpose(vec square[LANES]) {
  if constexpr (Side < LANES) {
    UNROLL for (int i = 0; i < LANES; i++)
      if (!(i & Side)) exchange<Side>(square[i], square[i + Side], std::make_index_sequence<LANES>());
    transpose<Side * 2>(square);
  }
}

#ifdef BFLOAT16
typedef uint16_t value; // the bits of a bfloat16
constexpr int64_t group = 2;

inline __m256i rounded(vec values) {
  return __builtin_bit_cast(__m256i, _mm512_cvtneps_pbh(__builtin_bit_cast(__m512, values)));
}

// The second's values above the first's.
inline __m512i rounded(vec first, vec second) {
  return __builtin_bit_cast(
      __m512i, _mm512_cvtne2ps_pbh(__builtin_bit_cast(__m512, second), __builtin_bit_cast(__m512, first)));
}

inline vec load_values(const value *from) {
  const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from));
  return __builtin_bit_cast(vec, _mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}
inline void store_values(value *to, vec values) {
  _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), rounded(values));
}
// One vector, or one to each of two rows.
template <int N> inline void store_rows(value *to, int64_t row, const vec values[N]) {
  if constexpr (N == 1) {
    store_values(to, values[0]);
  } else {
    const __m512i both = rounded(values[0], values[1]);
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), _mm512_castsi512_si256(both));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(to + row), _mm512_extracti64x4_epi64(both, 1));
  }
}
inline void store_masked(value *to, vec values, int count) {
  _mm256_mask_storeu_epi16(to, static_cast<__mmask16>((1 << count) - 1), rounded(values));
}
// Words of the group's values.
inline void store_words(float *words, const vec values[group]) {
  alignas(64) static constexpr uint16_t alternating[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                           8,  24, 9,  25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  _mm512_storeu_si512(words, _mm512_permutexvar_epi16(_mm512_load_si512(alternating), rounded(values[0], values[1])));
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
#else
typedef float value;
constexpr int64_t group = 1;

inline vec load_values(const value *from) { return load(from); }
inline void store_values(value *to, vec values) { store(to, values); }
inline void store_masked(value *to, vec values, int count) {
#if LANES == 16
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1 << count) - 1), __builtin_bit_cast(__m512, values));
#else
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  _mm256_maskstore_ps(to, _mm256_cmpgt_epi32(_mm256_set1_epi32(count), lanes), __builtin_bit_cast(__m256, values));
#endif
}
template <int N> inline void store_rows(value *to, int64_t, const vec values[N]) { store(to, values[0]); }
inline void store_words(float *words, const vec values[group]) { store(words, values[0]); }
inline void store_part(float *words, vec values, int64_t) { store(words, values); }
inline vec multiply_add(vec sum, vec words, float word) { return sum + words * word; }
#endif

inline int64_t groups(int64_t values) { return (values + group - 1) / group; }

// A vector of the values before `end`, then 0, and one of which only the first `count` lanes are stored.
inline vec load_before(const value *from, const value *end) {
  if (from + LANES <= end) return load_values(from);
  value values[LANES] = {};
  for (int lane = 0; from + lane < end; lane++) values[lane] = from[lane];
  return load_values(values);
}
inline void store_first(value *to, vec values, int64_t count) {
  if (count >= LANES) return store_values(to, values);
  store_masked(to, values, static_cast<int>(count));
}
