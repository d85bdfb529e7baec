// The inner loops of depthwise convolutions; included once for each instruction set.
//
// A row of the output is made of a few rows of the input, each with its row of the kernel: those that lie within the input.
// Channels are innermost. T is float or uint16_t (the bits of a bfloat16); weights and sums are float.

#include "rows_body.hpp"

template <int W> struct Lanes {
  typedef float vec __attribute__((vector_size(4 * W), aligned(4)));
  typedef uint32_t words __attribute__((vector_size(4 * W), aligned(4)));
  typedef uint16_t halves __attribute__((vector_size(2 * W), aligned(2)));
};

// By reference: vectors that are wider than the caller's instructions are no values that functions return.
template <int W> inline void get(const float *from, typename Lanes<W>::vec &to) {
  to = *reinterpret_cast<const typename Lanes<W>::vec *>(from);
}
template <int W> inline void get(const uint16_t *from, typename Lanes<W>::vec &to) {
  const auto halves = *reinterpret_cast<const typename Lanes<W>::halves *>(from);
  to = reinterpret_cast<typename Lanes<W>::vec>(__builtin_convertvector(halves, typename Lanes<W>::words) << 16);
}
// sum += the product of two rows' values.
template <int W, class T, class U> inline void add_product(const T *one, const U *other, typename Lanes<W>::vec &sum) {
  typename Lanes<W>::vec a, b;
  get<W>(one, a);
  get<W>(other, b);
  sum += a * b;
}
template <int W, class T> inline void set(const typename Lanes<W>::vec &values, T *to) {
  alignas(64) float row[W];
  *reinterpret_cast<typename Lanes<W>::vec *>(row) = values;
  put<W>(row, to);
}

// y = the sum over rows and taps of x * weight.
template <class T>
void depthwise(const DepthwiseRow &row, const T *const *x, const float *const *weight, int rows, T *y) {
  const int64_t channels = row.channels, step = row.stride, kernel = row.kernel;
  // Where the whole kernel lies within the input.
  const int64_t inner = std::min((row.before + step - 1) / step, row.outputs);
  const int64_t room = row.inputs + row.before - kernel;
  const int64_t outer = room < 0 ? 0 : std::min(room / step + 1, row.outputs);
  blocks(channels, [&]<int W>(int64_t c) __attribute__((always_inline)) {
    typedef typename Lanes<W>::vec vec;
    const auto some = [&]<int N>(int64_t at, int64_t first, int64_t last) __attribute__((always_inline)) {
      vec sums[N] = {};
      for (int r = 0; r < rows; r++) {
        const T *in = x[r] + (at * step - row.before) * channels + c;
        const float *taps = weight[r] + c;
        for (int64_t k = first; k < last; k++) {
          vec tap, value;
          get<W>(taps + k * channels, tap);
#pragma clang loop unroll(full)
          for (int n = 0; n < N; n++) {
            get<W>(in + (n * step + k) * channels, value);
            sums[n] += value * tap;
          }
        }
      }
#pragma clang loop unroll(full)
      for (int n = 0; n < N; n++) set<W>(sums[n], y + (at + n) * channels + c);
    };
    const auto edge = [&](int64_t at) {
      const int64_t start = at * step - row.before;
      some.template operator()<1>(at, std::max<int64_t>(0, -start), std::min(kernel, row.inputs - start));
    };
    int64_t at = 0;
    for (; at < inner; at++) edge(at);
    for (; at + 4 <= outer; at += 4) some.template operator()<4>(at, 0, kernel);
    for (; at < outer; at++) some.template operator()<1>(at, 0, kernel);
    for (; at < row.outputs; at++) edge(at);
  });
}

// dx = the sum over rows and those taps that meet an output of dy * weight: for strides above 1.
template <class T>
void depthwise_back(const DepthwiseRow &row, const T *const *dy, const float *const *weight, int rows, T *dx) {
  const int64_t channels = row.channels, step = row.stride;
  blocks(channels, [&]<int W>(int64_t c) __attribute__((always_inline)) {
    typedef typename Lanes<W>::vec vec;
    for (int64_t at = 0; at < row.inputs; at++) {
      vec sum = {};
      for (int64_t k = (at + row.before) % step; k < row.kernel && k <= at + row.before; k += step) {
        const int64_t out = (at + row.before - k) / step;
        if (out >= row.outputs) continue;
        for (int r = 0; r < rows; r++)
          add_product<W>(dy[r] + out * channels + c, weight[r] + k * channels + c, sum);
      }
      set<W>(sum, dx + at * channels + c);
    }
  });
}

// sums += for each row and tap the sum over a row of outputs of dy * x.
template <class T>
void depthwise_weights(const DepthwiseRow &row, const T *const *x, const T *dy, float *const *sums, int rows) {
  const int64_t channels = row.channels, step = row.stride;
  const auto block = [&]<int W>(int64_t c) __attribute__((always_inline)) {
    typedef typename Lanes<W>::vec vec;
    for (int r = 0; r < rows; r++)
      for (int64_t k = 0; k < row.kernel; k++) {
        // Outputs whose tap lies within the input.
        const int64_t missing = row.before - k, room = row.inputs + missing - 1;
        const int64_t first = missing > 0 ? (missing + step - 1) / step : 0;
        const int64_t last = room < 0 ? 0 : std::min(room / step + 1, row.outputs);
        const T *in = x[r] - missing * channels + c, *up = dy + c;
        vec parts[4] = {};
        int64_t at = first;
        for (; at + 4 <= last; at += 4)
#pragma clang loop unroll(full)
          for (int n = 0; n < 4; n++)
            add_product<W>(in + (at + n) * step * channels, up + (at + n) * channels, parts[n]);
        for (; at < last; at++) add_product<W>(in + at * step * channels, up + at * channels, parts[0]);
        float *sum = sums[r] + k * channels + c;
        *reinterpret_cast<vec *>(sum) += (parts[0] + parts[1]) + (parts[2] + parts[3]);
      }
  };
  // None twice, as sums are added to.
  int64_t c = 0;
  for (; c + 32 <= channels; c += 32) block.template operator()<32>(c);
  for (; c + 8 <= channels; c += 8) block.template operator()<8>(c);
  for (; c < channels; c++) block.template operator()<1>(c);
}

template <class T> constexpr DepthwiseKernels<T> table() { return {depthwise<T>, depthwise_back<T>, depthwise_weights<T>}; }
