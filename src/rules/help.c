// SPDX-License-Identifier: Apache-2.0
// Finds the help text of a rule among the files that know something about its rule set.

#include "rules/help.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "rules/data.h"
#include "rules/fits.h"

typedef struct HelpFile {
    const Json *rules;
    struct HelpFile *next;
} HelpFile;

struct HelpBook {
    HelpFile *first, **end;
};

enum { HELP_FILE_MAX = 16 << 20 }; // bytes; ours has 110 thousand

static bool is_for(const Json *json, Slice name, Slice title)
{
    const Json *globs = json_get(json, S("for"));
    if (globs == NULL || globs->kind != JSON_ARRAY)
        return false;
    for (size_t i = 0; i < globs->count; i++) {
        Slice glob = json_text(globs->items[i]);
        if (glob_matches(glob, name) || glob_matches(glob, title))
            return true;
    }
    return false;
}

static void add_file(Arena *arena, HelpBook *book, const Json *json)
{
    HelpFile *file = arena_array(arena, HelpFile, 1);
    file->rules = json_get(json, S("rules"));
    *book->end = file;
    book->end = &file->next;
}

// NULL where there is no such file, or with a fault where it is no good.
static const Json *read_file(Arena *arena, const char *path, Faults *faults)
{
    if (access(path, F_OK) != 0)
        return NULL;
    size_t before = faults->count;
    Slice text;
    const Json *json = NULL;
    if (file_read(arena, path, HELP_FILE_MAX, &text, faults))
        json = json_read(arena, text, faults);
    fault_set_file(faults, before, path);
    return json;
}

static void add_companion(Arena *arena, HelpBook *book, const char *schema, Faults *faults)
{
    Slice path = slice_of(schema);
    size_t stem = path.len;
    while (stem > 0 && path.at[stem - 1] != '.' && path.at[stem - 1] != '/')
        stem--;
    stem = stem > 0 && path.at[stem - 1] == '.' ? stem - 1 : path.len;
    Slice companion = arena_print(arena, "%.*s.help.json", (int)stem, path.at);
    const Json *json = read_file(arena, companion.at, faults);
    if (json != NULL)
        add_file(arena, book, json);
}

static int is_help_name(const struct dirent *entry)
{
    return slice_ends(slice_of(entry->d_name), S(".help.json"));
}

static void add_folder(Arena *arena, HelpBook *book, const char *folder, Slice name, Slice title,
                       Faults *faults)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_help_name, alphasort);
    for (int i = 0; i < count; i++) {
        Slice path = arena_print(arena, "%s/%s", folder, entries[i]->d_name);
        const Json *json = read_file(arena, path.at, faults);
        if (json != NULL && is_for(json, name, title))
            add_file(arena, book, json);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

const HelpBook *help_read(Arena *arena, const char *schema, Slice name, Slice title,
                          const char *folder, Faults *faults)
{
    HelpBook *book = arena_array(arena, HelpBook, 1);
    book->end = &book->first;
    if (schema != NULL)
        add_companion(arena, book, schema, faults);
    if (folder != NULL)
        add_folder(arena, book, folder, name, title, faults);
    for (const DataFile *file = data_files; file->name != NULL; file++) {
        if (!slice_starts(slice_of(file->name), S("help/")))
            continue;
        const Json *json = json_read(arena, file->text, faults);
        if (json != NULL && is_for(json, name, title))
            add_file(arena, book, json);
    }
    return book;
}

const HelpBook *help_read_text(Arena *arena, Slice text, Faults *faults)
{
    HelpBook *book = arena_array(arena, HelpBook, 1);
    book->end = &book->first;
    const Json *json = json_read(arena, text, faults);
    if (json != NULL)
        add_file(arena, book, json);
    return book;
}

// A text for all, or the one of the key; `otherwise` where the key has none; at last the first.
static Slice choose(const Json *json, Slice key, Slice otherwise)
{
    if (json == NULL || json->kind != JSON_OBJECT)
        return json_text(json);
    const Json *found = json_get(json, key);
    if (found == NULL)
        found = json_get(json, otherwise);
    if (found == NULL && json->count > 0)
        found = json->members[0].value;
    return json_text(found);
}

HelpText help_find(const HelpBook *book, Slice rule, Slice language, Slice root)
{
    for (const HelpFile *file = book->first; file != NULL; file = file->next) {
        const Json *entry = json_get(file->rules, rule);
        if (entry != NULL)
            return (HelpText){
                .why = choose(json_get(entry, S("why")), language, S("en")),
                .remedy = choose(json_get(entry, S("remedy")), language, S("en")),
                .example = choose(json_get(entry, S("example")), root, S("*")),
            };
    }
    return (HelpText){0};
}
