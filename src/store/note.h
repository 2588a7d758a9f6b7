// Signed notes (C2SP signed-note) with Ed25519, and checkpoints (C2SP tlog-checkpoint).
//
//     window.example.org/journal          origin
//     42                                  how many entries
//     2mF…=                               root, base64
//
//     — window.example.org/journal Az3…=  name; base64 of the key's id (4 bytes) and signature
#pragma once

#include "store/merkle.h"

typedef struct NoteKey NoteKey; // shared by threads; lives until note_key_free

enum { NOTE_NAME_MAX = 200, NOTE_MAX = 64 << 10 };

NoteKey *note_key_make(Slice name, Faults *faults);
// What note_key_write or note_key_verifier wrote. NULL with a fault.
NoteKey *note_key_read(Slice text, Faults *faults);
void note_key_free(NoteKey *key);

Slice note_key_write(Arena *arena, const NoteKey *key);    // PRIVATE+KEY+name+id+key: secret
Slice note_key_verifier(Arena *arena, const NoteKey *key); // name+id+key: for all
Slice note_key_name(const NoteKey *key);
bool note_key_can_sign(const NoteKey *key);

// `body` with its signature; it ends with a line feed. The key can sign.
Slice note_sign(Arena *arena, const NoteKey *key, Slice body);
// Whether one of the note's signatures is the key's; its body then. Signatures of others are passed
// over.
bool note_open(Slice note, const NoteKey *key, Slice *body, Faults *faults);

typedef struct Checkpoint {
    Slice origin;
    uint64_t size;
    Hash root;
} Checkpoint;

Slice checkpoint_write(Arena *arena, const Checkpoint *checkpoint);
// Extension lines behind the root are passed over, as the format demands.
bool checkpoint_read(Slice body, Checkpoint *checkpoint, Faults *faults);
