// SPDX-License-Identifier: Apache-2.0
// What is not carried over, with its path.

#include "map/internal.h"

#include <assert.h>

static const char *const reasons[] = {
    [LOSS_NO_TERM] = "no business term for it",
    [LOSS_AGAIN] = "the term occurs once, this is another",
    [LOSS_FORM] = "not of the form that is expected there",
    [LOSS_PART] = "only its first part has a place",
    [LOSS_ORPHAN] = "it qualifies a value that is not there",
    [LOSS_NO_PLACE] = "the syntax has no place for it",
    [LOSS_LENGTH] = "longer than the syntax allows",
    [LOSS_SIGN] = "has characters that the syntax does not allow",
    [LOSS_LINES] = "its lines will be cut elsewhere",
};
static_assert(sizeof reasons / sizeof *reasons == LOSS_KIND_END, "a loss has no reason");

const char *loss_reason(LossKind kind)
{
    return reasons[kind];
}

static Loss *add(Losses *losses)
{
    losses->count++;
    if (losses->kept == LOSSES_KEPT)
        return NULL;
    if (losses->kept == losses->room) {
        size_t room = losses->room ? losses->room * 2 : 16;
        losses->list = arena_resize(losses->arena, losses->list, losses->room * sizeof(Loss),
                                    room * sizeof(Loss));
        losses->room = room;
    }
    Loss *loss = &losses->list[losses->kept++];
    *loss = (Loss){0};
    return loss;
}

// ---- In documents ----

// Which of its like it is, from 1; 0 where there is none like it. Looks no further than it must,
// for a document may have a million.
static size_t position(const Tree *tree, NodeId node)
{
    size_t before = 0;
    NodeId parent = tree_parent(tree, node);
    if (parent == NODE_NONE)
        return 0;
    NodeId at = tree_first_child(tree, parent);
    for (; at != node; at = tree_next_sibling(tree, at))
        before += tree_path(tree, at) == tree_path(tree, node);
    if (before > 0)
        return before + 1;
    do
        at = tree_next_sibling(tree, at);
    while (at != NODE_NONE && tree_path(tree, at) != tree_path(tree, node));
    return at != NODE_NONE;
}

static void add_path(Buffer *out, const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    if (kind == NODE_DOCUMENT)
        return;
    add_path(out, tree, tree_parent(tree, node));
    if (kind != NODE_ELEMENT && kind != NODE_ATTRIBUTE)
        return;
    const Name *name = tree_name(tree, node);
    buffer_add(out, kind == NODE_ATTRIBUTE ? S("/@") : S("/"));
    if (name->prefix.len > 0) {
        buffer_add(out, name->prefix);
        buffer_add_char(out, ':');
    }
    buffer_add(out, name->local);
    size_t index = kind == NODE_ELEMENT ? position(tree, node) : 0;
    if (index > 0)
        buffer_print(out, "[%zu]", index);
}

void loss_add_node(Losses *losses, LossKind kind, const Tree *tree, NodeId node, const Term *term)
{
    Loss *loss = add(losses);
    if (loss == NULL)
        return;
    Buffer path = buffer_new(losses->arena);
    add_path(&path, tree, node);
    loss->kind = kind;
    loss->path = buffer_slice(&path);
    loss->number = term ? term_number(term) : S("");
    loss->value = slice_trim(tree_is_container(tree, node) ? tree_string(tree, node, losses->arena)
                                                           : tree_content(tree, node));
    bool is_text = tree_kind(tree, node) == NODE_TEXT; // told by the element that it stands in
    loss->place = tree_place(tree, is_text ? tree_parent(tree, node) : node);
}

// ---- In content ----

void loss_add_term(Losses *losses, LossKind kind, const ContentItem *item, const Term *term,
                   Slice value)
{
    Loss *loss = add(losses);
    if (loss == NULL)
        return;
    loss->kind = kind;
    loss->path = content_pointer(losses->arena, item, term);
    loss->number = term_number(term);
    loss->value = value;
}

// ---- In sheets ----

void loss_add_cell(Losses *losses, LossKind kind, Slice place, const Term *term, Slice value)
{
    Loss *loss = add(losses);
    if (loss == NULL)
        return;
    loss->kind = kind;
    loss->path = place;
    loss->number = term ? term_number(term) : S("");
    loss->value = value;
}
