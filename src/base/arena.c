// SPDX-License-Identifier: Apache-2.0
// Arenas: chunks that are filled from front to back, and blocks that grow by themselves.
//
//     chunks   [first────────][second──────────────][third──…     each at least twice the one
//     before, blocks   [nodes of a tree…] [a hash table…]                 up to CHUNK_MAX
//
// A reset keeps the chunks (up to KEPT_MAX bytes), so that the thousandth document of a run asks
// nothing of the system any more.

#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <stdio.h>

enum {
    CHUNK_MIN = 4 << 10,
    CHUNK_MAX = 1 << 20,
    KEPT_MAX = 4 << 20, // what a reset keeps
};

typedef struct Chunk {
    struct Chunk *next;
    size_t size; // of data
    alignas(16) char data[];
} Chunk;

typedef struct Block {
    struct Block *next, *previous;
    size_t size;
    alignas(16) char data[];
} Block;

typedef struct Deferred {
    struct Deferred *next;
    void (*close)(void *handle);
    void *handle;
} Deferred;

struct Arena {
    char *at, *end; // the free part of the current chunk
    Chunk *chunk;   // the current one; NULL before the first
    Chunk *first;
    Block *blocks;
    Deferred *deferred;
    Guard *guard;
    size_t limit, used;
};

static noreturn void fail_memory(Arena *arena, size_t size)
{
    guard_raise(arena->guard, FAULT_MEMORY, NULL, "no memory for %zu more bytes", size);
}

static void account(Arena *arena, size_t size)
{
    if (arena->limit && (size > arena->limit || arena->used > arena->limit - size))
        guard_raise(arena->guard, FAULT_LIMIT, NULL,
                    "more than %zu bytes of memory are needed; raise the memory limit",
                    arena->limit);
    arena->used += size;
}

Arena *arena_new(Guard *guard, size_t limit)
{
    Arena *arena = memory_take(sizeof *arena);
    if (!arena)
        guard_raise(guard, FAULT_MEMORY, NULL, "no memory for an arena");
    *arena = (Arena){.guard = guard, .limit = limit};
    return arena;
}

static void close_deferred(Arena *arena)
{
    // The list lies in the arena itself; what is closed last was deferred first.
    Deferred *deferred = arena->deferred;
    arena->deferred = NULL;
    for (; deferred; deferred = deferred->next)
        deferred->close(deferred->handle);
}

static void free_blocks(Arena *arena)
{
    for (Block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        arena->used -= block->size;
        memory_free(block);
    }
    arena->blocks = NULL;
}

static void free_chunks(Arena *arena, Chunk *chunk)
{
    for (Chunk *next; chunk; chunk = next) {
        next = chunk->next;
        arena->used -= chunk->size;
        memory_free(chunk);
    }
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    close_deferred(arena);
    free_blocks(arena);
    free_chunks(arena, arena->first);
    memory_free(arena);
}

static void enter_chunk(Arena *arena, Chunk *chunk)
{
    arena->chunk = chunk;
    arena->at = chunk ? chunk->data : NULL;
    arena->end = chunk ? chunk->data + chunk->size : NULL;
}

void arena_reset(Arena *arena)
{
    close_deferred(arena);
    free_blocks(arena);
    size_t kept = 0;
    for (Chunk **at = &arena->first; *at; at = &(*at)->next) {
        kept += (*at)->size;
        if (kept > KEPT_MAX) {
            free_chunks(arena, *at);
            *at = NULL;
            break;
        }
    }
    enter_chunk(arena, arena->first);
}

static void *take_from_new_chunk(Arena *arena, size_t size, size_t align)
{
    // A chunk kept by a reset or a release may do.
    Chunk **next = arena->chunk ? &arena->chunk->next : &arena->first;
    while (*next) {
        enter_chunk(arena, *next);
        if ((*next)->size >= size + align)
            return arena_take_raw(arena, size, align);
        next = &(*next)->next;
    }
    size_t wanted = arena->chunk ? arena->chunk->size * 2 : CHUNK_MIN;
    if (wanted > CHUNK_MAX)
        wanted = CHUNK_MAX;
    if (size > SIZE_MAX / 2)
        fail_memory(arena, size);
    if (wanted < size + align)
        wanted = size + align;
    account(arena, wanted);
    Chunk *chunk = memory_take(sizeof *chunk + wanted);
    if (!chunk) {
        arena->used -= wanted;
        fail_memory(arena, size);
    }
    *chunk = (Chunk){.size = wanted};
    *next = chunk;
    enter_chunk(arena, chunk);
    return arena_take_raw(arena, size, align);
}

void *arena_take_raw(Arena *arena, size_t size, size_t align)
{
    uintptr_t at = ((uintptr_t)arena->at + (align - 1)) & ~(uintptr_t)(align - 1);
    if (arena->at && at <= (uintptr_t)arena->end && size <= (uintptr_t)arena->end - at) {
        arena->at = (char *)at + size;
        return (char *)at;
    }
    return take_from_new_chunk(arena, size, align);
}

void *arena_take(Arena *arena, size_t size, size_t align)
{
    return memset(arena_take_raw(arena, size, align), 0, size);
}

void *arena_take_array(Arena *arena, size_t size, size_t count, size_t align)
{
    size_t total;
    if (__builtin_mul_overflow(size, count, &total))
        fail_memory(arena, SIZE_MAX);
    return arena_take(arena, total, align);
}

void *arena_resize(Arena *arena, void *block, size_t old_size, size_t new_size)
{
    (void)old_size;
    Block *old = block ? (Block *)((char *)block - offsetof(Block, data)) : NULL;
    size_t held = old ? old->size : 0;
    if (new_size > SIZE_MAX / 2)
        fail_memory(arena, new_size);
    if (new_size > held)
        account(arena, new_size - held);
    Block *made = memory_resize(old, sizeof *made + new_size);
    if (!made) {
        if (new_size > held)
            arena->used -= new_size - held;
        fail_memory(arena, new_size);
    }
    if (new_size < held)
        arena->used -= held - new_size;
    made->size = new_size;
    if (!old) {
        made->previous = NULL;
        made->next = arena->blocks;
        arena->blocks = made;
    } else if (made->previous) {
        made->previous->next = made;
    } else {
        arena->blocks = made;
    }
    if (made->next)
        made->next->previous = made;
    return made->data;
}

Guard *arena_guard(const Arena *arena)
{
    return arena->guard;
}

size_t arena_used(const Arena *arena)
{
    return arena->used;
}

// ---- Text ----

Slice arena_copy(Arena *arena, Slice text)
{
    char *copy = arena_take_raw(arena, text.len + 1, 1);
    if (text.len)
        memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    return (Slice){copy, text.len};
}

Slice arena_join(Arena *arena, Slice a, Slice b)
{
    char *copy = arena_take_raw(arena, a.len + b.len + 1, 1);
    if (a.len)
        memcpy(copy, a.at, a.len);
    if (b.len)
        memcpy(copy + a.len, b.at, b.len);
    copy[a.len + b.len] = '\0';
    return (Slice){copy, a.len + b.len};
}

Slice arena_print(Arena *arena, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = arena_take_raw(arena, (size_t)len + 1, 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (Slice){text, (size_t)len};
}

const char *arena_c_string(Arena *arena, Slice text)
{
    return arena_copy(arena, text).at;
}

// ---- Marks ----

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){arena->chunk, arena->chunk ? (size_t)(arena->at - arena->chunk->data) : 0};
}

void arena_release(Arena *arena, ArenaMark mark)
{
    Chunk *chunk = mark.chunk ? mark.chunk : arena->first;
    enter_chunk(arena, chunk);
    if (chunk)
        arena->at = chunk->data + mark.used;
}

void arena_defer(Arena *arena, void close(void *handle), void *handle)
{
    Deferred *deferred = arena_array(arena, Deferred, 1);
    *deferred = (Deferred){arena->deferred, close, handle};
    arena->deferred = deferred;
}

// ---- arena_run ----

typedef struct Run {
    bool (*work)(Arena *arena, void *context);
    void *context;
    size_t limit;
    Guard guard;
    Arena *arena;
} Run;

static bool run_with_arena(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, run->limit);
    return run->work(run->arena, run->context);
}

bool arena_run(size_t limit, bool work(Arena *arena, void *context), void *context, Faults *faults)
{
    Run run = {.work = work, .context = context, .limit = limit};
    bool done = guard_run(&run.guard, run_with_arena, &run, faults);
    arena_free(run.arena);
    return done;
}
