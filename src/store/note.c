// SPDX-License-Identifier: Apache-2.0
// Signed notes and checkpoints: text around OpenSSL's Ed25519 and base64.

#include "store/note.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "store/entry.h"

#include <openssl/evp.h>
#include <stdio.h>

enum {
    ID_SIZE = 4,
    KEY_SIZE = 32,
    SIGNATURE_SIZE = 64,
    ALGORITHM_ED25519 = 1,
    SIGNATURES_MAX = 100, // of one note
};

struct NoteKey {
    EVP_PKEY *pair;
    char name[NOTE_NAME_MAX + 1];
    uint8_t id[ID_SIZE], public_key[KEY_SIZE], seed[KEY_SIZE];
    bool can_sign;
};

static const Slice dash = S_INIT("\xE2\x80\x94 "); // U+2014 and a blank begin each signature

// ---- Base64 ----

static void add_base64(Buffer *out, const uint8_t *bytes, size_t count)
{
    buffer_reserve(out, (count + 2) / 3 * 4 + 1);
    out->len += (size_t)EVP_EncodeBlock((unsigned char *)out->at + out->len, bytes, (int)count);
}

// Exactly `count` bytes, as they would be written.
static bool read_base64(Slice text, uint8_t *bytes, size_t count)
{
    unsigned char decoded[128], again[192];
    if (text.len != (count + 2) / 3 * 4 || text.len > sizeof decoded)
        return false;
    if (EVP_DecodeBlock(decoded, (const unsigned char *)text.at, (int)text.len) < (int)count)
        return false;
    EVP_EncodeBlock(again, decoded, (int)count);
    memcpy(bytes, decoded, count);
    return memcmp(again, text.at, text.len) == 0;
}

// ---- Keys ----

// The first four bytes of SHA-256 of name, line feed, algorithm and key.
static void set_id(NoteKey *key)
{
    char text[NOTE_NAME_MAX + 2 + KEY_SIZE];
    size_t len = strlen(key->name);
    memcpy(text, key->name, len);
    text[len] = '\n';
    text[len + 1] = ALGORITHM_ED25519;
    memcpy(text + len + 2, key->public_key, KEY_SIZE);
    Hash hash = hash_of((Slice){text, len + 2 + KEY_SIZE});
    memcpy(key->id, hash.at, ID_SIZE);
}

static bool name_is_good(Slice name)
{
    return entry_text_is_good(name, NOTE_NAME_MAX) && slice_find(name, S(" ")) == SIZE_MAX &&
           slice_find(name, S("+")) == SIZE_MAX;
}

// Takes over the pair.
static NoteKey *key_of_pair(Slice name, EVP_PKEY *pair, bool can_sign, Faults *faults)
{
    NoteKey *key = memory_take(sizeof *key);
    size_t size = KEY_SIZE, seed_size = KEY_SIZE;
    if (key != NULL)
        *key = (NoteKey){.pair = pair, .can_sign = can_sign};
    if (key == NULL || pair == NULL ||
        EVP_PKEY_get_raw_public_key(pair, key->public_key, &size) != 1 ||
        (can_sign && EVP_PKEY_get_raw_private_key(pair, key->seed, &seed_size) != 1)) {
        EVP_PKEY_free(pair);
        memory_free(key);
        fault_add(faults, FAULT_IO, 0, 0, "OpenSSL cannot make or read an Ed25519 key");
        return NULL;
    }
    memcpy(key->name, name.at, name.len);
    set_id(key);
    return key;
}

NoteKey *note_key_make(Slice name, Faults *faults)
{
    if (!name_is_good(name)) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "the journal's origin must be a name without blanks and +, as in "
                  "window.example.org/journal");
        return NULL;
    }
    return key_of_pair(name, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), true, faults);
}

NoteKey *note_key_read(Slice text, Faults *faults)
{
    Slice rest = slice_trim(text);
    bool is_private = slice_starts(rest, S("PRIVATE+KEY+"));
    if (is_private)
        rest = slice_part(rest, S("PRIVATE+KEY+").len, rest.len);
    Slice name = slice_cut(&rest, '+'), id = slice_cut(&rest, '+');
    uint8_t bytes[1 + KEY_SIZE];
    NoteKey *key = NULL;
    if (name_is_good(name) && read_base64(rest, bytes, sizeof bytes) &&
        bytes[0] == ALGORITHM_ED25519)
        key = key_of_pair(
            name,
            is_private ? EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bytes + 1, KEY_SIZE)
                       : EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes + 1, KEY_SIZE),
            is_private, faults);
    char hex[2 * ID_SIZE + 1] = "";
    for (size_t i = 0; key != NULL && i < ID_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", key->id[i]);
    if (key != NULL && slice_equal(id, slice_of(hex)))
        return key;
    note_key_free(key);
    fault_add(faults, FAULT_SYNTAX, 0, 0,
              "the key is none; expected name+id+base64 of an Ed25519 key (C2SP signed-note)");
    return NULL;
}

void note_key_free(NoteKey *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pair);
    explicit_bzero(key, sizeof *key);
    memory_free(key);
}

static Slice write_key(Arena *arena, const NoteKey *key, const char *prefix, const uint8_t *secret)
{
    Buffer out = buffer_new(arena);
    uint8_t bytes[1 + KEY_SIZE] = {ALGORITHM_ED25519};
    memcpy(bytes + 1, secret, KEY_SIZE);
    buffer_print(&out, "%s%s+%02x%02x%02x%02x+", prefix, key->name, key->id[0], key->id[1],
                 key->id[2], key->id[3]);
    add_base64(&out, bytes, sizeof bytes);
    return buffer_slice(&out);
}

Slice note_key_write(Arena *arena, const NoteKey *key)
{
    return write_key(arena, key, "PRIVATE+KEY+", key->seed);
}

Slice note_key_verifier(Arena *arena, const NoteKey *key)
{
    return write_key(arena, key, "", key->public_key);
}

Slice note_key_name(const NoteKey *key)
{
    return slice_of(key->name);
}

bool note_key_can_sign(const NoteKey *key)
{
    return key->can_sign;
}

// ---- Notes ----

Slice note_sign(Arena *arena, const NoteKey *key, Slice body)
{
    uint8_t bytes[ID_SIZE + SIGNATURE_SIZE];
    size_t size = SIGNATURE_SIZE;
    memcpy(bytes, key->id, ID_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_signed =
        context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) == 1 &&
        EVP_DigestSign(context, bytes + ID_SIZE, &size, (const unsigned char *)body.at, body.len) ==
            1;
    EVP_MD_CTX_free(context);
    if (!is_signed)
        guard_raise(arena_guard(arena), FAULT_IO, NULL, "OpenSSL cannot sign the checkpoint");
    Buffer out = buffer_new(arena);
    buffer_add(&out, body);
    buffer_add_char(&out, '\n');
    buffer_add(&out, dash);
    buffer_print(&out, "%s ", key->name);
    add_base64(&out, bytes, sizeof bytes);
    buffer_add_char(&out, '\n');
    return buffer_slice(&out);
}

static bool signature_holds(const NoteKey *key, Slice line, Slice body)
{
    uint8_t bytes[ID_SIZE + SIGNATURE_SIZE];
    if (!slice_starts(line, dash))
        return false;
    line = slice_part(line, dash.len, line.len);
    Slice name = slice_cut(&line, ' ');
    if (!slice_equal(name, slice_of(key->name)) || !read_base64(line, bytes, sizeof bytes) ||
        memcmp(bytes, key->id, ID_SIZE) != 0)
        return false;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_good = context != NULL &&
                   EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->pair) == 1 &&
                   EVP_DigestVerify(context, bytes + ID_SIZE, SIGNATURE_SIZE,
                                    (const unsigned char *)body.at, body.len) == 1;
    EVP_MD_CTX_free(context);
    return is_good;
}

// The last empty line parts the body from the signatures.
static size_t end_of_body(Slice note)
{
    for (size_t i = note.len; i >= 2; i--)
        if (note.at[i - 1] == '\n' && note.at[i - 2] == '\n')
            return i - 1;
    return SIZE_MAX;
}

bool note_open(Slice note, const NoteKey *key, Slice *body, Faults *faults)
{
    size_t end = note.len <= NOTE_MAX ? end_of_body(note) : SIZE_MAX;
    if (end == SIZE_MAX)
        return fault_add(
            faults, FAULT_SYNTAX, 0, 0,
            "the checkpoint is no signed note: it has no empty line before signatures");
    *body = slice_part(note, 0, end);
    Slice rest = slice_part(note, end + 1, note.len);
    for (int i = 0; rest.len > 0 && i < SIGNATURES_MAX; i++)
        if (signature_holds(key, slice_cut(&rest, '\n'), *body))
            return true;
    return fault_add(faults, FAULT_SYNTAX, 0, 0,
                     "the checkpoint bears no valid signature of the key of %s", key->name);
}

// ---- Checkpoints ----

Slice checkpoint_write(Arena *arena, const Checkpoint *checkpoint)
{
    Buffer out = buffer_new(arena);
    buffer_add(&out, checkpoint->origin);
    buffer_print(&out, "\n%llu\n", (unsigned long long)checkpoint->size);
    add_base64(&out, checkpoint->root.at, HASH_SIZE);
    buffer_add_char(&out, '\n');
    return buffer_slice(&out);
}

static bool read_size(Slice text, uint64_t *size)
{
    *size = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i >= 18)
            return false;
        *size = *size * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.len == 1 || (text.len > 1 && text.at[0] != '0');
}

bool checkpoint_read(Slice body, Checkpoint *checkpoint, Faults *faults)
{
    checkpoint->origin = slice_cut(&body, '\n');
    Slice size = slice_cut(&body, '\n'), root = slice_cut(&body, '\n');
    if (entry_text_is_good(checkpoint->origin, NOTE_NAME_MAX) &&
        read_size(size, &checkpoint->size) && read_base64(root, checkpoint->root.at, HASH_SIZE))
        return true;
    return fault_add(faults, FAULT_SYNTAX, 0, 0,
                     "the checkpoint is none; expected lines with origin, size and root");
}
