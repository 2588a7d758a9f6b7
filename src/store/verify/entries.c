// SPDX-License-Identifier: Apache-2.0
// Verifies the entries: each by itself, against the tiles on the way up, and against what was
// signed. What they say is applied to views in memory, which views.c then compares.

#include "store/verify/internal.h"

#include <assert.h>

enum { ENTRIES_AT_ONCE = 64 }; // with their bodies
static_assert(TILE_WIDTH % ENTRIES_AT_ONCE == 0, "a step could complete two tiles of a level");

// ---- Tiles ----

typedef struct TileCheck {
    const Filling *expected;
    bool is_there;
    unsigned bad; // the first hash that differs; TILE_WIDTH: none
} TileCheck;

static bool compare_tile(void *context, const Value *row, Faults *faults)
{
    TileCheck *it = context;
    (void)faults;
    it->is_there = true;
    Slice hashes = row[0].bytes;
    for (it->bad = 0; it->bad < TILE_WIDTH; it->bad++)
        if (hashes.len != TILE_WIDTH * HASH_SIZE ||
            memcmp(hashes.at + it->bad * HASH_SIZE, it->expected->hashes[it->bad].at, HASH_SIZE) !=
                0)
            break;
    return true;
}

static void check_tile(Verifying *it, const Filling *filling)
{
    unsigned level = filling->level;
    TileCheck check = {.expected = filling, .bad = TILE_WIDTH};
    Call call = {.sql = SQL_TILE, .count = 2, .row = compare_tile, .context = &check};
    call.values[0] = value_integer(level);
    call.values[1] = value_integer(filling->number);
    if (!it->store->engine->run(it->connection, &call, 1, it->faults))
        return;
    it->tile_count++;
    if (check.is_there && check.bad == TILE_WIDTH)
        return;
    unsigned shift = TILE_HEIGHT * level;
    uint64_t first = (filling->number * TILE_WIDTH + (check.is_there ? check.bad : 0)) << shift;
    fault_add(it->faults, FAULT_IO, 0, 0,
              "tile %u/%llu has another hash for entry %llu than the entry itself", level,
              (unsigned long long)filling->number, (unsigned long long)first);
    verify_touch(it, first, first + (UINT64_C(1) << shift));
}

static void grow_tree(Verifying *it, Hash hash)
{
    frontier_add(&it->frontier, &hash);
    for (unsigned level = 0; level < LEVELS; level++) {
        Filling *filling = &it->tiles[level];
        filling->hashes[filling->width++] = hash;
        if (filling->width < TILE_WIDTH)
            return;
        filling->level = level;
        it->full[it->full_count++] = *filling;
        hash = tile_root(filling->hashes);
        filling->number++;
        filling->width = 0;
    }
}

// ---- Entries ----

// The same, where other code has said what it is.
static bool blame_for(Verifying *it, uint64_t index, size_t faults_before)
{
    if (it->faults->count == faults_before)
        return true;
    Fault why = faults_before < FAULTS_KEPT ? it->faults->list[faults_before] : (Fault){0};
    it->faults->count = faults_before;
    return verify_blame(it, index, why.text);
}

// Texts of an entry that the views keep, in the arena that outlives the step.
static bool keep_entry(Verifying *it, const Addition *addition, Entry *entry)
{
    Faults *ignored = arena_array(it->scratch, Faults, 1);
    *entry = (Entry){0};
    bool is_good = leaf_read(it->arena, arena_copy(it->arena, addition->leaf), entry, ignored) &&
                   (addition->slip.at == NULL ||
                    slip_read(it->arena, arena_copy(it->arena, addition->slip), entry, ignored));
    entry->index = it->frontier.size; // whatever a touched leaf says
    return is_good;
}

static void add_gap(Verifying *it, Slot *slot, uint64_t index)
{
    enum { ROOM_AT_FIRST = 64 };
    if (it->gap_count == it->gap_room) {
        size_t room = it->gap_room > 0 ? 2 * it->gap_room : ROOM_AT_FIRST;
        it->gaps = arena_resize(it->arena, it->gaps, it->gap_room * sizeof *it->gaps,
                                room * sizeof *it->gaps);
        it->gap_room = room;
    }
    it->gaps[it->gap_count++] = (Gap){slot, index};
}

// By the index of the first entry, for the tables of views name records by it.
static void note_slot(Verifying *it, Slot *slot)
{
    enum { ROOM_AT_FIRST = 1024 };
    size_t at = (size_t)slot->is.number;
    size_t room = it->slot_room > 0 ? it->slot_room : ROOM_AT_FIRST;
    while (room <= at)
        room *= 2;
    if (room > it->slot_room) {
        it->slot_at = arena_resize(it->arena, it->slot_at, it->slot_room * sizeof(Slot *),
                                   room * sizeof(Slot *));
        memset(it->slot_at + it->slot_room, 0, (room - it->slot_room) * sizeof(Slot *));
        it->slot_room = room;
    }
    it->slot_at[at] = slot;
}

static void apply_entry(Verifying *it, const Addition *addition)
{
    Entry entry;
    size_t before = it->faults->count;
    if (!keep_entry(it, addition, &entry))
        return;
    views_accept(&it->views, &entry, it->faults);
    blame_for(it, entry.index, before);
    if (entry.time_ms < it->time_ms)
        verify_blame(it, entry.index, "its time is before that of the entry before it");
    it->time_ms = entry.time_ms;
    Slot *slot = views_slot(&it->views, entry.owner, entry.register_name, entry.record);
    bool is_new = !slot->is_there;
    views_apply(&it->views, &entry);
    if (is_new)
        note_slot(it, slot);
    // The keys of what is erased go with it.
    if (entry.erases)
        slot->erased = entry.index;
    if (addition->entry.is_erased)
        add_gap(it, slot, entry.index);
}

enum {
    COLUMN_INDEX,
    COLUMN_LEAF,
    COLUMN_SLIP,
    COLUMN_CONTENT,
    COLUMN_ORIGINAL,
    COLUMN_HASH,
    COLUMN_OWNER,
    COLUMN_REGISTER,
    COLUMN_RECORD,
    COLUMN_DEAL,
};

static bool columns_agree(const Value *row, const Entry *entry)
{
    return slice_equal(row[COLUMN_OWNER].bytes, entry->owner) &&
           slice_equal(row[COLUMN_REGISTER].bytes, entry->register_name) &&
           slice_equal(row[COLUMN_RECORD].bytes, entry->record) &&
           slice_equal(row[COLUMN_DEAL].bytes, entry->deal);
}

static void check_entry(Verifying *it, uint64_t index, const Value *row)
{
    Addition addition = {.leaf = row[COLUMN_LEAF].bytes};
    Slice *const texts[] = {&addition.slip, &addition.content, &addition.original};
    for (int i = 0; i < 3; i++)
        if (row[COLUMN_SLIP + i].kind != VALUE_NULL)
            *texts[i] = row[COLUMN_SLIP + i].bytes;
    size_t before = it->faults->count;
    addition_check(it->scratch, &addition, SIZE_MAX - 1, it->faults);
    if (blame_for(it, index, before)) {
        it->report->bodies += (addition.content.at != NULL) + (addition.original.at != NULL);
        if (addition.entry.index != index)
            verify_blame(it, index, "its leaf is that of another index");
        else if (!columns_agree(row, &addition.entry))
            verify_blame(it, index, "its row names another record or deal than its leaf");
    }
    apply_entry(it, &addition);
}

// Where the tree is as large as one that was signed, it is that one.
static void check_roots(Verifying *it)
{
    uint64_t size = it->frontier.size;
    if (!(it->has_kept && size == it->kept.size) && size != it->signed_head.size)
        return;
    Hash root = frontier_root(&it->frontier);
    if (size == it->signed_head.size && !hash_equal(&root, &it->signed_head.root))
        fault_add(it->faults, FAULT_IO, 0, 0,
                  "the root of the %llu entries is not the one that was signed",
                  (unsigned long long)size);
    if (!it->has_kept || size != it->kept.size || hash_equal(&root, &it->kept.root))
        return;
    verify_touch(it, 0, size);
    fault_add(
        it->faults, FAULT_IO, 0, 0,
        "the first %llu entries are not those of the checkpoint that was kept: the journal was "
        "written anew",
        (unsigned long long)size);
}

static bool take_entry(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    uint64_t index = it->frontier.size;
    if (index == it->head.head.frontier.size)
        return false; // what came since the head was read
    if ((uint64_t)row[COLUMN_INDEX].number != index) {
        verify_touch(it, index, index + 1);
        return fault_add(faults, FAULT_IO, 0, 0, "entry %llu is missing",
                         (unsigned long long)index);
    }
    Hash hash = hash_leaf(row[COLUMN_LEAF].bytes);
    if (!slice_equal(row[COLUMN_HASH].bytes, hash_slice(&hash)))
        verify_blame(it, index, "its leaf does not have the hash that lies beside it");
    check_entry(it, index, row);
    grow_tree(it, hash);
    check_roots(it);
    return true;
}

static bool step(Arena *scratch, void *context)
{
    Verifying *it = context;
    it->scratch = scratch;
    Call call = {.sql = SQL_ENTRIES_WHOLE, .count = 2, .row = take_entry, .context = it};
    call.values[0] = value_integer(it->frontier.size);
    call.values[1] = value_integer(ENTRIES_AT_ONCE);
    uint64_t before = it->frontier.size;
    it->store->engine->run(it->connection, &call, 1, it->faults);
    // Not while the rows come: a connection runs one thing at a time.
    for (unsigned i = 0; i < it->full_count; i++)
        check_tile(it, &it->full[i]);
    it->full_count = 0;
    return it->frontier.size > before;
}

static void check_gaps(Verifying *it)
{
    for (size_t i = 0; i < it->gap_count; i++) {
        if (it->gaps[i].slot->erased > it->gaps[i].index)
            it->report->erased++;
        else
            verify_blame(it, it->gaps[i].index,
                         "its slip is gone, and no entry says that it was erased");
    }
}

bool verify_entries(Verifying *it)
{
    uint64_t total = it->head.head.frontier.size;
    bool goes_on = true;
    while (it->frontier.size < total && goes_on) {
        if (!verify_progress(it, "entries", it->frontier.size, total))
            return false;
        goes_on = arena_run(0, step, it, it->faults);
    }
    it->report->entries = it->frontier.size;
    if (it->frontier.size == total) {
        check_gaps(it);
        return true;
    }
    verify_touch(it, it->frontier.size, it->frontier.size + 1);
    return fault_add(it->faults, FAULT_IO, 0, 0, "the journal ends before entry %llu, not %llu",
                     (unsigned long long)it->frontier.size, (unsigned long long)total);
}
