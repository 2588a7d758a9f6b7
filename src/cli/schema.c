// SPDX-License-Identifier: Apache-2.0
// `madoguchi schema show`: the tree of a document type as people read it.

#include "schema/xsd.h"

#include "cli/commands.h"

typedef struct Show {
    const Arguments *arguments;
    Faults *faults;
} Show;

static void print_roots(const XsdSchema *schema)
{
    for (size_t i = 0; i < xsd_root_count(schema); i++) {
        Slice uri, local;
        xsd_root(schema, i, &uri, &local);
        fprintf(stderr, "  %.*s\n", (int)local.len, local.at);
    }
}

static bool show(Arena *arena, void *context)
{
    enum { FOLDERS_MAX = 16 };
    Show *it = context;
    const char *folders[FOLDERS_MAX], *path = operand_at(it->arguments, 0), *folder;
    XsdOptions options = {.folders = folders};
    while (options.folder_count < FOLDERS_MAX &&
           (folder = argument_at(it->arguments, "schema-dir", options.folder_count)) != NULL)
        folders[options.folder_count++] = folder;
    const XsdSchema *schema = xsd_load(arena, &path, 1, &options, it->faults);
    if (schema == NULL)
        return false;
    Buffer out = buffer_new(arena);
    const char *element = operand_count(it->arguments) > 1 ? operand_at(it->arguments, 1) : "";
    if (!xsd_show(schema, slice_of(element), (unsigned)argument_number(it->arguments, "depth", 0), arena, &out)) {
        fprintf(stderr, "madoguchi schema show: %s declares no element \"%s\"; it has:\n", path, element);
        print_roots(schema);
        return false;
    }
    fwrite(out.at, 1, out.len, stdout);
    return true;
}

int run_schema_show(const Arguments *arguments)
{
    Faults faults = {0};
    Show it = {arguments, &faults};
    bool is_good = arena_run(0, show, &it, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
