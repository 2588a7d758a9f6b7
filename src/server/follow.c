// SPDX-License-Identifier: Apache-2.0
// The standby's thread: takes what the other server has, until this one is promoted; then it makes
// sure that the other one knows.
//
//     follows:   ask from N ─► package ─► store_apply ─► N grows ─► ask …
//     promoted:  ask with the greater epoch, now and then ─► the other one is fenced, and says so
//     fenced:    follows whom it was told to follow
//
// How the store stands is read anew each time: `madoguchi promote` is another process.

#include "server/internal.h"

#include "base/memory.h"
#include "identity/secrets.h"
#include "server/peer.h"

#include <time.h>

enum {
    WAIT_SECONDS = 2, // that the other may hold a question: so soon a promotion is noticed
    PAUSE_MS = 300,   // after a failure
    GUARD_MS = 5000,
    NAME_BYTES = 8, // of randomness: no two standbys have one name
};

typedef struct Round {
    Server *server;
    Peer *peer;
    Arena *arena;
    Standing standing;
    TreeHead head;
    PeerAnswer answer;
    Faults faults;
    int pause_ms;
} Round;

static bool is_over(void *context)
{
    return atomic_load(&((Server *)context)->is_stopping);
}

// ---- What is told of it ----

void follow_note(Server *server, const Standing *standing)
{
    atomic_store(&server->follow.epoch, standing->epoch);
    atomic_store(&server->follow.standing, standing->kind);
}

// One line for each change, not one for each try.
static void note(Round *it, FollowState state)
{
    Follow *follow = &it->server->follow;
    if (atomic_exchange(&follow->state, state) == (int)state)
        return;
    const LogField fields[] = {
        {.name = "server", .text = slice_of(it->server->options.follow)},
        {.name = "epoch", .number = (int64_t)it->standing.epoch},
        {.name = "entries", .number = (int64_t)it->head.size},
        {.name = "why", .text = it->faults.count > 0 ? slice_of(it->faults.list[0].text) : S("")},
    };
    log_line(follow_states[state].is_bad ? "error" : "info", follow_states[state].event, fields,
             sizeof fields / sizeof *fields);
}

const FollowWord follow_states[FOLLOW_END] = {
    [FOLLOW_NOT] = {"leading", "this server leads", false},
    [FOLLOW_LEVEL] = {"following", "this server follows", false},
    [FOLLOW_AWAY] = {"away", "the server that is followed cannot be reached", true},
    [FOLLOW_REFUSED] = {"refused", "the server that is followed gives nothing", true},
    [FOLLOW_DIVERGED] = {"diverged",
                         "this journal went another way than the one that it follows: make the "
                         "standby anew from a backup",
                         true},
    [FOLLOW_FAILED] = {"failed", "a package could not be kept", true},
    [FOLLOW_NEW] = {"starting", "nothing is known yet", false},
};

static void note_level(Round *it, uint64_t there)
{
    Follow *follow = &it->server->follow;
    atomic_store(&follow->there, there > it->head.size ? there : it->head.size);
    atomic_store(&follow->here, it->head.size);
    if (there <= it->head.size)
        atomic_store(&follow->level_us, clock_us());
}

// ---- One round ----

static void ask(Round *it, unsigned wait_seconds)
{
    PeerQuestion question = {it->standing.name, it->head.size, it->head.root, it->standing.epoch,
                             wait_seconds};
    it->answer = peer_ask(it->peer, it->arena, &question, &it->faults);
}

static const FollowState state_by_word[] = {
    [PEER_ENTRIES] = FOLLOW_LEVEL,     [PEER_NOTHING] = FOLLOW_LEVEL,
    [PEER_OVERTAKEN] = FOLLOW_REFUSED, // one who knows less is no one to follow
    [PEER_DIVERGED] = FOLLOW_DIVERGED, [PEER_REFUSES] = FOLLOW_REFUSED, [PEER_AWAY] = FOLLOW_AWAY,
};

static void follow_on(Round *it)
{
    ask(it, WAIT_SECONDS);
    FollowState state = state_by_word[it->answer.word];
    if (it->answer.word == PEER_ENTRIES &&
        !store_apply(it->server->store, it->answer.package, &it->head.size, &it->faults))
        state = FOLLOW_FAILED;
    if (state == FOLLOW_LEVEL)
        note_level(it, it->answer.size);
    note(it, state);
    it->pause_ms = state == FOLLOW_LEVEL ? 0 : PAUSE_MS;
}

// Of two who lead the one with the greater epoch is right.
static void guard_on(Round *it)
{
    it->pause_ms = GUARD_MS;
    ask(it, 0);
    if (it->answer.epoch > it->standing.epoch)
        store_fence(it->server->store, it->answer.epoch, &it->faults);
    else
        note(it, FOLLOW_NOT);
}

static bool go_round(Arena *arena, void *context)
{
    Round *it = context;
    Store *store = it->server->store;
    it->arena = arena;
    it->pause_ms = PAUSE_MS;
    if (!store_standing(store, arena, &it->standing, &it->faults) ||
        !store_head(store, arena, &it->head, &it->faults))
        return false;
    follow_note(it->server, &it->standing);
    switch (it->standing.kind) {
    case STANDING_FOLLOWS:
        follow_on(it);
        break;
    case STANDING_LEADS:
        guard_on(it);
        break;
    case STANDING_FENCED:
        follow_mark(it->server, secret_id(arena, NAME_BYTES), &it->faults);
        break;
    case STANDING_END:
        break;
    }
    return true;
}

// ---- The thread ----

static void pause_for(Follow *follow, const Server *server, int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t end = until.tv_nsec + (int64_t)ms * 1000000;
    until.tv_sec += (time_t)(end / 1000000000);
    until.tv_nsec = (long)(end % 1000000000);
    pthread_mutex_lock(&follow->lock);
    while (!atomic_load(&server->is_stopping) &&
           pthread_cond_timedwait(&follow->stopped, &follow->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&follow->lock);
}

static void *run(void *context)
{
    Server *server = context;
    while (!atomic_load(&server->is_stopping)) {
        Round round = {.server = server, .peer = server->follow.peer};
        if (!arena_run(0, go_round, &round, &round.faults))
            note(&round, FOLLOW_FAILED);
        if (round.pause_ms > 0)
            pause_for(&server->follow, server, round.pause_ms);
    }
    return NULL;
}

// ---- Starting ----

static Standing wanted_standing(const ServerOptions *options)
{
    const char *authority = options->follow_authority;
    return (Standing){.kind = STANDING_FOLLOWS,
                      .url = slice_of(options->follow),
                      .key_file = slice_of(options->follow_key),
                      .authority = slice_of(authority != NULL ? authority : "")};
}

bool follow_mark(Server *server, Slice name, Faults *faults)
{
    Standing standing = wanted_standing(&server->options);
    standing.name = name;
    return store_follow(server->store, &standing, faults);
}

// Who was promoted leads, whatever the configuration still says: a restart must not undo it. Unless
// the other server has been promoted since.
static bool choose_role(Server *server, Faults *faults)
{
    Standing standing, other = wanted_standing(&server->options);
    Follow *follow = &server->follow;
    FetcherOptions fetching = {.is_over = is_over, .context = server};
    follow->peer = peer_new(server->arena, &other, &fetching, faults);
    if (follow->peer == NULL || !store_standing(server->store, server->arena, &standing, faults))
        return false;
    // A standby that comes back is who it was: nobody waits for the one that it seems to have been.
    Slice name = standing.name.len > 0 ? standing.name : secret_id(server->arena, NAME_BYTES);
    if (!standing.is_promoted)
        return follow_mark(server, name, faults);
    Round round = {.server = server, .peer = follow->peer};
    return arena_run(0, go_round, &round, faults);
}

bool follow_start(Server *server, Faults *faults)
{
    Follow *follow = &server->follow;
    if (server->options.follow == NULL)
        return true;
    if (server->store == NULL || server->options.follow_key == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "--follow needs --data, the folder that entries are kept in, and "
                         "--follow-key, a file with an API key of the scope `follow`");
    atomic_store(&follow->state, FOLLOW_NEW);
    if (!choose_role(server, faults))
        return false;
    return pthread_create(&follow->thread, NULL, run, server) == 0
               ? follow->is_running = true
               : fault_add(faults, FAULT_MEMORY, 0, 0, "no thread could be started");
}

void follow_stop(Server *server)
{
    Follow *follow = &server->follow;
    if (!follow->is_running)
        return;
    pthread_mutex_lock(&follow->lock);
    pthread_cond_broadcast(&follow->stopped);
    pthread_mutex_unlock(&follow->lock);
    pthread_join(follow->thread, NULL);
    follow->is_running = false;
}
