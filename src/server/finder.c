// SPDX-License-Identifier: Apache-2.0
// Describes records to the index.
//
// The registers that it looks into are its own: they belong to one thread at a time, and whoever
// asks first after a change brings the index up to date.

#include "server/finder.h"

#include "base/memory.h"
#include "register/carried.h"
#include "register/declare.h"
#include "register/edit.h"
#include "server/names.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIELDS_INDEXED_MAX = 4096, WEIGHT_HEADLINE = 3 };

struct Finder {
    pthread_mutex_t lock; // guards all of it
    char folder[4096];    // of registers beside the carried; empty: none
    Guard guard;
    Arena *home;
    Registers *registers; // NULL: not there yet, or left in the middle
    Pairs *pairs;
    Searcher *searcher;
};

// ---- Texts of a content ----

typedef struct Texts {
    Arena *arena;
    const Declaration *declaration;
    bool is_restricted; // some fields are: only then does it matter where a text stands
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

static Slice path_below(Texts *it, Slice path, Slice name)
{
    if (!it->is_restricted)
        return path;
    return path.len == 0 ? name : arena_join(it->arena, arena_join(it->arena, path, S(".")), name);
}

static void add_all(Texts *it, const Json *json, Slice path, unsigned weight)
{
    if (it->is_restricted && pairs_is_restricted(it->declaration, path))
        return;
    if (json->kind == JSON_STRING)
        add_text(it, json->text, weight);
    for (size_t i = 0; i < json_count(json); i++)
        add_all(it, json->items[i], path, weight);
    for (size_t i = 0; json->kind == JSON_OBJECT && i < json->count; i++) {
        Slice name = json->members[i].name;
        if (name.len == 0 || name.at[0] != '$')
            add_all(it, json->members[i].value, path_below(it, path, name), weight);
    }
}

// What stands at "items.description": of every item of a list.
static void add_path(Texts *it, const Json *json, Slice rest, Slice path, unsigned weight)
{
    if (json == NULL)
        return;
    if (rest.len == 0) {
        add_all(it, json, path, weight);
        return;
    }
    if (json->kind == JSON_ARRAY) {
        for (size_t i = 0; i < json->count; i++)
            add_path(it, json->items[i], rest, path, weight);
        return;
    }
    Slice name = slice_cut(&rest, '.');
    add_path(it, json_get(json, name), rest, path_below(it, path, name), weight);
}

// ---- Documents ----

typedef struct Describing {
    Finder *finder;
    Arena *arena;
    const Record *record;
    SearchDocument *document; // NULL: only its stands are wanted
    Slice language;
    Faults *faults;
    bool is_searched;
    PairStand *stands;
    size_t stand_count;
} Describing;

static void add_declared(Texts *texts, const Json *declared, const Json *content)
{
    const Json *search = json_get(declared, S("search"));
    for (size_t i = 0; search != NULL && search->kind == JSON_OBJECT && i < search->count; i++) {
        const JsonMember *member = &search->members[i];
        double weight = member->value->text.len > 0 ? atof(member->value->text.at) : 1;
        add_path(texts, content, member->name, S(""),
                 weight >= FIELD_STRONG ? FIELD_STRONG : FIELD_PLAIN);
    }
    if (search == NULL)
        add_all(texts, content, S(""), FIELD_PLAIN);
}

// What the window itself keeps as facets (`_…`) is nobody's to count.
static const Facet *counted_facets(Arena *arena, const Record *record,
                                   const Declaration *declaration, size_t *count)
{
    Facet *facets = arena_array(arena, Facet, record->facet_count + 1);
    *count = 0;
    for (size_t i = 0; i < record->facet_count; i++)
        if (record->facets[i].kind == FACET_COUNTED &&
            !slice_starts(record->facets[i].name, S("_")) &&
            !pairs_is_restricted(declaration, record->facets[i].name))
            facets[(*count)++] = record->facets[i];
    if (record->state.len > 0)
        facets[(*count)++] = facet_counted(S("state"), record->state);
    return facets;
}

// No organisation is called so: they have letters, digits and hyphens.
static const Slice members = S_INIT("@member"), officers = S_INIT("@officer"),
                   everybody = S_INIT("*");

static Slice window_reader(Arena *arena, Slice organisation)
{
    return arena_print(arena, "@window:%.*s", (int)organisation.len, organisation.at);
}

typedef struct Readers {
    Slice at[READERS_PER_RECORD_MAX];
    size_t count;
} Readers;

static bool add_reader(void *context, Slice reader)
{
    Readers *it = context;
    if (it->count < READERS_PER_RECORD_MAX)
        it->at[it->count++] = reader;
    return true;
}

// Beside its owner, as the words of Who that sight.c knows; a reviewer finds it in his list, not
// here.
static void add_readers(Arena *arena, const Record *record, const Declaration *declaration,
                        const Json *content, SearchDocument *document)
{
    const State *state = declared_state(declaration, record->state);
    const WordList *read = state != NULL ? &state->read : &declaration->read;
    Readers *readers = arena_array(arena, Readers, 1);
    if (wordlist_has(read, S("public")))
        add_reader(readers, everybody);
    if (wordlist_has(read, S("member")))
        add_reader(readers, members);
    if (wordlist_has(read, S("officer")))
        add_reader(readers, window_reader(arena, record->owner));
    // Records of the window's systems are the officers' daily work, documents of trade are not.
    if (wordlist_has(read, S("officer")) && declaration->is_checked)
        add_reader(readers, officers);
    for (size_t i = 0; i < declaration->field_count && content != NULL; i++) {
        Slice party = declaration->fields[i].party;
        if (party.len > 0 && (wordlist_has(read, party) || wordlist_has(read, S("party"))))
            json_each(content, declaration->fields[i].path, add_reader, readers);
    }
    document->readers = readers->at;
    document->reader_count = readers->count;
}

size_t finder_readers(Arena *arena, const Asker *asker, Slice organisation,
                      Slice readers[FINDER_READERS_MAX])
{
    if (asker->role == ROLE_PUBLIC || asker->role == ROLE_ADMINISTRATOR) {
        readers[0] = everybody;
        return 1;
    }
    bool is_own = slice_equal(asker->organisation, organisation);
    readers[0] =
        is_own || asker->role == ROLE_AUDITOR ? organisation : window_reader(arena, organisation);
    readers[1] = members;
    readers[2] = officers;
    // On behalf of another he looks at what is that one's, not at what is everybody's.
    if (!is_own || asker->role == ROLE_AUDITOR)
        return 1;
    return asker->role == ROLE_OFFICER ? 3 : 2;
}

static void set_profile(Arena *arena, const PairStand *stands, size_t count,
                        SearchDocument *document)
{
    Profile *profile = arena_array(arena, Profile, 1);
    Stand *at = arena_array(arena, Stand, count);
    for (size_t i = 0; i < count; i++)
        at[i] = stands[i].stand;
    *profile = (Profile){at, count};
    document->profile = count > 0 ? profile : NULL;
}

static bool load_registers(void *context)
{
    Finder *it = context;
    Faults ignored = {0};
    it->home = arena_new(&it->guard, 0);
    it->registers = carried_registers_behind(it->home, it->folder, &ignored);
    it->pairs = pairs_new(it->home, it->registers);
    return true;
}

static void forget_registers(Finder *it)
{
    arena_free(it->home);
    it->home = NULL;
    it->registers = NULL;
    it->pairs = NULL;
}

// A register that is not declared well says not whom its fields are for: it is not searched.
static bool describe(void *context)
{
    Describing *it = context;
    Finder *finder = it->finder;
    const Record *record = it->record;
    Faults ignored = {0};
    if (finder->pairs == NULL)
        load_registers(finder);
    Register *reg = registers_find(finder->registers, record->register_name, &ignored);
    const Declaration *declaration = reg != NULL ? register_declaration(reg, &ignored) : NULL;
    if (declaration == NULL)
        return true; // accounts and comments are records, too
    const Json *content =
        record->content.len > 0 ? json_read(it->arena, record->content, &ignored) : NULL;
    it->stand_count = pairs_stands(finder->pairs, it->arena, declaration, record, content,
                                   it->language, &it->stands);
    it->is_searched = true;
    if (it->document == NULL)
        return true;
    Texts texts = {.arena = it->arena,
                   .declaration = declaration,
                   .is_restricted = pairs_restrict_any(declaration)};
    Slice number = record_number(record);
    add_text(&texts, record->id, FIELD_STRONG);
    add_text(&texts, number, FIELD_STRONG);
    size_t before = texts.count;
    if (declaration->headline.len > 0)
        add_path(&texts, content, declaration->headline, S(""), WEIGHT_HEADLINE);
    it->document->title = texts.count > before ? texts.at[before].text : number;
    if (content != NULL)
        add_declared(&texts, declaration->json, content);
    it->document->fields = texts.at;
    it->document->field_count = texts.count;
    it->document->facets =
        counted_facets(it->arena, record, declaration, &it->document->facet_count);
    add_readers(it->arena, record, declaration, content, it->document);
    set_profile(it->arena, it->stands, it->stand_count, it->document);
    return true;
}

// Registers raise in the finder's guard; what they have begun is then thrown away.
static bool describe_with_registers(void *context)
{
    Describing *it = context;
    Faults why = {0};
    if (guard_run(&it->finder->guard, describe, it, &why))
        return true;
    forget_registers(it->finder);
    return fault_append(it->faults, &why.list[0]);
}

static bool describe_locked(Describing *it)
{
    size_t before = it->faults->count;
    // What the caller's arena raises must not pass over the lock.
    pthread_mutex_lock(&it->finder->lock);
    bool is_good = guard_run(arena_guard(it->arena), describe_with_registers, it, NULL);
    pthread_mutex_unlock(&it->finder->lock);
    if (!is_good && it->faults->count == before)
        guard_raise_fault(arena_guard(it->arena), &arena_guard(it->arena)->fault);
    return is_good;
}

bool finder_describe(Finder *finder, Arena *arena, const Record *record, Described *described,
                     Faults *faults)
{
    *described = (Described){0};
    Describing it = {.finder = finder,
                     .arena = arena,
                     .record = record,
                     .document = &described->document,
                     .language = S("en"),
                     .faults = faults};
    bool is_good = describe_locked(&it) && it.is_searched;
    described->stands = it.stands;
    described->stand_count = it.stand_count;
    return is_good;
}

bool finder_stands(Finder *finder, Arena *arena, const Record *record, Slice language,
                   PairStand **stands, size_t *count, Faults *faults)
{
    Describing it = {
        .finder = finder, .arena = arena, .record = record, .language = language, .faults = faults};
    bool is_good = describe_locked(&it);
    *stands = it.stands;
    *count = it.stand_count;
    return is_good;
}

bool finder_tells(Finder *it, Slice register_name)
{
    Faults ignored = {0};
    pthread_mutex_lock(&it->lock);
    if (it->pairs == NULL && !guard_run(&it->guard, load_registers, it, &ignored))
        forget_registers(it);
    bool may_tell = it->pairs == NULL || pairs_tell(it->pairs, register_name);
    pthread_mutex_unlock(&it->lock);
    return may_tell;
}

static bool describe_for_index(void *context, Arena *arena, const Record *record,
                               SearchDocument *document, Faults *faults)
{
    Described described;
    bool is_good = finder_describe(context, arena, record, &described, faults);
    *document = described.document;
    return is_good;
}

// ---- The finder ----

Finder *finder_new(Store *store, const char *folder, Faults *faults)
{
    Finder *it = memory_take(sizeof *it);
    if (it == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a finder");
        return NULL;
    }
    *it = (Finder){0};
    snprintf(it->folder, sizeof it->folder, "%s", folder != NULL ? folder : "");
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
