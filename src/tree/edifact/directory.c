// SPDX-License-Identifier: Apache-2.0
// Reads the compact text of a release.
//
//     e 3035 an..3 Party function code qualifier      elements with their codes
//      BY Buyer
//     c C082 Party identification details             composites: elements
//      3039 M
//     s NAD Name and address                          segments: elements and composites
//      010 3035 M 1
//     m INVOIC Invoice message                        messages: segments and groups
//      0010 UNH M 1
//
// The text is indexed once, line by line; what a segment or a message is made of is read when it is first met. Most
// documents need a tenth of a release.

#include "tree/edifact/library.h"

enum {
    ITEMS_MAX = 256,  // of one segment or composite; the longest has 60
    ROWS_MAX = 5000,  // of one message; the longest has 550
    REPEAT_MAX = 999, // of an element in a segment; the directories say 99 at most
};

// ---- The index ----

typedef struct Entry {
    Slice head, rows; // the line without its letter; the lines below it
    const void *made; // the specification, once it was asked for
} Entry;

typedef struct Index {
    Table *by_tag;
    Entry *entries;
    size_t count, room;
} Index;

struct EdifactRelease {
    Arena *arena;
    Slice version, release;
    Index elements, composites, segments, messages;
};

static void add_entry(Arena *arena, Index *index, Entry entry)
{
    bool is_new;
    Slice rest = entry.head;
    int32_t number = table_add(index->by_tag, slice_cut(&rest, ' '), &is_new);
    if (!is_new)
        return; // the first counts
    if (index->count == index->room) {
        size_t room = index->room ? index->room * 2 : 64;
        index->entries = arena_resize(arena, index->entries, index->room * sizeof entry, room * sizeof entry);
        index->room = room;
    }
    index->entries[number] = entry;
    index->count++;
}

static Entry *find_entry(const Index *index, Slice tag)
{
    int32_t number = table_find(index->by_tag, tag);
    return number == TABLE_NONE ? NULL : &index->entries[number];
}

static Index *index_of(EdifactRelease *release, char letter)
{
    switch (letter) {
    case 'e':
        return &release->elements;
    case 'c':
        return &release->composites;
    case 's':
        return &release->segments;
    case 'm':
        return &release->messages;
    }
    return NULL;
}

// All lines behind that begin with a blank.
static Slice take_rows(Slice *rest)
{
    Slice rows = {rest->at, 0};
    while (rest->len > 0 && rest->at[0] == ' ')
        slice_cut(rest, '\n');
    rows.len = (size_t)(rest->at - rows.at);
    return rows;
}

EdifactRelease *release_read(Arena *arena, Slice version, Slice name, Slice text)
{
    EdifactRelease *release = arena_array(arena, EdifactRelease, 1);
    release->arena = arena;
    release->version = version;
    release->release = name;
    for (const char *letter = "ecsm"; *letter != '\0'; letter++)
        index_of(release, *letter)->by_tag = table_new(arena, 512);
    while (text.len > 0) {
        Slice line = slice_cut(&text, '\n');
        Index *index = line.len > 2 ? index_of(release, line.at[0]) : NULL;
        Slice rows = take_rows(&text);
        if (index != NULL)
            add_entry(arena, index, (Entry){slice_part(line, 2, line.len), rows, NULL});
    }
    return release;
}

// ---- Elements and composites ----

static uint32_t number_of(Slice digits)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits.len && digits.at[i] >= '0' && digits.at[i] <= '9' && value < 100000000; i++)
        value = value * 10 + (uint32_t)(digits.at[i] - '0');
    return value;
}

// an..35, n13, a3
static void read_form(EdifactElement *element, Slice form)
{
    size_t at = 0;
    for (; at < form.len && (form.at[at] == 'a' || form.at[at] == 'n'); at++) {
        element->has_letters |= form.at[at] == 'a';
        element->has_digits |= form.at[at] == 'n';
    }
    bool is_range = slice_starts(slice_part(form, at, form.len), S(".."));
    uint32_t most = number_of(slice_part(form, at + (is_range ? 2 : 0), form.len));
    element->most = most < UINT16_MAX ? (uint16_t)most : UINT16_MAX;
    element->least = is_range ? 1 : element->most;
}

static const EdifactElement *release_element(const EdifactRelease *release, Slice number)
{
    Entry *entry = find_entry(&release->elements, number);
    if (entry == NULL)
        return NULL;
    if (entry->made == NULL) {
        EdifactElement *element = arena_array(release->arena, EdifactElement, 1);
        Slice rest = entry->head;
        element->number = slice_cut(&rest, ' ');
        read_form(element, slice_cut(&rest, ' '));
        element->name = rest;
        element->codes = entry->rows;
        entry->made = element;
    }
    return entry->made;
}

static size_t count_lines(Slice rows)
{
    size_t count = 0;
    for (; rows.len > 0; count++)
        slice_cut(&rows, '\n');
    return count < ITEMS_MAX ? count : ITEMS_MAX;
}

static bool is_same(const EdifactItem *a, const EdifactItem *b)
{
    return a->element == b->element && a->composite == b->composite;
}

static void set_ordinal(EdifactItem *items, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_same(&items[i], &items[index]))
            items[index].ordinal = (uint16_t)(items[index].ordinal + items[i].repeat);
}

static const EdifactComposite *release_composite(const EdifactRelease *release, Slice tag)
{
    Entry *entry = find_entry(&release->composites, tag);
    if (entry == NULL)
        return NULL;
    if (entry->made == NULL) {
        EdifactComposite *composite = arena_array(release->arena, EdifactComposite, 1);
        Slice rest = entry->head, rows = entry->rows;
        EdifactItem *items = arena_array(release->arena, EdifactItem, count_lines(rows));
        composite->tag = slice_cut(&rest, ' ');
        composite->name = rest;
        while (rows.len > 0 && composite->count < ITEMS_MAX) {
            Slice row = slice_trim(slice_cut(&rows, '\n'));
            EdifactItem item = {.element = release_element(release, slice_cut(&row, ' ')), .repeat = 1};
            item.is_mandatory = slice_starts(row, S("M"));
            if (item.element == NULL)
                continue;
            items[composite->count] = item;
            set_ordinal(items, composite->count++);
        }
        composite->items = items;
        entry->made = composite;
    }
    return entry->made;
}

bool element_code(const EdifactElement *element, Slice code, Slice *name)
{
    for (Slice rows = element->codes; rows.len > 0;) {
        Slice row = slice_cut(&rows, '\n');
        if (row.len > code.len + 1 && row.at[code.len + 1] == ' ' && memcmp(row.at + 1, code.at, code.len) == 0) {
            *name = slice_part(row, code.len + 2, row.len);
            return true;
        }
    }
    return false;
}

// ---- Segments ----

// "! D5 040 030"
static void read_dependency(EdifactDependency *dependency, Slice row)
{
    enum { POSITIONS_MAX = sizeof dependency->positions / sizeof *dependency->positions };
    dependency->kind = row.len > 3 ? row.at[3] : '0';
    row = slice_part(row, 5, row.len);
    while (row.len > 0 && dependency->count < POSITIONS_MAX)
        dependency->positions[dependency->count++] = slice_cut(&row, ' ');
}

// "010 C082 C 1"
static bool read_item(const EdifactRelease *release, EdifactItem *item, Slice row)
{
    item->position = slice_cut(&row, ' ');
    Slice tag = slice_cut(&row, ' ');
    item->is_mandatory = slice_equal(slice_cut(&row, ' '), S("M"));
    uint32_t repeat = number_of(row);
    item->repeat = (uint16_t)(repeat == 0 ? 1 : repeat > REPEAT_MAX ? REPEAT_MAX : repeat);
    item->composite = release_composite(release, tag);
    item->element = item->composite == NULL ? release_element(release, tag) : NULL;
    return item->composite != NULL || item->element != NULL;
}

const EdifactSpec *release_segment(const EdifactRelease *release, Slice tag)
{
    Entry *entry = find_entry(&release->segments, tag);
    if (entry == NULL)
        return NULL;
    if (entry->made == NULL) {
        EdifactSpec *spec = arena_array(release->arena, EdifactSpec, 1);
        Slice rest = entry->head, rows = entry->rows;
        size_t most = count_lines(rows);
        EdifactItem *items = arena_array(release->arena, EdifactItem, most);
        EdifactDependency *dependencies = arena_array(release->arena, EdifactDependency, most);
        spec->tag = slice_cut(&rest, ' ');
        spec->name = rest;
        for (size_t i = 0; i < most; i++) {
            Slice row = slice_trim(slice_cut(&rows, '\n'));
            if (slice_starts(row, S("!"))) {
                read_dependency(&dependencies[spec->dependency_count++], row);
            } else if (read_item(release, &items[spec->count], row)) {
                set_ordinal(items, spec->count++);
            }
        }
        spec->items = items;
        spec->dependencies = dependencies;
        entry->made = spec;
    }
    return entry->made;
}

// ---- Messages ----

typedef struct Building {
    EdifactRow *rows;
    uint16_t count;
    uint16_t last[32]; // by depth: the row before, in the same group
} Building;

enum { DEPTH_MAX = 32 }; // groups in groups; the deepest message has 7

static bool add_row(Building *it, Slice line)
{
    size_t depth = 0;
    while (depth < line.len && line.at[depth] == ' ')
        depth++;
    if (depth == 0 || depth >= DEPTH_MAX || it->count == ROWS_MAX)
        return false;
    uint16_t parent = depth == 1 ? 0 : it->last[depth - 1];
    if (parent == ROW_NONE || !it->rows[parent].is_group)
        return false;
    EdifactRow *row = &it->rows[it->count];
    Slice rest = slice_part(line, depth, line.len);
    *row = (EdifactRow){.parent = parent, .first = ROW_NONE, .next = ROW_NONE};
    row->position = slice_cut(&rest, ' ');
    row->tag = slice_cut(&rest, ' ');
    row->is_group = slice_starts(row->tag, S("SG"));
    row->is_mandatory = slice_equal(slice_cut(&rest, ' '), S("M"));
    row->repeat = number_of(rest);
    if (it->last[depth] != ROW_NONE && it->rows[it->last[depth]].parent == parent)
        it->rows[it->last[depth]].next = it->count;
    else
        it->rows[parent].first = it->count;
    it->last[depth] = it->count++;
    return true;
}

static void drop_empty_groups(Building *it)
{
    for (uint16_t i = 0; i < it->count; i++)
        if (it->rows[i].is_group && it->rows[i].first == ROW_NONE)
            it->rows[i].is_group = false;
}

const EdifactMessage *release_message(EdifactRelease *release, Slice type)
{
    Entry *entry = find_entry(&release->messages, type);
    if (entry == NULL)
        return NULL;
    if (entry->made == NULL) {
        EdifactMessage *message = arena_array(release->arena, EdifactMessage, 1);
        Slice rest = entry->head, rows = entry->rows;
        size_t lines = 1;
        for (Slice left = rows; left.len > 0; lines++)
            slice_cut(&left, '\n');
        Building it = {.rows = arena_array(release->arena, EdifactRow, lines), .count = 1};
        memset(it.last, 0xFF, sizeof it.last);
        it.rows[0] =
            (EdifactRow){.is_group = true, .repeat = 1, .parent = ROW_NONE, .first = ROW_NONE, .next = ROW_NONE};
        message->type = slice_cut(&rest, ' ');
        message->name = rest;
        while (rows.len > 0)
            add_row(&it, slice_cut(&rows, '\n'));
        drop_empty_groups(&it);
        message->rows = it.rows;
        message->count = it.count;
        message->directory = release;
        message->version = release->version;
        message->release = release->release;
        entry->made = message;
    }
    return entry->made;
}
