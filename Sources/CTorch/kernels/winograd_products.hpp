// Products of matrices, whose sums are floats: included by winograd_body.hpp.

constexpr int64_t panel = 2 * LANES; // columns that lie together in the right-hand matrix of a product; the last may be LANES

// Columns that lie together with column n, of `columns` padded ones.
inline int64_t together(int64_t n, int64_t columns) {
  const int64_t left = columns - n / panel * panel;
  return left < panel ? left : panel;
}

// The left-hand matrices of `slices` products that are added: the word of row r, slice s and depth d is at
// values[r * row + s * slice + d * step].
struct Left {
  const float *values;
  int64_t row, step, depth, slices, slice;
};

// c[r, n] (+)= the sum over s and d of a[r, s, d] * b[s * depth + d, n], for R rows and N vectors of columns.
template <int R, int N, bool Add> inline void product(const Left &left, const float *a, const float *b, float *c, int64_t width) {
  const int64_t row = left.row, step = left.step, depth = left.depth;
  vec sum[R][N];
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int n = 0; n < N; n++) sum[r][n] = vec{};
  for (int64_t s = 0; s < left.slices; s++, a += left.slice)
    for (int64_t d = 0; d < depth; d++, b += N * LANES) {
      vec columns[N];
      UNROLL for (int n = 0; n < N; n++) columns[n] = load(b + n * LANES);
      UNROLL for (int r = 0; r < R; r++) {
        const float word = a[r * row + d * step];
        UNROLL for (int n = 0; n < N; n++) sum[r][n] = multiply_add(sum[r][n], columns[n], word);
      }
    }
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int n = 0; n < N; n++) {
    float *to = c + r * width + n * LANES;
    store(to, Add ? load(to) + sum[r][n] : sum[r][n]);
  }
}

template <int R, int N, bool Add>
void product_of_rest(int64_t rows, const Left &left, const float *a, const float *b, float *c, int64_t width) {
  if constexpr (R > 0) {
    if (rows == R) product<R, N, Add>(left, a, b, c, width);
    else product_of_rest<R - 1, N, Add>(rows, left, a, b, c, width);
  }
}

template <int N, bool Add>
void product_of_rows(int64_t rows, const Left &left, const float *b, float *c, int64_t width) {
  constexpr int R = ROWS * 2 / N;
  int64_t r = 0;
  for (; r + R <= rows; r += R) product<R, N, Add>(left, left.values + r * left.row, b, c + r * width, width);
  product_of_rest<R - 1, N, Add>(rows - r, left, left.values + r * left.row, b, c + r * width, width);
}

// c[rows, width] += a b, of one slice: b[depth, width] lies in panels.
void add_product(int64_t rows, const Left &a, const float *b, float *c, int64_t width) {
  int64_t n = 0;
  for (; n + panel <= width; n += panel) product_of_rows<2, true>(rows, a, b + n * a.depth, c + n, width);
  if (n < width) product_of_rows<1, true>(rows, a, b + n * a.depth, c + n, width);
}
