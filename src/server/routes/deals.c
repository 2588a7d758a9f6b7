// SPDX-License-Identifier: Apache-2.0
// Deals: one as a whole, and what its documents say against each other.
//
// A deal is a record of the register `deal` and made as such.

#include "server/deals.h"
#include "identity/secrets.h"
#include "server/names.h"
#include "server/routes/parameters.h"

// ---- One deal ----

static void run_get(Request *request)
{
    Dossier dossier;
    DealFindings findings;
    if (!dossier_open(request, &dossier))
        return;
    JsonWriter json = json_writer(request->arena);
    if (!dossier_check(request, &dossier, &findings) ||
        !deal_show(request, &json, &dossier, &findings)) {
        answer_refusal(request);
        return;
    }
    answer_json(request, 200, &json);
    // By all that it says: documents come and are replied to while the deal's own record stays.
    request->response.etag =
        slice_part(secret_digest(request->arena, request->response.body), 0, 32);
    request->response.cache = "private, no-cache";
}

// ---- What its documents say against each other ----

static void write_finding(JsonWriter *json, const Dossier *dossier, const DealFinding *finding)
{
    json_open(json, '{');
    deal_finding_write(json, finding);
    if (finding->document != SIZE_MAX) {
        const Record *record = &dossier->documents[finding->document];
        json_field(json, "register", record->register_name);
        json_field(json, "record", record->id);
        json_field(json, "organisation", record->owner);
        json_field(json, "number", record_number(record));
        json_field(json, "place", finding->place);
    }
    json_field_open(json, "comparedWith", '[');
    for (size_t i = 0; i < finding->other_count; i++) {
        const Record *other = &dossier->documents[finding->others[i]];
        json_open(json, '{');
        json_field(json, "register", other->register_name);
        json_field(json, "record", other->id);
        json_field(json, "number", record_number(other));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void answer_check(Request *request, Dossier *dossier)
{
    DealFindings findings;
    if (!dossier_check(request, dossier, &findings)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    deal_write_counts(&json, "counts", &findings);
    json_field_open(&json, "findings", '[');
    for (size_t i = 0; i < findings.count; i++)
        write_finding(&json, dossier, &findings.list[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void run_check(Request *request)
{
    Dossier dossier;
    if (dossier_open(request, &dossier))
        answer_check(request, &dossier);
}

// In the place of the record that it is a new version of, else behind all.
static void add_draft(Request *request, Dossier *dossier, const Received *draft)
{
    Record *all = arena_array(request->arena, Record, dossier->count + 1);
    Slice replaced = request_value(request, "record");
    size_t at = 0;
    if (dossier->count > 0)
        memcpy(all, dossier->documents, dossier->count * sizeof *all);
    while (at < dossier->count && !(slice_equal(all[at].id, replaced) &&
                                    slice_equal(all[at].register_name, register_name(draft->reg))))
        at++;
    all[at] = (Record){.owner = request->asker.organisation,
                       .register_name = register_name(draft->reg),
                       .id = replaced.len > 0 ? replaced : S("draft"),
                       .facets = draft->facets,
                       .facet_count = draft->facet_count,
                       .content = draft->content};
    dossier->documents = all;
    dossier->count += at == dossier->count;
}

static void run_check_draft(Request *request)
{
    Dossier dossier;
    Received draft;
    if (!dossier_open(request, &dossier) || !deal_read_document(request, &draft))
        return;
    add_draft(request, &dossier, &draft);
    answer_check(request, &dossier);
}

// ---- Rows ----

#define DATES                                                                                      \
    {.name = "presented",                                                                          \
     .in = IN_QUERY,                                                                               \
     .kind = DATE,                                                                                 \
     .text = "When the documents are presented to the bank; without it, as the deal says."},       \
    {                                                                                              \
        .name = "today", .in = IN_QUERY, .kind = DATE, .text = "The day to check at; else today."  \
    }

static const Parameter check_parameters[] = {DEAL, DATES, LANGUAGE, {0}};
static const Parameter draft_parameters[] = {
    DEAL,
    DATES,
    LANGUAGE,
    FILE_NAME,
    {.name = "record",
     .in = IN_QUERY,
     .most = NAME_MAX_BYTES,
     .text = "The record that the draft is a new version of; without it, it is a new document."},
    {0},
};

const Route deal_routes[] = {
    {
        .id = "getDeal",
        .path = "/api/deals/{deal}",
        .summary = "A deal as one may see it",
        .text = "Parties, documents by kind and state, who waits for whom, what happened, and how "
                "many copies nobody had to send. A party sees what its parts may see.",
        .parameters = check_parameters,
        .answers = {{200, "application/json", "Deal", "The deal"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_get,
    },
    {
        .id = "checkDeal",
        .path = "/api/deals/{deal}/check",
        .summary = "Compares the deal's documents with each other and with the letter of credit",
        .text = "The documents that the asker may see are compared, and no others.",
        .parameters = check_parameters,
        .answers = {{200, "application/json", "DealCheck", "What was found"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_check,
    },
    {
        .id = "checkDealDraft",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/check",
        .summary = "The same with a document that is still being drafted",
        .text =
            "The draft counts as if it were in the deal; in the findings its record is `draft`, "
            "or the one that it replaces. Nothing is kept.",
        .parameters = draft_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/json", "DealCheck", "What was found"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_check_draft,
    },
    {0},
};
