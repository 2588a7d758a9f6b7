// SPDX-License-Identifier: Apache-2.0
// `madoguchi org`, `user` and `key`: accounts on a data folder, for who has the machine.
//
// The store allows one writer beside the server, so they may be used while it serves.

#include "base/calendar.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/stores.h"
#include "identity/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Who works at the machine itself has no account here.
static const Asker machine = {.actor = S_INIT("system")};

typedef struct Work {
    const Arguments *arguments;
    Arena *arena;
    Store *store;
    Faults *faults;
    bool (*run)(struct Work *it);
    bool may_begin; // where there is no store, it makes one
} Work;

static Slice given(const Work *it, const char *option)
{
    const char *value = argument_value(it->arguments, option);
    return slice_of(value != NULL ? value : "");
}

static Slice operand(const Work *it, size_t index)
{
    return slice_of(operand_at(it->arguments, index));
}

static bool open_and_run(Arena *arena, void *context)
{
    Work *it = context;
    StoreOptions options = {.folder = argument_value(it->arguments, "data"),
                            .postgres = argument_value(it->arguments, "postgres"),
                            .must_exist = !it->may_begin};
    it->arena = arena;
    if (options.folder == NULL)
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "--data FOLDER is missing: the folder that `madoguchi serve` keeps its "
                         "records in");
    store_files_private();
    it->store = store_open(&options, it->faults);
    return it->store != NULL && it->run(it);
}

static int run_with_store(Work *it)
{
    Faults faults = {0};
    it->faults = &faults;
    bool is_good = arena_run(0, open_and_run, it, &faults);
    store_close(it->store);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}

static int run_work(const Arguments *arguments, bool run(Work *it))
{
    Work it = {.arguments = arguments, .run = run};
    return run_with_store(&it);
}

// ---- Organisations ----

static bool add_org(Work *it)
{
    return organisation_add(it->store, it->arena, machine.actor, operand(it, 0), operand(it, 1),
                            it->faults);
}

// All records of a kind, a page at a time.
static bool list_all(Work *it, Slice kind,
                     void show(Work *it, const Record *record, const Json *json))
{
    RecordList list;
    Query query = {.owner = WINDOW,
                   .register_name = kind,
                   .oldest_first = true,
                   .limit = LIST_MAX,
                   .with_content = true};
    do {
        if (!store_list(it->store, it->arena, &query, &list, it->faults))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (list.at[i].content.len > 0) // else it was erased
                show(it, &list.at[i], json_read(it->arena, list.at[i].content, it->faults));
        query.after = list.next;
    } while (list.next > 0);
    return it->faults->count == 0;
}

// Names are people's own: what would command the terminal is shown as an escape.
static void show_text(Work *it, Slice text, int width)
{
    Slice shown = slice_show(it->arena, text, 200);
    printf("%-*.*s  ", width, (int)shown.len - 2, shown.at + 1);
}

static void show_org(Work *it, const Record *record, const Json *json)
{
    show_text(it, record->id, 24);
    show_text(it, json_get_text(json, S("name")), 0);
    putchar('\n');
}

static bool list_orgs(Work *it)
{
    return list_all(it, KIND_ORGANISATION, show_org);
}

// ---- People ----

// Never an argument: those are seen by all who list processes, and kept by shells.
static bool read_password(Work *it, Slice *password)
{
    char line[300];
    if (isatty(STDIN_FILENO))
        fputs("The password is read from standard input: ", stderr);
    if (fgets(line, sizeof line, stdin) == NULL)
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "the password is missing: give it on standard input");
    *password = arena_copy(it->arena, slice_of(line));
    while (password->len > 0 &&
           (password->at[password->len - 1] == '\n' || password->at[password->len - 1] == '\r'))
        password->len--;
    return true;
}

static bool read_role(Work *it, Role *role)
{
    const char *text = argument_value(it->arguments, "role");
    return role_find(slice_of(text != NULL ? text : "member"), role);
}

static bool add_user(Work *it)
{
    Slice password;
    Person person = {
        .email = operand(it, 0), .name = operand(it, 1), .organisation = given(it, "org")};
    if (person.organisation.len == 0)
        person.organisation = WINDOW;
    if (!read_role(it, &person.role) || !read_password(it, &password))
        return false;
    Slice id = person_add(it->store, it->arena, machine.actor, &person, password, it->faults);
    if (id.len > 0)
        printf("%.*s\n", (int)id.len, id.at);
    return id.len > 0;
}

// A line for each membership.
static void show_user(Work *it, const Record *record, const Json *json)
{
    (void)json;
    const Person *person = person_by_id(it->store, it->arena, record->id, it->faults);
    for (size_t i = 0; person != NULL && i < person->membership_count; i++) {
        show_text(it, person->email, 30);
        show_text(it, person->memberships[i].organisation, 16);
        show_text(it, slice_of(role_names[person->memberships[i].role]), 14);
        show_text(it, person->state, 7);
        show_text(it, person->name, 0);
        putchar('\n');
    }
}

static bool list_users(Work *it)
{
    return list_all(it, KIND_PERSON, show_user);
}

static const Person *named_person(Work *it)
{
    const Person *person = person_by_email(it->store, it->arena, operand(it, 0), it->faults);
    if (person == NULL && it->faults->count == 0)
        fault_add(it->faults, FAULT_USAGE, 0, 0, "nobody has the e-mail address %s",
                  operand_at(it->arguments, 0));
    return person;
}

static bool reset_user(Work *it)
{
    Slice password;
    const Person *person = named_person(it);
    return person != NULL && read_password(it, &password) &&
           person_set_password(it->store, it->arena, machine.actor, person, password,
                               argument_is_given(it->arguments, "keep-factor"), it->faults);
}

static bool close_user(Work *it)
{
    const Person *person = named_person(it);
    return person != NULL && person_close(it->store, it->arena, machine.actor, person, it->faults);
}

static bool join_user(Work *it)
{
    const Person *person = named_person(it);
    Membership membership = {.organisation = operand(it, 1)};
    return person != NULL && read_role(it, &membership.role) &&
           person_join(it->store, it->arena, machine.actor, person, &membership, it->faults);
}

static bool leave_user(Work *it)
{
    const Person *person = named_person(it);
    return person != NULL &&
           person_leave(it->store, it->arena, machine.actor, person, operand(it, 1), it->faults);
}

static bool erase_user(Work *it)
{
    const Person *person = named_person(it);
    return person != NULL && person_erase(it->store, it->arena, machine.actor, person, it->faults);
}

// ---- Keys ----

static bool show_secret(Slice secret)
{
    printf("%.*s\n", (int)secret.len, secret.at);
    fputs("It is shown this once.\n", stderr);
    return true;
}

static bool add_key(Work *it)
{
    Slice secret;
    uint64_t days = KEY_DAYS;
    const char *text = argument_value(it->arguments, "days");
    if (text != NULL && (!argument_read_number(text, &days) || days == 0 || days > KEY_DAYS_MAX))
        return fault_add(it->faults, FAULT_USAGE, 0, 0, "a key serves 1 to %d days", KEY_DAYS_MAX);
    Key key = {.ends_ms = ((int64_t)time(NULL) + (int64_t)days * 86400) * 1000,
               .organisation = operand(it, 0),
               .name = operand(it, 1),
               .scopes = given(it, "scopes"),
               .role = ROLE_MEMBER};
    if (key.scopes.len == 0)
        key.scopes = S("check read write");
    if (argument_is_given(it->arguments, "role") && !read_role(it, &key.role))
        return false;
    return key_add(it->store, it->arena, &machine, &key, &secret, it->faults) &&
           show_secret(secret);
}

static bool rotate_key(Work *it)
{
    Slice secret;
    return key_rotate(it->store, it->arena, &machine, S(""), operand(it, 0), &secret, it->faults) &&
           show_secret(secret);
}

// "until 2027-11-21", "used 2026-11-21"; "-" where there is no such day.
static void show_day(const char *what, int64_t ms)
{
    char room[MOMENT_ROOM];
    printf("%s %-10.10s  ", what, ms > 0 ? moment_write(room, ms).at : "-");
}

static int64_t moment_of(const Json *json, const char *name)
{
    const Json *value = json_get(json, slice_of(name));
    return value != NULL && value->kind == JSON_NUMBER ? strtoll(value->text.at, NULL, 10) : 0;
}

// By whom the key was made, or given another secret; "-": it is older than such notes.
static Slice holder_of(Work *it, const Json *json)
{
    const Json *holder = json_get(json, S("holder"));
    Slice id = json_get_text(holder, S("person"));
    if (id.len == 0)
        return holder != NULL ? S("machine") : S("-");
    const Person *person = person_by_id(it->store, it->arena, id, it->faults);
    return person != NULL ? person->email : id;
}

static void show_key(Work *it, const Record *record, const Json *json)
{
    show_text(it, record->id, 16);
    show_text(it, json_get_text(json, S("organisation")), 16);
    show_text(it, record->state, 7);
    show_text(it, json_get_text(json, S("scopes")), 18);
    show_day("until", moment_of(json, "ends"));
    show_day("used", moment_of(json, "used"));
    show_text(it, holder_of(it, json), 20);
    show_text(it, json_get_text(json, S("name")), 0);
    putchar('\n');
}

static bool list_keys(Work *it)
{
    return list_all(it, KIND_KEY, show_key);
}

static bool revoke_key(Work *it)
{
    return key_revoke(it->store, it->arena, machine.actor, S(""), operand(it, 0), it->faults);
}

// ---- Doors ----

int run_org_add(const Arguments *arguments)
{
    Work it = {.arguments = arguments, .run = add_org, .may_begin = true};
    return run_with_store(&it);
}

int run_org_list(const Arguments *arguments)
{
    return run_work(arguments, list_orgs);
}

int run_user_add(const Arguments *arguments)
{
    return run_work(arguments, add_user);
}

int run_user_list(const Arguments *arguments)
{
    return run_work(arguments, list_users);
}

int run_user_reset(const Arguments *arguments)
{
    return run_work(arguments, reset_user);
}

int run_user_close(const Arguments *arguments)
{
    return run_work(arguments, close_user);
}

int run_user_join(const Arguments *arguments)
{
    return run_work(arguments, join_user);
}

int run_user_leave(const Arguments *arguments)
{
    return run_work(arguments, leave_user);
}

int run_user_erase(const Arguments *arguments)
{
    return run_work(arguments, erase_user);
}

int run_key_rotate(const Arguments *arguments)
{
    return run_work(arguments, rotate_key);
}

int run_key_add(const Arguments *arguments)
{
    return run_work(arguments, add_key);
}

int run_key_list(const Arguments *arguments)
{
    return run_work(arguments, list_keys);
}

int run_key_revoke(const Arguments *arguments)
{
    return run_work(arguments, revoke_key);
}
