// Finds every fault of a register's folder, before it is put into service.
//
//     form (data/register.schema.json) ─► names, states, paths, words of Who, XPaths, labels,
//     rules, examples ─► faults, each with the file and the place in it, and how to mend it
#pragma once

#include "register/declare.h"

// Adds the faults of one register; the others of its home are what it may refer to. True where
// there are none.
bool register_check(Register *reg, Faults *faults);

// ---- XPaths against what records may say (check/names.c) ----

// What expressions may look at.
typedef struct NameCheck {
    Arena *arena;
    Register *reg;
    const Declaration *declaration;
    const char *file;
    Faults *faults;
    bool is_of_past; // of migrations: values may be words that are no more
    bool is_lasting; // what changes though nobody writes the record must not be looked at
} NameCheck;

// Adds a fault for each step that no field has: in the record of the register, from the root, or
// from the items of a list (`list` empty: the root).
void check_formula(const NameCheck *check, Slice text, Slice place, Slice list);
// Adds a fault for each word that the value of an expression may be and the term may not.
void check_value(const NameCheck *check, Slice text, Slice place, const Term *term);
// The same as check_formula for texts with XPaths in braces.
void check_notice(const NameCheck *check, const Notice *notice, Slice place, Slice list);
