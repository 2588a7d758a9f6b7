// SPDX-License-Identifier: Apache-2.0
// Paths to checks: <M_INVOIC>/<G_SG2>/<S_NAD>/<C_C082>/<D_3039> is the component 3039 of C082, an..35, in row 0120.

#include "schema/edifact/checks.h"

enum { SLOTS_MAX = 64 }; // of which presence is noted; a segment has 60 at most

typedef struct CodeList {
    struct CodeList *next;
    const EdifactElement *element;
    const CodeSet *set;
} CodeList;

static const Check nothing = {.kind = CHECK_NONE, .row = ROW_NONE};

// ---- Structures ----

static void number_rows(Arena *arena, Checks *checks)
{
    const EdifactMessage *message = checks->message;
    const EdifactRow *rows = message->rows;
    checks->ordinals = arena_array(arena, uint8_t, message->count);
    checks->same = arena_array(arena, uint16_t, message->count);
    checks->needed = arena_take_array(arena, sizeof *checks->needed, message->count, alignof(uint64_t));
    for (uint16_t group = 0; group < message->count; group++) {
        unsigned ordinal = 0;
        for (uint16_t row = rows[group].is_group ? rows[group].first : ROW_NONE; row != ROW_NONE;
             row = rows[row].next) {
            checks->ordinals[row] = (uint8_t)(ordinal < UINT8_MAX ? ordinal : UINT8_MAX);
            if (rows[row].is_mandatory && ordinal < UINT8_MAX)
                checks->needed[group][ordinal / 64] |= UINT64_C(1) << ordinal % 64;
            ordinal++;
            checks->same[row] = ROW_NONE;
            for (uint16_t next = rows[row].next; next != ROW_NONE && checks->same[row] == ROW_NONE;
                 next = rows[next].next)
                if (slice_equal(rows[next].tag, rows[row].tag))
                    checks->same[row] = next;
        }
    }
}

Checks *checks_of(EdifactValidator *it, const EdifactMessage *message)
{
    for (Checks *checks = it->all; checks != NULL; checks = checks->next)
        if (checks->message == message)
            return checks;
    Checks *checks = arena_array(it->arena, Checks, 1);
    checks->message = message;
    checks->release = S("ISO 9735");
    if (message != NULL) {
        number_rows(it->arena, checks);
        checks->release = arena_print(it->arena, "%.*s.%.*s", (int)message->version.len, message->version.at,
                                      (int)message->release.len, message->release.at);
    }
    checks->next = it->all;
    it->all = checks;
    return checks;
}

// ---- Data elements ----

static const CodeSet *codes_of(EdifactValidator *it, const EdifactElement *element)
{
    if (element->codes.len == 0)
        return NULL;
    for (const CodeList *list = it->lists; list != NULL; list = list->next)
        if (list->element == element)
            return list->set;
    CodeList *list = arena_array(it->arena, CodeList, 1);
    *list = (CodeList){it->lists, element, codes_new(it->arena, element)};
    it->lists = list;
    return list->set;
}

static uint64_t mandatory_slots(const EdifactItem *items, size_t count)
{
    uint64_t slots = 0;
    for (size_t i = 0; i < count && i < SLOTS_MAX; i++)
        slots |= (uint64_t)items[i].is_mandatory << i;
    return slots;
}

static void fill_item(EdifactValidator *it, Check *check, const EdifactItem *items, size_t index)
{
    const EdifactItem *item = &items[index];
    const EdifactElement *element = item->element;
    check->item = item;
    check->slot = (uint8_t)(index < SLOTS_MAX ? index : SLOTS_MAX);
    if (element == NULL) {
        check->kind = CHECK_COMPOSITE;
        check->mandatory = mandatory_slots(item->composite->items, item->composite->count);
        return;
    }
    check->kind = CHECK_VALUE;
    check->least = element->least;
    check->most = element->most;
    check->is_number = !element->has_letters && element->has_digits;
    check->is_text = element->has_letters && !element->has_digits;
    check->codes = codes_of(it, element);
    check->qualifies = slice_equal(element->number, S("1131")) || slice_equal(element->number, S("3055"));
}

// "D_3042_3" among the items of its segment or composite
static bool find_item(EdifactValidator *it, Check *check, Slice local, const EdifactItem *items, size_t count)
{
    Slice rest = slice_part(local, 2, local.len), number = slice_cut(&rest, '_');
    size_t ordinal = 0;
    for (size_t i = 0; i < rest.len && i < 4; i++)
        ordinal = ordinal * 10 + (size_t)(rest.at[i] - '0');
    ordinal -= ordinal > 0;
    for (size_t i = 0; i < count; i++) {
        Slice own = items[i].element != NULL ? items[i].element->number : items[i].composite->tag;
        if (slice_equal(own, number) && ordinal >= items[i].ordinal &&
            ordinal < (size_t)items[i].ordinal + items[i].repeat) {
            fill_item(it, check, items, i);
            return true;
        }
    }
    return false;
}

// ---- Paths ----

static uint16_t find_row(const Checks *checks, uint16_t group, Slice tag)
{
    const EdifactRow *rows = checks->message->rows;
    for (uint16_t row = rows[group].first; row != ROW_NONE; row = rows[row].next)
        if (slice_equal(rows[row].tag, tag))
            return row;
    return ROW_NONE;
}

static void fill_segment(EdifactValidator *it, Checks *checks, Check *check, const Check *parent, Slice tag)
{
    check->kind = CHECK_SEGMENT;
    if (parent->kind == CHECK_GROUP)
        check->row = find_row(checks, parent->row, tag);
    check->spec = check->row != ROW_NONE
                      ? checks->message->rows[check->row].spec
                      : reader_segment(it->reader, checks->message != NULL ? checks->message->directory : NULL, tag);
    if (check->spec == NULL)
        return;
    check->mandatory = mandatory_slots(check->spec->items, check->spec->count);
    check->frames_group = slice_starts(check->spec->tag, S("UG"));
}

static bool fill(EdifactValidator *it, Checks *checks, Check *check, const Check *parent, Slice local)
{
    Slice tag = slice_part(local, 2, local.len);
    if (local.len < 3 || local.at[1] != '_')
        return false;
    switch (local.at[0]) {
    case 'M':
        check->kind = CHECK_GROUP;
        check->row = 0;
        return checks->message != NULL;
    case 'G':
        check->kind = CHECK_GROUP;
        check->row = parent->kind == CHECK_GROUP ? find_row(checks, parent->row, tag) : ROW_NONE;
        return check->row != ROW_NONE;
    case 'S':
        fill_segment(it, checks, check, parent, tag);
        return true;
    case 'C':
    case 'D':
        if (parent->kind == CHECK_SEGMENT && parent->spec != NULL)
            return find_item(it, check, local, parent->spec->items, parent->spec->count);
        return parent->kind == CHECK_COMPOSITE &&
               find_item(it, check, local, parent->item->composite->items, parent->item->composite->count);
    }
    return false;
}

const Check *checks_resolve(EdifactValidator *it, Checks *checks, PathId path)
{
    if (path >= checks->room) {
        size_t room = vocabulary_path_count(it->vocabulary) + 256;
        checks->by_path = arena_resize(it->arena, checks->by_path, checks->room * sizeof *checks->by_path,
                                       room * sizeof *checks->by_path);
        memset(checks->by_path + checks->room, 0, (room - checks->room) * sizeof *checks->by_path);
        checks->places = arena_resize(it->arena, checks->places, checks->room * sizeof *checks->places,
                                      room * sizeof *checks->places);
        memset(checks->places + checks->room, 0, (room - checks->room) * sizeof *checks->places);
        checks->room = room;
    }
    const Path *at = &vocabulary_paths(it->vocabulary)[path];
    if (at->kind != NODE_ELEMENT || at->name == NAME_NONE)
        return checks->by_path[path] = &nothing;
    const Check *parent = &nothing;
    if (at->parent != PATH_NONE && at->parent < checks->room)
        parent =
            checks->by_path[at->parent] != NULL ? checks->by_path[at->parent] : checks_resolve(it, checks, at->parent);
    Check *check = arena_array(it->arena, Check, 1);
    check->row = ROW_NONE;
    Slice local = vocabulary_names(it->vocabulary)[vocabulary_paths(it->vocabulary)[path].name].local;
    bool is_known = fill(it, checks, check, parent, local);
    return checks->by_path[path] = is_known ? check : &nothing;
}
