// SPDX-License-Identifier: Apache-2.0
// Runs the W3C XML conformance suite as a non-validating reader that reads nothing external must decide it.
//
//     xmlconf [-v] DIR     DIR holds the suite's catalogs: files with TESTCASES and TEST elements
//
// A case of the type not-wf must be refused, valid and invalid ones must be read; where the suite gives the canonical form
// of the document, what was read must have it. Not counted, and told: cases of XML 1.1, of other editions than the fifth,
// of the type error, and faults that only a reader of external entities can see.

#include "base/buffer.h"
#include "base/file.h"
#include "tree/xml.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct Suite {
    Guard guard;
    Arena *arena, *document;
    bool is_verbose;
    size_t passed, failed, skipped;
    size_t set_passed, set_failed;
} Suite;

static Slice attribute(const Tree *tree, NodeId element, const char *name)
{
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE; at = tree_next_attribute(tree, at))
        if (slice_equal(tree_name(tree, at)->local, slice_of(name)))
            return tree_content(tree, at);
    return S("");
}

// ---- The canonical form that the suite's OUTPUT files are in ----

static void add_canonical(Buffer *out, Slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.at[i]) {
        case '&':
            buffer_add(out, S("&amp;"));
            break;
        case '<':
            buffer_add(out, S("&lt;"));
            break;
        case '>':
            buffer_add(out, S("&gt;"));
            break;
        case '"':
            buffer_add(out, S("&quot;"));
            break;
        case '\t':
        case '\n':
        case '\r':
            buffer_print(out, "&#%d;", text.at[i]);
            break;
        default:
            buffer_add_char(out, text.at[i]);
        }
    }
}

static int by_name(const void *a, const void *b)
{
    return slice_compare(((const Slice *)a)[0], ((const Slice *)b)[0]);
}

static void add_attributes(Buffer *out, const Tree *tree, NodeId element)
{
    Slice pairs[200][2];
    size_t count = 0;
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE && count < 200;
         at = tree_next_attribute(tree, at), count++) {
        pairs[count][0] = tree_name(tree, at)->local;
        pairs[count][1] = tree_content(tree, at);
    }
    qsort(pairs, count, sizeof *pairs, by_name);
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(out, ' ');
        buffer_add(out, pairs[i][0]);
        buffer_add(out, S("=\""));
        add_canonical(out, pairs[i][1]);
        buffer_add_char(out, '"');
    }
}

static void add_node(Buffer *out, const Tree *tree, NodeId node)
{
    switch (tree_kind(tree, node)) {
    case NODE_ELEMENT:
        buffer_print(out, "<%.*s", (int)tree_name(tree, node)->local.len, tree_name(tree, node)->local.at);
        add_attributes(out, tree, node);
        buffer_add_char(out, '>');
        break;
    case NODE_TEXT:
        add_canonical(out, tree_content(tree, node));
        return;
    case NODE_PI:
        buffer_print(out, "<?%.*s %.*s?>", (int)tree_name(tree, node)->local.len, tree_name(tree, node)->local.at,
                     (int)tree_content(tree, node).len, tree_content(tree, node).at);
        return;
    case NODE_DOCUMENT:
        break;
    default:
        return;
    }
    for (NodeId at = tree_first_child(tree, node); at != NODE_NONE; at = tree_next_sibling(tree, at))
        add_node(out, tree, at);
    if (tree_kind(tree, node) == NODE_ELEMENT)
        buffer_print(out, "</%.*s>", (int)tree_name(tree, node)->local.len, tree_name(tree, node)->local.at);
}

// ---- One case ----

typedef enum Verdict { PASS, FAIL, SKIP } Verdict;

typedef struct Case {
    Suite *suite;
    const Tree *catalog;
    NodeId element;
    const char *folder;
    Verdict verdict;
    const char *why;
} Case;

static Slice read_bytes(Case *test, Slice uri, Faults *faults)
{
    Slice bytes = {NULL, 0};
    file_read(test->suite->document,
              arena_print(test->suite->document, "%s/%.*s", test->folder, (int)uri.len, uri.at).at, SIZE_MAX, &bytes, faults);
    return bytes;
}

static bool applies(Case *test)
{
    const Tree *tree = test->catalog;
    Slice edition = attribute(tree, test->element, "EDITION"), type = attribute(tree, test->element, "TYPE");
    Slice recommendation = attribute(tree, test->element, "RECOMMENDATION");
    bool is_wrong_edition = edition.len && slice_find(edition, S("5")) == SIZE_MAX;
    bool is_1_1 = slice_find(recommendation, S("1.1")) != SIZE_MAX || slice_equal(attribute(tree, test->element, "VERSION"), S("1.1"));
    bool is_outside = slice_equal(type, S("not-wf")) && !slice_equal(attribute(tree, test->element, "ENTITIES"), S("none")) &&
                      attribute(tree, test->element, "ENTITIES").len > 0;
    return !is_wrong_edition && !is_1_1 && !is_outside && !slice_equal(type, S("error"));
}

static bool has_output(Case *test, const XmlOptions *options, Slice bytes, Faults *faults)
{
    Slice uri = attribute(test->catalog, test->element, "OUTPUT");
    Slice entities = attribute(test->catalog, test->element, "ENTITIES");
    if (uri.len == 0 || !slice_equal(entities, S("none")))
        return true;
    XmlOptions raw = *options;
    raw.namespaces_off = true;  // declarations are attributes in this form
    Slice wanted = read_bytes(test, uri, faults);
    const Tree *tree = xml_read(test->suite->document, vocabulary_new(test->suite->document), bytes, &raw, faults);
    Buffer out = buffer_new(test->suite->document);
    if (!tree || !wanted.at)
        return true;
    add_node(&out, tree, 0);
    // The second canonical form begins with the notations of the DTD, which a tree does not keep.
    if (slice_starts(wanted, S("<!DOCTYPE")))
        return true;
    bool same = slice_equal(buffer_slice(&out), wanted);
    if (!same && test->suite->is_verbose)
        printf("    wanted %.*s\n    found  %.*s\n", (int)(wanted.len < 300 ? wanted.len : 300), wanted.at,
               (int)(out.len < 300 ? out.len : 300), out.at);
    return same;
}

static bool run_case(void *context)
{
    Case *test = context;
    Slice type = attribute(test->catalog, test->element, "TYPE");
    Faults *faults = arena_array(test->suite->document, Faults, 1);
    XmlOptions options = {.namespaces_off = slice_equal(attribute(test->catalog, test->element, "NAMESPACE"), S("no"))};
    if (!applies(test)) {
        test->verdict = SKIP;
        return true;
    }
    Slice bytes = read_bytes(test, attribute(test->catalog, test->element, "URI"), faults);
    if (!bytes.at && faults->count) {
        test->verdict = SKIP;
        return true;
    }
    Tree *tree = xml_read(test->suite->document, vocabulary_new(test->suite->document), bytes, &options, faults);
    bool must_fail = slice_equal(type, S("not-wf"));
    test->verdict = FAIL;
    if (must_fail && tree)
        test->why = "is not well-formed, but was read";
    else if (!must_fail && !tree)
        test->why = arena_print(test->suite->arena, "is well-formed, but: %s", faults->list[0].text).at;
    else if (!must_fail && !has_output(test, &options, bytes, faults))
        test->why = "reads as something else than its canonical form";
    else
        test->verdict = PASS;
    return true;
}

static void count_case(Suite *suite, const Tree *catalog, NodeId element, const char *folder)
{
    Case test = {suite, catalog, element, folder, FAIL, "no memory"};
    guard_run(&suite->guard, run_case, &test, NULL);
    arena_reset(suite->document);
    suite->set_passed += test.verdict == PASS;
    suite->set_failed += test.verdict == FAIL;
    suite->skipped += test.verdict == SKIP;
    if (test.verdict == FAIL) {
        Slice id = attribute(catalog, element, "ID"), uri = attribute(catalog, element, "URI");
        printf("  %.*s (%.*s) %s\n", (int)id.len, id.at, (int)uri.len, uri.at, test.why);
    }
}

// ---- Catalogs ----

static void run_catalog(Suite *suite, const char *path)
{
    Faults *faults = arena_array(suite->arena, Faults, 1);
    Slice bytes;
    if (!file_read(suite->arena, path, SIZE_MAX, &bytes, faults) || slice_find(bytes, S("<TEST ")) == SIZE_MAX)
        return;
    // A catalog may be a fragment that the main one includes.
    const Tree *tree = xml_read(suite->arena, vocabulary_new(suite->arena), bytes, NULL, faults);
    if (!tree) {
        Slice wrapped = arena_print(suite->arena, "<TESTCASES>%.*s</TESTCASES>", (int)bytes.len, bytes.at);
        tree = xml_read(suite->arena, vocabulary_new(suite->arena), wrapped, NULL, faults);
    }
    if (!tree)
        return;
    suite->set_passed = suite->set_failed = 0;
    const char *slash = strrchr(path, '/');
    const char *folder = arena_print(suite->arena, "%.*s", (int)(slash - path), path).at;
    for (NodeId node = 1; node < tree->count; node++)
        if (tree_kind(tree, node) == NODE_ELEMENT && slice_equal(tree_name(tree, node)->local, S("TEST")))
            count_case(suite, tree, node, folder);
    printf("%-60s %zu/%zu\n", path, suite->set_passed, suite->set_passed + suite->set_failed);
    suite->passed += suite->set_passed;
    suite->failed += suite->set_failed;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void run_folder(Suite *suite, const char *path)
{
    const char *names[2000];
    size_t count = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder)) && count < 2000;)
        if (entry->d_name[0] != '.')
            names[count++] = arena_print(suite->arena, "%s/%s", path, entry->d_name).at;
    if (folder)
        closedir(folder);
    qsort(names, count, sizeof *names, by_text);
    for (size_t i = 0; i < count; i++) {
        struct stat status;
        size_t len = strlen(names[i]);
        if (stat(names[i], &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            run_folder(suite, names[i]);
        else if (len > 4 && strcmp(names[i] + len - 4, ".xml") == 0)
            run_catalog(suite, names[i]);
    }
}

typedef struct Work {
    Suite *suite;
    const char *folder;
} Work;

static bool run_all(void *context)
{
    Work *work = context;
    work->suite->arena = arena_new(&work->suite->guard, 0);
    work->suite->document = arena_new(&work->suite->guard, 0);
    run_folder(work->suite, work->folder);
    return true;
}

int main(int count, char **arguments)
{
    Suite suite = {.is_verbose = count > 2 && strcmp(arguments[1], "-v") == 0};
    if (count < 2) {
        fprintf(stderr, "usage: xmlconf [-v] DIR\n");
        return 2;
    }
    Work work = {&suite, arguments[count - 1]};
    guard_run(&suite.guard, run_all, &work, NULL);
    arena_free(suite.document);
    arena_free(suite.arena);
    printf("%zu cases not counted\n%zu passed, %zu failed, %zu skipped\n", suite.skipped, suite.passed, suite.failed,
           suite.skipped);
    return suite.failed == 0 && suite.passed > 0 ? 0 : 1;
}
