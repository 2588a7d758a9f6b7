// SPDX-License-Identifier: Apache-2.0
// Walks a message once and compares it with the directory.
//
//     group     its segments and groups: in order, not too often, none missing
//     segment   its data elements: none missing, dependency notes
//     value     length, kind of characters, code
//
// The walk asks by path what is expected (checks.c), so that a node costs a look-up in an array. Sentences are made
// of what is wrong only, and only as long as findings are kept.

#include "schema/edifact/checks.h"
#include "schema/edifact/texts.h"

#include "base/utf8.h"

enum {
    MOST = 10000,   // findings of a unit, where the caller says nothing
    SKIPS_MAX = 16, // of a group that are remembered
    CODED_MAX = 8,  // of a composite that are unknown; real ones have five that are coded
};

// ---- Findings ----

bool validator_is_full(EdifactValidator *it)
{
    size_t most = it->findings->most != 0 ? it->findings->most : MOST;
    if (it->findings->kept < most)
        return false;
    it->findings->count++;
    return true;
}

void validator_find(EdifactValidator *it, NodeId node, EdifactText text, Slice a, Slice b, Slice c, Slice d)
{
    SchemaFinding finding = {.node = node,
                             .clause = slice_of(edifact_texts[text].clause),
                             .text = &edifact_texts[text].text,
                             .arguments = {a, b, c, d}};
    schema_find(it->findings, &finding);
}

static Slice local_of(EdifactValidator *it, NodeId node)
{
    const Name *name = tree_name(it->tree, node);
    return name != NULL ? name->local : S("");
}

Slice validator_tag(EdifactValidator *it, NodeId node)
{
    Slice local = local_of(it, node);
    return slice_part(local, 2, local.len);
}

// Sentences are many where a sender has one habit: they are put together by hand, not by printf.
static Slice join(Arena *arena, const Slice *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *text = arena_take_raw(arena, len + 1, 1), *at = text;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0)
            memcpy(at, parts[i].at, parts[i].len);
        at += parts[i].len;
    }
    *at = '\0';
    return (Slice){text, len};
}

static Slice decimal(char *room, size_t size, size_t number)
{
    size_t at = size;
    do
        room[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    return (Slice){room + at, size - at};
}

static Slice local_of_path(EdifactValidator *it, PathId path)
{
    NameId name = vocabulary_paths(it->vocabulary)[path].name;
    return name != NAME_NONE ? vocabulary_names(it->vocabulary)[name].local : S("");
}

static Slice tag_of_path(EdifactValidator *it, PathId path)
{
    return slice_part(local_of_path(it, path), 2, SIZE_MAX);
}

static void make_place(EdifactValidator *it, PlaceTexts *place, PathId path)
{
    PathId message = PATH_NONE, group = PATH_NONE, at = PATH_NONE; // the innermost of each
    for (; path != PATH_NONE && path != PATH_DOCUMENT; path = vocabulary_paths(it->vocabulary)[path].parent) {
        char letter = local_of_path(it, path).at[0];
        PathId *kind = letter == 'S' ? &at : letter == 'G' ? &group : letter == 'M' ? &message : NULL;
        if (kind != NULL && *kind == PATH_NONE)
            *kind = path;
    }
    const Slice none = S("");
    const EdifactSpec *spec = at != PATH_NONE ? check_at(it, at)->spec : NULL;
    const Slice before[] = {
        message != PATH_NONE ? tag_of_path(it, message) : none,
        group != PATH_NONE ? S(" ") : none,
        group != PATH_NONE ? tag_of_path(it, group) : none,
        message != PATH_NONE ? S(", segment ") : S("segment "),
    };
    const Slice behind[] = {
        at != PATH_NONE ? S(", ") : none,
        at != PATH_NONE ? tag_of_path(it, at) : none,
        spec != NULL ? S(" ") : none,
        spec != NULL ? spec->name : none,
    };
    place->is_in_message = message != PATH_NONE;
    place->before = join(it->arena, before, sizeof before / sizeof *before);
    place->behind = join(it->arena, behind, sizeof behind / sizeof *behind);
    place->is_made = true;
}

// "INVOIC SG25, segment 12, LIN Line item"
static Slice where(EdifactValidator *it, NodeId node, size_t segment)
{
    PathId path = tree_path(it->tree, node);
    check_at(it, path); // makes room for it
    PlaceTexts *place = &it->checks->places[path];
    if (!place->is_made)
        make_place(it, place, path);
    char room[24];
    size_t number = place->is_in_message ? segment : it->unit->segment_first + segment - 1;
    Slice digits = decimal(room, sizeof room, number);
    size_t len = place->before.len + digits.len + place->behind.len;
    char *text = arena_take_raw(it->findings->arena, len, 1);
    memcpy(text, place->before.at, place->before.len);
    memcpy(text + place->before.len, digits.at, digits.len);
    memcpy(text + len - place->behind.len, place->behind.at, place->behind.len);
    return (Slice){text, len};
}

Slice validator_here(EdifactValidator *it, NodeId node)
{
    return where(it, node, it->segments);
}

// "C082/3039 Party identifier"
static Slice item_name(Arena *arena, const EdifactItem *outer, const EdifactItem *item)
{
    bool is_component = outer != NULL && outer->composite != NULL;
    const Slice parts[] = {
        is_component ? outer->composite->tag : S(""),
        is_component ? S("/") : S(""),
        item->element != NULL ? item->element->number : item->composite->tag,
        S(" "),
        item->element != NULL ? item->element->name : item->composite->name,
    };
    return join(arena, parts, sizeof parts / sizeof *parts);
}

static const EdifactItem *outer_item(EdifactValidator *it, NodeId node)
{
    const Check *check = check_at(it, tree_path(it->tree, tree_parent(it->tree, node)));
    return check->kind == CHECK_COMPOSITE ? check->item : NULL;
}

// Of a data element that is there: made once for its path.
static Slice name_of(EdifactValidator *it, NodeId node, const Check *check)
{
    PathId path = tree_path(it->tree, node);
    if (it->checks->places[path].item.len > 0)
        return it->checks->places[path].item;
    Slice made = item_name(it->arena, outer_item(it, node), check->item);
    it->checks->places[path].item = made;
    return made;
}

static Slice form_of(EdifactValidator *it, const EdifactElement *element)
{
    const char *kind = element->has_letters && element->has_digits ? "an" : element->has_letters ? "a" : "n";
    return arena_print(it->findings->arena, "%s%s%u", kind, element->least < element->most ? ".." : "", element->most);
}

// ---- Values ----

// ISO 9735, 10.1: digits, a decimal mark with a digit before and behind it, a minus sign in front. The mark and the
// sign do not count as characters.
static bool read_number(EdifactValidator *it, Slice value, size_t *digits)
{
    size_t marks = 0;
    *digits = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (c >= '0' && c <= '9')
            ++*digits;
        else if (c == '.' || c == ',' || c == it->unit->syntax.decimal)
            marks++;
        else if (c != '-' || i != 0)
            return false;
    }
    return marks <= 1 && *digits > 0;
}

static bool has_digit(Slice value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] >= '0' && value.at[i] <= '9')
            return true;
    return false;
}

static void find_value(EdifactValidator *it, NodeId node, const Check *check, Slice value, EdifactText text)
{
    if (!validator_is_full(it))
        validator_find(it, node, text, validator_here(it, node), name_of(it, node, check), value,
             form_of(it, check->item->element));
}

static void check_value(EdifactValidator *it, NodeId node, const Check *check, Slice value)
{
    size_t len = value.len;
    if (check->is_number && !read_number(it, value, &len))
        find_value(it, node, check, value, TEXT_NO_NUMBER);
    else if (check->is_text && has_digit(value))
        find_value(it, node, check, value, TEXT_NO_LETTERS);
    else if (len > check->most && (check->is_number || utf8_count(value) > check->most))
        find_value(it, node, check, value, TEXT_TOO_LONG);
    else if (len < check->least)
        find_value(it, node, check, value, TEXT_TOO_SHORT);
}

// Who uses an unknown code uses it again: the search through the list is remembered.
static Slice nearest_code(EdifactValidator *it, const EdifactElement *element, Slice code)
{
    NearestCode *known = &it->nearest[(slice_hash(code) ^ (uintptr_t)element >> 4) % NEAREST_BY_HASH];
    if (code.len > sizeof known->code)
        return codes_nearest(element, code);
    if (known->element != element || !slice_equal((Slice){known->code, known->len}, code)) {
        known->element = element;
        known->len = code.len;
        memcpy(known->code, code.at, code.len);
        known->nearest = codes_nearest(element, code);
    }
    return known->nearest;
}

static void find_code(EdifactValidator *it, NodeId node, const Check *check, Slice value)
{
    if (validator_is_full(it))
        return;
    const EdifactElement *element = check->item->element;
    Slice nearest = nearest_code(it, element, value), name = name_of(it, node, check);
    if (nearest.len > 0) {
        validator_find(it, node, TEXT_CODE_NEAR, validator_here(it, node), name, value, nearest);
        return;
    }
    validator_find(it, node, TEXT_CODE, validator_here(it, node), name, value, it->checks->release);
}

static inline Slice value_at(EdifactValidator *it, NodeId node)
{
    const Tree *tree = it->tree;
    NodeId text = node + 1;
    if (tree->nodes[node].end == text && tree_kind(tree, text) == NODE_TEXT)
        return tree_content(tree, text);
    return tree_string(tree, node, it->findings->arena);
}

// ---- Texts of a tree by name ----

NodeId validator_child(EdifactValidator *it, NodeId parent, const char *name)
{
    const Tree *tree = it->tree;
    NodeId node = parent != NODE_NONE ? tree_first_child(tree, parent) : NODE_NONE;
    while (node != NODE_NONE &&
           !(tree_kind(tree, node) == NODE_ELEMENT && slice_equal(tree_name(tree, node)->local, slice_of(name))))
        node = tree_next_sibling(tree, node);
    return node;
}

Slice validator_text(EdifactValidator *it, NodeId node)
{
    return node != NODE_NONE ? slice_trim(value_at(it, node)) : S("");
}

// ---- Data elements ----

// Counted as the sender counts them: before syntax version 4 each repetition has its own place in the segment.
static unsigned item_place(EdifactValidator *it, const EdifactItem *outer, const EdifactItem *items, size_t index)
{
    bool is_repeated_in_place = outer == NULL && it->unit->syntax.repetition != '\0';
    unsigned place = 1;
    for (size_t i = 0; i < index; i++)
        place += is_repeated_in_place ? 1 : items[i].repeat;
    return place;
}

static void find_missing(EdifactValidator *it, NodeId node, const EdifactItem *outer, const EdifactItem *items,
                         uint64_t missing)
{
    const EdifactTextRow *row = &edifact_texts[TEXT_MISSING_ELEMENT];
    for (; missing != 0; missing &= missing - 1) {
        if (validator_is_full(it))
            continue;
        size_t index = (size_t)__builtin_ctzll(missing);
        SchemaFinding finding = {.node = node,
                                 .item = item_place(it, outer, items, index),
                                 .clause = slice_of(row->clause),
                                 .text = &row->text,
                                 .arguments = {validator_here(it, node), item_name(it->findings->arena, outer, &items[index])}};
        schema_find(it->findings, &finding);
    }
}

// "E_3.1" ─► "3.1"; "E_3_2" is a repetition of the third.
static void find_unexpected(EdifactValidator *it, NodeId node)
{
    if (validator_is_full(it))
        return;
    Slice local = local_of(it, node);
    bool is_placed = slice_starts(local, S("E_"));
    Slice place = is_placed ? slice_part(local, 2, local.len) : local, rest = place, head = slice_cut(&rest, '_');
    bool is_repetition = is_placed && rest.len > 0;
    validator_find(it, node, is_repetition ? TEXT_ELEMENT_REPEATED : TEXT_UNEXPECTED_ELEMENT, validator_here(it, node),
         is_repetition ? head : place, value_at(it, node), S(""));
}

static void check_composite(EdifactValidator *it, NodeId composite, const Check *outer)
{
    const Tree *tree = it->tree;
    uint64_t present = 0;
    NodeId coded[CODED_MAX]; // unknown codes, which the components behind them may explain
    size_t coded_count = 0;
    bool is_qualified = false;
    NodeId last = tree->nodes[composite].end;
    for (NodeId node = composite + 1; node <= last; node = tree_last(tree, node) + 1) {
        if (tree_kind(tree, node) != NODE_ELEMENT)
            continue;
        const Check *check = check_at(it, tree_path(tree, node));
        if (check->kind != CHECK_VALUE) {
            find_unexpected(it, node);
            continue;
        }
        Slice value = value_at(it, node);
        present |= UINT64_C(1) << (check->slot & 63);
        // 3055 says whose list it is; only 6 (UN/ECE) is the directory's.
        is_qualified |= check->qualifies && !slice_equal(value, S("6"));
        if (check->is_number || check->is_text || value.len > check->most || value.len < check->least)
            check_value(it, node, check, value);
        if (check->codes != NULL && value.len <= check->most && coded_count < CODED_MAX &&
            !codes_have(check->codes, value))
            coded[coded_count++] = node;
    }
    for (size_t i = 0; i < coded_count && !is_qualified; i++)
        find_code(it, coded[i], check_at(it, tree_path(tree, coded[i])), value_at(it, coded[i]));
    if ((outer->mandatory & ~present) != 0)
        find_missing(it, composite, outer->item, outer->item->composite->items, outer->mandatory & ~present);
}

static uint64_t slots_at(const EdifactSpec *spec, Slice position)
{
    for (size_t i = 0; i < spec->count && i < 64; i++)
        if (slice_equal(spec->items[i].position, position))
            return UINT64_C(1) << i;
    return 0;
}

// Notes as the directories number them: D1 one and only one, D2 all or none, D3 one or more, D4 one or none, D5 if
// first then all, D6 if first then at least one more, D7 if first then none of the others.
static bool holds(const EdifactSpec *spec, const EdifactDependency *note, uint64_t present)
{
    size_t count = 0;
    bool has_first = note->count > 0 && (slots_at(spec, note->positions[0]) & present) != 0;
    for (size_t i = 0; i < note->count; i++)
        count += (slots_at(spec, note->positions[i]) & present) != 0;
    switch (note->kind) {
    case '1':
        return count == 1;
    case '2':
        return count == 0 || count == note->count;
    case '3':
        return count >= 1;
    case '4':
        return count <= 1;
    case '5':
        return !has_first || count == note->count;
    case '6':
        return !has_first || count > 1;
    case '7':
        return !has_first || count == 1;
    }
    return true;
}

static void check_dependencies(EdifactValidator *it, NodeId segment, const EdifactSpec *spec, uint64_t present)
{
    for (size_t i = 0; i < spec->dependency_count; i++) {
        const EdifactDependency *note = &spec->dependencies[i];
        if (holds(spec, note, present) || validator_is_full(it))
            continue;
        Buffer list = buffer_new(it->findings->arena);
        for (size_t j = 0; j < note->count; j++) {
            uint64_t slot = slots_at(spec, note->positions[j]);
            buffer_print(&list, "%s%.*s", j > 0 ? ", " : "", (int)note->positions[j].len, note->positions[j].at);
            if (slot != 0) {
                Slice name = item_name(it->findings->arena, NULL, &spec->items[__builtin_ctzll(slot)]);
                buffer_print(&list, " (%.*s)", (int)name.len, name.at);
            }
        }
        validator_find(it, segment, TEXT_DEPENDENCY, validator_here(it, segment), arena_print(it->findings->arena, "D%c", note->kind),
             buffer_slice(&list), S(""));
    }
}

// UGH and UGT say the number of the group they frame, so that what follows is not taken for another's.
static void check_collision(EdifactValidator *it, NodeId segment)
{
    Slice group = local_of(it, tree_parent(it->tree, segment)); // G_SG5
    NodeId at = validator_child(it, segment, "D_0087");
    Slice value = validator_text(it, at);
    if (at == NODE_NONE || !slice_starts(group, S("G_SG")) || slice_equal(value, slice_part(group, 4, group.len)))
        return;
    if (!validator_is_full(it))
        validator_find(it, at, TEXT_COLLISION, validator_here(it, at), value, slice_part(group, 4, group.len), S(""));
}

// A data element of a segment. False where the directory has none there.
static inline bool check_data(EdifactValidator *it, NodeId node, const Check *check)
{
    if (check->kind == CHECK_COMPOSITE)
        check_composite(it, node, check);
    if (check->kind != CHECK_VALUE)
        return check->kind == CHECK_COMPOSITE;
    Slice value = value_at(it, node);
    if (check->is_number || check->is_text || value.len > check->most || value.len < check->least)
        check_value(it, node, check, value);
    if (check->codes != NULL && value.len <= check->most && !codes_have(check->codes, value))
        find_code(it, node, check, value);
    return true;
}

static void check_segment(EdifactValidator *it, NodeId segment, const Check *outer)
{
    const Tree *tree = it->tree;
    uint64_t present = 0;
    NodeId last = tree->nodes[segment].end;
    for (NodeId node = segment + 1; node <= last; node = tree_last(tree, node) + 1) {
        if (tree_kind(tree, node) != NODE_ELEMENT)
            continue;
        const Check *check = check_at(it, tree_path(tree, node));
        if (check_data(it, node, check))
            present |= UINT64_C(1) << (check->slot & 63);
        else if (outer->spec != NULL)
            find_unexpected(it, node);
    }
    if ((outer->mandatory & ~present) != 0)
        find_missing(it, segment, NULL, outer->spec->items, outer->mandatory & ~present);
    if (outer->spec != NULL && outer->spec->dependency_count > 0)
        check_dependencies(it, segment, outer->spec, present);
    if (outer->frames_group)
        check_collision(it, segment);
}

void validator_segment(EdifactValidator *it, NodeId segment)
{
    check_segment(it, segment, check_at(it, tree_path(it->tree, segment)));
}

// ---- Groups ----

typedef struct Skip { // rows that were passed over: where they would have stood
    uint16_t behind, to;
    NodeId node;
    size_t segment;
} Skip;

typedef struct Frame {
    uint16_t group, row; // ROW_NONE before the first
    uint32_t count;
    uint64_t seen[4];
    Skip skips[SKIPS_MAX];
    size_t skip_count;
} Frame;

static const EdifactRow *rows_of(EdifactValidator *it)
{
    return it->checks->message->rows;
}

// "SG2 (NAD)", "DTM Date/time/period"
static Slice row_name(EdifactValidator *it, uint16_t row)
{
    const EdifactRow *at = &rows_of(it)[row];
    Arena *arena = it->findings->arena;
    if (at->is_group) {
        const EdifactRow *first = &rows_of(it)[at->first];
        return arena_print(arena, "%.*s (%.*s)", (int)at->tag.len, at->tag.at, (int)first->tag.len, first->tag.at);
    }
    Slice name = at->spec != NULL ? at->spec->name : S("");
    return arena_print(arena, "%.*s%s%.*s", (int)at->tag.len, at->tag.at, name.len > 0 ? " " : "", (int)name.len,
                       name.at);
}

// The rows that may follow, up to the first that must.
static Slice expected(EdifactValidator *it, const Frame *frame)
{
    enum { SHOWN_MAX = 8 };
    Buffer out = buffer_new(it->findings->arena);
    const EdifactRow *rows = rows_of(it);
    uint16_t row = frame->row == ROW_NONE ? rows[frame->group].first : frame->row;
    if (frame->row != ROW_NONE && frame->count >= rows[row].repeat)
        row = rows[row].next;
    for (size_t shown = 0; row != ROW_NONE; row = rows[row].next, shown++) {
        const EdifactRow *named = rows[row].is_group ? &rows[rows[row].first] : &rows[row];
        if (shown == SHOWN_MAX) {
            buffer_add(&out, S(" …"));
            break;
        }
        buffer_print(&out, "%s%.*s", shown > 0 ? ", " : "", (int)named->tag.len, named->tag.at);
        if (rows[row].is_mandatory && row != frame->row)
            break;
    }
    if (out.len == 0)
        buffer_add(&out, S("—"));
    return buffer_slice(&out);
}

static bool is_known_tag(EdifactValidator *it, Slice tag)
{
    for (uint16_t i = 1; i < it->checks->message->count; i++)
        if (slice_equal(rows_of(it)[i].tag, tag))
            return true;
    return false;
}

static void find_astray(EdifactValidator *it, NodeId node, const Frame *frame)
{
    Slice tag = validator_tag(it, node);
    bool is_noted = tag.len == 0 || memchr(tag.at, '-', tag.len) != NULL; // it is no tag, which the reader saw
    if (!is_noted && !validator_is_full(it))
        validator_find(it, node, is_known_tag(it, tag) ? TEXT_UNEXPECTED_SEGMENT : TEXT_UNKNOWN_SEGMENT, validator_here(it, node),
             expected(it, frame), S(""), S(""));
}

static void find_too_many(EdifactValidator *it, NodeId node, const Frame *frame)
{
    const EdifactRow *row = &rows_of(it)[frame->row];
    Arena *arena = it->findings->arena;
    if (!validator_is_full(it))
        validator_find(it, node, row->is_group ? TEXT_GROUP_REPEATED : TEXT_SEGMENT_REPEATED, validator_here(it, node),
             arena_print(arena, "%u", frame->count), arena_print(arena, "%u", row->repeat), S(""));
}

static void find_order(EdifactValidator *it, NodeId node, const Frame *frame)
{
    if (!validator_is_full(it))
        validator_find(it, node, TEXT_ORDER, validator_here(it, node), row_name(it, frame->row), S(""), S(""));
}

static void note_skip(EdifactValidator *it, Frame *frame, NodeId node, uint16_t to)
{
    if (frame->skip_count < SKIPS_MAX)
        frame->skips[frame->skip_count++] = (Skip){frame->row, to, node, it->segments};
}

static void enter_row(EdifactValidator *it, Frame *frame, uint16_t row)
{
    unsigned ordinal = it->checks->ordinals[row];
    frame->row = row;
    frame->count = 1;
    frame->seen[ordinal / 64] |= UINT64_C(1) << ordinal % 64;
}

// Which row the child is: of several with its tag the first that is not behind and has room.
static void advance(EdifactValidator *it, Frame *frame, NodeId node, uint16_t row)
{
    const EdifactRow *rows = rows_of(it);
    const uint16_t *same = it->checks->same;
    uint16_t now = frame->row;
    while (now != ROW_NONE && row < now && same[row] != ROW_NONE)
        row = same[row];
    if (row == now) {
        if (frame->count < rows[now].repeat) {
            frame->count++;
        } else if (same[now] != ROW_NONE) {
            note_skip(it, frame, node, same[now]);
            enter_row(it, frame, same[now]);
        } else {
            frame->count++;
            find_too_many(it, node, frame);
        }
        return;
    }
    if (now != ROW_NONE && row < now)
        find_order(it, node, frame);
    else if ((now == ROW_NONE ? rows[frame->group].first : rows[now].next) != row)
        note_skip(it, frame, node, row);
    enter_row(it, frame, row);
}

// The last segment of the group's subtree.
static NodeId last_segment(EdifactValidator *it, NodeId group)
{
    NodeId node = tree_last(it->tree, group);
    while (node > group && !(tree_kind(it->tree, node) == NODE_ELEMENT && slice_starts(local_of(it, node), S("S_"))))
        node--;
    return node;
}

static void find_missing_rows(EdifactValidator *it, NodeId group, const Frame *frame)
{
    const EdifactRow *rows = rows_of(it);
    for (uint16_t row = rows[frame->group].first; row != ROW_NONE; row = rows[row].next) {
        unsigned ordinal = it->checks->ordinals[row];
        if (!rows[row].is_mandatory || (frame->seen[ordinal / 64] >> ordinal % 64 & 1) != 0 || validator_is_full(it))
            continue;
        const Skip *skip = NULL; // the first that passed it over; else the last before it
        for (size_t i = 0; i < frame->skip_count; i++)
            if ((frame->skips[i].behind == ROW_NONE || frame->skips[i].behind < row) &&
                (skip == NULL || skip->to < row))
                skip = &frame->skips[i];
        bool is_at_end = frame->row == ROW_NONE || frame->row < row;
        bool is_trailer = slice_equal(rows[row].tag, S("UNT")) || slice_equal(rows[row].tag, S("UIT"));
        if (is_at_end || skip == NULL)
            validator_find(it, last_segment(it, group), is_trailer ? TEXT_NO_TRAILER : TEXT_MISSING_BEHIND,
                 where(it, last_segment(it, group), it->segments), row_name(it, row), S(""), S(""));
        else
            validator_find(it, skip->node, TEXT_MISSING_SEGMENT, where(it, skip->node, skip->segment), row_name(it, row), S(""),
                 S(""));
    }
}

static void check_group(EdifactValidator *it, NodeId group, uint16_t row)
{
    const Tree *tree = it->tree;
    Frame frame = {.group = row, .row = ROW_NONE};
    NodeId last = tree->nodes[group].end;
    for (NodeId node = group + 1; node <= last; node = tree_last(tree, node) + 1) {
        if (tree_kind(tree, node) != NODE_ELEMENT)
            continue;
        const Check *check = check_at(it, tree_path(tree, node));
        it->segments += check->kind != CHECK_GROUP;
        if (check->row == ROW_NONE) {
            find_astray(it, node, &frame);
            continue;
        }
        it->segments += check->kind == CHECK_GROUP; // its first segment, for what is said of the group
        advance(it, &frame, node, check->row);
        it->segments -= check->kind == CHECK_GROUP;
        if (check->kind == CHECK_GROUP)
            check_group(it, node, check->row);
        else
            check_segment(it, node, check);
    }
    const uint64_t *needed = it->checks->needed[row];
    uint64_t missing = 0;
    for (size_t i = 0; i < 4; i++)
        missing |= needed[i] & ~frame.seen[i];
    if (missing != 0)
        find_missing_rows(it, group, &frame);
}

// ---- Counts and references ----

static bool is_count(Slice text, size_t count)
{
    size_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i > 12)
            return false;
        value = value * 10 + (size_t)(text.at[i] - '0');
    }
    return text.len > 0 && value == count;
}

bool validator_count(EdifactValidator *it, NodeId node, const char *element, EdifactText text, const char *name,
                     size_t count)
{
    NodeId at = validator_child(it, node, element);
    Slice value = validator_text(it, at);
    if (at == NODE_NONE || is_count(value, count))
        return true;
    if (!validator_is_full(it))
        validator_find(it, at, text, validator_here(it, at), slice_of(name), value,
                       arena_print(it->findings->arena, "%zu", count));
    return false;
}

void validator_reference(EdifactValidator *it, NodeId node, const char *element, const char *name, Slice header)
{
    NodeId at = validator_child(it, node, element);
    Slice value = validator_text(it, at);
    if (at != NODE_NONE && !slice_equal(value, header) && !validator_is_full(it))
        validator_find(it, at, TEXT_REFERENCE, validator_here(it, at), slice_of(name), value, arena_copy(it->findings->arena, header));
}

// ---- Messages ----

typedef struct MessageFrame {
    Slice header, trailer;
    const char *id, *trailer_name, *reference, *reference_name;
} MessageFrame;

static const MessageFrame message_frames[] = {
    {S_INIT("UNH"), S_INIT("UNT"), "C_S009", "UNT Message trailer", "D_0062", "0062 Message reference number"},
    {S_INIT("UIH"), S_INIT("UIT"), "C_S306", "UIT Interactive message trailer", "D_0340",
     "0340 Interactive message reference number"},
};

static const MessageFrame *frame_of(EdifactValidator *it, NodeId header)
{
    return &message_frames[slice_equal(validator_tag(it, header), message_frames[1].header)];
}

static void tell_structure(EdifactValidator *it, NodeId root, NodeId header)
{
    const EdifactUnit *unit = it->unit;
    if (unit->found == FOUND_EXACT || validator_is_full(it))
        return;
    Arena *arena = it->findings->arena;
    NodeId id = validator_child(it, header, frame_of(it, header)->id);
    Slice version = validator_text(it, validator_child(it, id, "D_0052")),
          release = validator_text(it, validator_child(it, id, "D_0054"));
    Slice named = arena_print(arena, "%.*s.%.*s", (int)version.len, version.at, (int)release.len, release.at);
    if (unit->message == NULL)
        validator_find(it, root, TEXT_MESSAGE_UNKNOWN, S(""), validator_tag(it, root), named, S(""));
    else
        validator_find(it, root, TEXT_RELEASE_NEAREST, S(""), validator_tag(it, root), named,
             arena_print(arena, "%.*s.%.*s", (int)unit->message->version.len, unit->message->version.at,
                         (int)unit->message->release.len, unit->message->release.at));
}

// A message without structure: its segments are counted, its service segments checked.
static void check_flat(EdifactValidator *it, NodeId root, const MessageFrame *frame)
{
    const Tree *tree = it->tree;
    for (NodeId node = root + 1; node <= tree->nodes[root].end; node = tree_last(tree, node) + 1) {
        if (tree_kind(tree, node) != NODE_ELEMENT)
            continue;
        it->segments++;
        Slice tag = validator_tag(it, node);
        if (slice_equal(tag, frame->header) || slice_equal(tag, frame->trailer))
            check_segment(it, node, check_at(it, tree_path(tree, node)));
    }
    bool is_ended = slice_equal(validator_tag(it, last_segment(it, root)), frame->trailer);
    if (!is_ended && !validator_is_full(it))
        validator_find(it, root, TEXT_NO_TRAILER, validator_here(it, last_segment(it, root)),
                       slice_of(frame->trailer_name), S(""), S(""));
}

// The reader has seen that all segments stand where they may, and what to look at.
static void check_suspects(EdifactValidator *it)
{
    for (size_t i = 0; i < it->unit->suspect_count; i++) {
        const EdifactSuspect *suspect = &it->unit->suspects[i];
        it->segments = suspect->position;
        const Check *check = check_at(it, tree_path(it->tree, suspect->node));
        if (!check_data(it, suspect->node, check))
            check_segment(it, suspect->node, check);
    }
    it->segments = it->unit->segment_count;
}

static void check_message(EdifactValidator *it)
{
    NodeId root = tree_first_child(it->tree, 0);
    if (root == NODE_NONE)
        return;
    NodeId header = tree_first_child(it->tree, root);
    const MessageFrame *frame = frame_of(it, header);
    frames_unit(it, header, validator_tag(it, root));
    frames_reference(it, validator_child(it, header, frame->reference), frame->reference_name);
    it->segments = 0;
    tell_structure(it, root, header);
    if (it->unit->is_regular)
        check_suspects(it);
    else if (it->unit->message != NULL)
        check_group(it, root, 0);
    else
        check_flat(it, root, frame);
    NodeId trailer = last_segment(it, root);
    if (!slice_equal(validator_tag(it, trailer), frame->trailer))
        return;
    validator_count(it, trailer, "D_0074", TEXT_SEGMENT_COUNT, "0074 Number of segments in a message", it->segments);
    validator_reference(it, trailer, frame->reference, frame->reference_name,
                        validator_text(it, validator_child(it, header, frame->reference)));
}

// ---- Units ----

static void tell_notes(EdifactValidator *it)
{
    static const EdifactText texts[] = {
        [NOTE_CHARACTERS] = TEXT_CHARACTERS,         [NOTE_REPERTOIRE_UNKNOWN] = TEXT_REPERTOIRE,
        [NOTE_NOT_TERMINATED] = TEXT_NOT_TERMINATED, [NOTE_TAG] = TEXT_TAG,
        [NOTE_PACKAGE_LENGTH] = TEXT_PACKAGE,
    };
    if (it->unit->lacks_header && !validator_is_full(it))
        validator_find(it, 0, TEXT_NO_HEADER, S(""), S(""), S(""), S(""));
    if (it->unit->is_terminated_by_lines && !validator_is_full(it))
        validator_find(it, 0, TEXT_LINES, S(""), S(""), S(""), S(""));
    for (size_t i = 0; i < it->unit->note_count; i++) {
        const EdifactNote *note = &it->unit->notes[i];
        bool is_repeated = note->kind == NOTE_REPERTOIRE_UNKNOWN && it->unit->kind != UNIT_SERVICE;
        if (!is_repeated && !validator_is_full(it))
            validator_find(it, note->node, texts[note->kind],
                 note->node != 0 ? where(it, note->node, edifact_place(it->unit, note->node).position) : S(""), S(""),
                 S(""), S(""));
    }
}

EdifactValidator *edifact_validator_new(Arena *arena, Vocabulary *vocabulary, EdifactReader *reader)
{
    EdifactValidator *it = arena_array(arena, EdifactValidator, 1);
    it->arena = arena;
    it->vocabulary = vocabulary;
    it->reader = reader;
    it->references = references_new(arena);
    return it;
}

void edifact_validator_begin(EdifactValidator *it)
{
    frames_begin(it);
}

void edifact_validate(EdifactValidator *it, const EdifactUnit *unit, SchemaFindings *findings)
{
    it->unit = unit;
    it->tree = unit->tree;
    it->findings = findings;
    it->segments = 0;
    it->checks = checks_of(it, unit->message);
    tell_notes(it);
    switch (unit->kind) {
    case UNIT_MESSAGE:
        check_message(it);
        break;
    case UNIT_SERVICE:
        frames_service(it);
        break;
    case UNIT_PACKAGE:
        frames_package(it);
        break;
    }
}

void edifact_validator_end(EdifactValidator *it, SchemaFindings *findings)
{
    it->findings = findings;
    frames_end(it);
}
