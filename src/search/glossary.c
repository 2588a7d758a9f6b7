// SPDX-License-Identifier: Apache-2.0
// Finds concepts in texts, and compiles the glossary.
//
//     header | terms, sorted by their text: where it lies, the concept | concepts: where their ids
//     lie | all texts
//
// A term is its tokens: words are stemmed and followed by a blank, ideographs and kana stand alone.
// So the terms that begin at a token are met by narrowing a range of the sorted terms, token by
// token, and a term never ends within a word.

#include "search/glossary.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "search/data.h"

#include <assert.h>
#include <stdlib.h>

enum {
    MAGIC = 0x314F4C47, // "GLO1"
    TERM_TOKENS_MAX = 24,
    COLUMNS = 5,
    COLUMN_FIRST = 1, // of terms
    COLUMN_LAST = 3,
};

typedef struct Place {
    uint32_t at, len; // in the texts
} Place;

typedef struct Term {
    Place text;
    uint32_t concept; // and its marks
} Term;

#define MARK_ALONE  0x80000000u // `=`: counts only where it stands alone
#define MARK_SHARED 0x40000000u // `*`: has other meanings
#define CONCEPT     0x3FFFFFFFu

typedef struct Header {
    uint32_t magic, terms, concepts, bytes;
} Header;

struct Glossary {
    Header header;
    // Term terms[], Place concepts[], texts
};

static_assert(sizeof(Term) == 12 && sizeof(Header) == 16, "the table has no gaps");

static const Term *terms_of(const Glossary *it)
{
    return (const Term *)(it + 1);
}

static const Place *concepts_of(const Glossary *it)
{
    return (const Place *)(terms_of(it) + it->header.terms);
}

static Slice text_at(const Glossary *it, Place place)
{
    const char *texts = (const char *)(concepts_of(it) + it->header.concepts);
    if (place.at > it->header.bytes || place.len > it->header.bytes - place.at)
        return S("");
    return (Slice){texts + place.at, place.len};
}

const Glossary *glossary_open(Arena *arena, Slice bytes, Faults *faults)
{
    Header header = {0};
    if (bytes.len >= sizeof header)
        memcpy(&header, bytes.at, sizeof header);
    uint64_t size = sizeof header + (uint64_t)header.terms * sizeof(Term) +
                    (uint64_t)header.concepts * sizeof(Place) + header.bytes;
    if (header.magic != MAGIC || size != bytes.len) {
        fault_add(faults, FAULT_SYNTAX, 0, 0, "this is no compiled glossary");
        return NULL;
    }
    if ((uintptr_t)bytes.at % alignof(Glossary) == 0)
        return (const Glossary *)bytes.at;
    void *copy = arena_take_raw(arena, bytes.len, alignof(Glossary));
    return memcpy(copy, bytes.at, bytes.len);
}

const Glossary *glossary_carried(void)
{
    static const Glossary empty = {{MAGIC, 0, 0, 0}};
    Slice bytes = glossary_files[0].bytes;
    Faults faults = {0};
    // The bytes are aligned by their declaration: nothing is copied, no arena needed.
    const Glossary *glossary = bytes.len > 0 ? glossary_open(NULL, bytes, &faults) : NULL;
    return glossary != NULL ? glossary : &empty;
}

size_t glossary_concept_count(const Glossary *it)
{
    return it->header.concepts;
}

Slice glossary_concept(const Glossary *it, uint32_t concept)
{
    return concept < it->header.concepts ? text_at(it, concepts_of(it)[concept]) : S("");
}

// ---- Finding ----

static void add_token(Buffer *out, const Token *token)
{
    buffer_add(out, token->text);
    if (token->kind <= TOKEN_CODE)
        buffer_add_char(out, ' ');
}

// The first term that is not before `text`; past all that begin so where `is_past`.
static uint32_t bisect(const Glossary *it, uint32_t low, uint32_t high, Slice text, bool is_past)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        Slice term = text_at(it, terms_of(it)[middle].text);
        Slice start = is_past ? slice_part(term, 0, text.len) : term;
        int order = slice_compare(start, text);
        if (order < 0 || (is_past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct Search {
    const Glossary *glossary;
    Slice text;
    Tokens tokens;
    ConceptHit *hits;
    size_t count, room;
    Arena *arena;
    uint32_t covered; // tokens before it are in a longer term
} Search;

typedef enum Script { SCRIPT_NONE, SCRIPT_HIRAGANA, SCRIPT_KATAKANA, SCRIPT_IDEOGRAPH } Script;

static Script script_at(Slice text)
{
    size_t length;
    int32_t c = text.len > 0 ? utf8_decode(text, &length) : 0;
    if (c >= 0x3041 && c <= 0x309F)
        return SCRIPT_HIRAGANA;
    if ((c >= 0x30A1 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9F))
        return SCRIPT_KATAKANA;
    return fold_is_ideograph((uint32_t)c) ? SCRIPT_IDEOGRAPH : SCRIPT_NONE;
}

static Slice character_before(Slice text, size_t at)
{
    size_t start = at;
    while (start > 0 && ((unsigned char)text.at[start - 1] & 0xC0) == 0x80)
        start--;
    return start > 0 ? slice_part(text, start - 1, at - start + 1) : S("");
}

// Whether neither neighbour is of the script that the term is written in there. Letters are cut at
// their ends anyway.
static bool stands_alone(const Search *it, const ConceptHit *hit)
{
    uint32_t start = it->tokens.at[hit->first].start;
    uint32_t end = it->tokens.at[hit->first + hit->count - 1].end;
    Script first = script_at(slice_part(it->text, start, it->text.len));
    Script last = script_at(character_before(it->text, end));
    Script before = script_at(character_before(it->text, start));
    Script behind = script_at(slice_part(it->text, end, it->text.len));
    return (before == SCRIPT_NONE || before != first) && (behind == SCRIPT_NONE || behind != last);
}

static void add_hits(Search *it, uint32_t from, uint32_t end, Slice text, ConceptHit hit)
{
    for (uint32_t i = from; i < end; i++) {
        const Term *term = &terms_of(it->glossary)[i];
        if (!slice_equal(text_at(it->glossary, term->text), text))
            return;
        if (it->count == it->room) {
            size_t more = it->room > 0 ? 2 * it->room : 32;
            it->hits = arena_resize(it->arena, it->hits, it->room * sizeof *it->hits,
                                    more * sizeof *it->hits);
            it->room = more;
        }
        hit.concept = term->concept & CONCEPT;
        hit.is_shared = (term->concept & MARK_SHARED) != 0;
        if ((term->concept & MARK_ALONE) != 0 && !stands_alone(it, &hit))
            continue;
        it->hits[it->count++] = hit;
    }
}

// One character by itself means too much to be a part of something else.
static bool is_enough(const Token *tokens, uint32_t count)
{
    return count > 1 || tokens->kind != TOKEN_SIGN;
}

static void find_from(Search *it, uint32_t first)
{
    Buffer text = buffer_new(it->arena);
    uint32_t low = 0, high = it->glossary->header.terms, longest = 0;
    size_t start = it->count;
    for (uint32_t i = 0; i < TERM_TOKENS_MAX && first + i < it->tokens.count && low < high; i++) {
        add_token(&text, &it->tokens.at[first + i]);
        low = bisect(it->glossary, low, high, buffer_slice(&text), false);
        high = bisect(it->glossary, low, high, buffer_slice(&text), true);
        size_t before = it->count;
        if (is_enough(&it->tokens.at[first], i + 1))
            add_hits(it, low, high, buffer_slice(&text),
                     (ConceptHit){.first = first, .count = i + 1});
        if (it->count > before)
            longest = i + 1;
    }
    // What crosses the end of a longer term was cut out of two words: 東|京都|. It is left out.
    bool is_inside = first < it->covered;
    if (is_inside && first + longest > it->covered)
        it->count = start;
    else if (first + longest > it->covered)
        it->covered = first + longest;
    for (size_t i = start; i < it->count; i++)
        it->hits[i].is_within = is_inside || it->hits[i].count < longest;
}

size_t glossary_find(const Glossary *glossary, Arena *arena, Slice text, Tokens tokens,
                     ConceptHit **hits)
{
    Search it = {.glossary = glossary, .text = text, .tokens = tokens, .arena = arena};
    for (uint32_t i = 0; i < tokens.count; i++)
        find_from(&it, i);
    *hits = it.hits;
    return it.count;
}

// ---- Compiling ----

typedef struct Draft {
    Slice text;
    uint32_t concept;
} Draft;

typedef struct Making {
    Arena *arena;
    Tokenizer *tokenizer;
    Faults *faults;
    Draft *terms;
    Slice *concepts;
    size_t term_count, term_room, concept_count, concept_room;
} Making;

static void *make_room(Arena *arena, void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return at;
    size_t more = *room > 0 ? 2 * *room : 4096;
    at = arena_resize(arena, at, *room * size, more * size);
    *room = more;
    return at;
}

static void add_term(Making *it, Slice term)
{
    uint32_t concept = (uint32_t)it->concept_count;
    for (term = slice_trim(term); term.len > 0; term.len--)
        if (slice_ends(term, S("=")))
    concept |= MARK_ALONE;
    else if (slice_ends(term, S("*"))) concept |= MARK_SHARED;
    else break;
    Tokens tokens = tokens_read(it->tokenizer, it->arena, term, TOKENS_IN_ORDER);
    Buffer text = buffer_new(it->arena);
    for (size_t i = 0; i < tokens.count && i < TERM_TOKENS_MAX; i++)
        add_token(&text, &tokens.at[i]);
    if (text.len == 0)
        return;
    it->terms = make_room(it->arena, it->terms, it->term_count, &it->term_room, sizeof *it->terms);
    it->terms[it->term_count++] = (Draft){buffer_slice(&text), concept};
}

// Lines before the one that names the columns say what the file is.
static void read_source(Making *it, const GlossarySource *source)
{
    Slice rest = source->bytes;
    bool is_begun = false;
    while (rest.len > 0) {
        Slice line = slice_cut(&rest, '\n'), cells[COLUMNS];
        for (int i = 0; i < COLUMNS; i++)
            cells[i] = slice_cut(&line, '\t');
        if (!is_begun || cells[0].len == 0) {
            is_begun |= slice_equal(cells[0], S("id"));
            continue;
        }
        for (int i = COLUMN_FIRST; i <= COLUMN_LAST; i++)
            while (cells[i].len > 0)
                add_term(it, slice_cut(&cells[i], '|'));
        it->concepts = make_room(it->arena, it->concepts, it->concept_count, &it->concept_room,
                                 sizeof *it->concepts);
        it->concepts[it->concept_count++] = cells[0];
    }
    if (!is_begun)
        fault_add(it->faults, FAULT_SYNTAX, 1, 1,
                  "%.*s has no line that begins with `id`, which names the columns",
                  (int)source->name.len, source->name.at);
}

static int compare_drafts(const void *a, const void *b)
{
    const Draft *one = a, *other = b;
    int order = slice_compare(one->text, other->text);
    return order != 0 ? order : (one->concept > other->concept) - (one->concept < other->concept);
}

static bool is_repeated(const Making *it, size_t i)
{
    return i > 0 && compare_drafts(&it->terms[i - 1], &it->terms[i]) == 0;
}

static void add_bytes(Buffer *out, const void *bytes, size_t len)
{
    buffer_add(out, (Slice){bytes, len});
}

static Slice write_table(Making *it)
{
    Buffer out = buffer_new(it->arena), texts = buffer_new(it->arena), ids = buffer_new(it->arena);
    Header header = {.magic = MAGIC, .concepts = (uint32_t)it->concept_count};
    Buffer rows = buffer_new(it->arena);
    for (size_t i = 0; i < it->term_count; i++) {
        Slice text = it->terms[i].text;
        if (is_repeated(it, i))
            continue;
        Term term = {{(uint32_t)texts.len, (uint32_t)text.len}, it->terms[i].concept};
        buffer_add(&texts, text);
        add_bytes(&rows, &term, sizeof term);
        header.terms++;
    }
    for (size_t i = 0; i < it->concept_count; i++) {
        Place place = {(uint32_t)texts.len, (uint32_t)it->concepts[i].len};
        buffer_add(&texts, it->concepts[i]);
        add_bytes(&ids, &place, sizeof place);
    }
    header.bytes = (uint32_t)texts.len;
    add_bytes(&out, &header, sizeof header);
    buffer_add(&out, buffer_slice(&rows));
    buffer_add(&out, buffer_slice(&ids));
    buffer_add(&out, buffer_slice(&texts));
    return buffer_slice(&out);
}

Slice glossary_make(Arena *arena, const GlossarySource *sources, size_t count, Faults *faults)
{
    Making it = {.arena = arena, .tokenizer = tokenizer_new(arena, faults), .faults = faults};
    if (it.tokenizer == NULL)
        return (Slice){0};
    for (size_t i = 0; i < count; i++)
        read_source(&it, &sources[i]);
    if (it.term_count > 0)
        qsort(it.terms, it.term_count, sizeof *it.terms, compare_drafts);
    return faults->count == 0 ? write_table(&it) : (Slice){0};
}
