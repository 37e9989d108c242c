#include "Shim.h"

#include <ATen/core/ivalue.h>
#include <torch/csrc/autograd/custom_function.h>

#include <atomic>
#include <memory>
#include <utility>

using namespace shim;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

std::atomic<bool> recomputes{false};
thread_local int32_t scopedRecomputes = -1;

/// A function of the caller's, and what it needs, which is let go with the last graph that holds it.
struct Recomputable : torch::CustomClassHolder {
  ct_recomputable function;
  void (*release)(void *);
  void *context;

  Recomputable(ct_recomputable function, void (*release)(void *), void *context)
      : function(function), release(release), context(context) {}
  ~Recomputable() override { release(context); }

  at::Tensor operator()(const at::Tensor &input) const {
    const std::unique_ptr<CTTensor> output(function(new CTTensor{input}, context));
    TORCH_CHECK(output, "what is computed again for its gradient failed: ", std::string(lastError));
    return output->value;
  }
};

/// Keeps only the input of a function. Backward computes the function once more, now with everything recorded, and goes
/// back through that; the gradients of parameters inside gather where they always do.
struct Recomputed : torch::autograd::Function<Recomputed> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input,
                            c10::intrusive_ptr<Recomputable> function) {
    context->save_for_backward({input});
    auto output = (*function)(input);
    context->saved_data["function"] = c10::IValue::make_capsule(std::move(function));
    return output;
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto function = context->saved_data["function"].toCapsule();
    auto input = context->get_saved_variables()[0].detach();
    input.requires_grad_(true);
    const at::AutoGradMode recording(true);
    const auto output = (*static_cast<Recomputable *>(function.get()))(input);
    output.backward(gradients[0]);
    return {input.grad(), at::Tensor()};
  }
};

}  // namespace

bool ct_recomputes(void) { return scopedRecomputes < 0 ? recomputes.load() : scopedRecomputes > 0; }
void ct_set_recomputes(bool enabled) { recomputes = enabled; }
int32_t ct_scope_recomputes(int32_t choice) { return std::exchange(scopedRecomputes, choice); }

CTTensor *ct_recomputed(const CTTensor *input, ct_recomputable function, void (*release)(void *), void *context) {
  return make([&] {
    return Recomputed::apply(input->value, c10::make_intrusive<Recomputable>(function, release, context));
  });
}

CTTensor *ct_shared(const CTTensor *tensor) {
  return make([&] { return tensor->value; });
}
