// A curated C ABI over libtorch: opaque handles, a status from every call, results through out-parameters.
//
// No exception leaves this library: each call catches everything and returns a status; ct_message() then holds the
// calling thread's message. A handle belongs to whoever received it and is freed once, with its ..._free function.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CT_NONNULL_BEGIN _Pragma("clang assume_nonnull begin")
#define CT_NONNULL_END _Pragma("clang assume_nonnull end")
CT_NONNULL_BEGIN

typedef struct ct_tensor ct_tensor;
typedef struct ct_generator ct_generator;

typedef int32_t ct_status;
enum {
  CT_OK = 0,
  CT_MEMORY = 1,  // an allocation was refused, on the host or a device
  CT_DEVICE = 2,  // a device or its library failed or is missing
  CT_INVALID = 3, // shapes, types or arguments that do not fit: a mistake in the calling program
};

// PyTorch's scalar types that are in use, by our own numbers.
enum { CT_FLOAT32 = 0, CT_BFLOAT16 = 1, CT_INT64 = 2, CT_UINT8 = 3, CT_BOOL = 4 };

// A device: -1 is the CPU, 0 and up are CUDA devices.
enum { CT_CPU = -1 };

const char *ct_message(void);
const char *ct_version(void);

// -- Tensors ---------------------------------------------------------------------------------------------------------

void ct_tensor_free(ct_tensor *tensor);
int64_t ct_live_handles(void); // tensors and generators not yet freed, of all threads
int64_t ct_live_handles_here(void); // made by the calling thread, minus those that it freed

// Uninitialised and contiguous.
ct_status ct_empty(const int64_t *shape, int32_t axes, int32_t type, int32_t device, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_full(const int64_t *shape, int32_t axes, double value, int32_t type, int32_t device,
                  ct_tensor *_Nullable *_Nonnull out);
ct_status ct_axes(const ct_tensor *tensor, int32_t *axes);
ct_status ct_shape(const ct_tensor *tensor, int64_t *shape); // room for ct_axes values
ct_status ct_strides(const ct_tensor *tensor, int64_t *strides); // in elements; room for ct_axes values
ct_status ct_type(const ct_tensor *tensor, int32_t *type);
ct_status ct_device(const ct_tensor *tensor, int32_t *device);
ct_status ct_is_contiguous(const ct_tensor *tensor, bool *contiguous);
// The first element; CPU tensors only. Valid as long as the handle lives.
ct_status ct_data(const ct_tensor *tensor, void *_Nullable *_Nonnull out);
ct_status ct_item(const ct_tensor *tensor, double *out);

ct_status ct_clone(const ct_tensor *tensor, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_contiguous(const ct_tensor *tensor, ct_tensor *_Nullable *_Nonnull out);
// Weights and images of 2D and 3D convolutions in channels-last order; other tensors as they are.
ct_status ct_channels_last(const ct_tensor *tensor, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_to(const ct_tensor *tensor, int32_t type, int32_t device, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_copy_into(ct_tensor *target, const ct_tensor *source); // any type and device, outside autograd

ct_status ct_reshape(const ct_tensor *tensor, const int64_t *shape, int32_t axes, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_permute(const ct_tensor *tensor, const int64_t *order, int32_t axes, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_narrow(const ct_tensor *tensor, int64_t axis, int64_t start, int64_t length,
                    ct_tensor *_Nullable *_Nonnull out);
ct_status ct_cat(const ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count, int64_t axis,
                 ct_tensor *_Nullable *_Nonnull out);
ct_status ct_index_select(const ct_tensor *tensor, int64_t axis, const ct_tensor *index,
                          ct_tensor *_Nullable *_Nonnull out);

// -- Autograd --------------------------------------------------------------------------------------------------------

ct_status ct_set_requires_grad(ct_tensor *tensor, bool required);
ct_status ct_requires_grad(const ct_tensor *tensor, bool *required);
ct_status ct_grad(const ct_tensor *tensor, ct_tensor *_Nullable *_Nonnull out); // NULL: none
ct_status ct_clear_grads(const ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count);
ct_status ct_set_grad(ct_tensor *tensor, const ct_tensor *gradient);
ct_status ct_backward(const ct_tensor *loss, const ct_tensor *_Nullable gradient);
ct_status ct_detach(const ct_tensor *tensor, ct_tensor *_Nullable *_Nonnull out);
bool ct_set_grad_enabled(bool enabled); // of the calling thread; returns what it was

// bfloat16 autocast of the calling thread; before: whether it was on. device: CT_CPU or a CUDA device.
ct_status ct_set_autocast(bool enabled, int32_t device, bool *_Nullable before);
// What the calling thread has set of the two, to be set in another thread that does a part of its work.
typedef struct ct_modes {
  bool records, casts_on_cpu, casts_on_cuda;
} ct_modes;
ct_modes ct_get_modes(void);
void ct_set_modes(ct_modes modes);

// -- Mathematics -----------------------------------------------------------------------------------------------------

ct_status ct_add(const ct_tensor *a, const ct_tensor *b, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_sub(const ct_tensor *a, const ct_tensor *b, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_mul(const ct_tensor *a, const ct_tensor *b, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_scale(const ct_tensor *a, double factor, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_sum(const ct_tensor *a, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_mean(const ct_tensor *a, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_exp(const ct_tensor *a, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_tanh(const ct_tensor *a, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_sigmoid(const ct_tensor *a, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_equal(const ct_tensor *a, const ct_tensor *b, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_argmax(const ct_tensor *a, int64_t axis, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_softmax(const ct_tensor *a, int64_t axis, ct_tensor *_Nullable *_Nonnull out);     // in float32
ct_status ct_log_softmax(const ct_tensor *a, int64_t axis, ct_tensor *_Nullable *_Nonnull out); // in float32

// -- Layers: the number of spatial axes (1 to 3) is that of the input ------------------------------------------------

// On the CPU, channels-last and for kernels of 3x3 and 3x3x3, by Winograd's algorithm where that is quicker; not where it is
// switched off, and not where `direct`: then as libtorch does it. As many groups as channels: by kernels of our own, not
// where `direct`.
// padding: in front of each axis and behind it, the first axis's first.
ct_status ct_conv(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *_Nullable bias, int64_t stride,
                  const int64_t *padding, int64_t groups, bool direct, ct_tensor *_Nullable *_Nonnull out);
void ct_set_winograd(bool enabled); // of the process; on at first
// Whether ct_conv would take Winograd's algorithm, if not `direct`.
ct_status ct_takes_winograd(const ct_tensor *input, const ct_tensor *weight, int64_t stride, int64_t padding, bool *out);
ct_status ct_linear(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *_Nullable bias,
                    ct_tensor *_Nullable *_Nonnull out);
ct_status ct_batch_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, ct_tensor *running_mean,
                        ct_tensor *running_var, bool training, double momentum, double eps,
                        ct_tensor *_Nullable *_Nonnull out);
// Functions of each value, as PyTorch's of these names.
enum { CT_IDENTITY = 0, CT_RELU = 1, CT_RELU6 = 2, CT_SILU = 3, CT_HARDSWISH = 4, CT_GELU = 5, CT_SIGMOID = 6 };
// max_pool(relu(batch_norm(x))) in one operation; pool 0: without pooling, else its size and stride. On the CPU, for
// channels-last float32 and bfloat16, by kernels of our own; else, or when they are switched off, the three in turn.
// added: what is added before the ReLU, of the input's shape; then pool is 0.
// activation: CT_RELU, CT_RELU6 or CT_IDENTITY; with pooling CT_RELU.
ct_status ct_norm_relu_pool(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                            ct_tensor *running_mean, ct_tensor *running_var, bool training, double momentum, double eps,
                            int32_t activation, const ct_tensor *_Nullable added, int64_t pool, ct_tensor *_Nullable *_Nonnull out);
void ct_set_fused_kernels(bool enabled); // of the process; on at first
// Over the channels of each position: weight and bias [channels].
ct_status ct_layer_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, double eps,
                        ct_tensor *_Nullable *_Nonnull out);
ct_status ct_activation(const ct_tensor *input, int32_t activation, ct_tensor *_Nullable *_Nonnull out);
// padding: as of ct_conv, of what is never the largest.
ct_status ct_max_pool(const ct_tensor *input, int64_t size, int64_t stride, const int64_t *padding,
                      ct_tensor *_Nullable *_Nonnull out);
ct_status ct_avg_pool(const ct_tensor *input, int64_t size, int64_t stride, ct_tensor *_Nullable *_Nonnull out);
ct_status ct_global_avg_pool(const ct_tensor *input, ct_tensor *_Nullable *_Nonnull out); // keeps the axes, of size 1
ct_status ct_dropout(const ct_tensor *input, double probability, ct_generator *generator,
                     ct_tensor *_Nullable *_Nonnull out);
// Whole samples.
ct_status ct_stochastic_depth(const ct_tensor *input, double probability, ct_generator *generator,
                              ct_tensor *_Nullable *_Nonnull out);
// Mean cross-entropy of logits [B, K], in float32, against int64 labels [B].
ct_status ct_cross_entropy(const ct_tensor *logits, const ct_tensor *labels, const ct_tensor *_Nullable class_weights,
                           double label_smoothing, ct_tensor *_Nullable *_Nonnull out);

// -- Random numbers --------------------------------------------------------------------------------------------------

ct_status ct_generator_new(uint64_t seed, int32_t device, ct_generator *_Nullable *_Nonnull out);
void ct_generator_free(ct_generator *generator);
ct_status ct_normal_(ct_tensor *tensor, double mean, double deviation, ct_generator *generator);
ct_status ct_uniform_(ct_tensor *tensor, double low, double high, ct_generator *generator);

// -- Optimisers: one fused call a step over all parameters; gradients are the parameters' own ------------------------

// steps: one float32 scalar a parameter, counted up here. decoupled: AdamW's weight decay.
ct_status ct_adam(ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull averages,
                  ct_tensor *_Nonnull const *_Nonnull squares, ct_tensor *_Nonnull const *_Nonnull steps,
                  int32_t count, double rate, double beta1, double beta2, double eps, double weight_decay,
                  bool decoupled);
// momenta: zeros before the first step; not looked at where momentum is 0.
ct_status ct_sgd(ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull momenta,
                 int32_t count, double rate, double momentum, double weight_decay, bool nesterov);
// momenta: zeros before the first step; parameters are seen as matrices of shape[0] rows.
ct_status ct_muon(ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull momenta,
                  int32_t count, double rate, double momentum, double weight_decay);

// -- Threads and devices ---------------------------------------------------------------------------------------------

// What the calling thread asks of a CUDA device goes to a stream of its own from now on, beside that of other threads.
ct_status ct_use_own_stream(int32_t device);

// libtorch's CPU threads for work started by the calling thread.
ct_status ct_set_threads(int32_t threads);
ct_status ct_threads(int32_t *threads);
// How many threads our own loops run on, of so many parts.
ct_status ct_threads_of_loop(int64_t parts, int32_t *threads);
// Asks the allocator to keep freed memory for the next step rather than to return it page by page.
void ct_keep_freed_memory(void);
bool ct_cpu_has_bfloat16(void); // with AVX-512 BF16, bfloat16 is faster than float32
// The set of instructions that our own kernels use when the calling thread asks for them: 0 plain, 1 AVX2, 2 AVX-512, 3 with
// BF16. At most what the processor has, and at most the limit, which is 3 at first.
int32_t ct_instruction_set(void);
void ct_limit_instruction_set(int32_t limit);
// Opens libtorch_cuda.so beside libtorch_cpu.so, once.
ct_status ct_open_cuda(int32_t *device_count);
ct_status ct_set_deterministic(bool deterministic);

CT_NONNULL_END
#ifdef __cplusplus
}
#endif
