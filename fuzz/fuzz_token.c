// SPDX-License-Identifier: Apache-2.0
// What a provider of identity sends: a token and the keys that it is to be verified by, and claims.
// Nothing that was not signed is taken, whatever it says.
//
//     token NUL keys NUL claims

#include <stdlib.h>

#include "identity/jws.h"
#include "identity/provider.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice bytes;
} Run;

static void read_base64(Run *run, Slice text)
{
    Slice bytes;
    if (base64url_decode(run->arena, text, &bytes) &&
        !slice_equal(base64url_encode(run->arena, bytes), text))
        abort();
}

static bool read_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)64 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    Slice rest = run->bytes, payload;
    Slice token = slice_cut(&rest, '\0'), keys = slice_cut(&rest, '\0');
    const Json *set = json_read(run->arena, keys, faults);
    if (jws_verify(run->arena, token, set, &payload, faults) == JWS_GOOD &&
        slice_find(token, S(".")) == SIZE_MAX)
        abort();
    read_base64(run, token);
    ProviderOptions options = {
        .issuer = "https://id.example", .client = "window", .organisation_claim = "org"};
    Claims claims;
    if (claims_read(run->arena, rest, &options, S("n"), 1800000000, &claims, faults) &&
        claims.subject.len == 0)
        abort();
    fetch_address_is_good(rest, faults);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.bytes = {(const char *)data, size}};
    guard_run(&run.guard, read_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
