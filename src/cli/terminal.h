// The person's terminal: colours, progress, and text from documents made safe to print.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// Whether this stream is a terminal that a person has not asked to be left plain (NO_COLOR,
// TERM=dumb).
bool terminal_has_colours(FILE *stream);

// "ja" or "zh" where the locale says so, else "en".
const char *language_of_locale(void);

// A bar on stderr, shown only on a terminal and only when the work takes longer than a second.
typedef struct Progress {
    size_t total;
    double start;
    double drawn; // when it was drawn last
    bool is_terminal;
    bool is_shown;
} Progress;

Progress progress_start(size_t total);
void progress_step(Progress *progress, size_t done); // draws at most ten times a second
void progress_end(Progress *progress);               // wipes it

