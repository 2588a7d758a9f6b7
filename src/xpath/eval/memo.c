// SPDX-License-Identifier: Apache-2.0
// Values that are remembered: what rewrite/hoist.c found to be the same for every context node of a
// document, or for all that share an ancestor, or for equal texts.

#include "xpath/eval/operators.h"

enum { TEXTS_KEPT = 64 };  // per expression; a power of two

typedef struct TextEntry {
    uint64_t epoch;  // of the document, or ALL_DOCUMENTS
    Slice text;
    bool truth;
    char kept[24];  // a text that outlives its document: codes are this short
} TextEntry;

static const uint64_t ALL_DOCUMENTS = UINT64_MAX;

typedef struct MemoSlot {
    uint64_t epoch;
    bool is_ready, truth;
    Seq value;
    Item *room;
    size_t room_count;
    Item anchors[ANCHORS_MAX];
    TextEntry *texts;
    Slice text;         // MEMO_NODE_TEXT, with the node in anchors[0]
    uint64_t bindings;  // MEMO_REPEATED, with the focus in anchors[0] and the value in anchors[1]
} MemoSlot;

void memo_init(Eval *eval)
{
    eval->state->memos = arena_array(eval->state->own, MemoSlot, eval->program->memo_count + 1);
}

static void remember(Eval *eval, const Expr *expr, const Memo *memo, MemoSlot *slot, uint64_t epoch)
{
    EvalState *state = eval->state;
    slot->is_ready = false;
    ArenaMark mark = arena_mark(eval->scratch);
    if (memo->is_truth) {
        slot->truth = eval_truth(eval, expr->args[0]);
    } else {
        Seq value = eval_items(eval, expr->args[0]);
        bool per_context = memo->scope == MEMO_CONTEXT || memo->scope == MEMO_SHARED;
        state->context_used |= per_context;
        if (!per_context && slot->epoch == epoch && value.count <= slot->room_count) {
            for (size_t i = 0; i < value.count; i++)
                slot->room[i] = item_keep(eval->memory, value.items[i], state->tree);
            slot->value = (Seq){slot->room, value.count};
        } else {
            slot->value = seq_keep(per_context ? state->context_memory : eval->memory, value, state->tree);
            slot->room = (Item *)slot->value.items;
            slot->room_count = slot->value.count;
        }
    }
    arena_release(eval->scratch, mark);
    slot->epoch = epoch;
    slot->is_ready = true;
}

// The anchors are steps upwards: each yields a node, or none.
static bool anchors_changed(Eval *eval, const Memo *memo, MemoSlot *slot)
{
    bool changed = false;
    for (size_t i = 0; i < memo->anchor_count; i++) {
        Item anchor = {0}, items[2];
        size_t count = eval_take(eval, memo->anchors[i], items, 2);
        if (count > 0)
            anchor = items[0];
        changed |= count > 1;  // then the first does not tell
        changed |= slot->anchors[i].tree != anchor.tree ||
                   slot->anchors[i].len_or_node != anchor.len_or_node;
        slot->anchors[i] = anchor;
    }
    return changed;
}

// The focus is the context node itself, as in a test outside of all predicates.
static bool is_at_context(const Eval *eval)
{
    const Item *context = &eval->state->context;
    return eval->has_item && eval->item.tree == context->tree && eval->item.len_or_node == context->len_or_node &&
           eval->depth == 0;
}

// Whether a filter's base is long enough for its nodes to be worth keeping.
static bool is_long(Eval *eval, const Expr *base)
{
    enum { LONG = 16 };
    if (base->kind == EXPR_UNION)
        return is_long(eval, base->args[0]) || is_long(eval, base->args[1]);
    if (base->kind == EXPR_LOOKUP)
        return is_long(eval, base->args[0]);
    return base->kind == EXPR_WALK && eval_count(eval, base) >= LONG;
}

// The slot with a value for here and now; NULL where nothing can be remembered.
static const MemoSlot *recall(Eval *eval, const Expr *expr, const Memo *memo)
{
    EvalState *state = eval->state;
    // What is remembered holds for the document only, not for another tree that the focus may be in.
    if (expr->depends & (DEPENDS_ITEM | DEPENDS_DOCUMENT) &&
        !(eval->has_item && eval->item.type == TYPE_NODE && eval->item.tree == state->tree))
        return NULL;
    MemoSlot *slot = &state->memos[memo->number];
    if (memo->scope == MEMO_SHARED && (eval->program->memo_uses[memo->number] < 2 || !is_at_context(eval) ||
                                       !is_long(eval, expr->args[0]->args[0])))
        return NULL;
    bool per_context = memo->scope == MEMO_CONTEXT || memo->scope == MEMO_SHARED;
    uint64_t epoch = per_context ? state->context_epoch : state->document_epoch;
    bool is_fresh = slot->epoch == epoch && slot->is_ready;
    if (memo->scope == MEMO_ANCHORS && (anchors_changed(eval, memo, slot) || !is_fresh))
        is_fresh = false;
    if (!is_fresh)
        remember(eval, expr, memo, slot, epoch);
    return slot;
}

// ---- What is written twice ----

// Items that point to nothing but the document.
static bool is_self_contained(Item item)
{
    return item.type == TYPE_NODE || item.type == TYPE_BOOLEAN || item.type == TYPE_DOUBLE ||
           (item.type >= TYPE_DECIMAL && item.type <= TYPE_POSITIVE_INTEGER && !item.is_big);
}

static bool is_same_moment(const Eval *eval, const MemoSlot *slot)
{
    return slot->is_ready && slot->epoch == eval->state->context_epoch && slot->bindings == eval->bindings &&
           slot->anchors[0].tree == eval->item.tree && slot->anchors[0].len_or_node == eval->item.len_or_node;
}

static void note_moment(const Eval *eval, MemoSlot *slot)
{
    slot->epoch = eval->state->context_epoch;
    slot->bindings = eval->bindings;
    slot->anchors[0] = eval->item;
    slot->is_ready = true;
}

static bool has_node_in_focus(const Eval *eval)
{
    return eval->has_item && eval->item.type == TYPE_NODE;
}

static bool truth_repeated(Eval *eval, const Expr *expr, const Memo *memo)
{
    MemoSlot *slot = &eval->state->memos[memo->number];
    if (!has_node_in_focus(eval))
        return eval_truth(eval, expr->args[0]);
    if (!is_same_moment(eval, slot)) {
        slot->is_ready = false;
        slot->truth = eval_truth(eval, expr->args[0]);
        note_moment(eval, slot);
    }
    return slot->truth;
}

static void run_repeated(Eval *eval, const Expr *expr, const Memo *memo, Sink *sink)
{
    MemoSlot *slot = &eval->state->memos[memo->number];
    if (!has_node_in_focus(eval)) {
        eval_run(eval, expr->args[0], sink);
        return;
    }
    if (!is_same_moment(eval, slot)) {
        slot->is_ready = false;
        Item item;
        size_t count = eval_take(eval, expr->args[0], &item, 1);
        slot->anchors[1] = count ? item : (Item){0};
        slot->value = (Seq){&slot->anchors[1], count};
        if (count == 0 || is_self_contained(item))
            note_moment(eval, slot);
    }
    if (slot->value.count)
        sink_add(eval, sink, slot->anchors[1]);
}

void run_memo(Eval *eval, const Expr *expr, Sink *sink)
{
    const Memo *memo = expr->plan;
    if (memo->scope == MEMO_REPEATED && !memo->is_truth) {
        run_repeated(eval, expr, memo, sink);
        return;
    }
    const MemoSlot *slot = memo->is_truth ? NULL : recall(eval, expr, memo);
    if (!slot) {
        if (memo->is_truth)
            sink_add(eval, sink, item_boolean(truth_memo(eval, expr)));
        else
            eval_run(eval, expr->args[0], sink);
        return;
    }
    for (size_t i = 0; i < slot->value.count && !sink_full(sink); i++)
        sink_add(eval, sink, slot->value.items[i]);
}

// The text that decides; false where there is not just one node, or where the text would not last as long as the
// document.
static bool deciding_text(Eval *eval, const Memo *memo, Slice *text)
{
    const Tree *tree = eval->state->tree;
    Item items[2];
    if (eval_take(eval, memo->anchors[0], items, 2) != 1 || items[0].type != TYPE_NODE ||
        items[0].tree != tree)
        return false;
    NodeKind kind = tree_kind(tree, items[0].len_or_node);
    if (kind == NODE_COMMENT || kind == NODE_PI)
        return false;
    *text = tree_string(tree, items[0].len_or_node, eval->scratch);
    return slice_within(*text, tree->input) || slice_within(*text, tree->decoded);
}

static void note_text(Eval *eval, const Expr *expr, TextEntry *entry, Slice text)
{
    bool truth = eval_truth(eval, expr->args[0]);
    *entry = (TextEntry){.epoch = eval->state->document_epoch, .text = text, .truth = truth};
    if (expr->depends & ~DEPENDS_ITEM || text.len > sizeof entry->kept)
        return;
    entry->epoch = ALL_DOCUMENTS;
    memcpy(entry->kept, text.at, text.len);
    entry->text.at = entry->kept;
}

static bool truth_by_text(Eval *eval, const Expr *expr, const Memo *memo)
{
    EvalState *state = eval->state;
    Slice text;
    ArenaMark mark = arena_mark(eval->scratch);
    bool can_remember = deciding_text(eval, memo, &text);
    arena_release(eval->scratch, mark);
    if (!can_remember)
        return eval_truth(eval, expr->args[0]);
    MemoSlot *slot = &state->memos[memo->number];
    if (!slot->texts)
        slot->texts = arena_array(state->own, TextEntry, TEXTS_KEPT);
    TextEntry *entry = &slot->texts[slice_hash(text) & (TEXTS_KEPT - 1)];
    if ((entry->epoch != state->document_epoch && entry->epoch != ALL_DOCUMENTS) || !slice_equal(entry->text, text))
        note_text(eval, expr, entry, text);
    return entry->truth;
}

bool truth_memo(Eval *eval, const Expr *expr)
{
    const Memo *memo = expr->plan;
    if (memo->scope == MEMO_TEXT)
        return truth_by_text(eval, expr, memo);
    if (!memo->is_truth)
        return eval_truth_of_items(eval, expr);
    if (memo->scope == MEMO_REPEATED)
        return truth_repeated(eval, expr, memo);
    const MemoSlot *slot = recall(eval, expr, memo);
    return slot ? slot->truth : eval_truth(eval, expr->args[0]);
}

// ---- Texts that several patterns ask for ----

static bool lasts(const Tree *tree, Slice text)
{
    return text.len == 0 || slice_within(text, tree->input) || slice_within(text, tree->decoded);
}

bool text_node_text(Eval *eval, const Expr *expr, Slice *text)
{
    EvalState *state = eval->state;
    uint32_t number = ((const Memo *)expr->plan)->number;
    MemoSlot *slot = &state->memos[number];
    Item item = eval->item;
    if (!has_node_in_focus(eval) || eval->program->memo_uses[number] < 2)
        return eval_text(eval, expr->args[0], text);
    if (slot->is_ready && slot->epoch == state->document_epoch && slot->anchors[0].tree == item.tree &&
        slot->anchors[0].len_or_node == item.len_or_node) {
        *text = slot->text;
        return true;
    }
    slot->is_ready = false;
    if (!eval_text(eval, expr->args[0], text))
        return false;
    slot->is_ready = lasts(item.tree, *text);
    slot->epoch = state->document_epoch;
    slot->anchors[0] = item;
    slot->text = *text;
    return true;
}

void run_node_text(Eval *eval, const Expr *expr, Sink *sink)
{
    Slice text;
    if (text_node_text(eval, expr, &text))
        sink_add(eval, sink, item_string(text));
}
