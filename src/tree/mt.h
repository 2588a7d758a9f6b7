// SWIFT MT: the block format that letters of credit and payments travel in. Reading into a tree,
// writing a tree.
//
//     {1:F01MNTBJPJTAXXX0000000000}{2:I700BKCHCNBJX810N}{4:
//     :20:KBLC-2026-0417
//     :32B:USD86400,
//     -}
//
//     <SWIFT><MT700>
//       <block1><application>F</application>…<terminal>MNTBJPJTAXXX</terminal>…</block1>
//       <block2>…<type>700</type><receiver>BKCHCNBJX810</receiver>…</block2>
//       <block4>
//         <F20>KBLC-2026-0417</F20>
//         <F32B><currency>USD</currency><amount>86400</amount></F32B>
//       </block4>
//     </MT700></SWIFT>
//
// A file may hold many messages (RJE, acknowledgements before them); what stands between them is
// text. Amounts have a point, dates are 2026-04-15, lines end with a line feed: what XPath computes
// with. What does not follow the format of its field is left as it was sent. docs/mt.md says all of
// it.
#pragma once

#include "base/buffer.h"
#include "tree/tree.h"

// ---- The tables: formats of fields, structures of messages (data/mt) ----

typedef struct MtLibrary MtLibrary; // immutable once filled, shared by threads

MtLibrary *mt_library_new(Arena *arena);

// Adds a table; fields come before the messages that use them. `text` must live as long as the
// library. False with a fault that names the line.
bool mt_library_add(MtLibrary *library, Slice text, Faults *faults);

// ---- Reading ----

typedef struct MtOptions { // 0 means the default
    size_t input_max;      // bytes; default (and most) 4 GiB - 1
    size_t nodes_max;      // default: none but memory
} MtOptions;

// By its first characters: the opening of a block, after layout and what RJE puts before it.
bool mt_is(Slice bytes);

// The whole of a file as one tree, with every fact that is needed to write it back as it was. Bytes
// that are no UTF-8 are read as ISO 8859-1. `bytes` must outlive the tree. NULL with a fault.
Tree *mt_read(Arena *arena, Vocabulary *vocabulary, const MtLibrary *library, Slice bytes,
              const MtOptions *options, Faults *faults);

// ---- Writing ----

// Writes a tree: of mt_read as it was, byte for byte; a new one canonically, lines ended by CR LF.
// The root is <SWIFT> or one message. False with faults that name what has no place in a message.
bool mt_write(Buffer *out, const MtLibrary *library, const Tree *tree, Faults *faults);
