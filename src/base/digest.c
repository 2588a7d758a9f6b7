// SPDX-License-Identifier: Apache-2.0
// SHA-256 by OpenSSL.

#include "base/digest.h"

#include "base/buffer.h"

#include <openssl/evp.h>

struct Digest {
    Arena *arena;
    EVP_MD_CTX *context;
};

Digest *digest_new(Arena *arena)
{
    Digest *digest = arena_array(arena, Digest, 1);
    *digest = (Digest){arena, EVP_MD_CTX_new()};
    if (!digest->context)
        guard_raise(arena_guard(arena), FAULT_MEMORY, NULL, "no memory for a digest");
    arena_defer(arena, (void (*)(void *))EVP_MD_CTX_free, digest->context);
    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL);
    return digest;
}

void digest_add(Digest *digest, Slice bytes)
{
    EVP_DigestUpdate(digest->context, bytes.at, bytes.len);
}

Slice digest_hex(Digest *digest)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EVP_DigestFinal_ex(digest->context, bytes, &len);
    Buffer hex = buffer_new(digest->arena);
    for (unsigned i = 0; i < len; i++)
        buffer_print(&hex, "%02x", bytes[i]);
    return buffer_slice(&hex);
}
