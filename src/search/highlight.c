// SPDX-License-Identifier: Apache-2.0
// Shows what was found: the tokens of the text that are tokens of the query, by their places in the
// original, however it was folded.

#include "search/internal.h"

#include "base/table.h"

enum { BEFORE_SHARE = 4 }; // a fourth of a snippet stands before what was found

static Table *texts_of(Arena *arena, const Tokens *tokens)
{
    Table *table = table_new(arena, tokens->count);
    for (size_t i = 0; i < tokens->count; i++)
        table_add(table, tokens->at[i].text, NULL);
    return table;
}

// Tokens begin in order; those that overlap or touch are one span.
static size_t add_span(Span *spans, size_t count, const Token *token)
{
    if (count > 0 && token->start <= spans[count - 1].end) {
        if (token->start < spans[count - 1].start)
            spans[count - 1].start = token->start;
        if (token->end > spans[count - 1].end)
            spans[count - 1].end = token->end;
        return count;
    }
    spans[count] = (Span){token->start, token->end};
    return count + 1;
}

bool search_highlight(Arena *arena, Slice text, Slice query, const Span **spans, size_t *count,
                      Faults *faults)
{
    Tokenizer *tokenizer = tokenizer_new(arena, faults);
    if (tokenizer == NULL)
        return false;
    Tokens wanted =
        tokens_read(tokenizer, arena, slice_part(query, 0, SEARCH_QUERY_MAX), TOKENS_TO_FIND);
    Tokens there =
        tokens_read(tokenizer, arena, slice_part(text, 0, SEARCH_TEXT_MAX), TOKENS_TO_INDEX);
    const Table *table = texts_of(arena, &wanted);
    Span *at = arena_array(arena, Span, there.count);
    *count = 0;
    for (size_t i = 0; i < there.count; i++)
        if (table_find(table, there.at[i].text) != TABLE_NONE)
            *count = add_span(at, *count, &there.at[i]);
    *spans = at;
    return true;
}

static bool is_inside_character(Slice text, size_t at)
{
    return at > 0 && at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80;
}

Slice search_snippet(Slice text, const Span *spans, size_t count, size_t max)
{
    size_t most = 0, first = 0;
    if (text.len <= max)
        return text;
    for (size_t i = 0, k = 0; i < count; i++) { // k: the first that lies too far from i
        while (k < count && spans[k].end <= spans[i].start + max - max / BEFORE_SHARE)
            k++;
        if (k > i && k - i > most) {
            most = k - i;
            first = i;
        }
    }
    size_t start = count > 0 && spans[first].start > max / BEFORE_SHARE
                       ? spans[first].start - max / BEFORE_SHARE
                       : 0;
    if (start + max > text.len)
        start = text.len - max;
    size_t end = start + max;
    while (is_inside_character(text, start))
        start++;
    while (is_inside_character(text, end))
        end--;
    return slice_part(text, start, end - start);
}
