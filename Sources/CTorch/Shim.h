#pragma once
#include "CTorch.h"

// Narrow headers only, here and in every file: <ATen/ATen.h> or <torch/torch.h> adds seconds to each build.
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <exception>
#include <string>

struct CTTensor {
  at::Tensor value;
};

namespace shim {

/// What ct_error returns on this thread.
extern thread_local std::string lastError;

/// The device on which tensors are made.
at::Device currentDevice();

/// Where random numbers come from.
at::Generator currentGenerator();

/// Zeroes elements with a probability and scales the others; their gradients too.
at::Tensor withDropout(const at::Tensor &x, double probability);

/// Runs `body`; no C++ exception may leave it, for one that reached Swift would end the process.
template <typename Result, typename Body>
Result guarded(Result failure, Body &&body) noexcept {
  try {
    return body();
  } catch (const c10::Error &error) {
    lastError = error.what_without_backtrace();
  } catch (const std::exception &error) {
    lastError = error.what();
  } catch (...) {
    lastError = "an error without words";
  }
  return failure;
}

template <typename Body>
CTTensor *make(Body &&body) noexcept {
  return guarded<CTTensor *>(nullptr, [&] { return new CTTensor{body()}; });
}

/// For what is done rather than made.
template <typename Body>
bool done(Body &&body) noexcept {
  return guarded(false, [&] {
    body();
    return true;
  });
}

inline at::IntArrayRef shape(const int64_t *sizes, int32_t rank) { return {sizes, static_cast<size_t>(rank)}; }

}  // namespace shim
