#include "kernel.h"
#if defined(__aarch64__)
#include <arm_neon.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// One register of four partial sums a pair, products of the last width % 4 positions added after them, one by one.

/// Writes the scores of `query_count` x `row_count` pairs. Both counts are constants where it is inlined.
INLINE void block(int query_count, int row_count, const float *queries, const float *rows, size_t width, float *scores,
                  size_t stride) {
    float32x4_t sums[16];
    UNROLL for (int i = 0; i < query_count * row_count; i++) sums[i] = vdupq_n_f32(0);
    size_t at = 0;
    for (; at + 4 <= width; at += 4) {
        float32x4_t row[8];
        UNROLL for (int r = 0; r < row_count; r++) row[r] = vld1q_f32(rows + (size_t)r * width + at);
        UNROLL for (int q = 0; q < query_count; q++) {
            float32x4_t query = vld1q_f32(queries + (size_t)q * width + at);
            UNROLL for (int r = 0; r < row_count; r++)
                sums[q * row_count + r] = vfmaq_f32(sums[q * row_count + r], query, row[r]);
        }
    }
    UNROLL for (int q = 0; q < query_count; q++) {
        UNROLL for (int r = 0; r < row_count; r++) {
            float score = vaddvq_f32(sums[q * row_count + r]);
            for (size_t i = at; i < width; i++)
                score = __builtin_fmaf(queries[(size_t)q * width + i], rows[(size_t)r * width + i], score);
            scores[(size_t)q * stride + (size_t)r] = score;
        }
    }
}

static void tile(const float *queries, const float *rows, size_t width, float *scores, size_t stride) {
    block(4, 4, queries, rows, width, scores, stride);
}

static void strip(const float *query, const float *rows, size_t width, float *scores, size_t stride) {
    block(1, 8, query, rows, width, scores, stride);
}

static void pair(const float *query, const float *row, size_t width, float *score, size_t stride) {
    block(1, 1, query, row, width, score, stride);
}

const struct kernel neon_kernel = {4, 4, 8, tile, strip, pair};
#endif
