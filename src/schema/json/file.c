// SPDX-License-Identifier: Apache-2.0
// Loads a JSON Schema from a file, with what it refers to in other files.

#include "base/file.h"
#include "base/digest.h"
#include "schema/json/internal.h"
#include "schema/sources.h"

enum { FILE_BYTES_MAX = 256 << 20 };

typedef struct Files {
    SchemaSources *sources;
    Slice folder, id; // of the schema
    Digest *digest;
} Files;

static bool read_file(Files *files, Arena *arena, const char *path, Slice *text, Faults *faults)
{
    if (!file_read(arena, path, FILE_BYTES_MAX, text, faults))
        return false;
    digest_add(files->digest, *text);
    return true;
}

// What is published together is kept together: where this schema is https://example.com/a/b.json
// and lies in x/, then https://example.com/a/c/d.json is x/c/d.json, and https://example.com/e.json
// is x/../e.json.
static const char *find_by_id(Files *files, Arena *arena, Slice uri)
{
    enum { UP_MAX = 4 };
    Slice shared = path_folder(files->id), folder = files->folder;
    for (int up = 0; up < UP_MAX && slice_find(shared, S("://")) + 3 < shared.len; up++) {
        if (slice_starts(uri, shared))
            return sources_find(files->sources, folder, slice_part(uri, shared.len, uri.len));
        shared = path_folder(slice_part(shared, 0, shared.len - 1));
        folder = arena_join(arena, folder, S("../"));
    }
    return NULL;
}

static const char *find_file(Files *files, Arena *arena, Slice uri)
{
    Slice last = slice_part(uri, path_folder(uri).len, uri.len);
    const char *path = sources_find(files->sources, files->folder, uri);
    if (!path)
        path = find_by_id(files, arena, uri);
    if (!path && last.len)
        path = sources_find(files->sources, files->folder, last);
    return path;
}

static bool find_schema(void *context, Arena *arena, Slice uri, Slice *text)
{
    Files *files = context;
    Faults ignored = {0};
    const char *path = find_file(files, arena, uri);
    return path && read_file(files, arena, path, text, &ignored);
}

const JsonSchema *json_schema_load_file(Arena *arena, const char *path,
                                        const JsonSchemaPlaces *places, Slice *digest,
                                        Faults *faults)
{
    Slice text;
    size_t before = faults->count;
    Faults ignored = {0};
    Files *files = arena_array(arena, Files, 1);
    files->sources = sources_new(arena, places->places, places->place_count, faults);
    files->folder = path_folder(slice_of(path));
    files->digest = digest_new(arena);
    JsonSchemaOptions options = {
        .asserts_formats = places->asserts_formats, .find = find_schema, .context = files};
    const JsonSchema *schema = NULL;
    if (files->sources && read_file(files, arena, path, &text, faults)) {
        files->id = json_get_text(json_read(arena, text, &ignored), S("$id"));
        schema = json_schema_load(arena, text, arena_join(arena, S("file://"), slice_of(path)),
                                  &options, faults);
    }
    fault_set_file(faults, before, path);
    *digest = digest_hex(files->digest);
    return schema;
}
