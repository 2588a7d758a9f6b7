// SPDX-License-Identifier: Apache-2.0
// Reads JSON into a tree (json.h tells the mapping).
//
// One pass, no recursion: open objects and arrays are frames on a stack of their own.

#include "base/ascii.h"
#include "base/utf8.h"
#include "tree/builder.h"
#include "tree/internal.h"
#include "tree/json.h"

enum { DEPTH_DEFAULT = 1000 };

typedef struct JsonName {  // a member's name below a path
    uint64_t hash;
    Slice text;
    PathId parent, path;
    uint64_t seen;  // the object that had it last
} JsonName;

// Kept with the vocabulary, so that a document like the last one finds its paths at once.
typedef struct JsonMemory {
    Arena *arena;
    JsonName *names;  // open addressing
    size_t name_count, name_mask;
    PathId *texts;    // by path: that of its text; 0: not known yet
    size_t texts_room;
    uint64_t serials; // of objects, over all documents
} JsonMemory;

typedef struct JsonFrame {
    bool is_array;
    bool is_node;      // the array has a node of its own: its items are named _
    PathId item_path;  // of an array whose items are siblings
    NodeId last_item;
    uint64_t serial;   // of the object
    size_t count;
} JsonFrame;

typedef struct JsonReader {
    const char *start, *at, *end;
    Arena *arena;
    Faults *faults;
    TreeBuilder *builder;
    Vocabulary *vocabulary;
    uint8_t *types;
    size_t types_room;
    JsonFrame *frames;
    size_t depth, frame_room, depth_max;
    bool allows_repeats;
    JsonMemory *memory;
    PathId path;      // of the innermost node
    char *decoded;    // the string at hand, where it has escapes
    size_t decoded_room;
} JsonReader;

// ---- Faults ----

static bool refuse(JsonReader *reader, const char *at, const char *what)
{
    unsigned line = 1, column = 1;
    for (const char *p = reader->start; p < at; p++) {
        if (*p == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)*p & 0xC0) != 0x80) {
            column++;
        }
    }
    if (at == reader->end)
        return fault_add(reader->faults, FAULT_SYNTAX, line, column, "the text ends here; %s", what);
    Slice found = slice_show(reader->arena, (Slice){at, (size_t)(reader->end - at)}, 12);
    return fault_add(reader->faults, FAULT_SYNTAX, line, column, "found %.*s; %s", (int)found.len, found.at, what);
}

static void skip_space(JsonReader *reader)
{
    while (reader->at < reader->end &&
           (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' || *reader->at == '\r'))
        reader->at++;
}

// ---- Nodes ----

static void set_type(JsonReader *reader, NodeId node, uint8_t type)
{
    if (node >= reader->types_room) {
        size_t room = reader->types_room * 2 > node ? reader->types_room * 2 : (size_t)node + 1024;
        reader->types = arena_resize(reader->arena, reader->types, reader->types_room, room);
        memset(reader->types + reader->types_room, 0, room - reader->types_room);
        reader->types_room = room;
    }
    reader->types[node] = type;
}

static JsonMemory *memory_of(Vocabulary *vocabulary)
{
    void **slot = vocabulary_reader(vocabulary, READER_JSON);
    if (!*slot) {
        JsonMemory *memory = arena_array(vocabulary_arena(vocabulary), JsonMemory, 1);
        memory->arena = vocabulary_arena(vocabulary);
        *slot = memory;
    }
    return *slot;
}

static void grow_names(JsonMemory *memory)
{
    size_t mask = memory->name_mask ? memory->name_mask * 2 + 1 : 255;
    JsonName *names = arena_array(memory->arena, JsonName, mask + 1);
    for (size_t i = 0; memory->names && i <= memory->name_mask; i++) {
        if (!memory->names[i].text.at)
            continue;
        size_t place = memory->names[i].hash & mask;
        while (names[place].text.at)
            place = (place + 1) & mask;
        names[place] = memory->names[i];
    }
    memory->names = names;
    memory->name_mask = mask;
}

// An element of that name below `parent`.
static JsonName *name_below(JsonReader *reader, PathId parent, Slice name)
{
    JsonMemory *memory = reader->memory;
    if (memory->name_count * 2 >= memory->name_mask)
        grow_names(memory);
    uint64_t hash = slice_hash(name) ^ (uint64_t)parent * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
    size_t place = hash & memory->name_mask;
    JsonName *found = &memory->names[place];
    for (; found->text.at; found = &memory->names[place = (place + 1) & memory->name_mask])
        if (found->hash == hash && found->parent == parent && slice_equal(found->text, name))
            return found;
    NameId id = vocabulary_name(reader->vocabulary, S(""), S(""), name);
    PathId path = vocabulary_path(reader->vocabulary, parent, NODE_ELEMENT, id);
    Slice kept = vocabulary_names(reader->vocabulary)[id].local;
    *found = (JsonName){hash, kept.at ? kept : S(""), parent, path, 0};
    memory->name_count++;
    return found;
}

static PathId text_path(JsonReader *reader)
{
    JsonMemory *memory = reader->memory;
    if (reader->path >= memory->texts_room) {
        size_t room = (size_t)reader->path * 2 + 64;
        PathId *texts = arena_array(memory->arena, PathId, room);
        if (memory->texts_room)
            memcpy(texts, memory->texts, memory->texts_room * sizeof *texts);
        memory->texts = texts;
        memory->texts_room = room;
    }
    PathId *known = &memory->texts[reader->path];
    if (!*known)
        *known = vocabulary_path(reader->vocabulary, reader->path, NODE_TEXT, NAME_NONE);
    return *known;
}

// ---- Strings ----

static int32_t read_unit(JsonReader *reader, const char *at)
{
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = at + i < reader->end ? hex_value(at[i]) : -1;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

// \u0041, or a pair of surrogates. `at` is at the u; answers where it ends, NULL with a fault.
static const char *read_unicode(JsonReader *reader, const char *at, uint32_t *code_point)
{
    int32_t high = read_unit(reader, at + 1), low;
    if (high < 0) {
        refuse(reader, at - 1, "\\u needs four hexadecimal digits");
        return NULL;
    }
    *code_point = (uint32_t)high;
    if (high < 0xD800 || high > 0xDFFF)
        return at + 5;
    bool has_low = high < 0xDC00 && reader->end - at >= 11 && at[5] == '\\' && at[6] == 'u' &&
                   (low = read_unit(reader, at + 7)) >= 0xDC00 && low <= 0xDFFF;
    if (!has_low) {
        refuse(reader, at - 1, "half of a surrogate pair is no character; write both halves");
        return NULL;
    }
    *code_point = 0x10000 + (((uint32_t)high - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
    return at + 11;
}

// The rest of a string with escapes, from the first of them on. `from` is behind the opening quote.
static bool read_escaped(JsonReader *reader, const char *from, const char *at, Slice *text)
{
    static const char plain[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
    Buffer out = buffer_new(reader->arena);
    out.at = reader->decoded;
    out.room = reader->decoded_room;
    buffer_add(&out, (Slice){from, (size_t)(at - from)});
    while (at < reader->end && *at != '"') {
        const char *plain_from = at;
        while (at < reader->end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
            at++;
        buffer_add(&out, (Slice){plain_from, (size_t)(at - plain_from)});
        if (at == reader->end || *at == '"')
            break;
        if (*at != '\\')
            return refuse(reader, at, "control characters in strings are written as \\u00..");
        at++;
        const char *known = at < reader->end && *at ? strchr(plain, *at) : NULL;
        uint32_t code_point;
        if (known) {
            buffer_add_char(&out, meaning[known - plain]);
            at++;
        } else if (at < reader->end && *at == 'u') {
            if (!(at = read_unicode(reader, at, &code_point)))
                return false;
            buffer_add_code_point(&out, code_point);
        } else {
            return refuse(reader, at - 1, "an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
        }
    }
    if (at == reader->end)
        return refuse(reader, at, "the string is not closed");
    reader->decoded = out.at;
    reader->decoded_room = out.room;
    reader->at = at + 1;
    *text = buffer_slice(&out);
    return true;
}

// From the opening quote on. *is_plain: it stands in the input as it is.
static bool read_string(JsonReader *reader, Slice *text, bool *is_plain)
{
    const char *from = ++reader->at, *at = from;
    while (at < reader->end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
        at++;
    *is_plain = at < reader->end && *at == '"';
    if (!*is_plain)
        return read_escaped(reader, from, at, text);
    *text = (Slice){from, (size_t)(at - from)};
    reader->at = at + 1;
    return true;
}

// ---- Scalars ----

static void add_text(JsonReader *reader, Slice text, bool is_plain, const char *source)
{
    if (text.len == 0)
        return;
    PathId path = text_path(reader);
    if (is_plain)
        builder_leaf(reader->builder, NODE_TEXT, path, (uint32_t)(text.at - reader->start), (uint32_t)text.len);
    else
        builder_decoded_leaf(reader->builder, NODE_TEXT, path, text, (uint32_t)(source - reader->start));
}

static bool read_number(JsonReader *reader, Slice *text)
{
    const char *from = reader->at, *at = from, *end = reader->end;
    at += *at == '-';
    const char *digits = at;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    if (at == digits)
        return refuse(reader, from, "expected is a value: an object, array, string, number, true, false or null");
    if (*digits == '0' && at - digits > 1)
        return refuse(reader, digits, "a number has no leading zeros");
    if (at < end && *at == '.') {
        const char *point = at++;
        while (at < end && *at >= '0' && *at <= '9')
            at++;
        if (at == point + 1)
            return refuse(reader, at, "digits are expected behind the point");
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        const char *exponent = at;
        while (at < end && *at >= '0' && *at <= '9')
            at++;
        if (at == exponent)
            return refuse(reader, at, "digits are expected in the exponent");
    }
    *text = (Slice){from, (size_t)(at - from)};
    reader->at = at;
    return true;
}

static bool take_word(JsonReader *reader, Slice word)
{
    if ((size_t)(reader->end - reader->at) < word.len || memcmp(reader->at, word.at, word.len) != 0)
        return false;
    reader->at += word.len;
    return true;
}

static bool read_scalar(JsonReader *reader, JsonType *type)
{
    const char *from = reader->at;
    Slice text;
    bool is_plain = true;
    if (*from == '"') {
        *type = JSON_TYPE_STRING;
        if (!read_string(reader, &text, &is_plain))
            return false;
        add_text(reader, text, is_plain, from);
        return true;
    }
    if (take_word(reader, S("null"))) {
        *type = JSON_TYPE_NULL;
        return true;
    }
    if (take_word(reader, S("true")) || take_word(reader, S("false"))) {
        *type = JSON_TYPE_BOOLEAN;
        text = (Slice){from, (size_t)(reader->at - from)};
    } else {
        *type = JSON_TYPE_NUMBER;
        if (!read_number(reader, &text))
            return false;
    }
    add_text(reader, text, true, from);
    return true;
}

// ---- Objects and arrays ----

static bool push(JsonReader *reader, JsonFrame frame)
{
    if (reader->depth >= reader->depth_max)
        return fault_add(reader->faults, FAULT_LIMIT, 0, 0, "objects and arrays are nested more than %zu deep; raise the limit on depth",
                         reader->depth_max);
    if (reader->depth == reader->frame_room) {
        size_t room = reader->frame_room ? reader->frame_room * 2 : 32;
        reader->frames = arena_resize(reader->arena, reader->frames, reader->frame_room * sizeof frame, room * sizeof frame);
        reader->frame_room = room;
    }
    reader->frames[reader->depth++] = frame;
    return true;
}

static NodeId open_node(JsonReader *reader, PathId path)
{
    NodeId node = builder_open(reader->builder, path, (uint32_t)(reader->at - reader->start));
    set_type(reader, node, JSON_TYPE_NULL);
    reader->path = path;
    return node;
}

static void close_node(JsonReader *reader)
{
    tree_close(reader->builder);
    reader->path = vocabulary_paths(reader->vocabulary)[reader->path].parent;
}

// A value begins for which `node` is open (the document for the outermost). Answers false with a fault; an object or array
// leaves its frame behind.
static bool begin_value(JsonReader *reader, NodeId node, uint8_t role)
{
    skip_space(reader);
    if (reader->at == reader->end)
        return refuse(reader, reader->at, "a value is expected");
    if (*reader->at == '{') {
        reader->at++;
        set_type(reader, node, (uint8_t)(JSON_TYPE_OBJECT | role));
        return push(reader, (JsonFrame){.serial = ++reader->memory->serials});
    }
    if (*reader->at == '[') {
        reader->at++;
        set_type(reader, node, (uint8_t)(JSON_TYPE_ARRAY | role));
        PathId items = name_below(reader, reader->path, S("_"))->path;
        return push(reader, (JsonFrame){.is_array = true, .is_node = true, .item_path = items, .last_item = NODE_NONE});
    }
    JsonType type;
    if (!read_scalar(reader, &type))
        return false;
    set_type(reader, node, (uint8_t)(type | role));
    if (node != 0)
        close_node(reader);
    return true;
}

// A member's value: an array's items become siblings of its name, an empty one a node without any.
static bool begin_member(JsonReader *reader, PathId path)
{
    skip_space(reader);
    if (reader->at < reader->end && *reader->at == '[') {
        reader->at++;
        skip_space(reader);
        if (reader->at < reader->end && *reader->at == ']') {
            reader->at++;
            NodeId empty = open_node(reader, path);
            set_type(reader, empty, JSON_TYPE_ARRAY);
            close_node(reader);
            return true;
        }
        return push(reader, (JsonFrame){.is_array = true, .item_path = path, .last_item = NODE_NONE});
    }
    NodeId node = open_node(reader, path);
    return begin_value(reader, node, 0);
}

static bool next_member(JsonReader *reader, JsonFrame *frame)
{
    Slice name;
    bool is_plain;
    const char *at = reader->at;
    if (at == reader->end || *at != '"')
        return refuse(reader, at, "a member's name in double quotes is expected");
    if (!read_string(reader, &name, &is_plain))
        return false;
    JsonName *known = name_below(reader, reader->path, name);
    bool is_repeated = known->seen == frame->serial;
    known->seen = frame->serial;
    if (is_repeated && !reader->allows_repeats)
        return refuse(reader, at, "the object has a member of this name already");
    skip_space(reader);
    if (reader->at == reader->end || *reader->at != ':')
        return refuse(reader, reader->at, "a colon is expected behind the name");
    reader->at++;
    frame->count++;
    return begin_member(reader, known->path);
}

static bool next_item(JsonReader *reader, JsonFrame *frame)
{
    NodeId node = open_node(reader, frame->item_path);
    uint8_t role = (uint8_t)(JSON_ITEM | (frame->count == 0 ? JSON_FIRST_ITEM : 0));
    frame->last_item = node;
    frame->count++;
    return begin_value(reader, node, role);
}

static void end_frame(JsonReader *reader)
{
    JsonFrame frame = reader->frames[--reader->depth];
    reader->at++;
    if (frame.is_array && frame.last_item != NODE_NONE)
        reader->types[frame.last_item] |= JSON_LAST_ITEM;
    bool has_node = !frame.is_array || frame.is_node;
    if (has_node && reader->builder->open != 0)
        close_node(reader);
}

// One step in the innermost object or array: its end, or its next member or item.
static bool step(JsonReader *reader)
{
    JsonFrame *frame = &reader->frames[reader->depth - 1];
    char close = frame->is_array ? ']' : '}';
    skip_space(reader);
    if (reader->at < reader->end && *reader->at == close) {
        end_frame(reader);
        return true;
    }
    if (frame->count > 0) {
        if (reader->at == reader->end || *reader->at != ',')
            return refuse(reader, reader->at, frame->is_array ? "a comma or ] is expected" : "a comma or } is expected");
        reader->at++;
        skip_space(reader);
        if (reader->at < reader->end && *reader->at == close)
            return refuse(reader, reader->at, "something is expected behind the comma; leave the last comma out");
    }
    return frame->is_array ? next_item(reader, frame) : next_member(reader, frame);
}

static bool read_all(JsonReader *reader)
{
    reader->path = PATH_DOCUMENT;
    if (!begin_value(reader, 0, 0))
        return false;
    while (reader->depth > 0)
        if (!step(reader))
            return false;
    skip_space(reader);
    return reader->at == reader->end || refuse(reader, reader->at, "nothing is expected behind the value");
}

Tree *json_tree_read(Arena *arena, Vocabulary *vocabulary, Slice input, const JsonOptions *options, Faults *faults)
{
    static const JsonOptions none = {0};
    const JsonOptions *given = options ? options : &none;
    size_t most = given->input_max ? given->input_max : UINT32_MAX - 1;
    if (input.len > most || input.len >= UINT32_MAX) {
        fault_add(faults, FAULT_LIMIT, 0, 0, "the document has %zu bytes, the limit is %zu", input.len, most);
        return NULL;
    }
    JsonReader reader = {.start = input.at, .at = input.at, .end = input.at + input.len, .arena = arena, .faults = faults,
                         .vocabulary = vocabulary, .memory = memory_of(vocabulary), .depth_max = given->depth_max ? given->depth_max : DEPTH_DEFAULT,
                         .allows_repeats = given->allows_repeats};
    size_t bad = utf8_valid(input);
    if (bad < input.len) {
        refuse(&reader, input.at + bad, "JSON is written in UTF-8");
        return NULL;
    }
    reader.builder = tree_builder_new(arena, vocabulary, input, given->nodes_max);
    set_type(&reader, 0, JSON_TYPE_NULL);
    if (!read_all(&reader))
        return NULL;
    Tree *tree = tree_finish(reader.builder);
    set_type(&reader, tree->count, 0);  // one byte for every node, texts included
    tree->json = reader.types;
    return tree;
}
