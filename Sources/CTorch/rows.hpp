// How fused layers go through activations: rows of channels in chunks, on all threads, and windows of pooling.
#pragma once

#include "common.hpp"
#include "parallel.hpp"

#include <numeric>

namespace ctorch {

inline constexpr int64_t chunk_rows = 1024;

// How windows lie in an input [batch, channels, axes...] whose channels are innermost in memory; sizes are those of
// three axes, missing ones 1.
struct Windows {
  int64_t batch, depth, height, width;    // input positions
  int64_t out_depth, out_height, out_width; // windows
  int64_t pool_depth, pool;               // sides of a window: depth may have 1, height and width have the same
  std::vector<int64_t> offsets;           // of a window's positions from its first, in values

  Windows(const at::Tensor &x, int64_t size) {
    const auto shape = x.sizes();
    const bool has_depth = x.dim() == 5;
    batch = shape[0];
    depth = has_depth ? shape[2] : 1;
    height = shape[x.dim() - 2];
    width = shape[x.dim() - 1];
    pool = size;
    pool_depth = has_depth ? size : 1;
    out_depth = depth / pool_depth;
    out_height = height / pool;
    out_width = width / pool;
    const int64_t channels = shape[1];
    for (int64_t d = 0; d < pool_depth; d++)
      for (int64_t h = 0; h < pool; h++)
        for (int64_t w = 0; w < pool; w++) offsets.push_back(((d * height + h) * width + w) * channels);
  }

  int64_t rows() const { return batch * out_depth * out_height; } // rows of windows
  // The first input position of a row of windows.
  int64_t start(int64_t row) const {
    const int64_t h = row % out_height, d = row / out_height % out_depth, b = row / out_height / out_depth;
    return ((b * depth + d * pool_depth) * height + h * pool) * width;
  }
  std::vector<int64_t> output_shape(const at::Tensor &x) const {
    auto shape = x.sizes().vec();
    if (x.dim() == 5) shape[2] = out_depth;
    shape[x.dim() - 2] = out_height;
    shape[x.dim() - 1] = out_width;
    return shape;
  }
};

inline at::MemoryFormat format(const at::Tensor &x) {
  return x.dim() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
}

template <class T> const T *read(const at::Tensor &tensor) { return static_cast<const T *>(tensor.const_data_ptr()); }
template <class T> T *write(const at::Tensor &tensor) { return static_cast<T *>(tensor.mutable_data_ptr()); }

// How many rows of few channels are looked at as one row of many, so that vectors are full: 32 of 11, 4 of 8.
inline int64_t fold(int64_t channels) {
  const int64_t rows = 32 / std::gcd<int64_t>(32, channels);
  return rows * channels <= 1024 ? rows : 1;
}

// The values again and again, one for each channel of a folded row.
inline void repeat(std::vector<float> &values, int64_t times) {
  const size_t count = values.size();
  values.resize(count * static_cast<size_t>(times));
  for (size_t i = count; i < values.size(); i++) values[i] = values[i - count];
}

// Calls body(first row, folded rows, their channels) for the rows that fold, and for the rest.
template <class Body> void each_folded(int64_t rows, int64_t channels, Body &&body) {
  const int64_t times = fold(channels), rest = rows % times;
  if (rows >= times) body(0, rows / times, channels * times);
  if (rest) body(rows - rest, rest, channels);
}

// Calls body(first value, folded rows, their channels) for all rows, on all threads.
template <class Body> void each_rows(int64_t rows, int64_t channels, Body &&body) {
  parallel((rows + chunk_rows - 1) / chunk_rows, 1, [&](int64_t begin, int64_t end) {
    const int64_t first = begin * chunk_rows;
    each_folded(std::min(end * chunk_rows, rows) - first, channels, [&](int64_t start, int64_t count, int64_t width) {
      body((first + start) * channels, count, width);
    });
  });
}

// Two sums a channel over all rows, of what body(first value, folded rows, their channels, sum, sum) makes of folded ones:
// chunks in float, on all threads, added in order, in double.
template <class Body>
void sum_rows(int64_t rows, int64_t channels, std::vector<double> &first, std::vector<double> &second, Body &&body) {
  const int64_t chunks = (rows + chunk_rows - 1) / chunk_rows;
  std::vector<float> partial(static_cast<size_t>(2 * chunks * channels), 0.0f);
  parallel(chunks, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> sums(static_cast<size_t>(2 * channels * fold(channels)));
    for (int64_t chunk = begin; chunk < end; chunk++) {
      const int64_t row = chunk * chunk_rows;
      float *a = partial.data() + 2 * chunk * channels, *b = a + channels;
      each_folded(std::min(chunk_rows, rows - row), channels, [&](int64_t start, int64_t count, int64_t width) {
        float *one = sums.data(), *other = one + width;
        body((row + start) * channels, count, width, one, other);
        for (int64_t c = 0; c < width; c++) a[c % channels] += one[c], b[c % channels] += other[c];
      });
    }
  });
  first.assign(static_cast<size_t>(channels), 0.0);
  second.assign(static_cast<size_t>(channels), 0.0);
  for (int64_t chunk = 0; chunk < chunks; chunk++)
    for (int64_t c = 0; c < channels; c++) {
      first[c] += partial[(2 * chunk) * channels + c];
      second[c] += partial[(2 * chunk + 1) * channels + c];
    }
}

} // namespace ctorch
