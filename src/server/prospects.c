// SPDX-License-Identifier: Apache-2.0
// What may be done to a record by its register's declaration, as its JSON says it.

#include "server/prospects.h"

#include "register/edit.h"

#include <stdio.h>

static void write_words(JsonWriter *json, const char *name, const Words *words, Slice language)
{
    json_field(json, name, words_in(words, language));
}

static void write_list(JsonWriter *json, const char *name, const Slice *list, size_t count)
{
    json_field_open(json, name, '[');
    for (size_t i = 0; i < count; i++)
        json_string(json, list[i]);
    json_close(json, ']');
}

static bool write_offers(Act *act, JsonWriter *json, const Matter *matter)
{
    const Prospect *offers;
    size_t count;
    if (!act_offers(act, matter, &offers, &count))
        return false;
    json_field_open(json, "transitions", '[');
    for (size_t i = 0; i < count; i++) {
        const Transition *transition = offers[i].transition;
        json_open(json, '{');
        json_field(json, "id", transition->id);
        write_words(json, "label", &transition->label, act->language);
        json_field(json, "to", transition->to);
        json_field_boolean(json, "wantsReason", transition->wants_reason);
        json_field_boolean(json, "isOpen", offers[i].obstacle_count + offers[i].missing_count == 0);
        write_list(json, "obstacles", offers[i].obstacles, offers[i].obstacle_count);
        write_list(json, "missing", offers[i].missing, offers[i].missing_count);
        json_close(json, '}');
    }
    json_close(json, ']');
    return true;
}

void due_date_write(JsonWriter *json, const DueDate *date, Slice language)
{
    json_open(json, '{');
    json_field(json, "deadline", date->deadline);
    write_words(json, "label", &date->label, language);
    json_field_integer(json, "item", (int64_t)date->item);
    json_field(json, "date", date->date);
    if (date->unannounced > 0) {
        json_field_integer(json, "unannounced", date->unannounced);
    }
    json_field_boolean(json, "isMet", date->is_met);
    json_field_boolean(json, "isOver", date->is_over);
    json_close(json, '}');
}

static bool write_dates(Act *act, JsonWriter *json, const Matter *matter)
{
    const DueDate *dates;
    size_t count;
    if (!act_deadlines(act, matter, &dates, &count))
        return false;
    json_field_open(json, "deadlines", '[');
    for (size_t i = 0; i < count; i++)
        due_date_write(json, &dates[i], act->language);
    json_close(json, ']');
    return true;
}

static const ConsentGiven *consent_given(const Matter *matter, Slice id)
{
    for (size_t i = 0; i < matter->holding.consent_count; i++)
        for (size_t k = 0; k < matter->known.consent_count; k++)
            if (slice_equal(matter->holding.consents[i], id) &&
                slice_equal(matter->known.consents[k].id, id))
                return &matter->known.consents[k];
    return NULL;
}

static void write_consents(Act *act, JsonWriter *json, const Matter *matter)
{
    json_field_open(json, "consents", '[');
    for (size_t i = 0; i < matter->declaration->consent_count; i++) {
        const Consent *consent = &matter->declaration->consents[i];
        const ConsentGiven *given = consent_given(matter, consent->id);
        json_open(json, '{');
        json_field(json, "id", consent->id);
        write_words(json, "label", &consent->label, act->language);
        write_words(json, "purpose", &consent->purpose, act->language);
        json_field_boolean(json, "isGiven", given != NULL);
        json_field(json, "until", given != NULL ? given->until : S(""));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_criteria(Act *act, JsonWriter *json, const Review *review)
{
    json_field_open(json, "criteria", '[');
    for (size_t i = 0; i < review->criterion_count; i++) {
        json_open(json, '{');
        json_field(json, "id", review->criteria[i].id);
        write_words(json, "label", &review->criteria[i].label, act->language);
        json_field_integer(json, "max", review->criteria[i].max);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_opinions(JsonWriter *json, Names *names, Arena *arena,
                           const KeptOpinion *opinions, size_t count)
{
    json_field_open(json, "opinions", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(json, '{');
        json_field(json, "reviewer", opinions[i].reviewer);
        if (opinions[i].reviewer.len > 0)
            json_field(json, "reviewerName", name_of(names, KIND_PERSON, opinions[i].reviewer));
        json_field(json, "text", opinions[i].text);
        json_time(json, "time", opinions[i].time_ms);
        json_key(json, "scores");
        json_number(json, json_show(arena, opinions[i].scores));
        json_close(json, '}');
    }
    json_close(json, ']');
}

enum { PANEL_MAX = 200 }; // officers of a window from whom one chooses

// Whom an officer may name: those of the window who give opinions there.
static bool write_panel(Act *act, JsonWriter *json)
{
    const Person **people;
    uint64_t next;
    size_t before = act->faults->count;
    size_t count =
        people_of(act->store, act->arena, WINDOW, 0, PANEL_MAX, &people, &next, act->faults);
    if (act->faults->count > before)
        return false;
    json_field_open(json, "panel", '[');
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(people[i]->state, S("active")) ||
            person_membership(people[i], WINDOW)->role != ROLE_OFFICER)
            continue;
        json_open(json, '{');
        json_field(json, "id", people[i]->id);
        json_field(json, "name", people[i]->name);
        json_close(json, '}');
    }
    json_close(json, ']');
    return true;
}

static bool write_reviewers(Act *act, JsonWriter *json, const Matter *matter)
{
    bool is_officer = act->asker->role == ROLE_OFFICER;
    write_list(json, "reviewers", matter->known.reviewers,
               is_officer ? matter->known.reviewer_count : 0);
    return !is_officer || !slice_equal(matter->declaration->review.in, matter->record->state) ||
           write_panel(act, json);
}

// The score is told to whom opinions are told.
static bool write_review(Act *act, JsonWriter *json, Names *names, const Matter *matter)
{
    const Review *review = &matter->declaration->review;
    const KeptOpinion *opinions;
    size_t count, before = act->faults->count;
    ReviewTally tally;
    Slice why_not;
    char score[32];
    if (review->in.len == 0)
        return true;
    if (!act_opinions(act, matter, &opinions, &count, &tally))
        return false;
    bool may = act_may_opine(act, matter, &why_not);
    if (act->faults->count > before)
        return false;
    json_field_open(json, "review", '{');
    json_field_integer(json, "wanted", (int64_t)review->count);
    json_field_integer(json, "given", (int64_t)tally.count);
    if (count > 0) {
        int len = snprintf(score, sizeof score, "%.4f", tally.score);
        json_key(json, "score");
        json_number(json, (Slice){score, (size_t)len});
    }
    json_field_boolean(json, "mayOpine", may);
    json_field(json, "whyNot", why_not);
    bool is_good = write_reviewers(act, json, matter);
    write_criteria(act, json, review);
    write_opinions(json, names, act->arena, opinions, count);
    json_close(json, '}');
    return is_good;
}

bool prospects_write(Act *act, JsonWriter *json, Names *names, const Matter *matter)
{
    bool is_good = write_offers(act, json, matter) && write_dates(act, json, matter) &&
                   write_review(act, json, names, matter);
    write_consents(act, json, matter);
    return is_good;
}

// ---- Eligibility ----

void requirements_write(JsonWriter *json, const Eligibility *eligibility)
{
    json_field_boolean(json, "isEligible", eligibility->met == eligibility->count);
    json_field_open(json, "conditions", '[');
    for (size_t i = 0; i < eligibility->count; i++) {
        const Requirement *one = &eligibility->list[i];
        json_open(json, '{');
        json_field(json, "id", one->id);
        json_field(json, "text", one->text);
        json_field_boolean(json, "isMet", one->is_met);
        json_field(json, "found", one->found);
        json_field(json, "remedy", one->remedy);
        json_field(json, "problem", one->problem);
        json_close(json, '}');
    }
    json_close(json, ']');
}

bool subject_find(Request *request, Act *act, const Declaration *declaration, Matter *subject,
                  bool *is_wanted)
{
    Slice name = eligibility_subject(declaration), id = request_value(request, "subject");
    *is_wanted = name.len > 0;
    if (!*is_wanted)
        return true;
    Register *reg = registers_find(act->registers, name, act->faults);
    Slice owner = act->asker->organisation;
    if (id.len == 0 || owner.len == 0) {
        answer_problem(request, PROBLEM_PARAMETER,
                       "say in `subject` which record of %.*s is judged: the id of one of yours",
                       (int)name.len, name.at);
        return false;
    }
    if (reg != NULL && matter_open(act, reg, owner, id, subject))
        return true;
    answer_refusal(request);
    return false;
}
