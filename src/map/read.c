// SPDX-License-Identifier: Apache-2.0
// Tree ─► content, in one pass.
//
//     node ─► its path ─► the steps that may be meant ─► those below the step above ─► the one
//     whose conditions hold
//
// What has no step is a loss, value by value. An element that occurs once by the map and comes
// again is only compared: what it says otherwise is a loss, for two deliveries must not become one
// that never was.

#include "map/internal.h"
#include "tree/mt/format.h"

#define NS_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

// The steps whose names lead to a path.
typedef struct PathSteps {
    Step **steps;
    uint32_t count;
    bool is_known;
} PathSteps;

struct MapReader {
    Arena *arena;
    const Map *map;
    const Vocabulary *vocabulary;
    const MapLengths *lengths; // NULL: not known
    PathId root_path;          // what `paths` was made for
    const Root *root;
    PathSteps *paths;
    size_t path_room;
    NodeId *seen; // by step: the element in which it was met last
};

// A value whose item may come later in the document.
typedef struct Pending {
    struct Pending *next;
    const Step *step;
    ContentItem *owner;
    NodeId node;
    Slice value;
} Pending;

// A value that says nothing if another, which may come later, is the same.
typedef struct Repeat {
    struct Repeat *next;
    const Step *step;
    ContentItem *item;
} Repeat;

typedef struct Reading {
    MapReader *reader;
    Arena *arena;
    const Tree *tree;
    Content *content;
    Losses *losses;
    Pending *pending, **pending_end;
    Repeat *repeats;
    bool is_again; // within an element that was there already
} Reading;

static void read_below(Reading *it, const Step *step, NodeId node, ContentItem *item);

MapReader *map_reader_new(Arena *arena, const Map *map, const Vocabulary *vocabulary)
{
    MapReader *reader = arena_array(arena, MapReader, 1);
    reader->arena = arena;
    reader->map = map;
    reader->vocabulary = vocabulary;
    reader->root_path = PATH_NONE;
    reader->seen = arena_array(arena, NodeId, map->step_count);
    return reader;
}

void map_reader_lengths(MapReader *reader, const MapLengths *lengths)
{
    reader->lengths = lengths;
}

// ---- Which steps a path may be ----

static bool is_named(const Name *name, const StepName *step)
{
    return slice_equal(name->local, step->local) && slice_equal(name->uri, step->uri);
}

static const PathSteps *steps_of(MapReader *reader, PathId path);

static void find_steps(MapReader *reader, PathId id, PathSteps *result)
{
    const Path path = vocabulary_paths(reader->vocabulary)[id];
    result->is_known = true;
    if (id == reader->root_path) {
        result->steps = arena_array(reader->arena, Step *, 1);
        result->steps[result->count++] = reader->root->step;
        return;
    }
    if (path.parent == PATH_NONE || path.name == NAME_NONE)
        return;
    const Name *name = &vocabulary_names(reader->vocabulary)[path.name];
    const PathSteps *above = steps_of(reader, path.parent);
    size_t room = 0;
    for (size_t i = 0; i < above->count; i++)
        for (const Step *at = above->steps[i]->first; at != NULL; at = at->next)
            room += is_named(name, &at->name);
    result->steps = arena_array(reader->arena, Step *, room);
    for (size_t i = 0; i < above->count; i++)
        for (Step *at = above->steps[i]->first; at != NULL; at = at->next)
            if (is_named(name, &at->name) && at->name.is_attribute == (path.kind == NODE_ATTRIBUTE))
                result->steps[result->count++] = at;
}

static const PathSteps *steps_of(MapReader *reader, PathId path)
{
    if (path >= reader->path_room) {
        size_t room = vocabulary_path_count(reader->vocabulary) + 64;
        PathSteps *paths = arena_array(reader->arena, PathSteps, room);
        if (reader->path_room > 0)
            memcpy(paths, reader->paths, reader->path_room * sizeof *paths);
        reader->paths = paths;
        reader->path_room = room;
    }
    if (!reader->paths[path].is_known) {
        PathSteps found = {0};
        find_steps(reader, path, &found); // may move reader->paths
        reader->paths[path] = found;
    }
    return &reader->paths[path];
}

// ---- Conditions ----

static Slice value_of(const Reading *it, NodeId node)
{
    return tree_kind(it->tree, node) == NODE_ELEMENT ? tree_string(it->tree, node, it->arena)
                                                     : tree_content(it->tree, node);
}

static bool is_among(const Reading *it, const Condition *condition, Slice value)
{
    value = slice_trim(value);
    if (condition->reference != NULL) {
        const ContentSlot *slot = &it->content->root->slots[condition->reference->slot];
        return slot->at != NULL && slice_equal(slot_text(slot), value);
    }
    for (size_t i = 0; i < condition->value_count; i++)
        if (slice_equal(condition->values[i], value))
            return true;
    return false;
}

// Whether something lies at the rest of the condition's path (of the kinds EQUAL and UNEQUAL: with
// such a value).
static bool leads(const Reading *it, const Condition *condition, size_t depth, NodeId node)
{
    const Tree *tree = it->tree;
    bool asks_value = condition->kind == CONDITION_EQUAL || condition->kind == CONDITION_UNEQUAL;
    if (depth == condition->depth)
        return !asks_value || is_among(it, condition, value_of(it, node));
    if (tree_kind(tree, node) != NODE_ELEMENT)
        return false;
    const StepName *name = &condition->path[depth];
    NodeId at =
        name->is_attribute ? tree_first_attribute(tree, node) : tree_first_child(tree, node);
    while (at != NODE_NONE) {
        const Name *own = tree_name(tree, at);
        if (own != NULL && is_named(own, name) && leads(it, condition, depth + 1, at))
            return true;
        at = name->is_attribute ? tree_next_attribute(tree, at) : tree_next_sibling(tree, at);
    }
    return false;
}

static bool holds(const Reading *it, const Condition *condition, NodeId node)
{
    bool is_positive = condition->kind == CONDITION_EQUAL || condition->kind == CONDITION_EXISTS;
    return leads(it, condition, 0, node) == is_positive;
}

static bool conditions_hold(const Reading *it, const Step *step, NodeId node)
{
    for (size_t i = 0; i < step->condition_count; i++)
        if (!holds(it, &step->conditions[i], node))
            return false;
    return true;
}

// ---- Values ----

static ContentSlot *slot_of(ContentItem *item, const Step *step, const Term *term)
{
    for (unsigned i = 0; i < step->up; i++)
        item = item->parent;
    return &item->slots[term->slot];
}

static void lose(Reading *it, LossKind kind, NodeId node, const Term *term)
{
    loss_add_node(it->losses, kind, it->tree, node, term);
}

static void set_value(Reading *it, ContentSlot *slot, NodeId node, const Term *term, Slice value)
{
    if (slot->at == NULL && !it->is_again)
        slot_set(slot, value);
    else if (!slice_equal(slot_text(slot), value))
        lose(it, LOSS_AGAIN, node, term);
}

// "#AAI#text": the code goes to the partner. A text that only looks so is a text.
static Slice cut_mark(Reading *it, const Step *step, ContentItem *item, NodeId node, Slice value)
{
    enum { MARK_MAX = 3 }; // UNTDID 4451 has codes of three letters
    if (value.len < 3 || value.at[0] != '#')
        return value;
    Slice rest = slice_part(value, 1, value.len);
    size_t end = slice_find(rest, S("#"));
    if (end == SIZE_MAX || end == 0 || end > MARK_MAX)
        return value;
    set_value(it, slot_of(item, step, step->partner), node, step->partner,
              slice_part(rest, 0, end));
    return slice_part(rest, end + 1, rest.len);
}

// "202611211530": the time goes to the partner. Without a time it is a date.
static Slice cut_time(Reading *it, const Step *step, ContentItem *item, NodeId node, Slice value)
{
    Slice time;
    if (form_cut_time(step->form, it->arena, &value, &time))
        set_value(it, slot_of(item, step, step->partner), node, step->partner, time);
    return value;
}

// The lines after the first go to the members beside it; what goes on behind the last is told.
static Slice cut_lines(Reading *it, const Step *step, ContentItem *item, NodeId node, Slice value)
{
    Slice first = slice_cut(&value, '\n');
    for (size_t i = 0; i < step->form->member_count && value.len > 0; i++) {
        const Term *term = step->beside[i];
        Slice line = slice_cut(&value, '\n');
        if (slice_trim(line).len > 0)
            set_value(it, slot_of(item, step, term), node, term, line);
    }
    if (value.len > 0)
        lose(it, LOSS_PART, node, step->term);
    return first;
}

static ContentSlot *unless_slot(const Reading *it, const Step *step, ContentItem *item)
{
    ContentItem *owner = step->unless_beside ? item : it->content->root;
    return &owner->slots[step->unless->slot];
}

static void note_repeat(Reading *it, const Step *step, ContentItem *item)
{
    Repeat *repeat = arena_array(it->arena, Repeat, 1);
    *repeat = (Repeat){it->repeats, step, item};
    it->repeats = repeat;
}

static void drop_repeats(Reading *it)
{
    for (const Repeat *at = it->repeats; at != NULL; at = at->next) {
        ContentSlot *own = slot_of(at->item, at->step, at->step->term);
        const ContentSlot *same = unless_slot(it, at->step, at->item);
        if (own->at != NULL && slice_equal(slot_text(own), slot_text(same)))
            *own = (ContentSlot){0};
    }
}

// A default that was written for want of a value, or what another term says already.
static bool says_nothing(const Reading *it, const Step *step, ContentItem *item, Slice value)
{
    value = slice_trim(value);
    const ContentSlot *same = step->unless ? unless_slot(it, step, item) : NULL;
    return value.len == 0 || (step->fallback.len > 0 && slice_equal(step->fallback, value)) ||
           (same != NULL && slice_equal(slot_text(same), value));
}

static void put_off(Reading *it, const Step *step, NodeId node, ContentItem *item, Slice value)
{
    Pending *pending = arena_array(it->arena, Pending, 1);
    for (unsigned i = 0; i < step->up; i++)
        item = item->parent;
    *pending = (Pending){NULL, step, item, node, value};
    *it->pending_end = pending;
    it->pending_end = &pending->next;
}

static void place_pending(Reading *it)
{
    it->is_again = false;
    for (const Pending *at = it->pending; at != NULL; at = at->next) {
        const Step *step = at->step;
        ContentItem *item = item_choose(at->owner, step->chosen_list, step->chosen_by,
                                        step->chosen_values, step->chosen_count);
        if (item == NULL)
            lose(it, LOSS_NO_TERM, at->node, step->term);
        else
            set_value(it, &item->slots[step->term->slot], at->node, step->term, at->value);
    }
}

// Of SWIFT MT, texts are cut into lines. Where each line is a term of its own, none was.
static Slice joined_lines(const Reading *it, const Step *step, Slice value)
{
    const MapLengths *lengths = it->reader->lengths;
    const MtItem *item = lengths != NULL ? lengths->steps[step->number].item : NULL;
    if (step->form->kind == FORM_LINES)
        return value;
    return item != NULL && item->lines > 1 ? lines_join(it->arena, value, item->most) : value;
}

// What comes again is a further line of the value.
static bool add_line(Reading *it, const Step *step, ContentItem *item, Slice line)
{
    ContentSlot *slot = slot_of(item, step, step->term);
    if (!step->is_repeated || slot->at == NULL)
        return false;
    Slice text = slot_text(slot);
    slot_set(slot,
             arena_print(it->arena, "%.*s\n%.*s", (int)text.len, text.at, (int)line.len, line.at));
    return true;
}

static void read_text(Reading *it, const Step *step, NodeId node, ContentItem *item, Slice value)
{
    Slice result;
    size_t left;
    if (says_nothing(it, step, item, value))
        return;
    if (step->form->kind == FORM_MARKED)
        value = cut_mark(it, step, item, node, value);
    else if (step->form->kind == FORM_LINES)
        value = cut_lines(it, step, item, node, value);
    else if (step->partner != NULL)
        value = cut_time(it, step, item, node, value);
    if (!form_read(step->form, step->term->kind, it->arena, value, &result, &left)) {
        lose(it, LOSS_FORM, node, step->term);
        return;
    }
    if (left > 0)
        lose(it, LOSS_PART, node, step->term);
    if (result.len == 0)
        return;
    if (step->unless != NULL)
        note_repeat(it, step, item);
    if (step->chosen_list != NULL)
        put_off(it, step, node, item, result);
    else if (!add_line(it, step, item, result))
        set_value(it, slot_of(item, step, step->term), node, step->term, result);
}

static void read_value(Reading *it, const Step *step, NodeId node, ContentItem *item)
{
    read_text(it, step, node, item, joined_lines(it, step, value_of(it, node)));
}

static bool is_part_of(const Step *whole, const Name *name)
{
    const Step *at = whole;
    while (!is_named(name, &at->name)) {
        at = at->next;
        if (at == NULL || at->whole != whole)
            return false;
    }
    return true;
}

// The piece that stands before this one; another term's value may lie between.
static NodeId piece_before(const Tree *tree, NodeId node, const Step *whole)
{
    NodeId before = NODE_NONE;
    NodeId at = tree_first_child(tree, tree_parent(tree, node));
    for (; at != node; at = tree_next_sibling(tree, at))
        if (tree_kind(tree, at) == NODE_ELEMENT && is_part_of(whole, tree_name(tree, at)))
            before = at;
    return before;
}

// Where the value is that goes on: in content, or put off until its item is known.
static Slice *put_off_value(const Reading *it, const Step *step)
{
    for (Pending *at = it->pending; at != NULL; at = at->next)
        if (at->step == step)
            return &at->value;
    return NULL;
}

// What goes on from the piece before it.
static void read_part(Reading *it, const Step *step, NodeId node, ContentItem *item)
{
    bool is_chosen = step->chosen_list != NULL;
    Slice *waiting = is_chosen ? put_off_value(it, step->whole) : NULL;
    ContentSlot *slot = is_chosen ? NULL : slot_of(item, step, step->term);
    if ((it->is_again && !step->is_repeated) || (is_chosen ? waiting == NULL : slot->at == NULL)) {
        read_value(it, step, node, item);
        return;
    }
    Slice piece = value_of(it, node);
    if (slice_trim(piece).len == 0)
        return;
    NodeId before = piece_before(it->tree, node, step->whole);
    Slice last = before != NODE_NONE ? value_of(it, before) : S("");
    size_t most = it->reader->lengths ? it->reader->lengths->steps[step->number].most : 0;
    Slice joined =
        pieces_join(it->arena, is_chosen ? *waiting : slot_text(slot), last, most, piece);
    if (is_chosen)
        *waiting = joined;
    else
        slot_set(slot, joined);
}

static void expect_value(Reading *it, const Step *step, NodeId node, const Slice *expected,
                         size_t count)
{
    Slice value = slice_trim(value_of(it, node));
    for (size_t i = 0; i < count; i++)
        if (slice_equal(value, expected[i]))
            return;
    if (value.len > 0)
        lose(it, LOSS_FORM, node, step->term);
}

// Every value of a subtree that no step leads to.
static void lose_all(Reading *it, LossKind kind, NodeId node)
{
    const Tree *tree = it->tree;
    for (NodeId at = node, last = tree_last(tree, node); at <= last; at++) {
        NodeKind what = tree_kind(tree, at);
        if (what == NODE_ATTRIBUTE)
            lose(it, kind, at, NULL);
        else if (what == NODE_TEXT && slice_trim(tree_content(tree, at)).len > 0)
            lose(it, kind, at, NULL);
    }
}

static bool is_technical(const Tree *tree, NodeId attribute)
{
    return tree_kind(tree, attribute) == NODE_ATTRIBUTE &&
           slice_equal(tree_name(tree, attribute)->uri, S(NS_INSTANCE));
}

// The scheme of an identifier that is empty. Whether the step's value is.
static bool lose_orphans(Reading *it, const Step *step, NodeId node)
{
    if (step->kind != STEP_VALUE || slice_trim(value_of(it, node)).len > 0)
        return false;
    for (NodeId at = tree_first_attribute(it->tree, node); at != NODE_NONE;
         at = tree_next_attribute(it->tree, at))
        if (!is_technical(it->tree, at) && slice_trim(tree_content(it->tree, at)).len > 0)
            lose(it, LOSS_ORPHAN, at, NULL);
    return true;
}

// ---- Elements ----

// The next item of a text that has all: up to the line that begins with the mark again.
static Slice cut_item(Slice *rest, Slice mark)
{
    const char *start = rest->at;
    do
        slice_cut(rest, '\n');
    while (rest->len > 0 && !slice_starts(*rest, mark));
    Slice item = {start, (size_t)(rest->at - start)};
    if (slice_starts(item, mark))
        item = slice_part(item, mark.len, item.len);
    return slice_trim(item);
}

static void read_marked_items(Reading *it, const Step *step, NodeId node, ContentItem *parent)
{
    Slice rest = joined_lines(it, step, value_of(it, node));
    for (size_t i = 0; rest.len > 0 && i < MAP_ITEMS_MAX; i++) {
        Slice text = cut_item(&rest, step->mark);
        if (text.len > 0)
            read_text(it, step, node, content_add(it->arena, parent, step->list), text);
    }
    if (rest.len > 0)
        lose(it, LOSS_PART, node, step->term);
}

static void read_list_item(Reading *it, const Step *step, NodeId node, ContentItem *parent)
{
    if (it->is_again) {
        lose_all(it, LOSS_AGAIN, node);
        return;
    }
    if (step->mark.len > 0) {
        read_marked_items(it, step, node, parent);
        return;
    }
    ContentItem *before = parent->slots[step->list->slot].last;
    if (parent->slots[step->list->slot].first == NULL)
        before = NULL;
    ContentItem *item = content_add(it->arena, parent, step->list);
    if (step->kind == STEP_VALUE)
        read_value(it, step, node, item);
    if (!lose_orphans(it, step, node))
        read_below(it, step, node, item);
    if (item_is_empty(item))
        content_drop_last(item, before);
}

static void read_once(Reading *it, const Step *step, NodeId node, ContentItem *item)
{
    bool was_again = it->is_again;
    NodeId parent = tree_parent(it->tree, node);
    if (it->reader->seen[step->number] == parent)
        it->is_again = true;
    it->reader->seen[step->number] = parent;
    switch (step->kind) {
    case STEP_INNER:
        break;
    case STEP_VALUE:
        read_value(it, step, node, item);
        break;
    case STEP_CONSTANT:
        expect_value(it, step, node, step->constants, step->constant_count);
        break;
    case STEP_COPY: {
        Slice other = slot_text(slot_of(item, step, step->term));
        expect_value(it, step, node, &other, 1);
        break;
    }
    case STEP_PART:
        read_part(it, step, node, item);
        break;
    case STEP_IGNORED:
    case STEP_COUNT:
        it->is_again = was_again;
        return;
    }
    if (!step->name.is_attribute && !lose_orphans(it, step, node))
        read_below(it, step, node, item);
    it->is_again = was_again;
}

static const Step *step_for(Reading *it, const Step *above, NodeId node)
{
    const PathSteps *steps = steps_of(it->reader, tree_path(it->tree, node));
    for (uint32_t i = 0; i < steps->count; i++)
        if (steps->steps[i]->parent == above && conditions_hold(it, steps->steps[i], node))
            return steps->steps[i];
    return NULL;
}

// The headers of a message of SWIFT MT belong to its transport, as UNB does to that of EDIFACT.
static bool is_header(const Reading *it, const Step *step, NodeId node)
{
    return step->parent == NULL && map_kind(&it->reader->map->head) == MAP_MT &&
           slice_starts(tree_name(it->tree, node)->local, S("block"));
}

static void read_below(Reading *it, const Step *step, NodeId node, ContentItem *item)
{
    const Tree *tree = it->tree;
    for (NodeId at = node + 1, last = tree_last(tree, node); at <= last;
         at = tree_last(tree, at) + 1) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == NODE_TEXT && step->kind == STEP_INNER &&
            slice_trim(tree_content(tree, at)).len > 0)
            lose(it, LOSS_NO_TERM, at, NULL);
        if (kind != NODE_ELEMENT && kind != NODE_ATTRIBUTE)
            continue;
        const Step *next = step_for(it, step, at);
        if (next != NULL && next->list != NULL)
            read_list_item(it, next, at, item);
        else if (next != NULL)
            read_once(it, next, at, item);
        else if (!is_technical(tree, at) && !is_header(it, step, at))
            lose_all(it, LOSS_NO_TERM, at);
    }
}

// ---- The whole ----

static bool is_root(const Reading *it, const Root *root, NodeId node)
{
    if (!is_named(tree_name(it->tree, node), &root->name))
        return false;
    for (size_t i = 0; i < root->condition_count; i++)
        if (!holds(it, &root->conditions[i], node))
            return false;
    return true;
}

// One with a condition that holds comes before one without.
static const Root *find_root(const MapHead *head, Arena *scratch, const Tree *tree, NodeId node)
{
    const Reading it = {.arena = scratch, .tree = tree};
    const Root *found = NULL;
    for (size_t i = 0; i < head->root_count; i++) {
        const Root *root = &head->roots[i];
        bool is_better =
            found == NULL || (found->condition_count == 0 && root->condition_count > 0);
        if (is_better && is_root(&it, root, node))
            found = root;
    }
    return found;
}

MapFit map_head_fit(const MapHead *head, Arena *scratch, const Tree *tree, NodeId root)
{
    const Root *found = find_root(head, scratch, tree, root);
    if (found == NULL)
        return MAP_FITS_NOT;
    return found->condition_count > 0 ? MAP_FITS_BY_CONDITION : MAP_FITS_BY_NAME;
}

// What is known of the paths is kept for the next document that begins alike.
static bool begin(MapReader *reader, Arena *scratch, const Tree *tree, NodeId node)
{
    const Root *root = find_root(&reader->map->head, scratch, tree, node);
    if (root == NULL)
        return false;
    PathId path = tree_path(tree, node);
    if (reader->root_path != path || reader->root != root) {
        reader->root_path = path;
        reader->root = root;
        if (reader->path_room > 0)
            memset(reader->paths, 0, reader->path_room * sizeof *reader->paths);
    }
    for (size_t i = 0; i < reader->map->step_count; i++)
        reader->seen[i] = NODE_NONE;
    return true;
}

Content *map_read(MapReader *reader, Arena *arena, const Tree *tree, NodeId root, Losses *losses)
{
    if (!begin(reader, arena, tree, root))
        return NULL;
    Reading it = {.reader = reader, .arena = arena, .tree = tree, .losses = losses};
    it.pending_end = &it.pending;
    it.content = content_new(arena, reader->map->model);
    read_below(&it, reader->root->step, root, it.content->root);
    place_pending(&it);
    drop_repeats(&it);
    return it.content;
}
