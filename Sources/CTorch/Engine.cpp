#include "Shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <dlfcn.h>
#include <torch/headeronly/version.h>

#include <atomic>
#include <utility>

using namespace shim;

thread_local std::string shim::lastError;

static std::atomic<int32_t> device{-1};
static std::atomic<bool> bfloat16Products{false};
static thread_local int32_t scopedBFloat16Products = -1;

at::Device shim::currentDevice() {
  const int32_t index = device;
  return index < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
}

const char *ct_error(void) { return lastError.c_str(); }

const char *ct_torch_version(void) { return TORCH_VERSION; }

int32_t ct_threads(void) { return at::get_num_threads(); }
bool ct_set_threads(int32_t count) {
  return done([&] { at::set_num_threads(count); });
}

bool ct_recording(void) { return c10::GradMode::is_enabled(); }
bool ct_set_recording(bool enabled) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return before;
}

bool ct_onednn_products(void) {
  return guarded(false, [] {
    return at::globalContext().float32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL) ==
           at::Float32Precision::BF16;
  });
}

bool ct_set_onednn_products(bool enabled) {
  return done([&] {
    // The name is misleading: it lets oneDNN compute in bfloat16 where it has instructions for that (AMX), and only
    // sends float32 products to it elsewhere. The caller measures which of the two this processor does.
    at::globalContext().setFloat32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL,
                                            enabled ? at::Float32Precision::BF16 : at::Float32Precision::NONE);
  });
}

bool ct_bfloat16_products(void) {
  return scopedBFloat16Products < 0 ? bfloat16Products.load() : scopedBFloat16Products > 0;
}
void ct_set_bfloat16_products(bool enabled) { bfloat16Products = enabled; }
int32_t ct_scope_bfloat16_products(int32_t choice) { return std::exchange(scopedBFloat16Products, choice); }

int32_t ct_cuda_devices(void) {
  return guarded(-1, [] {
    static void *const library = dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
      const char *words = dlerror();
      TORCH_CHECK(false, words ? words : "libtorch_cuda.so could not be loaded");
    }
    return static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs());
  });
}

int32_t ct_device(void) { return device; }
void ct_set_device(int32_t index) { device = index; }
