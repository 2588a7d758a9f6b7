// The builder from inside: readers that know the path of a node write it without a look-up.
#pragma once

#include "base/buffer.h"
#include "tree/internal.h"

struct TreeBuilder {
    Arena *arena;
    Vocabulary *vocabulary;
    Slice input;
    Node *nodes;
    size_t count, room, nodes_max;
    NodeId open;  // the innermost element that is not closed yet; 0 is the document
    Buffer decoded;
    Declaration *declarations;
    size_t declaration_count, declaration_room;
    NodeId *ids, *idrefs;  // attributes that the DTD declares so
    size_t id_count, id_room, idref_count, idref_room;
    UnparsedEntity *entities;
    size_t entity_count, entity_room;
};

void builder_reserve(TreeBuilder *builder, size_t room);
void builder_grow(TreeBuilder *builder);
// A namespace declaration of the element opened last. The slices must outlive the tree.
void builder_declare(TreeBuilder *builder, Slice prefix, Slice uri);
// Facts from the DTD.
void builder_note_id(TreeBuilder *builder, NodeId attribute, bool is_id);  // else IDREF
void builder_note_entity(TreeBuilder *builder, UnparsedEntity entity);
// Adds content that is not in the input as it stands; where it is in the tree's decoded text.
uint32_t builder_decode(TreeBuilder *builder, Slice content, uint32_t source);
NodeId builder_decoded_leaf(TreeBuilder *builder, NodeKind kind, PathId path, Slice content,
                            uint32_t source);

static inline NodeId builder_add(TreeBuilder *builder, NodeKind kind, PathId path, uint32_t end,
                                 uint32_t at)
{
    if (builder->count >= builder->room || builder->count >= builder->nodes_max)
        builder_grow(builder);
    NodeId node = (NodeId)builder->count++;
    builder->nodes[node] =
        (Node){(uint32_t)kind << NODE_KIND_SHIFT | path, builder->open, end, at};
    return node;
}

static inline NodeId builder_open(TreeBuilder *builder, PathId path, uint32_t offset)
{
    NodeId node = builder_add(builder, NODE_ELEMENT, path, 0, offset);
    builder->open = node;
    return node;
}

static inline void builder_close(TreeBuilder *builder)
{
    Node *open = &builder->nodes[builder->open];
    open->end = (uint32_t)builder->count - 1;
    builder->open = open->parent;
}

static inline NodeId builder_leaf(TreeBuilder *builder, NodeKind kind, PathId path, uint32_t offset,
                                  uint32_t len)
{
    return builder_add(builder, kind, path, len, offset);
}
