// Values to points and back, along one axis: included by winograd_body.hpp.
//
// A tile of M outputs sees P inputs and has as many points (Lavin and Gray, arXiv 1509.09308). Where M is 2 they are 0, 1, -1
// and infinity. Where it is 4 they are 0, plus and minus `far`, plus and minus `near`, and infinity: there float32 errs a
// third as much as at Lavin and Gray's 0, 1, -1, 2, -2 and infinity.

template <int M> constexpr int P = M + 2;

constexpr float far = 1.41421356f, near = 0.70710678f; // square roots of 2 and of 1 / 2

// Of inputs to points: B in Lavin and Gray's notation.
template <int M> inline void input_points(const vec d[P<M>], vec p[P<M>]) {
  if constexpr (M == 2) {
    p[0] = d[0] - d[2], p[1] = d[1] + d[2], p[2] = d[2] - d[1], p[3] = d[1] - d[3];
  } else {
    const vec even = d[4] - d[2] * 0.5f, odd = (d[3] - d[1] * 0.5f) * far;
    const vec even_near = d[4] - d[2] * 2, odd_near = (d[3] - d[1] * 2) * near;
    p[0] = d[0] - d[2] * 2.5f + d[4], p[5] = d[1] - d[3] * 2.5f + d[5];
    p[1] = even + odd, p[2] = even - odd, p[3] = even_near + odd_near, p[4] = even_near - odd_near;
  }
}

// Of 3 weights to points: G.
template <int M> inline void weight_points(const vec g[3], vec p[P<M>]) {
  if constexpr (M == 2) {
    const vec outer = (g[0] + g[2]) * 0.5f, inner = g[1] * 0.5f;
    p[0] = g[0], p[1] = outer + inner, p[2] = outer - inner, p[3] = g[2];
  } else {
    const vec outer = (g[0] + g[2] * 2) * (1 / 6.0f), inner = g[1] * (far / 6);
    const vec outer_near = (g[0] + g[2] * 0.5f) * (-2 / 3.0f), inner_near = g[1] * (near * -2 / 3);
    p[0] = g[0], p[5] = g[2];
    p[1] = outer + inner, p[2] = outer - inner, p[3] = outer_near + inner_near, p[4] = outer_near - inner_near;
  }
}

// Of the gradients of M outputs to points, without the factors of G; with `weight_gradient`, which has them, the convolution
// F(3, M) at the same points of inputs.
template <int M> inline void gradient_points(const vec g[M], vec p[P<M>]) {
  if constexpr (M == 2) {
    p[0] = g[0], p[1] = g[0] + g[1], p[2] = g[0] - g[1], p[3] = g[1];
  } else {
    const vec even = g[0] + g[2] * 2, odd = (g[1] + g[3] * 2) * far;
    const vec even_near = g[0] + g[2] * 0.5f, odd_near = (g[1] + g[3] * 0.5f) * near;
    p[0] = g[0], p[5] = g[3];
    p[1] = even + odd, p[2] = even - odd, p[3] = even_near + odd_near, p[4] = even_near - odd_near;
  }
}

// Of points to M outputs: A.
template <int M> inline void point_outputs(const vec p[P<M>], vec y[M]) {
  if constexpr (M == 2) {
    y[0] = p[0] + p[1] + p[2], y[1] = p[1] - p[2] - p[3];
  } else {
    const vec even = p[1] + p[2], odd = (p[1] - p[2]) * far, even_near = p[3] + p[4], odd_near = (p[3] - p[4]) * near;
    y[0] = p[0] + even + even_near, y[1] = odd + odd_near;
    y[2] = even * 2 + even_near * 0.5f, y[3] = odd * 2 + odd_near * 0.5f + p[5];
  }
}

// Of points to the gradients of 3 weights.
template <int M> inline void weight_gradient(const vec p[P<M>], vec w[3]) {
  if constexpr (M == 2) {
    const vec q = p[1] * 0.5f, r = p[2] * 0.5f;
    w[0] = p[0] + q + r, w[1] = q - r, w[2] = q + r - p[3];
  } else {
    const vec even = (p[1] + p[2]) * (1 / 6.0f), odd = (p[1] - p[2]) * (far / 6);
    const vec even_near = (p[3] + p[4]) * (-2 / 3.0f), odd_near = (p[3] - p[4]) * (near * -2 / 3);
    w[0] = p[0] + even + even_near, w[1] = odd + odd_near, w[2] = even * 2 + even_near * 0.5f + p[5];
  }
}
