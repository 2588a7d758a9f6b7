// SPDX-License-Identifier: Apache-2.0
// Views: entries in, the present state of every record out.

#include "store/views.h"

enum { ROOM_AT_FIRST = 64 };

Views views_new(Arena *arena, size_t expected)
{
    return (Views){.arena = arena,
                   .slot_names = table_new(arena, expected),
                   .key_names = table_new(arena, expected),
                   .tally_names = table_new(arena, ROOM_AT_FIRST)};
}

// An array that grows in steps, by the number that the table gave.
static void *make_room(Arena *arena, void *array, size_t *room, size_t at, size_t size)
{
    if (at < *room)
        return array;
    size_t more = *room > 0 ? 2 * *room : ROOM_AT_FIRST;
    array = arena_resize(arena, array, *room * size, more * size);
    *room = more;
    return array;
}

Slot *views_slot(Views *views, Slice owner, Slice register_name, Slice id)
{
    bool is_new;
    Slice name = names_join(views->arena, (Slice[]){owner, register_name, id}, 3);
    size_t at = (size_t)table_add(views->slot_names, name, &is_new);
    views->slots =
        make_room(views->arena, views->slots, &views->slot_room, at, sizeof *views->slots);
    if (is_new) {
        views->slots[at] = arena_array(views->arena, Slot, 1);
        *views->slots[at] = (Slot){.owner = owner, .register_name = register_name, .id = id};
    }
    return views->slots[at];
}

KeySlot *views_key(Views *views, Slice owner, Slice key)
{
    bool is_new;
    Slice name = names_join(views->arena, (Slice[]){owner, key}, 2);
    size_t at = (size_t)table_add(views->key_names, name, &is_new);
    views->keys = make_room(views->arena, views->keys, &views->key_room, at, sizeof *views->keys);
    if (is_new) {
        views->keys[at] = arena_array(views->arena, KeySlot, 1);
        *views->keys[at] = (KeySlot){.owner = owner, .key = key};
    }
    return views->keys[at];
}

// Facets and amounts may have the same names: the word in front keeps them apart.
Tally *views_tally(Views *views, Slice owner, Slice register_name, const Facet *facet)
{
    bool is_new;
    const Slice names[] = {facet->kind == FACET_AMOUNT ? S("amount") : S("facet"), owner,
                           register_name, facet->name, facet->value};
    if (facet->kind == FACET_REFERENCE)
        return NULL;
    Slice key = names_join(views->arena, names, sizeof names / sizeof *names);
    size_t at = (size_t)table_add(views->tally_names, key, &is_new);
    views->tallies =
        make_room(views->arena, views->tallies, &views->tally_room, at, sizeof *views->tallies);
    if (is_new)
        views->tallies[at] = (Tally){.kind = facet->kind};
    return &views->tallies[at];
}

size_t views_slot_count(const Views *views)
{
    return table_count(views->slot_names);
}

size_t views_key_count(const Views *views)
{
    return table_count(views->key_names);
}

size_t views_tally_count(const Views *views)
{
    return table_count(views->tally_names);
}

// ---- Entries ----

bool views_accept(Views *views, const Entry *entry, Faults *faults)
{
    const Slot *slot = views_slot(views, entry->owner, entry->register_name, entry->record);
    uint64_t version = slot->is_there ? slot->is.version : 0;
    Slice state = slot->is_there ? slot->is.state : S("");
    if (entry->version == version + 1 && slice_equal(entry->state_before, state))
        return true;
    return fault_add(faults, FAULT_IO, 0, 0,
                     "entry %llu does not follow the one before it of its record",
                     (unsigned long long)entry->index);
}

static void apply_key(Views *views, const Entry *entry)
{
    if (entry->key.len == 0)
        return;
    KeySlot *key = views_key(views, entry->owner, entry->key);
    key->is_there = true;
    key->index = entry->index;
    key->count = entry->group;
    key->entry = *entry;
}

void views_apply(Views *views, const Entry *entry)
{
    Slot *slot = views_slot(views, entry->owner, entry->register_name, entry->record);
    Record *record = &slot->is;
    if (!slot->is_there) {
        *record = (Record){.number = entry->index, .created_ms = entry->time_ms};
        slot->is_there = true;
    }
    slot->is_touched = true;
    record->version = entry->version;
    record->index = entry->index;
    record->changed_ms = entry->time_ms;
    record->state = entry->state;
    record->deal = entry->deal;
    if (entry->erases) {
        record->content_body = (Body){0};
        record->facets = NULL;
        record->facet_count = 0;
    }
    if (entry->content.is_there) {
        record->content_body = entry->content;
        slot->content_index = entry->index;
    }
    if (entry->has_facets) {
        record->facets = entry->facets;
        record->facet_count = entry->facet_count;
    }
    apply_key(views, entry);
}
