// SPDX-License-Identifier: Apache-2.0
// Reads, writes and mends the indexes of the rule library.
//
//     index.json ─► [LibrarySet] ─► which rule sets fit a document

#include "rules/library.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"

enum { INDEX_MAX = 4 << 20 }; // bytes; an index of hundred rule sets has 40 thousand

Slice library_folder(Arena *arena, const char *asked)
{
    const char *given = asked != NULL ? asked : getenv("MADOGUCHI_RULES");
    if (given != NULL && given[0] != '\0')
        return arena_copy(arena, slice_of(given));
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data != NULL &&
        data[0] == '/') // relative ones are to be ignored, says the XDG specification
        return arena_print(arena, "%s/madoguchi/rules", data);
    return arena_print(arena, "%s/.local/share/madoguchi/rules", home != NULL ? home : "");
}

// ---- Reading ----

static Globs read_globs(Arena *arena, const Json *json)
{
    Globs globs = {0};
    if (json == NULL || json->kind != JSON_ARRAY)
        return globs;
    globs.at = arena_array(arena, Slice, json->count);
    for (size_t i = 0; i < json->count; i++)
        if (json->items[i]->kind == JSON_STRING)
            globs.at[globs.count++] = json->items[i]->text;
    return globs;
}

static Fits read_fits(Arena *arena, const Json *json)
{
    Fits fits = {
        .customizations = read_globs(arena, json_get(json, S("customization"))),
        .profiles = read_globs(arena, json_get(json, S("profile"))),
    };
    const Json *roots = json_get(json, S("roots"));
    if (roots == NULL || roots->kind != JSON_ARRAY)
        return fits;
    fits.roots = arena_array(arena, FitRoot, roots->count);
    for (size_t i = 0; i < roots->count; i++)
        fits.roots[fits.root_count++] = (FitRoot){
            .name = json_get_text(roots->items[i], S("name")),
            .uri = json_get_text(roots->items[i], S("namespace")),
        };
    return fits;
}

static bool read_set(Arena *arena, Slice folder, Slice publication, const Json *json,
                     LibrarySet *set, Faults *faults)
{
    const Json *on = json_get(json, S("on"));
    Slice file = json_get_text(json, S("schema"));
    *set = (LibrarySet){
        .publication = publication,
        .name = json_get_text(json, S("name")),
        .title = json_get_text(json, S("title")),
        .version = json_get_text(json, S("version")),
        .digest = json_get_text(json, S("digest")),
        .phase = json_get_text(json, S("phase")),
        .is_off = on != NULL && on->kind == JSON_FALSE,
        .fits = read_fits(arena, json_get(json, S("for"))),
    };
    if (set->name.len == 0 || file.len == 0)
        return fault_add(faults, FAULT_SYNTAX, json->line, json->column,
                         "a rule set needs a \"name\" and a \"schema\"");
    set->schema = arena_print(arena, "%.*s/%.*s/%.*s", (int)folder.len, folder.at,
                              (int)publication.len, publication.at, (int)file.len, file.at);
    return true;
}

static void add_set(Arena *arena, Library *library, LibrarySet set)
{
    size_t size = library->count * sizeof set;
    library->sets = arena_resize(arena, library->sets, size, size + sizeof set);
    library->sets[library->count++] = set;
}

static bool read_index(Arena *arena, Library *library, Slice publication, Faults *faults)
{
    Slice path = arena_print(arena, "%.*s/%.*s/index.json", (int)library->folder.len,
                             library->folder.at, (int)publication.len, publication.at);
    size_t before = faults->count;
    Slice text;
    const Json *json = NULL;
    if (file_read(arena, path.at, INDEX_MAX, &text, faults))
        json = json_read(arena, text, faults);
    const Json *sets = json_get(json, S("sets"));
    if (json != NULL && (sets == NULL || sets->kind != JSON_ARRAY))
        fault_add(faults, FAULT_SYNTAX, json->line, json->column, "\"sets\" must be a list");
    for (size_t i = 0; i < json_count(sets); i++) {
        LibrarySet set;
        if (read_set(arena, library->folder, publication, sets->items[i], &set, faults))
            add_set(arena, library, set);
    }
    fault_set_file(faults, before, path.at);
    return faults->count == before;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

const Library *library_read(Arena *arena, Slice folder, Faults *faults)
{
    Library *library = arena_array(arena, Library, 1);
    library->folder = arena_copy(arena, folder);
    struct dirent **entries;
    int count = scandir(library->folder.at, &entries, is_visible, alphasort);
    if (count < 0)
        return errno == ENOENT
                   ? library
                   : (fault_add(faults, FAULT_IO, 0, 0, "the rule library %s cannot be read: %s",
                                library->folder.at, strerror(errno)),
                      NULL);
    bool is_good = true;
    for (int i = 0; i < count; i++) {
        is_good &=
            read_index(arena, library, arena_copy(arena, slice_of(entries[i]->d_name)), faults);
        free(entries[i]);
    }
    free(entries);
    return is_good ? library : NULL;
}

const LibrarySet *library_find(const Library *library, Slice name)
{
    for (size_t i = 0; i < library->count; i++)
        if (slice_equal(library->sets[i].name, name))
            return &library->sets[i];
    return NULL;
}

// ---- Writing ----

static void write_set(JsonWriter *writer, const LibrarySet *set, Slice folder)
{
    json_open(writer, '{');
    json_field(writer, "name", set->name);
    json_field(writer, "title", set->title);
    json_field(writer, "version", set->version);
    json_field(writer, "digest", set->digest);
    json_field(writer, "schema", slice_part(set->schema, folder.len + 1, set->schema.len));
    json_field(writer, "phase", set->phase);
    json_field_boolean(writer, "on", !set->is_off);
    json_field_open(writer, "for", '{');
    fits_write(writer, &set->fits);
    json_close(writer, '}');
    json_close(writer, '}');
}

bool library_write_index(Arena *arena, Slice publication_folder, const LibrarySet *sets,
                         size_t count, Faults *faults)
{
    JsonWriter writer = json_writer(arena);
    json_open(&writer, '{');
    json_field(&writer, "about",
               S("Which documents these rule sets are for. Edit freely: * stands for any text, an "
                 "empty list "
                 "for anything; \"on\": false keeps a set out of automatic checks."));
    json_field_open(&writer, "sets", '[');
    for (size_t i = 0; i < count; i++)
        write_set(&writer, &sets[i], publication_folder);
    json_close(&writer, ']');
    json_close(&writer, '}');
    buffer_add_char(writer.out, '\n');
    Slice path =
        arena_print(arena, "%.*s/index.json", (int)publication_folder.len, publication_folder.at);
    return file_replace(arena, path, buffer_slice(writer.out), faults);
}

// ---- Removing ----

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static bool remove_tree(Slice folder, Faults *faults)
{
    enum { OPEN_FOLDERS = 16 };
    if (nftw(folder.at, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be removed: %s", folder.at,
                         strerror(errno));
    return true;
}

bool library_remove(Arena *arena, Slice folder, Slice name, Faults *faults)
{
    const Library *library = library_read(arena, folder, faults);
    if (library == NULL)
        return false;
    // A set goes alone while its publication has others; the last takes the files with it.
    const LibrarySet *set = library_find(library, name);
    Slice publication = set != NULL ? set->publication : name;
    LibrarySet *others = arena_array(arena, LibrarySet, library->count);
    size_t count = 0, found = 0;
    for (size_t i = 0; i < library->count; i++) {
        const LibrarySet *other = &library->sets[i];
        if (!slice_equal(other->publication, publication))
            continue;
        found++;
        if (set != NULL && other != set)
            others[count++] = *other;
    }
    if (found == 0)
        return fault_add(
            faults, FAULT_USAGE, 0, 0,
            "the library has no rule set or publication \"%.*s\"; madoguchi rules list shows "
            "what it has",
            (int)name.len, name.at);
    Slice place = arena_print(arena, "%.*s/%.*s", (int)folder.len, folder.at, (int)publication.len,
                              publication.at);
    return count > 0 ? library_write_index(arena, place, others, count, faults)
                     : remove_tree(place, faults);
}

// ---- --for ----

static void add_glob(Arena *arena, Globs *globs, Slice glob)
{
    size_t size = globs->count * sizeof *globs->at;
    globs->at = arena_resize(arena, globs->at, size, size + sizeof *globs->at);
    globs->at[globs->count++] = glob;
}

bool fits_add_spec(Arena *arena, Fits *fits, Slice spec, Faults *faults)
{
    Slice value = arena_copy(arena, spec);
    Slice key = slice_cut(&value, '=');
    if (slice_equal(key, S("customization"))) {
        add_glob(arena, &fits->customizations, value);
    } else if (slice_equal(key, S("profile"))) {
        add_glob(arena, &fits->profiles, value);
    } else if (slice_equal(key, S("root")) && value.len > 0) {
        FitRoot root = {.name = value, .uri = {"", 0}};
        if (value.at[0] == '{') {
            root.uri = slice_cut(&root.name, '}');
            root.uri = slice_part(root.uri, 1, root.uri.len);
        }
        size_t size = fits->root_count * sizeof root;
        fits->roots = arena_resize(arena, fits->roots, size, size + sizeof root);
        fits->roots[fits->root_count++] = root;
    } else {
        return fault_add(
            faults, FAULT_USAGE, 0, 0,
            "--for needs root={NAMESPACE}NAME, customization=TEXT or profile=TEXT (* stands for "
            "any text); found \"%.*s\"",
            (int)spec.len, spec.at);
    }
    return true;
}
