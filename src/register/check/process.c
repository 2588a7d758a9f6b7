// SPDX-License-Identifier: Apache-2.0
// States and who may move between them: transitions, effects, deadlines, review.

#include "register/check/internal.h"

// ---- States ----

void check_reach(const Check *it)
{
    const Declaration *d = it->declaration;
    bool *is_reached = arena_array(it->arena, bool, d->state_count), has_grown = true;
    is_reached[0] = true;
    while (has_grown) {
        has_grown = false;
        for (size_t i = 0; i < d->transition_count; i++)
            for (size_t k = 0; k < d->transitions[i].from.count; k++) {
                const State *from = declared_state(d, d->transitions[i].from.at[k]);
                const State *to = declared_state(d, d->transitions[i].to);
                if (from == NULL || to == NULL || !is_reached[from - d->states] ||
                    is_reached[to - d->states])
                    continue;
                is_reached[to - d->states] = has_grown = true;
            }
    }
    for (size_t i = 0; i < d->state_count; i++)
        if (!is_reached[i])
            tell(it, REGISTER_FILE, "states.%.*s: no way leads there from %.*s",
                 SHOW(d->states[i].id), SHOW(d->states[0].id));
}

// ---- Effects ----

static void check_created(const Check *it, const Effect *effect, Slice place)
{
    Faults *ignored = arena_array(it->arena, Faults, 1);
    Register *reg = need_register(it, effect->register_name, place.at);
    const Model *model = reg != NULL ? register_model(reg, ignored) : NULL;
    for (size_t i = 0; model != NULL && i < effect->with_count; i++) {
        const Assignment *set = &effect->with[i];
        const Term *term = model_find(&model->root, set->path);
        if (term == NULL)
            tell(it, REGISTER_FILE, "%.*s: %.*s has no field %.*s", SHOW(place),
                 SHOW(effect->register_name), SHOW(set->path));
        check_value(&it->names, set->value.text, place, term);
    }
}

static void check_effects(const Check *it, const Effects *effects, Slice above, Slice list)
{
    for (size_t i = 0; i < effects->count; i++) {
        const Effect *effect = &effects->at[i];
        Slice place = arena_print(it->arena, "%.*s.effects[%zu]", SHOW(above), i);
        check_formula(&it->names, effect->condition.text, place, list);
        check_formula(&it->names, effect->owner.text, place, list);
        check_notice(&it->names, &effect->text, place, list);
        check_who(it, &effect->notify, place);
        for (size_t k = 0; k < effect->with_count; k++)
            check_formula(&it->names, effect->with[k].value.text, place, list);
        if (effect->kind == EFFECT_NOTIFY && effect->notify.count == 0)
            tell(it, REGISTER_FILE, "%.*s: it notifies nobody; name somebody or leave it out",
                 SHOW(place));
        if (effect->kind == EFFECT_SET)
            check_value(&it->names, effect->with[0].value.text, place,
                        need_path(it, effect->with[0].path, place.at));
        if (effect->kind == EFFECT_CREATE)
            check_created(it, effect, place);
    }
}

// Whether a review or a deadline makes it, in any of its states.
static bool is_made(const Check *it, Slice transition)
{
    const Declaration *d = it->declaration;
    bool is_made = slice_equal(d->review.pass, transition) ||
                   slice_equal(d->review.fail, transition) ||
                   slice_equal(d->review.back, transition);
    for (size_t i = 0; i < d->deadline_count; i++)
        is_made |= slice_equal(d->deadlines[i].transition, transition);
    return is_made;
}

static void check_makers(const Check *it, const Transition *transition, Slice place)
{
    if (transition->is_who_given && transition->who.count == 0 && !is_made(it, transition->id))
        tell(it, REGISTER_FILE,
             "%.*s: nobody makes it: `who` is [], and neither the review nor a deadline names it",
             SHOW(place));
}

void check_transitions(const Check *it)
{
    for (size_t i = 0; i < it->declaration->transition_count; i++) {
        const Transition *transition = &it->declaration->transitions[i];
        Slice place = arena_join(it->arena, S("transitions."), transition->id);
        need_states(it, &transition->from, place);
        need_state(it, transition->to, place);
        check_who(it, &transition->who, place);
        check_makers(it, transition, place);
        for (size_t k = 0; k < transition->requires.count; k++)
            need_path(it, transition->requires.at[k], place.at);
        for (size_t k = 0; k < transition->guard_count; k++) {
            check_formula(&it->names, transition->guards[k].test.text,
                          transition->guards[k].test.place, S(""));
            check_notice(&it->names, &transition->guards[k].text, place, S(""));
        }
        check_effects(it, &transition->effects, place, S(""));
    }
}

static void check_sense(const Check *it, const Deadline *deadline, Slice place)
{
    if (deadline->notify.count == 0 && deadline->transition.len == 0 &&
        deadline->effects.count == 0)
        tell(it, REGISTER_FILE,
             "%.*s: nothing follows from it: nobody is told, no transition made, and there are no "
             "effects",
             SHOW(place));
    const Json *json = json_get(json_get(it->json, S("deadlines")), deadline->id);
    if (json_get(json, S("from")) == NULL && json_get(json, S("within")) == NULL)
        tell(it, REGISTER_FILE,
             "%.*s: it has passed as soon as the state is entered; say `within`, or `from` which "
             "date",
             SHOW(place));
}

void check_deadlines(const Check *it)
{
    for (size_t i = 0; i < it->declaration->deadline_count; i++) {
        const Deadline *deadline = &it->declaration->deadlines[i];
        Slice place = arena_join(it->arena, S("deadlines."), deadline->id);
        need_states(it, &deadline->in, place);
        need_list(it, deadline->each, place.at);
        need_transition(it, deadline->transition, &deadline->in, place);
        check_who(it, &deadline->notify, place);
        check_sense(it, deadline, place);
        check_formula(&it->names, deadline->from.text, place, deadline->each);
        check_formula(&it->names, deadline->unless.text, place, deadline->each);
        check_effects(it, &deadline->effects, place, deadline->each);
    }
}

void check_review(const Check *it)
{
    const Review *review = &it->declaration->review;
    WordList in = {&review->in, 1};
    if (review->in.len == 0)
        return;
    need_state(it, review->in, S("review.in"));
    if (review->by.count == 0)
        tell(it, REGISTER_FILE, "review.by: nobody may give an opinion; name somebody");
    need_transition(it, review->pass, &in, S("review.pass"));
    need_transition(it, review->fail, &in, S("review.fail"));
    need_transition(it, review->back, &in, S("review.return"));
}
