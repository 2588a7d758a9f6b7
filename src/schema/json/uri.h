// References between schemas (RFC 3986, 5.2).
#pragma once

#include "base/arena.h"

// `reference` resolved against `base`, in `arena`; a fragment stays.
Slice reference_resolve(Arena *arena, Slice base, Slice reference);
// Without its fragment; the fragment, without the #, goes to `fragment`.
Slice reference_part(Slice uri, Slice *fragment);
