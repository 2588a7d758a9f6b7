// SPDX-License-Identifier: Apache-2.0
// The table of rights. What is not in it is refused.

#include "identity/rights.h"

#include <assert.h>

#define MAY(action) (1u << ACTION_##action)

enum {
    ANYBODY = MAY(USE) | MAY(ENTER) | MAY(PROVE),
    SIGNED_IN = ANYBODY | MAY(SELF),
};

static const unsigned allowed[ROLE_END][RELATION_END] = {
    [ROLE_PUBLIC] = {ANYBODY, ANYBODY},
    [ROLE_MEMBER] = {SIGNED_IN, SIGNED_IN | MAY(READ) | MAY(WRITE) | MAY(KEYS)},
    [ROLE_OFFICER] = {SIGNED_IN | MAY(READ), SIGNED_IN | MAY(READ) | MAY(WRITE) | MAY(KEYS)},
    [ROLE_AUDITOR] = {SIGNED_IN | MAY(READ) | MAY(AUDIT), SIGNED_IN | MAY(READ) | MAY(AUDIT)},
    [ROLE_ADMINISTRATOR] = {SIGNED_IN | MAY(PEOPLE) | MAY(KEYS) | MAY(METRICS) | MAY(FOLLOW),
                            SIGNED_IN | MAY(PEOPLE) | MAY(KEYS) | MAY(METRICS) | MAY(FOLLOW)},
};

const char *const role_names[ROLE_END] = {"public", "member", "officer", "auditor",
                                          "administrator"};
const char *const relation_names[RELATION_END] = {"none", "own"};
const char *const action_names[ACTION_END] = {"use",   "enter",   "self",  "read",
                                              "write", "prove",   "audit", "people",
                                              "keys",  "metrics", "follow"};

static_assert(sizeof action_names / sizeof *action_names == ACTION_END, "an action has no name");

bool rights_allow(Role role, Relation relation, Action action)
{
    return (allowed[role][relation] & 1u << action) != 0;
}

typedef struct Scope {
    Slice word;
    Scopes scopes;
} Scope;

static const Scope words[] = {
    {S_INIT("check"), MAY(USE)},
    {S_INIT("read"), MAY(USE) | MAY(PROVE) | MAY(READ)},
    {S_INIT("write"), MAY(USE) | MAY(PROVE) | MAY(READ) | MAY(WRITE)},
    {S_INIT("audit"), MAY(USE) | MAY(PROVE) | MAY(AUDIT)},
    {S_INIT("metrics"), MAY(METRICS)},
    {S_INIT("follow"), MAY(FOLLOW)},
};

bool scopes_read(Slice text, Scopes *scopes)
{
    *scopes = 0;
    while (text.len > 0) {
        Slice word = slice_cut(&text, ' ');
        Scopes found = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (slice_equal(word, words[i].word))
                found = words[i].scopes;
        if (found == 0)
            return false;
        *scopes |= found;
    }
    return *scopes != 0;
}

bool scopes_allow(Scopes scopes, Action action)
{
    return (scopes & 1u << action) != 0;
}

bool role_find(Slice name, Role *role)
{
    for (Role i = ROLE_PUBLIC; i < ROLE_END; i++)
        if (slice_equal(name, slice_of(role_names[i]))) {
            *role = i;
            return true;
        }
    return false;
}
