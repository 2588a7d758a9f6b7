// The interchange around a message of EDIFACT: UNB to UNZ.
//
//     <M_INVOIC> + its content ─► UNB+UNOC:3+…' UNH … UNT UNZ+1+…'
#pragma once

#include "map/map.h"

// What stands in UNB. What is empty is taken from the content: sender and recipient by the map's
// statements, the date from the document's.
typedef struct Interchange {
    Slice sender, sender_qualifier;       // 0004 (35 characters at most), 0007 (4)
    Slice recipient, recipient_qualifier; // 0010, 0007
    Slice date, time;                     // of preparation: 20261121, 1530; empty: no time is 0000
    Slice reference;                      // 0020 (14); empty: 1
    bool is_test;                         // 0035
} Interchange;

// Writes one message, in the XML form as map_write writes it, as an interchange. False with faults:
// nobody is named that sends or receives it, or something has no place in EDIFACT. `vocabulary` is
// the reader's.
bool interchange_write(const Interchange *interchange, const Map *map, const Content *content,
                       EdifactReader *reader, Vocabulary *vocabulary, Slice message, Buffer *out,
                       Faults *faults);
