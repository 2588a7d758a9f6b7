// JSON (RFC 8259) for our own data and reports: values in an arena, and a writer.
//
// Documents that arrive as JSON become trees (tree/json.h); this is for what the house itself keeps
// in JSON: help texts, the index of a rule library, reports.
#pragma once

#include "base/buffer.h"

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
} JsonKind;

typedef struct Json Json;

typedef struct JsonMember {
    Slice name;
    const Json *value;
} JsonMember;

struct Json {
    JsonKind kind;
    unsigned line, column;
    Slice text; // of a string: decoded UTF-8; of a number: as it was written
    size_t count;
    union {
        const Json *const *items;  // of an array
        const JsonMember *members; // of an object, in the order of the text
    };
};

// Reads one JSON text. NULL when it is faulty; `faults` then says where and why. Strings without
// escapes point into `text`, which must live as long as `arena`.
const Json *json_read(Arena *arena, Slice text, Faults *faults);

// The member of that name; NULL where there is none, or where `json` is NULL or no object.
const Json *json_get(const Json *json, Slice name);

// The text of a string; empty where `json` is NULL or no string.
Slice json_text(const Json *json);

// The text of the member of that name: both of the above.
Slice json_get_text(const Json *json, Slice name);

// How many items an array has; 0 where `json` is NULL or no array.
size_t json_count(const Json *json);

// ---- Writing ----
//
// Two spaces a level, or all in one line; commas and line ends come by themselves. Broken UTF-8 is
// written as U+FFFD.

enum { JSON_DEPTH_MAX = 64 }; // of what is read and of what is written; our own files stay under 6

typedef struct JsonWriter {
    Buffer *out;
    int depth;
    bool after_key;
    bool is_line; // no line ends: for logs, and texts of many
    bool has_items[JSON_DEPTH_MAX + 1];
} JsonWriter;

// A writer into a text of its own, in `arena`; and one of a text without line ends.
JsonWriter json_writer(Arena *arena);
JsonWriter json_line_writer(Arena *arena);

void json_open(JsonWriter *writer, char bracket);  // '{' or '['
void json_close(JsonWriter *writer, char bracket); // '}' or ']'
void json_key(JsonWriter *writer, const char *name);
void json_key_slice(JsonWriter *writer, Slice name);
void json_string(JsonWriter *writer, Slice text);
void json_integer(JsonWriter *writer, int64_t number);
void json_number(JsonWriter *writer, Slice number); // as it is written
void json_boolean(JsonWriter *writer, bool truth);

// A key and its string, unless the string is empty.
void json_field(JsonWriter *writer, const char *name, Slice text);
// A key and what it has.
void json_field_integer(JsonWriter *writer, const char *name, int64_t number);
void json_field_boolean(JsonWriter *writer, const char *name, bool truth);
void json_field_open(JsonWriter *writer, const char *name, char bracket);
