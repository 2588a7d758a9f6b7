// SPDX-License-Identifier: Apache-2.0
// Shows a schema as people read it: the tree of an element, how often each part may occur, its type, what it means.
//
//     Invoice                     1      InvoiceType           A document used to request payment.
//       cbc:ID                    1      xs:normalizedString   An identifier for this document.
//       cac:InvoiceLine           1..n   InvoiceLineType

#include "schema/xsd/document.h"

#include <stdio.h>

enum {
    DEPTH_DEFAULT = 12,
    LINES_MAX = 20000,
    NAME_COLUMNS = 44,
    TEXT_SHOWN = 100,
};

typedef struct Show {
    const XsdSchema *schema;
    unsigned depth_max;
    Arena *scratch;
    Buffer *out;
    const Type *open[64];  // types that are shown already above: recursion ends there
    size_t open_count;
    size_t lines;
} Show;

static void add_occurs(Buffer *out, uint32_t min, uint32_t max)
{
    char text[32];
    if (max == UNBOUNDED)
        snprintf(text, sizeof text, "%u..n", min);
    else if (min == max)
        snprintf(text, sizeof text, "%u", min);
    else
        snprintf(text, sizeof text, "%u..%u", min, max);
    buffer_print(out, "%-6s", text);
}

static Slice type_text(Show *show, const Type *type)
{
    if (type->local.len)
        return slice_equal(type->uri, S(NS_XSD)) ? arena_join(show->scratch, S("xs:"), type->local) : type->local;
    return type->simple ? simple_show(show->scratch, type->simple, SCHEMA_ENGLISH) : S("");
}

// The first text that the schema's author wrote of a component; in UBL it stands within elements of another namespace.
static Slice documentation_of(Show *show, SchemaPlace place)
{
    const Tree *tree = place.document ? place.document->tree : NULL;
    NodeId annotation = tree ? tree_first_child(tree, place.node) : NODE_NONE;
    while (annotation != NODE_NONE && !is_xsd(tree, annotation, "annotation"))
        annotation = tree_next_sibling(tree, annotation);
    if (annotation == NODE_NONE)
        return S("");
    for (NodeId at = annotation; at <= tree_last(tree, annotation); at++) {
        if (tree_kind(tree, at) != NODE_ELEMENT)
            continue;
        if (slice_equal(node_local(tree, at), S("Definition")))
            return tree_string(tree, at, show->scratch);
    }
    for (NodeId at = tree_first_child(tree, annotation); at != NODE_NONE; at = tree_next_sibling(tree, at))
        if (is_xsd(tree, at, "documentation"))
            return tree_string(tree, at, show->scratch);
    return S("");
}

static void add_documentation(Show *show, Slice text)
{
    bool was_space = false;
    size_t shown = 0;
    text = slice_trim(text);
    if (text.len)
        buffer_add(show->out, S("  "));
    for (size_t i = 0; i < text.len; i++) {
        bool is_space = is_xml_space(text.at[i]);
        if (shown >= TEXT_SHOWN && ((unsigned char)text.at[i] & 0xC0) != 0x80) {
            buffer_add(show->out, S("…"));
            return;
        }
        if (!is_space || !was_space) {
            buffer_add_char(show->out, is_space ? ' ' : text.at[i]);
            shown++;
        }
        was_space = is_space;
    }
}

static void add_line(Show *show, unsigned depth, const char *mark, Slice name, uint32_t min, uint32_t max, Slice type,
                     Slice documentation)
{
    show->lines++;
    int width = NAME_COLUMNS - (int)(2 * depth) - (int)strlen(mark);
    buffer_print(show->out, "%*s%s%.*s", (int)(2 * depth), "", mark, (int)name.len, name.at);
    for (int i = (int)name.len; i < width; i++)
        buffer_add_char(show->out, ' ');
    buffer_add_char(show->out, ' ');
    add_occurs(show->out, min, max);
    buffer_add_char(show->out, ' ');
    buffer_add(show->out, type);
    add_documentation(show, documentation);
    buffer_add_char(show->out, '\n');
}

static void show_type(Show *show, const Type *type, unsigned depth);

static bool is_open(const Show *show, const Type *type)
{
    for (size_t i = 0; i < show->open_count; i++)
        if (show->open[i] == type)
            return true;
    return false;
}

static void show_element(Show *show, const Element *element, uint32_t min, uint32_t max, unsigned depth)
{
    const Type *type = element->type;
    Slice documentation = documentation_of(show, element->place);
    if (documentation.len == 0)
        documentation = documentation_of(show, type->place);
    add_line(show, depth, "", show->schema->names[element->name].local, min, max, type_text(show, type), documentation);
    if (!type->is_complex || type->is_any || depth + 1 > show->depth_max || is_open(show, type) ||
        show->open_count == sizeof show->open / sizeof *show->open)
        return;
    show->open[show->open_count++] = type;
    show_type(show, type, depth + 1);
    show->open_count--;
}

static void show_particle(Show *show, const Particle *particle, unsigned depth)
{
    static const char *const groups[] = {[PARTICLE_SEQUENCE] = "sequence", [PARTICLE_CHOICE] = "choice", [PARTICLE_ALL] = "all"};
    if (show->lines > LINES_MAX)
        return;
    if (particle->kind == PARTICLE_ELEMENT) {
        show_element(show, particle->element, particle->min, particle->max, depth);
        return;
    }
    if (particle->kind == PARTICLE_WILDCARD) {
        add_line(show, depth, "", S("*"), particle->min, particle->max, S("any element"), S(""));
        return;
    }
    bool is_plain = particle->kind == PARTICLE_SEQUENCE && particle->min == 1 && particle->max == 1;
    if (!is_plain)
        add_line(show, depth, "", slice_of(groups[particle->kind]), particle->min, particle->max, S(""), S(""));
    for (size_t i = 0; i < particle->count; i++)
        show_particle(show, particle->parts[i], depth + !is_plain);
}

static void show_type(Show *show, const Type *type, unsigned depth)
{
    for (size_t i = 0; i < type->attribute_count; i++) {
        const AttributeUse *use = &type->attributes[i];
        Type simple = {.uri = simple_uri(use->type), .local = simple_local(use->type), .simple = use->type};
        add_line(show, depth, "@", show->schema->names[use->name].local, use->is_required, 1, type_text(show, &simple), S(""));
    }
    if (type->particle)
        show_particle(show, type->particle, depth);
}

bool xsd_show(const XsdSchema *schema, Slice local, unsigned depth_max, Arena *scratch, Buffer *out)
{
    Show show = {.schema = schema, .depth_max = depth_max ? depth_max : DEPTH_DEFAULT, .scratch = scratch, .out = out};
    for (size_t i = 0; i < schema->root_count; i++)
        if (local.len == 0 || slice_equal(schema->names[schema->roots[i]->name].local, local)) {
            show_element(&show, schema->roots[i], 1, 1, 0);
            return true;
        }
    return false;
}
