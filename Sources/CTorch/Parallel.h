#pragma once
#include <cstdint>
#include <functional>

// Loops are compiled a second time for AVX2 and picked when the program starts, for SwiftPM compiles for the oldest
// 64-bit processor.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_WIDE_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define FOR_WIDE_VECTORS
#endif

namespace shim {

/// Calls `body(i)` for every i in 0..<count, on as many threads as libtorch computes with. A libtorch kernel called
/// inside runs on the thread that calls it; a single call may use them all. Too little work to be `worthForking` stays on
/// the calling thread, kernels included. The first exception is thrown again once all threads have stopped.
void parallelEach(int64_t count, bool worthForking, const std::function<void(int64_t)> &body);

/// Cuts 0..<count into pieces of `grain` and calls `body(begin, end)` for each, in parallel.
void parallelPieces(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)> &body);

}  // namespace shim
