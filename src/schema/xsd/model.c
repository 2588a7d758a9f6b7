// SPDX-License-Identifier: Apache-2.0
// Content models (part 1, 3.4.4, 3.8.4, 3.8.6): made flat, checked for one reading only, and run.
//
// Occurrence ranges are counted, not unrolled, so that maxOccurs="999999" costs nothing. Unique particle attribution
// makes the run deterministic: where a repetition and what comes behind could both take a name, the schema is refused.

#include "schema/xsd/model.h"

#include "schema/xsd/document.h"

enum {
    NODES_MAX = 200000,
    COUNTERS_MAX = 32,      // of a model whose repetitions nest; beyond them the first reading is taken
    CHECKS_MAX = 50000000,  // leaves looked at in checking one model
};

typedef struct Builder_ {
    Arena *arena;
    struct XsdSchema *schema;
    Faults *faults;
    const Type *type;
    ModelNode *nodes;
    uint32_t count, room;
    uint32_t counters;
} ModelBuilder;

// ---- Making it flat ----

static uint64_t times(uint32_t a, uint32_t b)
{
    if (a == 0 || b == 0)
        return 0;
    return a == UNBOUNDED || b == UNBOUNDED ? UNBOUNDED : (uint64_t)a * b;
}

// ((a){1,2}){1,1}  ─►  a{1,2}: a group of one part of which one occurs once
static const Particle *skip_pointless(const Particle *particle, uint32_t *min, uint32_t *max)
{
    while (particle_is_group(particle) && particle->count == 1 && particle->kind != PARTICLE_ALL) {
        const Particle *part = particle->parts[0];
        bool is_outer_once = *min == 1 && *max == 1, is_inner_once = part->min == 1 && part->max == 1;
        bool is_star = part->min <= 1 && part->max == UNBOUNDED && *max == UNBOUNDED;
        if (!is_outer_once && !is_inner_once && !is_star)
            break;
        uint64_t low = times(*min, part->min), high = times(*max, part->max);
        if (high > UNBOUNDED || low >= UNBOUNDED)
            break;
        *min = (uint32_t)low;
        *max = (uint32_t)high;
        particle = part;
    }
    return particle;
}

static uint32_t add_node(ModelBuilder *builder, const Particle *particle, uint32_t parent)
{
    if (builder->count == builder->room) {
        uint32_t room = builder->room ? builder->room * 2 : 32;
        builder->nodes = arena_resize(builder->arena, builder->nodes, builder->room * sizeof(ModelNode),
                                      room * sizeof(ModelNode));
        builder->room = room;
    }
    if (builder->count >= NODES_MAX)
        guard_raise(arena_guard(builder->arena), FAULT_LIMIT, "", "a content model has more than %d particles", NODES_MAX);
    uint32_t min = particle->min, max = particle->max;
    particle = skip_pointless(particle, &min, &max);
    uint32_t number = builder->count++;
    // What repeats without limit and need not occur twice has nothing to count.
    bool is_plain = max == 1 || (max == UNBOUNDED && min <= 1);
    builder->nodes[number] = (ModelNode){.particle = particle, .parent = parent, .next = LEAF_NONE, .first = LEAF_NONE,
                                         .min = min, .max = max, .counter = is_plain ? LEAF_NONE : builder->counters++};
    uint32_t last = LEAF_NONE;
    bool all_emptiable = true, any_emptiable = particle->count == 0;
    for (size_t i = 0; particle_is_group(particle) && i < particle->count; i++) {
        uint32_t part = add_node(builder, particle->parts[i], number);
        if (last == LEAF_NONE)
            builder->nodes[number].first = part;
        else
            builder->nodes[last].next = part;
        last = part;
        all_emptiable &= builder->nodes[part].is_emptiable;
        any_emptiable |= builder->nodes[part].is_emptiable;
    }
    ModelNode *node = &builder->nodes[number];
    node->parts_emptiable = particle_is_group(particle) &&
                            (particle->kind == PARTICLE_CHOICE ? any_emptiable : all_emptiable);
    node->is_emptiable = node->min == 0 || node->parts_emptiable;
    return number;
}

// ---- Which leaf takes a name ----

const Element *element_for(const Element *element, SchemaName name)
{
    if (element->name == name)
        return element;
    for (size_t i = 0; i < element->substitute_count; i++)
        if (element->substitutes[i]->name == name)
            return element->substitutes[i];
    return NULL;
}

static bool takes(const ModelNode *node, ChildName child, const Element **element)
{
    if (node->particle->kind == PARTICLE_WILDCARD) {
        *element = NULL;
        return wildcard_allows(node->particle->wildcard, child.uri);
    }
    *element = child.name == SCHEMA_NAME_NONE ? NULL : element_for(node->particle->element, child.name);
    return *element != NULL;
}

// Where repetitions nest, (e{1,2}){2,10}, a name can be counted in several ways. The counts of a run then are a number of
// readings and the counts of each; what no reading can end is incomplete.
enum { READINGS_MAX = 24 };

typedef struct Readings {
    uint32_t *counts;  // after the step
    size_t count;
    uint32_t leaf;
} Readings;

typedef struct Search {
    const Model *model;
    ChildName child;
    const Element *element;
    Readings *readings;  // NULL: the first one will do
    // Collecting instead of searching:
    void (*each)(void *context, const Particle *leaf);
    void (*each_node)(void *context, uint32_t leaf);
    void *context;
} Search;

// The leaf within the node that takes the name as its first; when collecting, all of them.
static uint32_t enter(Search *search, uint32_t number)
{
    const ModelNode *nodes = search->model->nodes, *node = &nodes[number];
    if (!particle_is_group(node->particle)) {
        if (search->each_node)
            search->each_node(search->context, number);
        else if (search->each)
            search->each(search->context, node->particle);
        else if (takes(node, search->child, &search->element))
            return number;
        return LEAF_NONE;
    }
    for (uint32_t part = node->first; part != LEAF_NONE; part = nodes[part].next) {
        uint32_t found = enter(search, part);
        if (found != LEAF_NONE)
            return found;
        if (node->particle->kind == PARTICLE_SEQUENCE && !nodes[part].is_emptiable)
            break;
    }
    return LEAF_NONE;
}

static void start_counts(const Model *model, uint32_t leaf, uint32_t until, uint32_t *counts)
{
    for (uint32_t at = leaf; at != until && at != LEAF_NONE; at = model->nodes[at].parent)
        if (model->nodes[at].counter != LEAF_NONE)
            counts[model->nodes[at].counter] = 1;
}

static bool may_repeat(const ModelNode *node, const uint32_t *counts)
{
    if (node->counter == LEAF_NONE)
        return node->max == UNBOUNDED;
    return node->max == UNBOUNDED || counts[node->counter] < node->max;
}

static bool may_leave(const ModelNode *node, const uint32_t *counts)
{
    return node->counter == LEAF_NONE || node->parts_emptiable || counts[node->counter] >= node->min;
}

static uint32_t next_in_all(const Model *model, uint32_t *counts, Search *search)
{
    for (uint32_t part = model->nodes[0].first; part != LEAF_NONE; part = model->nodes[part].next)
        if (counts[part] == 0 && takes(&model->nodes[part], search->child, &search->element)) {
            counts[part] = 1;
            return part;
        }
    return LEAF_NONE;
}

// Notes one more reading; answers whether others are to be looked for.
static bool note_reading(Search *search, uint32_t leaf, const uint32_t *counts)
{
    Readings *readings = search->readings;
    size_t size = search->model->own_counters;
    if (readings->count && readings->leaf != leaf)
        return true;
    readings->leaf = leaf;
    for (size_t i = 0; i < readings->count; i++)
        if (memcmp(readings->counts + i * size, counts, size * sizeof *counts) == 0)
            return true;
    if (readings->count < READINGS_MAX)
        memcpy(readings->counts + readings->count++ * size, counts, size * sizeof *counts);
    return true;
}

// Upwards from the leaf: again, then what follows it, then its group again, …
static uint32_t search_from(Search *search, uint32_t leaf, uint32_t *counts)
{
    const Model *model = search->model;
    const ModelNode *nodes = model->nodes;
    uint32_t first = LEAF_NONE;
    if (leaf == LEAF_START) {
        uint32_t found = enter(search, 0);
        if (found != LEAF_NONE)
            start_counts(model, found, LEAF_NONE, counts);
        if (found != LEAF_NONE && search->readings)
            note_reading(search, found, counts);
        return found;
    }
    uint32_t before[COUNTERS_MAX];
    if (search->readings)
        memcpy(before, counts, model->own_counters * sizeof *counts);
    for (uint32_t at = leaf; at != LEAF_NONE; at = nodes[at].parent) {
        uint32_t found;
        if (may_repeat(&nodes[at], counts) && (found = enter(search, at)) != LEAF_NONE) {
            start_counts(model, found, at, counts);
            if (nodes[at].counter != LEAF_NONE)
                counts[nodes[at].counter] += counts[nodes[at].counter] != UINT32_MAX;
            if (!search->readings)
                return found;
            first = first == LEAF_NONE ? found : first;
            note_reading(search, found, counts);
            memcpy(counts, before, model->own_counters * sizeof *counts);
        }
        if (!may_leave(&nodes[at], counts))
            return first;
        uint32_t parent = nodes[at].parent;
        if (parent == LEAF_NONE || nodes[parent].particle->kind != PARTICLE_SEQUENCE)
            continue;
        for (uint32_t part = nodes[at].next; part != LEAF_NONE; part = nodes[part].next) {
            if ((found = enter(search, part)) != LEAF_NONE) {
                start_counts(model, found, parent, counts);
                if (!search->readings)
                    return found;
                first = first == LEAF_NONE ? found : first;
                note_reading(search, found, counts);
                memcpy(counts, before, model->own_counters * sizeof *counts);
                break;
            }
            if (!nodes[part].is_emptiable)
                return first;
        }
    }
    return first;
}

// counts[0]: how many readings there are; then the counts of each.
static uint32_t next_of_readings(const Model *model, uint32_t leaf, uint32_t *counts, Search *search)
{
    uint32_t after[READINGS_MAX * COUNTERS_MAX], one[COUNTERS_MAX];
    Readings readings = {.counts = after};
    size_t size = model->own_counters, known = counts[0] ? counts[0] : 1;
    uint32_t found = LEAF_NONE;
    search->readings = &readings;
    for (size_t i = 0; i < known; i++) {
        memcpy(one, counts + 1 + i * size, size * sizeof *one);
        uint32_t leaf_found = search_from(search, leaf, one);
        found = found == LEAF_NONE ? leaf_found : found;
    }
    search->readings = NULL;
    if (found == LEAF_NONE)
        return found;
    counts[0] = (uint32_t)readings.count;
    memcpy(counts + 1, after, readings.count * size * sizeof *after);
    return found;
}

uint32_t model_next(const Model *model, uint32_t leaf, uint32_t *counts, ChildName child, const Element **element)
{
    Search search = {.model = model, .child = child};
    uint32_t found = model->is_all          ? next_in_all(model, counts, &search)
                     : model->has_readings ? next_of_readings(model, leaf, counts, &search)
                                           : search_from(&search, leaf, counts);
    *element = search.element;
    return found;
}

static bool can_end(const Model *model, uint32_t leaf, const uint32_t *counts)
{
    const ModelNode *nodes = model->nodes;
    for (uint32_t at = leaf; at != LEAF_NONE; at = nodes[at].parent) {
        if (!may_leave(&nodes[at], counts))
            return false;
        uint32_t parent = nodes[at].parent;
        if (parent == LEAF_NONE || nodes[parent].particle->kind != PARTICLE_SEQUENCE)
            continue;
        for (uint32_t part = nodes[at].next; part != LEAF_NONE; part = nodes[part].next)
            if (!nodes[part].is_emptiable)
                return false;
    }
    return true;
}

bool model_can_end(const Model *model, uint32_t leaf, const uint32_t *counts)
{
    const ModelNode *nodes = model->nodes;
    if (leaf == LEAF_START)
        return model->accepts_empty;
    if (model->is_all) {
        for (uint32_t part = nodes[0].first; part != LEAF_NONE; part = nodes[part].next)
            if (counts[part] == 0 && nodes[part].min > 0)
                return false;
        return true;
    }
    if (!model->has_readings)
        return can_end(model, leaf, counts);
    for (size_t i = 0; i < counts[0]; i++)
        if (can_end(model, leaf, counts + 1 + i * model->own_counters))
            return true;
    return false;
}

void model_expect(const Model *model, uint32_t leaf, const uint32_t *counts, void each(void *context, const Particle *leaf),
                  void *context)
{
    Search search = {.model = model, .each = each, .context = context};
    if (model->is_all) {
        for (uint32_t part = model->nodes[0].first; part != LEAF_NONE; part = model->nodes[part].next)
            if (counts[part] == 0)
                each(context, model->nodes[part].particle);
        return;
    }
    // Collecting finds nothing and so changes nothing.
    search_from(&search, leaf, (uint32_t *)counts + (model->has_readings ? 1 : 0));
}

// ---- Unique particle attribution (3.8.6) ----

typedef struct Attribution {
    ModelBuilder *builder;
    const Model *model;
    uint32_t *stamp_of, *leaf_of;  // by name: in which state it was seen last, and at which leaf
    uint32_t stamp;
    uint32_t *noted;  // by leaf: the state it was noted in last
    uint32_t *wildcards;
    size_t wildcard_count;
    uint32_t *elements;  // leaves seen in this state
    size_t element_count;
    uint64_t steps;
    bool is_ambiguous;
    uint32_t first, second;
} Attribution;

static void clash(Attribution *attribution, uint32_t a, uint32_t b)
{
    if (attribution->model->nodes[a].particle == attribution->model->nodes[b].particle || attribution->is_ambiguous)
        return;
    attribution->is_ambiguous = true;
    attribution->first = a;
    attribution->second = b;
}

static void note_name(Attribution *attribution, SchemaName name, uint32_t leaf)
{
    if (attribution->stamp_of[name] == attribution->stamp && attribution->leaf_of[name] != leaf)
        clash(attribution, attribution->leaf_of[name], leaf);
    attribution->stamp_of[name] = attribution->stamp;
    attribution->leaf_of[name] = leaf;
}

static bool wildcard_takes(const Attribution *attribution, uint32_t wildcard, const Element *element)
{
    const QualifiedName *names = attribution->builder->schema->names;
    const Wildcard *any = attribution->model->nodes[wildcard].particle->wildcard;
    if (wildcard_allows(any, names[element->name].uri))
        return true;
    for (size_t i = 0; i < element->substitute_count; i++)
        if (wildcard_allows(any, names[element->substitutes[i]->name].uri))
            return true;
    return false;
}

static void note_leaf(void *context, uint32_t leaf)
{
    Attribution *attribution = context;
    const Particle *particle = attribution->model->nodes[leaf].particle;
    attribution->steps++;
    if (attribution->noted[leaf] == attribution->stamp)
        return;
    attribution->noted[leaf] = attribution->stamp;
    if (particle->kind == PARTICLE_WILDCARD) {
        for (size_t i = 0; i < attribution->wildcard_count; i++)
            if (attribution->wildcards[i] != leaf &&
                wildcards_overlap(particle->wildcard, attribution->model->nodes[attribution->wildcards[i]].particle->wildcard))
                clash(attribution, attribution->wildcards[i], leaf);
        for (size_t i = 0; i < attribution->element_count; i++)
            if (wildcard_takes(attribution, leaf, attribution->model->nodes[attribution->elements[i]].particle->element))
                clash(attribution, attribution->elements[i], leaf);
        attribution->wildcards[attribution->wildcard_count++] = leaf;
        return;
    }
    const Element *element = particle->element;
    note_name(attribution, element->name, leaf);
    for (size_t i = 0; i < element->substitute_count; i++)
        note_name(attribution, element->substitutes[i]->name, leaf);
    for (size_t i = 0; i < attribution->wildcard_count; i++)
        if (wildcard_takes(attribution, attribution->wildcards[i], element))
            clash(attribution, attribution->wildcards[i], leaf);
    attribution->elements[attribution->element_count++] = leaf;
}

static void start_state(Attribution *attribution)
{
    attribution->stamp++;
    attribution->wildcard_count = attribution->element_count = 0;
}

static bool is_fixed_count(const ModelNode *node)
{
    return node->min == node->max && node->max > 1 && !node->parts_emptiable;
}

// All that may follow a leaf. What occurs a fixed number of times is repeated or left, never both: `stop_at` is the
// node of that kind whose repetition is looked at (LEAF_NONE: all are left).
static void collect_after(Attribution *attribution, uint32_t leaf, uint32_t stop_at)
{
    const ModelNode *nodes = attribution->model->nodes;
    Search search = {.model = attribution->model, .each_node = note_leaf, .context = attribution};
    for (uint32_t at = leaf; at != LEAF_NONE; at = nodes[at].parent) {
        if (nodes[at].max > 1 && (!is_fixed_count(&nodes[at]) || at == stop_at))
            enter(&search, at);
        if (at == stop_at)
            return;
        uint32_t parent = nodes[at].parent;
        if (parent == LEAF_NONE || nodes[parent].particle->kind != PARTICLE_SEQUENCE)
            continue;
        for (uint32_t part = nodes[at].next; part != LEAF_NONE; part = nodes[part].next) {
            enter(&search, part);
            if (!nodes[part].is_emptiable)
                return;
        }
    }
}

// A list of names that are all different, without wildcards, needs no look at its states.
static bool is_plainly_unique(Attribution *attribution)
{
    const Model *model = attribution->model;
    start_state(attribution);
    for (uint32_t i = 0; i < model->count; i++) {
        const Particle *particle = model->nodes[i].particle;
        if (particle_is_group(particle))
            continue;
        if (particle->kind == PARTICLE_WILDCARD)
            return false;
        note_leaf(attribution, i);
        if (attribution->is_ambiguous) {
            attribution->is_ambiguous = false;
            return false;
        }
    }
    return true;
}

static void check_states(Attribution *attribution)
{
    const Model *model = attribution->model;
    const ModelNode *nodes = model->nodes;
    Search search = {.model = model, .each_node = note_leaf, .context = attribution};
    start_state(attribution);
    enter(&search, 0);
    for (uint32_t i = 0; i < model->count && !attribution->is_ambiguous; i++) {
        if (particle_is_group(nodes[i].particle))
            continue;
        start_state(attribution);
        collect_after(attribution, i, LEAF_NONE);
        for (uint32_t at = i; at != LEAF_NONE && !attribution->is_ambiguous; at = nodes[at].parent)
            if (is_fixed_count(&nodes[at])) {
                start_state(attribution);
                collect_after(attribution, i, at);
            }
        if (attribution->steps > CHECKS_MAX)
            guard_raise(arena_guard(attribution->builder->arena), FAULT_LIMIT, "",
                        "a content model has too many states to be checked");
    }
}

static bool check_attribution(ModelBuilder *builder, const Model *model, Arena *scratch)
{
    size_t names = builder->schema->name_count;
    Attribution attribution = {
        .builder = builder,
        .model = model,
        .stamp_of = arena_array(scratch, uint32_t, names + 1),
        .leaf_of = arena_array(scratch, uint32_t, names + 1),
        .noted = arena_array(scratch, uint32_t, model->count),
        .wildcards = arena_array(scratch, uint32_t, model->count),
        .elements = arena_array(scratch, uint32_t, model->count),
    };
    if (is_plainly_unique(&attribution))
        return true;
    check_states(&attribution);
    if (!attribution.is_ambiguous)
        return true;
    const Particle *particle = model->nodes[attribution.second].particle;
    Slice name = particle->kind == PARTICLE_ELEMENT ? builder->schema->names[particle->element->name].local : S("xs:any");
    return schema_fault(builder->faults, particle->place, "cos-nonambig",
                        "the content model is ambiguous: %.*s could be taken by two of its particles", (int)name.len, name.at);
}

// ---- Element declarations consistent (3.8.6) ----

static bool same_type(const Type *a, const Type *b)
{
    return a == b || (!a->is_complex && !b->is_complex && a->simple == b->simple) || (a->is_any && b->is_any);
}

static bool check_consistent(ModelBuilder *builder, const Model *model, Arena *scratch)
{
    const Element **seen = arena_array(scratch, const Element *, builder->schema->name_count + 1);
    for (uint32_t i = 0; i < model->count; i++) {
        const Particle *particle = model->nodes[i].particle;
        if (particle->kind != PARTICLE_ELEMENT)
            continue;
        const Element *element = particle->element, *other = seen[element->name];
        bool is_anonymous = element->type->local.len == 0;
        if (other && other != element && (!same_type(other->type, element->type) || is_anonymous)) {
            const QualifiedName *name = &builder->schema->names[element->name];
            return schema_fault(builder->faults, particle->place, "cos-element-consistent",
                                "%.*s occurs twice in the content model with different types", (int)name->local.len,
                                name->local.at);
        }
        seen[element->name] = element;
    }
    return true;
}

// Whether some repetition lies within another, and one of them is counted.
static bool nests_repetitions(const ModelBuilder *builder)
{
    for (uint32_t i = 0; i < builder->count; i++)
        for (uint32_t at = builder->nodes[i].parent; builder->nodes[i].max > 1 && at != LEAF_NONE; at = builder->nodes[at].parent)
            if (builder->nodes[at].max > 1 &&
                (builder->nodes[at].counter != LEAF_NONE || builder->nodes[i].counter != LEAF_NONE))
                return true;
    return false;
}

const Model *model_build(Arena *arena, struct XsdSchema *schema, const Type *type, Faults *faults)
{
    if (!type->particle)
        return NULL;
    ModelBuilder builder = {.arena = arena, .schema = schema, .faults = faults, .type = type};
    add_node(&builder, type->particle, LEAF_NONE);
    Model *model = arena_array(arena, Model, 1);
    *model = (Model){.nodes = builder.nodes, .count = builder.count, .counters = builder.counters,
                     .is_all = builder.nodes[0].particle->kind == PARTICLE_ALL,
                     .accepts_empty = builder.nodes[0].is_emptiable};
    model->own_counters = builder.counters;
    if (model->is_all)
        model->counters = model->count;
    else if (builder.counters <= COUNTERS_MAX && nests_repetitions(&builder)) {
        model->has_readings = true;
        model->counters = 1 + READINGS_MAX * builder.counters;
    }
    ArenaMark mark = arena_mark(arena);
    bool good = check_attribution(&builder, model, arena) && check_consistent(&builder, model, arena);
    arena_release(arena, mark);
    return good ? model : NULL;
}
