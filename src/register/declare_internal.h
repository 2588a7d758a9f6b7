// What the files that read declarations share.
#pragma once

#include "register/declare.h"
#include "register/internal.h"

typedef struct Declaring {
    Arena *arena;
    Declaration *to;
    Program *program;
    Faults *faults;
} Declaring;

// ---- declare.c: small things. What has not the form that it should have counts as not said. ----

Words declare_words(const Json *json);
WordList declare_list(Declaring *it, const Json *json);                      // of one, or of a list
WordList declare_default(Declaring *it, const Json *json, const char *words); // separated by blanks
Period declare_period(const Json *json);
bool declare_flag(const Json *json, bool otherwise);
double declare_number(Arena *arena, const Json *json, double otherwise);
// The formula that is a string; `place` in register.json, as for printf.
Formula declare_formula(Declaring *it, const Json *json, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
Notice declare_notice(Declaring *it, const Json *json, Slice place);

// ---- declare_process.c: transitions, deadlines, review ----

void declare_process(Declaring *it, const Json *json);
