// SPDX-License-Identifier: Apache-2.0
// Finds rows by what people type.
//
//     query ─► code? ─► folded ─► longest word ─► a range of the index ─► [judged] ─► the best
//
// The index has every word of every name in the order of the folded texts, so that all names with a
// word that begins so lie beside each other. The longest word of a query is looked up, being the
// rarest as a rule; the others are searched in the names that this leaves.

#include "codes/internal.h"

#include "base/fold.h"
#include "base/utf8.h"

#include <ctype.h>

enum {
    SCAN_MAX = 50000, // names judged: a millisecond or two
    CODE_MAX = 40,    // characters; the longest code, a tariff line's, has 12
};

// "jp yok", "8703.23" ─► "JPYOK", "870323". Empty where it is too long to be one.
static Slice bare_code(Slice code, char out[CODE_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < code.len; i++) {
        if (strchr(" .-", code.at[i]) != NULL && code.at[i] != '\0')
            continue;
        if (len == CODE_MAX)
            return S("");
        out[len++] = (char)toupper((unsigned char)code.at[i]);
    }
    return (Slice){out, len};
}

static Slice upper_code(Slice code, char out[CODE_MAX])
{
    if (code.len > CODE_MAX)
        return S("");
    for (size_t i = 0; i < code.len; i++)
        out[i] = (char)toupper((unsigned char)code.at[i]);
    return (Slice){out, code.len};
}

CodeRow codes_find_loosely(const Codes *codes, Slice code)
{
    char out[CODE_MAX];
    CodeRow row = codes_find(codes, code);
    if (row == CODE_NONE) // with its hyphens: JP-13
        row = codes_find(codes, upper_code(code, out));
    if (row == CODE_NONE)
        row = codes_find(codes, bare_code(code, out));
    return row;
}

// ---- The best hits ----

typedef struct Judged {
    CodeHit hit;
    uint32_t languages; // that the row has a name in
    size_t length;      // of the name where it was found
} Judged;

typedef struct Search {
    const Codes *codes;
    Slice query, word; // folded; the word that the index is asked for
    Judged *best;      // the best first
    size_t count, room;
} Search;

static uint32_t count_languages(const Codes *codes, CodeRow row)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < codes->column_count; i++)
        count += codes->kinds[i] == COLUMN_NAME && codes_cell(codes, row, i).len > 0;
    return count;
}

static bool is_better(const Judged *a, const Judged *b)
{
    if (a->hit.match != b->hit.match)
        return a->hit.match < b->hit.match;
    if (a->languages != b->languages)
        return a->languages > b->languages;
    return a->length != b->length ? a->length < b->length : a->hit.row < b->hit.row;
}

static void keep(Search *it, Judged judged)
{
    if (it->count == it->room && !is_better(&judged, &it->best[it->count - 1]))
        return;
    size_t at = 0;
    while (at < it->count && it->best[at].hit.row != judged.hit.row)
        at++;
    if (at < it->count && !is_better(&judged, &it->best[at]))
        return;
    // A row that is there already leaves its old place; else the last falls out, or one is added.
    if (at == it->count && it->count < it->room)
        it->count++;
    if (at == it->count)
        at--;
    for (; at > 0 && is_better(&judged, &it->best[at - 1]); at--)
        it->best[at] = it->best[at - 1];
    it->best[at] = judged;
}

static void keep_row(Search *it, CodeRow row, CodeMatch match)
{
    keep(it, (Judged){
                 {row, 0, match}, count_languages(it->codes, row), codes_code(it->codes, row).len});
}

// ---- Names ----

static bool ends_word(Slice rest, size_t len)
{
    return rest.len == len || rest.at[len] == ' ';
}

static CodeMatch match_of(const Search *it, CodeEntry entry)
{
    if (slice_equal(entry.name, it->query))
        return MATCH_NAME;
    Slice rest = entry_rest(entry);
    bool is_whole = slice_starts(rest, it->query) && ends_word(rest, it->query.len);
    if (is_whole || it->word.len < it->query.len)
        return is_whole || ends_word(rest, it->word.len) ? MATCH_WORD : MATCH_WORD_START;
    return entry.start == 0 ? MATCH_NAME_START : MATCH_WORD_START;
}

// Whether a word that begins so is in the name.
static bool has_word(Slice name, Slice word)
{
    Slice rest = name;
    for (size_t at; (at = slice_find(rest, word)) != SIZE_MAX;) {
        size_t length, start = (size_t)(rest.at - name.at) + at;
        bool is_start = start == 0 || name.at[start - 1] == ' ';
        int32_t c = utf8_decode(slice_part(name, start, name.len), &length);
        if (is_start || fold_is_word_by_itself((uint32_t)c))
            return true;
        rest = slice_part(name, start + length, name.len);
    }
    return false;
}

static bool has_all_words(const Search *it, Slice name)
{
    Slice rest = it->query;
    while (rest.len > 0)
        if (!has_word(name, slice_cut(&rest, ' ')))
            return false;
    return true;
}

static uint32_t first_entry(const Search *it)
{
    uint32_t low = 0, high = it->codes->entry_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (slice_compare(entry_rest(codes_entry(it->codes, middle)), it->word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void search_names(Search *it)
{
    uint32_t first = first_entry(it);
    for (uint32_t i = first; i < it->codes->entry_count && i - first < SCAN_MAX; i++) {
        CodeEntry entry = codes_entry(it->codes, i);
        if (!slice_starts(entry_rest(entry), it->word))
            return;
        if (it->word.len < it->query.len && !has_all_words(it, entry.name))
            continue;
        Judged judged = {
            {entry.row, entry.column, match_of(it, entry)}, UINT32_MAX, entry.name.len};
        // Languages are counted only where that can matter.
        if (it->count == it->room && !is_better(&judged, &it->best[it->count - 1]))
            continue;
        judged.languages = count_languages(it->codes, entry.row);
        keep(it, judged);
    }
}

static Slice longest_word(Slice query)
{
    Slice longest = S("");
    while (query.len > 0) {
        Slice word = slice_cut(&query, ' ');
        if (word.len > longest.len)
            longest = word;
    }
    return longest;
}

// ---- Codes ----

static void search_codes(Search *it, Slice query)
{
    enum { PREFIX_LEN_MIN = 2 }; // one letter begins far too many
    CodeRow row = codes_find_loosely(it->codes, query), end;
    if (row != CODE_NONE)
        keep_row(it, row, MATCH_CODE);
    char out[CODE_MAX];
    if (query.len < PREFIX_LEN_MIN || query.len > CODE_MAX)
        return;
    codes_range(it->codes, upper_code(query, out), &row, &end);
    if (row == end && bare_code(query, out).len >= PREFIX_LEN_MIN)
        codes_range(it->codes, bare_code(query, out), &row, &end);
    for (size_t i = 0; row < end && i < it->room; row++, i++)
        keep_row(it, row, MATCH_CODE_START);
}

size_t codes_search(const Codes *codes, Arena *scratch, Slice query, CodeHit *hits, size_t room)
{
    query = slice_trim(query);
    if (query.len == 0 || query.len > CODES_TEXT_MAX || room == 0)
        return 0;
    ArenaMark mark = arena_mark(scratch);
    Search it = {.codes = codes, .room = room, .best = arena_array(scratch, Judged, room)};
    search_codes(&it, query);
    it.query = fold_name(scratch, query);
    it.word = longest_word(it.query);
    if (it.word.len > 0)
        search_names(&it);
    for (size_t i = 0; i < it.count; i++)
        hits[i] = it.best[i].hit;
    arena_release(scratch, mark);
    return it.count;
}
