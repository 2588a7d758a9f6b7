// The tree: a document in memory, whatever its syntax. Immutable, compact, in document order.
//
//     nodes    0        1          2           3       4        5
//              document element    attribute   text    element  …
//              <──────────────── subtree of 0 ─────────────────>
//
// A node is a number: its place in document order. An element's attributes follow it directly, then
// its children; so a subtree is a range of numbers, and ancestor, descendant, preceding and following
// are comparisons of numbers.
//
// A node does not carry its name but its *path*: the chain of names from the root to it. Documents
// have few distinct paths (hundreds) however long they are, so that what depends on names alone is
// decided once per path, not once per node; and the nodes of one path, in document order, are a list
// (tree_path_nodes) in which a subtree is again a range.
#pragma once

#include "base/arena.h"
#include "base/slice.h"

typedef uint32_t NodeId;
typedef uint32_t PathId;  // into the vocabulary's paths
typedef uint32_t NameId;  // into the vocabulary's names

#define NODE_NONE UINT32_MAX
#define PATH_NONE UINT32_MAX
#define NAME_NONE UINT32_MAX

typedef enum NodeKind {
    NODE_DOCUMENT,
    NODE_ELEMENT,
    NODE_ATTRIBUTE,
    NODE_TEXT,
    NODE_COMMENT,
    NODE_PI,
    NODE_NAMESPACE,  // only made on demand by the evaluator, never stored in a tree
} NodeKind;

// ---- The vocabulary: names and paths, interned ----
//
// Grows while documents are read and is shared by all trees of one thread, so that what was worked
// out for a path holds for the next document too. Not thread-safe.

typedef struct Name {
    Slice prefix, uri, local;  // prefix and uri may be empty
    NameId expanded;           // the first name with the same uri and local: equal names, equal numbers
} Name;

typedef struct Path {
    PathId parent;  // PATH_NONE for the document's own
    NameId name;    // NAME_NONE for document, text and comment
    NodeKind kind;
    uint32_t depth;      // 0 for the document
    PathId first_child;  // children are linked through next_sibling
    PathId next_sibling;
} Path;

typedef struct Vocabulary Vocabulary;

Vocabulary *vocabulary_new(Arena *arena);  // lives in `arena`, and so does everything it learns

NameId vocabulary_name(Vocabulary *vocabulary, Slice prefix, Slice uri, Slice local);  // copies
size_t vocabulary_name_count(const Vocabulary *vocabulary);
const Name *vocabulary_names(const Vocabulary *vocabulary);

#define PATH_DOCUMENT ((PathId)0)  // the path of every document node
PathId vocabulary_path(Vocabulary *vocabulary, PathId parent, NodeKind kind, NameId name);
size_t vocabulary_path_count(const Vocabulary *vocabulary);
const Path *vocabulary_paths(const Vocabulary *vocabulary);  // moves when the vocabulary grows

// ---- The tree ----

// 16 bytes. Attributes, texts, comments and processing instructions have their content at `at`:
// an offset into tree->input, or, where decoding was needed, into tree->decoded.
typedef struct Node {
    uint32_t path_and_kind;  // NodeKind in bits 29..31, "decoded" in bit 28, PathId below
    NodeId parent;           // NODE_NONE for the document
    uint32_t end;            // document, element: the last node of the subtree; else: content length
    uint32_t at;             // element: offset of its '<' in tree->input; else: of the content
} Node;

#define NODE_KIND_SHIFT 29
#define NODE_DECODED (1u << 28)
#define NODE_PATH_MASK (NODE_DECODED - 1)

typedef struct Tree {
    const Vocabulary *vocabulary;
    const Node *nodes;
    uint32_t count;
    Slice input;    // the text the tree was read from, as UTF-8; outlives the tree
    Slice decoded;  // decoded content; each piece is preceded by 4 bytes: its offset in `input`
    Slice base_uri; // of the document; empty if unknown
    Arena *arena;   // what the tree lives in
    struct TreeIndex *index;  // made at first use by tree_path_nodes
    const struct TreeExtra *extra;  // what few documents have: DTD facts (IDs, unparsed entities)
    const uint8_t *json;  // by node, of a tree read from JSON (json.h); NULL for others
    bool is_workbook;  // of a tree read from a workbook: places are cells (xlsx.h), not lines
    uint32_t number;  // order among the trees of a process: node order between documents
} Tree;

static inline NodeKind tree_kind(const Tree *tree, NodeId node)
{
    return (NodeKind)(tree->nodes[node].path_and_kind >> NODE_KIND_SHIFT);
}

static inline PathId tree_path(const Tree *tree, NodeId node)
{
    return tree->nodes[node].path_and_kind & NODE_PATH_MASK;
}

static inline NodeId tree_parent(const Tree *tree, NodeId node)
{
    return tree->nodes[node].parent;
}

static inline bool tree_is_container(const Tree *tree, NodeId node)
{
    return tree_kind(tree, node) <= NODE_ELEMENT;
}

// The last node of the subtree (attributes count to it); the node itself where it is a leaf.
static inline NodeId tree_last(const Tree *tree, NodeId node)
{
    return tree_is_container(tree, node) ? tree->nodes[node].end : node;
}

NodeId tree_root_element(const Tree *tree);                  // or NODE_NONE
NodeId tree_first_child(const Tree *tree, NodeId node);      // or NODE_NONE
NodeId tree_next_sibling(const Tree *tree, NodeId node);     // or NODE_NONE; of an attribute: NODE_NONE

// The node if it is an element, else the first element among the siblings behind it, or NODE_NONE.
NodeId tree_element_from(const Tree *tree, NodeId node);
// By local names, whatever the namespace: the first such child (of NODE_NONE: none), or NODE_NONE …
NodeId tree_child_named(const Tree *tree, NodeId parent, Slice local);
// … and the content of such an attribute, which is empty where there is none.
Slice tree_attribute_named(const Tree *tree, NodeId element, Slice local);

// The attribute behind another or behind the element itself, or NODE_NONE.
static inline NodeId tree_next_attribute(const Tree *tree, NodeId node)
{
    NodeId next = node + 1;
    return next < tree->count && tree_kind(tree, next) == NODE_ATTRIBUTE ? next : NODE_NONE;
}

static inline NodeId tree_first_attribute(const Tree *tree, NodeId node)
{
    return tree_kind(tree, node) == NODE_ELEMENT ? tree_next_attribute(tree, node) : NODE_NONE;
}

// The content of an attribute, text, comment or processing instruction.
static inline Slice tree_content(const Tree *tree, NodeId node)
{
    const Node *at = &tree->nodes[node];
    const Slice *text = at->path_and_kind & NODE_DECODED ? &tree->decoded : &tree->input;
    return (Slice){text->at + at->at, at->end};
}

// The string value (XDM 5.13). Cut from the input where the element has one text only; else put
// together in `scratch`.
Slice tree_string(const Tree *tree, NodeId node, Arena *scratch);

// Says that `far` will be looked at soon, and the text of `near` sooner: the nodes of one path lie further apart than the
// machine foresees, and waiting for memory is most of what a pass over a large document costs.
static inline void tree_expect(const Tree *tree, NodeId far, NodeId near)
{
    __builtin_prefetch(&tree->nodes[far]);
    const char *text = tree->input.at + tree->nodes[near].at;  // of an element the '<': its text comes behind the tag
    __builtin_prefetch(text);
    __builtin_prefetch(text + 64);
}

// The name of an element, attribute or processing instruction (its target is `local`); NULL for others.
const Name *tree_name(const Tree *tree, NodeId node);

// All nodes of one path (elements and attributes only) in document order. O(1) after the first call
// on the tree, which builds the lists of all paths in one pass.
typedef struct NodeList {
    const NodeId *at;
    size_t count;
} NodeList;
NodeList tree_path_nodes(const Tree *tree, PathId path);
uint32_t tree_path_count(const Tree *tree, PathId path);  // how many nodes (of any kind) have it

// Line and column (from 1; columns count code points) of a node in its source. For an element the '<',
// for an attribute its name, for a text its first character. Builds an index of lines at first use.
typedef struct Place {
    unsigned line, column;
} Place;
Place tree_place(const Tree *tree, NodeId node);
Slice tree_line(const Tree *tree, unsigned line);  // the text of a source line, without its end

// In-scope namespaces of an element (XDM 6.2.4), the implicit `xml` included, written to `scratch`.
typedef struct NamespaceBinding {
    Slice prefix, uri;
} NamespaceBinding;
size_t tree_namespaces(const Tree *tree, NodeId element, Arena *scratch,
                       const NamespaceBinding **bindings);

bool tree_is_id(const Tree *tree, NodeId attribute);     // declared ID by the DTD, or xml:id
bool tree_is_idref(const Tree *tree, NodeId attribute);  // declared IDREF or IDREFS by the DTD

// The external identifier of an unparsed entity that the DTD declares; false where there is none of that name.
bool tree_unparsed_entity(const Tree *tree, Slice name, Slice *public_id, Slice *system_id);

// ---- Building (for the readers) ----

typedef struct TreeBuilder TreeBuilder;

// `input` is UTF-8 already, outlives the tree, and holds at most 4 GiB - 1. `nodes_max` 0: no limit.
TreeBuilder *tree_builder_new(Arena *arena, Vocabulary *vocabulary, Slice input, size_t nodes_max);
NodeId tree_open(TreeBuilder *builder, NameId name, uint32_t offset);  // an element
NodeId tree_leaf(TreeBuilder *builder, NodeKind kind, NameId name, uint32_t offset, uint32_t len);
// Content that is not in the input as it stands. `source` is where it came from in the input.
NodeId tree_decoded_leaf(TreeBuilder *builder, NodeKind kind, NameId name, Slice content,
                         uint32_t source);
void tree_close(TreeBuilder *builder);
Tree *tree_finish(TreeBuilder *builder);
