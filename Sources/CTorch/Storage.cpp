#include "Shim.h"

#include <ATen/ops/copy.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
#include <c10/core/GradMode.h>

#include <cstring>

using namespace shim;

static at::ScalarType scalarType(CTElement element) {
  switch (element) {
    case CTElementFloat32: return at::kFloat;
    case CTElementInt64: return at::kLong;
    case CTElementBFloat16: return at::kBFloat16;
    case CTElementFloat16: return at::kHalf;
  }
  TORCH_CHECK(false, "unknown element type ", static_cast<int32_t>(element));
}

static at::TensorOptions floats() { return at::TensorOptions(currentDevice()).dtype(at::kFloat); }

CTTensor *ct_from_bytes(const void *bytes, CTElement element, const int64_t *sizes, int32_t rank) {
  return make([&] {
    auto made = at::empty(shape(sizes, rank), scalarType(element));
    if (made.numel() > 0) std::memcpy(made.mutable_data_ptr(), bytes, made.nbytes());
    return made.to(currentDevice());
  });
}

CTTensor *ct_full(float value, const int64_t *sizes, int32_t rank) {
  return make([&] { return at::full(shape(sizes, rank), value, floats()); });
}

CTTensor *ct_normal(float mean, float deviation, const int64_t *sizes, int32_t rank) {
  return make([&] { return at::randn(shape(sizes, rank), currentGenerator(), floats()).mul_(deviation).add_(mean); });
}

void ct_free(CTTensor *tensor) { delete tensor; }
int32_t ct_rank(const CTTensor *tensor) { return static_cast<int32_t>(tensor->value.dim()); }
int64_t ct_size(const CTTensor *tensor, int32_t axis) { return tensor->value.size(axis); }

CTElement ct_element(const CTTensor *tensor) {
  switch (tensor->value.scalar_type()) {
    case at::kLong: return CTElementInt64;
    case at::kBFloat16: return CTElementBFloat16;
    case at::kHalf: return CTElementFloat16;
    default: return CTElementFloat32;
  }
}

CTTensor *ct_readable(const CTTensor *tensor, CTElement element) {
  return make([&] {
    const auto type = scalarType(element);
    TORCH_CHECK(tensor->value.is_floating_point() == c10::isFloatingType(type), "the tensor holds ",
                tensor->value.is_floating_point() ? "floating-point numbers, not integers"
                                                  : "integers, not floating-point numbers");
    return tensor->value.detach().to(at::kCPU, type).contiguous();
  });
}

const void *ct_bytes(const CTTensor *readable) { return readable->value.const_data_ptr(); }

CTTensor *ct_converted(const CTTensor *tensor, CTElement element) {
  return make([&] { return tensor->value.to(scalarType(element)); });
}

CTTensor *ct_copied(const CTTensor *tensor) {
  return make([&] { return tensor->value.detach().clone(); });
}

bool ct_assign(CTTensor *tensor, const CTTensor *source) {
  return done([&] {
    TORCH_CHECK(tensor->value.sizes() == source->value.sizes(), "shape ", source->value.sizes(),
                " does not fit into ", tensor->value.sizes());
    const at::NoGradGuard unrecorded;
    tensor->value.copy_(source->value);
  });
}
