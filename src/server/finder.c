// SPDX-License-Identifier: Apache-2.0
// Describes records to the index.
//
// The registers that it looks into are its own: they belong to one thread at a time, and whoever
// asks first after a change brings the index up to date.

#include "server/finder.h"

#include "base/memory.h"
#include "register/carried.h"
#include "register/register.h"

#include <pthread.h>
#include <stdlib.h>

enum { FIELDS_INDEXED_MAX = 4096, WEIGHT_HEADLINE = 3 };

struct Finder {
    pthread_mutex_t lock; // guards all of it
    Guard guard;
    Arena *home;
    Registers *registers; // NULL: not there yet, or left in the middle
    Searcher *searcher;
};

// ---- Texts of a content ----

typedef struct Texts {
    Arena *arena;
    SearchField *at;
    size_t count, room;
} Texts;

static void add_text(Texts *it, Slice text, unsigned weight)
{
    if (text.len == 0 || it->count == FIELDS_INDEXED_MAX)
        return;
    if (it->count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : 32;
        it->at = arena_resize(it->arena, it->at, it->room * sizeof *it->at, more * sizeof *it->at);
        it->room = more;
    }
    it->at[it->count++] = (SearchField){text, weight};
}

static void add_all(Texts *it, const Json *json, unsigned weight)
{
    if (json->kind == JSON_STRING)
        add_text(it, json->text, weight);
    for (size_t i = 0; json->kind == JSON_ARRAY && i < json->count; i++)
        add_all(it, json->items[i], weight);
    for (size_t i = 0; json->kind == JSON_OBJECT && i < json->count; i++)
        if (json->members[i].name.len == 0 || json->members[i].name.at[0] != '$')
            add_all(it, json->members[i].value, weight);
}

// What stands at "items.description": of every item of a list.
static void add_path(Texts *it, const Json *json, Slice path, unsigned weight)
{
    if (json == NULL)
        return;
    if (path.len == 0) {
        add_all(it, json, weight);
        return;
    }
    if (json->kind == JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            add_path(it, json->items[i], path, weight);
        return;
    }
    Slice name = slice_cut(&path, '.');
    add_path(it, json_get(json, name), path, weight);
}

// ---- Documents ----

typedef struct Describing {
    Finder *finder;
    Arena *arena;
    const Record *record;
    SearchDocument *document;
    Faults *faults;
    bool is_searched;
} Describing;

static Slice number_of(const Record *record)
{
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, S("number")))
            return record->facets[i].value;
    return record->id;
}

static void add_declared(Texts *texts, const Json *declared, const Json *content)
{
    const Json *search = json_get(declared, S("search"));
    for (size_t i = 0; search != NULL && search->kind == JSON_OBJECT && i < search->count; i++) {
        const JsonMember *member = &search->members[i];
        double weight = member->value->text.len > 0 ? atof(member->value->text.at) : 1;
        add_path(texts, content, member->name, weight >= FIELD_STRONG ? FIELD_STRONG : FIELD_PLAIN);
    }
    if (search == NULL)
        add_all(texts, content, FIELD_PLAIN);
}

static const Facet *counted_facets(Arena *arena, const Record *record, size_t *count)
{
    Facet *facets = arena_array(arena, Facet, record->facet_count + 1);
    *count = 0;
    for (size_t i = 0; i < record->facet_count; i++)
        if (record->facets[i].kind == FACET_COUNTED)
            facets[(*count)++] = record->facets[i];
    if (record->state.len > 0)
        facets[(*count)++] = facet_counted(S("state"), record->state);
    return facets;
}

// A register that is not declared well is searched as if it said nothing.
static bool describe(void *context)
{
    Describing *it = context;
    Faults ignored = {0};
    if (it->finder->registers == NULL) {
        it->finder->home = arena_new(&it->finder->guard, 0);
        it->finder->registers = carried_registers(it->finder->home);
    }
    Register *reg = registers_find(it->finder->registers, it->record->register_name, &ignored);
    if (reg == NULL)
        return true; // accounts and comments are records, too
    const Json *declared = register_declared(reg, &ignored);
    const Json *content =
        it->record->content.len > 0 ? json_read(it->arena, it->record->content, &ignored) : NULL;
    Texts texts = {.arena = it->arena};
    Slice number = number_of(it->record), headline = json_text(json_get(declared, S("headline")));
    add_text(&texts, it->record->id, FIELD_STRONG);
    add_text(&texts, number, FIELD_STRONG);
    size_t before = texts.count;
    if (headline.len > 0)
        add_path(&texts, content, headline, WEIGHT_HEADLINE);
    it->document->title = texts.count > before ? texts.at[before].text : number;
    if (content != NULL)
        add_declared(&texts, declared, content);
    it->document->fields = texts.at;
    it->document->field_count = texts.count;
    it->document->facets = counted_facets(it->arena, it->record, &it->document->facet_count);
    it->is_searched = true;
    return true;
}

// Registers raise in the finder's guard; what they have begun is then thrown away.
static bool describe_with_registers(void *context)
{
    Describing *it = context;
    Faults why = {0};
    if (guard_run(&it->finder->guard, describe, it, &why))
        return true;
    arena_free(it->finder->home);
    it->finder->home = NULL;
    it->finder->registers = NULL;
    return fault_append(it->faults, &why.list[0]);
}

bool finder_describe(Finder *finder, Arena *arena, const Record *record, SearchDocument *document,
                     Faults *faults)
{
    Describing describing = {finder, arena, record, document, faults, false};
    size_t before = faults->count;
    // What the caller's arena raises must not pass over the lock.
    pthread_mutex_lock(&finder->lock);
    bool is_good = guard_run(arena_guard(arena), describe_with_registers, &describing, NULL);
    pthread_mutex_unlock(&finder->lock);
    if (!is_good && faults->count == before)
        guard_raise_fault(arena_guard(arena), &arena_guard(arena)->fault);
    return is_good && describing.is_searched;
}

static bool describe_for_index(void *context, Arena *arena, const Record *record,
                               SearchDocument *document, Faults *faults)
{
    return finder_describe(context, arena, record, document, faults);
}

// ---- The finder ----

Finder *finder_new(Store *store, Faults *faults)
{
    Finder *it = memory_take(sizeof *it);
    if (it == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a finder");
        return NULL;
    }
    *it = (Finder){0};
    pthread_mutex_init(&it->lock, NULL);
    it->searcher = searcher_new(store, describe_for_index, it, faults);
    if (it->searcher != NULL)
        return it;
    finder_free(it);
    return NULL;
}

void finder_free(Finder *it)
{
    if (it == NULL)
        return;
    searcher_free(it->searcher);
    arena_free(it->home);
    pthread_mutex_destroy(&it->lock);
    memory_free(it);
}

Searcher *finder_searcher(Finder *it)
{
    return it->searcher;
}
