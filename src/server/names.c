// SPDX-License-Identifier: Apache-2.0
// What people call what is named by ids: organisations, people, keys, records.
//
// An organisation's name is told to whoever sees the entry. A person's is told within the
// organisation that the entry is of, and to those who read everything: other parties of a deal
// deal with the organisation.

#include "server/names.h"

#include "base/table.h"

enum { NAMES_MAX = 2048 }; // of a page of entries; beyond it ids serve

struct Names {
    Request *request;
    Table *known; // "@person 67621b63a5cba5ee"
    Slice texts[NAMES_MAX];
};

Names *names_new(Request *request)
{
    Names *names = arena_array(request->arena, Names, 1);
    names->request = request;
    names->known = table_new(request->arena, 16);
    return names;
}

static Slice look_up(const Request *request, Slice kind, Slice id)
{
    Faults *faults = arena_array(request->arena, Faults, 1); // who has no name is shown by his id
    const Record *record =
        store_record(request->server->store, request->arena, WINDOW, kind, id, faults);
    if (record == NULL || record->content.len == 0)
        return S("");
    return json_get_text(json_read(request->arena, record->content, faults), S("name"));
}

Slice name_of(Names *names, Slice kind, Slice id)
{
    bool is_new;
    Arena *arena = names->request->arena;
    Slice key = arena_print(arena, "%.*s %.*s", (int)kind.len, kind.at, (int)id.len, id.at);
    int32_t number = table_add(names->known, key, &is_new);
    if (number >= NAMES_MAX)
        return S("");
    if (is_new)
        names->texts[number] = look_up(names->request, kind, id);
    return names->texts[number];
}

Slice name_of_actor(Names *names, Slice actor)
{
    if (slice_starts(actor, S("key:")))
        return name_of(names, KIND_KEY, slice_part(actor, 4, actor.len));
    return name_of(names, KIND_PERSON, actor);
}

void entry_names_write(Names *names, JsonWriter *json, const Entry *entry)
{
    const Asker *asker = &names->request->asker;
    bool is_own = slice_equal(entry->owner, asker->organisation);
    json_field(json, "organisationName", name_of(names, KIND_ORGANISATION, entry->owner));
    if (is_own || rights_allow(asker->role, RELATION_NONE, ACTION_READ))
        json_field(json, "actorName", name_of_actor(names, entry->actor));
}

void match_names_write(Names *names, JsonWriter *json, const Match *match)
{
    json_field(json, "organisation", match->owner);
    json_field(json, "organisationName", name_of(names, KIND_ORGANISATION, match->owner));
    json_field(json, "register", match->register_name);
    json_field(json, "id", match->id);
    json_field(json, "title", match->title);
    json_key(json, "score");
    json_number(json, arena_print(names->request->arena, "%.3f", match->score));
}

Slice record_number(const Record *record)
{
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, S("number")))
            return record->facets[i].value;
    return record->id;
}
