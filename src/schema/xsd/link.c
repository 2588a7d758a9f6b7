// SPDX-License-Identifier: Apache-2.0
// What needs all components: substitution groups (3.3.6), identity constraints (3.11), defaults of elements.

#include "schema/xsd/build.h"

#include "base/utf8.h"

enum { GROUP_MAX = 100000, CHAIN_MAX = 1000 };

// ---- Substitution groups ----

static bool is_circular(const Element *element)
{
    size_t steps = 0;
    for (const Element *at = element->head; at; at = at->head)
        if (at == element || ++steps > CHAIN_MAX)
            return true;
    return false;
}

// Whether the member may stand for the head: no derivation on the way that head or its types block (cos-equiv-derived-ok-rec).
static bool may_substitute(const Element *member, const Element *head)
{
    if (head->block & DERIVATION_SUBSTITUTION)
        return false;
    unsigned blocked = head->block & (DERIVATION_EXTENSION | DERIVATION_RESTRICTION);
    if (head->type->is_complex)
        blocked |= head->type->block;
    for (const Type *at = member->type; at && at->is_complex && !at->is_any && at != head->type; at = at->base)
        if (at != member->type)
            blocked |= at->block;
    return xsd_type_derives(member->type, head->type, blocked);
}

static void add_substitute(Builder *builder, Element *head, const Element *member)
{
    size_t count = head->substitute_count;
    if ((count & (count - 1)) == 0) {
        const Element **grown = arena_array(builder->arena, const Element *, count ? count * 2 : 1);
        if (count)
            memcpy(grown, head->substitutes, count * sizeof *grown);
        head->substitutes = grown;
    }
    if (count >= GROUP_MAX)
        guard_raise(arena_guard(builder->arena), FAULT_LIMIT, "", "a substitution group has more than %d members", GROUP_MAX);
    head->substitutes[head->substitute_count++] = member;
}

static void type_by_head(Element *element)
{
    size_t steps = 0;
    const Element *at = element;
    while (!at->type && at->head && ++steps < CHAIN_MAX)
        at = at->head;
    element->type = at->type ? at->type : type_any();
}

bool link_substitutions(Builder *builder)
{
    size_t before = builder->faults->count;
    for (size_t i = 0; i < builder->elements.count; i++) {
        Element *element = builder->elements.at[i];
        if (element->head && is_circular(element)) {
            schema_fault(builder->faults, element->place, "e-props-correct.6", "the element is in its own substitution group");
            element->head = NULL;
        }
    }
    for (size_t i = 0; i < builder->elements.count; i++)
        if (!builder->elements.at[i]->type)
            type_by_head(builder->elements.at[i]);
    for (size_t i = 0; i < builder->elements.count; i++) {
        Element *element = builder->elements.at[i];
        if (!element->head)
            continue;
        if (!xsd_type_derives(element->type, element->head->type, element->head->final))
            schema_fault(builder->faults, element->place, "e-props-correct.4",
                         "the type is not derived from that of the head of the substitution group in an allowed way");
        for (const Element *head = element->head; head; head = head->head)
            if (may_substitute(element, head))
                add_substitute(builder, (Element *)head, element);
    }
    return builder->faults->count == before;
}

// ---- Redefined groups (src-redefine.6, 7) ----

static bool uses_itself(Builder *builder, const Symbol *symbol)
{
    const Tree *tree = symbol->document->tree;
    const char *element = symbol->kind == SYMBOL_GROUP ? "group" : "attributeGroup";
    Slice ref;
    QualifiedName name;
    for (NodeId at = symbol->node + 1; at <= tree_last(tree, symbol->node); at++)
        if (is_xsd(tree, at, element) && attribute_of(tree, at, "ref", &ref) &&
            resolve_name(builder, (SchemaPlace){symbol->document, at}, ref, &name) &&
            slice_equal(name.uri, symbol->name.uri) && slice_equal(name.local, symbol->name.local))
            return true;
    return false;
}

static bool check_redefined_group(Builder *builder, Symbol *symbol)
{
    SchemaPlace place = {symbol->document, symbol->node}, before = {symbol->older->document, symbol->older->node};
    bool is_fault = false;
    const Particle *now = particle_of_node(builder, place, symbol, &is_fault);
    const Particle *older = particle_of_node(builder, before, symbol->older, &is_fault);
    return (now && older && group_restricts(builder, now, older)) ||
           schema_fault(builder->faults, place, "src-redefine.6.2.2", "the redefined group is no restriction of what it was");
}

static bool check_redefined_attributes(Builder *builder, Symbol *symbol)
{
    SchemaPlace place = {symbol->document, symbol->node}, before = {symbol->older->document, symbol->older->node};
    AttributeSet now = {0}, older = {0};
    attributes_of(builder, place, &now, symbol);
    attributes_of(builder, before, &older, symbol->older);
    Type base = {.is_complex = true, .attributes = older.at, .attribute_count = older.count, .any_attribute = older.wildcard};
    Type type = {.is_complex = true, .attributes = now.at, .attribute_count = now.count, .any_attribute = now.wildcard,
                 .base = &base, .place = place};
    return check_restriction(builder, &type);
}

bool check_redefinitions(Builder *builder)
{
    size_t before = builder->faults->count;
    for (size_t i = 0; i < builder->loader->symbol_count; i++) {
        Symbol *symbol = builder->loader->symbols[i];
        SchemaPlace place = {symbol->document, symbol->node};
        if (!symbol->older)
            continue;
        if (symbol->kind == SYMBOL_GROUP && !uses_itself(builder, symbol))
            check_redefined_group(builder, symbol);
        else if (symbol->kind == SYMBOL_ATTRIBUTE_GROUP && !uses_itself(builder, symbol))
            check_redefined_attributes(builder, symbol);
        else if (symbol->kind == SYMBOL_TYPE && is_xsd(place.document->tree, place.node, "complexType") &&
                 child_named(place.document->tree, place.node, "complexContent") == NODE_NONE &&
                 child_named(place.document->tree, place.node, "simpleContent") == NODE_NONE)
            schema_fault(builder->faults, place, "src-redefine.5", "a redefined type must be derived from itself");
    }
    return builder->faults->count == before;
}

// ---- Defaults (e-props-correct.2, cos-valid-default) ----

static bool check_element_value(Builder *builder, const Element *element)
{
    const Type *type = element->type;
    const SimpleType *simple = !type->is_complex || type->content == CONTENT_SIMPLE ? type->simple : NULL;
    if (!simple && (type->content != CONTENT_MIXED || (type->particle && !particle_is_emptiable(type->particle))))
        return schema_fault(builder->faults, element->place, "cos-valid-default.2.1",
                            "a default needs a type with simple content, or mixed content that may be empty");
    if (!simple)
        return true;
    if (simple_is_id(simple))
        return schema_fault(builder->faults, element->place, "e-props-correct.5", "an element of type ID can't have a default");
    SimpleCheck check = {.scratch = builder->arena, .scope = element->constraint.scope};
    return simple_valid(simple, element->constraint.value, &check, NULL) ||
           schema_fault(builder->faults, element->place, "e-props-correct.2", "the default \"%.*s\" is no value of the type",
                        (int)element->constraint.value.len, element->constraint.value.at);
}

bool check_element_values(Builder *builder)
{
    size_t before = builder->faults->count;
    for (size_t i = 0; i < builder->elements.count; i++)
        if (builder->elements.at[i]->constraint.is_default || builder->elements.at[i]->constraint.is_fixed)
            check_element_value(builder, builder->elements.at[i]);
    return builder->faults->count == before;
}

// ---- Paths of selectors and fields (3.11.6) ----

typedef struct PathReader {
    Builder *builder;
    SchemaPlace place;
    Slice rest;
    bool is_field;
} PathReader;

static void skip_space(PathReader *reader)
{
    while (reader->rest.len && is_xml_space(reader->rest.at[0]))
        reader->rest = slice_part(reader->rest, 1, reader->rest.len);
}

static bool take(PathReader *reader, Slice token)
{
    skip_space(reader);
    if (!slice_starts(reader->rest, token))
        return false;
    reader->rest = slice_part(reader->rest, token.len, reader->rest.len);
    return true;
}

static Slice take_name(PathReader *reader)
{
    skip_space(reader);
    size_t len = 0;
    while (len < reader->rest.len) {
        size_t width;
        int32_t c = utf8_decode(slice_part(reader->rest, len, reader->rest.len), &width);
        if (c == UTF8_BAD || c == ':' || !(len == 0 ? is_name_start((uint32_t)c) : is_name_char((uint32_t)c)))
            break;
        len += width;
    }
    Slice name = {reader->rest.at, len};
    reader->rest = slice_part(reader->rest, len, reader->rest.len);
    return name;
}

static bool read_name_test(PathReader *reader, FieldStep *step)
{
    if (take(reader, S("*"))) {
        step->any_uri = step->any_local = true;
        return true;
    }
    Slice name = take_name(reader);
    if (name.len == 0)
        return false;
    bool has_colon = reader->rest.len && reader->rest.at[0] == ':' && !slice_starts(reader->rest, S("::"));
    if (!has_colon) {
        step->name.local = name;
        return true;
    }
    reader->rest = slice_part(reader->rest, 1, reader->rest.len);
    QualifiedName bound;
    Slice full = arena_join(reader->builder->arena, name, S(":x"));
    if (!resolve_name(reader->builder, reader->place, full, &bound))
        return false;
    step->name.uri = bound.uri;
    if (reader->rest.len && reader->rest.at[0] == '*') {
        reader->rest = slice_part(reader->rest, 1, reader->rest.len);
        step->any_local = true;
        return true;
    }
    if (reader->rest.len && is_xml_space(reader->rest.at[0]))
        return false;
    step->name.local = take_name(reader);
    return step->name.local.len > 0;
}

static bool read_path(PathReader *reader, FieldPath *path)
{
    enum { STEPS_MAX = 256 };
    FieldStep steps[STEPS_MAX];
    size_t count = 0;
    *path = (FieldPath){0};
    if (take(reader, S("."))) {
        if (take(reader, S("//")))
            path->is_deep = true;
        else if (!take(reader, S("/")))
            goto done;
    }
    do {
        FieldStep step = {0};
        bool is_attribute = take(reader, S("@"));
        PathReader saved = *reader;
        if (!is_attribute && take(reader, S("attribute"))) {
            is_attribute = take(reader, S("::"));
            if (!is_attribute)
                *reader = saved;
        }
        if (!is_attribute && take(reader, S("child")) && !take(reader, S("::")))
            *reader = saved;
        if (path->ends_in_attribute || (is_attribute && !reader->is_field))
            return false;
        if (!is_attribute && take(reader, S(".")))
            continue;  // a step to itself
        if (count == STEPS_MAX || !read_name_test(reader, &step))
            return false;
        path->ends_in_attribute = is_attribute;
        steps[count++] = step;
    } while (take(reader, S("/")));
done:;
    FieldStep *kept = arena_array(reader->builder->arena, FieldStep, count + 1);
    if (count)
        memcpy(kept, steps, count * sizeof *kept);
    path->steps = kept;
    path->count = count;
    return true;
}

static bool read_paths(Builder *builder, SchemaPlace place, bool is_field, FieldPaths *paths)
{
    Slice text = S("");
    attribute_of(place.document->tree, place.node, "xpath", &text);
    PathReader reader = {.builder = builder, .place = place, .rest = text, .is_field = is_field};
    size_t room = 1;
    for (size_t i = 0; i < text.len; i++)
        room += text.at[i] == '|';
    FieldPath *at = arena_array(builder->arena, FieldPath, room);
    bool good;
    do
        good = paths->count < room && read_path(&reader, &at[paths->count++]);
    while (good && take(&reader, S("|")));
    skip_space(&reader);
    paths->at = at;
    return (good && reader.rest.len == 0) ||
           schema_fault(builder->faults, place, is_field ? "c-fields-xpaths" : "c-selector-xpath",
                        "\"%.*s\" is not in the subset of XPath that identity constraints allow: steps of names with /, .// in "
                        "front, | between%s",
                        (int)text.len, text.at, is_field ? ", @ in the last step" : "");
}

// ---- Identity constraints ----

static bool build_constraint(Builder *builder, SchemaPlace place, Constraint *made)
{
    const Tree *tree = place.document->tree;
    Slice name;
    attribute_of(tree, place.node, "name", &name);
    made->name = (QualifiedName){place.document->target, slice_trim(name)};
    made->kind = is_xsd(tree, place.node, "key")      ? CONSTRAINT_KEY
                 : is_xsd(tree, place.node, "unique") ? CONSTRAINT_UNIQUE
                                                      : CONSTRAINT_KEYREF;
    made->place = place;
    size_t room = 0;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at))
        room++;
    FieldPaths *fields = arena_array(builder->arena, FieldPaths, room + 1);
    bool good = true;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at)) {
        SchemaPlace inner = {place.document, at};
        if (is_xsd(tree, at, "selector"))
            good &= read_paths(builder, inner, false, &made->selector);
        else
            good &= read_paths(builder, inner, true, &fields[made->field_count++]);
    }
    made->fields = fields;
    return good;
}

bool build_constraints(Builder *builder, Element *element)
{
    SchemaPlace place = element->place;
    const Tree *tree = place.document->tree;
    size_t room = 0;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at))
        room += is_xsd(tree, at, "key") || is_xsd(tree, at, "unique") || is_xsd(tree, at, "keyref");
    if (room == 0)
        return true;
    const Constraint **list = arena_array(builder->arena, const Constraint *, room);
    element->constraints = list;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at)) {
        if (!is_xsd(tree, at, "key") && !is_xsd(tree, at, "unique") && !is_xsd(tree, at, "keyref"))
            continue;
        Constraint *made = arena_array(builder->arena, Constraint, 1);
        if (!build_constraint(builder, (SchemaPlace){place.document, at}, made))
            continue;
        made->number = (uint32_t)builder->constraint_count;
        if (builder->constraint_count == builder->constraint_room) {
            size_t grown = builder->constraint_room ? builder->constraint_room * 2 : 16;
            builder->constraints = arena_resize(builder->arena, builder->constraints,
                                                builder->constraint_room * sizeof(Constraint *), grown * sizeof(Constraint *));
            builder->constraint_room = grown;
        }
        builder->constraints[builder->constraint_count++] = made;
        Symbol *symbol = find_symbol(builder->loader, SYMBOL_CONSTRAINT, made->name.uri, made->name.local);
        if (symbol && symbol->document == place.document && symbol->node == at)
            symbol->component = made;
        list[element->constraint_count++] = made;
    }
    return true;
}

bool resolve_keyrefs(Builder *builder)
{
    for (size_t i = 0; i < builder->constraint_count; i++) {
        Constraint *constraint = builder->constraints[i];
        Slice refer;
        if (constraint->kind != CONSTRAINT_KEYREF ||
            !attribute_of(constraint->place.document->tree, constraint->place.node, "refer", &refer))
            continue;
        Symbol *symbol = resolve_symbol(builder, constraint->place, SYMBOL_CONSTRAINT, refer);
        const Constraint *key = symbol ? symbol->component : NULL;
        if (symbol && (!key || key->kind == CONSTRAINT_KEYREF))
            schema_fault(builder->faults, constraint->place, "src-resolve", "refer must name a key or a unique");
        else if (key && key->field_count != constraint->field_count)
            schema_fault(builder->faults, constraint->place, "c-props-correct.2",
                         "the keyref has %zu fields, the key it refers to %zu", constraint->field_count, key->field_count);
        constraint->refers = key;
    }
    return true;
}
