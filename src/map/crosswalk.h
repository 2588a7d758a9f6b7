// All maps of a register: any document to content, content to any syntax.
//
//     bytes ─► sheets ──────────────────────────────────────────────────► content
//     bytes ─► JSON, EDIFACT or XML ─► (envelopes opened) ─► the map that fits ─► content ─►
//     another map ─► bytes
#pragma once

#include "map/interchange.h"
#include "map/map.h"
#include "map/sheets.h"
#include "tree/edifact.h"

typedef struct Crosswalk Crosswalk; // immutable once all maps are added; shared by threads

// `schema` is the text of the register's schema.json. Lives in `arena`, and so must the texts. NULL
// with faults.
Crosswalk *crosswalk_new(Arena *arena, Slice schema, Faults *faults);
// `text` is that of a .map file. False with faults.
bool crosswalk_add(Crosswalk *crosswalk, Slice text, Faults *faults);

// The form that workbooks and tables are written in; without one, it is in English, by the titles
// of the schema. It must live as long.
void crosswalk_set_form(Crosswalk *crosswalk, const SheetForm *form);

const Model *crosswalk_model(const Crosswalk *crosswalk);
const Map *crosswalk_map(const Crosswalk *crosswalk, Slice name); // NULL where there is none
// "ubl", "cii" …, and at last "json", "xlsx", "csv"; empty at the end.
Slice crosswalk_syntax(const Crosswalk *crosswalk, size_t index);

// One thread's. Lives in `arena`. `library` is for EDIFACT; NULL: it is not read.
typedef struct CrosswalkRun CrosswalkRun;
CrosswalkRun *crosswalk_run_new(Arena *arena, const Crosswalk *crosswalk,
                                const EdifactLibrary *library);

// A business document of a file: an envelope or an interchange may have several.
typedef struct CrosswalkDocument {
    Slice syntax;  // "ubl", "json"
    Slice version; // what its root element is called, for people
    Content *content;
    Losses losses;
} CrosswalkDocument;

// Reads all of them. They live in `arena`; values point into `bytes`, which must live as long. 0
// with a fault where nothing can be read or no map fits.
size_t crosswalk_read(CrosswalkRun *run, Arena *arena, Slice bytes, CrosswalkDocument **documents,
                      Faults *faults);

// What stands in the head of interchanges that are written from now on; it must live as long.
void crosswalk_interchange(CrosswalkRun *run, const Interchange *interchange);

// Writes content in a syntax, EDIFACT as a whole interchange. False with a fault where there is no
// such map, or the result cannot be said in EDIFACT.
bool crosswalk_write(CrosswalkRun *run, Slice syntax, Content *content, Buffer *out, Losses *losses,
                     Faults *faults);
