// SPDX-License-Identifier: Apache-2.0
// The tree: moving in it, content, the lists of nodes by path, places in the source.

#include "tree/internal.h"

#include "base/buffer.h"

// ---- Moving ----

NodeId tree_root_element(const Tree *tree)
{
    NodeId node = tree_first_child(tree, 0);
    while (node != NODE_NONE && tree_kind(tree, node) != NODE_ELEMENT)
        node = tree_next_sibling(tree, node);
    return node;
}

NodeId tree_first_child(const Tree *tree, NodeId node)
{
    if (!tree_is_container(tree, node))
        return NODE_NONE;
    NodeId child = node + 1, end = tree->nodes[node].end;
    while (child <= end && tree_kind(tree, child) == NODE_ATTRIBUTE)
        child++;
    return child <= end ? child : NODE_NONE;
}

NodeId tree_next_sibling(const Tree *tree, NodeId node)
{
    NodeId parent = tree_parent(tree, node);
    if (parent == NODE_NONE || tree_kind(tree, node) == NODE_ATTRIBUTE)
        return NODE_NONE;
    NodeId next = tree_last(tree, node) + 1;
    return next <= tree->nodes[parent].end ? next : NODE_NONE;
}

NodeId tree_element_from(const Tree *tree, NodeId node)
{
    while (node != NODE_NONE && tree_kind(tree, node) != NODE_ELEMENT)
        node = tree_next_sibling(tree, node);
    return node;
}

NodeId tree_child_named(const Tree *tree, NodeId parent, Slice local)
{
    NodeId node = parent != NODE_NONE ? tree_first_child(tree, parent) : NODE_NONE;
    while ((node = tree_element_from(tree, node)) != NODE_NONE &&
           !slice_equal(tree_name(tree, node)->local, local))
        node = tree_next_sibling(tree, node);
    return node;
}

Slice tree_attribute_named(const Tree *tree, NodeId element, Slice local)
{
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE;
         at = tree_next_attribute(tree, at))
        if (slice_equal(tree_name(tree, at)->local, local))
            return tree_content(tree, at);
    return S("");
}

const Name *tree_name(const Tree *tree, NodeId node)
{
    NameId name = vocabulary_paths(tree->vocabulary)[tree_path(tree, node)].name;
    return name == NAME_NONE ? NULL : &vocabulary_names(tree->vocabulary)[name];
}

// ---- Content ----

// Apart, so that the usual way through tree_string saves no registers.
static __attribute__((noinline)) Slice join_texts(const Tree *tree, NodeId node, Arena *scratch)
{
    Buffer all = buffer_new(scratch);
    Slice only = S("");
    size_t texts = 0;
    for (NodeId at = node + 1; at <= tree->nodes[node].end; at++) {
        if (tree_kind(tree, at) != NODE_TEXT)
            continue;
        Slice text = tree_content(tree, at);
        if (texts == 1)
            buffer_add(&all, only);
        if (texts > 0)
            buffer_add(&all, text);
        only = text;
        texts++;
    }
    return texts > 1 ? buffer_slice(&all) : only;
}

Slice tree_string(const Tree *tree, NodeId node, Arena *scratch)
{
    if (!tree_is_container(tree, node))
        return tree_content(tree, node);
    // <name a="…">text</name>: the usual case
    NodeId last = tree->nodes[node].end;
    if (last == node)
        return S("");
    if (tree_kind(tree, last) == NODE_TEXT && tree_parent(tree, last) == node &&
        (last == node + 1 || tree_kind(tree, last - 1) == NODE_ATTRIBUTE))
        return tree_content(tree, last);
    return join_texts(tree, node, scratch);
}

// ---- Nodes by path ----

// Counted when somebody asks: of most messages of an interchange, and of what a schema alone
// checks, nobody does.
static const uint32_t *path_counts(const Tree *tree)
{
    TreeIndex *index = tree->index;
    if (!index->counts) {
        index->counts = arena_array(tree->arena, uint32_t, index->path_count);
        for (NodeId node = 0; node < tree->count; node++)
            index->counts[tree_path(tree, node)]++;
    }
    return index->counts;
}

static void build_lists(const Tree *tree)
{
    TreeIndex *index = tree->index;
    const uint32_t *counts = path_counts(tree);
    const Path *paths = vocabulary_paths(tree->vocabulary);
    uint32_t *next = arena_array(tree->arena, uint32_t, index->path_count + 1);
    uint32_t total = 0;
    for (size_t i = 0; i < index->path_count; i++) {
        next[i] = total;
        if (paths[i].kind == NODE_ELEMENT || paths[i].kind == NODE_ATTRIBUTE)
            total += counts[i];
    }
    next[index->path_count] = total;
    NodeId *lists = arena_resize(tree->arena, NULL, 0, ((size_t)total + 1) * sizeof *lists);
    for (NodeId node = 0; node < tree->count; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == NODE_ELEMENT || kind == NODE_ATTRIBUTE)
            lists[next[tree_path(tree, node)]++] = node;
    }
    index->lists = lists;
    // `next` now holds the ends, which are the starts of the paths behind.
    memmove(next + 1, next, index->path_count * sizeof *next);
    next[0] = 0;
    index->starts = next;
}

NodeList tree_path_nodes(const Tree *tree, PathId path)
{
    TreeIndex *index = tree->index;
    if (path >= index->path_count)
        return (NodeList){NULL, 0};
    if (!index->starts)
        build_lists(tree);
    uint32_t start = index->starts[path];
    return (NodeList){index->lists + start, index->starts[path + 1] - start};
}

uint32_t tree_path_count(const Tree *tree, PathId path)
{
    return path < tree->index->path_count ? path_counts(tree)[path] : 0;
}

// ---- Places ----

// Documents in one line are common: columns are counted from the block, not from the line's start,
// or a report of many findings would take the square of the document's length.
enum { BLOCK = 512 };

static uint32_t count_characters(Slice text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

static void build_blocks(const Tree *tree)
{
    size_t count = tree->input.len / BLOCK + 1;
    uint32_t *before = arena_resize(tree->arena, NULL, 0, count * sizeof *before);
    before[0] = 0;
    for (size_t i = 1; i < count; i++)
        before[i] =
            before[i - 1] + count_characters(slice_part(tree->input, (i - 1) * BLOCK, BLOCK));
    tree->index->characters = before;
}

// That stand before the offset.
static uint32_t characters_before(const TreeIndex *index, Slice input, uint32_t offset)
{
    uint32_t block = offset / BLOCK;
    return index->characters[block] +
           count_characters(slice_part(input, (size_t)block * BLOCK, offset % BLOCK));
}

static void build_lines(const Tree *tree)
{
    TreeIndex *index = tree->index;
    size_t count = 1;
    for (Slice rest = tree->input; rest.len > 0; count++)
        slice_cut(&rest, '\n');
    uint32_t *lines = arena_resize(tree->arena, NULL, 0, count * sizeof *lines);
    size_t line = 0;
    lines[line++] = 0;
    Slice rest = tree->input;
    while (rest.len > 0) {
        slice_cut(&rest, '\n');
        if (line < count)
            lines[line++] = (uint32_t)(rest.at - tree->input.at);
    }
    index->lines = lines;
    index->line_count = line;
}

// Of an interchange with many messages the lines are counted once, not for each.
static const TreeIndex *line_index(const Tree *tree)
{
    while (tree->index->whole)
        tree = tree->index->whole;
    if (!tree->index->lines) {
        build_lines(tree);
        build_blocks(tree);
    }
    return tree->index;
}

static size_t line_of(const TreeIndex *index, uint32_t offset)
{
    size_t low = 0, high = index->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (index->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

// From a value back over the quote, the `=` and the name.
static uint32_t name_before(Slice input, uint32_t value)
{
    uint32_t at = value;
    if (at > 0)
        at--; // the quote
    while (at > 0 && (is_xml_space(input.at[at - 1]) || input.at[at - 1] == '='))
        at--;
    while (at > 0 && !is_xml_space(input.at[at - 1]))
        at--;
    return at;
}

static uint32_t source_offset(const Tree *tree, NodeId node)
{
    const Node *at = &tree->nodes[node];
    uint32_t offset = at->at;
    if (!tree_is_container(tree, node) && at->path_and_kind & NODE_DECODED)
        memcpy(&offset, tree->decoded.at + at->at - sizeof offset, sizeof offset);
    return tree_kind(tree, node) == NODE_ATTRIBUTE ? name_before(tree->input, offset) : offset;
}

Place tree_place(const Tree *tree, NodeId node)
{
    uint32_t offset = source_offset(tree, node);
    const TreeIndex *index = line_index(tree);
    size_t line = line_of(index, offset);
    uint32_t start = index->lines[line];
    uint32_t column = offset - start < BLOCK
                          ? count_characters(slice_part(tree->input, start, offset - start))
                          : characters_before(index, tree->input, offset) -
                                characters_before(index, tree->input, start);
    return (Place){(unsigned)line + 1, column + 1};
}

Slice tree_line(const Tree *tree, unsigned line)
{
    const TreeIndex *index = line_index(tree);
    if (line == 0 || line > index->line_count)
        return S("");
    uint32_t start = index->lines[line - 1];
    Slice rest = slice_part(tree->input, start, tree->input.len);
    Slice text = slice_cut(&rest, '\n');
    if (text.len > 0 && text.at[text.len - 1] == '\r')
        text.len--;
    return text;
}

// ---- Facts from the DTD ----

static bool contains(const NodeId *nodes, size_t count, NodeId node)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (nodes[middle] == node)
            return true;
        if (nodes[middle] < node)
            low = middle + 1;
        else
            count = middle;
    }
    return false;
}

bool tree_is_id(const Tree *tree, NodeId attribute)
{
    const Name *name = tree_name(tree, attribute);
    if (slice_equal(name->local, S("id")) &&
        slice_equal(name->uri, S("http://www.w3.org/XML/1998/namespace")))
        return true;
    return tree->extra && contains(tree->extra->ids, tree->extra->id_count, attribute);
}

bool tree_is_idref(const Tree *tree, NodeId attribute)
{
    return tree->extra && contains(tree->extra->idrefs, tree->extra->idref_count, attribute);
}

bool tree_unparsed_entity(const Tree *tree, Slice name, Slice *public_id, Slice *system_id)
{
    const TreeExtra *extra = tree->extra;
    for (size_t i = 0; extra && i < extra->entity_count; i++)
        if (slice_equal(extra->entities[i].name, name)) {
            *public_id = extra->entities[i].public_id;
            *system_id = extra->entities[i].system_id;
            return true;
        }
    return false;
}

// ---- Namespaces in scope ----

static size_t first_declaration(const TreeExtra *extra, NodeId element)
{
    size_t low = 0, high = extra->declaration_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (extra->declarations[middle].element < element)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct Bindings {
    NamespaceBinding *at;
    size_t count, room;
    Arena *arena;
} Bindings;

// The innermost declaration of a prefix is seen first and counts.
static void add_binding(Bindings *bindings, NamespaceBinding binding)
{
    for (size_t i = 0; i < bindings->count; i++)
        if (slice_equal(bindings->at[i].prefix, binding.prefix))
            return;
    if (bindings->count == bindings->room) {
        size_t room = bindings->room ? bindings->room * 2 : 8;
        NamespaceBinding *at = arena_array(bindings->arena, NamespaceBinding, room);
        if (bindings->count)
            memcpy(at, bindings->at, bindings->count * sizeof *at);
        bindings->at = at;
        bindings->room = room;
    }
    bindings->at[bindings->count++] = binding;
}

size_t tree_namespaces(const Tree *tree, NodeId element, Arena *scratch,
                       const NamespaceBinding **result)
{
    Bindings bindings = {.arena = scratch};
    const TreeExtra *extra = tree->extra;
    add_binding(&bindings, (NamespaceBinding){S("xml"), S("http://www.w3.org/XML/1998/namespace")});
    for (NodeId at = element; extra && at != NODE_NONE; at = tree_parent(tree, at))
        for (size_t i = first_declaration(extra, at);
             i < extra->declaration_count && extra->declarations[i].element == at; i++)
            add_binding(&bindings, extra->declarations[i].binding);
    for (size_t i = 0; extra && i < extra->binding_count; i++)
        add_binding(&bindings, extra->bindings[i]);
    size_t kept = 0;
    for (size_t i = 0; i < bindings.count; i++)
        if (bindings.at[i].uri.len > 0) // xmlns="" takes a binding away
            bindings.at[kept++] = bindings.at[i];
    *result = bindings.at;
    return kept;
}
