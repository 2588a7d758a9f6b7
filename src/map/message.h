// The SWIFT message around the fields of a letter of credit or a payment: its header blocks.
//
//     <MT700><block4>…</block4></MT700>   ─► {1:F01MNTBJPJTAXXX0000000000}{2:I700BKCHCNBJXXXXN}{4:
//     …
#pragma once

#include "map/interchange.h"
#include "tree/mt.h"

// Writes one message, in the form of its tree as map_write writes it. Sender and recipient are BICs
// of 8 or 11 characters: those of the interchange, else by the map's statements. False with faults.
bool message_write(const Interchange *interchange, const Map *map, const Content *content,
                   const MtLibrary *library, Vocabulary *vocabulary, Slice message, Buffer *out,
                   Faults *faults);

// The way back: who sent and receives the message, where the content doesn't say so by a field.
void message_read_partners(const Map *map, Content *content, const Tree *tree, NodeId message);
