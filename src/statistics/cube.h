// Cubes: what records add up to, by dimensions.
//
//     record ─► amounts "2026-03|JP|ITO" 1250 ─► store (sums by owner) ─► cube in memory ─► answers
//
// A register declares dimensions (whose codes may have parents: a month has a quarter and a year,
// a heading a chapter) and measures. The store keeps the sums as a view of the journal; a cube has
// them in columns in memory and takes what is new before it answers, so that a question about a
// million records is one pass over some arrays.
//
// Small cells of personal and company data are hidden (suppress.c): those of fewer persons or
// organisations than declared, and so many others that nobody can reckon them, whatever he asks.
//
// A Cube may be asked from all threads at once.
#pragma once

#include "base/decimal.h"
#include "store/entry.h"

enum {
    CUBE_DIMENSIONS_MAX = 14,
    CUBE_MEASURES_MAX = 20,
    CUBE_CODE_MAX = 100, // bytes of a code
    CUBE_DEPTH_MAX = 8,
    CUBE_CELLS_MAX = 100000,  // of one answer
    CUBE_CODES_MAX = 1 << 20, // of one dimension
    CUBE_SUPPRESS_MAX = 100,
};

enum { CUBE_LANGUAGES = 3 }; // en, ja, zh: of all labels

typedef struct CubeCode {
    Slice id, parent; // parent: empty at the top
    Slice label[CUBE_LANGUAGES];
} CubeCode;

typedef enum CubeCodes {
    CODES_LIST,   // as declared; others stand at the top without a label
    CODES_PREFIX, // a parent is the beginning: 845710 ─► 8457 ─► 84
    CODES_TIME,   // 2026-03-15 ─► 2026-03 ─► 2026-Q1 ─► 2026
} CubeCodes;

typedef struct CubeDimension {
    Slice id;
    Slice label[CUBE_LANGUAGES];
    CubeCodes kind;
    const CubeCode *codes; // with labels; of CODES_LIST with parents, which come before their own
    size_t code_count;
    uint8_t prefixes[CUBE_DEPTH_MAX]; // of CODES_PREFIX: lengths in bytes, rising; ended by 0
} CubeDimension;

typedef enum CubeMeasureKind {
    MEASURE_COUNT, // records
    MEASURE_SUM,
    MEASURE_MEAN, // of the records that have the value
} CubeMeasureKind;

typedef struct CubeMeasure {
    Slice id;
    Slice label[CUBE_LANGUAGES];
    Slice unit;     // "JPY", "kg"; empty: none
    unsigned scale; // digits behind the point that are kept
    CubeMeasureKind kind;
} CubeMeasure;

typedef struct CubeForm { // what a register declares; immutable
    Slice register_name, id;
    Slice label[CUBE_LANGUAGES];
    const CubeDimension *dimensions;
    size_t dimension_count;
    const CubeMeasure *measures;
    size_t measure_count;
    unsigned suppress; // a cell of fewer is hidden; 0: none is
    bool is_personal;  // fewer records are meant, each of a person; else fewer organisations
} CubeForm;

// The organisation whose record it is is a dimension, too: the last, by its number
// form->dimension_count.

// ---- What a record gives ----

typedef struct CubeGift {
    const Slice *codes; // one for each dimension
    const struct CubeValue {
        bool is_there;
        Decimal value;
    } * values; // one for each measure; of MEASURE_COUNT not looked at
} CubeGift;

// The amounts of one gift, to go with the record's facets; gifts of one record to the same
// coordinates are to be added up (amounts_merge). 0 with a fault where a code is too long or no
// text, or a value does not fit its scale and AMOUNT_MAX.
size_t cube_amounts(Arena *arena, const CubeForm *form, const CubeGift *gift, Facet *amounts,
                    Faults *faults);
enum { CUBE_AMOUNTS_MAX = 1 + 2 * CUBE_MEASURES_MAX };

// Sorts amounts, and adds up those of one name and value. Answers how many are left.
size_t amounts_merge(Facet *amounts, size_t count);

// ---- The cube ----

typedef struct Cube Cube;

// The form must live as long. NULL with a fault.
Cube *cube_new(const CubeForm *form, Faults *faults);
void cube_free(Cube *cube); // NULL is allowed
const CubeForm *cube_form(const Cube *cube);

typedef struct Store Store;

// Takes what the store has that it has not seen.
bool cube_refresh(Cube *cube, Store *store, Faults *faults);
size_t cube_rows(Cube *cube); // coordinates by owner that it holds

// ---- Asking ----

typedef struct CubeGroup {
    unsigned dimension;
    unsigned depth; // 1: the top of the hierarchy, CUBE_DEPTH_MAX: what the records say
} CubeGroup;

typedef struct CubeFilter {
    unsigned dimension;
    const Slice *codes; // any of them, or below it
    size_t count;
} CubeFilter;

typedef struct CubeQuery {
    const CubeGroup *groups; // no dimension twice; none: the total alone
    size_t group_count;
    const CubeFilter *filters; // all hold
    size_t filter_count;
    Slice owner;      // only what this organisation gave, of which nothing is hidden; empty: all
    bool shows_small; // for those who may see all
} CubeQuery;

typedef struct CubeCell {
    const Slice *codes; // one for each group
    const bool
        *has_below; // one for each group: whether it can be asked for deeper, within the code
    const Decimal *values; // one for each measure; not to be shown where is_hidden
    uint64_t records;
    unsigned owners; // how many organisations gave to it, counted as far as form->suppress
    bool is_hidden;
} CubeCell;

typedef struct CubeAnswer {
    const Cube *cube;
    const CubeForm *form;
    const CubeGroup *groups;
    size_t group_count;
    const unsigned *levels; // one for each group: how deep its codes go
    const CubeCell *cells;  // by their codes
    size_t count;
    CubeCell total;   // of all that the filters leave
    bool is_reserved; // cells that are too few are left out like empty ones: several dimensions
                      // cross, and who asks does not see all. It says nothing of whether there are
                      // any
} CubeAnswer;

// False with a fault where the query makes no sense or has too many cells. The answer lives in
// `arena`, and as long as the cube.
bool cube_ask(Cube *cube, Arena *arena, const CubeQuery *query, CubeAnswer *answer, Faults *faults);

// The codes of a dimension that occur, and those that are declared; each after its parent.
size_t cube_codes(Cube *cube, Arena *arena, unsigned dimension, const CubeCode **codes);

// The code with all that stands above it, the top first; they live as long as the cube. A code that
// does not occur has nothing above it. Answers how many.
size_t cube_path(Cube *cube, unsigned dimension, Slice code, Slice path[CUBE_DEPTH_MAX]);

// The label of a code of a dimension; the code itself where there is none.
Slice cube_label(const Cube *cube, unsigned dimension, Slice code, unsigned language);
