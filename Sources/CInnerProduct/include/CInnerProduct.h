#pragma once
#include <stddef.h>
#include <stdint.h>

// Inner products of vectors of 32-bit floats. All memory belongs to the caller and is only read, except `scores` and
// `positions`. Nothing is allocated, nothing is kept between calls, and any number of threads may call at once.

enum inner_product_kernel {
    INNER_PRODUCT_PORTABLE = 0,
    INNER_PRODUCT_AVX2 = 1,
    INNER_PRODUCT_AVX512 = 2,
    INNER_PRODUCT_NEON = 3,
};

/// Whether this build has the kernel and this processor can run it.
int inner_product_available(int kernel);

/// Writes scores[q * row_count + r] = <queries[q], rows[r]> with a kernel that is available.
///
/// Each kernel adds the products of one pair in an order of its own that depends on the width alone, so a score does
/// not change with the other queries and rows of the call.
void inner_products(int kernel, const float *queries, size_t query_count, const float *rows, size_t row_count,
                    size_t width, float *scores);

/// Writes the positions of the scores that are greater than the threshold, ascending, and returns how many there are.
/// `positions` has room for `count`. A score that is not a number is never greater.
size_t inner_products_above(const float *scores, size_t count, float threshold, uint32_t *positions);
