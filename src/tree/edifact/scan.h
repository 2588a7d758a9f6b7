// The scanner from inside: the reader moves it, and tells it the service characters when it knows
// them.
#pragma once

#include "tree/edifact.h"

// The service characters that were not met yet.
typedef struct MarkCursor {
    size_t block; // the 64 characters that `bits` are of
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
    bool is_wide;    // the machine compares 32 characters at once
    bool picks_bits; // and picks bits out of a word as fast
    char wide[MARK_TERMINATOR + 2]
             [32]; // what they are compared with, by EdifactMark, the release character last
    bool layout_has_marks; // a line feed or a blank is a service character
    uint8_t kinds[256]; // by character: EdifactMark, the release character above, all others beyond
};

// The text of a token.
static inline Slice segment_text(const EdifactScanner *scanner, const EdifactSegment *segment,
                                 size_t token)
{
    uint32_t start = token > 0 ? segment->marks[token - 1] + 1 : 0;
    return (Slice){scanner->text.at + segment->start + start, segment->marks[token] - start};
}

// A segment that ends within 64 characters and has only + and : in it. False where it is another.
// The machine picks bits and has PLAIN_MAX characters from `start` on.
bool scanner_next_short(EdifactScanner *scanner, uint32_t start, EdifactSegment *segment);
// Any other segment.
void scanner_next_any(EdifactScanner *scanner, size_t start, EdifactSegment *segment);

enum {
    SHORT_MAX = 64,   // characters of a short segment
    PLAIN_BEHIND = 8, // that can be read behind a plain one
    PLAIN_MAX = SHORT_MAX + PLAIN_BEHIND,
};

// edifact_scanner_next, for loops that are to have it within.
static inline bool scanner_next(EdifactScanner *scanner, EdifactSegment *segment)
{
    const char *text = scanner->text.at;
    size_t start = scanner->at, len = scanner->text.len;
    // Most senders put a line feed behind each segment for people's eyes: it is layout, not data.
    while (start < len && (unsigned char)text[start] <= ' ' && is_xml_space(text[start]))
        start++;
    if (start == len)
        return false;
    bool may_be_short = scanner->picks_bits && len - start >= PLAIN_MAX;
    if (!may_be_short || !scanner_next_short(scanner, (uint32_t)start, segment))
        scanner_next_any(scanner, start, segment);
    return true;
}

void scanner_set_syntax(EdifactScanner *scanner, EdifactSyntax syntax);
void scanner_move(EdifactScanner *scanner, size_t at);
