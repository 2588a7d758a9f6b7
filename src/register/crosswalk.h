// Documents of all registers: from any syntax to content, from content to any syntax.
//
//     bytes ─► sheets ───────────────────────────────────────────────────► content
//     bytes ─► JSON, EDIFACT, MT or XML ─► (envelopes opened) ─► the register and its map that fit
//         ─► content ─► another map of that register ─► bytes
#pragma once

#include "map/interchange.h"
#include "register/register.h"
#include "tree/mt.h"

// One thread's. Lives in `arena`. A library that is NULL: such documents are not read or written.
typedef struct CrosswalkRun CrosswalkRun;
typedef struct CrosswalkTables {
    const EdifactLibrary *edifact;
    const MtLibrary *mt;
} CrosswalkTables;
CrosswalkRun *crosswalk_run_new(Arena *arena, Registers *registers, const CrosswalkTables *tables);

// A run reads as many documents as one likes, each in an arena of its own; what it has learned of
// their names stays in its arena. One that a failure has left in the middle is not used again.

// Forgets what the functions below have set.
void crosswalk_settle(CrosswalkRun *run);
// All documents that are read from now on are of this register; NULL: of the one that fits.
void crosswalk_expect(CrosswalkRun *run, Register *reg);
// What language ("ja") forms are written in; until then English. It must live as long.
void crosswalk_speak(CrosswalkRun *run, Slice language);
// What CSV files are encoded in from now on ("Shift_JIS", which charset_is_known); NULL: told by
// their bytes. It must live as long.
void crosswalk_decode(CrosswalkRun *run, const char *encoding);
// What stands in the head of interchanges that are written from now on; it must live as long.
void crosswalk_interchange(CrosswalkRun *run, const Interchange *interchange);

// A business document of a file: an envelope or an interchange may have several.
typedef struct CrosswalkDocument {
    Register *reg;
    Slice syntax;  // "ubl", "json"
    Slice version; // what its root element is called, for people
    Content *content;
    Losses losses;
} CrosswalkDocument;

// Reads all of them. They live in `arena`; values point into `bytes`, which must live as long. 0
// with a fault where nothing can be read or no map fits.
size_t crosswalk_read(CrosswalkRun *run, Arena *arena, Slice bytes, CrosswalkDocument **documents,
                      Faults *faults);

// Writes content in a syntax of its register, which is `reg`, EDIFACT as a whole interchange. False
// with a fault where there is no such map, or the result cannot be said in that syntax.
bool crosswalk_write(CrosswalkRun *run, Register *reg, Slice syntax, Content *content, Buffer *out,
                     Losses *losses, Faults *faults);

// What files of a syntax are called behind the dot: "ubl.xml", "edi", "csv.zip". In `arena`.
Slice crosswalk_suffix(Arena *arena, Register *reg, Slice syntax);
