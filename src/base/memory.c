// SPDX-License-Identifier: Apache-2.0
// The one place where memory is asked of the system.

#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>

// The only state of the house outside of parameters: a thread-local switch for tests.
static _Thread_local size_t taken, fail_at;

static bool must_fail(void)
{
    taken++;
    return fail_at && taken >= fail_at;
}

void *memory_take(size_t size)
{
    return must_fail() ? NULL : malloc(size ? size : 1);
}

void *memory_resize(void *block, size_t size)
{
    return must_fail() ? NULL : realloc(block, size ? size : 1);
}

void memory_free(void *block)
{
    free(block);
}

void memory_fail_after(size_t countdown)
{
    fail_at = countdown ? taken + countdown : 0;
}

size_t memory_taken(void)
{
    return taken;
}
