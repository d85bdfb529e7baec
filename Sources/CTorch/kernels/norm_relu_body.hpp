// The inner loops of fused batch normalisation, ReLU and max-pooling; included once for each instruction set.
//
// A ReLU is two bounds, low and high: 0 and infinity, 0 and 6 for ReLU6, infinities where there is none.
// Rows are positions (batch and spatial axes), channels are innermost. Channels go in blocks of a fixed width so that
// the compiler keeps a block's sums in vector registers. T is float or uint16_t (the bits of a bfloat16).

#include "rows_body.hpp"

// sums and squares of (x - pivot): subtracting any value near the mean keeps the variance exact.
template <class T>
void sums(const T *x, int64_t rows, int64_t channels, const float *pivot, float *sum, float *square) {
  blocks(channels, [&]<int W>(int64_t c) {
    float s[W] = {}, q[W] = {}, p[W];
    for (int i = 0; i < W; i++) p[i] = pivot[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c;
      for (int i = 0; i < W; i++) {
        const float value = widen(in[i]) - p[i];
        s[i] += value;
        q[i] += value * value;
      }
    }
    for (int i = 0; i < W; i++) sum[c + i] = s[i], square[c + i] = q[i];
  });
}

// Not a number passes.
inline float within(float value, float low, float high) { return value < low ? low : value > high ? high : value; }
inline bool passes(float value, float low, float high) { return value > low && value < high; }

// y = x * scale + shift, between the bounds
template <class T>
void forward(const T *x, T *y, int64_t rows, int64_t channels, const float *scale, const float *shift, float low,
             float high) {
  blocks(channels, [&]<int W>(int64_t c) {
    float a[W], b[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], b[i] = shift[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c;
      float out[W];
      for (int i = 0; i < W; i++) {
        out[i] = within(widen(in[i]) * a[i] + b[i], low, high);
      }
      put<W>(out, y + row * channels + c);
    }
  });
}

// What flows back through the ReLU, dz, summed as it is and times (x - mean).
template <class T>
void backward_sums(const T *x, const T *dy, int64_t rows, int64_t channels, const float *scale, const float *shift,
                   const float *mean, float low, float high, float *sum, float *product) {
  blocks(channels, [&]<int W>(int64_t c) {
    float s[W] = {}, p[W] = {}, a[W], b[W], m[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], b[i] = shift[c + i], m[i] = mean[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c, *up = dy + row * channels + c;
      for (int i = 0; i < W; i++) {
        const float value = widen(in[i]);
        const float dz = passes(value * a[i] + b[i], low, high) ? widen(up[i]) : 0;
        s[i] += dz;
        p[i] += dz * (value - m[i]);
      }
    }
    for (int i = 0; i < W; i++) sum[c + i] = s[i], product[c + i] = p[i];
  });
}

// dx = scale * dz + slope * x + offset: the gradient through normalisation with its batch statistics.
template <class T>
void backward(const T *x, const T *dy, T *dx, int64_t rows, int64_t channels, const float *scale, const float *shift,
              const float *slope, const float *offset, float low, float high) {
  blocks(channels, [&]<int W>(int64_t c) {
    float a[W], b[W], k[W], o[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], b[i] = shift[c + i], k[i] = slope[c + i], o[i] = offset[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c, *up = dy + row * channels + c;
      float out[W];
      for (int i = 0; i < W; i++) {
        const float value = widen(in[i]);
        const float dz = passes(value * a[i] + b[i], low, high) ? widen(up[i]) : 0;
        out[i] = a[i] * dz + k[i] * value + o[i];
      }
      put<W>(out, dx + row * channels + c);
    }
  });
}

// y = x * scale + shift + z, between the bounds
template <class T>
void forward_added(const T *x, const T *z, T *y, int64_t rows, int64_t channels, const float *scale,
                   const float *shift, float low, float high) {
  blocks(channels, [&]<int W>(int64_t c) {
    float a[W], b[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], b[i] = shift[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c, *other = z + row * channels + c;
      float out[W];
      for (int i = 0; i < W; i++) {
        out[i] = within(widen(in[i]) * a[i] + b[i] + widen(other[i]), low, high);
      }
      put<W>(out, y + row * channels + c);
    }
  });
}

// backward_sums of forward_added, whose output y tells where the ReLU let pass.
template <class T>
void backward_sums_added(const T *x, const T *y, const T *dy, int64_t rows, int64_t channels, const float *mean,
                         float low, float high, float *sum, float *product) {
  blocks(channels, [&]<int W>(int64_t c) {
    float s[W] = {}, p[W] = {}, m[W];
    for (int i = 0; i < W; i++) m[i] = mean[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c, *out = y + row * channels + c, *up = dy + row * channels + c;
      for (int i = 0; i < W; i++) {
        const float dz = passes(widen(out[i]), low, high) ? widen(up[i]) : 0;
        s[i] += dz;
        p[i] += dz * (widen(in[i]) - m[i]);
      }
    }
    for (int i = 0; i < W; i++) sum[c + i] = s[i], product[c + i] = p[i];
  });
}

// backward of forward_added: to x as in `backward`, and to z.
template <class T>
void backward_added(const T *x, const T *y, const T *dy, T *dx, T *dz, int64_t rows, int64_t channels,
                    const float *scale, const float *slope, const float *offset, float low, float high) {
  blocks(channels, [&]<int W>(int64_t c) {
    float a[W], k[W], o[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], k[i] = slope[c + i], o[i] = offset[c + i];
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c, *out = y + row * channels + c, *up = dy + row * channels + c;
      T *aside = dz + row * channels + c;
      float to[W];
      for (int i = 0; i < W; i++) {
        const T passed = passes(widen(out[i]), low, high) ? up[i] : T(0);
        aside[i] = passed;
        to[i] = a[i] * widen(passed) + k[i] * widen(in[i]) + o[i];
      }
      put<W>(to, dx + row * channels + c);
    }
  });
}

// One row of windows: y and `which` hold `windows` positions, each the largest of `count` rows of x at
// x + window * step + offsets[k], after scale, shift and ReLU. which: its k, or 255 where the ReLU gives 0. taken: x there.
// Both are nullptr where nobody asks.
template <class T>
void forward_pooled(const T *x, T *y, uint8_t *which, T *taken, int64_t windows, int64_t step, const int64_t *offsets,
                    int count, int64_t channels, const float *scale, const float *shift) {
  blocks(channels, [&]<int W>(int64_t c) {
    float a[W], b[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], b[i] = shift[c + i];
    for (int64_t window = 0; window < windows; window++) {
      float best[W] = {}, from[W];
      uint32_t index[W];
      for (int i = 0; i < W; i++) from[i] = widen(x[window * step + c + i]), index[i] = 255;
      for (int k = 0; k < count; k++) {
        const T *in = x + window * step + offsets[k] + c;
        for (int i = 0; i < W; i++) {
          const float own = widen(in[i]), value = own * a[i] + b[i];
          const bool better = !(value <= best[i]); // not a number passes
          best[i] = better ? value : best[i];
          from[i] = better ? own : from[i];
          index[i] = better ? static_cast<uint32_t>(k) : index[i];
        }
      }
      put<W>(best, y + window * channels + c);
      if (!which) continue;
      put<W>(from, taken + window * channels + c);
      uint8_t *chosen = which + window * channels + c;
      for (int i = 0; i < W; i++) chosen[i] = static_cast<uint8_t>(index[i]);
    }
  });
}

// backward for one row of windows.
template <class T>
void backward_pooled(const T *x, const T *dy, const uint8_t *which, T *dx, int64_t windows, int64_t step,
                     const int64_t *offsets, int count, int64_t channels, const float *scale, const float *slope,
                     const float *offset) {
  blocks(channels, [&]<int W>(int64_t c) {
    float a[W], k1[W], o[W];
    for (int i = 0; i < W; i++) a[i] = scale[c + i], k1[i] = slope[c + i], o[i] = offset[c + i];
    for (int64_t window = 0; window < windows; window++) {
      float up[W];
      uint32_t chosen[W]; // both read before anything is written, so that the compiler makes vectors of them
      for (int i = 0; i < W; i++) {
        up[i] = a[i] * widen(dy[window * channels + c + i]);
        chosen[i] = which[window * channels + c + i];
      }
      for (int k = 0; k < count; k++) {
        const T *in = x + window * step + offsets[k] + c;
        float out[W];
        for (int i = 0; i < W; i++) {
          const float dz = chosen[i] == static_cast<uint32_t>(k) ? up[i] : 0;
          out[i] = dz + k1[i] * widen(in[i]) + o[i];
        }
        put<W>(out, dx + window * step + offsets[k] + c);
      }
    }
  });
}

// dx = slope * x + offset: positions that no window covers.
template <class T>
void backward_uncovered(const T *x, T *dx, int64_t rows, int64_t channels, const float *slope, const float *offset) {
  blocks(channels, [&]<int W>(int64_t c) {
    for (int64_t row = 0; row < rows; row++) {
      const T *in = x + row * channels + c;
      float out[W];
      for (int i = 0; i < W; i++) out[i] = slope[c + i] * widen(in[i]) + offset[c + i];
      put<W>(out, dx + row * channels + c);
    }
  });
}

template <class T> constexpr Kernels<T> table() {
  return {sums<T>,           forward<T>,              backward_sums<T>,       backward<T>,
          forward_added<T>,  backward_sums_added<T>,  backward_added<T>,      forward_pooled<T>,
          backward_pooled<T>, backward_uncovered<T>};
}
