// Routes as rows: what the dispatcher, the checks of parameters, the OpenAPI description, the
// rights and the tests all read.
#pragma once

#include "identity/rights.h"
#include "server/request.h"

typedef enum Method {
    METHOD_GET, // HEAD too, which has no answer of its own
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_END,
} Method;

extern const char *const method_names[METHOD_END];

typedef enum ParameterPlace {
    IN_PATH, // {name} in the path
    IN_QUERY,
    IN_HEADER, // told in the description; the handler asks for it by request_header
} ParameterPlace;

typedef enum ParameterKind {
    TEXT,
    NUMBER,  // a whole number up to `most`
    BOOLEAN, // "true" or "false"
    DATE,    // a day that there is, as 2026-11-21
} ParameterKind;

typedef struct Parameter {
    const char *name;
    ParameterPlace in;
    ParameterKind kind;
    bool is_required;
    const char *choices; // the words it may be, separated by blanks; NULL: any
    uint64_t most;       // of a number; of a text its bytes, 0: 1,000
    const char *text;    // one sentence
} Parameter;

typedef enum InputKind {
    INPUT_NONE,
    INPUT_DOCUMENT, // bytes of any syntax, or multipart/form-data with any number of files
    INPUT_JSON,
    INPUT_LINES, // bytes, NDJSON or ZIP: many records
} InputKind;

// What may be answered where all is well; problems can come of every route.
typedef struct Answer {
    int status;
    const char *types;  // media types, separated by blanks; NULL: no body
    const char *schema; // of JSON: the name in data/server/schemas.json; NULL: none
    const char *text;
} Answer;

typedef enum Lane {
    LANE_QUICK,    // microseconds: on the thread that serves the socket
    LANE_SIZE,     // quick for small bodies, else slow
    LANE_SLOW,     // may wait or compute long: on a thread of its own
    LANE_DISK,     // waits for the store, and for little else: the same, unless it is alone
    LANE_SHIPPING, // the journal, to a standby that waits for it: on threads of its own
} Lane;

// What a request is about, to which the asker has a relation; enter.c finds it.
typedef enum Subject {
    SUBJECT_ORGANISATION, // the parameter `organisation`, else the asker's own
    SUBJECT_DEAL,         // the parameter `deal`
    SUBJECT_RECORD,       // `register` and `record` of `organisation`, as the register declares
    SUBJECT_SHOWN,        // `organisation`; where none is named, what is one's own or everybody's
    SUBJECT_END,
} Subject;

extern const char *const subject_names[SUBJECT_END];

enum { ANSWERS_MAX = 4, LANE_SIZE_MAX = 256 << 10 };

typedef struct Route {
    const char *id; // the operation's name in the description: "checkDocuments"
    Method method;
    const char *path; // "/api/codes/{list}"; {rest*} at the end takes all that is left
    const char *summary;
    const char *text;            // paragraphs; NULL where the summary says all
    const Parameter *parameters; // ended by a row without a name; NULL: none
    InputKind body;
    const char *body_schema; // of INPUT_JSON
    Answer answers[ANSWERS_MAX];
    Action action; // what it is by the table of rights; ACTION_USE where nothing else is said
    Subject subject;
    bool is_entrance;  // also for who must set up a second factor first, and may do nothing else
    bool is_sensitive; // in a session: the password must have been shown lately
    Lane lane;
    bool is_watching; // asked by who watches the server: no rate limits it
    bool is_page;     // for people with a browser: no part of the API's description
    void (*run)(Request *request);
    // Answers what was done before under the same Idempotency-Key, by the first entry of it, with
    // the first status of `answers`. NULL where the parameters name no key, or the handler itself
    // knows what came before. What the handler writes first must be `organisation`'s.
    void (*again)(Request *request, const Entry *entry);
} Route;

typedef struct RouteFamily {
    const char *name;  // the tag in the description
    const char *text;  // NULL: more rows of the family before it
    const Route *rows; // ended by a row without an id
} RouteFamily;

extern const RouteFamily route_families[]; // ended by a row without a name

enum { ROUTES_MAX = 128 };

// All rows, numbered from 0; NULL behind the last.
const Route *route_at(size_t number);

// ---- Finding one ----

typedef struct RouteMatch {
    const Route *route; // NULL: no route has this path and method
    size_t number;
    unsigned methods; // a bit for each method that the path has; 0: there is no such path
} RouteMatch;

// `path` is as it came, not decoded.
RouteMatch route_match(Slice method, Slice path);

// "GET, HEAD, POST, OPTIONS", for Allow. In `arena`.
Slice route_allowed(Arena *arena, unsigned methods);
