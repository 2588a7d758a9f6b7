// SPDX-License-Identifier: Apache-2.0
// Makes tidings of what the window found.

#include "server/tell.h"

#include "base/table.h"
#include "server/internal.h"

#include <math.h>

enum { TITLE_BYTES_MAX = 120 }; // of a record, within a notice

Telling telling_new(Act *act, Finder *finder)
{
    return (Telling){.act = act, .finder = finder, .ignored = arena_array(act->arena, Faults, 1)};
}

void telling_add(Telling *it, Tiding tiding, const Words *words)
{
    if (it->count == TIDINGS_MAX)
        return;
    if (it->count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : 64;
        it->at =
            arena_resize(it->act->arena, it->at, it->room * sizeof *it->at, more * sizeof *it->at);
        it->room = more;
    }
    Words *kept = arena_array(it->act->arena, Words, 1);
    *kept = *words;
    tiding.words = kept;
    it->at[it->count++] = tiding;
}

// Two records that came together find each other both.
bool telling_write(Telling *it, size_t *told)
{
    Table *causes = table_new(it->act->arena, it->count);
    size_t kept = 0;
    for (size_t i = 0; i < it->count; i++) {
        bool is_new;
        table_add(causes, it->at[i].cause, &is_new);
        if (is_new)
            it->at[kept++] = it->at[i];
    }
    it->count = kept;
    return act_tell(it->act, it->at, it->count, told);
}

const Matter *seen_by(Telling *it, Register *reg, const Record *record, const Asker *asker)
{
    Act act = *it->act;
    act.asker = asker;
    act.faults = it->ignored;
    it->ignored->count = 0;
    Matter *matter = arena_array(act.arena, Matter, 1);
    if (matter_of(&act, reg, record, matter))
        return matter;
    // That the store could not be read is no answer.
    if (it->ignored->count > 0 && it->ignored->list[0].kind == FAULT_IO)
        fault_append(it->act->faults, &it->ignored->list[0]);
    return NULL;
}

static Slice shortened(Arena *arena, Slice text)
{
    return text.len <= TITLE_BYTES_MAX
               ? text
               : arena_join(arena, search_snippet(text, NULL, 0, TITLE_BYTES_MAX), S("…"));
}

Slice title_told(Arena *arena, const Matter *matter, Slice title)
{
    Slice number = matter->known.number;
    title = shortened(arena, title);
    return number.len == 0 || slice_equal(number, title)
               ? title
               : arena_print(arena, "%.*s (%.*s)", (int)title.len, title.at, (int)number.len,
                             number.at);
}

Words words_filled(Arena *arena, const char *const forms[LANGUAGE_END], const Slice *values)
{
    Words words;
    for (int i = 0; i < LANGUAGE_END; i++) {
        Buffer out = buffer_new(arena);
        for (const char *at = forms[i]; *at != '\0'; at++)
            if (*at == '%')
                buffer_add(&out, values[*++at - '1']);
            else
                buffer_add_char(&out, *at);
        words.in[i] = buffer_slice(&out);
    }
    return words;
}

// ---- Two records that fit ----

static const PairStand *find_stand(const Described *described, const PairStand *pair, MatchSide at)
{
    for (size_t i = 0; i < described->stand_count; i++) {
        const PairStand *stand = &described->stands[i];
        if (slice_equal(stand->pair.id, pair->pair.id) && stand->stand.side == at)
            return stand;
    }
    return NULL;
}

bool side_open(Telling *it, const Record *name, const PairStand *pair, MatchSide at, Side *side)
{
    Act *act = it->act;
    Described described;
    it->ignored->count = 0;
    side->reg = registers_find(act->registers, name->register_name, it->ignored);
    side->record = store_record(act->store, act->arena, name->owner, name->register_name, name->id,
                                act->faults);
    if (side->reg == NULL || side->record == NULL ||
        !finder_describe(it->finder, act->arena, side->record, &described, act->faults))
        return false;
    side->title = described.document.title;
    side->stand = find_stand(&described, pair, at);
    return side->stand != NULL;
}

// What of it is compared, and which record it is: text from which a cause is made.
static Slice side_print(Arena *arena, const Side *side)
{
    Buffer out = buffer_new(arena);
    const Stand *stand = &side->stand->stand;
    const Slice names[] = {side->record->owner, side->record->register_name, side->record->id};
    for (int i = 0; i < 3; i++) {
        buffer_add(&out, names[i]);
        buffer_add_char(&out, '\n');
    }
    for (size_t i = 0; i < stand->part_count; i++) {
        for (size_t k = 0; k < stand->parts[i].count; k++) {
            buffer_add(&out, stand->parts[i].at[k]);
            buffer_add_char(&out, '\x1F');
        }
        buffer_add_char(&out, '\x1E');
    }
    for (size_t i = 0; i < stand->equal_count; i++) {
        buffer_add(&out, stand->equals[i]);
        buffer_add_char(&out, '\x1F');
    }
    return buffer_slice(&out);
}

static Asker asker_of(Slice organisation)
{
    Asker asker = nobody;
    asker.role = slice_equal(organisation, WINDOW) ? ROLE_OFFICER : ROLE_MEMBER;
    asker.organisation = organisation;
    return asker;
}

static void tell_one(Telling *it, Slice organisation, const Side *to, const Side *of,
                     const PairWords *words)
{
    Arena *arena = it->act->arena;
    Asker asker = asker_of(organisation);
    const Matter *own = seen_by(it, to->reg, to->record, &asker);
    const Matter *other = own != NULL ? seen_by(it, of->reg, of->record, &asker) : NULL;
    if (other == NULL)
        return;
    const Slice values[] = {title_told(arena, own, to->title), title_told(arena, other, of->title),
                            arena_print(arena, "%ld%%", lround(100 * words->score))};
    Words filled = words_filled(arena, words->forms, values);
    Buffer cause = buffer_new(arena);
    const Slice parts[] = {words->cause, to->stand->pair.id, organisation, side_print(arena, to),
                           side_print(arena, of)};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buffer_add(&cause, parts[i]);
        buffer_add_char(&cause, '\n');
    }
    Tiding tiding = {.organisation = organisation, .cause = buffer_slice(&cause), .matter = own};
    telling_add(it, tiding, &filled);
}

void tell_side(Telling *it, const Side *to, const Side *of, const PairWords *words)
{
    WordList who = {to->stand->notified, to->stand->notified_count};
    const Matter *matter = seen_by(it, to->reg, to->record, NULL); // as the window itself
    Slice *organisations;
    size_t count = matter != NULL ? act_told(it->act, matter, &who, &organisations) : 0;
    for (size_t i = 0; i < count; i++)
        tell_one(it, organisations[i], to, of, words);
}
