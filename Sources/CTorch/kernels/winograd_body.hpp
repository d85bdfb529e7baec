// Winograd's convolution F(2x2, 3x3) of float32 with channels innermost, for one instruction set: LANES floats fill a vector,
// ROWS rows of two vectors fill the registers. Included once for each, within a namespace.
//
// A tile is 2x2 outputs and the 4x4 inputs they see. Both are taken to 16 points, where a convolution is one product for each:
// 16 products of matrices instead of 36 multiplications a tile and pair of channels. Loops over points come unrolled.

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4)));
constexpr int64_t panel = 2 * LANES; // columns that lie together in the right-hand matrix of a product

inline vec load(const float *from) { return *reinterpret_cast<const vec *>(from); }
inline void store(float *to, vec value) { *reinterpret_cast<vec *>(to) = value; }

// c[r, n] (+)= the sum over d of a[r * row + d * step] * b[d * panel + n], for R rows and a panel.
template <int R, bool Add>
inline void product(const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width, int64_t depth) {
  vec sum[R][2];
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int n = 0; n < 2; n++) sum[r][n] = vec{};
  for (int64_t d = 0; d < depth; d++) {
    const vec left = load(b + d * panel), right = load(b + d * panel + LANES);
    UNROLL for (int r = 0; r < R; r++) {
      const float factor = a[r * row + d * step];
      sum[r][0] += left * factor;
      sum[r][1] += right * factor;
    }
  }
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int n = 0; n < 2; n++) {
    float *to = c + r * width + n * LANES;
    store(to, Add ? load(to) + sum[r][n] : sum[r][n]);
  }
}

template <int R, bool Add>
void product_of_rest(int64_t rows, const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width,
                     int64_t depth) {
  if constexpr (R > 0) {
    if (rows == R) product<R, Add>(a, row, step, b, c, width, depth);
    else product_of_rest<R - 1, Add>(rows, a, row, step, b, c, width, depth);
  }
}

template <bool Add>
void product_of_rows(int64_t rows, const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t width,
                     int64_t depth) {
  int64_t r = 0;
  for (; r + ROWS <= rows; r += ROWS) product<ROWS, Add>(a + r * row, row, step, b, c + r * width, width, depth);
  product_of_rest<ROWS - 1, Add>(rows - r, a + r * row, row, step, b, c + r * width, width, depth);
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
inline void outputs(vec p, vec q, vec r, vec s, vec &a, vec &b) { a = p + q + r, b = q - r - s; }
// Of points to 3 gradients of weights.
inline void weight_gradient(vec p, vec q, vec r, vec s, vec &a, vec &b, vec &c) { a = p + q + r, b = q - r, c = q + r - s; }

// Where tile `index` has its first output, and which of its outputs are within the picture.
struct Tile {
  int64_t position, y, x;
  bool has_row, has_column;
  Tile(const Tiles &t, int64_t index) {
    x = index % t.across * 2, y = index / t.across % t.down * 2;
    position = (index / t.across / t.down * t.height + y) * t.width + x;
    has_row = y + 1 < t.height, has_column = x + 1 < t.width;
  }
};

// points[16, tiles, channels] of `count` tiles, of the channels that start at x; a position has `stride` of them.
void points_of_input(const float *x, int64_t stride, const Tiles &t, int64_t first, int64_t count, int64_t channels,
                     float *points) {
  const int64_t plane = count * channels;
  for (int64_t i = 0; i < count; i++) {
    const Tile tile(t, first + i);
    const bool inside = tile.y >= 1 && tile.x >= 1 && tile.y + 3 <= t.height && tile.x + 3 <= t.width;
    const float *from = x + (tile.position - t.width - 1) * stride;
    for (int64_t c = 0; c < channels; c += LANES) {
      vec d[4][4];
      UNROLL for (int h = 0; h < 4; h++) UNROLL for (int w = 0; w < 4; w++) {
        const int64_t y = tile.y - 1 + h, x = tile.x - 1 + w;
        const bool exists = inside || (y >= 0 && y < t.height && x >= 0 && x < t.width);
        d[h][w] = exists ? load(from + (h * t.width + w) * stride + c) : vec{};
      }
      UNROLL for (int w = 0; w < 4; w++)
        input_points(d[0][w], d[1][w], d[2][w], d[3][w], d[0][w], d[1][w], d[2][w], d[3][w]);
      UNROLL for (int h = 0; h < 4; h++) {
        vec p[4];
        input_points(d[h][0], d[h][1], d[h][2], d[h][3], p[0], p[1], p[2], p[3]);
        UNROLL for (int w = 0; w < 4; w++) store(points + (h * 4 + w) * plane + i * channels + c, p[w]);
      }
    }
  }
}

// points[16, channels / panel, tiles, panel] of the 2x2 gradients of tiles.
void points_of_gradient(const float *dy, const Tiles &t, int64_t first, int64_t count, int64_t channels, float *points) {
  const int64_t plane = count * channels;
  for (int64_t i = 0; i < count; i++) {
    const Tile tile(t, first + i);
    const float *from = dy + tile.position * channels;
    for (int64_t c = 0; c < channels; c += LANES) {
      const float *here = from + c, *below = here + t.width * channels;
      const vec none{};
      const vec g00 = load(here), g01 = tile.has_column ? load(here + channels) : none;
      const vec g10 = tile.has_row ? load(below) : none;
      const vec g11 = tile.has_row && tile.has_column ? load(below + channels) : none;
      vec left[4], right[4];
      gradient_points(g00, g10, left[0], left[1], left[2], left[3]);
      gradient_points(g01, g11, right[0], right[1], right[2], right[3]);
      float *to = points + c / panel * count * panel + i * panel + c % panel;
      UNROLL for (int h = 0; h < 4; h++) {
        vec p[4];
        gradient_points(left[h], right[h], p[0], p[1], p[2], p[3]);
        UNROLL for (int w = 0; w < 4; w++) store(to + (h * 4 + w) * plane, p[w]);
      }
    }
  }
}

// The outputs of tiles, of points[16, tiles, channels].
void outputs_of_points(const float *points, const Tiles &t, int64_t first, int64_t count, int64_t channels, float *y) {
  const int64_t plane = count * channels;
  for (int64_t i = 0; i < count; i++) {
    const Tile tile(t, first + i);
    for (int64_t c = 0; c < channels; c += LANES) {
      vec rows[2][4];
      UNROLL for (int w = 0; w < 4; w++) {
        const float *from = points + w * plane + i * channels + c;
        outputs(load(from), load(from + 4 * plane), load(from + 8 * plane), load(from + 12 * plane), rows[0][w], rows[1][w]);
      }
      float *to = y + tile.position * channels + c;
      UNROLL for (int h = 0; h < 2; h++) {
        if (h == 1 && !tile.has_row) break;
        vec left, right;
        outputs(rows[h][0], rows[h][1], rows[h][2], rows[h][3], left, right);
        store(to + h * t.width * channels, left);
        if (tile.has_column) store(to + (h * t.width + 1) * channels, right);
      }
    }
  }
}

// points[16, outputs / panel, inputs, panel] of weights [outputs, inputs, 3, 3]. Turned: of the same weights from outputs to
// inputs, turned by half a turn, which takes gradients back.
void points_of_weights(const float *weights, int64_t outputs, int64_t inputs, bool turned, float *points) {
  const int64_t from = turned ? outputs : inputs, to = turned ? inputs : outputs, plane = outputs * inputs;
  for (int64_t n = 0; n < to; n += LANES)
    for (int64_t d = 0; d < from; d++) {
      vec g[3][3], columns[4][3];
      for (int lane = 0; lane < LANES; lane++) {
        const float *kernel = weights + 9 * (turned ? d * inputs + n + lane : (n + lane) * inputs + d);
        UNROLL for (int k = 0; k < 9; k++) g[k / 3][k % 3][lane] = kernel[turned ? 8 - k : k];
      }
      UNROLL for (int w = 0; w < 3; w++)
        weight_points(g[0][w], g[1][w], g[2][w], columns[0][w], columns[1][w], columns[2][w], columns[3][w]);
      float *at = points + n / panel * from * panel + d * panel + n % panel;
      UNROLL for (int h = 0; h < 4; h++) {
        vec p[4];
        weight_points(columns[h][0], columns[h][1], columns[h][2], p[0], p[1], p[2], p[3]);
        UNROLL for (int w = 0; w < 4; w++) store(at + (h * 4 + w) * plane, p[w]);
      }
    }
}

// y of tiles first ..< first + count. `points` and `products` are room for 16 * count * (inputs, outputs) values.
void convolve(const float *x, const float *weights, float *y, const Tiles &t, int64_t first, int64_t count, int64_t inputs,
              int64_t outputs, float *points, float *products) {
  points_of_input(x, inputs, t, first, count, inputs, points);
  for (int64_t point = 0; point < 16; point++)
    for (int64_t n = 0; n < outputs; n += panel)
      product_of_rows<false>(count, points + point * count * inputs, inputs, 1,
                             weights + point * inputs * outputs + n * inputs, products + point * count * outputs + n, outputs,
                             inputs);
  outputs_of_points(products, t, first, count, outputs, y);
}

// Adds to sums[16, channels, outputs] what tiles first ..< first + count give, of `channels` inputs that start at x.
void correlate(const float *x, int64_t stride, const float *dy, float *sums, const Tiles &t, int64_t first, int64_t count,
               int64_t channels, int64_t outputs, float *points, float *gradients) {
  points_of_input(x, stride, t, first, count, channels, points);
  points_of_gradient(dy, t, first, count, outputs, gradients);
  for (int64_t point = 0; point < 16; point++)
    for (int64_t n = 0; n < outputs; n += panel)
      product_of_rows<true>(channels, points + point * count * channels, 1, channels,
                            gradients + point * count * outputs + n * count, sums + point * channels * outputs + n, outputs,
                            count);
}

// Gradients [outputs, inputs, 3, 3] of the weights of `channels` inputs from `first` on, of sums[16, channels, outputs].
void weight_gradients(const float *sums, int64_t outputs, int64_t inputs, int64_t first, int64_t channels, float *gradients) {
  const int64_t plane = channels * outputs;
  for (int64_t c = 0; c < channels; c++)
    for (int64_t n = 0; n < outputs; n += LANES) {
      vec rows[3][4], g[3][3];
      UNROLL for (int w = 0; w < 4; w++) {
        const float *from = sums + w * plane + c * outputs + n;
        weight_gradient(load(from), load(from + 4 * plane), load(from + 8 * plane), load(from + 12 * plane), rows[0][w],
                        rows[1][w], rows[2][w]);
      }
      UNROLL for (int h = 0; h < 3; h++)
        weight_gradient(rows[h][0], rows[h][1], rows[h][2], rows[h][3], g[h][0], g[h][1], g[h][2]);
      for (int lane = 0; lane < LANES; lane++) {
        float *to = gradients + 9 * ((n + lane) * inputs + first + c);
        UNROLL for (int k = 0; k < 9; k++) to[k] = g[k / 3][k % 3][lane];
      }
    }
}

constexpr WinogradKernels table{panel, ROWS, points_of_weights, convolve, correlate, weight_gradients};
