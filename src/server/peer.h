// Another server of the same journal, asked over HTTP: by the standby that follows it, by who was
// promoted and makes sure that it stays overtaken, by `madoguchi promote`.
#pragma once

#include "fetch/fetch.h"
#include "store/standing.h"

typedef struct Peer {
    Slice url; // of the server, without a slash at its end
    Slice key; // an API key with the scope `follow`
    Fetcher *fetcher;
} Peer;

// As `standing` says: its address, its key from the file. Lives in `arena`. NULL with a fault.
Peer *peer_new(Arena *arena, const Standing *standing, const FetcherOptions *options,
               Faults *faults);

typedef struct PeerQuestion {
    Slice follower;        // what this standby calls itself; it may stand in a URL. Empty: nothing
    uint64_t from;         // entries that are here, durable
    Hash root;             // of them
    uint64_t epoch;        // that is known here; a greater one than the peer's overtakes it
    unsigned wait_seconds; // that the peer may wait for more
} PeerQuestion;

typedef enum PeerWord {
    PEER_ENTRIES,   // a package
    PEER_NOTHING,   // there are no more
    PEER_OVERTAKEN, // it knows a smaller epoch, and writes no more
    PEER_DIVERGED,  // what is here is not the beginning of what it has
    PEER_REFUSES,   // it answers something else: the fault says what
    PEER_AWAY,      // it does not answer: the fault says why
} PeerWord;

typedef struct PeerAnswer {
    PeerWord word;
    Slice package;
    uint64_t size, epoch; // of its journal; 0 where it did not say
} PeerAnswer;

PeerAnswer peer_ask(Peer *peer, Arena *arena, const PeerQuestion *question, Faults *faults);
