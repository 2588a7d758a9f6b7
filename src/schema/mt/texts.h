// The sentences of the MT validator.
#pragma once

#include "schema/finding.h"
#include "tree/mt/format.h"

typedef enum MtText {
    MT_TEXT_MISSING,
    MT_TEXT_MISSING_FIRST,
    MT_TEXT_UNEXPECTED,
    MT_TEXT_ORDER,
    MT_TEXT_REPEATED,
    MT_TEXT_OPTION,
    MT_TEXT_SEQUENCE_MISSING,
    MT_TEXT_SEQUENCE_UNEXPECTED,
    MT_TEXT_CHARACTER,
    MT_TEXT_LINE_LONG,
    MT_TEXT_LINES_MANY,
    MT_TEXT_LINE_EMPTY,
    MT_TEXT_LINE_START,
    MT_TEXT_TOO_MUCH,
    MT_TEXT_LITERAL,
    MT_TEXT_LINE_END,
    MT_TEXT_CODE,
    MT_TEXT_NOT_BOTH,
    MT_TEXT_NEEDS,
    MT_TEXT_BLOCK_MISSING,
    MT_TEXT_BLOCK_CUT,
    MT_TEXT_STRAY,
    MT_TEXT_LINE_ENDS,
    MT_TEXT_TYPE, // and from here on one for each MtType
    MT_TEXT_END = MT_TEXT_TYPE + MT_TYPE_END,
} MtText;

typedef struct MtTextRow {
    const char *clause;
    bool is_warning;
    SchemaText text;
} MtTextRow;

extern const MtTextRow mt_texts[];
