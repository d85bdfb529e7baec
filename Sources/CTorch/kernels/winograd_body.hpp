// Winograd's convolution F(2x2, 3x3) of float32 with channels innermost, for one instruction set: LANES floats fill a
// vector, ROWS rows of two vectors fill the registers. Included once for each, within a namespace.
//
// A tile is 2x2 outputs and the 4x4 inputs they see. Both are taken to 16 points, where a convolution is one product
// for each: 16 products of matrices instead of 36 multiplications a tile and pair of channels.
//
// In a volume a tile lies in a slice, and sees it and the slices beside it: their channels are looked at as those of
// one picture, `t.slices` times as many. Right-hand matrices and results are padded to whole vectors of columns; what
// their last columns hold nobody reads.

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4)));
constexpr int64_t panel = 2 * LANES; // columns that lie together in the right-hand matrix of a product; the last may be LANES

// Columns that lie together with column n, of `columns` padded ones.
inline int64_t together(int64_t n, int64_t columns) {
  const int64_t left = columns - n / panel * panel;
  return left < panel ? left : panel;
}

inline vec load(const float *from) { return *reinterpret_cast<const vec *>(from); }
inline void store(float *to, vec value) { *reinterpret_cast<vec *>(to) = value; }
// A vector whose lanes from `end` on are 0, and one of which only the first `count` lanes are stored.
inline vec load_before(const float *from, const float *end) {
  vec value{};
  if (from + LANES <= end) return load(from);
  for (int lane = 0; from + lane < end; lane++) value[lane] = from[lane];
  return value;
}
inline void store_first(float *to, vec value, int64_t count) {
  if (count >= LANES) return store(to, value);
  for (int lane = 0; lane < count; lane++) to[lane] = value[lane];
}

// c[r, n] (+)= the sum over d of a[r * row + d * step] * b[d, n], for R rows and N vectors of columns.
template <int R, int N, bool Add>
inline void product(const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width, int64_t depth) {
  vec sum[R][N];
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int n = 0; n < N; n++) sum[r][n] = vec{};
  for (int64_t d = 0; d < depth; d++) {
    vec columns[N];
    UNROLL for (int n = 0; n < N; n++) columns[n] = load(b + (d * N + n) * LANES);
    UNROLL for (int r = 0; r < R; r++) {
      const float factor = a[r * row + d * step];
      UNROLL for (int n = 0; n < N; n++) sum[r][n] += columns[n] * factor;
    }
  }
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int n = 0; n < N; n++) {
    float *to = c + r * width + n * LANES;
    store(to, Add ? load(to) + sum[r][n] : sum[r][n]);
  }
}

template <int R, int N, bool Add>
void product_of_rest(int64_t rows, const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width,
                     int64_t depth) {
  if constexpr (R > 0) {
    if (rows == R) product<R, N, Add>(a, row, step, b, c, width, depth);
    else product_of_rest<R - 1, N, Add>(rows, a, row, step, b, c, width, depth);
  }
}

template <int N, bool Add>
void product_of_rows(int64_t rows, const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width,
                     int64_t depth) {
  int64_t r = 0;
  for (; r + ROWS <= rows; r += ROWS) product<ROWS, N, Add>(a + r * row, row, step, b, c + r * width, width, depth);
  product_of_rest<ROWS - 1, N, Add>(rows - r, a + r * row, row, step, b, c + r * width, width, depth);
}

// c[rows, width] (+)= a b: a's value of row r and depth d is at r * row + d * step, b[depth, width] lies in panels.
template <bool Add>
void multiply(int64_t rows, const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width,
              int64_t depth) {
  int64_t n = 0;
  for (; n + panel <= width; n += panel) product_of_rows<2, Add>(rows, a, row, step, b + n * depth, c + n, width, depth);
  if (n < width) product_of_rows<1, Add>(rows, a, row, step, b + n * depth, c + n, width, depth);
}

// Of inputs to points: B in Lavin and Gray's notation (arXiv 1509.09308).
inline void input_points(vec a, vec b, vec c, vec d, vec &p, vec &q, vec &r, vec &s) {
  p = a - c, q = b + c, r = c - b, s = b - d;
}
// Of 3 weights to points: G.
inline void weight_points(vec a, vec b, vec c, vec &p, vec &q, vec &r, vec &s) {
  const vec outer = (a + c) * 0.5f, inner = b * 0.5f;
  p = a, q = outer + inner, r = outer - inner, s = c;
}
// Of 2 gradients to points; with `weight_gradient` the convolution F(3x3, 2x2) at the same points of inputs.
inline void gradient_points(vec a, vec b, vec &p, vec &q, vec &r, vec &s) {
  p = a, q = (a + b) * 0.5f, r = (a - b) * 0.5f, s = b;
}
// Of points to 2 outputs: A.
inline void output_pair(vec p, vec q, vec r, vec s, vec &a, vec &b) { a = p + q + r, b = q - r - s; }
// Of points to 3 gradients of weights.
inline void weight_gradient(vec p, vec q, vec r, vec s, vec &a, vec &b, vec &c) { a = p + q + r, b = q - r, c = q + r - s; }

// Where tile `index` has its first output, and which of its outputs are within the picture.
struct Tile {
  int64_t position, z, y, x;
  bool has_row, has_column;
  Tile(const Tiles &t, int64_t index) {
    const int64_t slice = index / t.across / t.down;
    x = index % t.across * 2, y = index / t.across % t.down * 2, z = slice % t.depth;
    position = (slice * t.height + y) * t.width + x;
    has_row = y + 1 < t.height, has_column = x + 1 < t.width;
  }
};

// points[16, tiles, slices * channels] of `count` tiles, of `channels` of the `stride` channels that each position of x has:
// those from `skipped` on. After each of the 16 is room for a vector.
void points_of_input(const float *x, int64_t stride, int64_t skipped, int64_t channels, const Tiles &t, int64_t first,
                     int64_t count, float *points) {
  const int64_t row = t.slices * channels, plane = count * row + LANES;
  const float *end = x + t.positions * stride;
  for (int64_t i = 0; i < count; i++) {
    const Tile tile(t, first + i);
    const bool inside = tile.y >= 1 && tile.x >= 1 && tile.y + 3 <= t.height && tile.x + 3 <= t.width;
    for (int64_t slice = 0; slice < t.slices; slice++) {
      const int64_t away = slice - t.slices / 2;
      const bool is_there = tile.z + away >= 0 && tile.z + away < t.depth;
      const float *from = x + (tile.position + (away * t.height - 1) * t.width - 1) * stride + skipped;
      const bool is_whole = is_there && inside && from + (3 * t.width + 3) * stride + padded(channels, LANES) <= end;
      // The last vector of a slice may hold more than its channels: the next slice, or the next tile, writes over them.
      float *to = points + i * row + slice * channels;
      for (int64_t c = 0; c < channels; c += LANES) {
        vec d[4][4];
        if (is_whole) {
          UNROLL for (int h = 0; h < 4; h++) UNROLL for (int w = 0; w < 4; w++)
            d[h][w] = load(from + (h * t.width + w) * stride + c);
        } else {
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++) {
              const int64_t y = tile.y - 1 + h, x = tile.x - 1 + w;
              const bool exists = is_there && y >= 0 && y < t.height && x >= 0 && x < t.width;
              d[h][w] = exists ? load_before(from + (h * t.width + w) * stride + c, end) : vec{};
            }
        }
        UNROLL for (int w = 0; w < 4; w++)
          input_points(d[0][w], d[1][w], d[2][w], d[3][w], d[0][w], d[1][w], d[2][w], d[3][w]);
        UNROLL for (int h = 0; h < 4; h++) {
          vec p[4];
          input_points(d[h][0], d[h][1], d[h][2], d[h][3], p[0], p[1], p[2], p[3]);
          UNROLL for (int w = 0; w < 4; w++) store(to + (h * 4 + w) * plane + c, p[w]);
        }
      }
    }
  }
}

// points[16, tiles, padded channels], in panels, of the 2x2 gradients of tiles.
void points_of_gradient(const float *dy, const Tiles &t, int64_t first, int64_t count, int64_t channels, float *points) {
  const int64_t width = padded(channels, LANES), plane = count * width;
  const float *end = dy + t.positions * channels;
  for (int64_t i = 0; i < count; i++) {
    const Tile tile(t, first + i);
    const float *from = dy + tile.position * channels;
    for (int64_t c = 0; c < channels; c += LANES) {
      const float *here = from + c, *below = here + t.width * channels;
      const vec none{};
      const vec g00 = load_before(here, end), g01 = tile.has_column ? load_before(here + channels, end) : none;
      const vec g10 = tile.has_row ? load_before(below, end) : none;
      const vec g11 = tile.has_row && tile.has_column ? load_before(below + channels, end) : none;
      vec left[4], right[4];
      gradient_points(g00, g10, left[0], left[1], left[2], left[3]);
      gradient_points(g01, g11, right[0], right[1], right[2], right[3]);
      float *to = points + c / panel * panel * count + i * together(c, width) + c % panel;
      UNROLL for (int h = 0; h < 4; h++) {
        vec p[4];
        gradient_points(left[h], right[h], p[0], p[1], p[2], p[3]);
        UNROLL for (int w = 0; w < 4; w++) store(to + (h * 4 + w) * plane, p[w]);
      }
    }
  }
}

// The outputs of tiles, of points[16, tiles, padded channels].
void outputs_of_points(const float *points, const Tiles &t, int64_t first, int64_t count, int64_t channels, float *y) {
  const int64_t width = padded(channels, LANES), plane = count * width;
  for (int64_t i = 0; i < count; i++) {
    const Tile tile(t, first + i);
    for (int64_t c = 0; c < channels; c += LANES) {
      vec rows[2][4];
      UNROLL for (int w = 0; w < 4; w++) {
        const float *from = points + w * plane + i * width + c;
        output_pair(load(from), load(from + 4 * plane), load(from + 8 * plane), load(from + 12 * plane), rows[0][w],
                    rows[1][w]);
      }
      float *to = y + tile.position * channels + c;
      UNROLL for (int h = 0; h < 2; h++) {
        vec left, right;
        output_pair(rows[h][0], rows[h][1], rows[h][2], rows[h][3], left, right);
        float *row = to + h * t.width * channels;
        if (h == 0 || tile.has_row) {
          store_first(row, left, channels - c);
          if (tile.has_column) store_first(row + channels, right, channels - c);
        }
      }
    }
  }
}

// points[16, slices * inputs, padded outputs], in panels, of weights [outputs, inputs, slices, 3, 3]. Turned: of the same
// weights from outputs to inputs, turned by half a turn about each axis, which takes gradients back.
void points_of_weights(const float *weights, int64_t outputs, int64_t inputs, int64_t slices, bool turned, float *points) {
  const int64_t from = turned ? outputs : inputs, to = turned ? inputs : outputs;
  const int64_t width = padded(to, LANES), depth = slices * from, plane = depth * width;
  for (int64_t n = 0; n < to; n += LANES)
    for (int64_t d = 0; d < depth; d++) {
      const int64_t slice = turned ? slices - 1 - d / from : d / from, channel = d % from;
      vec g[3][3], columns[4][3];
      UNROLL for (int k = 0; k < 9; k++) g[k / 3][k % 3] = vec{};
      for (int lane = 0; lane < LANES && n + lane < to; lane++) {
        const int64_t pair = turned ? channel * inputs + n + lane : (n + lane) * inputs + channel;
        const float *kernel = weights + (pair * slices + slice) * 9;
        UNROLL for (int k = 0; k < 9; k++) g[k / 3][k % 3][lane] = kernel[turned ? 8 - k : k];
      }
      UNROLL for (int w = 0; w < 3; w++)
        weight_points(g[0][w], g[1][w], g[2][w], columns[0][w], columns[1][w], columns[2][w], columns[3][w]);
      float *at = points + n / panel * panel * depth + d * together(n, width) + n % panel;
      UNROLL for (int h = 0; h < 4; h++) {
        vec p[4];
        weight_points(columns[h][0], columns[h][1], columns[h][2], p[0], p[1], p[2], p[3]);
        UNROLL for (int w = 0; w < 4; w++) store(at + (h * 4 + w) * plane, p[w]);
      }
    }
}

// y of tiles first ..< first + count.
void convolve(const float *x, const float *weights, float *y, const Tiles &t, int64_t first, int64_t count, int64_t inputs,
              int64_t outputs, float *points, float *products) {
  const int64_t depth = t.slices * inputs, width = padded(outputs, LANES);
  points_of_input(x, inputs, 0, inputs, t, first, count, points);
  for (int64_t point = 0; point < 16; point++)
    multiply<false>(count, points + point * (count * depth + LANES), depth, 1, weights + point * depth * width,
                    products + point * count * width, width, depth);
  outputs_of_points(products, t, first, count, outputs, y);
}

// Adds to sums[16, slices * channels, padded outputs] what tiles first ..< first + count give, of the channels from `skipped`
// on.
void correlate(const float *x, const float *dy, float *sums, const Tiles &t, int64_t first, int64_t count, int64_t inputs,
               int64_t skipped, int64_t channels, int64_t outputs, float *points, float *gradients) {
  const int64_t rows = t.slices * channels, width = padded(outputs, LANES);
  points_of_input(x, inputs, skipped, channels, t, first, count, points);
  points_of_gradient(dy, t, first, count, outputs, gradients);
  for (int64_t point = 0; point < 16; point++)
    multiply<true>(rows, points + point * (count * rows + LANES), 1, rows, gradients + point * count * width,
                   sums + point * rows * width, width, count);
}

// Gradients [outputs, inputs, slices, 3, 3] of the weights of `channels` inputs from `skipped` on, of `correlate`'s sums.
void weight_gradients(const float *sums, int64_t outputs, int64_t inputs, int64_t slices, int64_t skipped, int64_t channels,
                      float *gradients) {
  const int64_t width = padded(outputs, LANES), plane = slices * channels * width;
  for (int64_t row = 0; row < slices * channels; row++)
    for (int64_t n = 0; n < outputs; n += LANES) {
      vec rows[3][4], g[3][3];
      UNROLL for (int w = 0; w < 4; w++) {
        const float *from = sums + w * plane + row * width + n;
        weight_gradient(load(from), load(from + 4 * plane), load(from + 8 * plane), load(from + 12 * plane), rows[0][w],
                        rows[1][w], rows[2][w]);
      }
      UNROLL for (int h = 0; h < 3; h++)
        weight_gradient(rows[h][0], rows[h][1], rows[h][2], rows[h][3], g[h][0], g[h][1], g[h][2]);
      for (int lane = 0; lane < LANES && n + lane < outputs; lane++) {
        const int64_t pair = (n + lane) * inputs + skipped + row % channels;
        float *to = gradients + (pair * slices + row / channels) * 9;
        UNROLL for (int k = 0; k < 9; k++) to[k] = g[k / 3][k % 3][lane];
      }
    }
}

constexpr WinogradKernels table{LANES, ROWS, points_of_weights, convolve, correlate, weight_gradients};
