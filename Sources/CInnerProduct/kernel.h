#pragma once
#include <stddef.h>

/// Scores of a fixed number of queries with a fixed number of rows: scores[q * stride + r].
typedef void (*tile_function)(const float *queries, const float *rows, size_t width, float *scores, size_t stride);

/// What a processor family brings: `tile` takes tile_queries x tile_rows, `strip` one query x strip_rows, and `pair`
/// one of each. All three add in the same order.
struct kernel {
    size_t tile_queries, tile_rows, strip_rows;
    tile_function tile, strip, pair;
};

extern const struct kernel portable_kernel;
#if defined(__x86_64__)
extern const struct kernel avx2_kernel;
extern const struct kernel avx512_kernel;
#endif
#if defined(__aarch64__)
extern const struct kernel neon_kernel;
#endif
