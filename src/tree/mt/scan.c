// SPDX-License-Identifier: Apache-2.0
// Finds where blocks and fields begin and end.
//
// Block 4 may hold anything but a line that begins with a hyphen, so it ends there, not at a brace;
// what is cut off ends where the next message or the file does. A field begins where a line does
// with a colon, two digits, perhaps a letter, and a colon: other colons at a line's beginning are
// part of the text, and the validator tells them.

#include "tree/mt/scan.h"

#include "base/ascii.h"

static bool begins_block(Slice text, size_t at)
{
    return at + 2 < text.len && text.at[at] == '{' &&
           (is_digit(text.at[at + 1]) || text.at[at + 1] == 'S') && text.at[at + 2] == ':';
}

size_t mt_block_find(Slice text, size_t at)
{
    while (at < text.len && !begins_block(text, at)) {
        const char *brace = memchr(text.at + at + 1, '{', text.len - at - 1);
        at = brace != NULL ? (size_t)(brace - text.at) : text.len;
    }
    return at;
}

static void close_block(MtBlock *block, Slice text, size_t at, size_t content_end, size_t end)
{
    block->whole = slice_part(text, at, end - at);
    block->content = slice_part(text, at + 3, content_end - at - 3);
}

// Block 4 with fields: to "-}" at the beginning of a line.
static void scan_text(Slice text, size_t at, MtBlock *block)
{
    for (size_t i = at + 3; i + 1 < text.len; i++) {
        if (text.at[i] == '-' && text.at[i + 1] == '}' && (i == at + 3 || text.at[i - 1] == '\n')) {
            block->is_closed = true;
            close_block(block, text, at, i, i + 2);
            return;
        }
        if (text.at[i] == '\n' && begins_block(text, i + 1) && text.at[i + 2] == '1') {
            close_block(block, text, at, i + 1, i + 1);
            return;
        }
    }
    close_block(block, text, at, text.len, text.len);
}

static void scan_braces(Slice text, size_t at, MtBlock *block)
{
    size_t depth = 0;
    for (size_t i = at; i < text.len; i++) {
        // A message within a block: the block before it was cut off.
        bool is_cut = i > at && begins_block(text, i) && text.at[i + 1] == '1';
        depth += text.at[i] == '{';
        depth -= text.at[i] == '}';
        if (is_cut) {
            close_block(block, text, at, i, i);
            return;
        }
        if (depth == 0) {
            block->is_closed = true;
            close_block(block, text, at, i, i + 1);
            return;
        }
    }
    close_block(block, text, at, text.len, text.len);
}

bool mt_block_at(Slice text, size_t at, MtBlock *block)
{
    if (!begins_block(text, at))
        return false;
    *block = (MtBlock){.number = text.at[at + 1]};
    block->is_text = block->number == '4' && !(at + 3 < text.len && text.at[at + 3] == '{');
    if (block->is_text)
        scan_text(text, at, block);
    else
        scan_braces(text, at, block);
    return true;
}

bool mt_tag_next(Slice *rest, MtTag *tag)
{
    size_t name = 1, depth = 0, i = 0;
    if (rest->len < 3 || rest->at[0] != '{')
        return false;
    while (name < rest->len && (is_digit(rest->at[name]) || is_capital(rest->at[name])))
        name++;
    if (name == 1 || name == rest->len || (rest->at[name] != ':' && rest->at[name] != '}'))
        return false;
    for (; i < rest->len; i++) {
        depth += rest->at[i] == '{';
        depth -= rest->at[i] == '}';
        if (depth == 0)
            break;
    }
    if (i == rest->len)
        return false;
    size_t from = rest->at[name] == ':' ? name + 1 : name;
    *tag = (MtTag){slice_part(*rest, 0, i + 1), slice_part(*rest, 1, name - 1),
                   slice_part(*rest, from, i - from)};
    *rest = slice_part(*rest, i + 1, rest->len);
    return true;
}

// The length of ":32B:" at `at`, 0 where no field begins there.
static size_t tag_length(Slice text, size_t at)
{
    if (at + 3 >= text.len || text.at[at] != ':' || !is_digit(text.at[at + 1]) ||
        !is_digit(text.at[at + 2]))
        return 0;
    if (text.at[at + 3] == ':')
        return 4;
    return at + 4 < text.len && is_capital(text.at[at + 3]) && text.at[at + 4] == ':' ? 5 : 0;
}

bool mt_field_next(Slice *rest, MtCutField *field)
{
    size_t tag = tag_length(*rest, 0), end = tag;
    if (tag == 0)
        return false;
    for (;;) {
        const char *feed = memchr(rest->at + end, '\n', rest->len - end);
        end = feed != NULL ? (size_t)(feed - rest->at) + 1 : rest->len;
        if (end == rest->len || tag_length(*rest, end) > 0)
            break;
    }
    size_t content_end = end;
    if (content_end > tag && rest->at[content_end - 1] == '\n')
        content_end -= content_end - 1 > tag && rest->at[content_end - 2] == '\r' ? 2 : 1;
    *field = (MtCutField){slice_part(*rest, 1, tag - 2), slice_part(*rest, tag, content_end - tag),
                          slice_part(*rest, content_end, end - content_end)};
    *rest = slice_part(*rest, end, rest->len);
    return true;
}
