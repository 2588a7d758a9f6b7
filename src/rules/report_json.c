// SPDX-License-Identifier: Apache-2.0
// Account ─► one JSON object. Findings in document order, each rule set by itself.

#include "rules/account.h"

#include "tree/xlsx.h"

static void write_texts(JsonWriter *writer, const char *name, const AccountText *texts,
                        size_t count)
{
    if (count == 0)
        return;
    json_field_open(writer, name, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(writer, '{');
        json_field(writer, "id", texts[i].id);
        json_field(writer, "language", texts[i].language);
        json_field(writer, "text", texts[i].text);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

static void write_terms(JsonWriter *writer, Arena *scratch, Slice message)
{
    Slice terms = business_terms(scratch, message);
    if (terms.len == 0)
        return;
    json_field_open(writer, "terms", '[');
    while (terms.len > 0)
        json_string(writer, slice_cut(&terms, ' '));
    json_close(writer, ']');
}

static void write_values(JsonWriter *writer, const AccountFinding *finding)
{
    if (finding->value_count == 0)
        return;
    json_field_open(writer, "found", '[');
    for (size_t i = 0; i < finding->value_count; i++) {
        json_open(writer, '{');
        json_field(writer, "path", finding->values[i].what);
        json_key(writer, "value");
        json_string(writer, finding->values[i].value);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

static void write_help(JsonWriter *writer, const AccountSet *set, const AccountFinding *finding,
                       const Account *account, Slice language)
{
    if (set->help == NULL || finding->id.len == 0)
        return;
    HelpText help = help_find(set->help, finding->id, language, account->facts.root);
    if (help.why.len == 0 && help.remedy.len == 0 && help.example.len == 0)
        return;
    json_field_open(writer, "help", '{');
    json_field(writer, "why", help.why);
    json_field(writer, "remedy", help.remedy);
    json_field(writer, "example", help.example);
    json_close(writer, '}');
}

// Cells of a workbook have no lines.
static void write_place(JsonWriter *writer, Arena *scratch, const Tree *tree, NodeId node)
{
    Slice cell = xlsx_place(scratch, tree, node);
    Place place = tree_place(tree, node);
    json_field(writer, "cell", cell);
    if (cell.len > 0)
        return;
    json_field_integer(writer, "line", place.line);
    json_field_integer(writer, "column", place.column);
}

static void write_finding(JsonWriter *writer, Arena *scratch, const Account *account,
                          const AccountSet *set, size_t index, const ReportOptions *options)
{
    AccountFinding finding = {0};
    set->finding(set, index, scratch, &finding);
    json_open(writer, '{');
    json_field(writer, "rule", finding.id);
    json_field(writer, "severity", slice_of(severity_names[finding.severity]));
    json_field(writer, "kind", finding.is_report ? S("report") : S("assert"));
    json_field(writer, "flag", finding.flag);
    json_field(writer, "role", finding.role);
    json_field(writer, "code", finding.code);
    json_field(writer, "message", finding.message);
    json_field(writer, "location", finding.location);
    if (account->tree != NULL && finding.node != NODE_NONE)
        write_place(writer, scratch, account->tree, finding.node);
    write_terms(writer, scratch, finding.message);
    write_values(writer, &finding);
    if (options->has_tests)
        json_field(writer, "test", finding.test);
    json_field(writer, "see", finding.see);
    write_texts(writer, "diagnostics", finding.diagnostics, finding.diagnostic_count);
    write_texts(writer, "properties", finding.properties, finding.property_count);
    write_help(writer, set, &finding, account, options->language);
    json_close(writer, '}');
}

static void write_count(JsonWriter *writer, const char *name, size_t fired, size_t all)
{
    json_field_open(writer, name, '{');
    json_field_integer(writer, "fired", (int64_t)fired);
    json_field_integer(writer, "all", (int64_t)all);
    json_close(writer, '}');
}

static void write_set(JsonWriter *writer, Arena *scratch, const Account *account,
                      const AccountSet *set, const ReportOptions *options)
{
    json_open(writer, '{');
    json_field(writer, "name", set->name);
    json_field(writer, "title", set->title);
    json_field(writer, "version", set->version);
    json_field(writer, "sha256", set->digest);
    json_field(writer, "phase", set->phase);
    json_field(writer, "problem", set->problem);
    write_count(writer, "patterns", set->patterns_fired, set->pattern_count);
    write_count(writer, "rules", set->rules_fired, set->rule_count);
    write_count(writer, "assertions", set->assertions_fired, set->assertion_count);
    for (size_t i = 0; i < SEVERITY_END; i++) {
        if (set->severities[i] == 0)
            continue;
        static const char *const plural[SEVERITY_END] = {"errors", "warnings", "infos", "broken"};
        json_field_integer(writer, plural[i], (int64_t)set->severities[i]);
    }
    json_field_open(writer, "findings", '[');
    const size_t *order = account_order(scratch, set);
    for (size_t i = 0; i < set->finding_count; i++) {
        ArenaMark mark = arena_mark(scratch);
        write_finding(writer, scratch, account, set, order[i], options);
        arena_release(scratch, mark);
    }
    json_close(writer, ']');
    json_close(writer, '}');
}

static void write_faults(JsonWriter *writer, const Faults *faults)
{
    if (faults == NULL || faults->count == 0)
        return;
    json_field_open(writer, "faults", '[');
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++) {
        const Fault *fault = &faults->list[i];
        json_open(writer, '{');
        json_field(writer, "file", slice_of(fault->file));
        if (fault->line > 0) {
            json_field_integer(writer, "line", fault->line);
            json_field_integer(writer, "column", fault->column);
        }
        json_field(writer, "code", slice_of(fault->code));
        json_field(writer, "text", slice_of(fault->text));
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

static void write_document(JsonWriter *writer, const Account *account)
{
    json_field_open(writer, "document", '{');
    json_field(writer, "name", account->name);
    json_field(writer, "sha256", account->digest);
    json_field(writer, "root", account->facts.root);
    json_field(writer, "namespace", account->facts.uri);
    json_field(writer, "customization", account->facts.customization);
    json_field(writer, "profile", account->facts.profile);
    json_field(writer, "envelopes", account->envelopes);
    json_close(writer, '}');
}

void report_json(JsonWriter *writer, Arena *scratch, const Account *account,
                 const ReportOptions *options)
{
    json_open(writer, '{');
    write_document(writer, account);
    json_field(writer, "verdict", slice_of(verdict_names[account->verdict]));
    json_field(writer, "reason", account->reason);
    json_field_open(writer, "rulesets", '[');
    for (size_t i = 0; i < account->set_count; i++)
        write_set(writer, scratch, account, &account->sets[i], options);
    json_close(writer, ']');
    write_faults(writer, account->faults);
    json_close(writer, '}');
}
