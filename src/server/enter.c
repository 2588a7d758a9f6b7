// SPDX-License-Identifier: Apache-2.0
// Who asks, and whether the table of rights lets them: the door that every request comes through.
//
//     Authorization: Bearer KEY, or the session's cookie ─► asker ─► rights ─► handler
//
// A browser sends cookies for whoever makes it ask. So requests told by a cookie that change
// something must show the session's own mark (X-CSRF-Token), which other sites cannot read.

#include "identity/secrets.h"
#include "server/dossier.h"
#include "server/matters.h"

#include <string.h>
#include <strings.h>
#include <time.h>

const char *session_cookie(const Server *server)
{
    // Browsers take a cookie of this prefix over TLS only, for this host alone, for all its paths.
    return server->options.certificate != NULL || server->options.is_behind_tls ? "__Host-madoguchi"
                                                                                : "madoguchi";
}

void session_set_cookie(Request *request, Slice cookie)
{
    const char *name = session_cookie(request->server);
    bool is_secure = name[0] == '_';
    long seconds = cookie.len > 0 ? (long)request->server->options.session_seconds : 0;
    answer_field(request, "Set-Cookie",
                 arena_print(request->arena,
                             "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%ld%s", name,
                             (int)cookie.len, cookie.len > 0 ? cookie.at : "", seconds,
                             is_secure ? "; Secure" : ""));
}

// Not with what others may keep, which would hand the cookie on. A stream comes again by itself: a
// page that is left open is not somebody who is there.
void session_renew(Request *request)
{
    const Response *response = &request->response;
    if (request->asker.renewed.len == 0 || response->stream.read != NULL ||
        (response->cache != NULL && strncmp(response->cache, "public", 6) == 0))
        return;
    for (size_t i = 0; i < response->field_count; i++)
        if (strcmp(response->fields[i].name, "Set-Cookie") == 0)
            return;
    session_set_cookie(request, request->asker.renewed);
}

void session_limits(const Server *server, SignIn *how)
{
    how->seconds = server->options.session_seconds;
    how->idle_seconds = server->options.session_idle_seconds;
}

// While the store cannot be read nobody can be told from anybody: that is not the asker's fault.
static bool could_look(Request *request)
{
    const Faults *faults = &request->worker->faults;
    if (faults->count == 0 || faults->list[0].kind != FAULT_IO)
        return true;
    answer_refusal(request);
    return false;
}

static bool ask_key(Request *request, Slice field)
{
    Slice scheme = slice_cut(&field, ' ');
    bool is_bearer = scheme.len == 6 && strncasecmp(scheme.at, "Bearer", 6) == 0;
    Slice token = slice_trim(field);
    request->key = token;
    if (is_bearer && known_find(request->server, request->arena, token, &request->asker))
        return true;
    uint64_t changes = store_changes(request->server->store, WINDOW);
    if (is_bearer && identity_by_key(request->server->store, request->arena, token, &request->asker,
                                     &request->worker->faults)) {
        known_note(request->server, token, changes, &request->asker);
        return true;
    }
    if (!could_look(request))
        return false;
    answer_problem(request, PROBLEM_SIGN_IN, "the key is not known, or was revoked");
    answer_field(request, "WWW-Authenticate", S("Bearer"));
    return false;
}

// A token that is no more leaves nobody: whoever asks for something open is answered.
static bool ask_session(Request *request, Slice token)
{
    if (!identity_by_session(request->server->store, request->arena, token, &request->asker,
                             &request->worker->faults))
        return could_look(request);
    request->token = token;
    return true;
}

bool has_mark(Request *request)
{
    Slice given = request_header(request, "X-CSRF-Token");
    if (request->token.len == 0 ||
        secret_equal(given, session_csrf(request->arena, request->token)))
        return true;
    answer_problem(request, PROBLEM_FORBIDDEN,
                   "the head X-CSRF-Token is missing or not the session's; GET /api/session tells "
                   "it");
    return false;
}

// Who comes in has none yet; its JSON body is what no other site can send without asking.
static bool needs_mark(const Request *request)
{
    return exchange_changes(request->exchange) && request->route->action != ACTION_ENTER;
}

static bool ask_who(Request *request)
{
    request->asker = nobody;
    Slice key = request_header(request, "Authorization");
    Slice token = exchange_cookie(request->exchange, session_cookie(request->server));
    if (request->server->store == NULL)
        return true;
    if (key.len > 0)
        return ask_key(request, key);
    if (token.len > 0 && !ask_session(request, token))
        return false;
    return !needs_mark(request) || has_mark(request);
}

// What is open to this machine: who can ask from there can read more than this anyway.
static bool is_local_business(const Request *request)
{
    return request->route->action == ACTION_METRICS &&
           (request->server->options.metrics_open || exchange_is_local(request->exchange));
}

// A deal is there for those who may read it: to all others it is not told from one that is not.
static bool is_secret(const Request *request, Relation relation)
{
    return request->route->subject == SUBJECT_DEAL &&
           !asker_may(&request->asker, relation, ACTION_READ) &&
           asker_may(&request->asker, RELATION_PARTY, request->route->action);
}

static const char *const whose[RELATION_END] = {
    [RELATION_NONE] = "what is another organisation's",
    [RELATION_PUBLIC] = "what is for everybody",
    [RELATION_PARTY] = "what is in a deal that your organisation takes part in",
    [RELATION_OWN] = "what is your organisation's own",
};

static void refuse(Request *request, Relation relation)
{
    const char *action = action_names[request->route->action];
    if (request->asker.role == ROLE_PUBLIC) {
        answer_problem(request, PROBLEM_SIGN_IN, "who is not signed in may not %s here", action);
        return;
    }
    if (is_secret(request, relation))
        answer_no_deal(request);
    else
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "the role %s does not have the right “%s” to %s: somebody whose "
                       "organisation it is, or who takes part in it, may do this",
                       role_names[request->asker.role], action, whose[relation]);
    refusal_note(request->server->store, request->arena, &request->asker,
                 slice_of(request->route->id), request->organisation, &request->worker->faults);
}

static Relation relation_to_organisation(Request *request)
{
    Slice named = request_value(request, "organisation");
    request->organisation = named.len > 0 ? named : request->asker.organisation;
    bool is_own = request->asker.role != ROLE_PUBLIC &&
                  slice_equal(request->organisation, request->asker.organisation);
    return is_own ? RELATION_OWN : RELATION_NONE;
}

static Relation relation_to_deal(Request *request)
{
    Dossier *dossier = arena_array(request->arena, Dossier, 1);
    request->organisation = request->asker.organisation; // whose things are put into it
    if (request->asker.role == ROLE_PUBLIC ||
        !dossier_find(request, request_value(request, "deal"), dossier))
        return RELATION_NONE;
    request->dossier = dossier;
    return dossier->relation;
}

// Records of organisations that the asker is not near are not told from those that are not there.
static Relation relation_to_record(Request *request)
{
    Relation relation = relation_to_organisation(request);
    if (request->server->store == NULL || request->organisation.len == 0)
        return relation;
    request->matter = matter_find(request);
    return relation == RELATION_OWN || request->matter == NULL ? relation
                                                               : matter_relation(request->matter);
}

// Who may not have things of his own, or has none, looks at what everybody may see.
static Relation relation_to_shown(Request *request)
{
    Relation relation = relation_to_organisation(request);
    bool names_one = request_value(request, "organisation").len > 0;
    return names_one || asker_may(&request->asker, relation, request->route->action)
               ? relation
               : RELATION_PUBLIC;
}

static Relation relation_to_subject(Request *request)
{
    switch (request->route->subject) {
    case SUBJECT_ORGANISATION:
        return relation_to_organisation(request);
    case SUBJECT_DEAL:
        return relation_to_deal(request);
    case SUBJECT_RECORD:
        return relation_to_record(request);
    case SUBJECT_SHOWN:
        return relation_to_shown(request);
    case SUBJECT_END:
        break;
    }
    return RELATION_NONE;
}

// Who may read all deals is told by the store's fault, or that this one is not there.
static bool has_subject(Request *request)
{
    if (request->route->subject != SUBJECT_DEAL || request->dossier != NULL)
        return true;
    return refuse_deal(request);
}

// Who finds a browser open has its session, but not the password (ASVS 3.7.1).
bool is_proven(const Request *request)
{
    int64_t lasts_ms = (int64_t)request->server->options.proof_seconds * 1000;
    return request->asker.session.len > 0 &&
           request->asker.proven_ms + lasts_ms >= (int64_t)time(NULL) * 1000;
}

static bool may_do_sensitive(Request *request)
{
    if (!request->route->is_sensitive || request->asker.session.len == 0 || is_proven(request))
        return true;
    answer_problem(request, PROBLEM_PROOF, "POST /api/session/proof with `password`, then again");
    return false;
}

// The register whose records are read; empty: none.
static Slice register_read(const Request *request)
{
    Slice named = request_value(request, "register");
    bool is_deal = request->route->subject == SUBJECT_DEAL;
    return named.len > 0 || !is_deal ? named : DEAL_REGISTER;
}

// Who is let in by his role, and by nothing that the record is to him, leaves a trace where it may
// tell of persons. False with a problem answered.
static bool note_look(Request *request, Relation relation)
{
    Slice kind = register_read(request), record = request_value(request, "record");
    if (relation != RELATION_NONE || request->route->action != ACTION_READ || kind.len == 0 ||
        !register_is_personal(request, kind))
        return true;
    Slice what =
        arena_print(request->arena, "read: %s %.*s/%.*s", request->route->id, (int)kind.len,
                    kind.at, (int)record.len, record.len > 0 ? record.at : "");
    Slice about =
        request->dossier != NULL ? request->dossier->record->owner : request->organisation;
    request->noted = about;
    if (access_note(request->server->store, request->arena, &request->asker, what, about,
                    &request->worker->faults))
        return true;
    answer_refusal(request);
    return false;
}

// Who must set up a second factor first has his own rights only there; else those of anybody. False
// with a problem answered.
static bool has_factor(Request *request)
{
    const Route *route = request->route;
    if (!request->asker.wants_factor || route->is_entrance)
        return true;
    if (!rights_allow(ROLE_PUBLIC, RELATION_NONE, route->action)) {
        answer_problem(request, PROBLEM_FACTOR,
                       "your organisation demands it of your role: GET /api/factor, then PUT it");
        return false;
    }
    request->asker = nobody;
    return true;
}

bool may_enter(Request *request)
{
    Action action = request->route->action;
    if (!ask_who(request) || !has_factor(request))
        return false;
    if (is_local_business(request))
        return true;
    if (request->server->store == NULL && action != ACTION_USE && action != ACTION_METRICS) {
        answer_problem(request, PROBLEM_NO_DATA, "it was started without --data");
        return false;
    }
    Relation relation = relation_to_subject(request);
    if (asker_may(&request->asker, relation, action))
        return has_subject(request) && may_do_sensitive(request) && note_look(request, relation);
    if (could_look(request))
        refuse(request, relation);
    return false;
}
