// SPDX-License-Identifier: Apache-2.0
// Packages for a standby: entries with all that belongs to them, and a checkpoint over everything
// up to the last of them.
//
//     "madoguchi package 1\n"  count  (leaf slip content original) …  checkpoint
//
// Numbers are 32 bits, the greatest first; a text is its length and its bytes, and the length
// FFFFFFFF says that there is none. A package is a stranger's until its root is signed.

#include "store/package.h"

#include "store/facets.h"

enum {
    PACKAGE_BYTES_DEFAULT = 4 << 20,
    PACKAGE_ENTRIES_MAX = 500,
};

static const uint32_t none = UINT32_MAX;

#define TITLE S("madoguchi package 1\n")

// ---- Making one ----

static void add_number(Buffer *out, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buffer_add_char(out, (char)(number >> shift & 0xFF));
}

static void add_text(Buffer *out, Slice text, bool is_there)
{
    add_number(out, is_there ? (uint32_t)text.len : none);
    if (is_there)
        buffer_add(out, text);
}

typedef struct Shipping {
    Store *store;
    Arena *arena;
    uint64_t from;
    size_t bytes_max;
    HeadTaker head;
    Buffer entries;
    uint32_t count;
    Slice package;
} Shipping;

static bool add_entry(void *context, const Value *row, Faults *faults)
{
    enum { FIRST_TEXT = 1, TEXTS = 4 };
    Shipping *it = context;
    (void)faults;
    // The head was read first: what came since waits for the next package.
    if ((uint64_t)row[0].number >= it->head.head.frontier.size)
        return false;
    for (int i = FIRST_TEXT; i < FIRST_TEXT + TEXTS; i++)
        add_text(&it->entries, row[i].bytes, row[i].kind != VALUE_NULL);
    it->count++;
    return it->entries.len < it->bytes_max;
}

// A checkpoint over a smaller tree is signed as gladly as one over the present.
static bool checkpoint_at(Connection *connection, Shipping *it, uint64_t size, Slice *note,
                          Faults *faults)
{
    const Head *head = &it->head.head;
    Hash root = head->root;
    NodeSource source = {it->store, connection, it->arena, .size = head->frontier.size};
    if (!note_key_can_sign(it->store->key))
        return fault_add(faults, FAULT_USAGE, 0, 0, "the key of the journal is needed to ship it");
    if (size < source.size && !merkle_root(node_read, &source, size, &root, faults))
        return false;
    *note = head_sign(it->store, it->arena, size, &root);
    return true;
}

static bool make_package(Connection *connection, void *context, Faults *faults)
{
    Shipping *it = context;
    const Engine *engine = it->store->engine;
    Call head = head_call(SQL_HEAD, &it->head);
    if (!engine->run(connection, &head, 1, faults))
        return false;
    if (it->from >= it->head.head.frontier.size)
        return true;
    it->entries = buffer_new(it->arena);
    it->count = 0;
    Call call = {.sql = SQL_ENTRIES_WHOLE, .count = 2, .row = add_entry, .context = it};
    call.values[0] = value_integer(it->from);
    call.values[1] = value_integer(PACKAGE_ENTRIES_MAX);
    Slice checkpoint;
    if (!engine->run(connection, &call, 1, faults) ||
        !checkpoint_at(connection, it, it->from + it->count, &checkpoint, faults))
        return false;
    Buffer out = buffer_new(it->arena);
    buffer_add(&out, TITLE);
    add_number(&out, it->count);
    buffer_add(&out, buffer_slice(&it->entries));
    add_text(&out, checkpoint, true);
    it->package = buffer_slice(&out);
    return true;
}

bool store_ship(Store *store, Arena *arena, uint64_t from, size_t bytes_max, Slice *package,
                Faults *faults)
{
    Shipping shipping = {.store = store,
                         .arena = arena,
                         .from = from,
                         .bytes_max = bytes_max > 0 ? bytes_max : PACKAGE_BYTES_DEFAULT,
                         .head = {.arena = arena}};
    bool is_good = store_read(store, arena, make_package, &shipping, faults);
    *package = shipping.package;
    return is_good;
}

// ---- Reading one ----

static bool take_number(Slice *rest, uint32_t *number)
{
    if (rest->len < 4)
        return false;
    const uint8_t *at = (const uint8_t *)rest->at;
    *number = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    *rest = slice_part(*rest, 4, rest->len);
    return true;
}

static bool take_text(Slice *rest, Slice *text)
{
    uint32_t len;
    *text = (Slice){0};
    if (!take_number(rest, &len))
        return false;
    if (len == none)
        return true;
    if (len > rest->len)
        return false;
    *text = slice_part(*rest, 0, len);
    *rest = slice_part(*rest, len, rest->len);
    return true;
}

static bool check_body(Arena *arena, const Body *body, Slice pressed, size_t body_max,
                       Faults *faults)
{
    Slice bytes;
    if (!body->is_there || pressed.at == NULL)
        return body->is_there == (pressed.at != NULL) ||
               fault_add(faults, FAULT_SYNTAX, 0, 0,
                         "a body of the package is missing or too many");
    if (body->size > body_max)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "a body of the package has %llu bytes of %zu",
                         (unsigned long long)body->size, body_max);
    ArenaMark mark = arena_mark(arena);
    bool is_good = body_unpress(NULL, arena, pressed, body, &bytes, faults);
    arena_release(arena, mark);
    return is_good;
}

bool addition_check(Arena *arena, Addition *addition, size_t body_max, Faults *faults)
{
    Entry *entry = &addition->entry;
    *entry = (Entry){0};
    if (!leaf_read(arena, addition->leaf, entry, faults))
        return false;
    if (addition->slip.at == NULL) {
        entry->is_erased = entry->has_slip;
        return (addition->content.at == NULL && addition->original.at == NULL) ||
               fault_add(faults, FAULT_SYNTAX, 0, 0, "there is a body without a slip");
    }
    Hash hash = hash_of(addition->slip);
    if (!entry->has_slip || !hash_equal(&hash, &entry->slip_hash))
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the slip is not the one that the leaf names");
    if (!slip_read(arena, addition->slip, entry, faults))
        return false;
    // The same bytes are kept once.
    Body original = entry->original;
    if (original.is_there && entry->content.is_there &&
        hash_equal(&original.hash, &entry->content.hash) && original.size == entry->content.size)
        original.is_there = false;
    return check_body(arena, &entry->content, addition->content, body_max, faults) &&
           check_body(arena, &original, addition->original, body_max, faults);
}

bool package_read(Arena *arena, Slice bytes, const NoteKey *key, size_t body_max, Package *package,
                  Faults *faults)
{
    uint32_t count;
    Slice rest = bytes, body;
    *package = (Package){0};
    if (!slice_starts(rest, TITLE))
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "this is no package of a journal");
    rest = slice_part(rest, TITLE.len, rest.len);
    if (!take_number(&rest, &count) || count > PACKAGE_ENTRIES_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "the package has more than %d entries",
                         PACKAGE_ENTRIES_MAX);
    package->additions = arena_array(arena, Addition, count);
    for (; package->count < count; package->count++) {
        Addition *addition = &package->additions[package->count];
        if (!take_text(&rest, &addition->leaf) || !take_text(&rest, &addition->slip) ||
            !take_text(&rest, &addition->content) || !take_text(&rest, &addition->original))
            return fault_add(faults, FAULT_SYNTAX, 0, 0, "the package ends in the middle");
        if (!addition_check(arena, addition, body_max, faults))
            return false;
    }
    if (!take_text(&rest, &package->note) || rest.len > 0)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the package does not end with a checkpoint");
    return note_open(package->note, key, &body, faults) &&
           checkpoint_read(body, &package->checkpoint, faults);
}

// ---- Taking one over ----

typedef struct Applying {
    Store *store;
    Arena *arena;
    Package package;
    Slice bytes;
    uint64_t *size;
    Faults *faults;
} Applying;

static bool add_all(Batch *batch, const Package *package)
{
    uint64_t size = batch->head.frontier.size;
    for (size_t i = 0; i < package->count; i++) {
        const Addition *addition = &package->additions[i];
        const Entry *entry = &addition->entry;
        if (entry->index < size)
            continue;
        if (entry->index != size + batch->addition_count || entry->time_ms < batch->head.time_ms)
            return fault_add(
                batch->faults, FAULT_CONFLICT, 0, 0,
                "the package begins at entry %llu, this journal ends before entry %llu",
                (unsigned long long)entry->index, (unsigned long long)size);
        if (!views_accept(&batch->views, entry, batch->faults))
            return false;
        batch_add(batch, addition);
    }
    return true;
}

static bool put_package(Batch *batch, const Package *package)
{
    if (!batch_put_additions(batch))
        return false;
    Hash root = frontier_root(&batch->head.frontier);
    if (package->checkpoint.size != batch->head.frontier.size ||
        !hash_equal(&root, &package->checkpoint.root))
        return fault_add(
            batch->faults, FAULT_CONFLICT, 0, 0,
            "the package does not continue this journal: with it, the root would not be "
            "the one that was signed");
    batch_put_records(batch);
    batch_put_head(batch, package->note, &root);
    if (!batch_run(batch))
        return false;
    // An erasure is one everywhere at once, and a standby's tables are to be ready when it is
    // needed.
    if (!facets_show(batch->store, batch->connection, batch->head.shown, package->checkpoint.size,
                     batch->faults))
        return false;
    batch_call(batch, SQL_COMMIT, 0);
    return batch_run(batch);
}

static bool apply(void *context)
{
    Applying *it = context;
    const Package *package = &it->package;
    Batch *batch = batch_new(it->store, it->store->writer, it->arena, package->count, it->faults);
    for (size_t i = 0; i < package->count; i++) {
        const Entry *entry = &package->additions[i].entry;
        views_slot(&batch->views, entry->owner, entry->register_name, entry->record);
    }
    if (!batch_load(batch) || !add_all(batch, package))
        return false;
    if (batch->addition_count == 0) {
        batch_call(batch, SQL_ROLLBACK, 0);
        *it->size = batch->head.frontier.size;
        return batch_run(batch);
    }
    if (!put_package(batch, package))
        return false;
    *it->size = it->store->tail.size = batch->head.frontier.size;
    batch_tell(batch);
    return true;
}

static bool apply_leading(Store *store, void *context, Faults *faults)
{
    Applying *it = context;
    (void)store;
    return guard_run(arena_guard(it->arena), apply, it, faults);
}

static bool apply_with_arena(Arena *arena, void *context)
{
    Applying *it = context;
    it->arena = arena;
    return package_read(arena, it->bytes, it->store->key, it->store->body_max, &it->package,
                        it->faults) &&
           store_lead(it->store, apply_leading, it, it->faults);
}

bool store_apply(Store *store, Slice package, uint64_t *size, Faults *faults)
{
    Applying applying = {.store = store, .bytes = package, .size = size, .faults = faults};
    return arena_run(0, apply_with_arena, &applying, faults);
}
