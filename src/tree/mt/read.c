// SPDX-License-Identifier: Apache-2.0
// MT files to trees.
//
//     bytes ─► UTF-8 ─► blocks (scan.c) ─► fields ─► parts (format.c) ─► [tree]
//
// What is read is written at once as the writer would; where that is not what was there, the
// original goes with it, the first child of its field or block: <?mt …?>. So no piece of a file is
// lost, and none is kept twice but the odd ones.

#include "tree/mt/names.h"

#include "base/utf8.h"
#include "tree/charset.h"

typedef struct Reading {
    Arena *arena;
    Vocabulary *vocabulary;
    const MtLibrary *library;
    TreeBuilder *builder;
    Slice text;      // UTF-8
    Slice line_end;  // the first of the file
    bool is_message; // not an answer of the network: its block 4 has fields
    char sequence;   // the letter of the one that is open; '\0': none
    Buffer scratch;  // what the writer would write
    MtMatch match;
} Reading;

static NameId name_of(Reading *it, Slice name)
{
    return vocabulary_name(it->vocabulary, S(""), S(""), name);
}

static uint32_t offset_of(const Reading *it, Slice piece)
{
    return (uint32_t)(piece.at - it->text.at);
}

static void put_text(Reading *it, Slice piece)
{
    if (piece.len > 0)
        tree_leaf(it->builder, NODE_TEXT, NAME_NONE, offset_of(it, piece), (uint32_t)piece.len);
}

// Text that may not lie in the file as it is.
static void put_value(Reading *it, Slice value, Slice source)
{
    if (value.at == source.at)
        put_text(it, value);
    else
        tree_decoded_leaf(it->builder, NODE_TEXT, NAME_NONE, value, offset_of(it, source));
}

static void put_original(Reading *it, Slice piece)
{
    tree_leaf(it->builder, NODE_PI, name_of(it, S("mt")), offset_of(it, piece),
              (uint32_t)piece.len);
}

static void open_element(Reading *it, Slice name, Slice where)
{
    tree_open(it->builder, name_of(it, name), offset_of(it, where));
}

// ---- Contents ----

// The values of a content by its format, into the element that is open.
static void put_matched(Reading *it, const MtFormat *format, Slice content, Slice original)
{
    Slice natural[MT_ITEMS_MAX] = {0};
    for (size_t i = 0; i < format->starts[format->way_count]; i++)
        if (it->match.is_set[i])
            natural[i] = mt_value_natural(it->arena, &format->items[i], it->match.values[i]);
    it->scratch.len = 0;
    bool is_canonical =
        mt_format_render(&it->scratch, format, it->match.is_set, natural, it->line_end) &&
        slice_equal(buffer_slice(&it->scratch), content);
    if (!is_canonical)
        put_original(it, original);
    for (size_t i = 0; i < format->starts[format->way_count]; i++) {
        if (!it->match.is_set[i])
            continue;
        Slice raw = it->match.values[i];
        if (format->items[i].name.len > 0)
            open_element(it, format->items[i].name, raw);
        put_value(it, natural[i], raw);
        if (format->items[i].name.len > 0)
            tree_close(it->builder);
    }
}

// A content that has no format, or does not follow it: its lines.
static void put_plain(Reading *it, const MtField *field, Slice content, Slice original)
{
    static const MtItem lines = {.type = MT_Z, .lines = 2};
    Slice natural = mt_value_natural(it->arena, &lines, content);
    it->scratch.len = 0;
    mt_write_plain(&it->scratch, field, natural, it->line_end);
    if (!slice_equal(buffer_slice(&it->scratch), content))
        put_original(it, original);
    if (natural.len > 0)
        put_value(it, natural, content);
}

// `original`: what the writer writes where it would write the content otherwise.
static void put_content(Reading *it, const MtField *field, Slice content, Slice original)
{
    bool has_values = false;
    if (field != NULL && mt_format_match(&field->format, content, &it->match))
        for (size_t i = 0; i < MT_ITEMS_MAX; i++)
            has_values |= it->match.is_set[i];
    if (has_values)
        put_matched(it, &field->format, content, original);
    else
        put_plain(it, field, content, original);
}

// ---- Blocks ----

static void open_block(Reading *it, const MtBlock *block, bool is_canonical)
{
    char name[] = "block4";
    name[5] = block->number;
    open_element(it, slice_of(name), block->whole);
    bool is_expected = block->number != '4' || block->is_text == it->is_message;
    if (!is_canonical || !is_expected)
        put_original(it, block->whole);
}

static void read_header(Reading *it, const MtBlock *block)
{
    open_block(it, block, block->is_closed);
    put_content(it, mt_field(it->library, mt_header_tag(block)), block->content, block->whole);
    tree_close(it->builder);
}

static bool has_canonical_tags(Slice content)
{
    MtTag tag;
    while (mt_tag_next(&content, &tag)) {
        bool is_mistakable = tag.name.len > 1 && tag.name.at[0] == 'F' && tag.name.at[1] >= '0' &&
                             tag.name.at[1] <= '9';
        if (is_mistakable || tag.whole.len != tag.name.len + tag.content.len + 3)
            return false;
    }
    return content.len == 0;
}

static void read_tags(Reading *it, const MtBlock *block)
{
    Slice rest = block->content;
    MtTag tag;
    open_block(it, block, block->is_closed && has_canonical_tags(rest));
    while (mt_tag_next(&rest, &tag)) {
        open_element(it, mt_element_name(it->arena, tag.name), tag.whole);
        put_text(it, tag.content);
        tree_close(it->builder);
    }
    put_text(it, rest);
    tree_close(it->builder);
}

// ---- Fields ----

static Slice behind_line_end(Slice text)
{
    size_t skip = slice_starts(text, S("\r\n")) ? 2 : slice_starts(text, S("\n")) ? 1 : 0;
    return slice_part(text, skip, text.len);
}

static bool has_canonical_fields(const Reading *it, const MtBlock *block)
{
    Slice rest = slice_part(block->content, it->line_end.len, block->content.len);
    MtCutField field;
    if (!block->is_closed || !slice_starts(block->content, it->line_end))
        return false;
    while (mt_field_next(&rest, &field))
        if (!slice_equal(field.end, it->line_end))
            return false;
    return rest.len == 0;
}

static void close_sequence(Reading *it)
{
    if (it->sequence != '\0')
        tree_close(it->builder);
    it->sequence = '\0';
}

// Where a field begins.
static Slice colon_of(const MtCutField *field)
{
    return (Slice){field->tag.at - 1, 1};
}

static void open_sequence(Reading *it, const MtCutField *field)
{
    char name[] = "sequenceA";
    close_sequence(it);
    it->sequence = name[8] = field->tag.at[2];
    open_element(it, slice_of(name), colon_of(field));
}

static void read_field(Reading *it, const MtCutField *field)
{
    if (field->tag.len == 3 && slice_starts(field->tag, S("15")))
        open_sequence(it, field);
    open_element(it, mt_element_name(it->arena, field->tag), colon_of(field));
    put_content(it, mt_field(it->library, field->tag), field->content, field->content);
    tree_close(it->builder);
}

static void read_fields(Reading *it, const MtBlock *block)
{
    Slice rest = behind_line_end(block->content);
    MtCutField field;
    open_block(it, block, has_canonical_fields(it, block));
    while (rest.len > 0) {
        if (mt_field_next(&rest, &field)) {
            read_field(it, &field);
        } else { // before the first field
            const char *feed = memchr(rest.at, '\n', rest.len);
            size_t len = feed != NULL ? (size_t)(feed - rest.at) + 1 : rest.len;
            put_text(it, slice_part(rest, 0, len));
            rest = slice_part(rest, len, rest.len);
        }
    }
    close_sequence(it);
    tree_close(it->builder);
}

// ---- Messages ----

static Slice skip_layout(Slice text)
{
    size_t at = 0;
    while (at < text.len && is_xml_space(text.at[at]))
        at++;
    return slice_part(text, at, text.len);
}

// "MT700"; ACK or NAK for an answer of the network; SERVICE where there is no application header.
static Slice message_name(Reading *it, Slice rest)
{
    MtBlock block;
    bool is_answer = false;
    while (mt_block_at(rest, 0, &block) && block.number != '2') {
        bool is_service = block.number == '1' && block.content.len > 3 &&
                          !slice_starts(slice_part(block.content, 1, 2), S("01"));
        is_answer |= is_service && slice_starts(slice_part(block.content, 1, 2), S("21"));
        if (block.number == '4')
            return !is_answer                                            ? S("SERVICE")
                   : slice_find(block.content, S("{451:1}")) != SIZE_MAX ? S("NAK")
                                                                         : S("ACK");
        rest = skip_layout(slice_part(rest, block.whole.len, rest.len));
        if (slice_starts(rest, S("{1:")))
            break;
    }
    bool has_type = mt_block_at(rest, 0, &block) && block.number == '2' && block.content.len >= 4;
    for (size_t i = 1; has_type && i < 4; i++)
        has_type = block.content.at[i] >= '0' && block.content.at[i] <= '9';
    return has_type ? arena_print(it->arena, "MT%.3s", block.content.at + 1) : S("SERVICE");
}

static void read_block(Reading *it, const MtBlock *block)
{
    if (block->number == '1' || block->number == '2')
        read_header(it, block);
    else if (block->is_text)
        read_fields(it, block);
    else
        read_tags(it, block);
}

// From the first block on; answers what follows the last.
static Slice read_message(Reading *it, Slice rest)
{
    MtBlock block;
    Slice name = message_name(it, rest);
    it->is_message = slice_starts(name, S("MT"));
    open_element(it, name, rest);
    for (bool is_first = true;; is_first = false) {
        Slice next = skip_layout(rest);
        if (!mt_block_at(next, 0, &block) || (block.number == '1' && !is_first))
            break;
        put_text(it, slice_part(rest, 0, rest.len - next.len));
        read_block(it, &block);
        rest = slice_part(next, block.whole.len, next.len);
    }
    tree_close(it->builder);
    return rest;
}

static void read_file(Reading *it)
{
    Slice rest = it->text;
    while (rest.len > 0) {
        size_t start = mt_block_find(rest, 0);
        put_text(it, slice_part(rest, 0, start));
        rest = slice_part(rest, start, rest.len);
        if (rest.len > 0)
            rest = read_message(it, rest);
    }
}

bool mt_is(Slice bytes)
{
    if (slice_starts(bytes, S("\xEF\xBB\xBF")))
        bytes = slice_part(bytes, 3, bytes.len);
    while (bytes.len > 0 &&
           (is_xml_space(bytes.at[0]) || bytes.at[0] == '$' || bytes.at[0] == '\x01'))
        bytes = slice_part(bytes, 1, bytes.len);
    return bytes.len > 3 && bytes.at[0] == '{' && bytes.at[1] >= '1' && bytes.at[1] <= '5' &&
           bytes.at[2] == ':';
}

static void put_facts(Reading *it, bool is_latin)
{
    const char *line_ends = slice_equal(it->line_end, S("\r\n")) ? "CRLF" : "LF";
    Slice facts = arena_print(it->arena, "%s %s", line_ends, is_latin ? "ISO-8859-1" : "UTF-8");
    tree_decoded_leaf(it->builder, NODE_PI, name_of(it, S("mt-file")), facts, 0);
}

static Slice decode(Arena *arena, Slice bytes, bool *is_latin)
{
    *is_latin = utf8_valid(bytes) < bytes.len;
    if (!*is_latin)
        return bytes;
    Buffer text = buffer_new(arena);
    size_t bad;
    charset_decode(&text, bytes, "ISO-8859-1", &bad);
    return buffer_slice(&text);
}

Tree *mt_read(Arena *arena, Vocabulary *vocabulary, const MtLibrary *library, Slice bytes,
              const MtOptions *options, Faults *faults)
{
    size_t most = options != NULL && options->input_max > 0 ? options->input_max : UINT32_MAX - 1;
    bool is_latin;
    Slice text = bytes.len <= most ? decode(arena, bytes, &is_latin) : bytes;
    if (text.len > most || text.len >= UINT32_MAX) {
        fault_add(faults, FAULT_LIMIT, 0, 0, "the document has %zu bytes, the limit is %zu",
                  bytes.len, most);
        return NULL;
    }
    if (mt_block_find(text, 0) == text.len) {
        fault_add(faults, FAULT_SYNTAX, 1, 1,
                  "no block of an MT message begins here; expected {1:…}{2:…}{4:…-}");
        return NULL;
    }
    Reading it = {.arena = arena,
                  .vocabulary = vocabulary,
                  .library = library,
                  .text = text,
                  .scratch = buffer_new(arena)};
    size_t feed = slice_find(text, S("\n"));
    bool is_bare = feed != SIZE_MAX && (feed == 0 || text.at[feed - 1] != '\r');
    it.line_end = is_bare ? S("\n") : S("\r\n");
    it.builder =
        tree_builder_new(arena, vocabulary, text, options != NULL ? options->nodes_max : 0);
    open_element(&it, S("SWIFT"), text);
    put_facts(&it, is_latin);
    read_file(&it);
    tree_close(it.builder);
    return tree_finish(it.builder);
}
