// SPDX-License-Identifier: Apache-2.0
// The log: one line of JSON an event on standard error, written in one go so that lines of several
// threads do not mix. Neither queries nor heads nor bodies are ever in it: they may hold secrets.

#include "server/internal.h"

#include "base/calendar.h"

#include <stdio.h>
#include <unistd.h>

typedef struct Line {
    const char *level, *event;
    const LogField *fields;
    size_t count;
} Line;

static bool write_line(Arena *arena, void *context)
{
    const Line *line = context;
    JsonWriter json = json_line_writer(arena);
    json_open(&json, '{');
    json_time(&json, "time", moment_now());
    json_field(&json, "level", slice_of(line->level));
    json_field(&json, "event", slice_of(line->event));
    for (size_t i = 0; i < line->count; i++) {
        const LogField *field = &line->fields[i];
        json_key(&json, field->name);
        if (field->text.at != NULL)
            json_string(&json, field->text);
        else
            json_integer(&json, field->number);
    }
    json_close(&json, '}');
    buffer_add_char(json.out, '\n');
    // Where the log cannot be written there is nobody to tell.
    return write(STDERR_FILENO, json.out->at, json.out->len) == (ssize_t)json.out->len;
}

void log_line(const char *level, const char *event, const LogField *fields, size_t count)
{
    Line line = {level, event, fields, count};
    arena_run(0, write_line, &line, NULL);
}
