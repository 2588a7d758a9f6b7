// Schema documents as they are read: trees, what holds for all of a document, and which declarations they have.
//
//     files ─► [documents, symbols] ─► components ─► models
#pragma once

#include "schema/sources.h"
#include "schema/xsd/components.h"
#include "tree/tree.h"

typedef struct Document {
    struct Document *next;
    const Tree *tree;
    const char *path;
    Slice bytes;
    Slice target;
    bool is_chameleon;  // took its target from the document that includes it
    bool elements_qualified, attributes_qualified;
    unsigned block_default, final_default;
    Slice *imports;  // namespaces
    size_t import_count;
} Document;

typedef enum SymbolKind {
    SYMBOL_TYPE,
    SYMBOL_ELEMENT,
    SYMBOL_ATTRIBUTE,
    SYMBOL_GROUP,
    SYMBOL_ATTRIBUTE_GROUP,
    SYMBOL_NOTATION,
    SYMBOL_CONSTRAINT,
} SymbolKind;

typedef enum SymbolState { SYMBOL_NEW, SYMBOL_BUSY, SYMBOL_DONE, SYMBOL_FAILED } SymbolState;

typedef struct Symbol {
    SymbolKind kind;
    QualifiedName name;
    const Document *document;
    NodeId node;
    SymbolState state;
    const void *component;
    struct Symbol *older;  // what an xs:redefine put this in the place of
    bool self_referred;
} Symbol;

typedef struct Loader {
    Arena *arena;
    Vocabulary *vocabulary;
    SchemaSources *sources;
    Faults *faults;
    Document *documents, **last;
    size_t bytes;
    Table *symbol_table;
    Symbol **symbols;
    size_t symbol_count, symbol_room;
    struct PathRule *path_rules;  // grammar.c's own, by PathId
    size_t path_room;
    Slice missing; // a location that was not found, for faults that may come of it
} Loader;

// All documents that `path` leads to.
bool load_documents(Loader *loader, const char *path);

// ---- Reading nodes ----

bool is_xsd(const Tree *tree, NodeId node, const char *local);
Slice node_local(const Tree *tree, NodeId node);
// The attribute in no namespace; false where it is absent.
bool attribute_of(const Tree *tree, NodeId node, const char *name, Slice *value);
bool has_attribute(const Tree *tree, NodeId node, const char *name);
NodeId first_child(const Tree *tree, NodeId node);  // of the XSD namespace, annotations left out
NodeId next_child(const Tree *tree, NodeId node);
NodeId child_named(const Tree *tree, NodeId node, const char *local);  // or NODE_NONE
PrefixScope scope_of(Arena *arena, const Tree *tree, NodeId node);
unsigned read_derivations(Slice text);
bool read_boolean_attribute(const Tree *tree, NodeId node, const char *name, bool otherwise);

Symbol *add_symbol(Loader *loader, const Document *document, NodeId node, SymbolKind kind, Slice local);
Symbol *find_symbol(const Loader *loader, SymbolKind kind, Slice uri, Slice local);

bool schema_fault(Faults *faults, SchemaPlace place, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// Whether a document obeys the schema for schemas (part 1, appendix A): elements, attributes, their values. Notes the
// identity constraints it meets.
bool check_grammar(Loader *loader, const Document *document);
