// SPDX-License-Identifier: Apache-2.0
// Registers beside what others publish: XML Schemas of their syntaxes, and samples.
//
//     registers [-v] -x SCHEMAS FILE…     SCHEMAS: a folder with UBL's 2.1/, 2.3/ and 2.4/ in it
//
// Each example of each register is written in UBL and validated by every version that has the
// document. Each file of which a register is known is read, written as JSON and in the syntax that
// it came in, read again, and compared: what was read must come back, or be told. Closes with `N
// passed, N failed`.

#include "register/carried.h"
#include "register/crosswalk.h"

#include "base/file.h"
#include "schema/xsd.h"
#include "tree/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const versions[] = {"2.1", "2.3", "2.4"};
enum { VERSIONS = 3 };

typedef struct Suite {
    Arena *arena;
    Guard *guard;
    const char *schemas;
    char **files;
    int file_count;
    bool is_verbose;
    Registers *registers;
    CrosswalkTables tables;
    Faults *faults;
    size_t passed, failed;
} Suite;

static void judge(Suite *it, bool is_good, const char *what)
{
    it->passed += is_good;
    it->failed += !is_good;
    if (!is_good)
        printf("  %s\n", what);
}

static void tell_faults(Suite *it)
{
    for (size_t i = 0; i < it->faults->count && i < FAULTS_KEPT; i++)
        printf("    %s:%u: %s\n", it->faults->list[i].file, it->faults->list[i].line,
               it->faults->list[i].text);
    it->faults->count = 0;
}

// ---- Structure ----

typedef struct Written {
    Suite *suite;
    const char *name;
    Slice bytes;
} Written;

static bool validate_one(Arena *arena, Written *one, const char *path, const char *version)
{
    Suite *it = one->suite;
    Vocabulary *vocabulary = vocabulary_new(arena);
    const Tree *tree = xml_read(arena, vocabulary, one->bytes, NULL, it->faults);
    const XsdSchema *schema = xsd_load(arena, &path, 1, &(XsdOptions){0}, it->faults);
    if (tree == NULL || schema == NULL)
        return false;
    XsdRun *run = xsd_run_new(arena_guard(arena), arena, schema, vocabulary);
    SchemaFindings findings = {.arena = arena};
    if (!xsd_validate(run, tree, tree_root_element(tree), &findings, it->faults))
        return false;
    for (size_t i = 0; i < findings.kept; i++) {
        Slice message = schema_message(arena, &findings.list[i], SCHEMA_ENGLISH);
        Place place = tree_place(tree, findings.list[i].node);
        printf("    UBL %s, line %u: %.*s\n", version, place.line, (int)message.len, message.at);
    }
    return findings.count == 0;
}

static Slice root_of(Arena *arena, Slice bytes, Faults *faults)
{
    const Tree *tree = xml_read(arena, vocabulary_new(arena), bytes, NULL, faults);
    return tree != NULL ? tree_name(tree, tree_root_element(tree))->local : S("");
}

static bool validate(Arena *arena, void *context)
{
    Written *one = context;
    Suite *it = one->suite;
    Slice root = root_of(arena, one->bytes, it->faults);
    for (size_t i = 0; i < VERSIONS; i++) {
        const char *path = arena_print(arena, "%s/%s/maindoc/UBL-%.*s-%s.xsd", it->schemas,
                                       versions[i], (int)root.len, root.at, versions[i])
                               .at;
        if (access(path, R_OK) != 0)
            continue;
        judge(it, validate_one(arena, one, path, versions[i]),
              arena_print(arena, "%s is not valid by UBL %s", one->name, versions[i]).at);
        tell_faults(it);
    }
    return true;
}

// ---- Examples ----

static bool check_examples(Arena *arena, Suite *it, Register *reg)
{
    CrosswalkRun *run = crosswalk_run_new(arena, it->registers, &it->tables);
    Slice text, name = register_name(reg);
    for (size_t i = 0; (text = register_example(reg, i)).len > 0; i++) {
        CrosswalkDocument *document;
        Buffer out = buffer_new(arena);
        Losses losses = {.arena = arena};
        crosswalk_expect(run, reg);
        if (crosswalk_read(run, arena, text, &document, it->faults) != 1 ||
            !crosswalk_write(run, reg, S("ubl"), document->content, &out, &losses, it->faults)) {
            judge(it, false,
                  arena_print(arena, "%.*s, example %zu", (int)name.len, name.at, i + 1).at);
            tell_faults(it);
            continue;
        }
        Written one = {it,
                       arena_print(arena, "%.*s, example %zu,", (int)name.len, name.at, i + 1).at,
                       buffer_slice(&out)};
        validate(arena, &one);
    }
    return true;
}

static bool has_ubl(Register *reg, Faults *faults)
{
    Slice syntax;
    for (size_t i = 0; (syntax = register_syntax(reg, i, faults)).len > 0; i++)
        if (slice_equal(syntax, S("ubl")))
            return true;
    return false;
}

// ---- Samples ----

static bool is_told(const Losses *losses, Slice pointer)
{
    for (size_t i = 0; i < losses->kept; i++)
        if (slice_equal(losses->list[i].path, pointer))
            return true;
    return false;
}

static size_t count_untold(Arena *arena, const Content *content, const Content *back,
                           const Losses *losses)
{
    ContentDifferences found = content_compare(arena, content, back);
    size_t untold = 0;
    for (size_t i = 0; i < found.kept; i++) {
        const ContentDifference *one = &found.list[i];
        // What a syntax cannot do without, as the number of a line, may be added.
        if (one->left.at == NULL || is_told(losses, one->pointer))
            continue;
        untold++;
        printf("    %.*s was \"%.*s\" and is \"%.*s\"\n", (int)one->pointer.len, one->pointer.at,
               (int)one->left.len, one->left.at ? one->left.at : "", (int)one->right.len,
               one->right.at ? one->right.at : "");
    }
    return untold;
}

typedef struct Sample {
    Suite *suite;
    const char *path;
} Sample;

// Interchanges of EDIFACT have partners that content need not say; those of SWIFT are its banks.
static const Interchange edifact = {.sender = S_INIT("A"),
                                    .recipient = S_INIT("B"),
                                    .date = S_INIT("20261121"),
                                    .time = S_INIT("1530")};
static const Interchange swift = {.date = S_INIT("20261121")};

// Samples that cannot come back, and why.
static const struct {
    const char *name, *why;
} exceptions[] = {
    {"gitpan-elfe2.edi",
     "its invoice has no date, without which no segment behind it is found again"},
};

static bool is_exception(const char *name)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (strcmp(name, exceptions[i].name) == 0) {
            printf("    passed over: %s\n", exceptions[i].why);
            return true;
        }
    return false;
}

static bool comes_back(Suite *it, Arena *arena, CrosswalkRun *run, CrosswalkDocument *document,
                       Slice syntax)
{
    Buffer out = buffer_new(arena);
    Losses losses = {.arena = arena};
    CrosswalkDocument *back;
    crosswalk_interchange(run, slice_starts(syntax, S("mt")) ? &swift : &edifact);
    crosswalk_expect(run, document->reg);
    return crosswalk_write(run, document->reg, syntax, document->content, &out, &losses,
                           it->faults) &&
           crosswalk_read(run, arena, buffer_slice(&out), &back, it->faults) == 1 &&
           count_untold(arena, document->content, back->content, &losses) == 0;
}

static void check_document(Suite *it, Arena *arena, CrosswalkRun *run, CrosswalkDocument *document,
                           const char *path)
{
    Slice reg = register_name(document->reg), syntax = document->syntax;
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    printf("  %s: %.*s, %.*s; %zu values left behind\n", name, (int)reg.len, reg.at,
           (int)syntax.len, syntax.at, document->losses.count);
    for (size_t i = 0; i < document->losses.kept && it->is_verbose; i++) {
        const Loss *loss = &document->losses.list[i];
        printf("    %.*s \"%.*s\": %s\n", (int)loss->path.len, loss->path.at,
               (int)(loss->value.len < 60 ? loss->value.len : 60), loss->value.at,
               loss_reason(loss->kind));
    }
    judge(it, comes_back(it, arena, run, document, S("json")),
          arena_print(arena, "%s does not come back by JSON", name).at);
    judge(it, comes_back(it, arena, run, document, syntax) || is_exception(name),
          arena_print(arena, "%s does not come back by %.*s", name, (int)syntax.len, syntax.at).at);
    tell_faults(it);
}

static bool check_sample(Arena *arena, void *context)
{
    const Sample *sample = context;
    Suite *it = sample->suite;
    Slice bytes;
    CrosswalkDocument *documents;
    if (!file_read(arena, sample->path, SIZE_MAX, &bytes, it->faults))
        return false;
    CrosswalkRun *run = crosswalk_run_new(arena, it->registers, &it->tables);
    size_t count = crosswalk_read(run, arena, bytes, &documents, it->faults);
    it->faults->count = 0; // of documents that no register is about
    for (size_t i = 0; i < count; i++)
        check_document(it, arena, run, &documents[i], sample->path);
    return true;
}

// ---- All ----

static bool run_suite(Arena *arena, void *context)
{
    Suite *it = context;
    it->arena = arena;
    it->registers = carried_registers(arena);
    it->tables = (CrosswalkTables){carried_directories(arena, it->faults),
                                   carried_mt_tables(arena, it->faults)};
    for (size_t i = 0; i < registers_count(it->registers); i++) {
        Register *reg = registers_at(it->registers, i);
        if (has_ubl(reg, it->faults) && it->schemas != NULL)
            check_examples(arena, it, reg);
    }
    for (int i = 0; i < it->file_count; i++) {
        Sample sample = {it, it->files[i]};
        Faults faults = {0};
        judge(it, arena_run((size_t)2 << 30, check_sample, &sample, &faults), it->files[i]);
    }
    return true;
}

int main(int argc, char **argv)
{
    Faults faults = {0};
    Suite suite = {.faults = &faults};
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++)
        if (strcmp(argv[i], "-v") == 0)
            suite.is_verbose = true;
        else if (strcmp(argv[i], "-x") == 0 && i + 1 < argc)
            suite.schemas = argv[++i];
    suite.files = argv + i;
    suite.file_count = argc - i;
    if (!arena_run(0, run_suite, &suite, &faults)) {
        tell_faults(&suite);
        return 2;
    }
    printf("%zu passed, %zu failed\n", suite.passed, suite.failed);
    return suite.failed > 0;
}
