// SPDX-License-Identifier: Apache-2.0
// People, sessions, second factors, keys and invitations over a store of their own; the table of
// rights.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "identity/identity.h"
#include "identity/secrets.h"

typedef struct Desk {
    Guard guard;
    Arena *arena;
    Store *store;
    Faults faults;
    char folder[64];
    int64_t now_ms; // at which people sign in
    void (*test)(struct Desk *desk);
} Desk;

static bool run(void *context)
{
    Desk *it = context;
    it->arena = arena_new(&it->guard, 0);
    it->store = store_open(&(StoreOptions){.folder = it->folder}, &it->faults);
    assert_non_null(it->store);
    assert_true(organisation_add(it->store, it->arena, S("test"), S("gear"), S("Dalian Gear 大连"),
                                 &it->faults));
    it->test(it);
    return true;
}

static void with_store(void test(Desk *desk))
{
    static Desk desk;
    memset(&desk, 0, sizeof desk);
    desk.test = test;
    desk.now_ms = (int64_t)time(NULL) * 1000;
    strcpy(desk.folder, "/tmp/madoguchi-identity-XXXXXX");
    assert_non_null(mkdtemp(desk.folder));
    assert_true(guard_run(&desk.guard, run, &desk, &desk.faults));
    store_close(desk.store);
    arena_free(desk.arena);
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", desk.folder);
    assert_int_equal(system(command), 0);
}

#define PASSWORD S("correct horse 電池")

static Slice add_li(Desk *it)
{
    Person person = {.name = S("Li Na 李娜"),
                     .email = S("Li@Gear.example"),
                     .organisation = S("gear"),
                     .role = ROLE_MEMBER};
    return person_add(it->store, it->arena, S("test"), &person, PASSWORD, &it->faults);
}

static SignInAnswer sign(Desk *it, Slice email, Slice password, Slice code, Slice *token)
{
    SignIn how = {.email = email,
                  .password = password,
                  .code = code,
                  .device = S("a browser"),
                  .address = S("192.0.2.1"),
                  .now_ms = it->now_ms};
    return sign_in(it->store, it->arena, &how, token, &it->faults);
}

static bool is_known(Desk *it, Slice token)
{
    Asker asker;
    return identity_by_session(it->store, it->arena, token, &asker, &it->faults);
}

static void test_sessions(Desk *it)
{
    Slice first, second;
    Asker asker;
    const Session *sessions;
    Slice li = add_li(it);
    assert_int_equal(li.len, 16);
    assert_int_equal(sign(it, S("LI@gear.example "), PASSWORD, S(""), &first), SIGN_IN_GOOD);
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &second), SIGN_IN_GOOD);
    assert_false(slice_equal(first, second));
    assert_true(identity_by_session(it->store, it->arena, first, &asker, &it->faults));
    assert_true(slice_equal(asker.person, li) && slice_equal(asker.organisation, S("gear")));
    assert_int_equal(asker.role, ROLE_MANAGER); // who comes first
    assert_int_equal(sessions_of(it->store, it->arena, li, &sessions, &it->faults), 2);
    assert_true(slice_equal(sessions[0].device, S("a browser")));
    assert_true(sign_out(it->store, it->arena, li, asker.session, &it->faults));
    assert_false(is_known(it, first));
    assert_true(is_known(it, second));
    assert_true(sign_out(it->store, it->arena, li, S(""), &it->faults));
    assert_false(is_known(it, second));
    assert_int_equal(it->faults.count, 0);
}

static void a_session_lives_until_it_is_closed(void **state)
{
    (void)state;
    with_store(test_sessions);
}

static void test_wrong(Desk *it)
{
    Slice token;
    add_li(it);
    assert_int_equal(sign(it, S("li@gear.example"), S("wrong password"), S(""), &token),
                     SIGN_IN_WRONG);
    assert_int_equal(sign(it, S("no@gear.example"), PASSWORD, S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(sign(it, S("no address"), PASSWORD, S(""), &token), SIGN_IN_WRONG);
    assert_false(is_known(it, S("")));
    assert_false(is_known(it, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    assert_int_equal(it->faults.count, 0);
    assert_int_equal(add_li(it).len, 0); // the address is taken
    assert_true(it->faults.count > 0);
}

static void who_has_not_the_password_does_not_come_in(void **state)
{
    (void)state;
    with_store(test_wrong);
}

// How many entries of that kind still have what they said.
static size_t count_bodies(Desk *it, Slice kind)
{
    const Entry *entries;
    size_t count, found = 0;
    Slice bytes;
    EntryQuery query = {.limit = LIST_MAX};
    assert_true(store_entries(it->store, it->arena, &query, &entries, &count, &it->faults));
    for (size_t i = 0; i < count; i++)
        found +=
            slice_equal(entries[i].register_name, kind) &&
            store_body(it->store, it->arena, entries[i].index, BODY_CONTENT, &bytes, &it->faults);
    return found;
}

static void test_password(Desk *it)
{
    Slice token;
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    assert_int_equal(sign(it, li->email, PASSWORD, S(""), &token), SIGN_IN_GOOD);
    assert_true(person_set_password(it->store, it->arena, S("test"), li, S("another one 2"), true,
                                    &it->faults));
    assert_false(is_known(it, token)); // all sessions are closed
    assert_int_equal(sign(it, li->email, PASSWORD, S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(sign(it, li->email, S("another one 2"), S(""), &token), SIGN_IN_GOOD);
    assert_int_equal(count_bodies(it, KIND_CREDENTIAL), 1); // the old hash is nowhere any more
    assert_true(person_close(it->store, it->arena, S("test"), li, &it->faults));
    assert_false(is_known(it, token));
    assert_int_equal(sign(it, li->email, S("another one 2"), S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(it->faults.count, 0);
}

static void an_old_password_is_erased_and_its_sessions_closed(void **state)
{
    (void)state;
    with_store(test_password);
}

static void test_weak(Desk *it)
{
    static const char *const weak[] = {
        "short",         "eleven char",     "PASSWORD1234",     "P@ssw0rd-2026!", "li@gear.example",
        "qwertyuiop12",  "aaaaaaaaaaaaaaa", "abcabcabcabcabc",  "1q2w3e4r5t6y",   "098765432109",
        "dragon1234567", "iloveyouTOKYO!!", "woaini5201314520", "gear-gear-gear", "zyxwvutsrqpo",
    };
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
        assert_false(person_set_password(it->store, it->arena, S("test"), li, slice_of(weak[i]),
                                         true, &it->faults));
    assert_int_equal(it->faults.count, sizeof weak / sizeof *weak);
    it->faults.count = 0;
    Buffer longest = buffer_new(it->arena);
    while (longest.len < 4 * PASSWORD_MAX)
        buffer_add(&longest, longest.len % 8 == 0 ? S("𠮷") : S("🐎"));
    const Slice good[] = {S("horse battery staple"), S("春眠暁を覚えず処々に啼鳥を聞く"),
                          S("three  blanks  ok"), S("kX9!vQ2#zL7$"), buffer_slice(&longest)};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(
            person_set_password(it->store, it->arena, S("test"), li, good[i], true, &it->faults));
    buffer_add_char(&longest, 'x');
    assert_false(person_set_password(it->store, it->arena, S("test"), li, buffer_slice(&longest),
                                     true, &it->faults));
    it->faults.count = 0;
}

static void passwords_that_everybody_tries_are_refused(void **state)
{
    (void)state;
    with_store(test_weak);
}

// RFC 6238, appendix B, of which the last six digits count.
static void codes_are_those_of_the_standard(void **state)
{
    (void)state;
    Slice secret = S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_int_equal(totp_verify(secret, S("287082"), 59), 1);
    assert_int_equal(totp_verify(secret, S("081804"), 1111111109), 37037036);
    assert_int_equal(totp_verify(secret, S("279037"), 2000000000), 66666666);
    assert_int_equal(totp_verify(secret, S("279037"), 2000000000 + 120), 0);
    assert_int_equal(totp_verify(secret, S("27903"), 2000000000), 0);
    assert_int_equal(totp_verify(S("?"), S("279037"), 2000000000), 0);
}

static void test_factor(Desk *it)
{
    Slice token, *codes;
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    // The secret of RFC 6238, appendix B, and its codes of two steps of time, one behind the other.
    Slice secret = S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), code = S("081804"), next = S("050471");
    int64_t now = it->now_ms = 1111111109000;
    assert_false(
        factor_set(it->store, it->arena, li, secret, S("12345"), now, &codes, &it->faults));
    it->faults.count = 0;
    assert_true(factor_set(it->store, it->arena, li, secret, code, now, &codes, &it->faults));
    assert_int_equal(sign(it, li->email, PASSWORD, S(""), &token), SIGN_IN_WANTS_CODE);
    assert_int_equal(sign(it, li->email, S("wrong password"), S(""), &token), SIGN_IN_WRONG);
    // The code that proved the factor serves for nothing else.
    assert_int_equal(sign(it, li->email, PASSWORD, code, &token), SIGN_IN_WRONG);
    assert_int_equal(sign(it, li->email, PASSWORD, next, &token), SIGN_IN_GOOD);
    assert_int_equal(sign(it, li->email, PASSWORD, next, &token), SIGN_IN_WRONG); // used before
    assert_int_equal(sign(it, li->email, PASSWORD, codes[3], &token), SIGN_IN_GOOD);
    assert_int_equal(sign(it, li->email, PASSWORD, codes[3], &token), SIGN_IN_WRONG);
    assert_int_equal(sign(it, li->email, PASSWORD, codes[4], &token), SIGN_IN_GOOD);
    assert_true(factor_remove(it->store, it->arena, li, &it->faults));
    assert_int_equal(sign(it, li->email, PASSWORD, S(""), &token), SIGN_IN_GOOD);
    assert_int_equal(it->faults.count, 0);
}

static void a_code_serves_once(void **state)
{
    (void)state;
    with_store(test_factor);
}

static void test_limits(Desk *it)
{
    Slice token;
    add_li(it);
    SignIn how = {.email = S("li@gear.example"), .password = PASSWORD};
    struct {
        int64_t ago_minutes;
        unsigned seconds, idle_seconds;
        bool is_known;
    } const cases[] = {
        {20, 0, 0, true},         {31, 0, 0, false},       {31, 0, 3600, true},
        {61, 3600, 36000, false}, {50, 3600, 36000, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        how.now_ms = (int64_t)time(NULL) * 1000 - cases[i].ago_minutes * 60000;
        how.seconds = cases[i].seconds;
        how.idle_seconds = cases[i].idle_seconds;
        assert_int_equal(sign_in(it->store, it->arena, &how, &token, &it->faults), SIGN_IN_GOOD);
        assert_int_equal(is_known(it, token), cases[i].is_known);
    }
    assert_int_equal(it->faults.count, 0);
}

static void a_session_ends_after_a_while_and_sooner_when_nobody_is_there(void **state)
{
    (void)state;
    with_store(test_limits);
}

static void test_cookies(Desk *it)
{
    Slice token;
    Asker asker;
    add_li(it);
    SignIn how = {.email = S("li@gear.example"),
                  .password = PASSWORD,
                  .now_ms = (int64_t)time(NULL) * 1000 - 20 * 60000};
    assert_int_equal(sign_in(it->store, it->arena, &how, &token, &it->faults), SIGN_IN_GOOD);
    assert_true(identity_by_session(it->store, it->arena, token, &asker, &it->faults));
    assert_true(asker.renewed.len > 0 && is_known(it, asker.renewed));
    assert_true(
        slice_equal(session_csrf(it->arena, token), session_csrf(it->arena, asker.renewed)));
    // Nobody but us says when a cookie was given: of each, one character is changed or left out.
    for (size_t i = 0; i < token.len; i++) {
        Slice forged = arena_copy(it->arena, token);
        ((char *)(uintptr_t)forged.at)[i] ^= 1;
        assert_false(is_known(it, forged));
        assert_false(is_known(it, slice_part(token, 0, i)));
    }
    assert_int_equal(it->faults.count, 0);
}

static void a_cookie_cannot_be_made_younger_by_who_has_it(void **state)
{
    (void)state;
    with_store(test_cookies);
}

static const Person *add_named(Desk *it, Slice email, Slice organisation, Role role)
{
    Person person = {.name = email, .email = email, .organisation = organisation, .role = role};
    Slice id = person_add(it->store, it->arena, S("test"), &person, S(""), &it->faults);
    return id.len > 0 ? person_by_id(it->store, it->arena, id, &it->faults) : NULL;
}

static bool give_role(Desk *it, const Person *person, Slice organisation, Role role)
{
    Membership membership = {organisation, role};
    const Person *now = person_by_id(it->store, it->arena, person->id, &it->faults);
    return person_join(it->store, it->arena, S("test"), now, &membership, &it->faults);
}

static void assert_last(Desk *it)
{
    assert_int_equal(it->faults.count, 1);
    assert_string_equal(it->faults.list[0].code, "last");
    it->faults.count = 0;
}

static const Person *again(Desk *it, const Person *person)
{
    return person_by_id(it->store, it->arena, person->id, &it->faults);
}

static void test_heads(Desk *it)
{
    const Person *li = add_named(it, S("li@gear.example"), S("gear"), ROLE_MEMBER);
    const Person *wu = add_named(it, S("wu@gear.example"), S("gear"), ROLE_MEMBER);
    assert_int_equal(li->role, ROLE_MANAGER);
    assert_int_equal(wu->role, ROLE_MEMBER);
    // The last one stays, by whichever way he would go.
    assert_false(give_role(it, li, S("gear"), ROLE_MEMBER));
    assert_last(it);
    assert_false(person_leave(it->store, it->arena, S("test"), li, S("gear"), &it->faults));
    assert_last(it);
    assert_false(person_close(it->store, it->arena, S("test"), li, &it->faults));
    assert_last(it);
    assert_false(person_erase(it->store, it->arena, S("test"), li, &it->faults));
    assert_last(it);
    assert_int_equal(again(it, li)->role, ROLE_MANAGER);
    // Where there is another he may go, and of two who go at once one is told.
    assert_true(give_role(it, wu, S("gear"), ROLE_MANAGER));
    assert_true(person_close(it->store, it->arena, S("test"), again(it, li), &it->faults));
    assert_false(give_role(it, wu, S("gear"), ROLE_MEMBER)); // who is closed manages nothing
    assert_last(it);
    // The only person may leave; whoever comes next is the first again.
    assert_true(person_erase(it->store, it->arena, S("test"), again(it, wu), &it->faults));
    assert_int_equal(add_named(it, S("ma@gear.example"), S("gear"), ROLE_MEMBER)->role,
                     ROLE_MANAGER);
    // But the window's last administrator stays, though he is alone.
    const Person *he = add_named(it, S("he@window.example"), WINDOW, ROLE_ADMINISTRATOR);
    assert_false(person_close(it->store, it->arena, S("test"), he, &it->faults));
    assert_last(it);
    assert_false(give_role(it, he, WINDOW, ROLE_OFFICER));
    assert_last(it);
    const Person *xu = add_named(it, S("xu@window.example"), WINDOW, ROLE_ADMINISTRATOR);
    assert_true(give_role(it, he, WINDOW, ROLE_OFFICER));
    assert_false(give_role(it, xu, WINDOW, ROLE_MEMBER));
    it->faults.count = 0;
}

static void an_organisation_keeps_who_is_at_its_head(void **state)
{
    (void)state;
    with_store(test_heads);
}

static void test_demands(Desk *it)
{
    Terms terms;
    add_li(it);
    assert_true(terms_of(it->store, it->arena, S("gear"), &terms, &it->faults));
    terms.own_factor_roles = 1u << ROLE_MEMBER;
    assert_true(terms_set(it->store, it->arena, S("test"), S("gear"), &terms, &it->faults));
    Terms late = terms; // as it was before
    assert_false(terms_set(it->store, it->arena, S("test"), S("gear"), &late, &it->faults));
    assert_int_equal(it->faults.list[0].kind, FAULT_CONFLICT);
    it->faults.count = 0;
    assert_true(terms_of(it->store, it->arena, S("gear"), &terms, &it->faults));
    assert_true(terms_demand(&terms, ROLE_MEMBER) && terms_demand(&terms, ROLE_MANAGER));
    assert_false(terms_demand(&terms, ROLE_OFFICER));
    terms.own_factor_roles = 0;
    terms.factor_roles = 1u << ROLE_MANAGER;
    assert_false(terms_demand(&terms, ROLE_MEMBER));
    assert_true(terms_demand(&terms, ROLE_MANAGER));
}

static void what_is_demanded_of_members_is_demanded_of_managers(void **state)
{
    (void)state;
    with_store(test_demands);
}

static void test_recovery_within(Desk *it)
{
    assert_true(
        organisation_add(it->store, it->arena, S("test"), S("broker"), S("B"), &it->faults));
    Slice id = add_li(it);
    Recovery recovery = {.person = id, .within = S("gear"), .ends_ms = it->now_ms + 10000};
    Slice token = recovery_make(it->store, it->arena, S("test"), &recovery, &it->faults);
    assert_non_null(recovery_of(it->store, it->arena, token, it->now_ms, &it->faults));
    // A door that the manager may not open is open to her by now.
    Membership other = {S("broker"), ROLE_MEMBER};
    const Person *li = person_by_id(it->store, it->arena, id, &it->faults);
    assert_true(person_join(it->store, it->arena, S("test"), li, &other, &it->faults));
    assert_null(recovery_of(it->store, it->arena, token, it->now_ms, &it->faults));
    assert_false(recovery_use(it->store, it->arena, token, S("another horse of battery"),
                              it->now_ms, &it->faults));
    it->faults.count = 0;
}

static void a_managers_link_opens_no_other_organisations_door(void **state)
{
    (void)state;
    with_store(test_recovery_within);
}

static void test_memberships(Desk *it)
{
    Slice token, other;
    Asker asker;
    assert_true(
        organisation_add(it->store, it->arena, S("test"), S("broker"), S("B"), &it->faults));
    Slice id = add_li(it);
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &token), SIGN_IN_GOOD);
    assert_true(identity_by_session(it->store, it->arena, token, &asker, &it->faults));
    assert_false(session_switch(it->store, it->arena, &asker, S("broker"), &other, &it->faults));
    it->faults.count = 0;
    const Person *li = person_by_id(it->store, it->arena, id, &it->faults);
    Membership wrong = {S("broker"), ROLE_OFFICER}, right = {S("broker"), ROLE_MEMBER};
    assert_false(person_join(it->store, it->arena, S("test"), li, &wrong, &it->faults));
    it->faults.count = 0;
    assert_true(person_join(it->store, it->arena, S("test"), li, &right, &it->faults));
    assert_true(session_switch(it->store, it->arena, &asker, S("broker"), &other, &it->faults));
    assert_false(is_known(it, token)); // another token for other rights
    assert_true(identity_by_session(it->store, it->arena, other, &asker, &it->faults));
    assert_true(slice_equal(asker.organisation, S("broker")) && slice_equal(asker.person, id));
    const Person **people;
    uint64_t next;
    assert_int_equal(
        people_of(it->store, it->arena, S("broker"), 0, 10, &people, &next, &it->faults), 1);
    // Who leaves one is out of it at once, and still in the other.
    li = person_by_id(it->store, it->arena, id, &it->faults);
    assert_true(person_leave(it->store, it->arena, S("test"), li, S("broker"), &it->faults));
    assert_false(is_known(it, other));
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &token), SIGN_IN_GOOD);
    li = person_by_id(it->store, it->arena, id, &it->faults);
    assert_int_equal(li->membership_count, 1);
    assert_true(person_leave(it->store, it->arena, S("test"), li, S("gear"), &it->faults));
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(it->faults.count, 0);
}

static void a_person_may_belong_to_several_organisations(void **state)
{
    (void)state;
    with_store(test_memberships);
}

static void test_joining(Desk *it)
{
    Slice token;
    int64_t now = (int64_t)time(NULL) * 1000;
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    Invitation mine = {S("LI@gear.example"), WINDOW, ROLE_OFFICER, now + 1000};
    Invitation other = {S("ma@gear.example"), WINDOW, ROLE_OFFICER, now + 1000};
    token = invite(it->store, it->arena, S("test"), &other, &it->faults);
    assert_false(invitation_join(it->store, it->arena, token, li, now, &it->faults));
    it->faults.count = 0;
    token = invite(it->store, it->arena, S("test"), &mine, &it->faults);
    // Not as another person of the same address.
    assert_int_equal(
        invitation_accept(it->store, it->arena, token, S("Li"), S(""), PASSWORD, now, &it->faults)
            .len,
        0);
    it->faults.count = 0;
    assert_true(invitation_join(it->store, it->arena, token, li, now, &it->faults));
    li = person_by_id(it->store, it->arena, li->id, &it->faults);
    assert_int_equal(person_membership(li, WINDOW)->role, ROLE_OFFICER);
    assert_false(invitation_join(it->store, it->arena, token, li, now, &it->faults)); // used
    it->faults.count = 0;
}

static void an_invitation_adds_a_membership_to_who_has_an_account(void **state)
{
    (void)state;
    with_store(test_joining);
}

static void test_erasure(Desk *it)
{
    Slice token;
    int64_t now = (int64_t)time(NULL) * 1000;
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    assert_int_equal(sign(it, li->email, PASSWORD, S(""), &token), SIGN_IN_GOOD);
    Invitation invitation = {li->email, WINDOW, ROLE_OFFICER, now + 1000};
    invite(it->store, it->arena, S("test"), &invitation, &it->faults);
    assert_true(person_erase(it->store, it->arena, S("test"), li, &it->faults));
    assert_false(is_known(it, token));
    assert_int_equal(count_bodies(it, KIND_PERSON), 0);
    assert_int_equal(count_bodies(it, KIND_CREDENTIAL), 0);
    assert_int_equal(count_bodies(it, KIND_SESSION), 0);
    assert_int_equal(count_bodies(it, KIND_INVITATION), 0);
    assert_null(person_by_id(it->store, it->arena, li->id, &it->faults));
    assert_null(person_by_email(it->store, it->arena, S("li@gear.example"), &it->faults));
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(add_li(it).len, 16); // the address is free again
    assert_int_equal(it->faults.count, 0);
}

static void who_asks_for_it_is_forgotten(void **state)
{
    (void)state;
    with_store(test_erasure);
}

static void test_old_records(Desk *it)
{
    Slice token;
    const char *const person = "{\"name\":\"Li\",\"email\":\"li@gear.example\","
                               "\"organisation\":\"gear\",\"role\":\"member\"}";
    Slice hash = password_hash(it->arena, PASSWORD);
    Facet facet = facet_reference(S("email"), S("li@gear.example"));
    Write writes[2] = {
        {.actor = S("a"),
         .owner = WINDOW,
         .register_name = KIND_PERSON,
         .record = S("0123456789abcdef"),
         .action = S("create"),
         .state = S("active"),
         .content = slice_of(person),
         .facets = &facet,
         .facet_count = 1},
        {.actor = S("a"),
         .owner = WINDOW,
         .register_name = KIND_CREDENTIAL,
         .record = S("0123456789abcdef"),
         .action = S("set"),
         .content = arena_print(it->arena, "{\"password\":\"%.*s\"}", (int)hash.len, hash.at)},
    };
    Receipt receipts[2];
    assert_true(store_write_all(it->store, writes, 2, receipts, &it->faults));
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &token), SIGN_IN_GOOD);
    const Person *li = person_by_email(it->store, it->arena, S("li@gear.example"), &it->faults);
    assert_true(slice_equal(li->organisation, S("gear")) && li->role == ROLE_MEMBER);
    assert_true(person_set_password(it->store, it->arena, S("a"), li, S("another one 2"), true,
                                    &it->faults));
    assert_int_equal(sign(it, S("li@gear.example"), PASSWORD, S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(sign(it, S("li@gear.example"), S("another one 2"), S(""), &token),
                     SIGN_IN_GOOD);
    assert_int_equal(count_bodies(it, KIND_CREDENTIAL), 1);
    assert_int_equal(it->faults.count, 0);
}

static void accounts_of_earlier_versions_are_read(void **state)
{
    (void)state;
    with_store(test_old_records);
}

static const Asker machine = {.actor = S_INIT("test")};

static void test_rotation(Desk *it)
{
    Slice first, second, third;
    Asker asker;
    const Key *keys;
    int64_t now = (int64_t)time(NULL) * 1000;
    Key key = {.name = S("k"),
               .organisation = S("gear"),
               .scopes = S("read"),
               .role = ROLE_MEMBER,
               .ends_ms = now + 60000};
    assert_true(key_add(it->store, it->arena, &machine, &key, &first, &it->faults));
    assert_true(identity_by_key(it->store, it->arena, first, &asker, &it->faults));
    assert_int_equal(keys_of(it->store, it->arena, S("gear"), &keys, &it->faults), 1);
    assert_true(keys[0].used_ms >= now - 1000 && keys[0].ends_ms == key.ends_ms);
    Slice id = keys[0].id;
    assert_true(key_rotate(it->store, it->arena, &machine, S("gear"), id, &second, &it->faults));
    assert_true(identity_by_key(it->store, it->arena, first, &asker, &it->faults)); // for a day
    assert_true(key_rotate(it->store, it->arena, &machine, S("gear"), id, &third, &it->faults));
    assert_false(identity_by_key(it->store, it->arena, first, &asker, &it->faults));
    assert_true(identity_by_key(it->store, it->arena, second, &asker, &it->faults));
    assert_true(identity_by_key(it->store, it->arena, third, &asker, &it->faults));
    assert_false(key_rotate(it->store, it->arena, &machine, S("other"), id, &third, &it->faults));
    it->faults.count = 0;
    key.ends_ms = now - 1000;
    assert_true(key_add(it->store, it->arena, &machine, &key, &first, &it->faults));
    assert_false(
        identity_by_key(it->store, it->arena, first, &asker, &it->faults)); // its time is over
    key.ends_ms = now + (int64_t)(KEY_DAYS_MAX + 1) * 86400000;
    assert_false(key_add(it->store, it->arena, &machine, &key, &first, &it->faults));
    it->faults.count = 0;
}

static void a_key_ends_and_gets_another_secret(void **state)
{
    (void)state;
    with_store(test_rotation);
}

static void test_keys(Desk *it)
{
    Slice secret;
    Asker asker;
    const Key *keys;
    Key key = {.name = S("the ERP"),
               .organisation = S("gear"),
               .scopes = S("check read"),
               .role = ROLE_MEMBER};
    assert_true(key_add(it->store, it->arena, &machine, &key, &secret, &it->faults));
    assert_true(identity_by_key(it->store, it->arena, secret, &asker, &it->faults));
    assert_true(scopes_allow(asker.scopes, ACTION_READ));
    assert_false(scopes_allow(asker.scopes, ACTION_WRITE));
    Slice wrong = arena_copy(it->arena, secret);
    ((char *)(uintptr_t)wrong.at)[wrong.len - 1] ^= 1;
    assert_false(identity_by_key(it->store, it->arena, wrong, &asker, &it->faults));
    assert_int_equal(keys_of(it->store, it->arena, S("gear"), &keys, &it->faults), 1);
    assert_false(key_revoke(it->store, it->arena, S("test"), S("other"), keys[0].id, &it->faults));
    it->faults.count = 0;
    assert_true(key_revoke(it->store, it->arena, S("test"), S("gear"), keys[0].id, &it->faults));
    assert_false(identity_by_key(it->store, it->arena, secret, &asker, &it->faults));
    assert_int_equal(it->faults.count, 0);
}

static void a_key_does_what_its_scopes_say_until_it_is_revoked(void **state)
{
    (void)state;
    with_store(test_keys);
}

// ---- Keys and who holds them ----

static Asker add_holder(Desk *it, const char *email, Slice organisation, Role role)
{
    Person person = {
        .name = S("N"), .email = slice_of(email), .organisation = organisation, .role = role};
    Slice id = person_add(it->store, it->arena, S("test"), &person, S(""), &it->faults);
    assert_int_equal(id.len, 16);
    return (Asker){.role = role, .actor = id, .person = id, .organisation = organisation};
}

static Slice add_key_by(Desk *it, const Asker *asker)
{
    Slice secret;
    Key key = {.name = S("k"), .organisation = S("gear"), .scopes = S("read"), .role = ROLE_MEMBER};
    assert_true(key_add(it->store, it->arena, asker, &key, &secret, &it->faults));
    return secret;
}

static bool key_serves(Desk *it, Slice secret)
{
    Asker asker;
    return identity_by_key_again(it->store, it->arena, secret, &asker, &it->faults);
}

static const Person *person_of(Desk *it, const Asker *asker)
{
    return person_by_id(it->store, it->arena, asker->person, &it->faults);
}

static bool become(Desk *it, const Asker *asker, Slice organisation, Role role)
{
    Membership membership = {organisation, role};
    return person_join(it->store, it->arena, S("test"), person_of(it, asker), &membership,
                       &it->faults);
}

// By its number from the newest.
static Key listed_key(Desk *it, size_t number)
{
    const Key *keys;
    size_t count = keys_of(it->store, it->arena, S("gear"), &keys, &it->faults);
    assert_true(number < count);
    return keys[number];
}

static void test_holders(Desk *it)
{
    Slice secrets[4];
    add_holder(it, "first@gear.example", S("gear"), ROLE_MANAGER);
    Asker role = add_holder(it, "role@gear.example", S("gear"), ROLE_MANAGER);
    Asker leaves = add_holder(it, "leaves@gear.example", S("gear"), ROLE_MANAGER);
    Asker closed = add_holder(it, "closed@gear.example", S("gear"), ROLE_MANAGER);
    add_holder(it, "head@window.example", WINDOW, ROLE_ADMINISTRATOR);
    Asker window = add_holder(it, "admin@window.example", WINDOW, ROLE_ADMINISTRATOR);
    const Asker *holders[] = {&role, &leaves, &closed, &window};
    for (size_t i = 0; i < 4; i++)
        secrets[i] = add_key_by(it, holders[i]);
    Slice machines = add_key_by(it, &machine);
    for (size_t i = 0; i < 4; i++)
        assert_true(key_serves(it, secrets[i]));
    assert_int_equal(listed_key(it, 0).holder.kind, HOLDER_MACHINE);
    assert_true(slice_equal(listed_key(it, 1).holder.organisation, WINDOW));
    assert_int_equal(listed_key(it, 1).holder.name.len, 0); // who looks after all is not named
    assert_true(slice_equal(listed_key(it, 2).holder.person, closed.person));
    assert_true(slice_equal(listed_key(it, 2).holder.name, S("N")));
    // He stays a member of something each time: it is keys that he may have no more.
    assert_true(organisation_add(it->store, it->arena, S("test"), S("other"), S("O"), &it->faults));
    assert_true(become(it, &leaves, S("other"), ROLE_MANAGER));
    assert_true(key_serves(it, secrets[1]));
    assert_true(become(it, &role, S("gear"), ROLE_MEMBER));
    assert_true(person_leave(it->store, it->arena, S("test"), person_of(it, &leaves), S("gear"),
                             &it->faults));
    assert_true(person_close(it->store, it->arena, S("test"), person_of(it, &closed), &it->faults));
    assert_true(become(it, &window, WINDOW, ROLE_OFFICER));
    for (size_t i = 0; i < 4; i++) {
        assert_false(key_serves(it, secrets[i]));
        assert_int_equal(listed_key(it, i + 1).stop, KEY_HOLDER);
        assert_true(slice_equal(listed_key(it, i + 1).state, S("stopped")));
    }
    assert_true(key_serves(it, machines));
    // What was stopped stays so.
    assert_true(become(it, &role, S("gear"), ROLE_MANAGER));
    assert_false(key_serves(it, secrets[0]));
    assert_false(key_rotate(it->store, it->arena, &machine, S("gear"), listed_key(it, 4).id,
                            &secrets[0], &it->faults));
    it->faults.count = 0;
    assert_true(key_serves(it, add_key_by(it, &role)));
    assert_int_equal(it->faults.count, 0);
}

static void a_key_stops_when_its_holder_may_have_keys_no_more(void **state)
{
    (void)state;
    with_store(test_holders);
}

static void test_handing_over(Desk *it)
{
    Slice second;
    Asker stays = add_holder(it, "stays@gear.example", S("gear"), ROLE_MANAGER);
    Asker leaves = add_holder(it, "leaves@gear.example", S("gear"), ROLE_MANAGER);
    Slice first = add_key_by(it, &leaves), id = listed_key(it, 0).id;
    assert_true(key_rotate(it->store, it->arena, &stays, S("gear"), id, &second, &it->faults));
    assert_true(key_serves(it, first) && key_serves(it, second));
    assert_true(slice_equal(listed_key(it, 0).holder.person, stays.person));
    // Who leaves knows the secret before, and nobody else needs it any more.
    assert_true(person_erase(it->store, it->arena, S("test"), person_of(it, &leaves), &it->faults));
    assert_false(key_serves(it, first));
    assert_true(key_serves(it, second));
    assert_int_equal(listed_key(it, 0).stop, KEY_SERVES);
    assert_true(key_revoke(it->store, it->arena, S("test"), S("gear"), id, &it->faults));
    assert_int_equal(listed_key(it, 0).stop, KEY_REVOKED);
    assert_int_equal(it->faults.count, 0);
}

static void a_key_is_handed_over_by_another_secret(void **state)
{
    (void)state;
    with_store(test_handing_over);
}

// As they were written before holders were noted: they serve as they did.
static void test_key_without_holder(Desk *it)
{
    Slice secret = add_key_by(it, &machine), said;
    Receipt receipt;
    Key key = listed_key(it, 0);
    const Record *record =
        store_record(it->store, it->arena, WINDOW, KIND_KEY, key.id, &it->faults);
    size_t at = slice_find(record->content, S("\"holder\""));
    assert_true(at != SIZE_MAX);
    Slice rest = slice_part(record->content, at, record->content.len);
    size_t end = slice_find(rest, S("\"before"));
    said =
        arena_join(it->arena, slice_part(record->content, 0, at), slice_part(rest, end, rest.len));
    Write write = {.actor = S("test"),
                   .owner = WINDOW,
                   .register_name = KIND_KEY,
                   .record = key.id,
                   .action = S("test"),
                   .version = VERSION_ANY,
                   .content = said};
    assert_true(store_write(it->store, &write, &receipt, &it->faults));
    assert_int_equal(listed_key(it, 0).holder.kind, HOLDER_UNKNOWN);
    assert_true(key_serves(it, secret));
    assert_true(
        key_rotate(it->store, it->arena, &machine, S("gear"), key.id, &secret, &it->faults));
    assert_int_equal(listed_key(it, 0).holder.kind, HOLDER_MACHINE);
    assert_int_equal(it->faults.count, 0);
}

static void a_key_of_before_holders_were_noted_serves_on(void **state)
{
    (void)state;
    with_store(test_key_without_holder);
}

static void test_invitation(Desk *it)
{
    Slice token, session;
    int64_t now = (int64_t)time(NULL) * 1000;
    Invitation first = {.organisation = WINDOW, .role = ROLE_ADMINISTRATOR, .ends_ms = now + 1000};
    assert_true(identity_is_empty(it->store, it->arena, &it->faults));
    token = invite(it->store, it->arena, S("system"), &first, &it->faults);
    assert_non_null(invitation_of(it->store, it->arena, token, now, &it->faults));
    assert_null(invitation_of(it->store, it->arena, token, now + 2000, &it->faults));
    assert_int_equal(invitation_accept(it->store, it->arena, token, S("Ma"), S("ma@window.example"),
                                       PASSWORD, now, &it->faults)
                         .len,
                     16);
    assert_false(identity_is_empty(it->store, it->arena, &it->faults));
    assert_int_equal(sign(it, S("ma@window.example"), PASSWORD, S(""), &session), SIGN_IN_GOOD);
    assert_int_equal(it->faults.count, 0);
    assert_int_equal(invitation_accept(it->store, it->arena, token, S("Evil"), S("e@x.example"),
                                       PASSWORD, now, &it->faults)
                         .len,
                     0);
    assert_null(person_by_email(it->store, it->arena, S("e@x.example"), &it->faults));
}

static void an_invitation_serves_once_and_for_a_time(void **state)
{
    (void)state;
    with_store(test_invitation);
}

static void what_is_not_in_the_table_is_refused(void **state)
{
    (void)state;
    for (Relation relation = 0; relation < RELATION_END; relation++) {
        for (Action action = 0; action < ACTION_END; action++) {
            bool is_open = action == ACTION_USE || action == ACTION_ENTER || action == ACTION_PROVE;
            bool is_published = relation == RELATION_PUBLIC && action == ACTION_READ;
            assert_int_equal(rights_allow(ROLE_PUBLIC, relation, action), is_open || is_published);
            // Nobody who is signed in may do less than who is not.
            for (Role role = 0; role < ROLE_END; role++)
                assert_true(rights_allow(role, relation, action) || !(is_open || is_published));
        }
        assert_int_equal(rights_allow(ROLE_ADMINISTRATOR, relation, ACTION_READ),
                         relation == RELATION_PUBLIC);
        assert_false(rights_allow(ROLE_AUDITOR, relation, ACTION_WRITE));
    }
    assert_false(rights_allow(ROLE_MEMBER, RELATION_NONE, ACTION_READ));
    assert_false(rights_allow(ROLE_MEMBER, RELATION_PARTY, ACTION_WRITE));
    assert_true(rights_allow(ROLE_MEMBER, RELATION_PARTY, ACTION_SHARE));
    assert_false(rights_allow(ROLE_OFFICER, RELATION_NONE, ACTION_WRITE));
    assert_false(rights_allow(ROLE_OFFICER, RELATION_NONE, ACTION_SHARE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_lives_until_it_is_closed),
        cmocka_unit_test(who_has_not_the_password_does_not_come_in),
        cmocka_unit_test(an_old_password_is_erased_and_its_sessions_closed),
        cmocka_unit_test(passwords_that_everybody_tries_are_refused),
        cmocka_unit_test(codes_are_those_of_the_standard),
        cmocka_unit_test(a_code_serves_once),
        cmocka_unit_test(a_session_ends_after_a_while_and_sooner_when_nobody_is_there),
        cmocka_unit_test(a_cookie_cannot_be_made_younger_by_who_has_it),
        cmocka_unit_test(a_person_may_belong_to_several_organisations),
        cmocka_unit_test(an_invitation_adds_a_membership_to_who_has_an_account),
        cmocka_unit_test(who_asks_for_it_is_forgotten),
        cmocka_unit_test(accounts_of_earlier_versions_are_read),
        cmocka_unit_test(a_key_does_what_its_scopes_say_until_it_is_revoked),
        cmocka_unit_test(a_key_ends_and_gets_another_secret),
        cmocka_unit_test(a_key_stops_when_its_holder_may_have_keys_no_more),
        cmocka_unit_test(a_key_is_handed_over_by_another_secret),
        cmocka_unit_test(a_key_of_before_holders_were_noted_serves_on),
        cmocka_unit_test(an_invitation_serves_once_and_for_a_time),
        cmocka_unit_test(an_organisation_keeps_who_is_at_its_head),
        cmocka_unit_test(what_is_demanded_of_members_is_demanded_of_managers),
        cmocka_unit_test(a_managers_link_opens_no_other_organisations_door),
        cmocka_unit_test(what_is_not_in_the_table_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
