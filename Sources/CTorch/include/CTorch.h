#pragma once
// libtorch behind a C interface. The rules that hold for every function:
// - What returns a CTTensor * gives it away; the caller frees it with ct_free.
// - Functions that make a tensor return NULL when they fail, functions that do something return false; ct_error then
//   says why. No C++ exception passes this header.
// - An axis may be negative: it then counts from the last.
// - Gradient recording and the error belong to the calling thread; a tensor is used by one thread at a time.
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CTTensor CTTensor;

typedef enum __attribute__((enum_extensibility(closed))) CTElement : int32_t {
  CTElementFloat32 = 0,
  CTElementInt64 = 1,
  CTElementBFloat16 = 2,
  CTElementFloat16 = 3,
} CTElement;

/// Why this thread's last call failed; valid until its next call.
const char *ct_error(void);

// Engine.cpp: what holds for the process or the thread. A device is -1 for the CPU, else the number of a CUDA device.
/// The version of libtorch that this was compiled for.
const char *ct_torch_version(void);
int32_t ct_threads(void);
bool ct_set_threads(int32_t count);
/// Lets the process keep memory that tensors free, for the next ones, instead of giving it back to the system.
bool ct_keep_freed_memory(void);
/// Gives memory that tensors freed back to the system once.
void ct_release_freed_memory(void);
bool ct_recording(void);
/// Turns gradient recording on this thread on or off; returns what it was.
bool ct_set_recording(bool enabled);
bool ct_onednn_products(void);
/// Sends float32 matrix products to oneDNN instead of to the default library.
bool ct_set_onednn_products(bool enabled);
/// Whether ct_linear multiplies in bfloat16: as the innermost scope of this thread says, else as the process is set.
bool ct_bfloat16_products(void);
void ct_set_bfloat16_products(bool enabled);
/// Opens or closes such a scope on this thread: 1 on, 0 off, -1 as the process is set. Returns what was there.
int32_t ct_scope_bfloat16_products(int32_t choice);
/// Loads libtorch's CUDA library; must come before any other question about CUDA. Returns the number of devices, or -1.
int32_t ct_cuda_devices(void);
int32_t ct_device(void);
void ct_set_device(int32_t device);

// Random.cpp: the stream of this thread's innermost scope, else that of the process.
bool ct_seed(uint64_t seed);
/// Copies the state of the random generator into `into` and returns its size, or returns -1. NULL asks for the size.
int64_t ct_generator_state(uint8_t *into, int64_t capacity);
bool ct_set_generator_state(const uint8_t *state, int64_t count);
/// Opens a scope on this thread with a stream of its own; ct_leave_stream closes it.
bool ct_enter_stream(uint64_t seed);
void ct_leave_stream(void);

// Storage.cpp: making tensors on the current device, and reading them.
CTTensor *ct_from_bytes(const void *bytes, CTElement element, const int64_t *sizes, int32_t rank);
CTTensor *ct_full(float value, const int64_t *sizes, int32_t rank);
CTTensor *ct_normal(float mean, float deviation, const int64_t *sizes, int32_t rank);
void ct_free(CTTensor *tensor);
int32_t ct_rank(const CTTensor *tensor);
int64_t ct_size(const CTTensor *tensor, int32_t axis);
CTElement ct_element(const CTTensor *tensor);
/// The same elements in CPU memory, in row-major order, as `element`; shares memory when they are already so.
CTTensor *ct_readable(const CTTensor *tensor, CTElement element);
/// The memory of what ct_readable gave, valid as long as it is.
const void *ct_bytes(const CTTensor *readable);
CTTensor *ct_converted(const CTTensor *tensor, CTElement element);
CTTensor *ct_copied(const CTTensor *tensor);
/// Overwrites the elements of `tensor`; not recorded.
bool ct_assign(CTTensor *tensor, const CTTensor *source);

// Arithmetic.cpp: element by element, shapes broadcast.
CTTensor *ct_add(const CTTensor *a, const CTTensor *b);
CTTensor *ct_subtract(const CTTensor *a, const CTTensor *b);
CTTensor *ct_multiply(const CTTensor *a, const CTTensor *b);
CTTensor *ct_divide(const CTTensor *a, const CTTensor *b);
CTTensor *ct_add_scalar(const CTTensor *a, float b);
CTTensor *ct_subtract_from_scalar(float a, const CTTensor *b);
CTTensor *ct_multiply_scalar(const CTTensor *a, float b);
CTTensor *ct_divide_scalar_by(float a, const CTTensor *b);
CTTensor *ct_tanh(const CTTensor *x);
CTTensor *ct_relu(const CTTensor *x);
CTTensor *ct_gelu(const CTTensor *x, bool tanhApproximation);
CTTensor *ct_sqrt(const CTTensor *x);
/// `value` wherever `mask`, of any element type, is not zero.
CTTensor *ct_masked(const CTTensor *x, const CTTensor *mask, float value);

// Reductions.cpp
CTTensor *ct_softmax(const CTTensor *x, int32_t axis);
CTTensor *ct_log_softmax(const CTTensor *x, int32_t axis);
CTTensor *ct_log_sum_exp(const CTTensor *x, int32_t axis, bool keepsAxis);
CTTensor *ct_sum(const CTTensor *x);
CTTensor *ct_mean(const CTTensor *x);
CTTensor *ct_sum_axis(const CTTensor *x, int32_t axis, bool keepsAxis);
CTTensor *ct_arg_max(const CTTensor *x, int32_t axis);
/// 1 when all elements are finite numbers, as integers are, 0 when one is not; -1 when it fails.
int32_t ct_all_finite(const CTTensor *x);

// Shapes.cpp: other arrangements of the same elements, and selections of them.
CTTensor *ct_reshaped(const CTTensor *x, const int64_t *sizes, int32_t rank);
CTTensor *ct_transposed(const CTTensor *x, int32_t a, int32_t b);
CTTensor *ct_narrowed(const CTTensor *x, int32_t axis, int64_t start, int64_t length);
CTTensor *ct_unsqueezed(const CTTensor *x, int32_t axis);
CTTensor *ct_concatenated(CTTensor *const *tensors, int64_t count, int32_t axis);
CTTensor *ct_rows(const CTTensor *x, const CTTensor *indices);

// Layers.cpp, Dropout.cpp: the operations of a Transformer.
CTTensor *ct_matmul(const CTTensor *a, const CTTensor *b);
/// x [..., in] by weight [out, in], plus bias [out] unless it is NULL -> [..., out].
CTTensor *ct_linear(const CTTensor *x, const CTTensor *weight, const CTTensor *bias);
CTTensor *ct_layer_norm(const CTTensor *x, const CTTensor *gain, const CTTensor *bias, float epsilon);
CTTensor *ct_embedding(const CTTensor *table, const CTTensor *indices);
/// logits [rows, classes], targets [rows] -> negative log-likelihoods [rows].
CTTensor *ct_cross_entropy(const CTTensor *logits, const CTTensor *targets);
CTTensor *ct_dropout(const CTTensor *x, float probability);

// Attention.cpp, Segments.cpp: sequences laid end to end. `starts` has count + 1 entries, rising from 0 to the rows.
/// packed [tokens, 3 * hidden] -> [tokens, hidden]; or, with queries [rows, hidden] of their own, which segment i has from
/// query_starts[i] on, packed keys and values [tokens, 2 * hidden] -> [rows, hidden]. Without them both are NULL. Attention probabilities are
/// dropped with the probability `dropout`.
CTTensor *ct_packed_attention(const CTTensor *queries, const int32_t *query_starts, const CTTensor *packed,
                              int32_t heads, const int32_t *starts, int64_t count, float dropout);
/// x [tokens, width] -> [count, width]; an empty segment gives zeros.
CTTensor *ct_segment_mean(const CTTensor *x, const int32_t *starts, int64_t count);

// Gradients.cpp
bool ct_requires_gradient(const CTTensor *tensor);
bool ct_require_gradient(CTTensor *tensor);
CTTensor *ct_detached(const CTTensor *tensor);
/// `seed` is the gradient of `tensor`, or NULL for a scalar whose gradient is 1.
bool ct_backward(const CTTensor *tensor, const CTTensor *seed);
bool ct_has_gradient(const CTTensor *tensor);
CTTensor *ct_gradient(const CTTensor *tensor);
void ct_clear_gradient(CTTensor *tensor);

// Recomputation.cpp: what is computed again for its gradient instead of being kept. The choice is as for bfloat16.
bool ct_recomputes(void);
void ct_set_recomputes(bool enabled);
int32_t ct_scope_recomputes(int32_t choice);
/// A function that owns the input it is given, gives its result away, and returns NULL when it fails.
typedef CTTensor *(*ct_recomputable)(CTTensor *input, void *context);
/// `function` of `input`, which is called again, once or more, by ct_backward. `release` is called with the context when
/// nothing can call it any more, also when this fails.
CTTensor *ct_recomputed(const CTTensor *input, ct_recomputable function, void (*release)(void *), void *context);
/// The same tensor under another handle.
CTTensor *ct_shared(const CTTensor *tensor);

// Optimiser.cpp: in place, not recorded.
bool ct_adam_step(CTTensor *parameter, const CTTensor *gradient, CTTensor *firstMoment, CTTensor *secondMoment,
                  float rate, float beta1, float beta2, float epsilon, float decay);
/// The square root of the sum of all squares, or a negative number when it fails.
float ct_norm(CTTensor *const *tensors, int64_t count);
bool ct_scale(CTTensor *tensor, float factor);

#ifdef __cplusplus
}
#endif
