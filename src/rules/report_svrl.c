// SPDX-License-Identifier: Apache-2.0
// Accounts ─► ISO SVRL (ISO/IEC 19757-3, annex D): one XML document. An archive has an account for
// each of its documents; each active pattern says which it ran on.
//
//     schematron-output
//       text*                                     the verdict, the rule sets, why one could not be
//       used ns-prefix-in-attribute-values* active-pattern                            once for each
//       pattern that fired
//         fired-rule                              a rule on a node …
//           failed-assert | successful-report *   … and what it found
//
// Several rule sets follow one another in one output: a document has one report. An expression that
// could not be evaluated has no element in SVRL; it is a failed-assert with the role "broken".

#include "rules/account.h"

#include "base/table.h"
#include "base/utf8.h"
#include "tree/xml.h"

static void add_attribute(Buffer *out, const char *name, Slice value)
{
    if (value.len == 0)
        return;
    buffer_print(out, " %s=\"", name);
    xml_escape(out, value, XML_ATTRIBUTE);
    buffer_add_char(out, '"');
}

// Ids and tokens that the standard's types would refuse are left out: the report must stay valid,
// and the message names the rule anyway.
static void add_id(Buffer *out, const char *name, Slice value)
{
    if (is_ncname(value))
        add_attribute(out, name, value);
}

static void add_token(Buffer *out, const char *name, Slice value)
{
    if (is_nmtoken(value))
        add_attribute(out, name, value);
}

// The same, for attributes that must be there.
static void add_needed(Buffer *out, const char *name, Slice value)
{
    if (value.len > 0)
        add_attribute(out, name, value);
    else
        buffer_print(out, " %s=\"\"", name);
}

static void add_text(Buffer *out, Slice text)
{
    buffer_add(out, S("<svrl:text>"));
    xml_escape(out, text, XML_TEXT);
    buffer_add(out, S("</svrl:text>"));
}

static void write_texts(Buffer *out, const char *element, const char *reference,
                        const AccountText *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_print(out, "      <svrl:%s", element);
        add_needed(out, reference, texts[i].id);
        add_attribute(out, "xml:lang", texts[i].language);
        buffer_add_char(out, '>');
        add_text(out, texts[i].text);
        buffer_print(out, "</svrl:%s>\n", element);
    }
}

static void write_finding(Buffer *out, Arena *scratch, const AccountSet *set, size_t index)
{
    AccountFinding finding = {0};
    set->finding(set, index, scratch, &finding);
    bool is_broken = finding.severity == SEVERITY_BROKEN;
    const char *element = finding.is_report && !is_broken ? "successful-report" : "failed-assert";
    buffer_print(out, "    <svrl:%s", element);
    add_id(out, "id", finding.id);
    add_token(out, "flag", finding.flag);
    add_token(out, "role", is_broken ? S("broken") : finding.role);
    add_attribute(out, "see", finding.see);
    add_needed(out, "location", finding.location);
    add_needed(out, "test", finding.test);
    buffer_add(out, S(">\n"));
    write_texts(out, "diagnostic-reference", "diagnostic", finding.diagnostics,
                finding.diagnostic_count);
    write_texts(out, "property-reference", "property", finding.properties, finding.property_count);
    buffer_add(out, S("      "));
    add_text(out, finding.message);
    buffer_print(out, "\n    </svrl:%s>\n", element);
}

static void write_fired(Buffer *out, const AccountFired *fired)
{
    buffer_add(out, S("  <svrl:fired-rule"));
    add_id(out, "id", fired->rule_id);
    add_needed(out, "context", fired->context);
    add_token(out, "role", fired->role);
    add_token(out, "flag", fired->flag);
    buffer_add(out, S("/>\n"));
}

static void write_set(Buffer *out, Arena *scratch, const Account *account, const AccountSet *set)
{
    uint32_t pattern = UINT32_MAX;
    for (size_t i = 0; i < set->fired_count; i++) {
        AccountFired fired = {0};
        set->fired(set, i, &fired);
        if (fired.pattern != pattern) {
            pattern = fired.pattern;
            buffer_add(out, S("  <svrl:active-pattern"));
            add_attribute(out, "documents", account->name);
            add_id(out, "id", fired.pattern_id);
            add_attribute(out, "name", fired.pattern_name);
            buffer_add(out, S("/>\n"));
        }
        write_fired(out, &fired);
        for (size_t j = 0; j < fired.count; j++) {
            ArenaMark mark = arena_mark(scratch);
            write_finding(out, scratch, set, fired.first + j);
            arena_release(scratch, mark);
        }
    }
}

static void write_prefix(Buffer *out, Arena *scratch, Table *seen, const AccountPrefix *prefix)
{
    bool is_new;
    Slice key = arena_print(scratch, "%.*s=%.*s", (int)prefix->prefix.len, prefix->prefix.at,
                            (int)prefix->uri.len, prefix->uri.at);
    table_add(seen, key, &is_new);
    if (!is_new || !is_nmtoken(prefix->prefix))
        return;
    buffer_add(out, S("  <svrl:ns-prefix-in-attribute-values"));
    add_needed(out, "prefix", prefix->prefix);
    add_needed(out, "uri", prefix->uri);
    buffer_add(out, S("/>\n"));
}

static void write_prefixes(Buffer *out, Arena *scratch, const Account *accounts, size_t count)
{
    Table *seen = table_new(scratch, 32);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < accounts[i].set_count; j++)
            for (size_t k = 0; k < accounts[i].sets[j].prefix_count; k++)
                write_prefix(out, scratch, seen, &accounts[i].sets[j].prefixes[k]);
}

static void write_about(Buffer *out, Arena *scratch, const Account *account)
{
    buffer_add(out, S("  "));
    add_text(out,
             arena_print(scratch, "%.*s: %s%s%.*s", (int)account->name.len, account->name.at,
                         verdict_names[account->verdict], account->reason.len ? ": " : "",
                         (int)account->reason.len, account->reason.len ? account->reason.at : ""));
    buffer_add_char(out, '\n');
    for (size_t i = 0; i < account->set_count; i++) {
        const AccountSet *set = &account->sets[i];
        buffer_add(out, S("  "));
        add_text(out, arena_print(
                          scratch,
                          "%.*s, SHA-256 %.*s: %zu patterns, %zu rules, %zu assertions fired%s%.*s",
                          (int)set->name.len, set->name.at, (int)set->digest.len,
                          set->digest.len ? set->digest.at : "", set->patterns_fired,
                          set->rules_fired, set->assertions_fired, set->problem.len ? "; " : "",
                          (int)set->problem.len, set->problem.len ? set->problem.at : ""));
        buffer_add_char(out, '\n');
    }
    size_t faults = account->faults != NULL ? account->faults->count : 0;
    for (size_t i = 0; i < faults && i < FAULTS_KEPT; i++) {
        const Fault *fault = &account->faults->list[i];
        buffer_add(out, S("  "));
        add_text(out, arena_print(scratch, "%u:%u %s", fault->line, fault->column, fault->text));
        buffer_add_char(out, '\n');
    }
}

void report_svrl(Buffer *out, Arena *scratch, const Account *accounts, size_t count)
{
    const AccountSet *first = NULL;
    for (size_t i = 0; i < count && first == NULL; i++)
        first = accounts[i].set_count > 0 ? &accounts[i].sets[0] : NULL;
    buffer_add(out, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<svrl:schematron-output xmlns:svrl=\"http://purl.oclc.org/dsdl/svrl\""));
    if (first != NULL) {
        add_attribute(out, "title", first->title.len > 0 ? first->title : first->name);
        add_token(out, "phase", first->phase);
        add_attribute(out, "schemaVersion", first->version);
    }
    buffer_add(out, S(">\n"));
    for (size_t i = 0; i < count; i++)
        write_about(out, scratch, &accounts[i]);
    write_prefixes(out, scratch, accounts, count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < accounts[i].set_count; j++)
            write_set(out, scratch, &accounts[i], &accounts[i].sets[j]);
    buffer_add(out, S("</svrl:schematron-output>\n"));
}
