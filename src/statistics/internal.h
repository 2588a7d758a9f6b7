// What the files of statistics/ share.
#pragma once

#include "base/table.h"
#include "statistics/cube.h"
#include "statistics/sdmx.h"

#include <pthread.h>

enum { TOP = UINT32_MAX }; // no parent

// The codes of a dimension that occur, with all above them.
typedef struct CodeTree {
    const CubeDimension *dimension;
    Arena *arena;
    Table *names;
    Table *declared; // of the dimension's list, by their place in it
    uint32_t *parents;
    uint8_t *depths; // from 1
    bool *has_below; // whether others stand below it
    unsigned depth_max;
    size_t room;
} CodeTree;

CodeTree code_tree_new(Arena *arena, const CubeDimension *dimension);
// The number of a code, which is added with all above it. TOP where there are too many.
uint32_t code_tree_add(CodeTree *codes, Slice name);
// The code of its kind that stands at `depth`, or itself where it stands higher; TOP at depth 0.
uint32_t code_tree_at_depth(const CodeTree *codes, uint32_t code, unsigned depth);
Slice code_tree_label(const CodeTree *codes, Slice code, unsigned language); // or the code itself
bool code_tree_is_within(const CodeTree *codes, uint32_t code, uint32_t ancestor);

// Which amounts a cube has, in the order of its columns: the count of records first.
typedef struct AmountColumn {
    Slice name;     // of the amount
    int measure;    // -1: the count of records
    bool is_number; // of a mean: how many values there were
} AmountColumn;

size_t amount_columns(Arena *arena, const CubeForm *form, AmountColumn columns[CUBE_AMOUNTS_MAX]);

// "2026-03|JP|ITO" ─► its codes, as coordinates are joined. False where it has another number of
// them.
bool coordinates_split(Arena *arena, Slice text, Slice *codes, size_t count);

// ---- The cube in memory (cube.c), which ask.c passes over ----
//
//     row      0   1   2   3 …           a row for each organisation and coordinates
//     month   [4] [4] [5] [4]            columns of code numbers, one for each dimension …
//     owner   [0] [1] [1] [2]            … and the organisation
//     count   [1] [3] [1] [1]            columns of sums, the count of records first

enum { DIMENSIONS_ROOM = CUBE_DIMENSIONS_MAX + 1 };

struct Cube {
    const CubeForm *form;
    Guard guard;
    Arena *arena;
    pthread_rwlock_t lock;
    CubeDimension owners; // the dimension beside those of the form
    CodeTree codes[DIMENSIONS_ROOM];
    size_t width; // dimensions, the organisation among them
    AmountColumn columns[CUBE_AMOUNTS_MAX];
    uint64_t seen[CUBE_AMOUNTS_MAX];
    size_t column_count;
    Table *names; // of rows: their code numbers as bytes
    uint32_t *coordinates[DIMENSIONS_ROOM];
    int64_t *sums[CUBE_AMOUNTS_MAX];
    size_t room;
};

// ---- suppress.c ----

// What is asked, with the cells as fine as it takes to say what is hidden: of each axis all codes
// of the depth that is asked for and of those above it, but below no code that the question leaves
// out.
typedef struct SuppressQuestion {
    const CubeForm *form; // with `suppress`
    const struct SuppressAxis {
        const CodeTree *codes;
        unsigned depth;
    } * axes;
    size_t axis_count;
    const struct SuppressCell {
        const uint32_t *codes; // by axis, of its depth or higher
        uint64_t records;
        const uint32_t *owners; // as many as matter, each once
        unsigned owner_count;
    } * cells;
    size_t count;
    bool notes_empty; // whether cells without records are told of, too, which must look hidden
} SuppressQuestion;

typedef struct SuppressCell SuppressCell;
typedef struct SuppressAxis SuppressAxis;

// Takes what is hidden of all depths: by axis the code, or TOP for all of it, and its depth, or 0.
// They stay where they are for as long as the arena.
typedef void SuppressSink(void *context, const uint32_t *codes, const unsigned *depths);

// False with FAULT_LIMIT where so much is asked at once that it would take seconds.
bool suppress(Arena *scratch, const SuppressQuestion *question, SuppressSink *hide, void *context,
              Faults *faults);

// Notes an organisation among those that are noted, once. Counted only as far as it matters, so
// that a list of few is looked through. Answers how many there are.
static inline unsigned owners_add(uint32_t *owners, unsigned count, unsigned max, uint32_t owner)
{
    for (unsigned i = count; i-- > 0;)
        if (owners[i] == owner)
            return count;
    if (count < max)
        owners[count++] = owner;
    return count;
}

// ---- sdmx_names.c ----

extern const char *const sdmx_languages[CUBE_LANGUAGES];

#define SDMX_VERSION "1.0.0"
#define SDMX_TIME    "TIME_PERIOD"
#define SDMX_TOTAL   "_T"
#define SDMX_STATUS  "OBS_STATUS"

Slice sdmx_agency(const SdmxHeader *header);
Slice sdmx_flow(Arena *arena, const CubeForm *form); // SERVICE_CONTRACT_BY_MONTH
Slice sdmx_dimension(Arena *arena, const CubeForm *form, size_t number); // or TIME_PERIOD
Slice sdmx_component(Arena *arena, Slice id); // of a dimension or a measure
Slice sdmx_list(Arena *arena, const CubeForm *form, const CubeDimension *dimension); // its codes
Slice sdmx_code(Arena *arena, Slice code);
Slice sdmx_time(Arena *arena, int64_t time_ms); // 2026-11-21T20:04:20Z
// "urn:sdmx:org.sdmx.infomodel.KIND=AGENCY:ID(1.0.0)", and ".ITEM" where there is one.
Slice sdmx_urn(Arena *arena, const char *kind, Slice agency, Slice id, Slice item);

// The dimension that is TIME_PERIOD: the first of its kind; dimension_count where there is none.
size_t sdmx_time_dimension(const CubeForm *form);

// What is the same of every cube: the statuses of an observation.
typedef struct SdmxStatus {
    const char *id;
    Slice label[CUBE_LANGUAGES];
} SdmxStatus;
enum { SDMX_NORMAL, SDMX_SUPPRESSED, SDMX_STATUSES };
extern const SdmxStatus sdmx_statuses[SDMX_STATUSES];
extern const Slice sdmx_status_label[CUBE_LANGUAGES]; // of the attribute
extern const Slice sdmx_total_label[CUBE_LANGUAGES];

// The group of each dimension of the form in an answer; -1: it is not grouped by. False with a
// fault where the answer cannot be told as data.
bool sdmx_groups(const CubeAnswer *answer, int groups[CUBE_DIMENSIONS_MAX], Faults *faults);
