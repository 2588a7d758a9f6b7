// SPDX-License-Identifier: Apache-2.0
// Building a tree: nodes are written one after the other into a block that grows.

#include "tree/builder.h"

#include <string.h>

enum { NODES_FIRST = 256 };

TreeBuilder *tree_builder_new(Arena *arena, Vocabulary *vocabulary, Slice input, size_t nodes_max)
{
    TreeBuilder *builder = arena_array(arena, TreeBuilder, 1);
    *builder = (TreeBuilder){.arena = arena,
                             .vocabulary = vocabulary,
                             .input = input,
                             .nodes_max = nodes_max && nodes_max < NODE_NONE ? nodes_max : NODE_NONE - 1,
                             .decoded = buffer_new(arena)};
    // A document of business data has a node for every 15 bytes or so.
    builder_reserve(builder, input.len / 16 + NODES_FIRST);
    builder->nodes[0] = (Node){(uint32_t)NODE_DOCUMENT << NODE_KIND_SHIFT | PATH_DOCUMENT, NODE_NONE, 0, 0};
    builder->count = 1;
    return builder;
}

void builder_reserve(TreeBuilder *builder, size_t room)
{
    if (room < builder->room + builder->room / 2)
        room = builder->room + builder->room / 2;
    builder->nodes = arena_resize(builder->arena, builder->nodes, builder->room * sizeof(Node),
                                  room * sizeof(Node));
    builder->room = room;
}

void builder_grow(TreeBuilder *builder)
{
    if (builder->count >= builder->nodes_max)
        guard_raise(arena_guard(builder->arena), FAULT_LIMIT, NULL,
                    "the document has more than %zu nodes; raise the limit of nodes",
                    builder->nodes_max);
    builder_reserve(builder, builder->count + 1);
}

static PathId current_path(const TreeBuilder *builder)
{
    return builder->nodes[builder->open].path_and_kind & NODE_PATH_MASK;
}

NodeId tree_open(TreeBuilder *builder, NameId name, uint32_t offset)
{
    PathId path = vocabulary_path(builder->vocabulary, current_path(builder), NODE_ELEMENT, name);
    return builder_open(builder, path, offset);
}

NodeId tree_leaf(TreeBuilder *builder, NodeKind kind, NameId name, uint32_t offset, uint32_t len)
{
    PathId path = vocabulary_path(builder->vocabulary, current_path(builder), kind, name);
    return builder_leaf(builder, kind, path, offset, len);
}

uint32_t builder_decode(TreeBuilder *builder, Slice content, uint32_t source)
{
    if (builder->decoded.len + content.len + sizeof source > UINT32_MAX)
        guard_raise(arena_guard(builder->arena), FAULT_LIMIT, NULL,
                    "more than 4 GiB of decoded text");
    buffer_add(&builder->decoded, (Slice){(const char *)&source, sizeof source});
    uint32_t at = (uint32_t)builder->decoded.len;
    buffer_add(&builder->decoded, content);
    return at;
}

NodeId builder_decoded_leaf(TreeBuilder *builder, NodeKind kind, PathId path, Slice content,
                            uint32_t source)
{
    uint32_t at = builder_decode(builder, content, source);
    NodeId node = builder_leaf(builder, kind, path, at, (uint32_t)content.len);
    builder->nodes[node].path_and_kind |= NODE_DECODED;
    return node;
}

NodeId tree_decoded_leaf(TreeBuilder *builder, NodeKind kind, NameId name, Slice content,
                         uint32_t source)
{
    PathId path = vocabulary_path(builder->vocabulary, current_path(builder), kind, name);
    return builder_decoded_leaf(builder, kind, path, content, source);
}

void tree_close(TreeBuilder *builder)
{
    builder_close(builder);
}

void builder_declare(TreeBuilder *builder, Slice prefix, Slice uri)
{
    if (builder->declaration_count == builder->declaration_room) {
        size_t room = builder->declaration_room ? builder->declaration_room * 2 : 8;
        builder->declarations = arena_resize(builder->arena, builder->declarations,
                                             builder->declaration_room * sizeof(Declaration),
                                             room * sizeof(Declaration));
        builder->declaration_room = room;
    }
    builder->declarations[builder->declaration_count++] =
        (Declaration){builder->open, {prefix, uri}};
}

void builder_note_id(TreeBuilder *builder, NodeId attribute, bool is_id)
{
    NodeId **list = is_id ? &builder->ids : &builder->idrefs;
    size_t *count = is_id ? &builder->id_count : &builder->idref_count;
    size_t *room = is_id ? &builder->id_room : &builder->idref_room;
    if (*count == *room) {
        size_t wanted = *room ? *room * 2 : 16;
        *list = arena_resize(builder->arena, *list, *room * sizeof **list, wanted * sizeof **list);
        *room = wanted;
    }
    (*list)[(*count)++] = attribute;
}

void builder_note_entity(TreeBuilder *builder, UnparsedEntity entity)
{
    if (builder->entity_count == builder->entity_room) {
        size_t wanted = builder->entity_room ? builder->entity_room * 2 : 4;
        builder->entities = arena_resize(builder->arena, builder->entities, builder->entity_room * sizeof entity,
                                         wanted * sizeof entity);
        builder->entity_room = wanted;
    }
    builder->entities[builder->entity_count++] = entity;
}

Tree *tree_finish(TreeBuilder *builder)
{
    Arena *arena = builder->arena;
    Tree *tree = arena_array(arena, Tree, 1);
    TreeIndex *index = arena_array(arena, TreeIndex, 1);
    TreeExtra *extra = arena_array(arena, TreeExtra, 1);
    builder->nodes[0].end = (uint32_t)builder->count - 1;
    index->path_count = vocabulary_path_count(builder->vocabulary);
    *extra = (TreeExtra){.ids = builder->ids,
                         .id_count = builder->id_count,
                         .idrefs = builder->idrefs,
                         .idref_count = builder->idref_count,
                         .entities = builder->entities,
                         .entity_count = builder->entity_count,
                         .declarations = builder->declarations,
                         .declaration_count = builder->declaration_count};
    *tree = (Tree){.vocabulary = builder->vocabulary,
                   .nodes = builder->nodes,
                   .count = (uint32_t)builder->count,
                   .input = builder->input,
                   .decoded = buffer_slice(&builder->decoded),
                   .arena = arena,
                   .index = index,
                   .extra = extra,
                   .number = vocabulary_next_tree(builder->vocabulary)};
    return tree;
}
