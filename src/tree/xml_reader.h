// What the files of the XML reader share.
//
//     bytes ─► xml_encoding.c ─► checked UTF-8 ─► xml_read.c: content ─► builder ─► tree
//                                                    │    ▲
//                                          xml_dtd.c ◄────┘ entities, attribute defaults and types
//
// A fault leaves to the guard of the arena: the grammar is written down without a check after each call.
#pragma once

#include "base/table.h"
#include "base/utf8.h"
#include "tree/builder.h"
#include "tree/xml.h"

#define NS_XML "http://www.w3.org/XML/1998/namespace"
#define NS_XMLNS "http://www.w3.org/2000/xmlns/"

typedef struct Entity {
    Slice name, text;  // replacement text
    bool is_external, is_unparsed, is_open;
} Entity;

typedef enum AttributeType { ATTRIBUTE_CDATA, ATTRIBUTE_ID, ATTRIBUTE_IDREF, ATTRIBUTE_TOKENS } AttributeType;

typedef struct AttributeDeclaration {
    struct AttributeDeclaration *next;
    Slice element, name;  // as written, with prefixes
    AttributeType type;
    bool has_default;
    Slice value;  // normalised
} AttributeDeclaration;

// A run of text that is being parsed: the document, or the replacement text of an entity.
typedef struct XmlSource {
    const char *at, *end;
    bool is_main;        // offsets are those of the document
    uint32_t reference;  // where in the document the (outermost) reference stands
    unsigned depth;      // of entities
} XmlSource;

typedef struct XmlReader {
    Arena *arena;
    Vocabulary *vocabulary;
    XmlOptions options;
    Slice text;  // the document
    size_t input_bytes;
    bool is_wide;   // UTF-16
    bool has_mark;  // UTF-8 with a byte order mark
    bool has_carriage;  // any #xD in the document
    TreeBuilder *builder;
    struct XmlContent *content;  // xml_read.c's own

    // From the DTD
    bool has_dtd, has_external, is_standalone, skips_declarations;
    bool has_parameter_references;
    Entity *entities, *parameter_entities;
    size_t entity_count, entity_room, parameter_count, parameter_room;
    AttributeDeclaration *attributes;
    size_t expanded;  // bytes that entities have added
} XmlReader;

noreturn void xml_fail(XmlReader *reader, uint32_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
noreturn void xml_fail_kind(XmlReader *reader, FaultKind kind, uint32_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
noreturn void xml_fail_at(XmlReader *reader, const XmlSource *source, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// ---- xml_encoding.c ----

void xml_decode(XmlReader *reader, Slice input);  // sets reader->text

// ---- xml_dtd.c ----

void xml_read_doctype(XmlReader *reader, XmlSource *source);  // at `<!DOCTYPE`
Entity *xml_find_entity(XmlReader *reader, Slice name);
void xml_count_expansion(XmlReader *reader, const XmlSource *source, size_t bytes);

// ---- xml_read.c ----

uint32_t xml_offset(const XmlReader *reader, const XmlSource *source, const char *at);

// Inline, for then the length of a literal is known.
static inline bool xml_sees(const XmlSource *source, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(source->end - source->at) >= len && memcmp(source->at, text, len) == 0;
}

static inline bool xml_accept(XmlSource *source, const char *text)
{
    bool is_there = xml_sees(source, text);
    source->at += is_there ? strlen(text) : 0;
    return is_there;
}

bool xml_skip_space(XmlSource *source);  // whether there was any
Slice xml_name(XmlReader *reader, XmlSource *source, const char *what);
int32_t xml_character_reference(XmlReader *reader, XmlSource *source);  // at `&#`
void xml_skip_comment(XmlReader *reader, XmlSource *source, Slice *content);          // at `<!--`
void xml_skip_instruction(XmlReader *reader, XmlSource *source, Slice *target, Slice *content);  // at `<?`
// The value between quotes, references expanded, white space replaced by blanks. `is_plain`: nothing of that was needed and
// the value lies in the source.
Slice xml_attribute_value(XmlReader *reader, XmlSource *source, bool *is_plain);
