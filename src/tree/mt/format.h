// The formats of fields, as SWIFT writes them: 16x, 3!a15d, 4*35x, [/34x]$4*35x.
//
//     "<date:DATE6><place:29x>" ─► MtFormat
//         ├─► match:  "260531DALIAN" ─► date 2026-05-31, place DALIAN
//         └─► render: the values     ─► "260531DALIAN"
#pragma once

#include "base/buffer.h"

typedef enum MtType {
    MT_DIGITS,  // n
    MT_LETTERS, // a: capital letters
    MT_CODE,    // c: capital letters and digits
    MT_HEX,     // h
    MT_X,       // x: letters, digits, / - ? : ( ) . , ' + and the blank
    MT_Y,       // y: capitals, digits and more signs
    MT_Z,       // z: x and more signs
    MT_AMOUNT,  // d: digits with one decimal comma
    MT_DATE6,   // YYMMDD; 80 to 99 are of the last century
    MT_DATE8,   // YYYYMMDD
    MT_TIME4,   // HHMM
    MT_BIC,     // 8 or 11 characters
    MT_MARK,    // C or D
    MT_TYPE_END,
} MtType;

typedef enum MtItemKind {
    MT_ITEM_VALUE,
    MT_ITEM_LITERAL,
    MT_ITEM_LINE_END,
    MT_ITEM_OPEN, // of what may be left out; `next` is behind its close
    MT_ITEM_CLOSE,
} MtItemKind;

typedef struct MtItem {
    MtItemKind kind;
    MtType type;
    char literal;
    uint16_t least, most; // characters of a line
    uint16_t lines;       // at most
    uint16_t next;
    Slice name;     // of a part; empty where the field has one only
    Slice notation; // "15d": for people
} MtItem;

enum { MT_ITEMS_MAX = 24, MT_WAYS_MAX = 3, MT_LINES_MAX = 200 };

typedef struct MtFormat {
    Slice text; // the whole notation
    const MtItem *items;
    uint16_t starts[MT_WAYS_MAX + 1]; // of each way (parted by |), and the end
    uint16_t way_count;
    bool has_parts; // its values have names
} MtFormat;

// False where `text` is no format.
bool mt_format_read(Arena *arena, Slice text, MtFormat *format);

// What a content is by a format: of each item what it matched, raw.
typedef struct MtMatch {
    uint16_t way;
    bool is_set[MT_ITEMS_MAX];
    Slice values[MT_ITEMS_MAX];
    // Where it could not go on, when it does not match: the furthest place, and what was expected
    // there (NULL: the end).
    size_t furthest, from; // `from`: where what was expected would begin
    const MtItem *expected;
} MtMatch;

// `content` is a field's text with line ends of either kind.
bool mt_format_match(const MtFormat *format, Slice content, MtMatch *match);

// Whether all characters of a line may stand in it.
bool mt_type_has(MtType type, unsigned char c);

// A raw value as XPath wants it: 86400, ─► 86400; 260531 ─► 2026-05-31; lines ended by a line feed.
// And back; false where it cannot be written so.
Slice mt_value_natural(Arena *arena, const MtItem *item, Slice raw);
bool mt_value_raw(Buffer *out, const MtItem *item, Slice natural, Slice line_end);

// Puts values together in the first way that has a place for all of them. `values` by item number,
// `is_set` likewise for each way; false where none fits.
bool mt_format_render(Buffer *out, const MtFormat *format, const bool *is_set, const Slice *natural,
                      Slice line_end);
