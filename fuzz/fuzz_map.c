// SPDX-License-Identifier: Apache-2.0
// A map and a document in one input, parted by a NUL: the map compiled or refused, the document
// read by it, the content written, read again and compared.

#include "map/map.h"
#include "map/message.h"
#include "tree/json.h"
#include "tree/xml.h"

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"term\":\"BT-1\"},"
    "\"date\":{\"type\":\"string\",\"format\":\"date\"},\"total\":{\"type\":\"number\"},"
    "\"paid\":{\"type\":\"boolean\"},\"party\":{\"type\":\"object\",\"properties\":{"
    "\"name\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"}}},"
    "\"lines\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"id\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},\"amount\":{\"type\":\"number\"},"
    "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"value\":{\"type\":\"string\"}}}}}}}}}";

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice map, document;
} Run;

static Content *read_document(Run *run, const Model *model, const Map *map, Slice bytes,
                              Losses *losses, Faults *faults)
{
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    if (slice_starts(bytes, S("{"))) {
        const Tree *tree = json_tree_read(run->arena, vocabulary, bytes, NULL, faults);
        return tree ? content_read_json(run->arena, model, tree, losses) : NULL;
    }
    const Tree *tree = xml_read(run->arena, vocabulary, bytes, NULL, faults);
    NodeId root = tree ? tree_first_child(tree, 0) : NODE_NONE;
    while (root != NODE_NONE && tree_kind(tree, root) != NODE_ELEMENT)
        root = tree_next_sibling(tree, root);
    return root == NODE_NONE ? NULL
                             : map_read(map_reader_new(run->arena, map, vocabulary), run->arena,
                                        tree, root, losses);
}

// A directory of a few short elements, for maps whose root begins with UNH.
static EdifactReader *reader_new(Run *run, Vocabulary *vocabulary, Faults *faults)
{
    static const char directory[] = "edifact D 16B UN\ns NAD Name\n 010 3035 M 1\n 020 C080 C 1\n"
                                    "c C080 Party\n 3036 M\n 3036 C\n 3036 C\n"
                                    "e 3035 n..3 Number\ne 3036 an..5 Name\n";
    EdifactLibrary *library = edifact_library_new(run->arena);
    edifact_library_add(library, (Slice){directory, sizeof directory - 1}, faults);
    return edifact_reader_new(run->arena, vocabulary, library);
}

// A file that includes itself, whatever it includes.
static bool find_file(void *context, Slice name, Slice *text)
{
    const Run *run = context;
    *text = run->map;
    return name.len > 0;
}

// Tables of two short fields, for maps whose root is MT700.
static void write_swift(Run *run, const Map *map, Content *content, Losses *losses, Faults *faults)
{
    static const char fields[] = "mt fields\n20 16x | A | B | C\n46A 3*20x | A | B | C\n"
                                 "32B <currency:3!a><amount:15d> | A | B | C\n";
    static const Interchange banks = {.sender = S_INIT("MNTBJPJT"),
                                      .recipient = S_INIT("BKCHCNBJ")};
    MtLibrary *library = mt_library_new(run->arena);
    mt_library_add(library, (Slice){fields, sizeof fields - 1}, faults);
    Buffer xml = buffer_new(run->arena), out = buffer_new(run->arena);
    map_write(map, map_mt_lengths(run->arena, map, library), content, &xml, losses);
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    if (map_kind(map_head(map)) != MAP_MT ||
        !message_write(&banks, map, content, library, vocabulary, buffer_slice(&xml), &out, faults))
        return;
    const Tree *tree = mt_read(run->arena, vocabulary, library, buffer_slice(&out), NULL, faults);
    NodeId root = tree ? tree_first_child(tree, tree_root_element(tree)) : NODE_NONE;
    if (root != NODE_NONE)
        message_read_partners(map, content, tree, root);
}

static bool go_and_come(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    const Model *model =
        model_compile(run->arena, (Slice){schema, sizeof schema - 1}, S(""), faults);
    const MapFiles files = {find_file, run};
    const Map *map = map_compile(run->arena, model, run->map, &files, faults);
    if (map != NULL && map_head_read(run->arena, run->map, &files, faults) == NULL)
        __builtin_trap(); // what a map is found by is a part of it
    if (map == NULL)
        return false;
    const Term *const *missing;
    map_missing(map, run->arena, &missing);
    Losses losses = {.arena = run->arena};
    Content *content = read_document(run, model, map, run->document, &losses, faults);
    if (content == NULL)
        return false;
    Buffer out = buffer_new(run->arena), json = buffer_new(run->arena);
    EdifactReader *reader = reader_new(run, vocabulary_new(run->arena), faults);
    map_write(map, map_lengths(run->arena, map, reader), content, &out, &losses);
    write_swift(run, map, content, &losses, faults);
    content_write_json(&json, content);
    Content *again = read_document(run, model, map, buffer_slice(&json), &losses, faults);
    if (again == NULL || content_compare(run->arena, content, again).count > 0)
        __builtin_trap(); // JSON carries all that content can be
    return read_document(run, model, map, buffer_slice(&out), &losses, faults) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Run run = {.map = slice_cut(&rest, '\0')};
    run.document = rest;
    guard_run(&run.guard, go_and_come, &run, NULL);
    arena_free(run.arena);
    return 0;
}
