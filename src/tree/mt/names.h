// What fields and blocks are called in a tree: :32B: is <F32B>, {108:…} is <F108>, {CHK:…} is
// <CHK>.
#pragma once

#include "tree/mt/library.h"
#include "tree/mt/scan.h"

Slice mt_element_name(Arena *arena, Slice tag);
Slice mt_tag_of(Slice element_name); // and back

// The row of fields.mt that a header block follows: block1, block2I, block2O.
Slice mt_header_tag(const MtBlock *block);

// A content without parts: by the format of its field where it can be, else as it is. `field` may
// be NULL.
void mt_write_plain(Buffer *out, const MtField *field, Slice natural, Slice line_end);

// The content of a field or header block as it is sent, lines ended by a line feed or as they were.
// In `arena`.
Slice mt_raw_content(Arena *arena, const MtLibrary *library, const Tree *tree, NodeId node);
