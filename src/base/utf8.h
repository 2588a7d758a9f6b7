// UTF-8 and XML's character classes.
#pragma once

#include "base/arena.h"
#include "base/slice.h"

enum { UTF8_BAD = -1 };

// The code point at the start of `text` and its length in bytes; UTF8_BAD (with length 1) for what
// is not well-formed (overlong, surrogate, above 10FFFF, truncated). `text` must not be empty.
int32_t utf8_decode(Slice text, size_t *length);

// 1 to 4 bytes into `out`; answers how many.
size_t utf8_encode(uint32_t code_point, char out[4]);

// The offset of the first byte that is not well-formed UTF-8, or text.len.
size_t utf8_valid(Slice text);
// Whether it is 1 to `max` bytes of well-formed UTF-8 without control characters, as a name is.
bool utf8_is_plain(Slice text, size_t max);

size_t utf8_count(Slice text); // code points; `text` is well-formed

// The byte offset of the code point number `index` (from 0), or text.len.
size_t utf8_offset(Slice text, size_t index);

bool is_xml_char(uint32_t c);   // XML 1.0 [2] Char
bool is_name_start(uint32_t c); // XML 1.0 5th ed. [4] NameStartChar, the colon included
bool is_name_char(uint32_t c);  // [4a]
bool is_ncname(Slice text);     // Namespaces in XML [4]
bool is_name(Slice text);       // [5]
bool is_nmtoken(Slice text);    // [7]
bool is_qname(Slice text);

// For messages: control characters and bytes that are no UTF-8 shown as escapes, cut to `max` bytes
// with an ellipsis, in double quotes.
Slice slice_show(Arena *arena, Slice text, size_t max);
