// JSON (RFC 8259) as the same tree as XML: XPath and Schematron run over it as they are written for XML.
//
//     {"seller": {"name": "A"}, "lines": [{"quantity": 2}, {"quantity": 5.50}]}
//
//     /seller/name = 'A'      /lines[2]/quantity = 5.50      sum(/lines/quantity)
//
// An object's members are elements of their names, without a namespace; those of the outermost object are children of the
// document node. The items of an array are elements of the array's name, one after the other; an array within an array, or
// outermost, has items named `_`. Strings, numbers, true and false are the texts of their elements, numbers as they were
// written. What the tree alone does not tell (is "2" a string, is one item an array of one, null, [] and {}) is kept
// beside it, a byte a node, so that writing gives what was read.
#pragma once

#include "base/buffer.h"
#include "tree/tree.h"

typedef enum JsonType {
    JSON_TYPE_OBJECT,
    JSON_TYPE_ARRAY,  // of a node: an array within an array, an empty one, or the outermost; others are their items
    JSON_TYPE_STRING,
    JSON_TYPE_NUMBER,
    JSON_TYPE_BOOLEAN,
    JSON_TYPE_NULL,
} JsonType;

// tree->json, by node: the type of its value, and its place in an array of its parent.
enum {
    JSON_TYPE_MASK = 7,
    JSON_ITEM = 1 << 3,        // of an array whose items are siblings
    JSON_FIRST_ITEM = 1 << 4,
    JSON_LAST_ITEM = 1 << 5,
};

// 0 means the default.
typedef struct JsonOptions {
    size_t input_max;   // bytes; default (and most) 4 GiB - 1
    size_t depth_max;   // of objects and arrays; default 1,000
    size_t nodes_max;   // default: none but memory
    bool allows_repeats;  // of names in one object, as the grammar alone does: the members then stand one after the other
} JsonOptions;

// Reads one JSON text of UTF-8. NULL with the first fault: line, column, what was found and expected. A name that an object
// has twice is a fault. `input` must outlive the tree.
Tree *json_tree_read(Arena *arena, Vocabulary *vocabulary, Slice input, const JsonOptions *options, Faults *faults);

static inline JsonType json_type(const Tree *tree, NodeId node)
{
    return (JsonType)(tree->json[node] & JSON_TYPE_MASK);
}

// Writes the value of a node (the document: the whole), on one line, or with `indent` blanks a level.
void json_tree_write(Buffer *out, const Tree *tree, NodeId node, unsigned indent);

// The place of a node as RFC 6901 has it: "/lines/1/quantity". In `arena`.
Slice json_pointer(Arena *arena, const Tree *tree, NodeId node);
