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
#include "server/finder.h"
#include "server/internal.h"

#include <math.h>
#include <stdlib.h>

enum {
    ENTRIES_AT_ONCE = 50,  // of one step: what it needs is some megabytes for each
    UNMARKED_MAX = 1000,   // entries that may be looked at again
    TIDINGS_MAX = 20000,   // of one step; who saves searches for everything is told that of them
    MATCHES_TOLD_MAX = 10, // of one record in one pair, the best
    FAILURES_MAX = 3,      // at one entry: then it is passed over
    TITLE_BYTES_MAX = 120, // of a record, within a notice
};

#define KIND_WATCH S("@watch")
#define WATCH_ID   S("records")

struct Alerts {
    Guard guard;
    Arena *arena; // of the searches; NULL: they must be read (again)
    const SavedSearch *searches;
    size_t search_count;
    const Waiting *waiting;
    uint64_t at, marked; // entries before it were looked at; as the journal knows it
    unsigned failures;   // at the place where it stands
    bool has_begun;
};

Alerts *alerts_new(void)
{
    Alerts *it = memory_take(sizeof *it);
    if (it != NULL)
        *it = (Alerts){0};
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

// What was there before it looked for the first time is no news.
static bool begin(Alerts *it, Act *act)
{
    size_t before = act->faults->count;
    const Record *record =
        store_record(act->store, act->arena, WINDOW, KIND_WATCH, WATCH_ID, act->faults);
    if (act->faults->count > before)
        return false;
    it->has_begun = true;
    if (record == NULL) {
        it->at = store_wait(act->store, 0, 0);
        return mark(it, act);
    }
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
    Faults *ignored; // of records that cannot be opened: they are nobody's news
    Tiding *tidings;
    size_t count, room;
} Look;

// A record that changed, as it is now.
typedef struct Change {
    const Entry *entry;
    Register *reg;
    const Record *record;
    SearchDocument document;
} Change;

static void add_tiding(Look *it, Tiding tiding, const Words *words)
{
    if (it->count == TIDINGS_MAX)
        return;
    if (it->count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : 64;
        it->tidings = arena_resize(it->act->arena, it->tidings, it->room * sizeof *it->tidings,
                                   more * sizeof *it->tidings);
        it->room = more;
    }
    Words *kept = arena_array(it->act->arena, Words, 1);
    *kept = *words;
    tiding.words = kept;
    it->tidings[it->count++] = tiding;
}

// The record as somebody may see it; NULL where he may not.
static const Matter *seen_by(Look *it, Register *reg, const Record *record, const Asker *asker)
{
    Act act = *it->act;
    act.asker = asker;
    act.faults = it->ignored;
    it->ignored->count = 0;
    Matter *matter = arena_array(act.arena, Matter, 1);
    return matter_of(&act, reg, record, matter) ? matter : NULL;
}

static Slice shown(Arena *arena, Slice text)
{
    return text.len <= TITLE_BYTES_MAX
               ? text
               : arena_join(arena, search_snippet(text, NULL, 0, TITLE_BYTES_MAX), S("…"));
}

static Slice title_of(Arena *arena, const Matter *matter, Slice title)
{
    Slice number = matter->known.number;
    title = shown(arena, title);
    return number.len == 0 || slice_equal(number, title)
               ? title
               : arena_print(arena, "%.*s (%.*s)", (int)title.len, title.at, (int)number.len,
                             number.at);
}

// "%1", "%2" … in the texts stand for the values.
static Words fill(Arena *arena, const char *const forms[LANGUAGE_END], const Slice *values)
{
    Words words;
    for (int i = 0; i < LANGUAGE_END; i++) {
        Buffer out = buffer_new(arena);
        for (const char *at = forms[i]; *at != '\0'; at++)
            if (*at == '%')
                buffer_add(&out, values[*++at - '1']);
            else
                buffer_add_char(&out, *at);
        words.in[i] = buffer_slice(&out);
    }
    return words;
}

// ---- Saved searches ----

static const char *const found_forms[LANGUAGE_END] = {
    [LANGUAGE_EN] = "Your search “%1” finds: %2",
    [LANGUAGE_JA] = "保存した検索「%1」で見つかりました：%2",
    [LANGUAGE_ZH] = "您保存的检索“%1”找到了：%2",
};

static void tell_search(Look *it, const Change *change, const SavedSearch *search)
{
    Arena *arena = it->act->arena;
    const Record *record = change->record;
    Asker *asker = arena_array(arena, Asker, 1);
    // What was there before the search was made, and what one did oneself, is no news.
    if (change->entry->index <= search->index ||
        slice_equal(change->entry->actor, search->person) || !search_asker(it->act, search, asker))
        return;
    const Matter *matter = seen_by(it, change->reg, record, asker);
    if (matter == NULL)
        return;
    const Slice values[] = {search->name, title_of(arena, matter, change->document.title)};
    Words words = fill(arena, found_forms, values);
    Tiding tiding = {.organisation = search->organisation,
                     .person = search->person,
                     .cause = arena_print(
                         arena, "search\n%.*s\n%.*s/%.*s/%.*s\n%llu", (int)search->id.len,
                         search->id.at, (int)record->owner.len, record->owner.at,
                         (int)record->register_name.len, record->register_name.at,
                         (int)record->id.len, record->id.at, (unsigned long long)record->version),
                     .matter = matter,
                     .search = search->id};
    add_tiding(it, tiding, &words);
}

static bool look_for_searches(Look *it, const Change *change)
{
    const uint32_t *found;
    size_t count;
    if (it->alerts->search_count == 0)
        return true;
    if (!waiting_ask(it->alerts->waiting, it->act->arena, &change->document, &found, &count,
                     it->act->faults))
        return false;
    size_t before = it->act->faults->count;
    for (size_t i = 0; i < count; i++)
        tell_search(it, change, &it->alerts->searches[found[i]]);
    return it->act->faults->count == before;
}

// ---- Matches ----

static const char *const match_forms[LANGUAGE_END] = {
    [LANGUAGE_EN] = "%1: “%2” may fit (%3%)",
    [LANGUAGE_JA] = "%1：「%2」が合いそうです（%3%）",
    [LANGUAGE_ZH] = "%1：“%2”可能匹配（%3%）",
};

// One side of a match.
typedef struct Side {
    Register *reg;
    const Record *record;
    Slice title;
    const PairStand *stand;
} Side;

// What is compared, as text: a match is told again when that changed, and not for anything else.
static Slice print_of(Arena *arena, const Side *side)
{
    Buffer out = buffer_new(arena);
    const Stand *stand = &side->stand->stand;
    for (size_t i = 0; i < stand->part_count; i++)
        for (size_t k = 0; k < stand->parts[i].count; k++) {
            buffer_add(&out, stand->parts[i].at[k]);
            buffer_add_char(&out, k + 1 < stand->parts[i].count ? '\x1F' : '\x1E');
        }
    for (size_t i = 0; i < stand->equal_count; i++) {
        buffer_add(&out, stand->equals[i]);
        buffer_add_char(&out, '\x1F');
    }
    return arena_print(arena, "%.*s/%.*s/%.*s\n%.*s", (int)side->record->owner.len,
                       side->record->owner.at, (int)side->record->register_name.len,
                       side->record->register_name.at, (int)side->record->id.len,
                       side->record->id.at, (int)out.len, out.len > 0 ? out.at : "");
}

static Asker asker_of(Slice organisation)
{
    Asker asker = nobody;
    asker.role = slice_equal(organisation, WINDOW) ? ROLE_OFFICER : ROLE_MEMBER;
    asker.organisation = organisation;
    return asker;
}

// Tells those on `to` of what is on `of`, as far as they may see it.
static void tell_match(Look *it, const Side *to, const Side *of, double score)
{
    Arena *arena = it->act->arena;
    WordList who = {to->stand->notified, to->stand->notified_count};
    Matter *matter = arena_array(arena, Matter, 1);
    Slice *organisations;
    if (!matter_of(it->act, to->reg, to->record, matter))
        return;
    size_t count = act_told(it->act, matter, &who, &organisations);
    for (size_t i = 0; i < count; i++) {
        Asker asker = asker_of(organisations[i]);
        const Matter *own = seen_by(it, to->reg, to->record, &asker);
        const Matter *other = own != NULL ? seen_by(it, of->reg, of->record, &asker) : NULL;
        if (other == NULL)
            continue;
        const Slice values[] = {title_of(arena, own, to->title), title_of(arena, other, of->title),
                                arena_print(arena, "%ld", lround(100 * score))};
        Words words = fill(arena, match_forms, values);
        Tiding tiding = {.organisation = organisations[i], .matter = own};
        Slice here = print_of(arena, to), there = print_of(arena, of);
        tiding.cause =
            arena_print(arena, "match\n%.*s\n%.*s\n%.*s\n%.*s", (int)to->stand->pair.id.len,
                        to->stand->pair.id.at, (int)organisations[i].len, organisations[i].at,
                        (int)here.len, here.at, (int)there.len, there.at);
        add_tiding(it, tiding, &words);
    }
}

// The stand of another record in the same pair, across. NULL where it is there no more.
static const PairStand *stand_across(Look *it, const Record *record, const PairStand *stand)
{
    PairStand *stands;
    size_t count;
    if (!finder_stands(it->server->finder, it->act->arena, record, S("en"), &stands, &count,
                       it->act->faults))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (slice_equal(stands[i].pair.id, stand->pair.id) &&
            stands[i].stand.side != stand->stand.side)
            return &stands[i];
    return NULL;
}

static bool open_across(Look *it, const Match *match, const PairStand *stand, Side *side)
{
    SearchDocument document = {0};
    it->ignored->count = 0;
    side->reg = registers_find(it->act->registers, match->register_name, it->ignored);
    side->record = store_record(it->act->store, it->act->arena, match->owner, match->register_name,
                                match->id, it->act->faults);
    if (side->reg == NULL || side->record == NULL ||
        !finder_describe(it->server->finder, it->act->arena, side->record, &document,
                         it->act->faults))
        return false;
    side->title = document.title;
    side->stand = stand_across(it, side->record, stand);
    return side->stand != NULL;
}

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
                        .limit = MATCHES_TOLD_MAX};
    if (!match_find(finder_searcher(it->server->finder), it->act->arena, &query, &matches, &count,
                    it->act->faults))
        return false;
    Side here = {change->reg, record, change->document.title, stand};
    for (size_t i = 0; i < count && matches[i].score >= stand->notify_from; i++) {
        Side there;
        size_t before = it->act->faults->count;
        if (open_across(it, &matches[i], stand, &there)) {
            tell_match(it, &here, &there, matches[i].score);
            tell_match(it, &there, &here, matches[i].score);
        }
        if (it->act->faults->count > before)
            return false;
    }
    return true;
}

static bool look_for_matches(Look *it, const Change *change)
{
    PairStand *stands;
    size_t count;
    if (!finder_stands(it->server->finder, it->act->arena, change->record, S("en"), &stands, &count,
                       it->act->faults))
        return false;
    for (size_t i = 0; i < count; i++)
        if (stands[i].notified_count > 0 && !look_across(it, change, &stands[i]))
            return false;
    return true;
}

// ---- Records ----

static bool may_alert(const Declaration *declaration)
{
    const Json *alerts = json_get(declaration->json, S("alerts"));
    return alerts == NULL || alerts->kind != JSON_FALSE;
}

static bool look_at(Look *it, const Entry *entry)
{
    Act *act = it->act;
    Change change = {.entry = entry};
    size_t before = act->faults->count;
    it->ignored->count = 0;
    change.reg = registers_find(act->registers, entry->register_name, it->ignored);
    const Declaration *declaration =
        change.reg != NULL ? register_declaration(change.reg, it->ignored) : NULL;
    if (declaration == NULL)
        return true;
    change.record = store_record(act->store, act->arena, entry->owner, entry->register_name,
                                 entry->record, act->faults);
    if (change.record == NULL || change.record->content.len == 0 ||
        !finder_describe(it->server->finder, act->arena, change.record, &change.document,
                         act->faults))
        return act->faults->count == before;
    return (!may_alert(declaration) || look_for_searches(it, &change)) &&
           look_for_matches(it, &change);
}

// Consents, opinions and steps of deadlines make a version, but no other record.
static bool is_change(const Entry *entry)
{
    return !entry->erases && !slice_starts(entry->register_name, S("@")) &&
           (entry->content.is_there || !slice_equal(entry->state_before, entry->state));
}

// Each record once, for its last change.
static bool look_at_all(Look *it, const Entry *entries, size_t count)
{
    Table *names = table_new(it->act->arena, count);
    for (size_t i = count; i-- > 0;) {
        bool is_new;
        const Entry *entry = &entries[i];
        const Slice parts[] = {entry->owner, entry->register_name, entry->record};
        if (!is_change(entry))
            continue;
        Buffer name = buffer_new(it->act->arena);
        for (int k = 0; k < 3; k++) {
            buffer_add(&name, parts[k]);
            buffer_add_char(&name, '\0');
        }
        table_add(names, buffer_slice(&name), &is_new);
        if (is_new && !look_at(it, entry))
            return false;
    }
    return true;
}

// Two records that came together find each other both.
static size_t each_cause_once(Look *it)
{
    Table *causes = table_new(it->act->arena, it->count);
    size_t kept = 0;
    for (size_t i = 0; i < it->count; i++) {
        bool is_new;
        table_add(causes, it->tidings[i].cause, &is_new);
        if (is_new)
            it->tidings[kept++] = it->tidings[i];
    }
    return kept;
}

static bool take_step(Alerts *it, Server *server, Act *act, const Entry *entries, size_t count)
{
    size_t told;
    Look look = {
        .alerts = it, .server = server, .act = act, .ignored = arena_array(act->arena, Faults, 1)};
    for (size_t i = 0; i < count; i++)
        if (slice_equal(entries[i].register_name, KIND_SEARCH))
            forget_searches(it);
    if (!load_searches(it, act) || !look_at_all(&look, entries, count))
        return false;
    if (!act_tell(act, look.tidings, each_cause_once(&look), &told))
        return false;
    it->at += count;
    return (told == 0 && it->at - it->marked < UNMARKED_MAX) || mark(it, act);
}

bool alerts_step(Alerts *it, Server *server, Act *act, bool *is_level)
{
    const Entry *entries;
    size_t count;
    *is_level = true;
    if (!it->has_begun && !begin(it, act))
        return false;
    EntryQuery query = {.from = it->at, .limit = it->failures > 0 ? 1 : ENTRIES_AT_ONCE};
    if (!store_entries(act->store, act->arena, &query, &entries, &count, act->faults) || count == 0)
        return act->faults->count == 0;
    *is_level = false;
    // One that nothing can be done with (it needs more memory than there is) must not keep all that
    // come after it from being told. What raises never comes back here, so it counts beforehand.
    if (it->failures++ > FAILURES_MAX)
        it->at++;
    else if (!take_step(it, server, act, entries, count))
        return false;
    it->failures = 0;
    return true;
}
