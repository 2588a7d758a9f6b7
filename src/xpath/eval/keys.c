// SPDX-License-Identifier: Apache-2.0
// key() and xsl:key (XSLT 2.0, 16.3): a table for each (document, key name), built when first asked for.

#include "xpath/eval/operators.h"

typedef struct KeyNode {
    uint64_t hash;
    Item value;
    NodeId node;
    uint32_t next;  // in the bucket, plus one
} KeyNode;

typedef struct KeyTable {
    struct KeyTable *other;
    const Tree *tree;
    Slice uri, local;
    KeyNode *nodes;
    size_t count, room;
    uint32_t *buckets;
    size_t mask;
} KeyTable;

static void add_node(Eval *eval, KeyTable *table, Item value, NodeId node)
{
    if (table->count == table->room) {
        size_t room = table->room ? table->room * 2 : 64;
        table->nodes = arena_resize(eval->memory, table->nodes, table->room * sizeof *table->nodes,
                                    room * sizeof *table->nodes);
        table->room = room;
    }
    table->nodes[table->count++] = (KeyNode){.hash = value_hash(eval, value, NULL),
                                             .value = item_keep(eval->memory, value, table->tree),
                                             .node = node};
}

static void fill(Eval *eval, KeyTable *table, const Key *key)
{
    const Tree *tree = table->tree;
    for (NodeId node = 0; node < tree->count; node++) {
        ArenaMark mark = arena_mark(eval->scratch);
        if (pattern_matches(eval, key->match, tree, node)) {
            focus_set(eval, item_node(tree, node), 1, 1);
            Seq values = seq_atomize(eval, eval_items(eval, key->use));
            for (size_t i = 0; i < values.count; i++)
                add_node(eval, table, values.items[i], node);
        }
        arena_release(eval->scratch, mark);
    }
}

// Chains run in document order: they are filled from the back.
static void link_buckets(Eval *eval, KeyTable *table)
{
    size_t room = 16;
    while (room < table->count * 2)
        room *= 2;
    table->mask = room - 1;
    table->buckets = arena_array(eval->memory, uint32_t, room);
    for (size_t i = table->count; i-- > 0;) {
        uint32_t *bucket = &table->buckets[table->nodes[i].hash & table->mask];
        table->nodes[i].next = *bucket;
        *bucket = (uint32_t)i + 1;
    }
}

static const KeyTable *table_of(Eval *eval, const Tree *tree, Slice uri, Slice local)
{
    EvalState *state = eval->state;
    for (KeyTable *table = state->keys; table; table = table->other)
        if (table->tree == tree && slice_equal(table->uri, uri) && slice_equal(table->local, local))
            return table;
    KeyTable *table = arena_array(eval->memory, KeyTable, 1);
    *table = (KeyTable){.tree = tree, .uri = uri, .local = local};
    bool is_declared = false;
    Focus saved = focus_save(eval);
    Item current = eval->current;
    for (const Key *key = eval->program->keys; key; key = key->next)
        if (slice_equal(key->uri, uri) && slice_equal(key->local, local)) {
            fill(eval, table, key);
            is_declared = true;
        }
    eval->current = current;
    focus_restore(eval, saved);
    if (!is_declared)
        eval_raise(eval, "XTDE1260", "no xsl:key is named \"%.*s\"", (int)local.len, local.at);
    link_buckets(eval, table);
    table->other = state->keys;
    state->keys = table;
    return table;
}

static void add_nodes(Eval *eval, const KeyTable *table, Item value, NodeId top, Sink *found)
{
    uint64_t hash = value_hash(eval, value, NULL);
    for (uint32_t at = table->buckets[hash & table->mask]; at; at = table->nodes[at - 1].next) {
        const KeyNode *node = &table->nodes[at - 1];
        if (node->hash == hash && value_same(eval, node->value, value, NULL) && node->node >= top &&
            node->node <= tree_last(table->tree, top))
            sink_add(eval, found, item_node(table->tree, node->node));
    }
}

// key(name, values, top?)
void run_key(Eval *eval, const Expr *expr, Sink *sink)
{
    Slice name;
    eval->where = expr;
    if (!eval_text(eval, expr->args[0], &name))
        eval_raise(eval, "XTDE1260", "key() needs the name of a key");
    Item top = expr->arity > 2 ? (Item){0} : focus_item(eval, expr);
    if (expr->arity > 2) {
        Item items[2];
        if (eval_take(eval, expr->args[2], items, 2) != 1)
            eval_raise(eval, "XPTY0004", "the third argument of key() is one node");
        top = items[0];
    } else if (top.type == TYPE_NODE) {
        top.len_or_node = 0;
    }
    if (top.type != TYPE_NODE)
        eval_raise(eval, "XTDE1270", "key() needs a node in a document as context item");
    Slice uri = S(""), local = name;
    size_t colon = slice_find(name, S(":"));
    if (colon != SIZE_MAX) {
        Slice prefix = slice_part(name, 0, colon);
        local = slice_part(name, colon + 1, name.len);
        for (const Namespaces *at = expr->namespaces; at; at = at->outer)
            if (slice_equal(at->prefix, prefix)) {
                uri = at->uri;
                break;
            }
    }
    const KeyTable *table = table_of(eval, top.tree, uri, local);
    Seq values = seq_atomize(eval, eval_items(eval, expr->args[1]));
    Item few[8];
    Sink found = {few, 0, SIZE_MAX, 8};
    for (size_t i = 0; i < values.count; i++)
        add_nodes(eval, table, values.items[i], top.len_or_node, &found);
    sink_add_sorted(eval, sink, found.items, found.count);
}
