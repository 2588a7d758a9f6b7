// SPDX-License-Identifier: Apache-2.0
// Makes transitions.

#include "acts/internal.h"

#include "register/edit.h"

bool act_offers(Act *act, const Matter *matter, const Prospect **offers, size_t *count)
{
    Situation situation;
    return matter_situation(act, matter, &situation) &&
           transitions_offer(&situation, &matter->footing, offers, count, act->faults);
}

// ---- Making one ----

// Another state is another stay: its deadlines begin anew, and so does its review.
static void enter(Act *act, const Matter *matter, Slice state, Known *known)
{
    known->entered = act_today(act);
    known->mark_count = 0;
    if (slice_equal(matter->declaration->review.in, state)) {
        known->round++;
        known->reviewer_count = 0;
    }
}

bool erase_record(Act *act, const Matter *matter)
{
    Receipt receipt;
    Write write = {.actor = act_actor(act),
                   .owner = matter->record->owner,
                   .register_name = register_name(matter->reg),
                   .record = matter->record->id,
                   .action = S("erase"),
                   .version = VERSION_ANY,
                   .erases = true};
    return erase_attachments(act, matter) && store_write(act->store, &write, &receipt, act->faults);
}

bool make_move(Act *act, Bundle *bundle, const Matter *matter, const Situation *situation,
               const Transition *transition, uint64_t version, Known *known, bool *erases)
{
    Plan *plan = arena_array(act->arena, Plan, 1);
    Situation becomes;
    plan->content = situation->content;
    Scene *scene = situation_scene(situation, act->faults);
    if (scene == NULL ||
        !plan_effects(plan, situation, scene, 0, &transition->effects, act->faults))
        return false;
    if (!slice_equal(transition->to, situation->circumstances.state))
        enter(act, matter, transition->to, known);
    if (plan->is_changed) {
        if (!matter_becomes(act, matter, plan->content, transition->to, known, &becomes))
            return false;
        plan->content = compute_fields(&becomes, plan->content, act->faults);
    }
    *erases = plan->erases;
    if (plan->content == NULL || (plan->erases && !references_let_go(act, matter)))
        return false;
    return bundle_record(bundle, matter, "move", version, plan->is_changed ? plan->content : NULL,
                         transition->to, known) &&
           bundle_plan(bundle, matter, plan);
}

// ---- By an asker ----

static bool refuse_missing(Act *act, const Prospect *offer)
{
    Buffer list = buffer_new(act->arena);
    for (size_t i = 0; i < offer->missing_count; i++)
        buffer_print(&list, "%s%.*s", i > 0 ? ", " : "", (int)offer->missing[i].len,
                     offer->missing[i].at);
    return fault_add_code(act->faults, FAULT_USAGE, "obstacle", 0, 0, "fill in first: %.*s",
                          (int)list.len, list.at);
}

static bool refuse_transition(Act *act, const Matter *matter, Slice id)
{
    const Prospect *offers;
    size_t count;
    Slice state = matter->record->state;
    if (!act_offers(act, matter, &offers, &count))
        return false;
    Buffer list = buffer_new(act->arena);
    for (size_t i = 0; i < count; i++)
        buffer_print(&list, "%s%.*s", i > 0 ? ", " : "", (int)offers[i].transition->to.len,
                     offers[i].transition->to.at);
    if (count == 0)
        return fault_add(act->faults, FAULT_USAGE, 0, 0,
                         "%.*s: while the record is %.*s there is nothing for you to do to it",
                         (int)id.len, id.at, (int)state.len, state.at);
    return fault_add(act->faults, FAULT_USAGE, 0, 0, "%.*s: a record that is %.*s may become: %.*s",
                     (int)id.len, id.at, (int)state.len, state.at, (int)list.len, list.at);
}

static bool may_go(Act *act, const Matter *matter, const Situation *situation, const Move *move,
                   Prospect *offer)
{
    if (!transition_offer(situation, &matter->footing, move->transition, offer, act->faults))
        return false;
    if (offer->transition == NULL)
        return refuse_transition(act, matter, move->transition);
    if (offer->missing_count > 0)
        return refuse_missing(act, offer);
    if (offer->obstacle_count > 0)
        return fault_add_code(act->faults, FAULT_USAGE, "obstacle", 0, 0, "%.*s",
                              (int)offer->obstacles[0].len, offer->obstacles[0].at);
    if (offer->transition->wants_reason && slice_trim(move->reason).len == 0)
        return fault_add_code(act->faults, FAULT_USAGE, "obstacle", 0, 0, "say why, in `reason`");
    const State *from = declared_state(matter->declaration, matter->record->state);
    return from == NULL || !from->is_draft || !matter->declaration->is_checked ||
           references_hold(act, matter->declaration, matter->content, matter->record->owner);
}

// What was said with it is the original of the act.
static Slice write_reason(Act *act, const Move *move)
{
    JsonWriter json = json_line_writer(act->arena);
    json_open(&json, '{');
    json_field(&json, "transition", move->transition);
    json_field(&json, "reason", move->reason);
    json_close(&json, '}');
    return buffer_slice(json.out);
}

enum { ENTRIES_SEEN = 50 }; // the newest of a record; few things are done to it in one state

bool act_reason(Act *act, const Matter *matter, Slice *reason)
{
    static const Slice near[] = {S_INIT("owner"), S_INIT("party"), S_INIT("reviewer"),
                                 S_INIT("officer")};
    static const WordList concerned = {near, sizeof near / sizeof *near};
    const Record *record = matter->record;
    EntryQuery query = {.owner = record->owner,
                        .register_name = record->register_name,
                        .record = record->id,
                        .from = UINT64_MAX,
                        .newest_first = true,
                        .limit = ENTRIES_SEEN};
    const Entry *entries;
    size_t count, at = 0;
    Slice said;
    *reason = S("");
    if (!footing_has(&matter->footing, &concerned))
        return true;
    if (!store_entries(act->store, act->arena, &query, &entries, &count, act->faults))
        return false;
    while (at < count && slice_equal(entries[at].state_before, record->state))
        at++;
    if (at == count || !slice_equal(entries[at].action, S("move")) ||
        !store_body(act->store, act->arena, entries[at].index, BODY_ORIGINAL, &said, act->faults))
        return true;
    *reason = json_get_text(json_read(act->arena, said, act->faults), S("reason"));
    return true;
}

static bool move_deal(Act *act, const Matter *matter, uint64_t version, Slice deal, Done *done)
{
    Write write = {.actor = act_actor(act),
                   .owner = matter->record->owner,
                   .register_name = register_name(matter->reg),
                   .record = matter->record->id,
                   .action = S("move"),
                   .version = version,
                   .deal = deal};
    if (!matter_may_write(matter))
        return refuse_right(act, "write");
    if (deal.at != NULL)
        done->deal = deal;
    return act_write(act, &write, &done->receipt);
}

bool act_move(Act *act, const Matter *matter, uint64_t version, const Move *move, Done *done)
{
    Situation situation;
    Prospect offer;
    Known known = matter->known;
    bool erases = false;
    *done = (Done){.record = matter->record->id,
                   .state = matter->record->state,
                   .number = known.number,
                   .deal = matter->record->deal};
    if (move->transition.len == 0)
        return move_deal(act, matter, version, move->deal, done);
    Bundle *bundle = bundle_new(act);
    if (!matter_situation(act, matter, &situation) ||
        !may_go(act, matter, &situation, move, &offer) ||
        !make_move(act, bundle, matter, &situation, offer.transition, version, &known, &erases))
        return false;
    if (move->reason.len > 0) {
        bundle->writes[0].original = write_reason(act, move);
        bundle->writes[0].media_type = S("application/json");
    }
    bundle->writes[0].deal = move->deal;
    done->state = offer.transition->to;
    if (move->deal.at != NULL)
        done->deal = move->deal;
    return bundle_write(bundle, &done->receipt) && (!erases || erase_record(act, matter));
}
