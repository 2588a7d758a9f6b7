// SPDX-License-Identifier: Apache-2.0
// The document: prolog, elements, attributes, text (XML 1.0, 5th edition; Namespaces in XML 1.0, 3rd edition).
//
// One pass over checked UTF-8. Text, names and values are cut from the input; only what references or line ends change
// is put together anew. Which name and path a tag means is remembered with its raw bytes (xml_names.c), so that
// a tag that was seen before under the same parent costs one comparison.

#include "tree/xml_names.h"

#include <stdio.h>
#include <string.h>

enum {
    DEPTH_DEFAULT = 2000,
    ATTRIBUTES_DEFAULT = 10000,
    NAME_DEFAULT = 10000,
    EXPANSION_DEFAULT = 10000000,
    ENTITY_DEPTH_MAX = 40,
};

// ---- Faults ----

static Place place_of(const XmlReader *reader, uint32_t offset)
{
    Place place = {1, 1};
    for (uint32_t i = 0; i < offset && i < reader->text.len; i++) {
        if (reader->text.at[i] == '\n')
            place = (Place){place.line + 1, 1};
        else
            place.column += ((unsigned char)reader->text.at[i] & 0xC0) != 0x80;
    }
    return place;
}

static noreturn void fail(XmlReader *reader, FaultKind kind, uint32_t offset, const char *format, va_list list)
{
    Fault fault = {.kind = kind};
    Place place = place_of(reader, offset);
    fault.line = place.line;
    fault.column = place.column;
    vsnprintf(fault.text, sizeof fault.text, format, list);
    guard_raise_fault(arena_guard(reader->arena), &fault);
}

void xml_fail(XmlReader *reader, uint32_t offset, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fail(reader, FAULT_SYNTAX, offset, format, list);
}

void xml_fail_kind(XmlReader *reader, FaultKind kind, uint32_t offset, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fail(reader, kind, offset, format, list);
}

uint32_t xml_offset(const XmlReader *reader, const XmlSource *source, const char *at)
{
    return source->is_main ? (uint32_t)(at - reader->text.at) : source->reference;
}

void xml_fail_at(XmlReader *reader, const XmlSource *source, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fail(reader, FAULT_SYNTAX, xml_offset(reader, source, source->at), format, list);
}

// ---- Small parts ----

bool xml_skip_space(XmlSource *source)
{
    const char *start = source->at;
    while (source->at < source->end && is_xml_space(*source->at))
        source->at++;
    return source->at > start;
}

Slice xml_name(XmlReader *reader, XmlSource *source, const char *what)
{
    const char *start = source->at, *end = xml_name_end(start, source->end);
    Slice name = {start, (size_t)(end - start)};
    if (!is_name(name)) {
        // the part of it that is a name
        size_t good = 0;
        while (good < name.len && is_name(slice_part(name, 0, good + 1)))
            good++;
        if (good == 0)
            xml_fail_at(reader, source, "expected %s", what);
        name.len = good;
    }
    if (name.len > reader->options.name_max)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, start),
                      "a name is longer than %zu bytes; raise the limit of names", reader->options.name_max);
    source->at = start + name.len;
    return name;
}

int32_t xml_character_reference(XmlReader *reader, XmlSource *source)
{
    const char *start = source->at;
    source->at += 2;
    unsigned base = xml_accept(source, "x") ? 16 : 10;
    uint32_t code = 0;
    size_t digits = 0;
    for (; source->at < source->end && *source->at != ';'; source->at++, digits++) {
        char c = *source->at;
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 99;
        if (digit >= base)
            xml_fail_at(reader, source, "a character reference is written &#65; or &#x41;");
        code = code > 0x10FFFF ? code : code * base + digit;
    }
    if (digits == 0 || source->at == source->end)
        xml_fail_at(reader, source, "a character reference is written &#65; or &#x41;");
    source->at++;
    if (!is_xml_char(code)) {
        source->at = start;
        xml_fail_at(reader, source, "the character U+%04X is not allowed in XML, not even as a reference", (unsigned)code);
    }
    return (int32_t)code;
}

static const char *find(const XmlSource *source, const char *text)
{
    return memmem(source->at, (size_t)(source->end - source->at), text, strlen(text));
}

void xml_skip_comment(XmlReader *reader, XmlSource *source, Slice *content)
{
    source->at += 4;
    const char *end = find(source, "--");
    if (!end)
        xml_fail_at(reader, source, "a comment is not closed: --> is missing");
    *content = (Slice){source->at, (size_t)(end - source->at)};
    source->at = end + 2;
    if (!xml_accept(source, ">"))
        xml_fail_at(reader, source, "-- is not allowed within a comment");
}

void xml_skip_instruction(XmlReader *reader, XmlSource *source, Slice *target, Slice *content)
{
    const char *start = source->at;
    source->at += 2;
    *target = xml_name(reader, source, "the target of a processing instruction");
    if (target->len == 3 && strncasecmp(target->at, "xml", 3) == 0) {
        source->at = start;
        xml_fail_at(reader, source, "an XML declaration stands at the very beginning, in lower case");
    }
    if (!reader->options.namespaces_off && memchr(target->at, ':', target->len))
        xml_fail_at(reader, source, "the target of a processing instruction has no colon");
    bool has_space = xml_skip_space(source);
    const char *end = find(source, "?>");
    if (!end)
        xml_fail_at(reader, source, "a processing instruction is not closed: ?> is missing");
    if (!has_space && end != source->at)
        xml_fail_at(reader, source, "a blank is needed behind the target of a processing instruction");
    *content = (Slice){source->at, (size_t)(end - source->at)};
    source->at = end + 2;
}

// ---- Text under way: a run of the input as it stands, or a buffer once anything had to be changed ----

typedef enum Pending { PENDING_NONE, PENDING_RUN, PENDING_BUFFER } Pending;

typedef struct OpenElement {
    const char *name;  // raw, for the end tag
    uint32_t name_len;
    PathId path;
    ScopeId scope;
} OpenElement;

typedef struct RawAttribute {
    Slice name, value;
    bool is_plain;  // the value lies in the document
    uint32_t source;
} RawAttribute;

typedef struct XmlContent {
    XmlNames *names;
    OpenElement *open;  // [0] is the document
    size_t depth, open_room;
    Pending pending;
    Slice run;
    Buffer buffer;
    uint32_t source;  // where the pending text begins
    RawAttribute *attributes;
    size_t attribute_count, attribute_room;
} XmlContent;

static PathId leaf_path(XmlReader *reader, NodeKind kind, NameId name)
{
    XmlContent *content = reader->content;
    return xml_leaf_path(content->names, content->open[content->depth].path, kind, name);
}

static void end_text(XmlReader *reader)
{
    XmlContent *content = reader->content;
    PathId path = leaf_path(reader, NODE_TEXT, NAME_NONE);
    if (content->pending == PENDING_RUN)
        builder_leaf(reader->builder, NODE_TEXT, path, (uint32_t)(content->run.at - reader->text.at),
                     (uint32_t)content->run.len);
    else if (content->buffer.len > 0)
        builder_decoded_leaf(reader->builder, NODE_TEXT, path, buffer_slice(&content->buffer), content->source);
    content->pending = PENDING_NONE;
    content->buffer.len = 0;
}

static inline void flush_text(XmlReader *reader)
{
    if (reader->content->pending != PENDING_NONE)
        end_text(reader);
}

static void to_buffer(XmlReader *reader, uint32_t source)
{
    XmlContent *content = reader->content;
    if (content->pending == PENDING_RUN)
        buffer_add(&content->buffer, content->run);
    else if (content->pending == PENDING_NONE)
        content->source = source;
    content->pending = PENDING_BUFFER;
}

// Line ends become #xA (2.11).
static void add_normalised(Buffer *out, Slice text)
{
    while (text.len > 0) {
        const char *carriage = memchr(text.at, '\r', text.len);
        size_t len = carriage ? (size_t)(carriage - text.at) : text.len;
        buffer_add(out, (Slice){text.at, len});
        text = slice_part(text, len, text.len);
        if (text.len == 0)
            break;
        buffer_add_char(out, '\n');
        text = slice_part(text, text.len > 1 && text.at[1] == '\n' ? 2 : 1, text.len);
    }
}

static inline bool is_as_it_stands(const XmlReader *reader, const XmlSource *source, Slice text)
{
    return source->is_main && !(reader->has_carriage && memchr(text.at, '\r', text.len));
}

static void add_text(XmlReader *reader, const XmlSource *source, Slice text)
{
    XmlContent *content = reader->content;
    if (text.len == 0)
        return;
    if (content->pending == PENDING_NONE && is_as_it_stands(reader, source, text)) {
        content->pending = PENDING_RUN;
        content->run = text;
        content->source = xml_offset(reader, source, text.at);
        return;
    }
    to_buffer(reader, xml_offset(reader, source, text.at));
    if (source->is_main)
        add_normalised(&content->buffer, text);
    else
        buffer_add(&content->buffer, text);  // line ends of an entity were normalised when it was declared
}

// ---- References ----

static int predefined(Slice name)
{
    static const struct {
        Slice name;
        char c;
    } entities[] = {{S_INIT("amp"), '&'}, {S_INIT("lt"), '<'}, {S_INIT("gt"), '>'},
                    {S_INIT("quot"), '"'}, {S_INIT("apos"), '\''}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (slice_equal(entities[i].name, name))
            return entities[i].c;
    return -1;
}

static Slice reference_name(XmlReader *reader, XmlSource *source)
{
    source->at++;
    Slice name = xml_name(reader, source, "the name of an entity behind &; a literal & is written &amp;");
    if (!xml_accept(source, ";"))
        xml_fail_at(reader, source, "a reference ends with a semicolon; a literal & is written &amp;");
    return name;
}

// The entity, or NULL where it may be declared in a part of the DTD that is not read (4.1, WFC: Entity Declared).
static Entity *entity_of(XmlReader *reader, const XmlSource *source, Slice name)
{
    Entity *entity = xml_find_entity(reader, name);
    if (entity) {
        if (entity->is_unparsed)
            xml_fail_at(reader, source, "the entity %.*s is not text; it cannot stand here", (int)name.len, name.at);
        return entity;
    }
    if ((reader->has_external || reader->has_parameter_references) && !reader->is_standalone)
        return NULL;
    xml_fail_at(reader, source, "the entity &%.*s; is not declared; only &amp; &lt; &gt; &quot; &apos; are known by themselves",
                (int)(name.len < 60 ? name.len : 60), name.at);
}

static XmlSource enter_entity(XmlReader *reader, const XmlSource *source, Entity *entity, const char *reference)
{
    if (entity->is_open)
        xml_fail_at(reader, source, "the entity %.*s refers to itself", (int)entity->name.len, entity->name.at);
    if (source->depth >= ENTITY_DEPTH_MAX)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, source->at),
                      "entities refer to each other more than %d deep", ENTITY_DEPTH_MAX);
    xml_count_expansion(reader, source, entity->text.len + 16);
    return (XmlSource){.at = entity->text.at,
                       .end = entity->text.at + entity->text.len,
                       .reference = xml_offset(reader, source, reference),
                       .depth = source->depth + 1};
}

static void parse_content(XmlReader *reader, XmlSource *source);

static void parse_reference(XmlReader *reader, XmlSource *source)
{
    XmlContent *content = reader->content;
    const char *start = source->at;
    uint32_t offset = xml_offset(reader, source, start);
    if (xml_sees(source, "&#")) {
        int32_t c = xml_character_reference(reader, source);
        to_buffer(reader, offset);
        buffer_add_code_point(&content->buffer, (uint32_t)c);
        return;
    }
    Slice name = reference_name(reader, source);
    int c = predefined(name);
    if (c >= 0) {
        to_buffer(reader, offset);
        buffer_add_char(&content->buffer, (char)c);
        return;
    }
    Entity *entity = entity_of(reader, source, name);
    if (!entity || entity->is_external)
        return;  // not read: nothing stands in its place (4.4.3)
    XmlSource inner = enter_entity(reader, source, entity, start);
    size_t depth = content->depth;
    entity->is_open = true;
    parse_content(reader, &inner);
    entity->is_open = false;
    if (content->depth != depth)
        xml_fail_at(reader, source, "the entity %.*s opens an element that it does not close", (int)name.len, name.at);
}

// ---- Attributes ----

static void add_value(XmlReader *reader, XmlSource *source, char quote, Buffer *out)
{
    while (source->at < source->end && !(quote && *source->at == quote)) {
        char c = *source->at;
        if (c == '<') {
            xml_fail_at(reader, source, "a < within an attribute value is written &lt;");
        } else if (c == '&' && xml_sees(source, "&#")) {
            buffer_add_code_point(out, (uint32_t)xml_character_reference(reader, source));
        } else if (c == '&') {
            const char *start = source->at;
            Slice name = reference_name(reader, source);
            int known = predefined(name);
            Entity *entity = known < 0 ? entity_of(reader, source, name) : NULL;
            if (known >= 0)
                buffer_add_char(out, (char)known);
            if (!entity)
                continue;
            if (entity->is_external)
                xml_fail_at(reader, source, "an external entity cannot stand in an attribute value");
            XmlSource inner = enter_entity(reader, source, entity, start);
            entity->is_open = true;
            add_value(reader, &inner, '\0', out);
            entity->is_open = false;
        } else if (is_xml_space(c)) {
            buffer_add_char(out, ' ');
            source->at += c == '\r' && source->is_main && source->end - source->at > 1 && source->at[1] == '\n' ? 2 : 1;
        } else {
            buffer_add_char(out, c);
            source->at++;
        }
    }
}

Slice xml_attribute_value(XmlReader *reader, XmlSource *source, bool *is_plain)
{
    if (source->at == source->end || (*source->at != '"' && *source->at != '\''))
        xml_fail_at(reader, source, "an attribute value stands in quotes");
    char quote = *source->at++;
    const char *start = source->at, *at = xml_value_end(start, source->end, quote);
    if (at < source->end && *at == quote) {
        source->at = at + 1;
        *is_plain = source->is_main;
        return (Slice){start, (size_t)(at - start)};
    }
    Buffer out = buffer_new(reader->arena);
    buffer_add(&out, (Slice){start, (size_t)(at - start)});
    source->at = at;
    add_value(reader, source, quote, &out);
    if (source->at == source->end) {
        source->at = start;
        xml_fail_at(reader, source, "an attribute value is not closed: its quote is missing");
    }
    source->at++;
    *is_plain = false;
    return out.len ? buffer_slice(&out) : S("");
}

static void add_raw(XmlReader *reader, RawAttribute attribute, const XmlSource *source)
{
    XmlContent *content = reader->content;
    if (content->attribute_count == content->attribute_room) {
        if (content->attribute_count >= reader->options.attributes_max)
            xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, source->at),
                          "an element has more than %zu attributes; raise the limit of attributes",
                          reader->options.attributes_max);
        size_t room = content->attribute_room ? content->attribute_room * 2 : 16;
        RawAttribute *grown = arena_array(reader->arena, RawAttribute, room);
        if (content->attribute_count)
            memcpy(grown, content->attributes, content->attribute_count * sizeof *grown);
        content->attributes = grown;
        content->attribute_room = room;
    }
    content->attributes[content->attribute_count++] = attribute;
}

static bool is_declaration(Slice name)
{
    return name.len >= 5 && memcmp(name.at, "xmlns", 5) == 0 && (name.len == 5 || name.at[5] == ':');
}

// Reads attributes up to > or />; answers whether any declares a namespace.
static bool read_attributes(XmlReader *reader, XmlSource *source)
{
    XmlContent *content = reader->content;
    bool has_declaration = false;
    content->attribute_count = 0;
    for (;;) {
        bool has_space = xml_skip_space(source);
        if (source->at == source->end)
            xml_fail_at(reader, source, "a tag is not closed: > is missing");
        if (*source->at == '>' || *source->at == '/')
            return has_declaration;
        if (!has_space)
            xml_fail_at(reader, source, "a blank is needed before an attribute");
        RawAttribute attribute = {.source = xml_offset(reader, source, source->at)};
        const char *end = xml_name_end(source->at, source->end);
        attribute.name = (Slice){source->at, (size_t)(end - source->at)};
        source->at = end;
        xml_skip_space(source);
        if (!xml_accept(source, "="))
            xml_fail_at(reader, source, "an attribute is written name=\"value\"");
        xml_skip_space(source);
        if (source->is_main)
            attribute.source = xml_offset(reader, source, source->at) + 1;
        attribute.value = xml_attribute_value(reader, source, &attribute.is_plain);
        if (!reader->options.namespaces_off)
            has_declaration |= is_declaration(attribute.name);
        add_raw(reader, attribute, source);
    }
}

// ---- Attribute declarations of the DTD: types and defaults ----

static Slice tokenised(Arena *arena, Slice value)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == ' ' && (out.len == 0 || out.at[out.len - 1] == ' '))
            continue;
        buffer_add_char(&out, value.at[i]);
    }
    if (out.len && out.at[out.len - 1] == ' ')
        out.len--;
    return out.len ? buffer_slice(&out) : S("");
}

static bool apply_declarations(XmlReader *reader, const XmlSource *source, Slice element)
{
    XmlContent *content = reader->content;
    bool has_declaration = false;
    for (const AttributeDeclaration *at = reader->attributes; at; at = at->next) {
        if (!slice_equal(at->element, element))
            continue;
        RawAttribute *found = NULL;
        for (size_t i = 0; i < content->attribute_count && !found; i++)
            if (slice_equal(content->attributes[i].name, at->name))
                found = &content->attributes[i];
        if (found && at->type != ATTRIBUTE_CDATA) {
            Slice value = tokenised(reader->arena, found->value);
            if (!slice_equal(value, found->value)) {
                found->value = value;
                found->is_plain = false;
            }
        } else if (!found && at->has_default) {
            add_raw(reader, (RawAttribute){at->name, at->value, false, xml_offset(reader, source, source->at)}, source);
            has_declaration |= is_declaration(at->name);
        }
    }
    return has_declaration;
}

static const AttributeDeclaration *declaration_of(const XmlReader *reader, Slice element, Slice name)
{
    for (const AttributeDeclaration *at = reader->attributes; at; at = at->next)
        if (slice_equal(at->element, element) && slice_equal(at->name, name))
            return at;
    return NULL;
}

static void note_type(XmlReader *reader, Slice element, Slice name, NodeId node)
{
    const AttributeDeclaration *declaration = declaration_of(reader, element, name);
    if (!declaration || declaration->type == ATTRIBUTE_CDATA || declaration->type == ATTRIBUTE_TOKENS)
        return;
    builder_note_id(reader->builder, node, declaration->type == ATTRIBUTE_ID);
}

// ---- Elements ----

static void push(XmlReader *reader, const XmlSource *source, OpenElement element)
{
    XmlContent *content = reader->content;
    if (content->depth + 1 > reader->options.depth_max)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, source->at),
                      "elements are nested more than %zu deep; raise the limit of depth", reader->options.depth_max);
    if (content->depth + 1 == content->open_room) {
        size_t room = content->open_room * 2;
        OpenElement *open = arena_array(reader->arena, OpenElement, room);
        memcpy(open, content->open, content->open_room * sizeof *open);
        content->open = open;
        content->open_room = room;
    }
    content->open[++content->depth] = element;
}

static ScopeId declare_namespaces(XmlReader *reader, const XmlSource *source, ScopeId scope)
{
    XmlContent *content = reader->content;
    NamespaceBinding *bindings = arena_array(reader->arena, NamespaceBinding, content->attribute_count);
    size_t count = 0;
    for (size_t i = 0; i < content->attribute_count; i++) {
        const RawAttribute *at = &content->attributes[i];
        if (!is_declaration(at->name))
            continue;
        Slice prefix = at->name.len == 5 ? S("") : slice_part(at->name, 6, at->name.len);
        const char *wrong = at->name.len > 5 && !is_ncname(prefix) ? "xmlns: needs a prefix behind the colon"
                                                                   : xml_binding_fault(prefix, at->value);
        if (wrong)
            xml_fail_at(reader, source, "%s", wrong);
        for (size_t k = 0; k < count; k++)
            if (slice_equal(bindings[k].prefix, prefix))
                xml_fail_at(reader, source, "the prefix \"%.*s\" is declared twice in one tag", (int)prefix.len, prefix.at);
        bindings[count++] = (NamespaceBinding){prefix, at->value};
    }
    return xml_scope(content->names, scope, bindings, count);
}

static const XmlTag *resolve(XmlReader *reader, const XmlSource *source, PathId parent, NodeKind kind, ScopeId scope,
                             Slice raw)
{
    const char *wrong = NULL;
    if (raw.len > reader->options.name_max)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, source->at),
                      "a name is longer than %zu bytes; raise the limit of names", reader->options.name_max);
    const XmlTag *tag = xml_tag(reader->content->names, parent, kind, scope, raw, reader->options.namespaces_off, &wrong);
    if (!tag)
        xml_fail_at(reader, source, "<%.*s>: %s", (int)(raw.len < 60 ? raw.len : 60), raw.at, wrong);
    return tag;
}

static void add_attributes(XmlReader *reader, const XmlSource *source, PathId path, ScopeId scope, Slice element)
{
    XmlContent *content = reader->content;
    NameId few[16], *names = few;
    size_t named = 0;
    if (content->attribute_count > 16)
        names = arena_array(reader->arena, NameId, content->attribute_count);
    for (size_t i = 0; i < content->attribute_count; i++) {
        const RawAttribute *at = &content->attributes[i];
        if (!reader->options.namespaces_off && is_declaration(at->name)) {
            builder_declare(reader->builder, at->name.len == 5 ? S("") : slice_part(at->name, 6, at->name.len), at->value);
            continue;
        }
        const XmlTag *tag = resolve(reader, source, path, NODE_ATTRIBUTE, scope, at->name);
        for (size_t k = 0; k < named && named <= 16; k++)
            if (names[k] == tag->expanded)
                xml_fail_at(reader, source, "the attribute %.*s is given twice", (int)at->name.len, at->name.at);
        names[named++] = tag->expanded;
        NodeId node;
        if (at->is_plain)
            node = builder_leaf(reader->builder, NODE_ATTRIBUTE, tag->path, (uint32_t)(at->value.at - reader->text.at),
                                (uint32_t)at->value.len);
        else
            node = builder_decoded_leaf(reader->builder, NODE_ATTRIBUTE, tag->path, at->value, at->source);
        if (reader->attributes)
            note_type(reader, element, at->name, node);
    }
    if (named > 16 && xml_has_repeats(reader->arena, names, named))
        xml_fail_at(reader, source, "an attribute is given twice");
}

static void parse_start_tag(XmlReader *reader, XmlSource *source)
{
    XmlContent *content = reader->content;
    const OpenElement *parent = &content->open[content->depth];
    const char *start = source->at++;
    uint32_t offset = xml_offset(reader, source, start);
    ScopeId scope = parent->scope;
    Slice raw;
    const XmlTag *tag = xml_expected_tag(content->names, parent->path, scope, source->at, source->end, &raw);
    if (!tag || raw.len > reader->options.name_max) {
        tag = NULL;
        raw = (Slice){source->at, (size_t)(xml_name_end(source->at, source->end) - source->at)};
    }
    source->at += raw.len;
    bool has_declaration = false;
    content->attribute_count = 0;
    if (source->at == source->end || *source->at != '>')
        has_declaration = read_attributes(reader, source);
    if (reader->attributes)
        has_declaration |= apply_declarations(reader, source, raw);
    if (has_declaration)
        scope = declare_namespaces(reader, source, scope);
    if (!tag || has_declaration)
        tag = resolve(reader, source, parent->path, NODE_ELEMENT, scope, raw);
    PathId path = tag->path;
    builder_open(reader->builder, path, offset);
    if (content->attribute_count)
        add_attributes(reader, source, path, scope, raw);
    push(reader, source, (OpenElement){raw.at, (uint32_t)raw.len, path, scope});
    if (xml_accept(source, ">"))
        return;
    if (!xml_accept(source, "/>"))
        xml_fail_at(reader, source, "a tag is closed with > or />");
    content->depth--;
    tree_close(reader->builder);
}

static void parse_end_tag(XmlReader *reader, XmlSource *source, size_t base)
{
    XmlContent *content = reader->content;
    const OpenElement *open = &content->open[content->depth];
    const char *at = source->at + 2;
    if (content->depth == base)
        xml_fail_at(reader, source, "this end tag closes nothing");
    if ((size_t)(source->end - at) < open->name_len || memcmp(at, open->name, open->name_len) != 0 ||
        (size_t)(source->end - at) == open->name_len)
        xml_fail_at(reader, source, "the end tag does not fit: </%.*s> is expected", (int)open->name_len, open->name);
    at += open->name_len;
    if (*at != '>') {
        source->at = at;
        xml_skip_space(source);
        if (!xml_sees(source, ">"))
            xml_fail_at(reader, source, "the end tag does not fit: </%.*s> is expected", (int)open->name_len, open->name);
        at = source->at;
    }
    source->at = at + 1;
    content->depth--;
    tree_close(reader->builder);
}

// ---- Content ----

static void add_leaf(XmlReader *reader, const XmlSource *source, NodeKind kind, NameId name, Slice text)
{
    PathId path = leaf_path(reader, kind, name);
    if (is_as_it_stands(reader, source, text)) {
        builder_leaf(reader->builder, kind, path, (uint32_t)(text.at - reader->text.at), (uint32_t)text.len);
        return;
    }
    Buffer out = buffer_new(reader->arena);
    add_normalised(&out, text);
    builder_decoded_leaf(reader->builder, kind, path, out.len ? buffer_slice(&out) : S(""),
                         xml_offset(reader, source, text.at));
}

static void parse_comment(XmlReader *reader, XmlSource *source)
{
    Slice text;
    flush_text(reader);
    xml_skip_comment(reader, source, &text);
    add_leaf(reader, source, NODE_COMMENT, NAME_NONE, text);
}

static void parse_instruction(XmlReader *reader, XmlSource *source)
{
    Slice target, text;
    flush_text(reader);
    xml_skip_instruction(reader, source, &target, &text);
    add_leaf(reader, source, NODE_PI, vocabulary_name(reader->vocabulary, S(""), S(""), target), text);
}

static void parse_cdata(XmlReader *reader, XmlSource *source)
{
    source->at += 9;
    const char *end = find(source, "]]>");
    if (!end)
        xml_fail_at(reader, source, "a CDATA section is not closed: ]]> is missing");
    add_text(reader, source, (Slice){source->at, (size_t)(end - source->at)});
    source->at = end + 3;
}

static void parse_markup(XmlReader *reader, XmlSource *source, size_t base)
{
    char next = source->end - source->at > 1 ? source->at[1] : '\0';
    if (next == '/') {
        flush_text(reader);
        parse_end_tag(reader, source, base);
    } else if (next == '!') {
        if (xml_sees(source, "<!--"))
            parse_comment(reader, source);
        else if (xml_sees(source, "<![CDATA["))
            parse_cdata(reader, source);
        else
            xml_fail_at(reader, source, "a declaration is not allowed in the content of an element");
    } else if (next == '?') {
        parse_instruction(reader, source);
    } else {
        flush_text(reader);
        parse_start_tag(reader, source);
    }
}

// The text between two tags, as nearly all are, is a node at once; what a reference, a comment or CDATA parts is gathered.
static inline void take_text(XmlReader *reader, const XmlSource *source, Slice text)
{
    bool is_before_tag = source->end - source->at > 1 && source->at[0] == '<' && source->at[1] != '!';
    if (is_before_tag && reader->content->pending == PENDING_NONE && is_as_it_stands(reader, source, text))
        builder_leaf(reader->builder, NODE_TEXT, leaf_path(reader, NODE_TEXT, NAME_NONE),
                     (uint32_t)(text.at - reader->text.at), (uint32_t)text.len);
    else
        add_text(reader, source, text);
}

// The content of elements: to the end of the source, or of the root element.
static void parse_content(XmlReader *reader, XmlSource *source)
{
    size_t base = source->is_main ? 0 : reader->content->depth;
    while (source->at < source->end) {
        const char *start = source->at;
        source->at = xml_text_end(start, source->end);
        if (source->at > start)
            take_text(reader, source, (Slice){start, (size_t)(source->at - start)});
        if (source->at == source->end)
            break;
        char c = *source->at;
        if (c == '<') {
            parse_markup(reader, source, base);
            if (source->is_main && reader->content->depth == 0)
                return;
        } else if (c == '&') {
            parse_reference(reader, source);
        } else if (xml_sees(source, "]]>")) {
            xml_fail_at(reader, source, "]]> is not allowed in text; write ]]&gt;");
        } else {
            add_text(reader, source, (Slice){source->at++, 1});
        }
    }
}

// ---- Prolog and epilog ----

static bool pseudo_attribute(XmlReader *reader, XmlSource *source, const char *name, Slice *value)
{
    const char *start = source->at;
    bool has_space = xml_skip_space(source);
    if (!xml_accept(source, name)) {
        source->at = start;
        return false;
    }
    if (!has_space)
        xml_fail_at(reader, source, "a blank is missing in the XML declaration");
    xml_skip_space(source);
    if (!xml_accept(source, "="))
        xml_fail_at(reader, source, "the XML declaration is malformed: = is missing behind %s", name);
    xml_skip_space(source);
    bool is_plain;
    const char *before = source->at;
    *value = xml_attribute_value(reader, source, &is_plain);
    if (!is_plain) {
        source->at = before;
        xml_fail_at(reader, source, "the XML declaration is malformed");
    }
    return true;
}

static bool is_encoding_name(Slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (i == 0 || !((c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-')))
            return false;
    }
    return name.len > 0;
}

static bool is_version(Slice text)
{
    if (!slice_starts(text, S("1.")) || text.len < 3)
        return false;
    for (size_t i = 2; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return true;
}

static void parse_declaration(XmlReader *reader, XmlSource *source)
{
    Slice value;
    if (!xml_sees(source, "<?xml") || source->end - source->at < 6 || !is_xml_space(source->at[5]))
        return;
    source->at += 5;
    if (!pseudo_attribute(reader, source, "version", &value) || !is_version(value))
        xml_fail_at(reader, source, "the XML declaration needs version=\"1.0\"");
    if (pseudo_attribute(reader, source, "encoding", &value)) {
        bool names_wide = (value.len >= 6 && strncasecmp(value.at, "UTF-16", 6) == 0) ||
                          (value.len == 15 && strncasecmp(value.at, "ISO-10646-UCS-2", 15) == 0);
        bool names_utf8 = value.len == 5 && strncasecmp(value.at, "UTF-8", 5) == 0;
        if (!is_encoding_name(value) || names_wide != reader->is_wide || (reader->has_mark && !names_utf8))
            xml_fail_at(reader, source, "the encoding in the XML declaration is malformed, or not that of the file");
    }
    if (pseudo_attribute(reader, source, "standalone", &value)) {
        reader->is_standalone = slice_equal(value, S("yes"));
        if (!reader->is_standalone && !slice_equal(value, S("no")))
            xml_fail_at(reader, source, "standalone is \"yes\" or \"no\"");
    }
    xml_skip_space(source);
    if (!xml_accept(source, "?>"))
        xml_fail_at(reader, source, "the XML declaration is malformed: ?> is expected");
}

// Comments, instructions and white space; before the root element also the document type.
static void parse_misc(XmlReader *reader, XmlSource *source, bool is_prolog)
{
    for (;;) {
        xml_skip_space(source);
        if (xml_sees(source, "<!--"))
            parse_comment(reader, source);
        else if (xml_sees(source, "<?"))
            parse_instruction(reader, source);
        else if (is_prolog && !reader->has_dtd && xml_sees(source, "<!DOCTYPE"))
            xml_read_doctype(reader, source);
        else
            return;
    }
}

static void parse_document(XmlReader *reader)
{
    XmlSource source = {.at = reader->text.at, .end = reader->text.at + reader->text.len, .is_main = true};
    parse_declaration(reader, &source);
    parse_misc(reader, &source, true);
    if (!xml_sees(&source, "<")) {
        if (source.at == source.end)
            xml_fail_at(reader, &source, "the document is empty; an element is expected");
        xml_fail_at(reader, &source, "the document does not begin with a tag; is it XML?");
    }
    parse_start_tag(reader, &source);
    if (reader->content->depth > 0)
        parse_content(reader, &source);
    if (reader->content->depth > 0)
        xml_fail_at(reader, &source, "the document ends too early: </%.*s> is missing",
                    (int)reader->content->open[reader->content->depth].name_len,
                    reader->content->open[reader->content->depth].name);
    parse_misc(reader, &source, false);
    if (source.at < source.end)
        xml_fail_at(reader, &source, "nothing but comments may follow the root element");
}

// ---- The whole ----

static void set_defaults(XmlOptions *options)
{
    static const XmlOptions defaults = {.input_max = UINT32_MAX,
                                        .depth_max = DEPTH_DEFAULT,
                                        .attributes_max = ATTRIBUTES_DEFAULT,
                                        .name_max = NAME_DEFAULT,
                                        .expansion_max = EXPANSION_DEFAULT,
                                        .expansion_factor = 100};
    if (options->input_max == 0 || options->input_max > UINT32_MAX)
        options->input_max = defaults.input_max;
    if (options->depth_max == 0)
        options->depth_max = defaults.depth_max;
    if (options->attributes_max == 0)
        options->attributes_max = defaults.attributes_max;
    if (options->name_max == 0)
        options->name_max = defaults.name_max;
    if (options->expansion_max == 0)
        options->expansion_max = defaults.expansion_max;
    if (options->expansion_factor == 0)
        options->expansion_factor = defaults.expansion_factor;
}

typedef struct ReadJob {
    XmlReader *reader;
    Slice input;
    Tree *tree;
} ReadJob;

static bool read_document(void *context)
{
    ReadJob *job = context;
    XmlReader *reader = job->reader;
    if (job->input.len > reader->options.input_max)
        xml_fail_kind(reader, FAULT_LIMIT, 0, "the document has %zu bytes; more than %zu are not read", job->input.len,
                      reader->options.input_max);
    xml_decode(reader, job->input);
    if (reader->text.len > UINT32_MAX)
        xml_fail_kind(reader, FAULT_LIMIT, 0, "the document has more than 4 GiB as UTF-8");
    XmlContent *content = arena_array(reader->arena, XmlContent, 1);
    *content = (XmlContent){.names = xml_names(reader->vocabulary),
                            .open = arena_array(reader->arena, OpenElement, 32),
                            .open_room = 32,
                            .buffer = buffer_new(reader->arena)};
    content->open[0].path = PATH_DOCUMENT;
    reader->content = content;
    reader->builder = tree_builder_new(reader->arena, reader->vocabulary, reader->text, reader->options.nodes_max);
    parse_document(reader);
    job->tree = tree_finish(reader->builder);
    job->tree->base_uri = arena_copy(reader->arena, reader->options.base_uri);
    return true;
}

Tree *xml_read(Arena *arena, Vocabulary *vocabulary, Slice input, const XmlOptions *options, Faults *faults)
{
    XmlReader reader = {.arena = arena, .vocabulary = vocabulary, .input_bytes = input.len};
    if (options)
        reader.options = *options;
    set_defaults(&reader.options);
    ReadJob job = {&reader, input, NULL};
    return guard_run(arena_guard(arena), read_document, &job, faults) ? job.tree : NULL;
}
