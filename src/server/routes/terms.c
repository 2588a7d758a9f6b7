// SPDX-License-Identifier: Apache-2.0
// What the window's administrators set for an organisation: whose second factor is demanded, and
// how much it may keep. Its managers may demand more, and see the rest.

#include "server/internal.h"
#include "server/routes/parameters.h"

static void write_roles(JsonWriter *json, const char *name, unsigned roles)
{
    json_field_open(json, name, '[');
    for (Role role = ROLE_PUBLIC; role < ROLE_END; role++)
        if ((roles & 1u << role) != 0)
            json_string(json, slice_of(role_names[role]));
    json_close(json, ']');
}

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
    write_roles(&json, "secondFactor", terms->factor_roles);
    write_roles(&json, "ownSecondFactor", terms->own_factor_roles);
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

// False with a problem answered.
static bool read_terms(Request *request, Terms *terms)
{
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    if (!organisation_exists(store, request->arena, request->organisation, faults)) {
        answer_problem(request, PROBLEM_NOT_FOUND, "there is no such organisation");
        return false;
    }
    if (terms_of(store, request->arena, request->organisation, terms, faults))
        return true;
    answer_refusal(request);
    return false;
}

static void set_terms(Request *request, const Terms *terms)
{
    if (terms_set(request->server->store, request->arena, request->asker.actor,
                  request->organisation, terms, &request->worker->faults))
        answer_terms(request, terms);
    else
        answer_refusal(request);
}

static void run_set(Request *request)
{
    Terms terms;
    const Json *json = request_json(request);
    if (json == NULL || !read_terms(request, &terms))
        return;
    terms.factor_roles = roles_named(json_get(json, S("secondFactor")));
    terms.records_max = number_named(json, "records");
    terms.bytes_max = number_named(json, "bytes");
    set_terms(request, &terms);
}

static void run_demand(Request *request)
{
    Terms terms;
    const Json *json = request_json(request);
    if (json == NULL || !read_terms(request, &terms))
        return;
    terms.own_factor_roles = roles_named(json_get(json, S("roles")));
    set_terms(request, &terms);
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
        .action = ACTION_GOVERN,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_set,
    },
    {
        .id = "demandFactor",
        .method = METHOD_PUT,
        .path = "/api/organisations/{organisation}/second-factor",
        .summary = "Demands a second factor of roles, for an organisation itself",
        .text = "Beside what the window demands, which stays. Who has such a role and no second "
                "factor is led to set one up; what is demanded of members is demanded of managers.",
        .parameters = parameters,
        .body = INPUT_JSON,
        .body_schema = "Demand",
        .answers = {{200, "application/json", "Terms", "Set"}},
        .action = ACTION_PEOPLE,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_demand,
    },
    {0},
};
