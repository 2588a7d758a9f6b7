// SPDX-License-Identifier: Apache-2.0
// The fixture of tests of readers.

#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"

static bool run(void *context)
{
    Fixture *it = context;
    it->arena = arena_new(&it->guard, 0);
    it->vocabulary = vocabulary_new(it->arena);
    if (it->set_up != NULL)
        it->set_up(it);
    it->test(it);
    return true;
}

void fixture_run(FixtureStep *set_up, FixtureStep *test)
{
    Fixture it = {.set_up = set_up, .test = test};
    bool is_good = guard_run(&it.guard, run, &it, &it.faults);
    arena_free(it.arena);
    assert_true(is_good);
}

void fixture_starve(FixtureStep *set_up, FixtureStep *test, Slice bytes)
{
    bool is_done = false;
    for (size_t n = 1; !is_done && n < 5000; n++) {
        Fixture it = {.set_up = set_up, .test = test, .bytes = bytes};
        memory_fail_after(n);
        is_done = guard_run(&it.guard, run, &it, &it.faults);
        memory_fail_after(0);
        arena_free(it.arena);
    }
    assert_true(is_done);
}
