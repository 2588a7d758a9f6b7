// SPDX-License-Identifier: Apache-2.0
// From the regular expressions of XSD and F&O 7.6.1 to those of PCRE2.
//
// The grammar is checked here, so that what PCRE2 understands and the standards do not is refused.
// Classes become sets of ranges and properties; a subtraction [a-[b]] becomes (?![b])[a].

#include "xpath/values/regex.h"

#include "base/utf8.h"

#include <limits.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/uset.h>

enum { NESTING_MAX = 200, REPEAT_MAX = 65535 };

typedef struct Translator {
    Slice rest;
    RegexFlags flags;
    Buffer *out;
    Fault *fault;
    size_t *text_max;
    size_t opened;
    bool closed[REGEX_GROUPS_MAX + 1];
    unsigned depth;
    bool failed;
} Translator;

static bool refuse(Translator *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool refuse(Translator *t, const char *format, ...)
{
    if (t->failed)
        return false;
    t->failed = true;
    *t->fault = (Fault){.kind = FAULT_DYNAMIC, .code = "FORX0002"};
    va_list list;
    va_start(list, format);
    vsnprintf(t->fault->text, sizeof t->fault->text, format, list);
    va_end(list);
    return false;
}

// ---- Reading ----

static bool sees(const Translator *t, char c)
{
    return t->rest.len > 0 && t->rest.at[0] == c;
}

static bool sees_text(const Translator *t, const char *text)
{
    return slice_starts(t->rest, slice_of(text));
}

static void skip(Translator *t, size_t len)
{
    t->rest = slice_part(t->rest, len, t->rest.len);
}

static bool accept(Translator *t, char c)
{
    if (!sees(t, c))
        return false;
    skip(t, 1);
    return true;
}

static int32_t next_char(Translator *t)
{
    size_t length;
    if (t->rest.len == 0)
        return -1;
    int32_t c = utf8_decode(t->rest, &length);
    skip(t, length);
    return c;
}

// ---- Writing ----

static void write_char(Translator *t, int32_t c)
{
    bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_word)
        buffer_add_char(t->out, (char)c);
    else
        buffer_print(t->out, "\\x{%X}", (unsigned)c);
}

static void write_range(Buffer *out, uint32_t from, uint32_t to)
{
    // Surrogates are no characters, and PCRE2 refuses them in UTF mode.
    if (from < 0xD800 && to >= 0xD800) {
        write_range(out, from, 0xD7FF);
        if (to > 0xDFFF)
            write_range(out, 0xE000, to);
        return;
    }
    if (from >= 0xD800 && from <= 0xDFFF)
        from = 0xE000;
    if (from > to || (to >= 0xD800 && to <= 0xDFFF))
        return;
    buffer_print(out, "\\x{%X}-\\x{%X}", from, to);
}

// All characters (not) of a predicate, as ranges.
static void write_predicate(Buffer *out, bool holds(uint32_t), bool wanted)
{
    uint32_t start = 0;
    bool inside = false;
    // Beyond the last plane with name characters all is alike: the boundary is found without
    // walking there.
    for (uint32_t c = 1; c <= 0x10000; c++) {
        bool is_member = c < 0x10000 && holds(c) == wanted;
        if (is_member && !inside)
            start = c;
        else if (!is_member && inside)
            write_range(out, start, c - 1);
        inside = is_member;
    }
    if (wanted) {
        write_range(out, 0x10000, 0xEFFFF);
    } else {
        write_range(out, 0xF0000, 0x10FFFF);
    }
}

// \s \S \d \D \w \W \i \I \c \C as the inside of a class
static bool write_multi(Buffer *out, char letter)
{
    switch (letter) {
    case 's':
        buffer_add(out, S(" \\t\\n\\r"));
        return true;
    case 'S':
        buffer_add(
            out,
            S("\\x{0}-\\x{8}\\x{B}\\x{C}\\x{E}-\\x{1F}\\x{21}-\\x{D7FF}\\x{E000}-\\x{10FFFF}"));
        return true;
    case 'd':
        buffer_add(out, S("\\p{Nd}"));
        return true;
    case 'D':
        buffer_add(out, S("\\P{Nd}"));
        return true;
    case 'w':
        buffer_add(out, S("\\p{L}\\p{M}\\p{N}\\p{S}"));
        return true;
    case 'W':
        buffer_add(out, S("\\p{P}\\p{Z}\\p{C}"));
        return true;
    case 'i':
    case 'I':
        write_predicate(out, is_name_start, letter == 'i');
        return true;
    case 'c':
    case 'C':
        write_predicate(out, is_name_char, letter == 'c');
        return true;
    default:
        return false;
    }
}

// ---- \p{…} ----

static bool same_block_name(const char *icu, Slice name)
{
    size_t at = 0;
    for (; *icu; icu++) {
        if (*icu == '_' || *icu == '-' || *icu == ' ')
            continue;
        while (at < name.len && (name.at[at] == '-' || name.at[at] == '_'))
            at++;
        char a = *icu, b = at < name.len ? name.at[at] : '\0';
        if ((a | 0x20) != (b | 0x20))
            return false;
        at++;
    }
    return at == name.len;
}

static int find_block(Slice name)
{
    static const struct {
        Slice xsd;
        UBlockCode block;
    } renamed[] = {
        {S_INIT("Greek"), UBLOCK_GREEK},
        {S_INIT("CombiningMarksforSymbols"), UBLOCK_COMBINING_MARKS_FOR_SYMBOLS},
        {S_INIT("PrivateUse"), UBLOCK_PRIVATE_USE_AREA},
    };
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
        if (slice_equal(renamed[i].xsd, name))
            return (int)renamed[i].block;
    int most = u_getIntPropertyMaxValue(UCHAR_BLOCK);
    for (int block = 1; block <= most; block++) {
        const char *icu = u_getPropertyValueName(UCHAR_BLOCK, block, U_LONG_PROPERTY_NAME);
        if (icu && same_block_name(icu, name))
            return block;
    }
    return -1;
}

static bool write_block(Translator *t, Buffer *out, Slice name, bool wanted)
{
    int block = find_block(name);
    if (block < 0)
        return refuse(t, "there is no block \\p{Is%.*s}", (int)name.len, name.at);
    UErrorCode status = U_ZERO_ERROR;
    USet *set = uset_openEmpty();
    uset_applyIntPropertyValue(set, UCHAR_BLOCK, block, &status);
    if (!wanted)
        uset_complement(set);
    for (int32_t i = 0; i < uset_getItemCount(set); i++) {
        UChar32 from, to;
        UErrorCode ignored = U_ZERO_ERROR;
        if (uset_getItem(set, i, &from, &to, NULL, 0, &ignored) == 0)
            write_range(out, (uint32_t)from, (uint32_t)to);
    }
    uset_close(set);
    return true;
}

static bool is_category(Slice name)
{
    static const char *const categories[] = {"L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                             "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                             "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",
                                             "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn"};
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (slice_equal(name, slice_of(categories[i])))
            return true;
    return false;
}

// Behind \p or \P: the inside of a class.
static bool write_property(Translator *t, Buffer *out, bool wanted)
{
    if (!accept(t, '{'))
        return refuse(t, "\\p needs a property in braces, as in \\p{Lu}");
    if (slice_find(t->rest, S("}")) == SIZE_MAX)
        return refuse(t, "\\p{ is not closed: `}` is missing");
    Slice name = slice_cut(&t->rest, '}');
    if (is_category(name)) {
        buffer_print(out, "\\%c{%.*s}", wanted ? 'p' : 'P', (int)name.len, name.at);
        return true;
    }
    if (slice_starts(name, S("Is")))
        return write_block(t, out, slice_part(name, 2, name.len), wanted);
    return refuse(t, "there is no property \\p{%.*s}", (int)(name.len < 40 ? name.len : 40),
                  name.at);
}

// A single character behind a backslash, or -1.
static int32_t escaped_char(const Translator *t, char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case '$':
        return t->flags.xsd ? -1 : '$';
    default:
        return c && strchr("\\|.-^?*+{}()[]", c) ? c : -1;
    }
}

// ---- Classes ----

static bool read_class(Translator *t);

// One end of a range: a character, or a set (then *is_set).
static int32_t class_atom(Translator *t, Buffer *inside, bool *is_set)
{
    *is_set = false;
    if (sees(t, '[')) {
        refuse(t, "`[` within a class is written \\[");
        return -1;
    }
    if (!accept(t, '\\'))
        return next_char(t);
    char letter = t->rest.len ? t->rest.at[0] : '\0';
    if (letter == 'p' || letter == 'P') {
        skip(t, 1);
        *is_set = true;
        write_property(t, inside, letter == 'p');
        return -1;
    }
    if (write_multi(inside, letter)) {
        skip(t, 1);
        *is_set = true;
        return -1;
    }
    int32_t c = escaped_char(t, letter);
    if (c < 0)
        refuse(t, "`\\%c` is no escape within a class", letter ? letter : ' ');
    else
        skip(t, 1);
    return c;
}

static void write_class_char(Buffer *inside, int32_t c)
{
    buffer_print(inside, "\\x{%X}", (unsigned)c);
}

// A hyphen stands first, last or before a subtraction; behind an escape such as \w it is read as
// itself too, because many patterns in use have it there ([\w-.]) and other processors take it.
static bool class_item(Translator *t, Buffer *inside, bool *may_be_hyphen)
{
    bool is_set, other_is_set;
    bool is_hyphen = sees(t, '-') && !*may_be_hyphen && !sees_text(t, "-]") && !sees_text(t, "--[");
    int32_t from = class_atom(t, inside, &is_set);
    *may_be_hyphen = is_set || t->flags.is_lenient;
    if (t->failed)
        return false;
    if (is_hyphen)
        return refuse(t,
                      "`-` within a class stands first, last or in a range; a literal one is \\-");
    if (is_set)
        return true;
    if (!sees(t, '-') || sees_text(t, "-]") || sees_text(t, "-[") || sees_text(t, "--[")) {
        write_class_char(inside, from);
        return true;
    }
    skip(t, 1);
    Buffer ignored = buffer_new(inside->arena);
    int32_t to = class_atom(t, &ignored, &other_is_set);
    if (t->failed)
        return false;
    if (other_is_set || to < from)
        return refuse(t, "a range in a class goes from a lower to a higher character");
    write_range(inside, (uint32_t)from, (uint32_t)to);
    return true;
}

// Behind `[`.
static bool read_class(Translator *t)
{
    if (++t->depth > NESTING_MAX)
        return refuse(t, "classes are nested more than %d deep", NESTING_MAX);
    Buffer inside = buffer_new(t->out->arena);
    bool is_negative = accept(t, '^'), is_first = true, may_be_hyphen = true;
    Buffer *outer = t->out;
    Buffer subtrahend = buffer_new(outer->arena);
    while (!sees(t, ']') || is_first) {
        if (t->rest.len == 0 || (is_first && sees(t, ']')))
            return refuse(t, "a class is not closed, or empty");
        is_first = false;
        if (sees_text(t, "-[")) {
            skip(t, 2);
            t->out = &subtrahend;
            bool done = read_class(t);
            t->out = outer;
            if (!done)
                return false;
            if (!sees(t, ']'))
                return refuse(t, "a subtraction stands at the end of a class");
            break;
        }
        if (!class_item(t, &inside, &may_be_hyphen))
            return false;
    }
    skip(t, 1);
    t->depth--;
    if (subtrahend.len) {
        buffer_add(t->out, S("(?:(?!"));
        buffer_add(t->out, buffer_slice(&subtrahend));
        buffer_add_char(t->out, ')');
    }
    if (inside.len == 0) // of characters that don't exist, as surrogates
        buffer_add(t->out, is_negative ? S("(?s:.)") : S("(?!)"));
    else {
        buffer_add(t->out, is_negative ? S("[^") : S("["));
        buffer_add(t->out, buffer_slice(&inside));
        buffer_add_char(t->out, ']');
    }
    if (subtrahend.len)
        buffer_add_char(t->out, ')');
    return true;
}

// ---- Atoms ----

static bool read_branches(Translator *t);

static bool read_group(Translator *t)
{
    if (++t->depth > NESTING_MAX)
        return refuse(t, "groups are nested more than %d deep", NESTING_MAX);
    size_t number = 0;
    if (sees_text(t, "?:") && !t->flags.xsd) {
        skip(t, 2);
        buffer_add(t->out, S("(?:"));
    } else {
        if (t->opened == REGEX_GROUPS_MAX)
            return refuse(t, "there are more than %d groups", REGEX_GROUPS_MAX);
        number = ++t->opened;
        buffer_add_char(t->out, '(');
    }
    if (!read_branches(t))
        return false;
    if (!accept(t, ')'))
        return refuse(t, "a group is not closed: `)` is missing");
    t->closed[number] = true;
    t->depth--;
    buffer_add_char(t->out, ')');
    return true;
}

// As many digits as there are groups for.
static bool read_back_reference(Translator *t)
{
    size_t number = (size_t)(t->rest.at[0] - '0');
    skip(t, 1);
    while (t->rest.len && t->rest.at[0] >= '0' && t->rest.at[0] <= '9' &&
           number * 10 + (size_t)(t->rest.at[0] - '0') <= t->opened) {
        number = number * 10 + (size_t)(t->rest.at[0] - '0');
        skip(t, 1);
    }
    if (number == 0 || number > t->opened || !t->closed[number])
        return refuse(t, "\\%zu refers to a group that is not closed yet", number);
    // A group that took no part matches the empty string.
    buffer_print(t->out, "(?:\\g{%zu}|(?(%zu)(?!)|))", number, number);
    return true;
}

static bool read_escape(Translator *t)
{
    char letter = t->rest.len ? t->rest.at[0] : '\0';
    if (letter >= '0' && letter <= '9' && !t->flags.xsd)
        return read_back_reference(t);
    if (letter == 'p' || letter == 'P') {
        skip(t, 1);
        buffer_add_char(t->out, '[');
        bool done = write_property(t, t->out, letter == 'p');
        buffer_add_char(t->out, ']');
        return done;
    }
    size_t before = t->out->len;
    buffer_add_char(t->out, '[');
    if (letter && write_multi(t->out, letter)) {
        skip(t, 1);
        buffer_add_char(t->out, ']');
        return true;
    }
    t->out->len = before;
    int32_t c = escaped_char(t, letter);
    if (c < 0)
        return refuse(t, "`\\%c` is no escape; a literal backslash is written \\\\",
                      letter ? letter : ' ');
    skip(t, 1);
    write_char(t, c);
    return true;
}

static bool read_atom(Translator *t)
{
    int32_t c = next_char(t);
    switch (c) {
    case '\\':
        return read_escape(t);
    case '[':
        return read_class(t);
    case '(':
        return read_group(t);
    case '.':
        buffer_add(t->out, t->flags.dot_all ? S("(?s:.)") : S("[^\\n\\r]"));
        return true;
    case '?':
    case '*':
    case '+':
    case '{':
    case '}':
    case ']':
        return refuse(t, "`%c` has nothing to refer to; a literal one is written \\%c", (char)c,
                      (char)c);
    default:
        write_char(t, c);
        return true;
    }
}

// ---- Quantifiers ----

static bool read_number(Translator *t, unsigned *number)
{
    *number = 0;
    size_t digits = 0;
    for (; t->rest.len && t->rest.at[0] >= '0' && t->rest.at[0] <= '9'; digits++) {
        if (*number > UINT32_MAX / 10 - 1)
            return refuse(t, "a repetition of more than %u is not supported", UINT32_MAX / 10);
        *number = *number * 10 + (unsigned)(t->rest.at[0] - '0');
        skip(t, 1);
    }
    return digits > 0;
}

// More than PCRE2 counts to. A text of `most` bytes at most cannot tell the larger number from the
// one written instead.
static void limit_text(Translator *t, size_t most)
{
    if (most < *t->text_max)
        *t->text_max = most;
}

static bool read_braces(Translator *t)
{
    unsigned least, most = UINT_MAX;
    if (!read_number(t, &least))
        return refuse(t, "a repetition is written {2}, {2,} or {2,5}");
    bool is_exact = accept(t, '}');
    if (is_exact)
        most = least;
    else if (!accept(t, ','))
        return refuse(t, "a repetition is written {2}, {2,} or {2,5}");
    else if (!accept(t, '}') && (!read_number(t, &most) || !accept(t, '}') || most < least))
        return refuse(t, "a repetition {n,m} has n no larger than m");
    if (least > REPEAT_MAX) {
        limit_text(t, REPEAT_MAX - 1);
        least = REPEAT_MAX;
    }
    if (most <= REPEAT_MAX) {
        buffer_print(t->out, "{%u,%u}", least, most);
        return true;
    }
    if (most < UINT_MAX)
        limit_text(t, most);
    buffer_print(t->out, "{%u,}", least);
    return true;
}

static bool read_quantifier(Translator *t)
{
    if (sees(t, '?') || sees(t, '*') || sees(t, '+')) {
        buffer_add_char(t->out, t->rest.at[0]);
        skip(t, 1);
    } else if (accept(t, '{')) {
        if (!read_braces(t))
            return false;
    } else {
        return true;
    }
    if (!t->flags.xsd && accept(t, '?'))
        buffer_add_char(t->out, '?');
    return true;
}

// ---- Branches ----

// In a group, because a quantifier may follow: ^? is a place that may be the start.
static bool read_anchor(Translator *t)
{
    if (t->flags.xsd)
        return false;
    if (accept(t, '^')) {
        buffer_add(t->out, t->flags.multi_line ? S("(?m:^)") : S("(?:\\A)"));
        return true;
    }
    if (accept(t, '$')) {
        buffer_add(t->out, t->flags.multi_line ? S("(?m:$)") : S("(?:\\z)"));
        return true;
    }
    return false;
}

static bool read_branches(Translator *t)
{
    while (t->rest.len > 0 && !sees(t, ')')) {
        if (accept(t, '|')) {
            buffer_add_char(t->out, '|');
            continue;
        }
        bool is_piece = read_anchor(t) || read_atom(t);
        if (!is_piece || !read_quantifier(t))
            return false;
    }
    return true;
}

// Flag x: white space outside classes is layout.
static Slice without_space(Arena *arena, Slice pattern)
{
    Buffer out = buffer_new(arena);
    unsigned depth = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.at[i];
        if (c == '\\') {
            // `\ s` is `\s`: the space goes, whatever stands before it.
            while (depth == 0 && i + 1 < pattern.len && is_xml_space(pattern.at[i + 1]))
                i++;
            buffer_add_char(&out, c);
            if (++i < pattern.len)
                buffer_add_char(&out, pattern.at[i]);
            continue;
        }
        depth += c == '[';
        depth -= c == ']' && depth > 0;
        if (depth > 0 || !is_xml_space(c))
            buffer_add_char(&out, c);
    }
    return buffer_slice(&out);
}

bool regex_translate(Buffer *out, Slice pattern, RegexFlags flags, size_t *groups, size_t *text_max,
                     Fault *fault)
{
    Translator t = {
        .rest = pattern, .flags = flags, .out = out, .fault = fault, .text_max = text_max};
    *groups = 0;
    *text_max = SIZE_MAX;
    if (flags.ignore_space && !flags.literal)
        t.rest = without_space(out->arena, pattern);
    if (flags.xsd)
        buffer_add(out, S("\\A(?:"));
    if (flags.literal)
        while (t.rest.len > 0)
            write_char(&t, next_char(&t));
    else if (!read_branches(&t))
        return false;
    if (t.rest.len > 0)
        return refuse(&t, "`)` closes no group; a literal one is written \\)");
    if (flags.xsd)
        buffer_add(out, S(")\\z"));
    *groups = t.opened;
    return true;
}
