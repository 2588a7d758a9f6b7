// Classes of ASCII characters, whatever the locale: of a char, of a byte, of a code point.
#pragma once

#include <stdbool.h>
#include <stdint.h>

static inline bool is_digit(uint32_t c)
{
    return c - '0' < 10;
}

static inline bool is_capital(uint32_t c)
{
    return c - 'A' < 26;
}

static inline bool is_letter(uint32_t c)
{
    return (c | 32) - 'a' < 26;
}

// What a hexadecimal digit of either case counts; -1 of what is none.
static inline int hex_value(uint32_t c)
{
    return is_digit(c) ? (int)(c - '0') : (c | 32) - 'a' < 6 ? (int)((c | 32) - 'a' + 10) : -1;
}

static inline bool is_hex_digit(uint32_t c)
{
    return is_digit(c) || (c | 32) - 'a' < 6;
}
