#include "Shim.h"

using namespace shim;

bool ct_requires_gradient(const CTTensor *tensor) { return tensor->value.requires_grad(); }

bool ct_require_gradient(CTTensor *tensor) {
  return done([&] { tensor->value.requires_grad_(true); });
}

CTTensor *ct_detached(const CTTensor *tensor) {
  return make([&] { return tensor->value.detach(); });
}

bool ct_backward(const CTTensor *tensor, const CTTensor *seed) {
  return done([&] { tensor->value.backward(seed ? seed->value : at::Tensor()); });
}

bool ct_has_gradient(const CTTensor *tensor) { return tensor->value.is_leaf() && tensor->value.grad().defined(); }

CTTensor *ct_gradient(const CTTensor *tensor) {
  return make([&] { return tensor->value.grad(); });
}

void ct_clear_gradient(CTTensor *tensor) {
  if (ct_has_gradient(tensor)) tensor->value.mutable_grad().reset();
}
