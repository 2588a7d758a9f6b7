// Bytes in some encoding to UTF-8 and back, for syntaxes that do not say theirs: MT, CSV.
#pragma once

#include "base/buffer.h"

// Converts by the system's converter, under the names that trade uses: Shift_JIS is Microsoft's,
// with ① and ㈱; GBK and GB2312 are read as GB18030. False where the encoding is not known or a
// byte is none in it: *bad is then its offset.
bool charset_decode(Buffer *out, Slice bytes, const char *encoding, size_t *bad);
// False where a character cannot be written so: *bad is its offset in `text`.
bool charset_encode(Buffer *out, Slice text, const char *encoding, size_t *bad);

bool charset_is_known(const char *encoding);

// The encoding that bytes are most likely in, of those that spreadsheets write: by a mark of byte
// order, by the zeros of UTF-16, else whether they are UTF-8, and else by which of Shift_JIS,
// GB18030 and Windows-1252 they make text of. `*mark`: bytes of the mark of byte order.
const char *charset_guess(Arena *scratch, Slice bytes, size_t *mark);
