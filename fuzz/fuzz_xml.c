// SPDX-License-Identifier: Apache-2.0
// Any bytes as an XML document. What is read is written and read again: both trees must be equal, node by node. Payloads of
// envelopes are cut out, places and names asked for.

#include "tree/envelope.h"
#include "tree/xml.h"

#include <assert.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice input;
} Run;

static void require_equal(const Tree *a, const Tree *b)
{
    assert(a->count == b->count);
    for (NodeId node = 0; node < a->count; node++) {
        assert(tree_path(a, node) == tree_path(b, node));
        assert(tree_kind(a, node) == tree_kind(b, node));
        assert(tree_parent(a, node) == tree_parent(b, node));
        if (!tree_is_container(a, node))
            assert(slice_equal(tree_content(a, node), tree_content(b, node)));
    }
}

static void ask_all(Arena *arena, const Tree *tree)
{
    for (NodeId node = 0; node < tree->count && node < 200; node++) {
        const NamespaceBinding *bindings;
        tree_place(tree, node);
        tree_string(tree, node, arena);
        tree_path_nodes(tree, tree_path(tree, node));
        if (tree_kind(tree, node) == NODE_ELEMENT)
            tree_namespaces(tree, node, arena, &bindings);
        if (tree_kind(tree, node) == NODE_ATTRIBUTE)
            tree_is_id(tree, node);
    }
}

static bool read_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)256 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    XmlOptions options = {.depth_max = 200, .nodes_max = 100000, .expansion_max = 100000};
    Tree *tree = xml_read(run->arena, vocabulary, run->input, &options, faults);
    if (!tree) {
        assert(faults->count == 1 && faults->list[0].text[0] != '\0');
        return false;
    }
    ask_all(run->arena, tree);
    Buffer out = buffer_new(run->arena);
    xml_write(&out, tree, 0);
    Tree *again = xml_read(run->arena, vocabulary, buffer_slice(&out), &options, faults);
    assert(again);
    require_equal(tree, again);
    Envelope envelope = envelope_open(run->arena, tree);
    for (size_t i = 0; i < envelope.count && i < 4; i++)
        ask_all(run->arena, tree_subdocument(run->arena, vocabulary, tree, envelope.payloads[i]));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.input = {(const char *)data, size}};
    guard_run(&run.guard, read_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
