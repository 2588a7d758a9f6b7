// What the files of the loader share: the schema while it is being read.
//
//     documents ─► load.c: includes resolved, declarations collected
//                     ─► build.c: patterns, rules, assertions, messages
//                     ─► instructions.c: xsl:function, xsl:variable
#pragma once

#include "base/buffer.h"
#include "base/table.h"
#include "rules/rules.h"
#include "tree/xml.h"

#define NS_SCH "http://purl.oclc.org/dsdl/schematron"
#define NS_XSL "http://www.w3.org/1999/XSL/Transform"

typedef struct Document {
    const Tree *tree;
    const char *path;
    Slice folder;  // with the slash
    struct Document *next;
} Document;

typedef struct Element {  // one of a schema document
    const Document *document;
    NodeId node;
} Element;

#define ELEMENT_NONE ((Element){NULL, NODE_NONE})

typedef struct Parameters {  // of an instance of an abstract pattern
    Slice name, value;
    const struct Parameters *next;  // sorted: longer names first
} Parameters;

typedef struct Declared {  // something to be found by id
    Slice id;
    Element element;
    const void *made;
    struct Declared *next;
} Declared;

typedef struct List {
    void **at;
    size_t count, room;
} List;

typedef struct Loader {
    Arena *arena;
    Vocabulary *vocabulary;
    Faults *faults;
    const RulesetOptions *options;
    Slice text;  // of the schema, where it is no file; else empty
    Program *program;
    StaticContext context;
    Slice root;  // the folder that files may be read from, with the slash
    Document *documents;
    Element schema;
    Ruleset *ruleset;
    const Parameters *parameters;
    unsigned depth;    // includes and abstract rules under way
    size_t expansions; // elements visited, includes and instances counted again

    Declared *abstract_patterns, *abstract_rules, *diagnostics, *properties;
    List patterns, rules, assertions, prefixes, phases;
    List notes;
    List pattern_elements, functions, keys, globals;
    Slice active_phase;
    Element phase;  // NONE: all patterns
    const Scope *scope;  // variables of the schema, the phase and all patterns
    List variables;      // of schema and phase: Element, Variable in turn
} Loader;

void list_add(Loader *loader, List *list, void *item);

// ---- load.c ----

bool load_refuse(Loader *loader, Element at, const char *format, ...) __attribute__((format(printf, 3, 4)));
// What publishers got away with: it loads, and is told of. True.
bool load_note(Loader *loader, Element at, const char *format, ...) __attribute__((format(printf, 3, 4)));
Slice element_name(const Loader *loader, Element element, bool *is_schematron, bool *is_xslt);
bool element_is(const Loader *loader, Element element, const char *name);      // of Schematron
bool element_is_xsl(const Loader *loader, Element element, const char *name);
Slice attribute_text(const Loader *loader, Element element, const char *name);  // empty if absent; parameters filled in
bool attribute_exists(const Loader *loader, Element element, const char *name);
// The expression in an attribute, with its place. NULL if the attribute is absent.
const Source *attribute_source(Loader *loader, Element element, const char *name);
const Source *text_source(Loader *loader, Element element, Slice text);
Slice fill_parameters(Loader *loader, Slice text);

// Calls `visit` for every child element, with sch:include and sch:extends href="…" resolved.
typedef bool Visit(Loader *loader, Element child, void *context);
bool for_each_child(Loader *loader, Element parent, Visit *visit, void *context);
const Namespaces *element_namespaces(Loader *loader, Element element, const Namespaces *outer);

// ---- build.c ----

bool build_rules(Loader *loader);
Expr *compile_value(Loader *loader, Element at, const Source *source, bool is_test, const Scope *scope);

// ---- instructions.c ----

bool declare_function(Loader *loader, Element element);
bool compile_function(Loader *loader, Element element);
bool compile_key(Loader *loader, Element element);
// The value of xsl:variable, xsl:param or sch:let: @select, @value or the content.
Expr *variable_value(Loader *loader, Element element, const Scope *scope);
// The expanded name in @name of a variable or parameter.
void variable_name(Loader *loader, Element element, Slice *uri, Slice *local);
bool read_type(Loader *loader, Element element, const char *attribute, SequenceType *type, bool *has_type);
