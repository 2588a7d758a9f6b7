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
    size_t at;        // behind the last segment
    size_t cursor_at; // from where on the cursor has its bits: short segments do without it
    MarkCursor cursor;
    uint32_t *marks;     // of the segment
    uint64_t shape_base; // what is the same in all shapes
    size_t room;
    bool is_wide;          // the machine compares 32 characters at once
    bool picks_bits;       // and picks bits out of a word as fast
    char wide[MARK_TERMINATOR + 2][32]; // what they are compared with, by EdifactMark, the release character last
    bool layout_has_marks; // a line feed or a blank is a service character
    uint8_t kinds[256];    // by character: EdifactMark, the release character above, all others beyond
};

// The text of a token.
static inline Slice segment_text(const EdifactScanner *scanner, const EdifactSegment *segment, size_t token)
{
    uint32_t start = token > 0 ? segment->marks[token - 1] + 1 : 0;
    return (Slice){scanner->text.at + segment->start + start, segment->marks[token] - start};
}

void scanner_set_syntax(EdifactScanner *scanner, EdifactSyntax syntax);
void scanner_move(EdifactScanner *scanner, size_t at);
