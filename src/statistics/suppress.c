// SPDX-License-Identifier: Apache-2.0
// Hiding small cells, so that no number of questions tells them.
//
//     country      84    85   all       a cell of too few is hidden (×), with partners (○): along
//     JP           12     9    21       each axis one or more beside it that together are not too
//     MC            ○     ○    14       few, and what stands across. One could add to the small
//     VA            ×     ○    11       cell and to what stands across what one takes from its
//     all          14    19    46       partners: all sums that are shown would stay as they are.
//
// Whether a cell is hidden follows from the data, never from the question: from cells of its own
// layer (the depths it is asked at) and of coarser ones, of which a question has all that matter.
// So all answers that one could collect leave the same sums open:
//
//   - Layers are decided from coarse to fine. What a layer hides is cells as fine or finer, so
//     that a coarser one never has to be looked at again.
//   - A small cell needs partners of its own unless a coarser cell that it lies in is small: then
//     that one's are its partners, at the same place otherwise. ("VA" has the partner "MC", so
//     that "VA 84" has "MC 84".) Where those are too few in a line whose sum may be shown, it has
//     its own, too.
//   - A partner is followed down by one code of each depth, its heir: that of "C" may be "C28".
//   - The parts of a partner must not add up to it: one more of them is hidden where too few are.
//
// A cell may be a partner although nothing is there. So where several dimensions cross, what is too
// few must look like what is empty (ask.c leaves it out). Why nothing can be told is worked out in
// docs/statistics.md, and tried on all questions to small cubes by tests/statistics/hiding.c.

#include "statistics/internal.h"

#include <stdlib.h>

// Real questions stay below a hundredth of it; what would take seconds is refused.
enum { WORK_MAX = 1 << 24 };

// The partners of a small cell, siblings of its codes.
typedef struct Box {
    uint32_t **partners; // by axis
    unsigned *counts;
} Box;

typedef struct Spot {
    const uint32_t *codes; // by axis; TOP: all of it
    uint64_t records;
    uint32_t *owners; // as far as they matter
    unsigned owner_count;
    bool is_small, is_hidden;
    uint32_t heir; // where it is specified in one axis alone: the code below that stands for it
    const Box *box;
} Spot;

typedef struct Layer {
    unsigned *depths; // by axis
    Table *names;     // codes as bytes ─► spot
    Spot *spots;
    size_t room;
    size_t filled;  // beyond are spots that are hidden although nothing is there
    bool has_boxes; // of small cells
} Layer;

typedef struct Suppressing {
    const SuppressQuestion *question;
    Arena *scratch;
    Faults *faults;
    Layer *layers; // in such an order that the coarser comes first
    size_t count;
    size_t strides[DIMENSIONS_ROOM]; // from a layer to that which is one deeper in an axis
    uint64_t work;
    uint32_t *key; // of a spot that is looked for
    size_t key_size;
} Suppressing;

// ---- Crowds ----

typedef struct Crowd {
    uint64_t records;
    uint32_t owners[CUBE_SUPPRESS_MAX];
    unsigned owner_count;
} Crowd;

static void crowd_add(const CubeForm *form, Crowd *crowd, const Spot *spot)
{
    crowd->records += spot->records;
    for (unsigned i = 0; i < spot->owner_count; i++)
        crowd->owner_count =
            owners_add(crowd->owners, crowd->owner_count, form->suppress, spot->owners[i]);
}

static bool is_few(const CubeForm *form, uint64_t records, unsigned owner_count)
{
    return (form->is_personal ? records : owner_count) < form->suppress;
}

static bool crowd_is_small(const CubeForm *form, const Crowd *crowd)
{
    return is_few(form, crowd->records, crowd->owner_count);
}

// ---- Layers ----

static Spot *find(const Suppressing *it, const Layer *layer, const uint32_t *codes)
{
    int32_t known = table_find(layer->names, (Slice){(const char *)codes, it->key_size});
    return known == TABLE_NONE ? NULL : &layer->spots[known];
}

static Spot *find_or_add(Suppressing *it, Layer *layer, const uint32_t *codes)
{
    Spot *known = find(it, layer, codes);
    if (known != NULL)
        return known;
    size_t number = table_count(layer->names);
    if (number == layer->room) {
        layer->room = 2 * number + 16;
        layer->spots = arena_resize(it->scratch, layer->spots, number * sizeof(Spot),
                                    layer->room * sizeof(Spot));
    }
    uint32_t *kept = arena_array(it->scratch, uint32_t, it->question->axis_count);
    memcpy(kept, codes, it->key_size);
    table_add(layer->names, (Slice){(const char *)kept, it->key_size}, NULL);
    layer->spots[number] = (Spot){.codes = kept, .heir = TOP};
    return &layer->spots[number];
}

// Where `codes` stand in a layer that is coarser.
static void project(const Suppressing *it, const Layer *layer, const uint32_t *codes,
                    uint32_t *place)
{
    for (size_t i = 0; i < it->question->axis_count; i++)
        place[i] = code_tree_at_depth(it->question->axes[i].codes, codes[i], layer->depths[i]);
}

static void add(Suppressing *it, Layer *layer, const SuppressCell *cell)
{
    unsigned most = it->question->form->suppress;
    project(it, layer, cell->codes, it->key);
    Spot *spot = find_or_add(it, layer, it->key);
    if (spot->owners == NULL)
        spot->owners = arena_array(it->scratch, uint32_t, most);
    spot->records += cell->records;
    for (unsigned i = 0; i < cell->owner_count && spot->owner_count < most; i++)
        spot->owner_count = owners_add(spot->owners, spot->owner_count, most, cell->owners[i]);
}

// The smallest layer that is one deeper in an axis; NULL of the deepest.
static const Layer *layer_below(const Suppressing *it, const Layer *layer)
{
    const Layer *best = NULL;
    for (size_t axis = 0; axis < it->question->axis_count; axis++) {
        if (layer->depths[axis] == it->question->axes[axis].depth)
            continue;
        const Layer *other = layer + it->strides[axis];
        if (best == NULL || other->filled < best->filled)
            best = other;
    }
    return best;
}

static void fill(Suppressing *it, Layer *layer)
{
    const Layer *below = layer_below(it, layer);
    layer->names = table_new(it->scratch, 64);
    for (size_t i = 0; below == NULL && i < it->question->count; i++)
        add(it, layer, &it->question->cells[i]);
    for (size_t i = 0; below != NULL && i < below->filled; i++) {
        const Spot *spot = &below->spots[i];
        add(it, layer,
            &(SuppressCell){spot->codes, spot->records, spot->owners, spot->owner_count});
    }
    layer->filled = table_count(layer->names);
    for (size_t i = 0; i < layer->filled; i++) {
        Spot *spot = &layer->spots[i];
        spot->is_small = is_few(it->question->form, spot->records, spot->owner_count);
    }
}

// The cell that a line of `axis` adds up to.
static Spot *sum_of_line(const Suppressing *it, const Layer *layer, const Spot *spot, size_t axis)
{
    const Layer *coarser = layer - it->strides[axis];
    project(it, coarser, spot->codes, it->key);
    return find(it, coarser, it->key);
}

static int order_names(const Suppressing *it, size_t axis, uint32_t one, uint32_t other)
{
    const Table *names = it->question->axes[axis].codes->names;
    return one == other
               ? 0
               : slice_compare(table_key(names, (int32_t)one), table_key(names, (int32_t)other));
}

// ---- Heirs ----

// Of those that are not too few the smallest, else the largest; by name where they are alike, for
// numbers of codes depend on who came first.
static bool is_better_heir(const Suppressing *it, size_t axis, const Spot *one, const Spot *other)
{
    if (other == NULL || one->is_small != other->is_small)
        return other == NULL || other->is_small;
    if (one->records != other->records)
        return (one->records < other->records) != one->is_small;
    return order_names(it, axis, one->codes[axis], other->codes[axis]) < 0;
}

static void choose_heirs(Suppressing *it, Layer *layer, size_t axis)
{
    for (size_t i = 0; layer->depths[axis] > 1 && i < layer->filled; i++) {
        const Spot *spot = &layer->spots[i];
        Spot *above = sum_of_line(it, layer, spot, axis);
        memcpy(it->key, spot->codes, it->key_size);
        it->key[axis] = above->heir;
        if (is_better_heir(it, axis, spot, find(it, layer, it->key)))
            above->heir = spot->codes[axis];
    }
}

// Who stands for a code of one depth at a deeper one.
static uint32_t heir_at(const Suppressing *it, size_t axis, uint32_t code, unsigned from,
                        unsigned to)
{
    for (unsigned depth = from; depth < to; depth++) {
        for (size_t i = 0; i < it->question->axis_count; i++)
            it->key[i] = TOP;
        it->key[axis] = code;
        code = find(it, &it->layers[depth * it->strides[axis]], it->key)->heir;
    }
    return code;
}

// ---- Hiding a box ----

typedef struct Mirror {
    Suppressing *suppressing;
    Layer *layer;
    const uint32_t *own;
    uint32_t partners[DIMENSIONS_ROOM][CUBE_SUPPRESS_MAX]; // at the layer's depths
    const unsigned *counts;
    uint32_t codes[DIMENSIONS_ROOM];
} Mirror;

static void hide_from(Mirror *mirror, size_t axis)
{
    Suppressing *it = mirror->suppressing;
    if (axis < it->question->axis_count) {
        mirror->codes[axis] = mirror->own[axis];
        hide_from(mirror, axis + 1);
        for (unsigned i = 0; i < mirror->counts[axis] && it->work < WORK_MAX; i++) {
            mirror->codes[axis] = mirror->partners[axis][i];
            hide_from(mirror, axis + 1);
        }
        return;
    }
    it->work++;
    Spot *spot = it->question->notes_empty ? find_or_add(it, mirror->layer, mirror->codes)
                                           : find(it, mirror->layer, mirror->codes);
    if (spot != NULL)
        spot->is_hidden = true;
}

// Hides what the box of a cell is in a layer that is as deep or deeper, at the place of `own`,
// which lies in the cell.
static void hide_box(Suppressing *it, Layer *layer, const uint32_t *own, const Layer *of,
                     const Box *box)
{
    Mirror mirror;
    mirror.suppressing = it;
    mirror.layer = layer;
    mirror.own = own;
    mirror.counts = box->counts;
    for (size_t axis = 0; axis < it->question->axis_count; axis++)
        for (unsigned i = 0; i < box->counts[axis]; i++)
            mirror.partners[axis][i] =
                heir_at(it, axis, box->partners[axis][i], of->depths[axis], layer->depths[axis]);
    hide_from(&mirror, 0);
}

// ---- Which small cells need partners of their own ----

static bool is_coarser(const Suppressing *it, const Layer *one, const Layer *other)
{
    for (size_t axis = 0; axis < it->question->axis_count; axis++)
        if (one->depths[axis] > other->depths[axis])
            return false;
    return one != other;
}

// Whether the spot and the partners that a coarser cell's box has in its line are not too few.
static bool is_enough(const Suppressing *it, const Layer *layer, const Spot *spot, size_t axis,
                      const Box *box)
{
    const CubeForm *form = it->question->form;
    Crowd crowd = {.records = 0};
    crowd_add(form, &crowd, spot);
    for (unsigned i = 0; i < box->counts[axis]; i++) {
        memcpy(it->key, spot->codes, it->key_size);
        it->key[axis] = box->partners[axis][i];
        const Spot *partner = find(it, layer, it->key);
        if (partner != NULL)
            crowd_add(form, &crowd, partner);
    }
    return !crowd_is_small(form, &crowd);
}

// Hides the boxes of the coarser cells that the spot lies in, here. True where they are not enough
// in a line whose sum is not too few.
static bool inherit(Suppressing *it, Layer *layer, size_t number)
{
    size_t width = it->question->axis_count;
    bool is_open[DIMENSIONS_ROOM] = {false}, is_within_small = false, needs_more = false;
    const Spot spot = layer->spots[number]; // they may move
    for (size_t axis = 0; axis < width; axis++) {
        if (layer->depths[axis] > 0)
            is_open[axis] = !sum_of_line(it, layer, &spot, axis)->is_small;
        is_within_small |= layer->depths[axis] > 0 && !is_open[axis];
    }
    for (const Layer *of = it->layers; is_within_small && of < layer; of++) {
        if (!of->has_boxes || !is_coarser(it, of, layer))
            continue;
        it->work++;
        project(it, of, spot.codes, it->key);
        const Box *box = find(it, of, it->key)->box;
        if (box == NULL)
            continue;
        for (size_t axis = 0; axis < width; axis++)
            is_open[axis] = is_open[axis] && !is_enough(it, layer, &spot, axis, box);
        hide_box(it, layer, spot.codes, of, box);
    }
    for (size_t axis = 0; axis < width; axis++)
        needs_more |= is_open[axis];
    return needs_more;
}

// ---- Choosing partners ----

static Box *new_box(const Suppressing *it)
{
    size_t width = it->question->axis_count;
    Box *box = arena_array(it->scratch, Box, 1);
    box->counts = arena_array(it->scratch, unsigned, width);
    box->partners = arena_array(it->scratch, uint32_t *, width);
    for (size_t axis = 0; axis < width; axis++)
        box->partners[axis] = arena_array(it->scratch, uint32_t, it->question->form->suppress);
    return box;
}

// The cells that one of the coarser layer is the sum of.
typedef struct Line {
    Suppressing *suppressing;
    const Layer *layer;
    size_t axis;
    uint32_t *spots; // by number
    size_t count;
} Line;

// First those that are hidden anyway because they are small, the largest first, so that few are
// enough; then the others, hidden ones and small ones first.
static int order_candidates(const void *a, const void *b, void *context)
{
    const Line *it = context;
    const Spot *one = &it->layer->spots[*(const uint32_t *)a];
    const Spot *other = &it->layer->spots[*(const uint32_t *)b];
    if (one->is_small != other->is_small)
        return one->is_small ? -1 : 1;
    if (one->is_hidden != other->is_hidden)
        return one->is_hidden ? -1 : 1;
    if (one->records != other->records)
        return (one->records > other->records) == one->is_small ? -1 : 1;
    return order_names(it->suppressing, it->axis, one->codes[it->axis], other->codes[it->axis]);
}

// A sibling of the code where nothing but this axis is specified, or NULL.
static const Spot *sibling_anywhere(const Line *it, uint32_t code)
{
    const CodeTree *codes = it->suppressing->question->axes[it->axis].codes;
    unsigned depth = it->layer->depths[it->axis];
    const Layer *alone = &it->suppressing->layers[depth * it->suppressing->strides[it->axis]];
    uint32_t above = code_tree_at_depth(codes, code, depth - 1);
    const Spot *best = NULL;
    it->suppressing->work += alone->filled;
    for (size_t i = 0; i < alone->filled; i++) {
        const Spot *other = &alone->spots[i];
        if (other->codes[it->axis] != code &&
            code_tree_at_depth(codes, other->codes[it->axis], depth - 1) == above &&
            is_better_heir(it->suppressing, it->axis, other, best))
            best = other;
    }
    return best;
}

// Where the whole line is too few any sibling will do.
static void take_any(const Line *it, const Spot *spot, Box *box)
{
    const Spot *first = &it->layer->spots[it->spots[0]];
    if (first == spot)
        first = it->count > 1 ? &it->layer->spots[it->spots[1]]
                              : sibling_anywhere(it, spot->codes[it->axis]);
    if (first != NULL)
        box->partners[it->axis][box->counts[it->axis]++] = first->codes[it->axis];
}

// Small ones until they are enough together, else one that is enough alone. One that is hidden for
// the sake of a sum does not count among them.
static void take_enough(const Line *it, const Spot *spot, Box *box)
{
    const CubeForm *form = it->suppressing->question->form;
    unsigned *count = &box->counts[it->axis];
    Crowd crowd = {.records = 0};
    if (spot->is_small)
        crowd_add(form, &crowd, spot);
    for (size_t i = 0; i < it->count && crowd_is_small(form, &crowd); i++) {
        const Spot *other = &it->layer->spots[it->spots[i]];
        uint64_t records = crowd.records;
        unsigned owners = crowd.owner_count;
        it->suppressing->work++;
        if (other == spot)
            continue;
        crowd_add(form, &crowd, other);
        if (form->is_personal ? crowd.records == records : crowd.owner_count == owners)
            continue;
        *count = other->is_small ? *count : 0;
        box->partners[it->axis][(*count)++] = other->codes[it->axis];
    }
}

static void choose_in_line(const Line *it, const Spot *sum, Box **boxes)
{
    bool is_needed = false;
    for (size_t i = 0; i < it->count; i++)
        is_needed |= boxes[it->spots[i]] != NULL;
    if (!is_needed)
        return;
    qsort_r(it->spots, it->count, sizeof *it->spots, order_candidates, (void *)it);
    for (size_t i = 0; i < it->count && it->suppressing->work < WORK_MAX; i++) {
        const Spot *spot = &it->layer->spots[it->spots[i]];
        Box *box = boxes[it->spots[i]];
        if (box != NULL && sum->is_small)
            take_any(it, spot, box);
        else if (box != NULL)
            take_enough(it, spot, box);
    }
}

// The parts of a sum that is hidden must not add up to it: what is hidden of them is not too few.
// Where it would be, the smallest of the others is hidden, too, and gets partners as a small one.
static void keep_sum(const Line *it, const Spot *sum, Box **boxes)
{
    const CubeForm *form = it->suppressing->question->form;
    Crowd crowd = {.records = 0};
    uint32_t *best = NULL;
    if (!sum->is_hidden || sum->is_small)
        return;
    for (size_t i = 0; i < it->count; i++) {
        const Spot *spot = &it->layer->spots[it->spots[i]];
        if (spot->is_small || spot->is_hidden)
            crowd_add(form, &crowd, spot);
        else if (best == NULL || order_candidates(&it->spots[i], best, (void *)it) < 0)
            best = &it->spots[i];
    }
    if (best != NULL && crowd_is_small(form, &crowd) && boxes[*best] == NULL)
        boxes[*best] = new_box(it->suppressing);
}

typedef void LineVisit(const Line *line, const Spot *sum, Box **boxes);

static void visit_lines(Suppressing *it, const Layer *layer, size_t axis, LineVisit *visit,
                        Box **boxes)
{
    const Layer *coarser = layer - it->strides[axis];
    uint32_t *order = arena_array(it->scratch, uint32_t, layer->filled);
    uint32_t *sums = arena_array(it->scratch, uint32_t, layer->filled);
    size_t *ends = arena_array(it->scratch, size_t, coarser->filled + 1);
    for (size_t i = 0; i < layer->filled; i++) {
        sums[i] = (uint32_t)(sum_of_line(it, layer, &layer->spots[i], axis) - coarser->spots);
        ends[sums[i] + 1]++;
    }
    for (size_t i = 0; i < coarser->filled; i++)
        ends[i + 1] += ends[i];
    for (size_t i = 0; i < layer->filled; i++) // each end begins as the one before
        order[ends[sums[i]]++] = (uint32_t)i;
    for (size_t i = 0, from = 0; i < coarser->filled; from = ends[i++]) {
        const Line line = {it, layer, axis, &order[from], ends[i] - from};
        visit(&line, &coarser->spots[i], boxes);
    }
}

// ---- All ----

static void visit_all_lines(Suppressing *it, const Layer *layer, LineVisit *visit, Box **boxes)
{
    for (size_t axis = 0; axis < it->question->axis_count; axis++)
        if (layer->depths[axis] > 0)
            visit_lines(it, layer, axis, visit, boxes);
}

// All partners are chosen before the first of the layer is hidden: none depends on the order.
static void decide(Suppressing *it, Layer *layer)
{
    Box **boxes = arena_array(it->scratch, Box *, layer->filled);
    for (size_t i = 0; i < layer->filled && it->work < WORK_MAX; i++)
        if (layer->spots[i].is_small && inherit(it, layer, i))
            boxes[i] = new_box(it);
    visit_all_lines(it, layer, keep_sum, boxes);
    visit_all_lines(it, layer, choose_in_line, boxes);
    for (size_t i = 0; i < layer->filled && it->work < WORK_MAX; i++) {
        if (boxes[i] == NULL)
            continue;
        if (layer->spots[i].is_small) {
            layer->spots[i].box = boxes[i];
            layer->has_boxes = true;
        }
        hide_box(it, layer, layer->spots[i].codes, layer, boxes[i]);
    }
}

static bool set_layers(Suppressing *it)
{
    const SuppressQuestion *question = it->question;
    it->count = 1;
    for (size_t axis = 0; axis < question->axis_count; axis++) {
        it->strides[axis] = it->count;
        it->count *= question->axes[axis].depth + 1;
        if (it->count * (question->count + 1) > WORK_MAX)
            return false;
    }
    it->work = it->count * question->count;
    it->layers = arena_array(it->scratch, Layer, it->count);
    for (size_t i = 0; i < it->count; i++) {
        it->layers[i].depths = arena_array(it->scratch, unsigned, question->axis_count);
        for (size_t axis = 0; axis < question->axis_count; axis++)
            it->layers[i].depths[axis] =
                (unsigned)(i / it->strides[axis] % (question->axes[axis].depth + 1));
    }
    return true;
}

bool suppress(Arena *scratch, const SuppressQuestion *question, SuppressSink *hide, void *context,
              Faults *faults)
{
    Suppressing it = {.question = question,
                      .scratch = scratch,
                      .faults = faults,
                      .key = arena_array(scratch, uint32_t, question->axis_count),
                      .key_size = question->axis_count * sizeof(uint32_t)};
    bool is_good = set_layers(&it);
    for (size_t i = it.count; is_good && i-- > 0;)
        fill(&it, &it.layers[i]);
    for (size_t i = 0; is_good && i < it.count; i++) {
        Layer *layer = &it.layers[i];
        for (size_t axis = 0; axis < question->axis_count; axis++)
            if (layer->depths[axis] * it.strides[axis] == i)
                choose_heirs(&it, layer, axis);
        decide(&it, layer);
        is_good = it.work < WORK_MAX;
        for (size_t k = 0; k < table_count(layer->names); k++)
            if (layer->spots[k].is_small || layer->spots[k].is_hidden)
                hide(context, layer->spots[k].codes, layer->depths);
    }
    return is_good || fault_add(faults, FAULT_LIMIT, 0, 0,
                                "so much at once that small cells cannot be hidden: ask by fewer "
                                "dimensions, or less deep");
}
