// An MT file cut at its joints: messages, blocks, fields. Nothing is judged here.
//
//     {1:…}{2:…}{4:⏎:20:…⏎:32B:…⏎-}  $  {1:…}…
//     <──────────── message ───────> text
#pragma once

#include "base/slice.h"

// The next block at `*at`: "{1:…}". False, with `*at` where it was, where none begins there.
typedef struct MtBlock {
    char number;   // '1' to '5', 'S' …
    Slice whole;   // with braces
    Slice content; // between the colon and the closing brace
    bool is_closed;
    bool is_text; // block 4 with fields, which ends with a hyphen on its last line
} MtBlock;
bool mt_block_at(Slice text, size_t at, MtBlock *block);

// The next place from `at` on where a block begins; text.len where there is none.
size_t mt_block_find(Slice text, size_t at);

// Tags in braces, {108:MUR}{121:…}: cuts the next from `*rest`. False where something else stands
// there.
typedef struct MtTag {
    Slice whole, name, content;
} MtTag;
bool mt_tag_next(Slice *rest, MtTag *tag);

// Fields of a text block. `rest` begins with the colon of a field, which goes on to the line end
// before the next one.
typedef struct MtCutField {
    Slice tag;     // "32B"
    Slice content; // without the last line end
    Slice end;     // that line end, empty at the end of the text
} MtCutField;
bool mt_field_next(Slice *rest, MtCutField *field);
