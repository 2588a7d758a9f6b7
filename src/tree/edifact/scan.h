// The scanner from inside: the reader moves it, and tells it the service characters when it knows them.
#pragma once

#include "tree/edifact.h"

// The service characters that were not met yet.
typedef struct MarkCursor {
    size_t block;  // the 64 characters that `bits` are of
    uint64_t bits;
} MarkCursor;

struct EdifactScanner {
    Arena *arena;
    Slice text;
    EdifactSyntax syntax;
    size_t at; // behind the last segment
    MarkCursor cursor;
    EdifactToken *tokens;
    size_t room;
    bool is_wide;          // the machine compares 32 characters at once
    bool layout_has_marks; // a line feed or a blank is a service character
    uint8_t marks[256];    // by character: EdifactMark, the release character above, all others beyond
};

void scanner_set_syntax(EdifactScanner *scanner, EdifactSyntax syntax);
void scanner_move(EdifactScanner *scanner, size_t at);
