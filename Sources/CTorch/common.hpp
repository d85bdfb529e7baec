// What every file of CTorch shares: handles, and the guard that no exception passes.
#pragma once

#include "ctorch.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <atomic>
#include <string>

struct ct_tensor {
  at::Tensor value;
};

struct ct_generator {
  at::Generator value;
};

namespace ctorch {

// Handles made and not yet freed: of all threads, and the calling thread's (made here minus freed here).
inline std::atomic<int64_t> live_handles{0};
inline thread_local int64_t live_handles_here = 0;

inline void count_handles(int64_t change) noexcept {
  live_handles.fetch_add(change, std::memory_order_relaxed);
  live_handles_here += change;
}

ct_status record(ct_status status, const char *message) noexcept;
ct_status record_current_exception() noexcept;

// Runs `body`; whatever it throws becomes a status and a message.
template <class Body> ct_status guarded(Body &&body) noexcept {
  try {
    body();
    return CT_OK;
  } catch (...) {
    return record_current_exception();
  }
}

inline ct_tensor *handle(at::Tensor value) {
  auto *made = new ct_tensor{std::move(value)};
  count_handles(1);
  return made;
}

// The common case: an operation that makes one tensor.
template <class Body> ct_status result(ct_tensor **out, Body &&body) noexcept {
  return guarded([&] { *out = handle(body()); });
}

inline const at::Tensor &get(const ct_tensor *tensor) { return tensor->value; }
inline std::optional<at::Tensor> optional(const ct_tensor *tensor) {
  return tensor ? std::optional<at::Tensor>(tensor->value) : std::nullopt;
}
inline at::IntArrayRef list(const int64_t *values, int32_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}
template <class Handle> std::vector<at::Tensor> tensors(Handle *const *handles, int32_t count) {
  std::vector<at::Tensor> values;
  values.reserve(static_cast<size_t>(count));
  for (int32_t i = 0; i < count; i++) values.push_back(handles[i]->value);
  return values;
}

// The running variance takes in n / (n - 1) times the batch's: not a number for n = 1. torch.nn checks it as well.
inline void check_batch(const at::Tensor &x) {
  TORCH_CHECK(x.dim() < 2 || x.numel() != x.size(1),
              "batch normalisation needs more than one value a channel to train, found ", x.sizes());
}

at::ScalarType scalar_type(int32_t type);
at::Device device(int32_t index);

} // namespace ctorch
