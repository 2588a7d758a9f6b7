// What the files of JSON Schema share.
#pragma once

#include "base/table.h"
#include "schema/json_schema.h"
#include "tree/json.h"

// ---- Values of a document (value.c) ----

// An array whose items are siblings is told by its first item and `is_list`.
typedef struct JsonValue {
    NodeId node;
    JsonType type;
    bool is_list;
} JsonValue;

JsonValue value_at(const Tree *tree,
                   NodeId node); // of the document, or of an element that is no item
JsonValue value_first(const Tree *tree,
                      JsonValue value); // first item; node is NODE_NONE where there is none
JsonValue value_next(const Tree *tree, JsonValue array, JsonValue item); // next item
typedef struct JsonMemberAt {
    Slice name;
    JsonValue value;
    NodeId next; // where the next member begins
} JsonMemberAt;
bool member_at(const Tree *tree, NodeId from, JsonMemberAt *member); // false behind the last
NodeId member_first(const Tree *tree, JsonValue object);
size_t value_count(const Tree *tree, JsonValue value); // of items or members
Slice value_text(const Tree *tree, JsonValue value);
// Bytes that are equal exactly for equal values (JSON Schema core, 4.2.2).
void value_key(Arena *scratch, const Tree *tree, JsonValue value, Buffer *key);
void json_key_of(Arena *scratch, const Json *json, Buffer *key);

// ---- Numbers (number.c): exact, of any length ----

typedef struct JsonNumber {
    bool is_negative;
    const char *digits; // without leading and trailing zeros; none for 0
    size_t count;
    int64_t exponent; // the value is 0.d1d2d3… × 10^exponent
} JsonNumber;

JsonNumber number_read(Arena *scratch, Slice text);
int number_compare(const JsonNumber *a, const JsonNumber *b);
bool number_is_integer(const JsonNumber *number);
bool number_is_multiple(const JsonNumber *number, const JsonNumber *of);
void number_key(const JsonNumber *number, Buffer *key);

// ---- Patterns and formats ----

typedef struct JsonPattern JsonPattern;
JsonPattern *pattern_of(Arena *arena,
                        Slice text); // ECMA-262 with the flag u; NULL where it is none
bool pattern_finds(const JsonPattern *pattern, Slice text);
bool pattern_is_valid(Arena *arena, Slice text);

typedef bool FormatCheck(Arena *scratch, Slice text);
FormatCheck *format_find(Slice name); // NULL: unknown, anything goes

// ---- Schemas (compile.c) ----

typedef enum Keyword {
    KEY_REF,
    KEY_DYNAMIC_REF,
    KEY_TYPE,
    KEY_ENUM,
    KEY_CONST,
    KEY_MULTIPLE_OF,
    KEY_MAXIMUM,
    KEY_EXCLUSIVE_MAXIMUM,
    KEY_MINIMUM,
    KEY_EXCLUSIVE_MINIMUM,
    KEY_MAX_LENGTH,
    KEY_MIN_LENGTH,
    KEY_PATTERN,
    KEY_MAX_ITEMS,
    KEY_MIN_ITEMS,
    KEY_UNIQUE_ITEMS,
    KEY_MAX_PROPERTIES,
    KEY_MIN_PROPERTIES,
    KEY_REQUIRED,
    KEY_DEPENDENT_REQUIRED,
    KEY_FORMAT,
    KEY_ALL_OF,
    KEY_ANY_OF,
    KEY_ONE_OF,
    KEY_NOT,
    KEY_IF,
    KEY_DEPENDENT_SCHEMAS,
    KEY_PROPERTY_NAMES,
    KEY_PREFIX_ITEMS,
    KEY_ITEMS,
    KEY_CONTAINS,
    KEY_PROPERTIES,
    KEY_UNEVALUATED_ITEMS,
    KEY_UNEVALUATED_PROPERTIES,
    KEY_END,
} Keyword;

typedef struct SubSchema SubSchema;

// A named part: a property, a pattern, a name that others depend on.
typedef struct NamedSchema {
    Slice name;
    const SubSchema *schema;
    const JsonPattern *pattern;
    const Slice *names; // dependentRequired
    size_t name_count;
} NamedSchema;

typedef struct Rule {
    Keyword keyword;
    const Json *json;
    const SubSchema *schema; // of one schema; the target of a reference
    const SubSchema *then, *otherwise;
    const SubSchema *const *schemas; // of a list
    size_t count;                    // … and of `named`, `keys`; a limit
    const NamedSchema *named, *patterns;
    size_t pattern_count;
    const SubSchema *additional; // of properties
    const Table *by_name;        // properties
    const Slice *keys;           // enum, const: of the values
    unsigned types;              // bits by JsonType, bit 7: whole numbers only
    size_t minimum, maximum;     // contains
    bool has_maximum, is_unique;
    JsonNumber number;
    const JsonPattern *pattern;
    FormatCheck *format;
    Slice anchor; // $dynamicRef: the name; empty where it is as $ref
} Rule;

struct SubSchema {
    const Json *json;
    int truth;      // -1: see the rules; 0 false, 1 true
    Slice dangling; // what a reference of others names that is nowhere; to need it ends the
                    // validation
    const Rule *rules;
    size_t rule_count;
    struct Resource *resource;
    bool notes_evaluated; // something within, or around, asks what was evaluated
};

// A schema with a URI of its own.
typedef struct Resource {
    Slice uri;
    const Json *json;
    struct Resource *outer;
    Table *anchors; // fragment ─► …
    const Json **anchored;
    bool *is_dynamic;
    size_t anchor_room;
    bool has_validation, has_format_assertion; // by the vocabularies of its meta-schema
} Resource;

struct JsonSchema {
    Arena *arena;
    Guard *guard;
    const SubSchema *root;
    const struct Compiler *compiler;
    bool allows_schema_name;
};

const SubSchema *dynamic_target(const JsonSchema *schema, const Resource *resource, Slice anchor);

typedef enum JsonMessage {
    JSON_FALSE_SCHEMA,
    JSON_WRONG_TYPE,
    JSON_NOT_ENUM,
    JSON_NOT_CONST,
    JSON_NOT_MULTIPLE,
    JSON_TOO_LARGE,
    JSON_NOT_BELOW,
    JSON_TOO_SMALL,
    JSON_NOT_ABOVE,
    JSON_TOO_LONG,
    JSON_TOO_SHORT,
    JSON_NO_PATTERN,
    JSON_TOO_MANY,
    JSON_TOO_FEW,
    JSON_NOT_UNIQUE,
    JSON_MISSING,
    JSON_DEPENDENT,
    JSON_NOT_FORMAT,
    JSON_NONE_OF,
    JSON_SEVERAL_OF,
    JSON_IS_NOT,
    JSON_UNKNOWN,
    JSON_UNKNOWN_NEAR,
    JSON_NOT_CONTAINED,
    JSON_CONTAINED_OFTEN,
    JSON_MESSAGE_END,
} JsonMessage;
extern const SchemaText json_texts[JSON_MESSAGE_END];

// A keyword's name in schemas, and what makes its rule (make.c).
struct Making;
typedef struct KeywordRow {
    const char *name;
    void (*make)(struct Making *making, Rule *rule, const Json *value);
} KeywordRow;
extern const KeywordRow keyword_rows[KEY_END];

extern const char meta_schemas[]; // the documents of the dialect, one after the other
