// SPDX-License-Identifier: Apache-2.0
// Reads a document whatever its syntax, as `madoguchi check` does, with people's own EDIFACT
// directories besides.

#include "cli/document.h"

#include "base/file.h"
#include "cli/directories.h"
#include "register/carried.h"
#include "tree/csv.h"
#include "tree/json.h"
#include "tree/mt.h"
#include "tree/syntax.h"
#include "tree/xlsx.h"
#include "tree/xml.h"

static const Tree *read_edifact(Arena *arena, Vocabulary *vocabulary, Slice bytes, size_t nodes_max,
                                Faults *faults)
{
    EdifactReader *reader = edifact_reader_new(arena, vocabulary, directories_all(arena, faults));
    return edifact_read(arena, reader, bytes, &(EdifactLimits){.nodes_max = nodes_max}, faults);
}

static const Tree *read_mt(Arena *arena, Vocabulary *vocabulary, Slice bytes, size_t nodes_max,
                           Faults *faults)
{
    return mt_read(arena, vocabulary, carried_mt_tables(arena, faults), bytes,
                   &(MtOptions){.nodes_max = nodes_max}, faults);
}

// What was given of the document: its name, how to read it.
typedef struct Given {
    const char *path, *encoding;
    XmlOptions xml;
    Faults *faults;
} Given;

static const Tree *read_any(Arena *arena, Vocabulary *vocabulary, Slice bytes, const Given *given)
{
    switch (syntax_of(arena, bytes, slice_of(given->path))) {
    case SYNTAX_JSON: {
        JsonOptions json = {.depth_max = given->xml.depth_max, .nodes_max = given->xml.nodes_max};
        return json_tree_read(arena, vocabulary, bytes, &json, given->faults);
    }
    case SYNTAX_EDIFACT:
        return read_edifact(arena, vocabulary, bytes, given->xml.nodes_max, given->faults);
    case SYNTAX_MT:
        return read_mt(arena, vocabulary, bytes, given->xml.nodes_max, given->faults);
    case SYNTAX_CSV: {
        CsvOptions csv = {.encoding = given->encoding,
                          .separator = csv_separator_by_name(slice_of(given->path)),
                          .nodes_max = given->xml.nodes_max};
        return csv_read(arena, vocabulary, bytes, &csv, given->faults);
    }
    case SYNTAX_XLSX:
        return xlsx_read(arena, vocabulary, bytes,
                         &(XlsxOptions){.nodes_max = given->xml.nodes_max}, given->faults);
    case SYNTAX_ARCHIVE:
    case SYNTAX_XML:
        break;
    }
    return xml_read(arena, vocabulary, bytes, &given->xml, given->faults);
}

const Tree *document_read(Arena *arena, Vocabulary *vocabulary, const char *path,
                          const Arguments *arguments, Faults *faults)
{
    Slice bytes;
    size_t before = faults->count, most = argument_number(arguments, "max-bytes", UINT32_MAX);
    Given given = {
        .path = path, .encoding = argument_value(arguments, "encoding"), .faults = faults};
    given.xml = (XmlOptions){.base_uri = slice_of(path),
                             .depth_max = argument_number(arguments, "max-depth", 0),
                             .nodes_max = argument_number(arguments, "max-nodes", 0)};
    const Tree *tree = NULL;
    if (file_read(arena, path, most, &bytes, faults))
        tree = read_any(arena, vocabulary, bytes, &given);
    fault_set_file(faults, before, path);
    return tree;
}
