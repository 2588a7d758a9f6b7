// SPDX-License-Identifier: Apache-2.0
// How long a value may be, and how one goes on in the places behind it.
//
//     S_NAD/C_C080/D_3036 + D.16B ─► an..35        a name of 80 characters ─► D_3036, D_3036_2,
//     D_3036_3
//
// Lengths are the directory's, not the map's: a map names places, and the UN says what fits; of
// SWIFT MT the formats of its fields do.

#include "base/utf8.h"
#include "map/internal.h"
#include "tree/edifact/directory.h"
#include "tree/mt/names.h"

// ---- From the directory ----

typedef struct Asking {
    EdifactReader *reader;
    EdifactRelease *release;
    MapLengths *lengths;
} Asking;

static const Step *child_named(const Step *step, Slice local)
{
    const Step *at = step ? step->first : NULL;
    while (at != NULL && !slice_equal(at->name.local, local))
        at = at->next;
    return at;
}

// "D_3036_2" ─► 3036
static Slice number_of(Slice local)
{
    Slice rest = slice_part(local, 2, local.len);
    return slice_cut(&rest, '_');
}

static const EdifactItem *find_item(const EdifactItem *items, size_t count, Slice number)
{
    for (size_t i = 0; i < count; i++) {
        Slice own = items[i].composite ? items[i].composite->tag : items[i].element->number;
        if (slice_equal(own, number))
            return &items[i];
    }
    return NULL;
}

static void ask_items(Asking *it, const Step *above, const EdifactItem *items, size_t count)
{
    for (const Step *at = above->first; at != NULL; at = at->next) {
        const EdifactItem *item = find_item(items, count, number_of(at->name.local));
        if (item != NULL && item->composite != NULL)
            ask_items(it, at, item->composite->items, item->composite->count);
        else if (item != NULL)
            it->lengths->steps[at->number] =
                (StepLength){item->element->most, !item->element->has_letters, NULL};
    }
}

static void ask_segments(Asking *it, const Step *above)
{
    for (const Step *at = above->first; at != NULL; at = at->next) {
        if (!slice_starts(at->name.local, S("S_"))) {
            ask_segments(it, at); // a group
            continue;
        }
        const EdifactSpec *spec =
            reader_segment(it->reader, it->release, number_of(at->name.local));
        if (spec != NULL)
            ask_items(it, at, spec->items, spec->count);
    }
}

const MapLengths *map_lengths(Arena *arena, const Map *map, EdifactReader *reader)
{
    MapLengths *lengths = arena_array(arena, MapLengths, 1);
    lengths->steps = arena_array(arena, StepLength, map->step_count);
    for (size_t i = 0; i < map->head.root_count; i++) {
        const Step *root = map->head.roots[i].step;
        const Step *id = child_named(child_named(root, S("S_UNH")), S("C_S009"));
        const Step *version = child_named(id, S("D_0052")), *release = child_named(id, S("D_0054"));
        bool is_exact;
        if (version == NULL || release == NULL)
            continue;
        Asking it = {reader, NULL, lengths};
        it.release = reader_release(reader, version->constant, release->constant, &is_exact);
        if (it.release != NULL)
            ask_segments(&it, root);
    }
    return lengths;
}

// ---- From the tables of SWIFT MT ----

static const MtItem *find_part(const MtFormat *format, Slice name)
{
    for (size_t i = 0; i < format->starts[format->way_count]; i++)
        if (format->items[i].kind == MT_ITEM_VALUE && slice_equal(format->items[i].name, name))
            return &format->items[i];
    return NULL;
}

// <F32B><amount>, or <F20>, whose format has one part without a name.
static void ask_field(MapLengths *lengths, const MtLibrary *library, const Step *step)
{
    const MtField *field = mt_field(library, mt_tag_of(step->name.local));
    if (field == NULL)
        return;
    lengths->steps[step->number].item = find_part(&field->format, S(""));
    for (const Step *at = step->first; at != NULL; at = at->next)
        lengths->steps[at->number].item = find_part(&field->format, at->name.local);
}

static bool is_field(Slice local)
{
    return local.len > 2 && local.at[0] == 'F' && local.at[1] >= '0' && local.at[1] <= '9';
}

static void ask_fields(MapLengths *lengths, const MtLibrary *library, const Step *above)
{
    for (const Step *at = above->first; at != NULL; at = at->next)
        if (is_field(at->name.local))
            ask_field(lengths, library, at);
        else
            ask_fields(lengths, library, at); // a block or a sequence
}

const MapLengths *map_mt_lengths(Arena *arena, const Map *map, const MtLibrary *library)
{
    MapLengths *lengths = arena_array(arena, MapLengths, 1);
    lengths->steps = arena_array(arena, StepLength, map->step_count);
    for (size_t i = 0; i < map->head.root_count; i++)
        ask_fields(lengths, library, map->head.roots[i].step);
    return lengths;
}

// ---- What fits ----

static bool refuse(LossKind *why, LossKind kind)
{
    *why = kind;
    return false;
}

// The value as it will stand in the message: every line short enough, no sign that its set has not.
static bool fits_item(Arena *arena, const MtItem *item, Slice value, LossKind *why)
{
    Buffer raw = buffer_new(arena);
    size_t lines = 0;
    if (!mt_value_raw(&raw, item, value, S("\n")))
        return refuse(why, LOSS_FORM);
    for (Slice rest = buffer_slice(&raw); rest.len > 0; lines++) {
        Slice line = slice_cut(&rest, '\n');
        for (size_t i = 0; i < line.len; i++)
            if (!mt_type_has(item->type, (unsigned char)line.at[i]))
                return refuse(why, LOSS_SIGN);
        if (item->most > 0 && (line.len > item->most || line.len < item->least))
            return refuse(why, LOSS_LENGTH);
    }
    return lines <= (item->lines ? item->lines : 1) || refuse(why, LOSS_LENGTH);
}

bool length_fits(Arena *arena, const StepLength *length, Slice *value, LossKind *why)
{
    const MtItem *item = length->item;
    if (item != NULL) {
        if (item->lines > 1)
            *value = lines_cut(arena, *value, item->most);
        return fits_item(arena, item, *value, why);
    }
    if (length->most == 0)
        return true;
    size_t count = utf8_count(*value);
    for (size_t i = 0; length->is_number && i < value->len; i++)
        count -= value->at[i] == '-' || value->at[i] == '.'; // neither counts (ISO 9735, 10.1)
    return count <= length->most || refuse(why, LOSS_LENGTH);
}

// ---- Pieces ----

// Where a piece may end at a blank that is dropped: the piece is not full, so that the reader knows
// that there was one, and no other blank is beside it. 0 where there is none.
static size_t blank_before(Slice text, size_t end)
{
    for (size_t i = end; i-- > 1;)
        if (text.at[i] == ' ' && text.at[i - 1] != ' ' && i + 1 < text.len && text.at[i + 1] != ' ')
            return i;
    return 0;
}

// Cut at words, where the pieces suffice for it.
static bool cut_at_words(Slice text, size_t most, Slice *pieces, size_t room, size_t *count)
{
    *count = 0;
    while (utf8_count(text) > most) {
        size_t end = utf8_offset(text, most), at = blank_before(text, end);
        if (*count + 1 >= room)
            return false;
        pieces[(*count)++] = slice_part(text, 0, at > 0 ? at : end);
        text = slice_part(text, at > 0 ? at + 1 : end, text.len);
    }
    pieces[(*count)++] = text;
    return true;
}

bool pieces_cut(Slice text, size_t most, Slice *pieces, size_t room, size_t *count)
{
    if (cut_at_words(text, most, pieces, room, count))
        return true;
    for (*count = 0; *count < room && text.len > 0; (*count)++) {
        size_t end = utf8_offset(text, most);
        pieces[*count] = slice_part(text, 0, end);
        text = slice_part(text, end, text.len);
    }
    return text.len == 0;
}

Slice pieces_join(Arena *arena, Slice before, Slice last, size_t most, Slice piece)
{
    bool is_full = most > 0 && utf8_count(last) == most;
    return arena_print(arena, "%.*s%s%.*s", (int)before.len, before.at, is_full ? "" : " ",
                       (int)piece.len, piece.at);
}
