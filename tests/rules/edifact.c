// SPDX-License-Identifier: Apache-2.0
// The official rules for EN 16931 in EDIFACT run over the tree of an interchange: each invoice of the corpus, in the
// XML form and as EDIFACT, samples and mutants, has the same findings at the same nodes.
//
// The corpus is found in $MADOGUCHI_CONFORMANCE or ../shared/conformance; where it is absent, that is said.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "rules/data.h"
#include "rules/rules.h"
#include "tree/edifact.h"
#include "tree/xml.h"

static const char *corpus(void)
{
    const char *own = getenv("MADOGUCHI_CONFORMANCE");
    return own != NULL ? own : "../shared/conformance";
}

typedef struct Work {
    Arena *arena;
    Vocabulary *vocabulary;
    EdifactReader *reader;
    RuleRun *run;
    Faults faults;
    size_t tried, findings, left_out;
} Work;

// The names above a node, each with its number among its like.
static void add_path(Buffer *out, const Tree *tree, NodeId node)
{
    if (node == 0 || node == NODE_NONE)
        return;
    add_path(out, tree, tree_parent(tree, node));
    size_t number = 1;
    for (NodeId at = tree_first_child(tree, tree_parent(tree, node)); at != node; at = tree_next_sibling(tree, at))
        number += tree_path(tree, at) == tree_path(tree, node);
    buffer_print(out, "/%.*s[%zu]", (int)tree_name(tree, node)->local.len, tree_name(tree, node)->local.at, number);
}

static Slice findings_of(Work *work, const Tree *tree)
{
    Buffer out = buffer_new(work->arena);
    if (!rule_run_document(work->run, tree, &work->faults))
        fail_msg("%s", work->faults.list[0].text);
    for (size_t i = 0; i < work->run->finding_count; i++) {
        const RuleFinding *finding = &work->run->findings[i];
        buffer_print(&out, "%u ", finding->assertion);
        add_path(&out, tree, finding->node);
        buffer_add_char(&out, '\n');
    }
    work->findings += work->run->finding_count;
    return buffer_slice(&out);
}

// Each text with the names above it.
static Slice outline(Work *work, const Tree *tree)
{
    Buffer out = buffer_new(work->arena);
    for (NodeId node = 1; node < tree->count; node++) {
        if (tree_kind(tree, node) == NODE_ELEMENT && tree_last(tree, node) == node)
            buffer_add(&out, S("an empty element, which EDIFACT cannot say\n"));
        if (tree_kind(tree, node) != NODE_TEXT || slice_trim(tree_content(tree, node)).len == 0)
            continue;
        add_path(&out, tree, tree_parent(tree, node));
        buffer_add(&out, slice_trim(tree_content(tree, node)));
        buffer_add_char(&out, '\n');
    }
    return buffer_slice(&out);
}

static void try_invoice(Work *work, const char *path)
{
    Slice bytes;
    EdifactUnit unit;
    Faults refused = {0};
    assert_true(file_read(work->arena, path, 1 << 24, &bytes, &work->faults));
    const Tree *xml = xml_read(work->arena, work->vocabulary, bytes, &(XmlOptions){0}, &work->faults);
    assert_non_null(xml);
    Buffer text = buffer_new(work->arena);
    // A mutant may have what EDIFACT cannot say: elements that are empty, twice or elsewhere, groups without their
    // first segment. Those that can be said are compared.
    if (!edifact_write(&text, work->reader, xml, &refused)) {
        work->left_out++;
        return;
    }
    EdifactStream *stream =
        edifact_stream_new(work->arena, work->reader, edifact_source_bytes(work->arena, buffer_slice(&text)), NULL);
    assert_true(edifact_stream_next(stream, work->arena, &unit, &work->faults));
    if (!slice_equal(outline(work, xml), outline(work, unit.tree))) {
        work->left_out++;
        return;
    }
    Slice a = findings_of(work, xml), b = findings_of(work, unit.tree);
    if (!slice_equal(a, b))
        fail_msg("%s: as XML\n%.*sas EDIFACT\n%.*s", path, (int)a.len, a.at, (int)b.len, b.at);
    work->tried++;
}

static void try_folder(Work *work, const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (slice_ends(slice_of(names[i]->d_name), S(".xml")))
            try_invoice(work, arena_print(work->arena, "%s/%s", folder, names[i]->d_name).at);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static bool run_all(Arena *arena, void *context)
{
    Work *work = arena_array(arena, Work, 1);
    EdifactLibrary *library = edifact_library_new(arena);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("edifact/")))
            edifact_library_add(library, file->text, &work->faults);
    work->arena = arena;
    work->vocabulary = vocabulary_new(arena);
    work->reader = edifact_reader_new(arena, work->vocabulary, library);
    Slice rules = arena_print(arena, "%s/rules/en16931-edifact/EN16931-EDIFACT-validation-preprocessed.sch", corpus());
    const Ruleset *ruleset = ruleset_load(arena, rules.at, &(RulesetOptions){0}, &work->faults);
    if (ruleset == NULL)
        fail_msg("%s", work->faults.list[0].text);
    work->run = rule_run_new(arena_guard(arena), arena, ruleset, work->vocabulary, NULL);
    try_folder(work, arena_print(arena, "%s/files/en16931-edifact/sample/examples", corpus()).at);
    try_folder(work, arena_print(arena, "%s/files/en16931-edifact/mutant", corpus()).at);
    print_message("%zu invoices, %zu findings; %zu have no form in EDIFACT\n", work->tried, work->findings / 2,
                  work->left_out);
    assert_true(work->tried > 0);
    *(bool *)context = true;
    return true;
}

static void the_official_rules_find_the_same_in_xml_and_in_edifact(void **state)
{
    (void)state;
    Faults faults = {0};
    bool is_done = false;
    DIR *folder = opendir(corpus());
    if (folder == NULL) {
        print_message("SKIPPED: no corpus in %s\n", corpus());
        skip();
    }
    closedir(folder);
    if (!arena_run(0, run_all, &is_done, &faults))
        fail_msg("%s", faults.list[0].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_official_rules_find_the_same_in_xml_and_in_edifact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
