// What the files of this folder share.
//
//     check.c: form, head ─► fields.c, process.c, figures.c, texts.c, examples.c: one subject each
//         └─► needs.c: what is named is there      names.c: what XPaths name is there
#pragma once

#include "register/check.h"
#include "register/edit.h"
#include "register/findings.h"
#include "register/internal.h"

typedef struct Check {
    Arena *arena;
    Register *reg;
    const Declaration *declaration;
    const Model *model;
    const Json *json;
    NameCheck names;
    Faults *faults;
} Check;

#define REGISTER_FILE "register.json"
#define SHOW(slice)   (int)(slice).len, (slice).at

const char *path_of(const Check *it, const char *file);
void tell(const Check *it, const char *file, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// ---- needs.c ----
//
// Each tells a fault where what is named is not there. `place` is where it is named: "states.open".

const Term *need_path(const Check *it, Slice path, const char *place); // NULL: none, or one of `_`
void need_paths(const Check *it, const Json *list, const char *place); // or the names of an object
void need_list(const Check *it, Slice path, const char *place);
void need_state(const Check *it, Slice id, Slice place);
void need_states(const Check *it, const WordList *ids, Slice place);
void need_states_of(const Check *it, Register *of, const Json *json, Slice place);
// One that can be made in all of these states.
void need_transition(const Check *it, Slice id, const WordList *in, Slice place);
Register *need_register(const Check *it, Slice name, const char *place);
// That it compiles, and names what records of the register have.
void need_formula(const Check *it, const Register *of, const Json *text, Slice place, Slice list);
void check_who(const Check *it, const WordList *who, Slice place);
// That people can read the condition in each language: `label` has it, or the labels of the form
// say it. `of` is whose records it looks at.
void need_words(const Check *it, const char *file, Register *of, Slice test, const Json *label,
                Slice place);

// ---- Shared by subjects ----

// The outermost list that the field lies in; empty: none (fields.c).
Slice list_around(const Check *it, Slice path);
// An example as a record of its own window (examples.c).
Circumstances circumstances_of_example(const Check *it, const Json *content);

// ---- One subject each ----

void check_paths(const Check *it);
void check_schema(const Check *it);
void check_all_who(const Check *it);
void check_fields(const Check *it);
void check_relatives(const Check *it);
void check_eligibility(const Check *it);
void check_reach(const Check *it);
void check_transitions(const Check *it);
void check_deadlines(const Check *it);
void check_review(const Check *it);
void check_matches(const Check *it);
void check_statistics(const Check *it);
void check_labels(const Check *it);
void check_words(const Check *it);
void check_rules(const Check *it, RegisterRules which, const char *file, const char *help_file);
void check_examples(const Check *it);
void check_trial(const Check *it);
