// SPDX-License-Identifier: Apache-2.0
// Runs the W3C XML Schema 1.0 suite: verdicts on schemas and on instances.
//
//     xsts [-v] [-o NAME] DIR     DIR holds suite.xml; -v tells each failure; -o runs one test group and tells all
//
// Not counted, and told: what is for version 1.1 only, expectations other than valid and invalid.

#include "base/file.h"
#include "schema/xsd.h"
#include "tree/xml.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DOCUMENTS_MAX = 64 };

typedef struct Suite {
    Guard guard;
    Arena *arena;  // of the suite and of one test set
    Arena *group;  // of one test group
    bool is_verbose;
    const char *only;
    const char *set;
    size_t schemas_passed, schemas_failed, instances_passed, instances_failed, skipped;
} Suite;

typedef struct Group {
    Suite *suite;
    const Tree *tree;
    NodeId node;
    const char *folder;
    const char *paths[DOCUMENTS_MAX];  // of the schema test
    size_t path_count;
    const XsdSchema *schema;
    Faults faults;
} Group;

static bool is_named(const Tree *tree, NodeId node, const char *local)
{
    return tree_kind(tree, node) == NODE_ELEMENT && slice_equal(tree_name(tree, node)->local, slice_of(local));
}

static Slice attribute(const Tree *tree, NodeId element, const char *local)
{
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE; at = tree_next_attribute(tree, at))
        if (slice_equal(tree_name(tree, at)->local, slice_of(local)))
            return tree_content(tree, at);
    return S("");
}

static const Tree *read_tree(Arena *arena, Vocabulary *vocabulary, const char *path, Faults *faults)
{
    Slice bytes;
    return file_read(arena, path, 1 << 28, &bytes, faults) ? xml_read(arena, vocabulary, bytes, NULL, faults) : NULL;
}

static const char *join(Arena *arena, const char *folder, Slice name)
{
    return arena_c_string(arena, arena_print(arena, "%s/%.*s", folder, (int)name.len, name.at));
}

// "valid", "invalid", or empty where the case does not count.
static Slice expectation(const Tree *tree, NodeId test)
{
    Slice found = S("");
    for (NodeId at = tree_first_child(tree, test); at != NODE_NONE; at = tree_next_sibling(tree, at)) {
        if (!is_named(tree, at, "expected"))
            continue;
        Slice version = attribute(tree, at, "version");
        if (version.len && !slice_equal(version, S("1.0")))
            continue;
        found = attribute(tree, at, "validity");
    }
    bool counts = slice_equal(found, S("valid")) || slice_equal(found, S("invalid"));
    return counts ? found : S("");
}

static bool is_for_us(const Tree *tree, NodeId node)
{
    Slice version = attribute(tree, node, "version");
    return version.len == 0 || slice_equal(version, S("1.0"));
}

static size_t documents(Group *group, NodeId test, const char *element, const char **paths)
{
    size_t count = 0;
    for (NodeId at = tree_first_child(group->tree, test); at != NODE_NONE; at = tree_next_sibling(group->tree, at))
        if (is_named(group->tree, at, element) && count < DOCUMENTS_MAX)
            paths[count++] = join(group->suite->group, group->folder, attribute(group->tree, at, "href"));
    return count;
}

static void tell(Suite *suite, const Group *group, const char *kind, NodeId test, bool is_right, const char *why)
{
    if (!suite->is_verbose || (is_right && !suite->only))
        return;
    Slice name = attribute(group->tree, group->node, "name"), own = attribute(group->tree, test, "name");
    Slice expected = expectation(group->tree, test);
    printf("%s %s %s: %.*s / %.*s expected %.*s: %s\n", is_right ? "right" : "WRONG", suite->set, kind, (int)name.len, name.at,
           (int)own.len, own.at, (int)expected.len, expected.at, why);
}

static void run_schema_test(Group *group, NodeId test)
{
    Suite *suite = group->suite;
    const char **paths = group->paths;
    size_t count = group->path_count = documents(group, test, "schemaDocument", paths);
    Slice expected = expectation(group->tree, test);
    group->schema = count ? xsd_load(suite->group, paths, count, NULL, &group->faults) : NULL;
    if (expected.len == 0 || !is_for_us(group->tree, test)) {
        suite->skipped++;
        return;
    }
    bool is_right = (group->schema != NULL) == slice_equal(expected, S("valid"));
    *(is_right ? &suite->schemas_passed : &suite->schemas_failed) += 1;
    char why[700];
    const Fault *fault = &group->faults.list[0];
    snprintf(why, sizeof why, "%s %s (%s:%u)", group->schema ? "loads" : fault->code, group->schema ? "" : fault->text, fault->file,
             fault->line);
    tell(suite, group, "schema", test, is_right, why);
}

// The group's documents with those that the instance names besides; NULL where it names none.
static const XsdSchema *schema_of_instance(Group *group, const Tree *tree, NodeId root, const char *path)
{
    const char *paths[DOCUMENTS_MAX];
    size_t count = group->path_count;
    memcpy(paths, group->paths, count * sizeof *paths);
    Slice locations = attribute(tree, root, "schemaLocation"), none = attribute(tree, root, "noNamespaceSchemaLocation");
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    for (size_t i = 0; (locations = slice_trim(locations)).len && count < DOCUMENTS_MAX; i++) {
        size_t len = 0;
        while (len < locations.len && !is_xml_space(locations.at[len]))
            len++;
        const char *file = join(group->suite->group, folder, (Slice){locations.at, len});
        if (i % 2 && access(file, R_OK) == 0)
            paths[count++] = file;
        locations = slice_part(locations, len, locations.len);
    }
    const char *file = none.len ? join(group->suite->group, folder, slice_trim(none)) : NULL;
    if (file && count < DOCUMENTS_MAX && access(file, R_OK) == 0)
        paths[count++] = file;
    Faults ignored = {0};
    return count > group->path_count ? xsd_load(group->suite->group, paths, count, NULL, &ignored) : NULL;
}

static void run_instance_test(Group *group, NodeId test)
{
    Suite *suite = group->suite;
    const char *paths[DOCUMENTS_MAX];
    Slice expected = expectation(group->tree, test);
    if (documents(group, test, "instanceDocument", paths) == 0 || expected.len == 0 || !is_for_us(group->tree, test)) {
        suite->skipped++;
        return;
    }
    if (access(paths[0], R_OK) != 0) {  // of a test set that is not here
        suite->skipped++;
        return;
    }
    Faults faults = {0};
    Vocabulary *vocabulary = vocabulary_new(suite->group);
    const Tree *tree = read_tree(suite->group, vocabulary, paths[0], &faults);
    SchemaFindings findings = {.arena = suite->group};
    bool is_valid = false;
    const char *why = "";
    if (!tree) {
        why = "not well-formed";
    } else {
        NodeId root = tree_first_child(tree, 0);
        while (tree_kind(tree, root) != NODE_ELEMENT)
            root = tree_next_sibling(tree, root);
        const XsdSchema *hinted = group->faults.count == 0 ? schema_of_instance(group, tree, root, paths[0]) : NULL;
        const XsdSchema *schema = hinted ? hinted : group->schema;
        if (!schema) {
            why = group->faults.count ? group->faults.list[0].text : "no schema";
        } else {
            XsdRun *run = xsd_run_new(&suite->guard, suite->group, schema, vocabulary);
            is_valid = xsd_validate(run, tree, root, &findings, &faults) && findings.count == 0;
            if (findings.count)
                why = arena_c_string(suite->group, arena_print(suite->group, "%u: %.*s %s", tree_place(tree, findings.list[0].node).line,
                                                               (int)findings.list[0].clause.len, findings.list[0].clause.at,
                                                               arena_c_string(suite->group, schema_message(suite->group, &findings.list[0], SCHEMA_ENGLISH))));
            else if (faults.count)
                why = faults.list[0].text;
        }
    }
    bool is_right = is_valid == slice_equal(expected, S("valid"));
    *(is_right ? &suite->instances_passed : &suite->instances_failed) += 1;
    tell(suite, group, "instance", test, is_right, why);
}

static bool run_group(void *context)
{
    Group *group = context;
    for (NodeId at = tree_first_child(group->tree, group->node); at != NODE_NONE; at = tree_next_sibling(group->tree, at))
        if (is_named(group->tree, at, "schemaTest"))
            run_schema_test(group, at);
    for (NodeId at = tree_first_child(group->tree, group->node); at != NODE_NONE; at = tree_next_sibling(group->tree, at))
        if (is_named(group->tree, at, "instanceTest"))
            run_instance_test(group, at);
    return true;
}

static void run_set(Suite *suite, const char *path)
{
    Faults faults = {0};
    const Tree *tree = read_tree(suite->arena, vocabulary_new(suite->arena), path, &faults);
    if (!tree) {
        printf("%s: %s\n", path, faults.list[0].text);
        suite->schemas_failed++;
        return;
    }
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    suite->set = strrchr(path, '/') + 1;
    for (NodeId at = 0; at < tree->count; at++) {
        if (!is_named(tree, at, "testGroup"))
            continue;
        if (suite->only && !slice_equal(attribute(tree, at, "name"), slice_of(suite->only)))
            continue;
        if (!is_for_us(tree, at)) {
            suite->skipped++;
            continue;
        }
        Group *group = arena_array(suite->group, Group, 1);
        *group = (Group){.suite = suite, .tree = tree, .node = at, .folder = folder};
        Faults own = {0};
        if (!guard_run(&suite->guard, run_group, group, &own)) {
            printf("STOPPED %s: %s\n", suite->set, own.list[0].text);
            suite->schemas_failed++;
        }
        arena_reset(suite->group);
    }
}

static bool run_suite(void *context)
{
    Suite *suite = context;
    suite->arena = arena_new(&suite->guard, 0);
    suite->group = arena_new(&suite->guard, 0);
    return true;
}

int main(int count, char **arguments)
{
    Suite suite = {0};
    const char *folder = NULL;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "-v") == 0)
            suite.is_verbose = true;
        else if (strcmp(arguments[i], "-o") == 0 && i + 1 < count) {
            suite.only = arguments[++i];
            suite.is_verbose = true;
        } else
            folder = arguments[i];
    }
    if (!folder) {
        fputs("usage: xsts [-v] [-o GROUP] DIR\n", stderr);
        return 2;
    }
    Faults faults = {0};
    char path[PATH_MAX];
    guard_run(&suite.guard, run_suite, &suite, &faults);
    snprintf(path, sizeof path, "%s/suite.xml", folder);
    Arena *own = arena_new(&suite.guard, 0);
    const Tree *tree = read_tree(own, vocabulary_new(own), path, &faults);
    if (!tree) {
        fprintf(stderr, "%s: %s\n", path, faults.count ? faults.list[0].text : "cannot be read");
        return 2;
    }
    for (NodeId at = 0; at < tree->count; at++)
        if (is_named(tree, at, "testSetRef")) {
            const char *set = join(own, folder, attribute(tree, at, "href"));
            if (access(set, R_OK) == 0)
                run_set(&suite, set);
        }
    size_t schemas = suite.schemas_passed + suite.schemas_failed, instances = suite.instances_passed + suite.instances_failed;
    printf("schemas: %zu of %zu (%.2f%%); instances: %zu of %zu (%.2f%%); not counted: %zu\n", suite.schemas_passed, schemas,
           100.0 * (double)suite.schemas_passed / (double)(schemas ? schemas : 1), suite.instances_passed, instances,
           100.0 * (double)suite.instances_passed / (double)(instances ? instances : 1), suite.skipped);
    printf("%zu passed, %zu failed\n", suite.schemas_passed + suite.instances_passed, suite.schemas_failed + suite.instances_failed);
    // The bar is 98% of each; docs/conformance.md tells what fails.
    bool good = suite.schemas_passed * 100 >= schemas * 98 && suite.instances_passed * 100 >= instances * 98;
    arena_free(suite.arena);
    arena_free(suite.group);
    arena_free(own);
    return good ? 0 : 1;
}
