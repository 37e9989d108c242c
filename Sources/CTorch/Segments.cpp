#include "Shim.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

using namespace shim;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// The mean of the rows of each segment.
struct SegmentMean : torch::autograd::Function<SegmentMean> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const std::vector<int64_t> &starts) {
    context->saved_data["starts"] = starts;
    const auto output = at::zeros({static_cast<int64_t>(starts.size()) - 1, x.size(1)}, x.options());
    for (size_t i = 0; i + 1 < starts.size(); i++) {
      const int64_t length = starts[i + 1] - starts[i];
      if (length > 0) output.select(0, static_cast<int64_t>(i)).copy_(x.narrow(0, starts[i], length).mean(0));
    }
    return output;
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto starts = context->saved_data["starts"].toIntVector();
    const auto result = at::empty({starts.back(), gradients[0].size(1)}, gradients[0].options());
    for (size_t i = 0; i + 1 < starts.size(); i++) {
      const int64_t length = starts[i + 1] - starts[i];
      if (length == 0) continue;
      const auto share = gradients[0].select(0, static_cast<int64_t>(i)).div(length);
      result.narrow(0, starts[i], length).copy_(share.unsqueeze(0).expand({length, share.size(0)}));
    }
    return {result, at::Tensor()};
  }
};

}  // namespace

CTTensor *ct_segment_mean(const CTTensor *x, const int32_t *starts, int64_t count) {
  return make([&] { return SegmentMean::apply(x->value, std::vector<int64_t>(starts, starts + count + 1)); });
}
