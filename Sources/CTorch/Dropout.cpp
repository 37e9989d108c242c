#include "Parallel.h"
#include "Shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mul.h>
#include <torch/csrc/autograd/custom_function.h>

#include <mutex>

using namespace shim;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Elements that share one key; also the piece of work of one thread.
constexpr int64_t piece = 1 << 15;

uint64_t mixed(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
  return bits ^ (bits >> 31);
}

/// Zeroes the elements whose hash is below `threshold` and scales the others. The hash (a 32-bit finaliser over the
/// position and the key) costs about as much as the multiplication; libtorch's bernoulli costs thirty times that.
FOR_WIDE_VECTORS
void dropPiece(const float *from, float *to, int64_t count, uint32_t key, uint32_t threshold, float scale) {
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits = static_cast<uint32_t>(i) * 0x9E3779B9u + key;
    bits = (bits ^ (bits >> 16)) * 0x7FEB352Du;
    bits = (bits ^ (bits >> 15)) * 0x846CA68Bu;
    bits ^= bits >> 16;
    to[i] = bits >= threshold ? from[i] * scale : 0.0f;
  }
}

at::Tensor dropped(const at::Tensor &x, double probability, uint64_t seed) {
  const auto input = x.contiguous();
  auto output = at::empty_like(input);
  const float *from = input.const_data_ptr<float>();
  float *to = output.mutable_data_ptr<float>();
  const auto threshold = static_cast<uint32_t>(probability * 4294967296.0);
  const auto scale = static_cast<float>(1 / (1 - probability));
  parallelPieces(input.numel(), piece, [&](int64_t begin, int64_t end) {
    const auto key = static_cast<uint32_t>(mixed(seed + static_cast<uint64_t>(begin / piece) * 0x9E3779B97F4A7C15));
    dropPiece(from + begin, to + begin, end - begin, key, threshold, scale);
  });
  return output;
}

/// Dropout whose mask is a function of a seed and the position: backward computes it again instead of keeping it, and
/// it does not depend on the number of threads.
struct Dropout : torch::autograd::Function<Dropout> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, double probability, int64_t seed) {
    context->saved_data["probability"] = probability;
    context->saved_data["seed"] = seed;
    return dropped(x, probability, static_cast<uint64_t>(seed));
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto seed = static_cast<uint64_t>(context->saved_data["seed"].toInt());
    return {dropped(gradients[0], context->saved_data["probability"].toDouble(), seed), at::Tensor(), at::Tensor()};
  }
};

/// Dropout of tensors that are not in this process's memory, by libtorch's operations.
at::Tensor droppedElsewhere(const at::Tensor &x, double probability) {
  const auto kept = at::empty_like(x).bernoulli_(1 - probability, currentGenerator());
  return at::mul(x, kept.div_(1 - probability));
}

int64_t drawnSeed() {
  auto source = currentGenerator();
  const std::lock_guard lock(source.mutex());
  return static_cast<int64_t>(at::check_generator<at::CPUGeneratorImpl>(source)->random64());
}

}  // namespace

at::Tensor shim::withDropout(const at::Tensor &x, double probability) {
  TORCH_CHECK(probability >= 0 && probability < 1, "the probability ", probability, " is not in 0..<1");
  if (probability == 0) return x;
  if (!x.is_cpu()) return droppedElsewhere(x, probability);
  return Dropout::apply(x, probability, drawnSeed());
}

CTTensor *ct_dropout(const CTTensor *x, float probability) {
  return make([&] { return withDropout(x->value, static_cast<double>(probability)); });
}
