// SPDX-License-Identifier: Apache-2.0
// Maps and what they do, as cases that people can read.
//
//     # Why this is a case.
//     --- map         (without its first line, map test)
//     --- include     what it includes as shared.map
//     --- document    read by the map
//     --- content     what it says, as JSON
//     --- losses      one a line: reason, path, value; a line a loss of the reading, then of the
//     writing
//     --- written     what the map writes of the content
//     --- faults      what is wrong with the map: line and text
//     ===
//
// What a case does not have is not compared. … stands for any text.

#include "base/file.h"
#include "map/map.h"
#include "tree/json.h"
#include "tree/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const schema =
    "{\"type\":\"object\",\"properties\":{"
    "\"id\":{\"type\":\"string\",\"term\":\"BT-1\",\"untded\":\"1004\"},"
    "\"date\":{\"type\":\"string\",\"format\":\"date\",\"term\":\"BT-2\"},"
    "\"currency\":{\"type\":\"string\",\"term\":\"BT-5\"},"
    "\"total\":{\"type\":\"number\",\"term\":\"BT-115\"},"
    "\"paid\":{\"type\":\"boolean\"},"
    "\"party\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"term\":\"BT-"
    "27\"},"
    "\"taxId\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"codeScheme\":{\"type\":"
    "\"string\"}}},"
    "\"notes\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"subject\":{\"type\":\"string\"},\"text\":{\"type\":\"string\",\"term\":\"BT-22\"}}}},"
    "\"lines\":{\"type\":\"array\",\"term\":\"BG-25\",\"items\":{\"type\":\"object\","
    "\"properties\":{"
    "\"id\":{\"type\":\"string\",\"term\":\"BT-126\"},\"amount\":{\"type\":\"number\",\"term\":"
    "\"BT-131\"},"
    "\"kind\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\"},"
    "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"value\":{\"type\":\"string\"}}}}}}}}}";

typedef struct Case {
    unsigned line; // in the file of cases
    Slice map, include, document, json, content, losses, written, faults;
} Case;

typedef struct Runner {
    Arena *arena;
    const Model *model;
    size_t count, failed;
} Runner;

// ---- Comparing ----

// Whether the text is what is expected, in which … stands for anything.
static bool is_expected(Slice text, Slice expected)
{
    size_t hole = slice_find(expected, S("…"));
    if (hole == SIZE_MAX)
        return slice_equal(text, expected);
    if (!slice_starts(text, slice_part(expected, 0, hole)))
        return false;
    Slice rest = slice_part(expected, hole + S("…").len, expected.len);
    for (size_t i = hole; i <= text.len; i++)
        if (is_expected(slice_part(text, i, text.len), rest))
            return true;
    return false;
}

static void compare(Runner *it, const Case *one, const char *what, Slice found, Slice expected)
{
    found = slice_trim(found);
    expected = slice_trim(expected);
    if (expected.at == NULL || is_expected(found, expected))
        return;
    it->failed++;
    printf("line %u: %s\n  expected\n%.*s\n  found\n%.*s\n", one->line, what, (int)expected.len,
           expected.at, (int)found.len, found.at ? found.at : "");
}

static void show_losses(Buffer *out, const Losses *losses)
{
    for (size_t i = 0; i < losses->kept; i++) {
        const Loss *loss = &losses->list[i];
        buffer_print(out, "%s %.*s \"%.*s\"\n", loss_reason(loss->kind), (int)loss->path.len,
                     loss->path.at, (int)loss->value.len, loss->value.at);
    }
}

// ---- Running ----

static Content *read_document(Runner *it, const Case *one, const Map *map, Losses *losses)
{
    Faults faults = {0};
    Vocabulary *vocabulary = vocabulary_new(it->arena);
    if (one->json.at != NULL) {
        const Tree *tree = json_tree_read(it->arena, vocabulary, one->json, NULL, &faults);
        return tree ? content_read_json(it->arena, it->model, tree, losses) : NULL;
    }
    const Tree *tree = xml_read(it->arena, vocabulary, slice_trim(one->document), NULL, &faults);
    return tree ? map_read(map_reader_new(it->arena, map, vocabulary), it->arena, tree, 1, losses)
                : NULL;
}

static bool find_file(void *context, Slice name, Slice *text)
{
    const Case *one = context;
    *text = one->include;
    return slice_equal(name, S("shared.map")) && text->at != NULL;
}

static void run_case(Runner *it, Case *one)
{
    Faults faults = {0};
    MapFiles files = {find_file, one};
    Buffer text = buffer_new(it->arena), told = buffer_new(it->arena), out = buffer_new(it->arena);
    buffer_add(&text, S("map test\n"));
    buffer_add(&text, one->map);
    const Map *map = map_compile(it->arena, it->model, buffer_slice(&text), &files, &faults);
    for (size_t i = 0; i < faults.count && i < FAULTS_KEPT; i++)
        buffer_print(&told, "%u %s\n", faults.list[i].line, faults.list[i].text);
    it->count++;
    compare(it, one, "faults", buffer_slice(&told), one->faults.at ? one->faults : S(""));
    if (map == NULL)
        return;
    Losses losses = {.arena = it->arena};
    Content *content = read_document(it, one, map, &losses);
    if (content == NULL) {
        compare(it, one, "the document is not read", S(""), S("a document that the map fits"));
        return;
    }
    content_write_json(&out, content);
    compare(it, one, "content", buffer_slice(&out), one->content);
    Buffer written = buffer_new(it->arena), lost = buffer_new(it->arena);
    map_write(map, NULL, content, &written, &losses);
    compare(it, one, "written", buffer_slice(&written), one->written);
    show_losses(&lost, &losses);
    compare(it, one, "losses", buffer_slice(&lost), one->losses.at ? one->losses : S(""));
}

// ---- The file ----

static Slice *part_of(Case *one, Slice name)
{
    const struct {
        const char *name;
        Slice *part;
    } parts[] = {
        {"map", &one->map},         {"include", &one->include}, {"document", &one->document},
        {"json", &one->json},       {"content", &one->content}, {"losses", &one->losses},
        {"written", &one->written}, {"faults", &one->faults},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (slice_equal(name, slice_of(parts[i].name)))
            return parts[i].part;
    fail_msg("--- %.*s is no part of a case", (int)name.len, name.at);
    return NULL;
}

static void run_file(Runner *it, Slice text)
{
    Case one = {0};
    Slice *part = NULL;
    for (unsigned number = 1; text.len > 0; number++) {
        Slice line = slice_cut(&text, '\n');
        if (slice_equal(line, S("==="))) {
            run_case(it, &one);
            one = (Case){0};
            part = NULL;
        } else if (slice_starts(line, S("--- "))) {
            one.line = one.line ? one.line : number;
            part = part_of(&one, slice_part(line, 4, line.len));
            *part = (Slice){line.at + line.len + 1, 0};
        } else if (part != NULL) {
            part->len = (size_t)(line.at + line.len - part->at);
        }
    }
}

// What a file of cases cannot hold.
static bool compile_broken(Arena *arena, void *context)
{
    Faults faults = {0};
    (void)context;
    const Model *model = model_compile(arena, slice_of(schema), S(""), &faults);
    assert_null(map_compile(arena, model, S("map x\nroot A -\nBT-1 id \xFF\n"), NULL, &faults));
    assert_int_equal(faults.list[0].line, 3);
    return true;
}

static void a_map_is_utf8(void **state)
{
    Faults faults = {0};
    (void)state;
    assert_true(arena_run(0, compile_broken, NULL, &faults));
}

typedef struct Run {
    const char *path;
    Runner runner;
} Run;

static bool run_cases(Arena *arena, void *context)
{
    Run *run = context;
    Faults faults = {0};
    Slice text;
    run->runner.arena = arena;
    run->runner.model = model_compile(arena, slice_of(schema), S(""), &faults);
    if (run->runner.model == NULL || !file_read(arena, run->path, SIZE_MAX, &text, &faults))
        return false;
    run_file(&run->runner, text);
    return true;
}

static void expect_file(const char *path, size_t least)
{
    Run run = {.path = path};
    Faults faults = {0};
    assert_true(arena_run((size_t)1 << 30, run_cases, &run, &faults));
    assert_int_equal(run.runner.failed, 0);
    assert_true(run.runner.count >= least); // a file that lost its cases tests nothing
}

static void faulty_maps_are_told_with_line_and_remedy(void **state)
{
    (void)state;
    expect_file("tests/map/cases/faults.txt", 20);
}

static void maps_read_and_write(void **state)
{
    (void)state;
    expect_file("tests/map/cases/maps.txt", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faulty_maps_are_told_with_line_and_remedy),
        cmocka_unit_test(maps_read_and_write),
        cmocka_unit_test(a_map_is_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
