// SPDX-License-Identifier: Apache-2.0
// The table of routes, and which row a request means.

#include "server/internal.h"

extern const Route account_routes[], assignment_routes[], bulk_routes[], check_routes[],
    codes_routes[], convert_routes[], deal_document_routes[], deal_list_routes[], deal_routes[],
    event_routes[], export_routes[], file_routes[], form_routes[], journal_routes[], key_routes[],
    match_routes[], matter_routes[], notice_routes[], people_routes[], provider_routes[],
    record_routes[], render_routes[], rules_routes[], saved_search_routes[], search_routes[],
    service_routes[], session_routes[], shipping_routes[], similar_routes[], statistics_routes[],
    table_routes[], term_routes[], visible_routes[];

const RouteFamily route_families[] = {
    {"check", "Documents by official rules", check_routes},
    {"convert", "Documents in another syntax", convert_routes},
    {"render", "Documents as people read them", render_routes},
    {"codes", "Code lists", codes_routes},
    {"rules", "The rule library", rules_routes},
    {"records", "What organisations keep here", record_routes},
    {"matters", "What may be done to records by their declarations", matter_routes},
    {"matters", NULL, visible_routes},
    {"notices", "What the window tells people", notice_routes},
    {"search", "What there is, by what people type", search_routes},
    {"matches", "What fits a record", match_routes},
    {"similar", "What may be there already", similar_routes},
    {"searches", "What people want to be told of", saved_search_routes},
    {"assignments", "Records that are brought together one to one", assignment_routes},
    {"statistics", "What records add up to", statistics_routes},
    {"forms", "Records as people fill them in", form_routes},
    {"deals", "The documents of a transaction, for all who take part", deal_list_routes},
    {"deals", NULL, deal_routes},
    {"deals", NULL, deal_document_routes},
    {"bulk", "Many records at once", bulk_routes},
    {"export", "Many records as a file", export_routes},
    {"table", "Lists as files for people", table_routes},
    {"events", "What happens, as it happens", event_routes},
    {"journal", "What was done, and proofs of it", journal_routes},
    {"shipping", "The journal for a standby", shipping_routes},
    {"session", "Signing in, and what one proves oneself by", session_routes},
    {"provider", "Signing in elsewhere", provider_routes},
    {"account", "What is kept of oneself", account_routes},
    {"people", "Organisations, people and invitations", people_routes},
    {"terms", "What is set for organisations", term_routes},
    {"keys", "Keys for programs", key_routes},
    {"service", "The server itself", service_routes},
    {"files", "Pages for a browser", file_routes}, // last, for it takes all paths that are left
    {0},
};

const char *const subject_names[SUBJECT_END] = {"organisation", "deal", "record", "shown"};
const char *const method_names[METHOD_END] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

const Route *route_at(size_t number)
{
    for (const RouteFamily *family = route_families; family->name != NULL; family++)
        for (const Route *route = family->rows; route->id != NULL; route++)
            if (number-- == 0)
                return route;
    return NULL;
}

// Segment by segment, as it came: what is encoded matches no fixed segment, and an encoded slash
// stays within its own.
static bool path_fits(Slice pattern, Slice path)
{
    // Nearly all rows are told apart by what stands before the first parameter.
    for (size_t i = 0; i < pattern.len && pattern.at[i] != '{'; i++)
        if (i == path.len || pattern.at[i] != path.at[i])
            return false;
    while (pattern.len > 0 || path.len > 0) {
        Slice wanted = slice_cut(&pattern, '/');
        if (slice_starts(wanted, S("{")) && slice_ends(wanted, S("*}")))
            return true;
        bool is_last = memchr(path.at, '/', path.len) == NULL;
        Slice found = slice_cut(&path, '/');
        if (wanted.len > 0 && wanted.at[0] == '{' ? found.len == 0 : !slice_equal(wanted, found))
            return false;
        // "/api/codes/" is not "/api/codes".
        if (is_last != (pattern.len == 0))
            return false;
    }
    return true;
}

static Method method_of(Slice name)
{
    if (slice_equal(name, S("HEAD")))
        return METHOD_GET;
    for (Method method = 0; method < METHOD_END; method++)
        if (slice_equal(name, slice_of(method_names[method])))
            return method;
    return METHOD_END;
}

RouteMatch route_match(Slice method, Slice path)
{
    RouteMatch match = {0};
    Method wanted = method_of(method);
    size_t number = 0;
    for (const RouteFamily *family = route_families; family->name != NULL; family++)
        for (const Route *route = family->rows; route->id != NULL; route++, number++) {
            // Pages take what no other path has.
            if ((route->is_page && match.methods != 0) || !path_fits(slice_of(route->path), path))
                continue;
            match.methods |= 1u << route->method;
            if (route->method != wanted || match.route != NULL)
                continue;
            match.route = route;
            match.number = number;
        }
    return match;
}

Slice route_allowed(Arena *arena, unsigned methods)
{
    Buffer out = buffer_new(arena);
    for (Method method = 0; method < METHOD_END; method++)
        if (methods & 1u << method)
            buffer_print(&out, "%s%s, ", method_names[method],
                         method == METHOD_GET ? ", HEAD" : "");
    buffer_add(&out, S("OPTIONS"));
    return buffer_slice(&out);
}
