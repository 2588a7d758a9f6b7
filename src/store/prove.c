// SPDX-License-Identifier: Apache-2.0
// A journal proven from its public files.
//
//     bundle of leaves ─► hashes ─► as the tile has them? ─► hash of the tile ─► as the tile above
//     …
//                           └─► frontier ─► root = checkpoint, signed; older root on the way
//
// The first difference ends the reading; then the tiles above are looked at, for they may tell of
// an earlier one: a leaf that was changed together with its tile.

#include "store/prove.h"

#include "store/internal.h"

#include <stdio.h>

enum { LEVELS = TREE_LEVELS_MAX / TILE_HEIGHT + 1 };

typedef struct Row { // of tiles of one level: the one that is being filled
    uint64_t number;
    unsigned width;
    Hash hashes[TILE_WIDTH];
} Row;

typedef struct Proving {
    const ProveOptions *options;
    ProveReport *report;
    Arena *arena;
    NoteKey *key;
    Checkpoint head, kept;
    Frontier frontier;
    int64_t time_ms;
    Row rows[LEVELS];
    uint64_t number; // of the tile of leaves that is being read
    Faults *faults;
} Proving;

static bool differs(Proving *it, uint64_t first, uint64_t end, const char *what)
{
    VerifyReport *report = &it->report->of;
    if (!report->has_touched || first < report->touched) {
        report->has_touched = true;
        report->touched = first;
        report->touched_end = end;
    }
    return fault_add(it->faults, FAULT_IO, 0, 0, "entry %llu%s: %s", (unsigned long long)first,
                     end > first + 1 ? " or one of those behind it" : "", what);
}

// ---- Signatures ----

static void free_key(void *key)
{
    note_key_free(key);
}

static bool take_key(Proving *it)
{
    Slice served, text = it->options->verifier != NULL ? slice_of(it->options->verifier) : S("");
    if (text.len == 0) {
        if (!it->options->read(it->options->context, it->arena, S("verifier"), &served, it->faults))
            return false;
        text = slice_trim(served);
    }
    it->key = note_key_read(text, it->faults);
    if (it->key == NULL)
        return false;
    arena_defer(it->arena, free_key, it->key);
    it->report->verifier = arena_copy(it->arena, text);
    return true;
}

static bool open_checkpoint(Proving *it, Slice note, Checkpoint *checkpoint)
{
    Slice body;
    return note_open(note, it->key, &body, it->faults) &&
           checkpoint_read(body, checkpoint, it->faults);
}

static bool begin(Proving *it)
{
    ProveReport *report = it->report;
    Slice kept = it->options->checkpoint;
    if (!take_key(it) || (kept.len > 0 && !open_checkpoint(it, kept, &it->kept)))
        return false;
    if (!it->options->read(it->options->context, it->arena, S("checkpoint"), &report->checkpoint,
                           it->faults))
        return false;
    report->of.is_begun = true;
    if (!open_checkpoint(it, report->checkpoint, &it->head))
        return false;
    report->origin = it->head.origin;
    report->of.entries = it->head.size;
    report->of.root = it->head.root;
    if (kept.len > 0 && !slice_equal(it->kept.origin, it->head.origin))
        return fault_add(it->faults, FAULT_IO, 0, 0, "the checkpoint that was kept is of %.*s",
                         (int)it->kept.origin.len, it->kept.origin.at);
    return it->kept.size <= it->head.size ||
           fault_add(it->faults, FAULT_IO, 0, 0,
                     "the journal has %llu entries, the checkpoint that was kept had %llu: entries "
                     "were taken away",
                     (unsigned long long)it->head.size, (unsigned long long)it->kept.size);
}

// ---- Tiles ----

static unsigned width_of(const Proving *it, unsigned level, uint64_t number)
{
    uint64_t rest = (it->head.size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH;
    return rest < TILE_WIDTH ? (unsigned)rest : TILE_WIDTH;
}

static bool read_tile(Proving *it, Arena *arena, const char *kind, unsigned level, uint64_t number,
                      Slice *bytes)
{
    Slice path = tile_path(arena, kind, number, width_of(it, level, number));
    return it->options->read(it->options->context, arena, path, bytes, it->faults);
}

// Compares what was computed of a tile with what is served.
static bool compare_tile(Proving *it, Arena *arena, unsigned level)
{
    Slice served;
    char kind[8];
    const Row *row = &it->rows[level];
    unsigned shift = TILE_HEIGHT * level;
    snprintf(kind, sizeof kind, "%u", level);
    if (!read_tile(it, arena, kind, level, row->number, &served))
        return false;
    for (unsigned i = 0; i < row->width; i++) {
        uint64_t first = (row->number * TILE_WIDTH + i) << shift;
        if (served.len != (size_t)width_of(it, level, row->number) * HASH_SIZE ||
            memcmp(served.at + (size_t)i * HASH_SIZE, row->hashes[i].at, HASH_SIZE) != 0)
            return differs(it, first, first + (UINT64_C(1) << shift),
                           level == 0
                               ? "it has not the hash that the tree has for it"
                               : "the tree has another hash for them than follows from them");
    }
    return true;
}

// A tile that is full is compared, and its root goes one level up.
static bool rise(Proving *it, Arena *arena)
{
    for (unsigned level = 0; level + 1 < LEVELS && it->rows[level].width == TILE_WIDTH; level++) {
        Row *row = &it->rows[level], *above = &it->rows[level + 1];
        if (level > 0 && !compare_tile(it, arena, level))
            return false;
        above->hashes[above->width++] = tile_root(row->hashes);
        row->width = 0;
        row->number++;
    }
    return true;
}

// ---- Leaves ----

static bool check_leaf(Proving *it, Arena *arena, Slice leaf)
{
    Entry entry = {0};
    Faults why = {0};
    uint64_t index = it->frontier.size;
    if (!leaf_read(arena, leaf, &entry, &why))
        return differs(it, index, index + 1, why.list[0].text);
    if (entry.index != index)
        return differs(it, index, index + 1, "it says that it is another one");
    if (entry.time_ms < it->time_ms)
        return differs(it, index, index + 1, "it is older than the one before it");
    it->time_ms = entry.time_ms;
    return true;
}

static bool add_leaf(Proving *it, Arena *arena, Slice leaf)
{
    Row *row = &it->rows[0];
    if (!check_leaf(it, arena, leaf))
        return false;
    Hash hash = hash_leaf(leaf);
    row->hashes[row->width++] = hash;
    frontier_add(&it->frontier, &hash);
    if (it->frontier.size != it->kept.size)
        return true;
    Hash root = frontier_root(&it->frontier);
    return hash_equal(&root, &it->kept.root) ||
           differs(it, 0, it->kept.size, "they are not those of the checkpoint that was kept");
}

static bool add_bundle(Proving *it, Arena *arena, Slice bundle)
{
    unsigned width = width_of(it, 0, it->number);
    for (unsigned i = 0; i < width; i++) {
        size_t len =
            bundle.len < 2 ? SIZE_MAX : (size_t)(uint8_t)bundle.at[0] << 8 | (uint8_t)bundle.at[1];
        if (len > bundle.len - 2)
            return differs(it, it->frontier.size, it->frontier.size + 1, "it is not served whole");
        if (!add_leaf(it, arena, slice_part(bundle, 2, len)))
            return false;
        bundle = slice_part(bundle, 2 + len, bundle.len);
    }
    return true;
}

static bool prove_tile(Arena *arena, void *context)
{
    Proving *it = context;
    Slice bundle;
    return read_tile(it, arena, "entries", 0, it->number, &bundle) &&
           add_bundle(it, arena, bundle) && compare_tile(it, arena, 0) && rise(it, arena);
}

static bool prove_rest(Arena *arena, void *context)
{
    Proving *it = context;
    bool is_good = true;
    for (unsigned level = LEVELS; level-- > 1;)
        is_good = (it->rows[level].width == 0 || compare_tile(it, arena, level)) && is_good;
    return is_good;
}

static bool tell(const Proving *it)
{
    const ProveOptions *options = it->options;
    return options->progress == NULL ||
           options->progress(options->progress_context, "entries", it->frontier.size,
                             it->head.size) ||
           fault_add(it->faults, FAULT_USAGE, 0, 0, "the work was stopped");
}

// ---- The whole ----

static bool prove(Proving *it)
{
    bool is_good = true;
    for (; is_good && it->number * TILE_WIDTH < it->head.size; it->number++)
        is_good = tell(it) && arena_run(0, prove_tile, it, it->faults);
    if (!arena_run(0, prove_rest, it, it->faults) || !is_good)
        return false;
    Hash root = frontier_root(&it->frontier);
    return hash_equal(&root, &it->head.root) ||
           differs(it, it->kept.size, it->head.size,
                   "what is served has not the root that was signed");
}

bool log_prove(Arena *arena, const ProveOptions *options, ProveReport *report, Faults *faults)
{
    Proving *it = arena_array(arena, Proving, 1);
    *report = (ProveReport){0};
    *it = (Proving){.options = options, .report = report, .arena = arena, .faults = faults};
    return begin(it) && prove(it);
}
