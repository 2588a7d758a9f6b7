// What the files of this room share.
#pragma once

#include "tree/tree.h"

typedef struct TreeIndex {
    uint32_t *counts;   // nodes of each path, of any kind; NULL until asked for
    size_t path_count;  // how many paths there were when the tree was finished
    uint32_t *starts;   // where each path's list begins in `lists`; NULL until asked for
    NodeId *lists;      // elements and attributes, grouped by path
    uint32_t *lines;    // offset in `input` where each line begins; NULL until asked for
    size_t line_count;
    uint32_t *characters; // that stand before each block of `input`
    const Tree *whole;  // that this one was cut out of, whose lines are its own; NULL: none
} TreeIndex;

typedef struct Declaration {  // xmlns or xmlns:prefix
    NodeId element;
    NamespaceBinding binding;
} Declaration;

typedef struct UnparsedEntity {
    Slice name, public_id, system_id;
} UnparsedEntity;

typedef struct TreeExtra {
    const NodeId *ids;  // attributes that the DTD declares to be of type ID, in order
    size_t id_count;
    const NodeId *idrefs;  // IDREF and IDREFS
    size_t idref_count;
    const UnparsedEntity *entities;
    size_t entity_count;
    const Declaration *declarations;  // in document order
    size_t declaration_count;
    // Namespace bindings from outside, of a document cut out of an envelope
    const NamespaceBinding *bindings;
    size_t binding_count;
} TreeExtra;

// What a reader remembers with the vocabulary, from document to document; NULL at first.
typedef enum ReaderKind {
    READER_XML,
    READER_JSON,
    READER_END
} ReaderKind;
void **vocabulary_reader(Vocabulary *vocabulary, ReaderKind kind);
Arena *vocabulary_arena(const Vocabulary *vocabulary);
uint32_t vocabulary_next_tree(Vocabulary *vocabulary);  // the number of a new tree, from 1
