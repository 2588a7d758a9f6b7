// SPDX-License-Identifier: Apache-2.0
// Validates an interchange beside the reading of it, and finds again in the reader's tree what the
// validator speaks of.
//
// The validator works message by message on trees of its own; a finding is carried over by its
// place in the source and the name of what stands there, which both trees share.

#include "api/interchange.h"

#include "api/structure.h"

enum {
    FINDINGS_MAX = 200000
}; // of one interchange; what is beyond is counted with the last message's

typedef struct Found {
    SchemaFinding finding;
    Severity severity;
    Place place;
    Slice name; // of the node it is about
} Found;

typedef struct Unit {
    Place place;
    Slice type; // "M_INVOIC"
    bool is_message, is_end;
    EdifactFound found;
    size_t first, count; // of its findings
} Unit;

struct Interchange {
    Arena *arena;
    Found *list;
    size_t count, room;
    Unit *units;
    size_t unit_count, unit_room;
};

// ---- Gathering ----

static Severity severity_of_finding(const EdifactUnit *unit, const SchemaFinding *finding)
{
    static const Severity severities[] = {[EDIFACT_ERROR] = SEVERITY_ERROR,
                                          [EDIFACT_WARNING] = SEVERITY_WARNING,
                                          [EDIFACT_INFO] = SEVERITY_INFO};
    return severities[edifact_severity(unit, finding)];
}

static void add_found(Interchange *it, const EdifactUnit *unit, const SchemaFinding *finding,
                      Place place)
{
    if (it->count == FINDINGS_MAX)
        return;
    if (it->count == it->room) {
        size_t room = it->room * 2 + 16;
        it->list =
            arena_resize(it->arena, it->list, it->room * sizeof *it->list, room * sizeof *it->list);
        it->room = room;
    }
    Found *found = &it->list[it->count++];
    *found = (Found){
        .finding = *finding, .severity = severity_of_finding(unit, finding), .place = place};
    if (unit && finding->node != 0 && tree_name(unit->tree, finding->node))
        found->name = arena_copy(it->arena, tree_name(unit->tree, finding->node)->local);
    for (size_t i = 0; i < SCHEMA_ARGUMENTS_MAX; i++)
        found->finding.arguments[i] = arena_copy(it->arena, finding->arguments[i]);
}

static Unit *add_unit(Interchange *it, Unit unit)
{
    if (it->unit_count == it->unit_room) {
        size_t room = it->unit_room * 2 + 16;
        it->units = arena_resize(it->arena, it->units, it->unit_room * sizeof *it->units,
                                 room * sizeof *it->units);
        it->unit_room = room;
    }
    Unit *made = &it->units[it->unit_count++];
    *made = unit;
    made->first = it->count;
    return made;
}

static void gather(Interchange *it, const EdifactUnit *unit, const SchemaFindings *findings)
{
    NodeId root = tree_root_element(unit->tree);
    Slice type =
        root != NODE_NONE ? arena_copy(it->arena, tree_name(unit->tree, root)->local) : S("");
    Unit *made = add_unit(it, (Unit){.place = unit->place,
                                     .type = type,
                                     .is_message = unit->kind == UNIT_MESSAGE,
                                     .found = unit->found});
    for (size_t i = 0; i < findings->kept; i++) {
        const SchemaFinding *finding = &findings->list[i];
        add_found(it, unit, finding,
                  finding->node != 0 ? edifact_place(unit, finding->node).place : unit->place);
    }
    made->count = it->count - made->first;
}

// At the end: that the interchange does not end, say. It is told of the last segment.
static void gather_end(Interchange *it, const SchemaFindings *findings, Place last)
{
    if (findings->kept == 0)
        return;
    Unit *made = add_unit(it, (Unit){.place = last, .is_end = true});
    for (size_t i = 0; i < findings->kept; i++)
        add_found(it, NULL, &findings->list[i], last);
    made->count = it->count - made->first;
}

Interchange *interchange_validate(MadoChecker *checker, EdifactReader *reader, Slice bytes)
{
    Interchange *it = arena_array(checker->document, Interchange, 1);
    it->arena = checker->document;
    Arena *own = arena_new(arena_guard(checker->document), 0),
          *unit_arena = arena_new(arena_guard(checker->document), 0);
    arena_defer(checker->document, (void (*)(void *))arena_free, own);
    arena_defer(checker->document, (void (*)(void *))arena_free, unit_arena);
    EdifactValidator *validator = edifact_validator_new(own, checker->vocabulary, reader);
    EdifactStream *stream = edifact_stream_new(own, reader, edifact_source_bytes(own, bytes), NULL);
    EdifactUnit unit;
    Faults ignored = {0}; // the reader of the tree told them
    Place last = {1, 1};
    edifact_validator_begin(validator);
    for (; edifact_stream_next(stream, unit_arena, &unit, &ignored); arena_reset(unit_arena)) {
        SchemaFindings findings = {.arena = unit_arena};
        edifact_validate(validator, &unit, &findings);
        gather(it, &unit, &findings);
        last = unit.end;
    }
    SchemaFindings findings = {.arena = unit_arena};
    edifact_validator_end(validator, &findings);
    gather_end(it, &findings, last);
    return it;
}

// ---- Finding again ----

static int compare_places(Place a, Place b)
{
    if (a.line != b.line)
        return a.line < b.line ? -1 : 1;
    return a.column < b.column ? -1 : a.column > b.column;
}

// The node of that name at that place; where there is none, the last element before it.
static NodeId find_node(const Tree *tree, NodeId root, Place place, Slice name)
{
    NodeId low = root, high = tree_last(tree, root) + 1;
    while (low < high) {
        NodeId middle = low + (high - low) / 2;
        if (compare_places(tree_place(tree, middle), place) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (NodeId at = low;
         at <= tree_last(tree, root) && compare_places(tree_place(tree, at), place) == 0; at++)
        if (tree_kind(tree, at) == NODE_ELEMENT &&
            (name.len == 0 || slice_equal(tree_name(tree, at)->local, name)))
            return at;
    while (low > root && (low > tree_last(tree, root) || tree_kind(tree, low) != NODE_ELEMENT))
        low--;
    return low;
}

static NodeId segment_around(const Tree *tree, NodeId node)
{
    NodeId at = node;
    while (at != NODE_NONE && at != 0 && !slice_starts(tree_name(tree, at)->local, S("S_")))
        at = tree_parent(tree, at);
    return at != NODE_NONE && at != 0 ? at : node;
}

static const Unit *find_unit(const Interchange *it, Place place)
{
    size_t low = 0, high = it->unit_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_places(it->units[middle].place, place) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < it->unit_count && compare_places(it->units[low].place, place) == 0;
    return is_there ? &it->units[low] : NULL;
}

// ---- Accounts ----

static void carry_over(const Interchange *it, const Unit *unit, const Tree *tree,
                       SchemaFindings *findings, Severity *severities)
{
    NodeId root = tree_root_element(tree);
    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        SchemaFinding finding = it->list[i].finding;
        finding.node = find_node(tree, root, it->list[i].place, it->list[i].name);
        if (unit->is_end)
            finding.node = segment_around(tree, finding.node);
        severities[findings->kept] = it->list[i].severity;
        schema_find(findings, &finding);
    }
}

static SchemaFindings *start(MadoChecker *checker, const Tree *tree, AccountSet *set)
{
    SchemaFindings *findings = structure_account(checker->document, tree,
                                                 schema_language(slice_of(checker->language)), set);
    findings->most = FINDINGS_MAX;
    set->name = S("UN/EDIFACT");
    set->title = S("ISO 9735 and the directories of UN/EDIFACT");
    set->is_chosen = true; // by the interchange's own header
    return findings;
}

bool interchange_message(const Interchange *interchange, MadoChecker *checker, const Tree *tree,
                         bool has_others, AccountSet *set)
{
    NodeId root = tree_root_element(tree);
    const Unit *unit = root != NODE_NONE ? find_unit(interchange, tree_place(tree, root)) : NULL;
    if (!unit || !unit->is_message)
        return false;
    Slice type = slice_part(unit->type, 2, unit->type.len);
    Severity *severities = arena_array(checker->document, Severity, unit->count + 1);
    carry_over(interchange, unit, tree, start(checker, tree, set), severities);
    structure_count(set, severities);
    set->is_chosen = unit->found == FOUND_EXACT;
    // Checked by a neighbour's tables alone, a message is not known to be right.
    if (unit->found != FOUND_EXACT && !has_others)
        set->problem = arena_print(checker->document,
                                   "the directory that %.*s names is not here; get it from the UN "
                                   "and say: madoguchi edifact import",
                                   (int)type.len, type.at);
    return unit->found != FOUND_NONE || unit->count > 0 || !has_others;
}

bool interchange_service(const Interchange *interchange, MadoChecker *checker, const Tree *tree,
                         AccountSet *set)
{
    size_t found = 0;
    for (size_t i = 0; i < interchange->unit_count; i++)
        found += interchange->units[i].is_message ? 0 : interchange->units[i].count;
    if (found == 0)
        return false;
    Severity *severities = arena_array(checker->document, Severity, found);
    SchemaFindings *findings = start(checker, tree, set);
    for (size_t i = 0; i < interchange->unit_count; i++)
        if (!interchange->units[i].is_message)
            carry_over(interchange, &interchange->units[i], tree, findings, severities);
    structure_count(set, severities);
    return true;
}
