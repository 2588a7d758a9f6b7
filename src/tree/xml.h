// XML 1.0 (5th edition) with Namespaces 1.0: reading into a tree, writing a tree.
#pragma once

#include "tree/tree.h"

// 0 means the default. All limits are faults (FAULT_LIMIT) that name the limit and how to raise it.
typedef struct XmlOptions {
    size_t input_max;       // bytes; default (and most) 4 GiB - 1
    size_t depth_max;       // open elements; default 2,000
    size_t nodes_max;       // default: none but memory
    size_t attributes_max;  // of one element; default 10,000
    size_t name_max;        // bytes of one name; default 10,000
    size_t expansion_max;   // bytes that entities may add in all; default 10,000,000
    size_t expansion_factor;  // … and at most so many times the input's size beyond 1 MB; default 100
    Slice base_uri;
    bool namespaces_off;  // read colons as letters: for conformance tests of XML 1.0 alone
} XmlOptions;

// Reads a whole document, non-validating. The encoding is told by BOM, XML declaration, or is UTF-8.
// Entities and attribute defaults of the internal DTD subset are used; nothing external is ever
// fetched. NULL when the document is not well-formed or a limit is reached: `faults` then tells the
// first fault with line and column (XML 1.0 knows no recovery). `input` must outlive the tree.
Tree *xml_read(Arena *arena, Vocabulary *vocabulary, Slice input, const XmlOptions *options,
               Faults *faults);

// Writes the tree, or the subtree of one node, so that reading it again gives an equal tree.
// XML declaration with encoding UTF-8 only for a document node.
#include "base/buffer.h"
void xml_write(Buffer *out, const Tree *tree, NodeId node);

typedef enum XmlPlace {
    XML_TEXT,      // of an element
    XML_ATTRIBUTE, // within double quotes
} XmlPlace;

// Writes a text so that it reads back the same. What XML has no way to write (control characters,
// broken UTF-8) becomes U+FFFD.
void xml_escape(Buffer *out, Slice text, XmlPlace place);
