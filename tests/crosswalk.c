// SPDX-License-Identifier: Apache-2.0
// Every valid invoice of the corpus, to every other syntax and back.
//
//     crosswalk [-v] [-f TEXT] [-x SCHEMAS] DIR     DIR/manifest.tsv, rules/, files/; -f: only
//     files whose names have TEXT; -x: the folder of XML Schemas, without which XML is checked by
//     rules only
//
// A document is taken where the official EN 16931 rules of its syntax find nothing in it. It is
// then read, written in each syntax, checked by the official rules of that one and by its structure
// (crosswalk_structure.h), read again, and compared term by term. Closes with `N passed, N failed`.

#include "register/crosswalk.h"
#include "base/file.h"
#include "base/table.h"
#include "crosswalk_exceptions.h"
#include "crosswalk_structure.h"
#include "register/carried.h"
#include "rules/rules.h"
#include "tree/xml.h"

#include <stdio.h>
#include <stdlib.h>

enum { SYNTAXES = 4 };

static const char *const syntax_names[SYNTAXES] = {"ubl", "cii", "edifact", "json"};
static const char *const rule_paths[SYNTAXES] = {
    "rules/en16931-ubl/preprocessed/EN16931-UBL-validation-preprocessed.sch",
    "rules/en16931-cii/preprocessed/EN16931-CII-validation-preprocessed.sch",
    "rules/en16931-edifact/EN16931-EDIFACT-validation-preprocessed.sch",
    NULL,
};

typedef struct Suite {
    Arena *arena, *document;
    Guard *guard, *document_guard;
    const char *folder, *schemas, *only;
    bool is_verbose, is_edifact;
    const Content *content; // of the document
    Faults *faults;
    Registers *registers;
    Register *reg;
    Structure structure;
    const Ruleset *rules[SYNTAXES];
    const char *file;
    size_t passed, failed, documents, lossless, unavoidable, with_losses;
    size_t by_syntax[SYNTAXES][SYNTAXES];
    size_t by_sheets, with_long_texts;
} Suite;

static const char *path_in(Suite *it, Arena *arena, Slice relative)
{
    return arena_print(arena, "%s/%.*s", it->folder, (int)relative.len, relative.at).at;
}

static void tell(Suite *it, const char *what, Slice path, Slice value)
{
    if (it->is_verbose)
        printf("    %s: %s %.*s %.*s\n", it->file, what, (int)path.len, path.at,
               (int)(value.len < 100 ? value.len : 100), value.at ? value.at : "");
}

// ---- One document ----

// A vocabulary and runs that live as long as the document: sets are compiled once.
typedef struct Desk {
    Vocabulary *vocabulary;
    CrosswalkRun *run;
    RuleRun *rules[SYNTAXES];
} Desk;

static size_t findings_in(Suite *it, Desk *desk, int syntax, const Tree *tree)
{
    if (desk->rules[syntax] == NULL)
        desk->rules[syntax] = rule_run_new(it->document_guard, it->document, it->rules[syntax],
                                           desk->vocabulary, &(RuleRunOptions){0});
    RuleRun *run = desk->rules[syntax];
    if (!rule_run_document(run, tree, it->faults))
        return SIZE_MAX;
    return run->finding_count;
}

// How many of the findings a better writer could have avoided.
static size_t tell_findings(Suite *it, Desk *desk, int syntax)
{
    RuleRun *run = desk->rules[syntax];
    size_t count = 0;
    for (size_t i = 0; i < run->finding_count; i++) {
        const Assertion *assertion = run->ruleset->assertions[run->findings[i].assertion];
        if (exception_holds(assertion->id, syntax_names[syntax], slice_of(it->file), it->content)) {
            it->unavoidable++;
            tell(it, "passed", assertion->id, slice_of(syntax_names[syntax]));
            continue;
        }
        count++;
        Slice where = node_path(run->tree, run->findings[i].node, PATH_PLAIN, it->document);
        tell(it, syntax_names[syntax], assertion->id, where);
    }
    return count;
}

static void tell_losses(Suite *it, const char *what, const Losses *losses)
{
    for (size_t i = 0; i < losses->kept; i++) {
        const Loss *loss = &losses->list[i];
        tell(it, arena_print(it->document, "%s (%s)", what, loss_reason(loss->kind)).at, loss->path,
             loss->value);
    }
}

static bool is_lost(const Losses *losses, Slice pointer)
{
    for (size_t i = 0; i < losses->kept; i++)
        if (slice_equal(losses->list[i].path, pointer))
            return true;
    return false;
}

// Whether nothing differs but what the writer said it left behind.
static bool is_equal(Suite *it, const char *what, const Content *a, const Content *b,
                     const Losses *losses)
{
    ContentDifferences differences = content_compare(it->document, a, b);
    size_t unsaid = 0;
    for (size_t i = 0; i < differences.kept; i++) {
        const ContentDifference *one = &differences.list[i];
        if (is_lost(losses, one->pointer))
            continue;
        unsaid++;
        tell(it, what, one->pointer,
             arena_print(it->document, "%.*s | %.*s", (int)one->left.len, one->left.at,
                         (int)one->right.len, one->right.at));
    }
    return unsaid == 0;
}

static void tell_structure(void *context, Slice clause, Slice message)
{
    tell(context, "structure", clause, message);
}

static bool is_valid(Suite *it, Desk *desk, int syntax, Slice bytes)
{
    if (it->rules[syntax] == NULL)
        return structure_check_json(&it->structure, it->document, bytes, tell_structure, it,
                                    it->faults) == 0;
    const Tree *tree = xml_read(it->document, desk->vocabulary, bytes, NULL, it->faults);
    if (tree == NULL)
        return false;
    bool is_good = syntax > 1 || structure_check_xml(&it->structure, (size_t)syntax, it->document,
                                                     it->document_guard, desk->vocabulary, tree,
                                                     tell_structure, it, it->faults) == 0;
    findings_in(it, desk, syntax, tree);
    return tell_findings(it, desk, syntax) == 0 && is_good;
}

// EDIFACT is checked in its XML form, on which the official rules run.
static const MapLengths *lengths_for(Suite *it, const Desk *desk, int syntax)
{
    if (strcmp(syntax_names[syntax], "edifact") != 0)
        return NULL;
    return map_lengths(it->document, register_map(it->reg, S("edifact"), it->faults),
                       edifact_reader_new(it->document, desk->vocabulary, it->structure.library));
}

static bool write(Suite *it, Desk *desk, int syntax, Content *content, Buffer *out, Losses *losses)
{
    Slice name = slice_of(syntax_names[syntax]);
    if (it->rules[syntax] == NULL)
        return crosswalk_write(desk->run, it->reg, name, content, out, losses, it->faults);
    const Map *map = register_map(it->reg, name, it->faults);
    if (map != NULL)
        map_write(map, lengths_for(it, desk, syntax), content, out, losses);
    return map != NULL;
}

static bool goes_and_comes(Suite *it, Desk *desk, Content *content, int syntax)
{
    Buffer out = buffer_new(it->document);
    Losses losses = {.arena = it->document};
    CrosswalkDocument *back;
    if (!write(it, desk, syntax, content, &out, &losses))
        return false;
    tell_losses(it, arena_print(it->document, "to %s", syntax_names[syntax]).at, &losses);
    // The binding of EDIFACT has no place for some terms: they must all be told.
    bool may_lose = strcmp(syntax_names[syntax], "edifact") == 0 || it->is_edifact;
    bool is_good =
        is_valid(it, desk, syntax, buffer_slice(&out)) && (losses.count == 0 || may_lose);
    it->with_losses += losses.count > 0 && !it->is_edifact;
    if (crosswalk_read(desk->run, it->document, buffer_slice(&out), &back, it->faults) != 1) {
        tell(it, "is not read again", slice_of(syntax_names[syntax]), S(""));
        return false;
    }
    tell_losses(it, arena_print(it->document, "from %s", syntax_names[syntax]).at, &back->losses);
    const char *what = arena_print(it->document, "by %s", syntax_names[syntax]).at;
    return is_equal(it, what, content, back->content, &losses) && is_good &&
           back->losses.count == 0;
}

// EDIFACT itself, beside its XML form: the same content comes back from the bytes of the message.
static bool comes_by_bytes(Suite *it, Desk *desk, Content *content)
{
    Buffer out = buffer_new(it->document);
    Losses losses = {.arena = it->document};
    CrosswalkDocument *back;
    if (!crosswalk_write(desk->run, it->reg, S("edifact"), content, &out, &losses, it->faults) ||
        crosswalk_read(desk->run, it->document, buffer_slice(&out), &back, it->faults) != 1) {
        tell(it, "is not written or read as bytes of EDIFACT", slice_of(it->faults->list[0].text),
             S(""));
        return false;
    }
    tell_losses(it, "from bytes", &back->losses);
    return is_equal(it, "by bytes", content, back->content, &losses) && back->losses.count == 0 &&
           structure_check_edifact(&it->structure, it->document, buffer_slice(&out), tell_structure,
                                   it, it->faults) == 0;
}

// Sheets, which no official rules are for. What a cell cannot hold, attached files as a rule, must
// be told.
static bool comes_by_sheets(Suite *it, Desk *desk, Content *content)
{
    static const char *const kinds[] = {"xlsx", "csv"};
    bool is_good = true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Buffer out = buffer_new(it->document);
        Losses losses = {.arena = it->document};
        CrosswalkDocument *back;
        if (!crosswalk_write(desk->run, it->reg, slice_of(kinds[i]), content, &out, &losses,
                             it->faults) ||
            crosswalk_read(desk->run, it->document, buffer_slice(&out), &back, it->faults) != 1) {
            for (size_t k = 0; k < it->faults->count && k < FAULTS_KEPT; k++)
                tell(it, "is not written or read as sheets", slice_of(it->faults->list[k].text),
                     S(""));
            return false;
        }
        tell_losses(it, "to sheets", &losses);
        tell_losses(it, "from sheets", &back->losses);
        it->with_long_texts += losses.count > 0 && i == 0;
        is_good &= is_equal(it, kinds[i], content, back->content, &losses);
        is_good &= back->losses.count == 0;
    }
    it->by_sheets += is_good;
    return is_good;
}

static int syntax_of(Slice name)
{
    int syntax = 0;
    while (!slice_equal(name, slice_of(syntax_names[syntax])))
        syntax++;
    return syntax;
}

typedef struct DocumentRun {
    Suite *suite;
    Slice bytes;
} DocumentRun;

static bool run_document(void *context)
{
    DocumentRun *one = context;
    Suite *it = one->suite;
    CrosswalkTables tables = {.edifact = it->structure.library};
    Desk desk = {.run = crosswalk_run_new(it->document, it->registers, &tables)};
    crosswalk_expect(desk.run, it->reg); // the corpus has documents of other registers, too
    desk.vocabulary = vocabulary_new(it->document);
    CrosswalkDocument *document;
    if (crosswalk_read(desk.run, it->document, one->bytes, &document, it->faults) != 1)
        return false;
    int from = syntax_of(document->syntax);
    it->content = document->content;
    it->is_edifact = slice_equal(document->syntax, S("edifact"));
    const Tree *tree = xml_read(it->document, desk.vocabulary, one->bytes, NULL, it->faults);
    if (tree == NULL || findings_in(it, &desk, from, tree) != 0)
        return false;
    it->documents++;
    it->lossless += document->losses.count == 0;
    tell_losses(it, "read", &document->losses);
    bool is_good = true;
    for (int to = 0; to < SYNTAXES; to++) {
        bool is_same = goes_and_comes(it, &desk, document->content, to);
        if (strcmp(syntax_names[to], "edifact") == 0)
            is_same &= comes_by_bytes(it, &desk, document->content);
        it->by_syntax[from][to] += is_same;
        is_good &= is_same;
    }
    is_good &= comes_by_sheets(it, &desk, document->content);
    return is_good;
}

// ---- All of them ----

static void run_file(Suite *it, Slice file)
{
    Guard guard = {0};
    it->document_guard = &guard;
    it->document = arena_new(&guard, 0);
    it->file = arena_print(it->arena, "%.*s", (int)file.len, file.at).at;
    DocumentRun one = {.suite = it};
    size_t before = it->documents;
    it->faults->count = 0;
    if (file_read(it->document, path_in(it, it->arena, file), SIZE_MAX, &one.bytes, it->faults)) {
        bool is_good = guard_run(&guard, run_document, &one, it->faults);
        it->passed += is_good;
        it->failed += it->documents > before && !is_good;
        if (it->documents > before && !is_good)
            printf("  %s differs\n", it->file);
    }
    arena_free(it->document);
}

static bool load_register(Suite *it)
{
    it->registers = carried_registers(it->arena);
    it->reg = registers_find(it->registers, S("commercial-invoice"), it->faults);
    for (int i = 0; i < SYNTAXES - 1; i++)
        it->rules[i] = ruleset_load(it->arena, path_in(it, it->arena, slice_of(rule_paths[i])),
                                    &(RulesetOptions){0}, it->faults);
    it->structure.json = it->reg != NULL ? register_schema(it->reg, it->faults) : NULL;
    return it->structure.json != NULL &&
           structure_load(&it->structure, it->arena, it->schemas, it->faults);
}

static Slice column(Slice line, size_t index)
{
    Slice cell = slice_cut(&line, '\t');
    while (index-- > 0)
        cell = slice_cut(&line, '\t');
    return cell;
}

static bool run_suite(Arena *arena, void *context)
{
    Suite *it = context;
    Slice text, last = S("");
    it->arena = arena;
    if (!load_register(it) ||
        !file_read(arena, path_in(it, arena, S("manifest.tsv")), SIZE_MAX, &text, it->faults))
        return false;
    Table *seen = table_new(arena, 4096);
    for (slice_cut(&text, '\n'); text.len > 0;) {
        bool is_new;
        last = column(slice_cut(&text, '\n'), 3);
        table_add(seen, last, &is_new);
        if (is_new && (!it->only || slice_find(last, slice_of(it->only)) != SIZE_MAX))
            run_file(it, last);
    }
    return true;
}

int main(int argc, char **argv)
{
    Faults faults = {0};
    Suite suite = {.faults = &faults};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-v") == 0)
            suite.is_verbose = true;
        else if (strcmp(argv[i], "-f") == 0 && i + 1 < argc)
            suite.only = argv[++i];
        else if (strcmp(argv[i], "-x") == 0 && i + 1 < argc)
            suite.schemas = argv[++i];
        else
            suite.folder = argv[i];
    }
    if (suite.folder == NULL || !arena_run(0, run_suite, &suite, &faults)) {
        for (size_t i = 0; i < faults.count && i < FAULTS_KEPT; i++)
            fprintf(stderr, "%u: %s\n", faults.list[i].line, faults.list[i].text);
        return 2;
    }
    printf("%zu valid invoices, of which %zu say nothing that the content has no term for\n",
           suite.documents, suite.lossless);
    for (int from = 0; from < SYNTAXES; from++)
        for (int to = 0; to < SYNTAXES; to++)
            if (suite.by_syntax[from][to] > 0)
                printf("  %-8s to %-8s and back: %zu\n", syntax_names[from], syntax_names[to],
                       suite.by_syntax[from][to]);
    printf("  all to workbooks and CSV and back: %zu; %zu have texts longer than a cell, which is "
           "told\n",
           suite.by_sheets, suite.with_long_texts);
    const char *rule = "", *why, *unmet_rule, *unmet_file;
    for (size_t i = 0; suite.unavoidable > 0 && (why = exception_reason(i, &rule)) != NULL; i++)
        printf("  passed over where it is proved: %s %s\n", rule, why);
    size_t unmet = suite.only ? 0 : exceptions_unmet(&unmet_rule, &unmet_file);
    if (unmet > 0)
        printf("%zu exceptions are not needed, as %s in %s\n", unmet, unmet_rule, unmet_file);
    printf("%zu documents say more than EDIFACT has a place for, and all of it is told\n",
           suite.with_losses);
    printf("%zu findings passed over\n", suite.unavoidable);
    printf("%zu passed, %zu failed\n", suite.passed, suite.failed);
    return suite.failed > 0 || unmet > 0;
}
