#include "Shim.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <new>

namespace {

/// The processor's memory for tensors, kept when a tensor is freed for the next one of about its size.
///
/// A training step takes the same memory again and again. The C library either gives large blocks back, so that the
/// system clears each page anew at every step, or cuts and joins them in one heap, which batches of ever other sizes
/// leave full of gaps: several times of what is used. Blocks that are kept whole do neither.
class KeptMemory final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    if (bytes == 0) return {nullptr, nullptr, &KeptMemory::giveBack, at::Device(at::kCPU)};
    const size_t size = rounded(bytes + sizeof(Block));
    Block *const block = size < smallest ? small(size) : take(size);
    // oneDNN frees by address alone, so what belongs to a block stands before it.
    return {block + 1, block + 1, &KeptMemory::giveBack, at::Device(at::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &KeptMemory::giveBack; }

  void copy_data(void *to, const void *from, size_t bytes) const override { std::memcpy(to, from, bytes); }

  /// Gives what is kept back to the system.
  void release() {
    const std::lock_guard<std::mutex> guard(lock);
    while (!kept.empty()) drop(kept.begin());
  }

 private:
  /// What stands before the memory of a tensor, which begins where the widest instructions want it to.
  struct alignas(64) Block {
    size_t bytes;
  };
  /// Oldest first, so that what nothing asks for is given back first.
  using Blocks = std::list<Block *>;

  /// Smaller ones fit well into the C library's heap.
  static constexpr size_t smallest = 1 << 18;
  static constexpr size_t page = 4096;
  static constexpr size_t hugePage = size_t(1) << 21;

  std::mutex lock;
  Blocks kept;
  std::multimap<size_t, Blocks::iterator> bySize;
  size_t keptBytes = 0, usedBytes = 0, mostUsedBytes = 0;

  /// Large sizes up to a sixteenth or less of them more, so that sizes that are nearly the same are the same.
  static size_t rounded(size_t bytes) {
    if (bytes < smallest) return bytes;
    size_t step = page;
    while (step * 32 <= bytes) step *= 2;
    return (bytes + step - 1) / step * step;
  }

  static Block *small(size_t bytes) {
    void *start = nullptr;
    TORCH_CHECK(posix_memalign(&start, alignof(Block), bytes) == 0, "no memory for ", bytes, " bytes");
    return new (start) Block{bytes};
  }

  Block *take(size_t bytes) {
    const std::lock_guard<std::mutex> guard(lock);
    const auto found = bySize.lower_bound(bytes);
    Block *block;
    if (found != bySize.end() && found->first <= bytes + bytes / 4) {
      block = *found->second;
      forget(found->second);
    } else {
      // What is kept and used together stays within a quarter more than was ever used.
      mostUsedBytes = std::max(mostUsedBytes, usedBytes + bytes);
      while (!kept.empty() && usedBytes + bytes + keptBytes > mostUsedBytes + mostUsedBytes / 4) drop(kept.begin());
      void *const start = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      TORCH_CHECK(start != MAP_FAILED, "no memory for ", bytes, " bytes");
#ifdef MADV_HUGEPAGE
      // Batches differ in size, so blocks come and go: a fault for each 2 MiB costs less than one for each 4 KiB. Where the
      // system has no such pages nothing changes.
      if (bytes >= hugePage) madvise(start, bytes, MADV_HUGEPAGE);
#endif
      block = new (start) Block{bytes};
    }
    usedBytes += block->bytes;
    mostUsedBytes = std::max(mostUsedBytes, usedBytes);
    return block;
  }

  void keep(Block *block) {
    const std::lock_guard<std::mutex> guard(lock);
    usedBytes -= block->bytes;
    keptBytes += block->bytes;
    bySize.emplace(block->bytes, kept.insert(kept.end(), block));
  }

  void drop(Blocks::iterator place) {
    Block *const block = *place;
    forget(place);
    munmap(block, block->bytes);
  }

  void forget(Blocks::iterator place) {
    keptBytes -= (*place)->bytes;
    auto [first, last] = bySize.equal_range((*place)->bytes);
    while (first != last && first->second != place) ++first;
    bySize.erase(first);
    kept.erase(place);
  }

  static void giveBack(void *start);
};

/// Never destroyed: tensors may live until the process ends.
KeptMemory &keptMemory() {
  static KeptMemory *const memory = new KeptMemory;
  return *memory;
}

void KeptMemory::giveBack(void *start) {
  if (!start) return;
  Block *const block = static_cast<Block *>(start) - 1;
  if (block->bytes < smallest) return std::free(block);
  keptMemory().keep(block);
}

}  // namespace

bool ct_keep_freed_memory(void) {
  return shim::done([] { c10::SetCPUAllocator(&keptMemory(), 1); });
}

void ct_release_freed_memory(void) { keptMemory().release(); }
