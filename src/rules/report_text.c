// SPDX-License-Identifier: Apache-2.0
// Account ─► text for people.
//
//     invoice.xml: INVALID — 2 errors, 1 warning
//       EN16931-UBL: 3 patterns, 41 rules, 702 assertions fired; SHA-256 9c1e2f…
//
//       error BR-CO-10
//         The sum of the lines …
//         42:3  /Invoice/cac:LegalMonetaryTotal
//          42 |   <cac:LegalMonetaryTotal>
//             |   ^
//         found  cbc:LineExtensionAmount = 120.00
//         why    The receiver adds up the lines …
//         mend   Add the net amounts …
//         e.g.   <cbc:LineExtensionAmount …
//
// Findings of one rule stand together, the rules in the order in which they first occur in the
// document; of the places of one rule only some are shown, for a thousand alike teach no more than
// five.

#include "rules/account.h"

#include <stdio.h>

#include "base/table.h"
#include "base/utf8.h"
#include "tree/xlsx.h"

enum {
    PLACES_DEFAULT = 5,
    LINE_MAX_SHOWN = 120, // columns of a source line around the place
    VALUES_SHOWN = 6,
};

typedef struct Writer {
    Buffer *out;
    Arena *scratch;
    const Account *account;
    const ReportOptions *options;
    const AccountSet *set;
} Writer;

typedef enum Style {
    STYLE_PLAIN,
    STYLE_GOOD,
    STYLE_BAD,
    STYLE_WARN,
    STYLE_NOTE,
    STYLE_DIM,
    STYLE_BOLD
} Style;

static const char *const style_codes[] = {
    [STYLE_PLAIN] = "0",   [STYLE_GOOD] = "1;32", [STYLE_BAD] = "1;31", [STYLE_WARN] = "1;33",
    [STYLE_NOTE] = "1;36", [STYLE_DIM] = "2",     [STYLE_BOLD] = "1",
};

static const Style severity_styles[SEVERITY_END] = {
    [SEVERITY_ERROR] = STYLE_BAD,
    [SEVERITY_WARNING] = STYLE_WARN,
    [SEVERITY_INFO] = STYLE_NOTE,
    [SEVERITY_BROKEN] = STYLE_BAD,
};

static void begin(Writer *w, Style style)
{
    if (w->options->has_colours)
        buffer_print(w->out, "\033[%sm", style_codes[style]);
}

static void end(Writer *w)
{
    if (w->options->has_colours)
        buffer_add(w->out, S("\033[0m"));
}

// Text from documents: control characters could make a terminal do things. Line ends become blanks.
static void add_safe(Buffer *out, Slice text)
{
    bool was_blank = false;
    while (text.len > 0) {
        size_t length;
        int32_t c = utf8_decode(text, &length);
        bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (is_blank && !was_blank)
            buffer_add_char(out, ' ');
        else if (c == UTF8_BAD || (!is_blank && (c < 0x20 || (c >= 0x7F && c < 0xA0))))
            buffer_print(out, "\\x%02X", (unsigned char)text.at[0]);
        else if (!is_blank)
            buffer_add(out, slice_part(text, 0, length));
        was_blank = is_blank;
        text = slice_part(text, length, text.len);
    }
}

static void add_count(Writer *w, size_t count, const char *one, const char *many, bool *is_first)
{
    if (count == 0)
        return;
    buffer_print(w->out, "%s%zu %s", *is_first ? " — " : ", ", count, count == 1 ? one : many);
    *is_first = false;
}

static void write_verdict(Writer *w)
{
    static const char *const words[VERDICT_END] = {"VALID", "INVALID", "NOT CHECKED", "FAILED"};
    static const Style styles[VERDICT_END] = {STYLE_GOOD, STYLE_BAD, STYLE_WARN, STYLE_BAD};
    size_t counts[SEVERITY_END] = {0};
    for (size_t i = 0; i < w->account->set_count; i++)
        for (size_t s = 0; s < SEVERITY_END; s++)
            counts[s] += w->account->sets[i].severities[s];
    begin(w, STYLE_BOLD);
    add_safe(w->out, w->account->name);
    end(w);
    buffer_add(w->out, S(": "));
    begin(w, styles[w->account->verdict]);
    buffer_add(w->out, slice_of(words[w->account->verdict]));
    end(w);
    bool is_first = true;
    add_count(w, counts[SEVERITY_ERROR], "error", "errors", &is_first);
    add_count(w, counts[SEVERITY_BROKEN], "broken rule", "broken rules", &is_first);
    add_count(w, counts[SEVERITY_WARNING], "warning", "warnings", &is_first);
    add_count(w, counts[SEVERITY_INFO], "note", "notes", &is_first);
    buffer_add_char(w->out, '\n');
    if (w->account->reason.len > 0 && w->account->verdict != VERDICT_INVALID) {
        buffer_add(w->out, S("  "));
        add_safe(w->out, w->account->reason);
        buffer_add_char(w->out, '\n');
    }
}

static void write_set_head(Writer *w)
{
    const AccountSet *set = w->set;
    begin(w, STYLE_DIM);
    buffer_add(w->out, S("  "));
    add_safe(w->out, set->name);
    if (set->version.len > 0) {
        buffer_add_char(w->out, ' ');
        add_safe(w->out, set->version);
    }
    if (set->is_remark)
        buffer_print(w->out, ": %.*s", (int)set->title.len, set->title.at);
    else if (set->is_structure)
        buffer_print(w->out, ": structure, by %s",
                     set->schema.len > 0 ? "its schema" : "its standard");
    else
        buffer_print(w->out, ": %zu pattern%s, %zu rule%s, %zu assertion%s fired",
                     set->patterns_fired, set->patterns_fired == 1 ? "" : "s", set->rules_fired,
                     set->rules_fired == 1 ? "" : "s", set->assertions_fired,
                     set->assertions_fired == 1 ? "" : "s");
    if (set->digest.len > 0)
        buffer_print(w->out, "; SHA-256 %.*s…", (int)(set->digest.len < 12 ? set->digest.len : 12),
                     set->digest.at);
    end(w);
    buffer_add_char(w->out, '\n');
    if (set->problem.len > 0) {
        buffer_add(w->out, S("  "));
        begin(w, STYLE_BAD);
        add_safe(w->out, set->problem);
        end(w);
        buffer_add_char(w->out, '\n');
    }
}

// ---- One place ----

// The bytes of the line before the place.
static size_t bytes_before(Slice line, unsigned place_column)
{
    size_t before = 0;
    for (unsigned column = 1; before < line.len && column < place_column; column++) {
        size_t length;
        utf8_decode(slice_part(line, before, line.len), &length);
        before += length;
    }
    return before;
}

static bool is_within_character(Slice line, size_t at)
{
    return at < line.len && ((unsigned char)line.at[at] & 0xC0) == 0x80;
}

// A document without line ends is one long line: only what is near the place is shown.
static void find_window(Slice line, size_t before, size_t *from, size_t *until)
{
    bool is_far = before > LINE_MAX_SHOWN / 2 && line.len > LINE_MAX_SHOWN;
    *from = is_far ? before - LINE_MAX_SHOWN / 4 : 0;
    while (*from > 0 && is_within_character(line, *from))
        --*from;
    *until = *from + LINE_MAX_SHOWN < line.len ? *from + LINE_MAX_SHOWN : line.len;
    while (is_within_character(line, *until))
        ++*until;
}

// Characters of the far east take two columns.
static int width_of(int32_t c)
{
    return c >= 0x1100 && c <= 0xFFDC && (c < 0x2000 || c > 0x2E7F) ? 2 : 1;
}

// The columns that it takes up to the byte `before`.
static size_t write_window(Writer *w, Slice line, size_t from, size_t until, size_t before)
{
    size_t columns = from > 0;
    if (from > 0)
        buffer_add(w->out, S("…"));
    for (size_t i = from, length; i < until; i += length) {
        int32_t c = utf8_decode(slice_part(line, i, line.len), &length);
        if (c == '\t')
            buffer_add_char(w->out, ' ');
        else if (c == UTF8_BAD || c < 0x20 || (c >= 0x7F && c < 0xA0))
            buffer_add_char(w->out, '?');
        else
            buffer_add(w->out, slice_part(line, i, length));
        if (i < before)
            columns += (size_t)width_of(c);
    }
    if (until < line.len)
        buffer_add(w->out, S("…"));
    return columns;
}

// The source line around the place, and a caret under it.
static void write_source(Writer *w, Place place)
{
    Slice line = tree_line(w->account->tree, place.line);
    size_t before = bytes_before(line, place.column), from, until;
    find_window(line, before, &from, &until);
    char number[24];
    int width = snprintf(number, sizeof number, "%6u", place.line);
    begin(w, STYLE_DIM);
    buffer_print(w->out, "    %s | ", number);
    end(w);
    size_t columns = write_window(w, line, from, until, before);
    begin(w, STYLE_DIM);
    buffer_print(w->out, "\n    %*s | ", width, "");
    end(w);
    buffer_print(w->out, "%*s", (int)columns, "");
    begin(w, STYLE_BAD);
    buffer_add_char(w->out, '^');
    end(w);
    buffer_add_char(w->out, '\n');
}

static void write_values(Writer *w, const AccountFinding *finding)
{
    size_t count = finding->value_count < VALUES_SHOWN ? finding->value_count : VALUES_SHOWN;
    for (size_t i = 0; i < count; i++) {
        buffer_add(w->out, i == 0 ? S("    found  ") : S("           "));
        add_safe(w->out, finding->values[i].what);
        buffer_add(w->out, S(" = "));
        add_safe(w->out, finding->values[i].value);
        buffer_add_char(w->out, '\n');
    }
}

static void write_place(Writer *w, const AccountFinding *finding)
{
    if (w->account->tree == NULL || finding->node == NODE_NONE)
        return;
    Place place = tree_place(w->account->tree, finding->node);
    Slice cell = xlsx_place(w->scratch, w->account->tree, finding->node);
    begin(w, STYLE_DIM);
    buffer_add(w->out, S("    "));
    add_safe(w->out, cell);
    if (cell.len == 0)
        buffer_print(w->out, "line %u, column %u", place.line, place.column);
    buffer_add(w->out, S("  "));
    add_safe(w->out, finding->path);
    end(w);
    buffer_add_char(w->out, '\n');
    if (cell.len == 0)
        write_source(w, place);
    write_values(w, finding);
}

// ---- One rule with its places ----

typedef struct Group {
    Slice key;
    size_t count;
    size_t *indexes; // the first places
    size_t shown;
} Group;

static void write_help_line(Writer *w, const char *label, Slice text)
{
    if (text.len == 0)
        return;
    buffer_print(w->out, "    %-6s ", label);
    add_safe(w->out, text);
    buffer_add_char(w->out, '\n');
}

static void write_help(Writer *w, Slice rule)
{
    if (w->set->help == NULL || rule.len == 0)
        return;
    HelpText help = help_find(w->set->help, rule, w->options->language, w->account->facts.root);
    write_help_line(w, "why", help.why);
    write_help_line(w, "mend", help.remedy);
    write_help_line(w, "e.g.", help.example);
}

static void write_message(Writer *w, const AccountFinding *finding)
{
    buffer_add(w->out, S("    "));
    add_safe(w->out, slice_trim(finding->message));
    if (finding->code.len > 0)
        buffer_print(w->out, " [%.*s]", (int)finding->code.len, finding->code.at);
    buffer_add_char(w->out, '\n');
    for (size_t i = 0; i < finding->diagnostic_count; i++) {
        const AccountText *diagnostic = &finding->diagnostics[i];
        // Of diagnostics in several languages that of the reader; those without are for all.
        bool is_other = diagnostic->language.len > 0 &&
                        !slice_starts(diagnostic->language, w->options->language);
        if (!is_other)
            write_help_line(w, "", diagnostic->text);
    }
}

static void write_group(Writer *w, const Group *group)
{
    Slice last_message = {NULL, 0};
    for (size_t i = 0; i < group->shown; i++) {
        AccountFinding finding = {0};
        w->set->finding(w->set, group->indexes[i], w->scratch, &finding);
        if (i == 0) {
            buffer_add(w->out, S("\n  "));
            begin(w, severity_styles[finding.severity]);
            buffer_print(w->out, "%s", severity_names[finding.severity]);
            end(w);
            buffer_add_char(w->out, ' ');
            begin(w, STYLE_BOLD);
            add_safe(w->out, finding.id.len > 0 ? finding.id : S("(rule without id)"));
            end(w);
            if (group->count > 1)
                buffer_print(w->out, " in %zu places", group->count);
            buffer_add_char(w->out, '\n');
        }
        if (!slice_equal(last_message, finding.message))
            write_message(w, &finding);
        last_message = finding.message;
        write_place(w, &finding);
        if (w->options->has_tests && i + 1 == group->shown)
            write_help_line(w, "test", finding.test);
        if (i + 1 == group->shown && group->shown < group->count)
            buffer_print(w->out, "    … and %zu more; --format json lists them all\n",
                         group->count - group->shown);
        if (i + 1 == group->shown)
            write_help(w, finding.id);
    }
}

// What groups findings: the rule's id and severity, or, without id, its test.
static Slice group_key(Arena *arena, const AccountHead *head)
{
    Slice name = head->id.len > 0 ? head->id : head->test;
    return arena_print(arena, "%d %.*s", (int)head->severity, (int)name.len,
                       name.len ? name.at : "");
}

static void write_findings(Writer *w, Arena *arena)
{
    const AccountSet *set = w->set;
    size_t places = w->options->places_max > 0 ? w->options->places_max : PLACES_DEFAULT;
    const size_t *order = account_order(arena, set);
    Table *keys = table_new(arena, 64);
    Group *groups = NULL;
    size_t count = 0, room = 0;
    for (size_t i = 0; i < set->finding_count; i++) {
        ArenaMark mark = arena_mark(w->scratch);
        AccountHead head = {0};
        set->head(set, order[i], &head);
        Slice key = group_key(w->scratch, &head);
        int32_t number = table_find(keys, key);
        if (number == TABLE_NONE) {
            number = table_add(keys, arena_copy(arena, key), NULL);
            if (count == room) {
                size_t more = room ? room * 2 : 32;
                groups = arena_resize(arena, groups, room * sizeof *groups, more * sizeof *groups);
                room = more;
            }
            groups[count++] = (Group){.indexes = arena_array(arena, size_t, places)};
        }
        Group *group = &groups[number];
        if (group->shown < places)
            group->indexes[group->shown++] = order[i];
        group->count++;
        arena_release(w->scratch, mark);
    }
    for (size_t i = 0; i < count; i++) {
        ArenaMark mark = arena_mark(w->scratch);
        write_group(w, &groups[i]);
        arena_release(w->scratch, mark);
    }
}

static void write_faults(Writer *w)
{
    const Faults *faults = w->account->faults;
    for (size_t i = 0; faults != NULL && i < faults->count && i < FAULTS_KEPT; i++) {
        const Fault *fault = &faults->list[i];
        buffer_add(w->out, S("  "));
        if (fault->file[0] != '\0' && !slice_equal(slice_of(fault->file), w->account->name))
            buffer_print(w->out, "%s: ", fault->file);
        if (fault->line > 0)
            buffer_print(w->out, "line %u, column %u: ", fault->line, fault->column);
        add_safe(w->out, slice_of(fault->text));
        if (fault->code[0] != '\0')
            buffer_print(w->out, " [%s]", fault->code);
        buffer_add_char(w->out, '\n');
    }
}

void report_text(Buffer *out, Arena *scratch, const Account *account, const ReportOptions *options)
{
    Writer w = {out, scratch, account, options, NULL};
    write_verdict(&w);
    if (options->is_brief)
        return;
    if (account->envelopes.len > 0) {
        buffer_add(out, S("  taken out of: "));
        add_safe(out, account->envelopes);
        buffer_add_char(out, '\n');
    }
    write_faults(&w);
    for (size_t i = 0; i < account->set_count; i++) {
        w.set = &account->sets[i];
        write_set_head(&w);
        write_findings(&w, out->arena);
    }
}
