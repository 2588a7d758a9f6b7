// SPDX-License-Identifier: Apache-2.0
// What records are filtered, counted and found by: values of their content that the register names.
//
//     register.json: "facets": ["seller.name", …]                      ─► seller.name = ACME
//                    "identifier": ["seller.vatId", "seller.name", "id"]  ─► number = INV-17 (the
//                    last) "references": {"buyerOrderReference": "purchase-order"} ─►
//                    purchase-order = PO-4
//
// Numbers by which documents name each other are references: found by, but not counted.

#include "base/utf8.h"
#include "server/received.h"

typedef struct Gather {
    Arena *arena;
    Facet *list;
    size_t count;
    Slice name;
    FacetKind kind;
} Gather;

// A document may say a value twice (each of its goods refers to the invoice); it is found by it
// once.
static bool is_there(const Gather *it, Slice value)
{
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->list[i].name, it->name) && slice_equal(it->list[i].value, value))
            return true;
    return false;
}

static void add_value(Gather *it, Slice value)
{
    size_t len = value.len;
    while (len > FACET_VALUE_MAX)
        len = utf8_offset(value, utf8_count(slice_part(value, 0, FACET_VALUE_MAX)) - 1);
    value = slice_part(value, 0, len);
    if (it->count < FACETS_MAX && entry_text_is_good(value, FACET_VALUE_MAX) &&
        !is_there(it, value))
        it->list[it->count++] = (Facet){it->name, value, it->kind, 0};
}

// "precedingInvoices.id": of a list all items.
static void gather(Gather *it, const Json *json, Slice path)
{
    if (json == NULL)
        return;
    if (json->kind == JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            gather(it, json->items[i], path);
        return;
    }
    if (path.len > 0) {
        Slice member = slice_cut(&path, '.');
        gather(it, json_get(json, member), path);
    } else if (json->kind == JSON_STRING || json->kind == JSON_NUMBER) {
        add_value(it, json->text);
    }
}

static void gather_number(Gather *it, const Json *declared, const Json *content)
{
    const Json *identifier = json_get(declared, S("identifier"));
    if (identifier == NULL || identifier->kind != JSON_ARRAY || identifier->count == 0)
        return;
    it->name = S("number");
    gather(it, content, json_text(identifier->items[identifier->count - 1]));
}

size_t received_facets(Arena *arena, Register *reg, Slice text, const Facet **facets,
                       Faults *faults)
{
    const Json *declared = register_declared(reg, faults);
    const Json *content = json_read(arena, text, faults);
    const Json *names = json_get(declared, S("facets"));
    const Json *references = json_get(declared, S("references"));
    Gather it = {.arena = arena, .list = arena_array(arena, Facet, FACETS_MAX)};
    for (size_t i = 0; names != NULL && names->kind == JSON_ARRAY && i < names->count; i++) {
        it.name = json_text(names->items[i]);
        gather(&it, content, it.name);
    }
    it.kind = FACET_REFERENCE;
    gather_number(&it, declared, content);
    for (size_t i = 0;
         references != NULL && references->kind == JSON_OBJECT && i < references->count; i++) {
        it.name = json_text(references->members[i].value);
        if (it.name.len > 0)
            gather(&it, content, references->members[i].name);
    }
    *facets = it.list;
    return it.count;
}
