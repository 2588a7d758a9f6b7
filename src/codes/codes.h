// Code lists: what a code means, and which code a name has.
//
//     tables, publishers' files ─► codes/make.h ─► one file a list ─► [codes.h] ─► rows
//
// A list is used where it lies, in the program itself or mapped from the disk: nothing is read or
// built before the first question, and a question takes microseconds. A list may be hostile: what
// leads outside of it is read as empty text (docs/codes.md has the layout).
//
// Lists are immutable; threads may share them.
#pragma once

#include "base/arena.h"

typedef struct Codes Codes;

typedef uint32_t CodeRow; // rows are numbered from 0 in the order of their codes

#define CODE_NONE UINT32_MAX

// What the cells of a column are for.
typedef enum CodeColumnKind {
    COLUMN_CODE,  // the first column, and only that
    COLUMN_NAME,  // the name in one language: the column is called en, ja, zh …
    COLUMN_OTHER, // other names, separated by | : found, but not shown as the name
    COLUMN_FACT,  // all else: coordinates, functions, units, rates
    COLUMN_KINDS,
} CodeColumnKind;

typedef struct CodeColumn {
    Slice name; // of COLUMN_CODE "code"
    CodeColumnKind kind;
} CodeColumn;

// ---- Opening ----

// Opens a list over `bytes`, which must live as long as it. NULL with a fault where the bytes are
// no list.
const Codes *codes_open(Arena *arena, Slice bytes, Faults *faults);

// Maps the file; it is unmapped when the arena goes. NULL with a fault that names the path. Lists
// are replaced as whole files (never written in place), so that one that is mapped stays whole.
const Codes *codes_map(Arena *arena, const char *path, Faults *faults);

// The lists that the program carries: their names in order, an empty one behind the last.
Slice codes_own_name(size_t index);
const Codes *codes_own(Arena *arena, Slice name); // NULL where it carries none of that name

// The list of that name: the user's in `folder` (a file NAME.codes; NULL: none), else the
// program's. NULL with a fault where there is none.
const Codes *codes_named(Arena *arena, const char *folder, Slice name, Faults *faults);

enum { CODE_LISTS_MAX = 1000 };

// The names of all lists, the user's in `folder` (NULL: none) and the program's, each once, in order.
// In `arena`; those behind CODE_LISTS_MAX are left out.
size_t codes_all_names(Arena *arena, const char *folder, Slice **names);

// Whether a list may be called so: lower-case letters, digits and hyphens, at most 40.
bool codes_is_name(Slice name);

// Reads the whole list and checks what look-ups rely on: the order of rows and of the index, every
// reference. False with a fault. For whoever keeps a list of strangers; look-ups are safe without.
bool codes_verify(const Codes *codes, Faults *faults);

// ---- What a list is ----

Slice codes_name(const Codes *codes);    // "locations"
Slice codes_edition(const Codes *codes); // "2023-2"; empty where the publisher gives none
Slice codes_source(const Codes *codes);  // who publishes it
Slice codes_title(const Codes *codes, Slice language); // in en, ja or zh; English for any other
uint32_t codes_count(const Codes *codes);

uint32_t codes_column_count(const Codes *codes);
CodeColumn codes_column(const Codes *codes, uint32_t index);
uint32_t codes_column_named(const Codes *codes, Slice name); // or CODE_NONE

// ---- Rows ----

// The row of a code as the list writes it, or CODE_NONE.
CodeRow codes_find(const Codes *codes, Slice code);

// The row of a code as people write it: in any case, with blanks, dots or hyphens ("jp yok",
// "8703.23"). Or CODE_NONE.
CodeRow codes_find_loosely(const Codes *codes, Slice code);

// The rows whose codes begin with `prefix`: *first up to, not including, *end.
void codes_range(const Codes *codes, Slice prefix, CodeRow *first, CodeRow *end);

Slice codes_cell(const Codes *codes, CodeRow row, uint32_t column); // empty where there is none
Slice codes_code(const Codes *codes, CodeRow row);
Slice codes_fact(const Codes *codes, CodeRow row, Slice column);
// The name in that language, else in English, else in any.
Slice codes_label(const Codes *codes, CodeRow row, Slice language);

// Degrees, north and east positive, from the column "place" ("35.450 139.650").
typedef struct CodePlace {
    double latitude, longitude;
} CodePlace;
bool codes_place(const Codes *codes, CodeRow row, CodePlace *place);

// ---- Search ----

// How a row was found, the best first.
typedef enum CodeMatch {
    MATCH_CODE,       // the query is its code, however written
    MATCH_NAME,       // … is a name
    MATCH_WORD,       // … is a whole word of a name
    MATCH_NAME_START, // … begins a name
    MATCH_WORD_START, // … begins a word of a name; ideographs and kana are words by themselves
    MATCH_CODE_START, // … begins its code
} CodeMatch;

typedef struct CodeHit {
    CodeRow row;
    uint32_t column; // where it was found
    CodeMatch match;
} CodeHit;

// Finds rows by code or by a name in any language, folded (base/fold.h); of several words each must
// occur. Fills `hits` with the best `room` rows and answers how many there are. Among equals the
// better known come first: what has a name in more languages, then the shorter name. A query that
// nearly everything begins with is answered from the first 50,000 names only.
size_t codes_search(const Codes *codes, Arena *scratch, Slice query, CodeHit *hits, size_t room);
