// Merkle trees over a growing list (RFC 9162, 2.1; the same hashes as RFC 6962): SHA-256 of 0x00
// and a leaf, of 0x01 and two nodes. Knows nothing of entries or databases.
#pragma once

#include "base/arena.h"
#include "base/json.h"

enum {
    HASH_SIZE = 32,
    HASH_HEX = 64,
    TREE_LEVELS_MAX = 63,
    TILE_HEIGHT = 8, // C2SP tlog-tiles: a tile has 256 hashes
    TILE_WIDTH = 1 << TILE_HEIGHT,
    PROOF_MAX = 2 * TREE_LEVELS_MAX,
};

typedef struct Hash {
    uint8_t at[HASH_SIZE];
} Hash;

Hash hash_of(Slice bytes); // plain SHA-256
Hash hash_leaf(Slice leaf);
Hash hash_pair(const Hash *left, const Hash *right);
bool hash_equal(const Hash *a, const Hash *b);
Slice hash_slice(const Hash *hash); // its 32 bytes
void hash_hex(const Hash *hash, char out[HASH_HEX + 1]);
bool hash_read_hex(Slice text, Hash *hash); // 64 lower-case digits

// ---- A tree that grows ----
//
// Only the roots of its complete subtrees are kept, the largest first: as many as `size` has bits
// set. That is enough to go on.
typedef struct Frontier {
    uint64_t size;
    Hash roots[TREE_LEVELS_MAX];
} Frontier;

void frontier_add(Frontier *frontier, const Hash *leaf);
unsigned frontier_count(const Frontier *frontier);
Hash frontier_root(const Frontier *frontier); // of no leaves: SHA-256 of nothing

// ---- Proofs ----

typedef struct Proof {
    uint64_t from, size; // the index (or the older size), and the size of the tree
    unsigned count;
    Hash hashes[PROOF_MAX];
} Proof;

// As a member of the object that is open: "hashes", in hex.
void proof_write_hashes(JsonWriter *json, const Proof *proof);

// Answers the hash of the complete subtree of 2^level leaves that begins at index << level.
typedef bool NodeReader(void *context, unsigned level, uint64_t index, Hash *hash, Faults *faults);

// The root of the first `size` leaves.
bool merkle_root(NodeReader *read, void *context, uint64_t size, Hash *root, Faults *faults);
// That leaf `index` is in the tree of `size` (index < size). RFC 9162, 2.1.3.1.
bool merkle_inclusion(NodeReader *read, void *context, uint64_t index, uint64_t size, Proof *proof,
                      Faults *faults);
// That the tree of `from` is the beginning of that of `size` (1 <= from <= size). 2.1.4.1.
bool merkle_consistency(NodeReader *read, void *context, uint64_t from, uint64_t size, Proof *proof,
                        Faults *faults);

// Whether the proofs hold. 2.1.3.2, 2.1.4.2.
bool merkle_includes(const Proof *proof, const Hash *leaf, const Hash *root);
bool merkle_continues(const Proof *proof, const Hash *older, const Hash *newer);
