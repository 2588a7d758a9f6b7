// The queue of writers: who comes and finds no one at work leads; who comes while a leader is at
// work waits, and is written by the next leader together with all others that wait (group commit).
#pragma once

#include "store/internal.h"

// One write of a request, ready but for what only the leader knows: index, time, version, states.
typedef struct Draft {
    const Write *write;
    Entry entry;
    Slice slip, content, original; // pressed
} Draft;

struct Request {
    Draft *drafts;
    size_t count;
    Slice question; // the request's text: the same for the same request
    size_t bytes;   // of bodies
    Receipt *receipts;
    Faults *faults;
    // what came of it
    bool is_done, is_good;
    uint64_t size; // of the journal when it was kept
    size_t faults_before;
    // the queue's own
    struct Request *next;
    pthread_cond_t served;
};

// Has the request written; returns when it is done.
void queue_submit(Store *store, Request *request);

// ---- Decisions (decide.c) ----

typedef struct Batch Batch;

// Names what deciding about the request will look at.
void decide_ask(Batch *batch, const Request *request);
// Adds the request's entries to the batch, or refuses all of it: conflicts are noted in its faults.
// False where the batch itself cannot go on.
bool decide(Batch *batch, Request *request);

// SHA-256 of salt and question: what a slip says of a request with a key.
Hash request_hash(Arena *arena, const uint8_t salt[SALT_SIZE], Slice question);
