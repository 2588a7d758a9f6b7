// What is asked of the nodes of a path: worked out once for a message's structure.
#pragma once

#include "schema/edifact.h"
#include "tree/edifact/codes.h"

typedef enum CheckKind {
    CHECK_NONE, // the directory has nothing there
    CHECK_GROUP,
    CHECK_SEGMENT,
    CHECK_COMPOSITE,
    CHECK_VALUE,
} CheckKind;

typedef struct Check {
    uint8_t kind;
    uint8_t slot;            // item in its segment or composite
    bool is_number, is_text; // n; a without digits
    bool qualifies;          // 1131 or 3055: names the list of the codes beside it
    uint16_t least, most;
    uint16_t row;            // of groups and segments; ROW_NONE: not in the structure
    const CodeSet *codes;    // NULL: not coded
    uint64_t mandatory;      // slots of a segment or composite
    const EdifactSpec *spec; // of a segment
    const EdifactItem *item; // of data elements and components
} Check;

// What is said of a place, made when something is found there: "INVOIC SG25, segment " 12 ", LIN Line item"
typedef struct PlaceTexts {
    bool is_made, is_in_message;
    Slice before, behind;
} PlaceTexts;

// By message structure.
typedef struct Checks {
    struct Checks *next;
    const EdifactMessage *message; // NULL: segments outside of messages
    Slice release;                 // "D.96A"
    const Check **by_path;         // NULL: not asked yet
    PlaceTexts *places;            // by path
    size_t room;
    uint8_t *ordinals;     // by row: its place in its group
    uint16_t *same;        // by row: the next in its group with the same tag
    uint64_t (*needed)[4]; // by group: the ordinals that are mandatory
} Checks;

typedef struct NearestCode {
    const EdifactElement *element;
    char code[16];
    size_t len;
    Slice nearest;
} NearestCode;

enum { NEAREST_BY_HASH = 64 };

struct EdifactValidator {
    Arena *arena;
    Vocabulary *vocabulary;
    EdifactReader *reader;
    Checks *all;
    struct CodeList *lists;
    NearestCode nearest[NEAREST_BY_HASH];
    // ---- of the interchange ----
    bool has_header, has_trailer, has_group;
    Slice reference, group_reference; // in `text`
    char text[2][40];
    size_t messages, groups, in_group;
    // ---- of the unit ----
    const EdifactUnit *unit;
    const Tree *tree;
    Checks *checks;
    SchemaFindings *findings;
    size_t segments; // of the unit so far
};

Checks *checks_of(EdifactValidator *it, const EdifactMessage *message);
const Check *checks_resolve(EdifactValidator *it, Checks *checks, PathId path);

static inline const Check *check_at(EdifactValidator *it, PathId path)
{
    Checks *checks = it->checks;
    return path < checks->room && checks->by_path[path] != NULL ? checks->by_path[path]
                                                                : checks_resolve(it, checks, path);
}
