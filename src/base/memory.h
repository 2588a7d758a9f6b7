// The one place where memory is asked of the system, so that tests can make it fail.
#pragma once

#include <stddef.h>

void *memory_take(size_t size);                // NULL when there is none
void *memory_resize(void *block, size_t size); // NULL when there is none; `block` then still lives
void memory_free(void *block);                 // NULL is allowed

// For a program that goes on and has many threads: called once, before there are any.
void memory_serve(void);

// For tests only: the allocation number `countdown` from now (1 is the next) on this thread fails,
// and all after it too until this is called again. 0: none fails.
void memory_fail_after(size_t countdown);
size_t memory_taken(void); // allocations made by this thread so far
