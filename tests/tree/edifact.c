// SPDX-License-Identifier: Apache-2.0
// EDIFACT: every sample is read and written back byte for byte, whole and as a stream; packages, repertoires and hostile
// input.
//
// Samples are found in $MADOGUCHI_SAMPLES or ../shared/data/edifact/samples; where they are absent, that is said.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "rules/data.h"
#include "tree/edifact.h"
#include "tree/xml.h"

typedef struct Fixture {
    Arena *arena;
    Vocabulary *vocabulary;
    EdifactReader *reader;
    Faults faults;
} Fixture;

static EdifactLibrary *own_library(Arena *arena, Faults *faults)
{
    EdifactLibrary *library = edifact_library_new(arena);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("edifact/")))
            assert_true(edifact_library_add(library, file->text, faults));
    return library;
}

static Fixture *new_fixture(Arena *arena)
{
    Fixture *it = arena_array(arena, Fixture, 1);
    it->arena = arena;
    it->vocabulary = vocabulary_new(arena);
    it->reader = edifact_reader_new(arena, it->vocabulary, own_library(arena, &it->faults));
    return it;
}

static Slice written(Fixture *it, const Tree *tree)
{
    Buffer out = buffer_new(it->arena);
    if (!edifact_write(&out, it->reader, tree, &it->faults))
        fail_msg("not written: %s", it->faults.list[0].text);
    return buffer_slice(&out);
}

static const char *xml_of(Fixture *it, const Tree *tree)
{
    Buffer out = buffer_new(it->arena);
    for (NodeId node = tree_first_child(tree, 0); node != NODE_NONE; node = tree_next_sibling(tree, node))
        xml_write(&out, tree, node);
    return arena_c_string(it->arena, buffer_slice(&out));
}

static const Tree *read_text(Fixture *it, Slice text)
{
    const Tree *tree = edifact_read(it->arena, it->reader, text, NULL, &it->faults);
    if (tree == NULL)
        fail_msg("not read: %s", it->faults.list[0].text);
    return tree;
}

static void assert_comes_back(Fixture *it, const char *name, Slice bytes)
{
    Slice again = written(it, read_text(it, bytes));
    if (!slice_equal(again, bytes)) {
        size_t at = 0;
        while (at < again.len && at < bytes.len && again.at[at] == bytes.at[at])
            at++;
        fail_msg("%s: differs from byte %zu on: \"%.40s\" for \"%.40s\"", name, at, arena_c_string(it->arena, slice_part(again, at, 40)),
                 arena_c_string(it->arena, slice_part(bytes, at, 40)));
    }
}

// ---- Samples ----

static const char *sample_folder(void)
{
    const char *own = getenv("MADOGUCHI_SAMPLES");
    return own != NULL ? own : "../shared/data/edifact/samples";
}

// The text of an element however it was read: as one file or as a stream.
static void add_shape(Buffer *out, const Tree *tree)
{
    for (NodeId node = 1; node < tree->count; node++) {
        const Name *name = tree_name(tree, node);
        if (tree_kind(tree, node) == NODE_ELEMENT && !slice_equal(name->local, S("EDIFACT")) &&
            !slice_equal(name->local, S("S_UNA")))
            buffer_print(out, "<%.*s>", (int)name->local.len, name->local.at);
        else if (tree_kind(tree, node) == NODE_TEXT && slice_starts(tree_name(tree, tree_parent(tree, node))->local, S("D_")))
            buffer_add(out, tree_content(tree, node));
    }
}

typedef struct Trickle {
    Slice rest;
    size_t step;
} Trickle;

static ptrdiff_t fill_slowly(void *handle, char *at, size_t room)
{
    Trickle *it = handle;
    size_t len = it->rest.len < it->step ? it->rest.len : it->step;
    len = len < room ? len : room;
    if (len > 0)
        memcpy(at, it->rest.at, len);
    it->rest = slice_part(it->rest, len, it->rest.len);
    return (ptrdiff_t)len;
}

static Slice stream_shape(Fixture *it, Slice bytes, size_t step)
{
    Buffer out = buffer_new(it->arena);
    Trickle trickle = {bytes, step};
    EdifactStream *stream = edifact_stream_new(it->arena, it->reader, (EdifactSource){fill_slowly, &trickle}, NULL);
    Arena *document = arena_new(arena_guard(it->arena), 0);
    EdifactUnit unit;
    while (edifact_stream_next(stream, document, &unit, &it->faults)) {
        add_shape(&out, unit.tree);
        arena_reset(document);
    }
    arena_free(document);
    return buffer_slice(&out);
}

static bool try_sample(Arena *arena, void *context)
{
    Fixture *it = new_fixture(arena);
    const char *path = context;
    Slice bytes;
    assert_true(file_read(arena, path, 1 << 24, &bytes, &it->faults));
    if (getenv("VERBOSE"))
        print_message("%s\n", path);
    assert_comes_back(it, path, bytes);
    Buffer shape = buffer_new(arena);
    add_shape(&shape, read_text(it, bytes));
    for (size_t step = 1; step < 100000; step = step * 37 + 1) {
        Slice streamed = stream_shape(it, bytes, step);
        if (!slice_equal(streamed, buffer_slice(&shape)))
            fail_msg("%s: a stream in steps of %zu bytes gives another tree:\n%.*s\n%.*s", path, step, (int)streamed.len,
                     streamed.at, (int)shape.len, shape.at);
    }
    return true;
}

static void every_sample_is_rebuilt_byte_for_byte(void **state)
{
    (void)state;
    struct dirent **names;
    size_t tried = 0;
    int count = scandir(sample_folder(), &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", sample_folder(), names[i]->d_name);
        if (slice_ends(slice_of(names[i]->d_name), S(".edi"))) {
            Faults faults = {0};
            if (!arena_run(0, try_sample, path, &faults))
                fail_msg("%s: %s", path, faults.list[0].text);
            tried++;
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    if (tried == 0) {
        print_message("SKIPPED: no samples in %s\n", sample_folder());
        skip();
    }
    print_message("%zu samples\n", tried);
}

// ---- EN 16931 in EDIFACT ----

static const char *conformance_folder(void)
{
    const char *own = getenv("MADOGUCHI_CONFORMANCE");
    return own != NULL ? own : "../shared/conformance";
}

// Each text with the names above it. Empty elements of the XML form are no data elements of EDIFACT.
static Slice outline(Fixture *it, const Tree *tree)
{
    Buffer out = buffer_new(it->arena);
    for (NodeId node = 1; node < tree->count; node++) {
        if (tree_kind(tree, node) != NODE_TEXT || slice_trim(tree_content(tree, node)).len == 0)
            continue;
        for (NodeId up = tree_parent(tree, node); up != 0; up = tree_parent(tree, up))
            buffer_print(&out, "%.*s ", (int)tree_name(tree, up)->local.len, tree_name(tree, up)->local.at);
        buffer_add(&out, slice_trim(tree_content(tree, node)));
        buffer_add_char(&out, '\n');
    }
    return buffer_slice(&out);
}

static bool try_invoice(Arena *arena, void *context)
{
    Fixture *it = new_fixture(arena);
    Slice bytes;
    EdifactUnit unit;
    assert_true(file_read(arena, context, 1 << 24, &bytes, &it->faults));
    const Tree *xml = xml_read(arena, it->vocabulary, bytes, &(XmlOptions){0}, &it->faults);
    assert_non_null(xml);
    Slice text = written(it, xml);
    EdifactStream *stream = edifact_stream_new(arena, it->reader, edifact_source_bytes(arena, text), NULL);
    assert_true(edifact_stream_next(stream, arena, &unit, &it->faults));
    Slice before = outline(it, xml), after = outline(it, unit.tree);
    size_t at = 0;
    while (at < before.len && at < after.len && before.at[at] == after.at[at])
        at++;
    before = slice_part(before, at > 200 ? at - 200 : 0, 400);
    after = slice_part(after, at > 200 ? at - 200 : 0, 400);
    if (!slice_equal(before, after))
        fail_msg("%s: differs:\n%.*s\n%.*s", (const char *)context, (int)before.len, before.at, (int)after.len,
                 after.at);
    return true;
}

static void invoices_of_the_xml_form_go_through_edifact_and_come_back(void **state)
{
    (void)state;
    size_t tried = 0;
    for (int i = 1; i < 10; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/files/en16931-edifact/sample/examples/EDIFACT_EXAMPLE%d.xml", conformance_folder(), i);
        FILE *file = fopen(path, "r");
        if (file == NULL)
            continue;
        fclose(file);
        Faults faults = {0};
        if (!arena_run(0, try_invoice, path, &faults))
            fail_msg("%s: %s", path, faults.list[0].text);
        tried++;
    }
    if (tried == 0) {
        print_message("SKIPPED: no invoices in %s\n", conformance_folder());
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_is_rebuilt_byte_for_byte),
        cmocka_unit_test(invoices_of_the_xml_form_go_through_edifact_and_come_back),
    };
    (void)xml_of;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
