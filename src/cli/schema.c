// SPDX-License-Identifier: Apache-2.0
// `madoguchi schema show`: the tree of a document type as people read it.

#include "schema/json_schema.h"
#include "schema/xsd.h"

#include "cli/commands.h"

typedef struct Show {
    const Arguments *arguments;
    Faults *faults;
} Show;

enum { PLACES_MAX = 16 };

static bool show_json(Show *it, Arena *arena, const char *path, const JsonSchemaPlaces *places, Buffer *out)
{
    Slice digest;
    const JsonSchema *schema = json_schema_load_file(arena, path, places, &digest, it->faults);
    if (schema)
        json_schema_show(schema, (unsigned)argument_number(it->arguments, "depth", 0), arena, out);
    return schema != NULL;
}

static void print_roots(const XsdSchema *schema)
{
    for (size_t i = 0; i < xsd_root_count(schema); i++) {
        Slice uri, local;
        xsd_root(schema, i, &uri, &local);
        fprintf(stderr, "  %.*s\n", (int)local.len, local.at);
    }
}

static bool show_xsd(Show *it, Arena *arena, const char *path, const XsdOptions *options, Buffer *out)
{
    const XsdSchema *schema = xsd_load(arena, &path, 1, options, it->faults);
    if (schema == NULL)
        return false;
    const char *element = operand_count(it->arguments) > 1 ? operand_at(it->arguments, 1) : "";
    bool is_there = xsd_show(schema, slice_of(element), (unsigned)argument_number(it->arguments, "depth", 0), arena, out);
    if (!is_there) {
        fprintf(stderr, "madoguchi schema show: %s declares no element \"%s\"; it has:\n", path, element);
        print_roots(schema);
    }
    return is_there;
}

static bool show(Arena *arena, void *context)
{
    Show *it = context;
    const char *places[PLACES_MAX], *path = operand_at(it->arguments, 0), *place;
    size_t count = 0;
    while (count < PLACES_MAX && (place = argument_at(it->arguments, "schema-dir", count)) != NULL)
        places[count++] = place;
    Buffer out = buffer_new(arena);
    bool is_shown = slice_ends(slice_of(path), S(".json"))
                        ? show_json(it, arena, path, &(JsonSchemaPlaces){.places = places, .place_count = count}, &out)
                        : show_xsd(it, arena, path, &(XsdOptions){places, count}, &out);
    if (is_shown)
        fwrite(out.at, 1, out.len, stdout);
    return is_shown;
}

int run_schema_show(const Arguments *arguments)
{
    Faults faults = {0};
    Show it = {arguments, &faults};
    bool is_good = arena_run(0, show, &it, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
