// What a byte string is: told by its first bytes, before any reader looks at it.
#pragma once

#include "base/arena.h"

typedef enum Syntax {
    SYNTAX_XML, // or what is none of the others: its reader says why
    SYNTAX_JSON,
    SYNTAX_EDIFACT,
    SYNTAX_MT,
    SYNTAX_CSV,
    SYNTAX_XLSX,
    SYNTAX_ARCHIVE, // a ZIP of documents
} Syntax;

// Whether a file or an entry of an archive is called as documents are: .xml, .edi, .fin, .rje,
// .csv, .tsv, .xlsx. What else lies beside documents (notes, pictures, schemas) is left alone.
bool syntax_is_document_name(const char *name);

// `name`: the file's, where it is known: what ends in .csv or .tsv is a table even where its text
// alone would not say so.
Syntax syntax_of(Arena *scratch, Slice bytes, Slice name);
