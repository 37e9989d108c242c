#include "Shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/empty.h>

#include <cstring>
#include <mutex>
#include <vector>

using namespace shim;

static thread_local std::vector<at::Generator> scopes;

at::Generator shim::currentGenerator() {
  if (!scopes.empty()) return scopes.back();
  const auto place = currentDevice();
  // The processor's is taken directly: asking the context would fix for good whether CUDA is there.
  return place.is_cpu() ? at::detail::getDefaultCPUGenerator() : at::globalContext().defaultGenerator(place);
}

bool ct_seed(uint64_t seed) {
  return done([&] {
    auto source = currentGenerator();
    const std::lock_guard lock(source.mutex());
    source.set_current_seed(seed);
  });
}

int64_t ct_generator_state(uint8_t *into, int64_t capacity) {
  return guarded<int64_t>(-1, [&] {
    auto source = currentGenerator();
    const std::lock_guard lock(source.mutex());
    const auto state = source.get_state();
    if (into) {
      TORCH_CHECK(state.numel() <= capacity, "the state has ", state.numel(), " bytes, the buffer ", capacity);
      std::memcpy(into, state.const_data_ptr<uint8_t>(), static_cast<size_t>(state.numel()));
    }
    return state.numel();
  });
}

bool ct_set_generator_state(const uint8_t *state, int64_t count) {
  return done([&] {
    const auto bytes = at::empty({count}, at::kByte);
    if (count > 0) std::memcpy(bytes.mutable_data_ptr<uint8_t>(), state, static_cast<size_t>(count));
    auto source = currentGenerator();
    const std::lock_guard lock(source.mutex());
    source.set_state(bytes);
  });
}

bool ct_enter_stream(uint64_t seed) {
  return done([&] {
    auto source = currentGenerator();
    at::Generator own;
    {
      const std::lock_guard lock(source.mutex());
      own = source.clone();
    }
    own.set_current_seed(seed);
    scopes.push_back(own);
  });
}

void ct_leave_stream(void) {
  if (!scopes.empty()) scopes.pop_back();
}
