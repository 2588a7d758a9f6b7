// SPDX-License-Identifier: Apache-2.0
// Copies publications into the library and finds the schemas in them.
//
//     .sch, .xsd, folder, .zip ─► [files in the library's folder] ─► schemas ─► compiled, indexed
//
// Everything is bounded, and no name in an archive or a schema leads out of its folder.

#include "rules/publication.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zip.h>

#include "base/file.h"
#include "base/table.h"
#include "tree/xml.h"

enum {
    FILES_MAX = 20000, // the largest publication we know has 900
    FOLDER_DEPTH_MAX = 32,
    FILE_MAX = 64 << 20, // bytes; the largest code list we know has 3 million
    TOTAL_MAX = 1 << 30,
};

#define NS_SCHEMATRON S("http://purl.oclc.org/dsdl/schematron")
#define NS_XML_SCHEMA S("http://www.w3.org/2001/XMLSchema")

typedef struct Copy {
    Arena *arena;
    Slice target;
    size_t files, bytes;
    Table *taken; // of a schema's parts: names relative to its folder
    Faults *faults;
} Copy;

// Makes the folders above `path` (below a folder that is there).
static bool make_folders(Copy *copy, Slice path)
{
    char *text = (char *)arena_copy(copy->arena, path).at;
    for (size_t i = copy->target.len; i < path.len; i++) {
        if (text[i] != '/')
            continue;
        text[i] = '\0';
        if (mkdir(text, 0777) != 0 && errno != EEXIST)
            return fault_add(copy->faults, FAULT_IO, 0, 0, "the folder %s cannot be made: %s", text,
                             strerror(errno));
        text[i] = '/';
    }
    return true;
}

static bool write_part(Copy *copy, Slice name, Slice bytes)
{
    copy->files++;
    copy->bytes += bytes.len;
    if (copy->files > FILES_MAX || copy->bytes > TOTAL_MAX)
        return fault_add(copy->faults, FAULT_LIMIT, 0, 0,
                         "a publication may have %d files and %d bytes", FILES_MAX, TOTAL_MAX);
    Slice path = arena_print(copy->arena, "%.*s/%.*s", (int)copy->target.len, copy->target.at,
                             (int)name.len, name.at);
    if (!make_folders(copy, path))
        return false;
    FILE *file = fopen(path.at, "wb");
    bool is_written = file != NULL && fwrite(bytes.at, 1, bytes.len, file) == bytes.len;
    if (file != NULL)
        is_written &= fclose(file) == 0;
    return is_written || fault_add(copy->faults, FAULT_IO, 0, 0, "%s cannot be written: %s",
                                   path.at, strerror(errno));
}

// ---- A folder ----

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// Calls `visit` for every regular file below `folder`; `name` is relative to where the walk began.
static bool walk(Arena *arena, Slice folder, Slice name, int depth,
                 bool visit(void *context, Slice path, Slice name), void *context, Faults *faults)
{
    if (depth > FOLDER_DEPTH_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "%s lies more than %d folders deep", folder.at,
                         FOLDER_DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(folder.at, &entries, is_visible, alphasort);
    if (count < 0)
        return fault_add(faults, FAULT_IO, 0, 0, "the folder %s cannot be read: %s", folder.at,
                         strerror(errno));
    bool is_good = true;
    for (int i = 0; i < count; i++) {
        Slice path = arena_print(arena, "%s/%s", folder.at, entries[i]->d_name);
        Slice below = arena_print(arena, "%.*s%s%s", (int)name.len, name.at, name.len ? "/" : "",
                                  entries[i]->d_name);
        struct stat status;
        free(entries[i]);
        if (!is_good || stat(path.at, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            is_good = walk(arena, path, below, depth + 1, visit, context, faults);
        else if (S_ISREG(status.st_mode))
            is_good = visit(context, path, below);
    }
    free(entries);
    return is_good;
}

static bool copy_file(void *context, Slice path, Slice name)
{
    Copy *copy = context;
    Slice bytes;
    return file_read(copy->arena, path.at, FILE_MAX, &bytes, copy->faults) &&
           write_part(copy, name, bytes);
}

// ---- An archive ----

static bool is_safe_name(Slice name)
{
    if (name.len == 0 || name.at[0] == '/' || memchr(name.at, '\\', name.len) != NULL)
        return false;
    while (name.len > 0) {
        Slice part = slice_cut(&name, '/');
        if (slice_equal(part, S("..")))
            return false;
    }
    return true;
}

static void close_zip(void *archive)
{
    zip_discard(archive);
}

static bool copy_entry(Copy *copy, zip_t *archive, zip_uint64_t index)
{
    zip_stat_t status;
    if (zip_stat_index(archive, index, 0, &status) != 0)
        return fault_add(copy->faults, FAULT_IO, 0, 0, "the archive's entry %llu is broken: %s",
                         (unsigned long long)index, zip_strerror(archive));
    Slice name = slice_of(status.name);
    if (slice_ends(name, S("/")) || slice_starts(name, S("__MACOSX/")))
        return true;
    if (!is_safe_name(name))
        return fault_add(copy->faults, FAULT_SYNTAX, 0, 0,
                         "the archive's entry \"%s\" leads out of its folder", status.name);
    if (status.size > FILE_MAX)
        return fault_add(copy->faults, FAULT_LIMIT, 0, 0,
                         "the archive's entry %s has more than %d bytes", status.name, FILE_MAX);
    char *bytes = arena_take_raw(copy->arena, (size_t)status.size, 1);
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    zip_int64_t got = file != NULL ? zip_fread(file, bytes, status.size) : -1;
    if (file != NULL)
        zip_fclose(file);
    if (got < 0 || (zip_uint64_t)got != status.size)
        return fault_add(copy->faults, FAULT_IO, 0, 0, "the archive's entry %s cannot be unpacked",
                         status.name);
    return write_part(copy, name, (Slice){bytes, (size_t)got});
}

static bool copy_archive(Copy *copy, const char *path)
{
    int code;
    zip_t *archive = zip_open(path, ZIP_RDONLY, &code);
    if (archive == NULL) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        fault_add(copy->faults, FAULT_IO, 0, 0, "%s is no ZIP archive: %s", path,
                  zip_error_strerror(&error));
        zip_error_fini(&error);
        return false;
    }
    arena_defer(copy->arena, close_zip, archive);
    zip_int64_t count = zip_get_num_entries(archive, 0);
    bool is_good = count <= FILES_MAX;
    if (!is_good)
        fault_add(copy->faults, FAULT_LIMIT, 0, 0, "a publication may have %d files", FILES_MAX);
    for (zip_int64_t i = 0; i < count && is_good; i++)
        is_good = copy_entry(copy, archive, (zip_uint64_t)i);
    return is_good;
}

// ---- A single schema ----

static bool copy_part(Copy *copy, Slice base, Slice name, int depth);

// A part that is named relative to the file in `folder`. What is not there is left for the compiler
// to complain of, with line and column.
static bool copy_named(Copy *copy, Slice base, Slice folder, Slice href, int depth)
{
    Slice file = slice_cut(&href, '#');
    Slice name =
        arena_print(copy->arena, "%.*s%.*s", (int)folder.len, folder.at, (int)file.len, file.at);
    if (file.len == 0 || !is_safe_name(name) || memchr(file.at, ':', file.len) != NULL)
        return true;
    struct stat status;
    Slice path =
        arena_print(copy->arena, "%.*s%.*s", (int)base.len, base.at, (int)name.len, name.at);
    if (stat(path.at, &status) != 0 || !S_ISREG(status.st_mode))
        return true;
    return copy_part(copy, base, name, depth + 1);
}

// document('codes.xml') and doc("codes.xml") in the expressions of an attribute.
static bool copy_loaded(Copy *copy, Slice base, Slice folder, Slice text, int depth)
{
    static const char *const calls[] = {"document(", "doc("};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        Slice rest = text;
        for (size_t at; (at = slice_find(rest, slice_of(calls[i]))) != SIZE_MAX;) {
            rest = slice_trim(slice_part(rest, at + strlen(calls[i]), rest.len));
            if (rest.len == 0 || (rest.at[0] != '\'' && rest.at[0] != '"'))
                continue;
            char quote = rest.at[0];
            rest = slice_part(rest, 1, rest.len);
            if (!copy_named(copy, base, folder, slice_cut(&rest, quote), depth))
                return false;
        }
    }
    return true;
}

static bool copy_references(Copy *copy, Slice base, Slice name, const Tree *tree, int depth)
{
    Slice folder = path_folder(name);
    for (NodeId node = 0; node < tree->count; node++) {
        if (tree_kind(tree, node) != NODE_ATTRIBUTE)
            continue;
        const Name *element = tree_name(tree, tree_parent(tree, node));
        bool is_href =
            slice_equal(tree_name(tree, node)->local, S("href")) &&
            (slice_equal(element->local, S("include")) ||
             slice_equal(element->local, S("extends")) || slice_equal(element->local, S("import")));
        Slice value = tree_content(tree, node);
        if (!(is_href ? copy_named(copy, base, folder, value, depth)
                      : copy_loaded(copy, base, folder, value, depth)))
            return false;
    }
    return true;
}

static bool copy_part(Copy *copy, Slice base, Slice name, int depth)
{
    bool is_new;
    table_add(copy->taken, name, &is_new);
    if (!is_new)
        return true;
    if (depth > FOLDER_DEPTH_MAX)
        return fault_add(copy->faults, FAULT_LIMIT, 0, 0, "includes go deeper than %d",
                         FOLDER_DEPTH_MAX);
    Slice path =
        arena_print(copy->arena, "%.*s%.*s", (int)base.len, base.at, (int)name.len, name.at);
    Slice bytes;
    if (!file_read(copy->arena, path.at, FILE_MAX, &bytes, copy->faults) ||
        !write_part(copy, name, bytes))
        return false;
    // Code lists are no schemas, and what is no XML at all includes nothing: neither is a fault
    // here.
    Faults ignored = {0};
    const Tree *tree =
        xml_read(copy->arena, vocabulary_new(copy->arena), bytes, &(XmlOptions){0}, &ignored);
    return tree == NULL || copy_references(copy, base, name, tree, depth);
}

static bool copy_schema(Copy *copy, const char *path)
{
    Slice whole = slice_of(path), base = path_folder(whole);
    Slice name = slice_part(whole, base.len, whole.len);
    copy->taken = table_new(copy->arena, 64);
    if (!copy_part(copy, base, name, 0))
        return false;
    size_t dot = name.len;
    while (dot > 0 && name.at[dot - 1] != '.')
        dot--;
    Slice help = arena_print(copy->arena, "%.*shelp.json", (int)dot, name.at);
    return dot == 0 || copy_named(copy, base, S(""), help, 0);
}

// ---- XML Schema: the file with all it includes and imports, whose folders may lie beside each other ----

typedef struct Closure {
    Arena *arena;
    Table *paths;  // absolute
    Faults *faults;
} Closure;

static bool collect_schemas(Closure *closure, Slice path, int depth)
{
    bool is_new;
    Slice bytes;
    Faults ignored = {0};
    table_add(closure->paths, path, &is_new);
    if (!is_new)
        return true;
    if (depth > FOLDER_DEPTH_MAX)
        return fault_add(closure->faults, FAULT_LIMIT, 0, 0, "includes go deeper than %d", FOLDER_DEPTH_MAX);
    if (!file_read(closure->arena, path.at, FILE_MAX, &bytes, closure->faults))
        return false;
    const Tree *tree = xml_read(closure->arena, vocabulary_new(closure->arena), bytes, &(XmlOptions){0}, &ignored);
    for (NodeId node = 0; tree != NULL && node < tree->count; node++) {
        char real[PATH_MAX];
        if (tree_kind(tree, node) != NODE_ATTRIBUTE || !slice_equal(tree_name(tree, node)->local, S("schemaLocation")))
            continue;
        Slice folder = path_folder(path), location = slice_trim(tree_content(tree, node));
        Slice joined = arena_print(closure->arena, "%.*s%.*s", (int)folder.len, folder.at, (int)location.len, location.at);
        if (realpath(joined.at, real) != NULL &&
            !collect_schemas(closure, arena_copy(closure->arena, slice_of(real)), depth + 1))
            return false;
    }
    return true;
}

static bool copy_structure(Copy *copy, const char *path)
{
    char real[PATH_MAX];
    Closure closure = {copy->arena, table_new(copy->arena, 64), copy->faults};
    if (realpath(path, real) == NULL ||
        !collect_schemas(&closure, arena_copy(copy->arena, slice_of(real)), 0))
        return copy->faults->count == 0 ? fault_add(copy->faults, FAULT_IO, 0, 0, "%s cannot be read", path) : false;
    Slice base = path_folder(table_key(closure.paths, 0));
    for (size_t i = 1; i < table_count(closure.paths); i++)
        while (!slice_starts(table_key(closure.paths, (int32_t)i), base))
            base = path_folder(slice_part(base, 0, base.len - 1));
    for (size_t i = 0; i < table_count(closure.paths); i++) {
        Slice file = table_key(closure.paths, (int32_t)i), bytes;
        if (!file_read(copy->arena, file.at, FILE_MAX, &bytes, copy->faults) ||
            !write_part(copy, slice_part(file, base.len, file.len), bytes))
            return false;
    }
    return true;
}

bool publication_copy(Arena *arena, const char *path, Slice target, Faults *faults)
{
    Copy copy = {.arena = arena, .target = arena_copy(arena, target), .faults = faults};
    struct stat status;
    if (stat(path, &status) != 0)
        return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path, strerror(errno));
    if (mkdir(copy.target.at, 0777) != 0)
        return fault_add(faults, FAULT_IO, 0, 0, "the folder %s cannot be made: %s", copy.target.at,
                         strerror(errno));
    if (S_ISDIR(status.st_mode))
        return walk(arena, slice_of(path), S(""), 0, copy_file, &copy, faults);
    Slice name = slice_of(path);
    if (slice_ends(name, S(".xsd")))
        return copy_structure(&copy, path);
    return slice_ends(name, S(".zip")) || slice_ends(name, S(".ZIP")) ? copy_archive(&copy, path)
                                                                      : copy_schema(&copy, path);
}

// ---- Which of the files are schemas ----

typedef struct Search {
    Arena *arena;
    Table *schemas; // relative names
    Table *included;
    Faults *faults;
} Search;

// "a/b/../c.sch" ─► "a/c.sch"
static Slice simplify(Arena *arena, Slice path)
{
    char *out = arena_take(arena, path.len + 1, 1);
    size_t len = 0;
    while (path.len > 0) {
        Slice part = slice_cut(&path, '/');
        if (slice_equal(part, S(".")) || part.len == 0)
            continue;
        if (slice_equal(part, S("..")) && len > 0) {
            while (len > 0 && out[--len] != '/')
                ;
            continue;
        }
        if (len > 0)
            out[len++] = '/';
        memcpy(out + len, part.at, part.len);
        len += part.len;
    }
    return (Slice){out, len};
}

static void note_includes(Search *search, const Tree *tree, Slice name)
{
    Slice folder = path_folder(name);
    for (NodeId node = 0; node < tree->count; node++) {
        if (tree_kind(tree, node) != NODE_ATTRIBUTE ||
            !slice_equal(tree_name(tree, node)->local, S("href")))
            continue;
        const Name *element = tree_name(tree, tree_parent(tree, node));
        if (!slice_equal(element->local, S("include")) || !slice_equal(element->uri, NS_SCHEMATRON))
            continue;
        Slice href = tree_content(tree, node);
        Slice file = slice_cut(&href, '#');
        Slice path = arena_print(search->arena, "%.*s%.*s", (int)folder.len, folder.at,
                                 (int)file.len, file.at);
        table_add(search->included, simplify(search->arena, path), NULL);
    }
}

// An XML Schema stands for itself where no other refers to it and it declares what a document may begin with.
static void look_at_structure(Search *search, const Tree *tree, Slice name)
{
    Slice folder = path_folder(name);
    bool has_elements = false;
    NodeId root = tree_root_element(tree);
    if (!slice_equal(tree_name(tree, root)->uri, NS_XML_SCHEMA))
        return;
    for (NodeId node = 0; node < tree->count; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == NODE_ELEMENT && tree_parent(tree, node) == root)
            has_elements |= slice_equal(tree_name(tree, node)->local, S("element"));
        if (kind != NODE_ATTRIBUTE || !slice_equal(tree_name(tree, node)->local, S("schemaLocation")))
            continue;
        Slice location = slice_trim(tree_content(tree, node));
        Slice path = arena_print(search->arena, "%.*s%.*s", (int)folder.len, folder.at, (int)location.len, location.at);
        table_add(search->included, simplify(search->arena, path), NULL);
    }
    if (has_elements)
        table_add(search->schemas, name, NULL);
}

static bool look_at(void *context, Slice path, Slice name)
{
    Search *search = context;
    bool is_structure = slice_ends(name, S(".xsd"));
    if (!is_structure && !slice_ends(name, S(".sch")) && !slice_ends(name, S(".xml")))
        return true;
    Slice bytes;
    if (!file_read(search->arena, path.at, FILE_MAX, &bytes, search->faults))
        return false;
    // A code list or an example document, or something that is no XML: not a schema.
    if (!is_structure && slice_find(bytes, NS_SCHEMATRON) == SIZE_MAX)
        return true;
    Faults ignored = {0};
    Faults *faults = slice_ends(name, S(".sch")) ? search->faults : &ignored;
    size_t before = faults->count;
    const Tree *tree =
        xml_read(search->arena, vocabulary_new(search->arena), bytes, &(XmlOptions){0}, faults);
    fault_set_file(faults, before, path.at);
    if (tree == NULL)
        return faults == &ignored;
    if (is_structure) {
        look_at_structure(search, tree, name);
        return true;
    }
    NodeId root = tree_root_element(tree);
    const Name *element = tree_name(tree, root);
    if (!slice_equal(element->uri, NS_SCHEMATRON))
        return true;
    note_includes(search, tree, name);
    if (slice_equal(element->local, S("schema")))
        table_add(search->schemas, name, NULL);
    return true;
}

bool publication_schemas(Arena *arena, Slice folder, SchemaList *schemas, Faults *faults)
{
    Search search = {arena, table_new(arena, 64), table_new(arena, 64), faults};
    if (!walk(arena, arena_copy(arena, folder), S(""), 0, look_at, &search, faults))
        return false;
    size_t count = table_count(search.schemas);
    *schemas = (SchemaList){arena_array(arena, Slice, count), 0};
    for (size_t i = 0; i < count; i++) {
        Slice name = table_key(search.schemas, (int32_t)i);
        if (table_find(search.included, name) == TABLE_NONE)
            schemas->at[schemas->count++] = name;
    }
    return schemas->count > 0 || fault_add(faults, FAULT_USAGE, 0, 0,
                                           "there is no schema in it: neither Schematron (a .sch or .xml "
                                           "file whose root is schema in the "
                                           "namespace http://purl.oclc.org/dsdl/schematron) nor XML Schema "
                                           "(.xsd)");
}
