#include "Shim.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>

using namespace shim;

CTTensor *ct_softmax(const CTTensor *x, int32_t axis) {
  return make([&] { return at::softmax(x->value, axis); });
}
CTTensor *ct_log_softmax(const CTTensor *x, int32_t axis) {
  return make([&] { return at::log_softmax(x->value, axis); });
}
CTTensor *ct_log_sum_exp(const CTTensor *x, int32_t axis, bool keepsAxis) {
  return make([&] { return at::logsumexp(x->value, axis, keepsAxis); });
}
CTTensor *ct_sum(const CTTensor *x) {
  return make([&] { return at::sum(x->value); });
}
CTTensor *ct_mean(const CTTensor *x) {
  return make([&] { return at::mean(x->value); });
}
CTTensor *ct_sum_axis(const CTTensor *x, int32_t axis, bool keepsAxis) {
  return make([&] { return at::sum(x->value, axis, keepsAxis); });
}
CTTensor *ct_arg_max(const CTTensor *x, int32_t axis) {
  return make([&] { return at::argmax(x->value, axis); });
}
