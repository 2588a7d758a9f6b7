// SPDX-License-Identifier: Apache-2.0
// Documents in envelopes and archives: each payload is a document of its own, with its namespaces
// and its places.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <zip.h>

#include "tree/archive.h"
#include "tree/envelope.h"
#include "tree/syntax.h"
#include "tree/xml.h"

typedef struct Case {
    Slice input;
    const char *kind;
    size_t count;
    Slice payload; // of the first, as it is written
} Case;

static bool open_case(Arena *arena, void *context)
{
    const Case *it = context;
    Faults *faults = arena_array(arena, Faults, 1);
    Vocabulary *vocabulary = vocabulary_new(arena);
    const Tree *tree = xml_read(arena, vocabulary, it->input, NULL, faults);
    assert_non_null(tree);
    Envelope envelope = envelope_open(arena, tree);
    assert_int_equal(envelope.count, it->count);
    if (!it->kind) {
        assert_null(envelope.kind);
        return true;
    }
    assert_string_equal(envelope.kind, it->kind);
    if (it->count == 0)
        return true;
    const Tree *cut = tree_subdocument(arena, vocabulary, tree, envelope.payloads[0]);
    Buffer out = buffer_new(arena);
    xml_write(&out, cut, 1);
    if (!slice_equal(buffer_slice(&out), it->payload))
        fail_msg("the payload is %.*s", (int)out.len, out.at);
    assert_int_equal(tree_place(cut, 1).column, tree_place(tree, envelope.payloads[0]).column);
    assert_int_equal(tree_parent(cut, 1), 0);
    // The paths are those of the same document without its envelope.
    const Tree *bare = xml_read(arena, vocabulary, buffer_slice(&out), NULL, faults);
    assert_int_equal(bare->count, cut->count);
    for (NodeId node = 0; node < cut->count; node++)
        assert_int_equal(tree_path(cut, node), tree_path(bare, node));
    return true;
}

static void opens(const char *kind, size_t count, Slice input, Slice payload)
{
    Case it = {input, kind, count, payload};
    assert_true(arena_run(0, open_case, &it, NULL));
}

#define SBDH "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"

static void envelopes_give_their_payloads_with_the_namespaces_from_outside(void **state)
{
    (void)state;
    opens("SBDH", 1,
          S("<StandardBusinessDocument xmlns='" SBDH
            "'><StandardBusinessDocumentHeader/><i:Invoice xmlns:i='u'/>"
            "</StandardBusinessDocument>"),
          S("<i:Invoice xmlns:i=\"u\" xmlns=\"" SBDH "\"/>"));
    opens("SOAP", 1,
          S("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' "
            "xmlns:u='v'><s:Header/><s:Body>"
            "<u:a b='1'>t</u:a></s:Body></s:Envelope>"),
          S("<u:a xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:u=\"v\" "
            "b=\"1\">t</u:a>"));
    opens("SOAP", 0,
          S("<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'><Body/></Envelope>"), S(""));
    opens("EDIFACT interchange", 2,
          S("<Interchange><S_UNB/><M_INVOIC/><M_INVOIC/><S_UNZ/></Interchange>"), S("<M_INVOIC/>"));
}

static void other_documents_are_no_envelopes(void **state)
{
    (void)state;
    opens(NULL, 0, S("<Invoice/>"), S(""));
    opens(NULL, 0, S("<Interchange><other/></Interchange>"), S(""));
    opens(NULL, 0, S("<Envelope><Body><a/></Body></Envelope>"), S(""));
}

// ---- Archives ----

// An archive of one entry `name` with `len` blanks, in `room` bytes.
static Slice pack(const char *name, size_t len, char *room, size_t room_len)
{
    static const char blanks[3000000];
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(whole);
    zip_t *archive = zip_open_from_source(whole, ZIP_TRUNCATE, NULL);
    assert_true(len <= sizeof blanks);
    zip_file_add(archive, name, zip_source_buffer(archive, blanks, len, 0), 0);
    zip_file_add(archive, "readme.txt", zip_source_buffer(archive, blanks, 10, 0), 0);
    assert_int_equal(zip_close(archive), 0);
    zip_source_open(whole);
    zip_int64_t got = zip_source_read(whole, room, room_len);
    zip_source_close(whole);
    zip_source_free(whole);
    assert_true(got > 0 && (size_t)got < room_len);
    return (Slice){room, (size_t)got};
}

typedef struct Unpacking {
    Slice bytes;
    ArchiveLimits limits;
    size_t count;
    Faults faults;
} Unpacking;

static bool unpack(Arena *arena, void *context)
{
    Unpacking *it = context;
    const ArchiveEntry *entries;
    return archive_read(arena, it->bytes, syntax_is_document_name, &it->limits, &entries,
                        &it->count, &it->faults);
}

static void archives_are_unpacked_within_limits(void **state)
{
    (void)state;
    char room[20000];
    Unpacking small = {.bytes = pack("a/B.XML", 1000, room, sizeof room)};
    assert_true(archive_is(small.bytes));
    assert_true(arena_run(0, unpack, &small, NULL));
    assert_int_equal(small.count, 1);

    small.limits.entry_max = 999;
    assert_false(arena_run(0, unpack, &small, NULL));
    assert_int_equal(small.faults.list[0].kind, FAULT_LIMIT);

    Unpacking many = {.bytes = small.bytes, .limits = {.entries_max = 1}};
    assert_false(arena_run(0, unpack, &many, NULL));
    assert_int_equal(many.faults.list[0].kind, FAULT_LIMIT);

    Unpacking bomb = {.bytes = pack("a.xml", 3000000, room, sizeof room)};
    assert_false(arena_run(0, unpack, &bomb, NULL));
    assert_int_equal(bomb.faults.list[0].kind, FAULT_LIMIT);
}

static void every_prefix_of_an_archive_is_refused(void **state)
{
    (void)state;
    char room[20000];
    Slice whole = pack("a.xml", 1000, room, sizeof room);
    for (size_t len = 0; len < whole.len; len++) {
        Unpacking part = {.bytes = {room, len}};
        assert_false(arena_run(0, unpack, &part, NULL) && part.count > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(envelopes_give_their_payloads_with_the_namespaces_from_outside),
        cmocka_unit_test(other_documents_are_no_envelopes),
        cmocka_unit_test(archives_are_unpacked_within_limits),
        cmocka_unit_test(every_prefix_of_an_archive_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
