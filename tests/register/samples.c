// SPDX-License-Identifier: Apache-2.0
// Documents of others arrive: what stands in published samples is content of the register it
// belongs to.
//
// The cases are in samples.txt: a line names a file, its register and how many documents it has;
// the indented lines below say where in the first of them which value is (RFC 6901). The samples
// are found in $MADO_SHARED or ../shared; where they are not, that is told and counted.

#include "register/carried.h"
#include "register/crosswalk.h"

#include "base/file.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct Bench {
    Arena *arena;
    CrosswalkRun *run;
    const Json *content; // of the first document of the file at hand; NULL: it is not there
    Faults faults;
    unsigned line;
    size_t files, values, failed, absent;
} Bench;

static void fail_case(Bench *it, const char *what, Slice found)
{
    printf("  samples.txt:%u: %s \"%.*s\"\n", it->line, what, (int)found.len, found.at);
    it->failed++;
}

// ---- What is expected ----

static const Json *member(const Json *json, Slice name)
{
    if (json == NULL || json->kind != JSON_ARRAY)
        return json_get(json, name);
    size_t index = 0;
    for (size_t i = 0; i < name.len; i++)
        index = index * 10 + (size_t)(name.at[i] - '0');
    return index < json->count ? json->items[index] : NULL;
}

// "  /items/0/dueAmount 86400"
static void check_value(Bench *it, Slice line)
{
    Slice path = slice_cut(&line, ' '), expected = slice_trim(line);
    const Json *json = it->content;
    slice_cut(&path, '/');
    while (path.len > 0)
        json = member(json, slice_cut(&path, '/'));
    it->values++;
    if (it->content != NULL && !slice_equal(json ? json->text : S(""), expected))
        fail_case(it, "the value is", json ? json->text : S(""));
}

// ---- Files ----

static Slice read_sample(Bench *it, Slice name)
{
    const char *folder = getenv("MADO_SHARED");
    Slice bytes = {0};
    Slice path = arena_print(it->arena, "%s/data/%.*s", folder ? folder : "../shared",
                             (int)name.len, name.at);
    if (!file_read(it->arena, path.at, UINT32_MAX, &bytes, &it->faults)) {
        printf("  %.*s is not there\n", (int)path.len, path.at);
        it->absent++;
    }
    it->faults.count = 0;
    return bytes;
}

// "edifact/samples/own-remadv-d96a.edi payment-advice 1"
static void read_file(Bench *it, Slice line)
{
    Slice name = slice_cut(&line, ' '), reg = slice_cut(&line, ' ');
    Slice bytes = read_sample(it, name);
    CrosswalkDocument *documents = NULL;
    it->content = NULL;
    it->files++;
    if (bytes.at == NULL)
        return;
    size_t count = crosswalk_read(it->run, it->arena, bytes, &documents, &it->faults);
    Slice counted = arena_print(it->arena, "%zu", count);
    if (!slice_equal(counted, slice_trim(line))) {
        fail_case(it, "the number of documents is", counted);
        return;
    }
    if (!slice_equal(register_name(documents[0].reg), reg))
        fail_case(it, "the register is", register_name(documents[0].reg));
    Buffer json = buffer_new(it->arena);
    content_write_json(&json, documents[0].content);
    it->content = json_read(it->arena, buffer_slice(&json), &it->faults);
}

// ---- The cases ----

static bool check_cases(Arena *arena, void *context)
{
    Bench *it = context;
    Slice text;
    *it = (Bench){.arena = arena};
    CrosswalkTables tables = {carried_directories(arena, &it->faults),
                              carried_mt_tables(arena, &it->faults)};
    it->run = crosswalk_run_new(arena, carried_registers(arena), &tables);
    if (!file_read(arena, "tests/register/samples.txt", UINT32_MAX, &text, &it->faults))
        return false;
    while (text.len > 0) {
        Slice line = slice_cut(&text, '\n');
        it->line++;
        if (line.len == 0 || line.at[0] == '#')
            continue;
        if (line.at[0] == ' ')
            check_value(it, slice_trim(line));
        else
            read_file(it, line);
    }
    return true;
}

static void what_others_wrote_arrives(void **state)
{
    Faults faults = {0};
    Bench bench;
    (void)state;
    assert_true(arena_run((size_t)2 << 30, check_cases, &bench, &faults));
    printf("  %zu files, %zu of them not there; %zu values\n", bench.files, bench.absent,
           bench.values);
    assert_int_equal(bench.failed, 0);
    assert_true(bench.files > 0 && bench.values > bench.files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_others_wrote_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
