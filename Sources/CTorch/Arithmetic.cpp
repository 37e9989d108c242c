#include "Shim.h"

#include <ATen/ops/add.h>
#include <ATen/ops/div.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tanh.h>

using namespace shim;

CTTensor *ct_add(const CTTensor *a, const CTTensor *b) {
  return make([&] { return at::add(a->value, b->value); });
}
CTTensor *ct_subtract(const CTTensor *a, const CTTensor *b) {
  return make([&] { return at::sub(a->value, b->value); });
}
CTTensor *ct_multiply(const CTTensor *a, const CTTensor *b) {
  return make([&] { return at::mul(a->value, b->value); });
}
CTTensor *ct_divide(const CTTensor *a, const CTTensor *b) {
  return make([&] { return at::div(a->value, b->value); });
}

CTTensor *ct_add_scalar(const CTTensor *a, float b) {
  return make([&] { return at::add(a->value, b); });
}
CTTensor *ct_subtract_from_scalar(float a, const CTTensor *b) {
  return make([&] { return at::rsub(b->value, a); });
}
CTTensor *ct_multiply_scalar(const CTTensor *a, float b) {
  return make([&] { return at::mul(a->value, b); });
}
CTTensor *ct_divide_scalar_by(float a, const CTTensor *b) {
  return make([&] { return at::mul(at::reciprocal(b->value), a); });
}

CTTensor *ct_tanh(const CTTensor *x) {
  return make([&] { return at::tanh(x->value); });
}
CTTensor *ct_relu(const CTTensor *x) {
  return make([&] { return at::relu(x->value); });
}
CTTensor *ct_gelu(const CTTensor *x, bool tanhApproximation) {
  return make([&] { return at::gelu(x->value, tanhApproximation ? "tanh" : "none"); });
}
CTTensor *ct_sqrt(const CTTensor *x) {
  return make([&] { return at::sqrt(x->value); });
}

CTTensor *ct_masked(const CTTensor *x, const CTTensor *mask, float value) {
  return make([&] { return at::masked_fill(x->value, at::ne(mask->value, 0), value); });
}
