// SPDX-License-Identifier: Apache-2.0
// Decides which transitions may be made.

#include "register/transitions.h"

#include "register/days.h"
#include "register/edit.h"
#include "register/explain.h"

#include <inttypes.h>

enum { OBSTACLES_MAX = 40 };

Scene *situation_scene(const Situation *it, Faults *faults)
{
    return scene_new(it->arena, it->declaration->program, &it->circumstances, faults);
}

Words notice_words(Scene *scene, const Notice *notice, NodeId at, Arena *arena)
{
    Words words = {0};
    for (int i = 0; i < LANGUAGE_END; i++) {
        Buffer text = buffer_new(arena);
        for (size_t k = 0; k < notice->part_count[i]; k++) {
            const NoticePart *part = &notice->parts[i][k];
            buffer_add(&text, part->value.expr != NULL ? scene_words(scene, &part->value, at)
                                                       : part->literal);
        }
        words.in[i] = buffer_slice(&text);
    }
    return words;
}

// ---- What stands in the way ----

typedef struct Weighing {
    const Situation *situation;
    Scene *scene;
    const RecordFindings *findings; // NULL: not looked for yet
    Faults *faults;
} Weighing;

// A rule and a guard may say the same; people need it once.
static void add(Slice *list, size_t *count, Slice text)
{
    for (size_t i = 0; i < *count; i++)
        if (slice_equal(list[i], text))
            return;
    if (*count < OBSTACLES_MAX)
        list[(*count)++] = text;
}

static Slice in_language(const Situation *it, const char *const texts[LANGUAGE_END])
{
    SheetLanguage language = LANGUAGE_EN;
    language_find(it->language, &language);
    return slice_of(texts[language]);
}

static void weigh_guards(const Weighing *it, const Transition *transition, Slice *obstacles,
                         size_t *count)
{
    Arena *arena = it->situation->arena;
    for (size_t i = 0; i < transition->guard_count; i++) {
        Slice why;
        const Condition *guard = &transition->guards[i];
        if (scene_holds(it->scene, &guard->test, 0, &why))
            continue;
        Words words = notice_words(it->scene, &guard->text, 0, arena);
        Slice text = words_in(&words, it->situation->language);
        add(obstacles, count,
            why.len > 0
                ? arena_print(arena, "%.*s (%.*s)", (int)text.len, text.at, (int)why.len, why.at)
                : text);
    }
}

// Who decides hears the reviewers first.
static void weigh_review(const Weighing *it, const Transition *transition, Slice *obstacles,
                         size_t *count)
{
    static const char *const awaited[LANGUAGE_END] = {
        [LANGUAGE_EN] = "Opinions are awaited: %zu of %zu are there.",
        [LANGUAGE_JA] = "評価が揃っていません（%zu／%zu件）。",
        [LANGUAGE_ZH] = "评审意见尚未齐备（%zu/%zu份）。",
    };
    const Review *review = &it->situation->declaration->review;
    size_t given = it->situation->circumstances.opinion_count;
    SheetLanguage language = LANGUAGE_EN;
    bool decides =
        slice_equal(review->pass, transition->id) || slice_equal(review->fail, transition->id);
    if (!review->is_awaited || !decides || given >= review->count)
        return;
    language_find(it->situation->language, &language);
    add(obstacles, count,
        arena_print(it->situation->arena, awaited[language], given, review->count));
}

static void weigh_time(const Weighing *it, const Transition *transition, Slice *obstacles,
                       size_t *count)
{
    static const char *const late[LANGUAGE_END] = {
        [LANGUAGE_EN] = "The time for it ended on %.*s.",
        [LANGUAGE_JA] = "期限（%.*s）を過ぎています。",
        [LANGUAGE_ZH] = "期限已于%.*s届满。",
    };
    Day entered, today;
    const Circumstances *now = &it->situation->circumstances;
    if (!transition->within.is_given || !day_read(now->entered, &entered) ||
        !day_read(now->today, &today))
        return;
    Day last = day_add(entered, transition->within, 1);
    if (today <= last)
        return;
    Arena *arena = it->situation->arena;
    Slice date = day_write(arena, last), text = in_language(it->situation, late);
    size_t at = slice_find(text, S("%.*s"));
    add(obstacles, count,
        arena_print(arena, "%.*s%.*s%.*s", (int)at, text.at, (int)date.len, date.at,
                    (int)(text.len - at - 4), text.at + at + 4));
}

// "0" ─► 1. False where the step is a name.
static bool read_place(Slice step, uint64_t *item)
{
    uint64_t number = 0;
    for (size_t i = 0; i < step.len; i++) {
        if (step.at[i] < '0' || step.at[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(step.at[i] - '0');
    }
    *item = step.len > 0 ? number + 1 : *item;
    return step.len > 0;
}

// "/costs/0/amount" in the words of the form: “Amount” of “Costs” (1)
static Slice say_found(const Situation *it, const RecordFinding *found)
{
    Explaining form = {it->arena, it->declaration->reg, NULL, it->language};
    Slice rest = found->place;
    uint64_t item = 0; // from 1; 0: it is in no list
    Buffer path = buffer_new(it->arena);
    slice_cut(&rest, '/');
    while (rest.len > 0) {
        Slice step = slice_cut(&rest, '/');
        if (!read_place(step, &item))
            buffer_print(&path, "%s%.*s", buffer_slice(&path).len > 0 ? "/" : "", (int)step.len,
                         step.at);
    }
    Slice label = explain_path(&form, buffer_slice(&path));
    if (label.len == 0)
        return found->message;
    if (item > 0)
        label = arena_print(it->arena, "%.*s (%" PRIu64 ")", (int)label.len, label.at, item);
    return arena_print(it->arena, "%.*s: %.*s", (int)label.len, label.at, (int)found->message.len,
                       found->message.at);
}

// Schema and rules must hold where a draft is left; else they were held to at each writing.
static bool weigh_content(Weighing *it, const Transition *transition, Prospect *offer,
                          Slice *obstacles, size_t *count)
{
    const Situation *now = it->situation;
    const State *from = declared_state(now->declaration, now->circumstances.state);
    const State *to = declared_state(now->declaration, transition->to);
    bool is_checked = now->declaration->is_checked && from != NULL && from->is_draft &&
                      (to == NULL || !to->is_draft);
    if (!is_checked)
        return true;
    if (it->findings == NULL) {
        RecordFindings *findings = arena_array(now->arena, RecordFindings, 1);
        if (!record_check(now->declaration->reg, now->arena, &now->circumstances, now->language,
                          findings, it->faults))
            return false;
        it->findings = findings;
    }
    for (size_t i = 0; i < it->findings->count; i++) {
        const RecordFinding *found = &it->findings->list[i];
        if (found->missing.len > 0)
            add((Slice *)offer->missing, &offer->missing_count, found->missing);
        else if (found->severity == SEVERITY_ERROR || found->severity == SEVERITY_BROKEN)
            add(obstacles, count, say_found(now, found));
    }
    return true;
}

static void weigh_required(const Weighing *it, const Transition *transition, Prospect *offer)
{
    Slice *missing =
        arena_array(it->situation->arena, Slice, transition->requires.count + OBSTACLES_MAX);
    for (size_t i = 0; i < transition->requires.count; i++)
        if (!json_says(it->situation->content, transition->requires.at[i]))
    missing[offer->missing_count++] = transition->requires.at[i];
    offer->missing = missing;
}

static bool weigh(Weighing *it, const Transition *transition, Prospect *offer)
{
    size_t count = 0;
    Slice *obstacles = arena_array(it->situation->arena, Slice, OBSTACLES_MAX);
    *offer = (Prospect){.transition = transition};
    weigh_required(it, transition, offer);
    weigh_time(it, transition, obstacles, &count);
    weigh_review(it, transition, obstacles, &count);
    weigh_guards(it, transition, obstacles, &count);
    if (!weigh_content(it, transition, offer, obstacles, &count))
        return false;
    offer->obstacles = obstacles;
    offer->obstacle_count = count;
    return true;
}

// ---- Who may ----

static bool may_make(const Situation *it, const Footing *footing, const Transition *transition)
{
    if (!wordlist_has(&transition->from, it->circumstances.state))
        return false;
    if (footing == NULL)
        return true;
    return transition->is_who_given
               ? footing_has(footing, &transition->who)
               : sight_may_write(it->declaration, footing, it->circumstances.state);
}

static bool open_weighing(const Situation *it, Weighing *weighing, Faults *faults)
{
    *weighing = (Weighing){.situation = it, .faults = faults};
    weighing->scene = situation_scene(it, faults);
    return weighing->scene != NULL;
}

bool transitions_offer(const Situation *it, const Footing *footing, const Prospect **offers,
                       size_t *count, Faults *faults)
{
    Weighing weighing;
    const Declaration *declaration = it->declaration;
    Prospect *list = arena_array(it->arena, Prospect, declaration->transition_count);
    *count = 0;
    *offers = list;
    if (!open_weighing(it, &weighing, faults))
        return false;
    for (size_t i = 0; i < declaration->transition_count; i++)
        if (may_make(it, footing, &declaration->transitions[i]) &&
            !weigh(&weighing, &declaration->transitions[i], &list[(*count)++]))
            return false;
    return true;
}

bool transition_offer(const Situation *it, const Footing *footing, Slice id, Prospect *offer,
                      Faults *faults)
{
    Weighing weighing;
    const Transition *transition =
        declared_transition(it->declaration, id, it->circumstances.state);
    *offer = (Prospect){0};
    if (transition == NULL || !may_make(it, footing, transition))
        return true;
    return open_weighing(it, &weighing, faults) && weigh(&weighing, transition, offer);
}
