// SPDX-License-Identifier: Apache-2.0
// Tells syntaxes apart. Each reader knows its own marks; the order decides what two of them would
// take: {1: opens an MT message and no JSON text, a workbook is an archive, and CSV, which has no
// mark at all, comes last.

#include "tree/syntax.h"

#include "tree/archive.h"
#include "tree/csv.h"
#include "tree/edifact.h"
#include "tree/mt.h"
#include "tree/xlsx.h"

#include <strings.h>

static bool is_json(Slice bytes)
{
    Slice text = slice_trim(bytes);
    return text.len > 0 && (text.at[0] == '{' || text.at[0] == '[');
}

static bool ends_with(Slice name, const char *ending)
{
    size_t len = strlen(ending);
    return name.len > len && strncasecmp(name.at + name.len - len, ending, len) == 0;
}

static bool is_named_table(Slice name)
{
    return ends_with(name, ".csv") || ends_with(name, ".tsv");
}

bool syntax_is_document_name(const char *name)
{
    static const char *const endings[] = {".xml", ".edi", ".fin", ".rje", ".csv", ".tsv", ".xlsx"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(slice_of(name), endings[i]))
            return true;
    return false;
}

Syntax syntax_of(Arena *scratch, Slice bytes, Slice name)
{
    if (xlsx_is(bytes))
        return SYNTAX_XLSX;
    if (archive_is(bytes))
        return SYNTAX_ARCHIVE;
    if (mt_is(bytes))
        return SYNTAX_MT;
    if (is_json(bytes))
        return SYNTAX_JSON;
    if (edifact_is(bytes))
        return SYNTAX_EDIFACT;
    return is_named_table(name) || csv_is(scratch, bytes) ? SYNTAX_CSV : SYNTAX_XML;
}
