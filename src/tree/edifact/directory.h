// A release of the UN's directories in memory: what a message, a segment, a composite and an element are.
//
// A door beside tree/edifact.h, for validators.
#pragma once

#include "tree/edifact.h"

typedef struct EdifactElement {
    Slice number, name;   // 3035, Party function code qualifier
    bool has_letters;     // a, an
    bool has_digits;      // n, an
    uint16_t least, most; // characters
    Slice codes;          // rows " BY Buyer\n", in the publisher's order; empty: not coded
} EdifactElement;

typedef struct EdifactComposite EdifactComposite;

// A place in a segment or composite.
typedef struct EdifactItem {
    const EdifactElement *element; // one of the two
    const EdifactComposite *composite;
    Slice position; // 010; empty in a composite
    uint16_t repeat;
    uint16_t ordinal; // how often the same stood before it, its own repetitions included: D_3124_2 has 1
    bool is_mandatory;
} EdifactItem;

struct EdifactComposite {
    Slice tag, name;
    const EdifactItem *items;
    size_t count;
};

// D5(040,030): if the first is present, all must be.
typedef struct EdifactDependency {
    char kind;          // '1' to '7', as the directories number them
    Slice positions[8]; // the items' positions; the first counts as such
    size_t count;
} EdifactDependency;

typedef struct EdifactSpec { // of a segment
    Slice tag, name;
    const EdifactItem *items;
    size_t count;
    const EdifactDependency *dependencies;
    size_t dependency_count;
} EdifactSpec;

#define ROW_NONE UINT16_MAX

// A row of a message's segment table. Row 0 is the message itself, as a group of all.
typedef struct EdifactRow {
    Slice position, tag;     // "00130", "RFF"; of a group "SG1"
    const EdifactSpec *spec; // of a segment; NULL: a group, or the directory does not have the segment
    uint32_t repeat;
    uint16_t parent, first, next; // rows: the group around it, a group's first, the next within the same group
    bool is_group, is_mandatory;
} EdifactRow;

typedef struct EdifactRelease EdifactRelease; // read from a library's text, for one thread

struct EdifactMessage {
    Slice type, name, version, release; // INVOIC, Invoice message, D, 96A
    EdifactRow *rows;                   // of all readers only the first writes: the specs
    uint16_t count;
    EdifactRelease *directory; // that it is of
};

// A composite or segment that is not there is NULL.
const EdifactSpec *release_segment(const EdifactRelease *release, Slice tag);
const EdifactMessage *release_message(EdifactRelease *release, Slice type);

// The name of a code in the list of its element; `*name` is then cut from the list.
bool element_code(const EdifactElement *element, Slice code, Slice *name);

// ---- Of a reader ----

// The release that is named, or the nearest to it that the library has. NULL where it has none at all.
EdifactRelease *reader_release(EdifactReader *reader, Slice version, Slice release, bool *is_exact);
// The structure of a message: exact, from the nearest release, or NULL.
const EdifactMessage *reader_message(EdifactReader *reader, Slice type, Slice version, Slice release,
                                     EdifactFound *found);
// Any segment: service segments come first.
const EdifactSpec *reader_segment(EdifactReader *reader, EdifactRelease *release, Slice tag);
