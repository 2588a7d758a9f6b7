// SPDX-License-Identifier: Apache-2.0
// Secrets, by the kernel, OpenSSL and libargon2.

#include "identity/secrets.h"

#include "base/buffer.h"
#include "base/digest.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/random.h>

enum { TOKEN_BYTES = 32, SALT_BYTES = 16, HASH_BYTES = 32, TOTP_BYTES = 20 };
enum { MEMORY_KIB = 19456, PASSES = 2, LANES = 1 }; // OWASP's cheat sheet on password storage

static void random_bytes(Arena *arena, unsigned char *bytes, size_t count)
{
    if (getrandom(bytes, count, 0) != (ssize_t)count)
        guard_raise(arena_guard(arena), FAULT_IO, NULL, "the system has no randomness to give");
}

Slice secret_token(Arena *arena)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char bytes[TOKEN_BYTES + 1] = {0};
    Buffer out = buffer_new(arena);
    random_bytes(arena, bytes, TOKEN_BYTES);
    for (size_t bit = 0; bit < TOKEN_BYTES * 8; bit += 6) {
        unsigned pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        buffer_add_char(&out, digits[pair >> (10 - bit % 8) & 63]);
    }
    OPENSSL_cleanse(bytes, sizeof bytes);
    return buffer_slice(&out);
}

Slice secret_id(Arena *arena, size_t count)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[64];
    Buffer out = buffer_new(arena);
    random_bytes(arena, bytes, count);
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(&out, hex[bytes[i] >> 4]);
        buffer_add_char(&out, hex[bytes[i] & 15]);
    }
    return buffer_slice(&out);
}

Slice secret_digest(Arena *arena, Slice token)
{
    Digest *digest = digest_new(arena);
    digest_add(digest, token);
    return digest_hex(digest);
}

bool secret_equal(Slice a, Slice b)
{
    return a.len == b.len && CRYPTO_memcmp(a.at, b.at, a.len) == 0;
}

Slice secret_mark(Arena *arena, Slice key, Slice text)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.at, (int)key.len, (const unsigned char *)text.at, text.len, hash, &size);
    Buffer out = buffer_new(arena);
    for (unsigned i = 0; i < 16; i++)
        buffer_print(&out, "%02x", hash[i]);
    return buffer_slice(&out);
}

// ---- Passwords ----

Slice password_hash(Arena *arena, Slice password)
{
    unsigned char salt[SALT_BYTES];
    char encoded[200];
    random_bytes(arena, salt, sizeof salt);
    int code = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password.at, password.len, salt,
                                     sizeof salt, HASH_BYTES, encoded, sizeof encoded);
    if (code != ARGON2_OK)
        guard_raise(arena_guard(arena), FAULT_MEMORY, NULL, "argon2: %s",
                    argon2_error_message(code));
    return arena_copy(arena, slice_of(encoded));
}

bool password_verify(Slice hash, Slice password)
{
    char encoded[200];
    if (hash.len >= sizeof encoded || password.len > PASSWORD_BYTES_MAX)
        return false;
    memcpy(encoded, hash.at, hash.len);
    encoded[hash.len] = '\0';
    return argon2id_verify(encoded, password.at, password.len) == ARGON2_OK;
}

// ---- One-time codes (RFC 6238 with SHA-1 and six digits, as authenticators have it) ----

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

Slice totp_secret(Arena *arena)
{
    unsigned char bytes[TOTP_BYTES];
    Buffer out = buffer_new(arena);
    random_bytes(arena, bytes, sizeof bytes);
    for (size_t bit = 0; bit < TOTP_BYTES * 8; bit += 5) {
        unsigned next = bit / 8 + 1 < TOTP_BYTES ? bytes[bit / 8 + 1] : 0;
        unsigned pair = (unsigned)bytes[bit / 8] << 8 | next;
        buffer_add_char(&out, base32[pair >> (11 - bit % 8) & 31]);
    }
    return buffer_slice(&out);
}

Slice totp_uri(Arena *arena, Slice secret, Slice email)
{
    return arena_print(arena, "otpauth://totp/Madoguchi:%.*s?secret=%.*s&issuer=Madoguchi",
                       (int)email.len, email.at, (int)secret.len, secret.at);
}

static size_t base32_decode(Slice text, unsigned char *out, size_t room)
{
    unsigned bits = 0, held = 0;
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.at[i] != '\0' ? strchr(base32, text.at[i]) : NULL;
        if (digit == NULL)
            return 0;
        held = held << 5 | (unsigned)(digit - base32);
        bits += 5;
        if (bits < 8)
            continue;
        bits -= 8;
        if (len == room)
            return 0;
        out[len++] = (unsigned char)(held >> bits);
    }
    return len;
}

// RFC 4226, 5.3.
static unsigned code_at(const unsigned char *key, size_t len, uint64_t step)
{
    unsigned char counter[8], hash[EVP_MAX_MD_SIZE];
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)(step >> (56 - 8 * i));
    unsigned size = 0;
    HMAC(EVP_sha1(), key, (int)len, counter, sizeof counter, hash, &size);
    unsigned at = hash[size - 1] & 15;
    unsigned number = (hash[at] & 127u) << 24 | (unsigned)hash[at + 1] << 16 |
                      (unsigned)hash[at + 2] << 8 | hash[at + 3];
    return number % 1000000;
}

uint64_t totp_verify(Slice secret, Slice code, int64_t unix_seconds)
{
    unsigned char key[64];
    char expected[8];
    size_t len = base32_decode(secret, key, sizeof key);
    uint64_t now = (uint64_t)unix_seconds / TOTP_STEP_SECONDS, found = 0;
    if (len == 0 || code.len != 6 || now == 0)
        return 0;
    for (uint64_t step = now - 1; step <= now + 1; step++) {
        snprintf(expected, sizeof expected, "%06u", code_at(key, len, step));
        if (secret_equal(code, slice_of(expected)))
            found = step;
    }
    return found;
}
