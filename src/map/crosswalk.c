// SPDX-License-Identifier: Apache-2.0
// The maps of a register beside each other.

#include "map/crosswalk.h"

#include "base/utf8.h"
#include "tree/envelope.h"
#include "tree/json.h"
#include "tree/xlsx.h"
#include "tree/xml.h"

enum { MAPS_MAX = 16, SHOWN_MAX = 60 };

struct Crosswalk {
    Arena *arena;
    const Model *model;
    const Map *maps[MAPS_MAX];
    size_t count;
    const SheetForm *form; // NULL: made when it is asked for
};

struct CrosswalkRun {
    Arena *arena;
    const Crosswalk *crosswalk;
    Vocabulary *vocabulary;
    EdifactReader *edifact; // NULL: not read
    const Interchange *interchange;
    MapReader *readers[MAPS_MAX];
    const MapLengths *lengths[MAPS_MAX]; // of EDIFACT; made when first needed
};

// ---- The maps ----

Crosswalk *crosswalk_new(Arena *arena, Slice schema, Faults *faults)
{
    Crosswalk *crosswalk = arena_array(arena, Crosswalk, 1);
    crosswalk->arena = arena;
    crosswalk->model = model_compile(arena, schema, S(""), faults);
    return crosswalk->model ? crosswalk : NULL;
}

bool crosswalk_add(Crosswalk *crosswalk, Slice text, Faults *faults)
{
    if (crosswalk->count == MAPS_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "a register has 16 maps at most");
    const Map *map = map_compile(crosswalk->arena, crosswalk->model, text, NULL, faults);
    if (map != NULL)
        crosswalk->maps[crosswalk->count++] = map;
    return map != NULL;
}

void crosswalk_set_form(Crosswalk *crosswalk, const SheetForm *form)
{
    crosswalk->form = form;
}

const Model *crosswalk_model(const Crosswalk *crosswalk)
{
    return crosswalk->model;
}

const Map *crosswalk_map(const Crosswalk *crosswalk, Slice name)
{
    for (size_t i = 0; i < crosswalk->count; i++)
        if (slice_equal(map_name(crosswalk->maps[i]), name))
            return crosswalk->maps[i];
    return NULL;
}

Slice crosswalk_syntax(const Crosswalk *crosswalk, size_t index)
{
    static const Slice own[] = {S_INIT("json"), S_INIT("xlsx"), S_INIT("csv")};
    if (index < crosswalk->count)
        return map_name(crosswalk->maps[index]);
    index -= crosswalk->count;
    return index < sizeof own / sizeof *own ? own[index] : S("");
}

CrosswalkRun *crosswalk_run_new(Arena *arena, const Crosswalk *crosswalk,
                                const EdifactLibrary *library)
{
    CrosswalkRun *run = arena_array(arena, CrosswalkRun, 1);
    run->arena = arena;
    run->crosswalk = crosswalk;
    run->vocabulary = vocabulary_new(arena);
    if (library != NULL)
        run->edifact = edifact_reader_new(arena, run->vocabulary, library);
    for (size_t i = 0; i < crosswalk->count; i++)
        run->readers[i] = map_reader_new(arena, crosswalk->maps[i], run->vocabulary);
    return run;
}

void crosswalk_interchange(CrosswalkRun *run, const Interchange *interchange)
{
    run->interchange = interchange;
}

// ---- EDIFACT ----

static bool is_edifact(const Map *map)
{
    return slice_starts(map_root(map, 0), S("M_"));
}

// Looking them up in the directory takes a millisecond, which other syntaxes need not wait for.
static const MapLengths *lengths_of(CrosswalkRun *run, size_t index)
{
    if (run->edifact != NULL && run->lengths[index] == NULL) {
        run->lengths[index] = map_lengths(run->arena, run->crosswalk->maps[index], run->edifact);
        map_reader_lengths(run->readers[index], run->lengths[index]);
    }
    return run->lengths[index];
}

// ---- Reading ----

static bool is_json(Slice bytes)
{
    Slice text = slice_trim(bytes);
    if (slice_starts(text, S("\xEF\xBB\xBF")))
        text = slice_trim(slice_part(text, 3, text.len));
    return slice_starts(text, S("{")) || slice_starts(text, S("["));
}

// What begins so is no table, however many commas its lines have.
static bool is_xml_or_edifact(Slice bytes)
{
    Slice text = slice_trim(bytes);
    if (slice_starts(text, S("\xEF\xBB\xBF")))
        text = slice_trim(slice_part(text, 3, text.len));
    return slice_starts(text, S("<")) || edifact_is(bytes);
}

static size_t read_json(CrosswalkRun *run, Arena *arena, Slice bytes, CrosswalkDocument **documents,
                        Faults *faults)
{
    const Tree *tree = json_tree_read(arena, run->vocabulary, bytes, NULL, faults);
    if (tree == NULL)
        return 0;
    CrosswalkDocument *document = arena_array(arena, CrosswalkDocument, 1);
    document->syntax = document->version = S("json");
    document->losses.arena = arena;
    document->content = content_read_json(arena, run->crosswalk->model, tree, &document->losses);
    *documents = document;
    return 1;
}

static size_t read_sheets(CrosswalkRun *run, Arena *arena, Slice bytes,
                          CrosswalkDocument **documents, Faults *faults)
{
    CrosswalkDocument *document = arena_array(arena, CrosswalkDocument, 1);
    document->syntax = document->version = xlsx_is(bytes) ? S("xlsx") : S("csv");
    document->losses.arena = arena;
    document->content = sheets_read(arena, run->crosswalk->model, bytes, &document->losses, faults);
    *documents = document;
    return document->content != NULL;
}

static bool read_document(CrosswalkRun *run, Arena *arena, const Tree *tree, NodeId root,
                          CrosswalkDocument *document)
{
    for (size_t i = 0; i < run->crosswalk->count; i++) {
        if (map_head_fit(map_head(run->crosswalk->maps[i]), arena, tree, root) == MAP_FITS_NOT)
            continue;
        if (is_edifact(run->crosswalk->maps[i]))
            lengths_of(run, i);
        document->syntax = map_name(run->crosswalk->maps[i]);
        document->version = tree_name(tree, root)->local;
        document->losses.arena = arena;
        document->content = map_read(run->readers[i], arena, tree, root, &document->losses);
        return true;
    }
    return false;
}

static const Tree *read_tree(CrosswalkRun *run, Arena *arena, Slice bytes, Faults *faults)
{
    if (edifact_is(bytes) && run->edifact != NULL)
        return edifact_read(arena, run->edifact, bytes, NULL, faults);
    return xml_read(arena, run->vocabulary, bytes, NULL, faults);
}

static void refuse_root(CrosswalkRun *run, Arena *arena, Slice name, Faults *faults)
{
    Buffer known = buffer_new(arena);
    for (size_t i = 0; i < run->crosswalk->count; i++) {
        Slice root;
        for (size_t k = 0; (root = map_root(run->crosswalk->maps[i], k)).len > 0; k++)
            buffer_print(&known, "%s%.*s", known.len > 0 ? ", " : "", (int)root.len, root.at);
    }
    name = slice_show(arena, name, SHOWN_MAX);
    fault_add(faults, FAULT_UNSUPPORTED, 0, 0, "no map begins with %.*s; there are maps for %.*s",
              (int)name.len, name.at, (int)known.len, known.at);
}

size_t crosswalk_read(CrosswalkRun *run, Arena *arena, Slice bytes, CrosswalkDocument **documents,
                      Faults *faults)
{
    if (is_json(bytes))
        return read_json(run, arena, bytes, documents, faults);
    if (!is_xml_or_edifact(bytes) && sheets_are(arena, bytes))
        return read_sheets(run, arena, bytes, documents, faults);
    const Tree *tree = read_tree(run, arena, bytes, faults);
    if (tree == NULL)
        return 0;
    NodeId root = tree_root_element(tree);
    Envelope envelope = envelope_open(arena, tree);
    const NodeId *roots = envelope.kind ? envelope.payloads : &root;
    size_t root_count = envelope.kind ? envelope.count : 1, count = 0;
    *documents = arena_array(arena, CrosswalkDocument, root_count);
    for (size_t i = 0; i < root_count; i++)
        count += read_document(run, arena, tree, roots[i], &(*documents)[count]);
    if (count == 0)
        refuse_root(run, arena, tree_name(tree, root)->local, faults);
    return count;
}

// ---- Writing ----

// EDIFACT is written from its XML form, whose tree knows the places.
static bool write_edifact(CrosswalkRun *run, size_t index, Content *content, Buffer *out,
                          Losses *losses, Faults *faults)
{
    static const Interchange nothing = {0};
    if (run->edifact == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0, "EDIFACT needs the UN's directories");
    const Map *map = run->crosswalk->maps[index];
    Buffer xml = buffer_new(content->arena);
    map_write(map, lengths_of(run, index), content, &xml, losses);
    return interchange_write(run->interchange ? run->interchange : &nothing, map, content,
                             run->edifact, run->vocabulary, buffer_slice(&xml), out, faults);
}

static bool write_sheets(const Crosswalk *crosswalk, bool is_workbook, const Content *content,
                         Buffer *out, Losses *losses, Faults *faults)
{
    const SheetForm *form = crosswalk->form;
    if (form == NULL)
        form = sheet_form_new(content->arena, crosswalk->model, S("en"), S(""), NULL, faults);
    if (form == NULL)
        return false;
    return is_workbook ? sheets_write(form, content, out, losses, faults)
                       : sheets_write_csv(form, content, out, losses, faults);
}

bool crosswalk_write(CrosswalkRun *run, Slice syntax, Content *content, Buffer *out, Losses *losses,
                     Faults *faults)
{
    if (slice_equal(syntax, S("json"))) {
        content_write_json(out, content);
        return true;
    }
    bool is_workbook = slice_equal(syntax, S("xlsx"));
    if (is_workbook || slice_equal(syntax, S("csv")))
        return write_sheets(run->crosswalk, is_workbook, content, out, losses, faults);
    size_t index = 0;
    while (index < run->crosswalk->count &&
           !slice_equal(map_name(run->crosswalk->maps[index]), syntax))
        index++;
    if (index == run->crosswalk->count) {
        Slice name = slice_show(content->arena, syntax, SHOWN_MAX);
        return fault_add(faults, FAULT_USAGE, 0, 0, "there is no map for %.*s", (int)name.len,
                         name.at);
    }
    if (is_edifact(run->crosswalk->maps[index]))
        return write_edifact(run, index, content, out, losses, faults);
    map_write(run->crosswalk->maps[index], NULL, content, out, losses);
    return true;
}
