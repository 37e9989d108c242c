#include "CInnerProduct.h"
#include "kernel.h"

int inner_product_available(int kernel) {
    switch (kernel) {
    case INNER_PRODUCT_PORTABLE:
        return 1;
#if defined(__x86_64__)
    case INNER_PRODUCT_AVX2:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case INNER_PRODUCT_AVX512:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx512f") != 0;
#endif
#if defined(__aarch64__)
    case INNER_PRODUCT_NEON:
        return 1;
#endif
    default:
        return 0;
    }
}

static const struct kernel *find(int kernel) {
    switch (kernel) {
#if defined(__x86_64__)
    case INNER_PRODUCT_AVX2:
        return &avx2_kernel;
    case INNER_PRODUCT_AVX512:
        return &avx512_kernel;
#endif
#if defined(__aarch64__)
    case INNER_PRODUCT_NEON:
        return &neon_kernel;
#endif
    default:
        return &portable_kernel;
    }
}

/// Asks for the bytes that lie some way after these rows. The first pass over rows waits for memory and not for
/// arithmetic, and a processor does not foresee several rows that are read side by side: this halves the time of small
/// batches. Asking for an address that is not there does nothing.
static void prefetch(const float *rows, size_t count) {
    uintptr_t ahead = (uintptr_t)rows + 8192;
    for (size_t byte = 0; byte < count * sizeof(float); byte += 64)
        __builtin_prefetch((const void *)(ahead + byte), 0, 2);
}

void inner_products(int kernel, const float *queries, size_t query_count, const float *rows, size_t row_count,
                    size_t width, float *scores) {
    const struct kernel *k = find(kernel);
    size_t q = 0;
    for (; q + k->tile_queries <= query_count; q += k->tile_queries) {
        size_t r = 0;
        for (; r + k->tile_rows <= row_count; r += k->tile_rows) {
            if (q == 0) prefetch(rows + r * width, k->tile_rows * width);
            k->tile(queries + q * width, rows + r * width, width, scores + q * row_count + r, row_count);
        }
        for (; r < row_count; r++)
            for (size_t i = q; i < q + k->tile_queries; i++)
                k->pair(queries + i * width, rows + r * width, width, scores + i * row_count + r, row_count);
    }
    for (; q < query_count; q++) {
        size_t r = 0;
        for (; r + k->strip_rows <= row_count; r += k->strip_rows) {
            if (q == 0) prefetch(rows + r * width, k->strip_rows * width);
            k->strip(queries + q * width, rows + r * width, width, scores + q * row_count + r, row_count);
        }
        for (; r < row_count; r++)
            k->pair(queries + q * width, rows + r * width, width, scores + q * row_count + r, row_count);
    }
}

size_t inner_products_above(const float *scores, size_t count, float threshold, uint32_t *positions) {
    size_t found = 0, i = 0;
    // Few scores pass once the best are known, so sixteen at a time are dismissed by one vectorised question.
    for (; i + 16 <= count; i += 16) {
        int any = 0;
        for (size_t j = 0; j < 16; j++) any |= scores[i + j] > threshold;
        if (!any) continue;
        for (size_t j = 0; j < 16; j++)
            if (scores[i + j] > threshold) positions[found++] = (uint32_t)(i + j);
    }
    for (; i < count; i++)
        if (scores[i] > threshold) positions[found++] = (uint32_t)i;
    return found;
}
