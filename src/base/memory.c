// SPDX-License-Identifier: Apache-2.0
// The one place where memory is asked of the system.

#include "base/memory.h"

#include <malloc.h>
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

// Threads share a few heaps, for what lies free in one of many is no use to the others. What a wave
// of requests gave back is kept for the next, in place of being given to the system and asked for
// again, page by page; what is larger than usual documents goes back at once.
void memory_serve(void)
{
    enum { HEAPS_MAX = 4, FREE_MAX = 2 << 20, USUAL_MAX = 512 << 10 };
    mallopt(M_ARENA_MAX, HEAPS_MAX);
    mallopt(M_TRIM_THRESHOLD, FREE_MAX);
    mallopt(M_MMAP_THRESHOLD, USUAL_MAX);
}
