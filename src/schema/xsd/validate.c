// SPDX-License-Identifier: Apache-2.0
// Validates a document (part 1, 3.3.4, 3.4.4): one pass over the tree, a frame for each open element.
//
//     node ─► which declaration governs it (the parent's model, or a global one) ─► type ─► attributes, value, content
//
// After a fault validation goes on where it can: an element that may stand further on is taken there, one that is
// unknown is left out, so that one mistake is told once.

#include "schema/xsd/run.h"

#include "schema/xsd/simple_type.h"

enum { DEPTH_MAX = 100000 };

// ---- Findings ----

bool run_find(XsdRun *run, NodeId node, const char *clause, SchemaMessage message, Slice a, Slice b, Slice c, Slice d)
{
    SchemaFinding finding = {.node = node,
                             .clause = slice_of(clause),
                             .text = &xsd_texts[message],
                             .arguments = {a, b, c, d}};
    return schema_find(run->findings, &finding);
}

Slice run_node_name(XsdRun *run, NodeId node)
{
    const Name *name = tree_name(run->tree, node);
    if (name->prefix.len == 0)
        return name->local;
    return arena_print(run->findings->arena, "%.*s:%.*s", (int)name->prefix.len, name->prefix.at, (int)name->local.len,
                       name->local.at);
}

// ---- Prefixes in values ----

static bool find_prefix(const void *context, Slice prefix, Slice *uri)
{
    const ValueScope *scope = context;
    const NamespaceBinding *bindings;
    size_t count = tree_namespaces(scope->tree, scope->element, scope->scratch, &bindings);
    *uri = S("");
    for (size_t i = 0; i < count; i++)
        if (slice_equal(bindings[i].prefix, prefix)) {
            *uri = bindings[i].uri;
            return true;
        }
    return prefix.len == 0;
}

SimpleCheck *run_value_check(XsdRun *run, NodeId node)
{
    bool is_attribute = tree_kind(run->tree, node) == NODE_ATTRIBUTE;
    run->value_scope = (ValueScope){run->tree, is_attribute ? tree_parent(run->tree, node) : node, run->scratch};
    run->check.scratch = run->scratch;
    run->check.scope = (PrefixScope){find_prefix, &run->value_scope};
    return &run->check;
}

// ---- Names ----

static XsiName xsi_name(const Name *name)
{
    static const struct {
        const char *local;
        XsiName xsi;
    } known[] = {{"type", XSI_TYPE}, {"nil", XSI_NIL}, {"schemaLocation", XSI_LOCATION},
                 {"noNamespaceSchemaLocation", XSI_LOCATION}};
    for (size_t i = 0; i < sizeof known / sizeof *known && slice_equal(name->uri, S(NS_XSI)); i++)
        if (slice_equal(name->local, slice_of(known[i].local)))
            return known[i].xsi;
    return XSI_NONE;
}

static void bind_names(XsdRun *run)
{
    size_t count = vocabulary_name_count(run->vocabulary);
    const Name *names = vocabulary_names(run->vocabulary);
    if (count > run->names_room) {
        size_t room = count * 2;
        run->names = arena_resize(run->own, run->names, run->names_room * sizeof *run->names, room * sizeof *run->names);
        run->names_room = room;
    }
    for (size_t i = run->names_known; i < count; i++) {
        ArenaMark mark = arena_mark(run->scratch);
        int32_t number = table_find(run->schema->name_table, name_key(run->scratch, names[i].uri, names[i].local));
        arena_release(run->scratch, mark);
        bool is_known = number != TABLE_NONE && (size_t)number < run->schema->name_count;
        run->names[i] = (BoundName){is_known ? (SchemaName)number : SCHEMA_NAME_NONE, xsi_name(&names[i])};
    }
    run->names_known = count;
}

static BoundName bound_name(const XsdRun *run, NodeId node)
{
    return run->names[run->paths[tree_path(run->tree, node)].name];
}

static SchemaName name_of(const XsdRun *run, NodeId node)
{
    return bound_name(run, node).name;
}

static const Element *global_element(const XsdRun *run, SchemaName name)
{
    return name == SCHEMA_NAME_NONE ? NULL : run->schema->global_elements[name];
}

// ---- References between values ----

typedef struct ReferenceContext {
    XsdRun *run;
    NodeId node;
    size_t ids;
} ReferenceContext;

static void note_reference(void *context, ReferenceKind kind, Slice value)
{
    ReferenceContext *at = context;
    XsdRun *run = at->run;
    Slice kept = arena_copy(run->memory, value), public_id, system_id;
    if (kind == REFERENCE_ENTITY) {
        if (!tree_unparsed_entity(run->tree, value, &public_id, &system_id))
            run_find(run, at->node, "cvc-datatype-valid.1", XSD_ENTITY_UNKNOWN, value, S(""), S(""), S(""));
        return;
    }
    if (kind == REFERENCE_IDREF) {
        if (run->idref_count == run->idref_room) {
            size_t room = run->idref_room ? run->idref_room * 2 : 64;
            run->idrefs = arena_resize(run->memory, run->idrefs, run->idref_room * sizeof *run->idrefs, room * sizeof *run->idrefs);
            run->idref_room = room;
        }
        run->idrefs[run->idref_count++] = (struct Reference){kept, at->node};
        return;
    }
    at->ids++;
    bool is_new;
    int32_t number = table_add(run->ids, kept, &is_new);
    if (!is_new) {
        Slice line = arena_print(run->findings->arena, "%u", tree_place(run->tree, run->id_nodes[number]).line);
        run_find(run, at->node, "cvc-id.2", XSD_ID_TWICE, value, line, S(""), S(""));
        return;
    }
    if ((size_t)number >= run->id_room) {
        size_t room = run->id_room ? run->id_room * 2 : 64;
        run->id_nodes = arena_resize(run->memory, run->id_nodes, run->id_room * sizeof(NodeId), room * sizeof(NodeId));
        run->id_room = room;
    }
    run->id_nodes[number] = at->node;
}

static size_t find_references(XsdRun *run, const SimpleType *type, Slice value, NodeId node)
{
    ReferenceContext context = {run, node, 0};
    if (simple_has_references(type))
        simple_references(type, value, run_value_check(run, node), note_reference, &context);
    return context.ids;
}

// Answers how many IDs there are.
static inline size_t note_references(XsdRun *run, const SimpleType *type, Slice value, NodeId node)
{
    bool is_plain = type->variety == VARIETY_ATOMIC && !type->is_id && !type->is_idref && !type->is_entity;
    return is_plain ? 0 : find_references(run, type, value, node);
}

static void check_idrefs(XsdRun *run)
{
    for (size_t i = 0; i < run->idref_count; i++)
        if (table_find(run->ids, run->idrefs[i].value) == TABLE_NONE)
            run_find(run, run->idrefs[i].node, "cvc-id.1", XSD_ID_MISSING, run->idrefs[i].value, S(""), S(""), S(""));
}

// ---- Values ----

static bool check_text_value(XsdRun *run, const SimpleType *type, Slice value, NodeId node)
{
    SimpleCheck *check = run_value_check(run, node);
    if (simple_valid(type, value, check, NULL))
        return true;
    SchemaFinding finding = check->finding;
    finding.node = node;
    for (size_t i = 0; i < SCHEMA_ARGUMENTS_MAX; i++)
        finding.arguments[i] = arena_copy(run->findings->arena, finding.arguments[i]);
    return schema_find(run->findings, &finding);
}

static inline bool check_value(XsdRun *run, const SimpleType *type, Slice value, NodeId node)
{
    return simple_takes_all(type) || check_text_value(run, type, value, node);
}

static bool is_fixed_value(XsdRun *run, const SimpleType *type, Slice value, const ValueConstraint *constraint, NodeId node)
{
    SimpleCheck *check = run_value_check(run, node);
    Buffer a = buffer_new(run->scratch), b = buffer_new(run->scratch);
    simple_key(type, value, check, &a);
    check->scope = constraint->scope;
    simple_key(type, constraint->value, check, &b);
    return slice_equal(buffer_slice(&a), buffer_slice(&b));
}

// ---- Nearest names ----

typedef struct Expected {
    XsdRun *run;
    NodeId at;     // names are shown with the prefixes that are declared here
    Slice sought;  // a local name, for what is near; empty
    Slice names[64];
    size_t distances[64];
    size_t count;
} Expected;

static Slice prefixed(const Expected *expected, const QualifiedName *name)
{
    XsdRun *run = expected->run;
    const NamespaceBinding *bindings;
    size_t count = name->uri.len ? tree_namespaces(run->tree, expected->at, run->scratch, &bindings) : 0;
    for (size_t i = 0; i < count; i++)
        if (slice_equal(bindings[i].uri, name->uri) && bindings[i].prefix.len)
            return arena_print(run->findings->arena, "%.*s:%.*s", (int)bindings[i].prefix.len, bindings[i].prefix.at,
                               (int)name->local.len, name->local.at);
    return name->local;
}

static void expect_name(Expected *expected, const QualifiedName *qualified)
{
    Slice name = prefixed(expected, qualified);
    for (size_t i = 0; i < expected->count; i++)
        if (slice_equal(expected->names[i], name))
            return;
    if (expected->count == sizeof expected->names / sizeof *expected->names)
        return;
    size_t away = expected->sought.len ? slice_edits(expected->sought, qualified->local) : 0, at = expected->count++;
    // Nearest first; equals stay in the order of the schema.
    for (; at > 0 && expected->distances[at - 1] > away; at--) {
        expected->names[at] = expected->names[at - 1];
        expected->distances[at] = expected->distances[at - 1];
    }
    expected->names[at] = name;
    expected->distances[at] = away;
}

static void expect_leaf(void *context, const Particle *leaf)
{
    Expected *expected = context;
    const XsdSchema *schema = expected->run->schema;
    if (leaf->kind == PARTICLE_WILDCARD) {
        expect_name(expected, &(QualifiedName){S(""), S("*")});
        return;
    }
    if (!leaf->element->is_abstract)
        expect_name(expected, &schema->names[leaf->element->name]);
    for (size_t i = 0; i < leaf->element->substitute_count; i++)
        if (!leaf->element->substitutes[i]->is_abstract)
            expect_name(expected, &schema->names[leaf->element->substitutes[i]->name]);
}

static Slice list_expected(Expected *expected)
{
    enum { SHOWN = 8 };
    Buffer out = buffer_new(expected->run->findings->arena);
    for (size_t i = 0; i < expected->count && i < SHOWN; i++) {
        buffer_add(&out, i ? S(", ") : S(""));
        buffer_add(&out, expected->names[i]);
    }
    buffer_add(&out, expected->count > SHOWN ? S(", …") : S(""));
    return buffer_slice(&out);
}

static bool is_near(const Expected *expected)
{
    return expected->count && expected->distances[0] <= (expected->sought.len + 2) / 3 &&
           expected->distances[0] < expected->sought.len;
}

// ---- Attributes ----

static void find_attribute_fault(XsdRun *run, const Type *type, NodeId attribute)
{
    NodeId element = tree_parent(run->tree, attribute);
    Expected expected = {.run = run, .at = element, .sought = tree_name(run->tree, attribute)->local};
    for (size_t i = 0; i < type->attribute_count; i++)
        expect_name(&expected, &run->schema->names[type->attributes[i].name]);
    Slice list = expected.count ? list_expected(&expected) : S("–");
    run_find(run, attribute, "cvc-complex-type.3.2.2", is_near(&expected) ? XSD_ATTRIBUTE_NEAR : XSD_ATTRIBUTE_NOT_ALLOWED,
             run_node_name(run, attribute), run_node_name(run, element), list, expected.count ? expected.names[0] : S(""));
}

static size_t check_attribute(XsdRun *run, const AttributeUse *use, NodeId attribute)
{
    Slice value = tree_content(run->tree, attribute);
    if (!check_value(run, use->type, value, attribute))
        return 0;
    if (use->constraint.is_fixed && !is_fixed_value(run, use->type, value, &use->constraint, attribute))
        run_find(run, attribute, "cvc-attribute.4", XSD_FIXED_ATTRIBUTE, run_node_name(run, attribute), use->constraint.value,
                 S(""), S(""));
    return note_references(run, use->type, value, attribute);
}

// An attribute that only the wildcard lets in: the global declaration, if it is to be validated.
static const AttributeUse *wild_attribute(XsdRun *run, const Type *type, NodeId attribute, SchemaName name)
{
    const Wildcard *wildcard = type->any_attribute;
    if (!wildcard || !wildcard_allows(wildcard, tree_name(run->tree, attribute)->uri)) {
        find_attribute_fault(run, type, attribute);
        return NULL;
    }
    if (wildcard->process == PROCESS_SKIP)
        return NULL;
    const AttributeUse *use = name == SCHEMA_NAME_NONE ? NULL : run->schema->global_attributes[name];
    if (!use && wildcard->process == PROCESS_STRICT)
        run_find(run, attribute, "cvc-complex-type.3.2.2", XSD_ATTRIBUTE_UNDECLARED, run_node_name(run, attribute), S(""),
                 S(""), S(""));
    return use;
}

static const AttributeUse *use_of(const Type *type, SchemaName name, size_t *index)
{
    if (name == SCHEMA_NAME_NONE)
        return NULL;
    for (size_t i = 0; i < type->attribute_count; i++)
        if (type->attributes[i].name == name) {
            *index = i;
            return &type->attributes[i];
        }
    return NULL;
}

static void check_missing(XsdRun *run, const Type *type, NodeId element, uint64_t seen)
{
    for (size_t i = 0; i < type->attribute_count; i++) {
        const AttributeUse *use = &type->attributes[i];
        bool is_there = i < 64 && seen >> i & 1;
        if (!use->is_required || is_there)
            continue;
        if (i >= 64)
            for (NodeId at = tree_first_attribute(run->tree, element); at != NODE_NONE && !is_there;
                 at = tree_next_attribute(run->tree, at))
                is_there = name_of(run, at) == use->name;
        if (!is_there)
            run_find(run, element, "cvc-complex-type.4", XSD_ATTRIBUTE_MISSING, run_node_name(run, element),
                     run->schema->names[use->name].local, S(""), S(""));
    }
}

// Defaults of attributes that are absent count for identity constraints.
static void add_defaults(XsdRun *run, const Type *type, NodeId element, uint64_t seen)
{
    for (size_t i = 0; i < type->attribute_count && i < 64; i++) {
        const AttributeUse *use = &type->attributes[i];
        if ((use->constraint.is_default || use->constraint.is_fixed) && !(seen >> i & 1))
            identity_attribute(run, element, use->name, run->schema->names[use->name].uri, use->type, use->constraint.value);
    }
}

static void check_each_attribute(XsdRun *run, const Type *type, NodeId element)
{
    uint64_t seen = 0;
    size_t ids = 0;
    bool is_watched = identity_is_active(run);
    for (NodeId at = tree_first_attribute(run->tree, element); at != NODE_NONE; at = tree_next_attribute(run->tree, at)) {
        BoundName bound = bound_name(run, at);
        if (bound.xsi != XSI_NONE)
            continue;
        SchemaName number = bound.name;
        size_t index = 64;
        const AttributeUse *use = use_of(type, number, &index);
        bool is_wild = !use;
        if (!use)
            use = wild_attribute(run, type, at, number);
        if (!use)
            continue;
        if (index < 64)
            seen |= (uint64_t)1 << index;
        size_t own_ids = check_attribute(run, use, at);
        ids += own_ids;
        if (is_wild && own_ids && ids > own_ids)
            run_find(run, at, "cvc-complex-type.5", XSD_TWO_IDS, run_node_name(run, element), S(""), S(""), S(""));
        if (is_watched)
            identity_attribute(run, at, number, tree_name(run->tree, at)->uri, use->type, tree_content(run->tree, at));
    }
    if (type->requires_attributes)
        check_missing(run, type, element, seen);
    if (is_watched)
        add_defaults(run, type, element, seen);
}

// A simple type allows none but those of xsi.
static void check_no_attributes(XsdRun *run, NodeId element)
{
    static const Type none = {.is_complex = true};
    for (NodeId at = tree_first_attribute(run->tree, element); at != NODE_NONE; at = tree_next_attribute(run->tree, at))
        if (bound_name(run, at).xsi == XSI_NONE)
            find_attribute_fault(run, &none, at);
}

static inline void check_attributes(XsdRun *run, const Type *type, NodeId element)
{
    bool has_any = tree_first_attribute(run->tree, element) != NODE_NONE;
    if (!has_any && !type->requires_attributes && !identity_is_active(run))
        return;
    if (type->is_complex)
        check_each_attribute(run, type, element);
    else if (has_any)
        check_no_attributes(run, element);
}

// ---- xsi:type, xsi:nil ----

static NodeId xsi_attribute(const XsdRun *run, NodeId element, XsiName wanted)
{
    for (NodeId at = tree_first_attribute(run->tree, element); at != NODE_NONE; at = tree_next_attribute(run->tree, at))
        if (bound_name(run, at).xsi == wanted)
            return at;
    return NODE_NONE;
}

static const Type *find_type(XsdRun *run, NodeId attribute)
{
    Slice rest = slice_trim(tree_content(run->tree, attribute)), prefix = S(""), uri;
    SimpleCheck *check = run_value_check(run, attribute);
    if (rest.len && memchr(rest.at, ':', rest.len))
        prefix = slice_cut(&rest, ':');
    if (!check->scope.find(check->scope.context, prefix, &uri))
        return NULL;
    int32_t number = table_find(run->schema->name_table, name_key(run->scratch, uri, rest));
    if (number != TABLE_NONE && (size_t)number < run->schema->name_count && run->schema->global_types[number])
        return run->schema->global_types[number];
    if (!slice_equal(uri, S(NS_XSD)))
        return NULL;
    if (slice_equal(rest, S("anyType")))
        return type_any();
    const SimpleType *simple = simple_builtin(rest);
    if (!simple)
        return NULL;
    Type *type = arena_array(run->memory, Type, 1);
    *type = (Type){.uri = uri, .local = rest, .simple = simple, .content = CONTENT_SIMPLE};
    return type;
}

// The type that xsi:type names, where it is one that may stand there; else `declared`.
static const Type *instance_type(XsdRun *run, NodeId node, const Element *element, const Type *declared)
{
    NodeId attribute = xsi_attribute(run, node, XSI_TYPE);
    if (attribute == NODE_NONE)
        return declared;
    Slice value = tree_content(run->tree, attribute);
    const Type *type = find_type(run, attribute);
    if (!type) {
        run_find(run, attribute, "cvc-elt.4.2", XSD_UNKNOWN_TYPE, value, S(""), S(""), S(""));
        return declared;
    }
    unsigned blocked = element ? element->block & ~(unsigned)DERIVATION_SUBSTITUTION : 0;
    if (declared && declared->is_complex)
        blocked |= declared->block;
    if (declared && !xsd_type_derives(type, declared, blocked)) {
        run_find(run, attribute, "cvc-elt.4.3", XSD_TYPE_NOT_DERIVED, value,
                 declared->local.len ? declared->local : S("anonymous"), S(""), S(""));
        return declared;
    }
    return type;
}

static bool is_nil(XsdRun *run, NodeId node, const Element *element)
{
    NodeId attribute = xsi_attribute(run, node, XSI_NIL);
    if (attribute == NODE_NONE)
        return false;
    Slice value = slice_trim(tree_content(run->tree, attribute));
    if (!check_value(run, simple_builtin(S("boolean")), value, attribute))
        return false;
    bool is_true = slice_equal(value, S("true")) || slice_equal(value, S("1"));
    if (element && !element->is_nillable)
        run_find(run, attribute, "cvc-elt.3.1", XSD_NOT_NILLABLE, run_node_name(run, node), S(""), S(""), S(""));
    else if (is_true && element && element->constraint.is_fixed)
        run_find(run, attribute, "cvc-elt.3.2.2", XSD_NIL_FIXED, run_node_name(run, node), S(""), S(""), S(""));
    return is_true;
}

// ---- Content ----

static bool has_child_element(const XsdRun *run, NodeId node)
{
    NodeId last = tree_last(run->tree, node);
    for (NodeId at = node + 1; at <= last; at++)
        if (tree_kind(run->tree, at) == NODE_ELEMENT)
            return true;
    return false;
}

static bool has_content(const XsdRun *run, NodeId node)
{
    for (NodeId at = tree_first_child(run->tree, node); at != NODE_NONE; at = tree_next_sibling(run->tree, at))
        if (tree_kind(run->tree, at) == NODE_ELEMENT || tree_kind(run->tree, at) == NODE_TEXT)
            return true;
    return false;
}

static void check_fixed_element(XsdRun *run, const Frame *frame, const SimpleType *simple, Slice value)
{
    const ValueConstraint *constraint = &frame->element->constraint;
    bool is_equal = simple ? is_fixed_value(run, simple, value, constraint, frame->node) : slice_equal(value, constraint->value);
    if (!is_equal)
        run_find(run, frame->node, simple ? "cvc-elt.5.2.2.2.2" : "cvc-elt.5.2.2.2.1", XSD_FIXED_ELEMENT,
                 run_node_name(run, frame->node), constraint->value, S(""), S(""));
}

// An element whose type gives it a simple value. Answers the value, with defaults taken.
static Slice check_simple_content(XsdRun *run, Frame *frame, const SimpleType *simple)
{
    const Element *element = frame->element;
    if (has_child_element(run, frame->node))
        return S("");  // told at the child
    Slice value = tree_string(run->tree, frame->node, run->scratch);
    bool has_constraint = element && (element->constraint.is_default || element->constraint.is_fixed);
    if (value.len == 0 && has_constraint) {
        value = element->constraint.value;
        if (frame->type != element->type)
            check_value(run, simple, value, frame->node);
        note_references(run, simple, value, frame->node);
        return value;
    }
    if (!check_value(run, simple, value, frame->node))
        return value;
    if (has_constraint && element->constraint.is_fixed)
        check_fixed_element(run, frame, simple, value);
    note_references(run, simple, value, frame->node);
    return value;
}

static void check_mixed_fixed(XsdRun *run, const Frame *frame)
{
    if (!frame->element || !frame->element->constraint.is_fixed || frame->type->content != CONTENT_MIXED ||
        !has_content(run, frame->node))
        return;
    if (has_child_element(run, frame->node))
        run_find(run, frame->node, "cvc-elt.5.2.2.1", XSD_FIXED_ELEMENT, run_node_name(run, frame->node),
                 frame->element->constraint.value, S(""), S(""));
    else
        check_fixed_element(run, frame, NULL, tree_string(run->tree, frame->node, run->scratch));
}

static const SimpleType *simple_of(const Type *type)
{
    if (!type)
        return NULL;
    return !type->is_complex || type->content == CONTENT_SIMPLE ? type->simple : NULL;
}

// ---- Frames ----

static Frame *push(XsdRun *run, NodeId node)
{
    if (run->depth == run->frame_room) {
        size_t room = run->frame_room ? run->frame_room * 2 : 64;
        run->frames = arena_resize(run->own, run->frames, run->frame_room * sizeof(Frame), room * sizeof(Frame));
        run->frame_room = room;
    }
    if (run->depth >= DEPTH_MAX)
        guard_raise(run->guard, FAULT_LIMIT, "", "elements are nested more than %d deep", DEPTH_MAX);
    Frame *frame = &run->frames[run->depth++];
    *frame = (Frame){.node = node, .last = tree_last(run->tree, node), .name = name_of(run, node), .leaf = LEAF_START,
                     .counts = (uint32_t)run->counts_used};
    return frame;
}

static void take_counts(XsdRun *run, const Model *model)
{
    size_t needed = run->counts_used + model->counters;
    if (needed > run->counts_room) {
        size_t room = needed * 2;
        run->counts = arena_resize(run->own, run->counts, run->counts_room * sizeof *run->counts, room * sizeof *run->counts);
        run->counts_room = room;
    }
    if (model->counters)
        memset(run->counts + run->counts_used, 0, model->counters * sizeof *run->counts);
    run->counts_used = needed;
}

static void check_type(XsdRun *run, Frame *frame)
{
    const Type *type = frame->type;
    const SimpleType *simple = simple_of(type);
    Slice value = S("");
    if (type->is_complex && type->is_abstract)
        run_find(run, frame->node, "cvc-type.2", XSD_ABSTRACT_TYPE, type->local, S(""), S(""), S(""));
    if (frame->is_nil) {
        if (has_content(run, frame->node))
            run_find(run, frame->node, "cvc-elt.3.2.1", XSD_NIL_CONTENT, run_node_name(run, frame->node), S(""), S(""), S(""));
    } else if (simple) {
        value = check_simple_content(run, frame, simple);
    } else {
        check_mixed_fixed(run, frame);
    }
    if (identity_is_active(run) || (frame->element && frame->element->constraint_count))
        identity_open(run, simple, value);
    check_attributes(run, type, frame->node);
    if (type->model)
        take_counts(run, type->model);
}

// ---- Which declaration governs a child ----

static uint32_t next_leaf(XsdRun *run, const Frame *parent, NodeId node, SchemaName name, const Element **element)
{
    const Model *model = parent->type->model;
    uint32_t *counts = run->counts + parent->counts;
    if (model->counters || name == SCHEMA_NAME_NONE)
        return model_next(model, parent->leaf, counts, (ChildName){name, tree_name(run->tree, node)->uri}, element);
    // By path, which says nearly always which model it is; and not by address, lest speed be a matter of luck.
    uint32_t place = tree_path(run->tree, node) * 61 + parent->leaf;
    Transition *known = &run->transitions[place % TRANSITIONS];
    if (known->model != model || known->leaf != parent->leaf || known->name != name) {
        ChildName child = {name, tree_name(run->tree, node)->uri};
        *known = (Transition){.model = model, .leaf = parent->leaf, .name = name};
        known->next = model_next(model, parent->leaf, counts, child, &known->element);
    }
    *element = known->element;
    return known->next;
}

static void tell_unexpected(XsdRun *run, Frame *parent, NodeId node)
{
    Expected expected = {.run = run, .at = parent->node, .sought = tree_name(run->tree, node)->local};
    const Model *model = parent->type->model;
    if (model)
        model_expect(model, parent->leaf, run->counts + parent->counts, expect_leaf, &expected);
    Slice name = run_node_name(run, node);
    if (expected.count == 0)
        run_find(run, node, "cvc-complex-type.2.4.d", XSD_NO_CHILD_MORE, name, run_node_name(run, parent->node), S(""), S(""));
    else
        run_find(run, node, "cvc-complex-type.2.4.a", is_near(&expected) ? XSD_UNEXPECTED_NEAR : XSD_UNEXPECTED_CHILD, name,
                 list_expected(&expected), expected.names[0], S(""));
    parent->is_broken = true;
}

// Where in the model the name could stand at all: from there validation goes on.
static const Element *resume(XsdRun *run, Frame *parent, SchemaName name)
{
    const Model *model = parent->type->model;
    if (!model || name == SCHEMA_NAME_NONE)
        return NULL;
    for (uint32_t i = 0; i < model->count; i++) {
        const Particle *particle = model->nodes[i].particle;
        const Element *element = particle->kind == PARTICLE_ELEMENT ? element_for(particle->element, name) : NULL;
        if (!element)
            continue;
        if (!model->is_all) {
            parent->leaf = i;
            for (uint32_t at = i; at != LEAF_NONE; at = model->nodes[at].parent)
                if (model->nodes[at].counter != LEAF_NONE)
                    run->counts[parent->counts + model->has_readings + model->nodes[at].counter] =
                        model->nodes[at].min ? model->nodes[at].min : 1;
            if (model->has_readings)
                run->counts[parent->counts] = 1;
        }
        return element;
    }
    return NULL;
}

typedef struct Governing {
    const Element *element;
    bool is_skipped, is_lax;
} Governing;

static Governing by_wildcard(XsdRun *run, const Wildcard *wildcard, NodeId node, SchemaName name)
{
    if (wildcard->process == PROCESS_SKIP)
        return (Governing){.is_skipped = true};
    const Element *element = global_element(run, name);
    if (!element && wildcard->process == PROCESS_STRICT && xsi_attribute(run, node, XSI_TYPE) == NODE_NONE) {
        run_find(run, node, "cvc-complex-type.2.4.c", XSD_NO_DECLARATION, run_node_name(run, node), S("–"), S(""), S(""));
    }
    return (Governing){element, false, true};
}

static Governing govern(XsdRun *run, Frame *parent, NodeId node)
{
    SchemaName name = name_of(run, node);
    const Type *type = parent->type;
    if (!type)
        return (Governing){parent->is_lax ? global_element(run, name) : NULL, !parent->is_lax, parent->is_lax};
    if (parent->is_nil)
        return (Governing){.is_skipped = true};
    if (!type->is_complex || type->content == CONTENT_SIMPLE) {
        if (!parent->is_broken)
            run_find(run, node, type->is_complex ? "cvc-complex-type.2.2" : "cvc-type.3.1.2", XSD_CHILD_IN_SIMPLE,
                     run_node_name(run, node), run_node_name(run, parent->node),
                     simple_name(run->findings->arena, type->simple), S(""));
        parent->is_broken = true;
        return (Governing){.is_skipped = true};
    }
    if (type->is_any)
        return (Governing){global_element(run, name), false, true};
    const Element *element = NULL;
    uint32_t leaf = LEAF_NONE;
    if (type->model)
        leaf = next_leaf(run, parent, node, name, &element);
    if (leaf == LEAF_NONE) {
        // What only comes too early, for a fault before it was told, is no fault of its own.
        bool was_broken = parent->is_broken;
        if (!was_broken)
            tell_unexpected(run, parent, node);
        element = resume(run, parent, name);
        if (was_broken && !element)
            tell_unexpected(run, parent, node);
        return (Governing){element ? element : global_element(run, name), false, true};
    }
    parent->leaf = leaf;
    const Particle *particle = type->model->nodes[leaf].particle;
    return particle->kind == PARTICLE_WILDCARD ? by_wildcard(run, particle->wildcard, node, name)
                                               : (Governing){.element = element};
}

static void open_element(XsdRun *run, NodeId node, Governing governing)
{
    Frame *frame = push(run, node);
    const Element *element = governing.element;
    frame->element = element;
    frame->is_lax = governing.is_lax;
    if (governing.is_skipped)
        return;
    bool has_attributes = tree_first_attribute(run->tree, node) != NODE_NONE;
    frame->type = element ? element->type : NULL;
    if (element && element->is_abstract) {
        Expected expected = {.run = run, .at = node};
        for (size_t i = 0; i < element->substitute_count; i++)
            expect_name(&expected, &run->schema->names[element->substitutes[i]->name]);
        run_find(run, node, "cvc-elt.2", XSD_ABSTRACT_ELEMENT, run_node_name(run, node), list_expected(&expected), S(""), S(""));
    }
    if (has_attributes) {
        frame->type = instance_type(run, node, element, frame->type);
        frame->is_nil = is_nil(run, node, element);
    }
    if (frame->type)
        check_type(run, frame);
    else if (identity_is_active(run) || (element && element->constraint_count))
        identity_open(run, NULL, S(""));
}

// An element with attributes and a text, and nothing of which has to be kept in mind, is checked without a frame: most are so.
// False where it is another.
static bool check_plain(XsdRun *run, NodeId node, const Element *element)
{
    const Type *type = element->type;
    const SimpleType *simple = simple_of(type);
    if (!simple || type->is_abstract || element->is_abstract || element->constraint.is_default || element->constraint.is_fixed ||
        element->constraint_count || identity_is_active(run))
        return false;
    NodeId last = tree_last(run->tree, node), at = node + 1;
    for (; at <= last && tree_kind(run->tree, at) == NODE_ATTRIBUTE; at++)
        if (bound_name(run, at).xsi != XSI_NONE)
            return false;
    if (at < last || (at == last && tree_kind(run->tree, at) != NODE_TEXT))
        return false;
    Slice value = at == last ? tree_content(run->tree, at) : S("");
    if (check_value(run, simple, value, node))
        note_references(run, simple, value, node);
    check_attributes(run, type, node);
    return true;
}

// Answers the last node that has been seen to.
static NodeId check_element(XsdRun *run, NodeId node)
{
    Governing governing = govern(run, &run->frames[run->depth - 1], node);
    if (governing.element && check_plain(run, node, governing.element))
        return tree_last(run->tree, node);
    open_element(run, node, governing);
    return node;
}

static void close_element(XsdRun *run)
{
    Frame *frame = &run->frames[run->depth - 1];
    const Model *model = frame->type ? frame->type->model : NULL;
    if (model && !frame->is_broken && !frame->is_nil &&
        !model_can_end(model, frame->leaf, run->counts + frame->counts)) {
        Expected expected = {.run = run, .at = frame->node};
        model_expect(model, frame->leaf, run->counts + frame->counts, expect_leaf, &expected);
        run_find(run, frame->node, "cvc-complex-type.2.4.b", XSD_INCOMPLETE, run_node_name(run, frame->node),
                 list_expected(&expected), S(""), S(""));
    }
    if (identity_is_active(run))
        identity_close(run);
    run->counts_used = frame->counts;
    run->depth--;
}

static bool is_blank(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_xml_space(text.at[i]))
            return false;
    return true;
}

static void check_text(XsdRun *run, NodeId node)
{
    Frame *frame = &run->frames[run->depth - 1];
    const Type *type = frame->type;
    if (!type || !type->is_complex || frame->is_nil || type->content == CONTENT_MIXED || type->content == CONTENT_SIMPLE)
        return;
    Slice text = tree_content(run->tree, node);
    if (type->content == CONTENT_EMPTY) {
        if (!frame->is_broken)
            run_find(run, frame->node, "cvc-complex-type.2.1", XSD_EMPTY_CONTENT, run_node_name(run, frame->node), S(""), S(""), S(""));
        frame->is_broken = true;
    } else if (!is_blank(text)) {
        run_find(run, frame->node, "cvc-complex-type.2.3", XSD_TEXT_NOT_ALLOWED, run_node_name(run, frame->node),
                 slice_trim(text), S(""), S(""));
    }
}

// ---- The pass ----

static Governing govern_root(XsdRun *run, NodeId root)
{
    const Element *element = global_element(run, name_of(run, root));
    if (!element && xsi_attribute(run, root, XSI_TYPE) == NODE_NONE) {
        Expected expected = {.run = run, .at = root, .sought = tree_name(run->tree, root)->local};
        for (size_t i = 0; i < run->schema->root_count; i++)
            expect_name(&expected, &run->schema->names[run->schema->roots[i]->name]);
        run_find(run, root, "cvc-elt.1", XSD_NO_DECLARATION, run_node_name(run, root),
                 expected.count ? expected.names[0] : S("–"), S(""), S(""));
    }
    return (Governing){element, false, true};
}

static void walk(XsdRun *run, NodeId root)
{
    const Tree *tree = run->tree;
    NodeId last = tree_last(tree, root);
    open_element(run, root, govern_root(run, root));
    for (NodeId node = root + 1; node <= last; node++) {
        while (run->frames[run->depth - 1].last < node)
            close_element(run);
        NodeKind kind = tree_kind(tree, node);
        if (kind == NODE_ELEMENT) {
            ArenaMark mark = arena_mark(run->scratch);
            node = check_element(run, node);
            arena_release(run->scratch, mark);
        } else if (kind == NODE_TEXT) {
            check_text(run, node);
        }
    }
    while (run->depth)
        close_element(run);
}

typedef struct Validation {
    XsdRun *run;
    NodeId root;
} Validation;

static bool validate(void *context)
{
    const Validation *validation = context;
    XsdRun *run = validation->run;
    arena_reset(run->memory);
    arena_reset(run->scratch);
    run->depth = run->counts_used = run->idref_count = run->idref_room = run->id_room = 0;
    run->idrefs = NULL;
    run->id_nodes = NULL;
    run->ids = table_new(run->memory, 16);
    bind_names(run);
    run->paths = vocabulary_paths(run->vocabulary);
    identity_start(run);
    walk(run, validation->root);
    check_idrefs(run);
    return true;
}

XsdRun *xsd_run_new(Guard *guard, Arena *arena, const XsdSchema *schema, Vocabulary *vocabulary)
{
    XsdRun *run = arena_array(arena, XsdRun, 1);
    *run = (XsdRun){.guard = guard, .schema = schema, .vocabulary = vocabulary, .own = arena};
    run->transitions = arena_array(arena, Transition, TRANSITIONS);
    run->counts_room = 16; // of models that count nothing too, an address is asked for
    run->counts = arena_resize(arena, NULL, 0, run->counts_room * sizeof *run->counts);
    run->memory = arena_new(guard, 0);
    arena_defer(arena, (void (*)(void *))arena_free, run->memory);
    run->scratch = arena_new(guard, 0);
    arena_defer(arena, (void (*)(void *))arena_free, run->scratch);
    return run;
}

bool xsd_validate(XsdRun *run, const Tree *tree, NodeId root, SchemaFindings *findings, Faults *faults)
{
    Validation validation = {run, root};
    run->tree = tree;
    run->findings = findings;
    return guard_run(run->guard, validate, &validation, faults);
}
