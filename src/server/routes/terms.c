// SPDX-License-Identifier: Apache-2.0
// What the window's administrators set for an organisation: whose second factor it demands, and how
// much it may keep.

#include "server/internal.h"
#include "server/routes/parameters.h"

static void answer_terms(Request *request, const Terms *terms)
{
    Usage usage;
    if (!store_usage(request->server->store, request->arena, request->organisation, &usage,
                     &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_open(&json, "secondFactor", '[');
    for (Role role = ROLE_PUBLIC; role < ROLE_END; role++)
        if ((terms->factor_roles & 1u << role) != 0)
            json_string(&json, slice_of(role_names[role]));
    json_close(&json, ']');
    json_field_integer(&json, "records", terms->records_max);
    json_field_integer(&json, "bytes", terms->bytes_max);
    json_field_open(&json, "used", '{');
    json_field_integer(&json, "records", usage.records);
    json_field_integer(&json, "bytes", usage.bytes);
    json_close(&json, '}');
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void run_terms(Request *request)
{
    Terms terms;
    if (terms_of(request->server->store, request->arena, request->organisation, &terms,
                 &request->worker->faults))
        answer_terms(request, &terms);
    else
        answer_refusal(request);
}

// The schema has only roles in it; one that nobody has in this organisation does no harm.
static unsigned roles_named(const Json *list)
{
    unsigned roles = 0;
    Role role;
    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (role_find(json_text(list->items[i]), &role))
            roles |= 1u << role;
    return roles;
}

// The schema has only whole numbers that are no less than 0; so many digits are enough.
static uint64_t number_named(const Json *json, const char *name)
{
    const Json *number = json_get(json, slice_of(name));
    uint64_t value = 0;
    for (size_t i = 0; number != NULL && i < number->text.len && i < 18; i++) {
        unsigned digit = (unsigned)(number->text.at[i] - '0');
        if (digit > 9)
            break;
        value = value * 10 + digit;
    }
    return value;
}

static void run_set(Request *request)
{
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    if (!organisation_exists(store, request->arena, request->organisation, faults)) {
        answer_problem(request, PROBLEM_NOT_FOUND, "there is no such organisation");
        return;
    }
    Terms terms = {.factor_roles = roles_named(json_get(json, S("secondFactor"))),
                   .records_max = number_named(json, "records"),
                   .bytes_max = number_named(json, "bytes")};
    if (terms_set(store, request->arena, request->asker.actor, request->organisation, &terms,
                  faults))
        answer_terms(request, &terms);
    else
        answer_refusal(request);
}

static const Parameter parameters[] = {ORGANISATION_IN_PATH, {0}};

const Route term_routes[] = {
    {
        .id = "getTerms",
        .path = "/api/organisations/{organisation}/terms",
        .summary = "What an organisation demands of its people, may keep, and keeps",
        .parameters = parameters,
        .answers = {{200, "application/json", "Terms", "As they are set"}},
        .action = ACTION_PEOPLE,
        .lane = LANE_SLOW,
        .run = run_terms,
    },
    {
        .id = "setTerms",
        .method = METHOD_PUT,
        .path = "/api/organisations/{organisation}/terms",
        .summary = "Demands a second factor of roles, and sets how much may be kept",
        .text =
            "Who has such a role and no second factor is led to set one up, and may do nothing "
            "else until then; it holds for sessions that are open, too. Who has no password "
            "comes by a provider, which asks for what it likes. What would go beyond `records` or "
            "`bytes` is refused (507).",
        .parameters = parameters,
        .body = INPUT_JSON,
        .body_schema = "Terms",
        .answers = {{200, "application/json", "Terms", "Set"}},
        .action = ACTION_PEOPLE,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_set,
    },
    {0},
};
