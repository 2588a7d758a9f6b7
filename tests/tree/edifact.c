// SPDX-License-Identifier: Apache-2.0
// EDIFACT: every sample is read and written back byte for byte, whole and as a stream; packages, repertoires and
// hostile input.
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
        fail_msg("%s: differs from byte %zu on: \"%.40s\" for \"%.40s\"", name, at,
                 arena_c_string(it->arena, slice_part(again, at, 40)),
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
        else if (tree_kind(tree, node) == NODE_TEXT &&
                 slice_starts(tree_name(tree, tree_parent(tree, node))->local, S("D_")))
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

static void close_arena(void *arena)
{
    arena_free(arena);
}

static Slice stream_shape(Fixture *it, Slice bytes, size_t step)
{
    Buffer out = buffer_new(it->arena);
    Trickle trickle = {bytes, step};
    EdifactStream *stream = edifact_stream_new(it->arena, it->reader, (EdifactSource){fill_slowly, &trickle}, NULL);
    Arena *document = arena_new(arena_guard(it->arena), 0);
    EdifactUnit unit;
    arena_defer(it->arena, close_arena, document);
    while (edifact_stream_next(stream, document, &unit, &it->faults)) {
        add_shape(&out, unit.tree);
        arena_reset(document);
    }
    return buffer_slice(&out);
}

// A segment is cut the same way where it stands among others, and alone, where it is too short for wide steps.
static void assert_cut_alike(Fixture *it, const char *name, Slice bytes)
{
    const EdifactSyntax syntax = {':', '+', '.', '?', '*', '\''};
    EdifactScanner *scanner = edifact_scanner_new(it->arena, bytes, syntax);
    EdifactSegment segment, alone;
    while (edifact_scanner_next(scanner, &segment)) {
        Slice text = slice_part(bytes, segment.start, segment.end - segment.start);
        EdifactScanner *other = edifact_scanner_new(it->arena, text, syntax);
        bool is_alike = edifact_scanner_next(other, &alone) && alone.count == segment.count &&
                        alone.has_release == segment.has_release && alone.is_terminated == segment.is_terminated;
        for (size_t i = 0; is_alike && i < segment.count; i++)
            is_alike = alone.marks[i] == segment.marks[i];
        if (!is_alike)
            fail_msg("%s: \"%.*s\" is cut otherwise alone", name, (int)text.len, text.at);
    }
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
    assert_cut_alike(it, path, bytes);
    Buffer shape = buffer_new(arena);
    add_shape(&shape, read_text(it, bytes));
    for (size_t step = 1; step < 100000; step = step * 37 + 1) {
        Slice streamed = stream_shape(it, bytes, step);
        if (!slice_equal(streamed, buffer_slice(&shape)))
            fail_msg("%s: a stream in steps of %zu bytes gives another tree:\n%.*s\n%.*s", path, step,
                     (int)streamed.len, streamed.at, (int)shape.len, shape.at);
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
        snprintf(path, sizeof path, "%s/files/en16931-edifact/sample/examples/EDIFACT_EXAMPLE%d.xml",
                 conformance_folder(), i);
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

// ---- Small documents ----

typedef struct Small {
    const char *what;
    Slice bytes;
    const char *shown; // names and texts that the tree must have, in this order
} Small;

#define UNB(identifier) "UNB+" identifier "+A+B+260301:0915+1'"

static const Small smalls[] = {
    {"ISO 8859-1", S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'FTX+AAI+++M\xFCller'UNT+3+1'UNZ+1+1'"),
     "D_4440 M\xC3\xBCller"},
    {"ISO 8859-5", S_INIT(UNB("UNOE:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xBC\xD8\xE0'UNT+3+1'UNZ+1+1'"),
     "D_4440 \xD0\x9C\xD0\xB8\xD1\x80"},
    {"ISO 8859-2", S_INIT(UNB("UNOD:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xA3'UNT+3+1'UNZ+1+1'"), "D_4440 \xC5\x81"},
    {"ISO 8859-7", S_INIT(UNB("UNOF:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xC1'UNT+3+1'UNZ+1+1'"), "D_4440 \xCE\x91"},
    {"ISO 8859-3", S_INIT(UNB("UNOG:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xB1'UNT+3+1'UNZ+1+1'"), "D_4440 \xC4\xA7"},
    {"ISO 8859-4", S_INIT(UNB("UNOH:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xA1'UNT+3+1'UNZ+1+1'"), "D_4440 \xC4\x84"},
    {"ISO 8859-6", S_INIT(UNB("UNOI:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xC7'UNT+3+1'UNZ+1+1'"), "D_4440 \xD8\xA7"},
    {"ISO 8859-8", S_INIT(UNB("UNOJ:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xE0'UNT+3+1'UNZ+1+1'"), "D_4440 \xD7\x90"},
    {"ISO 8859-9", S_INIT(UNB("UNOK:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xDD'UNT+3+1'UNZ+1+1'"), "D_4440 \xC4\xB0"},
    {"ISO 8859-15", S_INIT(UNB("UNOL:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xA4'UNT+3+1'UNZ+1+1'"), "D_4440 \xE2\x82\xAC"},
    {"UTF-8 by another name", S_INIT(UNB("UNOY:4") "UNH+1+X:D:96A:UN'FTX+AAI+++\xE7\xAA\x93'UNT+3+1'UNZ+1+1'"),
     "D_4440 \xE7\xAA\x93"},
    {"an interactive interchange",
     S_INIT("UIB+UNOC:4+D1'UIH+X:D:00B+M1'FTX+AAI+++M\xFCller*Meier'UIT+M1+3'UIR+6'UIZ+D1+1'UIB+UNOC:4+D2'UIZ+D2+0'"),
     "C_S306 D_0065 X D_0052 D D_0054 00B D_0340 M1 D_4451 AAI C_C108 D_4440 M\xC3\xBCller E_4_2 Meier D_0340 M1 D_0074 3"},
    {"a package with what may stand behind its length",
     S_INIT(UNB("UNOC:4") "UNO+P+AAA:1+1:2+7:1+D'\x00'\xFF?+U\nUNP+7+P'UNZ+1+1'"), "OBJECT \x00'\xC3\xBF?+U\n"},
    {"KS X 1001", S_INIT(UNB("KECA:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xB0\xA1'UNT+3+1'UNZ+1+1'"), "D_4440 \xEA\xB0\x80"},
    {"UTF-8", S_INIT(UNB("UNOW:4") "UNH+1+X:D:96A:UN'FTX+AAI+++\xE7\xAA\x93\xE5\x8F\xA3'UNT+3+1'UNZ+1+1'"),
     "D_4440 \xE7\xAA\x93\xE5\x8F\xA3"},
    {"ISO 2022, whose kanji are written with the characters of separators",
     S_INIT(UNB("UNOX:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\x1B$B'+'+\x1B(B'UNT+3+1'UNZ+1+1'"), "D_4440 \xD0\x99\xD0\x99"},
    {"ISO 2022, cut where a kanji has the terminator, and a character beside the separator",
     S_INIT(UNB("UNOX:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\x1B$B0'4A\x1B.A\x1BN+\x1B(B'UNT+3+1'UNH+2+X:D:96A:UN'UNT+2+2'UNZ+2+1'"),
     "D_4440 \xE6\x8C\xA8\xE6\xBC\xA2\xC2\xAB"},
    {"UTF-16",
     S_INIT("\xFF\xFEU\0N\0B\0+\0U\0N\0O\0Y\0:\0"
            "4\0'\0B\0G\0M\0+\0\x97\x7A'\0"),
     "E_1 \xE7\xAA\x97"},
    {"bytes of no repertoire", S_INIT(UNB("UNOA:3") "UNH+1+X:D:96A:UN'FTX+AAI+++\xFC\x80'UNT+3+1'UNZ+1+1'"),
     "D_4440 \xC3\xBC\xC2\x80"},
    {"repetitions of version 4 without UNA",
     S_INIT(UNB("UNOC:4") "UNH+1+X:D:16B:UN'ADR+1++A+B+C+D*E**F+G'UNT+3+1'UNZ+1+1'"),
     "C_C819 D_3229 D C_C819_2 D_3229 E C_C819_4 D_3229 F C_C517 D_3225 G"},
    {"before version 4 each repetition has its own place",
     S_INIT(UNB("UNOC:3") "UNH+1+X:D:16B:UN'ADR+1++A+B+C+D+E++F++G'UNT+3+1'UNZ+1+1'"),
     "C_C819 D_3229 D C_C819_2 D_3229 E C_C819_4 D_3229 F C_C517 D_3225 G"},
    {"a tag that begins with a NUL is no other tag",
     S_INIT(UNB("UNOC:3") "UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'DTM+137:20260301:102'\x00UNS+S'UNT+5+1'UNZ+1+1'"), "E_1 S"},
    {"gaps", S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'NAD+BY+++:::X'UNT+3+1'UNZ+1+1'"), "D_3035 BY C_C080 D_3036_4 X"},
    {"what the directory does not have",
     S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'BGM+220:::::Y+1+9:8+AB+Z:W'UNT+3+1'UNZ+1+1'"),
     "D_1001 220 E_1.6 Y D_1004 1 D_1225 9 E_3.2 8 D_4343 AB E_5.1 Z E_5.2 W"},
    {"released characters", S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'FTX+AAI+++a?+b?:c?'d??e'UNT+3+1'UNZ+1+1'"),
     "D_4440 a+b:c'd?e"},
    {"what is released without need, and separators too many",
     S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'FTX+AAI+++a?b::++'UNT+3+1'UNZ+1+1'"), "D_4440 ab"},
    {"a package of any octets", S_INIT(UNB("UNOC:4") "UNO+P+AAA:1+1:2+7'\x00'\xFF?+U\nUNP+7+P'UNZ+1+1'"),
     "OBJECT \x00'\xC3\xBF?+U\n"},
    {"a package whose length is wrong", S_INIT(UNB("UNOC:4") "UNO+P+AAA:1+1:2+99'\xFF'UNP+7+P'UNZ+1+1'"),
     "OBJECT \xC3\xBF'"},
    {"numbers of repeated groups behind the tag",
     S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'RFF:1:2+ON:7'UNT+3+1'UNZ+1+1'"), "D_1153 ON D_1154 7"},
    {"two interchanges with their own service characters",
     S_INIT("UNA:+.? '" UNB("UNOC:3") "UNZ+0+1'\nUNA;*.! ~UNB*UNOC;3*A*B*260301;0915*2~BGM*220~UNZ*0*2~"), "E_1 220"},
    {"the end is missing", S_INIT(UNB("UNOC:3") "UNH+1+X:D:96A:UN'BGM+220+1?"), "D_1001 220 D_1004 1"},
    {"empty segments", S_INIT(UNB("UNOC:3") "''UNH+1+X:D:96A:UN''BGM+220'UNT+3+1'\r\n\r\n"), "D_1001 220"},
};

// "D_3035 BY C_C080 …": elements that have no others above their texts
static Slice shown(Fixture *it, const Tree *tree)
{
    Buffer out = buffer_new(it->arena);
    for (NodeId node = 1; node < tree->count; node++) {
        Slice name = tree_name(tree, node) != NULL ? tree_name(tree, node)->local : S("");
        bool is_data = tree_kind(tree, node) == NODE_ELEMENT && name.len > 1 && memchr("CDEO", name.at[0], 4) != NULL &&
                       !slice_equal(name, S("EDIFACT"));
        if (is_data)
            buffer_print(&out, "%.*s ", (int)name.len, name.at);
        if (tree_kind(tree, node) == NODE_TEXT && tree_parent(tree, node) + 1 == node) {
            buffer_add(&out, tree_content(tree, node));
            buffer_add_char(&out, ' ');
        }
    }
    return buffer_slice(&out);
}

static bool try_small(Arena *arena, void *context)
{
    const Small *small = context;
    Fixture *it = new_fixture(arena);
    assert_comes_back(it, small->what, small->bytes);
    Slice all = shown(it, read_text(it, small->bytes));
    size_t wanted =
        small->shown[strlen(small->shown) - 1] == '\n' ? 13 : strlen(small->shown); // the object has a NUL in it
    if (memmem(all.at, all.len, small->shown, wanted) == NULL)
        fail_msg("%s: %.*s does not have %s", small->what, (int)all.len, all.at, small->shown);
    Buffer shape = buffer_new(arena);
    add_shape(&shape, read_text(it, small->bytes));
    for (size_t step = 1; step < 1000; step = step * 37 + 1) {
        Slice streamed = stream_shape(it, small->bytes, step);
        if (!slice_equal(streamed, buffer_slice(&shape)))
            fail_msg("%s: a stream in steps of %zu bytes gives another tree:\n%.*s\n%.*s", small->what, step,
                     (int)streamed.len, streamed.at, (int)shape.len, shape.at);
    }
    return true;
}

static void repertoires_places_and_odd_segments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof smalls / sizeof *smalls; i++) {
        Faults faults = {0};
        if (!arena_run(0, try_small, (void *)&smalls[i], &faults))
            fail_msg("%s: %s", smalls[i].what, faults.list[0].text);
    }
}

// ---- Memory, limits ----

static bool read_while_memory_fails(Arena *arena, void *context)
{
    Fixture *it = new_fixture(arena);
    Slice text = *(Slice *)context;
    const Tree *tree = edifact_read(arena, it->reader, text, NULL, &it->faults);
    Buffer out = buffer_new(arena);
    edifact_write(&out, it->reader, tree, &it->faults);
    stream_shape(it, text, 100);
    return true;
}

static void memory_that_fails_is_a_fault_and_leaves_nothing_behind(void **state)
{
    (void)state;
    Slice text =
        S(UNB("UNOC:3") "UNH+1+ORDERS:D:96A:UN'BGM+220+\xFC'DTM+137:2026?+:102'LIN+1'QTY+21:5'UNS+S'UNT+7+1'UNZ+1+1'");
    for (size_t countdown = 1;; countdown += 3) {
        Faults faults = {0};
        memory_fail_after(countdown);
        bool is_good = arena_run(0, read_while_memory_fails, &text, &faults);
        memory_fail_after(0);
        if (is_good)
            break;
        assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
    }
}

static bool read_within_limits(Arena *arena, void *context)
{
    Fixture *it = new_fixture(arena);
    Buffer text = buffer_new(arena);
    buffer_add(&text, S("UNH+1+ORDERS:D:96A:UN'BGM"));
    for (size_t i = 0; i < 300000; i++)
        buffer_add_char(&text, '+');
    edifact_read(arena, it->reader, buffer_slice(&text), &(EdifactLimits){.nodes_max = 1000}, context);
    return true;
}

static void a_segment_without_end_is_refused_by_its_limit(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_false(arena_run(0, read_within_limits, &faults, &faults));
    assert_int_equal(faults.list[0].kind, FAULT_LIMIT);
    assert_non_null(strstr(faults.list[0].text, "is its terminator missing?"));
}

// Work grows with the input: what a hostile sender repeats a hundred thousand times is still read in a moment. (Were it
// not so, these would take hours.)
static bool read_repeated(Arena *arena, void *context)
{
    static const char *const pieces[] = {
        "UNB+UNOC:3'", "UNA:+.? '", "UNO+1+'",   "UNH+1+INVOIC:D:96A'", "?", "UNP+1'", "UNT'UNH'", "LIN'", "'", "+", "\n", "UNH+1+X:Y:Z'?'",
        "UNO+1+A:1+1+99999999'"};
    (void)context;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Fixture *it = new_fixture(arena);
        Buffer text = buffer_new(arena);
        buffer_add(&text, S("UNB+UNOC:4'UNH+1+INVOIC:D:96A'"));
        for (size_t j = 0; j < 90000; j++)
            buffer_add(&text, slice_of(pieces[i]));
        const Tree *tree = edifact_read(arena, it->reader, buffer_slice(&text), NULL, &it->faults);
        if (tree != NULL)
            assert_true(slice_equal(written(it, tree), buffer_slice(&text)));
        stream_shape(it, buffer_slice(&text), 1 << 16);
    }
    return true;
}

static void what_is_repeated_without_end_is_read_in_a_moment(void **state)
{
    (void)state;
    Faults faults = {0};
    if (!arena_run(0, read_repeated, NULL, &faults))
        fail_msg("%s", faults.list[0].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repertoires_places_and_odd_segments),
        cmocka_unit_test(memory_that_fails_is_a_fault_and_leaves_nothing_behind),
        cmocka_unit_test(a_segment_without_end_is_refused_by_its_limit),
        cmocka_unit_test(what_is_repeated_without_end_is_read_in_a_moment),
        cmocka_unit_test(every_sample_is_rebuilt_byte_for_byte),
        cmocka_unit_test(invoices_of_the_xml_form_go_through_edifact_and_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
