// SPDX-License-Identifier: Apache-2.0
// Content in memory, as JSON, and what differs between two.

#include "base/decimal.h"
#include "base/json.h"
#include "map/internal.h"

static ContentItem *new_item(Arena *arena, const Term *list)
{
    ContentItem *item = arena_take(arena, sizeof *item + list->slot_count * sizeof *item->slots,
                                   alignof(ContentItem));
    item->list = list;
    return item;
}

Content *content_new(Arena *arena, const Model *model)
{
    Content *content = arena_array(arena, Content, 1);
    content->model = model;
    content->arena = arena;
    content->root = new_item(arena, &model->root);
    return content;
}

ContentItem *content_add(Arena *arena, ContentItem *parent, const Term *list)
{
    ContentItem *item = new_item(arena, list);
    ContentSlot *slot = &parent->slots[list->slot];
    item->parent = parent;
    if (slot->first == NULL)
        slot->first = item;
    else
        slot->last->next = item;
    slot->last = item;
    return item;
}

void content_drop_last(ContentItem *item, ContentItem *before)
{
    ContentSlot *slot = &item->parent->slots[item->list->slot];
    if (before == NULL)
        slot->first = NULL;
    else
        before->next = NULL;
    slot->last = before;
}

ContentItem *item_choose(const ContentItem *parent, const Term *list, const Term *member,
                         const Slice *values, size_t count)
{
    for (ContentItem *item = parent->slots[list->slot].first; item != NULL; item = item->next)
        for (size_t i = 0; i < count; i++)
            if (slice_equal(slot_text(&item->slots[member->slot]), values[i]))
                return item;
    return NULL;
}

bool item_is_empty(const ContentItem *item)
{
    for (size_t i = 0; i < item->list->slot_count; i++)
        if (item->slots[i].at != NULL)
            return false;
    return true;
}

// ---- Pointers ----

static void point(Buffer *out, const ContentItem *item, const Term *term)
{
    const Term *list = item->list;
    if (term == list) {
        if (list->parent == NULL)
            return;
        point(out, item->parent, list->parent);
        size_t index = 0;
        for (const ContentItem *at = item->parent->slots[list->slot].first; at != item;
             at = at->next)
            index++;
        buffer_print(out, "/%.*s/%zu", (int)list->name.len, list->name.at, index);
        return;
    }
    point(out, item, term->parent);
    buffer_print(out, "/%.*s", (int)term->name.len, term->name.at);
}

Slice content_pointer(Arena *arena, const ContentItem *item, const Term *term)
{
    Buffer out = buffer_new(arena);
    point(&out, item, term);
    return buffer_slice(&out);
}

// ---- JSON ----

static void write_members(JsonWriter *json, const ContentItem *item, const Term *group);

static bool has_member(const ContentItem *item, const Term *term)
{
    if (term->kind != TERM_GROUP)
        return item->slots[term->slot].at != NULL;
    for (uint32_t i = 0; i < term->slot_count; i++)
        if (item->slots[term->slot + i].at != NULL)
            return true;
    return false;
}

static void write_list(JsonWriter *json, const ContentItem *item)
{
    json_open(json, '[');
    for (; item != NULL; item = item->next) {
        json_open(json, '{');
        write_members(json, item, item->list);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_members(JsonWriter *json, const ContentItem *item, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        if (!has_member(item, term))
            continue;
        json_key_slice(json, term->name);
        switch (term->kind) {
        case TERM_TEXT:
        case TERM_DATE:
            json_string(json, slot_text(&item->slots[term->slot]));
            break;
        case TERM_NUMBER:
            json_number(json, slot_text(&item->slots[term->slot]));
            break;
        case TERM_BOOLEAN:
            json_boolean(json, slice_equal(slot_text(&item->slots[term->slot]), S("true")));
            break;
        case TERM_GROUP:
            json_open(json, '{');
            write_members(json, item, term);
            json_close(json, '}');
            break;
        case TERM_LIST:
            write_list(json, item->slots[term->slot].first);
            break;
        }
    }
}

void content_write_json(Buffer *out, const Content *content)
{
    JsonWriter json = {.out = out};
    json_open(&json, '{');
    json_field(&json, "$schema", content->model->id);
    write_members(&json, content->root, &content->model->root);
    json_close(&json, '}');
    buffer_add_char(out, '\n');
}

// ---- What differs ----

typedef struct Comparer {
    Arena *arena;
    ContentDifferences out;
} Comparer;

static void differ(Comparer *it, const ContentItem *item, const Term *term, Slice left, Slice right)
{
    ContentDifferences *out = &it->out;
    out->count++;
    if (out->kept == DIFFERENCES_KEPT)
        return;
    if (out->kept == out->room) {
        size_t room = out->room ? out->room * 2 : 16;
        out->list = arena_resize(it->arena, out->list, out->room * sizeof *out->list,
                                 room * sizeof *out->list);
        out->room = room;
    }
    out->list[out->kept++] =
        (ContentDifference){term, content_pointer(it->arena, item, term), left, right};
}

static bool is_same(const Term *term, Slice left, Slice right)
{
    Decimal a, b;
    if (slice_equal(left, right))
        return (left.at == NULL) == (right.at == NULL);
    return term->kind == TERM_NUMBER && left.at != NULL && right.at != NULL &&
           decimal_read(left, &a, NULL) && decimal_read(right, &b, NULL) &&
           decimal_compare(a, b) == 0;
}

static void compare_items(Comparer *it, const ContentItem *left, const ContentItem *right);

// An item of one side alone: each of its values differs from nothing.
static void only_one(Comparer *it, const ContentItem *item, bool is_left)
{
    for (size_t i = 0; i < item->list->slot_count; i++) {
        const Term *term = item->list->slots[i];
        const ContentSlot *slot = &item->slots[i];
        if (slot->at == NULL)
            continue;
        if (term->kind == TERM_LIST) {
            for (const ContentItem *at = slot->first; at != NULL; at = at->next)
                only_one(it, at, is_left);
            continue;
        }
        Slice text = slot_text(slot), none = {0};
        differ(it, item, term, is_left ? text : none, is_left ? none : text);
    }
}

// In nested lists the order counts; where it differs, the items are compared one by one.
static bool is_same_item(const ContentItem *left, const ContentItem *right)
{
    for (size_t i = 0; i < left->list->slot_count; i++) {
        const Term *term = left->list->slots[i];
        const ContentSlot *a = &left->slots[i], *b = &right->slots[i];
        if (term->kind != TERM_LIST) {
            if (!is_same(term, slot_text(a), slot_text(b)))
                return false;
            continue;
        }
        const ContentItem *x = a->first, *y = b->first;
        for (; x != NULL && y != NULL && is_same_item(x, y); x = x->next)
            y = y->next;
        if (x != NULL || y != NULL)
            return false;
    }
    return true;
}

static size_t count_items(const ContentItem *item)
{
    size_t count = 0;
    for (; item != NULL; item = item->next)
        count++;
    return count;
}

// Takes from both lists what is the same, whatever its place; what is left differs. Long lists are
// compared in their order, so that hostile ones cost no square.
static void match_items(const ContentItem **left, size_t left_count, const ContentItem **right,
                        size_t right_count)
{
    enum { MATCHED_MAX = 1000 };
    bool is_long = left_count > MATCHED_MAX || right_count > MATCHED_MAX;
    for (size_t i = 0; i < left_count; i++) {
        size_t from = is_long ? i : 0, end = is_long ? i + 1 : right_count;
        for (size_t k = from; k < end && k < right_count && left[i] != NULL; k++) {
            if (right[k] != NULL && is_same_item(left[i], right[k]))
                left[i] = right[k] = NULL;
        }
    }
}

static void compare_lists(Comparer *it, const ContentItem *left, const ContentItem *right)
{
    size_t left_count = count_items(left), right_count = count_items(right), i = 0, k = 0;
    const ContentItem **a = arena_array(it->arena, const ContentItem *, left_count);
    const ContentItem **b = arena_array(it->arena, const ContentItem *, right_count);
    for (const ContentItem *at = left; at != NULL; at = at->next)
        a[i++] = at;
    for (const ContentItem *at = right; at != NULL; at = at->next)
        b[k++] = at;
    match_items(a, left_count, b, right_count);
    for (i = k = 0;; i++, k++) {
        while (i < left_count && a[i] == NULL)
            i++;
        while (k < right_count && b[k] == NULL)
            k++;
        if (i >= left_count && k >= right_count)
            return;
        if (i < left_count && k < right_count)
            compare_items(it, a[i], b[k]);
        else if (i < left_count)
            only_one(it, a[i], true);
        else
            only_one(it, b[k], false);
    }
}

static void compare_items(Comparer *it, const ContentItem *left, const ContentItem *right)
{
    for (size_t i = 0; i < left->list->slot_count; i++) {
        const Term *term = left->list->slots[i];
        const ContentSlot *a = &left->slots[i], *b = &right->slots[i];
        if (term->kind == TERM_LIST)
            compare_lists(it, a->first, b->first);
        else if (!is_same(term, slot_text(a), slot_text(b)))
            differ(it, left, term, slot_text(a), slot_text(b));
    }
}

ContentDifferences content_compare(Arena *arena, const Content *left, const Content *right)
{
    Comparer it = {.arena = arena};
    compare_items(&it, left->root, right->root);
    return it.out;
}
