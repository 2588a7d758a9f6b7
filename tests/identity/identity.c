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

#include "identity/identity.h"
#include "identity/secrets.h"

typedef struct Desk {
    Guard guard;
    Arena *arena;
    Store *store;
    Faults faults;
    char folder[64];
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
                  .now_ms = (int64_t)time(NULL) * 1000};
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
    assert_int_equal(asker.role, ROLE_MEMBER);
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
    // The old hash is nowhere any more.
    const Entry *entries;
    size_t count;
    EntryQuery query = {
        .owner = WINDOW, .register_name = KIND_CREDENTIAL, .record = li->id, .limit = 10};
    assert_true(store_entries(it->store, it->arena, &query, &entries, &count, &it->faults));
    Slice bytes;
    assert_int_equal(count, 3); // set, erase, set
    assert_false(
        store_body(it->store, it->arena, entries[0].index, BODY_CONTENT, &bytes, &it->faults));
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
    static const char *const weak[] = {"short", "PASSWORD123", "li@gear.example", "qwertyuiop"};
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
        assert_false(person_set_password(it->store, it->arena, S("test"), li, slice_of(weak[i]),
                                         true, &it->faults));
    assert_int_equal(it->faults.count, sizeof weak / sizeof *weak);
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

static Slice code_now(Arena *arena, Slice secret)
{
    for (unsigned i = 0; i < 1000000; i++) {
        Slice code = arena_print(arena, "%06u", i);
        int64_t now = (int64_t)time(NULL);
        if (totp_verify(secret, code, now) == (uint64_t)now / TOTP_STEP_SECONDS)
            return code;
    }
    fail();
    return S("");
}

static void test_factor(Desk *it)
{
    Slice token, *codes;
    const Person *li = person_by_id(it->store, it->arena, add_li(it), &it->faults);
    Slice secret = totp_secret(it->arena), code = code_now(it->arena, secret);
    int64_t now = (int64_t)time(NULL) * 1000;
    assert_false(
        factor_set(it->store, it->arena, li, secret, S("12345"), now, &codes, &it->faults));
    it->faults.count = 0;
    assert_true(factor_set(it->store, it->arena, li, secret, code, now, &codes, &it->faults));
    assert_int_equal(sign(it, li->email, PASSWORD, S(""), &token), SIGN_IN_WANTS_CODE);
    assert_int_equal(sign(it, li->email, S("wrong password"), S(""), &token), SIGN_IN_WRONG);
    assert_int_equal(sign(it, li->email, PASSWORD, code, &token), SIGN_IN_GOOD);
    assert_int_equal(sign(it, li->email, PASSWORD, code, &token), SIGN_IN_WRONG); // used before
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

static void test_keys(Desk *it)
{
    Slice secret;
    Asker asker;
    const Key *keys;
    Key key = {.name = S("the ERP"),
               .organisation = S("gear"),
               .scopes = S("check read"),
               .role = ROLE_MEMBER};
    assert_true(key_add(it->store, it->arena, S("test"), &key, &secret, &it->faults));
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

// docs/security.md, as a table: by role and relation, how many of the four audiences are shown.
static void fields_are_shown_to_their_audience(void **state)
{
    (void)state;
    static const unsigned shown[ROLE_END][RELATION_END] = {
        [ROLE_PUBLIC] = {1, 1, 1, 1},        [ROLE_MEMBER] = {1, 1, 2, 4},
        [ROLE_OFFICER] = {3, 3, 3, 4},       [ROLE_AUDITOR] = {4, 4, 4, 4},
        [ROLE_ADMINISTRATOR] = {1, 1, 1, 1},
    };
    Audience found;
    for (Role role = 0; role < ROLE_END; role++)
        for (Relation relation = 0; relation < RELATION_END; relation++)
            for (Audience audience = 0; audience < AUDIENCE_END; audience++)
                assert_int_equal(rights_show(role, relation, audience),
                                 audience < shown[role][relation]);
    assert_true(audience_find(S("officers"), &found) && found == AUDIENCE_OFFICERS);
    assert_false(audience_find(S("friends"), &found));
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
        cmocka_unit_test(a_key_does_what_its_scopes_say_until_it_is_revoked),
        cmocka_unit_test(an_invitation_serves_once_and_for_a_time),
        cmocka_unit_test(what_is_not_in_the_table_is_refused),
        cmocka_unit_test(fields_are_shown_to_their_audience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
