// SPDX-License-Identifier: Apache-2.0
// Tells syntaxes apart. Each reader knows its own marks; the order decides what two of them would
// take: {1: opens an MT message and no JSON text, a workbook is an archive, and CSV, which has no
// mark at all, comes last.

#include "tree/syntax.h"

#include "tree/archive.h"
#include "tree/edifact.h"
#include "tree/mt.h"

static bool is_json(Slice bytes)
{
    Slice text = slice_trim(bytes);
    return text.len > 0 && (text.at[0] == '{' || text.at[0] == '[');
}

Syntax syntax_of(Arena *scratch, Slice bytes)
{
    (void)scratch;
    if (archive_is(bytes))
        return SYNTAX_ARCHIVE;
    if (mt_is(bytes))
        return SYNTAX_MT;
    if (is_json(bytes))
        return SYNTAX_JSON;
    if (edifact_is(bytes))
        return SYNTAX_EDIFACT;
    return SYNTAX_XML;
}
