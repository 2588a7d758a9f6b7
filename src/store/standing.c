// SPDX-License-Identifier: Apache-2.0
// How a store stands to others of its journal: one line of its settings, and one record.
//
//     "promoted"   "follows" URL KEY-FILE AUTHORITY NAME   "fenced" EPOCH      one part a line;
//     none: leads

#include "store/standing.h"

#include "store/batch.h"

#include <assert.h>

#define STANDING S("standing")

const char *const standing_names[STANDING_END] = {"leading", "following", "fenced"};

static_assert(sizeof standing_names / sizeof *standing_names == STANDING_END, "one has no name");

// ---- Reading ----

static void standing_read(Slice text, Standing *standing)
{
    Slice word = slice_cut(&text, '\n');
    standing->is_promoted = slice_equal(word, S("promoted"));
    if (slice_equal(word, S("follows"))) {
        standing->kind = STANDING_FOLLOWS;
        standing->url = slice_cut(&text, '\n');
        standing->key_file = slice_cut(&text, '\n');
        standing->authority = slice_cut(&text, '\n');
        standing->name = slice_cut(&text, '\n');
    }
    if (slice_equal(word, S("fenced"))) {
        standing->kind = STANDING_FENCED;
        for (Slice digits = slice_cut(&text, '\n'); digits.len > 0;
             digits = slice_part(digits, 1, digits.len))
            standing->fenced_by = standing->fenced_by * 10 + (uint64_t)(digits.at[0] - '0');
    }
}

typedef struct Looking {
    Arena *arena;
    Slice text;
} Looking;

static bool take_standing(void *context, const Value *row, Faults *faults)
{
    Looking *it = context;
    (void)faults;
    it->text = arena_copy(it->arena, row[0].bytes);
    return true;
}

static Call call_setting(Looking *looking)
{
    Call call = {.sql = SQL_SETTING, .count = 1, .row = take_standing, .context = looking};
    call.values[0] = value_text(STANDING);
    return call;
}

bool store_standing(Store *store, Arena *arena, Standing *standing, Faults *faults)
{
    Looking looking = {.arena = arena};
    Call call = call_setting(&looking);
    size_t before = faults->count;
    *standing = (Standing){.kind = STANDING_LEADS};
    const Record *epoch =
        store_record(store, arena, EPOCH_OWNER, EPOCH_REGISTER, EPOCH_RECORD, faults);
    if (faults->count > before || !store_ask(store, arena, &call, 1, faults))
        return false;
    if (epoch != NULL) {
        standing->epoch = epoch->version;
        standing->since = epoch->index;
    }
    standing_read(looking.text, standing);
    return true;
}

// ---- Within the writers' transaction ----

void standing_call(Batch *batch)
{
    Looking *looking = arena_array(batch->arena, Looking, 1);
    looking->arena = batch->arena;
    *batch_call(batch, SQL_SETTING, 1) = call_setting(looking);
    batch->standing = &looking->text;
}

bool standing_allows(const Batch *batch, const Write *write, Faults *faults)
{
    Standing standing = {.kind = STANDING_LEADS};
    standing_read(*batch->standing, &standing);
    if (standing.kind == STANDING_LEADS || slice_equal(write->register_name, EPOCH_REGISTER))
        return true;
    if (standing.kind == STANDING_FENCED)
        return fault_add_code(faults, FAULT_CONFLICT, "standby", 0, 0,
                              "another place of this journal was promoted (epoch %llu): write "
                              "there; let this one follow it",
                              (unsigned long long)standing.fenced_by);
    return fault_add_code(faults, FAULT_CONFLICT, "standby", 0, 0,
                          "this is a standby of %.*s: write there, or have this one promoted",
                          (int)standing.url.len, standing.url.at);
}

// ---- Changing ----

static bool put_standing(Store *store, void *context, Faults *faults)
{
    const Slice *text = context;
    Call calls[] = {{.sql = SQL_BEGIN}, {.sql = SQL_SETTING_SET, .count = 2}, {.sql = SQL_COMMIT}};
    calls[1].values[0] = value_text(STANDING);
    calls[1].values[1] = value_text(*text);
    return store->engine->run(store->writer, calls, 3, faults);
}

typedef struct Change {
    Store *store;
    const Standing *standing;
    Slice actor;
    uint64_t above, *epoch;
    Faults *faults;
} Change;

static bool follow(Arena *arena, void *context)
{
    const Change *it = context;
    const Standing *standing = it->standing;
    Slice text = arena_print(arena, "follows\n%.*s\n%.*s\n%.*s\n%.*s", (int)standing->url.len,
                             standing->url.at, (int)standing->key_file.len, standing->key_file.at,
                             (int)standing->authority.len, standing->authority.at,
                             (int)standing->name.len, standing->name.at);
    return store_lead(it->store, put_standing, &text, it->faults);
}

bool store_follow(Store *store, const Standing *standing, Faults *faults)
{
    Change change = {.store = store, .standing = standing, .faults = faults};
    return arena_run(0, follow, &change, faults);
}

static bool fence(Arena *arena, void *context)
{
    const Change *it = context;
    Slice text = arena_print(arena, "fenced\n%llu", (unsigned long long)it->above);
    return store_lead(it->store, put_standing, &text, it->faults);
}

bool store_fence(Store *store, uint64_t epoch, Faults *faults)
{
    Change change = {.store = store, .above = epoch, .faults = faults};
    return arena_run(0, fence, &change, faults);
}

// The entry first: a crash behind it leaves a standby that is promoted once more, while one behind
// the setting would leave a leader whom no one can tell from the one before.
static bool promote(Arena *arena, void *context)
{
    const Change *it = context;
    Standing standing;
    Receipt receipt;
    Write write = {.actor = it->actor,
                   .owner = EPOCH_OWNER,
                   .register_name = EPOCH_REGISTER,
                   .record = EPOCH_RECORD,
                   .action = S("promote")};
    if (!store_standing(it->store, arena, &standing, it->faults))
        return false;
    write.version = standing.epoch;
    do {
        if (!store_write(it->store, &write, &receipt, it->faults))
            return false;
        *it->epoch = write.version = receipt.version;
    } while (*it->epoch <= it->above);
    Slice text = S("promoted");
    return store_lead(it->store, put_standing, &text, it->faults);
}

bool store_promote(Store *store, Slice actor, uint64_t above, uint64_t *epoch, Faults *faults)
{
    Change change = {
        .store = store, .actor = actor, .above = above, .epoch = epoch, .faults = faults};
    return arena_run(0, promote, &change, faults);
}
