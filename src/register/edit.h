// Content as JSON values that are edited by paths: what effects set, computed fields become,
// readers may not see and migrations move. Values are immutable; an edit answers another value that
// shares what did not change.
#pragma once

#include "base/json.h"
#include "map/content.h"

// With `value` at the path, through all items of the lists on it; groups that are missing are made.
// NULL: without it. `content` is an object.
const Json *json_with(Arena *arena, const Json *content, Slice path, const Json *value);

// The value at a path, of a list in the first item; NULL where there is none.
const Json *json_at(const Json *content, Slice path);
// Whether there is a value that says something: not null, not empty.
bool json_says(const Json *content, Slice path);

// Every text or number at a path, through all items of lists. `each` answers false to stop.
typedef bool JsonSink(void *context, Slice value);
bool json_each(const Json *content, Slice path, JsonSink *sink, void *context);

// What a text is by the kind of the term (a number, a date, true); NULL where it is empty or no
// such value. `term` NULL: a text.
const Json *json_of_text(Arena *arena, const Term *term, Slice text);

Slice json_show(Arena *arena, const Json *json); // written, in one line
bool json_equal(const Json *a, const Json *b);   // the order of members does not count
