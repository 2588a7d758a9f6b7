// SPDX-License-Identifier: Apache-2.0
// What strangers write into heads and addresses: paths, escapes, wishes, e-mail addresses, scopes
// of keys, tags. The first byte chooses.

#include "identity/identity.h"
#include "server/internal.h"

#include <assert.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    unsigned choice;
    Slice text;
} Run;

static void try_path(const Run *it)
{
    RouteMatch match = route_match(S("GET"), it->text);
    assert(match.route == NULL || route_at(match.number) == match.route);
    route_allowed(it->arena, match.methods);
}

static void try_escape(const Run *it)
{
    Slice decoded;
    if (!percent_decode(it->arena, it->text, &decoded))
        return;
    assert(decoded.len <= it->text.len);
    for (size_t i = 0; i < decoded.len; i++)
        assert((unsigned char)decoded.at[i] >= 0x20);
}

static void try_accept(const Run *it)
{
    const char *chosen = accept_type(it->arena, it->text, "application/json text/plain");
    assert(chosen == NULL || strcmp(chosen, "application/json") == 0 ||
           strcmp(chosen, "text/plain") == 0);
    const char *language = accept_language(it->text);
    assert(strlen(language) == 2);
}

static void try_email(const Run *it)
{
    Slice folded = email_fold(it->arena, it->text);
    assert(slice_equal(folded, email_fold(it->arena, folded)));
}

static void try_scopes(const Run *it)
{
    Scopes scopes;
    Role role;
    if (scopes_read(it->text, &scopes))
        assert(scopes != 0);
    role_find(it->text, &role);
}

// What matches strongly matches weakly, and no list is broken in one way only.
static void try_tags(const Run *it)
{
    TagMatch weakly = tags_match(it->text, S("3"), TAGS_WEAKLY);
    TagMatch strongly = tags_match(it->text, S("3"), TAGS_STRONGLY);
    assert((weakly == TAGS_BROKEN) == (strongly == TAGS_BROKEN));
    assert(strongly != TAGS_MATCH || weakly == TAGS_MATCH);
}

static bool run(void *context)
{
    static void (*const tries[])(const Run *) = {try_path,  try_escape, try_accept,
                                                 try_email, try_scopes, try_tags};
    Run *it = context;
    it->arena = arena_new(&it->guard, 0);
    tries[it->choice % (sizeof tries / sizeof *tries)](it);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    Run it = {.choice = data[0], .text = {(const char *)data + 1, size - 1}};
    guard_run(&it.guard, run, &it, NULL);
    arena_free(it.arena);
    return 0;
}
