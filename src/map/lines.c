// SPDX-License-Identifier: Apache-2.0
// Texts in lines, as SWIFT MT has them: 100*65x.
//
//     a long text ─► lines that end where the next word has no room     and back
//
// Nothing in a message tells a line end that somebody wrote from one where a line was full. What
// tells is the next word: where it would still have fitted, the line ended on purpose.

#include "map/internal.h"

#include <stdint.h>

// ---- Cutting ----

// Where to cut a line that is too long: at the last blank that leaves a line of `most`. Lines begin
// with no colon or hyphen, for fields and the end of the block do. SIZE_MAX: there is no such
// blank.
static size_t blank_before(Slice line, size_t most)
{
    for (size_t i = most + 1; i-- > 1;)
        if (line.at[i] == ' ' && line.at[i - 1] != ' ' && i + 1 < line.len &&
            strchr(" :-", line.at[i + 1]) == NULL)
            return i;
    return SIZE_MAX;
}

static void cut_line(Buffer *out, Slice line, size_t most)
{
    while (line.len > most) {
        size_t at = blank_before(line, most);
        buffer_add(out, slice_part(line, 0, at == SIZE_MAX ? most : at));
        buffer_add_char(out, '\n');
        line = slice_part(line, at == SIZE_MAX ? most : at + 1, line.len);
    }
    buffer_add(out, line);
}

Slice lines_cut(Arena *arena, Slice text, size_t most)
{
    Buffer out = buffer_new(arena);
    while (text.len > 0) {
        bool goes_on = memchr(text.at, '\n', text.len) != NULL;
        cut_line(&out, slice_cut(&text, '\n'), most);
        if (goes_on)
            buffer_add_char(&out, '\n');
    }
    return buffer_slice(&out);
}

// ---- Joining ----

// "+ SIGNED INVOICE", "2) PACKING LIST", and lines that are empty.
static bool begins_anew(Slice line)
{
    size_t digits = 0;
    while (digits < line.len && line.at[digits] >= '0' && line.at[digits] <= '9')
        digits++;
    bool is_numbered = digits > 0 && digits < line.len && strchr(".)", line.at[digits]) != NULL;
    return line.len == 0 || line.at[0] == '+' || line.at[0] == ' ' || is_numbered;
}

static bool had_no_room(Slice line, Slice next, size_t most)
{
    size_t word = slice_find(next, S(" "));
    return line.len > 0 && line.len + 1 + (word < next.len ? word : next.len) > most;
}

Slice lines_join(Arena *arena, Slice text, size_t most)
{
    Buffer out = buffer_new(arena);
    Slice rest = text, line = slice_cut(&rest, '\n');
    buffer_add(&out, line);
    while (rest.len > 0) {
        Slice next = slice_cut(&rest, '\n');
        bool is_one = had_no_room(line, next, most) && !begins_anew(next);
        buffer_add_char(&out, is_one ? ' ' : '\n');
        buffer_add(&out, next);
        line = next;
    }
    return buffer_slice(&out);
}
