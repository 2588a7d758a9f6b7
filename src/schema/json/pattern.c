// SPDX-License-Identifier: Apache-2.0
// Regular expressions as JSON Schema means them (ECMA-262 with the flag u), by PCRE2: what differs is translated.

#define PCRE2_CODE_UNIT_WIDTH 8
#include "schema/json/internal.h"

#include <pcre2.h>

enum {
    STEPS_MAX = 1000000,  // of one match: patterns are the schema author's, texts are anybody's
    HEAP_MAX = 20000,     // kibibytes
};

struct JsonPattern {
    pcre2_code *code;
    pcre2_match_context *limits;
};

static void free_code(void *code)
{
    pcre2_code_free(code);
}

static void free_limits(void *limits)
{
    pcre2_match_context_free(limits);
}

// \p{Letter} and its like: PCRE2 knows the short names of general categories.
static const struct {
    const char *name, *mark;
} categories[] = {
    {"Letter", "L"},           {"Uppercase_Letter", "Lu"}, {"Lowercase_Letter", "Ll"}, {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"}, {"Other_Letter", "Lo"},     {"Mark", "M"},              {"Number", "N"},
    {"Decimal_Number", "Nd"},  {"digit", "Nd"},            {"Letter_Number", "Nl"},    {"Other_Number", "No"},
    {"Punctuation", "P"},      {"punct", "P"},             {"Symbol", "S"},            {"Separator", "Z"},
    {"Space_Separator", "Zs"}, {"Other", "C"},             {"Control", "Cc"},          {"cntrl", "Cc"},
};

static size_t add_property(Buffer *out, Slice rest)
{
    size_t end = 0;
    while (end < rest.len && rest.at[end] != '}')
        end++;
    Slice name = slice_part(rest, 1, end - 1);
    static const char *const prefixes[] = {"gc=", "General_Category=", "Script=", "sc=", "Script_Extensions=", "scx="};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (slice_starts(name, slice_of(prefixes[i])))
            name = slice_part(name, strlen(prefixes[i]), name.len);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (slice_equal(name, slice_of(categories[i].name)))
            name = slice_of(categories[i].mark);
    buffer_add_char(out, '{');
    buffer_add(out, name);
    buffer_add_char(out, '}');
    return end + 1;
}

// The escape at text[i] (behind the backslash); answers how many bytes it has, 0 where ECMA-262 knows none of the kind.
static size_t add_escape(Buffer *out, Slice text, size_t i, bool in_class)
{
    static const char spaces[] = "\\t\\n\\x0B\\f\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF";
    char c = text.at[i];
    if (c == 's' || c == 'S') {
        if (in_class && c == 'S')
            buffer_add(out, S("\\S"));
        else
            buffer_print(out, in_class ? "%s%s%s" : "[%s%s%s", c == 'S' ? "^" : "", spaces, in_class ? "" : "]");
        return 1;
    }
    if ((c == 'p' || c == 'P') && i + 1 < text.len && text.at[i + 1] == '{') {
        buffer_add_char(out, '\\');
        buffer_add_char(out, c);
        return 1 + add_property(out, slice_part(text, i + 1, text.len));
    }
    if (c == '/' || c == '-') {
        buffer_print(out, "\\%c", c);
        return 1;
    }
    bool is_letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    if (is_letter && !strchr("bBcdDfknrtuvwWx", c))
        return 0;
    if (c == 'v') {
        buffer_add(out, S("\\x0B"));
        return 1;
    }
    buffer_add_char(out, '\\');
    buffer_add_char(out, c);
    return 1;
}

// What may stand behind an opening parenthesis: a plain group, (?: (?= (?! (?<= (?<! (?<name> and (?i: of flags.
static bool is_group(Slice rest)
{
    if (rest.len < 3 || rest.at[1] != '?')
        return true;
    size_t i = 2;
    while (i < rest.len && strchr("ims-", rest.at[i]))
        i++;
    return i < rest.len && (rest.at[i] == ':' || (i == 2 && strchr("=!<", rest.at[i])));
}

static bool translate(Buffer *out, Slice text)
{
    bool in_class = false;
    for (size_t i = 0; i < text.len;) {
        char c = text.at[i];
        if (c == '\\') {
            size_t len = i + 1 < text.len ? add_escape(out, text, i + 1, in_class) : 0;
            if (len == 0)
                return false;
            i += 1 + len;
            continue;
        }
        if (c == '(' && !in_class && !is_group(slice_part(text, i, text.len)))
            return false;
        if (c == '[' && in_class) {
            buffer_add(out, S("\\["));  // no classes within classes, no [:posix:]
            i++;
            continue;
        }
        if (c == '[')
            in_class = true;
        else if (c == ']')
            in_class = false;
        buffer_add_char(out, c);
        i++;
    }
    return true;
}

static pcre2_code *compile(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    int error;
    PCRE2_SIZE offset;
    if (!translate(&out, text))
        return NULL;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        return NULL;
    pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(out.at ? out.at : ""), out.len,
                                     PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF,
                                     &error, &offset, context);
    pcre2_compile_context_free(context);
    return code;
}

JsonPattern *pattern_of(Arena *arena, Slice text)
{
    pcre2_code *code = compile(arena, text);
    if (!code)
        return NULL;
    JsonPattern *pattern = arena_array(arena, JsonPattern, 1);
    arena_defer(arena, free_code, code);
    pattern->code = code;
    pattern->limits = pcre2_match_context_create(NULL);
    if (!pattern->limits)
        return NULL;
    arena_defer(arena, free_limits, pattern->limits);
    pcre2_set_match_limit(pattern->limits, STEPS_MAX);
    pcre2_set_heap_limit(pattern->limits, HEAP_MAX);
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return pattern;
}

bool pattern_finds(const JsonPattern *pattern, Slice text)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!data)
        return false;
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)(text.at ? text.at : ""), text.len, 0, PCRE2_NO_UTF_CHECK, data, pattern->limits);
    pcre2_match_data_free(data);
    return found >= 0;
}

bool pattern_is_valid(Arena *arena, Slice text)
{
    pcre2_code *code = compile(arena, text);
    if (code)
        pcre2_code_free(code);
    return code != NULL;
}
