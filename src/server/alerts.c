// SPDX-License-Identifier: Apache-2.0
// Looks at what came, for those who wait for it.
//
// Where it stands is kept as @watch of the window: written with what was told, or when a thousand
// entries went by without anything to tell. A server that starts looks at those once more, which
// finds the same and tells nobody: a notice's id follows from what was found.

#include "server/alerts.h"

#include "acts/searches.h"
#include "base/memory.h"
#include "base/table.h"
#include "register/edit.h"
#include "search/waiting.h"
#include "server/internal.h"
#include "server/tell.h"

#include <stdlib.h>

enum {
    ENTRIES_AT_ONCE = 50,  // of one step: what it needs is some megabytes for each
    UNMARKED_MAX = 1000,   // entries that may be looked at again
    MATCHES_TOLD_MAX = 10, // of one record in one pair, the best
    FAILURES_MAX = 3,      // at one entry: then it is passed over
};

#define KIND_WATCH S("@watch")
#define WATCH_ID   S("records")

struct Alerts {
    Guard guard;
    Arena *arena; // of the searches; NULL: they must be read (again)
    const SavedSearch *searches;
    size_t search_count;
    const Waiting *waiting;
    Table *searched;     // the names of the registers that they are for; the empty one is all
    uint64_t at, marked; // entries before it were looked at; as the journal knows it
    unsigned failures;   // at the place where it stands
    bool has_begun;
};

Alerts *alerts_new(uint64_t from)
{
    Alerts *it = memory_take(sizeof *it);
    if (it != NULL)
        *it = (Alerts){.at = from};
    return it;
}

static void forget_searches(Alerts *it)
{
    arena_free(it->arena);
    it->arena = NULL;
}

void alerts_free(Alerts *it)
{
    if (it == NULL)
        return;
    forget_searches(it);
    memory_free(it);
}

// ---- Where it stands ----

static bool mark(Alerts *it, Act *act)
{
    Receipt receipt;
    Write write = {.actor = S("system"),
                   .owner = WINDOW,
                   .register_name = KIND_WATCH,
                   .record = WATCH_ID,
                   .action = S("look"),
                   .version = VERSION_ANY,
                   .content = arena_print(act->arena, "{\"at\":%llu}", (unsigned long long)it->at)};
    it->marked = it->at;
    return store_write(act->store, &write, &receipt, act->faults);
}

// What was there before the first server looked is no news; what came between its start and its
// first look, which waits until all declarations are in service, is.
static bool begin(Alerts *it, Act *act)
{
    size_t before = act->faults->count;
    const Record *record =
        store_record(act->store, act->arena, WINDOW, KIND_WATCH, WATCH_ID, act->faults);
    if (act->faults->count > before)
        return false;
    it->has_begun = true;
    if (record == NULL)
        return mark(it, act);
    const Json *at = json_get(json_read(act->arena, record->content, act->faults), S("at"));
    it->at = it->marked = at != NULL ? strtoull(at->text.at, NULL, 10) : 0;
    return act->faults->count == before;
}

// ---- The searches ----

typedef struct Loading {
    Alerts *alerts;
    Store *store;
    Faults *faults;
} Loading;

static bool load(void *context)
{
    Loading *loading = context;
    Alerts *it = loading->alerts;
    it->arena = arena_new(&it->guard, 0);
    if (!searches_told(loading->store, it->arena, &it->searches, &it->search_count,
                       loading->faults))
        return false;
    SearchQuery *queries = arena_array(it->arena, SearchQuery, it->search_count);
    for (size_t i = 0; i < it->search_count; i++)
        queries[i] = (SearchQuery){.text = it->searches[i].words,
                                   .register_name = it->searches[i].register_name,
                                   .filters = it->searches[i].facets,
                                   .filter_count = it->searches[i].facet_count};
    it->searched = table_new(it->arena, it->search_count);
    for (size_t i = 0; i < it->search_count; i++)
        table_add(it->searched, it->searches[i].register_name, NULL);
    it->waiting = waiting_new(it->arena, queries, it->search_count, loading->faults);
    return it->waiting != NULL;
}

static bool load_searches(Alerts *it, Act *act)
{
    Loading loading = {it, act->store, act->faults};
    if (it->arena != NULL)
        return true;
    if (guard_run(&it->guard, load, &loading, act->faults))
        return true;
    forget_searches(it);
    return false;
}

// ---- A step ----

typedef struct Look {
    Alerts *alerts;
    Server *server;
    Act *act;
    Telling telling;
} Look;

// A record that changed.
typedef struct Change {
    const Entry *entry;
    Register *reg;
    const Record *record;
    Described is; // as it is now
} Change;

// ---- Saved searches ----

static const char *const found_forms[LANGUAGE_END] = {
    [LANGUAGE_EN] = "Your search “%1” finds: %2",
    [LANGUAGE_JA] = "保存した検索「%1」で見つかりました：%2",
    [LANGUAGE_ZH] = "您保存的检索“%1”找到了：%2",
};

static void tell_search(Look *it, const Change *change, const SavedSearch *search)
{
    Arena *arena = it->act->arena;
    const Entry *entry = change->entry;
    const Record *record = change->record;
    Asker *asker = arena_array(arena, Asker, 1);
    // What was there before the search was made, and what one did oneself, is no news.
    if (entry->index <= search->index || slice_equal(entry->actor, search->person) ||
        !search_asker(it->act, search, asker))
        return;
    const Matter *matter = seen_by(&it->telling, change->reg, record, asker);
    if (matter == NULL)
        return;
    const Slice values[] = {search->name, title_told(arena, matter, change->is.document.title)};
    Words words = words_filled(arena, found_forms, values);
    Tiding tiding = {.organisation = search->organisation,
                     .person = search->person,
                     .cause = arena_print(
                         arena, "search\n%.*s\n%.*s/%.*s/%.*s\n%llu", (int)search->id.len,
                         search->id.at, (int)record->owner.len, record->owner.at,
                         (int)record->register_name.len, record->register_name.at,
                         (int)record->id.len, record->id.at, (unsigned long long)entry->version),
                     .matter = matter,
                     .search = search->id};
    telling_add(&it->telling, tiding, &words);
}

static bool look_for_searches(Look *it, const Change *change)
{
    const uint32_t *found;
    size_t count;
    if (!waiting_ask(it->alerts->waiting, it->act->arena, &change->is.document, &found, &count,
                     it->act->faults))
        return false;
    size_t before = it->act->faults->count;
    for (size_t i = 0; i < count; i++)
        tell_search(it, change, &it->alerts->searches[found[i]]);
    return it->act->faults->count == before;
}

// ---- Matches ----

static const char *const match_forms[LANGUAGE_END] = {
    [LANGUAGE_EN] = "%1: “%2” may fit (%3)",
    [LANGUAGE_JA] = "%1：「%2」が合いそうです（%3）",
    [LANGUAGE_ZH] = "%1：“%2”可能匹配（%3）",
};

static bool look_across(Look *it, const Change *change, const PairStand *stand)
{
    const Record *record = change->record;
    const Match *matches;
    size_t count;
    MatchQuery query = {.pair = &stand->pair,
                        .stand = &stand->stand,
                        .sees_all = true, // who may see what is asked of each
                        .owner = record->owner,
                        .register_name = record->register_name,
                        .id = record->id,
                        .limit = MATCH_LIMIT_MAX};
    if (!match_find(finder_searcher(it->server->finder), it->act->arena, &query, &matches, &count,
                    it->act->faults))
        return false;
    Side here = {change->reg, record, change->is.document.title, stand};
    MatchSide across = stand->stand.side == SIDE_HERE ? SIDE_THERE : SIDE_HERE;
    size_t told = 0; // what nobody may see takes no place from others
    for (size_t i = 0; i < count && told < MATCHES_TOLD_MAX; i++) {
        Side there;
        size_t before = it->act->faults->count, had = it->telling.count;
        if (matches[i].score < stand->notify_from)
            break;
        Record name = {.owner = matches[i].owner,
                       .register_name = matches[i].register_name,
                       .id = matches[i].id};
        PairWords words = {match_forms, S("match"), matches[i].score};
        if (side_open(&it->telling, &name, stand, across, &there)) {
            tell_side(&it->telling, &here, &there, &words);
            tell_side(&it->telling, &there, &here, &words);
        }
        told += it->telling.count > had;
        if (it->act->faults->count > before)
            return false;
    }
    return true;
}

static bool look_for_matches(Look *it, const Change *change)
{
    for (size_t i = 0; i < change->is.stand_count; i++)
        if (change->is.stands[i].notified_count > 0 &&
            !look_across(it, change, &change->is.stands[i]))
            return false;
    return true;
}

// ---- Records ----

static bool may_alert(const Declaration *declaration)
{
    const Json *alerts = json_get(declaration->json, S("alerts"));
    return alerts == NULL || alerts->kind != JSON_FALSE;
}

// Consents, opinions and steps of deadlines make a version, but no other record.
static bool is_change(const Entry *entry)
{
    return !entry->erases && !slice_starts(entry->register_name, S("@")) &&
           (entry->content.is_there || !slice_equal(entry->state_before, entry->state));
}

// A record is looked at as it is, and so for its last change alone: whatever else makes a version
// meanwhile, what is told of it follows from the same entry. False with faults.
static bool is_last_change(Look *it, const Entry *entry, const Record *record, bool *is_last)
{
    const Entry *later;
    size_t count = 0;
    EntryQuery query = {.owner = entry->owner,
                        .register_name = entry->register_name,
                        .record = entry->record,
                        .from = entry->index + 1,
                        .limit = LIST_MAX};
    *is_last = true;
    if (record->version != entry->version &&
        !store_entries(it->act->store, it->act->arena, &query, &later, &count, it->act->faults))
        return false;
    for (size_t i = 0; i < count; i++)
        *is_last = *is_last && !is_change(&later[i]);
    return true;
}

// Whether a search may find it, whatever it says.
static bool is_searched(const Alerts *it, const Declaration *declaration, Slice register_name)
{
    return may_alert(declaration) && (table_find(it->searched, S("")) != TABLE_NONE ||
                                      table_find(it->searched, register_name) != TABLE_NONE);
}

// What nobody could be told of is not read: of most documents of trade nobody waits for any.
static bool look_at(Look *it, const Entry *entry)
{
    bool is_last;
    Act *act = it->act;
    Change change = {.entry = entry};
    size_t before = act->faults->count;
    it->telling.ignored->count = 0;
    change.reg = registers_find(act->registers, entry->register_name, it->telling.ignored);
    const Declaration *declaration =
        change.reg != NULL ? register_declaration(change.reg, it->telling.ignored) : NULL;
    if (declaration == NULL)
        return true;
    bool may_be_found = is_searched(it->alerts, declaration, entry->register_name);
    if (!may_be_found && !finder_tells(it->server->finder, entry->register_name))
        return true;
    change.record = store_record(act->store, act->arena, entry->owner, entry->register_name,
                                 entry->record, act->faults);
    if (change.record == NULL || change.record->content.len == 0)
        return act->faults->count == before;
    if (!is_last_change(it, entry, change.record, &is_last) || !is_last)
        return act->faults->count == before;
    if (!finder_describe(it->server->finder, act->arena, change.record, &change.is, act->faults))
        return act->faults->count == before;
    change.is.document.register_name = entry->register_name;
    return (!may_be_found || look_for_searches(it, &change)) && look_for_matches(it, &change);
}

// Each record once, for its last change.
static bool look_at_all(Look *it, const Entry *entries, size_t count)
{
    Table *names = table_new(it->act->arena, count);
    for (size_t i = count; i-- > 0;) {
        bool is_new;
        const Entry *entry = &entries[i];
        if (!is_change(entry))
            continue;
        const Slice name[] = {entry->owner, entry->register_name, entry->record};
        table_add(names, names_join(it->act->arena, name, 3), &is_new);
        if (is_new && !look_at(it, entry))
            return false;
    }
    return true;
}

static bool take_step(Alerts *it, Server *server, Act *act, const Entry *entries, size_t count)
{
    size_t told;
    Look look = {
        .alerts = it, .server = server, .act = act, .telling = telling_new(act, server->finder)};
    for (size_t i = 0; i < count; i++)
        if (slice_equal(entries[i].register_name, KIND_SEARCH))
            forget_searches(it);
    if (!load_searches(it, act) || !look_at_all(&look, entries, count))
        return false;
    if (!telling_write(&look.telling, &told))
        return false;
    it->at += count;
    return (told == 0 && it->at - it->marked < UNMARKED_MAX) || mark(it, act);
}

// What is over by itself: the store cannot be read or written just now, or waits for its standby.
static bool is_passing(const Faults *faults)
{
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++)
        if (faults->list[i].kind == FAULT_IO || strcmp(faults->list[i].code, "standby") == 0)
            return true;
    return false;
}

bool alerts_step(Alerts *it, Server *server, Act *act, bool *is_level)
{
    const Entry *entries;
    size_t count;
    *is_level = false;
    if (!it->has_begun && !begin(it, act))
        return false;
    EntryQuery query = {.from = it->at, .limit = it->failures > 0 ? 1 : ENTRIES_AT_ONCE};
    if (!store_entries(act->store, act->arena, &query, &entries, &count, act->faults))
        return false;
    *is_level = count == 0;
    if (*is_level)
        return true;
    // One that nothing can be done with (it needs more memory than there is) must not keep all that
    // come after it from being told. What raises never comes back here, so it counts beforehand.
    if (it->failures++ > FAILURES_MAX)
        it->at++;
    else if (!take_step(it, server, act, entries, count)) {
        // Where the store takes a write at once it is well, and the entry is not.
        it->failures -= is_passing(act->faults) && !mark(it, act);
        return false;
    }
    it->failures = 0;
    return true;
}
