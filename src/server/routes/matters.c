// SPDX-License-Identifier: Apache-2.0
// What may be done to a record by its register's declaration: transitions, consents, reviews,
// eligibility, deadlines, files.

#include "server/prospects.h"
#include "server/received.h"
#include "server/routes/parameters.h"

// ---- What may be done ----

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
    is_good = is_good && prospects_write(act, &json, names, matter);
    json_close(&json, '}');
    if (!is_good) {
        answer_refusal(request);
        return;
    }
    answer_json(request, 200, &json);
    answer_version(request, matter->record->version);
}

// ---- Doing it ----

static void run_transition(Request *request)
{
    Done done;
    const Json *json = request_json(request);
    const Matter *matter = json != NULL ? request_matter(request) : NULL;
    if (matter == NULL || !has_seen(request, matter->record))
        return;
    Move move = {.transition = request_value(request, "transition"),
                 .reason = json_get_text(json, S("reason"))};
    if (act_move(request_act(request), matter, matter->record->version, &move, &done))
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

static void run_eligibility(Request *request)
{
    const Matter *matter = request_matter(request);
    Matter subject;
    Eligibility eligibility;
    bool has_subject;
    if (matter == NULL)
        return;
    Act *act = request_act(request);
    if (!subject_find(request, act, matter->declaration, &subject, &has_subject))
        return;
    if (!act_eligibility(act, matter, has_subject ? &subject : NULL, &eligibility)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    requirements_write(&json, &eligibility);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// ---- Files ----

static void answer_attachment(Request *request, const Attachment *attachment)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "id", attachment->id);
    json_field(&json, "field", attachment->field);
    json_field(&json, "name", attachment->name);
    json_field(&json, "mediaType", attachment->media_type);
    json_field_integer(&json, "size", (int64_t)attachment->size);
    json_close(&json, '}');
    answer_json(request, 201, &json);
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
                    name.len > 0 ? name : files[0].name, files[0].bytes, &attachment))
        answer_refusal(request);
    else
        answer_attachment(request, &attachment);
}

static void attach_again(Request *request, const Entry *entry)
{
    Attachment attachment = {.id = entry->record,
                             .field = request_value(request, "field"),
                             .name = entry->file_name,
                             .media_type = entry->media_type,
                             .size = entry->original.size};
    answer_attachment(request, &attachment);
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

// ---- Rows ----

static const Parameter matter_parameters[] = {REGISTER, RECORD, ORGANISATION, LANGUAGE, {0}};
static const Parameter act_parameters[] = {
    REGISTER, RECORD, ORGANISATION, LANGUAGE, IDEMPOTENCY_KEY, {0},
};
static const Parameter eligibility_parameters[] = {REGISTER, RECORD,  ORGANISATION,
                                                   LANGUAGE, SUBJECT, {0}};
static const Parameter transition_parameters[] = {
    REGISTER, RECORD, ID("transition"), ORGANISATION, LANGUAGE, IF_MATCH, IDEMPOTENCY_KEY, {0},
};
static const Parameter consent_parameters[] = {
    REGISTER, RECORD, ID("consent"), ORGANISATION, IDEMPOTENCY_KEY, {0},
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
    FILE_NAME,
    IDEMPOTENCY_KEY,
    {0},
};
static const Parameter attachment_parameters[] = {
    REGISTER,
    RECORD,
    {.name = "attachment", .in = IN_PATH, .most = 100, .text = "The id that the field names."},
    ORGANISATION,
    {0},
};

const Route matter_routes[] = {
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
        .again = answer_done_again,
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
        .again = answer_done_again,
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
        .again = answer_done_again,
    },
    {
        .id = "giveOpinion",
        .method = METHOD_POST,
        .path = "/api/records/{register}/{record}/opinions",
        .summary = "Gives an opinion in the review under way",
        .parameters = act_parameters,
        .body = INPUT_JSON,
        .body_schema = "Opinion",
        .answers = {{201, "application/json", "Receipt",
                     "Kept; `state` tells whether it was the "
                     "last that was wanted"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_opine,
        .again = answer_done_again,
    },
    {
        .id = "nameReviewers",
        .method = METHOD_PUT,
        .path = "/api/records/{register}/{record}/reviewers",
        .summary = "Names who reviews a record",
        .parameters = act_parameters,
        .body = INPUT_JSON,
        .body_schema = "Reviewers",
        .answers = {{200, "application/json", "Receipt", "They are told"}},
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_assign,
        .again = answer_done_again,
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
        .again = attach_again,
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
