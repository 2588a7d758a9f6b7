// SPDX-License-Identifier: Apache-2.0
// Functions on strings (F&O 7.2 to 7.5).

#include "base/buffer.h"
#include "base/space.h"
#include "base/utf8.h"
#include "xpath/functions/families.h"
#include "xpath/values/collation.h"

#include <math.h>
#include <unicode/ucasemap.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

// ---- 7.2 Code points ----

static Seq fn_codepoints_to_string(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    Buffer out = buffer_new(eval->scratch);
    for (size_t i = 0; i < args[0].count; i++) {
        Item item = args[0].items[i];
        if (item.is_big || item.whole < 0 || item.whole > 0x10FFFF ||
            !is_xml_char((uint32_t)item.whole))
            eval_raise(eval, "FOCH0001", "%lld is not the code point of an XML character",
                       item.is_big ? -1ll : (long long)item.whole);
        buffer_add_code_point(&out, (uint32_t)item.whole);
    }
    return give_string(eval, buffer_slice(&out));
}

static Seq fn_string_to_codepoints(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0);
    Item *items = arena_take_raw(eval->scratch, text.len * sizeof *items, alignof(Item));
    size_t made = 0;
    while (text.len > 0) {
        size_t length;
        items[made++] = item_integer(utf8_decode(text, &length));
        text = slice_part(text, length, text.len);
    }
    return (Seq){items, made};
}

// ---- 7.3 Comparing ----

static Seq fn_compare(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0 || args[1].count == 0)
        return SEQ_EMPTY;
    int order = collation_compare(collation_of(eval, args, count, 2), text_of(args, count, 0),
                                  text_of(args, count, 1));
    return give_integer(eval, order < 0 ? -1 : order > 0);
}

static Seq fn_codepoint_equal(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0 || args[1].count == 0)
        return SEQ_EMPTY;
    return give_boolean(eval, slice_equal(text_of(args, count, 0), text_of(args, count, 1)));
}

// ---- 7.4 Making and cutting ----

static Seq fn_concat(Eval *eval, const Seq *args, size_t count)
{
    Buffer out = buffer_new(eval->scratch);
    for (size_t i = 0; i < count; i++)
        if (args[i].count)
            buffer_add(&out, value_string(eval, args[i].items[0]));
    return give_string(eval, buffer_slice(&out));
}

static Seq fn_string_join(Eval *eval, const Seq *args, size_t count)
{
    Buffer out = buffer_new(eval->scratch);
    Slice separator = text_of(args, count, 1);
    for (size_t i = 0; i < args[0].count; i++) {
        if (i > 0)
            buffer_add(&out, separator);
        buffer_add(&out, value_string(eval, args[0].items[i]));
    }
    return give_string(eval, buffer_slice(&out));
}

static double round_half_up(double number)
{
    double down = floor(number);
    return number - down >= 0.5 ? down + 1 : down;
}

// Characters at positions p with round(start) <= p < round(start) + round(length), in doubles: NaN
// selects nothing.
static Seq fn_substring(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0);
    double from = round_half_up(args[1].items[0].number);
    double to = count > 2 ? from + round_half_up(args[2].items[0].number) : INFINITY;
    if (isnan(from) || isnan(to) || to <= 1 || from >= to || from > (double)text.len)
        return give_string(eval, S(""));
    size_t start = from > 1 ? utf8_offset(text, (size_t)from - 1) : 0;
    if (isinf(to) || to > (double)text.len + 1)
        return give_string(eval, slice_part(text, start, text.len));
    size_t wanted = (size_t)(to - (from > 1 ? from : 1));
    Slice rest = slice_part(text, start, text.len);
    return give_string(eval, slice_part(rest, 0, utf8_offset(rest, wanted)));
}

static Seq fn_string_length(Eval *eval, const Seq *args, size_t count)
{
    return give_integer(eval, (int64_t)utf8_count(text_of(args, count, 0)));
}

static Seq fn_normalize_space(Eval *eval, const Seq *args, size_t count)
{
    return give_string(eval, space_collapse(eval->scratch, text_of(args, count, 0)));
}

static const UNormalizer2 *normalizer(Eval *eval, Slice form, UErrorCode *status)
{
    static const struct {
        Slice name;
        const UNormalizer2 *(*get)(UErrorCode *);
    } forms[] = {
        {S_INIT("NFC"), unorm2_getNFCInstance},
        {S_INIT("NFD"), unorm2_getNFDInstance},
        {S_INIT("NFKC"), unorm2_getNFKCInstance},
        {S_INIT("NFKD"), unorm2_getNFKDInstance},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (slice_equal(forms[i].name, form))
            return forms[i].get(status);
    eval_raise(eval, "FOCH0003",
               "the normalization form \"%.*s\" is not supported; use NFC, NFD, NFKC or NFKD",
               (int)(form.len < 40 ? form.len : 40), form.at);
}

typedef struct Wide {
    UChar *at;
    int32_t len;
} Wide;

enum { WIDE_MAX = 100 << 20 }; // ICU counts in int32_t, and a character may become eighteen

static Wide widen(Eval *eval, Slice text)
{
    UErrorCode status = U_ZERO_ERROR;
    if (text.len > WIDE_MAX)
        guard_raise(eval->guard, FAULT_LIMIT, NULL,
                    "a text of %zu bytes is too long for this function", text.len);
    Wide wide = {arena_take_raw(eval->scratch, (text.len + 1) * sizeof *wide.at, alignof(UChar)),
                 0};
    u_strFromUTF8(wide.at, (int32_t)text.len + 1, &wide.len, text.at ? text.at : "",
                  (int32_t)text.len, &status);
    return wide;
}

static Slice narrow(Eval *eval, Wide wide)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0;
    char *out = arena_take_raw(eval->scratch, (size_t)wide.len * 3 + 1, 1);
    u_strToUTF8(out, wide.len * 3 + 1, &len, wide.at, wide.len, &status);
    return (Slice){out, (size_t)len};
}

static Seq fn_normalize_unicode(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0);
    Slice form = count > 1 ? slice_trim(text_of(args, count, 1)) : S("NFC");
    char upper[16];
    if (form.len == 0)
        return give_string(eval, text);
    if (form.len < sizeof upper) {
        for (size_t i = 0; i < form.len; i++)
            upper[i] =
                (char)(form.at[i] >= 'a' && form.at[i] <= 'z' ? form.at[i] - 32 : form.at[i]);
        form.at = upper;
    }
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *rules = normalizer(eval, form, &status);
    Wide from = widen(eval, text);
    Wide to = {NULL, 0};
    for (int32_t room = from.len + from.len / 2 + 16, turn = 0; turn < 2;
         room = to.len + 1, turn++) {
        status = U_ZERO_ERROR; // too little room is told together with what is needed
        to.at = arena_take_raw(eval->scratch, (size_t)room * sizeof(UChar), alignof(UChar));
        to.len = unorm2_normalize(rules, from.at, from.len, to.at, room, &status);
        if (status != U_BUFFER_OVERFLOW_ERROR)
            break;
    }
    if (U_FAILURE(status))
        eval_raise(eval, "FOCH0003", "the text could not be normalized");
    return give_string(eval, narrow(eval, to));
}

static bool is_ascii(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

static Slice change_case(Eval *eval, Slice text, bool to_upper)
{
    if (is_ascii(text)) {
        char low = to_upper ? 'a' : 'A', high = to_upper ? 'z' : 'Z';
        size_t first = 0;
        while (first < text.len && !(text.at[first] >= low && text.at[first] <= high))
            first++;
        if (first == text.len)
            return text; // as codes mostly are
        char *out = arena_take_raw(eval->scratch, text.len, 1);
        for (size_t i = 0; i < text.len; i++)
            out[i] =
                (char)(text.at[i] >= low && text.at[i] <= high ? text.at[i] ^ 0x20 : text.at[i]);
        return (Slice){out, text.len};
    }
    UErrorCode status = U_ZERO_ERROR;
    Wide from = widen(eval, text);
    int32_t room = from.len * 3 + 1;
    Wide to = {arena_take_raw(eval->scratch, (size_t)room * sizeof(UChar), alignof(UChar)), 0};
    to.len = to_upper ? u_strToUpper(to.at, room, from.at, from.len, "", &status)
                      : u_strToLower(to.at, room, from.at, from.len, "", &status);
    return narrow(eval, to);
}

static Seq fn_upper_case(Eval *eval, const Seq *args, size_t count)
{
    return give_string(eval, change_case(eval, text_of(args, count, 0), true));
}

static Seq fn_lower_case(Eval *eval, const Seq *args, size_t count)
{
    return give_string(eval, change_case(eval, text_of(args, count, 0), false));
}

// The character at the same place in `to`, or the end: -1 where there is none, -2 where c is not
// mapped.
static int32_t mapped(Slice from, Slice to, int32_t c)
{
    while (from.len > 0) {
        size_t length;
        int32_t candidate = utf8_decode(from, &length);
        from = slice_part(from, length, from.len);
        int32_t target = -1;
        if (to.len > 0) {
            target = utf8_decode(to, &length);
            to = slice_part(to, length, to.len);
        }
        if (candidate == c)
            return target;
    }
    return -2;
}

static Slice translate_ascii(Eval *eval, Slice text, Slice from, Slice to)
{
    int16_t map[256]; // the byte instead; -1: none
    for (int c = 0; c < 256; c++)
        map[c] = (int16_t)c;
    for (size_t i = from.len; i-- > 0;) // of a character that is named twice the first counts
        map[(unsigned char)from.at[i]] = i < to.len ? (int16_t)to.at[i] : -1;
    char *out = arena_take_raw(eval->scratch, text.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int16_t target = map[(unsigned char)text.at[i]];
        if (target >= 0)
            out[len++] = (char)target;
    }
    return (Slice){out, len};
}

static Seq fn_translate(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0), from = text_of(args, count, 1),
          to = text_of(args, count, 2);
    if (is_ascii(from) && is_ascii(to))
        return give_string(eval, translate_ascii(eval, text, from, to));
    Buffer out = buffer_new(eval->scratch);
    buffer_reserve(&out, text.len);
    while (text.len > 0) {
        size_t length;
        int32_t c = utf8_decode(text, &length);
        int32_t target = mapped(from, to, c);
        if (target == -2)
            buffer_add(&out, slice_part(text, 0, length));
        else if (target >= 0)
            buffer_add_code_point(&out, (uint32_t)target);
        text = slice_part(text, length, text.len);
    }
    return give_string(eval, buffer_slice(&out));
}

// ---- URIs ----

static Slice escape(Eval *eval, Slice text, bool keeps(unsigned char))
{
    Buffer out = buffer_new(eval->scratch);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (keeps(c))
            buffer_add_char(&out, (char)c);
        else
            buffer_print(&out, "%%%02X", c);
    }
    return buffer_slice(&out);
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-_.~", c));
}

static bool is_uri_char(unsigned char c)
{
    return c > 0x20 && c < 0x7F && !strchr("<>\"{}|\\^`", c);
}

static bool is_printable(unsigned char c)
{
    return c >= 0x20 && c < 0x7F;
}

static Seq fn_encode_for_uri(Eval *eval, const Seq *args, size_t count)
{
    return give_string(eval, escape(eval, text_of(args, count, 0), is_unreserved));
}

static Seq fn_iri_to_uri(Eval *eval, const Seq *args, size_t count)
{
    return give_string(eval, escape(eval, text_of(args, count, 0), is_uri_char));
}

static Seq fn_escape_html_uri(Eval *eval, const Seq *args, size_t count)
{
    return give_string(eval, escape(eval, text_of(args, count, 0), is_printable));
}

// ---- 7.5 Searching ----

static Seq fn_contains(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    Slice text = text_of(args, count, 0), needle = text_of(args, count, 1);
    size_t start, end;
    return give_boolean(
        eval, collation ? needle.len == 0 || collation_search(collation, text, needle, &start, &end)
                        : slice_find(text, needle) != SIZE_MAX);
}

static Seq fn_starts_with(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    Slice text = text_of(args, count, 0), needle = text_of(args, count, 1);
    size_t end;
    return give_boolean(eval, collation ? needle.len == 0 ||
                                              collation_starts(collation, text, needle, &end)
                                        : slice_starts(text, needle));
}

static Seq fn_ends_with(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    Slice text = text_of(args, count, 0), needle = text_of(args, count, 1);
    return give_boolean(eval, collation ? needle.len == 0 || collation_ends(collation, text, needle)
                                        : slice_ends(text, needle));
}

static bool find(Eval *eval, const Seq *args, size_t count, size_t *start, size_t *end)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    Slice text = text_of(args, count, 0), needle = text_of(args, count, 1);
    if (collation && needle.len)
        return collation_search(collation, text, needle, start, end);
    *start = slice_find(text, needle);
    *end = *start + needle.len;
    return *start != SIZE_MAX;
}

static Seq fn_substring_before(Eval *eval, const Seq *args, size_t count)
{
    size_t start, end;
    bool found = find(eval, args, count, &start, &end);
    return give_string(eval, found ? slice_part(text_of(args, count, 0), 0, start) : S(""));
}

static Seq fn_substring_after(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0);
    size_t start, end;
    return give_string(eval, find(eval, args, count, &start, &end) ? slice_part(text, end, text.len)
                                                                   : S(""));
}

// clang-format off: a function is a row
const Function string_functions[] = {
    {"codepoints-to-string",
     1,
     1,
     0,
     ONE(TYPE_STRING),
     {ANY(TYPE_INTEGER)},
     fn_codepoints_to_string},
    {"string-to-codepoints",
     1,
     1,
     0,
     ANY(TYPE_INTEGER),
     {OPTIONAL(TYPE_STRING)},
     fn_string_to_codepoints},
    {"compare",
     2,
     3,
     FUNCTION_COLLATION,
     OPTIONAL(TYPE_INTEGER),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_compare},
    {"codepoint-equal",
     2,
     2,
     0,
     OPTIONAL(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING)},
     fn_codepoint_equal},
    {"concat", 2, ARGUMENTS_ANY, 0, ONE(TYPE_STRING), {OPTIONAL(TYPE_ANY_ATOMIC)}, fn_concat},
    {"string-join",
     2,
     2,
     FUNCTION_XPATH2,
     ONE(TYPE_STRING),
     {ANY(TYPE_STRING), ONE(TYPE_STRING)},
     fn_string_join},
    {"string-join",
     1,
     2,
     FUNCTION_XPATH3,
     ONE(TYPE_STRING),
     {ANY(TYPE_ANY_ATOMIC), ONE(TYPE_STRING)},
     fn_string_join},
    {"substring",
     2,
     3,
     0,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_DOUBLE), ONE(TYPE_DOUBLE)},
     fn_substring},
    {"string-length",
     0,
     1,
     FUNCTION_CONTEXT,
     ONE(TYPE_INTEGER),
     {OPTIONAL(TYPE_STRING)},
     fn_string_length},
    {"normalize-space",
     0,
     1,
     FUNCTION_CONTEXT,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING)},
     fn_normalize_space},
    {"normalize-unicode",
     1,
     2,
     0,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_normalize_unicode},
    {"upper-case", 1, 1, 0, ONE(TYPE_STRING), {OPTIONAL(TYPE_STRING)}, fn_upper_case},
    {"lower-case", 1, 1, 0, ONE(TYPE_STRING), {OPTIONAL(TYPE_STRING)}, fn_lower_case},
    {"translate",
     3,
     3,
     0,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING), ONE(TYPE_STRING)},
     fn_translate},
    {"encode-for-uri", 1, 1, 0, ONE(TYPE_STRING), {OPTIONAL(TYPE_STRING)}, fn_encode_for_uri},
    {"iri-to-uri", 1, 1, 0, ONE(TYPE_STRING), {OPTIONAL(TYPE_STRING)}, fn_iri_to_uri},
    {"escape-html-uri", 1, 1, 0, ONE(TYPE_STRING), {OPTIONAL(TYPE_STRING)}, fn_escape_html_uri},
    {"contains",
     2,
     3,
     FUNCTION_COLLATION,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_contains},
    {"starts-with",
     2,
     3,
     FUNCTION_COLLATION,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_starts_with},
    {"ends-with",
     2,
     3,
     FUNCTION_COLLATION,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_ends_with},
    {"substring-before",
     2,
     3,
     FUNCTION_COLLATION,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_substring_before},
    {"substring-after",
     2,
     3,
     FUNCTION_COLLATION,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_substring_after},
};
// clang-format on
const size_t string_function_count = sizeof string_functions / sizeof *string_functions;
