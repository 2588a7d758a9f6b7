// SPDX-License-Identifier: Apache-2.0
// What may be done to a record by its register's declaration: transitions, consents, reviews,
// eligibility, deadlines, files.

#include "server/matters.h"
#include "register/edit.h"
#include "server/names.h"
#include "server/press.h"
#include "server/received.h"
#include "server/routes/parameters.h"

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

// ---- What may be done ----

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

static void write_date(JsonWriter *json, const DueDate *date, Slice language)
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
        write_date(json, &dates[i], act->language);
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

static void run_matter(Request *request)
{
    const Matter *matter = request_matter(request);
    if (matter == NULL)
        return;
    Act *act = request_act(request);
    Slice reason = S("");
    Names *names = names_new(request);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    bool is_good = matter_write_json(act, &json, matter, true) && act_reason(act, matter, &reason);
    json_field(&json, "organisationName", name_of(names, KIND_ORGANISATION, matter->record->owner));
    json_field(&json, "reason", reason);
    json_field_boolean(&json, "mayWrite", matter_may_write(matter));
    is_good = is_good && write_offers(act, &json, matter) && write_dates(act, &json, matter) &&
              write_review(act, &json, names, matter);
    write_consents(act, &json, matter);
    json_close(&json, '}');
    if (!is_good) {
        answer_refusal(request);
        return;
    }
    answer_json(request, 200, &json);
    request->response.etag =
        arena_print(request->arena, "%llu", (unsigned long long)matter->record->version);
    request->response.cache = "private, no-cache";
}

// ---- Doing it ----

static void run_transition(Request *request)
{
    uint64_t version;
    Done done;
    const Json *json = request_json(request);
    if (json == NULL || !read_version(request, &version))
        return;
    const Matter *matter = request_matter(request);
    if (matter == NULL)
        return;
    Move move = {.transition = request_value(request, "transition"),
                 .reason = json_get_text(json, S("reason"))};
    if (act_move(request_act(request), matter, version, &move, &done))
        answer_done(request, &done, 200);
    else
        answer_refusal(request);
}

static void change_consent(Request *request, bool is_given)
{
    Done done;
    const Matter *matter = request_matter(request);
    if (matter == NULL)
        return;
    if (act_consent(request_act(request), matter, request_value(request, "consent"), is_given,
                    &done))
        answer_done(request, &done, 200);
    else
        answer_refusal(request);
}

static void run_give(Request *request)
{
    change_consent(request, true);
}

static void run_withdraw(Request *request)
{
    change_consent(request, false);
}

static void run_opine(Request *request)
{
    Done done;
    const Json *json = request_json(request);
    const Matter *matter = json != NULL ? request_matter(request) : NULL;
    if (matter == NULL)
        return;
    if (act_opine(request_act(request), matter, json_get(json, S("scores")),
                  json_get_text(json, S("text")), &done))
        answer_done(request, &done, 201);
    else
        answer_refusal(request);
}

static void run_assign(Request *request)
{
    Done done;
    const Json *json = request_json(request), *list = json_get(json, S("persons"));
    const Matter *matter = json != NULL ? request_matter(request) : NULL;
    if (matter == NULL)
        return;
    Slice *persons = arena_array(request->arena, Slice, list->count);
    for (size_t i = 0; i < list->count; i++)
        persons[i] = json_text(list->items[i]);
    if (act_assign(request_act(request), matter, persons, list->count, &done))
        answer_done(request, &done, 200);
    else
        answer_refusal(request);
}

// ---- Eligibility ----

static void write_requirements(JsonWriter *json, const Eligibility *eligibility)
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

// The record of another register that is judged: the asker's own. False with a problem answered.
static bool find_subject(Request *request, Act *act, const Declaration *declaration,
                         Matter *subject, bool *is_wanted)
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

static void run_eligibility(Request *request)
{
    const Matter *matter = request_matter(request);
    Matter subject;
    Eligibility eligibility;
    bool has_subject;
    if (matter == NULL)
        return;
    Act *act = request_act(request);
    if (!find_subject(request, act, matter->declaration, &subject, &has_subject))
        return;
    if (!act_eligibility(act, matter, has_subject ? &subject : NULL, &eligibility)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    write_requirements(&json, &eligibility);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// ---- Files ----

static void write_attachment(JsonWriter *json, const Attachment *attachment)
{
    json_open(json, '{');
    json_field(json, "id", attachment->id);
    json_field(json, "field", attachment->field);
    json_field(json, "name", attachment->name);
    json_field(json, "mediaType", attachment->media_type);
    json_field_integer(json, "size", (int64_t)attachment->size);
    json_close(json, '}');
}

static void run_attach(Request *request)
{
    RequestFile *files;
    Attachment attachment;
    const Matter *matter = request_matter(request);
    size_t count = matter != NULL ? request_files(request, &files) : 0;
    if (count > 1)
        answer_problem(request, PROBLEM_UNREADABLE, "send one file a request");
    if (count != 1)
        return;
    Slice name = request_value(request, "name");
    if (!act_attach(request_act(request), matter, request_value(request, "field"),
                    name.len > 0 ? name : files[0].name, files[0].bytes, &attachment)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    write_attachment(&json, &attachment);
    answer_json(request, 201, &json);
}

// Somebody's bytes: never a page of ours.
static void run_attachment(Request *request)
{
    Attachment attachment;
    const Matter *matter = request_matter(request);
    if (matter == NULL)
        return;
    if (act_attachment(request_act(request), matter, request_value(request, "attachment"),
                       &attachment))
        answer_original(request, attachment.bytes, attachment.media_type);
    else
        answer_refusal(request);
}

// ---- Many records ----

enum { LOOKED_AT_MAX = 2000 }; // of one page: who may see few gets short pages, and goes on

typedef struct Page {
    Request *request;
    Act *act;
    Register *reg;
    Query query;
    size_t limit, found;
    uint64_t next;
    bool (*show)(struct Page *page, const Matter *matter);
    JsonWriter json;
    bool is_good;
    // of eligibility
    const Matter *subject;
    const Declaration *declaration;
} Page;

// Goes over the records that the asker may see, until the page is full.
static bool go_over(Page *it)
{
    RecordList list;
    size_t looked = 0;
    it->query.limit = it->limit > 100 ? it->limit : 100;
    it->query.with_content = true;
    do {
        if (!store_list(it->act->store, it->act->arena, &it->query, &list, it->act->faults))
            return false;
        for (size_t i = 0; i < list.count; i++) {
            Matter *matter = arena_array(it->act->arena, Matter, 1);
            size_t before = it->act->faults->count;
            if (it->found == it->limit) {
                it->next = i > 0 ? list.at[i - 1].number : it->query.after;
                return true;
            }
            if (matter_of(it->act, it->reg, &list.at[i], matter) && !it->show(it, matter))
                return false;
            if (it->act->faults->count > before)
                return false;
        }
        looked += list.count;
        it->query.after = list.next;
        it->next = list.next;
    } while (list.next != 0 && looked < LOOKED_AT_MAX && it->found < it->limit);
    return true;
}

static bool open_page(Request *request, Page *page, Facet facets[3])
{
    Register *reg = register_of(request);
    if (reg == NULL)
        return false;
    if (request->server->store == NULL) {
        answer_problem(request, PROBLEM_NO_DATA, "it was started without --data");
        return false;
    }
    *page = (Page){.request = request, .act = request_act(request), .reg = reg};
    page->declaration = register_declaration(reg, page->act->faults);
    page->limit = (size_t)request_number(request, "limit", 50);
    page->query = (Query){.register_name = register_name(reg),
                          .facets = facets,
                          .after = request_number(request, "after", 0)};
    if (page->declaration == NULL)
        answer_refusal(request);
    return page->declaration != NULL;
}

static bool show_record(Page *it, const Matter *matter)
{
    it->found++;
    json_open(&it->json, '{');
    bool is_good = matter_write_json(it->act, &it->json, matter, true);
    json_close(&it->json, '}');
    return is_good;
}

static void answer_page(Page *it, const char *name)
{
    it->json = page_open(it->request, name);
    if (go_over(it))
        page_answer(it->request, &it->json, it->next);
    else
        answer_refusal(it->request);
}

static void run_visible(Request *request)
{
    Page page;
    Facet facets[3];
    if (!open_page(request, &page, facets))
        return;
    if (!may_filter(request, page.reg, S("")))
        return;
    page.query.facet_count = facets_asked(request, facets);
    if (slice_equal(request_value(request, "of"), S("party")))
        facets[page.query.facet_count++] =
            facet_reference(S("_party"), request->asker.organisation);
    page.show = show_record;
    answer_page(&page, "records");
}

static bool show_dates(Page *it, const Matter *matter)
{
    const DueDate *dates;
    size_t count;
    if (!act_deadlines(it->act, matter, &dates, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        Slice from = request_value(it->request, "from"),
              until = request_value(it->request, "until");
        if ((from.len > 0 && slice_compare(dates[i].date, from) < 0) ||
            (until.len > 0 && slice_compare(dates[i].date, until) > 0))
            continue;
        it->found++;
        json_open(&it->json, '{');
        json_field(&it->json, "record", matter->record->id);
        json_field(&it->json, "organisation", matter->record->owner);
        json_field(&it->json, "number", matter->known.number);
        json_field(&it->json, "state", matter->record->state);
        json_key(&it->json, "deadline");
        write_date(&it->json, &dates[i], it->act->language);
        json_close(&it->json, '}');
    }
    return true;
}

static void run_calendar(Request *request)
{
    Page page;
    Facet facets[3];
    if (!open_page(request, &page, facets))
        return;
    page.show = show_dates;
    page.limit = page.limit > 0 ? page.limit * 10 : 500; // dates, of which a record has several
    answer_page(&page, "dates");
}

static bool show_eligibility(Page *it, const Matter *matter)
{
    Eligibility eligibility;
    if (!eligibility_is_open(it->declaration, matter->record->state))
        return true;
    if (!act_eligibility(it->act, matter, it->subject, &eligibility))
        return false;
    it->found++;
    json_open(&it->json, '{');
    json_field(&it->json, "record", matter->record->id);
    json_field(&it->json, "organisation", matter->record->owner);
    json_field(&it->json, "number", matter->known.number);
    const Json *headline = json_at(matter->content, it->declaration->headline);
    json_field(&it->json, "headline", json_text(headline));
    write_requirements(&it->json, &eligibility);
    json_close(&it->json, '}');
    return true;
}

// Which of all records apply to a subject, and why.
static void run_applicable(Request *request)
{
    Page page;
    Facet facets[3];
    Matter subject;
    bool has_subject;
    if (!open_page(request, &page, facets))
        return;
    if (!eligibility_is_declared(page.declaration)) {
        answer_problem(request, PROBLEM_NOT_FOUND, "the register declares no eligibility");
        return;
    }
    if (!find_subject(request, page.act, page.declaration, &subject, &has_subject))
        return;
    page.subject = has_subject ? &subject : NULL;
    page.show = show_eligibility;
    answer_page(&page, "records");
}

// ---- Rows ----

#define SUBJECT                                                                                    \
    {                                                                                              \
        .name = "subject", .in = IN_QUERY, .most = NAME_MAX_BYTES,                                 \
        .text = "One's own record that is judged, where the register declares a subject."          \
    }

static const Parameter matter_parameters[] = {REGISTER, RECORD, ORGANISATION, LANGUAGE, {0}};
static const Parameter eligibility_parameters[] = {REGISTER, RECORD,  ORGANISATION,
                                                   LANGUAGE, SUBJECT, {0}};
static const Parameter transition_parameters[] = {
    REGISTER,     RECORD,   {.name = "transition", .in = IN_PATH, .most = 100, .text = "Its id."},
    ORGANISATION, LANGUAGE, IF_MATCH,
    {0},
};
static const Parameter consent_parameters[] = {
    REGISTER,     RECORD, {.name = "consent", .in = IN_PATH, .most = 100, .text = "Its id."},
    ORGANISATION, {0},
};
static const Parameter attach_parameters[] = {
    REGISTER,
    RECORD,
    ORGANISATION,
    {.name = "field",
     .in = IN_QUERY,
     .is_required = true,
     .most = 200,
     .text = "The field that it is for; its value becomes the id that is answered."},
    {.name = "name", .in = IN_QUERY, .most = 255, .text = "What the file is called."},
    {0},
};
static const Parameter attachment_parameters[] = {
    REGISTER,
    RECORD,
    {.name = "attachment", .in = IN_PATH, .most = 100, .text = "The id that the field names."},
    ORGANISATION,
    {0},
};
static const Parameter visible_parameters[] = {
    REGISTER,
    {.name = "of",
     .in = IN_QUERY,
     .choices = "all party",
     .text = "All that one may see, or those in which one's organisation takes part."},
    {.name = "state", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "In this state."},
    {.name = "facet",
     .in = IN_QUERY,
     .most = NAME_MAX_BYTES + FACET_VALUE_MAX,
     .text = "With this value, as in industry:machinery."},
    LIMIT(500),
    AFTER,
    {0},
};
static const Parameter calendar_parameters[] = {
    REGISTER,
    LANGUAGE,
    {.name = "from", .in = IN_QUERY, .most = 10, .text = "The first day, as 2026-11-21."},
    {.name = "until", .in = IN_QUERY, .most = 10, .text = "The last day."},
    LIMIT(500),
    AFTER,
    {0},
};
static const Parameter applicable_parameters[] = {REGISTER,   LANGUAGE, SUBJECT,
                                                  LIMIT(500), AFTER,    {0}};

const Route matter_routes[] = {
    {
        .id = "listVisibleRecords",
        .path = "/api/registers/{register}/records",
        .summary = "The records of all organisations that the asker may see",
        .text = "As the register declares it: what is published, what one takes part in, one's "
                "own. Fields that one may not see are left out.",
        .parameters = visible_parameters,
        .answers = {{200, "application/json", "RecordPage", "The newest first"}},
        .lane = LANE_SLOW,
        .run = run_visible,
    },
    {
        .id = "listDeadlines",
        .path = "/api/registers/{register}/calendar",
        .summary = "The deadlines of the records that the asker may see",
        .parameters = calendar_parameters,
        .answers = {{200, "application/json", "Calendar", "By record"}},
        .lane = LANE_SLOW,
        .run = run_calendar,
    },
    {
        .id = "listApplicable",
        .path = "/api/registers/{register}/eligibility",
        .summary = "Which records apply to a subject, and why",
        .parameters = applicable_parameters,
        .answers = {{200, "application/json", "EligibilityPage", "Each with its conditions"}},
        .lane = LANE_SLOW,
        .run = run_applicable,
    },
    {
        .id = "getMatter",
        .path = "/api/records/{register}/{record}/matter",
        .summary = "A record with all that the asker may do to it",
        .text = "Content, transitions with what stands in their way, deadlines, review, consents.",
        .parameters = matter_parameters,
        .answers = {{200, "application/json", "Matter", "As the asker may see it"}},
        .action = ACTION_READ,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_matter,
    },
    {
        .id = "makeTransition",
        .method = METHOD_POST,
        .path = "/api/records/{register}/{record}/transitions/{transition}",
        .summary = "Makes a transition, with all that follows from it",
        .parameters = transition_parameters,
        .body = INPUT_JSON,
        .body_schema = "Reason",
        .answers = {{200, "application/json", "Receipt", "Done"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_transition,
    },
    {
        .id = "giveConsent",
        .method = METHOD_PUT,
        .path = "/api/records/{register}/{record}/consents/{consent}",
        .summary = "Gives a consent",
        .parameters = consent_parameters,
        .answers = {{200, "application/json", "Receipt", "It holds from this entry on"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_give,
    },
    {
        .id = "withdrawConsent",
        .method = METHOD_DELETE,
        .path = "/api/records/{register}/{record}/consents/{consent}",
        .summary = "Withdraws a consent",
        .parameters = consent_parameters,
        .answers = {{200, "application/json", "Receipt", "From this entry on nobody else sees it"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_withdraw,
    },
    {
        .id = "giveOpinion",
        .method = METHOD_POST,
        .path = "/api/records/{register}/{record}/opinions",
        .summary = "Gives an opinion in the review under way",
        .parameters = matter_parameters,
        .body = INPUT_JSON,
        .body_schema = "Opinion",
        .answers = {{201, "application/json", "Receipt",
                     "Kept; `state` tells whether it was the "
                     "last that was wanted"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_opine,
    },
    {
        .id = "nameReviewers",
        .method = METHOD_PUT,
        .path = "/api/records/{register}/{record}/reviewers",
        .summary = "Names who reviews a record",
        .parameters = matter_parameters,
        .body = INPUT_JSON,
        .body_schema = "Reviewers",
        .answers = {{200, "application/json", "Receipt", "They are told"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_assign,
    },
    {
        .id = "getEligibility",
        .path = "/api/records/{register}/{record}/eligibility",
        .summary = "Which conditions are met, which are missing, and how to meet them",
        .parameters = eligibility_parameters,
        .answers = {{200, "application/json", "Eligibility", "Each condition"}},
        .action = ACTION_READ,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_eligibility,
    },
    {
        .id = "attachFile",
        .method = METHOD_POST,
        .path = "/api/records/{register}/{record}/attachments",
        .summary = "Keeps a file for a field of a record",
        .parameters = attach_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{201, "application/json", "Attachment", "Kept; name its id in the field"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_attach,
    },
    {
        .id = "getAttachment",
        .path = "/api/records/{register}/{record}/attachments/{attachment}",
        .summary = "A file that a field of a record names",
        .text = "Its media type is told in Madoguchi-Media-Type; it is never served as a page.",
        .parameters = attachment_parameters,
        .answers = {{200, "application/octet-stream", NULL, "Byte for byte"}},
        .action = ACTION_READ,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_attachment,
    },
    {0},
};
