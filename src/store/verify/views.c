// SPDX-License-Identifier: Apache-2.0
// Verifies the tables of views: every row beside what the entries make, and what has no row.

#include "store/verify/internal.h"

#include "store/facets.h"
#include "store/references.h"

static bool distrust(Verifying *it, const char *view, Slice what)
{
    fault_add(
        it->faults, FAULT_IO, 0, 0,
        "the view of %s differs from the journal at %.*s: `madoguchi verify --rebuild` mends it",
        view, (int)what.len, what.at);
    return it->faults->count < FAULTS_KEPT; // who would read more?
}

static bool same_body(const Body *a, const Body *b)
{
    return a->is_there == b->is_there &&
           (!a->is_there || (a->size == b->size && hash_equal(&a->hash, &b->hash)));
}

static bool same_record(const Slot *slot, const Record *b, uint64_t content_index, Arena *arena)
{
    const Record *a = &slot->is;
    return a->number == b->number && a->version == b->version && a->index == b->index &&
           slice_equal(a->state, b->state) && slice_equal(a->deal, b->deal) &&
           a->created_ms == b->created_ms && a->changed_ms == b->changed_ms &&
           same_body(&a->content_body, &b->content_body) &&
           (!a->content_body.is_there || slot->content_index == content_index) &&
           slice_equal(facets_write(arena, a->facets, a->facet_count),
                       facets_write(arena, b->facets, b->facet_count));
}

static void add_tallies(Verifying *it, const Slot *slot)
{
    const Record *record = &slot->is; // its state is among its facets by now
    for (size_t i = 0; i < record->facet_count; i++) {
        const Facet *facet = &record->facets[i];
        Tally *tally = views_tally(&it->views, slot->owner, slot->register_name, facet);
        if (tally != NULL)
            tally->change += facet->kind == FACET_AMOUNT ? facet->amount : 1;
    }
}

// The tables of facets may lag behind; what they have of a record is then what is written beside
// it, and of one that came since, nothing.
static bool keep_shown(Verifying *it, Slot *slot, Slice shown)
{
    Faults *ignored = arena_array(it->scratch, Faults, 1);
    if (slot->is.index < it->head.head.shown &&
        !slice_equal(shown, facets_shown(it->scratch, &slot->is)))
        return false;
    slot->is.facet_count = 0;
    if (slot->is.number >= it->head.head.shown)
        return true;
    return facets_read(it->arena, arena_copy(it->arena, shown), &slot->is.facets,
                       &slot->is.facet_count, ignored);
}

static bool take_record(void *context, const Value *row, Faults *faults)
{
    enum { NAMES = 3, COLUMN_SHOWN = 11 };
    Verifying *it = context;
    Record record = {0};
    uint64_t content_index;
    ArenaMark mark = arena_mark(it->scratch);
    Slot *slot = NULL;
    (void)faults;
    Faults *ignored = arena_array(it->scratch, Faults, 1);
    if (record_take(it->scratch, row + NAMES, &record, &content_index, ignored))
        slot = record.number < it->slot_room ? it->slot_at[record.number] : NULL;
    Slice shown = row[NAMES + COLUMN_SHOWN].bytes;
    bool is_good =
        slot != NULL && slice_equal(slot->owner, row[0].bytes) &&
        slice_equal(slot->register_name, row[1].bytes) && slice_equal(slot->id, row[2].bytes) &&
        same_record(slot, &record, content_index, it->scratch) && keep_shown(it, slot, shown);
    if (is_good)
        slot->is_touched = false; // met
    if (is_good)
        add_tallies(it, slot);
    arena_release(it->scratch, mark);
    return is_good || distrust(it, "records", row[2].bytes);
}

static bool has_facet(const Facet *facets, size_t count, Slice name, Slice value)
{
    Facet facet = facet_counted(name, value);
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = facet_compare(&facet, &facets[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

// Before the records are met, for they still are as the journal tells them.
static bool take_reference(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    uint64_t number = (uint64_t)row[5].number;
    Slot *slot = number < it->slot_room ? it->slot_at[number] : NULL;
    const Facet *references;
    (void)faults;
    if (slot == NULL)
        return distrust(it, "references", row[1].bytes);
    ArenaMark mark = arena_mark(it->scratch);
    size_t count = references_of(it->scratch, slot, &slot->is, &references);
    bool is_there = has_facet(references, count, row[0].bytes, row[1].bytes);
    arena_release(it->scratch, mark);
    if (!is_there || !slice_equal(slot->is.deal, row[2].bytes) ||
        !slice_equal(slot->owner, row[3].bytes) || !slice_equal(slot->register_name, row[4].bytes))
        return distrust(it, "references", row[1].bytes);
    it->references_missing--;
    return true;
}

static void count_references(Verifying *it)
{
    const Facet *references;
    for (size_t i = 0; i < views_slot_count(&it->views); i++) {
        ArenaMark mark = arena_mark(it->scratch);
        it->references_missing +=
            references_of(it->scratch, it->views.slots[i], &it->views.slots[i]->is, &references);
        arena_release(it->scratch, mark);
    }
}

static bool take_facet(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    uint64_t number = (uint64_t)row[4].number;
    Slot *slot = number < it->slot_room ? it->slot_at[number] : NULL;
    (void)faults;
    if (slot == NULL || !slice_equal(slot->owner, row[0].bytes) ||
        !slice_equal(slot->register_name, row[1].bytes) ||
        !has_facet(slot->is.facets, slot->is.facet_count, row[2].bytes, row[3].bytes))
        return distrust(it, "facets", row[3].bytes);
    slot->seen++;
    return true;
}

static bool meet_tally(Verifying *it, const Value *row, FacetKind kind, const char *view)
{
    Facet facet = {value_copy(it->arena, &row[2]), value_copy(it->arena, &row[3]), kind, 0};
    Tally *tally = views_tally(&it->views, value_copy(it->arena, &row[0]),
                               value_copy(it->arena, &row[1]), &facet);
    if (tally->change != row[4].number)
        return distrust(it, view, row[3].bytes);
    tally->is_seen = true;
    return true;
}

static bool take_tally(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    return meet_tally(context, row, FACET_COUNTED, "counts");
}

static bool take_amount(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    return meet_tally(context, row, FACET_AMOUNT, "amounts");
}

static bool key_is_erased(Verifying *it, const KeySlot *key)
{
    const Entry *entry = &key->entry;
    return views_slot(&it->views, entry->owner, entry->register_name, entry->record)->erased >
           key->index;
}

static bool take_key(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    KeySlot *key =
        views_key(&it->views, value_copy(it->arena, &row[0]), value_copy(it->arena, &row[1]));
    (void)faults;
    if (!key->is_there || key->index != (uint64_t)row[2].number ||
        key->count != (unsigned)row[3].number || key_is_erased(it, key))
        return distrust(it, "keys", row[1].bytes);
    key->is_seen = true;
    return true;
}

static bool take_tile(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    Hash hashes[TILE_WIDTH];
    Slice bytes = row[3].bytes;
    (void)faults;
    it->tile_count--; // complete ones were counted on the way up
    if (bytes.len != sizeof hashes)
        return distrust(it, "tiles", S("a tile"));
    memcpy(hashes, bytes.at, sizeof hashes);
    Hash root = tile_root(hashes);
    return slice_equal(row[2].bytes, hash_slice(&root)) || distrust(it, "tiles", S("a root"));
}

// Amounts are kept in sums only.
static size_t facet_rows(const Record *record)
{
    size_t count = 0;
    for (size_t i = 0; i < record->facet_count; i++)
        count += record->facets[i].kind != FACET_AMOUNT;
    return count;
}

// What the tables did not show.
static void check_missing(Verifying *it)
{
    for (size_t i = 0; i < views_slot_count(&it->views); i++) {
        const Slot *slot = it->views.slots[i];
        if (!slot->is_there)
            continue;
        if (slot->is_touched)
            distrust(it, "records", slot->id);
        else if (slot->seen != facet_rows(&slot->is))
            distrust(it, "facets", slot->id);
    }
    for (size_t i = 0; i < views_tally_count(&it->views); i++)
        if (!it->views.tallies[i].is_seen && it->views.tallies[i].change != 0)
            distrust(it, "counts", S("a value that is missing"));
    for (size_t i = 0; i < views_key_count(&it->views); i++) {
        KeySlot *key = it->views.keys[i];
        if (key->is_there && !key->is_seen && !key_is_erased(it, key))
            distrust(it, "keys", key->key);
    }
    if (it->references_missing != 0)
        distrust(it, "references", S("their number"));
    if (it->tile_count != 0)
        distrust(it, "tiles", S("their number"));
}

bool verify_views(Arena *scratch, void *context)
{
    Verifying *it = context;
    size_t before = it->faults->count;
    it->scratch = scratch;
    it->report->records = views_slot_count(&it->views);
    count_references(it);
    static const struct {
        const char *name;
        StatementId sql;
        RowSink *row;
    } views[] = {
        {"references", SQL_ALL_REFERENCES, take_reference},
        {"records", SQL_ALL_RECORDS, take_record},
        {"facets", SQL_ALL_FACETS, take_facet},
        {"counts", SQL_ALL_TALLIES, take_tally},
        {"amounts", SQL_ALL_AMOUNTS, take_amount},
        {"keys", SQL_ALL_KEYS, take_key},
        {"tiles", SQL_ALL_TILES, take_tile},
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (!verify_progress(it, views[i].name, i, sizeof views / sizeof *views))
            return false;
        Call call = {.sql = views[i].sql, .row = views[i].row, .context = it};
        it->store->engine->run(it->connection, &call, 1, it->faults);
    }
    if (it->faults->count == before)
        check_missing(it);
    return true;
}
