// SPDX-License-Identifier: Apache-2.0
// Collations by URI (F&O 7.3.1): code points, HTML's ASCII without case, and ICU's by the UCA's
// URI:
//
//     http://www.w3.org/2013/collation/UCA?lang=ja;strength=primary

#include "xpath/values/collation.h"
#include "base/buffer.h"

#include <string.h>
#include <unicode/ucol.h>
#include <unicode/usearch.h>
#include <unicode/ustring.h>

#define UCA        "http://www.w3.org/2013/collation/UCA"
#define HTML_ASCII "http://www.w3.org/2005/xpath-functions/collation/html-ascii-case-insensitive"

struct Collation {
    Slice uri;
    UCollator *icu; // NULL: ASCII without case
    struct Collation *next;
};

typedef struct CollationCache {
    Collation *first;
} CollationCache;

static void close_collator(void *handle)
{
    ucol_close(handle);
}

// ---- The URI's parameters ----

typedef struct Setting {
    Slice key, value;
    UColAttribute attribute;
    UColAttributeValue icu;
} Setting;

static const Setting settings[] = {
    {S_INIT("strength"), S_INIT("primary"), UCOL_STRENGTH, UCOL_PRIMARY},
    {S_INIT("strength"), S_INIT("1"), UCOL_STRENGTH, UCOL_PRIMARY},
    {S_INIT("strength"), S_INIT("secondary"), UCOL_STRENGTH, UCOL_SECONDARY},
    {S_INIT("strength"), S_INIT("2"), UCOL_STRENGTH, UCOL_SECONDARY},
    {S_INIT("strength"), S_INIT("tertiary"), UCOL_STRENGTH, UCOL_TERTIARY},
    {S_INIT("strength"), S_INIT("3"), UCOL_STRENGTH, UCOL_TERTIARY},
    {S_INIT("strength"), S_INIT("quaternary"), UCOL_STRENGTH, UCOL_QUATERNARY},
    {S_INIT("strength"), S_INIT("4"), UCOL_STRENGTH, UCOL_QUATERNARY},
    {S_INIT("strength"), S_INIT("identical"), UCOL_STRENGTH, UCOL_IDENTICAL},
    {S_INIT("strength"), S_INIT("5"), UCOL_STRENGTH, UCOL_IDENTICAL},
    {S_INIT("alternate"), S_INIT("shifted"), UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED},
    {S_INIT("alternate"), S_INIT("non-ignorable"), UCOL_ALTERNATE_HANDLING, UCOL_NON_IGNORABLE},
    {S_INIT("alternate"), S_INIT("blanked"), UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED},
    {S_INIT("backwards"), S_INIT("yes"), UCOL_FRENCH_COLLATION, UCOL_ON},
    {S_INIT("backwards"), S_INIT("no"), UCOL_FRENCH_COLLATION, UCOL_OFF},
    {S_INIT("normalization"), S_INIT("yes"), UCOL_NORMALIZATION_MODE, UCOL_ON},
    {S_INIT("normalization"), S_INIT("no"), UCOL_NORMALIZATION_MODE, UCOL_OFF},
    {S_INIT("caseLevel"), S_INIT("yes"), UCOL_CASE_LEVEL, UCOL_ON},
    {S_INIT("caseLevel"), S_INIT("no"), UCOL_CASE_LEVEL, UCOL_OFF},
    {S_INIT("caseFirst"), S_INIT("upper"), UCOL_CASE_FIRST, UCOL_UPPER_FIRST},
    {S_INIT("caseFirst"), S_INIT("lower"), UCOL_CASE_FIRST, UCOL_LOWER_FIRST},
    {S_INIT("numeric"), S_INIT("yes"), UCOL_NUMERIC_COLLATION, UCOL_ON},
    {S_INIT("numeric"), S_INIT("no"), UCOL_NUMERIC_COLLATION, UCOL_OFF},
};

static bool next_parameter(Slice *rest, Slice *key, Slice *value)
{
    if (rest->len == 0)
        return false;
    Slice pair = slice_cut(rest, ';');
    *key = slice_cut(&pair, '=');
    *value = pair;
    return true;
}

// fallback=no asks to refuse what is not understood.
static bool configure(UCollator *icu, Slice parameters, bool may_fall_back)
{
    Slice rest = parameters, key, value;
    while (next_parameter(&rest, &key, &value)) {
        bool is_known = slice_equal(key, S("lang")) || slice_equal(key, S("fallback")) ||
                        slice_equal(key, S("version")) || slice_equal(key, S("maxVariable")) ||
                        slice_equal(key, S("reorder"));
        for (size_t i = 0; i < sizeof settings / sizeof *settings && !is_known; i++) {
            if (!slice_equal(settings[i].key, key) || !slice_equal(settings[i].value, value))
                continue;
            UErrorCode status = U_ZERO_ERROR;
            ucol_setAttribute(icu, settings[i].attribute, settings[i].icu, &status);
            is_known = U_SUCCESS(status);
        }
        if (!is_known && !may_fall_back)
            return false;
    }
    return true;
}

static UCollator *open_uca(Slice parameters)
{
    char language[64] = "";
    bool may_fall_back = true;
    Slice rest = parameters, key, value;
    while (next_parameter(&rest, &key, &value)) {
        if (slice_equal(key, S("lang")) && value.len < sizeof language) {
            memcpy(language, value.at, value.len);
            language[value.len] = '\0';
        } else if (slice_equal(key, S("fallback"))) {
            may_fall_back = !slice_equal(value, S("no"));
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    UCollator *icu = ucol_open(language, &status);
    if (U_FAILURE(status))
        return NULL;
    if (!configure(icu, parameters, may_fall_back)) {
        ucol_close(icu);
        return NULL;
    }
    return icu;
}

// ---- Finding ----

const Collation *collation_find(Eval *eval, Slice uri)
{
    if (slice_equal(uri, S(COLLATION_CODE_POINT)))
        return NULL;
    if (!eval->collations)
        eval->collations = arena_array(eval->own, CollationCache, 1);
    CollationCache *cache = eval->collations;
    for (const Collation *at = cache->first; at; at = at->next)
        if (slice_equal(at->uri, uri))
            return at;
    bool is_ascii = slice_equal(uri, S(HTML_ASCII));
    UCollator *icu = NULL;
    if (slice_equal(uri, S(UCA)))
        icu = open_uca(S(""));
    else if (slice_starts(uri, S(UCA "?")))
        icu = open_uca(slice_part(uri, sizeof UCA, uri.len));
    if (!icu && !is_ascii)
        eval_raise(eval, "FOCH0002", "the collation \"%.*s\" is not known; use " UCA "?lang=…",
                   (int)(uri.len < 120 ? uri.len : 120), uri.at);
    Collation *made = arena_array(eval->own, Collation, 1);
    *made = (Collation){arena_copy(eval->own, uri), icu, cache->first};
    if (icu)
        arena_defer(eval->own, close_collator, icu);
    cache->first = made;
    return made;
}

// ---- Using ----

static int fold_ascii(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

static int compare_ascii(Slice a, Slice b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++)
        if (fold_ascii(a.at[i]) != fold_ascii(b.at[i]))
            return fold_ascii(a.at[i]) - fold_ascii(b.at[i]);
    return a.len < b.len ? -1 : a.len > b.len;
}

int collation_compare(const Collation *collation, Slice a, Slice b)
{
    if (!collation)
        return slice_compare(a, b);
    if (!collation->icu)
        return compare_ascii(a, b);
    UErrorCode status = U_ZERO_ERROR;
    return ucol_strcollUTF8(collation->icu, a.at ? a.at : "", (int32_t)a.len, b.at ? b.at : "",
                            (int32_t)b.len, &status);
}

// The shortest match from each start on: collation units are few bytes long, and strings in rules
// short.
bool collation_search(const Collation *collation, Slice text, Slice needle, size_t *start,
                      size_t *end)
{
    for (size_t from = 0; from <= text.len; from++) {
        if (from < text.len && ((unsigned char)text.at[from] & 0xC0) == 0x80)
            continue;
        if (collation_starts(collation, slice_part(text, from, text.len), needle, end)) {
            *start = from;
            *end += from;
            return true;
        }
    }
    return false;
}

bool collation_starts(const Collation *collation, Slice text, Slice prefix, size_t *end)
{
    size_t most = prefix.len * 4 + 16; // a match is never much longer than what is sought
    for (size_t len = 0; len <= text.len && len <= most; len++) {
        bool is_boundary = len == text.len || ((unsigned char)text.at[len] & 0xC0) != 0x80;
        if (is_boundary && collation_compare(collation, slice_part(text, 0, len), prefix) == 0) {
            *end = len;
            return true;
        }
    }
    return false;
}

bool collation_ends(const Collation *collation, Slice text, Slice suffix)
{
    for (size_t from = text.len + 1; from-- > 0;) {
        bool is_boundary = from == text.len || ((unsigned char)text.at[from] & 0xC0) != 0x80;
        if (is_boundary &&
            collation_compare(collation, slice_part(text, from, text.len), suffix) == 0)
            return true;
    }
    return false;
}

Slice collation_key(Eval *eval, const Collation *collation, Slice text)
{
    char *out;
    if (!collation)
        return text;
    if (!collation->icu) {
        out = arena_take_raw(eval->scratch, text.len, 1);
        for (size_t i = 0; i < text.len; i++)
            out[i] = (char)fold_ascii(text.at[i]);
        return (Slice){out, text.len};
    }
    UErrorCode status = U_ZERO_ERROR;
    int32_t wide_len = 0;
    UChar *wide = arena_take_raw(eval->scratch, (text.len + 1) * sizeof *wide, alignof(UChar));
    u_strFromUTF8(wide, (int32_t)text.len + 1, &wide_len, text.at ? text.at : "", (int32_t)text.len,
                  &status);
    int32_t len = ucol_getSortKey(collation->icu, wide, wide_len, NULL, 0);
    out = arena_take_raw(eval->scratch, (size_t)len, 1);
    ucol_getSortKey(collation->icu, wide, wide_len, (uint8_t *)out, len);
    return (Slice){out, (size_t)len};
}
