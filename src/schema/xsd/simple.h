// Simple types (XML Schema part 2, 2nd edition): the 44 built-in ones, and those derived from them.
//
//     facets, item and member types ─► SimpleType (immutable, shared) ─► is this text valid, and equal to that one?
//
// Checking takes no memory but where a pattern, a very long number or a list needs scratch.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "schema/finding.h"

typedef struct SimpleType SimpleType;

typedef enum Variety {
    VARIETY_ATOMIC,
    VARIETY_LIST,
    VARIETY_UNION,
} Variety;

typedef enum Facet {
    FACET_LENGTH,
    FACET_MIN_LENGTH,
    FACET_MAX_LENGTH,
    FACET_PATTERN,
    FACET_ENUMERATION,
    FACET_WHITE_SPACE,
    FACET_MAX_INCLUSIVE,
    FACET_MAX_EXCLUSIVE,
    FACET_MIN_EXCLUSIVE,
    FACET_MIN_INCLUSIVE,
    FACET_TOTAL_DIGITS,
    FACET_FRACTION_DIGITS,
    FACET_END,
} Facet;

// Derivation methods that `final` and `block` name.
enum {
    DERIVATION_EXTENSION = 1 << 0,
    DERIVATION_RESTRICTION = 1 << 1,
    DERIVATION_LIST = 1 << 2,
    DERIVATION_UNION = 1 << 3,
    DERIVATION_SUBSTITUTION = 1 << 4,
};

// What QName and NOTATION values are read with: the uri that a prefix stands for. The empty prefix is the default
// namespace. False where it is not declared.
typedef struct PrefixScope {
    bool (*find)(const void *context, Slice prefix, Slice *uri);
    const void *context;
} PrefixScope;

// One facet as a schema document states it, in the document's order.
typedef struct FacetRow {
    Facet facet;
    Slice value;  // as written
    bool fixed;
    PrefixScope scope;     // of this place in the schema: for enumerations of QName and NOTATION
    unsigned line, column; // for faults
} FacetRow;

// ---- Making ----

// A built-in type by local name, anySimpleType included; NULL where there is none. Static: outlives everything.
const SimpleType *simple_builtin(Slice local);

// Derivation by restriction. NULL with faults whose code is the clause ("enumeration-valid-restriction",
// "cos-applicable-facets" …): facets that don't apply, contradict each other or widen the base's (part 2, 4.3 and
// part 1, 3.14.6). `uri` and `local` are empty for anonymous types.
const SimpleType *simple_restrict(Arena *arena, Slice uri, Slice local, const SimpleType *base, const FacetRow *rows,
                                  size_t count, unsigned final, Faults *faults);
// Derivation by list: `item` is atomic, or a union of atomic types (cos-st-restricts.2.1, cos-list-of-atomic).
const SimpleType *simple_list(Arena *arena, Slice uri, Slice local, const SimpleType *item, unsigned final,
                              Faults *faults);
const SimpleType *simple_union(Arena *arena, Slice uri, Slice local, const SimpleType *const *members, size_t count,
                               unsigned final, Faults *faults);

// ---- Asking ----

Slice simple_uri(const SimpleType *type);
Slice simple_local(const SimpleType *type);
unsigned simple_final(const SimpleType *type);
bool simple_is_id(const SimpleType *type);        // xs:ID or derived from it
bool simple_has_notation(const SimpleType *type); // NOTATION without enumeration may not be used (enumeration-required-notation)

// cos-st-derived-ok (part 1, 3.14.6): `derived` is validly derived from `base`, where the methods in `excluded` don't
// count. Everything is derived from anySimpleType.
bool simple_derives(const SimpleType *derived, const SimpleType *base, unsigned excluded);

// ---- Checking (part 1, 3.14.4; part 2, 4.1.4) ----

typedef struct SimpleCheck {
    Arena *scratch;
    PrefixScope scope;  // of the place in the document
    // Set where the text is not valid: which clause, and the sentence with its arguments (type, facet, limit, an example).
    SchemaFinding finding;  // its node is the caller's to set
} SimpleCheck;

// Whether `raw` (white space as in the document) is valid. `actual`, if not NULL, is given the type that took it: for a
// union the member, else `type`.
bool simple_valid(const SimpleType *type, Slice raw, SimpleCheck *check, const SimpleType **actual);

// Appends bytes that are equal exactly where two valid values are equal (identity constraints, fixed values,
// enumerations): values of different primitive types differ, 1.0 = 1, +0 and -0 as part 2 has it.
void simple_key(const SimpleType *type, Slice raw, SimpleCheck *check, Buffer *key);

// ID, IDREF, IDREFS, ENTITY, ENTITIES within the valid value: calls `each` with every item. For the tables of ID/IDREF (cvc-id).
typedef enum ReferenceKind {
    REFERENCE_ID,
    REFERENCE_IDREF,
    REFERENCE_ENTITY,
} ReferenceKind;
bool simple_has_references(const SimpleType *type);  // worth calling simple_references at all
void simple_references(const SimpleType *type, Slice raw, SimpleCheck *check,
                       void each(void *context, ReferenceKind kind, Slice value), void *context);

// An example of a valid value for people, or empty where none is known: an enumeration's first, "2026-11-20" of a date.
Slice simple_example(Arena *arena, const SimpleType *type);
// What the type asks for in a few words: "xs:decimal, at most 2 fraction digits", "one of EUR, JPY, USD, …".
Slice simple_show(Arena *arena, const SimpleType *type, SchemaLanguage language);
