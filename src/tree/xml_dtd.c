// SPDX-License-Identifier: Apache-2.0
// The document type declaration (XML 1.0, 2.8, 3.2, 3.3, 4.2): read for entities, attribute types and defaults, and
// checked for its grammar. Nothing external is fetched; once something external would have had to be read, later
// declarations are not taken (5.1), except in a standalone document.

#include "tree/xml_names.h"

#include <string.h>

enum { PARAMETER_DEPTH_MAX = 40, MODEL_DEPTH_MAX = 200 };

// ---- Entities ----

static Entity *find_in(Entity *entities, size_t count, Slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(entities[i].name, name))
            return &entities[i];
    return NULL;
}

Entity *xml_find_entity(XmlReader *reader, Slice name)
{
    return find_in(reader->entities, reader->entity_count, name);
}

void xml_count_expansion(XmlReader *reader, const XmlSource *source, size_t bytes)
{
    const XmlOptions *options = &reader->options;
    size_t most = options->expansion_max, size = reader->input_bytes > 1000000 ? reader->input_bytes - 1000000 : 0;
    if (size && options->expansion_factor < SIZE_MAX / size && size * options->expansion_factor > most)
        most = size * options->expansion_factor;
    reader->expanded += bytes;
    if (reader->expanded > most)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, source->at),
                      "entities expand to more than %zu bytes; is this an entity bomb? Else raise the limit of expansion", most);
}

static void add_entity(XmlReader *reader, bool is_parameter, Entity entity)
{
    Entity **list = is_parameter ? &reader->parameter_entities : &reader->entities;
    size_t *count = is_parameter ? &reader->parameter_count : &reader->entity_count;
    size_t *room = is_parameter ? &reader->parameter_room : &reader->entity_room;
    if (reader->skips_declarations || find_in(*list, *count, entity.name))
        return;  // the first declaration binds
    if (*count == *room) {
        size_t wanted = *room ? *room * 2 : 8;
        Entity *grown = arena_array(reader->arena, Entity, wanted);
        if (*count)
            memcpy(grown, *list, *count * sizeof *grown);
        *list = grown;
        *room = wanted;
    }
    (*list)[(*count)++] = entity;
}

// ---- Small parts ----

static void need_space(XmlReader *reader, XmlSource *source, const char *where)
{
    if (!xml_skip_space(source))
        xml_fail_at(reader, source, "a blank is needed %s", where);
}

static void need(XmlReader *reader, XmlSource *source, const char *text)
{
    if (!xml_accept(source, text))
        xml_fail_at(reader, source, "expected %s in the document type declaration", text);
}

static Slice quoted(XmlReader *reader, XmlSource *source, const char *what)
{
    if (source->at == source->end || (*source->at != '"' && *source->at != '\''))
        xml_fail_at(reader, source, "expected %s in quotes", what);
    char quote = *source->at++;
    const char *start = source->at, *end = memchr(start, quote, (size_t)(source->end - start));
    if (!end)
        xml_fail_at(reader, source, "the quote of %s is not closed", what);
    source->at = end + 1;
    return (Slice){start, (size_t)(end - start)};
}

static bool is_public_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr(" \r\n-'()+,./:=?;!*#@$_%", c));
}

static Slice public_id(XmlReader *reader, XmlSource *source)
{
    Slice id = quoted(reader, source, "a public identifier");
    for (size_t i = 0; i < id.len; i++)
        if (!is_public_char(id.at[i]))
            xml_fail_at(reader, source, "a character is not allowed in a public identifier");
    return id;
}

typedef struct ExternalId {
    bool is_given;
    Slice public_id, system_id;
} ExternalId;

// `may_stop`: of a notation, the system identifier may be left out.
static ExternalId external_id(XmlReader *reader, XmlSource *source, bool may_stop)
{
    ExternalId id = {0};
    if (xml_accept(source, "SYSTEM")) {
        need_space(reader, source, "behind SYSTEM");
        id.is_given = true;
        id.system_id = quoted(reader, source, "a system identifier");
    } else if (xml_accept(source, "PUBLIC")) {
        need_space(reader, source, "behind PUBLIC");
        id.is_given = true;
        id.public_id = public_id(reader, source);
        bool has_space = xml_skip_space(source);
        if (may_stop && xml_sees(source, ">"))
            return id;
        if (!has_space)
            xml_fail_at(reader, source, "a blank is needed between the identifiers");
        id.system_id = quoted(reader, source, "a system identifier");
    }
    return id;
}

static Slice declared_name(XmlReader *reader, XmlSource *source, const char *what, bool may_have_colon)
{
    Slice name = xml_name(reader, source, what);
    if (!may_have_colon && !reader->options.namespaces_off && memchr(name.at, ':', name.len))
        xml_fail_at(reader, source, "%s has no colon", what);
    return name;
}

// ---- <!ENTITY ----

// The literal with character references expanded and line ends normalised (4.5); general entities stay as they are.
static Slice entity_value(XmlReader *reader, XmlSource *source)
{
    Slice literal = quoted(reader, source, "the value of an entity");
    XmlSource inner = *source;
    inner.at = literal.at;
    inner.end = literal.at + literal.len;
    Buffer out = buffer_new(reader->arena);
    while (inner.at < inner.end) {
        if (xml_sees(&inner, "&#")) {
            buffer_add_code_point(&out, (uint32_t)xml_character_reference(reader, &inner));
        } else if (*inner.at == '&') {
            const char *start = inner.at++;
            xml_name(reader, &inner, "the name of an entity behind &");
            if (!xml_accept(&inner, ";"))
                xml_fail_at(reader, &inner, "a reference ends with a semicolon");
            buffer_add(&out, (Slice){start, (size_t)(inner.at - start)});
        } else if (*inner.at == '%') {
            xml_fail_at(reader, &inner, "a parameter entity cannot stand within a declaration of the internal subset");
        } else if (*inner.at == '\r') {
            buffer_add_char(&out, '\n');
            inner.at += inner.end - inner.at > 1 && inner.at[1] == '\n' ? 2 : 1;
        } else {
            buffer_add_char(&out, *inner.at++);
        }
    }
    return out.len ? buffer_slice(&out) : S("");
}

static void read_entity(XmlReader *reader, XmlSource *source)
{
    need_space(reader, source, "behind <!ENTITY");
    bool is_parameter = false;
    if (xml_accept(source, "%")) {
        is_parameter = true;
        need_space(reader, source, "behind %");
    }
    Entity entity = {.name = declared_name(reader, source, "the name of an entity", false)};
    need_space(reader, source, "behind the name of an entity");
    ExternalId id = external_id(reader, source, false);
    if (!id.is_given) {
        entity.text = entity_value(reader, source);
    } else {
        entity.is_external = true;
        bool has_space = xml_skip_space(source);
        if (!is_parameter && xml_sees(source, "NDATA")) {
            if (!has_space)
                xml_fail_at(reader, source, "a blank is needed before NDATA");
            source->at += 5;
            need_space(reader, source, "behind NDATA");
            declared_name(reader, source, "the name of a notation", false);
            entity.is_unparsed = true;
            if (!reader->skips_declarations && !xml_find_entity(reader, entity.name))
                builder_note_entity(reader->builder, (UnparsedEntity){entity.name, id.public_id, id.system_id});
        }
    }
    xml_skip_space(source);
    need(reader, source, ">");
    add_entity(reader, is_parameter, entity);
}

// ---- <!ATTLIST ----

static void read_enumeration(XmlReader *reader, XmlSource *source, bool are_names)
{
    do {
        xml_skip_space(source);
        const char *end = xml_name_end(source->at, source->end);
        Slice token = {source->at, (size_t)(end - source->at)};
        if (are_names ? !is_name(token) : !is_nmtoken(token))
            xml_fail_at(reader, source, "expected a %s in the list of an attribute's values", are_names ? "name" : "token");
        source->at = end;
        xml_skip_space(source);
    } while (xml_accept(source, "|"));
    need(reader, source, ")");
}

static AttributeType read_attribute_type(XmlReader *reader, XmlSource *source)
{
    static const struct {
        const char *word;
        AttributeType type;
    } types[] = {
        {"CDATA", ATTRIBUTE_CDATA},     {"IDREFS", ATTRIBUTE_IDREF},    {"IDREF", ATTRIBUTE_IDREF},
        {"ID", ATTRIBUTE_ID},           {"ENTITIES", ATTRIBUTE_TOKENS}, {"ENTITY", ATTRIBUTE_TOKENS},
        {"NMTOKENS", ATTRIBUTE_TOKENS}, {"NMTOKEN", ATTRIBUTE_TOKENS},
    };
    if (xml_accept(source, "(")) {
        read_enumeration(reader, source, false);
        return ATTRIBUTE_TOKENS;
    }
    if (xml_accept(source, "NOTATION")) {
        need_space(reader, source, "behind NOTATION");
        need(reader, source, "(");
        read_enumeration(reader, source, true);
        return ATTRIBUTE_TOKENS;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (xml_accept(source, types[i].word))
            return types[i].type;
    xml_fail_at(reader, source, "expected the type of an attribute, such as CDATA, ID or (a | b)");
}

static void collapse_tokens(AttributeDeclaration *declaration, Arena *arena)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < declaration->value.len; i++) {
        char c = declaration->value.at[i];
        if (c != ' ' || (out.len && out.at[out.len - 1] != ' '))
            buffer_add_char(&out, c);
    }
    if (out.len && out.at[out.len - 1] == ' ')
        out.len--;
    declaration->value = out.len ? buffer_slice(&out) : S("");
}

static void read_default(XmlReader *reader, XmlSource *source, AttributeDeclaration *declaration)
{
    if (xml_accept(source, "#REQUIRED") || xml_accept(source, "#IMPLIED"))
        return;
    if (xml_accept(source, "#FIXED"))
        need_space(reader, source, "behind #FIXED");
    bool is_plain;
    declaration->has_default = true;
    declaration->value = xml_attribute_value(reader, source, &is_plain);
    if (declaration->type != ATTRIBUTE_CDATA)
        collapse_tokens(declaration, reader->arena);
}

static bool is_declared(const XmlReader *reader, Slice element, Slice name)
{
    for (const AttributeDeclaration *at = reader->attributes; at; at = at->next)
        if (slice_equal(at->element, element) && slice_equal(at->name, name))
            return true;
    return false;
}

static void read_attlist(XmlReader *reader, XmlSource *source)
{
    need_space(reader, source, "behind <!ATTLIST");
    Slice element = declared_name(reader, source, "the name of an element", true);
    for (;;) {
        bool has_space = xml_skip_space(source);
        if (xml_accept(source, ">"))
            return;
        if (!has_space)
            xml_fail_at(reader, source, "a blank is needed before the name of an attribute");
        AttributeDeclaration *declaration = arena_array(reader->arena, AttributeDeclaration, 1);
        declaration->element = element;
        declaration->name = declared_name(reader, source, "the name of an attribute", true);
        need_space(reader, source, "behind the name of an attribute");
        declaration->type = read_attribute_type(reader, source);
        need_space(reader, source, "behind the type of an attribute");
        read_default(reader, source, declaration);
        if (reader->skips_declarations || is_declared(reader, element, declaration->name))
            continue;  // the first declaration binds
        AttributeDeclaration **last = &reader->attributes;
        while (*last)
            last = &(*last)->next;
        *last = declaration;
    }
}

// ---- <!ELEMENT ----

static void read_occurrence(XmlSource *source)
{
    if (source->at < source->end && (*source->at == '?' || *source->at == '*' || *source->at == '+'))
        source->at++;
}

// Behind `(`: choice or sequence, its parts nested.
static void read_model(XmlReader *reader, XmlSource *source, unsigned depth)
{
    char separator = '\0';
    if (depth > MODEL_DEPTH_MAX)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, source->at),
                      "a content model is nested more than %d deep", MODEL_DEPTH_MAX);
    for (;;) {
        xml_skip_space(source);
        if (xml_accept(source, "("))
            read_model(reader, source, depth + 1);
        else
            declared_name(reader, source, "the name of an element in a content model", true);
        read_occurrence(source);
        xml_skip_space(source);
        if (xml_accept(source, ")"))
            return;
        char next = source->at < source->end ? *source->at : '\0';
        if ((next != '|' && next != ',') || (separator && next != separator))
            xml_fail_at(reader, source, "the parts of a content model are divided by commas or by bars, not by both");
        separator = next;
        source->at++;
    }
}

static void read_mixed(XmlReader *reader, XmlSource *source)
{
    bool has_names = false;
    for (;;) {
        xml_skip_space(source);
        if (xml_accept(source, ")"))
            break;
        if (!xml_accept(source, "|"))
            xml_fail_at(reader, source, "mixed content is written (#PCDATA | a | b)*");
        xml_skip_space(source);
        declared_name(reader, source, "the name of an element", true);
        has_names = true;
    }
    if (!xml_accept(source, "*") && has_names)
        xml_fail_at(reader, source, "mixed content with elements ends with )*");
}

static void read_element(XmlReader *reader, XmlSource *source)
{
    need_space(reader, source, "behind <!ELEMENT");
    declared_name(reader, source, "the name of an element", true);
    need_space(reader, source, "behind the name of an element");
    if (xml_accept(source, "(")) {
        xml_skip_space(source);
        if (xml_accept(source, "#PCDATA")) {
            read_mixed(reader, source);
        } else {
            read_model(reader, source, 1);
            read_occurrence(source);
        }
    } else if (!xml_accept(source, "EMPTY") && !xml_accept(source, "ANY")) {
        xml_fail_at(reader, source, "expected EMPTY, ANY or a content model in parentheses");
    }
    xml_skip_space(source);
    need(reader, source, ">");
}

// ---- <!NOTATION ----

static void read_notation(XmlReader *reader, XmlSource *source)
{
    need_space(reader, source, "behind <!NOTATION");
    declared_name(reader, source, "the name of a notation", false);
    need_space(reader, source, "behind the name of a notation");
    if (!external_id(reader, source, true).is_given)
        xml_fail_at(reader, source, "expected SYSTEM or PUBLIC");
    xml_skip_space(source);
    need(reader, source, ">");
}

// ---- The internal subset ----

static const struct {
    const char *word;
    void (*read)(XmlReader *reader, XmlSource *source);
} declarations[] = {
    {"<!ENTITY", read_entity},
    {"<!ATTLIST", read_attlist},
    {"<!ELEMENT", read_element},
    {"<!NOTATION", read_notation},
};

static void read_subset(XmlReader *reader, XmlSource *source);

static void read_parameter_reference(XmlReader *reader, XmlSource *source)
{
    const char *start = source->at++;
    reader->has_parameter_references = true;
    Slice name = xml_name(reader, source, "the name of a parameter entity behind %");
    if (!xml_accept(source, ";"))
        xml_fail_at(reader, source, "a reference ends with a semicolon");
    Entity *entity = find_in(reader->parameter_entities, reader->parameter_count, name);
    if (!entity || entity->is_external) {
        if (!entity && !reader->has_external && !reader->skips_declarations)
            xml_fail_at(reader, source, "the parameter entity %%%.*s; is not declared", (int)name.len, name.at);
        reader->has_external = true;
        reader->skips_declarations |= !reader->is_standalone;
        return;
    }
    if (entity->is_open)
        xml_fail_at(reader, source, "the parameter entity %.*s refers to itself", (int)name.len, name.at);
    if (source->depth >= PARAMETER_DEPTH_MAX)
        xml_fail_kind(reader, FAULT_LIMIT, xml_offset(reader, source, start),
                      "parameter entities refer to each other more than %d deep", PARAMETER_DEPTH_MAX);
    xml_count_expansion(reader, source, entity->text.len + 16);
    XmlSource inner = {.at = entity->text.at, .end = entity->text.at + entity->text.len,
                       .reference = xml_offset(reader, source, start), .depth = source->depth + 1};
    size_t number = (size_t)(entity - reader->parameter_entities);
    entity->is_open = true;
    read_subset(reader, &inner);
    if (inner.at < inner.end)
        xml_fail_at(reader, source, "the parameter entity %.*s is not made of whole declarations", (int)name.len, name.at);
    reader->parameter_entities[number].is_open = false;  // the list may have moved
}

static bool read_one(XmlReader *reader, XmlSource *source)
{
    Slice target, content;
    for (size_t i = 0; i < sizeof declarations / sizeof *declarations; i++)
        if (xml_accept(source, declarations[i].word)) {
            declarations[i].read(reader, source);
            return true;
        }
    if (xml_sees(source, "<!--"))
        xml_skip_comment(reader, source, &content);
    else if (xml_sees(source, "<?"))
        xml_skip_instruction(reader, source, &target, &content);
    else if (xml_sees(source, "%"))
        read_parameter_reference(reader, source);
    else
        return false;
    return true;
}

static void read_subset(XmlReader *reader, XmlSource *source)
{
    do
        xml_skip_space(source);
    while (read_one(reader, source));
}

void xml_read_doctype(XmlReader *reader, XmlSource *source)
{
    source->at += 9;
    reader->has_dtd = true;
    need_space(reader, source, "behind <!DOCTYPE");
    declared_name(reader, source, "the name of the root element", true);
    bool has_space = xml_skip_space(source);
    if (xml_sees(source, "SYSTEM") || xml_sees(source, "PUBLIC")) {
        if (!has_space)
            xml_fail_at(reader, source, "a blank is needed behind the name of the root element");
        external_id(reader, source, false);
        reader->has_external = true;
        xml_skip_space(source);
    }
    if (xml_accept(source, "[")) {
        read_subset(reader, source);
        if (!xml_accept(source, "]"))
            xml_fail_at(reader, source, "expected a declaration or ] in the internal subset");
        xml_skip_space(source);
    }
    need(reader, source, ">");
}
