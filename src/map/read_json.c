// SPDX-License-Identifier: Apache-2.0
// JSON ─► content. The model is the map: names are its names.

#include "map/internal.h"
#include "tree/json.h"

typedef struct Reading {
    Arena *arena;
    const Tree *tree;
    Losses *losses;
} Reading;

static void read_members(Reading *it, const Term *group, NodeId node, ContentItem *item);

static void lose(Reading *it, LossKind kind, NodeId node, const Term *term)
{
    size_t before = it->losses->kept;
    loss_add_node(it->losses, kind, it->tree, node, term);
    if (it->losses->kept > before)
        it->losses->list[before].path = json_pointer(it->losses->arena, it->tree, node);
}

// Every value below a member that no term has.
static void lose_all(Reading *it, LossKind kind, NodeId node)
{
    for (NodeId at = node, last = tree_last(it->tree, node); at <= last; at++)
        if (tree_kind(it->tree, at) == NODE_ELEMENT && json_type(it->tree, at) >= JSON_TYPE_STRING)
            lose(it, kind, at, NULL);
}

static bool is_of_kind(TermKind kind, JsonType type)
{
    switch (kind) {
    case TERM_TEXT:
    case TERM_DATE:
        return type == JSON_TYPE_STRING;
    case TERM_NUMBER:
        return type == JSON_TYPE_NUMBER;
    case TERM_BOOLEAN:
        return type == JSON_TYPE_BOOLEAN;
    case TERM_GROUP:
    case TERM_LIST:
        return type == JSON_TYPE_OBJECT;
    }
    return false;
}

static void read_value(Reading *it, const Term *term, NodeId node, ContentItem *item)
{
    static const Form forms[] = {{.kind = FORM_TEXT}, {.kind = FORM_NUMBER}};
    const Form *form = &forms[term->kind == TERM_NUMBER];
    Slice value = tree_string(it->tree, node, it->arena), result;
    size_t left;
    if (value.len == 0)
        return;
    // 1E3 is a number in JSON; content keeps it as it is, and what cannot say it will tell.
    bool is_good = form_read(form, term->kind, it->arena, value, &result, &left);
    if (!is_good && term->kind != TERM_NUMBER)
        lose(it, LOSS_FORM, node, term);
    else
        slot_set(&item->slots[term->slot], is_good ? result : value);
}

static void read_item(Reading *it, const Term *list, NodeId node, ContentItem *parent)
{
    ContentItem *before = parent->slots[list->slot].first ? parent->slots[list->slot].last : NULL;
    ContentItem *item = content_add(it->arena, parent, list);
    read_members(it, list, node, item);
    if (item_is_empty(item))
        content_drop_last(item, before);
}

static void read_member(Reading *it, const Term *group, NodeId node, ContentItem *item)
{
    const Term *term = model_member(group, tree_name(it->tree, node)->local);
    uint8_t mark = it->tree->json[node];
    JsonType type = json_type(it->tree, node);
    bool is_empty_array = type == JSON_TYPE_ARRAY && tree_first_child(it->tree, node) == NODE_NONE;
    if (type == JSON_TYPE_NULL || is_empty_array)
        return; // says nothing
    bool is_schema =
        group->parent == NULL && slice_equal(tree_name(it->tree, node)->local, S("$schema"));
    if (term == NULL && is_schema)
        return; // says of which register it is
    if (term == NULL)
        lose_all(it, LOSS_NO_TERM, node);
    else if (!is_of_kind(term->kind, type) ||
             ((mark & JSON_ITEM) != 0) != (term->kind == TERM_LIST))
        lose_all(it, LOSS_FORM, node);
    else if (term->kind == TERM_LIST)
        read_item(it, term, node, item);
    else if (term->kind == TERM_GROUP)
        read_members(it, term, node, item);
    else
        read_value(it, term, node, item);
}

static void read_members(Reading *it, const Term *group, NodeId node, ContentItem *item)
{
    for (NodeId at = tree_first_child(it->tree, node); at != NODE_NONE;
         at = tree_next_sibling(it->tree, at))
        if (tree_kind(it->tree, at) == NODE_ELEMENT)
            read_member(it, group, at, item);
}

Content *content_read_json(Arena *arena, const Model *model, const Tree *tree, Losses *losses)
{
    Reading it = {arena, tree, losses};
    Content *content = content_new(arena, model);
    if (json_type(tree, 0) == JSON_TYPE_OBJECT)
        read_members(&it, &model->root, 0, content->root);
    else
        lose_all(&it, LOSS_FORM, 0);
    return content;
}
