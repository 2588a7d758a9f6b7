// SPDX-License-Identifier: Apache-2.0
// Brings a publication into the library.
//
//     path ─► copied beside the library ─► schemas found ─► each compiled ─► index written ─► moved
//     into place
//
// All or nothing: until the last step the new publication lies in a folder that no reader looks
// into (its name begins with a dot), and what goes wrong before removes it.

#include "rules/library.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "rules/data.h"
#include "rules/publication.h"
#include "rules/rules.h"
#include "schema/xsd.h"

typedef struct Adding {
    Arena *arena;
    const LibraryAdd *what;
    Slice folder; // the library
    Slice name;   // of the publication
    Slice draft;  // the folder that it is made in
    const Library *library;
    const Json *known;
    Faults *faults;
} Adding;

// "a/b/EN16931-UBL.sch" ─► "EN16931-UBL"
static Slice stem_of(Slice path)
{
    while (path.len > 1 && path.at[path.len - 1] == '/')
        path.len--;
    for (size_t i = path.len; i-- > 0;)
        if (path.at[i] == '/') {
            path = slice_part(path, i + 1, path.len);
            break;
        }
    static const char *const suffixes[] = {".sch", ".xml", ".xsd", ".zip", ".ZIP"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (slice_ends(path, slice_of(suffixes[i])) && path.len > 4)
            return slice_part(path, 0, path.len - 4);
    return path;
}

static bool is_usable_name(Slice name)
{
    return name.len > 0 && name.len < 200 && name.at[0] != '.' &&
           memchr(name.at, '/', name.len) == NULL;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_tree(Slice folder)
{
    enum { OPEN_FOLDERS = 16 };
    nftw(folder.at, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

// ---- What a rule set is for ----

static bool matches_any(const Json *globs, Slice text)
{
    for (size_t i = 0; i < json_count(globs); i++)
        if (glob_matches(json_text(globs->items[i]), text))
            return true;
    return false;
}

static Globs globs_of(Arena *arena, const Json *json)
{
    Globs globs = {0};
    if (json == NULL || json->kind != JSON_ARRAY)
        return globs;
    globs.at = arena_array(arena, Slice, json->count);
    for (size_t i = 0; i < json->count; i++)
        globs.at[globs.count++] = json_text(json->items[i]);
    return globs;
}

// What is known of published rule sets comes before what their tests seem to say.
static void apply_known(Adding *it, const LibrarySet *set, Fits *fits)
{
    const Json *rows = json_get(it->known, S("publications"));
    for (size_t i = 0; rows != NULL && i < rows->count; i++) {
        const Json *row = rows->items[i];
        if (!matches_any(json_get(row, S("file")), stem_of(set->schema)) &&
            !matches_any(json_get(row, S("title")), set->title))
            continue;
        fits->customizations = globs_of(it->arena, json_get(row, S("customization")));
        fits->profiles = globs_of(it->arena, json_get(row, S("profile")));
        return;
    }
}

static bool is_structure(Slice schema)
{
    return slice_ends(schema, S(".xsd"));
}

static bool derive_fits(Adding *it, LibrarySet *set)
{
    if (!is_structure(set->schema) &&
        !fits_of_schema(it->arena, set->schema.at, &set->fits, it->faults))
        return false;
    if (!is_structure(set->schema))
        apply_known(it, set, &set->fits);
    const Fits *given = &it->what->overrides;
    if (given->root_count > 0) {
        set->fits.roots = given->roots;
        set->fits.root_count = given->root_count;
    }
    if (given->customizations.count > 0)
        set->fits.customizations = given->customizations;
    if (given->profiles.count > 0)
        set->fits.profiles = given->profiles;
    return true;
}

// ---- The sets ----

static bool is_taken(const Adding *it, const LibrarySet *sets, size_t count, Slice name)
{
    const LibrarySet *other = library_find(it->library, name);
    if (other != NULL && !slice_equal(other->publication, it->name))
        return true;
    for (size_t i = 0; i < count; i++)
        if (slice_equal(sets[i].name, name))
            return true;
    return false;
}

// The file's name, with the publication's before it or a number behind it where that is taken.
static Slice unique_name(Adding *it, const LibrarySet *sets, size_t count, Slice schema)
{
    Slice stem = stem_of(schema), name = stem;
    if (is_taken(it, sets, count, name))
        name = arena_print(it->arena, "%.*s-%.*s", (int)it->name.len, it->name.at, (int)stem.len,
                           stem.at);
    for (unsigned i = 2; is_taken(it, sets, count, name); i++)
        name = arena_print(it->arena, "%.*s-%.*s-%u", (int)it->name.len, it->name.at, (int)stem.len,
                           stem.at, i);
    return name;
}

typedef struct Compile {
    LibrarySet *set;
    Arena *arena; // of the answer; the rule set itself is only tried
    Faults *faults;
} Compile;

// What it is for is known from what it declares: the elements that a document may begin with.
static bool compile_structure(Arena *scratch, Compile *it)
{
    const char *paths[] = {it->set->schema.at};
    const XsdSchema *schema = xsd_load(scratch, paths, 1, NULL, it->faults);
    if (schema == NULL)
        return false;
    LibrarySet *set = it->set;
    set->title = arena_copy(it->arena, xsd_target(schema));
    set->digest = xsd_digest(it->arena, schema);
    set->fits.roots = arena_array(it->arena, FitRoot, xsd_root_count(schema));
    for (size_t i = 0; i < xsd_root_count(schema); i++) {
        Slice uri, local;
        xsd_root(schema, i, &uri, &local);
        if (slice_equal(uri, xsd_target(schema)))
            set->fits.roots[set->fits.root_count++] =
                (FitRoot){.name = arena_copy(it->arena, local), .uri = arena_copy(it->arena, uri)};
    }
    return true;
}

static bool compile(Arena *scratch, void *context)
{
    Compile *it = context;
    if (is_structure(it->set->schema))
        return compile_structure(scratch, it);
    RulesetOptions options = {.phase = it->set->phase};
    const Ruleset *ruleset = ruleset_load(scratch, it->set->schema.at, &options, it->faults);
    if (ruleset == NULL)
        return false;
    it->set->title = arena_copy(it->arena, ruleset->title);
    it->set->version = arena_copy(it->arena, ruleset->version);
    it->set->digest = arena_copy(it->arena, ruleset->digest);
    return true;
}

static bool make_sets(Adding *it, const SchemaList *schemas, LibrarySet *sets)
{
    for (size_t i = 0; i < schemas->count; i++) {
        Slice schema = schemas->at[i];
        LibrarySet *set = &sets[i];
        *set = (LibrarySet){
            .publication = it->name,
            .name = unique_name(it, sets, i, schema),
            .schema =
                arena_print(it->arena, "%s/files/%.*s", it->draft.at, (int)schema.len, schema.at),
            .phase = it->what->phase,
        };
        Compile context = {set, it->arena, it->faults};
        if (!arena_run(0, compile, &context, it->faults))
            return false;
        if (!derive_fits(it, set))
            return false;
    }
    return true;
}

// ---- Into place ----

static bool move_into_place(Adding *it)
{
    Slice place = arena_print(it->arena, "%s/%.*s", it->folder.at, (int)it->name.len, it->name.at);
    Slice old = arena_print(it->arena, "%s/.old-%d", it->folder.at, (int)getpid());
    bool has_old = access(place.at, F_OK) == 0;
    if (has_old && !it->what->replaces)
        return fault_add(
            it->faults, FAULT_USAGE, 0, 0,
            "the library has a publication \"%.*s\" already; --replace takes its place, --name "
            "gives this one another name",
            (int)it->name.len, it->name.at);
    if (has_old && rename(place.at, old.at) != 0)
        return fault_add(it->faults, FAULT_IO, 0, 0, "%s cannot be moved away: %s", place.at,
                         strerror(errno));
    if (rename(it->draft.at, place.at) != 0) {
        fault_add(it->faults, FAULT_IO, 0, 0, "%s cannot be moved into place: %s", it->draft.at,
                  strerror(errno));
        if (has_old)
            rename(old.at, place.at);
        return false;
    }
    if (has_old)
        remove_tree(old);
    return true;
}

static bool make_publication(Adding *it, Library *added)
{
    Slice files = arena_print(it->arena, "%s/files", it->draft.at);
    SchemaList schemas;
    if (!folder_make(it->arena, it->draft, it->faults) ||
        !publication_copy(it->arena, it->what->path, files, it->faults) ||
        !publication_schemas(it->arena, files, &schemas, it->faults))
        return false;
    added->sets = arena_array(it->arena, LibrarySet, schemas.count);
    added->count = schemas.count;
    if (!make_sets(it, &schemas, added->sets) ||
        !library_write_index(it->arena, it->draft, added->sets, added->count, it->faults) ||
        !move_into_place(it))
        return false;
    for (size_t i = 0; i < added->count; i++)
        added->sets[i].schema =
            arena_print(it->arena, "%s/%.*s/files/%.*s", it->folder.at, (int)it->name.len,
                        it->name.at, (int)schemas.at[i].len, schemas.at[i].at);
    return true;
}

static const Json *read_known(Arena *arena, Faults *faults)
{
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_equal(slice_of(file->name), S("rules/known.json")))
            return json_read(arena, file->text, faults);
    return NULL;
}

// The drafts of this process are told apart from those of others by its number.
const Library *library_add(Arena *arena, Slice folder, const LibraryAdd *what, Faults *faults)
{
    Adding it = {
        .arena = arena,
        .what = what,
        .folder = arena_copy(arena, folder),
        .name = what->name.len > 0 ? what->name : arena_copy(arena, stem_of(slice_of(what->path))),
        .draft = arena_print(arena, "%.*s/.new-%d", (int)folder.len, folder.at, (int)getpid()),
        .known = read_known(arena, faults),
        .faults = faults,
    };
    if (!is_usable_name(it.name)) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "\"%.*s\" cannot be the name of a folder; --name gives another", (int)it.name.len,
                  it.name.at);
        return NULL;
    }
    it.library = library_read(arena, folder, faults);
    if (it.library == NULL || !folder_make(arena, folder, faults))
        return NULL;
    Library *added = arena_array(arena, Library, 1);
    added->folder = it.folder;
    bool is_good = make_publication(&it, added);
    if (!is_good)
        remove_tree(it.draft);
    return is_good ? added : NULL;
}
