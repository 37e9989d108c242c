#include "Parallel.h"
#include "Shim.h"

#include <ATen/ops/linalg_vector_norm.h>
#include <c10/core/GradMode.h>

#include <cmath>

using namespace shim;

namespace {

struct AdamSettings {
  float rate, beta1, beta2, epsilon, decay;
};

/// Adam as BERT uses it: no bias correction, epsilon outside the root, decay added to the update. One pass over memory.
FOR_WIDE_VECTORS
void adamPiece(float *value, const float *slope, float *first, float *second, int64_t count, AdamSettings adam) {
  for (int64_t i = 0; i < count; i++) {
    first[i] = adam.beta1 * first[i] + (1 - adam.beta1) * slope[i];
    second[i] = adam.beta2 * second[i] + (1 - adam.beta2) * slope[i] * slope[i];
    const float update = first[i] / (__builtin_sqrtf(second[i]) + adam.epsilon) + adam.decay * value[i];
    value[i] -= adam.rate * update;
  }
}

/// The same as libtorch operations, for tensors that are not in this process's memory.
void adamElsewhere(const at::Tensor &value, const at::Tensor &slope, const at::Tensor &first, const at::Tensor &second,
                   AdamSettings adam) {
  const at::NoGradGuard unrecorded;
  first.mul_(adam.beta1).add_(slope, 1 - adam.beta1);
  second.mul_(adam.beta2).addcmul_(slope, slope, 1 - adam.beta2);
  value.sub_(first.div(second.sqrt().add(adam.epsilon)).add(value, adam.decay), adam.rate);
}

}  // namespace

bool ct_adam_step(CTTensor *parameter, const CTTensor *gradient, CTTensor *firstMoment, CTTensor *secondMoment,
                  float rate, float beta1, float beta2, float epsilon, float decay) {
  return done([&] {
    const AdamSettings adam{rate, beta1, beta2, epsilon, decay};
    const auto &value = parameter->value, &first = firstMoment->value, &second = secondMoment->value;
    const auto slope = gradient->value.contiguous();
    for (const auto *other : {&slope, &first, &second}) {
      TORCH_CHECK(other->sizes() == value.sizes(), "shape ", other->sizes(), " is not the parameter's ", value.sizes());
    }
    if (!value.is_cpu()) return adamElsewhere(value, slope, first, second, adam);
    for (const auto *changed : {&value, &first, &second}) {
      TORCH_CHECK(changed->is_contiguous(), "the parameter and its moments must be contiguous");
    }
    float *v = value.mutable_data_ptr<float>(), *m = first.mutable_data_ptr<float>();
    float *s = second.mutable_data_ptr<float>();
    const float *g = slope.const_data_ptr<float>();
    parallelPieces(value.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
      adamPiece(v + begin, g + begin, m + begin, s + begin, end - begin, adam);
    });
  });
}

float ct_norm(CTTensor *const *tensors, int64_t count) {
  return guarded(-1.0f, [&] {
    double squares = 0;
    for (int64_t i = 0; i < count; i++) {
      const auto norm = at::linalg_vector_norm(tensors[i]->value.detach()).item<double>();
      squares += norm * norm;
    }
    return static_cast<float>(std::sqrt(squares));
  });
}

bool ct_scale(CTTensor *tensor, float factor) {
  return done([&] {
    const at::NoGradGuard unrecorded;
    tensor->value.mul_(factor);
  });
}
