// SPDX-License-Identifier: Apache-2.0
// Runs the JSON Schema suite for draft 2020-12: required cases and optional ones.
//
//     jsonschema [-v] DIR     DIR holds tests/draft2020-12 and remotes
#include "base/file.h"
#include "schema/json_schema.h"
#include "tree/json.h"

#include <dirent.h>
#include <stdio.h>

typedef struct Suite {
    const char *folder;
    const char *file;
    bool is_verbose, asserts_formats;
    size_t passed, failed;
} Suite;

typedef struct Case {
    Suite *suite;
    Slice schema, data;
    bool is_valid, is_loaded;
    Faults faults;
} Case;

// http://localhost:1234/a.json ─► remotes/a.json
static bool find_remote(void *context, Arena *arena, Slice uri, Slice *text)
{
    const Suite *suite = context;
    Slice base = S("http://localhost:1234/");
    if (!slice_starts(uri, base))
        return false;
    Faults ignored = {0};
    Slice rest = slice_part(uri, base.len, uri.len);
    Slice path = arena_print(arena, "%s/remotes/%.*s", suite->folder, (int)rest.len, rest.at);
    return file_read(arena, path.at, 1 << 26, text, &ignored);
}

static bool run_case(Arena *arena, void *context)
{
    Case *it = context;
    JsonSchemaOptions options = {.asserts_formats = it->suite->asserts_formats, .find = find_remote, .context = it->suite};
    const JsonSchema *schema = json_schema_load(arena, it->schema, S("urn:suite"), &options, &it->faults);
    it->is_loaded = schema != NULL;
    const Tree *tree = schema ? json_tree_read(arena, vocabulary_new(arena), it->data, NULL, &it->faults) : NULL;
    SchemaFindings findings = {.arena = arena};
    it->is_valid = tree && json_schema_validate(schema, arena, tree, 0, &findings);
    return it->is_valid == (findings.count == 0) || !tree;
}

// The text of a value, as the suite's file has it.
static Slice source_of(Arena *arena, const Tree *tree, NodeId node, bool is_list)
{
    Buffer out = buffer_new(arena);
    if (is_list) {
        buffer_add_char(&out, '[');
        for (NodeId at = node;; at = tree_next_sibling(tree, at)) {
            if (at != node)
                buffer_add_char(&out, ',');
            json_tree_write(&out, tree, at, 0);
            if (tree->json[at] & JSON_LAST_ITEM)
                break;
        }
        buffer_add_char(&out, ']');
    } else {
        json_tree_write(&out, tree, node, 0);
    }
    return buffer_slice(&out);
}

static NodeId member(const Tree *tree, NodeId object, const char *name)
{
    for (NodeId at = tree_first_child(tree, object); at != NODE_NONE; at = tree_next_sibling(tree, at))
        if (slice_equal(tree_name(tree, at)->local, slice_of(name)))
            return at;
    return NODE_NONE;
}

static Slice member_source(Arena *arena, const Tree *tree, NodeId object, const char *name)
{
    NodeId node = member(tree, object, name);
    return source_of(arena, tree, node, tree->json[node] & JSON_FIRST_ITEM);
}

static void run_test(Suite *suite, Arena *arena, const Tree *tree, NodeId group, NodeId test, Slice schema)
{
    static Case it;
    it = (Case){.suite = suite, .schema = schema, .data = member_source(arena, tree, test, "data")};
    bool expected = slice_equal(tree_string(tree, member(tree, test, "valid"), arena), S("true"));
    bool ended = arena_run((size_t)1 << 30, run_case, &it, &it.faults);
    bool is_right = ended && it.is_loaded && it.is_valid == expected;
    *(is_right ? &suite->passed : &suite->failed) += 1;
    if (is_right || !suite->is_verbose)
        return;
    Slice a = tree_string(tree, member(tree, group, "description"), arena), b = tree_string(tree, member(tree, test, "description"), arena);
    printf("WRONG %s: %.*s / %.*s: %s\n", suite->file, (int)a.len, a.at, (int)b.len, b.at, it.faults.count ? it.faults.list[0].text : "");
}

typedef struct FileWork {
    Suite *suite;
    const char *path;
    Faults faults;
} FileWork;

static bool run_file(Arena *arena, void *context)
{
    FileWork *work = context;
    Slice bytes;
    if (!file_read(arena, work->path, 1 << 26, &bytes, &work->faults))
        return false;
    const Tree *tree = json_tree_read(arena, vocabulary_new(arena), bytes, NULL, &work->faults);
    if (!tree)
        return false;
    for (NodeId group = tree_first_child(tree, 0); group != NODE_NONE; group = tree_next_sibling(tree, group)) {
        Slice schema = member_source(arena, tree, group, "schema");
        for (NodeId test = member(tree, group, "tests"); test != NODE_NONE; test = tree_next_sibling(tree, test)) {
            run_test(work->suite, arena, tree, group, test, schema);
            if (tree->json[test] & JSON_LAST_ITEM)
                break;
        }
    }
    return true;
}

static void run_folder(Suite *suite, const char *folder)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        char path[4096];
        size_t len = strlen(entry->d_name);
        if (len < 5 || strcmp(entry->d_name + len - 5, ".json") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        suite->file = entry->d_name;
        static FileWork work;
        work = (FileWork){.suite = suite, .path = path};
        if (!arena_run(0, run_file, &work, &work.faults)) {
            printf("%s: %s\n", path, work.faults.count ? work.faults.list[0].text : "");
            suite->failed++;
        }
    }
    if (directory)
        closedir(directory);
}

int main(int count, char **arguments)
{
    const char *folder = count > 1 ? arguments[count - 1] : NULL;
    if (!folder) {
        fputs("usage: jsonschema [-v] DIR\n", stderr);
        return 2;
    }
    Suite required = {.folder = folder, .is_verbose = strcmp(arguments[1], "-v") == 0}, optional = required;
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/draft2020-12", folder);
    run_folder(&required, path);
    snprintf(path, sizeof path, "%s/tests/draft2020-12/optional", folder);
    run_folder(&optional, path);
    optional.asserts_formats = true;
    snprintf(path, sizeof path, "%s/tests/draft2020-12/optional/format", folder);
    run_folder(&optional, path);
    size_t all = optional.passed + optional.failed;
    printf("required: %zu of %zu; optional: %zu of %zu (%.1f%%)\n", required.passed, required.passed + required.failed, optional.passed, all,
           all ? 100.0 * (double)optional.passed / (double)all : 0);
    printf("%zu passed, %zu failed\n", required.passed + optional.passed, required.failed + optional.failed);
    return required.failed > 0 || required.passed == 0 || optional.passed * 10 < all * 9;
}
