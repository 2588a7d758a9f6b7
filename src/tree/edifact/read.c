// SPDX-License-Identifier: Apache-2.0
// Segments to nodes.
//
//     S_NAD            NAD+BY+5412345000013::9'
//       D_3035  BY         ──
//       C_C082                ────────────────
//         D_3039  541…        ─────────────
//         D_3055  9                          ─
//
// What is empty is no node. Texts are cut from the input, save those with release characters in them. Paths come ready
// from the plan, so that a data element costs two writes of a node and no look-up.

#include "tree/edifact/read.h"
#include "tree/edifact/service.h"

#include <stdio.h>

enum { SHOWN_MAX = 99 };      // the highest number of a place that a name shows; a segment has 60 data elements at most
enum { NODES_PER_TOKEN = 4 }; // most: composite, element, text; and one for an original

// ---- Notes ----

void reading_note(Reading *it, EdifactNoteKind kind, NodeId node)
{
    enum { NOTES_MAX = 1000 }; // of one tree; who mends a thousand finds the others then
    if (it->note_count == NOTES_MAX)
        return;
    if (it->note_count == it->note_room) {
        size_t room = it->note_room ? it->note_room * 2 : 8;
        it->notes =
            arena_resize(it->builder->arena, it->notes, it->note_room * sizeof *it->notes, room * sizeof *it->notes);
        it->note_room = room;
    }
    it->notes[it->note_count++] = (EdifactNote){kind, node};
}

// ---- Segments ----

bool reading_peek(Reading *it)
{
    if (!it->is_pending)
        it->is_pending = edifact_scanner_next(it->scanner, &it->segment);
    return it->is_pending;
}

static Slice token_text(const Reading *it, const EdifactToken *token)
{
    return (Slice){it->scanner->text.at + token->start, token->len};
}

static Slice tag_of(const Reading *it)
{
    return token_text(it, &it->segment.tokens[0]);
}

bool reading_is(const Reading *it, const char *tag)
{
    const EdifactToken *token = &it->segment.tokens[0];
    return token->len == 3 && memcmp(it->scanner->text.at + token->start, tag, 3) == 0;
}

// ---- Nodes ----

static void put(Reading *it, NodeKind kind, PathId path, NodeId parent, uint32_t end, uint32_t at)
{
    TreeBuilder *builder = it->builder;
    builder->nodes[builder->count++] = (Node){(uint32_t)kind << NODE_KIND_SHIFT | path, parent, end, at};
}

static void make_room(Reading *it, size_t nodes)
{
    TreeBuilder *builder = it->builder;
    if (builder->count >= builder->nodes_max)
        builder_grow(builder); // raises
    if (builder->room - builder->count < nodes)
        builder_reserve(builder, builder->count + nodes);
}

// Without its release characters.
static Slice released(Reading *it, Slice text)
{
    char release = it->scanner->syntax.release;
    char *out = arena_take_raw(it->builder->arena, text.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == release && i + 1 < text.len)
            i++;
        else if (text.at[i] == release)
            break;
        out[len++] = text.at[i];
    }
    return (Slice){out, len};
}

static void put_released(Reading *it, PathId path, NodeId parent, const EdifactToken *token)
{
    TreeBuilder *builder = it->builder;
    NodeId open = builder->open;
    builder->open = parent;
    builder_decoded_leaf(builder, NODE_TEXT, path, released(it, token_text(it, token)), token->start);
    builder->open = open;
}

static inline void put_value(Reading *it, PathId path, PathId text, NodeId parent, const EdifactToken *token)
{
    TreeBuilder *builder = it->builder;
    NodeId element = (NodeId)builder->count;
    if (token->is_released) {
        put(it, NODE_ELEMENT, path, parent, element + 1, token->start);
        put_released(it, text, element, token);
        return;
    }
    // Both nodes at once: most of a message are such pairs.
    Node *node = &builder->nodes[element];
    node[0] = (Node){(uint32_t)NODE_ELEMENT << NODE_KIND_SHIFT | path, parent, element + 1, token->start};
    node[1] = (Node){(uint32_t)NODE_TEXT << NODE_KIND_SHIFT | text, element, token->len, token->start};
    builder->count = element + 2;
}

// What the directory does not have is named by its place: <E_3>, <E_3_2> for its repetition, <E_3.1> for a component.
static void put_unnamed(Reading *it, NodeId parent, PathId parent_path, size_t place, size_t repetition,
                        size_t component, const EdifactToken *token)
{
    // Names are remembered: hostile input must not make up millions.
    enum { PLACE_MAX = SHOWN_MAX, REPETITION_MAX = SHOWN_MAX };
    char name[64];
    it->is_suspect = true;
    size_t len = (size_t)snprintf(name, sizeof name, "E_%zu", place < PLACE_MAX ? place : PLACE_MAX);
    repetition = repetition < REPETITION_MAX ? repetition : REPETITION_MAX;
    component = component < REPETITION_MAX ? component : REPETITION_MAX;
    if (repetition > 0)
        len += (size_t)snprintf(name + len, sizeof name - len, "_%zu", repetition + 1);
    if (component > 0)
        len += (size_t)snprintf(name + len, sizeof name - len, ".%zu", component);
    Vocabulary *vocabulary = it->reader->vocabulary;
    NameId id = vocabulary_name(vocabulary, S(""), S(""), (Slice){name, len});
    PathId path = vocabulary_path(vocabulary, parent_path, NODE_ELEMENT, id);
    PathId text = vocabulary_path(vocabulary, path, NODE_TEXT, NAME_NONE);
    put_value(it, path, text, parent, token);
}

// A data element: its place in the segment, and the tokens of its components.
typedef struct Data {
    Slot *slot; // NULL: the directory has none there
    size_t place, repetition;
    const EdifactToken *first, *last;
} Data;

static bool is_empty(const Data *data)
{
    for (const EdifactToken *token = data->first; token <= data->last; token++)
        if (token->len > 0)
            return false;
    return true;
}

// Digits with one mark between them at most: what is usual. Signs and what is wrong are for the validator to tell.
static bool is_plain_number(Slice value, char mark)
{
    size_t marks = 0;
    for (size_t i = 0; i < value.len; i++) {
        bool is_digit = (unsigned char)(value.at[i] - '0') < 10;
        marks += !is_digit;
        if (!is_digit && value.at[i] != mark)
            return false;
    }
    return marks <= 1;
}

// Whether a value may be wrong. Characters are counted as bytes: more than there are.
static inline bool is_odd(const Reading *it, const Slot *slot, const EdifactToken *token)
{
    if (token->len > slot->most || token->len < slot->least || token->is_released)
        return true;
    if (slot->codes != NULL)
        return !codes_have(slot->codes, token_text(it, token));
    if (slot->is_number)
        return !is_plain_number(token_text(it, token), it->scanner->syntax.decimal);
    return slot->is_text;
}

static void put_composite(Reading *it, NodeId segment, const Data *data)
{
    Slot *slot = data->slot;
    size_t component = 0;
    uint64_t present = 0;
    NodeId composite = (NodeId)it->builder->count;
    put(it, NODE_ELEMENT, slot->path, segment, 0, data->first->start);
    for (const EdifactToken *token = data->first; token <= data->last; token++, component++) {
        if (token->len == 0)
            continue;
        if (component >= slot->count) {
            put_unnamed(it, composite, slot->path, data->place, data->repetition, component + 1, token);
            continue;
        }
        Slot *at = &slot->components[component];
        if (at->path == PATH_NONE)
            plan_slot(it->reader, at, slot->path);
        put_value(it, at->path, at->text, composite, token);
        present |= UINT64_C(1) << at->bit;
        it->is_suspect |= is_odd(it, at, token);
    }
    it->is_suspect |= (slot->mandatory & ~present) != 0;
    it->builder->nodes[composite].end = (NodeId)it->builder->count - 1;
}

// A data element that has components where the directory has a simple one, or nothing.
static void put_unexpected(Reading *it, NodeId segment, PathId path, const Data *data)
{
    bool is_simple = data->first == data->last;
    size_t component = 0;
    for (const EdifactToken *token = data->first; token <= data->last; token++) {
        component++;
        if (token->len == 0)
            continue;
        if (component == 1 && data->slot != NULL)
            put_value(it, data->slot->path, data->slot->text, segment, token);
        else
            put_unnamed(it, segment, path, data->place, data->repetition, is_simple ? 0 : component, token);
    }
}

static inline void put_data(Reading *it, NodeId segment, PathId path, const Data *data, uint64_t *present)
{
    Slot *slot = data->slot;
    if (slot != NULL && slot->path == PATH_NONE && !is_empty(data))
        plan_slot(it->reader, slot, path);
    if (slot != NULL && data->first == data->last && slot->text != PATH_NONE) {
        put_value(it, slot->path, slot->text, segment, data->first);
        it->is_suspect |= is_odd(it, slot, data->first);
    } else if (slot != NULL && slot->components != NULL && !is_empty(data))
        put_composite(it, segment, data);
    else
        put_unexpected(it, segment, path, data);
    if (slot != NULL && slot->path != PATH_NONE)
        *present |= UINT64_C(1) << slot->bit;
}

// The slot of a data element's repetition, all of which `first` begins; NULL: the directory has none.
static inline Slot *slot_at(const SegmentPlan *plan, size_t first, size_t repetition)
{
    if (first >= plan->count || (repetition > 0 && first + repetition >= plan->slots[first].next))
        return NULL;
    return &plan->slots[first + repetition];
}

static void put_all_data(Reading *it, NodeId node, const SegmentPlan *plan)
{
    const EdifactToken *token = it->segment.tokens, *end = token + it->segment.count;
    bool has_repetitions = it->scanner->syntax.repetition != '\0';
    size_t slot = 0; // of the data element's first repetition
    uint64_t present = 0;
    Data data = {.place = 1};
    // Behind the tag, syntax versions 1 to 3 allow numbers of repeated groups: RFF:1:2+…
    while (token->mark < MARK_ELEMENT)
        token++;
    for (token++; token < end; token++) {
        data.first = token;
        while (token->mark == MARK_COMPONENT)
            token++;
        data.last = token;
        if (token > data.first || token->len > 0) {
            data.slot = slot_at(plan, slot, data.repetition);
            put_data(it, node, plan->path, &data, &present);
        }
        if (token->mark == MARK_REPETITION) {
            data.repetition++;
            continue;
        }
        data.repetition = 0;
        data.place++;
        // Before syntax version 4 each repetition has its own place in the segment.
        slot = has_repetitions && slot < plan->count ? plan->slots[slot].next : slot + 1;
    }
    it->is_suspect |= (plan->mandatory & ~present) != 0;
}

// The segment as it stands in the text, where it could not be written so from its nodes.
static void put_original(Reading *it, const EdifactSegment *segment)
{
    tree_leaf(it->builder, NODE_PI, vocabulary_name(it->reader->vocabulary, S(""), S(""), S("edifact")), segment->start,
              segment->end - segment->start);
}

void reading_layout(Reading *it, size_t end)
{
    if (!it->keeps_facts || end <= it->kept)
        return;
    tree_leaf(it->builder, NODE_TEXT, NAME_NONE, (uint32_t)it->kept, (uint32_t)(end - it->kept));
    it->kept = end;
}

static void note_suspect(Reading *it, NodeId node)
{
    if (it->keeps_facts)
        return; // a whole file has messages by the thousand
    if (it->suspect_count == it->suspect_room) {
        size_t room = it->suspect_room ? it->suspect_room * 2 : 32;
        it->suspects = arena_resize(it->builder->arena, it->suspects, it->suspect_room * sizeof *it->suspects,
                                    room * sizeof *it->suspects);
        it->suspect_room = room;
    }
    it->suspects[it->suspect_count++] = (EdifactSuspect){node, it->segment_count};
}

static bool is_tag(Slice tag)
{
    for (size_t i = 0; i < tag.len; i++)
        if (!((tag.at[i] >= 'A' && tag.at[i] <= 'Z') || (tag.at[i] >= '0' && tag.at[i] <= '9')))
            return false;
    return tag.len > 0;
}

// Whether no mark and no release character could be left out, as in A+:+B and A+'.
static bool is_canonical(const EdifactSegment *segment)
{
    uint8_t previous = MARK_TERMINATOR;
    for (size_t i = 0; i < segment->count; i++) {
        const EdifactToken *token = &segment->tokens[i];
        if (token->len == 0 && token->mark > previous)
            return false;
        previous = token->mark;
    }
    return segment->is_terminated && !segment->has_idle_release;
}

// Whether the nodes tell the segment as it stands.
static bool is_told(const EdifactSegment *segment, const SegmentPlan *plan)
{
    return plan->is_named && segment->count <= SHOWN_MAX && segment->tokens[0].mark >= MARK_ELEMENT &&
           is_canonical(segment);
}

// Reads the pending segment as that plan says, below the open node. A tag that the structure has is a good one.
static void put_segment(Reading *it, const SegmentPlan *plan, bool has_good_tag)
{
    const EdifactSegment *segment = &it->segment;
    make_room(it, segment->count * NODES_PER_TOKEN + 4);
    reading_layout(it, segment->start);
    NodeId node = builder_open(it->builder, plan->path, segment->start);
    if (!has_good_tag)
        reading_note(it, NOTE_TAG, node);
    if (it->keeps_facts && !(has_good_tag && is_told(segment, plan)))
        put_original(it, segment);
    if (!segment->is_terminated)
        reading_note(it, NOTE_NOT_TERMINATED, node);
    it->is_suspect = plan->has_notes || !segment->is_terminated;
    put_all_data(it, node, plan);
    if (it->builder->count > it->builder->nodes_max)
        builder_grow(it->builder); // raises
    tree_close(it->builder);
    it->kept = segment->end;
    it->segment_count++;
    if (it->is_suspect)
        note_suspect(it, node);
    it->is_pending = false;
}

// ---- Units ----

static void put_loose(Reading *it, EdifactMessagePlan *plan)
{
    PathId parent = it->builder->nodes[it->builder->open].path_and_kind & NODE_PATH_MASK;
    SegmentPlan *segment = plan_loose(it->reader, plan, parent, tag_of(it));
    put_segment(it, segment, is_tag(tag_of(it)));
}

void reading_service(Reading *it)
{
    put_loose(it, NULL);
}

// The tag behind the pending segment; 0 at the end.
static uint32_t tag_behind(const Reading *it)
{
    Slice text = it->scanner->text;
    size_t at = it->segment.end;
    while (at < text.len && is_xml_space(text.at[at]))
        at++;
    size_t start = at;
    while (at < text.len && at - start < 4 && it->scanner->marks[(unsigned char)text.at[at]] > MARK_TERMINATOR)
        at++;
    return tag_number(slice_part(text, start, at - start));
}

// Behind the terminator of the segment that begins there.
static size_t behind_segment(const Reading *it, size_t at)
{
    const EdifactSyntax *syntax = &it->scanner->syntax;
    Slice text = it->scanner->text;
    while (at < text.len) {
        const char *found = memchr(text.at + at, syntax->terminator, text.len - at);
        size_t end = found != NULL ? (size_t)(found - text.at) : text.len, releases = 0;
        while (syntax->release != '\0' && end - releases > at && text.at[end - releases - 1] == syntax->release)
            releases++;
        at = end + 1;
        if (releases % 2 == 0)
            break;
    }
    return at < text.len ? at : text.len;
}

// Counted once a message, up to its end.
static size_t sections_ahead(Reading *it)
{
    if (it->has_counted)
        return it->sections_ahead;
    it->has_counted = true;
    Slice text = it->scanner->text;
    for (size_t at = it->segment.end; at < text.len; at = behind_segment(it, at)) {
        while (at < text.len && is_xml_space(text.at[at]))
            at++;
        Slice tag = slice_part(text, at, 3);
        if (service_role(tag) != SERVICE_NONE)
            break;
        it->sections_ahead += slice_equal(tag, S("UNS"));
    }
    return it->sections_ahead;
}

static void open_group(Reading *it, EdifactMessagePlan *plan, uint16_t row)
{
    const EdifactRow *rows = plan->message->rows;
    for (; rows[row].is_group; row = rows[row].first) {
        SegmentPlan *group = &plan->rows[row];
        if (group->path == PATH_NONE)
            group->path = plan_group(it->reader, plan->rows[rows[row].parent].path, rows[row].tag);
        reading_layout(it, it->segment.start);
        builder_open(it->builder, group->path, it->segment.start);
    }
}

static void put_row(Reading *it, EdifactMessagePlan *plan, uint16_t row)
{
    SegmentPlan *segment = &plan->rows[row];
    if (segment->path == PATH_NONE) {
        const EdifactRow *at = &plan->message->rows[row];
        plan_segment(it->reader, segment, plan->rows[at->parent].path, at->spec, at->tag);
    }
    put_segment(it, segment, true);
}

static void put_positioned(Reading *it, EdifactMessagePlan *plan, Position *position, uint32_t tag, bool is_end)
{
    Move move = position_find(plan, position, tag);
    if (move.row == ROW_NONE) {
        it->is_regular = false;
        move = position_find_astray(plan, position, &(Astray){tag, is_end ? 0 : tag_behind(it), sections_ahead(it)});
    }
    if (move.row == ROW_NONE) {
        put_loose(it, plan);
        return;
    }
    for (unsigned up = 0; up < move.up; up++)
        tree_close(it->builder);
    position_move(plan, position, move);
    open_group(it, plan, move.row);
    put_row(it, plan, position->levels[position->depth].row);
}

// A component of a data element of the pending segment, both from 1; empty where there is none.
static Slice component_at(const Reading *it, size_t element, size_t component)
{
    size_t at_element = 0, at_component = 1;
    for (size_t i = 0; i < it->segment.count; i++) {
        const EdifactToken *token = &it->segment.tokens[i];
        if (at_element == element && at_component == component)
            return token_text(it, token);
        if (token->mark == MARK_COMPONENT)
            at_component++;
        else
            at_component = 1;
        at_element += token->mark == MARK_ELEMENT;
    }
    return S("");
}

// UNH+1+INVOIC:D:96A, UIH+SKDREQ:D:00B+1: the type stands behind the reference, or before it.
static EdifactMessagePlan *plan_of(const Reading *it)
{
    size_t id = reading_is(it, "UIH") ? 1 : 2;
    return plan_message(
        it->reader, it->outer,
        &(MessageId){tag_of(it), component_at(it, id, 1), component_at(it, id, 2), component_at(it, id, 3)});
}

void reading_message(Reading *it)
{
    EdifactMessagePlan *plan = plan_of(it);
    Position position = {.levels = {{ROW_NONE, 0}}};
    it->found = plan->found;
    it->message = plan->message;
    it->is_regular = plan->message != NULL;
    it->has_counted = false;
    it->sections_ahead = 0;
    bool is_end = false;
    reading_layout(it, it->segment.start);
    NodeId root = builder_open(it->builder, plan->root, it->segment.start);
    NodeId outside = it->builder->nodes[root].parent;
    if (plan->message != NULL) {
        position.levels[0] = (Level){plan->message->rows[0].first, 1};
        put_row(it, plan, plan->message->rows[0].first);
    } else {
        put_loose(it, plan);
    }
    while (!is_end && reading_peek(it)) {
        ServiceRole role = service_role(tag_of(it));
        if (service_ends_message(role))
            break;
        is_end = role == SERVICE_MESSAGE_END;
        if (it->has_counted && it->sections_ahead > 0 && reading_is(it, "UNS"))
            it->sections_ahead--;
        if (plan->message != NULL)
            put_positioned(it, plan, &position, tag_number(tag_of(it)), is_end);
        else
            put_loose(it, plan);
    }
    it->is_regular &= is_end;
    it->has_ended = is_end;
    while (it->builder->open != outside)
        tree_close(it->builder);
}

static void put_object(Reading *it)
{
    size_t at = it->scanner->at;
    while (it->package_next < it->text->package_count && it->text->packages[it->package_next].start < at)
        it->package_next++;
    if (it->package_next == it->text->package_count || it->text->packages[it->package_next].start != at)
        return;
    const EdifactPackage *package = &it->text->packages[it->package_next++];
    it->packages_read++;
    tree_open(it->builder, vocabulary_name(it->reader->vocabulary, S(""), S(""), S("OBJECT")), package->start);
    if (package->end > package->start)
        tree_leaf(it->builder, NODE_TEXT, NAME_NONE, package->start, package->end - package->start);
    tree_close(it->builder);
    scanner_move(it->scanner, package->end);
    it->kept = package->end;
}

void reading_package(Reading *it)
{
    reading_layout(it, it->segment.start);
    NodeId node = tree_open(it->builder, vocabulary_name(it->reader->vocabulary, S(""), S(""), S("P_PACKAGE")),
                            it->segment.start);
    put_loose(it, NULL);
    put_object(it);
    if (reading_peek(it) && reading_is(it, "UNP"))
        put_loose(it, NULL);
    if (it->text->has_wrong_package)
        reading_note(it, NOTE_PACKAGE_LENGTH, node);
    tree_close(it->builder);
}

void reading_unit(Reading *it)
{
    switch (service_role(tag_of(it))) {
    case SERVICE_MESSAGE:
        reading_message(it);
        return;
    case SERVICE_PACKAGE:
        reading_package(it);
        return;
    case SERVICE_NONE:
    case SERVICE_ADVICE:
    case SERVICE_INTERCHANGE:
    case SERVICE_MESSAGE_END:
    case SERVICE_BETWEEN:
        break;
    }
    reading_service(it);
}
