// The sentences of the EDIFACT validator.
#pragma once

#include "schema/edifact.h"

typedef enum EdifactText {
    TEXT_MISSING_SEGMENT,
    TEXT_MISSING_BEHIND,
    TEXT_MISSING_ELEMENT,
    TEXT_UNEXPECTED_SEGMENT,
    TEXT_UNKNOWN_SEGMENT,
    TEXT_ORDER,
    TEXT_SEGMENT_REPEATED,
    TEXT_GROUP_REPEATED,
    TEXT_UNEXPECTED_ELEMENT,
    TEXT_ELEMENT_REPEATED,
    TEXT_TOO_LONG,
    TEXT_TOO_SHORT,
    TEXT_NO_NUMBER,
    TEXT_NO_LETTERS,
    TEXT_CODE,
    TEXT_CODE_NEAR,
    TEXT_DEPENDENCY,
    TEXT_SEGMENT_COUNT,
    TEXT_REFERENCE,
    TEXT_DUPLICATE,
    TEXT_UNIT_COUNT,
    TEXT_NO_TRAILER,
    TEXT_NO_OPENER,
    TEXT_MIXED,
    TEXT_GROUP_TYPES,
    TEXT_EMPTY,
    TEXT_VERSION,
    TEXT_COLLISION,
    TEXT_NO_HEADER,
    TEXT_MESSAGE_UNKNOWN,
    TEXT_RELEASE_NEAREST,
    TEXT_OUTSIDE,
    TEXT_LINES,
    TEXT_REPERTOIRE,
    TEXT_CHARACTERS,
    TEXT_NOT_TERMINATED,
    TEXT_TAG,
    TEXT_PACKAGE,
    TEXT_END,
} EdifactText;

typedef struct EdifactTextRow {
    const char *clause;
    EdifactSeverity severity;
    SchemaText text;
} EdifactTextRow;

extern const EdifactTextRow edifact_texts[];
