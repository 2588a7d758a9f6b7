// Crosswalks between a syntax and business content.
//
//     .map file + Model ─► Map (immutable, shared by threads)
//     Map + tree of a document ─► Content + losses           (what the content has no term for)
//     Map + Content ─► bytes of a document + losses          (what the syntax has no place for)
//
// A .map file is a table that is read in both directions; docs/crosswalks.md is its manual. A row:
//
//     BT-2    issueDate    cbc:IssueDate    date
//     term    content      path             form, conditions
//
// The rows become a tree of steps in the order of the rows, which is the order in which elements
// are written. Reading goes over the document once: the path of a node (a number, tree.h) tells
// which steps may be meant.
#pragma once

#include "map/content.h"
#include "tree/edifact.h"
#include "tree/mt.h"

// ---- Losses ----

typedef enum LossKind {
    LOSS_NO_TERM,  // the content has no term for it
    LOSS_AGAIN,    // the term occurs once, this is another
    LOSS_FORM,     // it is not of the form that the term has (a date, a number, a constant)
    LOSS_PART,     // only a part of it has a place: a date's time zone has none
    LOSS_ORPHAN,   // it qualifies a value that is not there
    LOSS_NO_PLACE, // the syntax has no place for the term
    LOSS_LENGTH,   // it is longer than the syntax allows
    LOSS_SIGN,     // it has characters that the syntax has not
    LOSS_LINES,    // its lines end elsewhere
    LOSS_KIND_END,
} LossKind;

typedef struct Loss {
    LossKind kind;
    Slice path;   // in the document (/Invoice/cac:InvoiceLine[2]/cbc:Note) or content
                  // (/lines/1/note), or a cell (Sheet 'Lines', cell C7)
    Slice number; // the business term; empty where there is none
    Slice value;
    Place place; // in the document; 0:0 for content
} Loss;

enum { LOSSES_KEPT = 10000 }; // more than a person reads; all are counted

typedef struct Losses {
    Arena *arena; // what paths and values live in
    Loss *list;
    size_t count, kept, room;
} Losses;

// Why, in a few words: "no business term for it".
const char *loss_reason(LossKind kind);

// ---- Maps ----

typedef struct Map Map;

// Where the files are that maps include, by the names that they have there: "glossary/ubl.map". The
// text must live as long as what is made of it. False where there is none.
typedef struct MapFiles {
    bool (*find)(void *context, Slice name, Slice *text);
    void *context;
} MapFiles;

// Compiles a table. Lives in `arena`; `text` and `model` must live as long. `files` NULL: nothing
// can be included. NULL with all faults, each with its line.
const Map *map_compile(Arena *arena, const Model *model, Slice text, const MapFiles *files,
                       Faults *faults);

// ---- Heads ----

// What a map says before its rows: cheap to read, so that of many maps the one that fits a document
// can be found before it is compiled.
typedef struct MapHead MapHead;
const MapHead *map_head_read(Arena *arena, Slice text, const MapFiles *files, Faults *faults);

// Whether a document's root element is one that the map begins with; by a condition on what is in
// it comes before by its name alone.
typedef enum MapFit {
    MAP_FITS_NOT,
    MAP_FITS_BY_NAME,
    MAP_FITS_BY_CONDITION,
} MapFit;
MapFit map_head_fit(const MapHead *head, Arena *scratch, const Tree *tree, NodeId root);

typedef enum MapKind {
    MAP_XML,
    MAP_EDIFACT, // its root is M_ and a message type
    MAP_MT,      // MT and three digits
} MapKind;
MapKind map_kind(const MapHead *head);
Slice map_head_name(const MapHead *head);               // "ubl"
Slice map_head_root(const MapHead *head, size_t index); // of a root element; empty at the end
const MapHead *map_head(const Map *map);

// The terms of the model for which the map has no row, for the loss report and for tests; in
// `arena`.
size_t map_missing(const Map *map, Arena *arena, const Term *const **terms);

// ---- Lengths ----

// How long the values may be that a map of EDIFACT writes, by the directory that its UNH names or
// the nearest to it. Lives in `arena`; belongs to the map, and any thread may use it.
typedef struct MapLengths MapLengths;
const MapLengths *map_lengths(Arena *arena, const Map *map, EdifactReader *reader);
// The same of a map of SWIFT MT, by the formats of its fields: characters, and lines, too.
const MapLengths *map_mt_lengths(Arena *arena, const Map *map, const MtLibrary *library);

// ---- Reading ----

// One thread's: a map, and what was worked out for the paths of that vocabulary. Lives in `arena`.
typedef struct MapReader MapReader;
MapReader *map_reader_new(Arena *arena, const Map *map, const Vocabulary *vocabulary);
// Has values joined that go on in several places, as their lengths tell.
void map_reader_lengths(MapReader *reader, const MapLengths *lengths);

// Reads the document below its root element. NULL where the map does not fit. Content and losses
// live in `arena`, values point into the tree.
Content *map_read(MapReader *reader, Arena *arena, const Tree *tree, NodeId root, Losses *losses);

// The same for JSON (tree/json.h), for which the model itself is the map.
Content *content_read_json(Arena *arena, const Model *model, const Tree *tree, Losses *losses);

// ---- Writing ----

// Writes the content as XML (of EDIFACT: the XML form of ISO/TS 20625, which tree/edifact.h writes
// on). Notes in the content what was carried. `lengths` NULL: values may be of any length.
void map_write(const Map *map, const MapLengths *lengths, Content *content, Buffer *out,
               Losses *losses);

// Who sends an interchange of this content, or receives it, by the map's `sender` and `recipient`.
typedef struct MapPartner {
    Slice id, qualifier; // data elements 0004 (or 0010) and 0007; empty where the content has none
} MapPartner;
MapPartner map_sender(const Map *map, const Content *content);
MapPartner map_recipient(const Map *map, const Content *content);
