// SPDX-License-Identifier: Apache-2.0
// The names of the program against the paths of the thread's vocabulary.
//
// A program and a vocabulary intern names apart, so that a program can be shared by threads. Here every
// path of the vocabulary learns the program's number for its name, once; a name test is then the
// comparison of two numbers.

#include "xpath/eval/eval.h"

void binding_grow(Eval *eval)
{
    EvalState *state = eval->state;
    size_t count = vocabulary_path_count(state->vocabulary);
    if (count > state->paths_room) {
        size_t room = count + count / 2 + 64;
        int32_t *path_names = arena_array(state->own, int32_t, room);
        uint32_t *cursors = arena_array(state->own, uint32_t, room);
        if (state->paths_bound) {
            memcpy(path_names, state->path_names, state->paths_bound * sizeof *path_names);
            memcpy(cursors, state->cursors, state->paths_bound * sizeof *cursors);
        }
        state->path_names = path_names;
        state->cursors = cursors;
        state->paths_room = room;
    }
    const Path *paths = vocabulary_paths(state->vocabulary);
    const Name *names = vocabulary_names(state->vocabulary);
    for (size_t i = state->paths_bound; i < count; i++) {
        state->path_names[i] = -1;
        if (paths[i].name != NAME_NONE)
            state->path_names[i] =
                program_find_name(eval->program, names[paths[i].name].uri, names[paths[i].name].local);
        state->cursors[i] = 0;
    }
    state->paths_bound = count;
}

static NodeKind kind_of_test(NodeTestKind kind)
{
    static const NodeKind kinds[] = {
        [TEST_DOCUMENT] = NODE_DOCUMENT, [TEST_ELEMENT] = NODE_ELEMENT,
        [TEST_ATTRIBUTE] = NODE_ATTRIBUTE, [TEST_TEXT] = NODE_TEXT,
        [TEST_COMMENT] = NODE_COMMENT,   [TEST_PI] = NODE_PI,
        [TEST_NAMESPACE] = NODE_NAMESPACE,
    };
    return kinds[kind];
}

// No schema types a document here: an element is xs:untyped, an attribute xs:untypedAtomic.
static bool content_matches(NodeKind kind, Type content)
{
    if (content == TYPE_ANY_TYPE)
        return true;
    if (kind == NODE_ELEMENT)
        return content == TYPE_UNTYPED;
    return content == TYPE_UNTYPED_ATOMIC || content == TYPE_ANY_ATOMIC || content == TYPE_ANY_SIMPLE;
}

bool test_path(const EvalState *state, const Vocabulary *vocabulary, PathId path,
               const NodeTest *test)
{
    if (test->kind == TEST_NODE)
        return true;
    const Path *at = &vocabulary_paths(vocabulary)[path];
    if (test->kind == TEST_NONE || at->kind != kind_of_test(test->kind))
        return false;
    if (test->content != TYPE_ANY_TYPE && !content_matches(at->kind, test->content))
        return false;
    if (test->any_uri && test->any_local)
        return true;
    if (at->kind == NODE_PI)
        return slice_equal(vocabulary_names(vocabulary)[at->name].local, test->local);
    if (test->name >= 0)
        return state->path_names[path] == test->name;
    const Name *name = &vocabulary_names(vocabulary)[at->name];
    return (test->any_uri || slice_equal(name->uri, test->uri)) &&
           (test->any_local || slice_equal(name->local, test->local));
}

static bool document_has_element(const EvalState *state, const Tree *tree, const NodeTest *element)
{
    size_t elements = 0;
    bool matches = false;
    for (NodeId child = tree_first_child(tree, 0); child != NODE_NONE;
         child = tree_next_sibling(tree, child)) {
        if (tree_kind(tree, child) == NODE_TEXT)
            return false;
        if (tree_kind(tree, child) == NODE_ELEMENT) {
            elements++;
            matches = test_node(state, tree, child, element);
        }
    }
    return elements == 1 && matches;
}

bool test_node(const EvalState *state, const Tree *tree, NodeId node, const NodeTest *test)
{
    if (test->kind == TEST_ELEMENT && test->name >= 0 && test->content == TYPE_ANY_TYPE)
        return tree_kind(tree, node) == NODE_ELEMENT &&
               state->path_names[tree_path(tree, node)] == test->name;
    if (!test_path(state, tree->vocabulary, tree_path(tree, node), test))
        return false;
    return !test->document_element || document_has_element(state, tree, test->document_element);
}

bool node_test_matches(Eval *eval, Item node, const NodeTest *test)
{
    if (node.type == TYPE_NAMESPACE_NODE)
        return test->kind == TEST_NODE ||
               (test->kind == TEST_NAMESPACE &&
                (test->any_local || slice_equal(node.namespace_node->prefix, test->local)));
    binding_refresh(eval);
    return test_node(eval->state, node.tree, node.len_or_node, test);
}
