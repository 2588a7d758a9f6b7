// Signed JSON of strangers: JSON Web Signatures in compact form (RFC 7515), verified by a JWK Set
// (RFC 7517). RS256 and ES256 alone: `none`, and a public key taken for a shared secret, cannot
// happen where there is no other algorithm.
#pragma once

#include "base/json.h"

enum { JWS_MAX = 64 << 10, JWS_KEYS_MAX = 64 };

typedef enum JwsAnswer {
    JWS_GOOD,
    JWS_BAD,     // with a fault
    JWS_UNKNOWN, // none of the keys is the one that it names: they may have been changed
} JwsAnswer;

// `keys` is the JWK Set. *payload lies in `arena`.
JwsAnswer jws_verify(Arena *arena, Slice token, const Json *keys, Slice *payload, Faults *faults);

// RFC 4648, 5, without padding. False for what is not exactly that.
bool base64url_decode(Arena *arena, Slice text, Slice *bytes);
Slice base64url_encode(Arena *arena, Slice bytes);
