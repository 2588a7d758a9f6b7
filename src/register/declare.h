// Declarations: what a register.json says, read and compiled once. docs/registers.md is its manual,
// data/register.schema.json its form.
//
//     register.json ─► declare.c ─► Declaration ─► transitions, deadlines, review, sight, …
//                        └─► formula.c: every XPath, compiled
//
// Reading fills in the defaults, so that nobody below asks whether something was said. It is
// lenient: what has not the form that it should have counts as not said, for `register_check`
// (check.h) is what finds faults; only an XPath that does not compile is one here.
#pragma once

#include "register/formula.h"
#include "register/register.h"

// ---- Small things ----

// One text in the languages of the house.
typedef struct Words {
    Slice in[LANGUAGE_END];
} Words;

// Ids or paths; words of Who. What was not given has its default here already.
typedef struct WordList {
    const Slice *at;
    size_t count;
} WordList;

bool wordlist_has(const WordList *names, Slice name);

// A text for people with values of the record in it: "{date}".
typedef struct Notice {
    Words words;
    const struct NoticePart *parts[LANGUAGE_END];
    size_t part_count[LANGUAGE_END];
} Notice;

typedef struct NoticePart {
    Slice literal;
    Formula value; // where its expr is not NULL
} NoticePart;

// "P1Y6M", "P14D".
typedef struct Period {
    int months, days;
    bool is_given;
} Period;

bool period_read(Slice text, Period *period);

// ---- States and transitions ----

typedef struct State {
    Slice id;
    Words label;
    Slice tone;
    bool is_draft;
    WordList to; // without further ado
    WordList read, write;
} State;

typedef struct Condition {
    Formula test;
    Notice text;
} Condition;

typedef enum EffectKind { EFFECT_NOTIFY, EFFECT_SET, EFFECT_CREATE, EFFECT_ERASE } EffectKind;

typedef struct Assignment {
    Slice path;
    Formula value;
} Assignment;

typedef struct Effect {
    EffectKind kind;
    Formula condition; // its expr NULL: always
    WordList notify;
    Notice text;
    const Assignment *with; // of SET one
    size_t with_count;
    Slice register_name; // of CREATE
    Formula owner;       // of CREATE; its expr NULL: this record's
} Effect;

typedef struct Effects {
    const Effect *at;
    size_t count;
} Effects;

typedef struct Transition {
    Slice id;
    Words label;
    WordList from;
    Slice to;
    WordList who;
    bool is_who_given; // else who may write in the state
    Period within;
    const Condition *guards;
    size_t guard_count;
    WordList requires;
    bool wants_reason;
    Effects effects;
} Transition;

// ---- What else ----

enum { WARNINGS_MAX = 10 };

typedef struct Deadline {
    Slice id;
    Words label;
    WordList in;
    Slice each;   // path of a list; empty: one for the record
    Formula from; // its expr NULL: when the state was entered
    Period within, every;
    bool is_business;
    Slice calendar;
    Formula unless;
    Period warnings[WARNINGS_MAX];
    size_t warning_count;
    WordList notify;
    Slice transition;
    Effects effects;
} Deadline;

typedef struct Criterion {
    Slice id;
    Words label;
    int max;
    double weight;
} Criterion;

typedef struct Review {
    Slice in; // empty: there is no review
    WordList by;
    size_t count;
    const Criterion *criteria;
    size_t criterion_count;
    double threshold;
    Slice pass, fail, back; // transitions
    bool is_blind, is_fresh;
    bool is_awaited; // `pass` and `fail` are not made before all opinions are there
} Review;

typedef struct Consent {
    Slice id;
    Words label, purpose;
    Period expires;
} Consent;

typedef struct DeclaredField {
    Slice path;
    WordList read, write;
    bool is_read_given, is_write_given;
    bool is_personal;
    Slice consent;
    Formula compute;
    Slice refers, party;
    Slice labels; // path of a group whose members it names, for pages
    bool keeps; // the record named may be erased
    bool is_attachment;
    WordList types;
    uint64_t size_max;
} DeclaredField;

typedef struct Relative {
    Slice name, register_name, field;
    Formula is; // its expr NULL: this record's number
    WordList in;   // states; none: all
} Relative;

typedef struct Declaration {
    Register *reg;
    const Json *json; // for those who read on: matches, cubes, views, search
    const Program *program;
    int64_t version;
    Slice pattern; // of numbers; empty: it gives none
    Slice headline;
    bool is_checked, is_personal;
    WordList create, read, write;
    const State *states; // one at least
    size_t state_count;
    const Transition *transitions;
    size_t transition_count;
    const Deadline *deadlines;
    size_t deadline_count;
    Review review;
    const Consent *consents;
    size_t consent_count;
    const DeclaredField *fields;
    size_t field_count;
    const Relative *relatives;
    size_t relative_count;
    bool has_formulas; // whether a writing needs a scene
} Declaration;

// Of a register, compiled when first asked for; it lives as long as the register. NULL with faults,
// each of which names register.json and where in it.
const Declaration *register_declaration(Register *reg, Faults *faults);

// NULL where there is none.
const State *declared_state(const Declaration *declaration, Slice id);
const Transition *declared_transition(const Declaration *declaration, Slice id, Slice from);
const DeclaredField *declared_field(const Declaration *declaration, Slice path);
const Consent *declared_consent(const Declaration *declaration, Slice id);
// Whether `_/refers` has the field under that name: "contact.company" is contact-company there.
bool field_is_element(Slice path, Slice name);

// The text in a language, or in English.
Slice words_in(const Words *words, Slice language);
