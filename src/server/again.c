// SPDX-License-Identifier: Apache-2.0
// Requests that may be sent again: the one place that reads Idempotency-Key.
//
//     key ─► did it come before? ─► with this question ─► the first answer, told by its entry
//                 │                 with another one   ─► a conflict
//                 └─► handler ─► what it writes has the key, and what was asked
//
// The question is the request itself, not what is written for it: ids, numbers and the versions
// that were seen would be others by now. It is looked up before the handler, which would find the
// record changed by what it did the first time.

#include "identity/secrets.h"
#include "server/internal.h"

enum { KEY_MAX = 100 }; // bytes; the store's keys have room for the organisation before it

static bool takes_key(const Route *route)
{
    for (const Parameter *row = route->parameters; row != NULL && row->name != NULL; row++)
        if (strcmp(row->name, "Idempotency-Key") == 0)
            return true;
    return false;
}

// Whose key it is stands before it: others may write to the same owner's records. False with a
// problem answered.
static bool read_key(Request *request)
{
    Slice key = request_header(request, "Idempotency-Key");
    if (key.len == 0 || request->route->method == METHOD_GET)
        return true;
    if (!takes_key(request->route)) {
        answer_problem(request, PROBLEM_PARAMETER,
                       "Idempotency-Key has no effect here: send the request without it");
        return false;
    }
    if (!entry_text_is_good(key, KEY_MAX)) {
        answer_problem(request, PROBLEM_PARAMETER,
                       "Idempotency-Key has 1 to %d bytes without control characters", KEY_MAX);
        return false;
    }
    Slice organisation = request->asker.organisation;
    request->once = arena_print(request->arena, "%.*s:%.*s", (int)organisation.len, organisation.at,
                                (int)key.len, key.at);
    return true;
}

// ---- The question ----

static void add_line(Buffer *out, const char *name, Slice value)
{
    buffer_print(out, "%s=%.*s\n", name, (int)value.len, value.len > 0 ? value.at : "");
}

// In which language it is answered is no part of it.
static void add_values(Buffer *out, const Request *request)
{
    const Parameter *rows = request->route->parameters;
    for (int i = 0; rows[i].name != NULL; i++)
        if (request->values[i].at != NULL && strcmp(rows[i].name, "language") != 0)
            add_line(out, rows[i].name, request->values[i]);
}

// The files of a form, not its bytes: each sending draws its parts' boundary anew. False with a
// problem answered.
static bool add_body(Buffer *out, Request *request)
{
    RequestFile *files;
    if (request->route->body != INPUT_DOCUMENT) {
        add_line(out, "body", secret_digest(request->arena, request->body));
        return true;
    }
    size_t count = request_files(request, &files);
    for (size_t i = 0; i < count; i++) {
        add_line(out, "file", secret_digest(request->arena, files[i].name));
        add_line(out, "bytes", secret_digest(request->arena, files[i].bytes));
    }
    return count > 0;
}

static bool write_question(Request *request)
{
    Buffer out = buffer_new(request->arena);
    add_line(&out, method_names[request->route->method], slice_of(request->route->path));
    add_line(&out, "actor", request->asker.actor);
    add_line(&out, "If-Match", request_header(request, "If-Match"));
    add_values(&out, request);
    bool is_good = add_body(&out, request);
    request->question = buffer_slice(&out);
    return is_good;
}

// ---- What came before ----

// False where nothing was written under the key.
static bool answer_first(Request *request)
{
    Entry entry;
    bool is_known;
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    faults->count = 0;
    bool is_read = store_keyed(store, request->arena, request->organisation, request->once, &entry,
                               &is_known, faults);
    if (is_read && !is_known)
        return false;
    request->response = (Response){0};
    if (is_read && !store_answers(request->arena, &entry, request->question))
        answer_problem(request, PROBLEM_CONFLICT,
                       "the key came before with another write, which is entry %llu: take a new "
                       "key",
                       (unsigned long long)entry.index);
    else if (is_read && store_confirm(store, entry.index + entry.group, faults))
        request->route->again(request, &entry);
    else
        answer_refusal(request);
    return true;
}

// Of two that are sent at once one may find the record changed by the other.
static bool was_refused(const Request *request)
{
    return request->response.status >= 400 && request->response.status < 500;
}

void run_once(Request *request)
{
    const Route *route = request->route;
    if (!read_key(request))
        return;
    if (request->once.len == 0 || route->again == NULL) {
        route->run(request);
        return;
    }
    if (!write_question(request) || answer_first(request))
        return;
    route->run(request);
    if (!was_refused(request))
        return;
    Response refusal = request->response;
    if (!answer_first(request))
        request->response = refusal;
}

void answer_nothing(Request *request, const Entry *entry)
{
    (void)entry;
    request->response.status = 204;
}
