#include "Parallel.h"
#include "Shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu_backward.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/softmax.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

using namespace shim;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Where the segments' rows begin: those of the queries, and those of the keys and values.
struct Starts {
  std::vector<int64_t> queries, keys;
};

/// Some heads of one segment: what one call of the kernel computes.
struct Part {
  int64_t queryStart, queries, keyStart, keys, head, heads;

  /// How long it takes, roughly.
  int64_t products() const { return queries * keys * heads; }
  /// From [rows of queries, all heads, width] the view [1, heads, queries, width], as the kernel wants it.
  at::Tensor ofQueries(const at::Tensor &rows) const {
    return rows.narrow(0, queryStart, queries).narrow(1, head, heads).transpose(0, 1).unsqueeze(0);
  }
  /// The same of keys or values.
  at::Tensor ofKeys(const at::Tensor &rows) const {
    return rows.narrow(0, keyStart, keys).narrow(1, head, heads).transpose(0, 1).unsqueeze(0);
  }
  /// From [rows of queries, all heads] the view [1, heads, queries].
  at::Tensor ofSums(const at::Tensor &sums) const {
    return sums.narrow(0, queryStart, queries).narrow(1, head, heads).t().unsqueeze(0);
  }
};

/// One part a segment where there are enough of them to keep the threads busy, else some heads of it; longest first,
/// so that no thread begins the longest when the others are done.
std::vector<Part> parts(const Starts &starts, int64_t heads) {
  const int64_t segments = static_cast<int64_t>(starts.keys.size()) - 1, threads = at::get_num_threads();
  const int64_t wanted = threads > 1 ? (4 * threads + segments - 1) / segments : 1;
  const int64_t together = (heads + std::min(wanted, heads) - 1) / std::min(wanted, heads);
  std::vector<Part> found;
  for (size_t i = 0; i + 1 < starts.keys.size(); i++) {
    const int64_t queries = starts.queries[i + 1] - starts.queries[i], keys = starts.keys[i + 1] - starts.keys[i];
    if (queries == 0) continue;
    for (int64_t head = 0; head < heads; head += together) {
      found.push_back({starts.queries[i], queries, starts.keys[i], keys, head, std::min(together, heads - head)});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Part &a, const Part &b) { return a.products() > b.products(); });
  return found;
}

/// Queries, keys and values, each a view [rows, heads, width]: of one matrix, or with the queries in one of their own.
struct Operands {
  at::Tensor queries, keys, values;

  Operands(const std::optional<at::Tensor> &apart, const at::Tensor &packed, int64_t heads) {
    const int64_t kinds = apart ? 2 : 3, width = packed.size(1) / kinds / heads;
    const auto rows = packed.view({packed.size(0), kinds, heads, width});
    queries = apart ? apart->view({apart->size(0), heads, width}) : rows.select(1, 0);
    keys = rows.select(1, kinds - 2);
    values = rows.select(1, kinds - 1);
  }
};

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
void eachPart(const Starts &starts, int64_t heads, int64_t width, Body &&body) {
  const auto all = parts(starts, heads);
  const SmallProducts small;
  int64_t products = 0;
  for (const auto &part : all) products += part.products() * width;
  parallelEach(static_cast<int64_t>(all.size()), products > 1 << 18, [&](int64_t i) {
    const at::AutoDispatchBelowADInplaceOrView unrecorded;
    body(all[static_cast<size_t>(i)]);
  });
}

std::optional<at::Tensor> contiguous(const std::optional<at::Tensor> &tensor) {
  return tensor ? std::optional(tensor->contiguous()) : std::nullopt;
}

/// softmax(Q K^T / sqrt(width)) V inside each segment, by the processor's flash kernel, which reads the packed rows in
/// place and keeps one number a row and head (the log of the softmax's denominator) for the gradient.
struct PackedAttention : torch::autograd::Function<PackedAttention> {
  static at::Tensor forward(AutogradContext *context, const std::optional<at::Tensor> &queries,
                            const at::Tensor &packed, const Starts &starts, int64_t heads) {
    const auto apart = contiguous(queries);
    const auto joint = packed.contiguous();
    const Operands in(apart, joint, heads);
    const int64_t rows = in.queries.size(0), width = in.queries.size(2);
    const auto output = at::empty({rows, heads, width}, joint.options());
    const auto sums = at::empty({rows, heads}, joint.options());
    eachPart(starts, heads, width, [&](const Part &part) {
      const auto [values, logSums] = at::_scaled_dot_product_flash_attention_for_cpu(
          part.ofQueries(in.queries), part.ofKeys(in.keys), part.ofKeys(in.values));
      part.ofQueries(output).copy_(values);
      part.ofSums(sums).copy_(logSums);
    });
    context->save_for_backward({joint, output, sums, apart.value_or(at::Tensor())});
    context->saved_data["queries"] = starts.queries;
    context->saved_data["keys"] = starts.keys;
    return output.view({rows, heads * width});
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto saved = context->get_saved_variables();
    const Starts starts{context->saved_data["queries"].toIntVector(), context->saved_data["keys"].toIntVector()};
    const auto &joint = saved[0], &output = saved[1], &sums = saved[2];
    const auto apart = saved[3].defined() ? std::optional(saved[3]) : std::nullopt;
    const int64_t heads = output.size(1), width = output.size(2);
    const Operands in(apart, joint, heads);
    const auto slope = gradients[0].contiguous().view(output.sizes());
    // Keys that no query of their segment asks for have no gradient, and no part that writes one.
    const auto ofApart = apart ? std::optional(at::empty_like(*apart)) : std::nullopt;
    const auto ofJoint = apart ? at::zeros_like(joint) : at::empty_like(joint);
    const Operands result(ofApart, ofJoint, heads);
    eachPart(starts, heads, width, [&](const Part &part) {
      const auto [queries, keys, values] = at::_scaled_dot_product_flash_attention_for_cpu_backward(
          part.ofQueries(slope), part.ofQueries(in.queries), part.ofKeys(in.keys), part.ofKeys(in.values),
          part.ofQueries(output), part.ofSums(sums), 0.0, false);
      part.ofQueries(result.queries).copy_(queries);
      part.ofKeys(result.keys).copy_(keys);
      part.ofKeys(result.values).copy_(values);
    });
    return {ofApart.value_or(at::Tensor()), ofJoint, at::Tensor(), at::Tensor()};
  }
};

/// dropout(softmax(Q K^T / sqrt(width))) V, for [1, heads, rows, width].
at::Tensor attentionWithDropout(const at::Tensor &queries, const at::Tensor &keys, const at::Tensor &values,
                                double dropout) {
  const SmallProducts small;
  const auto width = std::sqrt(static_cast<double>(queries.size(-1)));
  const auto scores = at::matmul(queries, keys.transpose(-2, -1)).div(width);
  return at::matmul(withDropout(at::softmax(scores, -1), dropout), values);
}

/// The same by libtorch's operations: for devices that have other kernels than the processor's, and where probabilities
/// are dropped, for the flash kernel keeps none.
at::Tensor attentionByOperations(const std::optional<at::Tensor> &queries, const at::Tensor &packed,
                                 const Starts &starts, int64_t heads, double dropout) {
  const Operands in(contiguous(queries), packed.contiguous(), heads);
  const int64_t rows = in.queries.size(0), hidden = heads * in.queries.size(2);
  std::vector<at::Tensor> outputs{at::empty({0, heads, in.queries.size(2)}, packed.options())};
  for (size_t i = 0; i + 1 < starts.keys.size(); i++) {
    const Part part{starts.queries[i], starts.queries[i + 1] - starts.queries[i], starts.keys[i],
                    starts.keys[i + 1] - starts.keys[i], 0, heads};
    if (part.queries == 0) continue;
    const auto asking = part.ofQueries(in.queries), keys = part.ofKeys(in.keys), held = part.ofKeys(in.values);
    const auto values = dropout == 0 ? at::scaled_dot_product_attention(asking, keys, held)
                                     : attentionWithDropout(asking, keys, held, dropout);
    outputs.push_back(values.squeeze(0).transpose(0, 1));
  }
  return at::cat(outputs, 0).reshape({rows, hidden});
}

}  // namespace

CTTensor *ct_packed_attention(const CTTensor *queries, const int32_t *query_starts, const CTTensor *packed,
                              int32_t heads, const int32_t *starts, int64_t count, float dropout) {
  return make([&] {
    const int32_t *const asking = queries ? query_starts : starts;
    const Starts bounds{{asking, asking + count + 1}, {starts, starts + count + 1}};
    const auto apart = queries ? std::optional(queries->value) : std::nullopt;
    const auto &input = packed->value;
    if (asking[count] == 0) return apart ? *apart : input.narrow(1, 0, input.size(1) / 3);
    if (!input.is_cpu() || dropout != 0) return attentionByOperations(apart, input, bounds, heads, dropout);
    return PackedAttention::apply(apart, input, bounds, static_cast<int64_t>(heads));
  });
}
