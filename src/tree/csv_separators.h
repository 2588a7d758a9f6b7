// The separators of CSV and the words that a tree names them by.
#pragma once

#include "base/slice.h"

typedef struct CsvSeparator {
    const char *word;
    char separator;
} CsvSeparator;

extern const CsvSeparator csv_separators[]; // ended by a row without a word

const char *csv_separator_word(char separator); // "comma"; NULL where it is none
