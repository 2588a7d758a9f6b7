// UN/EDIFACT (ISO 9735, syntax versions 1 to 4): reading into a tree, writing a tree, the UN's directories.
//
//     bytes ─► characters ─► segments ─► [message structure] ─► tree
//
// The tree is the one of ISO/TS 20625, on which XPath and Schematron run (docs/edifact.md says all of it):
//
//     NAD+BY+5412345000013::9'     <S_NAD><D_3035>BY</D_3035><C_C082><D_3039>5412345000013</D_3039><D_3055>9</D_3055>…
//
// A message is <M_INVOIC>, a segment group <G_SG1>, a segment <S_NAD>, a composite <C_C082>, a data element <D_3035>.
// What occurs again at a later place of its segment or composite has the place's number behind it: <D_3124_2>. What is
// not in the directory is named by its place: <E_3>, its components <E_3.1>.
#pragma once

#include "base/buffer.h"
#include "tree/tree.h"

// ---- The UN's directories ----
//
// A release (D.96A) is one text in our compact form. Texts are immutable and shared by threads.

typedef struct EdifactLibrary EdifactLibrary;

EdifactLibrary *edifact_library_new(Arena *arena);

// Adds a release. `text` must live as long as the library. What is added later comes first. False with a fault where it
// is none.
bool edifact_library_add(EdifactLibrary *library, Slice text, Faults *faults);

typedef struct EdifactImport {
    Slice release; // "96A"
    Slice text;    // the compact form
    size_t message_count, element_count, code_count;
} EdifactImport;

// Reads a release as the UN publishes it: a folder of its files, or the ZIP (with ZIPs in it). `messages` names those
// that are wanted ("INVOIC,ORDERS"); empty: all. False with faults.
bool edifact_import(Arena *arena, const char *path, Slice messages, EdifactImport *result, Faults *faults);

// ---- Segments ----

// The service characters. A character that is not in use is 0.
typedef struct EdifactSyntax {
    char component, element, decimal, release, repetition, terminator;
} EdifactSyntax;

// What a token ends with, in the order of their strength.
typedef enum EdifactMark {
    MARK_COMPONENT,
    MARK_REPETITION,
    MARK_ELEMENT,
    MARK_TERMINATOR,
} EdifactMark;

// What lies between two marks. The first of a segment is its tag.
typedef struct EdifactToken {
    uint32_t start, len; // in the text, with release characters
    EdifactMark mark;    // that ends it
    bool is_released;    // there are release characters in it
} EdifactToken;

typedef struct EdifactSegment {
    const uint32_t *marks; // where they stand in the segment, by token
    size_t count;
    uint64_t shape;        // equal where the marks are the same and the same tokens are empty; 0: too many to tell
    uint32_t start, end;   // of the segment with its terminator
    bool is_terminated;    // false: the text ended before
    bool has_release;      // a token is released
    bool has_idle_release; // a release character stands before one that needs none
    bool is_plain;         // it is terminated and nothing is released; eight more characters can be read behind it
} EdifactSegment;

typedef struct EdifactScanner EdifactScanner;

// Cuts `text` (UTF-8, at most 4 GiB - 1) into segments.
EdifactScanner *edifact_scanner_new(Arena *arena, Slice text, EdifactSyntax syntax);
// The next segment; its marks hold until the next call. False at the end of the text. A segment of more tokens than
// the limit raises FAULT_LIMIT in the arena's guard.
bool edifact_scanner_next(EdifactScanner *scanner, EdifactSegment *segment);
EdifactToken edifact_token(const EdifactScanner *scanner, const EdifactSegment *segment, size_t index);

// ---- Reading ----

// Per thread: the vocabulary, and what was worked out for the messages seen so far.
typedef struct EdifactReader EdifactReader;

// All of it lives in `arena`, which must outlive the trees, as `library` must.
EdifactReader *edifact_reader_new(Arena *arena, Vocabulary *vocabulary, const EdifactLibrary *library);

// By its first characters: UNA, UNB or UNH (a mark of byte order and blanks before them are passed over).
bool edifact_is(Slice bytes);

// What the reader met outside of what a tree can show. The message goes on; the validator tells it.
typedef enum EdifactNoteKind {
    NOTE_CHARACTERS,         // bytes that are none in the repertoire of UNB
    NOTE_REPERTOIRE_UNKNOWN, // the syntax identifier of UNB is not known
    NOTE_NOT_TERMINATED,     // the last segment has no terminator
    NOTE_TAG,                // what should be a tag is none
    NOTE_PACKAGE_LENGTH,     // the length in UNO does not lead to UNP
} EdifactNoteKind;

typedef struct EdifactNote {
    EdifactNoteKind kind;
    NodeId node; // about which it is; 0: the document
} EdifactNote;

typedef enum EdifactUnitKind {
    UNIT_SERVICE, // UNB, UNG, UNE, UNZ, or a segment that stands outside of messages: the tree's root is <S_UNB> …
    UNIT_MESSAGE, // <M_INVOIC>: from UNH to UNT
    UNIT_PACKAGE, // <P_PACKAGE>: <S_UNO>, the object's octets as characters in <OBJECT>, <S_UNP>
} EdifactUnitKind;

// How a message's structure was found.
typedef enum EdifactFound {
    FOUND_EXACT,   // its type in the release it names
    FOUND_NEAREST, // its type in another release
    FOUND_NONE,    // its type in none: the message is flat
} EdifactFound;

typedef struct EdifactMessage EdifactMessage; // the structure, see tree/edifact/structure.h

typedef struct EdifactSuspect {
    NodeId node;     // a segment, or a data element or composite of one
    size_t position; // the segment's number in the message, from 1
} EdifactSuspect;

// How many segments there are up to a node: what was counted last, for places are mostly asked for in their order.
typedef struct EdifactCount {
    NodeId node;
    size_t segments;
} EdifactCount;

typedef struct EdifactUnit {
    EdifactUnitKind kind;
    Tree *tree;
    Place place, end;     // of the tree's text in the whole, and behind it
    size_t segment_first; // the number of its first segment in the interchange, from 1
    EdifactFound found;
    const EdifactMessage *message; // of a message: what it was read by; NULL where there is none
    const EdifactNote *notes;
    size_t note_count;
    EdifactSyntax syntax;
    size_t segment_count;
    // What the reader saw on the way, so that a validator need not look at all again: every segment stands where the
    // structure has it, none is missing, and all data elements are as the directory says, save these segments and data elements.
    bool is_regular;
    const EdifactSuspect *suspects;
    size_t suspect_count;
    EdifactCount *counted; // of edifact_place
    bool lacks_header;           // it is the first of the file, and UNB is missing
    bool is_terminated_by_lines; // it is the first of the file, whose segments end with line ends
} EdifactUnit;

// Reads message by message: memory depends on the largest message, not on the interchange.
typedef struct EdifactStream EdifactStream;

typedef struct EdifactSource {
    // Fills `room` bytes at `at`; how many there were, 0 at the end, negative where it failed.
    ptrdiff_t (*fill)(void *handle, char *at, size_t room);
    void *handle;
} EdifactSource;

typedef struct EdifactLimits { // 0 means the default
    size_t message_max;        // bytes of one message or package; default 1 GiB
    size_t nodes_max;          // of one tree; default: none but memory
} EdifactLimits;

// The stream lives in `arena`.
EdifactStream *edifact_stream_new(Arena *arena, EdifactReader *reader, EdifactSource source,
                                  const EdifactLimits *limits);
EdifactSource edifact_source_bytes(Arena *arena, Slice bytes);

// The next unit, in `document`, which the caller empties before each call; its tree holds until then. False at the end,
// or with a fault.
bool edifact_stream_next(EdifactStream *stream, Arena *document, EdifactUnit *unit, Faults *faults);

// The whole of a file as one tree: <EDIFACT> with all units below it, and every fact that is needed to write it back as
// it was. `bytes` must outlive the tree. NULL with a fault.
Tree *edifact_read(Arena *arena, EdifactReader *reader, Slice bytes, const EdifactLimits *limits, Faults *faults);

// ---- Writing ----

// Writes a tree: of edifact_read as it was, byte for byte; a new one canonically. False with faults that name what has
// no place in EDIFACT.
bool edifact_write(Buffer *out, EdifactReader *reader, const Tree *tree, Faults *faults);

// Whether UNB's syntax identifier (UNOA to UNOY, KECA) is known.
bool edifact_repertoire_is_known(Slice identifier);
// `text` in that repertoire; where it has not all of the characters in ISO 8859-1, else in UTF-8: as the reader takes
// them.
Slice edifact_encode(Arena *arena, Slice text, Slice identifier);
