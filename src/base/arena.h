// Arenas: memory with a few named lifetimes (the ruleset's, the document's, one step's scratch).
// Nothing is freed singly, and nothing answers NULL: failure leaves to the arena's guard.
#pragma once

#include "base/fault.h"
#include "base/slice.h"

#include <stdalign.h>

typedef struct Arena Arena;

// An arena that may hold at most `limit` bytes (0: no limit). Failure (of this call too) raises in
// `guard`, which must outlive the arena. Free with arena_free.
Arena *arena_new(Guard *guard, size_t limit);
void arena_free(Arena *arena); // NULL is allowed

// Forgets everything but keeps (some of) the memory for the next use. Closes what was deferred.
void arena_reset(Arena *arena);

// Runs `work` with a fresh arena and frees it afterwards. When the arena would outgrow `limit`
// bytes, `work` is left where it stands and the answer is false with FAULT_LIMIT.
bool arena_run(size_t limit, bool work(Arena *arena, void *context), void *context, Faults *faults);

Guard *arena_guard(const Arena *arena);
size_t arena_used(const Arena *arena); // bytes taken from the system

// Zeroed memory. `size` 0 is allowed.
void *arena_take(Arena *arena, size_t size, size_t align);
void *arena_take_array(Arena *arena, size_t size, size_t count, size_t align); // overflow checked
#define arena_array(arena, Type, count)                                                            \
    ((Type *)arena_take_array(arena, sizeof(Type), count, alignof(Type)))

// Not zeroed: for text and scratch.
void *arena_take_raw(Arena *arena, size_t size, size_t align);

// A block that can grow: blocks of some size lie by themselves and are moved by the system without
// copying. `block` is NULL at first. What lies beyond `old_size` is not zeroed.
void *arena_resize(Arena *arena, void *block, size_t old_size, size_t new_size);

Slice arena_copy(Arena *arena, Slice text); // followed by a NUL that is not counted
Slice arena_join(Arena *arena, Slice a, Slice b);
Slice arena_print(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *arena_c_string(Arena *arena, Slice text); // for the edges: libraries and the system

// Stack use: release everything taken since the mark. Blocks of arena_resize are not touched.
typedef struct ArenaMark {
    void *chunk;
    size_t used;
} ArenaMark;
ArenaMark arena_mark(const Arena *arena);
void arena_release(Arena *arena, ArenaMark mark);

// Has `close(handle)` called when the arena goes, for what isn't memory: files, locks, regexes.
void arena_defer(Arena *arena, void close(void *handle), void *handle);
