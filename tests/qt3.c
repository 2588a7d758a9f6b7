// SPDX-License-Identifier: Apache-2.0
// Runs the W3C QT3 suite for XPath 2.0.
//
//     qt3 DIR [SETS-FILE] [-v] [-s SET] [-c CASE]
//
// A case applies when its specification, own or inherited, is absent or names XP20 or XP20+, and
// nothing it depends on is a feature that XPath 2.0 leaves to the implementation and that we do not
// have (schemas, above all). Each set runs in a process of its own, so that a crash or an endless
// loop costs one case, which then has failed.

#include "qt3.h"

#include "base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CASE_SECONDS = 20,
    REASONS_MAX = 64,
    SETS_MAX = 500,
};

typedef struct Reason {
    char text[60];
    unsigned count;
} Reason;

// Shared with the process that runs a set.
typedef struct Tally {
    volatile unsigned next; // the case that is under way
    unsigned passed, failed, skipped;
    Reason reasons[REASONS_MAX];
} Tally;

typedef struct Options {
    const char *directory, *sets_file, *only_set, *only_case;
    bool verbose;
} Options;

// ---- Reading the suite ----

bool node_is(const Tree *tree, NodeId node, const char *local)
{
    return tree_kind(tree, node) == NODE_ELEMENT &&
           slice_equal(tree_name(tree, node)->local, slice_of(local));
}

static NodeId first_from(const Tree *tree, NodeId node, const char *local)
{
    while (node != NODE_NONE && !node_is(tree, node, local))
        node = tree_next_sibling(tree, node);
    return node;
}

NodeId child_named(const Tree *tree, NodeId parent, const char *local)
{
    return first_from(tree, tree_first_child(tree, parent), local);
}

NodeId next_named(const Tree *tree, NodeId node, const char *local)
{
    return first_from(tree, tree_next_sibling(tree, node), local);
}

static NodeId find_attribute(const Tree *tree, NodeId node, const char *local)
{
    for (NodeId at = tree_first_attribute(tree, node); at != NODE_NONE;
         at = tree_next_attribute(tree, at))
        if (slice_equal(tree_name(tree, at)->local, slice_of(local)))
            return at;
    return NODE_NONE;
}

bool has_attribute(const Tree *tree, NodeId node, const char *local)
{
    return find_attribute(tree, node, local) != NODE_NONE;
}

Slice attribute_of(const Tree *tree, NodeId node, const char *local)
{
    NodeId at = find_attribute(tree, node, local);
    return at == NODE_NONE ? S("") : tree_content(tree, at);
}

const Tree *suite_read(Suite *suite, Slice path, Slice uri)
{
    for (KnownDocument *at = suite->documents; at; at = at->next)
        if (slice_equal(at->path, path) && slice_equal(at->uri, uri))
            return at->tree;
    Faults *faults = arena_array(suite->arena, Faults, 1);
    Slice bytes;
    const char *file = arena_c_string(suite->arena, path);
    const Tree *tree = NULL;
    XmlOptions options = {.base_uri = arena_copy(suite->arena, uri)};
    if (file_read(suite->arena, file, (size_t)1 << 30, &bytes, faults))
        tree = xml_read(suite->arena, suite->vocabulary, bytes, &options, faults);
    if (!tree && suite->verbose && faults->count)
        printf("  %s: %s\n", file, faults->list[0].text);
    KnownDocument *known = arena_array(suite->arena, KnownDocument, 1);
    *known = (KnownDocument){.next = suite->documents,
                             .uri = options.base_uri,
                             .path = arena_copy(suite->arena, path),
                             .tree = tree};
    suite->documents = known;
    return tree;
}

static bool open_file(Suite *suite, Slice path, SuiteFile *file)
{
    size_t slash = path.len;
    while (slash > 0 && path.at[slash - 1] != '/')
        slash--;
    file->folder = slice_part(path, 0, slash);
    file->tree = suite_read(suite, path, arena_join(suite->arena, S("file://"), path));
    return file->tree != NULL;
}

// ---- What applies ----

static bool has_word(Slice words, Slice word)
{
    while (words.len > 0)
        if (slice_equal(slice_cut(&words, ' '), word))
            return true;
    return false;
}

static const char *const features[] = {
    "namespace-axis",        "infoset-dtd",         "non_empty_sequence_collection",
    "advanced-uca-fallback", "simple-uca-fallback", "collection-stability",
};

static bool is_feature(Slice name)
{
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        if (slice_equal(name, slice_of(features[i])))
            return true;
    return false;
}

static bool dependency_is_met(Slice type, Slice value)
{
    if (slice_equal(type, S("spec")))
        return has_word(value, S("XP20")) || has_word(value, S("XP20+"));
    if (slice_equal(type, S("feature")))
        return is_feature(value);
    if (slice_equal(type, S("xml-version")))
        return !slice_equal(value, S("1.1")) && !slice_equal(value, S("1.0:4-"));
    if (slice_equal(type, S("xsd-version")))
        return slice_equal(value, S("1.0"));
    if (slice_equal(type, S("language")) || slice_equal(type, S("default-language")))
        return slice_equal(value, S("en"));
    return slice_equal(type, S("limits")) || slice_equal(type, S("unicode-version"));
}

static bool applies(const Tree *tree, NodeId holder, char *reason, size_t room)
{
    for (NodeId at = child_named(tree, holder, "dependency"); at != NODE_NONE;
         at = next_named(tree, at, "dependency")) {
        Slice type = attribute_of(tree, at, "type"), value = attribute_of(tree, at, "value");
        bool wanted = !slice_equal(attribute_of(tree, at, "satisfied"), S("false"));
        if (dependency_is_met(type, value) == wanted)
            continue;
        bool is_spec = slice_equal(type, S("spec"));
        snprintf(reason, room, "%s%.*s %.*s", wanted ? "" : "without ", (int)type.len, type.at,
                 is_spec ? 15 : (int)value.len, is_spec ? "other than XP20" : value.at);
        return false;
    }
    return true;
}

// ---- Cases ----

static void note_skip(Tally *tally, const char *reason)
{
    tally->skipped++;
    for (size_t i = 0; i < REASONS_MAX; i++) {
        if (tally->reasons[i].count == 0)
            snprintf(tally->reasons[i].text, sizeof tally->reasons[i].text, "%s", reason);
        if (strcmp(tally->reasons[i].text, reason) == 0) {
            tally->reasons[i].count++;
            return;
        }
    }
}

static Slice one_line(Arena *arena, Slice text, size_t max)
{
    return slice_show(arena, slice_trim(text), max);
}

static void show_failure(Scene *scene, NodeId test_case, Slice text, const Outcome *outcome,
                         Slice why)
{
    const Tree *tree = scene->suite->set.tree;
    Slice name = attribute_of(tree, test_case, "name");
    Slice shown = one_line(scene->arena, text, 400);
    printf("  FAIL %.*s\n       test     %.*s\n", (int)name.len, name.at, (int)shown.len, shown.at);
    NodeId result = child_named(tree, test_case, "result");
    Buffer expected = buffer_new(scene->arena);
    xml_write(&expected, tree, result);
    shown = one_line(scene->arena, buffer_slice(&expected), 500);
    printf("       expected %.*s\n       got      ", (int)shown.len, shown.at);
    if (outcome->is_error)
        printf("%s %s", outcome->code, outcome->text);
    for (size_t i = 0; i < outcome->value.count && i < 12; i++) {
        Slice item = item_show(outcome->eval, outcome->value.items[i]);
        printf("%s%.*s", i ? ", " : "", (int)item.len, item.at);
    }
    printf(" (%zu items) %.*s\n", outcome->value.count, (int)why.len, why.at);
}

typedef struct CaseRun {
    Suite *suite;
    NodeId test_case;
    Tally *tally;
    Arena *arena;
} CaseRun;

static bool run_case(void *context)
{
    CaseRun *run = context;
    Suite *suite = run->suite;
    run->arena = arena_new(suite->guard, (size_t)2 << 30);
    Arena *arena = run->arena;
    const Tree *tree = suite->set.tree;
    Scene *scene = arena_array(arena, Scene, 1);
    scene_set(scene, suite, arena, run->test_case);
    bool found;
    Slice text = case_text(suite, arena, run->test_case, &found);
    if (!found)
        scene->skip = "test text not found";
    if (scene->skip) {
        char reason[60];
        snprintf(reason, sizeof reason, "environment: %s", scene->skip);
        note_skip(run->tally, reason);
        return true;
    }
    Outcome outcome = scene_run(scene, text, LANGUAGE_XPATH2, NULL);
    Buffer why = buffer_new(arena);
    NodeId assertion = tree_first_child(tree, child_named(tree, run->test_case, "result"));
    while (assertion != NODE_NONE && tree_kind(tree, assertion) != NODE_ELEMENT)
        assertion = tree_next_sibling(tree, assertion);
    if (assertion != NODE_NONE && outcome_agrees(scene, &outcome, assertion, &why)) {
        run->tally->passed++;
        return true;
    }
    run->tally->failed++;
    if (suite->verbose)
        show_failure(scene, run->test_case, text, &outcome, buffer_slice(&why));
    return true;
}

static void try_case(Suite *suite, NodeId test_case, Tally *tally)
{
    CaseRun run = {suite, test_case, tally, NULL};
    unsigned before = tally->passed + tally->failed + tally->skipped;
    Faults *faults = arena_array(suite->arena, Faults, 1);
    alarm(CASE_SECONDS);
    if (!guard_run(suite->guard, run_case, &run, faults) &&
        before == tally->passed + tally->failed + tally->skipped) {
        Slice name = attribute_of(suite->set.tree, test_case, "name");
        tally->failed++;
        if (suite->verbose)
            printf("  FAIL %.*s: %s\n", (int)name.len, name.at,
                   faults->count ? faults->list[0].text : "");
    }
    alarm(0);
    arena_free(run.arena);
}

// ---- Sets ----

typedef struct SetRun {
    const Options *options;
    const char *set; // relative to the directory
    Tally *tally;
    Guard guard;
} SetRun;

static bool start_suite(SetRun *run, Suite *suite)
{
    *suite = (Suite){.guard = &run->guard, .verbose = run->options->verbose};
    suite->arena = arena_new(suite->guard, 0);
    suite->vocabulary = vocabulary_new(suite->arena);
    suite->directory = arena_print(suite->arena, "%s/", run->options->directory);
    Slice catalog = arena_join(suite->arena, suite->directory, S("catalog.xml"));
    Slice set = arena_join(suite->arena, suite->directory, slice_of(run->set));
    if (open_file(suite, catalog, &suite->catalog) && open_file(suite, set, &suite->set))
        return true;
    printf("%s: cannot be read\n", run->set);
    return false;
}

static bool run_cases(void *context)
{
    SetRun *run = context;
    Suite suite;
    if (!start_suite(run, &suite))
        return false;
    const Tree *tree = suite.set.tree;
    NodeId root = tree_root_element(tree);
    char reason[60];
    bool set_applies = applies(tree, root, reason, sizeof reason);
    unsigned number = 0, start = run->tally->next;
    for (NodeId at = child_named(tree, root, "test-case"); at != NODE_NONE;
         at = next_named(tree, at, "test-case"), number++) {
        if (number < start)
            continue;
        run->tally->next = number;
        if (run->options->only_case &&
            !slice_equal(attribute_of(tree, at, "name"), slice_of(run->options->only_case)))
            continue;
        if (!set_applies || !applies(tree, at, reason, sizeof reason))
            note_skip(run->tally, reason);
        else
            try_case(&suite, at, run->tally);
    }
    fflush(stdout);
    return true;
}

// True when the set came to its end.
static bool run_process(SetRun *run)
{
    fflush(stdout);
    pid_t child = fork();
    if (child < 0)
        return false;
    if (child == 0) {
        Faults *faults = calloc(1, sizeof *faults);
        bool is_done = guard_run(&run->guard, run_cases, run, faults);
        if (!is_done && faults && faults->count)
            printf("%s: %s\n", run->set, faults->list[0].text);
        fflush(stdout);
        _exit(is_done ? 0 : 1);
    }
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status)) {
        printf("  FAIL %s: case %u ended by signal %d\n", run->set, run->tally->next + 1,
               WTERMSIG(status));
        run->tally->failed++;
        run->tally->next++;
        return false;
    }
    if (WEXITSTATUS(status) != 0)
        run->tally->failed++;
    return true;
}

static void run_set(const Options *options, const char *set, Tally *total)
{
    if (options->only_set && !strstr(set, options->only_set))
        return;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", options->directory, set);
    if (access(path, R_OK) != 0) {
        printf("%-50s not packed with the suite: not run\n", set);
        note_skip(total, "set not packed with the suite");
        return;
    }
    Tally *tally =
        mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tally == MAP_FAILED)
        return;
    SetRun run = {options, set, tally, {0}};
    while (!run_process(&run))
        ;
    printf("%-50s %5u passed, %4u failed, %4u not applicable\n", set, tally->passed, tally->failed,
           tally->skipped);
    total->passed += tally->passed;
    total->failed += tally->failed;
    for (size_t i = 0; i < REASONS_MAX; i++)
        for (unsigned k = 0; k < tally->reasons[i].count; k++)
            note_skip(total, tally->reasons[i].text);
    munmap(tally, sizeof *tally);
}

static bool run_sets_of_file(const Options *options, Tally *total)
{
    FILE *file = fopen(options->sets_file, "r");
    char line[300];
    if (!file) {
        fprintf(stderr, "%s: cannot be read\n", options->sets_file);
        return false;
    }
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] && line[0] != '#')
            run_set(options, line, total);
    }
    fclose(file);
    return true;
}

// The names of all sets of the catalogue whose files are there.
static bool list_sets(void *context)
{
    char ***names = context;
    SetRun run = {.options = (const Options *)names[1], .set = "catalog.xml"};
    Suite suite;
    if (!start_suite(&run, &suite))
        return false;
    size_t count = 0;
    const Tree *tree = suite.catalog.tree;
    for (NodeId at = child_named(tree, tree_root_element(tree), "test-set"); at != NODE_NONE;
         at = next_named(tree, at, "test-set")) {
        Slice file = attribute_of(tree, at, "file");
        Slice path = arena_join(suite.arena, suite.directory, file);
        if (count < SETS_MAX && access(arena_c_string(suite.arena, path), R_OK) == 0)
            names[0][count++] = strndup(file.at, file.len);
    }
    arena_free(suite.arena);
    return true;
}

static bool run_sets_of_catalog(const Options *options, Tally *total)
{
    static char *sets[SETS_MAX + 1];
    char **context[2] = {sets, (char **)options};
    Guard guard = {0};
    Faults *faults = calloc(1, sizeof *faults);
    bool is_read = guard_run(&guard, list_sets, context, faults);
    free(faults);
    for (size_t i = 0; sets[i]; i++) {
        run_set(options, sets[i], total);
        free(sets[i]);
    }
    return is_read;
}

static bool read_options(int count, char **words, Options *options)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "-v") == 0)
            options->verbose = true;
        else if (strcmp(words[i], "-s") == 0 && i + 1 < count)
            options->only_set = words[++i];
        else if (strcmp(words[i], "-c") == 0 && i + 1 < count)
            options->only_case = words[++i];
        else if (words[i][0] == '-')
            return false;
        else if (!options->directory)
            options->directory = words[i];
        else
            options->sets_file = words[i];
    }
    return options->directory != NULL;
}

int main(int count, char **words)
{
    Options options = {0};
    if (!read_options(count, words, &options)) {
        fprintf(stderr, "usage: qt3 DIR [SETS-FILE] [-v] [-s SET] [-c CASE]\n");
        return 2;
    }
    char absolute[PATH_MAX];
    if (!realpath(options.directory, absolute)) {
        fprintf(stderr, "%s: no such folder\n", options.directory);
        return 2;
    }
    options.directory = absolute;
    Tally total = {0};
    bool is_read = options.sets_file ? run_sets_of_file(&options, &total)
                                     : run_sets_of_catalog(&options, &total);
    printf("\nNot applicable:\n");
    for (size_t i = 0; i < REASONS_MAX && total.reasons[i].count; i++)
        printf("%7u  %s\n", total.reasons[i].count, total.reasons[i].text);
    printf("\n%u passed, %u failed\n", total.passed, total.failed);
    return !is_read || total.failed > 0 ? 1 : 0;
}
