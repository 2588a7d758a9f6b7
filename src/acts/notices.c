// SPDX-License-Identifier: Apache-2.0
// Who is told of a record, and what.
//
//     words of Who + record ─► organisations ─► a notice each, in three languages
//
// Notices that come of an act are written with it (bundle_notice). Those that come of what the
// window found (a saved search, a match) have an id that follows from what was found, so that
// nobody is told the same twice, whoever finds it and however often.

#include "acts/internal.h"

#include "identity/secrets.h"
#include "register/edit.h"

enum { ID_BYTES = 10 };

// ---- Whom ----

typedef struct Told {
    Slice *at;
    size_t count;
} Told;

static bool add_told(void *context, Slice organisation)
{
    Told *it = context;
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->at[i], organisation))
            return true;
    if (it->count == TOLD_MAX || !entry_text_is_good(organisation, NAME_MAX_BYTES))
        return false;
    it->at[it->count++] = organisation;
    return true;
}

static void add_reviewers(Act *act, const Matter *matter, Told *told)
{
    for (size_t i = 0; i < matter->known.reviewer_count; i++) {
        const Person *person =
            person_by_id(act->store, act->arena, matter->known.reviewers[i], act->faults);
        if (person != NULL)
            add_told(told, person->organisation);
    }
}

size_t act_told(Act *act, const Matter *matter, const WordList *who, Slice **organisations)
{
    Told told = {arena_array(act->arena, Slice, TOLD_MAX), 0};
    if (wordlist_has(who, S("owner")))
        add_told(&told, matter->record->owner);
    if (wordlist_has(who, S("officer")))
        add_told(&told, WINDOW);
    if (wordlist_has(who, S("reviewer")))
        add_reviewers(act, matter, &told);
    for (size_t i = 0; i < matter->declaration->field_count; i++) {
        const DeclaredField *field = &matter->declaration->fields[i];
        if (field->party.len > 0 &&
            (wordlist_has(who, S("party")) || wordlist_has(who, field->party)))
            json_each(matter->content, field->path, add_told, &told);
    }
    *organisations = told.at;
    return told.count;
}

// ---- What ----

static void write_text(JsonWriter *json, const Words *words)
{
    json_field_open(json, "text", '{');
    for (int i = 0; i < LANGUAGE_END; i++)
        json_field(json, language_name((SheetLanguage)i), words->in[i]);
    json_close(json, '}');
}

static Slice content_of(Act *act, const Tiding *tiding)
{
    JsonWriter json = json_line_writer(act->arena);
    const Record *record = tiding->matter->record;
    json_open(&json, '{');
    json_field(&json, "register", record->register_name);
    json_field(&json, "organisation", record->owner);
    json_field(&json, "record", record->id);
    json_field(&json, "number", tiding->matter->known.number);
    json_field(&json, "search", tiding->search);
    write_text(&json, tiding->words);
    json_close(&json, '}');
    return buffer_slice(json.out);
}

static Slice kind_of(const Tiding *tiding)
{
    return tiding->person.len > 0 ? KIND_ALERT : KIND_NOTICE;
}

static bool add_notice(Bundle *bundle, const Tiding *tiding, Slice id)
{
    Write *write = bundle_add(bundle);
    if (write == NULL)
        return false;
    write->owner = tiding->organisation;
    write->register_name = kind_of(tiding);
    write->record = id;
    write->action = S("notify");
    write->version = 0;
    write->state = S("new");
    write->content = content_of(bundle->act, tiding);
    if (tiding->person.len > 0) {
        Facet *facet = arena_array(bundle->act->arena, Facet, 1);
        *facet = facet_counted(S("person"), tiding->person);
        write->facets = facet;
        write->facet_count = 1;
    }
    return true;
}

// Everybody and all members are not told: they have lists and saved searches.
bool bundle_notice(Bundle *bundle, const Matter *matter, const WordList *who, const Words *words)
{
    Act *act = bundle->act;
    size_t before = act->faults->count;
    Slice *organisations;
    size_t count = act_told(act, matter, who, &organisations);
    for (size_t i = 0; i < count; i++) {
        Tiding tiding = {.organisation = organisations[i], .matter = matter, .words = words};
        if (!add_notice(bundle, &tiding, secret_id(act->arena, ID_BYTES)))
            return false;
    }
    return act->faults->count == before;
}

// ---- What the window found ----

// False with faults.
static bool is_told(Act *act, const Tiding *tiding, Slice id, bool *is_known)
{
    size_t before = act->faults->count;
    *is_known = store_record(act->store, act->arena, tiding->organisation, kind_of(tiding), id,
                             act->faults) != NULL;
    return act->faults->count == before;
}

bool act_tell(Act *act, const Tiding *tidings, size_t count, size_t *told)
{
    Receipt receipt;
    Bundle *bundle = bundle_new(act);
    *told = 0;
    for (size_t i = 0; i < count; i++) {
        Slice id = slice_part(secret_digest(act->arena, tidings[i].cause), 0, 2 * ID_BYTES);
        bool is_known;
        if (!is_told(act, &tidings[i], id, &is_known))
            return false;
        if (is_known)
            continue;
        if (!add_notice(bundle, &tidings[i], id))
            return false;
        if (bundle->count == BUNDLE_MAX) {
            if (!bundle_write(bundle, &receipt))
                return false;
            *told += BUNDLE_MAX;
            bundle->count = 0;
        }
    }
    *told += bundle->count;
    return bundle->count == 0 || bundle_write(bundle, &receipt);
}
