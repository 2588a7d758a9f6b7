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
    Searcher *searcher;
};

// ---- Texts of a content ----

typedef struct Texts {
    Arena *arena;
    const Declaration *declaration;
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

// Whether a field, or a group that it lies in, is for some only.
static bool is_restricted(const Declaration *declaration, Slice path)
{
    for (size_t i = 0; declaration != NULL && i < declaration->field_count; i++) {
        const Field *field = &declaration->fields[i];
        bool is_for_some = field->is_read_given || field->is_personal || field->consent.len > 0;
        bool is_within = slice_starts(path, field->path) &&
                         (path.len == field->path.len || path.at[field->path.len] == '.');
        if (is_for_some && is_within)
            return true;
    }
    return false;
}

static Slice path_below(Texts *it, Slice path, Slice name)
{
    return path.len == 0 ? name
                         : arena_print(it->arena, "%.*s.%.*s", (int)path.len, path.at,
                                       (int)name.len, name.at);
}

static void add_all(Texts *it, const Json *json, Slice path, unsigned weight)
{
    if (is_restricted(it->declaration, path))
        return;
    if (json->kind == JSON_STRING)
        add_text(it, json->text, weight);
    for (size_t i = 0; json->kind == JSON_ARRAY && i < json->count; i++)
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
            !is_restricted(declaration, record->facets[i].name))
            facets[(*count)++] = record->facets[i];
    if (record->state.len > 0)
        facets[(*count)++] = facet_counted(S("state"), record->state);
    return facets;
}

// No organisation is called so: they have letters, digits and hyphens.
static const Slice members = S_INIT("@member");

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
    const Names *read = state != NULL ? &state->read : &declaration->read;
    Readers *readers = arena_array(arena, Readers, 1);
    if (names_have(read, S("public")))
        add_reader(readers, S("*"));
    if (names_have(read, S("member")))
        add_reader(readers, members);
    if (names_have(read, S("officer")))
        add_reader(readers, window_reader(arena, record->owner));
    for (size_t i = 0; i < declaration->field_count && content != NULL; i++) {
        Slice party = declaration->fields[i].party;
        if (party.len > 0 && (names_have(read, party) || names_have(read, S("party"))))
            json_each(content, declaration->fields[i].path, add_reader, readers);
    }
    document->readers = readers->at;
    document->reader_count = readers->count;
}

size_t finder_readers(Arena *arena, const Asker *asker, Slice organisation,
                      Slice readers[FINDER_READERS_MAX])
{
    bool is_own = slice_equal(asker->organisation, organisation);
    readers[0] =
        is_own || asker->role == ROLE_AUDITOR ? organisation : window_reader(arena, organisation);
    readers[1] = members;
    // On behalf of another he looks at what is that one's, not at what is everybody's.
    return is_own && (asker->role == ROLE_MEMBER || asker->role == ROLE_OFFICER) ? 2 : 1;
}

// A register that is not declared well says not whom its fields are for: it is not searched.
static bool describe(void *context)
{
    Describing *it = context;
    Faults ignored = {0};
    if (it->finder->registers == NULL) {
        it->finder->home = arena_new(&it->finder->guard, 0);
        it->finder->registers = carried_registers(it->finder->home);
        if (it->finder->folder[0] != '\0')
            registers_add_folder(it->finder->registers, it->finder->folder, &ignored);
    }
    Register *reg = registers_find(it->finder->registers, it->record->register_name, &ignored);
    if (reg == NULL)
        return true; // accounts and comments are records, too
    const Declaration *declaration = register_declaration(reg, &ignored);
    if (declaration == NULL)
        return true;
    const Json *content =
        it->record->content.len > 0 ? json_read(it->arena, it->record->content, &ignored) : NULL;
    Texts texts = {.arena = it->arena, .declaration = declaration};
    Slice number = number_of(it->record);
    add_text(&texts, it->record->id, FIELD_STRONG);
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
        counted_facets(it->arena, it->record, declaration, &it->document->facet_count);
    add_readers(it->arena, it->record, declaration, content, it->document);
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
