// The characters of an interchange: bytes of a repertoire to UTF-8, and back.
#pragma once

#include "tree/edifact.h"

// What the head of an interchange says: UNA, and the syntax identifier and version of UNB or UIB.
typedef struct EdifactHead {
    EdifactSyntax syntax;
    Slice service;    // the nine characters of UNA; empty where there is none
    Slice identifier; // UNOC; empty where there is no UNB
    bool is_terminated_by_lines;
    bool has_header; // there is a UNB or UIB
} EdifactHead;

// `bytes` begins with UNA, UNB or what else comes first (after layout).
EdifactHead head_read(Slice bytes);

typedef struct EdifactPackage { // offsets in the text
    uint32_t start, end;
} EdifactPackage;

typedef struct EdifactText {
    Slice text;             // UTF-8
    const char *encoding;   // that the bytes are in; NULL: UTF-8
    bool is_expected;       // `encoding` is that of the repertoire
    bool is_known;          // the repertoire is
    bool has_wrong_package; // a length in UNO does not lead to UNP
    const EdifactPackage *packages;
    size_t package_count;
} EdifactText;

// The text of `bytes`, which are in the repertoire that the head says. What is UTF-8 already is not copied. Objects in
// packages are octets: each becomes the character of its number.
// `has_packages` false: what looks like one is none.
void text_decode(Arena *arena, Slice bytes, const EdifactHead *head, bool has_packages, EdifactText *text);

// How long the object is that a UNO segment announces, in octets.
size_t package_length(Slice segment, const EdifactSyntax *syntax);

bool text_is_ascii(Slice text);

// UTF-16, told by its zeros: what is written so cannot be cut at bytes.
bool text_is_wide(Slice bytes);
const char *text_wide_encoding(Slice bytes);
bool text_from_wide(Arena *arena, Slice bytes, Slice *text, Faults *faults);

// What the repertoire is called by iconv; NULL: not known.
const char *repertoire_encoding(Slice identifier);

// Whether its characters depend on what stands before them (ISO 2022): such bytes look like ASCII, separators among them.
bool repertoire_has_states(Slice identifier);

// UTF-8 to that encoding. False where it cannot be written so.
bool text_encode(Buffer *out, Slice text, const char *encoding);
