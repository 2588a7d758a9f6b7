// SPDX-License-Identifier: Apache-2.0
// Edits content by paths.
//
//     {"a": {"b": 1}}  with a.c = 2  ─►  {"a": {"b": 1, "c": 2}}

#include "register/edit.h"

#include "base/decimal.h"

#include <math.h>
#include <stdlib.h>

// ---- With and without ----

static size_t member_index(const Json *object, Slice name)
{
    size_t i = 0;
    while (i < object->count && !slice_equal(object->members[i].name, name))
        i++;
    return i;
}

// `value` NULL: without the member.
static const Json *with_member(Arena *arena, const Json *object, Slice name, const Json *value)
{
    size_t index = member_index(object, name);
    bool is_there = index < object->count;
    if (value == NULL && !is_there)
        return object;
    JsonMember *members = arena_array(arena, JsonMember, object->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < object->count; i++)
        if (i != index)
            members[count++] = object->members[i];
        else if (value != NULL)
            members[count++] = (JsonMember){name, value};
    if (!is_there)
        members[count++] = (JsonMember){name, value};
    Json *made = arena_array(arena, Json, 1);
    *made = (Json){.kind = JSON_OBJECT, .count = count, .members = members};
    return made;
}

static const Json *with_items(Arena *arena, const Json *list, Slice path, const Json *value)
{
    const Json **items = arena_array(arena, const Json *, list->count);
    for (size_t i = 0; i < list->count; i++)
        items[i] = json_with(arena, list->items[i], path, value);
    Json *made = arena_array(arena, Json, 1);
    *made = (Json){.kind = JSON_ARRAY, .count = list->count, .items = items};
    return made;
}

const Json *json_with(Arena *arena, const Json *content, Slice path, const Json *value)
{
    static const Json nothing = {.kind = JSON_OBJECT};
    Slice rest = path, name = slice_cut(&rest, '.');
    if (content->kind == JSON_ARRAY)
        return with_items(arena, content, path, value);
    if (content->kind != JSON_OBJECT)
        return content;
    if (rest.len == 0)
        return with_member(arena, content, name, value);
    const Json *inner = json_get(content, name);
    if (inner == NULL && value == NULL)
        return content;
    inner = json_with(arena, inner != NULL ? inner : &nothing, rest, value);
    // A group that says nothing is left out: schemas want none that is empty.
    return with_member(arena, content, name,
                       inner->kind == JSON_OBJECT && inner->count == 0 ? NULL : inner);
}

// ---- Asking ----

const Json *json_at(const Json *content, Slice path)
{
    while (content != NULL && path.len > 0) {
        if (content->kind == JSON_ARRAY)
            content = content->count > 0 ? content->items[0] : NULL;
        else
            content = json_get(content, slice_cut(&path, '.'));
    }
    return content;
}

static bool note_one(void *context, Slice value)
{
    (void)value;
    *(bool *)context = true;
    return false;
}

bool json_says(const Json *content, Slice path)
{
    bool is_said = false;
    const Json *at = json_at(content, path);
    if (at != NULL && at->kind != JSON_STRING && at->kind != JSON_NULL && at->kind != JSON_NUMBER)
        return at->kind == JSON_TRUE || at->kind == JSON_FALSE || at->count > 0;
    json_each(content, path, note_one, &is_said);
    return is_said;
}

bool json_each(const Json *content, Slice path, JsonSink *sink, void *context)
{
    if (content == NULL)
        return true;
    if (content->kind == JSON_ARRAY) {
        for (size_t i = 0; i < content->count; i++)
            if (!json_each(content->items[i], path, sink, context))
                return false;
        return true;
    }
    if (path.len > 0) {
        Slice name = slice_cut(&path, '.');
        return json_each(json_get(content, name), path, sink, context);
    }
    bool is_value = content->kind == JSON_STRING || content->kind == JSON_NUMBER;
    return !is_value || content->text.len == 0 || sink(context, content->text);
}

// ---- Values ----

// XPath writes doubles, which sums are, from a million on as 4.0E8: so many digits as a double has.
static bool read_number(Arena *arena, Slice text, Decimal *value)
{
    if (slice_find(text, S("E")) == SIZE_MAX)
        return decimal_read(text, value, NULL);
    char *end;
    Slice ended = arena_copy(arena, text);
    double number = strtod(ended.at, &end);
    if (end != ended.at + ended.len || !(fabs(number) < 1e15))
        return false;
    int whole = fabs(number) < 1 ? 1 : (int)log10(fabs(number)) + 1;
    return decimal_read(arena_print(arena, "%.*f", 15 - whole, number), value, NULL);
}

const Json *json_of_text(Arena *arena, const Term *term, Slice text)
{
    TermKind kind = term != NULL ? term->kind : TERM_TEXT;
    Json *made = arena_array(arena, Json, 1);
    *made = (Json){.kind = JSON_STRING, .text = arena_copy(arena, text)};
    if (text.len == 0 || kind == TERM_GROUP || kind == TERM_LIST)
        return NULL;
    if (kind == TERM_NUMBER) {
        char canonical[DECIMAL_TEXT_MAX];
        Decimal value;
        if (!read_number(arena, text, &value))
            return NULL;
        size_t len = decimal_write(value, canonical);
        *made = (Json){.kind = JSON_NUMBER, .text = arena_copy(arena, (Slice){canonical, len})};
    }
    if (kind == TERM_BOOLEAN)
        made->kind = slice_equal(text, S("true")) ? JSON_TRUE : JSON_FALSE;
    return made;
}

static void write_value(JsonWriter *out, const Json *json)
{
    switch (json->kind) {
    case JSON_NULL:
        json_number(out, S("null"));
        return;
    case JSON_FALSE:
    case JSON_TRUE:
        json_boolean(out, json->kind == JSON_TRUE);
        return;
    case JSON_NUMBER:
        json_number(out, json->text);
        return;
    case JSON_STRING:
        json_string(out, json->text);
        return;
    case JSON_ARRAY:
        json_open(out, '[');
        for (size_t i = 0; i < json->count; i++)
            write_value(out, json->items[i]);
        json_close(out, ']');
        return;
    case JSON_OBJECT:
        json_open(out, '{');
        for (size_t i = 0; i < json->count; i++) {
            json_key_slice(out, json->members[i].name);
            write_value(out, json->members[i].value);
        }
        json_close(out, '}');
        return;
    }
}

Slice json_show(Arena *arena, const Json *json)
{
    JsonWriter writer = json_line_writer(arena);
    write_value(&writer, json);
    return buffer_slice(writer.out);
}

bool json_equal(const Json *a, const Json *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->kind != b->kind || a->count != b->count || !slice_equal(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        bool is_same = a->kind == JSON_ARRAY
                           ? json_equal(a->items[i], b->items[i])
                           : json_equal(a->members[i].value, json_get(b, a->members[i].name));
        if (!is_same)
            return false;
    }
    return true;
}
