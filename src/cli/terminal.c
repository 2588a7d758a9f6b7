// SPDX-License-Identifier: Apache-2.0
// Colours and the progress bar.

#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool terminal_has_colours(FILE *stream)
{
    const char *plain = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    if (plain != NULL && plain[0] != '\0')
        return false;
    return isatty(fileno(stream)) && term != NULL && strcmp(term, "dumb") != 0;
}

static double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

Progress progress_start(size_t total)
{
    const char *term = getenv("TERM");
    return (Progress){
        .total = total,
        .start = clock_seconds(),
        .is_terminal = isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0,
    };
}

void progress_step(Progress *progress, size_t done)
{
    enum { WIDTH = 40 };
    static const char full[] = "########################################";
    double now = clock_seconds();
    if (!progress->is_terminal || now - progress->start < 1.0 || now - progress->drawn < 0.1)
        return;
    progress->drawn = now;
    progress->is_shown = true;
    int filled = progress->total ? (int)(done * WIDTH / progress->total) : WIDTH;
    fprintf(stderr, "\r[%.*s%*s] %zu of %zu, %.0f s", filled, full, WIDTH - filled, "", done,
            progress->total, now - progress->start);
    fflush(stderr);
}

void progress_end(Progress *progress)
{
    if (progress->is_shown)
        fputs("\r\033[K", stderr); // wipes the line, so that only the report stays
    progress->is_shown = false;
}

const char *language_of_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    static const char *const known[] = {"ja", "zh"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale == NULL || locale[0] == '\0')
            continue;
        for (size_t j = 0; j < sizeof known / sizeof *known; j++)
            if (strncmp(locale, known[j], 2) == 0)
                return known[j];
        break; // the first that is set decides
    }
    return "en";
}
