// SPDX-License-Identifier: Apache-2.0
// Reads what a declaration says of the way of a record: transitions with their guards and effects,
// deadlines, reviews.

#include "register/declare_internal.h"

static bool is_object(const Json *json)
{
    return json != NULL && json->kind == JSON_OBJECT;
}

// ---- Effects ----

static EffectKind kind_of(const Json *json)
{
    return json_get(json, S("notify")) != NULL   ? EFFECT_NOTIFY
           : json_get(json, S("set")) != NULL    ? EFFECT_SET
           : json_get(json, S("create")) != NULL ? EFFECT_CREATE
                                                 : EFFECT_ERASE;
}

static void declare_assignments(Declaring *it, const Json *json, Slice place, Effect *effect)
{
    const Json *with = json_get(json, S("with"));
    size_t count = effect->kind == EFFECT_SET ? 1 : is_object(with) ? with->count : 0;
    Assignment *list = arena_array(it->arena, Assignment, count);
    if (effect->kind == EFFECT_SET)
        list[0] = (Assignment){
            json_get_text(json, S("set")),
            declare_formula(it, json_get(json, S("to")), "%.*s.to", (int)place.len, place.at)};
    for (size_t i = 0; effect->kind == EFFECT_CREATE && i < count; i++) {
        Slice path = with->members[i].name;
        list[i] =
            (Assignment){path, declare_formula(it, with->members[i].value, "%.*s.with.%.*s",
                                               (int)place.len, place.at, (int)path.len, path.at)};
    }
    effect->with = list;
    effect->with_count = count;
}

static Effects declare_effects(Declaring *it, const Json *json, Slice above)
{
    Effect *list = arena_array(it->arena, Effect, json_count(json));
    for (size_t i = 0; i < json_count(json); i++) {
        const Json *one = json->items[i];
        Slice place = arena_print(it->arena, "%.*s.effects[%zu]", (int)above.len, above.at, i);
        list[i] = (Effect){.kind = kind_of(one),
                           .notify = declare_list(it, json_get(one, S("notify"))),
                           .register_name = json_get_text(one, S("create")),
                           .text = declare_notice(it, json_get(one, S("text")), place)};
        list[i].condition =
            declare_formula(it, json_get(one, S("if")), "%.*s.if", (int)place.len, place.at);
        list[i].owner =
            declare_formula(it, json_get(one, S("owner")), "%.*s.owner", (int)place.len, place.at);
        declare_assignments(it, one, place, &list[i]);
    }
    return (Effects){list, json_count(json)};
}

// ---- Transitions ----

static void declare_guards(Declaring *it, const Json *json, Slice above, Transition *transition)
{
    Condition *guards = arena_array(it->arena, Condition, json_count(json));
    for (size_t i = 0; i < json_count(json); i++) {
        Slice place = arena_print(it->arena, "%.*s.guards[%zu]", (int)above.len, above.at, i);
        guards[i].test = declare_formula(it, json_get(json->items[i], S("test")), "%.*s.test",
                                         (int)place.len, place.at);
        guards[i].text = declare_notice(it, json_get(json->items[i], S("text")), place);
    }
    transition->guards = guards;
    transition->guard_count = json_count(json);
}

static Transition declare_transition(Declaring *it, Slice id, const Json *json)
{
    Slice place = arena_print(it->arena, "transitions.%.*s", (int)id.len, id.at);
    const Json *who = json_get(json, S("who"));
    Transition transition = {.id = id,
                             .label = declare_words(json_get(json, S("label"))),
                             .from = declare_list(it, json_get(json, S("from"))),
                             .to = json_get_text(json, S("to")),
                             .who = declare_list(it, who),
                             .is_who_given = who != NULL,
                             .within = declare_period(json_get(json, S("within"))),
                             .requires = declare_list(it, json_get(json, S("requires"))),
                             .wants_reason = declare_flag(json_get(json, S("reason")), false),
                             .effects = declare_effects(it, json_get(json, S("effects")), place)};
    declare_guards(it, json_get(json, S("guards")), place, &transition);
    return transition;
}

// What a state may become without further ado is a transition without conditions, so that all below
// knows one kind of them. Its id is that of the state.
static Transition plain_transition(Declaring *it, const State *from, Slice to)
{
    Slice *list = arena_array(it->arena, Slice, 1);
    const State *state = declared_state(it->to, to);
    list[0] = from->id;
    return (Transition){.id = to,
                        .label = state != NULL ? state->label : (Words){0},
                        .from = (WordList){list, 1},
                        .to = to};
}

static void declare_transitions(Declaring *it, const Json *json)
{
    const Declaration *to = it->to;
    size_t count = is_object(json) ? json->count : 0, plain = 0;
    for (size_t i = 0; i < to->state_count; i++)
        plain += to->states[i].to.count;
    Transition *list = arena_array(it->arena, Transition, count + plain);
    for (size_t i = 0; i < count; i++)
        list[i] = declare_transition(it, json->members[i].name, json->members[i].value);
    for (size_t i = 0; i < to->state_count; i++)
        for (size_t k = 0; k < to->states[i].to.count; k++)
            list[count++] = plain_transition(it, &to->states[i], to->states[i].to.at[k]);
    it->to->transitions = list;
    it->to->transition_count = count;
}

// ---- Deadlines ----

static Deadline declare_deadline(Declaring *it, Slice id, const Json *json)
{
    Slice place = arena_print(it->arena, "deadlines.%.*s", (int)id.len, id.at);
    const Json *warn = json_get(json, S("warn"));
    Deadline deadline = {.id = id,
                         .label = declare_words(json_get(json, S("label"))),
                         .in = declare_list(it, json_get(json, S("in"))),
                         .each = json_get_text(json, S("each")),
                         .within = declare_period(json_get(json, S("within"))),
                         .every = declare_period(json_get(json, S("every"))),
                         .is_business = declare_flag(json_get(json, S("business")), false),
                         .calendar = json_get_text(json, S("calendar")),
                         .notify = declare_default(it, json_get(json, S("notify")), "owner"),
                         .transition = json_get_text(json, S("transition")),
                         .effects = declare_effects(it, json_get(json, S("effects")), place)};
    deadline.from =
        declare_formula(it, json_get(json, S("from")), "%.*s.from", (int)place.len, place.at);
    deadline.unless =
        declare_formula(it, json_get(json, S("unless")), "%.*s.unless", (int)place.len, place.at);
    for (size_t i = 0; i < json_count(warn) && deadline.warning_count < WARNINGS_MAX; i++)
        if (period_read(json_text(warn->items[i]), &deadline.warnings[deadline.warning_count]))
            deadline.warning_count++;
    return deadline;
}

static void declare_deadlines(Declaring *it, const Json *json)
{
    size_t count = is_object(json) ? json->count : 0;
    Deadline *list = arena_array(it->arena, Deadline, count);
    for (size_t i = 0; i < count; i++)
        list[i] = declare_deadline(it, json->members[i].name, json->members[i].value);
    it->to->deadlines = list;
    it->to->deadline_count = count;
    it->to->has_formulas |= count > 0;
}

// ---- Review ----

static void declare_review(Declaring *it, const Json *json)
{
    const Json *criteria = json_get(json, S("criteria"));
    size_t count = is_object(criteria) ? criteria->count : 0;
    Criterion *list = arena_array(it->arena, Criterion, count);
    if (!is_object(json))
        return;
    for (size_t i = 0; i < count; i++) {
        const Json *one = criteria->members[i].value;
        list[i] = (Criterion){.id = criteria->members[i].name,
                              .label = declare_words(json_get(one, S("label"))),
                              .max = (int)declare_number(it->arena, json_get(one, S("max")), 5),
                              .weight = declare_number(it->arena, json_get(one, S("weight")), 1)};
    }
    it->to->review =
        (Review){.in = json_get_text(json, S("in")),
                 .by = declare_default(it, json_get(json, S("by")), "officer"),
                 .count = (size_t)declare_number(it->arena, json_get(json, S("count")), 1),
                 .criteria = list,
                 .criterion_count = count,
                 .threshold = declare_number(it->arena, json_get(json, S("threshold")), 0.6),
                 .pass = json_get_text(json, S("pass")),
                 .fail = json_get_text(json, S("fail")),
                 .back = json_get_text(json, S("return")),
                 .is_blind = declare_flag(json_get(json, S("blind")), true),
                 .is_fresh = declare_flag(json_get(json, S("fresh")), false),
                 .is_awaited = declare_flag(json_get(json, S("awaited")), false)};
}

void declare_process(Declaring *it, const Json *json)
{
    declare_transitions(it, json_get(json, S("transitions")));
    declare_deadlines(it, json_get(json, S("deadlines")));
    declare_review(it, json_get(json, S("review")));
}
