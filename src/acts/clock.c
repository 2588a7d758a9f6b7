// SPDX-License-Identifier: Apache-2.0
// The window's clock: takes the steps of deadlines that are due.
//
//     counts of the facet _due, by register ─► days up to today ─► their records
//         ─► steps not marked as taken ─► notices, transition, effects, marks ─► one transaction
//
// A record says on which day it wants to be looked at, so that nothing is searched. Marks and the
// record's version make each step be taken once.

#include "acts/internal.h"

enum { AT_ONCE = 100 };

// ---- What is due ----

// As if the record said no more than `content`.
static bool find_dates(Act *act, const Matter *matter, const Json *content, Deadlines *found)
{
    Situation situation;
    WordList marks = {matter->known.marks, matter->known.mark_count};
    Slice state = matter->record->state;
    if (!matter_becomes(act, matter, content, state, &matter->known, &situation))
        return false;
    Scene *scene = situation_scene(&situation, act->faults);
    return scene != NULL &&
           deadlines_find(&situation, scene, &marks, act_holidays(act), found, act->faults);
}

static bool has_date(const Deadlines *dates, const Due *due)
{
    for (size_t i = 0; i < dates->due_count; i++)
        if (dates->dues[i].deadline == due->deadline && dates->dues[i].item == due->item &&
            dates->dues[i].date == due->date)
            return true;
    return false;
}

// A date that follows from a hidden field would tell it. One that runs from the record's coming
// into its state is a duty, and no matter of those who only read.
static bool is_shown(const Matter *matter, const Deadlines *visible, const Due *due)
{
    static const Slice words[] = {S_INIT("owner"), S_INIT("officer")};
    static const WordList keepers = {words, 2};
    if (matter->footing.sees_all || footing_has(&matter->footing, &due->deadline->notify))
        return true;
    bool is_of_field = due->deadline->from.expr != NULL;
    return (is_of_field || footing_has(&matter->footing, &keepers)) && has_date(visible, due);
}

bool act_deadlines(Act *act, const Matter *matter, const DueDate **dates, size_t *count)
{
    Deadlines found, visible;
    *count = 0;
    *dates = NULL;
    if (matter->declaration->deadline_count == 0)
        return true;
    const Json *shown = sight_show(act->arena, matter->declaration, &matter->footing,
                                   &matter->holding, matter->content, NULL);
    if (!find_dates(act, matter, matter->content, &found) ||
        !find_dates(act, matter, shown, &visible))
        return false;
    DueDate *list = arena_array(act->arena, DueDate, found.due_count);
    for (size_t i = 0; i < found.due_count; i++)
        if (is_shown(matter, &visible, &found.dues[i]))
            list[(*count)++] = (DueDate){.deadline = found.dues[i].deadline->id,
                                         .label = found.dues[i].deadline->label,
                                         .item = found.dues[i].item,
                                         .date = day_write(act->arena, found.dues[i].date),
                                         .unannounced = found.dues[i].unannounced,
                                         .is_met = found.dues[i].is_met,
                                         .is_over = found.dues[i].date < day_of_ms(act->now_ms)};
    *dates = list;
    return true;
}

// ---- One record ----

typedef struct Taking {
    Act *act;
    const Matter *matter;
    Situation situation;
    Scene *scene;
    Bundle *bundle;
    Known known;
    bool erases;
} Taking;

static Words words_of_step(const Taking *it, const Step *step)
{
    static const char *const forms[2][LANGUAGE_END] = {
        {[LANGUAGE_EN] = "%s: the time for “%.*s” ended on %.*s.",
         [LANGUAGE_JA] = "%s：「%.*s」の期限（%.*s）が過ぎました。",
         [LANGUAGE_ZH] = "%s：“%.*s”的期限（%.*s）已过。"},
        {[LANGUAGE_EN] = "%s: “%.*s” is due on %.*s.",
         [LANGUAGE_JA] = "%s：「%.*s」の期限は%.*sです。",
         [LANGUAGE_ZH] = "%s：“%.*s”的期限为%.*s。"},
    };
    Arena *arena = it->act->arena;
    Slice number = it->known.number.len > 0 ? it->known.number : it->matter->record->id;
    Slice date = day_write(arena, step->due->date);
    Words words;
    for (int i = 0; i < LANGUAGE_END; i++) {
        Slice label = step->due->deadline->label.in[i];
        Buffer text = buffer_new(arena);
        Slice form = slice_of(forms[step->is_warning][i]);
        const Slice values[] = {number, label, date};
        for (size_t value = 0; form.len > 0;) {
            size_t at = slice_find(form, S("%"));
            buffer_add(&text, slice_part(form, 0, at));
            if (at == SIZE_MAX)
                break;
            buffer_add(&text, values[value]);
            form = slice_part(form, at + (value == 0 ? 2 : 4), form.len);
            value++;
        }
        words.in[i] = buffer_slice(&text);
    }
    return words;
}

static void mark(Taking *it, Slice name)
{
    if (it->known.mark_count < KEPT_MAX)
        it->known.marks[it->known.mark_count++] = name;
}

// A transition that stands open is made; one that is hindered waits for people, who were told.
static bool take_passed(Taking *it, const Step *step, bool *is_moved)
{
    Prospect offer = {0};
    const Deadline *deadline = step->due->deadline;
    Act *act = it->act;
    *is_moved = false;
    if (deadline->transition.len > 0 &&
        !transition_offer(&it->situation, NULL, deadline->transition, &offer, act->faults))
        return false;
    if (offer.transition == NULL || offer.obstacle_count + offer.missing_count > 0)
        return true;
    *is_moved = true;
    return make_move(act, it->bundle, it->matter, &it->situation, offer.transition,
                     it->matter->record->version, &it->known, &it->erases);
}

// Effects of the deadline itself, beside those of its transition.
static bool take_effects(Taking *it, const Step *step, Plan *plan)
{
    plan->content = it->matter->content;
    if (!plan_effects(plan, &it->situation, it->scene, step->due->at, &step->due->deadline->effects,
                      it->act->faults))
        return false;
    it->erases |= plan->erases;
    return !plan->erases || references_let_go(it->act, it->matter);
}

static bool take_step(Taking *it, const Step *step)
{
    bool is_moved = false;
    Plan *plan = arena_array(it->act->arena, Plan, 1);
    Words words = words_of_step(it, step);
    mark(it, step->mark);
    if (!step->is_warning) {
        if (!take_effects(it, step, plan))
            return false;
        // What the effects set is there for the transition.
        if (plan->is_changed &&
            (!matter_becomes(it->act, it->matter, plan->content, it->matter->record->state,
                             &it->known, &it->situation)))
            return false;
        if (!take_passed(it, step, &is_moved))
            return false;
    }
    if (!is_moved && !bundle_record(it->bundle, it->matter, "deadline", it->matter->record->version,
                                    plan->is_changed ? plan->content : NULL,
                                    it->matter->record->state, &it->known))
        return false;
    if (plan->content == NULL)
        plan->content = it->matter->content;
    return bundle_plan(it->bundle, it->matter, plan) &&
           bundle_notice(it->bundle, it->matter, &step->due->deadline->notify, &words);
}

// The first step that is due; what follows from it may make the next one void. Warnings that were
// overtaken are marked with it, so that people are told once.
static bool take_due(Taking *it, size_t *taken)
{
    Deadlines found;
    Receipt receipt;
    WordList marks = {it->known.marks, it->known.mark_count};
    Day today = day_of_ms(it->act->now_ms);
    const Step *due = NULL;
    if (!deadlines_find(&it->situation, it->scene, &marks, act_holidays(it->act), &found,
                        it->act->faults))
        return false;
    for (size_t i = 0; i < found.step_count && found.steps[i].day <= today; i++) {
        if (due != NULL && found.steps[i].due != due->due)
            continue;
        if (due != NULL)
            mark(it, due->mark);
        due = &found.steps[i];
    }
    if (due == NULL) // what it waited for has moved: it says anew when
        return bundle_record(it->bundle, it->matter, "deadline", it->matter->record->version, NULL,
                             it->matter->record->state, &it->known) &&
               bundle_write(it->bundle, &receipt);
    if (!take_step(it, due) || !bundle_write(it->bundle, &receipt))
        return false;
    (*taken)++;
    return !it->erases || erase_record(it->act, it->matter);
}

static bool take_record(Act *act, Register *reg, const Record *record, size_t *taken)
{
    Matter matter;
    Taking it = {.act = act, .matter = &matter, .bundle = bundle_new(act)};
    if (!matter_of(act, reg, record, &matter) || !matter_situation(act, &matter, &it.situation))
        return false;
    it.known = matter.known;
    it.scene = situation_scene(&it.situation, act->faults);
    return it.scene != NULL && take_due(&it, taken);
}

// ---- All ----

// A record may have several steps; each is taken with its own look at the record.
static bool take_day(Act *act, Register *reg, Slice day, size_t *taken)
{
    RecordList list;
    Facet facet = {.name = S("_due"), .value = day};
    Query query = {.register_name = register_name(reg),
                   .facets = &facet,
                   .facet_count = 1,
                   .oldest_first = true,
                   .limit = AT_ONCE,
                   .with_content = true};
    bool is_good = true;
    do {
        if (!store_list(act->store, act->arena, &query, &list, act->faults))
            return false;
        for (size_t i = 0; i < list.count; i++) {
            size_t before = act->faults->count;
            if (take_record(act, reg, &list.at[i], taken))
                continue;
            // Somebody else was faster: he took it.
            bool is_taken = act->faults->count > before && before < FAULTS_KEPT &&
                            act->faults->list[before].kind == FAULT_CONFLICT;
            if (is_taken)
                act->faults->count = before;
            else
                is_good = false;
        }
        query.after = list.next;
    } while (list.next != 0);
    return is_good;
}

static bool take_register(Act *act, Register *reg, size_t *taken)
{
    const Count *counts;
    size_t count;
    const Declaration *declaration = register_declaration(reg, act->faults);
    Slice today = act_today(act);
    bool is_good = declaration != NULL;
    if (declaration == NULL || declaration->deadline_count == 0)
        return is_good;
    if (!store_counts(act->store, act->arena, S(""), register_name(reg), S("_due"), &counts, &count,
                      act->faults))
        return false;
    for (size_t i = 0; i < count; i++)
        if (counts[i].count > 0 && slice_compare(counts[i].value, today) <= 0)
            is_good &= take_day(act, reg, counts[i].value, taken);
    return is_good;
}

bool act_clock(Act *act, size_t *steps)
{
    bool is_good = true;
    size_t before;
    *steps = 0;
    do { // a step may make another due today
        before = *steps;
        for (size_t i = 0; i < registers_count(act->registers); i++)
            is_good &= take_register(act, registers_at(act->registers, i), steps);
    } while (is_good && *steps > before);
    return is_good;
}
