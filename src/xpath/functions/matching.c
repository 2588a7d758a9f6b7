// SPDX-License-Identifier: Apache-2.0
// Functions with regular expressions (F&O 7.6).

#include "base/buffer.h"
#include "xpath/functions/families.h"
#include "xpath/values/regex.h"

static noreturn void too_costly(Eval *eval)
{
    guard_raise(
        eval->guard, FAULT_LIMIT, "FOER0000",
        "a regular expression needs too many steps on this text; write it with fewer alternatives");
}

static bool find_match(Eval *eval, const Regex *regex, Slice text, size_t from, RegexSpan *spans,
                       size_t room)
{
    RegexResult result = regex_find(regex, text, from, spans, room);
    if (result == REGEX_LIMIT)
        too_costly(eval);
    return result == REGEX_YES;
}

static Seq fn_matches(Eval *eval, const Seq *args, size_t count)
{
    const Regex *regex = regex_get(eval, text_of(args, count, 1), text_of(args, count, 2));
    RegexResult result = regex_test(regex, text_of(args, count, 0));
    if (result == REGEX_LIMIT)
        too_costly(eval);
    return give_boolean(eval, result == REGEX_YES);
}

static noreturn void matches_nothing(Eval *eval)
{
    eval_raise(
        eval, "FORX0003",
        "the regular expression matches the empty string, so there is no way to cut or replace");
}

// $1 … $99 and \$, \\ in a replacement. As many digits as there are groups for.
static void add_replacement(Eval *eval, Buffer *out, Slice replacement, Slice text,
                            const RegexSpan *spans, size_t groups)
{
    for (size_t i = 0; i < replacement.len; i++) {
        char c = replacement.at[i], next = i + 1 < replacement.len ? replacement.at[i + 1] : '\0';
        if (c == '\\') {
            if (next != '\\' && next != '$')
                eval_raise(eval, "FORX0004", "a backslash in a replacement stands before \\ or $");
            buffer_add_char(out, next);
            i++;
        } else if (c == '$') {
            if (next < '0' || next > '9')
                eval_raise(eval, "FORX0004",
                           "a $ in a replacement is followed by the number of a group; write \\$");
            size_t number = (size_t)(next - '0');
            for (i++; i + 1 < replacement.len && replacement.at[i + 1] >= '0' &&
                      replacement.at[i + 1] <= '9' &&
                      number * 10 + (size_t)(replacement.at[i + 1] - '0') <= groups;
                 i++)
                number = number * 10 + (size_t)(replacement.at[i + 1] - '0');
            if (number <= groups && spans[number].start != SIZE_MAX)
                buffer_add(out, slice_part(text, spans[number].start,
                                           spans[number].end - spans[number].start));
        } else {
            buffer_add_char(out, c);
        }
    }
}

static Seq fn_replace(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0), replacement = text_of(args, count, 2),
          flags = text_of(args, count, 3);
    const Regex *regex = regex_get(eval, text_of(args, count, 1), flags);
    bool is_literal = flags.len && memchr(flags.at, 'q', flags.len);
    size_t groups = regex_group_count(regex);
    RegexSpan spans[REGEX_GROUPS_MAX + 1];
    if (find_match(eval, regex, S(""), 0, spans, 1))
        matches_nothing(eval);
    Buffer out = buffer_new(eval->scratch);
    size_t at = 0;
    if (text.len == 0 && !is_literal) // an invalid replacement is told all the same
        add_replacement(eval, &out, replacement, text,
                        (RegexSpan[REGEX_GROUPS_MAX + 1]){{SIZE_MAX, SIZE_MAX}}, 0);
    out.len = 0;
    while (at <= text.len && find_match(eval, regex, text, at, spans, groups + 1)) {
        buffer_add(&out, slice_part(text, at, spans[0].start - at));
        if (is_literal)
            buffer_add(&out, replacement);
        else
            add_replacement(eval, &out, replacement, text, spans, groups);
        if (spans[0].end ==
            spans[0].start) { // an anchor: matched nothing, but not the empty string
            buffer_add(&out, slice_part(text, spans[0].end, 1));
            at = spans[0].end + 1;
        } else {
            at = spans[0].end;
        }
    }
    buffer_add(&out, slice_part(text, at, text.len));
    return give_string(eval, buffer_slice(&out));
}

static void add_token(Eval *eval, Item **items, size_t *made, size_t *room, Slice token)
{
    if (*made == *room) {
        size_t wanted = *room ? *room * 2 : 8;
        Item *grown = arena_take_raw(eval->scratch, wanted * sizeof *grown, alignof(Item));
        if (*made)
            memcpy(grown, *items, *made * sizeof *grown);
        *items = grown;
        *room = wanted;
    }
    (*items)[(*made)++] = item_string(token);
}

static Seq fn_tokenize(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0);
    const Regex *regex = regex_get(eval, text_of(args, count, 1), text_of(args, count, 2));
    RegexSpan span;
    Item *items = NULL;
    size_t made = 0, room = 0, at = 0;
    if (text.len == 0)
        return SEQ_EMPTY;
    if (find_match(eval, regex, S(""), 0, &span, 1))
        matches_nothing(eval);
    for (size_t from = 0; from <= text.len && find_match(eval, regex, text, from, &span, 1);) {
        if (span.end == span.start) {
            from = span.end + 1;
            continue;
        }
        add_token(eval, &items, &made, &room, slice_part(text, at, span.start - at));
        from = at = span.end;
    }
    add_token(eval, &items, &made, &room, slice_part(text, at, text.len));
    return (Seq){items, made};
}

// XPath 3.1: tokenize(text) cuts at white space
static Seq fn_tokenize_space(Eval *eval, const Seq *args, size_t count)
{
    Slice text = text_of(args, count, 0);
    Item *items = NULL;
    size_t made = 0, room = 0;
    for (size_t i = 0; i < text.len;) {
        while (i < text.len && is_xml_space(text.at[i]))
            i++;
        size_t start = i;
        while (i < text.len && !is_xml_space(text.at[i]))
            i++;
        if (i > start)
            add_token(eval, &items, &made, &room, slice_part(text, start, i - start));
    }
    return (Seq){items, made};
}

// clang-format off: a function is a row
const Function regex_functions[] = {
    {"matches",
     2,
     3,
     0,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING), ONE(TYPE_STRING)},
     fn_matches},
    {"replace",
     3,
     4,
     0,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING), ONE(TYPE_STRING), ONE(TYPE_STRING)},
     fn_replace},
    {"tokenize",
     2,
     3,
     0,
     ANY(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING), ONE(TYPE_STRING)},
     fn_tokenize},
    {"tokenize",
     1,
     1,
     FUNCTION_XPATH3,
     ANY(TYPE_STRING),
     {OPTIONAL(TYPE_STRING)},
     fn_tokenize_space},
};
// clang-format on
const size_t regex_function_count = sizeof regex_functions / sizeof *regex_functions;
