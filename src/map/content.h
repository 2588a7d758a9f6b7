// Business content: what a document says, whatever its syntax.
//
//     schema.json of a register ─► Model (immutable, shared)     Model + a document ─► Content
//
// The model is the tree of terms that the register's JSON Schema declares: names, business terms
// ("BT-1"), kinds. Content is kept by the slot, not by the name: the members of all groups around
// them that occur once lie flat in one item, and a repeated group is a list of items. So reading,
// writing and comparing cost an index and no look-up.
//
//     {"id": "1", "seller": {"name": "A"}, "lines": [{"id": "1"}, {"id": "2"}]}
//
//     item ─┬─ slot 0: "1"     slot 1: "A"     slot 2: ─► item [slot 0: "1"] ─► item [slot 0: "2"]
#pragma once

#include "base/buffer.h"
#include "tree/tree.h"

// ---- The model ----

typedef enum TermKind {
    TERM_TEXT,
    TERM_NUMBER,
    TERM_BOOLEAN,
    TERM_DATE,  // 2026-11-21
    TERM_GROUP, // occurs once: its members are slots of the item around it
    TERM_LIST,  // occurs again and again: each is an item of its own. The model's root is one too
} TermKind;

typedef struct Term Term;
struct Term {
    Slice name;           // the JSON member
    Slice number;         // "BT-1", "BG-25"; empty where the standard has none
    Slice untded;         // the data element in ISO 7372: "1004"; empty where there is none
    Slice title;          // in English; other languages are labels (labels.h)
    Slice gloss;          // what the glossary's labels call it: "party.name"; empty: it is none of
                          // the glossary's
    Slice def;            // the definition that it is made by: "party"; empty: none
    Slice codes;          // the code list (codes/codes.h) that its values are of; empty: none
    const Slice *choices; // all values that it may have ("enum"); NULL: any
    size_t choice_count;
    Slice length_max; // of a text, in characters, as the schema writes it; empty: it does not say
    Slice minimum;    // of a number, as the schema writes it; empty: it does not say
    bool is_required; // by what it is a member of
    bool is_personal; // it says something of a person ("personal": true), or its group does
    TermKind kind;
    const Term *parent;  // NULL for the root
    const Term *list;    // the list (or root) in whose items its slot lies; of the root NULL
    uint32_t slot;       // there; of a group the first of its members
    uint32_t index;      // among all terms of the model
    uint32_t slot_count; // of a list: in each of its items; of a group: of its members
    Term *members;
    size_t member_count;
    const Term **slots; // of a list: the term of each slot of its items
};

typedef struct Model {
    Term root;
    size_t term_count;
    bool is_personal; // a term of it is
    Slice id;         // the schema's "$id", by which documents name it
} Model;

// What the schema of the glossary is called, to whose definitions registers refer.
#define GLOSSARY_ID "urn:madoguchi:glossary"

// Compiles the content's JSON Schema. Objects, arrays of objects, strings, numbers and booleans are
// understood; each property may say its business term by "term", its data element by "untded" and
// its code list by "codes". {"$ref": "urn:madoguchi:glossary#/$defs/party"} stands for that
// definition, of which the property may say "title", "term", "untded" and "codes" otherwise.
// What tells of a person says "personal": true.
// `glossary` is the glossary's text; empty: none. Both texts must live as long. NULL with faults.
const Model *model_compile(Arena *arena, Slice text, Slice glossary, Faults *faults);

const Term *model_member(const Term *group, Slice name); // NULL where there is none

// By which people know it: its business term, else its data element; empty where it has neither.
static inline Slice term_number(const Term *term)
{
    return term->number.len > 0 ? term->number : term->untded;
}

// "seller.postalAddress.cityName" below `from`. NULL where there is none.
const Term *model_find(const Term *from, Slice path);

// The name of the member nearest to what was written, for messages; empty where none is near.
Slice model_nearest(const Term *group, Slice name);

// "seller.postalAddress.cityName", "lines[].id". In `arena`.
Slice term_path(Arena *arena, const Term *term);

// ---- Content ----

typedef struct ContentItem ContentItem;

typedef struct ContentSlot {
    union {
        const char *at;     // of a value; NULL where there is none
        ContentItem *first; // of a list
    };
    union {
        struct {
            uint32_t len;
            uint32_t carried; // by which writing it was carried over last
        };
        ContentItem *last;
    };
} ContentSlot;

struct ContentItem {
    ContentItem *next;
    ContentItem *parent; // the item in whose list it is; NULL for the root
    const Term *list;
    ContentSlot slots[];
};

typedef struct Content {
    const Model *model;
    Arena *arena;
    ContentItem *root;
    uint32_t writings; // how often it was written
} Content;

Content *content_new(Arena *arena, const Model *model);

// Adds an item to the end of a list.
ContentItem *content_add(Arena *arena, ContentItem *parent, const Term *list);
// Takes it away again; it must be the last.
void content_drop_last(ContentItem *item, ContentItem *before);

static inline Slice slot_text(const ContentSlot *slot)
{
    return (Slice){slot->at, slot->at ? slot->len : 0};
}

static inline void slot_set(ContentSlot *slot, Slice text)
{
    slot->at = text.at;
    slot->len = (uint32_t)text.len;
}

// The first item of the list whose member has one of the values; NULL where there is none.
ContentItem *item_choose(const ContentItem *parent, const Term *list, const Term *member,
                         const Slice *values, size_t count);

bool item_is_empty(const ContentItem *item);

// "/lines/1/seller/name" (RFC 6901). In `arena`.
Slice content_pointer(Arena *arena, const ContentItem *item, const Term *term);

// ---- Content as JSON ----

// Pretty, in the order of the model, ended by a line feed; first "$schema", where the model has an
// id.
void content_write_json(Buffer *out, const Content *content);

// ---- What differs ----

typedef struct ContentDifference {
    const Term *term;
    Slice pointer;     // where it stands in the first, or would
    Slice left, right; // at NULL: absent; of a list's item that the other has not: "(3 items)"
} ContentDifference;

typedef struct ContentDifferences {
    ContentDifference *list;
    size_t count, kept, room;
} ContentDifferences;

enum { DIFFERENCES_KEPT = 10000 }; // more than a person reads; all are counted

// Numbers are compared as numbers (5.0 is 5), all else as text. Lists by their order. Lives in
// `arena`.
ContentDifferences content_compare(Arena *arena, const Content *left, const Content *right);
