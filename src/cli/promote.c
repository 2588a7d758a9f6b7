// SPDX-License-Identifier: Apache-2.0
// `madoguchi promote`: a standby becomes the one that writes.
//
//     the old one is there:  it is told the next epoch and writes no more ─► what it still has is
//                            fetched ─► the entry that begins the epoch
//     it is away:            the entry; it is fenced when it comes back and is asked by this one

#include "cli/commands.h"
#include "cli/stores.h"
#include "server/peer.h"

#include <stdio.h>

typedef struct Promotion {
    const Arguments *arguments;
    Store *store;
    Arena *arena;
    Standing standing;
    Peer *peer;
    uint64_t size, epoch;
    bool is_level;
    Faults *faults;
} Promotion;

static PeerAnswer ask(Promotion *it, Arena *arena, uint64_t epoch, Faults *faults)
{
    TreeHead head;
    if (!store_head(it->store, arena, &head, faults))
        return (PeerAnswer){.word = PEER_REFUSES};
    it->size = head.size;
    PeerQuestion question = {it->standing.name, head.size, head.root, epoch, 0};
    return peer_ask(it->peer, arena, &question, faults);
}

// The standby that runs beside this command may fetch the same: what is here is passed over.
static bool fetch_more(Arena *arena, void *context)
{
    Promotion *it = context;
    PeerAnswer answer = ask(it, arena, it->standing.epoch, it->faults);
    it->is_level = answer.word == PEER_NOTHING;
    return it->is_level || (answer.word == PEER_ENTRIES &&
                            store_apply(it->store, answer.package, &it->size, it->faults));
}

static bool fetch_rest(Promotion *it)
{
    while (!it->is_level)
        if (!arena_run(0, fetch_more, it, it->faults))
            return false;
    return true;
}

static bool is_forced(const Promotion *it)
{
    return argument_is_given(it->arguments, "force");
}

// False with a fault where the other one is there and goes on writing: two would.
static bool overtake(Promotion *it)
{
    Faults told = {0};
    PeerAnswer answer = ask(it, it->arena, it->standing.epoch + 1, &told);
    switch (answer.word) {
    case PEER_OVERTAKEN:
        fprintf(stderr, "%.*s writes no more\n", (int)it->peer->url.len, it->peer->url.at);
        return fetch_rest(it);
    case PEER_AWAY:
        fprintf(stderr,
                "%s\nIt is taken for dead. What it acknowledged by --standby wait is here, if this "
                "standby followed it to the end; of several, the one with the most entries has "
                "all. Here are %llu.\n",
                told.list[0].text, (unsigned long long)it->size);
        return true;
    case PEER_ENTRIES:
    case PEER_NOTHING:
    case PEER_DIVERGED:
    case PEER_REFUSES:
        break;
    }
    if (is_forced(it))
        return true;
    return fault_add(it->faults, FAULT_CONFLICT, 0, 0,
                     "%.*s lives and does not give way%s%s; stop it, or use --force where you know "
                     "that nobody reaches it",
                     (int)it->peer->url.len, it->peer->url.at, told.count > 0 ? ": " : "",
                     told.count > 0 ? told.list[0].text : "");
}

static bool check_standing(Promotion *it)
{
    const Standing *standing = &it->standing;
    if (standing->kind == STANDING_FOLLOWS || is_forced(it))
        return true;
    if (standing->kind == STANDING_FENCED)
        return fault_add(
            it->faults, FAULT_CONFLICT, 0, 0,
            "another place was promoted after this one (epoch %llu): let it follow, or "
            "use --force where that one is lost for good",
            (unsigned long long)standing->fenced_by);
    return fault_add(it->faults, FAULT_CONFLICT, 0, 0,
                     "the store is no standby: it writes already (epoch %llu)",
                     (unsigned long long)standing->epoch);
}

static bool promote(Arena *arena, void *context)
{
    Promotion *it = context;
    it->arena = arena;
    if (!store_standing(it->store, arena, &it->standing, it->faults) || !check_standing(it))
        return false;
    if (it->standing.kind == STANDING_FOLLOWS) {
        it->peer = peer_new(arena, &it->standing, &(FetcherOptions){0}, it->faults);
        if (it->peer == NULL || !overtake(it))
            return false;
    }
    return store_promote(it->store, S("system"), it->standing.fenced_by, &it->epoch, it->faults);
}

int run_promote(const Arguments *arguments)
{
    Faults faults = {0};
    Promotion it = {.arguments = arguments, .faults = &faults};
    it.store = store_of_arguments(arguments, operand_at(arguments, 0), false, &faults);
    bool is_good = it.store != NULL && arena_run(0, promote, &it, &faults);
    store_close(it.store);
    if (is_good)
        printf("promoted: epoch %llu begins here\n", (unsigned long long)it.epoch);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
