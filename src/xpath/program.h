// A program: what all expressions of a rule set share. Grows while expressions are compiled; immutable
// once it runs, and then shared by threads.
#pragma once

#include "base/table.h"
#include "xpath/internal.h"

typedef struct ProgramName {
    Slice uri, local;
    uint64_t hash;
} ProgramName;

// One xsl:key; several may have the same name.
typedef struct Key {
    struct Key *next;
    Slice uri, local;
    const Pattern *match;
    Expr *use;
} Key;

typedef struct FunctionEntry {
    struct FunctionEntry *next;
    UserFunction function;
} FunctionEntry;

struct Program {
    Arena *arena;

    ProgramName *names;  // those that name tests ask for
    size_t name_count, name_room;
    uint32_t *name_slots;  // open hashing: number of the name plus one
    size_t name_slots_mask;

    FunctionEntry *functions;
    Key *keys;  // in the order of declaration

    size_t global_count;  // slots of globals and externals together
    uint32_t frame_size;  // of any expression that is no function's body

    // Numbers given out to plans, for what an Eval keeps beside them
    size_t memo_count, walk_count, lookup_count, shape_count;
    Table *lookups, *shapes;  // signatures
    Table *shared;   // signatures of shared memos …
    uint32_t *shared_memos, shared_room;  // … and their numbers
    uint32_t *memo_uses, memo_room;       // how many expressions have each memo
    uint32_t *lookup_uses, lookup_room;   // … each look-up
};

// The number of a name, or -1 where no expression names it.
int32_t program_find_name(const Program *program, Slice uri, Slice local);

uint32_t program_memo(Program *program);
uint32_t program_walk(Program *program);
// One for all expressions with the signature.
uint32_t program_shared_memo(Program *program, Slice signature);
// The same number for the same signature: look-ups written alike share their table.
uint32_t program_lookup(Program *program, Slice signature);
uint32_t program_shape(Program *program, Slice signature);  // likewise
