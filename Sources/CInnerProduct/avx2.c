#include "kernel.h"
#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline)) AVX2
#define UNROLL _Pragma("clang loop unroll(full)")

// One register of eight partial sums a pair. The eight are then added as lanes 4 apart, 2 apart, 1 apart, whether one
// pair is reduced alone or eight are reduced together by transposing, so both give the same bits.

INLINE float sum(__m256 v) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

INLINE __m256 halves(__m256 a, __m256 b) {
    return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}

INLINE __m256 sum8(const __m256 v[8]) {
    __m256 a = halves(v[0], v[4]), b = halves(v[1], v[5]), c = halves(v[2], v[6]), d = halves(v[3], v[7]);
    __m256 ab = _mm256_add_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
    __m256 cd = _mm256_add_ps(_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
    return _mm256_add_ps(_mm256_shuffle_ps(ab, cd, 0x44), _mm256_shuffle_ps(ab, cd, 0xEE));
}

INLINE __m256i tail_mask(size_t width) {
    __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)(width & 7)), lanes);
}

/// Adds the products of `query_count` x `row_count` pairs to their sums. Both counts are constants where it is inlined.
INLINE void accumulate(int query_count, int row_count, const float *queries, const float *rows, size_t width,
                       __m256 *sums) {
    UNROLL for (int i = 0; i < query_count * row_count; i++) sums[i] = _mm256_setzero_ps();
    size_t at = 0;
    for (; at + 8 <= width; at += 8) {
        __m256 row[8];
        UNROLL for (int r = 0; r < row_count; r++) row[r] = _mm256_loadu_ps(rows + (size_t)r * width + at);
        UNROLL for (int q = 0; q < query_count; q++) {
            __m256 query = _mm256_loadu_ps(queries + (size_t)q * width + at);
            UNROLL for (int r = 0; r < row_count; r++)
                sums[q * row_count + r] = _mm256_fmadd_ps(query, row[r], sums[q * row_count + r]);
        }
    }
    if (at == width) return;
    __m256i mask = tail_mask(width);
    UNROLL for (int q = 0; q < query_count; q++) {
        __m256 query = _mm256_maskload_ps(queries + (size_t)q * width + at, mask);
        UNROLL for (int r = 0; r < row_count; r++) {
            __m256 row = _mm256_maskload_ps(rows + (size_t)r * width + at, mask);
            sums[q * row_count + r] = _mm256_fmadd_ps(query, row, sums[q * row_count + r]);
        }
    }
}

AVX2 static void tile(const float *queries, const float *rows, size_t width, float *scores, size_t stride) {
    __m256 sums[8];
    accumulate(2, 4, queries, rows, width, sums);
    __m256 all = sum8(sums);
    _mm_storeu_ps(scores, _mm256_castps256_ps128(all));
    _mm_storeu_ps(scores + stride, _mm256_extractf128_ps(all, 1));
}

AVX2 static void strip(const float *query, const float *rows, size_t width, float *scores, size_t stride) {
    (void)stride;
    __m256 sums[8];
    accumulate(1, 8, query, rows, width, sums);
    _mm256_storeu_ps(scores, sum8(sums));
}

AVX2 static void pair(const float *query, const float *row, size_t width, float *score, size_t stride) {
    (void)stride;
    __m256 sums[1];
    accumulate(1, 1, query, row, width, sums);
    *score = sum(sums[0]);
}

const struct kernel avx2_kernel = {2, 4, 8, tile, strip, pair};
#endif
