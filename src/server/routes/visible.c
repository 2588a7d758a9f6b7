// SPDX-License-Identifier: Apache-2.0
// Records of a register, whoever's they are, as far as the asker may see them: as a list, by their
// deadlines, by what applies to one's own record.

#include "register/edit.h"
#include "server/prospects.h"
#include "server/received.h"
#include "server/routes/parameters.h"

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
        due_date_write(&it->json, &dates[i], it->act->language);
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
    requirements_write(&it->json, &eligibility);
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
    if (!subject_find(request, page.act, page.declaration, &subject, &has_subject))
        return;
    page.subject = has_subject ? &subject : NULL;
    page.show = show_eligibility;
    answer_page(&page, "records");
}

// ---- Rows ----

static const Parameter visible_parameters[] = {
    REGISTER,
    {.name = "of",
     .in = IN_QUERY,
     .choices = "all party",
     .text = "All that one may see, or those in which one's organisation takes part."},
    STATE,
    FACET,
    LIMIT(500),
    AFTER,
    {0},
};
static const Parameter calendar_parameters[] = {
    REGISTER,
    LANGUAGE,
    {.name = "from", .in = IN_QUERY, .kind = DATE, .text = "The first day, as 2026-11-21."},
    {.name = "until", .in = IN_QUERY, .kind = DATE, .text = "The last day."},
    LIMIT(500),
    AFTER,
    {0},
};
static const Parameter applicable_parameters[] = {REGISTER,   LANGUAGE, SUBJECT,
                                                  LIMIT(500), AFTER,    {0}};

const Route visible_routes[] = {
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
    {0},
};
