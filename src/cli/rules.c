// SPDX-License-Identifier: Apache-2.0
// `madoguchi rules add|list|show|remove`: the rule library.

#include "rules/library.h"

#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "rules/rules.h"

typedef struct Work {
    const Arguments *arguments;
    Faults *faults;
} Work;

static void print(const char *label, Slice text)
{
    if (text.len > 0)
        printf("  %-14s %.*s\n", label, (int)text.len, text.at);
}

static void print_globs(const char *label, Globs globs)
{
    for (size_t i = 0; i < globs.count; i++)
        print(i == 0 ? label : "", globs.at[i]);
}

static void print_fits(const Fits *fits)
{
    for (size_t i = 0; i < fits->root_count; i++) {
        const FitRoot *root = &fits->roots[i];
        printf("  %-14s %.*s%s%.*s%s\n", i == 0 ? "documents" : "", (int)root->name.len,
               root->name.at, root->uri.len ? " (" : "", (int)root->uri.len,
               root->uri.len ? root->uri.at : "", root->uri.len ? ")" : "");
    }
    print_globs("customization", fits->customizations);
    print_globs("profile", fits->profiles);
    if (fits->root_count == 0)
        printf("  %-14s none found in its rules: name them with --for root={NAMESPACE}NAME, or in "
               "the index\n",
               "documents");
    else if (fits->customizations.count == 0 && fits->profiles.count == 0)
        printf("  %-14s any: its rules name no identifiers; --for customization=TEXT narrows it\n",
               "customization");
}

static void print_set(const LibrarySet *set)
{
    printf("%.*s%s\n", (int)set->name.len, set->name.at, set->is_off ? " (off)" : "");
    print("title", set->title);
    print("version", set->version);
    print("publication", set->publication);
    print("phase", set->phase);
    print_fits(&set->fits);
}

static void write_set(JsonWriter *writer, const LibrarySet *set)
{
    json_open(writer, '{');
    json_field(writer, "name", set->name);
    json_field(writer, "title", set->title);
    json_field(writer, "version", set->version);
    json_field(writer, "publication", set->publication);
    json_field(writer, "schema", set->schema);
    json_field(writer, "sha256", set->digest);
    json_field(writer, "phase", set->phase);
    json_field_boolean(writer, "on", !set->is_off);
    fits_write(writer, &set->fits);
    json_close(writer, '}');
}

static bool wants_json(const Arguments *arguments)
{
    const char *format = argument_value(arguments, "format");
    return format != NULL && strcmp(format, "json") == 0;
}

static void print_json(Arena *arena, const LibrarySet *sets, size_t count, bool is_list)
{
    JsonWriter writer = json_writer(arena);
    if (is_list)
        json_open(&writer, '[');
    for (size_t i = 0; i < count; i++)
        write_set(&writer, &sets[i]);
    if (is_list)
        json_close(&writer, ']');
    printf("%.*s\n", (int)writer.out->len, writer.out->at);
}

static int run(const Arguments *arguments, bool work(Arena *arena, void *context))
{
    Faults faults = {0};
    Work it = {arguments, &faults};
    bool is_good = arena_run(0, work, &it, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}

// ---- add ----

static bool add(Arena *arena, void *context)
{
    Work *it = context;
    const char *name = argument_value(it->arguments, "name");
    const char *phase = argument_value(it->arguments, "phase");
    LibraryAdd what = {
        .path = operand_at(it->arguments, 0),
        .name = slice_of(name != NULL ? name : ""),
        .phase = slice_of(phase != NULL ? phase : ""),
        .replaces = argument_is_given(it->arguments, "replace"),
    };
    const char *spec;
    for (size_t i = 0; (spec = argument_at(it->arguments, "for", i)) != NULL; i++)
        if (!fits_add_spec(arena, &what.overrides, slice_of(spec), it->faults))
            return false;
    Slice folder = library_folder(arena, argument_value(it->arguments, "library"));
    const Library *added = library_add(arena, folder, &what, it->faults);
    if (added == NULL)
        return false;
    for (size_t i = 0; i < added->count; i++)
        print_set(&added->sets[i]);
    printf("\n%zu rule set%s added to %.*s\n", added->count, added->count == 1 ? "" : "s",
           (int)folder.len, folder.at);
    return true;
}

int run_rules_add(const Arguments *arguments)
{
    return run(arguments, add);
}

// ---- list ----

static bool list(Arena *arena, void *context)
{
    Work *it = context;
    Slice folder = library_folder(arena, argument_value(it->arguments, "library"));
    const Library *library = library_read(arena, folder, it->faults);
    if (library == NULL)
        return false;
    if (wants_json(it->arguments)) {
        print_json(arena, library->sets, library->count, true);
        return true;
    }
    for (size_t i = 0; i < library->count; i++)
        print_set(&library->sets[i]);
    if (library->count == 0)
        printf("The library %.*s is empty; madoguchi rules add PATH puts rule sets into it.\n",
               (int)folder.len, folder.at);
    return true;
}

int run_rules_list(const Arguments *arguments)
{
    return run(arguments, list);
}

// ---- show ----

// What only the compiled rule set knows; and whether it is still the one that was added.
static bool show_compiled(Arena *arena, const LibrarySet *set, Faults *faults)
{
    RulesetOptions options = {.phase = set->phase};
    const Ruleset *ruleset = ruleset_load(arena, set->schema.at, &options, faults);
    if (ruleset == NULL)
        return false;
    for (size_t i = 0; i < ruleset->phase_count; i++)
        print(i == 0 ? "phases" : "", ruleset->phases[i]);
    printf("  %-14s %zu patterns, %zu rules, %zu assertions\n", "size", ruleset->pattern_count,
           ruleset->rule_count, ruleset->assertion_count);
    if (!slice_equal(ruleset->digest, set->digest))
        printf("  %-14s its files are not those that were added\n", "CHANGED");
    return true;
}

static bool show(Arena *arena, void *context)
{
    Work *it = context;
    Slice folder = library_folder(arena, argument_value(it->arguments, "library"));
    const Library *library = library_read(arena, folder, it->faults);
    if (library == NULL)
        return false;
    const char *name = operand_at(it->arguments, 0);
    const LibrarySet *set = library_find(library, slice_of(name));
    if (set == NULL)
        return fault_add(
            it->faults, FAULT_USAGE, 0, 0,
            "the library has no rule set \"%s\"; madoguchi rules list shows what it has", name);
    if (wants_json(it->arguments)) {
        print_json(arena, set, 1, false);
        return true;
    }
    print_set(set);
    print("schema", set->schema);
    print("SHA-256", set->digest);
    return show_compiled(arena, set, it->faults);
}

int run_rules_show(const Arguments *arguments)
{
    return run(arguments, show);
}

// ---- remove ----

static bool remove_set(Arena *arena, void *context)
{
    Work *it = context;
    Slice folder = library_folder(arena, argument_value(it->arguments, "library"));
    const char *name = operand_at(it->arguments, 0);
    if (!library_remove(arena, folder, slice_of(name), it->faults))
        return false;
    printf("%s removed from %.*s\n", name, (int)folder.len, folder.at);
    return true;
}

int run_rules_remove(const Arguments *arguments)
{
    return run(arguments, remove_set);
}
