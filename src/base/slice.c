// SPDX-License-Identifier: Apache-2.0
// Text that lies somewhere else: comparing, cutting, hashing.

#include "base/slice.h"

#include <ctype.h>

int slice_compare(Slice a, Slice b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

Slice slice_part(Slice text, size_t start, size_t len)
{
    if (text.len == 0)
        return text;
    if (start > text.len)
        start = text.len;
    if (len > text.len - start)
        len = text.len - start;
    return (Slice){text.at + start, len};
}

bool slice_starts(Slice text, Slice prefix)
{
    return text.len >= prefix.len &&
           (prefix.len == 0 || memcmp(text.at, prefix.at, prefix.len) == 0);
}

bool slice_ends(Slice text, Slice suffix)
{
    return text.len >= suffix.len &&
           (suffix.len == 0 || memcmp(text.at + text.len - suffix.len, suffix.at, suffix.len) == 0);
}

size_t slice_find(Slice text, Slice needle)
{
    if (needle.len == 0)
        return 0;
    const char *found = text.len ? memmem(text.at, text.len, needle.at, needle.len) : NULL;
    return found ? (size_t)(found - text.at) : SIZE_MAX;
}

Slice slice_trim(Slice text)
{
    while (text.len > 0 && is_xml_space(text.at[0])) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && is_xml_space(text.at[text.len - 1]))
        text.len--;
    return text;
}

static uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load(const char *at, size_t len)
{
    uint64_t word = 0;
    memcpy(&word, at, len);
    return word;
}

// Eight bytes at a time, each multiplied into 128 bits and folded back. The program lies at another
// address in every run: who writes a document cannot know which names would collide.
uint64_t slice_hash(Slice text)
{
    static const char here;
    const uint64_t seed = 0x9E3779B97F4A7C15u ^ (uintptr_t)&here, step = 0xD6E8FEB86659FD93u;
    uint64_t hash = seed ^ text.len;
    const char *at = text.at;
    size_t left = text.len;
    for (; left >= 8; at += 8, left -= 8)
        hash = fold(hash ^ load(at, 8), step);
    if (left > 0)
        hash = fold(hash ^ load(at, left), step);
    return hash ^ hash >> 29;
}

Slice slice_cut(Slice *rest, char end)
{
    const char *found = rest->len ? memchr(rest->at, end, rest->len) : NULL;
    Slice before = *rest;
    if (!found) {
        if (rest->len > 0) // an empty slice may lie nowhere
            *rest = (Slice){rest->at + rest->len, 0};
        return before;
    }
    before.len = (size_t)(found - rest->at);
    rest->at = found + 1;
    rest->len -= before.len + 1;
    return before;
}

size_t slice_edits(Slice a, Slice b)
{
    enum { LONGEST = 64 };
    size_t row[LONGEST + 1]; // of the table, of which only one is kept
    if (a.len > LONGEST || b.len > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t changed = corner + (tolower((unsigned char)a.at[i - 1]) != tolower((unsigned char)b.at[j - 1]));
            size_t other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = changed < other ? changed : other;
        }
    }
    return row[b.len];
}
