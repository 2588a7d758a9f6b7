// SPDX-License-Identifier: Apache-2.0
// Recognises envelopes and cuts documents out of them.
//
//     <StandardBusinessDocument>             <soap:Envelope>     <Interchange>
//       <StandardBusinessDocumentHeader>       <soap:Header>       <S_UNB>
//       <Invoice> ◄──                          <soap:Body>         <M_INVOIC> ◄──
//                                                <Invoice> ◄──     <M_INVOIC> ◄──
//
// A kind is a row: the root, and the way down to the payloads.

#include "tree/envelope.h"

#include "tree/internal.h"

enum { WAY_MAX = 4 };

typedef struct EnvelopeKind {
    const char *kind;
    const char *root;         // local name of the root element
    const char *uri;          // what its namespace contains; "" for none, NULL for any
    const char *way[WAY_MAX]; // elements from the root down to the payload's parent
    const char *except;       // a child there that is no payload
    const char *prefix;       // payloads' names begin with it; NULL: any
} EnvelopeKind;

static const EnvelopeKind envelope_kinds[] = {
    {"SBDH",
     "StandardBusinessDocument",
     "StandardBusinessDocument",
     {0},
     "StandardBusinessDocumentHeader",
     NULL},
    {"SOAP", "Envelope", "http://schemas.xmlsoap.org/soap/envelope/", {"Body"}, "Fault", NULL},
    {"SOAP", "Envelope", "http://www.w3.org/2003/05/soap-envelope", {"Body"}, "Fault", NULL},
    // OASIS Exchange Header Envelope, of which Peppol is to use a profile
    {"XHE", "XHE", "ExchangeHeaderEnvelope", {"Payloads", "Payload", "PayloadContent"}, NULL, NULL},
    // UN/EDIFACT in XML, ISO/TS 20625: messages are named M_ and their type
    {"EDIFACT interchange", "Interchange", NULL, {0}, NULL, "M_"},
    {"EDIFACT interchange", "INTERCHANGE", NULL, {0}, NULL, "M_"},
    {"EDIFACT interchange", "M_INTERCHANGE", NULL, {0}, NULL, "M_"},
    {"EDIFACT interchange", "EDIFACT", NULL, {0}, NULL, "M_"},
    {"SWIFT FIN", "SWIFT", "", {0}, NULL, "MT"},
};

static bool is_kind(const EnvelopeKind *kind, const Name *root)
{
    if (!slice_equal(root->local, slice_of(kind->root)))
        return false;
    return kind->uri == NULL || slice_find(root->uri, slice_of(kind->uri)) != SIZE_MAX;
}

static bool is_payload(const EnvelopeKind *kind, Slice local)
{
    if (kind->except != NULL && slice_equal(local, slice_of(kind->except)))
        return false;
    return kind->prefix == NULL || slice_starts(local, slice_of(kind->prefix));
}

typedef struct Search {
    Arena *arena;
    const Tree *tree;
    const EnvelopeKind *kind;
    NodeId *found;
    size_t count, room;
} Search;

static void add_payload(Search *search, NodeId node)
{
    if (search->count == search->room) {
        size_t room = search->room ? search->room * 2 : 4;
        NodeId *found = arena_array(search->arena, NodeId, room);
        if (search->count > 0)
            memcpy(found, search->found, search->count * sizeof *found);
        search->found = found;
        search->room = room;
    }
    search->found[search->count++] = node;
}

// Every way down is taken: an interchange of two invoices has two payloads.
static void search_below(Search *search, NodeId parent, size_t step)
{
    const char *wanted = step < WAY_MAX ? search->kind->way[step] : NULL;
    NodeId node = tree_element_from(search->tree, tree_first_child(search->tree, parent));
    while (node != NODE_NONE) {
        Slice local = tree_name(search->tree, node)->local;
        if (wanted != NULL && slice_equal(local, slice_of(wanted)))
            search_below(search, node, step + 1);
        else if (wanted == NULL && is_payload(search->kind, local))
            add_payload(search, node);
        node = tree_element_from(search->tree, tree_next_sibling(search->tree, node));
    }
}

Envelope envelope_open(Arena *arena, const Tree *tree)
{
    NodeId root = tree_element_from(tree, tree_first_child(tree, 0));
    if (root == NODE_NONE)
        return (Envelope){0};
    for (size_t i = 0; i < sizeof envelope_kinds / sizeof *envelope_kinds; i++) {
        const EnvelopeKind *kind = &envelope_kinds[i];
        if (!is_kind(kind, tree_name(tree, root)))
            continue;
        Search search = {.arena = arena, .tree = tree, .kind = kind};
        search_below(&search, root, 0);
        // A root that is merely called Interchange is no envelope.
        if (search.count > 0 || kind->prefix == NULL)
            return (Envelope){kind->kind, search.found, search.count};
    }
    return (Envelope){0};
}

// ---- Cutting out ----

typedef struct Cut {
    Arena *arena;
    Vocabulary *vocabulary;
    const Tree *tree;
    NodeId from, last;
    PathId *paths; // old path ─► new path + 1
} Cut;

static PathId new_path(Cut *cut, NodeId node, PathId parent)
{
    PathId old = tree_path(cut->tree, node);
    if (cut->paths[old] == 0) {
        NameId name = vocabulary_paths(cut->vocabulary)[old].name;
        cut->paths[old] =
            vocabulary_path(cut->vocabulary, parent, tree_kind(cut->tree, node), name) + 1;
    }
    return cut->paths[old] - 1;
}

static Node *copy_nodes(Cut *cut)
{
    const Tree *tree = cut->tree;
    size_t count = cut->last - cut->from + 2; // and the document node
    uint32_t shift = cut->from - 1;           // the element becomes node 1
    Node *nodes = arena_array(cut->arena, Node, count);
    nodes[0] = (Node){(uint32_t)NODE_DOCUMENT << NODE_KIND_SHIFT | PATH_DOCUMENT, NODE_NONE,
                      (uint32_t)count - 1, tree->nodes[cut->from].at};
    for (NodeId old = cut->from; old <= cut->last; old++) {
        Node node = tree->nodes[old];
        node.parent = old == cut->from ? 0 : node.parent - shift;
        PathId path = new_path(cut, old, nodes[node.parent].path_and_kind & NODE_PATH_MASK);
        node.path_and_kind = (node.path_and_kind & ~(uint32_t)NODE_PATH_MASK) | path;
        if (tree_kind(tree, old) == NODE_ELEMENT)
            node.end -= shift;
        nodes[old - shift] = node;
    }
    return nodes;
}

// The part of a sorted list of nodes that lies in the cut, renumbered.
static const NodeId *cut_list(Cut *cut, const NodeId *list, size_t count, size_t *kept)
{
    NodeId *out = arena_array(cut->arena, NodeId, count);
    *kept = 0;
    for (size_t i = 0; i < count; i++)
        if (list[i] >= cut->from && list[i] <= cut->last)
            out[(*kept)++] = list[i] - (cut->from - 1);
    return out;
}

static const TreeExtra *cut_extra(Cut *cut)
{
    const TreeExtra *old = cut->tree->extra;
    TreeExtra *extra = arena_array(cut->arena, TreeExtra, 1);
    if (old != NULL) {
        *extra = *old;
        extra->ids = cut_list(cut, old->ids, old->id_count, &extra->id_count);
        extra->idrefs = cut_list(cut, old->idrefs, old->idref_count, &extra->idref_count);
        Declaration *declarations = arena_array(cut->arena, Declaration, old->declaration_count);
        extra->declaration_count = 0;
        for (size_t i = 0; i < old->declaration_count; i++) {
            Declaration declaration = old->declarations[i];
            if (declaration.element < cut->from || declaration.element > cut->last)
                continue;
            declaration.element -= cut->from - 1;
            declarations[extra->declaration_count++] = declaration;
        }
        extra->declarations = declarations;
    }
    extra->binding_count =
        tree_namespaces(cut->tree, tree_parent(cut->tree, cut->from), cut->arena, &extra->bindings);
    return extra;
}

Tree *tree_subdocument(Arena *arena, Vocabulary *vocabulary, const Tree *tree, NodeId element)
{
    Cut cut = {
        .arena = arena,
        .vocabulary = vocabulary,
        .tree = tree,
        .from = element,
        .last = tree_last(tree, element),
        .paths = arena_array(arena, PathId, vocabulary_path_count(vocabulary)),
    };
    Tree *out = arena_array(arena, Tree, 1);
    TreeIndex *index = arena_array(arena, TreeIndex, 1);
    *out = *tree;
    out->count = cut.last - cut.from + 2;
    out->nodes = copy_nodes(&cut);
    out->arena = arena;
    out->extra = cut_extra(&cut);
    index->path_count = vocabulary_path_count(vocabulary);
    index->whole = tree;
    out->index = index;
    out->number = vocabulary_next_tree(vocabulary);
    return out;
}
