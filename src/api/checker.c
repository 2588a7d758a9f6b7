// SPDX-License-Identifier: Apache-2.0
// Checks documents.
//
//     bytes ─► tree ─► out of its envelopes ─► facts ─► rule sets that fit ─► run each ─► verdict
//     ─► [report]
//
// A checker has two lifetimes: `home` holds what is learnt from document to document (names, paths,
// what the rule sets worked out for them), `document` what is forgotten when the next one comes.
// Failures anywhere leave to the guard of mado_check and become a report of their own.

#include "api/checker.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/content.h"
#include "api/identifiers.h"
#include "api/interchange.h"
#include "api/locations.h"
#include "base/memory.h"
#include "tree/archive.h"
#include "tree/charset.h"
#include "tree/envelope.h"
#include "tree/xlsx.h"

enum {
    // A thread that has met so many paths forgets them: documents that are all different must not
    // fill the memory.
    PATHS_MAX = 200000,
};

// ---- Birth and death ----

static bool read_now(const char *text, Environment *environment)
{
    // 2026-11-20T00:00:00Z, with the seconds and the zone to be left out.
    int year, month, day, hour = 0, minute = 0, second = 0, length = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10)
        return false;
    if (text[length] == 'T') {
        int more = 0;
        if (sscanf(text + length, "T%2d:%2d:%2d%n", &hour, &minute, &second, &more) != 3 ||
            more != 9)
            return false;
        length += more;
    }
    if (strcmp(text + length, "Z") != 0 && text[length] != '\0')
        return false;
    environment->has_now = true;
    environment->now = (DateTime){
        .year = year,
        .month = (int8_t)month,
        .day = (int8_t)day,
        .hour = (int8_t)hour,
        .minute = (int8_t)minute,
        .second = (int8_t)second,
        .has_zone = true,
    };
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 &&
           second < 60;
}

static bool make_home(void *context)
{
    MadoChecker *it = context;
    it->home = arena_new(&it->guard, 0);
    it->document = arena_new(&it->guard, it->memory_max);
    it->scratch = arena_new(&it->guard, it->memory_max);
    it->report = arena_new(&it->guard, it->memory_max);
    it->vocabulary = vocabulary_new(it->home);
    return true;
}

static void free_arenas(MadoChecker *checker)
{
    arena_free(checker->report);
    arena_free(checker->scratch);
    arena_free(checker->document);
    arena_free(checker->home);
}

static bool take_options(MadoChecker *it, const MadoCheckerOptions *options, Faults *faults)
{
    static const MadoCheckerOptions none = {0};
    const MadoCheckerOptions *given = options != NULL ? options : &none;
    it->memory_max = given->memory_max > 0 ? given->memory_max : (size_t)16 << 30;
    it->keeps_fired = given->keep_fired;
    it->environment = (Environment){.steps_max = given->steps_max, .memory_max = it->memory_max};
    it->xml = (XmlOptions){.input_max = given->bytes_max,
                           .depth_max = given->depth_max,
                           .nodes_max = given->nodes_max};
    it->language = given->language != NULL && strlen(given->language) < sizeof it->language
                       ? strcpy(it->language_text, given->language)
                       : "en";
    if (given->encoding != NULL) {
        if (strlen(given->encoding) >= sizeof it->encoding_text ||
            !charset_is_known(given->encoding))
            return fault_add(faults, FAULT_USAGE, 0, 0,
                             "the encoding \"%s\" is not known; try UTF-8, Shift_JIS or GB18030",
                             given->encoding);
        it->encoding = strcpy(it->encoding_text, given->encoding);
    }
    if (given->now != NULL && !read_now(given->now, &it->environment))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the time \"%s\" is not of the form 2026-11-20T00:00:00Z", given->now);
    return true;
}

MadoChecker *mado_checker_new(const MadoCheckerOptions *options, MadoErrors *errors)
{
    MadoChecker *it = memory_take(sizeof *it);
    Faults *faults = memory_take(sizeof *faults);
    bool is_good = false;
    if (it != NULL && faults != NULL) {
        memset(it, 0, sizeof *it);
        faults->count = 0;
        is_good = take_options(it, options, faults) && guard_run(&it->guard, make_home, it, faults);
        errors_add(errors, faults);
        if (!is_good)
            free_arenas(it);
    } else {
        errors_add_memory(errors);
    }
    memory_free(faults);
    if (is_good)
        return it;
    memory_free(it);
    return NULL;
}

void mado_checker_free(MadoChecker *checker)
{
    if (checker == NULL)
        return;
    free_arenas(checker);
    memory_free(checker->rulesets);
    memory_free(checker->directories);
    memory_free(checker);
}

bool mado_checker_use(MadoChecker *checker, const MadoRuleset *ruleset)
{
    size_t size = (checker->ruleset_count + 1) * sizeof *checker->rulesets;
    const MadoRuleset **more = memory_resize(checker->rulesets, size);
    if (more == NULL || ruleset == NULL)
        return false;
    checker->rulesets = more;
    checker->rulesets[checker->ruleset_count++] = ruleset;
    return true;
}

bool mado_checker_use_library(MadoChecker *checker, MadoLibrary *library)
{
    checker->library = library;
    return library != NULL;
}

// ---- Rule sets ----

// The thread's run of a rule set, made at its first document.
static Run *run_of(MadoChecker *checker, const MadoRuleset *ruleset)
{
    for (RunLink *link = checker->runs; link != NULL; link = link->next)
        if (link->ruleset == ruleset)
            return link->run;
    RunLink *link = arena_array(checker->home, RunLink, 1);
    *link = (RunLink){ruleset,
                      run_new(&checker->guard, checker->home, checker->vocabulary, ruleset,
                              &checker->environment, checker->keeps_fired,
                              schema_language(slice_of(checker->language))),
                      NULL, checker->runs};
    checker->runs = link;
    return link->run;
}

const HelpBook *help_of(MadoChecker *checker, const MadoRuleset *ruleset)
{
    for (RunLink *link = checker->runs; link != NULL; link = link->next) {
        if (link->ruleset != ruleset)
            continue;
        if (link->help == NULL) {
            Faults *ignored = arena_array(checker->home, Faults, 1);
            link->help = help_read(checker->home, ruleset->path, slice_of(ruleset->name),
                                   slice_of(ruleset->title), getenv("MADOGUCHI_HELP"), ignored);
        }
        return link->help;
    }
    return NULL;
}

static void add_set(MadoChecker *checker, Account *account, const MadoRuleset *ruleset, Slice name)
{
    AccountSet *set = &account->sets[account->set_count++];
    run_document(run_of(checker, ruleset), checker->document, account->tree, set);
    set->help = NULL; // read when a report wants it
    set->ruleset = ruleset;
    if (name.len > 0) {
        set->name = name;
        set->is_chosen = true;
    }
}

static bool is_given(const MadoChecker *checker, const MadoRuleset *ruleset)
{
    for (size_t i = 0; i < checker->ruleset_count; i++)
        if (strcmp(checker->rulesets[i]->digest, ruleset->digest) == 0)
            return true;
    return false;
}

// The rules of the document's own register. Where none of them is about what it says, they say nothing of it.
static void add_own_rules(MadoChecker *checker, Account *account)
{
    const char *problem;
    const MadoRuleset *own = content_rules(checker, account->tree, &problem);
    AccountSet *set = &account->sets[account->set_count];
    if (problem != NULL) {
        *set = (AccountSet){.name = S("rules.sch"), .problem = slice_of(problem)};
        account->set_count++;
    } else if (own != NULL && !is_given(checker, own)) {
        add_set(checker, account, own, slice_of(own->name));
        if (set->rules_fired == 0 && set->problem.len == 0)
            account->set_count--;
    }
}

static void run_chosen(MadoChecker *checker, Account *account, Slice *near)
{
    LibraryChoice *choices = NULL;
    size_t count = 0;
    if (checker->library != NULL)
        count =
            library_choose(checker->library, checker->document, &account->facts, &choices, near);
    account->sets = arena_array(checker->document, AccountSet, checker->ruleset_count + count + 4);
    bool has_others = checker->ruleset_count + count > 0;
    account->set_count = check_own_structure(checker, account->tree, has_others, account->sets);
    add_own_rules(checker, account);
    for (size_t i = 0; i < checker->ruleset_count; i++)
        add_set(checker, account, checker->rulesets[i], S(""));
    for (size_t i = 0; i < count; i++) {
        if (choices[i].ruleset != NULL) {
            add_set(checker, account, choices[i].ruleset, choices[i].set->name);
        } else {
            AccountSet *set = &account->sets[account->set_count++];
            *set =
                (AccountSet){.name = choices[i].set->name, .problem = slice_of(choices[i].problem)};
        }
    }
    account->set_count += check_identifiers(checker, account->tree, &account->sets[account->set_count]);
    account->set_count += check_locations(checker, account->tree, &account->sets[account->set_count]);
}

// ---- One document ----

static void note_envelope(MadoChecker *checker, Account *account, const char *kind)
{
    account->envelopes = account->envelopes.len > 0
                             ? arena_print(checker->document, "%.*s, %s",
                                           (int)account->envelopes.len, account->envelopes.at, kind)
                             : arena_copy(checker->document, slice_of(kind));
}

static void fail(Account *account, Faults *faults)
{
    account->verdict = VERDICT_FAILED;
    account->faults = faults;
    account->reason =
        faults->count > 0 ? slice_of(faults->list[0].text) : S("it could not be read");
}

static Account *add_account(MadoChecker *checker, Account account)
{
    MadoReport *report = &checker->result;
    if (report->account_count == report->account_room) {
        size_t room = report->account_room * 2 + 1;
        report->accounts =
            arena_resize(checker->document, report->accounts,
                         report->account_count * sizeof account, room * sizeof account);
        report->account_room = room;
    }
    report->accounts[report->account_count] = account;
    return &report->accounts[report->account_count++];
}

// Checks what is in the envelopes, however deep they are. An interchange of two invoices is two
// documents: one must not be called valid for the other.
static void check_tree(MadoChecker *checker, Account account, int depth)
{
    enum { ENVELOPES_MAX = 16 }; // an invoice in SBDH in SOAP in a ZIP has three
    Envelope envelope = {0};
    if (depth < ENVELOPES_MAX)
        envelope = envelope_open(checker->document, account.tree);
    if (envelope.kind != NULL)
        note_envelope(checker, &account, envelope.kind);
    for (size_t i = 0; i < envelope.count; i++) {
        Account inner = account;
        inner.tree = tree_subdocument(checker->document, checker->vocabulary, account.tree,
                                      envelope.payloads[i]);
        if (envelope.count > 1)
            inner.name = arena_print(checker->document, "%.*s#%zu", (int)account.name.len,
                                     account.name.at, i + 1);
        check_tree(checker, inner, depth + 1);
    }
    if (envelope.count > 0)
        return;
    NodeId root = tree_root_element(account.tree);
    account.facts = document_facts(checker->document, account.tree, root);
    if (envelope.kind != NULL || root == NODE_NONE) { // JSON may be {}
        verdict_on_nothing(checker, &account, envelope.kind != NULL);
    } else {
        Slice near = {NULL, 0};
        run_chosen(checker, &account, &near);
        verdict_decide(checker, &account, near);
    }
    add_account(checker, account);
}

// What is wrong with an interchange outside of its messages has an account of its own.
static void check_service(MadoChecker *checker, Account account)
{
    if (checker->syntax != SYNTAX_EDIFACT)
        return;
    account.sets = arena_array(checker->document, AccountSet, 1);
    if (!interchange_service(checker->interchange, checker, account.tree, account.sets))
        return;
    account.set_count = 1;
    account.name = arena_print(checker->document, "%.*s#interchange", (int)account.name.len, account.name.at);
    account.facts = document_facts(checker->document, account.tree, tree_root_element(account.tree));
    verdict_decide(checker, &account, S(""));
    add_account(checker, account);
}

static void check_bytes(MadoChecker *checker, Slice name, Slice bytes, const char *wrapped_in)
{
    Account account = {.name = name};
    // A list of faults is large: a document without any does without its own.
    Faults *faults = &checker->faults;
    faults->count = 0;
    if (wrapped_in != NULL)
        note_envelope(checker, &account, wrapped_in);
    checker->bytes = bytes;
    account.tree = read_document(checker, name, bytes);
    if (account.tree != NULL) {
        check_service(checker, account);
        check_tree(checker, account, 0);
        return;
    }
    Faults *kept = arena_array(checker->document, Faults, 1);
    *kept = *faults;
    fail(&account, kept);
    add_account(checker, account);
}

bool mado_checker_use_directory(MadoChecker *checker, const char *text, size_t len)
{
    size_t size = (checker->directory_count + 1) * sizeof *checker->directories;
    if (text == NULL || !slice_starts((Slice){text, len}, S("edifact ")))
        return false;
    Slice *more = memory_resize(checker->directories, size);
    if (more == NULL)
        return false;
    checker->directories = more;
    checker->directories[checker->directory_count++] = (Slice){text, len};
    checker->edifact = NULL; // a reader that was made knows nothing of it
    return true;
}

// ---- mado_check ----

typedef struct CheckWork {
    MadoChecker *checker;
    Slice name, bytes;
    Faults *faults;
} CheckWork;

static void forget_paths(MadoChecker *checker)
{
    if (vocabulary_path_count(checker->vocabulary) < PATHS_MAX)
        return;
    arena_reset(checker->home);
    checker->vocabulary = vocabulary_new(checker->home);
    checker->edifact = NULL;
    checker->mt = NULL;
    checker->registers = NULL;
    checker->own_rules = NULL;
    checker->runs = NULL;
    checker->identifiers = (IdentifierPlaces){0};
}

// A form in CSV is an archive of its tables, which are one document: the number of the one that says so; `count` where
// the archive is of other documents, or of several forms.
static size_t form_among(const ArchiveEntry *entries, size_t count)
{
    size_t form = count;
    for (size_t i = 0; i < count; i++) {
        bool is_form = content_is_form(entries[i].bytes);
        if (!slice_ends(entries[i].name, S(".csv")) || (is_form && form != count))
            return count;
        form = is_form ? i : form;
    }
    return form;
}

static bool check_archive(CheckWork *work)
{
    MadoChecker *checker = work->checker;
    const ArchiveEntry *entries;
    size_t count;
    if (!archive_read(checker->document, work->bytes, syntax_is_document_name, NULL, &entries,
                      &count, work->faults))
        return false;
    size_t form = form_among(entries, count);
    checker->form = form < count ? work->bytes : S("");
    for (size_t i = 0; i < count; i++) {
        Slice name = arena_print(checker->document, "%.*s!%.*s", (int)work->name.len, work->name.at,
                                 (int)entries[i].name.len, entries[i].name.at);
        if (form == count || i == form)
            check_bytes(checker, name, entries[i].bytes, "ZIP");
    }
    checker->form = S("");
    return true;
}

static bool check(void *context)
{
    CheckWork *work = context;
    MadoChecker *checker = work->checker;
    arena_reset(checker->document);
    arena_reset(checker->scratch);
    arena_reset(checker->report);
    forget_paths(checker);
    checker->result = (MadoReport){.checker = checker};
    checker->form = S("");
    if (archive_is(work->bytes) && !xlsx_is(work->bytes))
        return check_archive(work);
    check_bytes(checker, work->name, work->bytes, NULL);
    return true;
}

// What could not be done at all is a report as well: it lies in the checker, for there may be no
// memory.
static void report_failure(MadoChecker *checker, Slice name)
{
    checker->result =
        (MadoReport){.checker = checker, .accounts = &checker->failure, .account_count = 1};
    checker->failure = (Account){.name = name};
    fail(&checker->failure, &checker->faults);
}

const MadoReport *mado_check(MadoChecker *checker, const char *name, const char *bytes, size_t len)
{
    checker->faults.count = 0;
    CheckWork work = {checker, slice_of(name), {bytes, len}, &checker->faults};
    if (!guard_run(&checker->guard, check, &work, &checker->faults))
        report_failure(checker, work.name);
    return &checker->result;
}
