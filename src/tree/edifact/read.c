// SPDX-License-Identifier: Apache-2.0
// Segments to nodes.
//
//     S_NAD            NAD+BY+5412345000013::9'
//       D_3035  BY         ──
//       C_C082                ────────────────
//         D_3039  541…        ─────────────
//         D_3055  9                          ─
//
// Texts are cut from the input, save those with release characters in them. Which nodes they become
// is worked out for the first segment of a shape, so that a data element costs two writes of a node
// and no look-up.

#include "tree/edifact/read.h"
#include "tree/edifact/service.h"
#include "tree/edifact/word.h"

// What is done for each segment stands in one loop, which is compiled twice: for any machine, and
// for the instructions of newer ones.
#define IN_LOOP static inline __attribute__((always_inline))

// ---- Notes ----

void reading_note(Reading *it, EdifactNoteKind kind, NodeId node)
{
    enum { NOTES_MAX = 1000 }; // of one tree; who mends a thousand finds the others then
    if (it->note_count == NOTES_MAX)
        return;
    if (it->note_count == it->note_room) {
        size_t room = it->note_room ? it->note_room * 2 : 8;
        it->notes = arena_resize(it->builder->arena, it->notes, it->note_room * sizeof *it->notes,
                                 room * sizeof *it->notes);
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

static Slice tag_of(const Reading *it)
{
    return segment_text(it->scanner, &it->segment, 0);
}

// Whether its tag is that of three letters.
static bool reading_is(const Reading *it, const char *tag)
{
    Slice own = tag_of(it);
    return own.len == 3 && memcmp(own.at, tag, 3) == 0;
}

// ---- Nodes ----

static void make_room(TreeBuilder *builder, size_t nodes)
{
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

// Digits with one mark between them at most: what is usual. Signs and what is wrong are for the
// validator to tell.
static bool is_plain_number(Slice value, char mark)
{
    size_t marks = 0;
    for (size_t i = 0; i < value.len; i++) {
        bool is_digit = (unsigned char)(value.at[i] - '0') < 10;
        marks += !is_digit;
        if (!is_digit && value.at[i] != mark)
            return false;
    }
    return marks == 0 || (marks == 1 && value.len > 1);
}

// Two neighbouring numbers of a node, which are added and written at once.
typedef uint64_t Half;

static inline Half half_of(uint32_t first, uint32_t second)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return first | (Half)second << 32;
#else
    return second | (Half)first << 32;
#endif
}

static inline Half half_at(const uint32_t *first)
{
    Half half;
    memcpy(&half, first, sizeof half);
    return half;
}

static inline void put_halves(Node *to, Half path_and_parent, Half end_and_at)
{
    memcpy(to, &path_and_parent, sizeof path_and_parent);
    memcpy(&to->end, &end_and_at, sizeof end_and_at);
}

// Whether a code is not in its list where it is looked for first. Who uses a code uses it again.
static inline bool is_unusual_code(Put *put, const char *at, uint32_t len)
{
    if (len > WORD_MAX)
        return true;
    uint64_t number = code_number(word_load(at), len);
    if (number == put->usual)
        return false;
    bool is_usual = codes_have_first(put->codes, number);
    if (is_usual)
        put->usual = number;
    return !is_usual;
}

// Whether a value is not as nearly all are. Eight characters may be read at it. Characters are
// counted as bytes: more than there are.
IN_LOOP bool is_unusual(Put *put, const char *at, uint32_t len, char decimal)
{
    if (put->screen == SCREEN_CODE)
        return is_unusual_code(put, at, len);
    bool has_wrong_length = len - put->least > put->span;
    if (put->screen == SCREEN_LENGTH)
        return has_wrong_length;
    return has_wrong_length || len > WORD_MAX || put->screen == SCREEN_CLOSELY ||
           !word_is_plain_number(word_load(at), len, decimal);
}

typedef enum Screening { SCREENING_LATER, SCREENING_NOW } Screening;

// Answers whether a value is unusual, where values are screened. There are no calls in it: all of
// it stays in registers.
IN_LOOP bool put_all(const Reading *it, const Shape *shape, NodeId base, Screening screening)
{
    const uint32_t *marks = it->segment.marks, first = it->segment.start + 1;
    const char *text = it->scanner->text.at, decimal = it->scanner->syntax.decimal;
    const Half in_parent = half_of(0, base), in_end = half_of(base, 0);
    Node *nodes = it->builder->nodes + base;
    bool is_any = false;
    for (Put *put = shape->puts, *end = put + shape->count; put < end; put++) {
        const uint32_t *mark = marks + put->token;
        uint32_t len = mark[0] - mark[-1] - 1, start = first + mark[-1];
        Half at = half_of(0, start);
        Node *node = &nodes[put->own];
        put_halves(node, half_at(&put->path) + in_parent, half_of(put->end, 0) + at + in_end);
        put_halves(node + 1, half_at(&put->text_path) + in_parent, at + half_of(len, 0));
        if (screening == SCREENING_NOW && put->screen != SCREEN_NONE)
            is_any |= is_unusual(put, text + start, len, decimal);
    }
    return is_any;
}

static void put_released(Reading *it, const Shape *shape, NodeId base)
{
    for (const Put *put = shape->puts, *end = put + shape->count; put < end; put++) {
        EdifactToken token = edifact_token(it->scanner, &it->segment, put->token);
        if (!token.is_released || put->text_path == 0)
            continue;
        Slice text = released(it, segment_text(it->scanner, &it->segment, put->token));
        uint32_t at = builder_decode(it->builder, text, token.start);
        it->builder->nodes[base + put->end] =
            (Node){put->text_path | NODE_DECODED, base + put->own, (uint32_t)text.len, at};
    }
}

// The segment as it stands in the text, where it could not be written so from its nodes.
static void put_original(Reading *it, const EdifactSegment *segment)
{
    tree_leaf(it->builder, NODE_PI,
              vocabulary_name(it->reader->vocabulary, S(""), S(""), S("edifact")), segment->start,
              segment->end - segment->start);
}

// Where the original stands before them, the nodes lie one further from the segment's.
static void adopt(TreeBuilder *builder, const Shape *shape, NodeId segment)
{
    for (size_t i = 0; i < shape->count; i++)
        if (shape->puts[i].parent == 0)
            builder->nodes[segment + 1 + shape->puts[i].own].parent = segment;
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
    if (it->suspect_count == it->suspect_room) {
        size_t room = it->suspect_room ? it->suspect_room * 2 : 32;
        it->suspects =
            arena_resize(it->builder->arena, it->suspects, it->suspect_room * sizeof *it->suspects,
                         room * sizeof *it->suspects);
        it->suspect_room = room;
    }
    it->suspects[it->suspect_count++] = (EdifactSuspect){node, it->segment_count};
}

// Whether a value may be wrong.
static bool is_odd(const Reading *it, const Put *put, Slice value)
{
    const EdifactSyntax *syntax = &it->scanner->syntax;
    if (it->segment.has_release && memchr(value.at, syntax->release, value.len) != NULL)
        return true;
    if (put->screen == SCREEN_CODE)
        return !codes_have_usual(put->codes, value);
    if (put->screen == SCREEN_NONE)
        return false;
    return (uint32_t)value.len - put->least > put->span || put->screen == SCREEN_CLOSELY ||
           (put->screen == SCREEN_NUMBER && !is_plain_number(value, syntax->decimal));
}

// Notes what the validator is to look at: the segment, or those of its data elements in which a
// value may be wrong.
static __attribute__((noinline)) void note_suspects(Reading *it, const Shape *shape, NodeId segment)
{
    if (it->keeps_facts)
        return; // a whole file has messages by the thousand
    if (shape->is_suspect || !it->segment.is_terminated) {
        note_suspect(it, segment);
        return;
    }
    char decimal = it->scanner->syntax.decimal;
    NodeId last = NODE_NONE;
    for (Put *put = shape->puts, *end = put + shape->count; put < end; put++) {
        NodeId node = segment + (put->parent != 0 ? put->parent : put->own);
        Slice value = segment_text(it->scanner, &it->segment, put->token);
        bool is_usual =
            it->segment.is_plain && !is_unusual(put, value.at, (uint32_t)value.len, decimal);
        if (!is_usual && node != last && is_odd(it, put, value))
            note_suspect(it, last = node);
    }
}

static bool is_tag(Slice tag)
{
    for (size_t i = 0; i < tag.len; i++)
        if (!((tag.at[i] >= 'A' && tag.at[i] <= 'Z') || (tag.at[i] >= '0' && tag.at[i] <= '9')))
            return false;
    return tag.len > 0;
}

// What few segments have. Where the original is put, it comes before all other nodes below the
// segment's, which lie one further then; the answer is where they are counted from.
static NodeId put_facts(Reading *it, const Shape *shape, NodeId node, bool has_good_tag)
{
    const EdifactSegment *segment = &it->segment;
    if (!has_good_tag)
        reading_note(it, NOTE_TAG, node);
    if (!segment->is_terminated)
        reading_note(it, NOTE_NOT_TERMINATED, node);
    bool is_told =
        has_good_tag && shape->is_told && segment->is_terminated && !segment->has_idle_release;
    if (!it->keeps_facts || is_told)
        return node;
    it->builder->count = node + 1;
    it->builder->open = node;
    put_original(it, segment);
    it->builder->open = it->builder->nodes[node].parent;
    return node + 1;
}

// A segment with anything in it that few have, or whose facts are kept.
static __attribute__((noinline)) void put_carefully(Reading *it, const SegmentPlan *plan,
                                                    const Shape *shape, bool has_good_tag)
{
    const EdifactSegment *segment = &it->segment;
    TreeBuilder *builder = it->builder;
    reading_layout(it, segment->start);
    NodeId node = (NodeId)builder->count;
    builder->nodes[node] = (Node){(uint32_t)NODE_ELEMENT << NODE_KIND_SHIFT | plan->path,
                                  builder->open, 0, segment->start};
    NodeId base = put_facts(it, shape, node, has_good_tag);
    put_all(it, shape, base, SCREENING_LATER);
    if (segment->has_release)
        put_released(it, shape, base);
    if (base != node)
        adopt(builder, shape, node);
    builder->count = (size_t)base + shape->nodes;
    builder->nodes[node].end = (NodeId)builder->count - 1;
    it->kept = segment->end;
    note_suspects(it, shape, node);
}

// Nearly all segments.
IN_LOOP void put_plain(Reading *it, const SegmentPlan *plan, const Shape *shape)
{
    TreeBuilder *builder = it->builder;
    NodeId node = (NodeId)builder->count;
    builder->count += shape->nodes;
    put_halves(&builder->nodes[node],
               half_of((uint32_t)NODE_ELEMENT << NODE_KIND_SHIFT | plan->path, builder->open),
               half_of((NodeId)builder->count - 1, it->segment.start));
    bool is_unusual = put_all(it, shape, node, SCREENING_NOW);
    if (is_unusual || shape->is_suspect)
        note_suspects(it, shape, node);
}

// Reads the pending segment as that plan says, below the open node. A tag that the structure has is
// a good one.
IN_LOOP void put_segment(Reading *it, SegmentPlan *plan, bool has_good_tag)
{
    Shape *shape = plan->shapes;
    if (shape == NULL || shape->key != it->segment.shape)
        shape = shape_find(it->reader, plan, it->scanner, &it->segment, &it->scratch);
    TreeBuilder *builder = it->builder;
    make_room(builder, shape->nodes + 4);
    it->is_pending = false;
    it->segment_count++;
    if (it->segment.is_plain && has_good_tag && !it->keeps_facts)
        put_plain(it, plan, shape);
    else
        put_carefully(it, plan, shape, has_good_tag);
    if (builder->count > builder->nodes_max)
        builder_grow(builder); // raises
}

// ---- Units ----

static __attribute__((noinline)) void put_loose(Reading *it, EdifactMessagePlan *plan)
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
    while (at < text.len && at - start < 4 &&
           it->scanner->kinds[(unsigned char)text.at[at]] > MARK_TERMINATOR)
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
        while (syntax->release != '\0' && end - releases > at &&
               text.at[end - releases - 1] == syntax->release)
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

// Opens a group; answers the row that it begins with.
IN_LOOP uint16_t open_group(Reading *it, EdifactMessagePlan *plan, Position *position, uint16_t row)
{
    const EdifactRow *at = &plan->message->rows[row];
    SegmentPlan *group = &plan->rows[row];
    if (group->path == PATH_NONE)
        group->path = plan_group(it->reader, plan->rows[at->parent].path, at->tag);
    reading_layout(it, it->segment.start);
    builder_open(it->builder, group->path, it->segment.start);
    position_enter(position, at->first);
    return at->first;
}

IN_LOOP void put_row(Reading *it, EdifactMessagePlan *plan, uint16_t row)
{
    SegmentPlan *segment = &plan->rows[row];
    if (segment->path == PATH_NONE) {
        const EdifactRow *at = &plan->message->rows[row];
        plan_segment(it->reader, segment, plan->rows[at->parent].path, at->spec, at->tag);
    }
    put_segment(it, segment, true);
}

IN_LOOP void put_positioned(Reading *it, EdifactMessagePlan *plan, Position *position, uint32_t tag,
                            bool is_end)
{
    Move move = position_find(plan, position, tag);
    if (move.row == ROW_NONE) {
        it->is_regular = false;
        move = position_find_astray(
            plan, position, &(Astray){tag, is_end ? 0 : tag_behind(it), sections_ahead(it)});
    }
    if (move.row == ROW_NONE) {
        put_loose(it, plan);
        return;
    }
    for (unsigned up = 0; up < move.up; up++)
        builder_close(it->builder);
    position_move(position, move);
    uint16_t row = move.row;
    while (plan->rows[row].is_group)
        row = open_group(it, plan, position, row);
    put_row(it, plan, row);
}

// A component of a data element of the pending segment, both from 1; empty where there is none.
static Slice component_at(const Reading *it, size_t element, size_t component)
{
    size_t at_element = 0, at_component = 1;
    for (size_t i = 0; i < it->segment.count; i++) {
        if (at_element == element && at_component == component)
            return segment_text(it->scanner, &it->segment, i);
        EdifactMark mark = edifact_token(it->scanner, &it->segment, i).mark;
        at_component = mark == MARK_COMPONENT ? at_component + 1 : 1;
        at_element += mark == MARK_ELEMENT;
    }
    return S("");
}

// UNH+1+INVOIC:D:96A, UIH+SKDREQ:D:00B+1: the type stands behind the reference, or before it.
static EdifactMessagePlan *plan_of(const Reading *it)
{
    size_t id = reading_is(it, "UIH") ? 1 : 2;
    return plan_message(it->reader, it->outer,
                        &(MessageId){tag_of(it), component_at(it, id, 1), component_at(it, id, 2),
                                     component_at(it, id, 3)});
}

// As a number; nearly all have three letters.
IN_LOOP uint32_t tag_of_pending(const Reading *it)
{
    Slice tag = tag_of(it);
    if (tag.len != 3 || tag.at[0] == '\0')
        return tag_number(tag);
    const unsigned char *at = (const unsigned char *)tag.at;
    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

// Those behind the first, up to the message's end; whether that was there.
IN_LOOP bool read_each_segment(Reading *it, EdifactMessagePlan *plan, Position *position)
{
    bool is_end = false;
    while (!is_end && scanner_next(it->scanner, &it->segment)) {
        uint32_t tag = tag_of_pending(it);
        ServiceRole role = tag >> 16 == 'U' ? service_role(tag_of(it)) : SERVICE_NONE;
        it->is_pending = service_ends_message(role);
        if (it->is_pending)
            break;
        is_end = role == SERVICE_MESSAGE_END;
        if (it->has_counted && it->sections_ahead > 0 && reading_is(it, "UNS"))
            it->sections_ahead--;
        if (plan->message != NULL)
            put_positioned(it, plan, position, tag, is_end);
        else
            put_loose(it, plan);
    }
    return is_end;
}

#if defined __x86_64__
__attribute__((target("avx2,bmi,bmi2"))) static bool
read_segments_wide(Reading *it, EdifactMessagePlan *plan, Position *position)
{
    return read_each_segment(it, plan, position);
}
#endif

static bool read_segments(Reading *it, EdifactMessagePlan *plan, Position *position)
{
#if defined __x86_64__
    if (it->scanner->picks_bits)
        return read_segments_wide(it, plan, position);
#endif
    return read_each_segment(it, plan, position);
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
    reading_layout(it, it->segment.start);
    NodeId root = builder_open(it->builder, plan->root, it->segment.start);
    NodeId outside = it->builder->nodes[root].parent;
    if (plan->message != NULL) {
        position.levels[0] = (Level){plan->message->rows[0].first, 1};
        put_row(it, plan, plan->message->rows[0].first);
    } else {
        put_loose(it, plan);
    }
    bool is_end = read_segments(it, plan, &position);
    it->is_regular &= is_end;
    it->has_ended = is_end;
    while (it->builder->open != outside)
        tree_close(it->builder);
}

static void put_object(Reading *it)
{
    size_t at = it->scanner->at;
    while (it->package_next < it->text->package_count &&
           it->text->packages[it->package_next].start < at)
        it->package_next++;
    if (it->package_next == it->text->package_count ||
        it->text->packages[it->package_next].start != at)
        return;
    const EdifactPackage *package = &it->text->packages[it->package_next++];
    it->packages_read++;
    tree_open(it->builder, vocabulary_name(it->reader->vocabulary, S(""), S(""), S("OBJECT")),
              package->start);
    if (package->end > package->start)
        tree_leaf(it->builder, NODE_TEXT, NAME_NONE, package->start, package->end - package->start);
    tree_close(it->builder);
    scanner_move(it->scanner, package->end);
    it->kept = package->end;
}

void reading_package(Reading *it)
{
    reading_layout(it, it->segment.start);
    NodeId node = tree_open(it->builder,
                            vocabulary_name(it->reader->vocabulary, S(""), S(""), S("P_PACKAGE")),
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
