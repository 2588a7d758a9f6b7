// SPDX-License-Identifier: Apache-2.0
// References by the hundred.
//
//     ME000117  ─►  hundred "ME0001", digits 2  ─►  bit 17
//     7         ─►  hundred "",       digits 1  ─►  bit 7
//     A/B       ─►  hundred "A/B",    digits 0  ─►  bit 0

#include "schema/edifact/references.h"

#include "base/ascii.h"

enum {
    HEAD_MAX = 14,          // characters: no reference has more (0020, 0062: an..14)
    HUNDREDS_MAX = 1 << 15, // kept at a time: 1 MB, in a table twice as large
    ROOM_FIRST = 64,
};

typedef struct Hundred {
    char head[HEAD_MAX];
    uint8_t len, digits; // of the head, and how many digits stood behind it
    uint64_t seen[2];    // none: the place is free
} Hundred;

struct References {
    Arena *arena;
    Hundred *table; // by hash
    size_t room, count;
};

References *references_new(Arena *arena)
{
    References *it = arena_array(arena, References, 1);
    it->arena = arena;
    it->room = ROOM_FIRST;
    it->table = arena_resize(arena, NULL, 0, it->room * sizeof *it->table);
    memset(it->table, 0, it->room * sizeof *it->table);
    return it;
}

void references_clear(References *it)
{
    if (it->count > 0)
        memset(it->table, 0, it->room * sizeof *it->table);
    it->count = 0;
}

static bool is_free(const Hundred *hundred)
{
    return (hundred->seen[0] | hundred->seen[1]) == 0;
}

// Where a hundred is, or would be.
static Hundred *find(const References *it, const Hundred *wanted)
{
    size_t named = offsetof(Hundred, seen); // the head with zeros behind it, and the two numbers
    size_t at = slice_hash((Slice){(const char *)wanted, named}) & (it->room - 1);
    while (!is_free(&it->table[at]) && memcmp(&it->table[at], wanted, named) != 0)
        at = (at + 1) & (it->room - 1);
    return &it->table[at];
}

static void grow(References *it)
{
    References larger = {.arena = it->arena, .room = it->room * 2, .count = it->count};
    larger.table = arena_resize(it->arena, NULL, 0, larger.room * sizeof *larger.table);
    memset(larger.table, 0, larger.room * sizeof *larger.table);
    for (size_t i = 0; i < it->room; i++)
        if (!is_free(&it->table[i]))
            *find(&larger, &it->table[i]) = it->table[i];
    arena_resize(it->arena, it->table, it->room * sizeof *it->table, 0);
    *it = larger;
}

static Hundred hundred_of(Slice reference, unsigned *bit)
{
    Hundred hundred = {0};
    size_t len = reference.len;
    *bit = 0;
    for (unsigned unit = 1; unit <= 10 && len > 0 && is_digit(reference.at[len - 1]); unit *= 10) {
        *bit += (unsigned)(reference.at[--len] - '0') * unit;
        hundred.digits++;
    }
    hundred.len = (uint8_t)len;
    if (len > 0)
        memcpy(hundred.head, reference.at, len);
    return hundred;
}

bool references_add(References *it, Slice reference)
{
    if (reference.len > HEAD_MAX)
        return true;
    unsigned bit;
    Hundred wanted = hundred_of(reference, &bit);
    Hundred *hundred = find(it, &wanted);
    if (is_free(hundred)) {
        if (it->count == HUNDREDS_MAX)
            return true;
        if (it->count * 2 >= it->room) {
            grow(it);
            hundred = find(it, &wanted);
        }
        *hundred = wanted;
        it->count++;
    }
    uint64_t *seen = &hundred->seen[bit / 64], one = UINT64_C(1) << bit % 64;
    bool is_new = (*seen & one) == 0;
    *seen |= one;
    return is_new;
}
