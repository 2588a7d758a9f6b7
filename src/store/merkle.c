// SPDX-License-Identifier: Apache-2.0
// Merkle trees: the hashes, the growing edge, proofs and their verification.
//
// Proofs are made from the hashes of complete subtrees, whoever keeps them. A range that begins at
// a multiple of its own greatest power of two falls apart into such subtrees, the largest first:
//
//     level 2    [0────────3]
//     level 1    [0─1]  [2─3]
//     level 0    [0][1] [2][3] [4]

#include "store/merkle.h"

// A node of the tree is two small blocks: the newer interface would look up the algorithm and
// allocate a context for each, which takes longer than the hashing and can fail.
#define OPENSSL_API_COMPAT 0x10100000L
#include <openssl/sha.h>

// ---- Hashes ----

static Hash digest(const Slice *parts, size_t count)
{
    Hash hash;
    SHA256_CTX context;
    SHA256_Init(&context);
    for (size_t i = 0; i < count; i++)
        SHA256_Update(&context, parts[i].at, parts[i].len);
    SHA256_Final(hash.at, &context);
    return hash;
}

Hash hash_of(Slice bytes)
{
    return digest(&bytes, 1);
}

Hash hash_leaf(Slice leaf)
{
    return digest((Slice[]){S("\0"), leaf}, 2);
}

Hash hash_pair(const Hash *left, const Hash *right)
{
    return digest((Slice[]){S("\1"), hash_slice(left), hash_slice(right)}, 3);
}

bool hash_equal(const Hash *a, const Hash *b)
{
    return memcmp(a->at, b->at, HASH_SIZE) == 0;
}

Slice hash_slice(const Hash *hash)
{
    return (Slice){(const char *)hash->at, HASH_SIZE};
}

void hash_hex(const Hash *hash, char out[HASH_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < HASH_SIZE; i++) {
        out[2 * i] = digits[hash->at[i] >> 4];
        out[2 * i + 1] = digits[hash->at[i] & 15];
    }
    out[HASH_HEX] = '\0';
}

static int nibble_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hash_read_hex(Slice text, Hash *hash)
{
    if (text.len != HASH_HEX)
        return false;
    for (size_t i = 0; i < HASH_SIZE; i++) {
        int high = nibble_of(text.at[2 * i]), low = nibble_of(text.at[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        hash->at[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

// ---- A tree that grows ----

unsigned frontier_count(const Frontier *frontier)
{
    return (unsigned)__builtin_popcountll(frontier->size);
}

void frontier_add(Frontier *frontier, const Hash *leaf)
{
    unsigned count = frontier_count(frontier);
    Hash node = *leaf;
    // As in binary addition: each trailing one is a subtree as large as the node that comes.
    for (uint64_t size = frontier->size; size & 1; size >>= 1)
        node = hash_pair(&frontier->roots[--count], &node);
    frontier->roots[count] = node;
    frontier->size++;
}

Hash frontier_root(const Frontier *frontier)
{
    unsigned count = frontier_count(frontier);
    if (count == 0)
        return hash_of(S(""));
    Hash root = frontier->roots[--count];
    while (count > 0)
        root = hash_pair(&frontier->roots[--count], &root);
    return root;
}

// ---- Making proofs ----

typedef struct Maker {
    NodeReader *read;
    void *context;
    Proof *proof;
    Faults *faults;
} Maker;

// The largest power of two below `size` (size >= 2): RFC 9162's k.
static uint64_t split_of(uint64_t size)
{
    return UINT64_C(1) << (63 - __builtin_clzll(size - 1));
}

// MTH(D[begin : begin + size]).
static bool range_hash(const Maker *it, uint64_t begin, uint64_t size, Hash *hash)
{
    if ((size & (size - 1)) == 0) {
        unsigned level = (unsigned)__builtin_ctzll(size);
        return it->read(it->context, level, begin >> level, hash, it->faults);
    }
    uint64_t k = split_of(size);
    Hash left, right;
    if (!range_hash(it, begin, k, &left) || !range_hash(it, begin + k, size - k, &right))
        return false;
    *hash = hash_pair(&left, &right);
    return true;
}

bool merkle_root(NodeReader *read, void *context, uint64_t size, Hash *root, Faults *faults)
{
    if (size == 0) {
        *root = hash_of(S(""));
        return true;
    }
    return range_hash(&(Maker){read, context, NULL, faults}, 0, size, root);
}

static bool add_range(const Maker *it, uint64_t begin, uint64_t size)
{
    return range_hash(it, begin, size, &it->proof->hashes[it->proof->count++]);
}

// PATH(m, D[n]); `begin` is where D lies in the whole list.
static bool add_path(const Maker *it, uint64_t m, uint64_t begin, uint64_t n)
{
    if (n == 1)
        return true;
    uint64_t k = split_of(n);
    return m < k ? add_path(it, m, begin, k) && add_range(it, begin + k, n - k)
                 : add_path(it, m - k, begin + k, n - k) && add_range(it, begin, k);
}

bool merkle_inclusion(NodeReader *read, void *context, uint64_t index, uint64_t size, Proof *proof,
                      Faults *faults)
{
    *proof = (Proof){.from = index, .size = size};
    return add_path(&(Maker){read, context, proof, faults}, index, 0, size);
}

// SUBPROOF(m, D[n], is_known): whether who verifies has the hash of what is proven already.
static bool add_subproof(const Maker *it, uint64_t m, uint64_t begin, uint64_t n, bool is_known)
{
    if (m == n)
        return is_known || add_range(it, begin, n);
    uint64_t k = split_of(n);
    return m <= k ? add_subproof(it, m, begin, k, is_known) && add_range(it, begin + k, n - k)
                  : add_subproof(it, m - k, begin + k, n - k, false) && add_range(it, begin, k);
}

bool merkle_consistency(NodeReader *read, void *context, uint64_t from, uint64_t size, Proof *proof,
                        Faults *faults)
{
    *proof = (Proof){.from = from, .size = size};
    return add_subproof(&(Maker){read, context, proof, faults}, from, 0, size, true);
}

// ---- Verifying them ----

void proof_write_hashes(JsonWriter *json, const Proof *proof)
{
    char hex[HASH_HEX + 1];
    json_field_open(json, "hashes", '[');
    for (unsigned i = 0; i < proof->count; i++) {
        hash_hex(&proof->hashes[i], hex);
        json_string(json, slice_of(hex));
    }
    json_close(json, ']');
}

bool merkle_includes(const Proof *proof, const Hash *leaf, const Hash *root)
{
    if (proof->from >= proof->size || proof->count > PROOF_MAX)
        return false;
    uint64_t node = proof->from, last = proof->size - 1;
    Hash hash = *leaf;
    for (unsigned i = 0; i < proof->count; i++) {
        if (last == 0)
            return false;
        if ((node & 1) != 0 || node == last) {
            hash = hash_pair(&proof->hashes[i], &hash);
            for (; (node & 1) == 0 && node != 0; node >>= 1)
                last >>= 1;
        } else {
            hash = hash_pair(&hash, &proof->hashes[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_equal(&hash, root);
}

bool merkle_continues(const Proof *proof, const Hash *older, const Hash *newer)
{
    if (proof->from == 0 || proof->from > proof->size || proof->count > PROOF_MAX)
        return false;
    if (proof->from == proof->size)
        return proof->count == 0 && hash_equal(older, newer);
    uint64_t node = proof->from - 1, last = proof->size - 1;
    for (; (node & 1) != 0; node >>= 1)
        last >>= 1;
    // A tree that is one complete subtree is its own first hash.
    unsigned i = 0;
    if (node != 0 && proof->count == 0)
        return false;
    Hash before = node == 0 ? *older : proof->hashes[i++];
    Hash after = before;
    for (; i < proof->count; i++) {
        if (last == 0)
            return false;
        const Hash *next = &proof->hashes[i];
        if ((node & 1) != 0 || node == last) {
            before = hash_pair(next, &before);
            after = hash_pair(next, &after);
            for (; (node & 1) == 0 && node != 0; node >>= 1)
                last >>= 1;
        } else {
            after = hash_pair(&after, next);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_equal(&before, older) && hash_equal(&after, newer);
}
