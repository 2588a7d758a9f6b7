// SPDX-License-Identifier: Apache-2.0
// Gathers facets.

#include "acts/facets.h"

#include "base/utf8.h"
#include "register/edit.h"

FacetList facets_new(Arena *arena)
{
    // Not zeroed: most records have a dozen.
    Facet *list = arena_take_raw(arena, FACETS_MAX * sizeof *list, alignof(Facet));
    return (FacetList){.arena = arena, .list = list};
}

// A document may say a value twice (each of its goods refers to the invoice); it is found by it
// once.
static bool is_there(const FacetList *it, const Facet *facet)
{
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->list[i].name, facet->name) &&
            slice_equal(it->list[i].value, facet->value))
            return true;
    return false;
}

void facets_add(FacetList *it, const Facet *facet)
{
    Facet made = *facet;
    size_t len = made.value.len;
    while (len > FACET_VALUE_MAX)
        len = utf8_offset(made.value, utf8_count(slice_part(made.value, 0, FACET_VALUE_MAX)) - 1);
    made.value = slice_part(made.value, 0, len);
    if (it->count < FACETS_MAX && entry_text_is_good(made.value, FACET_VALUE_MAX) &&
        !is_there(it, &made))
        it->list[it->count++] = made;
}

typedef struct Gathering {
    FacetList *to;
    Slice name;
    FacetKind kind;
} Gathering;

static bool add_value(void *context, Slice value)
{
    const Gathering *it = context;
    facets_add(it->to, &(Facet){.name = it->name, .value = value, .kind = it->kind});
    return true;
}

static void gather(FacetList *to, const Json *content, Slice path, Slice name, FacetKind kind)
{
    Gathering it = {to, name, kind};
    json_each(content, path, add_value, &it);
}

static void gather_named(FacetList *to, const Declaration *declaration, const Json *content)
{
    const Json *names = json_get(declaration->json, S("facets"));
    for (size_t i = 0; names != NULL && names->kind == JSON_ARRAY && i < names->count; i++)
        gather(to, content, json_text(names->items[i]), json_text(names->items[i]), FACET_COUNTED);
}

// Of the paths by which a document names itself the last is its own number.
static void gather_number(FacetList *to, const Declaration *declaration, const Json *content)
{
    const Json *identifier = json_get(declaration->json, S("identifier"));
    if (identifier != NULL && identifier->kind == JSON_ARRAY && identifier->count > 0)
        gather(to, content, json_text(identifier->items[identifier->count - 1]), S("number"),
               FACET_REFERENCE);
}

static void gather_references(FacetList *to, const Declaration *declaration, const Json *content)
{
    const Json *references = json_get(declaration->json, S("references"));
    for (size_t i = 0;
         references != NULL && references->kind == JSON_OBJECT && i < references->count; i++) {
        Slice name = json_text(references->members[i].value);
        if (name.len > 0)
            gather(to, content, references->members[i].name, name, FACET_REFERENCE);
    }
    for (size_t i = 0; i < declaration->field_count; i++) {
        const DeclaredField *field = &declaration->fields[i];
        if (field->refers.len > 0)
            gather(to, content, field->path, field->refers, FACET_REFERENCE);
        if (field->party.len > 0)
            gather(to, content, field->path, S("_party"), FACET_REFERENCE);
    }
}

void facets_gather(FacetList *facets, const Declaration *declaration, const Json *content)
{
    gather_named(facets, declaration, content);
    gather_number(facets, declaration, content);
    gather_references(facets, declaration, content);
}

Slice facet_of_field(const Declaration *declaration, Slice path)
{
    const DeclaredField *field = declared_field(declaration, path);
    Slice reference = json_get_text(json_get(declaration->json, S("references")), path);
    const Json *names = json_get(declaration->json, S("facets"));
    for (size_t i = 0; names != NULL && names->kind == JSON_ARRAY && i < names->count; i++)
        if (slice_equal(json_text(names->items[i]), path))
            return path;
    return field != NULL && field->refers.len > 0 ? field->refers : reference;
}
