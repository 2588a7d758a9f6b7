// Text cut into cells.
#pragma once

#include "base/buffer.h"

typedef struct CsvCutter {
    Slice text;
    size_t at;
    char separator;
    Buffer scratch; // of a cell that is not in the text as it is
} CsvCutter;

typedef enum CsvMark { CSV_MARK_CELL, CSV_MARK_ROW, CSV_MARK_END, CSV_MARK_FAULT } CsvMark;

typedef struct CsvCell {
    Slice value;   // of the text, or of the cutter's scratch until the next cell
    size_t start;  // where the value begins in the text
    bool is_plain; // of the text
    CsvMark mark;  // what ends it: a separator, a row's end, or the text's; a fault stands at the
                   // cutter's place
    const char *fault;
} CsvCell;

// The cell at the cutter's place, which moves behind the mark that ends it.
CsvCell csv_next(CsvCutter *cutter);
