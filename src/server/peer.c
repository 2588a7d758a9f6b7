// SPDX-License-Identifier: Apache-2.0
#include "server/peer.h"

#include "base/file.h"
#include "base/json.h"

static void close_fetcher(void *fetcher)
{
    fetcher_free(fetcher);
}

Peer *peer_new(Arena *arena, const Standing *standing, const FetcherOptions *options,
               Faults *faults)
{
    enum { KEY_MAX = 4096 };
    Peer *it = arena_array(arena, Peer, 1);
    FetcherOptions own = *options;
    Slice url = standing->url, key;
    if (!fetch_address_is_good(url, faults) ||
        !file_read(arena, arena_c_string(arena, standing->key_file), KEY_MAX, &key, faults))
        return NULL;
    while (slice_ends(url, S("/")))
        url.len--;
    it->url = arena_copy(arena, url);
    it->key = slice_trim(key);
    if (standing->authority.len > 0)
        own.authority = arena_c_string(arena, standing->authority);
    it->fetcher = fetcher_new(&own, faults);
    if (it->fetcher == NULL)
        return NULL;
    arena_defer(arena, close_fetcher, it->fetcher);
    return it;
}

static uint64_t number_in(const Fetched *answer, Slice name)
{
    enum { DIGITS_MAX = 18 };
    Slice text = fetched_field(answer, name);
    uint64_t number = 0;
    for (size_t i = 0; i < text.len && i < DIGITS_MAX; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            number = number * 10 + (uint64_t)(text.at[i] - '0');
    return number;
}

typedef struct Word {
    int status;
    Slice type; // of the problem; empty: any
    PeerWord word;
} Word;

static const Word words[] = {
    {200, S_INIT(""), PEER_ENTRIES},
    {204, S_INIT(""), PEER_NOTHING},
    {409, S_INIT("urn:madoguchi:problem:overtaken"), PEER_OVERTAKEN},
    {409, S_INIT("urn:madoguchi:problem:diverged"), PEER_DIVERGED},
};

static PeerWord word_of(Arena *arena, const Peer *peer, const Fetched *answer, Faults *faults)
{
    Faults ignored = {0};
    const Json *problem = answer->status >= 400 ? json_read(arena, answer->body, &ignored) : NULL;
    Slice type = json_get_text(problem, S("type"));
    Slice detail = json_get_text(problem, S("detail"));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].status == answer->status &&
            (words[i].type.len == 0 || slice_equal(words[i].type, type))) {
            if (detail.len > 0)
                fault_add(faults, FAULT_CONFLICT, 0, 0, "%.*s", (int)detail.len, detail.at);
            return words[i].word;
        }
    fault_add(faults, FAULT_IO, 0, 0, "%.*s answers %d%s%.*s", (int)peer->url.len, peer->url.at,
              answer->status, detail.len > 0 ? ": " : "", (int)detail.len, detail.at);
    return PEER_REFUSES;
}

PeerAnswer peer_ask(Peer *peer, Arena *arena, const PeerQuestion *question, Faults *faults)
{
    // One entry may have two bodies of 64 MiB, the usual limit.
    enum { PACKAGE_MAX = 256 << 20, SECONDS_MAX = 60 };
    char root[HASH_HEX + 1];
    Fetched answer;
    hash_hex(&question->root, root);
    Slice follower = question->follower;
    Fetch what = {
        .url = arena_print(arena, "%.*s/journal/package?from=%llu&root=%s&epoch=%llu&wait=%u%s%.*s",
                           (int)peer->url.len, peer->url.at, (unsigned long long)question->from,
                           root, (unsigned long long)question->epoch, question->wait_seconds,
                           follower.len > 0 ? "&follower=" : "", (int)follower.len, follower.at),
        .bearer = peer->key,
        .answer_max = PACKAGE_MAX,
        .seconds = question->wait_seconds + SECONDS_MAX};
    if (!fetch(peer->fetcher, arena, &what, &answer, faults))
        return (PeerAnswer){.word = PEER_AWAY};
    return (PeerAnswer){.word = word_of(arena, peer, &answer, faults),
                        .package = answer.body,
                        .size = number_in(&answer, S("Madoguchi-Size")),
                        .epoch = number_in(&answer, S("Madoguchi-Epoch"))};
}
