// What tests of a reader share: an arena, a vocabulary and faults behind a guard, so that memory
// may end anywhere in them.
#pragma once

#include "tree/tree.h"

typedef struct Fixture Fixture;
typedef void FixtureStep(Fixture *it);

struct Fixture {
    Guard guard;
    Arena *arena;
    Vocabulary *vocabulary;
    Faults faults;
    void *subject; // what `set_up` made of its own
    Slice bytes;   // of fixture_starve()
    FixtureStep *set_up, *test;
};

// Runs `test` with a fixture of its own, behind `set_up` where that isn't NULL.
void fixture_run(FixtureStep *set_up, FixtureStep *test);

// Runs it again and again while memory ends at one allocation after the other: what is under way is
// left, and nothing is lost by it.
void fixture_starve(FixtureStep *set_up, FixtureStep *test, Slice bytes);
