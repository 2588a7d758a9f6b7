// A schema as people read it, whichever language it is written in: a line for each part, in columns.
//
//     Invoice                     1      InvoiceType           A document used to request payment.
//       ID                        1      xs:normalizedString   An identifier for this document.
//       InvoiceLine               1..n   InvoiceLineType
#pragma once

#include "base/buffer.h"

#define OUTLINE_UNBOUNDED UINT32_MAX

enum { OUTLINE_LINES_MAX = 20000 }; // beyond, a schema is no longer read by people

typedef struct Outline {
    Buffer *out;
    size_t lines;
} Outline;

typedef struct OutlineRow {
    unsigned depth;
    const char *mark; // before the name: "@"; NULL for none
    Slice name;
    uint32_t min, max; // how often it may occur
    Slice type;
    Slice documentation; // shown on one line, shortened
} OutlineRow;

void outline_add(Outline *outline, const OutlineRow *row);
