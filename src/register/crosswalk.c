// SPDX-License-Identifier: Apache-2.0
// Reads and writes documents of all registers.

#include "register/crosswalk.h"

#include "base/utf8.h"
#include "map/message.h"
#include "tree/envelope.h"
#include "tree/json.h"
#include "tree/xlsx.h"
#include "tree/xml.h"

#include <assert.h>

// A map in use: its reader, and what fits into its places.
typedef struct MapDesk {
    struct MapDesk *next;
    const Map *map;
    MapReader *reader;
    const MapLengths *lengths; // NULL: any
} MapDesk;

struct CrosswalkRun {
    Arena *arena;
    Registers *registers;
    Register *expected; // NULL: the one that fits
    Slice language;
    const char *encoding; // of CSV files; NULL: told by their bytes
    Vocabulary *vocabulary;
    EdifactReader *edifact; // NULL: not read
    const MtLibrary *mt;    // likewise
    const Interchange *interchange;
    MapDesk *desks;
};

CrosswalkRun *crosswalk_run_new(Arena *arena, Registers *registers, const CrosswalkTables *tables)
{
    CrosswalkRun *run = arena_array(arena, CrosswalkRun, 1);
    run->arena = arena;
    run->registers = registers;
    run->vocabulary = vocabulary_new(arena);
    crosswalk_settle(run);
    if (tables->edifact != NULL)
        run->edifact = edifact_reader_new(arena, run->vocabulary, tables->edifact);
    run->mt = tables->mt;
    return run;
}

void crosswalk_settle(CrosswalkRun *run)
{
    static const Interchange nothing = {0};
    run->expected = NULL;
    run->language = S("en");
    run->encoding = NULL;
    run->interchange = &nothing;
}

void crosswalk_expect(CrosswalkRun *run, Register *reg)
{
    run->expected = reg;
}

void crosswalk_speak(CrosswalkRun *run, Slice language)
{
    run->language = language;
}

void crosswalk_decode(CrosswalkRun *run, const char *encoding)
{
    run->encoding = encoding;
}

void crosswalk_interchange(CrosswalkRun *run, const Interchange *interchange)
{
    run->interchange = interchange;
}

// ---- Maps in use ----

// Looking lengths up in a directory takes a millisecond, which is why only maps in use have them.
static const MapLengths *lengths_of(CrosswalkRun *run, const Map *map)
{
    switch (map_kind(map_head(map))) {
    case MAP_EDIFACT:
        return run->edifact ? map_lengths(run->arena, map, run->edifact) : NULL;
    case MAP_MT:
        return run->mt ? map_mt_lengths(run->arena, map, run->mt) : NULL;
    case MAP_XML:
        break;
    }
    return NULL;
}

static MapDesk *desk_of(CrosswalkRun *run, const Map *map)
{
    for (MapDesk *desk = run->desks; desk != NULL; desk = desk->next)
        if (desk->map == map)
            return desk;
    MapDesk *desk = arena_array(run->arena, MapDesk, 1);
    *desk = (MapDesk){run->desks, map, map_reader_new(run->arena, map, run->vocabulary),
                      lengths_of(run, map)};
    if (desk->lengths != NULL)
        map_reader_lengths(desk->reader, desk->lengths);
    run->desks = desk;
    return desk;
}

// ---- Reading ----

static Slice without_mark(Slice bytes)
{
    Slice text = slice_trim(bytes);
    return slice_starts(text, S("\xEF\xBB\xBF")) ? slice_trim(slice_part(text, 3, text.len)) : text;
}

static bool is_json(Slice bytes)
{
    Slice text = without_mark(bytes);
    return slice_starts(text, S("{")) || slice_starts(text, S("["));
}

// What begins so is no table, however many commas its lines have.
static bool is_message(const CrosswalkRun *run, Slice bytes)
{
    return slice_starts(without_mark(bytes), S("<")) || edifact_is(bytes) ||
           (run->mt != NULL && mt_is(bytes));
}

static CrosswalkDocument *document_new(Arena *arena, Register *reg, Slice syntax)
{
    CrosswalkDocument *document = arena_array(arena, CrosswalkDocument, 1);
    document->reg = reg;
    document->syntax = document->version = syntax;
    document->losses.arena = arena;
    return document;
}

static Register *register_of_json(CrosswalkRun *run, Arena *arena, const Tree *tree, Faults *faults)
{
    Register *said = registers_of_schema(run->registers, schema_named(arena, tree));
    if (run->expected != NULL || said != NULL)
        return run->expected != NULL ? run->expected : said;
    return registers_match_members(run->registers, tree, faults);
}

static size_t read_json(CrosswalkRun *run, Arena *arena, Slice bytes, CrosswalkDocument **documents,
                        Faults *faults)
{
    const Tree *tree = json_tree_read(arena, run->vocabulary, bytes, NULL, faults);
    Register *reg = tree ? register_of_json(run, arena, tree, faults) : NULL;
    const Model *model = reg ? register_model(reg, faults) : NULL;
    if (model == NULL)
        return 0;
    *documents = document_new(arena, reg, S("json"));
    (*documents)->content = content_read_json(arena, model, tree, &(*documents)->losses);
    return 1;
}

static Register *register_of_sheets(CrosswalkRun *run, const Sheets *sheets, Faults *faults)
{
    Register *said = registers_of_schema(run->registers, sheets_schema(sheets));
    if (run->expected != NULL || said != NULL)
        return run->expected != NULL ? run->expected : said;
    fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
              "no sheet has the hidden row of keys of a form; `madoguchi template` writes an empty "
              "form to be filled in, --register says of which register a single table is");
    return NULL;
}

static size_t read_sheets(CrosswalkRun *run, Arena *arena, Slice bytes,
                          CrosswalkDocument **documents, Faults *faults)
{
    const Sheets *sheets = sheets_open(arena, bytes, run->encoding, faults);
    Register *reg = sheets ? register_of_sheets(run, sheets, faults) : NULL;
    const Model *model = reg ? register_model(reg, faults) : NULL;
    if (model == NULL)
        return 0;
    *documents = document_new(arena, reg, xlsx_is(bytes) ? S("xlsx") : S("csv"));
    (*documents)->content = sheets_read(arena, model, sheets, NULL, &(*documents)->losses, faults);
    return (*documents)->content != NULL;
}

static bool read_document(CrosswalkRun *run, Arena *arena, const Tree *tree, NodeId root,
                          CrosswalkDocument *document, Faults *faults)
{
    RegisterMatch match;
    if (!registers_match(run->registers, run->expected, arena, tree, root, &match, faults))
        return false;
    const Map *map = register_map(match.reg, match.syntax, faults);
    if (map == NULL)
        return false;
    *document = (CrosswalkDocument){.reg = match.reg,
                                    .syntax = match.syntax,
                                    .version = tree_name(tree, root)->local,
                                    .losses.arena = arena};
    document->content = map_read(desk_of(run, map)->reader, arena, tree, root, &document->losses);
    if (map_kind(map_head(map)) == MAP_MT)
        message_read_partners(map, document->content, tree, root);
    return true;
}

static const Tree *read_tree(CrosswalkRun *run, Arena *arena, Slice bytes, Faults *faults)
{
    if (edifact_is(bytes) && run->edifact != NULL)
        return edifact_read(arena, run->edifact, bytes, NULL, faults);
    if (run->mt != NULL && mt_is(bytes))
        return mt_read(arena, run->vocabulary, run->mt, bytes, NULL, faults);
    return xml_read(arena, run->vocabulary, bytes, NULL, faults);
}

// Of several documents those are taken that can be; where none can, the reasons are told.
size_t crosswalk_read(CrosswalkRun *run, Arena *arena, Slice bytes, CrosswalkDocument **documents,
                      Faults *faults)
{
    bool is_tree = is_message(run, bytes); // a message of SWIFT begins with a brace, too
    if (!is_tree && is_json(bytes))
        return read_json(run, arena, bytes, documents, faults);
    // Where its encoding is named, a table need not look like one before it is decoded.
    bool is_named_table =
        run->encoding != NULL && memchr(bytes.at, '<', bytes.len < 8 ? bytes.len : 8) == NULL;
    if (!is_tree && (is_named_table || sheets_are(arena, bytes)))
        return read_sheets(run, arena, bytes, documents, faults);
    const Tree *tree = read_tree(run, arena, bytes, faults);
    if (tree == NULL)
        return 0;
    NodeId root = tree_root_element(tree);
    Envelope envelope = envelope_open(arena, tree);
    const NodeId *roots = envelope.kind ? envelope.payloads : &root;
    size_t root_count = envelope.kind ? envelope.count : 1, count = 0, before = faults->count;
    *documents = arena_array(arena, CrosswalkDocument, root_count);
    for (size_t i = 0; i < root_count; i++)
        count += read_document(run, arena, tree, roots[i], &(*documents)[count], faults);
    if (count > 0)
        faults->count = before;
    return count;
}

// ---- Writing ----

// EDIFACT and MT are written from their XML forms, whose trees know the places.
static bool write_message(CrosswalkRun *run, const Map *map, Content *content, Buffer *out,
                          Losses *losses, Faults *faults)
{
    MapKind kind = map_kind(map_head(map));
    Buffer xml = buffer_new(content->arena);
    if (kind == MAP_EDIFACT && run->edifact == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0, "EDIFACT needs the UN's directories");
    if (kind == MAP_MT && run->mt == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0, "SWIFT MT needs its tables");
    map_write(map, desk_of(run, map)->lengths, content, &xml, losses);
    Slice text = buffer_slice(&xml);
    return kind == MAP_EDIFACT ? interchange_write(run->interchange, map, content, run->edifact,
                                                   run->vocabulary, text, out, faults)
                               : message_write(run->interchange, map, content, run->mt,
                                               run->vocabulary, text, out, faults);
}

static bool write_sheets(CrosswalkRun *run, Register *reg, bool is_workbook, const Content *content,
                         Buffer *out, Losses *losses, Faults *faults)
{
    const SheetForm *form = register_form(reg, run->language, faults);
    if (form == NULL)
        return false;
    return is_workbook ? sheets_write(form, content, out, losses, faults)
                       : sheets_write_csv(form, content, out, losses, faults);
}

bool crosswalk_write(CrosswalkRun *run, Register *reg, Slice syntax, Content *content, Buffer *out,
                     Losses *losses, Faults *faults)
{
    bool is_workbook = slice_equal(syntax, S("xlsx"));
    assert(content->model == register_model(reg, faults));
    if (slice_equal(syntax, S("json"))) {
        content_write_json(out, content);
        return true;
    }
    if (is_workbook || slice_equal(syntax, S("csv")))
        return write_sheets(run, reg, is_workbook, content, out, losses, faults);
    const Map *map = register_map(reg, syntax, faults);
    if (map == NULL)
        return false;
    if (map_kind(map_head(map)) != MAP_XML)
        return write_message(run, map, content, out, losses, faults);
    map_write(map, NULL, content, out, losses);
    return true;
}

Slice crosswalk_suffix(Arena *arena, Register *reg, Slice syntax)
{
    Faults *ignored = arena_array(arena, Faults, 1); // what was written could be compiled
    if (slice_equal(syntax, S("csv")))
        return S("csv.zip");
    if (slice_equal(syntax, S("json")) || slice_equal(syntax, S("xlsx")))
        return syntax;
    const Map *map = register_map(reg, syntax, ignored);
    MapKind kind = map != NULL ? map_kind(map_head(map)) : MAP_XML;
    return kind == MAP_EDIFACT ? S("edi")
           : kind == MAP_MT    ? S("fin")
                               : arena_join(arena, syntax, S(".xml"));
}
