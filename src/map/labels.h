// What terms are called in a language.
//
//     labels.en.json of a register     "consignor": "Consignor"
//     labels.en.json of the glossary   "party.name": "Name"
//         ─► consignor.name: "Name" beside its like, "Consignor: Name" by itself
//
// A register labels what is its own by the path of the term, without []; members of what it refers
// to are labelled once, in the glossary.
#pragma once

#include "map/content.h"

typedef struct Labels Labels; // immutable; shared by threads

// `own` and `glossary` are the texts of labels files; empty: none, and titles of the schema serve.
// They must live as long as `arena`, which the labels live in. NULL with faults.
const Labels *labels_new(Arena *arena, Slice language, Slice own, Slice glossary, Faults *faults);

Slice labels_language(const Labels *labels); // "ja"
Slice labels_title(const Labels *labels);    // of the register: its label without a path

// By itself: from the nearest group that the register labels on. `base` is a list or group above,
// which is known where the label stands and left out; NULL: none. `labels` may be NULL: by the
// schema's titles. In `arena`.
Slice label_of(const Labels *labels, Arena *arena, const Term *term, const Term *base);

// What a value of the term (one of its choices) is called: the label "industry=food" of the
// register, else the value itself. In `arena`.
Slice label_of_choice(const Labels *labels, Arena *arena, const Term *term, Slice value);

// Whether the term has a label in this language, of its own or the glossary's.
bool labels_have(const Labels *labels, Arena *scratch, const Term *term);
