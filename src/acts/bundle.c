// SPDX-License-Identifier: Apache-2.0
// Entries that go together: the record, who is told of it, and what it brings into being.

#include "acts/internal.h"

#include "identity/secrets.h"
#include "register/edit.h"

enum { ID_BYTES = 10 };

Bundle *bundle_new(Act *act)
{
    Bundle *bundle = arena_array(act->arena, Bundle, 1);
    bundle->act = act;
    return bundle;
}

Write *bundle_add(Bundle *it)
{
    if (it->count == BUNDLE_MAX) {
        fault_add(it->act->faults, FAULT_LIMIT, 0, 0, "one act may bring %d entries at most",
                  BUNDLE_MAX);
        return NULL;
    }
    Write *write = &it->writes[it->count++];
    *write = (Write){.actor = act_actor(it->act), .version = VERSION_ANY};
    return write;
}

bool bundle_write(Bundle *it, Receipt *receipt)
{
    Receipt *receipts = arena_array(it->act->arena, Receipt, it->count);
    if (it->count == 0 || !act_write_all(it->act, it->writes, it->count, receipts))
        return false;
    *receipt = receipts[0];
    return true;
}

// ---- The record ----

// When the clock must look at it next; the steps that were taken before it came into this state
// count no more.
static bool find_due(Act *act, const Situation *situation, Known *known)
{
    Deadlines deadlines;
    WordList marks = {known->marks, known->mark_count};
    known->due = S("");
    if (situation->declaration->deadline_count == 0)
        return true;
    Scene *scene = situation_scene(situation, act->faults);
    if (scene == NULL ||
        !deadlines_find(situation, scene, &marks, act_holidays(act), &deadlines, act->faults))
        return false;
    if (deadlines.step_count > 0)
        known->due = day_write(act->arena, deadlines.steps[0].day);
    return true;
}

// Statistics are of all records, so that they go by the present declaration.
static bool add_amounts(Act *act, FacetList *facets, const Matter *matter,
                        const Situation *situation, const Known *known)
{
    Situation present;
    Matter now = *matter;
    now.reg = registers_find(act->registers, register_name(matter->reg), act->faults);
    now.declaration = now.reg != NULL ? register_declaration(now.reg, act->faults) : NULL;
    if (now.declaration == matter->declaration)
        return amounts_gather(act, facets, situation);
    return now.declaration != NULL &&
           matter_becomes(act, &now, situation->content, situation->circumstances.state, known,
                          &present) &&
           amounts_gather(act, facets, &present);
}

static bool set_facets(Act *act, Write *write, const Matter *matter, const Situation *situation,
                       const Known *known)
{
    FacetList facets = facets_new(act->arena);
    known_add(known, &facets); // first, for it must not be crowded out
    facets_gather(&facets, situation->declaration, situation->content);
    if (!add_amounts(act, &facets, matter, situation, known))
        return false;
    write->facets = facets.list;
    write->facet_count = facets.count;
    return true;
}

bool bundle_record(Bundle *it, const Matter *matter, const char *action, uint64_t version,
                   const Json *content, Slice state, const Known *known)
{
    Situation situation;
    Act *act = it->act;
    Known becomes = *known;
    const Json *says = content != NULL ? content : matter->content;
    Write *write = bundle_add(it);
    if (write == NULL || !matter_becomes(act, matter, says, state, known, &situation) ||
        !find_due(act, &situation, &becomes))
        return false;
    write->owner = matter->record->owner;
    write->register_name = register_name(matter->reg);
    write->record = matter->record->id;
    write->action = slice_of(action);
    write->version = version;
    write->state = state;
    if (content != NULL)
        write->content = json_show(act->arena, content);
    return set_facets(act, write, matter, &situation, &becomes);
}

// ---- Beginnings ----

bool is_acceptable(Act *act, const Situation *situation, Done *done)
{
    RecordFindings findings;
    const Declaration *declaration = situation->declaration;
    const State *state = declared_state(declaration, situation->circumstances.state);
    if (!declaration->is_checked || (state != NULL && state->is_draft))
        return true;
    if (!record_check(declaration->reg, act->arena, &situation->circumstances, act->language,
                      &findings, act->faults))
        return false;
    done->findings = findings.list;
    done->finding_count = findings.count;
    if (findings.errors > 0)
        return fault_add_code(act->faults, FAULT_USAGE, "findings", 0, 0,
                              "the record breaks %zu of the register's rules: %.*s",
                              findings.errors, (int)findings.list[0].message.len,
                              findings.list[0].message.at);
    return references_hold(act, declaration, situation->content, situation->circumstances.owner);
}

bool bundle_begin(Bundle *it, const Beginning *beginning, Done *done)
{
    Act *act = it->act;
    Situation situation;
    const Declaration *declaration = register_declaration(beginning->reg, act->faults);
    if (declaration == NULL)
        return false;
    Record record = {.owner = beginning->owner,
                     .register_name = register_name(beginning->reg),
                     .id = beginning->id,
                     .state = declaration->states[0].id};
    Matter matter = {.record = &record,
                     .reg = beginning->reg,
                     .declaration = declaration,
                     .content = beginning->content,
                     .holding = {.owner = record.owner, .state = record.state}};
    Known known = {.created = act_today(act),
                   .entered = act_today(act),
                   .maker = act_actor(act),
                   .declared = declaration->version,
                   .round = slice_equal(declaration->review.in, record.state)};
    if (!matter_becomes(act, &matter, beginning->content, record.state, &known, &situation))
        return false;
    const Json *content = compute_fields(&situation, beginning->content, act->faults);
    if (content == NULL ||
        !matter_becomes(act, &matter, content, record.state, &known, &situation) ||
        !is_acceptable(act, &situation, done))
        return false;
    known.number = number_next(act, declaration, content);
    const Json *identifier = json_get(declaration->json, S("identifier"));
    if (identifier == NULL)
        known.number = beginning->id;
    else if (known.number.len == 0 && declaration->pattern.len > 0)
        return false;
    if (!bundle_record(it, &matter, "create", 0, content, record.state, &known))
        return false;
    done->record = record.id;
    done->state = record.state;
    done->number = known.number;
    return true;
}

// ---- Plans ----

bool bundle_plan(Bundle *it, const Matter *matter, const Plan *plan)
{
    Matter becomes = *matter;
    Done ignored;
    becomes.content = plan->content;
    for (size_t i = 0; i < plan->notice_count; i++)
        if (!bundle_notice(it, &becomes, &plan->notices[i].who, &plan->notices[i].words))
            return false;
    for (size_t i = 0; i < plan->record_count; i++) {
        const PlannedRecord *made = &plan->records[i];
        Beginning beginning = {
            .reg = registers_find(it->act->registers, made->register_name, it->act->faults),
            .owner = made->owner,
            .id = secret_id(it->act->arena, ID_BYTES),
            .content = made->content};
        if (beginning.reg == NULL || !bundle_begin(it, &beginning, &ignored))
            return false;
    }
    return true;
}
