// What the files of the MT validator share.
#pragma once

#include "schema/mt.h"
#include "schema/mt/texts.h"
#include "tree/mt/names.h"

typedef struct MtChecking {
    const MtLibrary *library;
    const Tree *tree;
    NodeId message;
    SchemaLanguage language;
    SchemaFindings *findings;
    Slice type; // "MT700"
} MtChecking;

// Notes a finding at a node; `arguments` are {2} to {4}.
void mt_find(const MtChecking *it, NodeId node, MtText text, Slice where, const Slice arguments[3]);

// "MT700 :32B: Currency and amount (line 12)": where a finding is. `names`: of a row, before those
// of the field.
Slice mt_where(const MtChecking *it, NodeId node, const MtRow *row);

// content.c: whether a content follows its format and its codes.
void mt_check_content(const MtChecking *it, NodeId node, const MtField *field, const MtRow *row);
