// Which forms of an ideograph are one: a table that the build makes by OpenCC
// (scripts/compile-variants.c).
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { VARIANTS_FIRST = 0x3400, VARIANTS_END = 0xA000 };

typedef struct Variant {
    uint32_t code_point, form;
} Variant;

extern const uint16_t variants_low[VARIANTS_END - VARIANTS_FIRST];
extern const Variant variants_high[]; // of the higher planes; sorted
extern const size_t variants_high_count;
