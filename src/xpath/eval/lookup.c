// SPDX-License-Identifier: Apache-2.0
// Look-ups: base[key = sought] by a hash table over the keys of the base's nodes.
//
// Rule sets ask the same list of nodes for one code after another (//cac:TaxCategory[cbc:ID = 'S'], … = 'AE',
// … = 'E'), or for every line whether its number occurs again. The table is built at the first
// question; each further one costs as much as it finds. Lookups with the same base and key share a table.
// Where a key or the sought value is neither text nor number the filter is run as it was written, which
// also raises whatever errors it should.

#include "xpath/eval/operators.h"

typedef enum KeyClass { KEY_TEXT, KEY_NUMBER, KEY_OTHER } KeyClass;

typedef struct KeyEntry {  // one distinct key
    uint64_t hash;
    Item key;
    uint32_t head, tail;  // into links
    uint32_t next;        // entry in the same bucket, plus one
} KeyEntry;

typedef struct Link {  // one node with that key
    NodeId node;
    uint32_t next;  // plus one
} Link;

typedef struct KeyIndex {
    KeyClass class;
    bool is_usable;
    const Tree *tree;
    KeyEntry *entries;
    size_t entry_count, entry_room;
    Link *links;
    size_t link_count, link_room;
    uint32_t *buckets;
    size_t mask;
} KeyIndex;

// A table is built at the second question about the same list: most lists that hang on a context node are asked once. A wide
// list that several expressions look into is sure to be asked again.
typedef struct LookupSlot {
    uint64_t document_epoch, context_epoch;
    Item anchor;
    bool was_asked;
    KeyIndex *by_class[KEY_OTHER];
} LookupSlot;

// The tables of a shape over all nodes of one path, whatever walk found them.
typedef struct ShapeSlot {
    uint64_t document_epoch;
    PathId path;
    KeyIndex *by_class[KEY_OTHER];
} ShapeSlot;

void lookup_init(Eval *eval)
{
    eval->state->shapes = arena_array(eval->state->own, ShapeSlot, eval->program->shape_count + 1);
    eval->state->lookups =
        arena_array(eval->state->own, LookupSlot, eval->program->lookup_count + 1);
}

static KeyClass class_of(Item atom)
{
    if (atom.type >= TYPE_UNTYPED_ATOMIC && atom.type <= TYPE_ANY_URI)
        return KEY_TEXT;
    if (atom.type >= TYPE_DECIMAL && atom.type <= TYPE_DOUBLE && atom.type != TYPE_FLOAT)
        return KEY_NUMBER;  // a float equals many decimals: no hash tells which
    return KEY_OTHER;
}

// The form of an atom in an index of that class; false where the comparison would not be that simple.
static bool normalise(Eval *eval, Item *atom, KeyClass class, bool is_value)
{
    KeyClass own = class_of(*atom);
    if (own == KEY_OTHER)
        return false;
    if (own == class)
        return true;
    // text against a number: only untyped text, and only in a general comparison, as a double
    if (class != KEY_NUMBER || is_value || atom->type != TYPE_UNTYPED_ATOMIC ||
        !value_castable(eval, *atom, TYPE_DOUBLE, NULL))
        return false;
    *atom = value_cast(eval, *atom, TYPE_DOUBLE, NULL);
    return true;
}

static uint64_t hash_key(Eval *eval, Item key, KeyClass class)
{
    return class == KEY_TEXT ? slice_hash(item_slice(key)) : value_hash(eval, key, NULL);
}

static bool same_key(Eval *eval, Item a, Item b, KeyClass class)
{
    return class == KEY_TEXT ? slice_equal(item_slice(a), item_slice(b))
                             : value_compare(eval, OP_EQ, a, b, NULL);
}

static KeyEntry *find_entry(Eval *eval, const KeyIndex *index, Item key, uint64_t hash)
{
    if (!index->buckets)
        return NULL;
    for (uint32_t at = index->buckets[hash & index->mask]; at; at = index->entries[at - 1].next)
        if (index->entries[at - 1].hash == hash &&
            same_key(eval, index->entries[at - 1].key, key, index->class))
            return &index->entries[at - 1];
    return NULL;
}

static void grow_entries(Eval *eval, KeyIndex *index)
{
    size_t room = index->entry_room ? index->entry_room * 2 : 8;
    KeyEntry *entries = arena_take_raw(eval->memory, room * sizeof *entries, alignof(KeyEntry));
    if (index->entry_count)
        memcpy(entries, index->entries, index->entry_count * sizeof *entries);
    index->entries = entries;
    index->buckets = arena_array(eval->memory, uint32_t, room * 2);
    index->entry_room = room;
    index->mask = room * 2 - 1;
    for (size_t i = 0; i < index->entry_count; i++) {
        uint32_t *bucket = &index->buckets[index->entries[i].hash & index->mask];
        index->entries[i].next = *bucket;
        *bucket = (uint32_t)i + 1;
    }
}

static void add_key(Eval *eval, KeyIndex *index, Item key, NodeId node)
{
    uint64_t hash = hash_key(eval, key, index->class);
    KeyEntry *entry = find_entry(eval, index, key, hash);
    if (entry && index->links[entry->tail].node == node)
        return;
    if (index->link_count == index->link_room) {
        size_t room = index->link_room * 2;  // a node with several keys
        Link *links = arena_take_raw(eval->memory, room * sizeof *links, alignof(Link));
        memcpy(links, index->links, index->link_count * sizeof *links);
        index->links = links;
        index->link_room = room;
    }
    uint32_t link = (uint32_t)index->link_count++;
    index->links[link] = (Link){node, 0};
    if (entry) {
        index->links[entry->tail].next = link + 1;
        entry->tail = link;
        return;
    }
    if (index->entry_count == index->entry_room)
        grow_entries(eval, index);
    uint32_t *bucket = &index->buckets[hash & index->mask];
    index->entries[index->entry_count] =
        (KeyEntry){hash, item_keep(eval->memory, key, index->tree), link, link, *bucket};
    *bucket = (uint32_t)++index->entry_count;
}

static bool index_node(Eval *eval, const Expr *expr, KeyIndex *index, Item node)
{
    const Lookup *lookup = expr->plan;
    Item few[4];
    Sink keys = {few, 0, SIZE_MAX, 4};
    eval_run(eval, expr->args[1], &keys);
    if (lookup->is_value && keys.count > 1)
        return false;
    for (size_t i = 0; i < keys.count; i++) {
        Item key = item_is_node(keys.items[i]) ? value_atomize(eval, keys.items[i]) : keys.items[i];
        if (!normalise(eval, &key, index->class, lookup->is_value))
            return false;
        add_key(eval, index, key, node.len_or_node);
    }
    return true;
}

static KeyIndex *build(Eval *eval, const Expr *expr, KeyClass class)
{
    KeyIndex *index = arena_array(eval->memory, KeyIndex, 1);
    ArenaMark mark = arena_mark(eval->scratch);
    Seq base = eval_items(eval, expr->args[0]);
    index->class = class;
    index->tree = base.count && base.items[0].type == TYPE_NODE ? base.items[0].tree : NULL;
    index->is_usable = true;
    index->link_room = base.count + 1;
    index->links = arena_take_raw(eval->memory, index->link_room * sizeof(Link), alignof(Link));
    Focus saved = focus_save(eval);
    for (size_t i = 0; i < base.count && index->is_usable; i++) {
        ArenaMark turn = arena_mark(eval->scratch);
        seq_expect(base, i);
        focus_set(eval, base.items[i], i + 1, base.count);
        index->is_usable = base.items[i].type == TYPE_NODE && base.items[i].tree == index->tree &&
                           index_node(eval, expr, index, base.items[i]);
        arena_release(eval->scratch, turn);
    }
    focus_restore(eval, saved);
    arena_release(eval->scratch, mark);
    eval_tick(eval, base.count);
    return index;
}

// What the base of a look-up, of a look-up in that, and so on begins with.
static const Expr *first_base(const Expr *base)
{
    while (base->kind == EXPR_LOOKUP || base->kind == EXPR_MEMO)
        base = base->args[0];
    return base;
}

// The node that the base hangs on: what a walk starts from, else the context node; where the base does not depend on
// that, its document.
static bool find_anchor(Eval *eval, const Expr *base, Item *anchor)
{
    *anchor = (Item){0};
    if (!(base->depends & (DEPENDS_ITEM | DEPENDS_DOCUMENT)))
        return true;
    if (!eval->has_item || eval->item.type != TYPE_NODE)
        return false;
    *anchor = eval->item;
    if (!(base->depends & DEPENDS_ITEM))
        anchor->len_or_node = 0;
    base = first_base(base);
    Item items[2];
    if (base->kind == EXPR_WALK && base->arity) {
        if (eval_take(eval, base->args[0], items, 2) != 1)
            return false;
        *anchor = items[0];
    }
    return anchor->type == TYPE_NODE;
}

// False where the question is the first one: it is answered by the filter.
static bool was_asked(Eval *eval, const Lookup *lookup, Item anchor)
{
    LookupSlot *slot = &eval->state->lookups[lookup->number];
    uint64_t context_epoch = lookup->per_context ? eval->state->context_epoch : 0;
    if (slot->document_epoch == eval->state->document_epoch && slot->context_epoch == context_epoch &&
        slot->anchor.tree == anchor.tree && slot->anchor.len_or_node == anchor.len_or_node && slot->was_asked)
        return true;
    *slot = (LookupSlot){.document_epoch = eval->state->document_epoch,
                         .context_epoch = context_epoch,
                         .anchor = anchor,
                         .was_asked = true};
    return lookup->is_wide && eval->program->lookup_uses[lookup->number] > 1;
}

// NULL where the base is not all nodes of a path, or the table holds for one context node only.
static ShapeSlot *shape_for(Eval *eval, const Expr *expr)
{
    const Lookup *lookup = expr->plan;
    const Expr *base = first_base(expr->args[0]);
    if (base->kind != EXPR_WALK || lookup->per_context)
        return NULL;
    PathId path = walk_whole_path(eval, base);
    if (path == PATH_NONE)
        return NULL;
    ShapeSlot *shape = &eval->state->shapes[lookup->shape];
    if (shape->document_epoch != eval->state->document_epoch || shape->path != path)
        *shape = (ShapeSlot){.document_epoch = eval->state->document_epoch, .path = path};
    return shape;
}

static KeyIndex *index_for(Eval *eval, const Expr *expr, KeyClass class)
{
    LookupSlot *slot = &eval->state->lookups[((const Lookup *)expr->plan)->number];
    if (slot->by_class[class])
        return slot->by_class[class];
    ShapeSlot *shape = shape_for(eval, expr);
    KeyIndex *index = shape ? shape->by_class[class] : NULL;
    if (!index) {
        LookupSlot before = *slot;
        ShapeSlot shape_before = shape ? *shape : (ShapeSlot){0};
        index = build(eval, expr, class);
        *slot = before;  // building may have asked other lookups of the same slot, and of the same shape
        if (shape) {
            *shape = shape_before;
            shape->by_class[class] = index;
        }
    }
    slot->by_class[class] = index;
    return index;
}

static void add_matches(Eval *eval, const KeyIndex *index, Item key, Sink *sink)
{
    const KeyEntry *entry = find_entry(eval, index, key, hash_key(eval, key, index->class));
    if (!entry)
        return;
    for (uint32_t at = entry->head + 1; at && !sink_full(sink); at = index->links[at - 1].next)
        sink_add(eval, sink, item_node(index->tree, index->links[at - 1].node));
}

// False where the question can't be answered from an index.
static bool look_up(Eval *eval, const Expr *expr, Sink *sink)
{
    const Lookup *lookup = expr->plan;
    Item few[4];
    Sink sought = {few, 0, SIZE_MAX, 4};
    eval_run(eval, expr->args[2], &sought);
    if (sought.count == 0)
        return true;
    if (lookup->is_value && sought.count > 1)
        return false;
    Item several[8];
    Sink found = {several, 0, SIZE_MAX, 8};
    Sink *out = sought.count == 1 ? sink : &found;
    for (size_t i = 0; i < sought.count; i++) {
        Item key = item_is_node(sought.items[i]) ? value_atomize(eval, sought.items[i]) : sought.items[i];
        KeyClass class = class_of(key);
        if (class == KEY_OTHER)
            return false;
        KeyIndex *index = index_for(eval, expr, class);
        // A number among the keys would be compared with untyped text as a number: the filter decides.
        if (!index->is_usable)
            return false;
        add_matches(eval, index, key, out);
    }
    if (out == &found)
        sink_add_sorted(eval, sink, found.items, found.count);
    return true;
}

// lookup[. >> $here]: whether the last node found comes behind. Where the table can't tell, the filter does.
bool truth_after(Eval *eval, const Expr *expr)
{
    const Expr *lookup_expr = expr->args[0];
    const Lookup *lookup = lookup_expr->plan;
    Item anchor, origin, sought[2];
    if (!find_anchor(eval, lookup_expr->args[0], &anchor) || !was_asked(eval, lookup, anchor) ||
        eval_take(eval, expr->args[1]->args[1], &origin, 1) != 1 || origin.type != TYPE_NODE ||
        eval_take(eval, lookup_expr->args[2], sought, 2) != 1)
        return eval_truth_of_items(eval, expr);
    Item key = item_is_node(sought[0]) ? value_atomize(eval, sought[0]) : sought[0];
    KeyClass class = class_of(key);
    const KeyIndex *index = class == KEY_OTHER ? NULL : index_for(eval, lookup_expr, class);
    if (!index || !index->is_usable || index->tree != origin.tree)
        return eval_truth_of_items(eval, expr);
    const KeyEntry *entry = find_entry(eval, index, key, hash_key(eval, key, class));
    return entry && index->links[entry->tail].node > origin.len_or_node;
}

void run_lookup(Eval *eval, const Expr *expr, Sink *sink)
{
    const Lookup *lookup = expr->plan;
    Item anchor;
    size_t before = sink->count;
    if (!find_anchor(eval, expr->args[0], &anchor) || !was_asked(eval, lookup, anchor) ||
        !look_up(eval, expr, sink)) {
        sink->count = before;
        eval_run(eval, lookup->filter, sink);
    }
}
