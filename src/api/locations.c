// SPDX-License-Identifier: Apache-2.0
// Codes of places in EDIFACT: the port that is an airport.
//
//     TDT+20++1   LOC+9+CNDLC:139:6'   ─►   CNDLC is the airport of Dalian; its port is CNDAL
//
// The directories have no list for 3225, for UN/LOCODE is another publication. The trade wrote the
// codes of cities' airports for their ports long before those had codes of their own, and still
// does: the list of locations has such a code among the other names of the port. It is remarked,
// never refused.

#include "api/locations.h"

#include "api/structure.h"
#include "codes/codes.h"

enum { PORTS_MAX = 3 }; // that are proposed for one code

static const SchemaText no_port = {
    {"{1} ({2}) is no seaport, but the transport is by sea; the port is {3}",
     "{1}（{2}）は海港ではありませんが、輸送は海上です。港は {3} です",
     "{1}（{2}）不是海港，但运输方式为海运；港口应为 {3}"}};

// ---- Texts of a tree by name ----

static Slice text_of(const Tree *tree, NodeId node, Arena *arena)
{
    return node != NODE_NONE ? slice_trim(tree_string(tree, node, arena)) : S("");
}

static bool is_named(const Tree *tree, NodeId node, Slice name)
{
    return tree_kind(tree, node) == NODE_ELEMENT && slice_equal(tree_name(tree, node)->local, name);
}

// Whether any leg of the transport has the mode (UN/ECE Rec 19) of 8067.
static bool has_mode(const Tree *tree, Slice mode, Arena *scratch)
{
    for (NodeId node = 1; node < tree->count; node++)
        if (is_named(tree, node, S("D_8067")) && slice_equal(text_of(tree, node, scratch), mode))
            return true;
    return false;
}

// Functions of LOC (3227) that name a port where the transport is by sea.
static bool names_port(Slice function)
{
    static const char *const functions[] = {"5",  "9",  "11", "12", "13", "60",
                                            "61", "73", "76", "94", "125"};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (slice_equal(function, slice_of(functions[i])))
            return true;
    return false;
}

// ---- Ports ----

static bool is_port(const Codes *codes, CodeRow row)
{
    return slice_find(codes_fact(codes, row, S("function")), S("1")) != SIZE_MAX;
}

// "CNDAL Dalian, CNDAG Dalian Port": ports that have the code among their other names; what is more
// than a port first.
static Slice ports_written_so(const Codes *codes, Arena *arena, Slice code, Slice language)
{
    CodeHit hits[16];
    size_t count = codes_search(codes, arena, code, hits, sizeof hits / sizeof *hits), shown = 0;
    count = count < sizeof hits / sizeof *hits ? count : sizeof hits / sizeof *hits;
    Buffer out = buffer_new(arena);
    for (int is_second = 0; is_second < 2; is_second++)
        for (size_t i = 0; i < count && shown < PORTS_MAX; i++) {
            bool is_only_port = codes_fact(codes, hits[i].row, S("function")).len == 1;
            if (hits[i].match != MATCH_NAME || !is_port(codes, hits[i].row) ||
                is_only_port != is_second)
                continue;
            Slice own = codes_code(codes, hits[i].row),
                  name = codes_label(codes, hits[i].row, language);
            buffer_print(&out, "%s%.*s %.*s", shown++ > 0 ? ", " : "", (int)own.len, own.at,
                         (int)name.len, name.at);
        }
    return buffer_slice(&out);
}

static void check_place(MadoChecker *checker, const Codes *codes, const Tree *tree, NodeId segment,
                        SchemaFindings *findings)
{
    NodeId node = tree_child_named(tree, tree_child_named(tree, segment, S("C_C517")), S("D_3225"));
    Slice code = text_of(tree, node, checker->scratch);
    if (code.len != 5 ||
        !names_port(text_of(tree, tree_child_named(tree, segment, S("D_3227")), checker->scratch)))
        return;
    CodeRow row = codes_find(codes, code);
    if (row == CODE_NONE || is_port(codes, row))
        return;
    Slice language = slice_of(checker->language);
    Slice ports = ports_written_so(codes, findings->arena, code, language);
    if (ports.len == 0)
        return;
    SchemaFinding finding = {
        .node = node,
        .clause = S("locations"),
        .text = &no_port,
        .arguments = {arena_copy(findings->arena, code), codes_label(codes, row, language), ports}};
    schema_find(findings, &finding);
}

bool check_locations(MadoChecker *checker, const Tree *tree, AccountSet *set)
{
    if (checker->syntax != SYNTAX_EDIFACT || !has_mode(tree, S("1"), checker->scratch) ||
        has_mode(tree, S("4"), checker->scratch))
        return false;
    const Codes *codes = codes_own(checker->document, S("locations"));
    SchemaFindings *findings = structure_account(checker->document, tree,
                                                 schema_language(slice_of(checker->language)), set);
    for (NodeId node = 1; codes != NULL && node < tree->count; node++)
        if (is_named(tree, node, S("S_LOC")))
            check_place(checker, codes, tree, node, findings);
    if (findings->kept == 0)
        return false;
    structure_remark(checker->document, set);
    set->name = S("Locations");
    set->title = S("places of a kind that the transport does not call at");
    return true;
}
