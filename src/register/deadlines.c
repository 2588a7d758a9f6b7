// SPDX-License-Identifier: Apache-2.0
// Finds deadlines and the steps that are to be taken.

#include "register/deadlines.h"

#include <stdlib.h>

enum { OCCURRENCES_MAX = 400, STEPS_MAX = DUES_MAX * (WARNINGS_MAX + 1) };

typedef struct Finding {
    const Situation *situation;
    Scene *scene;
    const WordList *marks;
    const Json *holidays;
    Due *dues;
    size_t due_count;
    Step *steps;
    size_t step_count;
} Finding;

static Slice mark_of(const Finding *it, const Due *due, const char *step, Slice detail)
{
    Slice date = day_write(it->situation->arena, due->date), id = due->deadline->id;
    return arena_print(it->situation->arena, "%.*s#%zu@%.*s:%s%.*s", (int)id.len, id.at, due->item,
                       (int)date.len, date.at, step, (int)detail.len, detail.at);
}

static bool is_passed(const Finding *it, const Due *due)
{
    return wordlist_has(it->marks, mark_of(it, due, "passed", S("")));
}

// ---- Dates ----

static bool first_date(const Finding *it, Due *due)
{
    const Deadline *deadline = due->deadline;
    Day begun;
    Slice from = deadline->from.expr != NULL ? scene_text(it->scene, &deadline->from, due->at)
                                             : it->situation->circumstances.entered;
    if (!day_read(from, &begun))
        return false; // not known yet
    due->date = deadline->within.is_given ? day_add(begun, deadline->within, 1) : begun;
    if (!deadline->within.is_given || !deadline->is_business)
        return true;
    const Json *holidays = json_get(it->holidays, deadline->calendar);
    due->date = day_add_working(begun, deadline->within.days, holidays);
    if (deadline->calendar.len > 0)
        due->unannounced = day_unannounced(begun, due->date, holidays);
    return true;
}

// Of those that come again the first that has not passed and is not before the state was entered.
static void next_occurrence(const Finding *it, Due *due)
{
    Period step = due->deadline->every;
    Day first = due->date, entered = first;
    day_read(it->situation->circumstances.entered, &entered);
    for (int i = 1; i < OCCURRENCES_MAX && (due->date < entered || is_passed(it, due)); i++) {
        Period all = {step.months * i, step.days * i, true};
        due->date = day_add(first, all, 1);
    }
}

// ---- Steps ----

static void add_step(Finding *it, const Due *due, bool is_warning, Day day, Slice mark)
{
    if (it->step_count < STEPS_MAX && !wordlist_has(it->marks, mark))
        it->steps[it->step_count++] = (Step){due, is_warning, day, mark};
}

// A warning whose day was over before the state was entered would only be noise.
static void add_steps(Finding *it, const Due *due)
{
    Day entered = INT32_MIN;
    day_read(it->situation->circumstances.entered, &entered);
    for (size_t i = 0; i < due->deadline->warning_count; i++) {
        Day day = day_add(due->date, due->deadline->warnings[i], -1);
        if (day >= entered)
            add_step(it, due, true, day,
                     mark_of(it, due, "warn-", arena_print(it->situation->arena, "%zu", i)));
    }
    // The day itself is in time.
    add_step(it, due, false, due->date + 1, mark_of(it, due, "passed", S("")));
}

static void add_due(Finding *it, const Deadline *deadline, size_t item, NodeId at)
{
    Due *due = &it->dues[it->due_count];
    *due = (Due){.deadline = deadline, .item = item, .at = at};
    if (it->due_count == DUES_MAX || !first_date(it, due))
        return;
    if (deadline->every.is_given && deadline->every.months + deadline->every.days > 0)
        next_occurrence(it, due);
    due->is_met =
        deadline->unless.expr != NULL && scene_holds(it->scene, &deadline->unless, at, NULL);
    it->due_count++;
    if (!due->is_met)
        add_steps(it, due);
}

static int compare_steps(const void *a, const void *b)
{
    const Step *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->due < y->due ? -1 : x->due > y->due;
}

bool deadlines_find(const Situation *situation, Scene *scene, const WordList *marks,
                    const Json *holidays, Deadlines *deadlines, Faults *faults)
{
    Arena *arena = situation->arena;
    const Declaration *declaration = situation->declaration;
    (void)faults;
    Finding it = {.situation = situation, .scene = scene, .marks = marks, .holidays = holidays};
    it.dues = arena_array(arena, Due, DUES_MAX + 1);
    it.steps = arena_array(arena, Step, STEPS_MAX);
    for (size_t i = 0; i < declaration->deadline_count; i++) {
        const Deadline *deadline = &declaration->deadlines[i];
        NodeId *items;
        if (!wordlist_has(&deadline->in, situation->circumstances.state))
            continue;
        if (deadline->each.len == 0) {
            add_due(&it, deadline, 0, 0);
            continue;
        }
        size_t count = scene_items(scene, deadline->each, &items);
        for (size_t k = 0; k < count && it.due_count < DUES_MAX; k++)
            add_due(&it, deadline, k, items[k]);
    }
    if (it.step_count > 0)
        qsort(it.steps, it.step_count, sizeof *it.steps, compare_steps);
    *deadlines = (Deadlines){it.dues, it.due_count, it.steps, it.step_count};
    return true;
}
