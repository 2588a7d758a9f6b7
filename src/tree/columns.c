// SPDX-License-Identifier: Apache-2.0
// Captions to element names. What a name may not hold becomes one low line; what cannot begin one
// gets a low line before it.

#include "tree/columns.h"

#include "base/buffer.h"
#include "base/table.h"
#include "base/utf8.h"

Slice column_letters(Arena *arena, size_t column)
{
    char letters[8];
    size_t at = sizeof letters;
    for (size_t rest = column + 1; rest > 0 && at > 0; rest = (rest - 1) / 26)
        letters[--at] = (char)('A' + (rest - 1) % 26);
    return arena_copy(arena, (Slice){letters + at, sizeof letters - at});
}

size_t column_number(Slice letters)
{
    size_t number = 0, i = 0;
    for (; i < letters.len && letters.at[i] >= 'A' && letters.at[i] <= 'Z'; i++)
        if ((number = number * 26 + (size_t)(letters.at[i] - 'A' + 1)) > COLUMNS_MAX)
            return COLUMNS_MAX;
    return i == letters.len && number > 0 ? number - 1 : COLUMNS_MAX;
}

static bool fits(int32_t c)
{
    return c != UTF8_BAD && c != ':' && is_name_char((uint32_t)c);
}

static Slice name_of(Arena *arena, Slice caption)
{
    enum { NAME_MAX_BYTES = 200 }; // a caption that is a paragraph makes no better name
    Buffer out = buffer_new(arena);
    bool is_gap = false;
    for (size_t at = 0, len; at < caption.len && out.len < NAME_MAX_BYTES; at += len) {
        int32_t c = utf8_decode(slice_part(caption, at, caption.len), &len);
        if (!fits(c)) {
            is_gap = out.len > 0;
            continue;
        }
        if (is_gap || (out.len == 0 && !is_name_start((uint32_t)c)))
            buffer_add_char(&out, '_');
        is_gap = false;
        buffer_add(&out, slice_part(caption, at, len));
    }
    return buffer_slice(&out);
}

const Slice *column_names(Arena *arena, const Slice *captions, size_t count)
{
    Table *used = table_new(arena, count);
    Slice *names = arena_array(arena, Slice, count);
    for (size_t i = 0; i < count; i++) {
        Slice name = name_of(arena, captions[i]);
        if (name.len == 0)
            name = column_letters(arena, i);
        bool is_new;
        table_add(used, name, &is_new);
        names[i] = name;
        // The column's own letters keep this linear, however often a caption occurs.
        for (size_t trial = 2; !is_new; trial++) {
            names[i] = trial < 10 ? arena_print(arena, "%.*s_%zu", (int)name.len, name.at, trial)
                                  : arena_print(arena, "%.*s_%zu_%zu", (int)name.len, name.at,
                                                i + 1, trial);
            table_add(used, names[i], &is_new);
        }
    }
    return names;
}
