// Eligibility: which conditions a record meets, which not, and how to meet them.
//
//     eligibility.sch + eligibility.help.json ┐
//     conditions that officers wrote into a record ┴─► [conditions, each met or missing]
#pragma once

#include "register/findings.h"

typedef struct Requirement {
    Slice id;   // "EL-01"; of a written condition its place in the list, from 1
    Slice text; // the condition, in the asker's language
    bool is_met;
    Slice found;   // what there is, where something is missing
    Slice remedy;  // how to get it
    Slice problem; // why it could not be judged: then it is not met
} Requirement;

typedef struct Eligibility {
    const Requirement *list;
    size_t count, met;
} Eligibility;

enum { REQUIREMENTS_MAX = 500 };

// Judges what `circumstances` tell: of the record itself, or of a subject, with the record as
// `/_/for` and `record` its content, whose list of written conditions is looked at too (NULL:
// none). False with faults.
bool eligibility_judge(Register *reg, Arena *arena, const Circumstances *circumstances,
                       const Json *record, Slice language, Eligibility *eligibility,
                       Faults *faults);

// Which register's records are judged: empty, its own.
Slice eligibility_subject(const Declaration *declaration);
// Whether it has anything to judge by.
bool eligibility_is_declared(const Declaration *declaration);
// Whether records in that state are judged.
bool eligibility_is_open(const Declaration *declaration, Slice state);
