// SHA-256 (FIPS 180-4) of what comes in pieces: what a rule set was compiled from.
#pragma once

#include "base/arena.h"

typedef struct Digest Digest;

Digest *digest_new(Arena *arena); // lives in `arena`
void digest_add(Digest *digest, Slice bytes);
Slice digest_hex(Digest *digest); // 64 digits, in its arena; nothing can be added any more
