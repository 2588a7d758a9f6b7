// The tables of data/mt in memory.
#pragma once

#include "tree/mt.h"
#include "tree/mt/format.h"

enum { MT_LANGUAGES = 3 }; // English, Japanese, Chinese: the order of the tables

typedef struct MtField {
    Slice tag; // "32B"
    MtFormat format;
    Slice codes; // "BEN,OUR,SHA": of the part named `code`, or the first; empty: any
    Slice names[MT_LANGUAGES];
} MtField;

// A field's place in a message.
typedef struct MtRow {
    Slice tag;       // without option: "57"
    Slice options;   // "ABD", - for none
    bool has_choice; // written 57a: one of several options
    bool is_mandatory, is_repeatable;
    uint16_t sequence;                // number in the message, from 0
    Slice codes, names[MT_LANGUAGES]; // empty: those of the field
} MtRow;

typedef struct MtSequence {
    char letter; // '\0': the message has none
    bool is_mandatory;
    Slice names[MT_LANGUAGES];
    uint16_t first, end; // rows
} MtSequence;

typedef enum MtRuleKind {
    MT_RULE_NOT_BOTH, // one of them at most
    MT_RULE_BOTH,     // none or both
    MT_RULE_NEEDS,    // the second where the first is
} MtRuleKind;

typedef struct MtRule {
    MtRuleKind kind;
    Slice fields[2]; // "42C", "42a"
} MtRule;

typedef struct MtMessage {
    Slice type; // "700"
    Slice names[MT_LANGUAGES];
    MtRow *rows;
    MtSequence *sequences;
    MtRule *rules;
    uint16_t row_count, sequence_count, rule_count;
    struct MtMessage *next;
} MtMessage;

const MtField *mt_field(const MtLibrary *library, Slice tag);      // NULL: not in the tables
const MtMessage *mt_message(const MtLibrary *library, Slice type); // likewise

// The row's tag as people write it: "57a", "32B".
Slice mt_row_tag(Arena *arena, const MtRow *row);
bool mt_row_is(const MtRow *row, Slice tag,
               Slice *option); // "57D" of 57a; false where the number is another
