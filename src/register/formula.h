// Formulas: the XPath expressions of a declaration, and the scene that they are evaluated on.
//
//     content + what the window knows (`_`) ─► one JSON tree ─► scene ─► truths and texts
//
// The focus is the root, or an item of a list. What the window knows stands in the element `_`;
// docs/registers.md lists it.
#pragma once

#include "base/json.h"
#include "tree/tree.h"
#include "xpath/xpath.h"

typedef struct Formula {
    Slice text;       // empty: there is none
    Slice place;      // in register.json, for messages: "transitions.ask.guards[0].test"
    const Expr *expr; // NULL: there is none
} Formula;

// NULL in `expr` with a fault where it does not compile.
Formula formula_compile(Arena *arena, Program *program, Slice text, Slice place, Faults *faults);

// ---- The scene ----

// The content of another record, which stands in `_` under the name of a reference or relation.
typedef struct Beside {
    Slice name;      // "company": the path with dots as hyphens
    bool is_related; // else a reference
    Slice content;   // JSON
    Slice id, number, state, owner;
} Beside;

// What is known of a record. Texts that are empty are absent in the tree.
typedef struct Circumstances {
    Slice content; // JSON; empty: an object without members
    Slice number, id, owner, state;
    uint64_t version;
    Slice created, entered, today; // dates: 2026-11-21
    Slice asker_organisation, asker_role;
    const Beside *beside;
    size_t beside_count;
    size_t opinion_count;
    double score;          // 0 to 1
    const Slice *consents; // ids of those that are given
    size_t consent_count;
    Slice beside_content; // `/_/for`: the record that a subject is judged for; empty: none
} Circumstances;

typedef struct Scene Scene;

// Lives in `arena`, whose guard must be inside of a guard_run. NULL with a fault where the content
// is no JSON object. `program` is that of the formulas that will be asked.
Scene *scene_new(Arena *arena, const Program *program, const Circumstances *circumstances,
                 Faults *faults);

// The items of a list, as nodes to ask formulas at. In the scene's arena.
size_t scene_items(const Scene *scene, Slice path, NodeId **items);

// At a node; 0: the root. *why, where not NULL, says why it could not be evaluated (then it does
// not hold), else it is empty.
bool scene_holds(Scene *scene, const Formula *formula, NodeId at, Slice *why);
// Its value as text; empty where there is none, or it cannot be evaluated. In the scene's arena.
Slice scene_text(Scene *scene, const Formula *formula, NodeId at);
// The same for people: 206,000 where the value is the number 206000. In texts of guards and
// notices.
Slice scene_words(Scene *scene, const Formula *formula, NodeId at);
// The same as scene_text for what must not be lost: false where it cannot be evaluated, and *why
// says why.
bool scene_read(Scene *scene, const Formula *formula, NodeId at, Slice *text, Slice *why);

// What the window knows, and the content, as one JSON object: what scenes are made of.
void scene_write(Buffer *out, const Circumstances *circumstances);
