// Secrets: passwords (argon2id), tokens, one-time codes (RFC 6238). Made by the system's
// randomness, kept only as what cannot be turned back, compared in constant time.
#pragma once

#include "base/arena.h"

enum {
    PASSWORD_MIN = 12,  // characters; ASVS 2.1.1
    PASSWORD_MAX = 128, // ASVS 2.1.2
    PASSWORD_BYTES_MAX = 4 * PASSWORD_MAX,
    TOTP_STEP_SECONDS = 30,
};

// 256 bits in 43 characters that may stand in a URL. In `arena`.
Slice secret_token(Arena *arena);
// `count` bytes of randomness as hex. In `arena`.
Slice secret_id(Arena *arena, size_t count);
// SHA-256 as 64 hex digits: tokens have so much randomness that no salt is needed. In `arena`.
Slice secret_digest(Arena *arena, Slice token);
bool secret_equal(Slice a, Slice b); // takes the same time wherever they differ
// HMAC-SHA-256 of a text as 32 hex digits. In `arena`.
Slice secret_mark(Arena *arena, Slice key, Slice text);

// `email` in small letters. False with a fault where the password is too short, too long, or one
// that everybody tries first: few different characters, runs of the keyboard or the alphabet, one's
// own address, or a word that leaked passwords are made of with digits around it.
bool password_is_good(Slice password, Slice email, Faults *faults);
// In the encoded form "$argon2id$v=19$m=…": 19 MiB, two passes (OWASP). In `arena`.
Slice password_hash(Arena *arena, Slice password);
bool password_verify(Slice hash, Slice password);

Slice totp_secret(Arena *arena); // 160 bits in base32
// What authenticators read from a QR code: otpauth://totp/…
Slice totp_uri(Arena *arena, Slice secret, Slice email);
// The step of time that the six digits are of, one earlier or later allowed; 0: none.
uint64_t totp_verify(Slice secret, Slice code, int64_t unix_seconds);
