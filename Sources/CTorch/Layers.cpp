#include "Shim.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace shim;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// x W^T with both factors rounded to bfloat16, forward and backward. Sums are kept in float32 inside the product;
/// parameters, their gradients and everything between two products stay float32.
struct BFloat16Product : torch::autograd::Function<BFloat16Product> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight) {
    const auto roundedX = x.to(at::kBFloat16), roundedWeight = weight.to(at::kBFloat16);
    context->save_for_backward({roundedX, roundedWeight});
    return at::linear(roundedX, roundedWeight).to(at::kFloat);
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto saved = context->get_saved_variables();
    const auto gradient = gradients[0].to(at::kBFloat16);
    at::Tensor forX, forWeight;
    if (context->needs_input_grad(0)) forX = at::matmul(gradient, saved[1]).to(at::kFloat);
    if (context->needs_input_grad(1)) {
      const auto rows = gradient.reshape({-1, gradient.size(-1)}), inputs = saved[0].reshape({-1, saved[0].size(-1)});
      forWeight = at::matmul(rows.t(), inputs).to(at::kFloat);
    }
    return {forX, forWeight};
  }
};

}  // namespace

CTTensor *ct_matmul(const CTTensor *a, const CTTensor *b) {
  return make([&] { return at::matmul(a->value, b->value); });
}

CTTensor *ct_linear(const CTTensor *x, const CTTensor *weight, const CTTensor *bias) {
  return make([&] {
    const auto &input = x->value, &factor = weight->value;
    if (ct_bfloat16_products() && input.scalar_type() == at::kFloat && factor.scalar_type() == at::kFloat) {
      const auto product = BFloat16Product::apply(input, factor);
      return bias ? product.add(bias->value) : product;
    }
    return at::linear(input, factor, bias ? std::optional<at::Tensor>(bias->value) : std::nullopt);
  });
}

CTTensor *ct_layer_norm(const CTTensor *x, const CTTensor *gain, const CTTensor *bias, float epsilon) {
  return make([&] { return at::layer_norm(x->value, gain->value.sizes(), gain->value, bias->value, epsilon); });
}

CTTensor *ct_embedding(const CTTensor *table, const CTTensor *indices) {
  return make([&] { return at::embedding(table->value, indices->value); });
}

CTTensor *ct_cross_entropy(const CTTensor *logits, const CTTensor *targets) {
  return make([&] {
    TORCH_CHECK(logits->value.dim() == 2 && targets->value.dim() == 1, "logits ", logits->value.sizes(),
                " must be [rows, classes] and targets ", targets->value.sizes(), " [rows]");
    return at::cross_entropy_loss(logits->value, targets->value, {}, at::Reduction::None);
  });
}
