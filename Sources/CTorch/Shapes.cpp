#include "Shim.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/reshape.h>
#include <ATen/ops/transpose.h>
#include <ATen/ops/unsqueeze.h>

#include <vector>

using namespace shim;

CTTensor *ct_reshaped(const CTTensor *x, const int64_t *sizes, int32_t rank) {
  return make([&] { return at::reshape(x->value, shape(sizes, rank)); });
}
CTTensor *ct_transposed(const CTTensor *x, int32_t a, int32_t b) {
  return make([&] { return at::transpose(x->value, a, b); });
}
CTTensor *ct_narrowed(const CTTensor *x, int32_t axis, int64_t start, int64_t length) {
  return make([&] { return at::narrow(x->value, axis, start, length); });
}
CTTensor *ct_unsqueezed(const CTTensor *x, int32_t axis) {
  return make([&] { return at::unsqueeze(x->value, axis); });
}

CTTensor *ct_concatenated(CTTensor *const *tensors, int64_t count, int32_t axis) {
  return make([&] {
    std::vector<at::Tensor> parts;
    for (int64_t i = 0; i < count; i++) parts.push_back(tensors[i]->value);
    return at::cat(parts, axis);
  });
}

CTTensor *ct_rows(const CTTensor *x, const CTTensor *indices) {
  return make([&] { return at::index_select(x->value, 0, indices->value); });
}
