// A request as handlers see it, and the answer that they give: HTTP itself is known to http.c
// alone.
#pragma once

#include "base/json.h"
#include "identity/identity.h"
#include "server/server.h"
#include "tree/xlsx.h"

typedef struct Request Request;
typedef struct Route Route;
typedef struct Worker Worker;
typedef struct Exchange Exchange;
typedef struct Pipe Pipe;
typedef struct Names Names;

enum { PARAMETERS_MAX = 12, FIELDS_MAX = 8 };

typedef struct Field { // of a head
    const char *name;
    Slice value;
} Field;

// An answer that goes on until `read` says that it is over. The server frees the context.
enum { STREAM_OVER = -1, STREAM_BROKEN = -2 };

typedef struct Stream {
    long (*read)(void *context, char *out, size_t max); // bytes; 0: nothing now; or one of those
    void (*free)(void *context);
    void *context;
} Stream;

typedef struct Response {
    int status;
    const char *type; // media type; NULL: no body
    Slice body;
    bool is_kept;       // the body outlives the server's answer: it need not be copied
    Slice etag;         // without quotes; empty: none
    const char *cache;  // Cache-Control; NULL: no-store
    const char *policy; // Content-Security-Policy; NULL: that of data, nothing at all
    Stream stream;      // in place of a body; its `read` NULL: none
    Field fields[FIELDS_MAX];
    size_t field_count;
} Response;

struct Request {
    Server *server;
    const Route *route;
    size_t number;  // of the route
    Worker *worker; // what this thread has warm: checkers, converters
    Arena *arena;   // until the answer is handed over
    Exchange *exchange;
    Slice values[PARAMETERS_MAX]; // by the row of the route's parameters; at NULL where not given
    Slice body;
    Asker asker;        // who asks
    Slice token;        // what the session's cookie says; empty: none
    Slice key;          // that tells who asks, in place of a session; empty: none
    Slice once;         // the key under which it is done once, with whose it is; empty: none
    Slice question;     // all that was asked under it, as the store compares it (again.c)
    Slice organisation; // whose things it is about: the parameter's, else the asker's own
    const struct Dossier *dossier; // of a route about a deal (dossier.h): as it was let in
    Slice noted; // the owner whose personal data the journal says are seen; empty: nobody's
    const struct Matter
        *matter; // of a route about a record (matters.h): as it was let in; NULL: none
    Response response;
    Pipe *pipe; // by which it is being answered; NULL: it is not yet
};

// ---- What was asked ----

// By name, which must be one of the route's; at NULL where it was not given.
Slice request_value(const Request *request, const char *name);
uint64_t request_number(const Request *request, const char *name, uint64_t otherwise);
bool request_flag(const Request *request, const char *name); // false where not given

// Of the head; empty where there is none.
Slice request_header(const Request *request, const char *name);

// "en", "ja" or "zh": the parameter `language` where the route has it, else what the browser likes
// best.
const char *request_language(const Request *request);

// The media type of `offers` (separated by blanks) that Accept likes best, the first of equals;
// NULL where it wants none of them (RFC 9110, 12.5.1).
const char *request_choose_type(const Request *request, const char *offers);

// The files of a body: those of multipart/form-data, else the body itself, under the name of the
// parameter `name`, if there is one.
typedef struct RequestFile {
    Slice name; // as the client calls it, without folders; "document" where it does not
    Slice bytes;
} RequestFile;

enum { FILES_MAX = 1000 };

// In the request's arena. 0 with a problem answered where there is none or too many.
size_t request_files(Request *request, RequestFile **files);

// The body as a JSON object that is as its schema says. NULL with a problem answered.
const Json *request_json(Request *request);

// ---- What is answered ----

void answer_json(Request *request, int status, JsonWriter *json); // adds the last line end
void answer_bytes(Request *request, const char *type, Slice bytes);
// As a file for people, of that name: a workbook, or CSV. A refusal where no cell can hold a value.
void answer_sheet(Request *request, const XlsxSheet *sheet, bool is_workbook, const char *name);
// Bytes as they came: a stranger's, and so never shown as a page of ours.
void answer_original(Request *request, Slice bytes, Slice media_type);
// The ETag of what was answered is the version of a record.
void answer_version(Request *request, uint64_t version);
void answer_field(Request *request, const char *name, Slice value);

// Answers at once, with status 200 and that media type; what it says is written while the handler
// goes on (pipe.c). From then on the request's heads and connection are gone: its arena, body and
// parameters remain. For routes of LANE_SLOW. NULL with a problem answered.
Pipe *answer_begin(Request *request, const char *type);
// False when nobody reads any more: there is no need to go on.
bool pipe_write(Pipe *pipe, Slice text);

// Where the next page begins, for the parameter `after`; 0: nowhere.
void json_next(JsonWriter *json, Arena *arena, uint64_t next);
// A page of a list, {"NAME": [ … ], "next": …}: opened, and answered when its items are written.
JsonWriter page_open(Request *request, const char *name);
void page_answer(Request *request, JsonWriter *json, uint64_t next);

// A moment as "2026-11-21T17:22:40Z".
void json_time(JsonWriter *json, const char *name, int64_t ms);
// With names where `names` is not NULL (names.h).
void entry_write_json(JsonWriter *json, const Entry *entry, Names *names);
void answer_entries(Request *request, const Entry *entries, size_t count); // routes/journal.c

// ---- Problems (RFC 9457) ----

typedef enum ProblemKind {
    PROBLEM_BAD_REQUEST,
    PROBLEM_PARAMETER,
    PROBLEM_SIGN_IN,
    PROBLEM_CODE,
    PROBLEM_FORBIDDEN,
    PROBLEM_PROOF,
    PROBLEM_FACTOR,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD,
    PROBLEM_NOT_ACCEPTABLE,
    PROBLEM_TIMEOUT,
    PROBLEM_CONFLICT,
    PROBLEM_LENGTH,
    PROBLEM_CHANGED,
    PROBLEM_TOO_LARGE,
    PROBLEM_URI,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_UNREADABLE,
    PROBLEM_CONDITION,
    PROBLEM_TOO_MANY,
    PROBLEM_INTERNAL,
    PROBLEM_QUOTA,
    PROBLEM_NO_DATA,
    PROBLEM_BUSY,
    PROBLEM_STANDBY,
    PROBLEM_OVERTAKEN,
    PROBLEM_DIVERGED,
    PROBLEM_END,
} ProblemKind;

typedef struct Problem {
    int status;
    const char *name;      // of its type: urn:madoguchi:problem:NAME
    const char *titles[3]; // en, ja, zh
} Problem;

extern const Problem problems[PROBLEM_END];

void answer_problem(Request *request, ProblemKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// By the kind of the first fault of the request's worker: what the store or identity could not do.
void answer_refusal(Request *request);
// With the list of what was wrong, each with its place.
void answer_faults(Request *request, ProblemKind kind, const Faults *faults);
