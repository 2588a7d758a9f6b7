// SPDX-License-Identifier: Apache-2.0
// Keeps saved searches.
//
//     @search of an organisation: person ─► name, register, words, facets; told or silent

#include "acts/searches.h"

#include "acts/internal.h"
#include "base/utf8.h"

#include <stdlib.h>

static const Slice told = S_INIT("told"), silent = S_INIT("silent"), closed = S_INIT("closed");

// ---- Their form ----

static Slice content_of(Arena *arena, const SavedSearch *it)
{
    JsonWriter json = json_line_writer(arena);
    json_open(&json, '{');
    json_field(&json, "name", it->name);
    json_field(&json, "register", it->register_name);
    json_field(&json, "q", it->words);
    json_field_open(&json, "facets", '[');
    for (size_t i = 0; i < it->facet_count; i++) {
        json_open(&json, '{');
        json_field(&json, "facet", it->facets[i].name);
        json_field(&json, "value", it->facets[i].value);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    if (it->index > 0)
        json_field_integer(&json, "since", (int64_t)it->index);
    json_close(&json, '}');
    return buffer_slice(json.out);
}

static void read_facets(Arena *arena, const Json *json, SavedSearch *search)
{
    size_t count = json_count(json);
    Facet *facets = arena_array(arena, Facet, count);
    for (size_t i = 0; i < count && search->facet_count < SEARCH_FACETS_MAX; i++)
        facets[search->facet_count++] = facet_counted(json_get_text(json->items[i], S("facet")),
                                                      json_get_text(json->items[i], S("value")));
    search->facets = facets;
}

static Slice person_of(const Record *record)
{
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, S("person")))
            return record->facets[i].value;
    return S("");
}

// Another name changes nothing in what is news to it.
static uint64_t index_of(const Record *record, const Json *json)
{
    const Json *since = json_get(json, S("since"));
    return since != NULL && since->kind == JSON_NUMBER ? strtoull(since->text.at, NULL, 10)
                                                       : record->index;
}

static bool read_search(Arena *arena, const Record *record, SavedSearch *search, Faults *faults)
{
    const Json *json = json_read(arena, record->content, faults);
    if (json == NULL)
        return false;
    *search = (SavedSearch){.id = record->id,
                            .name = json_get_text(json, S("name")),
                            .organisation = record->owner,
                            .person = person_of(record),
                            .register_name = json_get_text(json, S("register")),
                            .words = json_get_text(json, S("q")),
                            .is_told = slice_equal(record->state, told),
                            .index = index_of(record, json),
                            .created_ms = record->created_ms,
                            .number = record->number};
    read_facets(arena, json_get(json, S("facets")), search);
    return true;
}

// ---- One's own ----

bool searches_of(Act *act, const SavedSearch **searches, size_t *count)
{
    RecordList list;
    Facet mine = facet_counted(S("person"), act->asker->person);
    Query query = {.owner = act->asker->organisation,
                   .register_name = KIND_SEARCH,
                   .facets = &mine,
                   .facet_count = 1,
                   .limit = SEARCHES_MAX,
                   .with_content = true};
    *count = 0;
    if (act->asker->person.len == 0)
        return refuse_right(act, "have saved searches, which are people's,");
    if (!store_list(act->store, act->arena, &query, &list, act->faults))
        return false;
    SavedSearch *at = arena_array(act->arena, SavedSearch, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (list.at[i].content.len > 0 && // else it was erased meanwhile
            !read_search(act->arena, &list.at[i], &at[(*count)++], act->faults))
            return false;
    *searches = at;
    return true;
}

static bool is_good_name(Act *act, Slice name)
{
    bool is_good = entry_text_is_good(name, 4 * SEARCH_NAME_MAX) &&
                   utf8_count(name) <= SEARCH_NAME_MAX && slice_trim(name).len > 0;
    return is_good || fault_add(act->faults, FAULT_USAGE, 0, 0,
                                "a search has a name of 1 to %d characters", SEARCH_NAME_MAX);
}

// What has neither words nor facets nor a register would be told of everything.
static bool seeks_something(Act *act, const SavedSearch *it)
{
    if (it->register_name.len == 0 && slice_trim(it->words).len == 0 && it->facet_count == 0)
        return fault_add(act->faults, FAULT_USAGE, 0, 0,
                         "it seeks nothing: name a register, words, or a facet");
    if (it->words.len > SEARCH_WORDS_BYTES || it->facet_count > SEARCH_FACETS_MAX)
        return fault_add(act->faults, FAULT_LIMIT, 0, 0,
                         "a search has %d bytes of words and %d facets at most", SEARCH_WORDS_BYTES,
                         SEARCH_FACETS_MAX);
    return true;
}

bool search_save(Act *act, SavedSearch *search)
{
    const SavedSearch *others;
    size_t count;
    Receipt receipt;
    if (!searches_of(act, &others, &count) || !is_good_name(act, search->name) ||
        !seeks_something(act, search))
        return false;
    if (count >= SEARCHES_MAX)
        return fault_add_code(act->faults, FAULT_CONFLICT, "many", 0, 0,
                              "you have %d saved searches already; delete one first", SEARCHES_MAX);
    Facet person = facet_counted(S("person"), act->asker->person);
    Write write = {.actor = act->asker->actor,
                   .owner = act->asker->organisation,
                   .register_name = KIND_SEARCH,
                   .record = act_new_id(act),
                   .action = S("create"),
                   .state = told,
                   .content = content_of(act->arena, search),
                   .facets = &person,
                   .facet_count = 1};
    if (!act_write(act, &write, &receipt))
        return false;
    search->id = write.record;
    search->created_ms = receipt.time_ms;
    return true;
}

static const Record *find_own(Act *act, Slice id)
{
    size_t before = act->faults->count;
    const Record *record = store_record(act->store, act->arena, act->asker->organisation,
                                        KIND_SEARCH, id, act->faults);
    if (record != NULL && act->asker->person.len > 0 &&
        slice_equal(person_of(record), act->asker->person) && !slice_equal(record->state, closed))
        return record;
    if (act->faults->count == before)
        fault_add_code(act->faults, FAULT_USAGE, "absent", 0, 0,
                       "you have no such saved search here");
    return NULL;
}

bool search_change(Act *act, Slice id, Slice name, bool is_told)
{
    SavedSearch search;
    Receipt receipt;
    const Record *record = find_own(act, id);
    if (record == NULL || !is_good_name(act, name) ||
        !read_search(act->arena, record, &search, act->faults))
        return false;
    search.name = name;
    if (!search.is_told || !is_told)
        search.index = 0; // from this entry on
    Write write = {.actor = act->asker->actor,
                   .owner = record->owner,
                   .register_name = KIND_SEARCH,
                   .record = record->id,
                   .action = S("update"),
                   .version = record->version,
                   .state = is_told ? told : silent,
                   .content = content_of(act->arena, &search)};
    return act_write(act, &write, &receipt);
}

bool search_delete(Act *act, Slice id)
{
    Receipt receipt;
    const Record *record = find_own(act, id);
    if (record == NULL)
        return false;
    Write write = {.actor = act->asker->actor,
                   .owner = record->owner,
                   .register_name = KIND_SEARCH,
                   .record = record->id,
                   .action = S("erase"),
                   .version = VERSION_ANY,
                   .state = closed,
                   .erases = true};
    return act_write(act, &write, &receipt);
}

// ---- Everybody's ----

typedef struct All {
    SavedSearch *at;
    size_t count, room;
} All;

static bool take_page(Arena *arena, const RecordList *list, All *all, Faults *faults)
{
    if (all->count + list->count > all->room) {
        size_t more = 2 * all->room + LIST_MAX;
        all->at = arena_resize(arena, all->at, all->room * sizeof *all->at, more * sizeof *all->at);
        all->room = more;
    }
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].content.len > 0 && // else it was erased meanwhile
            !read_search(arena, &list->at[i], &all->at[all->count++], faults))
            return false;
    return true;
}

bool searches_told(Store *store, Arena *arena, const SavedSearch **searches, size_t *count,
                   Faults *faults)
{
    All all = {0};
    RecordList list = {0};
    Facet state = facet_counted(S("state"), told);
    Query query = {.register_name = KIND_SEARCH,
                   .facets = &state,
                   .facet_count = 1,
                   .limit = LIST_MAX,
                   .with_content = true};
    do {
        query.after = list.next;
        if (!store_list(store, arena, &query, &list, faults) ||
            !take_page(arena, &list, &all, faults))
            return false;
    } while (list.next > 0);
    *searches = all.at;
    *count = all.count;
    return true;
}

bool search_asker(Act *act, const SavedSearch *search, Asker *asker)
{
    const Person *person = person_by_id(act->store, act->arena, search->person, act->faults);
    const Membership *membership = person != NULL && slice_equal(person->state, S("active"))
                                       ? person_membership(person, search->organisation)
                                       : NULL;
    *asker = nobody;
    if (membership == NULL)
        return false;
    asker->role = membership->role;
    asker->actor = asker->person = person->id;
    asker->organisation = membership->organisation;
    return true;
}
