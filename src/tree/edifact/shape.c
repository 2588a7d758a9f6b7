// SPDX-License-Identifier: Apache-2.0
// Marks to nodes, once for all segments that have the same.
//
//     plan (slots of the directory) × marks (+ : * ', and which tokens are empty) ─► shape: a list
//     of nodes to put
//
// What is empty is no node. What the directory does not have is named by its place: <E_3>, <E_3_2>
// for its repetition, <E_3.1> for a component.
//
// A message type has a handful of shapes a segment, so that they are kept; hostile input makes up
// others without end, which are made anew each time in one block.

#include "tree/edifact/shape.h"

#include "tree/edifact/scan.h"

#include <assert.h>
#include <stdio.h>

enum {
    SHAPES_MAX = 32,           // of a plan that are kept; real ones have under ten
    SHAPE_BYTES_MAX = 4 << 20, // of all of a reader; INVOIC in all its variety has 200 kB
    SHOWN_MAX =
        99, // the highest number of a place that a name shows; a segment has 60 data elements
};

typedef struct Shaping {
    EdifactReader *reader;
    const SegmentPlan *plan;
    const EdifactScanner *scanner;
    const EdifactSegment *segment;
    Shape *shape;
    uint64_t present; // items of the segment
} Shaping;

// A data element: its place in the segment, and the tokens of its components.
typedef struct Data {
    Slot *slot; // NULL: the directory has none there
    size_t place, repetition;
    size_t first, last;
} Data;

static bool has_text(const Shaping *it, size_t token)
{
    return segment_text(it->scanner, it->segment, token).len > 0;
}

static EdifactMark mark_of(const Shaping *it, size_t token)
{
    return edifact_token(it->scanner, it->segment, token).mark;
}

static bool is_empty(const Shaping *it, const Data *data)
{
    for (size_t token = data->first; token <= data->last; token++)
        if (has_text(it, token))
            return false;
    return true;
}

// ---- Puts ----

static Put *add_put(Shaping *it, PathId path, uint32_t parent, size_t token)
{
    Shape *shape = it->shape;
    Put *put = &shape->puts[shape->count++];
    *put = (Put){.path = (uint32_t)NODE_ELEMENT << NODE_KIND_SHIFT | path,
                 .parent = parent,
                 .own = shape->nodes++,
                 .token = (uint32_t)token};
    return put;
}

static Put *add_value(Shaping *it, PathId path, PathId text, uint32_t parent, size_t token)
{
    Put *put = add_put(it, path, parent, token);
    put->text_path = (uint32_t)NODE_TEXT << NODE_KIND_SHIFT | text;
    put->end = it->shape->nodes++;
    return put;
}

static void add_element(Shaping *it, const Slot *slot, uint32_t parent, size_t token)
{
    const EdifactElement *element = slot->item->element;
    Put *put = add_value(it, slot->path, slot->text, parent, token);
    put->least = element->least;
    put->span = (uint16_t)(element->most - element->least);
    put->codes = slot->codes;
    bool is_number = !element->has_letters && element->least <= 1;
    put->screen = slot->codes != NULL                           ? SCREEN_CODE
                  : is_number                                   ? SCREEN_NUMBER
                  : element->has_letters && element->has_digits ? SCREEN_LENGTH
                                                                : SCREEN_CLOSELY;
}

// `component` 0: the data element as such.
static void add_unnamed(Shaping *it, uint32_t parent, PathId parent_path, const Data *data,
                        size_t component, size_t token)
{
    // Names are remembered: hostile input must not make up millions.
    size_t place = data->place < SHOWN_MAX ? data->place : SHOWN_MAX;
    size_t repetition = data->repetition < SHOWN_MAX ? data->repetition : SHOWN_MAX;
    component = component < SHOWN_MAX ? component : SHOWN_MAX;
    char name[64];
    size_t len = (size_t)snprintf(name, sizeof name, "E_%zu", place);
    if (repetition > 0)
        len += (size_t)snprintf(name + len, sizeof name - len, "_%zu", repetition + 1);
    if (component > 0)
        len += (size_t)snprintf(name + len, sizeof name - len, ".%zu", component);
    Vocabulary *vocabulary = it->reader->vocabulary;
    NameId id = vocabulary_name(vocabulary, S(""), S(""), (Slice){name, len});
    PathId path = vocabulary_path(vocabulary, parent_path, NODE_ELEMENT, id);
    add_value(it, path, vocabulary_path(vocabulary, path, NODE_TEXT, NAME_NONE), parent, token);
    it->shape->is_suspect = true;
}

// ---- Data elements ----

static void add_composite(Shaping *it, const Data *data)
{
    Slot *slot = data->slot;
    Put *put = add_put(it, slot->path, 0, data->first);
    uint32_t composite = put->own;
    uint64_t present = 0;
    size_t component = 0;
    for (size_t token = data->first; token <= data->last; token++, component++) {
        if (!has_text(it, token))
            continue;
        if (component >= slot->count) {
            add_unnamed(it, composite, slot->path, data, component + 1, token);
            continue;
        }
        Slot *at = &slot->components[component];
        if (at->path == PATH_NONE)
            plan_slot(it->reader, at, slot->path);
        add_element(it, at, composite, token);
        present |= UINT64_C(1) << at->bit;
    }
    it->shape->is_suspect |= (slot->mandatory & ~present) != 0;
    put->end = it->shape->nodes - 1;
}

// Components where the directory has a simple data element, or nothing.
static void add_unexpected(Shaping *it, const Data *data)
{
    bool is_simple = data->first == data->last;
    size_t component = 0;
    for (size_t token = data->first; token <= data->last; token++) {
        component++;
        if (!has_text(it, token))
            continue;
        if (component == 1 && data->slot != NULL)
            add_element(it, data->slot, 0, token);
        else
            add_unnamed(it, 0, it->plan->path, data, is_simple ? 0 : component, token);
    }
}

static void add_data(Shaping *it, const Data *data)
{
    Slot *slot = data->slot;
    if (slot != NULL && slot->path == PATH_NONE)
        plan_slot(it->reader, slot, it->plan->path);
    if (slot != NULL && slot->components != NULL)
        add_composite(it, data);
    else
        add_unexpected(it, data);
    if (slot != NULL)
        it->present |= UINT64_C(1) << slot->bit;
}

// The slot of a data element's repetition, all of which `first` begins; NULL: the directory has
// none.
static Slot *slot_at(const SegmentPlan *plan, size_t first, size_t repetition)
{
    if (first >= plan->count || (repetition > 0 && first + repetition >= plan->slots[first].next))
        return NULL;
    return &plan->slots[first + repetition];
}

static void add_all_data(Shaping *it)
{
    const SegmentPlan *plan = it->plan;
    bool has_repetitions = it->scanner->syntax.repetition != '\0';
    size_t slot = 0; // of the data element's first repetition
    size_t token = 0;
    Data data = {.place = 1};
    // Behind the tag, syntax versions 1 to 3 allow numbers of repeated groups: RFF:1:2+…
    while (mark_of(it, token) < MARK_ELEMENT)
        token++;
    for (token++; token < it->segment->count; token++) {
        data.first = token;
        while (mark_of(it, token) == MARK_COMPONENT)
            token++;
        data.last = token;
        if (!is_empty(it, &data)) {
            data.slot = slot_at(plan, slot, data.repetition);
            add_data(it, &data);
        }
        if (mark_of(it, token) == MARK_REPETITION) {
            data.repetition++;
            continue;
        }
        data.repetition = 0;
        data.place++;
        // Before syntax version 4 each repetition has its own place in the segment.
        slot = has_repetitions && slot < plan->count ? plan->slots[slot].next : slot + 1;
    }
    it->shape->is_suspect |= (plan->mandatory & ~it->present) != 0;
}

// Whether no mark could be left out, as in A+:+B and A+'.
static bool is_canonical(const Shaping *it)
{
    EdifactMark previous = MARK_TERMINATOR;
    for (size_t token = 0; token < it->segment->count; token++) {
        EdifactMark mark = mark_of(it, token);
        if (!has_text(it, token) && mark > previous)
            return false;
        previous = mark;
    }
    return true;
}

// ---- Shapes ----

static void make(Shaping *it)
{
    Shape *shape = it->shape;
    size_t count = it->segment->count,
           most = count * 2; // a composite and its first component of one token
    if (shape->room < most) {
        shape->puts = arena_resize(it->scanner->arena, shape->puts, shape->room * sizeof(Put),
                                   most * 2 * sizeof(Put));
        shape->room = most * 2;
    }
    shape->count = 0;
    shape->nodes = 1;
    shape->is_suspect = it->plan->has_notes;
    add_all_data(it);
    shape->is_told = it->plan->is_named && count <= SHOWN_MAX && mark_of(it, 0) >= MARK_ELEMENT &&
                     is_canonical(it);
}

static Shape *keep(EdifactReader *reader, SegmentPlan *plan, const Shape *made)
{
    size_t bytes = made->count * sizeof(Put);
    Shape *shape = arena_array(reader->arena, Shape, 1);
    Put *puts = arena_array(reader->arena, Put, made->count);
    if (bytes > 0)
        memcpy(puts, made->puts, bytes);
    *shape = *made;
    shape->puts = puts;
    shape->room = made->count;
    shape->next = plan->shapes;
    plan->shape_count++;
    reader->shape_bytes += sizeof *shape + bytes;
    plan->shapes = shape; // whole, or not at all
    return shape;
}

Shape *shape_find(EdifactReader *reader, SegmentPlan *plan, const EdifactScanner *scanner,
                  const EdifactSegment *segment, Shape *scratch)
{
    bool is_kept = segment->shape != 0;
    for (Shape **at = &plan->shapes; is_kept && *at != NULL; at = &(*at)->next) {
        Shape *shape = *at;
        if (shape->key != segment->shape)
            continue;
        *at = shape->next;
        shape->next = plan->shapes;
        return plan->shapes = shape;
    }
    scratch->key = segment->shape;
    make(&(Shaping){
        .reader = reader, .plan = plan, .scanner = scanner, .segment = segment, .shape = scratch});
    is_kept &= plan->shape_count < SHAPES_MAX && reader->shape_bytes < SHAPE_BYTES_MAX;
    return is_kept ? keep(reader, plan, scratch) : scratch;
}
