// SPDX-License-Identifier: Apache-2.0
// Bytes of any syntax to a tree.
//
//     UNA, UNB, UNH ─► tree/edifact ─► <EDIFACT> with messages in it
//     { or [        ─► tree/json
//     else          ─► tree/xml

#include "api/checker.h"

#include "rules/data.h"
#include "tree/edifact.h"
#include "tree/json.h"

// The directories that the program carries.
static EdifactReader *edifact_reader(MadoChecker *checker)
{
    if (checker->edifact != NULL)
        return checker->edifact;
    EdifactLibrary *library = edifact_library_new(checker->home);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("edifact/")))
            edifact_library_add(library, file->text, &checker->faults);
    checker->edifact = edifact_reader_new(checker->home, checker->vocabulary, library);
    return checker->edifact;
}

static bool is_json(Slice bytes)
{
    Slice text = slice_trim(bytes);
    return text.len > 0 && (text.at[0] == '{' || text.at[0] == '[');
}

const Tree *read_document(MadoChecker *checker, Slice bytes)
{
    if (is_json(bytes)) {
        JsonOptions options = {.input_max = checker->xml.input_max,
                               .depth_max = checker->xml.depth_max,
                               .nodes_max = checker->xml.nodes_max};
        return json_tree_read(checker->document, checker->vocabulary, bytes, &options, &checker->faults);
    }
    if (!edifact_is(bytes))
        return xml_read(checker->document, checker->vocabulary, bytes, &checker->xml, &checker->faults);
    EdifactLimits limits = {.nodes_max = checker->xml.nodes_max};
    return edifact_read(checker->document, edifact_reader(checker), bytes, &limits, &checker->faults);
}
