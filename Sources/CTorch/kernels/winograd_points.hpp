// Tiles of inputs, gradients and weights to 16 points, and points to tiles of outputs and gradients of weights: included by
// winograd_body.hpp.

// Of inputs to points: B in Lavin and Gray's notation (arXiv 1509.09308).
inline void input_points(vec a, vec b, vec c, vec d, vec &p, vec &q, vec &r, vec &s) {
  p = a - c, q = b + c, r = c - b, s = b - d;
}
// Of 3 weights to points: G.
inline void weight_points(vec a, vec b, vec c, vec &p, vec &q, vec &r, vec &s) {
  const vec outer = (a + c) * 0.5f, inner = b * 0.5f;
  p = a, q = outer + inner, r = outer - inner, s = c;
}
// Of 2 gradients to points, q and r twice as large; with `weight_gradient` the convolution F(3x3, 2x2) at the same points of
// inputs.
inline void gradient_points(vec a, vec b, vec &p, vec &q, vec &r, vec &s) { p = a, q = a + b, r = a - b, s = b; }
// Of points to 2 outputs: A.
inline void output_pair(vec p, vec q, vec r, vec s, vec &a, vec &b) { a = p + q + r, b = q - r - s; }
// Of points to 3 gradients of weights.
inline void weight_gradient(vec p, vec q, vec r, vec s, vec &a, vec &b, vec &c) {
  q *= 0.5f, r *= 0.5f;
  a = p + q + r, b = q - r, c = q + r - s;
}

// Tiles beside each other in a slice, from `index` on, `count` at most. Some may lie beyond the width.
struct Strip {
  int64_t length, position, z, y, x; // the first tile's first output, which lies at `position` of the batch
  Strip(const Tiles &t, int64_t index, int64_t count) {
    const int64_t row = index / t.across / t.depth;
    x = index % t.across * 2, z = index / t.across % t.depth, y = row % t.down * 2;
    position = ((row / t.down * t.depth + z) * t.height + y) * t.width + x;
    length = t.across - x / 2 < count ? t.across - x / 2 : count;
  }
};

// Four rows of inputs, one vector of channels wide; of those that are not there all columns are one of 0.
struct Rows {
  const value *start[4]; // at x = 0
  int64_t exists[4];     // all bits, or none
  int64_t stride, width;
  const value *end; // of the batch, or nullptr where no vector reaches it

  // The column at x, taken to points.
  inline void points(int64_t x, vec p[4]) const {
    vec d[4] = {};
    if (x >= 0 && x < width) {
      const int64_t offset = x * stride;
      if (!end) UNROLL for (int h = 0; h < 4; h++) d[h] = load_values(start[h] + (offset & exists[h]));
      else UNROLL for (int h = 0; h < 4; h++) d[h] = exists[h] ? load_before(start[h] + offset, end) : vec{};
    }
    input_points(d[0], d[1], d[2], d[3], p[0], p[1], p[2], p[3]);
  }
};

// Points of tiles beside each other, of one vector of channels each: to words of their group, or of one to its part of them.
template <int N> inline void store_tiles(float *to, const vec points[N], int64_t part) {
  if constexpr (N == group) store_words(to, points);
  else store_part(to, points[0], part);
}

// Points of N tiles from x on, words of one vector of channels each, after the two columns before them, which move on.
template <int N, bool GroupsTiles>
inline void points_of_tiles(const Rows &rows, int64_t x, vec before[2][4], float *to, int64_t c, int64_t row, int64_t plane,
                            int64_t part) {
  vec columns[2 * N + 2][4];
  UNROLL for (int h = 0; h < 4; h++) columns[0][h] = before[0][h], columns[1][h] = before[1][h];
  UNROLL for (int k = 0; k < 2 * N; k++) rows.points(x + 1 + k, columns[2 + k]);
  UNROLL for (int h = 0; h < 4; h++) {
    vec p[4][N];
    UNROLL for (int n = 0; n < N; n++)
      input_points(columns[2 * n][h], columns[2 * n + 1][h], columns[2 * n + 2][h], columns[2 * n + 3][h], p[0][n], p[1][n],
                   p[2][n], p[3][n]);
    UNROLL for (int w = 0; w < 4; w++) {
      float *at = to + (h * 4 + w) * plane;
      if constexpr (!GroupsTiles) store_rows<N>(reinterpret_cast<value *>(at) + c, row * group, p[w]);
      else store_tiles<N>(at + c, p[w], part);
    }
    before[0][h] = columns[2 * N][h], before[1][h] = columns[2 * N + 1][h];
  }
}

// points[16, tiles, channels] of tiles, of `channels` of the `stride` channels that each position of x has: those from `skipped`
// on. Words group channels or, where asked, tiles. In a volume with a strip before the tiles and one behind.
template <bool GroupsTiles>
void points_of_input(const value *x, int64_t stride, int64_t skipped, int64_t channels, const Tiles &t, int64_t first,
                     int64_t count, float *points) {
  static const value none[LANES] = {};
  const int64_t row = GroupsTiles ? channels : groups(channels); // words
  const int64_t halo = t.halo(), plane = plane_of(GroupsTiles ? groups(count + 2 * halo) : count + 2 * halo, row, LANES);
  const value *end = x + t.positions * stride;
  Rows rows;
  rows.width = t.width, rows.stride = stride;
  for (int64_t i = -halo; i < count + halo;) {
    const int64_t away = i < 0 ? -1 : i < count ? 0 : 1;
    const Strip strip(t, first + i - away * halo, count + halo - i);
    const bool is_there = strip.z + away >= 0 && strip.z + away < t.depth;
    // The last vector may hold more than its channels: the next tile, whose first vector is written later, writes over them.
    for (int64_t c = (channels - 1) / LANES * LANES; c >= 0; c -= LANES) {
      rows.end = nullptr;
      for (int64_t h = 0; h < 4; h++) {
        const bool exists = is_there && strip.y + h >= 1 && strip.y + h <= t.height;
        const int64_t position = strip.position - strip.x + (away * t.height + h - 1) * t.width;
        rows.start[h] = exists ? x + position * stride + skipped + c : none;
        rows.exists[h] = exists ? -1 : 0;
        if (exists && rows.start[h] + (t.width - 1) * stride + LANES > end) rows.end = end;
      }
      vec before[2][4];
      rows.points(strip.x - 1, before[0]);
      rows.points(strip.x, before[1]);
      for (int64_t j = 0; j < strip.length;) {
        const int64_t tile = halo + i + j, x = strip.x + 2 * j;
        float *to = points + (GroupsTiles ? tile / group : tile) * row;
        if ((!GroupsTiles || tile % group == 0) && j + group <= strip.length)
          points_of_tiles<group, GroupsTiles>(rows, x, before, to, c, row, plane, 0), j += group;
        else points_of_tiles<1, GroupsTiles>(rows, x, before, to, c, row, plane, tile % group), j++;
      }
    }
    i += strip.length;
  }
}

// The 2x2 gradients of tiles beside each other.
struct Gradients {
  const value *start; // of the first tile
  int64_t width;      // columns that are there
  int64_t below;      // to the second row, or 0 where there is none
  int64_t channels;
  const value *end; // of the batch

  // Points of N tiles, words of the vector of channels c each.
  template <int N> inline void points(int64_t c, float *to, int64_t plane, int64_t part) const {
    vec columns[2 * N][4];
    const bool is_whole = width >= 2 * N && below && start + below + (2 * N - 1) * channels + c + LANES <= end;
    UNROLL for (int k = 0; k < 2 * N; k++) {
      const value *from = start + k * channels + c;
      const vec upper = is_whole ? load_values(from) : k < width ? load_before(from, end) : vec{};
      const vec lower = is_whole ? load_values(from + below) : k < width && below ? load_before(from + below, end) : vec{};
      gradient_points(upper, lower, columns[k][0], columns[k][1], columns[k][2], columns[k][3]);
    }
    UNROLL for (int h = 0; h < 4; h++) {
      vec p[4][N];
      UNROLL for (int n = 0; n < N; n++)
        gradient_points(columns[2 * n][h], columns[2 * n + 1][h], p[0][n], p[1][n], p[2][n], p[3][n]);
      UNROLL for (int w = 0; w < 4; w++) store_tiles<N>(to + (h * 4 + w) * plane, p[w], part);
    }
  }
};

// points[16, tiles, padded channels], in panels, of the 2x2 gradients of tiles, which words group.
void points_of_gradient(const value *dy, const Tiles &t, int64_t first, int64_t count, int64_t channels, float *points) {
  const int64_t width = padded(channels, LANES), depth = groups(count), plane = plane_of(depth, width, LANES);
  const value *end = dy + t.positions * channels;
  for (int64_t i = 0; i < count;) {
    const Strip strip(t, first + i, count - i);
    for (int64_t j = 0; j < strip.length;) {
      const Gradients gradients{dy + (strip.position + 2 * j) * channels, t.width - strip.x - 2 * j,
                                strip.y + 1 < t.height ? t.width * channels : 0, channels, end};
      const int64_t tile = i + j;
      const bool is_whole = tile % group == 0 && j + group <= strip.length;
      for (int64_t c = 0; c < channels; c += LANES) {
        float *to = points + c / panel * panel * depth + tile / group * together(c, width) + c % panel;
        if (is_whole) gradients.points<group>(c, to, plane, 0);
        else gradients.points<1>(c, to, plane, tile % group);
      }
      j += is_whole ? group : 1;
    }
    i += strip.length;
  }
}

// `columns` channels from `skipped` on of the outputs of tiles, of points[16, ROWS * panel] that begin with [tiles, columns].
void outputs_of_points(const float *points, const Tiles &t, int64_t first, int64_t count, int64_t skipped, int64_t columns,
                       int64_t channels, value *y) {
  constexpr int64_t plane = ROWS * panel;
  for (int64_t i = 0; i < count;) {
    const Strip strip(t, first + i, count - i);
    const int64_t heights = strip.y + 1 < t.height ? 2 : 1;
    for (int64_t j = 0; j < strip.length; j++, i++) {
      const int64_t widths = std::min(t.width - strip.x - 2 * j, int64_t{2}); // none beyond the width
      for (int64_t c = 0; c < columns; c += LANES) {
        vec rows[2][4];
        UNROLL for (int w = 0; w < 4; w++) {
          const float *from = points + w * plane + i * columns + c;
          output_pair(load(from), load(from + 4 * plane), load(from + 8 * plane), load(from + 12 * plane), rows[0][w],
                      rows[1][w]);
        }
        UNROLL for (int h = 0; h < 2; h++) {
          vec left, right;
          output_pair(rows[h][0], rows[h][1], rows[h][2], rows[h][3], left, right);
          value *to = y + (strip.position + 2 * j + h * t.width) * channels + skipped + c;
          if (h < heights && widths > 0) store_first(to, left, channels - skipped - c);
          if (h < heights && widths > 1) store_first(to + channels, right, channels - skipped - c);
        }
      }
    }
  }
}

// LANES rows of LANES values, of which `rows` and `columns` are there and the others 0.
inline void square(const float *values, int64_t row, int64_t column, int64_t rows, int64_t columns, vec result[LANES]) {
  if (column == 1) {
    for (int64_t i = 0; i < LANES; i++) result[i] = i < rows ? load_some(values + i * row, columns) : vec{};
  } else if (row == 1) {
    square(values, column, row, columns, rows, result);
    transpose(result);
  } else {
    for (int64_t i = 0; i < LANES; i++)
      for (int64_t j = 0; j < LANES; j++) result[i][j] = i < rows && j < columns ? values[i * row + j * column] : 0;
  }
}

// points[16, slices * inputs, padded outputs], in panels, of weights. Turned: of the same weights from outputs to inputs,
// turned by half a turn about each axis, which takes gradients back. Words group inputs of a slice.
void points_of_weights(const float *weights, const Weights &w, bool turned, float *points) {
  const int64_t from = turned ? w.outputs : w.inputs, to = turned ? w.inputs : w.outputs;
  const int64_t step = turned ? w.output : w.input, across = turned ? w.input : w.output;
  const int64_t width = padded(to, LANES), depth = w.slices * groups(from);
  const int64_t plane = plane_of(depth, width, LANES);
  vec kernels[9][LANES]; // of LANES inputs, a vector of outputs each
  for (int64_t n = 0; n < to; n += LANES)
    for (int64_t slice = 0; slice < w.slices; slice++)
      for (int64_t c = 0; c < from; c += LANES) {
        for (int64_t k = 0; k < 9; k++) {
          const int64_t place = turned ? w.slices * 9 - 1 - slice * 9 - k : slice * 9 + k;
          square(weights + place * w.position + c * step + n * across, step, across, from - c, to - n, kernels[k]);
        }
        for (int64_t i = 0; i < LANES && c + i < from; i += group) {
          const int64_t word = slice * groups(from) + (c + i) / group;
          float *at = points + n / panel * panel * depth + word * together(n, width) + n % panel;
          vec columns[group][4][3];
          UNROLL for (int g = 0; g < group; g++) UNROLL for (int k = 0; k < 3; k++)
            weight_points(kernels[k][i + g], kernels[3 + k][i + g], kernels[6 + k][i + g], columns[g][0][k], columns[g][1][k],
                          columns[g][2][k], columns[g][3][k]);
          UNROLL for (int h = 0; h < 4; h++) {
            vec p[4][group];
            UNROLL for (int g = 0; g < group; g++)
              weight_points(columns[g][h][0], columns[g][h][1], columns[g][h][2], p[0][g], p[1][g], p[2][g], p[3][g]);
            UNROLL for (int k = 0; k < 4; k++) store_words(at + (h * 4 + k) * plane, p[k]);
          }
        }
      }
}

// Gradients of the weights of `channels` inputs from `skipped` on, of `correlate`'s sums, whose vectors are of outputs:
// neighbours in memory are inputs.
void weight_gradients(const float *sums, const Weights &w, int64_t skipped, int64_t channels, float *gradients) {
  const int64_t width = padded(w.outputs, LANES), plane = plane_of(w.slices * channels, width, LANES);
  vec kernels[9][LANES] = {}; // of LANES inputs, a vector of outputs each
  for (int64_t n = 0; n < w.outputs; n += LANES)
    for (int64_t slice = 0; slice < w.slices; slice++)
      for (int64_t c = 0; c < channels; c += LANES) {
        const int64_t inputs = channels - c < LANES ? channels - c : LANES;
        for (int64_t i = 0; i < inputs; i++) {
          vec rows[3][4];
          UNROLL for (int k = 0; k < 4; k++) {
            const float *from = sums + k * plane + (slice * channels + c + i) * width + n;
            weight_gradient(load(from), load(from + 4 * plane), load(from + 8 * plane), load(from + 12 * plane), rows[0][k],
                            rows[1][k], rows[2][k]);
          }
          UNROLL for (int h = 0; h < 3; h++)
            weight_gradient(rows[h][0], rows[h][1], rows[h][2], rows[h][3], kernels[h * 3][i], kernels[h * 3 + 1][i],
                            kernels[h * 3 + 2][i]);
        }
        for (int64_t k = 0; k < 9; k++) {
          transpose(kernels[k]);
          float *to = gradients + n * w.output + (skipped + c) * w.input + (slice * 9 + k) * w.position;
          for (int64_t lane = 0; lane < LANES && n + lane < w.outputs; lane++, to += w.output) {
            if (w.input == 1) store_some(to, kernels[k][lane], inputs);
            else for (int64_t i = 0; i < inputs; i++) to[i * w.input] = kernels[k][lane][i];
          }
        }
      }
}
