// SPDX-License-Identifier: Apache-2.0
// The carried rules of deals, and which kinds of documents each of them compares.
//
//     test="empty($latest) or $shipped le $latest"
//         $shipped ─► max($carriage/…) ─► /bill-of-lading | /sea-waybill | /air-waybill
//
// A rule speaks at one document, yet a late shipment is as much the bill of lading's business as
// the credit's. What a test looks at is read off its text: paths that begin at the root, its own
// and those of the variables that it names.

#include "register/deal_rules.h"

#include "rules/data.h"
#include "tree/xml.h"

#define RULES_NAME "registers/deal/rules.sch"
#define HELP_NAME  "registers/deal/rules.help.json"

enum { DEPTH_MAX = 8 }; // variables within variables; ours go three deep

typedef struct DealLet {
    Slice name, value;
} DealLet;

typedef struct Reading {
    Arena *arena;
    DealLet *lets;
    size_t let_count;
    DealKinds *kinds; // of the rule that is being read
} Reading;

static bool read_lets(Reading *it, Slice text, Faults *faults)
{
    const Tree *tree = xml_read(it->arena, vocabulary_new(it->arena), text, NULL, faults);
    if (tree == NULL)
        return false;
    it->lets = arena_array(it->arena, DealLet, tree->count);
    for (NodeId at = 0; at < tree->count; at++)
        if (tree_kind(tree, at) == NODE_ELEMENT &&
            slice_equal(tree_name(tree, at)->local, S("let")))
            it->lets[it->let_count++] = (DealLet){tree_attribute_named(tree, at, S("name")),
                                                  tree_attribute_named(tree, at, S("value"))};
    return true;
}

// ---- What an expression looks at ----

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

static Slice name_at(Slice text, size_t at)
{
    size_t end = at;
    while (end < text.len && is_letter(text.at[end]))
        end++;
    return slice_part(text, at, end - at);
}

static void add_kind(DealKinds *kinds, Slice kind)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (slice_equal(kinds->list[i], kind))
            return;
    if (kind.len > 0 && kinds->count < DEAL_KINDS_MAX)
        kinds->list[kinds->count++] = kind;
}

// A slash begins at the root where no step comes before it.
static bool is_at_root(Slice text, size_t slash)
{
    char before = slash > 0 ? text.at[slash - 1] : ' ';
    return !is_letter(before) && strchr("/])*.", before) == NULL;
}

static void read_expression(Reading *it, Slice text, unsigned depth)
{
    for (size_t i = 0; i < text.len && depth < DEPTH_MAX; i++) {
        if (text.at[i] == '/' && is_at_root(text, i))
            add_kind(it->kinds, name_at(text, i + 1));
        if (text.at[i] != '$')
            continue;
        Slice name = name_at(text, i + 1);
        for (size_t k = 0; k < it->let_count; k++)
            if (slice_equal(it->lets[k].name, name))
                read_expression(it, it->lets[k].value, depth + 1);
    }
}

// ---- Compiling ----

const DealRules *deal_rules_new(Arena *arena, Faults *faults)
{
    Slice text = data_text(S(RULES_NAME));
    DealRules *rules = arena_array(arena, DealRules, 1);
    Reading reading = {.arena = arena};
    rules->ruleset = ruleset_load_text(arena, RULES_NAME, text, NULL, faults);
    rules->help = help_read_text(arena, data_text(S(HELP_NAME)), faults);
    if (rules->ruleset == NULL || !read_lets(&reading, text, faults))
        return NULL;
    rules->compares = arena_array(arena, DealKinds, rules->ruleset->assertion_count);
    for (size_t i = 0; i < rules->ruleset->assertion_count; i++) {
        reading.kinds = &rules->compares[i];
        read_expression(&reading, rules->ruleset->assertions[i]->test, 0);
    }
    return rules;
}
