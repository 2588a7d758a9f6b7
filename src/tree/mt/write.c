// SPDX-License-Identifier: Apache-2.0
// Trees to MT files.
//
//     <F32B><currency>USD</currency><amount>86400</amount></F32B>   ─►   :32B:USD86400,
//
// What has its original with it, <?mt …?>, is written as that; all else canonically.

#include "tree/mt/names.h"

#include "tree/charset.h"

typedef struct Writing {
    Buffer *out;
    const MtLibrary *library;
    const Tree *tree;
    Slice line_end;
    bool keeps_layout; // white space is that of a file
    bool is_good;
    Faults *faults; // NULL: nobody asks
} Writing;

static void refuse(Writing *it, NodeId node, const char *what)
{
    it->is_good = false;
    if (it->faults == NULL)
        return;
    Place place = tree_place(it->tree, node);
    Slice name = tree_name(it->tree, node)->local;
    fault_add(it->faults, FAULT_UNSUPPORTED, place.line, place.column, "<%.*s> %s", (int)name.len,
              name.at, what);
}

static Slice local_name(const Writing *it, NodeId node)
{
    return tree_name(it->tree, node)->local;
}

static bool is_element(const Writing *it, NodeId node)
{
    return tree_kind(it->tree, node) == NODE_ELEMENT;
}

static NodeId first_element(const Writing *it, NodeId parent)
{
    return tree_element_from(it->tree, tree_first_child(it->tree, parent));
}

static bool write_original(Writing *it, NodeId parent)
{
    NodeId node = tree_first_child(it->tree, parent);
    if (node == NODE_NONE || tree_kind(it->tree, node) != NODE_PI ||
        !slice_equal(local_name(it, node), S("mt")))
        return false;
    buffer_add(it->out, tree_content(it->tree, node));
    return true;
}

static void write_layout(Writing *it, NodeId node)
{
    Slice text = tree_content(it->tree, node);
    if (tree_kind(it->tree, node) == NODE_TEXT && (it->keeps_layout || slice_trim(text).len > 0))
        buffer_add(it->out, text);
}

// ---- Contents ----

static void write_parts(Writing *it, const MtField *field, NodeId parent)
{
    const MtFormat *format = &field->format;
    bool is_set[MT_ITEMS_MAX] = {0};
    Slice natural[MT_ITEMS_MAX];
    for (NodeId node = first_element(it, parent); node != NODE_NONE;
         node = tree_element_from(it->tree, tree_next_sibling(it->tree, node))) {
        bool is_found = false;
        // A part may stand in more than one way of its field: each is offered it.
        for (size_t i = 0; i < format->starts[format->way_count]; i++)
            if (format->items[i].name.len > 0 &&
                slice_equal(format->items[i].name, local_name(it, node))) {
                is_set[i] = is_found = true;
                natural[i] = tree_string(it->tree, node, it->out->arena);
            }
        if (!is_found)
            refuse(it, node, "is no part of its field");
    }
    if (!mt_format_render(it->out, format, is_set, natural, it->line_end))
        refuse(it, parent, "has parts missing, or a value that its format cannot hold");
}

static void write_content(Writing *it, const MtField *field, NodeId parent)
{
    if (write_original(it, parent))
        return;
    if (first_element(it, parent) != NODE_NONE && field != NULL) {
        write_parts(it, field, parent);
        return;
    }
    Slice value = tree_string(it->tree, parent, it->out->arena);
    mt_write_plain(it->out, field, value, it->line_end);
}

// ---- Blocks ----

static void write_field(Writing *it, NodeId node)
{
    Slice tag = mt_tag_of(local_name(it, node));
    buffer_print(it->out, ":%.*s:", (int)tag.len, tag.at);
    write_content(it, mt_field(it->library, tag), node);
    buffer_add(it->out, it->line_end);
}

static bool is_sequence(const Writing *it, NodeId node)
{
    return slice_starts(local_name(it, node), S("sequence"));
}

static void write_fields(Writing *it, NodeId block)
{
    buffer_add(it->out, it->line_end);
    for (NodeId node = first_element(it, block); node != NODE_NONE;
         node = tree_element_from(it->tree, tree_next_sibling(it->tree, node))) {
        if (!is_sequence(it, node)) {
            write_field(it, node);
            continue;
        }
        for (NodeId inner = first_element(it, node); inner != NODE_NONE;
             inner = tree_element_from(it->tree, tree_next_sibling(it->tree, inner)))
            write_field(it, inner);
    }
    buffer_add(it->out, S("-"));
}

static void write_tags(Writing *it, NodeId block)
{
    for (NodeId node = first_element(it, block); node != NODE_NONE;
         node = tree_element_from(it->tree, tree_next_sibling(it->tree, node))) {
        Slice tag = mt_tag_of(local_name(it, node)),
              value = tree_string(it->tree, node, it->out->arena);
        buffer_print(it->out, "{%.*s:", (int)tag.len, tag.at);
        buffer_add(it->out, value);
        buffer_add(it->out, S("}"));
    }
}

// Block 4 of what the network itself says has tags in braces, as block 3 and 5 have.
static bool has_fields(const Writing *it, NodeId block, char number)
{
    Slice message = local_name(it, tree_parent(it->tree, block));
    return number == '4' && slice_starts(message, S("MT"));
}

// Block 2 differs by its direction, which comes first.
static void write_header(Writing *it, NodeId block, char number)
{
    MtBlock header = {.number = number, .content = tree_string(it->tree, block, it->out->arena)};
    write_content(it, mt_field(it->library, mt_header_tag(&header)), block);
}

static void write_block(Writing *it, NodeId block)
{
    Slice name = local_name(it, block);
    if (!slice_starts(name, S("block")) || name.len != 6) {
        refuse(it, block, "is no block of a message: block1 to block5");
        return;
    }
    char number = name.at[5];
    if (write_original(it, block))
        return;
    buffer_print(it->out, "{%c:", number);
    if (number == '1' || number == '2') {
        write_header(it, block, number);
    } else if (has_fields(it, block, number)) {
        write_fields(it, block);
    } else {
        write_tags(it, block);
    }
    buffer_add(it->out, S("}"));
}

static void write_message(Writing *it, NodeId message)
{
    for (NodeId node = tree_first_child(it->tree, message); node != NODE_NONE;
         node = tree_next_sibling(it->tree, node))
        if (is_element(it, node))
            write_block(it, node);
        else
            write_layout(it, node);
}

Slice mt_raw_content(Arena *arena, const MtLibrary *library, const Tree *tree, NodeId node)
{
    Buffer text = buffer_new(arena);
    Writing it = {&text, library, tree, S("\n"), false, true, NULL};
    Slice name = local_name(&it, node);
    if (slice_starts(name, S("block")))
        write_header(&it, node, name.at[name.len - 1]);
    else
        write_content(&it, mt_field(library, mt_tag_of(name)), node);
    // What was kept of a header is the block as a whole.
    MtBlock block;
    return mt_block_at(buffer_slice(&text), 0, &block) ? block.content : buffer_slice(&text);
}

// ---- Files ----

static void write_file(Writing *it, NodeId root)
{
    bool is_first = true;
    for (NodeId node = tree_first_child(it->tree, root); node != NODE_NONE;
         node = tree_next_sibling(it->tree, node)) {
        if (!is_element(it, node)) {
            write_layout(it, node);
            continue;
        }
        if (!is_first && !it->keeps_layout)
            buffer_add(it->out, S("$")); // as RJE parts messages
        write_message(it, node);
        is_first = false;
    }
}

// <?mt-file LF ISO-8859-1?>: a tree that was read has it first in its root.
static const char *read_facts(Writing *it, NodeId root)
{
    const char *encoding = NULL;
    it->line_end = S("\r\n");
    for (NodeId node = tree_first_child(it->tree, root); node != NODE_NONE;
         node = tree_next_sibling(it->tree, node)) {
        if (tree_kind(it->tree, node) != NODE_PI ||
            !slice_equal(local_name(it, node), S("mt-file")))
            continue;
        Slice facts = tree_content(it->tree, node);
        if (slice_starts(facts, S("LF")))
            it->line_end = S("\n");
        if (slice_ends(facts, S("ISO-8859-1")))
            encoding = "ISO-8859-1";
        it->keeps_layout = true;
    }
    return encoding;
}

static bool encode(Buffer *out, Slice text, const char *encoding, Faults *faults)
{
    size_t bad;
    if (encoding == NULL)
        buffer_add(out, text);
    else if (!charset_encode(out, text, encoding, &bad))
        return fault_add(faults, FAULT_UNSUPPORTED, 0, 0, "a character cannot be written in %s",
                         encoding);
    return true;
}

bool mt_write(Buffer *out, const MtLibrary *library, const Tree *tree, Faults *faults)
{
    Buffer text = buffer_new(out->arena);
    Writing it = {
        .out = &text, .library = library, .tree = tree, .is_good = true, .faults = faults};
    NodeId root = first_element(&it, 0);
    if (root == NODE_NONE)
        return fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                         "the document has no element; expected <SWIFT>");
    const char *encoding = read_facts(&it, root);
    if (slice_equal(local_name(&it, root), S("SWIFT")))
        write_file(&it, root);
    else
        write_message(&it, root);
    return encode(out, buffer_slice(&text), encoding, faults) && it.is_good;
}
