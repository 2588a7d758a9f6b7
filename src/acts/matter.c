// SPDX-License-Identifier: Apache-2.0
// Opens a record for an asker.
//
//     record + asker ─► what the window knows ─► footing ─► may he see it?

#include "acts/internal.h"

#include "identity/secrets.h"
#include "register/edit.h"

// ---- Small things ----

bool refuse_right(Act *act, const char *what)
{
    return fault_add_code(act->faults, FAULT_USAGE, "right", 0, 0, "the right to %s is missing",
                          what);
}

bool refuse_absent(Act *act)
{
    return fault_add_code(act->faults, FAULT_USAGE, "absent", 0, 0,
                          "there is no such record that you may see");
}

bool act_write(Act *act, const Write *write, Receipt *receipt)
{
    Write keyed = *write;
    return act_write_all(act, &keyed, 1, receipt);
}

// What was planned beside the first of two that are done at once is not what was done.
bool act_write_all(Act *act, Write *writes, size_t count, Receipt *receipts)
{
    writes[0].key = act->key;
    writes[0].question = act->question;
    if (!store_write_all(act->store, writes, count, receipts, act->faults))
        return false;
    return !receipts[0].is_replay ||
           fault_add_code(act->faults, FAULT_CONFLICT, "again", 0, 0,
                          "it was done under this key just now, as entry %llu",
                          (unsigned long long)receipts[0].index);
}

Slice act_new_id(const Act *act)
{
    enum { ID_BYTES = 10 };
    return act->key.len > 0 ? slice_part(secret_digest(act->arena, act->key), 0, 2 * ID_BYTES)
                            : secret_id(act->arena, ID_BYTES);
}

Slice act_actor(const Act *act)
{
    return act->asker != NULL ? act->asker->actor : SYSTEM;
}

Slice act_today(const Act *act)
{
    return day_write(act->arena, day_of_ms(act->now_ms));
}

const Json *act_holidays(const Act *act)
{
    Faults *ignored = arena_array(act->arena, Faults, 1); // weekends are known without it
    Slice text = registers_glossary(act->registers, S("holidays.json"));
    return text.len > 0 ? json_read(act->arena, text, ignored) : NULL;
}

// ---- Opening ----

static Viewer viewer_of(const Act *act)
{
    if (act->asker == NULL)
        return (Viewer){0};
    return (Viewer){.organisation = act->asker->organisation,
                    .person = act->asker->person,
                    .role = role_declared(act->asker->role)};
}

static Slice joined(Arena *arena, const Slice *list, size_t count)
{
    Buffer text = buffer_new(arena);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&text, i > 0 ? S(" ") : S(""));
        buffer_add(&text, list[i]);
    }
    return buffer_slice(&text);
}

static void stand(Act *act, Matter *it)
{
    it->known = known_of(it->record);
    it->viewer = viewer_of(act);
    it->holding =
        (Holding){.owner = it->record->owner,
                  .state = it->record->state,
                  .reviewers = joined(act->arena, it->known.reviewers, it->known.reviewer_count)};
    it->holding.consent_count =
        known_consents(&it->known, act->arena, act_today(act), &it->holding.consents);
    it->footing = footing_of(it->declaration, &it->viewer, &it->holding, it->content);
}

bool matter_of(Act *act, Register *reg, const Record *record, Matter *matter)
{
    static const Json nothing = {.kind = JSON_OBJECT};
    *matter = (Matter){.record = record, .reg = reg, .content = &nothing};
    matter->declaration = register_declaration(reg, act->faults);
    int64_t declared = known_of(record).declared;
    if (matter->declaration != NULL && declared < matter->declaration->version) {
        matter->reg = declared_then(act, reg, declared);
        matter->declaration =
            matter->reg != NULL ? register_declaration(matter->reg, act->faults) : NULL;
    }
    if (matter->declaration == NULL)
        return false;
    if (record->content.len > 0) // what was erased says nothing
        matter->content = json_read(act->arena, record->content, act->faults);
    if (matter->content == NULL || matter->content->kind != JSON_OBJECT)
        return false;
    stand(act, matter);
    return act->asker == NULL ||
           sight_may_read(matter->declaration, &matter->footing, record->state) ||
           footing_has(&matter->footing, &matter->declaration->write);
}

bool matter_of_owner(Act *act, Register *reg, Slice owner, Matter *matter)
{
    *matter = (Matter){.reg = reg, .viewer = viewer_of(act), .holding = {.owner = owner}};
    matter->declaration = register_declaration(reg, act->faults);
    if (matter->declaration != NULL)
        matter->footing = footing_of(matter->declaration, &matter->viewer, &matter->holding, NULL);
    return matter->declaration != NULL;
}

bool matter_open(Act *act, Register *reg, Slice owner, Slice id, Matter *matter)
{
    size_t before = act->faults->count;
    const Record *record =
        store_record(act->store, act->arena, owner, register_name(reg), id, act->faults);
    if (record != NULL && matter_of(act, reg, record, matter))
        return true;
    return act->faults->count > before ? false : refuse_absent(act);
}

bool matter_may_write(const Matter *matter)
{
    return sight_may_write(matter->declaration, &matter->footing, matter->record->state);
}

// ---- Showing ----

static bool is_owner(const Matter *matter)
{
    return slice_equal(matter->viewer.organisation, matter->record->owner);
}

const Json *matter_show(Act *act, const Matter *it)
{
    bool has_personal;
    const Json *content = sight_show(act->arena, it->declaration, &it->footing, &it->holding,
                                     it->content, &has_personal);
    bool is_personal = has_personal || it->declaration->is_personal;
    // That somebody saw another's personal data is an entry itself, written before he sees them.
    if (is_personal && act->asker != NULL && act->asker->role != ROLE_PUBLIC && !is_owner(it) &&
        !slice_equal(act->noted, it->record->owner) &&
        !access_note(act->store, act->arena, act->asker,
                     arena_print(act->arena, "read: %.*s/%.*s", (int)it->record->register_name.len,
                                 it->record->register_name.at, (int)it->record->id.len,
                                 it->record->id.at),
                     it->record->owner, act->faults))
        return NULL;
    if (is_personal)
        act->noted = it->record->owner;
    return content;
}

bool matter_shows_facet(const Matter *it, Slice facet)
{
    if (facet.len > 0 && facet.at[0] == FACET_OWN)
        return false;
    for (size_t i = 0; i < it->declaration->field_count; i++) {
        Slice path = it->declaration->fields[i].path;
        if (slice_equal(facet_of_field(it->declaration, path), facet) &&
            !sight_may_read_field(it->declaration, &it->footing, &it->holding, path))
            return false;
    }
    return sight_may_read_field(it->declaration, &it->footing, &it->holding, facet);
}

// ---- Situations ----

bool matter_becomes(Act *act, const Matter *it, const Json *content, Slice state,
                    const Known *known, Situation *situation)
{
    const Record *record = it->record;
    *situation = (Situation){.declaration = it->declaration,
                             .arena = act->arena,
                             .content = content,
                             .holding = it->holding,
                             .language = act->language};
    // What came without an act has only the store's own time.
    Slice created = known->created.len > 0   ? known->created
                    : record->created_ms > 0 ? day_write(act->arena, day_of_ms(record->created_ms))
                                             : act_today(act);
    situation->circumstances = (Circumstances){
        .content = json_show(act->arena, content),
        .number = known->number,
        .id = record->id,
        .owner = record->owner,
        .state = state,
        .version = record->version,
        .created = created,
        .entered = known->entered.len > 0 ? known->entered : created,
        .today = act_today(act),
        .asker_organisation = it->viewer.organisation,
        .asker_role = it->viewer.role,
    };
    situation->circumstances.consent_count =
        known_consents(known, act->arena, act_today(act), &situation->circumstances.consents);
    return load_beside(act, situation);
}

bool matter_situation(Act *act, const Matter *it, Situation *situation)
{
    ReviewTally tally;
    const KeptOpinion *opinions;
    size_t count;
    if (!matter_becomes(act, it, it->content, it->record->state, &it->known, situation))
        return false;
    if (!slice_equal(it->declaration->review.in, it->record->state))
        return true;
    if (!act_opinions(act, it, &opinions, &count, &tally))
        return false;
    situation->circumstances.opinion_count = tally.count;
    situation->circumstances.score = tally.score;
    return true;
}
