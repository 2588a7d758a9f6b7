// SPDX-License-Identifier: Apache-2.0
// The table of rights. What is not in it is refused.

#include "identity/rights.h"

#include <assert.h>

#define MAY(action) (1u << ACTION_##action)

enum {
    ANYBODY = MAY(USE) | MAY(ENTER) | MAY(PROVE),
    SIGNED_IN = ANYBODY | MAY(SELF),
    NEAR = MAY(READ) | MAY(ACT), // what a declaration then lets them
    OWNER = MAY(READ) | MAY(WRITE) | MAY(ACT) | MAY(SHARE),
    HEAD = OWNER | MAY(PEOPLE) | MAY(KEYS),
    GOVERNOR = SIGNED_IN | MAY(PEOPLE) | MAY(GOVERN) | MAY(KEYS) | MAY(METRICS) | MAY(FOLLOW),
};

// clang-format off
// What a role may whatever the relation stands under `none`; the others say what they add.
static const unsigned allowed[ROLE_END][RELATION_END] = {
    //                     none                                public      party                    own
    [ROLE_PUBLIC] =        {ANYBODY,                            MAY(READ),  0,                       0},
    [ROLE_MEMBER] =        {SIGNED_IN,                          NEAR,       NEAR | MAY(SHARE),       OWNER},
    [ROLE_MANAGER] =       {SIGNED_IN,                          NEAR,       NEAR | MAY(SHARE),       HEAD},
    [ROLE_OFFICER] =       {SIGNED_IN | NEAR,                   NEAR,       NEAR | MAY(SHARE),       OWNER},
    [ROLE_AUDITOR] =       {SIGNED_IN | MAY(READ) | MAY(AUDIT), MAY(READ),  0,                       0},
    [ROLE_ADMINISTRATOR] = {GOVERNOR,                           MAY(READ),  0,                       0},
};
// clang-format on

const char *const role_names[ROLE_END] = {"public",  "member",  "manager",
                                          "officer", "auditor", "administrator"};
const char *const relation_names[RELATION_END] = {"none", "public", "party", "own"};
const char *const action_names[ACTION_END] = {"use",    "enter", "self",    "read",  "write",
                                              "act",    "share", "prove",   "audit", "people",
                                              "govern", "keys",  "metrics", "follow"};

static_assert(sizeof action_names / sizeof *action_names == ACTION_END, "an action has no name");

bool rights_allow(Role role, Relation relation, Action action)
{
    return ((allowed[role][RELATION_NONE] | allowed[role][relation]) & 1u << action) != 0;
}

// ---- Scopes ----

typedef struct Scope {
    Slice word;
    Scopes scopes;
} Scope;

static const Scope words[] = {
    {S_INIT("check"), MAY(USE)},
    {S_INIT("read"), MAY(USE) | MAY(PROVE) | MAY(READ)},
    {S_INIT("write"), MAY(USE) | MAY(PROVE) | MAY(READ) | MAY(WRITE) | MAY(ACT) | MAY(SHARE)},
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

// ---- Names ----

Slice role_declared(Role role)
{
    return slice_of(role_names[role == ROLE_MANAGER ? ROLE_MEMBER : role]);
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
