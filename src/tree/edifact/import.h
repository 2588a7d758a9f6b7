// What the importer's files share: the texts of a release as the UN publishes them, and ours made of them.
//
//     folder, ZIP in ZIP ─► texts ─► lines ─► rows ─► one compact text (docs/edifact.md)
#pragma once

#include "base/buffer.h"
#include "base/table.h"

// What a published file holds. Interactive directories are of the same form.
typedef enum TextKind {
    TEXT_NONE,
    TEXT_MESSAGE,    // INVOIC_D.96A
    TEXT_SEGMENTS,   // EDSD.16B, once TRSD.96A; IDSD.16B
    TEXT_COMPOSITES, // EDCD, TRCD; IDCD
    TEXT_ELEMENTS,   // EDED, TRED
    TEXT_CODES,      // UNCL.01B, UNCL-1.96A, UNSL.96A
} TextKind;

typedef struct Text {
    TextKind kind;
    Slice name;    // the file's, without folders
    Slice release; // "96A", from the file's name
    Slice bytes;
} Text;

typedef struct Texts {
    Text *list;
    size_t count, room;
} Texts;

// Reads all texts of a folder, or of a ZIP archive with archives in it. False with faults.
bool import_collect(Arena *arena, const char *path, Texts *texts, Faults *faults);

// What is known of one element: its row, and the rows of its codes.
typedef struct ElementRows {
    Slice number, form, name;
    Buffer codes;
} ElementRows;

typedef struct Import {
    Arena *arena;
    Faults *faults;
    Buffer messages, segments, composites; // our rows
    Table *by_number;                      // of elements
    ElementRows *elements;
    size_t element_count, element_room;
    size_t message_count, code_count;
} Import;

// One published text each. False with a fault where its form is not understood.
bool import_message(Import *it, const Text *text);
bool import_segments(Import *it, const Text *text);
bool import_composites(Import *it, const Text *text);
bool import_elements(Import *it, const Text *text);
bool import_codes(Import *it, const Text *text);

// ---- Lines (import_lines.c) ----

// A line without its end and trailing blanks; tabs and bytes of other code pages are left as they are.
typedef struct Lines {
    Slice rest, line;
    unsigned number; // of `line`, from 1
} Lines;

bool lines_next(Lines *lines);
// The offset of the first character that is no blank and no change indicator (+ * # | X -) of the first columns.
size_t line_start(Slice line, size_t indicator_columns);
// The next word from `*at` on; empty at the end.
Slice line_word(Slice line, size_t *at);
bool line_is_ruler(Slice line); // --------, or the same in an old code page
bool is_digits(Slice text, size_t count);
bool is_element_number(Slice word);   // 3035
bool is_composite_number(Slice word); // C082, S009, E001
// A name for a row: blanks collapsed, capitals to sentence case, UTF-8.
Slice import_name(Arena *arena, Slice text);
