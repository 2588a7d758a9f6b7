// Cubes of a register: which of its records count, where in the cube, and what they add up.
//
//     register.json "cubes" ─► DeclaredCube ─► form (statistics/cube.h)
//     record ─► scene ─► cube_visit ─► one gift for it, or for each item of a list
#pragma once

#include "register/declare.h"
#include "statistics/cube.h"

enum { GRAIN_YEAR = 4, GRAIN_QUARTER = 6, GRAIN_MONTH = 7, GRAIN_DAY = 10 };

typedef struct DeclaredCube {
    CubeForm form;
    WordList in;      // states
    Formula where; // its expr NULL: all
    Slice each;    // path of a list; empty: the record
    // For each dimension of the form its code: a formula at the item; without one the state, or of
    // the dimension of time the day on which the record was made.
    const Formula *places;
    const Formula *values; // for each measure; without one it counts
    size_t grain;          // of the time: bytes of its code, or GRAIN_QUARTER
    WordList read;            // who sees it
} DeclaredCube;

// Compiled when first asked for; they live as long as the register. NULL with faults.
const DeclaredCube *register_cubes(Register *reg, size_t *count, Faults *faults);
const DeclaredCube *register_cube(Register *reg, Slice id, Faults *faults); // NULL with a fault

// Calls `take` with each gift of the record. What is of no time gives nothing, what has no code
// counts as not said: a statistic is no reason to refuse a record.
typedef bool GiftSink(void *context, const DeclaredCube *cube, const CubeGift *gift);
bool cube_visit(const DeclaredCube *cube, Scene *scene, const Circumstances *circumstances,
                Arena *arena, GiftSink *take, void *context);
