// SPDX-License-Identifier: Apache-2.0
// Reads and writes JSON.
//
//     bytes ─► [values in an arena] ─► help texts, library index
//     report ─► [text]
//
// A reader by recursive descent: files of our own are small, and their depth is bounded.

#include "base/json.h"

#include "base/utf8.h"

typedef struct Reader {
    Arena *arena;
    const char *start, *at, *end;
    Faults *faults;
    int depth;
} Reader;

static const Json *read_value(Reader *reader);

static const void *refuse(Reader *reader, const char *expected)
{
    unsigned line = 1, column = 1;
    for (const char *p = reader->start; p < reader->at; p++) {
        bool is_end = *p == '\n';
        line += is_end;
        // Bytes that continue a character are no column of their own.
        column = is_end ? 1 : column + (((unsigned char)*p & 0xC0) != 0x80);
    }
    if (reader->at >= reader->end)
        fault_add(reader->faults, FAULT_SYNTAX, line, column,
                  "the JSON text ends too early; expected %s", expected);
    else
        fault_add(reader->faults, FAULT_SYNTAX, line, column, "this is not JSON; expected %s",
                  expected);
    return NULL;
}

static void skip_space(Reader *reader)
{
    while (reader->at < reader->end && is_xml_space(*reader->at))
        reader->at++;
}

static bool take(Reader *reader, char wanted)
{
    skip_space(reader);
    if (reader->at >= reader->end || *reader->at != wanted)
        return false;
    reader->at++;
    return true;
}

static bool read_hex4(Reader *reader, uint32_t *value)
{
    if (reader->end - reader->at < 4)
        return refuse(reader, "four hexadecimal digits") != NULL;
    *value = 0;
    for (int i = 0; i < 4; i++) {
        char c = *reader->at;
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return refuse(reader, "four hexadecimal digits") != NULL;
        *value = *value * 16 + (uint32_t)digit;
        reader->at++;
    }
    return true;
}

static bool read_unicode_escape(Reader *reader, Buffer *text)
{
    uint32_t high, low;
    if (!read_hex4(reader, &high))
        return false;
    if (high >= 0xD800 && high < 0xDC00) { // the first half of a surrogate pair
        if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
            return refuse(reader, "the second half of a surrogate pair") != NULL;
        reader->at += 2;
        if (!read_hex4(reader, &low))
            return false;
        if (low < 0xDC00 || low > 0xDFFF)
            return refuse(reader, "the second half of a surrogate pair") != NULL;
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    } else if (high >= 0xDC00 && high < 0xE000) {
        return refuse(reader, "the first half of a surrogate pair") != NULL;
    }
    buffer_add_code_point(text, high);
    return true;
}

static bool read_escape(Reader *reader, Buffer *text)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (reader->at >= reader->end)
        return refuse(reader, "the end of the escape") != NULL;
    char c = *reader->at++;
    if (c == 'u')
        return read_unicode_escape(reader, text);
    const char *found = c == '\0' ? NULL : strchr(from, c);
    if (found == NULL) {
        reader->at--;
        return refuse(reader, "one of \" \\ / b f n r t u after the backslash") != NULL;
    }
    buffer_add_char(text, to[found - from]);
    return true;
}

// The opening quote is taken already.
static bool read_text(Reader *reader, Slice *text)
{
    Buffer buffer = buffer_new(reader->arena);
    const char *from = reader->at;
    bool has_escapes = false;
    for (;;) {
        if (reader->at >= reader->end || (unsigned char)*reader->at < 0x20)
            return refuse(reader, "the closing quote of the string") != NULL;
        char c = *reader->at;
        if (c != '"' && c != '\\') {
            reader->at++;
            continue;
        }
        Slice plain = {from, (size_t)(reader->at - from)};
        reader->at++;
        if (c == '"') {
            if (has_escapes)
                buffer_add(&buffer, plain);
            *text = has_escapes ? buffer_slice(&buffer) : plain;
            return true;
        }
        has_escapes = true;
        buffer_add(&buffer, plain);
        if (!read_escape(reader, &buffer))
            return false;
        from = reader->at;
    }
}

static bool take_digits(Reader *reader)
{
    const char *from = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
        reader->at++;
    return reader->at > from;
}

static bool read_number(Reader *reader, Slice *text)
{
    const char *from = reader->at;
    if (*reader->at == '-')
        reader->at++;
    bool starts_with_zero = reader->at < reader->end && *reader->at == '0';
    if (starts_with_zero)
        reader->at++;
    else if (!take_digits(reader))
        return refuse(reader, "a digit") != NULL;
    if (reader->at < reader->end && *reader->at == '.') {
        reader->at++;
        if (!take_digits(reader))
            return refuse(reader, "a digit after the point") != NULL;
    }
    if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E')) {
        reader->at++;
        if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
            reader->at++;
        if (!take_digits(reader))
            return refuse(reader, "a digit of the exponent") != NULL;
    }
    *text = (Slice){from, (size_t)(reader->at - from)};
    return true;
}

// What is read one by one into an array that doubles.
typedef struct Parts {
    JsonMember *at;
    size_t count, room;
} Parts;

static void parts_add(Arena *arena, Parts *parts, JsonMember part)
{
    if (parts->count == parts->room) {
        size_t room = parts->room ? parts->room * 2 : 8;
        JsonMember *at = arena_array(arena, JsonMember, room);
        if (parts->count)
            memcpy(at, parts->at, parts->count * sizeof *at);
        *parts = (Parts){at, parts->count, room};
    }
    parts->at[parts->count++] = part;
}

static bool read_array(Reader *reader, Json *json)
{
    Parts parts = {0};
    if (!take(reader, ']')) {
        do {
            const Json *value = read_value(reader);
            if (value == NULL)
                return false;
            parts_add(reader->arena, &parts, (JsonMember){.value = value});
        } while (take(reader, ','));
        if (!take(reader, ']'))
            return refuse(reader, "a comma or the closing bracket ]") != NULL;
    }
    const Json **items = arena_array(reader->arena, const Json *, parts.count);
    for (size_t i = 0; i < parts.count; i++)
        items[i] = parts.at[i].value;
    json->items = items;
    json->count = parts.count;
    return true;
}

static bool read_object(Reader *reader, Json *json)
{
    Parts parts = {0};
    if (!take(reader, '}')) {
        do {
            JsonMember member;
            if (!take(reader, '"'))
                return refuse(reader, "a name in double quotes") != NULL;
            if (!read_text(reader, &member.name))
                return false;
            if (!take(reader, ':'))
                return refuse(reader, "a colon after the name") != NULL;
            member.value = read_value(reader);
            if (member.value == NULL)
                return false;
            parts_add(reader->arena, &parts, member);
        } while (take(reader, ','));
        if (!take(reader, '}'))
            return refuse(reader, "a comma or the closing brace }") != NULL;
    }
    json->members = parts.at;
    json->count = parts.count;
    return true;
}

static bool read_word(Reader *reader, Slice word)
{
    Slice rest = {reader->at, (size_t)(reader->end - reader->at)};
    if (!slice_starts(rest, word))
        return refuse(reader, "a value") != NULL;
    reader->at += word.len;
    return true;
}

static bool read_kind(Reader *reader, Json *json)
{
    switch (*reader->at) {
    case '{':
        reader->at++;
        json->kind = JSON_OBJECT;
        return read_object(reader, json);
    case '[':
        reader->at++;
        json->kind = JSON_ARRAY;
        return read_array(reader, json);
    case '"':
        reader->at++;
        json->kind = JSON_STRING;
        return read_text(reader, &json->text);
    case 't':
        json->kind = JSON_TRUE;
        return read_word(reader, S("true"));
    case 'f':
        json->kind = JSON_FALSE;
        return read_word(reader, S("false"));
    case 'n':
        json->kind = JSON_NULL;
        return read_word(reader, S("null"));
    case '-':
    case '0' ... '9':
        json->kind = JSON_NUMBER;
        return read_number(reader, &json->text);
    default:
        return refuse(reader, "a value") != NULL;
    }
}

static const Json *read_value(Reader *reader)
{
    skip_space(reader);
    if (reader->at >= reader->end)
        return refuse(reader, "a value");
    if (reader->depth >= JSON_DEPTH_MAX)
        return refuse(reader, "less nesting: 64 levels is the limit");
    reader->depth++;
    Json *json = arena_array(reader->arena, Json, 1);
    bool is_good = read_kind(reader, json);
    reader->depth--;
    return is_good ? json : NULL;
}

const Json *json_read(Arena *arena, Slice text, Faults *faults)
{
    if (slice_starts(text, S("\xEF\xBB\xBF")))
        text = slice_part(text, 3, text.len);
    Reader reader = {arena, text.at, text.at, text.at + text.len, faults, 0};
    size_t bad = utf8_valid(text);
    if (bad < text.len) {
        reader.at += bad;
        return refuse(&reader, "UTF-8");
    }
    const Json *json = read_value(&reader);
    if (json == NULL)
        return NULL;
    skip_space(&reader);
    return reader.at == reader.end ? json : refuse(&reader, "nothing after the value");
}

const Json *json_get(const Json *json, Slice name)
{
    if (json == NULL || json->kind != JSON_OBJECT)
        return NULL;
    for (size_t i = 0; i < json->count; i++)
        if (slice_equal(json->members[i].name, name))
            return json->members[i].value;
    return NULL;
}

Slice json_text(const Json *json)
{
    return json != NULL && json->kind == JSON_STRING ? json->text : (Slice){NULL, 0};
}

Slice json_get_text(const Json *json, Slice name)
{
    return json_text(json_get(json, name));
}

size_t json_count(const Json *json)
{
    return json != NULL && json->kind == JSON_ARRAY ? json->count : 0;
}

// ---- Writing ----

JsonWriter json_writer(Arena *arena)
{
    Buffer *out = arena_array(arena, Buffer, 1);
    *out = buffer_new(arena);
    return (JsonWriter){.out = out};
}

JsonWriter json_line_writer(Arena *arena)
{
    JsonWriter writer = json_writer(arena);
    writer.is_line = true;
    return writer;
}

static void line_end(JsonWriter *writer)
{
    if (writer->is_line)
        return;
    buffer_add_char(writer->out, '\n');
    for (int i = 0; i < writer->depth; i++)
        buffer_add(writer->out, S("  "));
}

static void before_value(JsonWriter *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->depth == 0)
        return;
    if (writer->has_items[writer->depth])
        buffer_add_char(writer->out, ',');
    writer->has_items[writer->depth] = true;
    line_end(writer);
}

// How much of it stands in quotes as it is; of UTF-8 that is not ASCII each character is looked at.
static size_t plain_length(Slice text)
{
    size_t len = 0;
    while (len < text.len && (unsigned char)(text.at[len] - 0x20) < 0x7F - 0x20 &&
           text.at[len] != '"' && text.at[len] != '\\')
        len++;
    return len;
}

static void add_quoted(Buffer *out, Slice text)
{
    static const char hex[] = "0123456789abcdef";
    buffer_add_char(out, '"');
    for (size_t plain; (plain = plain_length(text)) < text.len;) {
        buffer_add(out, slice_part(text, 0, plain));
        text = slice_part(text, plain, text.len);
        unsigned char c = (unsigned char)*text.at;
        size_t length = 1;
        if (c == '"' || c == '\\') {
            buffer_add_char(out, '\\');
            buffer_add_char(out, (char)c);
        } else if (c == '\n') {
            buffer_add(out, S("\\n"));
        } else if (c < 0x20 || c == 0x7F) {
            buffer_add(out, S("\\u00"));
            buffer_add_char(out, hex[c >> 4]);
            buffer_add_char(out, hex[c & 15]);
        } else if (utf8_decode(text, &length) == UTF8_BAD) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        } else {
            buffer_add(out, (Slice){text.at, length});
        }
        text = slice_part(text, length, text.len);
    }
    buffer_add(out, text);
    buffer_add_char(out, '"');
}

void json_open(JsonWriter *writer, char bracket)
{
    before_value(writer);
    buffer_add_char(writer->out, bracket);
    writer->depth++;
    writer->has_items[writer->depth] = false;
}

void json_close(JsonWriter *writer, char bracket)
{
    bool had_items = writer->has_items[writer->depth];
    writer->depth--;
    if (had_items)
        line_end(writer);
    buffer_add_char(writer->out, bracket);
}

void json_key_slice(JsonWriter *writer, Slice name)
{
    before_value(writer);
    add_quoted(writer->out, name);
    buffer_add(writer->out, S(": "));
    writer->after_key = true;
}

void json_key(JsonWriter *writer, const char *name)
{
    json_key_slice(writer, slice_of(name));
}

void json_string(JsonWriter *writer, Slice text)
{
    before_value(writer);
    add_quoted(writer->out, text);
}

void json_integer(JsonWriter *writer, int64_t number)
{
    before_value(writer);
    buffer_print(writer->out, "%lld", (long long)number);
}

void json_number(JsonWriter *writer, Slice number)
{
    before_value(writer);
    buffer_add(writer->out, number);
}

void json_boolean(JsonWriter *writer, bool truth)
{
    before_value(writer);
    buffer_add(writer->out, truth ? S("true") : S("false"));
}

void json_field(JsonWriter *writer, const char *name, Slice text)
{
    if (text.len == 0)
        return;
    json_key(writer, name);
    json_string(writer, text);
}

void json_field_integer(JsonWriter *writer, const char *name, int64_t number)
{
    json_key(writer, name);
    json_integer(writer, number);
}

void json_field_boolean(JsonWriter *writer, const char *name, bool truth)
{
    json_key(writer, name);
    json_boolean(writer, truth);
}

void json_field_open(JsonWriter *writer, const char *name, char bracket)
{
    json_key(writer, name);
    json_open(writer, bracket);
}
