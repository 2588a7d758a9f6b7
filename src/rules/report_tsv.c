// SPDX-License-Identifier: Apache-2.0
// Account ─► one line a finding, without header: kind, id, flag, role, path, text. By pattern, node
// and assertion, as the rule set has them.

#include "rules/account.h"

// Tabs and line ends part the columns and lines; inside of one they are blanks.
static void add_cell(Buffer *out, Slice text, char end)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        buffer_add_char(out, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
    buffer_add_char(out, end);
}

void report_tsv(Buffer *out, Arena *scratch, const Account *account)
{
    for (size_t s = 0; s < account->set_count; s++) {
        const AccountSet *set = &account->sets[s];
        for (size_t i = 0; i < set->finding_count; i++) {
            ArenaMark mark = arena_mark(scratch);
            AccountFinding finding = {0};
            set->finding(set, i, scratch, &finding);
            bool is_broken = finding.severity == SEVERITY_BROKEN;
            add_cell(out,
                     is_broken           ? S("error")
                     : finding.is_report ? S("report")
                                         : S("assert"),
                     '\t');
            add_cell(out, finding.id, '\t');
            add_cell(out, finding.flag, '\t');
            add_cell(out, finding.role, '\t');
            add_cell(out, finding.plain_path, '\t');
            add_cell(out, finding.message, '\n');
            arena_release(scratch, mark);
        }
    }
}
