// Tiles of inputs, gradients and weights to points, and points to tiles of outputs and gradients of weights: included by
// winograd_body.hpp. Tiles are of M outputs a side.

// Tiles beside each other in a slice, from `index` on, `count` at most. Some may lie beyond the width.
struct Strip {
  int64_t length, position, z, y, x; // the first tile's first output, which lies at `position` of the batch
  Strip(const Tiles &t, int64_t index, int64_t count) {
    const int64_t row = index / t.across / t.depth;
    x = index % t.across * t.side, z = index / t.across % t.depth, y = row % t.down * t.side;
    position = ((row / t.down * t.depth + z) * t.height + y) * t.width + x;
    length = std::min(t.across - index % t.across, count);
  }
};

// The rows of inputs that tiles see, one vector of channels wide; of those that are not there all columns are one of 0.
template <int M> struct Rows {
  const value *start[P<M>]; // at x = 0
  int64_t exists[P<M>];     // all bits, or none
  int64_t stride, width;
  const value *end; // of the batch, or nullptr where no vector reaches it

  // The column at x, taken to points.
  inline void points(int64_t x, vec p[P<M>]) const {
    vec d[P<M>] = {};
    if (x >= 0 && x < width) {
      const int64_t offset = x * stride;
      if (!end) UNROLL for (int h = 0; h < P<M>; h++) d[h] = load_values(start[h] + (offset & exists[h]));
      else UNROLL for (int h = 0; h < P<M>; h++) d[h] = exists[h] ? load_before(start[h] + offset, end) : vec{};
    }
    input_points<M>(d, p);
  }
};

// Points of tiles beside each other, of one vector of channels each: to words of their group, or of one to its part of them.
template <int N> inline void store_tiles(float *to, const vec points[N], int64_t part) {
  if constexpr (N == group) store_words(to, points);
  else store_part(to, points[0], part);
}

// Points of N tiles from x on, words of one vector of channels each, after the two columns before them, which move on.
template <int M, int N, bool GroupsTiles>
inline void points_of_tiles(const Rows<M> &rows, int64_t x, vec before[2][P<M>], float *to, int64_t c, int64_t row,
                            int64_t plane, int64_t part) {
  vec columns[M * N + 2][P<M>];
  UNROLL for (int h = 0; h < P<M>; h++) columns[0][h] = before[0][h], columns[1][h] = before[1][h];
  UNROLL for (int k = 0; k < M * N; k++) rows.points(x + 1 + k, columns[2 + k]);
  UNROLL for (int h = 0; h < P<M>; h++) {
    vec p[P<M>][N];
    UNROLL for (int n = 0; n < N; n++) {
      vec d[P<M>], own[P<M>];
      UNROLL for (int k = 0; k < P<M>; k++) d[k] = columns[M * n + k][h];
      input_points<M>(d, own);
      UNROLL for (int k = 0; k < P<M>; k++) p[k][n] = own[k];
    }
    UNROLL for (int w = 0; w < P<M>; w++) {
      float *at = to + (h * P<M> + w) * plane;
      if constexpr (!GroupsTiles) store_rows<N>(reinterpret_cast<value *>(at) + c, row * group, p[w]);
      else store_tiles<N>(at + c, p[w], part);
    }
    before[0][h] = columns[M * N][h], before[1][h] = columns[M * N + 1][h];
  }
}

// points[P * P, tiles, channels] of tiles. Words group channels or, where asked, tiles. In a volume with a strip before the tiles
// and one behind.
template <int M, bool GroupsTiles>
void points_of_input(const value *x, const Channels &channels, const Tiles &t, int64_t first, int64_t count,
                     float *points) {
  static const value none[LANES] = {};
  const int64_t stride = channels.all, row = GroupsTiles ? channels.count : groups(channels.count); // words
  const int64_t halo = t.halo(), plane = plane_of(GroupsTiles ? groups(count + 2 * halo) : count + 2 * halo, row, LANES);
  const value *end = x + t.positions * stride;
  Rows<M> rows;
  rows.width = t.width, rows.stride = stride;
  for (int64_t i = -halo; i < count + halo;) {
    const int64_t away = i < 0 ? -1 : i < count ? 0 : 1;
    const Strip strip(t, first + i - away * halo, count + halo - i);
    const bool is_there = strip.z + away >= 0 && strip.z + away < t.depth;
    // The last vector may hold more than its channels: the next tile, whose first vector is written later, writes over them.
    for (int64_t c = (channels.count - 1) / LANES * LANES; c >= 0; c -= LANES) {
      rows.end = nullptr;
      for (int64_t h = 0; h < P<M>; h++) {
        const bool exists = is_there && strip.y + h >= 1 && strip.y + h <= t.height;
        const int64_t position = strip.position - strip.x + (away * t.height + h - 1) * t.width;
        rows.start[h] = exists ? x + position * stride + channels.first + c : none;
        rows.exists[h] = exists ? -1 : 0;
        if (exists && rows.start[h] + (t.width - 1) * stride + LANES > end) rows.end = end;
      }
      vec before[2][P<M>];
      rows.points(strip.x - 1, before[0]);
      rows.points(strip.x, before[1]);
      for (int64_t j = 0; j < strip.length;) {
        const int64_t tile = halo + i + j, x = strip.x + M * j;
        float *to = points + (GroupsTiles ? tile / group : tile) * row;
        if ((!GroupsTiles || tile % group == 0) && j + group <= strip.length)
          points_of_tiles<M, group, GroupsTiles>(rows, x, before, to, c, row, plane, 0), j += group;
        else points_of_tiles<M, 1, GroupsTiles>(rows, x, before, to, c, row, plane, tile % group), j++;
      }
    }
    i += strip.length;
  }
}

// The gradients of the outputs of tiles beside each other.
template <int M> struct Gradients {
  const value *start;    // of the first tile
  int64_t width, height; // columns and rows that are there
  int64_t row, column;   // to the next ones
  const value *end;      // of the batch

  // Points of N tiles, words of the vector of channels c each.
  template <int N> inline void points(int64_t c, float *to, int64_t plane, int64_t part) const {
    vec columns[M * N][P<M>];
    const bool is_whole =
        width >= M * N && height >= M && start + (M - 1) * row + (M * N - 1) * column + c + LANES <= end;
    UNROLL for (int k = 0; k < M * N; k++) {
      const value *from = start + k * column + c;
      vec g[M];
      UNROLL for (int h = 0; h < M; h++)
        g[h] = is_whole ? load_values(from + h * row) : k < width && h < height ? load_before(from + h * row, end) : vec{};
      gradient_points<M>(g, columns[k]);
    }
    UNROLL for (int h = 0; h < P<M>; h++) {
      vec p[P<M>][N];
      UNROLL for (int n = 0; n < N; n++) {
        vec g[M], own[P<M>];
        UNROLL for (int k = 0; k < M; k++) g[k] = columns[M * n + k][h];
        gradient_points<M>(g, own);
        UNROLL for (int k = 0; k < P<M>; k++) p[k][n] = own[k];
      }
      UNROLL for (int w = 0; w < P<M>; w++) store_tiles<N>(to + (h * P<M> + w) * plane, p[w], part);
    }
  }
};

// points[P * P, tiles, padded channels], in panels, of the gradients of the outputs of tiles, which words group.
template <int M>
void points_of_gradient(const value *dy, const Channels &channels, const Tiles &t, int64_t first, int64_t count,
                        float *points) {
  const int64_t stride = channels.all, width = padded(channels.count, LANES), depth = groups(count);
  const int64_t plane = plane_of(depth, width, LANES);
  const value *end = dy + t.positions * stride;
  for (int64_t i = 0; i < count;) {
    const Strip strip(t, first + i, count - i);
    for (int64_t j = 0; j < strip.length;) {
      const Gradients<M> gradients{dy + (strip.position + M * j) * stride + channels.first,
                                   t.width - strip.x - M * j, t.height - strip.y, t.width * stride, stride, end};
      const int64_t tile = i + j;
      const bool is_whole = tile % group == 0 && j + group <= strip.length;
      for (int64_t c = 0; c < channels.count; c += LANES) {
        float *to = points + c / panel * panel * depth + tile / group * together(c, width) + c % panel;
        if (is_whole) gradients.template points<group>(c, to, plane, 0);
        else gradients.template points<1>(c, to, plane, tile % group);
      }
      j += is_whole ? group : 1;
    }
    i += strip.length;
  }
}

// `columns` channels from `skipped` on of the outputs of tiles, of points[P * P, tiles_at_once * panel] that begin with [tiles,
// columns].
template <int M>
void outputs_of_points(const float *points, const Tiles &t, int64_t first, int64_t count, int64_t skipped, int64_t columns,
                       int64_t channels, value *y) {
  constexpr int64_t plane = tiles_at_once * panel;
  for (int64_t i = 0; i < count;) {
    const Strip strip(t, first + i, count - i);
    const int64_t height = t.height - strip.y;
    for (int64_t j = 0; j < strip.length; j++, i++) {
      const int64_t width = t.width - strip.x - M * j; // none beyond it
      for (int64_t c = 0; c < columns; c += LANES) {
        vec rows[M][P<M>];
        UNROLL for (int w = 0; w < P<M>; w++) {
          vec p[P<M>], own[M];
          UNROLL for (int h = 0; h < P<M>; h++) p[h] = load(points + (h * P<M> + w) * plane + i * columns + c);
          point_outputs<M>(p, own);
          UNROLL for (int h = 0; h < M; h++) rows[h][w] = own[h];
        }
        UNROLL for (int h = 0; h < M; h++) {
          vec values[M];
          point_outputs<M>(rows[h], values);
          value *to = y + (strip.position + M * j + h * t.width) * channels + skipped + c;
          UNROLL for (int w = 0; w < M; w++)
            if (h < height && w < width) store_first(to + w * channels, values[w], channels - skipped - c);
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

// points[P * P, slices * inputs, padded outputs], in panels, of weights. Turned: of the same weights from outputs to inputs,
// turned by half a turn about each axis, which takes gradients back. Words group inputs of a slice.
template <int M>
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
          vec columns[group][P<M>][3];
          UNROLL for (int g = 0; g < group; g++) UNROLL for (int k = 0; k < 3; k++) {
            const vec column[3] = {kernels[k][i + g], kernels[3 + k][i + g], kernels[6 + k][i + g]};
            vec own[P<M>];
            weight_points<M>(column, own);
            UNROLL for (int h = 0; h < P<M>; h++) columns[g][h][k] = own[h];
          }
          UNROLL for (int h = 0; h < P<M>; h++) {
            vec p[P<M>][group];
            UNROLL for (int g = 0; g < group; g++) {
              vec own[P<M>];
              weight_points<M>(columns[g][h], own);
              UNROLL for (int k = 0; k < P<M>; k++) p[k][g] = own[k];
            }
            UNROLL for (int k = 0; k < P<M>; k++) store_words(at + (h * P<M> + k) * plane, p[k]);
          }
        }
      }
}

// Gradients of weights, of `correlate`'s sums, whose vectors are of outputs: neighbours in memory are inputs.
template <int M>
void weight_gradients(const float *sums, const Weights &w, float *gradients) {
  const int64_t width = padded(w.outputs, LANES), plane = plane_of(w.slices * w.inputs, width, LANES);
  vec kernels[9][LANES] = {}; // of LANES inputs, a vector of outputs each
  for (int64_t n = 0; n < w.outputs; n += LANES)
    for (int64_t slice = 0; slice < w.slices; slice++)
      for (int64_t c = 0; c < w.inputs; c += LANES) {
        const int64_t inputs = w.inputs - c < LANES ? w.inputs - c : LANES;
        for (int64_t i = 0; i < inputs; i++) {
          vec rows[3][P<M>];
          UNROLL for (int k = 0; k < P<M>; k++) {
            const float *from = sums + k * plane + (slice * w.inputs + c + i) * width + n;
            vec p[P<M>], own[3];
            UNROLL for (int h = 0; h < P<M>; h++) p[h] = load(from + h * P<M> * plane);
            weight_gradient<M>(p, own);
            UNROLL for (int h = 0; h < 3; h++) rows[h][k] = own[h];
          }
          UNROLL for (int h = 0; h < 3; h++) {
            vec own[3];
            weight_gradient<M>(rows[h], own);
            UNROLL for (int k = 0; k < 3; k++) kernels[h * 3 + k][i] = own[k];
          }
        }
        for (int64_t k = 0; k < 9; k++) {
          transpose(kernels[k]);
          float *to = gradients + n * w.output + c * w.input + (slice * 9 + k) * w.position;
          for (int64_t lane = 0; lane < LANES && n + lane < w.outputs; lane++, to += w.output) {
            if (w.input == 1) store_some(to, kernels[k][lane], inputs);
            else for (int64_t i = 0; i < inputs; i++) to[i * w.input] = kernels[k][lane][i];
          }
        }
      }
}
