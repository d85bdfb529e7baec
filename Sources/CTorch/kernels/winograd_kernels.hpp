// The loops of Winograd's convolution, chosen for this processor.
#pragma once

#include <cstdint>

namespace ctorch {

// How tiles of 2x2 or 4x4 outputs cover a batch of pictures, or the slices of a batch of volumes. They are numbered by sample,
// row of tiles, slice, and place in the row.
struct Tiles {
  int64_t side;                 // of a tile, in outputs
  int64_t depth, height, width; // of a sample; a picture has depth 1
  int64_t slices;               // that a tile sees: 1 in a picture, 3 in a volume
  int64_t down, across;         // tiles
  int64_t positions;            // in the batch

  // Tiles of the slice before and of that behind which the tiles of a slice see.
  int64_t halo() const { return slices / 2 * across; }
};

// Weights [outputs, inputs, slices, 3, 3], and how far apart neighbours along each axis lie in memory: positions of a kernel
// in one order, whatever the order of the axes.
struct Weights {
  int64_t outputs, inputs, slices;
  int64_t output, input, position;
};

// Of `all` channels that each position has, those from `first` on that a call is about.
struct Channels {
  int64_t all, first, count;
};

// Columns padded to whole vectors.
inline int64_t padded(int64_t columns, int64_t lanes) { return (columns + lanes - 1) / lanes * lanes; }

// Words from one of the points' matrices to the next: room for one vector that is written beyond the end, and an odd
// number of cache lines, as with a power of two all would fall into the same sets of the cache.
inline int64_t plane_of(int64_t rows, int64_t columns, int64_t lanes) {
  constexpr int64_t line = 16;
  return ((rows * columns + lanes + line - 1) / line | 1) * line;
}

// Weights, their gradients and all sums are float32; x, y and dy are values of the type the kernels were chosen for.
struct WinogradKernels {
  int64_t side;  // of a tile, in outputs
  int64_t group; // in a volume rows of tiles are multiples of this
  int64_t lanes; // of a vector: right-hand matrices and results have columns padded to them
  int64_t rows;  // numbers of tiles are best multiples of this; a product's buffer holds as many by two vectors
  int64_t block; // bytes of a block's points that the second-level cache holds

  void (*points_of_weights)(const float *weights, const Weights &shape, bool turned, float *points);
  void (*convolve)(const void *x, const float *weights, void *y, const Tiles &tiles, int64_t first, int64_t count,
                   int64_t inputs, int64_t outputs, float *points, float *products);
  void (*correlate)(const void *x, const Channels &inputs, const void *dy, const Channels &outputs, float *sums,
                    const Tiles &tiles, int64_t first, int64_t count, float *points, float *gradients);
  void (*weight_gradients)(const float *sums, const Weights &shape, float *gradients);

  int64_t points() const { return (side + 2) * (side + 2); } // of a tile
  int64_t tiles(int64_t outputs) const { return (outputs + side - 1) / side; } // that cover them
};

enum class WinogradValue { float32, bfloat16 };

// For tiles of 2x2 or 4x4 outputs. nullptr where the processor has no vectors that it is worth it for, and for tiles of 4x4
// in bfloat16, whose rounding is too coarse for them.
const WinogradKernels *winograd_kernels(WinogradValue value, int64_t side);

} // namespace ctorch
