// SPDX-License-Identifier: Apache-2.0
// The assignment problem by shortest augmenting paths with potentials (Kuhn, Munkres; in the form
// of Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
// assignment problems", Computing 38, 1987).
//
// Rows come one by one. Each looks for the cheapest path to a free column along columns that are
// taken, and those on it move on by one. What a path costs is measured by what is left of the costs
// after the potentials, which is never negative, so that Dijkstra's order is right.
//
// Every row has a column of its own that is always there, at a price higher than all else together:
// who gets that one gets none. So what must not be is never chosen, and as many as can are.

#include "search/assign.h"

typedef struct Assigning {
    const int64_t *costs;
    uint32_t rows, columns;
    int64_t nothing; // the price of getting none
    int64_t *row_price, *column_price;
    uint32_t *row_of; // by column, the rows' own behind the others; ASSIGN_NONE: free
    // of one search
    int64_t *distance;
    uint32_t *before; // the column before on the path; ASSIGN_NONE: the row that looks
    bool *is_done;
} Assigning;

static uint32_t width(const Assigning *it)
{
    return it->columns + it->rows;
}

static int64_t cost(const Assigning *it, uint32_t row, uint32_t column)
{
    if (column >= it->columns)
        return column - it->columns == row ? it->nothing : ASSIGN_NEVER;
    return it->costs[(size_t)row * it->columns + column];
}

static void look_from(Assigning *it, uint32_t row, uint32_t last, int64_t so_far)
{
    for (uint32_t k = 0; k <= it->columns; k++) {
        uint32_t column = k < it->columns ? k : it->columns + row; // or its own
        int64_t price = cost(it, row, column);
        if (it->is_done[column] || price == ASSIGN_NEVER)
            continue;
        int64_t distance = so_far + price - it->row_price[row] - it->column_price[column];
        if (distance < it->distance[column]) {
            it->distance[column] = distance;
            it->before[column] = last;
        }
    }
}

static uint32_t nearest(const Assigning *it)
{
    uint32_t best = ASSIGN_NONE;
    for (uint32_t column = 0; column < width(it); column++)
        if (!it->is_done[column] && it->distance[column] != INT64_MAX &&
            (best == ASSIGN_NONE || it->distance[column] < it->distance[best]))
            best = column;
    return best;
}

// What was passed gets cheaper by what it was nearer than the end.
static void move_prices(Assigning *it, uint32_t row, int64_t end)
{
    it->row_price[row] += end;
    for (uint32_t column = 0; column < width(it); column++)
        if (it->is_done[column]) {
            it->column_price[column] -= end - it->distance[column];
            it->row_price[it->row_of[column]] += end - it->distance[column];
        }
}

static void place(Assigning *it, uint32_t row)
{
    uint32_t last = ASSIGN_NONE, column;
    int64_t so_far = 0;
    it->row_price[row] = it->nothing; // … or its cheapest, so that nothing is negative
    for (uint32_t i = 0; i < it->columns; i++)
        if (cost(it, row, i) < it->row_price[row])
            it->row_price[row] = cost(it, row, i);
    for (uint32_t i = 0; i < width(it); i++) {
        it->distance[i] = INT64_MAX;
        it->is_done[i] = false;
    }
    for (uint32_t from = row;; from = it->row_of[column]) {
        look_from(it, from, last, so_far);
        column = nearest(it); // there is one: the row's own is never taken by another
        so_far = it->distance[column];
        if (it->row_of[column] == ASSIGN_NONE)
            break;
        it->is_done[column] = true;
        last = column;
    }
    move_prices(it, row, so_far);
    for (uint32_t at = column; at != ASSIGN_NONE;) {
        uint32_t before = it->before[at];
        it->row_of[at] = before != ASSIGN_NONE ? it->row_of[before] : row;
        at = before;
    }
}

// Higher than any exchange of costs can make good.
static bool price_nothing(Assigning *it, Faults *faults)
{
    int64_t most = 1;
    for (size_t i = 0; i < (size_t)it->rows * it->columns; i++) {
        int64_t size = it->costs[i] < 0 ? -it->costs[i] : it->costs[i];
        if (it->costs[i] != ASSIGN_NEVER && size > most)
            most = size;
    }
    if (most > INT64_MAX / 8 / (2 * (int64_t)ASSIGN_MAX + 1))
        return fault_add(faults, FAULT_LIMIT, 0, 0, "costs of an assignment stay below 10^14");
    it->nothing = most * (2 * (int64_t)(it->rows + it->columns) + 1);
    return true;
}

bool assign_all(Arena *arena, const int64_t *costs, uint32_t rows, uint32_t columns,
                uint32_t *result, Faults *faults)
{
    Assigning it = {.costs = costs, .rows = rows, .columns = columns};
    if (rows > ASSIGN_MAX || columns > ASSIGN_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "at most %d are assigned to each other",
                         ASSIGN_MAX);
    if (!price_nothing(&it, faults))
        return false;
    it.row_price = arena_array(arena, int64_t, rows);
    it.column_price = arena_array(arena, int64_t, width(&it));
    it.row_of = arena_array(arena, uint32_t, width(&it));
    it.distance = arena_array(arena, int64_t, width(&it));
    it.before = arena_array(arena, uint32_t, width(&it));
    it.is_done = arena_array(arena, bool, width(&it));
    for (uint32_t i = 0; i < width(&it); i++)
        it.row_of[i] = ASSIGN_NONE;
    for (uint32_t row = 0; row < rows; row++) {
        result[row] = ASSIGN_NONE;
        place(&it, row);
    }
    for (uint32_t column = 0; column < columns; column++)
        if (it.row_of[column] != ASSIGN_NONE)
            result[it.row_of[column]] = column;
    return true;
}
