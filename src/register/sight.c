// SPDX-License-Identifier: Apache-2.0
// Decides what an asker may see and change.

#include "register/sight.h"

#include "register/edit.h"

// ---- Footing ----

static void add_word(Footing *it, Slice word)
{
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->words[i], word))
            return;
    if (it->count < FOOTING_MAX)
        it->words[it->count++] = word;
}

typedef struct PartySearch {
    Slice organisation;
    bool is_found;
} PartySearch;

static bool compare_party(void *context, Slice value)
{
    PartySearch *it = context;
    it->is_found = slice_equal(it->organisation, value);
    return !it->is_found;
}

static void add_parts(Footing *it, const Declaration *declaration, const Viewer *viewer,
                      const Json *content)
{
    for (size_t i = 0; i < declaration->field_count && viewer->organisation.len > 0; i++) {
        const DeclaredField *field = &declaration->fields[i];
        PartySearch search = {.organisation = viewer->organisation};
        if (field->party.len == 0)
            continue;
        json_each(content, field->path, compare_party, &search);
        if (!search.is_found)
            continue;
        add_word(it, S("party"));
        add_word(it, field->party);
    }
}

static bool has_word(Slice list, Slice word)
{
    while (list.len > 0)
        if (slice_equal(slice_cut(&list, ' '), word))
            return true;
    return false;
}

Footing footing_of(const Declaration *declaration, const Viewer *viewer, const Holding *holding,
                   const Json *content)
{
    Footing footing = {.sees_all = slice_equal(viewer->role, S("auditor"))};
    bool acts = slice_equal(viewer->role, S("member")) || slice_equal(viewer->role, S("officer"));
    add_word(&footing, S("public"));
    if (!acts)
        return footing;
    add_word(&footing, S("member"));
    add_word(&footing, viewer->role);
    if (slice_equal(viewer->organisation, holding->owner))
        add_word(&footing, S("owner"));
    if (viewer->person.len > 0 && has_word(holding->reviewers, viewer->person))
        add_word(&footing, S("reviewer"));
    add_parts(&footing, declaration, viewer, content);
    return footing;
}

bool footing_has(const Footing *footing, const WordList *who)
{
    for (size_t i = 0; i < footing->count; i++)
        if (wordlist_has(who, footing->words[i]))
            return true;
    return false;
}

// ---- Records ----

bool sight_may_create(const Declaration *declaration, const Viewer *viewer)
{
    Holding holding = {.owner = viewer->organisation};
    Footing footing = footing_of(declaration, viewer, &holding, NULL);
    return footing_has(&footing, &declaration->create);
}

// A state that the declaration has no more (before a migration) is as the register.
bool sight_may_read(const Declaration *declaration, const Footing *footing, Slice state)
{
    const State *in = declared_state(declaration, state);
    return footing->sees_all || footing_has(footing, in != NULL ? &in->read : &declaration->read);
}

bool sight_may_write(const Declaration *declaration, const Footing *footing, Slice state)
{
    const State *in = declared_state(declaration, state);
    return footing_has(footing, in != NULL ? &in->write : &declaration->write);
}

// ---- Fields ----

// "contact.phone" lies in "contact" and in itself.
static bool lies_in(Slice path, Slice group)
{
    return slice_starts(path, group) && (path.len == group.len || path.at[group.len] == '.');
}

static bool is_consented(const Holding *holding, Slice consent)
{
    for (size_t i = 0; i < holding->consent_count; i++)
        if (slice_equal(holding->consents[i], consent))
            return true;
    return false;
}

static bool field_shows(const DeclaredField *field, const Footing *footing, const Holding *holding)
{
    static const Slice owner[] = {S_INIT("owner")};
    static const WordList owners = {owner, 1};
    if (footing->sees_all || footing_has(footing, &owners))
        return footing->sees_all || !field->is_read_given || footing_has(footing, &field->read);
    return (!field->is_read_given || footing_has(footing, &field->read)) &&
           (field->consent.len == 0 || is_consented(holding, field->consent));
}

bool sight_may_read_field(const Declaration *declaration, const Footing *footing,
                          const Holding *holding, Slice path)
{
    for (size_t i = 0; i < declaration->field_count; i++)
        if (lies_in(path, declaration->fields[i].path) &&
            !field_shows(&declaration->fields[i], footing, holding))
            return false;
    return true;
}

bool sight_may_write_field(const Declaration *declaration, const Footing *footing, Slice path)
{
    for (size_t i = 0; i < declaration->field_count; i++) {
        const DeclaredField *field = &declaration->fields[i];
        if (lies_in(path, field->path) &&
            (field->compute.expr != NULL ||
             (field->is_write_given && !footing_has(footing, &field->write))))
            return false;
    }
    return true;
}

// ---- Content ----

const Json *sight_show(Arena *arena, const Declaration *declaration, const Footing *footing,
                       const Holding *holding, const Json *content, bool *has_personal)
{
    if (has_personal != NULL)
        *has_personal = false;
    for (size_t i = 0; i < declaration->field_count && content != NULL; i++) {
        const DeclaredField *field = &declaration->fields[i];
        if (!field_shows(field, footing, holding))
            content = json_with(arena, content, field->path, NULL);
        else if (has_personal != NULL && field->is_personal)
            *has_personal |= json_says(content, field->path);
    }
    return content;
}

// Puts back what stood at the path before; through lists item by item, as far as both have them.
static const Json *put_back(Arena *arena, const Json *before, const Json *written, Slice path)
{
    static const Json nothing = {.kind = JSON_OBJECT};
    Slice rest = path, name = slice_cut(&rest, '.');
    if (before == NULL || written == NULL || before->kind != written->kind)
        return written;
    if (written->kind == JSON_ARRAY) {
        const Json **items = arena_array(arena, const Json *, written->count);
        for (size_t i = 0; i < written->count; i++)
            items[i] = i < before->count
                           ? put_back(arena, before->items[i], written->items[i], path)
                           : written->items[i];
        Json *made = arena_array(arena, Json, 1);
        *made = (Json){.kind = JSON_ARRAY, .count = written->count, .items = items};
        return made;
    }
    const Json *inner = json_get(written, name), *old = json_get(before, name);
    if (written->kind != JSON_OBJECT || old == NULL || !json_says(before, path))
        return written;
    if (rest.len == 0)
        return json_with(arena, written, name, old);
    // Of a group in which the reader could see nothing else, nothing came back.
    if (inner == NULL && old->kind == JSON_OBJECT)
        inner = &nothing;
    return inner == NULL ? written
                         : json_with(arena, written, name, put_back(arena, old, inner, rest));
}

const Json *sight_accept(Arena *arena, const Declaration *declaration, const Footing *footing,
                         const Holding *holding, const Json *before, const Json *written,
                         Slice *refused)
{
    *refused = S("");
    for (size_t i = 0; i < declaration->field_count; i++) {
        const DeclaredField *field = &declaration->fields[i];
        bool is_seen = field_shows(field, footing, holding);
        bool is_written = sight_may_write_field(declaration, footing, field->path);
        const Json *old = json_at(before, field->path), *new = json_at(written, field->path);
        if (is_written && (is_seen || new != NULL))
            continue;
        if (field->compute.expr == NULL && new != NULL && !json_equal(old, new))
            *refused = field->path;
        written = json_with(arena, written, field->path, NULL);
        if (before != NULL)
            written = put_back(arena, before, written, field->path);
    }
    return written;
}
