// Tensors: creation, metadata, copies, views, autograd.
#include "common.hpp"

#include <ATen/autocast_mode.h>

using namespace ctorch;

void ct_tensor_free(ct_tensor *tensor) {
  delete tensor;
  count_handles(-1);
}

int64_t ct_live_handles(void) { return live_handles.load(std::memory_order_relaxed); }
int64_t ct_live_handles_here(void) { return live_handles_here; }

static at::TensorOptions options(int32_t type, int32_t index) {
  return at::TensorOptions().dtype(scalar_type(type)).device(device(index));
}

ct_status ct_empty(const int64_t *shape, int32_t axes, int32_t type, int32_t device, ct_tensor **out) {
  return result(out, [&] { return at::empty(list(shape, axes), options(type, device)); });
}

ct_status ct_full(const int64_t *shape, int32_t axes, double value, int32_t type, int32_t device, ct_tensor **out) {
  return result(out, [&] { return at::full(list(shape, axes), value, options(type, device)); });
}

ct_status ct_axes(const ct_tensor *tensor, int32_t *axes) {
  return guarded([&] { *axes = static_cast<int32_t>(get(tensor).dim()); });
}

ct_status ct_shape(const ct_tensor *tensor, int64_t *shape) {
  return guarded([&] {
    for (int64_t size : get(tensor).sizes()) *shape++ = size;
  });
}

ct_status ct_strides(const ct_tensor *tensor, int64_t *strides) {
  return guarded([&] {
    for (int64_t stride : get(tensor).strides()) *strides++ = stride;
  });
}

ct_status ct_type(const ct_tensor *tensor, int32_t *type) {
  return guarded([&] {
    for (int32_t known : {CT_FLOAT32, CT_BFLOAT16, CT_INT64, CT_UINT8, CT_BOOL})
      if (get(tensor).scalar_type() == scalar_type(known)) {
        *type = known;
        return;
      }
    TORCH_CHECK(false, "a tensor of a scalar type that is not in use: ", get(tensor).scalar_type());
  });
}

ct_status ct_device(const ct_tensor *tensor, int32_t *device) {
  return guarded([&] {
    const auto place = get(tensor).device();
    *device = place.is_cpu() ? CT_CPU : place.index();
  });
}

ct_status ct_is_contiguous(const ct_tensor *tensor, bool *contiguous) {
  return guarded([&] { *contiguous = get(tensor).is_contiguous(); });
}

ct_status ct_data(const ct_tensor *tensor, void **out) {
  return guarded([&] {
    TORCH_CHECK(get(tensor).device().is_cpu(), "only a CPU tensor's elements can be reached");
    *out = get(tensor).mutable_data_ptr();
  });
}

ct_status ct_item(const ct_tensor *tensor, double *out) {
  return guarded([&] { *out = get(tensor).item().toDouble(); });
}

ct_status ct_clone(const ct_tensor *tensor, ct_tensor **out) {
  return result(out, [&] { return get(tensor).clone(); });
}

ct_status ct_contiguous(const ct_tensor *tensor, ct_tensor **out) {
  return result(out, [&] { return get(tensor).contiguous(); });
}

ct_status ct_channels_last(const ct_tensor *tensor, ct_tensor **out) {
  return result(out, [&] {
    const auto &value = get(tensor);
    if (value.dim() != 4 && value.dim() != 5) return value;
    const auto format = value.dim() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
    const auto placed = value.contiguous(format);
    // One channel lies in either order, and libtorch goes on with the order that the strides look like.
    if (value.size(1) != 1) return placed;
    return placed.as_strided(value.sizes(), value.dim() == 5 ? c10::get_channels_last_strides_3d(value.sizes())
                                                              : c10::get_channels_last_strides_2d(value.sizes()));
  });
}

ct_status ct_to(const ct_tensor *tensor, int32_t type, int32_t index, ct_tensor **out) {
  return result(out, [&] { return get(tensor).to(device(index), scalar_type(type)); });
}

ct_status ct_copy_into(ct_tensor *target, const ct_tensor *source) {
  return guarded([&] {
    c10::NoGradGuard outside_autograd;
    target->value.copy_(get(source));
  });
}

ct_status ct_reshape(const ct_tensor *tensor, const int64_t *shape, int32_t axes, ct_tensor **out) {
  return result(out, [&] { return get(tensor).reshape(list(shape, axes)); });
}

ct_status ct_permute(const ct_tensor *tensor, const int64_t *order, int32_t axes, ct_tensor **out) {
  return result(out, [&] { return get(tensor).permute(list(order, axes)); });
}

ct_status ct_narrow(const ct_tensor *tensor, int64_t axis, int64_t start, int64_t length, ct_tensor **out) {
  return result(out, [&] { return get(tensor).narrow(axis, start, length); });
}

ct_status ct_cat(const ct_tensor *const *list, int32_t count, int64_t axis, ct_tensor **out) {
  return result(out, [&] { return at::cat(tensors(list, count), axis); });
}

ct_status ct_index_select(const ct_tensor *tensor, int64_t axis, const ct_tensor *index, ct_tensor **out) {
  return result(out, [&] { return get(tensor).index_select(axis, get(index)); });
}

ct_status ct_set_requires_grad(ct_tensor *tensor, bool required) {
  return guarded([&] { tensor->value.set_requires_grad(required); });
}

ct_status ct_requires_grad(const ct_tensor *tensor, bool *required) {
  return guarded([&] { *required = get(tensor).requires_grad(); });
}

ct_status ct_grad(const ct_tensor *tensor, ct_tensor **out) {
  return guarded([&] {
    const auto &gradient = get(tensor).grad();
    *out = gradient.defined() ? handle(gradient) : nullptr;
  });
}

ct_status ct_clear_grads(const ct_tensor *const *list, int32_t count) {
  return guarded([&] {
    for (int32_t i = 0; i < count; i++) list[i]->value.mutable_grad().reset();
  });
}

ct_status ct_set_grad(ct_tensor *tensor, const ct_tensor *gradient) {
  return guarded([&] { get(tensor).mutable_grad() = get(gradient); });
}

ct_status ct_backward(const ct_tensor *loss, const ct_tensor *gradient) {
  return guarded([&] { get(loss).backward(gradient ? get(gradient) : at::Tensor()); });
}

ct_status ct_detach(const ct_tensor *tensor, ct_tensor **out) {
  return result(out, [&] { return get(tensor).detach(); });
}

bool ct_set_grad_enabled(bool enabled) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return before;
}

static void set_autocast(at::DeviceType kind, bool enabled) {
  at::autocast::set_autocast_dtype(kind, at::kBFloat16);
  at::autocast::set_autocast_enabled(kind, enabled);
  // Each weight is used once a step, so a cache of casts has nothing to give; it is also shared by all threads.
  at::autocast::set_autocast_cache_enabled(false);
}

ct_status ct_set_autocast(bool enabled, int32_t index, bool *before) {
  return guarded([&] {
    const auto kind = device(index).type();
    if (before) *before = at::autocast::is_autocast_enabled(kind);
    set_autocast(kind, enabled);
  });
}

ct_modes ct_get_modes(void) {
  return {at::GradMode::is_enabled(), at::autocast::is_autocast_enabled(at::kCPU),
          at::autocast::is_autocast_enabled(at::kCUDA)};
}

void ct_set_modes(ct_modes modes) {
  at::GradMode::set_enabled(modes.records);
  set_autocast(at::kCPU, modes.casts_on_cpu);
  set_autocast(at::kCUDA, modes.casts_on_cuda);
}
