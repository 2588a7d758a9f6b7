// SPDX-License-Identifier: Apache-2.0
// Which row of the message's structure a segment is.
//
// Segments are told apart by their place only (ISO 9735, 8.1): from the row of the last segment on, the table is
// searched for the tag: the same row again, the rows behind it in the group, the group again, the rows behind the
// group, and so on outwards. A conditional row may be passed over; a mandatory one may not.
//
//     UNH BGM DTM [RFF DTM] [NAD LOC [RFF] [CTA COM]] CUX … UNS … UNT
//                       └─► RFF: the group again   NAD: behind it   DTM: the same row again
//
// Messages go the same few ways again and again, so each step that was found is remembered (row, tag ─► row).
//
// Where the structure does not fit, one of three things happened: a mandatory segment is missing (go on behind it),
// sections were exchanged (go back), or the segment is astray (leave it where it stands, and stay). The segment behind
// it decides: the place from which it goes on is the right one.

#include "tree/edifact/internal.h"

typedef struct Search {
    bool skips_mandatory, ignores_most;
    bool met_most; // a row would have done, were it not full yet at other times: the step must not be remembered
} Search;

static const Move nowhere = {ROW_NONE, 0};

static bool has_room(const EdifactMessagePlan *plan, Level level, Search *search)
{
    uint32_t repeat = plan->message->rows[level.row].repeat;
    if (search->ignores_most || level.count < repeat)
        return true;
    search->met_most |= repeat > 1;
    return false;
}

static Move find_forward(const EdifactMessagePlan *plan, const Position *position, uint32_t tag, Search *search)
{
    const EdifactRow *rows = plan->message->rows;
    for (unsigned up = 0; up <= position->depth; up++) {
        Level level = position->levels[position->depth - up];
        if (plan->tags[level.row] == tag && has_room(plan, level, search))
            return (Move){level.row, (uint8_t)up};
        for (uint16_t row = rows[level.row].next; row != ROW_NONE; row = rows[row].next) {
            if (plan->tags[row] == tag)
                return (Move){row, (uint8_t)up};
            if (rows[row].is_mandatory && !search->skips_mandatory)
                return nowhere;
        }
    }
    return nowhere;
}

static Move find_backward(const EdifactMessagePlan *plan, const Position *position, uint32_t tag)
{
    const EdifactRow *rows = plan->message->rows;
    for (unsigned up = 0; up <= position->depth; up++) {
        Level level = position->levels[position->depth - up];
        uint16_t row = rows[rows[level.row].parent].first;
        for (; row != ROW_NONE && row < level.row; row = rows[row].next)
            if (plan->tags[row] == tag)
                return (Move){row, (uint8_t)up};
    }
    return nowhere;
}

static bool fits(const EdifactMessagePlan *plan, const Position *position, uint32_t tag)
{
    return tag != 0 && find_forward(plan, position, tag, &(Search){0}).row != ROW_NONE;
}

static bool fits_behind(const EdifactMessagePlan *plan, const Position *position, Move move, uint32_t tag)
{
    if (move.row == ROW_NONE)
        return false;
    Position there = *position;
    position_move(&there, move);
    for (uint16_t row = move.row; plan->message->rows[row].is_group; row = plan->message->rows[row].first)
        position_enter(&there, plan->message->rows[row].first);
    return fits(plan, &there, tag);
}

// A message has sections, which UNS parts. Who goes beyond UNS though it is still to come takes what follows for another
// section's: a detail amount for a total.
static bool passes_section(const EdifactMessagePlan *plan, const Position *position, Move jump, size_t sections_ahead)
{
    size_t passed = 0, behind = 0;
    for (uint16_t row = position->levels[position->depth].row + 1; row < plan->message->count; row++) {
        bool is_section = slice_equal(plan->message->rows[row].tag, S("UNS"));
        passed += is_section && row < jump.row;
        behind += is_section && row >= jump.row;
    }
    return passed > 0 && sections_ahead > behind;
}

Move position_find_astray(const EdifactMessagePlan *plan, const Position *position, const Astray *astray)
{
    uint32_t tag = astray->tag, next = astray->next;
    if (tag == 0)
        return nowhere;
    Move full = find_forward(plan, position, tag, &(Search){.ignores_most = true});
    if (full.row != ROW_NONE)
        return full; // once too often
    Move jump = find_forward(plan, position, tag, &(Search){.skips_mandatory = true});
    Move back = find_backward(plan, position, tag);
    if (jump.row != ROW_NONE && passes_section(plan, position, jump, astray->sections_ahead))
        jump = nowhere;
    if (next == 0 || fits(plan, position, next))
        return next == 0 ? jump : nowhere;
    if (fits_behind(plan, position, jump, next))
        return jump;
    if (fits_behind(plan, position, back, next))
        return back;
    return jump;
}

Move position_search(EdifactMessagePlan *plan, const Position *position, uint32_t tag)
{
    if (tag == 0)
        return nowhere;
    uint16_t from = position->levels[position->depth].row;
    Search search = {0};
    Move move = find_forward(plan, position, tag, &search);
    if (move.row != ROW_NONE && !search.met_most)
        *position_step(plan, from, tag) = (Step){tag, plan->message->rows[move.row].repeat, move.row, move.up};
    return move;
}
