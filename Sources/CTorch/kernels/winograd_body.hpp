// Winograd's convolution F(MxM, 3x3) of values with channels innermost, for one instruction set: LANES floats fill a vector,
// ROWS rows of two vectors fill the registers, BLOCK KiB may lie in the second-level cache. Included once for each, within a
// namespace; values are float32, or bfloat16 where BFLOAT16 is defined, whose rounding is too coarse for M = 4.
//
// A tile is MxM outputs and the inputs they see, P = M + 2 a side. Both are taken to P * P points, where a convolution is one
// product for each: 16 products of matrices instead of 36 multiplications a tile and pair of channels where M is 2, 36
// instead of 144 where it is 4.
//
// In a volume a tile lies in a slice, and sees it and the slices beside it: its points are sums of three products. Tiles are
// numbered so that those of the slices beside it are one strip before and one behind. Right-hand matrices and results are
// padded to whole vectors of columns; what their last columns hold nobody reads.

#include "winograd_values.hpp"

#include "winograd_products.hpp"

#include "winograd_transforms.hpp"

// Tiles whose products are outputs before the next ones' are made. Twice what fills the registers: weights are read half as often.
constexpr int64_t tiles_at_once = LANES == 8 ? 2 * ROWS : ROWS;

#include "winograd_points.hpp"

// N vectors of channels from `skipped` on of y, of points[P * P, tiles, depth] of inputs. As many tiles at once as have
// products that the first-level cache holds, but where M is 4 and vectors have 16 lanes.
template <int M, int N>
void convolve_columns(const float *points, const float *weights, value *y, const Tiles &t, int64_t first, int64_t count,
                      int64_t depth, int64_t outputs, int64_t skipped, float *products) {
  constexpr int64_t R = tiles_at_once * 2 / N;
  const int64_t columns = padded(outputs, LANES), plane = plane_of(count + 2 * t.halo(), depth, LANES);
  for (int64_t r = 0; r < count; r += R) {
    const int64_t rows = count - r < R ? count - r : R;
    for (int64_t point = 0; point < P<M> * P<M>; point++)
      product_of_rows<N, false>(rows, {points + point * plane + r * depth, depth, 1, depth, t.slices, t.halo() * depth},
                                weights + point * plane_of(t.slices * depth, columns, LANES) + skipped * t.slices * depth,
                                products + point * tiles_at_once * panel, N * LANES);
    outputs_of_points<M>(products, t, first + r, rows, skipped, N * LANES, outputs, y);
  }
}

// y of tiles first ..< first + count.
template <int M>
void convolve(const void *x, const float *weights, void *y, const Tiles &t, int64_t first, int64_t count, int64_t inputs,
              int64_t outputs, float *points, float *products) {
  const int64_t width = padded(outputs, LANES);
  points_of_input<M, false>(static_cast<const value *>(x), {inputs, 0, inputs}, t, first, count, points);
  for (int64_t n = 0; n < width; n += panel)
    (together(n, width) == panel ? convolve_columns<M, 2> : convolve_columns<M, 1>)(
        points, weights, static_cast<value *>(y), t, first, count, groups(inputs), outputs, n, products);
}

// Adds to sums[P * P, slices * inputs, padded outputs] what tiles first ..< first + count give.
template <int M>
void correlate(const void *x, const Channels &inputs, const void *dy, const Channels &outputs, float *sums,
               const Tiles &t, int64_t first, int64_t count, float *points, float *gradients) {
  const int64_t width = padded(outputs.count, LANES), depth = groups(count), halo = groups(t.halo());
  const int64_t rows = inputs.count;
  points_of_input<M, true>(static_cast<const value *>(x), inputs, t, first, count, points);
  points_of_gradient<M>(static_cast<const value *>(dy), outputs, t, first, count, gradients);
  for (int64_t point = 0; point < P<M> * P<M>; point++)
    for (int64_t slice = 0; slice < t.slices; slice++) {
      const float *from = points + point * plane_of(depth + 2 * halo, rows, LANES) + slice * halo * rows;
      add_product(rows, {from, 1, rows, depth, 1, 0}, gradients + point * plane_of(depth, width, LANES),
                  sums + point * plane_of(t.slices * rows, width, LANES) + slice * rows * width, width);
    }
}

template <int M>
constexpr WinogradKernels table{M,     group, LANES, tiles_at_once, BLOCK * 1024, points_of_weights<M>, convolve<M>, correlate<M>,
                                weight_gradients<M>};
