// SPDX-License-Identifier: Apache-2.0
// CONTRL: tells the sender what was taken and what was not (ISO 9735-4).
//
//     UNB UNH UCI [UCM [UCS [UCD]…]…]… UNT UNZ
//
// A message with errors is rejected, with the place and the code (0085) of each; one with none, or with remarks only,
// is acknowledged.

#include "schema/edifact.h"

enum { UCS_MAX = 999, UCD_MAX = 99 }; // as the message's structure allows

struct EdifactReport {
    Arena *arena;
    Slice reference, identifier, version;
    Slice sender, recipient; // S002 and S003 as they were written in UNB
    Buffer messages;         // UCM and below
    size_t segments;         // in `messages`
    Slice refused;           // the code of an error in UNB, UNG, UNE or UNZ; empty: none
};

// ---- Texts of a tree by name ----

static NodeId child_named(const Tree *tree, NodeId parent, const char *name)
{
    NodeId node = parent != NODE_NONE ? tree_first_child(tree, parent) : NODE_NONE;
    while (node != NODE_NONE &&
           !(tree_kind(tree, node) == NODE_ELEMENT && slice_equal(tree_name(tree, node)->local, slice_of(name))))
        node = tree_next_sibling(tree, node);
    return node;
}

static Slice text_at(EdifactReport *it, const Tree *tree, NodeId node)
{
    return node != NODE_NONE ? arena_copy(it->arena, tree_string(tree, node, it->arena)) : S("");
}

// With release characters before what is a service character by default.
static void add_value(Buffer *out, Slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (memchr(":+?'*", value.at[i], 5) != NULL)
            buffer_add_char(out, '?');
        buffer_add_char(out, value.at[i]);
    }
}

// The components of a composite, those that are there.
static Slice components(EdifactReport *it, const Tree *tree, NodeId composite, const char *const *names, size_t count)
{
    Buffer out = buffer_new(it->arena);
    size_t pending = 0;
    for (size_t i = 0; i < count; i++) {
        Slice value = text_at(it, tree, child_named(tree, composite, names[i]));
        if (value.len > 0) {
            for (; pending > 0; pending--)
                buffer_add_char(&out, ':');
            add_value(&out, value);
        }
        pending++;
    }
    return buffer_slice(&out);
}

EdifactReport *edifact_report_new(Arena *arena, const EdifactUnit *header)
{
    static const char *const sender[] = {"D_0004", "D_0007", "D_0008"}, *const recipient[] = {"D_0010", "D_0007",
                                                                                              "D_0014"};
    EdifactReport *it = arena_array(arena, EdifactReport, 1);
    const Tree *tree = header->tree;
    NodeId unb = child_named(tree, 0, "S_UNB"), syntax = child_named(tree, unb, "C_S001");
    it->arena = arena;
    it->messages = buffer_new(arena);
    it->reference = text_at(it, tree, child_named(tree, unb, "D_0020"));
    it->identifier = text_at(it, tree, child_named(tree, syntax, "D_0001"));
    it->version = text_at(it, tree, child_named(tree, syntax, "D_0002"));
    it->sender = components(it, tree, child_named(tree, unb, "C_S002"), sender, 3);
    it->recipient = components(it, tree, child_named(tree, unb, "C_S003"), recipient, 3);
    return it;
}

// ---- Messages ----

// "0085/13" ─► 13
static Slice code_of(const SchemaFinding *finding)
{
    return slice_part(finding->clause, 5, finding->clause.len);
}

static bool is_error(const EdifactAnswer *answer, const SchemaFinding *finding)
{
    return edifact_severity(answer->unit, finding) == EDIFACT_ERROR;
}

static size_t count_errors(const EdifactAnswer *answer)
{
    size_t errors = 0;
    for (size_t i = 0; i < answer->count; i++)
        errors += is_error(answer, &answer->findings[i]);
    return errors;
}

static void add_error(EdifactReport *it, const EdifactPlace *place, Slice code, size_t *segment, size_t *data)
{
    Buffer *out = &it->messages;
    if (place->position != *segment || place->element == 0) {
        buffer_print(out, "UCS+%zu", place->position);
        if (place->element == 0)
            buffer_print(out, "+%.*s", (int)code.len, code.at);
        buffer_add_char(out, '\'');
        it->segments++;
        *segment = place->position;
        *data = 0;
    }
    if (place->element == 0 || ++*data > UCD_MAX)
        return;
    buffer_print(out, "UCD+%.*s+%zu", (int)code.len, code.at, place->element);
    if (place->component > 0)
        buffer_print(out, ":%zu", place->component);
    buffer_add_char(out, '\'');
    it->segments++;
}

static void add_message(EdifactReport *it, const EdifactAnswer *answer)
{
    static const char *const names[] = {"D_0065", "D_0052", "D_0054", "D_0051", "D_0057"};
    const Tree *tree = answer->unit->tree;
    NodeId header = child_named(tree, tree_first_child(tree, 0), "S_UNH");
    Slice id = components(it, tree, child_named(tree, header, "C_S009"), names, 5);
    buffer_add(&it->messages, S("UCM+"));
    add_value(&it->messages, text_at(it, tree, child_named(tree, header, "D_0062")));
    buffer_print(&it->messages, "+%.*s+%c'", (int)id.len, id.at, count_errors(answer) > 0 ? '4' : '7');
    it->segments++;
    size_t segment = 0, data = 0;
    for (size_t i = 0, told = 0; i < answer->count && told < UCS_MAX; i++) {
        if (!is_error(answer, &answer->findings[i]))
            continue;
        EdifactPlace place = edifact_place(answer->unit, answer->findings[i].node);
        add_error(it, &place, code_of(&answer->findings[i]), &segment, &data);
        told++;
    }
}

void edifact_report_add(EdifactReport *it, const EdifactAnswer *answer)
{
    if (answer->unit->kind == UNIT_MESSAGE) {
        add_message(it, answer);
        return;
    }
    for (size_t i = 0; i < answer->count && it->refused.len == 0; i++)
        if (is_error(answer, &answer->findings[i]))
            it->refused = code_of(&answer->findings[i]);
}

// ---- The interchange ----

Slice edifact_report_write(EdifactReport *it, Slice reference, Slice date, Slice time)
{
    Buffer out = buffer_new(it->arena);
    bool is_version_4 = slice_equal(it->version, S("4"));
    // What came from A to B is answered from B to A.
    buffer_print(&out, "UNB+%.*s:%.*s+%.*s+%.*s+%.*s:%.*s+", (int)it->identifier.len, it->identifier.at,
                 (int)it->version.len, it->version.at, (int)it->recipient.len, it->recipient.at, (int)it->sender.len,
                 it->sender.at, (int)date.len, date.at, (int)time.len, time.at);
    add_value(&out, reference);
    buffer_print(&out, "'UNH+1+CONTRL:%s:UN'UCI+", is_version_4 ? "4:1" : "D:3");
    add_value(&out, it->reference);
    buffer_print(&out, "+%.*s+%.*s+%s%.*s'", (int)it->sender.len, it->sender.at, (int)it->recipient.len,
                 it->recipient.at, it->refused.len > 0 ? "4+" : "7", (int)it->refused.len, it->refused.at);
    buffer_add(&out, buffer_slice(&it->messages));
    buffer_print(&out, "UNT+%zu+1'UNZ+1+", it->segments + 3);
    add_value(&out, reference);
    buffer_add_char(&out, '\'');
    return buffer_slice(&out);
}
