#include "Parallel.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <atomic>
#include <exception>

namespace {

/// libgomp's entry point. at::parallel_for is a template that needs the compiler's OpenMP mode, whose runtime would be
/// another one than libtorch's; two OpenMP runtimes in a process fight over the cores. Where libtorch brings another
/// runtime the loop runs on the calling thread.
using Fork = void (*)(void (*body)(void *), void *context, unsigned threads, unsigned flags);

Fork libtorchFork() {
  static const auto found = reinterpret_cast<Fork>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  return found;
}

struct Loop {
  const int64_t count;
  const std::function<void(int64_t)> &body;
  std::atomic<int64_t> next{0};
  std::atomic_flag failed = ATOMIC_FLAG_INIT;
  std::exception_ptr failure = nullptr;

  void run() noexcept {
    for (int64_t i = next++; i < count; i = next++) {
      try {
        body(i);
      } catch (...) {
        next = count;
        if (!failed.test_and_set()) failure = std::current_exception();
      }
    }
  }
};

}  // namespace

void shim::parallelEach(int64_t count, const std::function<void(int64_t)> &body) {
  Loop loop{.count = count, .body = body};
  const auto fork = libtorchFork();
  if (count > 1 && fork && at::get_num_threads() > 1 && !at::in_parallel_region()) {
    // 0 is the usual number: a smaller one would make libgomp end threads and start them again at the next call.
    fork([](void *context) { static_cast<Loop *>(context)->run(); }, &loop, 0, 0);
  } else {
    loop.run();
  }
  if (loop.failure) std::rethrow_exception(loop.failure);
}

void shim::parallelPieces(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)> &body) {
  parallelEach((count + grain - 1) / grain,
               [&](int64_t piece) { body(piece * grain, std::min(count, (piece + 1) * grain)); });
}
