// SPDX-License-Identifier: Apache-2.0
// What a journal reads from strangers: leaves, slips, signed notes, packages for a standby. Each is
// refused, or is exactly what would have been written.

#include <stdlib.h>

#include "store/note.h"
#include "store/package.h"
#include "store/prove.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice bytes;
} Run;

static const char verifier[] =
    "fixture.example/journal+02521cb7+ATkomxtXCyUizhJ8QfuU1n0boml1NrxZuxtfsfIUh5Fi";

static void read_texts(Run *run, Faults *faults)
{
    Entry leaf = {0}, slip = {0};
    const Facet *facets;
    size_t count;
    if (leaf_read(run->arena, run->bytes, &leaf, faults) &&
        !slice_equal(leaf_write(run->arena, &leaf), run->bytes))
        abort();
    if (slip_read(run->arena, run->bytes, &slip, faults) &&
        !slice_equal(slip_write(run->arena, &slip), run->bytes))
        abort();
    if (facets_read(run->arena, run->bytes, &facets, &count, faults) &&
        !slice_equal(facets_write(run->arena, facets, count), run->bytes))
        abort();
}

static void read_notes(Run *run, Faults *faults)
{
    Slice body;
    Checkpoint checkpoint;
    NoteKey *key = note_key_read(slice_of(verifier), faults);
    if (key == NULL)
        abort();
    note_open(run->bytes, key, &body, faults);
    if (checkpoint_read(run->bytes, &checkpoint, faults) &&
        !slice_starts(run->bytes, checkpoint_write(run->arena, &checkpoint)))
        abort();
    Package package;
    package_read(run->arena, run->bytes, key, 1 << 20, &package, faults);
    note_key_free(key);
    note_key_free(note_key_read(run->bytes, faults));
}

// The checkpoint of docs/journal.md: what is served beside it is the input, for every tile.
static const char checkpoint[] =
    "fixture.example/journal\n12\nKg2825W3kAp3c9107tS3EDXWzfnmfxhJFEyeyRz2b4M=\n\n"
    "— fixture.example/journal "
    "AlIct/RqeXN7obQAVntdSNI/51jXFIS1PtW2dFZRSFKM5o/"
    "GMRecXf9VRJF0YrMfIVu108aVMgH3xXdBav3jXh2evAQ=\n";

static bool serve(void *context, Arena *arena, Slice path, Slice *bytes, Faults *faults)
{
    (void)arena, (void)faults;
    *bytes = slice_equal(path, S("checkpoint")) ? slice_of(checkpoint) : *(Slice *)context;
    return true;
}

// One text cannot be both the leaves and their hashes.
static void prove_all(Run *run, Faults *faults)
{
    ProveReport report;
    ProveOptions options = {.read = serve, .context = &run->bytes, .verifier = verifier};
    if (log_prove(run->arena, &options, &report, faults) || !report.of.is_begun ||
        report.of.entries != 12)
        abort();
}

static bool read_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)256 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    read_texts(run, faults);
    read_notes(run, faults);
    prove_all(run, faults);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.bytes = {(const char *)data, size}};
    guard_run(&run.guard, read_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
