// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are indexed: folding them twice changes nothing more, tokens lie within the text,
// what is asked for is among what is indexed, and concepts are named by tokens that are there.

#include <stdlib.h>

#include "base/buffer.h"
#include "search/glossary.h"
#include "search/search.h"
#include "search/tokens.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice text;
} Run;

static Slice folded(Arena *arena, Slice text)
{
    FoldedText it = fold_characters(arena, text);
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < it.count; i++) {
        if (it.at[i].start >= it.at[i].end || it.at[i].end > text.len)
            abort();
        buffer_add_code_point(&out, it.at[i].code_point);
    }
    return buffer_slice(&out);
}

static bool has(const Tokens *tokens, Slice text)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (slice_equal(tokens->at[i].text, text))
            return true;
    return false;
}

static void check_tokens(Run *run, Tokenizer *tokenizer)
{
    enum { LOOKED_UP_MAX = 200 }; // a look through all for each is quadratic
    Tokens all = tokens_read(tokenizer, run->arena, run->text, TOKENS_TO_INDEX);
    Tokens asked = tokens_read(tokenizer, run->arena, run->text, TOKENS_TO_FIND);
    for (size_t i = 0; i < all.count; i++)
        if (all.at[i].text.len == 0 || all.at[i].text.len > TOKEN_TEXT_MAX ||
            all.at[i].start >= all.at[i].end || all.at[i].end > run->text.len)
            abort();
    for (size_t i = 0; i < asked.count && i < LOOKED_UP_MAX; i++)
        if (!has(&all, asked.at[i].text))
            abort();
}

static void check_spans(Run *run)
{
    const Span *spans;
    size_t count;
    Faults faults = {0};
    Slice query = slice_part(run->text, run->text.len / 2, run->text.len);
    if (!search_highlight(run->arena, run->text, query, &spans, &count, &faults))
        abort();
    for (size_t i = 0; i < count; i++)
        if (spans[i].start >= spans[i].end || spans[i].end > run->text.len ||
            (i > 0 && spans[i].start <= spans[i - 1].end))
            abort();
    Slice part = search_snippet(run->text, spans, count, 40);
    if (part.len > 40 && part.len != run->text.len)
        abort();
}

static bool work(void *context)
{
    Run *run = context;
    Faults faults = {0};
    ConceptHit *hits;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Tokenizer *tokenizer = tokenizer_new(run->arena, &faults);
    if (tokenizer == NULL)
        abort();
    Slice once = folded(run->arena, run->text);
    if (!slice_equal(folded(run->arena, once), once))
        abort();
    check_tokens(run, tokenizer);
    check_spans(run);
    Tokens tokens = tokens_read(tokenizer, run->arena, run->text, TOKENS_IN_ORDER);
    size_t count = glossary_find(glossary_carried(), run->arena, run->text, tokens, &hits);
    for (size_t i = 0; i < count; i++)
        if (hits[i].count == 0 || hits[i].first + hits[i].count > tokens.count ||
            glossary_concept(glossary_carried(), hits[i].concept).len == 0)
            abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.text = {(const char *)data, size}};
    guard_run(&run.guard, work, &run, NULL);
    arena_free(run.arena);
    return 0;
}
