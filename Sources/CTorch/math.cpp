// Elementwise operations and reductions.
#include "common.hpp"

using namespace ctorch;

ct_status ct_add(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return result(out, [&] { return at::add(get(a), get(b)); });
}

ct_status ct_sub(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return result(out, [&] { return at::sub(get(a), get(b)); });
}

ct_status ct_mul(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return result(out, [&] { return at::mul(get(a), get(b)); });
}

ct_status ct_scale(const ct_tensor *a, double factor, ct_tensor **out) {
  return result(out, [&] { return at::mul(get(a), factor); });
}

ct_status ct_sum(const ct_tensor *a, ct_tensor **out) {
  return result(out, [&] { return at::sum(get(a)); });
}

ct_status ct_mean(const ct_tensor *a, ct_tensor **out) {
  return result(out, [&] { return at::mean(get(a)); });
}

ct_status ct_exp(const ct_tensor *a, ct_tensor **out) {
  return result(out, [&] { return at::exp(get(a)); });
}

ct_status ct_tanh(const ct_tensor *a, ct_tensor **out) {
  return result(out, [&] { return at::tanh(get(a)); });
}

ct_status ct_sigmoid(const ct_tensor *a, ct_tensor **out) { return ct_activation(a, CT_SIGMOID, out); }

ct_status ct_equal(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  return result(out, [&] { return at::eq(get(a), get(b)); });
}

ct_status ct_argmax(const ct_tensor *a, int64_t axis, ct_tensor **out) {
  return result(out, [&] { return at::argmax(get(a), axis); });
}

ct_status ct_softmax(const ct_tensor *a, int64_t axis, ct_tensor **out) {
  return result(out, [&] { return at::softmax(get(a), axis, at::kFloat); });
}

ct_status ct_log_softmax(const ct_tensor *a, int64_t axis, ct_tensor **out) {
  return result(out, [&] { return at::log_softmax(get(a), axis, at::kFloat); });
}
