// SPDX-License-Identifier: Apache-2.0
// Lines and words of the published texts.

#include "tree/edifact/import.h"

#include "base/utf8.h"

#include <ctype.h>
#include <iconv.h>

bool lines_next(Lines *lines)
{
    if (lines->rest.len == 0)
        return false;
    lines->line = slice_cut(&lines->rest, '\n');
    lines->number++;
    while (lines->line.len > 0 && is_xml_space(lines->line.at[lines->line.len - 1]))
        lines->line.len--;
    return true;
}

size_t line_start(Slice line, size_t indicator_columns)
{
    size_t at = 0;
    while (at < line.len &&
           (line.at[at] == ' ' || (at < indicator_columns && memchr("+*#|X-", line.at[at], 6) != NULL)))
        at++;
    return at;
}

Slice line_word(Slice line, size_t *at)
{
    while (*at < line.len && line.at[*at] == ' ')
        (*at)++;
    size_t start = *at;
    while (*at < line.len && line.at[*at] != ' ')
        (*at)++;
    return slice_part(line, start, *at - start);
}

bool line_is_ruler(Slice line)
{
    enum { RULER_MIN = 40 };
    size_t same = 0;
    while (same < line.len && (line.at[same] == '-' || line.at[same] == '\xC4'))
        same++;
    return same >= RULER_MIN && same == line.len;
}

bool is_digits(Slice text, size_t count)
{
    if (text.len != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!isdigit((unsigned char)text.at[i]))
            return false;
    return true;
}

bool is_element_number(Slice word)
{
    return is_digits(word, 4);
}

bool is_composite_number(Slice word)
{
    return word.len == 4 && memchr("CSE", word.at[0], 3) != NULL && is_digits(slice_part(word, 1, 3), 3);
}

// The publishers' machines wrote names in Windows' code page: Banco de España.
static Slice to_utf8(Arena *arena, Slice text)
{
    if (utf8_valid(text) == text.len)
        return text;
    size_t room = text.len * 3, left = text.len, free_bytes = room;
    char *out = arena_take_raw(arena, room, 1), *to = out, *from = (char *)text.at;
    iconv_t converter = iconv_open("UTF-8//TRANSLIT", "CP1252");
    while (converter != (iconv_t)-1 && left > 0 && iconv(converter, &from, &left, &to, &free_bytes) == (size_t)-1) {
        *to++ = '?'; // a byte that the code page leaves open
        free_bytes--;
        from++;
        left--;
    }
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return (Slice){out, (size_t)(to - out)};
}

static bool has_small_letter(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (islower((unsigned char)text.at[i]))
            return true;
    return false;
}

Slice import_name(Arena *arena, Slice text)
{
    text = to_utf8(arena, slice_trim(text));
    Buffer out = buffer_new(arena);
    bool is_shouted = !has_small_letter(text);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == ' ' || c == '\t') {
            if (text.at[i - 1] != ' ' && text.at[i - 1] != '\t')
                buffer_add_char(&out, ' ');
        } else {
            buffer_add_char(&out, is_shouted && out.len > 0 ? (char)tolower((unsigned char)c) : c);
        }
    }
    return buffer_slice(&out);
}
