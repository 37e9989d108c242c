#include "Shim.h"

#include <ATen/ops/aminmax.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>

#include <cmath>
#include <tuple>

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
int32_t ct_all_finite(const CTTensor *x) {
  return guarded(-1, [&] {
    const at::Tensor values = x->value.detach();
    if (values.numel() == 0 || !values.is_floating_point()) return 1;
    // One pass without memory of its own, in the type that every processor has it for; an element that is no number makes
    // both of them none.
    const auto extremes = at::aminmax(values.to(at::kFloat));
    const double least = std::get<0>(extremes).item<double>();
    const double greatest = std::get<1>(extremes).item<double>();
    return std::isfinite(least) && std::isfinite(greatest) ? 1 : 0;
  });
}
