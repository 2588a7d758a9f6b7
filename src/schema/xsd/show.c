// SPDX-License-Identifier: Apache-2.0
// Shows a schema as people read it: the tree of an element, how often each part may occur, its type, what it means.

#include "schema/outline.h"
#include "schema/xsd/document.h"

enum { DEPTH_DEFAULT = 12 };

typedef struct Show {
    const XsdSchema *schema;
    unsigned depth_max;
    Arena *scratch;
    Outline outline;
    const Type *open[64];  // types that are shown already above: recursion ends there
    size_t open_count;
} Show;

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
    OutlineRow row = {.depth = depth, .name = show->schema->names[element->name].local, .min = min, .max = max,
                      .type = type_text(show, type), .documentation = documentation};
    outline_add(&show->outline, &row);
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
    if (show->outline.lines > OUTLINE_LINES_MAX)
        return;
    if (particle->kind == PARTICLE_ELEMENT) {
        show_element(show, particle->element, particle->min, particle->max, depth);
        return;
    }
    OutlineRow row = {.depth = depth, .name = S("*"), .min = particle->min, .max = particle->max, .type = S("any element")};
    if (particle->kind == PARTICLE_WILDCARD) {
        outline_add(&show->outline, &row);
        return;
    }
    bool is_plain = particle->kind == PARTICLE_SEQUENCE && particle->min == 1 && particle->max == 1;
    row.name = slice_of(groups[particle->kind]);
    row.type = S("");
    if (!is_plain)
        outline_add(&show->outline, &row);
    for (size_t i = 0; i < particle->count; i++)
        show_particle(show, particle->parts[i], depth + !is_plain);
}

static void show_type(Show *show, const Type *type, unsigned depth)
{
    for (size_t i = 0; i < type->attribute_count; i++) {
        const AttributeUse *use = &type->attributes[i];
        Type simple = {.uri = simple_uri(use->type), .local = simple_local(use->type), .simple = use->type};
        OutlineRow row = {.depth = depth, .mark = "@", .name = show->schema->names[use->name].local, .min = use->is_required,
                          .max = 1, .type = type_text(show, &simple)};
        outline_add(&show->outline, &row);
    }
    if (type->particle)
        show_particle(show, type->particle, depth);
}

bool xsd_show(const XsdSchema *schema, Slice local, unsigned depth_max, Arena *scratch, Buffer *out)
{
    Show show = {.schema = schema, .depth_max = depth_max ? depth_max : DEPTH_DEFAULT, .scratch = scratch, .outline = {.out = out}};
    for (size_t i = 0; i < schema->root_count; i++)
        if (local.len == 0 || slice_equal(schema->names[schema->roots[i]->name].local, local)) {
            show_element(&show, schema->roots[i], 1, 1, 0);
            return true;
        }
    return false;
}
