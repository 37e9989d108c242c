#include "Parallel.h"
#include "Shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu_backward.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

using namespace shim;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Some heads of one segment: what one call of the kernel computes.
struct Part {
  int64_t start, length, head, heads;

  /// From [tokens, all heads, width] the view [1, heads, length, width], as the kernel wants it.
  at::Tensor of(const at::Tensor &tokens) const {
    return tokens.narrow(0, start, length).narrow(1, head, heads).transpose(0, 1).unsqueeze(0);
  }
  /// The same of [tokens, all heads] -> [1, heads, length].
  at::Tensor ofSums(const at::Tensor &sums) const {
    return sums.narrow(0, start, length).narrow(1, head, heads).t().unsqueeze(0);
  }
};

/// One part a segment where there are enough of them to keep the threads busy, else some heads of it; longest first,
/// so that no thread begins the longest when the others are done.
std::vector<Part> parts(const std::vector<int64_t> &starts, int64_t heads) {
  const int64_t segments = static_cast<int64_t>(starts.size()) - 1, threads = at::get_num_threads();
  const int64_t wanted = threads > 1 ? (4 * threads + segments - 1) / segments : 1;
  const int64_t together = (heads + std::min(wanted, heads) - 1) / std::min(wanted, heads);
  std::vector<Part> found;
  for (int64_t i = 0; i < segments; i++) {
    const int64_t length = starts[i + 1] - starts[i];
    if (length == 0) continue;
    for (int64_t head = 0; head < heads; head += together) {
      found.push_back({starts[i], length, head, std::min(together, heads - head)});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Part &a, const Part &b) { return a.length > b.length; });
  return found;
}

/// Sends matrix products to MKL while it lives: the flash kernel makes many small ones, and building a oneDNN primitive
/// for each costs more than the product.
class SmallProducts {
 public:
  SmallProducts() : before(chosen()) { choose(at::Float32Precision::NONE); }
  ~SmallProducts() { choose(before); }
  SmallProducts(const SmallProducts &) = delete;
  SmallProducts &operator=(const SmallProducts &) = delete;

 private:
  const at::Float32Precision before;

  static at::Float32Precision chosen() {
    return at::globalContext().float32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL);
  }
  static void choose(at::Float32Precision precision) {
    if (chosen() != precision) {
      at::globalContext().setFloat32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL, precision);
    }
  }
};

/// Runs `body` for every part, in parallel if the scores to compute take longer than waking threads does. Views made
/// inside are not recorded: the gradient is written out below.
template <typename Body>
void eachPart(const std::vector<int64_t> &starts, int64_t heads, int64_t width, Body &&body) {
  const auto all = parts(starts, heads);
  const SmallProducts small;
  int64_t products = 0;
  for (const auto &part : all) products += part.length * part.length * part.heads * width;
  parallelEach(static_cast<int64_t>(all.size()), products > 1 << 18, [&](int64_t i) {
    const at::AutoDispatchBelowADInplaceOrView unrecorded;
    body(all[static_cast<size_t>(i)]);
  });
}

/// softmax(Q K^T / sqrt(width)) V inside each segment, by the processor's flash kernel, which reads the packed rows in
/// place and keeps one number a row and head (the log of the softmax's denominator) for the gradient.
struct PackedAttention : torch::autograd::Function<PackedAttention> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &packed, const std::vector<int64_t> &starts,
                            int64_t heads) {
    const auto input = packed.contiguous();
    const int64_t tokens = input.size(0), width = input.size(1) / 3 / heads;
    const auto rows = input.view({tokens, 3, heads, width});
    const auto output = at::empty({tokens, heads, width}, input.options());
    const auto sums = at::empty({tokens, heads}, input.options());
    eachPart(starts, heads, width, [&](const Part &part) {
      const auto [values, logSums] = at::_scaled_dot_product_flash_attention_for_cpu(
          part.of(rows.select(1, 0)), part.of(rows.select(1, 1)), part.of(rows.select(1, 2)));
      part.of(output).copy_(values);
      part.ofSums(sums).copy_(logSums);
    });
    context->save_for_backward({input, output, sums});
    context->saved_data["starts"] = starts;
    return output.view({tokens, heads * width});
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto saved = context->get_saved_variables();
    const auto starts = context->saved_data["starts"].toIntVector();
    const auto &output = saved[1], &sums = saved[2];
    const int64_t tokens = output.size(0), heads = output.size(1), width = output.size(2);
    const auto rows = saved[0].view({tokens, 3, heads, width});
    const auto slope = gradients[0].contiguous().view({tokens, heads, width});
    const auto result = at::empty({tokens, 3, heads, width}, rows.options());
    eachPart(starts, heads, width, [&](const Part &part) {
      const auto [queries, keys, values] = at::_scaled_dot_product_flash_attention_for_cpu_backward(
          part.of(slope), part.of(rows.select(1, 0)), part.of(rows.select(1, 1)), part.of(rows.select(1, 2)),
          part.of(output), part.ofSums(sums), 0.0, false);
      part.of(result.select(1, 0)).copy_(queries);
      part.of(result.select(1, 1)).copy_(keys);
      part.of(result.select(1, 2)).copy_(values);
    });
    return {result.view({tokens, 3 * heads * width}), at::Tensor(), at::Tensor()};
  }
};

/// The same by libtorch's own dispatch, for devices that have other kernels than the processor's.
at::Tensor attentionElsewhere(const at::Tensor &packed, const std::vector<int64_t> &starts, int64_t heads) {
  const auto rows = packed.reshape({packed.size(0), 3, heads, packed.size(1) / 3 / heads});
  std::vector<at::Tensor> outputs;
  for (size_t i = 0; i + 1 < starts.size(); i++) {
    const Part part{starts[i], starts[i + 1] - starts[i], 0, heads};
    if (part.length == 0) continue;
    const auto values = at::scaled_dot_product_attention(part.of(rows.select(1, 0)), part.of(rows.select(1, 1)),
                                                         part.of(rows.select(1, 2)));
    outputs.push_back(values.squeeze(0).transpose(0, 1));
  }
  return at::cat(outputs, 0).reshape({packed.size(0), packed.size(1) / 3});
}

}  // namespace

CTTensor *ct_packed_attention(const CTTensor *packed, int32_t heads, const int32_t *starts, int64_t count) {
  return make([&] {
    const std::vector<int64_t> bounds(starts, starts + count + 1);
    const auto &input = packed->value;
    if (input.size(0) == 0) return input.narrow(1, 0, input.size(1) / 3);
    if (!input.is_cpu()) return attentionElsewhere(input, bounds, heads);
    return PackedAttention::apply(input, bounds, static_cast<int64_t>(heads));
  });
}
