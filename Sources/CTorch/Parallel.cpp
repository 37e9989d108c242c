#include "Parallel.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <atomic>
#include <exception>

namespace {

/// libgomp's entry points. at::parallel_for is a template that needs the compiler's OpenMP mode, whose runtime would be
/// another one than libtorch's; two OpenMP runtimes in a process fight over the cores. Where libtorch brings another
/// runtime, loops run on the calling thread.
template <typename Function>
Function entry(const char *name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

const auto forkThreads = entry<void (*)(void (*)(void *), void *, unsigned, unsigned)>("GOMP_parallel");
const auto setThreads = entry<void (*)(int)>("omp_set_num_threads");

/// Keeps the kernels that this thread calls on this thread.
class OnThisThread {
  const int before = at::get_num_threads();

 public:
  OnThisThread() {
    if (setThreads) setThreads(1);
  }
  ~OnThisThread() {
    if (setThreads) setThreads(before);
  }
};

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

void shim::parallelEach(int64_t count, bool worthForking, const std::function<void(int64_t)> &body) {
  Loop loop{.count = count, .body = body};
  if (!worthForking) {
    const OnThisThread quietly;
    loop.run();
  } else if (count > 1 && forkThreads && at::get_num_threads() > 1 && !at::in_parallel_region()) {
    // 0 is the usual number: a smaller one would make libgomp end threads and start them again at the next call.
    forkThreads([](void *context) { static_cast<Loop *>(context)->run(); }, &loop, 0, 0);
  } else {
    loop.run();
  }
  if (loop.failure) std::rethrow_exception(loop.failure);
}

void shim::parallelPieces(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)> &body) {
  parallelEach((count + grain - 1) / grain, true,
               [&](int64_t piece) { body(piece * grain, std::min(count, (piece + 1) * grain)); });
}
