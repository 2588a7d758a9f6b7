// SPDX-License-Identifier: Apache-2.0
// The parts that need no database: trees by the vectors that all logs of this kind share, proofs,
// the texts of entries, signed notes.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "store/entry.h"
#include "store/note.h"

enum { LEAVES = 70 };

static const Slice inputs[] = {
    S_INIT(""),
    S_INIT("\x00"),
    S_INIT("\x10"),
    S_INIT("\x20\x21"),
    S_INIT("\x30\x31"),
    S_INIT("\x40\x41\x42\x43"),
    S_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
    S_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
};

// Of the first 0, 1, 2 … inputs: the test vectors of Certificate Transparency.
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void a_tree_has_the_roots_that_all_logs_know(void **state)
{
    (void)state;
    Frontier frontier = {0};
    for (size_t i = 0;; i++) {
        char hex[HASH_HEX + 1];
        Hash root = frontier_root(&frontier);
        hash_hex(&root, hex);
        assert_string_equal(hex, roots[i]);
        if (i == sizeof inputs / sizeof *inputs)
            return;
        Hash leaf = hash_leaf(inputs[i]);
        frontier_add(&frontier, &leaf);
    }
}

// ---- Proofs ----

static Hash leaf_of(uint64_t index)
{
    return hash_leaf((Slice){(const char *)&index, sizeof index});
}

static bool read_node(void *context, unsigned level, uint64_t index, Hash *hash, Faults *faults)
{
    Hash left, right;
    if (level == 0) {
        *hash = leaf_of(index);
        return true;
    }
    read_node(context, level - 1, 2 * index, &left, faults);
    read_node(context, level - 1, 2 * index + 1, &right, faults);
    *hash = hash_pair(&left, &right);
    return true;
}

static void every_leaf_of_every_tree_is_proven_and_nothing_else(void **state)
{
    (void)state;
    for (uint64_t size = 1; size < LEAVES; size++) {
        Hash root;
        assert_true(merkle_root(read_node, NULL, size, &root, NULL));
        for (uint64_t i = 0; i < size; i++) {
            Proof proof;
            Hash leaf = leaf_of(i), other = leaf_of(i + 1);
            assert_true(merkle_inclusion(read_node, NULL, i, size, &proof, NULL));
            assert_true(merkle_includes(&proof, &leaf, &root));
            assert_false(merkle_includes(&proof, &other, &root));
            proof.count++;
            assert_false(merkle_includes(&proof, &leaf, &root));
            proof.count--;
            if (proof.count > 0) {
                proof.hashes[i % proof.count].at[0] ^= 1;
                assert_false(merkle_includes(&proof, &leaf, &root));
            }
        }
    }
}

static void every_tree_continues_every_smaller_one(void **state)
{
    (void)state;
    Hash hashes[LEAVES];
    for (uint64_t size = 1; size < LEAVES; size++)
        assert_true(merkle_root(read_node, NULL, size, &hashes[size], NULL));
    for (uint64_t from = 1; from < LEAVES; from++)
        for (uint64_t size = from; size < LEAVES; size++) {
            Proof proof;
            assert_true(merkle_consistency(read_node, NULL, from, size, &proof, NULL));
            assert_true(merkle_continues(&proof, &hashes[from], &hashes[size]));
            Hash other = leaf_of(size);
            assert_false(merkle_continues(&proof, &other, &hashes[size]));
            assert_false(merkle_continues(&proof, &hashes[from], &other));
        }
}

// ---- Texts of entries ----

static const char *const bad_leaves[] = {
    "",
    "madoguchi leaf 2\nindex 1\n",
    "madoguchi leaf 1\nindex 1\n",
    // a line twice, in another order, with another spelling, without its end
    "madoguchi leaf 1\nindex 1\nindex 1\ntime 2026-03-01T08:15:00.123Z\nowner o\nregister "
    "r\nrecord i\nversion 1\n",
    "madoguchi leaf 1\ntime 2026-03-01T08:15:00.123Z\nindex 1\nowner o\nregister r\nrecord "
    "i\nversion 1\n",
    "madoguchi leaf 1\nindex 01\ntime 2026-03-01T08:15:00.123Z\nowner o\nregister r\nrecord "
    "i\nversion 1\n",
    "madoguchi leaf 1\nindex 1\ntime 2026-02-30T08:15:00.123Z\nowner o\nregister r\nrecord "
    "i\nversion 1\n",
    "madoguchi leaf 1\nindex 1\ntime 2026-03-01T08:15:00Z\nowner o\nregister r\nrecord i\nversion "
    "1\n",
    "madoguchi leaf 1\nindex 1\ntime 2026-03-01T08:15:00.123Z\nowner o\nregister r\nrecord "
    "i\nversion 1",
    "madoguchi leaf 1\nindex 1\ntime 2026-03-01T08:15:00.123Z\nowner o\nregister r\nrecord "
    "i\nversion 1\nx y\n",
    "madoguchi leaf 1\nindex 1\ntime 2026-03-01T08:15:00.123Z\nowner \nregister r\nrecord "
    "i\nversion 1\n",
    "madoguchi leaf 1\nindex 1\ntime 2026-03-01T08:15:00.123Z\nowner o\nregister r\nrecord "
    "i\nversion 1\nslip 00\n",
};

static const char good_leaf[] =
    "madoguchi leaf 1\nindex 1\ntime 2026-03-01T08:15:00.123Z\nowner o\n"
    "register r\nrecord i\nversion 1\n";

static bool read_leaves(Arena *arena, void *context)
{
    Faults *faults = context;
    Entry entry = {0};
    assert_true(leaf_read(arena, S(good_leaf), &entry, faults));
    assert_int_equal(entry.time_ms, 1772352900123);
    for (size_t i = 0; i < sizeof bad_leaves / sizeof *bad_leaves; i++) {
        entry = (Entry){0};
        if (leaf_read(arena, slice_of(bad_leaves[i]), &entry, faults))
            fail_msg("this was read: %s", bad_leaves[i]);
    }
    return true;
}

static void a_leaf_is_as_it_would_be_written_or_refused(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, read_leaves, &faults, &faults));
}

// ---- Notes ----

static bool sign_and_open(Arena *arena, void *context)
{
    Faults *faults = context;
    NoteKey *key = note_key_make(S("window.example/journal"), faults);
    NoteKey *again = note_key_read(note_key_write(arena, key), faults);
    NoteKey *verifier = note_key_read(note_key_verifier(arena, key), faults);
    NoteKey *other = note_key_make(S("window.example/journal"), faults);
    Slice body;
    Slice note = note_sign(arena, again, S("window.example/journal\n0\nAAAA\n"));
    assert_true(note_open(note, verifier, &body, faults));
    assert_true(slice_equal(body, S("window.example/journal\n0\nAAAA\n")));
    assert_false(note_open(note, other, &body, faults));
    // A witness's signature beside it changes nothing.
    Slice more = arena_join(arena, note, S("\xE2\x80\x94 witness.example AAAAAA==\n"));
    assert_true(note_open(more, verifier, &body, faults));
    char *bytes = (char *)arena_copy(arena, note).at;
    for (size_t i = 0; i < note.len; i++) {
        bytes[i] ^= 1;
        if (note_open((Slice){bytes, note.len}, verifier, &body, faults))
            fail_msg("byte %zu of the note may be changed", i);
        bytes[i] ^= 1;
    }
    assert_false(note_key_can_sign(verifier));
    note_key_free(key);
    note_key_free(again);
    note_key_free(verifier);
    note_key_free(other);
    return true;
}

static void a_note_is_opened_by_its_key_alone(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, sign_and_open, &faults, &faults));
}

static void what_is_no_key_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "name",
        "name+00000000+",
        "na me+00000000+AA==",
        // another id than the key's
        "fixture.example/journal+02521cb8+ATkomxtXCyUizhJ8QfuU1n0boml1NrxZuxtfsfIUh5Fi",
        // another algorithm
        "fixture.example/journal+02521cb7+AjkomxtXCyUizhJ8QfuU1n0boml1NrxZuxtfsfIUh5Fi",
    };
    Faults faults = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_null(note_key_read(slice_of(bad[i]), &faults));
    assert_null(note_key_make(S("a b"), &faults));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_has_the_roots_that_all_logs_know),
        cmocka_unit_test(every_leaf_of_every_tree_is_proven_and_nothing_else),
        cmocka_unit_test(every_tree_continues_every_smaller_one),
        cmocka_unit_test(a_leaf_is_as_it_would_be_written_or_refused),
        cmocka_unit_test(a_note_is_opened_by_its_key_alone),
        cmocka_unit_test(what_is_no_key_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
