// What is asked of the nodes of a path: worked out once for a message's structure.
#pragma once

#include "schema/edifact.h"
#include "schema/edifact/references.h"
#include "schema/edifact/texts.h"
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
    bool frames_group;       // UGH, UGT
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
    Slice item; // of a data element: "C082/3039 Party identifier"; empty until it is asked for
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

typedef struct KeptText { // what the longest reference needs
    char text[40];
    size_t len;
} KeptText;

// What frames the unit, as far as it was met.
typedef struct InterchangeFrame {
    bool is_open, is_interactive;
    bool is_assumed; // the file begins without a header
    size_t messages; // and packages
    KeptText reference;
    bool group_is_open;
    size_t groups, in_group;
    KeptText group_reference, group_type;
} InterchangeFrame;

struct EdifactValidator {
    Arena *arena;
    Vocabulary *vocabulary;
    EdifactReader *reader;
    Checks *all;
    struct CodeList *lists;
    NearestCode nearest[NEAREST_BY_HASH];
    InterchangeFrame frame;
    References *references; // of the messages of the interchange, or of its group
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

// ---- What validate.c offers to frames.c ----

bool validator_is_full(EdifactValidator *it); // and counts what is not kept
void validator_find(EdifactValidator *it, NodeId node, EdifactText text, Slice a, Slice b, Slice c, Slice d);
Slice validator_tag(EdifactValidator *it, NodeId node);  // S_NAD ─► NAD
Slice validator_here(EdifactValidator *it, NodeId node); // "INVOIC SG25, segment 12, LIN Line item"
NodeId validator_child(EdifactValidator *it, NodeId parent, const char *name);
Slice validator_text(EdifactValidator *it, NodeId node); // empty where there is none
void validator_segment(EdifactValidator *it, NodeId segment);
// Whether a data element, where it is there, says that number, or what the header says.
bool validator_count(EdifactValidator *it, NodeId node, const char *element, EdifactText text, const char *name,
                     size_t count); // false where it does not
void validator_reference(EdifactValidator *it, NodeId node, const char *element, const char *name, Slice header);

// ---- frames.c ----

void frames_begin(EdifactValidator *it);
void frames_service(EdifactValidator *it);                           // UNB, UNG … or what stands outside
void frames_unit(EdifactValidator *it, NodeId header, Slice type);   // a message begins
void frames_reference(EdifactValidator *it, NodeId node, const char *name); // the data element that tells it
void frames_package(EdifactValidator *it);
void frames_end(EdifactValidator *it);
