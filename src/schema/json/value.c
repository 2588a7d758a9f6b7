// SPDX-License-Identifier: Apache-2.0
// Values of a document as JSON Schema sees them, over the tree that json_read.c makes.

#include "schema/json/internal.h"

#include <stdlib.h>

JsonValue value_at(const Tree *tree, NodeId node)
{
    if (tree->json[node] & JSON_FIRST_ITEM && json_type(tree, tree_parent(tree, node)) != JSON_TYPE_ARRAY)
        return (JsonValue){node, JSON_TYPE_ARRAY, true};
    return (JsonValue){node, json_type(tree, node), false};
}

static JsonValue item_at(const Tree *tree, NodeId node)
{
    return (JsonValue){node, json_type(tree, node), false};
}

JsonValue value_first(const Tree *tree, JsonValue value)
{
    NodeId first = value.is_list ? value.node : tree_first_child(tree, value.node);
    return first == NODE_NONE ? (JsonValue){NODE_NONE, JSON_TYPE_NULL, false} : item_at(tree, first);
}

JsonValue value_next(const Tree *tree, JsonValue array, JsonValue item)
{
    (void)array;
    if (tree->json[item.node] & JSON_LAST_ITEM)
        return (JsonValue){NODE_NONE, JSON_TYPE_NULL, false};
    return item_at(tree, tree_next_sibling(tree, item.node));
}

NodeId member_first(const Tree *tree, JsonValue object)
{
    return tree_first_child(tree, object.node);
}

bool member_at(const Tree *tree, NodeId from, JsonMemberAt *member)
{
    if (from == NODE_NONE)
        return false;
    *member = (JsonMemberAt){tree_name(tree, from)->local, value_at(tree, from), NODE_NONE};
    if (member->value.is_list)
        while (!(tree->json[from] & JSON_LAST_ITEM))
            from = tree_next_sibling(tree, from);
    member->next = tree_next_sibling(tree, from);
    return true;
}

size_t value_count(const Tree *tree, JsonValue value)
{
    size_t count = 0;
    JsonMemberAt member;
    if (value.type == JSON_TYPE_OBJECT)
        for (NodeId at = member_first(tree, value); member_at(tree, at, &member); at = member.next)
            count++;
    else
        for (JsonValue item = value_first(tree, value); item.node != NODE_NONE; item = value_next(tree, value, item))
            count++;
    return count;
}

Slice value_text(const Tree *tree, JsonValue value)
{
    NodeId text = tree_first_child(tree, value.node);
    return text == NODE_NONE ? S("") : tree_content(tree, text);
}

// ---- Keys ----

static void add_text(Buffer *key, char mark, Slice text)
{
    buffer_print(key, "%c%zu:", mark, text.len);
    buffer_add(key, text);
}

typedef struct NamedKey {
    Slice name, key;
} NamedKey;

static int by_name(const void *a, const void *b)
{
    return slice_compare(((const NamedKey *)a)->name, ((const NamedKey *)b)->name);
}

static void add_object(Buffer *key, NamedKey *members, size_t count)
{
    qsort(members, count, sizeof *members, by_name);
    buffer_add_char(key, '{');
    for (size_t i = 0; i < count; i++) {
        add_text(key, 'k', members[i].name);
        buffer_add(key, members[i].key);
    }
    buffer_add_char(key, '}');
}

static void object_key(Arena *scratch, const Tree *tree, JsonValue value, Buffer *key)
{
    size_t count = value_count(tree, value), i = 0;
    NamedKey *members = arena_array(scratch, NamedKey, count + 1);
    JsonMemberAt member;
    for (NodeId at = member_first(tree, value); member_at(tree, at, &member); at = member.next, i++) {
        Buffer inner = buffer_new(scratch);
        value_key(scratch, tree, member.value, &inner);
        members[i] = (NamedKey){member.name, buffer_slice(&inner)};
    }
    add_object(key, members, count);
}

void value_key(Arena *scratch, const Tree *tree, JsonValue value, Buffer *key)
{
    switch (value.type) {
    case JSON_TYPE_OBJECT:
        object_key(scratch, tree, value, key);
        break;
    case JSON_TYPE_ARRAY:
        buffer_add_char(key, '[');
        for (JsonValue item = value_first(tree, value); item.node != NODE_NONE; item = value_next(tree, value, item))
            value_key(scratch, tree, item, key);
        buffer_add_char(key, ']');
        break;
    case JSON_TYPE_STRING:
        add_text(key, 's', value_text(tree, value));
        break;
    case JSON_TYPE_NUMBER: {
        JsonNumber number = number_read(scratch, value_text(tree, value));
        number_key(&number, key);
        break;
    }
    case JSON_TYPE_BOOLEAN:
        buffer_add_char(key, value_text(tree, value).at[0]);
        break;
    case JSON_TYPE_NULL:
        buffer_add_char(key, '0');
        break;
    }
}

void json_key_of(Arena *scratch, const Json *json, Buffer *key)
{
    switch (json->kind) {
    case JSON_OBJECT: {
        NamedKey *members = arena_array(scratch, NamedKey, json->count + 1);
        for (size_t i = 0; i < json->count; i++) {
            Buffer inner = buffer_new(scratch);
            json_key_of(scratch, json->members[i].value, &inner);
            members[i] = (NamedKey){json->members[i].name, buffer_slice(&inner)};
        }
        add_object(key, members, json->count);
        break;
    }
    case JSON_ARRAY:
        buffer_add_char(key, '[');
        for (size_t i = 0; i < json->count; i++)
            json_key_of(scratch, json->items[i], key);
        buffer_add_char(key, ']');
        break;
    case JSON_STRING:
        add_text(key, 's', json->text);
        break;
    case JSON_NUMBER: {
        JsonNumber number = number_read(scratch, json->text);
        number_key(&number, key);
        break;
    }
    case JSON_TRUE:
        buffer_add_char(key, 't');
        break;
    case JSON_FALSE:
        buffer_add_char(key, 'f');
        break;
    case JSON_NULL:
        buffer_add_char(key, '0');
        break;
    }
}
