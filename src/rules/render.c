// SPDX-License-Identifier: Apache-2.0
// What people and programs read of a finding: its message, where it is, and what the test looked at.

#include "base/buffer.h"
#include "base/space.h"
#include "rules/rules.h"

// ---- Messages ----

typedef struct MessageRun {
    RuleRun *run;
    const RuleFinding *finding;
    const Message *message;
    Buffer *out;
    size_t part;
} MessageRun;

static bool write_parts(void *context)
{
    MessageRun *work = context;
    Eval *eval = work->run->eval;
    for (; work->part < work->message->count; work->part++) {
        const MessagePart *part = &work->message->parts[work->part];
        if (!part->value) {
            buffer_add(work->out, part->text);
            continue;
        }
        ArenaMark mark = eval_mark(eval);
        buffer_add(work->out, xpath_string(eval, part->value));
        eval_release(eval, mark);
    }
    return true;
}

Slice rule_message(RuleRun *run, const RuleFinding *finding, const Message *message, Arena *arena)
{
    Buffer out = buffer_new(arena);
    MessageRun work = {run, finding, message, &out, 0};
    eval_set_context(run->eval, run->tree, finding->node);
    while (!guard_run(run->guard, write_parts, &work, NULL)) {
        if (run->guard->fault.kind == FAULT_MEMORY)
            guard_raise_fault(run->guard, &run->guard->fault);
        eval_recover(run->eval);
        buffer_print(&out, "(%s)", run->guard->fault.code);  // a value that could not be worked out
        work.part++;
    }
    return buffer_slice(&out);
}

// Layout of the schema's author is no part of what a message says.
Slice rule_text(RuleRun *run, const RuleFinding *finding, const Message *message, Arena *arena)
{
    return space_collapse(arena, rule_message(run, finding, message, arena));
}

// ---- Places ----

// How many siblings before it have the same expanded name (or kind), plus one. Of elements the list of their path tells.
static size_t sibling_number(const Tree *tree, NodeId node)
{
    NodeId parent = tree_parent(tree, node);
    const Name *name = tree_name(tree, node);
    NodeKind kind = tree_kind(tree, node);
    size_t number = 1;
    if (kind == NODE_ELEMENT) {
        const Path *paths = vocabulary_paths(tree->vocabulary);
        const Name *names = vocabulary_names(tree->vocabulary);
        PathId above = tree_path(tree, parent);
        // one list for each prefix that the name is written with
        for (PathId at = paths[above].first_child; at != PATH_NONE; at = paths[at].next_sibling) {
            if (paths[at].kind != NODE_ELEMENT || names[paths[at].name].expanded != name->expanded)
                continue;
            NodeList list = tree_path_nodes(tree, at);
            size_t low = 0, high = list.count;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (list.at[middle] < node)
                    low = middle + 1;
                else
                    high = middle;
            }
            size_t first = 0, last = low;
            while (first < last) {
                size_t middle = first + (last - first) / 2;
                if (list.at[middle] <= parent)
                    first = middle + 1;
                else
                    last = middle;
            }
            number += low - first;
        }
        return number;
    }
    for (NodeId at = tree_first_child(tree, parent); at != node; at = tree_next_sibling(tree, at))
        number += tree_kind(tree, at) == kind;
    return number;
}

static bool has_namesake(const Tree *tree, NodeId node)
{
    const Name *name = tree_name(tree, node);
    for (NodeId at = tree_next_sibling(tree, node); at != NODE_NONE; at = tree_next_sibling(tree, at)) {
        const Name *other = tree_kind(tree, at) == NODE_ELEMENT ? tree_name(tree, at) : NULL;
        if (other && other->expanded == name->expanded)
            return true;
    }
    return false;
}

static void add_name(Buffer *out, const Name *name, PathForm form)
{
    if (form == PATH_FOR_PROGRAMS && name->uri.len)
        buffer_print(out, "Q{%.*s}", (int)name->uri.len, name->uri.at);
    if (form == PATH_FOR_PEOPLE && name->prefix.len) {
        buffer_add(out, name->prefix);
        buffer_add_char(out, ':');
    }
    buffer_add(out, name->local);
}

static void add_step(Buffer *out, const Tree *tree, NodeId node, PathForm form)
{
    static const char *const tests[] = {[NODE_TEXT] = "text()", [NODE_COMMENT] = "comment()",
                                        [NODE_PI] = "processing-instruction()"};
    NodeKind kind = tree_kind(tree, node);
    buffer_add_char(out, '/');
    if (kind == NODE_ATTRIBUTE) {
        buffer_add_char(out, '@');
        add_name(out, tree_name(tree, node), form);
        return;
    }
    if (kind == NODE_ELEMENT)
        add_name(out, tree_name(tree, node), form);
    else
        buffer_add(out, slice_of(tests[kind]));
    size_t number = sibling_number(tree, node);
    bool is_needed = form != PATH_FOR_PEOPLE || number > 1 || (kind == NODE_ELEMENT && has_namesake(tree, node));
    if (is_needed)
        buffer_print(out, "[%zu]", number);
}

Slice node_path(const Tree *tree, NodeId node, PathForm form, Arena *arena)
{
    Buffer out = buffer_new(arena);
    size_t depth = 0;
    for (NodeId at = node; tree_parent(tree, at) != NODE_NONE; at = tree_parent(tree, at))
        depth++;
    NodeId *chain = arena_array(arena, NodeId, depth + 1);
    size_t place = depth;
    for (NodeId at = node; tree_parent(tree, at) != NODE_NONE; at = tree_parent(tree, at))
        chain[--place] = at;
    for (size_t i = 0; i < depth; i++)
        add_step(&out, tree, chain[i], form);
    if (depth == 0)
        buffer_add_char(&out, '/');
    return buffer_slice(&out);
}

// ---- What the test looked at ----

typedef struct Looking {
    RuleRun *run;
    const Expr *operands[16];
    size_t operand_count;
    LookedAt *values;
    size_t count, room, next;
    Arena *arena;
} Looking;

static bool look(void *context)
{
    Looking *looking = context;
    while (looking->next < looking->operand_count && looking->count < looking->room) {
        const Expr *operand = looking->operands[looking->next++];
        ArenaMark mark = eval_mark(looking->run->eval);
        Slice what = expr_show_operand(looking->arena, operand);
        Slice value = arena_copy(looking->arena, eval_show_value(looking->run->eval, operand));
        eval_release(looking->run->eval, mark);
        bool repeats = false;
        for (size_t i = 0; i < looking->count && !repeats; i++)
            repeats = slice_equal(looking->values[i].what, what);
        if (!repeats)
            looking->values[looking->count++] = (LookedAt){what, value};
    }
    return true;
}

size_t rule_looked_at(RuleRun *run, const RuleFinding *finding, LookedAt *values, size_t room, Arena *arena)
{
    const Assertion *assertion = run->ruleset->assertions[finding->assertion];
    Looking looking = {.run = run, .values = values, .room = room, .arena = arena};
    looking.operand_count = expr_operands(assertion->expr, looking.operands, 16);
    eval_set_context(run->eval, run->tree, finding->node);
    while (!guard_run(run->guard, look, &looking, NULL)) {
        if (run->guard->fault.kind == FAULT_MEMORY)
            guard_raise_fault(run->guard, &run->guard->fault);
        eval_recover(run->eval);
    }
    return looking.count;
}
