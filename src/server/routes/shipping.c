// SPDX-License-Identifier: Apache-2.0
// Entries for a standby: with all that belongs to them, and a signed head over them.

#include "server/internal.h"

// The greater epoch is right: who asks was promoted, and this server writes no more.
static void give_way(Request *request, const Standing *standing, uint64_t epoch)
{
    Faults *faults = &request->worker->faults;
    if (standing->kind == STANDING_FOLLOWS) { // it will hear of the epoch from whom it follows
        answer_problem(request, PROBLEM_OVERTAKEN, "this is a standby in epoch %llu",
                       (unsigned long long)standing->epoch);
        return;
    }
    bool is_new = standing->kind == STANDING_LEADS ||
                  (standing->kind == STANDING_FENCED && standing->fenced_by < epoch);
    if (is_new && !store_fence(request->server->store, epoch, faults)) {
        answer_refusal(request);
        return;
    }
    follow_note(request->server, &(Standing){.kind = STANDING_FENCED, .epoch = standing->epoch});
    if (is_new)
        log_line("error", "another place was promoted: nothing is written here any more",
                 (LogField[]){{.name = "epoch", .number = (int64_t)epoch},
                              {.name = "key", .text = request->asker.actor}},
                 2);
    answer_problem(request, PROBLEM_OVERTAKEN,
                   "epoch %llu has begun; this server was in epoch %llu", (unsigned long long)epoch,
                   (unsigned long long)standing->epoch);
}

// Whether what the asker has is the beginning of what is here.
static bool is_beginning(Request *request, const Standing *standing, uint64_t from, uint64_t size)
{
    Hash root, wanted;
    Faults *faults = &request->worker->faults;
    if (!hash_read_hex(request_value(request, "root"), &wanted)) {
        answer_problem(request, PROBLEM_PARAMETER, "root: 64 hexadecimal digits were expected");
        return false;
    }
    if (from <= size && !store_root(request->server->store, from, &root, faults)) {
        answer_refusal(request);
        return false;
    }
    if (from <= size && hash_equal(&root, &wanted))
        return true;
    answer_problem(request, PROBLEM_DIVERGED,
                   "the first %llu entries there are not those of this journal, which has %llu; "
                   "epoch %llu began with entry %llu: what the other one has from there on was "
                   "never acknowledged by a server that waits for its standby",
                   (unsigned long long)from, (unsigned long long)size,
                   (unsigned long long)standing->epoch, (unsigned long long)standing->since);
    return false;
}

static uint64_t wait_for_more(const Request *request, uint64_t from, uint64_t size)
{
    enum { STEP_MS = 500 };
    int64_t end = clock_us() + (int64_t)request_number(request, "wait", 0) * 1000000;
    while (size <= from && clock_us() < end && !atomic_load(&request->server->is_stopping))
        size = store_wait(request->server->store, from, STEP_MS);
    return size;
}

static void ship(Request *request, uint64_t from, uint64_t size)
{
    Slice package = {0};
    if (size > from && !store_ship(request->server->store, request->arena, from, 0, &package,
                                   &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    if (package.len > 0)
        answer_bytes(request, "application/octet-stream", package);
    else if (atomic_load(&request->server->is_stopping))
        answer_problem(request, PROBLEM_BUSY, "the server is stopping");
    else
        request->response.status = 204;
}

static void add_number(Request *request, const char *name, uint64_t number)
{
    answer_field(request, name, arena_print(request->arena, "%llu", (unsigned long long)number));
}

// Who says none is known by its key.
static const char *follower_name(const Request *request)
{
    Slice name = request_value(request, "follower");
    return arena_c_string(request->arena, name.len > 0 ? name : request->asker.actor);
}

static void run_package(Request *request)
{
    Server *server = request->server;
    Standing standing;
    TreeHead head;
    Faults *faults = &request->worker->faults;
    uint64_t from = request_number(request, "from", 0), epoch = request_number(request, "epoch", 0);
    if (!store_standing(server->store, request->arena, &standing, faults) ||
        !store_head(server->store, request->arena, &head, faults)) {
        answer_refusal(request);
        return;
    }
    add_number(request, "Madoguchi-Epoch", standing.epoch);
    if (epoch > standing.epoch)
        give_way(request, &standing, epoch);
    else if (is_beginning(request, &standing, from, head.size)) {
        Follower *follower = standby_asks(server, follower_name(request), from, head.size);
        if (follower == NULL) {
            answer_problem(request, PROBLEM_BUSY, "%d standbys follow this server already",
                           FOLLOWERS_MAX);
            return;
        }
        head.size = wait_for_more(request, from, head.size);
        standby_rests(server, follower);
        ship(request, from, head.size);
    }
    add_number(request, "Madoguchi-Size", head.size);
}

static const Parameter package_parameters[] = {
    {.name = "from",
     .in = IN_QUERY,
     .kind = NUMBER,
     .is_required = true,
     .most = INT64_MAX,
     .text = "How many entries the asker has kept; it is the receipt for them, too."},
    {.name = "root",
     .in = IN_QUERY,
     .is_required = true,
     .most = HASH_HEX,
     .text = "The root over them, in hexadecimal."},
    {.name = "epoch",
     .in = IN_QUERY,
     .kind = NUMBER,
     .is_required = true,
     .most = INT64_MAX,
     .text = "How often the journal was promoted, as the asker knows it. Where it is more than "
             "here, this server writes no more."},
    {.name = "follower",
     .in = IN_QUERY,
     .most = FOLLOWER_NAME_MAX,
     .text = "Which standby asks, for a server with several; without it, its key says so."},
    {.name = "wait",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = 10,
     .text = "So many seconds are waited for more where there is nothing new."},
    {0},
};

const Route shipping_routes[] = {
    {
        .id = "shipJournal",
        .path = "/journal/package",
        .summary = "Entries with their bodies, for a standby",
        .text =
            "For keys with the scope `follow` alone. `Madoguchi-Size` and `Madoguchi-Epoch` say "
            "how far this journal is.",
        .parameters = package_parameters,
        .answers = {{200, "application/octet-stream", NULL, "A package (docs/journal.md)"},
                    {204, NULL, NULL, "There is nothing new"}},
        .action = ACTION_FOLLOW,
        .lane = LANE_SHIPPING,
        .run = run_package,
    },
    {0},
};
