// SPDX-License-Identifier: Apache-2.0
// What the reports have in common: severities, order, business terms.

#include "rules/account.h"

#include <ctype.h>
#include <stdlib.h>

const char *const verdict_names[VERDICT_END] = {
    [VERDICT_VALID] = "valid",
    [VERDICT_INVALID] = "invalid",
    [VERDICT_NOT_CHECKED] = "not checked",
    [VERDICT_FAILED] = "failed",
};

const char *const severity_names[SEVERITY_END] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_INFO] = "info",
    [SEVERITY_BROKEN] = "broken",
};

static bool has_word(Slice text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++) {
        size_t n = 0;
        while (n < len && tolower((unsigned char)text.at[i + n]) == word[n])
            n++;
        if (n == len)
            return true;
    }
    return false;
}

Severity severity_of(Slice severity, Slice flag, Slice role)
{
    static const struct {
        const char *word;
        Severity severity;
    } words[] = {
        {"fatal", SEVERITY_ERROR},     {"error", SEVERITY_ERROR}, {"warn", SEVERITY_WARNING},
        {"caution", SEVERITY_WARNING}, {"info", SEVERITY_INFO},   {"hint", SEVERITY_INFO},
    };
    const Slice texts[] = {severity, flag, role};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t j = 0; j < sizeof words / sizeof *words; j++)
            if (has_word(texts[i], words[j].word))
                return words[j].severity;
    return SEVERITY_ERROR;
}

// ---- Order ----

typedef struct Ordered {
    NodeId node;
    size_t index;
} Ordered;

static int compare_ordered(const void *a, const void *b)
{
    const Ordered *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

size_t *account_order(Arena *arena, const AccountSet *set)
{
    Ordered *ordered = arena_array(arena, Ordered, set->finding_count);
    size_t *order = arena_array(arena, size_t, set->finding_count);
    for (size_t i = 0; i < set->finding_count; i++)
        ordered[i] = (Ordered){set->node(set, i), i};
    qsort(ordered, set->finding_count, sizeof *ordered, compare_ordered);
    for (size_t i = 0; i < set->finding_count; i++)
        order[i] = ordered[i].index;
    return order;
}

// ---- Business terms ----

static bool is_term_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

// BT-27, BG-4, BT-SG-003, ibt-27 …: two or three letters that end in T or G, a hyphen, and digits
// in the end.
static size_t term_length(Slice text)
{
    size_t start = text.len > 0 && (text.at[0] == 'i' || text.at[0] == 'I') ? 1 : 0;
    if (text.len < start + 4 || (text.at[start] | 0x20) != 'b' ||
        ((text.at[start + 1] | 0x20) != 't' && (text.at[start + 1] | 0x20) != 'g') ||
        text.at[start + 2] != '-')
        return 0;
    size_t len = start + 3;
    while (len < text.len && is_term_char(text.at[len]))
        len++;
    while (len > 0 && (text.at[len - 1] == '.' || text.at[len - 1] == '-'))
        len--;
    return len > start + 3 && isdigit((unsigned char)text.at[len - 1]) ? len : 0;
}

Slice business_terms(Arena *arena, Slice text)
{
    Buffer terms = buffer_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        bool is_start =
            i == 0 || !(isalnum((unsigned char)text.at[i - 1]) || text.at[i - 1] == '-');
        Slice term = slice_part(text, i, is_start ? term_length(slice_part(text, i, text.len)) : 0);
        if (term.len == 0)
            continue;
        Slice padded = arena_print(arena, " %.*s ", (int)term.len, term.at);
        Slice before = arena_print(arena, " %.*s ", (int)terms.len, terms.len ? terms.at : "");
        if (slice_find(before, padded) == SIZE_MAX) {
            if (terms.len > 0)
                buffer_add_char(&terms, ' ');
            buffer_add(&terms, term);
        }
        i += term.len - 1;
    }
    return buffer_slice(&terms);
}
