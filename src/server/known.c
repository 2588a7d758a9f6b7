// SPDX-License-Identifier: Apache-2.0
// What was looked up a moment ago: programs send many documents with one key, and to look the key
// up, or whether its organisation takes part in deals, would take as long as to read the document.
//
// What is known of a key holds while nothing was written to the window's own records, which keys
// are among, and a second at most: a command beside the server, or another server of the same
// database, may have revoked it. So does what is known of an organisation while no deal's own
// record was written. Keys are known by their SHA-256.

#include "server/internal.h"

enum { KNOWN_US = 1000000 };

static KnownKey *place_of(KnownKeys *keys, const Hash *token)
{
    return &keys->list[token->at[0] % KNOWN_KEYS];
}

bool known_find(Server *server, Arena *arena, Slice token, Asker *asker)
{
    KnownKeys *keys = &server->known;
    Hash hash = hash_of(token);
    pthread_mutex_lock(&keys->lock);
    const KnownKey *it = place_of(keys, &hash);
    bool is_known = it->until_us > clock_us() &&
                    it->changes == store_changes(server->store, WINDOW) &&
                    hash_equal(&it->token, &hash);
    if (is_known)
        *asker = (Asker){.role = it->role,
                         .scopes = it->scopes,
                         .actor = arena_copy(arena, slice_of(it->actor)),
                         .organisation = arena_copy(arena, slice_of(it->organisation))};
    pthread_mutex_unlock(&keys->lock);
    return is_known;
}

void known_note(Server *server, Slice token, uint64_t changes, const Asker *asker)
{
    KnownKeys *keys = &server->known;
    KnownKey key = {.token = hash_of(token),
                    .changes = changes,
                    .until_us = clock_us() + KNOWN_US,
                    .role = asker->role,
                    .scopes = asker->scopes};
    if (asker->actor.len >= sizeof key.actor || asker->organisation.len >= sizeof key.organisation)
        return;
    memcpy(key.actor, asker->actor.at, asker->actor.len);
    memcpy(key.organisation, asker->organisation.at, asker->organisation.len);
    pthread_mutex_lock(&keys->lock);
    *place_of(keys, &key.token) = key;
    pthread_mutex_unlock(&keys->lock);
}

// ---- Organisations that no deal leads to ----

bool known_stranger(Server *server, Slice organisation)
{
    KnownKeys *keys = &server->known;
    Hash hash = hash_of(organisation);
    pthread_mutex_lock(&keys->lock);
    const KnownStranger *it = &keys->strangers[hash.at[0] % KNOWN_KEYS];
    bool is_known = it->until_us > clock_us() && it->changes == store_deal_changes(server->store) &&
                    hash_equal(&it->organisation, &hash);
    pthread_mutex_unlock(&keys->lock);
    return is_known;
}

void known_note_stranger(Server *server, Slice organisation, uint64_t changes)
{
    KnownKeys *keys = &server->known;
    KnownStranger stranger = {hash_of(organisation), changes, clock_us() + KNOWN_US};
    pthread_mutex_lock(&keys->lock);
    keys->strangers[stranger.organisation.at[0] % KNOWN_KEYS] = stranger;
    pthread_mutex_unlock(&keys->lock);
}
