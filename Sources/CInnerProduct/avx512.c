#include "kernel.h"
#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx2")))
#define INLINE static inline __attribute__((always_inline)) AVX512
#define UNROLL _Pragma("clang loop unroll(full)")

// One register of sixteen partial sums a pair. The sixteen are then added as lanes 8 apart, 4 apart, 2 apart, 1 apart,
// whether one pair is reduced alone or sixteen are reduced together by transposing, so both give the same bits.

INLINE float sum(__m512 v) {
    v = _mm512_add_ps(v, _mm512_shuffle_f32x4(v, v, 0xEE));
    v = _mm512_add_ps(v, _mm512_shuffle_f32x4(v, v, 0x55));
    __m128 four = _mm512_castps512_ps128(v);
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

INLINE __m512 halves(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xEE));
}

INLINE __m512 quarters(__m512 a, __m512 b) {
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xDD));
}

INLINE __m512 sum16(const __m512 v[16]) {
    __m512 four[4];
    UNROLL for (int i = 0; i < 4; i++)
        four[i] = quarters(halves(v[i], v[i + 4]), halves(v[i + 8], v[i + 12]));
    __m512 ab = _mm512_add_ps(_mm512_unpacklo_ps(four[0], four[1]), _mm512_unpackhi_ps(four[0], four[1]));
    __m512 cd = _mm512_add_ps(_mm512_unpacklo_ps(four[2], four[3]), _mm512_unpackhi_ps(four[2], four[3]));
    return _mm512_add_ps(_mm512_shuffle_ps(ab, cd, 0x44), _mm512_shuffle_ps(ab, cd, 0xEE));
}

/// Adds the products of `query_count` x `row_count` pairs to their sums. Both counts are constants where it is inlined.
INLINE void accumulate(int query_count, int row_count, const float *queries, const float *rows, size_t width,
                       __m512 *sums) {
    UNROLL for (int i = 0; i < query_count * row_count; i++) sums[i] = _mm512_setzero_ps();
    size_t at = 0;
    for (; at + 16 <= width; at += 16) {
        __m512 row[16];
        UNROLL for (int r = 0; r < row_count; r++) row[r] = _mm512_loadu_ps(rows + (size_t)r * width + at);
        UNROLL for (int q = 0; q < query_count; q++) {
            __m512 query = _mm512_loadu_ps(queries + (size_t)q * width + at);
            UNROLL for (int r = 0; r < row_count; r++)
                sums[q * row_count + r] = _mm512_fmadd_ps(query, row[r], sums[q * row_count + r]);
        }
    }
    if (at == width) return;
    __mmask16 mask = (__mmask16)((1u << (width & 15)) - 1);
    UNROLL for (int q = 0; q < query_count; q++) {
        __m512 query = _mm512_maskz_loadu_ps(mask, queries + (size_t)q * width + at);
        UNROLL for (int r = 0; r < row_count; r++) {
            __m512 row = _mm512_maskz_loadu_ps(mask, rows + (size_t)r * width + at);
            sums[q * row_count + r] = _mm512_fmadd_ps(query, row, sums[q * row_count + r]);
        }
    }
}

AVX512 static void tile(const float *queries, const float *rows, size_t width, float *scores, size_t stride) {
    __m512 sums[16];
    accumulate(4, 4, queries, rows, width, sums);
    __m512 all = sum16(sums);
    _mm_storeu_ps(scores, _mm512_castps512_ps128(all));
    _mm_storeu_ps(scores + stride, _mm512_extractf32x4_ps(all, 1));
    _mm_storeu_ps(scores + 2 * stride, _mm512_extractf32x4_ps(all, 2));
    _mm_storeu_ps(scores + 3 * stride, _mm512_extractf32x4_ps(all, 3));
}

AVX512 static void strip(const float *query, const float *rows, size_t width, float *scores, size_t stride) {
    (void)stride;
    __m512 sums[16];
    accumulate(1, 16, query, rows, width, sums);
    _mm512_storeu_ps(scores, sum16(sums));
}

AVX512 static void pair(const float *query, const float *row, size_t width, float *score, size_t stride) {
    (void)stride;
    __m512 sums[1];
    accumulate(1, 1, query, row, width, sums);
    *score = sum(sums[0]);
}

const struct kernel avx512_kernel = {4, 4, 16, tile, strip, pair};
#endif
