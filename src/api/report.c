// SPDX-License-Identifier: Apache-2.0
// Reports for the callers of the library: single findings, and the four formats.

#include <assert.h>

#include "api/checker.h"
#include "tree/xlsx.h"

MadoVerdict mado_report_verdict(const MadoReport *report)
{
    // Of several documents in an archive the worst counts; an archive without documents was not
    // checked.
    Verdict worst = report->account_count > 0 ? VERDICT_VALID : VERDICT_NOT_CHECKED;
    for (size_t i = 0; i < report->account_count; i++)
        if (report->accounts[i].verdict > worst)
            worst = report->accounts[i].verdict;
    return (MadoVerdict)worst;
}

static_assert((int)MADO_FAILED == (int)VERDICT_FAILED, "the verdicts differ");
static_assert((int)MADO_SEVERITY_BROKEN == (int)SEVERITY_BROKEN, "the severities differ");

size_t mado_report_finding_count(const MadoReport *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->account_count; i++)
        for (size_t j = 0; j < report->accounts[i].set_count; j++)
            count += report->accounts[i].sets[j].finding_count;
    return count;
}

// ---- Everything below may run out of memory: it runs in the checker's guard ----

typedef struct Ask {
    const MadoReport *report;
    size_t index;
    MadoFinding finding;
    MadoFormat format;
    unsigned flags;
    Buffer text;
} Ask;

static bool find_reason(void *context)
{
    Ask *ask = context;
    Arena *arena = ask->report->checker->report;
    Slice reason = ask->report->account_count == 0 ? S("the archive has no XML documents") : S("");
    for (size_t i = 0; i < ask->report->account_count && reason.len == 0; i++)
        if ((MadoVerdict)ask->report->accounts[i].verdict == mado_report_verdict(ask->report))
            reason = ask->report->accounts[i].reason;
    ask->finding.message = arena_c_string(arena, reason);
    return true;
}

const char *mado_report_reason(const MadoReport *report)
{
    Ask ask = {.report = report};
    return guard_run(&report->checker->guard, find_reason, &ask, NULL) ? ask.finding.message
                                                                       : "there is no memory left";
}

static void render(Ask *ask, const Account *account, const AccountSet *set, size_t index)
{
    MadoChecker *checker = ask->report->checker;
    Arena *arena = checker->report;
    ArenaMark mark = arena_mark(checker->scratch);
    AccountFinding found = {0};
    set->finding(set, index, checker->scratch, &found);
    Place place = {0, 0};
    Slice cell = S("");
    if (account->tree != NULL && found.node != NODE_NONE)
        cell = xlsx_place(arena, account->tree, found.node);
    if (account->tree != NULL && found.node != NODE_NONE && cell.len == 0)
        place = tree_place(account->tree, found.node);
    ask->finding = (MadoFinding){
        .ruleset = arena_c_string(arena, set->name),
        .rule = arena_c_string(arena, found.id),
        .flag = arena_c_string(arena, found.flag),
        .severity = (MadoSeverity)found.severity,
        .message = arena_c_string(arena, found.message),
        .location = arena_c_string(arena, found.location),
        .line = place.line,
        .column = place.column,
        .cell = arena_c_string(arena, cell),
        .test = arena_c_string(arena, found.test),
    };
    arena_release(checker->scratch, mark);
}

static bool find_finding(void *context)
{
    Ask *ask = context;
    size_t index = ask->index;
    for (size_t i = 0; i < ask->report->account_count; i++) {
        const Account *account = &ask->report->accounts[i];
        for (size_t j = 0; j < account->set_count; j++) {
            if (index < account->sets[j].finding_count) {
                render(ask, account, &account->sets[j], index);
                return true;
            }
            index -= account->sets[j].finding_count;
        }
    }
    return false;
}

MadoFinding mado_report_finding(const MadoReport *report, size_t index)
{
    Ask ask = {.report = report, .index = index};
    if (guard_run(&report->checker->guard, find_finding, &ask, NULL))
        return ask.finding;
    return (MadoFinding){
        "", "", "", MADO_SEVERITY_BROKEN, "there is no such finding, or no memory for it", "", 0,
        0,  "", ""};
}

// ---- Whole reports ----

static void open_help(MadoChecker *checker, Account *account)
{
    for (size_t i = 0; i < account->set_count; i++)
        if (account->sets[i].finding_count > 0 && account->sets[i].help == NULL)
            account->sets[i].help = help_of(checker, account->sets[i].ruleset);
}

static void write_account(Ask *ask, Account *account, JsonWriter *json)
{
    MadoChecker *checker = ask->report->checker;
    ReportOptions options = {
        .language = slice_of(checker->language),
        .has_colours = (ask->flags & MADO_WRITE_COLOURS) != 0,
        .has_tests = (ask->flags & MADO_WRITE_TESTS) != 0,
        .is_brief = (ask->flags & MADO_WRITE_BRIEF) != 0,
    };
    switch (ask->format) {
    case MADO_FORMAT_TEXT:
        open_help(checker, account);
        report_text(&ask->text, checker->scratch, account, &options);
        break;
    case MADO_FORMAT_JSON:
        open_help(checker, account);
        report_json(json, checker->scratch, account, &options);
        break;
    case MADO_FORMAT_SVRL:
        break; // all accounts at once
    case MADO_FORMAT_TSV:
        report_tsv(&ask->text, checker->scratch, account);
        break;
    }
}

static bool write_report(void *context)
{
    Ask *ask = context;
    const MadoReport *report = ask->report;
    ask->text = buffer_new(report->checker->report);
    JsonWriter json = {.out = &ask->text};
    bool is_list = ask->format == MADO_FORMAT_JSON && report->account_count != 1;
    if (is_list)
        json_open(&json, '[');
    for (size_t i = 0; i < report->account_count; i++)
        write_account(ask, &report->accounts[i], &json);
    if (is_list)
        json_close(&json, ']');
    if (ask->format == MADO_FORMAT_SVRL)
        report_svrl(&ask->text, report->checker->scratch, report->accounts, report->account_count);
    if (ask->format == MADO_FORMAT_JSON)
        buffer_add_char(&ask->text, '\n');
    buffer_add_char(&ask->text, '\0');
    ask->text.len--;
    return true;
}

const char *mado_report_write(const MadoReport *report, MadoFormat format, unsigned flags,
                              size_t *len)
{
    Ask ask = {.report = report, .format = format, .flags = flags};
    if (!guard_run(&report->checker->guard, write_report, &ask, NULL)) {
        *len = 0;
        return "";
    }
    *len = ask.text.len;
    return ask.text.at;
}
