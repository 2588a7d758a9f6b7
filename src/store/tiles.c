// SPDX-License-Identifier: Apache-2.0
// Tiles of the Merkle tree (C2SP tlog-tiles): complete ones are kept, the last of each level is
// made of what is below it when someone asks.
//
//     level 1   [root of tile 0, root of tile 1, …]
//     level 0   [256 leaf hashes][256 leaf hashes][… what came since]
//     entries   [256 leaves     ][256 leaves     ][…]

#include "store/internal.h"

Hash tile_root(const Hash hashes[TILE_WIDTH])
{
    Hash nodes[TILE_WIDTH];
    memcpy(nodes, hashes, sizeof nodes);
    for (unsigned count = TILE_WIDTH; count > 1; count /= 2)
        for (unsigned i = 0; i < count / 2; i++)
            nodes[i] = hash_pair(&nodes[2 * i], &nodes[2 * i + 1]);
    return nodes[0];
}

// ---- Hashes of one tile ----

static bool take_tile(void *context, const Value *row, Faults *faults)
{
    NodeSource *it = context;
    if (row[0].bytes.len != sizeof it->hashes)
        return fault_add(faults, FAULT_IO, 0, 0, "a tile of the journal is damaged");
    memcpy(it->hashes, row[0].bytes.at, sizeof it->hashes);
    it->width = TILE_WIDTH;
    return true;
}

static bool take_leaf(void *context, const Value *row, Faults *faults)
{
    NodeSource *it = context;
    if ((uint64_t)row[0].number != it->number * TILE_WIDTH + it->width)
        return fault_add(faults, FAULT_IO, 0, 0, "entry %llu of the journal is missing",
                         (unsigned long long)(it->number * TILE_WIDTH + it->width));
    it->hashes[it->width++] = hash_leaf(row[1].bytes);
    return true;
}

static bool take_root(void *context, const Value *row, Faults *faults)
{
    NodeSource *it = context;
    if ((uint64_t)row[0].number != it->number * TILE_WIDTH + it->width ||
        row[1].bytes.len != HASH_SIZE)
        return fault_add(faults, FAULT_IO, 0, 0, "a tile of the journal is missing");
    memcpy(it->hashes[it->width++].at, row[1].bytes.at, HASH_SIZE);
    return true;
}

// How many hashes the tree of `size` has at that level.
static uint64_t level_size(uint64_t size, unsigned level)
{
    return size >> (TILE_HEIGHT * level);
}

bool tile_load(NodeSource *it, unsigned level, uint64_t number, Faults *faults)
{
    uint64_t begin = number * TILE_WIDTH, end = begin + TILE_WIDTH;
    uint64_t there = level_size(it->size, level);
    if (end > there)
        end = there;
    it->has_tile = false;
    it->level = level;
    it->number = number;
    it->width = 0;
    Call call = {.context = it};
    if (end - begin == TILE_WIDTH) {
        call.sql = SQL_TILE;
        call.count = 2;
        call.values[0] = value_integer(level);
        call.values[1] = value_integer(number);
        call.row = take_tile;
        if (!it->store->engine->run(it->connection, &call, 1, faults))
            return false;
    }
    // A tile that is just being completed is in no table yet.
    if (it->width == 0 && level == 0)
        call = (Call){.sql = SQL_LEAVES, .count = 2, .row = take_leaf, .context = it};
    if (it->width == 0 && level > 0) {
        call = (Call){.sql = SQL_TILE_ROOTS, .count = 3, .row = take_root, .context = it};
        call.values[0] = value_integer(level - 1);
    }
    if (it->width == 0) {
        call.values[call.count - 2] = value_integer(begin);
        call.values[call.count - 1] = value_integer(end);
        if (!it->store->engine->run(it->connection, &call, 1, faults))
            return false;
    }
    if (it->width != end - begin)
        return fault_add(faults, FAULT_IO, 0, 0, "tile %u/%llu of the journal is incomplete", level,
                         (unsigned long long)number);
    return it->has_tile = true;
}

bool node_read(void *context, unsigned level, uint64_t index, Hash *hash, Faults *faults)
{
    NodeSource *it = context;
    unsigned tile_level = level / TILE_HEIGHT, height = level % TILE_HEIGHT;
    uint64_t first = index << height;
    bool is_here = it->has_tile && it->level == tile_level && it->number == first / TILE_WIDTH;
    if (!is_here && !tile_load(it, tile_level, first / TILE_WIDTH, faults))
        return false;
    Hash nodes[TILE_WIDTH];
    unsigned count = 1u << height;
    if (first % TILE_WIDTH + count > it->width)
        return fault_add(faults, FAULT_IO, 0, 0, "a tile of the journal is incomplete");
    memcpy(nodes, it->hashes + first % TILE_WIDTH, count * sizeof *nodes);
    for (; count > 1; count /= 2)
        for (unsigned i = 0; i < count / 2; i++)
            nodes[i] = hash_pair(&nodes[2 * i], &nodes[2 * i + 1]);
    *hash = nodes[0];
    return true;
}

// ---- Proofs ----

typedef struct Proving {
    Store *store;
    Arena *arena;
    uint64_t from, size;
    bool is_consistency;
    Proof *proof;
    Faults *faults;
} Proving;

static bool read_size(Connection *connection, Proving *it, uint64_t *there, Faults *faults)
{
    HeadTaker taker = {.arena = it->arena};
    Call call = head_call(SQL_HEAD, &taker);
    if (!it->store->engine->run(connection, &call, 1, faults))
        return false;
    *there = taker.head.frontier.size;
    if (it->size == 0)
        it->size = *there;
    if (it->size > *there)
        return fault_add(faults, FAULT_USAGE, 0, 0, "the journal has %llu entries, not %llu",
                         (unsigned long long)*there, (unsigned long long)it->size);
    return true;
}

static bool prove(Connection *connection, void *context, Faults *faults)
{
    Proving *it = context;
    uint64_t there;
    if (!read_size(connection, it, &there, faults))
        return false;
    NodeSource source = {it->store, connection, it->arena, .size = there};
    if (!it->is_consistency && it->from >= it->size)
        return fault_add(faults, FAULT_USAGE, 0, 0, "there is no entry %llu among the first %llu",
                         (unsigned long long)it->from, (unsigned long long)it->size);
    if (it->is_consistency && (it->from == 0 || it->from > it->size))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "consistency is proven from a size of 1 to %llu entries, not %llu",
                         (unsigned long long)it->size, (unsigned long long)it->from);
    return it->is_consistency
               ? merkle_consistency(node_read, &source, it->from, it->size, it->proof, faults)
               : merkle_inclusion(node_read, &source, it->from, it->size, it->proof, faults);
}

static bool prove_with_arena(Arena *arena, void *context)
{
    Proving *it = context;
    it->arena = arena;
    return store_read(it->store, arena, prove, it, it->faults);
}

static bool run_proof(Proving proving)
{
    return arena_run(0, prove_with_arena, &proving, proving.faults);
}

bool store_inclusion(Store *store, uint64_t index, uint64_t size, Proof *proof, Faults *faults)
{
    return run_proof(
        (Proving){.store = store, .from = index, .size = size, .proof = proof, .faults = faults});
}

bool store_consistency(Store *store, uint64_t from, uint64_t size, Proof *proof, Faults *faults)
{
    return run_proof((Proving){.store = store,
                               .from = from,
                               .size = size,
                               .is_consistency = true,
                               .proof = proof,
                               .faults = faults});
}

typedef struct Rooting {
    Store *store;
    Arena *arena;
    uint64_t size;
    Hash *root;
    Faults *faults;
} Rooting;

static bool find_root(Connection *connection, void *context, Faults *faults)
{
    Rooting *it = context;
    Proving sizing = {.store = it->store, .arena = it->arena, .size = it->size};
    uint64_t there;
    *it->root = hash_of(S(""));
    if (!read_size(connection, &sizing, &there, faults))
        return false;
    NodeSource source = {it->store, connection, it->arena, .size = there};
    return it->size == 0 || merkle_root(node_read, &source, it->size, it->root, faults);
}

static bool find_root_with_arena(Arena *arena, void *context)
{
    Rooting *it = context;
    it->arena = arena;
    return store_read(it->store, arena, find_root, it, it->faults);
}

bool store_root(Store *store, uint64_t size, Hash *root, Faults *faults)
{
    Rooting rooting = {.store = store, .size = size, .root = root, .faults = faults};
    return arena_run(0, find_root_with_arena, &rooting, faults);
}

// ---- Files of tlog-tiles ----

typedef struct TilePath {
    bool is_bundle;
    unsigned level;
    uint64_t number;
    unsigned width; // 1 to 256
} TilePath;

static bool read_digits(Slice text, size_t digits_max, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.len > 0 && text.len <= digits_max;
}

// x001/x234/067 is 1234067: groups of three digits, all but the last marked.
static bool read_tile_number(Slice *rest, uint64_t *number)
{
    enum { GROUPS_MAX = 6 }; // 18 digits
    *number = 0;
    for (int i = 0; i < GROUPS_MAX; i++) {
        Slice group = slice_cut(rest, '/');
        bool is_last = !slice_starts(group, S("x"));
        uint64_t part;
        if (!is_last)
            group = slice_part(group, 1, group.len);
        else if (slice_ends(group, S(".p"))) // the width follows
            group.len -= 2;
        if (group.len != 3 || !read_digits(group, 3, &part) || (i == 0 && !is_last && part == 0))
            return false;
        *number = *number * 1000 + part;
        if (is_last)
            return true;
    }
    return false;
}

static bool read_tile_path(Slice path, TilePath *tile)
{
    uint64_t level = 0, width = TILE_WIDTH;
    Slice rest = path;
    if (!slice_equal(slice_cut(&rest, '/'), S("tile")))
        return false;
    Slice kind = slice_cut(&rest, '/');
    tile->is_bundle = slice_equal(kind, S("entries"));
    if (!tile->is_bundle && (!read_digits(kind, 2, &level) || (kind.len > 1 && kind.at[0] == '0') ||
                             level > TREE_LEVELS_MAX / TILE_HEIGHT))
        return false;
    if (!read_tile_number(&rest, &tile->number))
        return false;
    bool is_partial = slice_find(path, S(".p/")) != SIZE_MAX;
    if (is_partial && (!read_digits(rest, 3, &width) || rest.at[0] == '0' || width >= TILE_WIDTH))
        return false;
    tile->level = (unsigned)level;
    tile->width = (unsigned)width;
    return is_partial || rest.len == 0;
}

typedef struct Serving {
    Store *store;
    Arena *arena;
    TilePath tile;
    Buffer out;
    bool is_there;
} Serving;

static bool add_leaf(void *context, const Value *row, Faults *faults)
{
    Serving *it = context;
    Slice leaf = row[1].bytes;
    if (leaf.len > LEAF_MAX)
        return fault_add(faults, FAULT_IO, 0, 0, "a leaf of the journal is damaged");
    buffer_add_char(&it->out, (char)(leaf.len >> 8));
    buffer_add_char(&it->out, (char)(leaf.len & 0xFF));
    buffer_add(&it->out, leaf);
    return true;
}

static bool serve_tile(Connection *connection, void *context, Faults *faults)
{
    Serving *it = context;
    Proving sizing = {.store = it->store, .arena = it->arena};
    uint64_t there;
    if (!read_size(connection, &sizing, &there, faults))
        return false;
    const TilePath *tile = &it->tile;
    uint64_t end = tile->number * TILE_WIDTH + tile->width;
    if (level_size(there, tile->level) < end)
        return true;
    it->is_there = true;
    it->out = buffer_new(it->arena);
    if (tile->is_bundle) {
        Call call = {.sql = SQL_LEAVES, .count = 2, .row = add_leaf, .context = it};
        call.values[0] = value_integer(tile->number * TILE_WIDTH);
        call.values[1] = value_integer(end);
        return it->store->engine->run(connection, &call, 1, faults);
    }
    NodeSource source = {it->store, connection, it->arena, .size = there};
    if (!tile_load(&source, tile->level, tile->number, faults))
        return false;
    buffer_add(&it->out, (Slice){(const char *)source.hashes, tile->width * HASH_SIZE});
    return true;
}

bool store_tile_file(Store *store, Arena *arena, Slice path, Slice *bytes, Faults *faults)
{
    Serving serving = {.store = store, .arena = arena};
    if (slice_equal(path, S("checkpoint"))) {
        TreeHead head;
        bool is_good = store_head(store, arena, &head, faults);
        *bytes = head.checkpoint;
        return is_good;
    }
    if (!read_tile_path(path, &serving.tile))
        return false;
    if (!store_read(store, arena, serve_tile, &serving, faults) || !serving.is_there)
        return false;
    *bytes = buffer_slice(&serving.out);
    return true;
}
