// SPDX-License-Identifier: Apache-2.0
// `madoguchi deal`: cross-checks the documents of a deal.
//
//     files, folders, archives ─► crosswalk ─► [business content] ─► register/deal ─► text or JSON

#include "cli/registers.h"

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/paths.h"
#include "register/days.h"
#include "register/deal.h"
#include "tree/archive.h"
#include "tree/syntax.h"

#include <stdio.h>

typedef struct DealWork {
    const Arguments *arguments;
    Faults *faults;
    Arena *arena;
    CrosswalkRun *run;
    Slice language;
    // One for each document of the deal.
    DealDocument *documents;
    CrosswalkDocument *sources;
    size_t count, room;
    Deal deal;
    DealFindings findings;
    ExitCode code;
} DealWork;

// ---- Documents ----

// What a deal's own record says comes behind what the options say.
static void take_facts(DealWork *it, Slice content)
{
    Deal said = {0};
    deal_read_facts(it->arena, content, &said, it->faults);
    it->deal.id = said.id;
    if (it->deal.presented.len == 0)
        it->deal.presented = said.presented;
    if (it->deal.bills_of_lading.len == 0)
        it->deal.bills_of_lading = said.bills_of_lading;
}

static void add_document(DealWork *it, Slice name, const CrosswalkDocument *source)
{
    Buffer content = buffer_new(it->arena);
    content_write_json(&content, source->content);
    if (slice_equal(register_name(source->reg), DEAL_REGISTER)) {
        take_facts(it, buffer_slice(&content));
        return;
    }
    if (it->count == it->room) {
        size_t room = it->room ? it->room * 2 : 64;
        it->documents = arena_resize(it->arena, it->documents, it->room * sizeof *it->documents,
                                     room * sizeof *it->documents);
        it->sources = arena_resize(it->arena, it->sources, it->room * sizeof *it->sources,
                                   room * sizeof *it->sources);
        it->room = room;
    }
    it->sources[it->count] = *source;
    it->documents[it->count++] =
        (DealDocument){name, register_name(source->reg), buffer_slice(&content)};
}

// An envelope or an interchange has several documents: they are numbered.
static void read_document(DealWork *it, Slice name, Slice bytes)
{
    CrosswalkDocument *documents = NULL;
    size_t before = it->faults->count;
    size_t count = crosswalk_read(it->run, it->arena, bytes, &documents, it->faults);
    fault_set_file(it->faults, before, arena_c_string(it->arena, name));
    for (size_t i = 0; i < count; i++) {
        Slice own =
            count == 1 ? name : arena_print(it->arena, "%.*s#%zu", (int)name.len, name.at, i + 1);
        add_document(it, own, &documents[i]);
    }
}

static bool is_entry_wanted(const char *name)
{
    return syntax_is_document_name(name) || slice_ends(slice_of(name), S(".json"));
}

static void read_archive(DealWork *it, Slice path, Slice bytes)
{
    const ArchiveEntry *entries;
    size_t count = 0, before = it->faults->count;
    if (!archive_read(it->arena, bytes, is_entry_wanted, NULL, &entries, &count, it->faults))
        fault_set_file(it->faults, before, arena_c_string(it->arena, path));
    for (size_t i = 0; i < count; i++)
        read_document(it,
                      arena_print(it->arena, "%.*s/%.*s", (int)path.len, path.at,
                                  (int)entries[i].name.len, entries[i].name.at),
                      entries[i].bytes);
}

static void read_path(DealWork *it, Slice path)
{
    Slice bytes;
    size_t most = argument_number(it->arguments, "max-bytes", UINT32_MAX);
    if (!file_read(it->arena, path.at, most, &bytes, it->faults))
        return;
    if (syntax_of(it->arena, bytes, path) == SYNTAX_ARCHIVE)
        read_archive(it, path, bytes);
    else
        read_document(it, path, bytes);
}

static void read_all(DealWork *it)
{
    PathList paths = {.takes_json = true};
    for (size_t i = 0; i < operand_count(it->arguments); i++)
        paths_add(it->arena, &paths, operand_at(it->arguments, i), it->faults);
    for (size_t i = 0; i < paths.count; i++)
        read_path(it, paths.at[i]);
}

// ---- What was asked for ----

static Slice date_given(DealWork *it, const char *option)
{
    const char *value = argument_value(it->arguments, option);
    if (value != NULL && !day_is(slice_of(value)))
        fault_add(it->faults, FAULT_USAGE, 0, 0, "--%s is \"%s\"; expected a date as 2026-10-01",
                  option, value);
    return value != NULL ? slice_of(value) : S("");
}

static Deal deal_given(DealWork *it)
{
    const char *originals = argument_value(it->arguments, "originals");
    Deal deal = {.today = date_given(it, "today"), .presented = date_given(it, "presented")};
    if (deal.today.len == 0)
        deal.today = deal_today(it->arena);
    if (originals != NULL)
        deal.bills_of_lading = slice_of(originals);
    return deal;
}

// ---- For people ----

// By language, as register_title has them.
typedef struct FindingWords {
    const char *language, *documents, *parts[DEAL_CERTAINTY_END], *sum, *nothing;
} FindingWords;

static const FindingWords words[] = {
    {"en",
     "Documents",
     {"Discrepancies", "What a banker has to judge", "What no one asked for"},
     "%zu documents: %zu certain, %zu to be judged, %zu unasked\n",
     "no discrepancy was found"},
    {"ja",
     "書類",
     {"ディスクレパンシー(確実なもの)", "銀行の判断によるもの", "求められていない記載"},
     "書類%zu件: 確実%zu件、要判断%zu件、求められていないもの%zu件\n",
     "不一致は見つかりませんでした"},
    {"zh",
     "单据",
     {"不符点(确定)", "须由银行判断", "无人要求的内容"},
     "单据%zu份：确定%zu处，须判断%zu处，无人要求%zu处\n",
     "未发现不符点"},
};

static const FindingWords *words_of(Slice language)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal(language, slice_of(words[i].language)))
            return &words[i];
    return &words[0];
}

static void print_documents(const DealWork *it, const FindingWords *said)
{
    printf("%s\n", said->documents);
    for (size_t i = 0; i < it->count; i++) {
        const CrosswalkDocument *source = &it->sources[i];
        Slice title = register_title(source->reg, it->language), name = it->documents[i].name;
        printf("  %.*s (%.*s, %.*s)\n", (int)name.len, name.at, (int)title.len, title.at,
               (int)source->syntax.len, source->syntax.at);
    }
}

static void print_others(const DealWork *it, const DealFinding *finding)
{
    for (size_t i = 0; i < finding->other_count; i++) {
        Slice name = it->documents[finding->others[i]].name;
        printf("      ↔ %.*s\n", (int)name.len, name.at);
    }
}

static void print_line(Slice text)
{
    if (text.len > 0)
        printf("      %.*s\n", (int)text.len, text.at);
}

static void print_finding(const DealWork *it, const DealFinding *finding)
{
    bool is_of_one = finding->document != SIZE_MAX;
    Slice name = is_of_one ? it->documents[finding->document].name : S("");
    printf("  %s %.*s%s%.*s%s%.*s\n", severity_names[finding->severity], (int)finding->rule.len,
           finding->rule.at, is_of_one ? "  " : "", (int)name.len, name.at,
           finding->place.len > 0 ? " " : "", (int)finding->place.len, finding->place.at);
    print_line(finding->message);
    print_line(finding->article);
    print_others(it, finding);
    if (finding->remedy.len > 0)
        printf("      → %.*s\n", (int)finding->remedy.len, finding->remedy.at);
}

static void print_text(const DealWork *it)
{
    const FindingWords *said = words_of(it->language);
    const DealFindings *found = &it->findings;
    print_documents(it, said);
    size_t at = 0;
    for (size_t part = 0; part < DEAL_CERTAINTY_END; part++) {
        if (found->by_certainty[part] > 0)
            printf("\n%s\n", said->parts[part]);
        for (size_t i = 0; i < found->by_certainty[part]; i++)
            print_finding(it, &found->list[at++]);
    }
    if (found->count == 0)
        printf("\n%s\n", said->nothing);
    putchar('\n');
    printf(said->sum, it->count, found->by_certainty[DEAL_CERTAIN],
           found->by_certainty[DEAL_JUDGEMENT], found->by_certainty[DEAL_UNASKED]);
}

// ---- For programs ----

static void write_finding(const DealWork *it, JsonWriter *json, const DealFinding *finding)
{
    json_open(json, '{');
    deal_finding_write(json, finding);
    if (finding->document != SIZE_MAX) {
        json_field(json, "document", it->documents[finding->document].name);
        json_field(json, "kind", it->documents[finding->document].kind);
        json_field(json, "place", finding->place);
    }
    json_field_open(json, "comparedWith", '[');
    for (size_t i = 0; i < finding->other_count; i++)
        json_string(json, it->documents[finding->others[i]].name);
    json_close(json, ']');
    json_close(json, '}');
}

static void print_json(const DealWork *it)
{
    JsonWriter json = json_writer(it->arena);
    json_open(&json, '{');
    json_field_open(&json, "documents", '[');
    for (size_t i = 0; i < it->count; i++) {
        json_open(&json, '{');
        json_field(&json, "name", it->documents[i].name);
        json_field(&json, "kind", it->documents[i].kind);
        json_field(&json, "syntax", it->sources[i].syntax);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_field_open(&json, "findings", '[');
    for (size_t i = 0; i < it->findings.count; i++)
        write_finding(it, &json, &it->findings.list[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    buffer_add_char(json.out, '\n');
    fwrite(json.out->at, 1, json.out->len, stdout);
}

// ---- All ----

static bool print_tree(DealWork *it)
{
    Buffer out = buffer_new(it->arena);
    if (!deal_write(&out, &it->deal, it->faults))
        return false;
    fwrite(out.at, 1, out.len, stdout);
    return true;
}

static bool check(DealWork *it)
{
    const char *format = argument_value(it->arguments, "format");
    const DealRules *rules = deal_rules_new(it->arena, it->faults);
    if (rules == NULL ||
        !deal_check(rules, it->arena, &it->deal, it->language, &it->findings, it->faults))
        return false;
    if (format != NULL && strcmp(format, "json") == 0)
        print_json(it);
    else
        print_text(it);
    it->code = it->findings.by_certainty[DEAL_CERTAIN] > 0 ? EXIT_INVALID
               : it->count < 2                             ? EXIT_NOT_CHECKED
                                                           : EXIT_VALID;
    return true;
}

// What cannot be read does not keep the rest from being compared, but the exit code tells of it.
static bool compare(Arena *arena, void *context)
{
    DealWork *it = context;
    it->arena = arena;
    it->language = language_given(it->arguments);
    it->deal = deal_given(it);
    it->run = it->faults->count == 0 ? crosswalk_given(arena, it->arguments, it->faults) : NULL;
    if (it->run == NULL)
        return false;
    read_all(it);
    it->deal.documents = it->documents;
    it->deal.count = it->count;
    return argument_is_given(it->arguments, "tree") ? print_tree(it) : check(it);
}

int run_deal(const Arguments *arguments)
{
    Faults faults = {0};
    DealWork it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, compare, &it, &faults);
    fflush(stdout);
    print_faults(&faults);
    return is_good && faults.count == 0 ? (int)it.code : EXIT_COULD_NOT;
}
