// SPDX-License-Identifier: Apache-2.0
// JSON is read or refused; what is read, written and read again is the same.

#include "tree/json.h"

#include <stdlib.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice text;
} Run;

static bool read_write_read(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    JsonOptions options = {.allows_repeats = run->text.len % 2 == 0};
    const Tree *tree = json_tree_read(run->arena, vocabulary_new(run->arena), run->text, &options, faults);
    if (!tree)
        return false;
    Buffer once = buffer_new(run->arena), twice = buffer_new(run->arena);
    json_tree_write(&once, tree, 0, run->text.len % 3);
    const Tree *again = json_tree_read(run->arena, vocabulary_new(run->arena), buffer_slice(&once), &options, faults);
    if (!again)
        abort();
    json_tree_write(&twice, again, 0, run->text.len % 3);
    if (!slice_equal(buffer_slice(&once), buffer_slice(&twice)))
        abort();
    for (NodeId node = 0; node < tree->count && node < 50; node++)
        json_pointer(run->arena, tree, node);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.text = {(const char *)data, size}};
    guard_run(&run.guard, read_write_read, &run, NULL);
    arena_free(run.arena);
    return 0;
}
