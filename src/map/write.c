// SPDX-License-Identifier: Apache-2.0
// Content ─► XML, in the order of the steps.
//
// An element is written at once and taken back where nothing real came to lie in it: constants,
// copies and defaults are not real, so that no allowance is written only for its <ChargeIndicator>.
// What the content has and no step carried is a loss.

#include "base/utf8.h"
#include "map/internal.h"
#include "tree/mt/format.h"
#include "tree/xml.h"

typedef struct Writing {
    const Map *map;
    const MapLengths *lengths; // NULL: any
    Content *content;
    Buffer *out;
    Losses *losses;
    uint32_t number;  // of this writing
    Slice count_what; // elements whose names begin so are counted
    uint32_t counted;
    bool is_first;    // the item is the first of its list
    unsigned ordinal; // its number there, from 1
    unsigned depth;
    Slice line; // of a text whose lines have elements of their own
} Writing;

static bool write_step(Writing *it, const Step *step, ContentItem *item);

static bool has_no_xml_form(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < ' ' && strchr("\t\n\r", text.at[i]) == NULL)
            return true;
    return memchr(text.at, '\0', text.len) != NULL;
}

// ---- Values ----

static ContentItem *item_of(ContentItem *item, unsigned up)
{
    while (up-- > 0)
        item = item->parent;
    return item;
}

// The item whose value a step takes; NULL where the list has none of that choice.
static ContentItem *owner_of(const Step *step, ContentItem *item)
{
    ContentItem *owner = item_of(item, step->up);
    return step->chosen_list == NULL ? owner
                                     : item_choose(owner, step->chosen_list, step->chosen_by,
                                                   step->chosen_values, step->chosen_count);
}

// "AA99*": two letters, two digits, and what may come.
static bool is_like(Slice text, Slice shape)
{
    for (size_t i = 0; i < shape.len; i++) {
        if (shape.at[i] == '*')
            return true;
        char c = i < text.len ? text.at[i] : '\0', letter = (char)(c | 32);
        bool fits = shape.at[i] == 'A'   ? letter >= 'a' && letter <= 'z'
                    : shape.at[i] == '9' ? c >= '0' && c <= '9'
                                         : c == shape.at[i];
        if (!fits)
            return false;
    }
    return text.len == shape.len;
}

static bool is_like_one(Slice text, Slice shapes)
{
    do
        if (is_like(text, slice_cut(&shapes, '|')))
            return true;
    while (shapes.len > 0);
    return false;
}

static bool is_shaped(const Step *step, Slice value)
{
    return (step->like.len == 0 || is_like_one(value, step->like)) &&
           (step->unlike.len == 0 || !is_like_one(value, step->unlike));
}

static bool says_the_same(const Writing *it, const Step *step, const ContentItem *item,
                          const ContentSlot *slot)
{
    const ContentItem *owner = step->unless_beside ? item : it->content->root;
    const ContentSlot *other = &owner->slots[step->unless->slot];
    return slice_equal(slot_text(other), slot_text(slot));
}

// "#AAI#text" where the partner has a code.
static Slice marked(Writing *it, const Step *step, ContentItem *item, Slice value)
{
    ContentSlot *partner = &item->slots[step->partner->slot];
    if (partner->at == NULL)
        return value;
    partner->carried = it->number;
    return arena_print(it->content->arena, "#%.*s#%.*s", (int)partner->len, partner->at,
                       (int)value.len, value.at);
}

// A date with the partner's time; at NULL where there is none.
static Slice timed(Writing *it, const Step *step, ContentItem *item, Slice date)
{
    ContentSlot *partner = &item->slots[step->partner->slot];
    Slice result = {0};
    if (form_add_time(it->content->arena, date, slot_text(partner), &result))
        partner->carried = it->number;
    return result;
}

// The term's value, and the members beside it, a line each.
static Slice in_lines(Writing *it, const Step *step, ContentItem *item, Slice value)
{
    Buffer out = buffer_new(it->content->arena);
    buffer_add(&out, value);
    for (size_t i = 0; i < step->form->member_count; i++) {
        ContentSlot *slot = &item->slots[step->beside[i]->slot];
        if (slot->at == NULL)
            continue;
        slot->carried = it->number;
        buffer_add_char(&out, '\n');
        buffer_add(&out, slot_text(slot));
    }
    return buffer_slice(&out);
}

// What is written where the content has no value, or none that can be written.
static Slice fallback_value(Writing *it, const Step *step, const ContentItem *item)
{
    if (step->counts_items)
        return arena_print(it->content->arena, "%u", it->ordinal);
    if (step->fallback_term != NULL)
        return slot_text(&item->slots[step->fallback_term->slot]);
    return step->fallback.len ? step->fallback : (Slice){0};
}

// Whether the value fits its place; what it loses there is told.
static bool fits(Writing *it, const Step *step, const ContentItem *owner, Slice *value)
{
    Slice whole = *value;
    LossKind why;
    if (it->lengths == NULL || step->parts > 0)
        return true;
    const StepLength *length = &it->lengths->steps[step->number];
    if (!length_fits(it->content->arena, length, value, &why)) {
        loss_add_term(it->losses, why, owner, step->term, whole);
        return false;
    }
    if (length->item == NULL || length->item->lines <= 1)
        return true;
    Slice read_back = step->form->kind == FORM_LINES
                          ? *value
                          : lines_join(it->content->arena, *value, length->item->most);
    if (!slice_equal(read_back, whole))
        loss_add_term(it->losses, LOSS_LINES, owner, step->term, whole);
    return true;
}

// What a step's value is in the syntax; at NULL where there is none. *is_real: it is from the
// content.
static Slice own_value(Writing *it, const Step *step, ContentItem *item, bool *is_real)
{
    Slice none = {0}, result;
    if (step->kind != STEP_VALUE && step->kind != STEP_COPY)
        return step->constant.len ? step->constant : none;
    ContentItem *owner = owner_of(step, item);
    if (owner == NULL)
        return none;
    ContentSlot *slot = &owner->slots[step->term->slot];
    if (step->kind == STEP_COPY)
        return slot_text(slot);
    if (slot->at == NULL || !is_shaped(step, slot_text(slot)))
        return fallback_value(it, step, item);
    if (step->unless != NULL && says_the_same(it, step, item, slot)) {
        slot->carried = it->number;
        return fallback_value(it, step, item);
    }
    bool was_carried = slot->carried == it->number;
    slot->carried = it->number;
    Slice text = step->is_repeated ? it->line : slot_text(slot);
    if (!form_write(step->form, it->content->arena, text, &result) || has_no_xml_form(result)) {
        if (!was_carried)
            loss_add_term(it->losses, LOSS_FORM, owner, step->term, slot_text(slot));
        return none;
    }
    if (step->form->kind == FORM_LINES)
        result = in_lines(it, step, owner, result);
    if (step->mark.len == 0 && !fits(it, step, owner, &result))
        return fallback_value(it, step, item);
    *is_real = true;
    if (step->partner == NULL)
        return result;
    return step->form->kind == FORM_MARKED ? marked(it, step, owner, result)
                                           : timed(it, step, owner, result);
}

// ---- Elements ----

static bool answers(const Ask *ask, const ContentItem *item)
{
    const ContentSlot *slot = &item->slots[ask->term->slot];
    for (size_t i = 0; i < ask->value_count; i++)
        if (slot->at != NULL && slice_equal(ask->values[i], slot_text(slot)))
            return true;
    return slot->at != NULL && ask->value_count == 0;
}

static bool is_wanted(const Writing *it, const Step *step, const ContentItem *item)
{
    return !step->read_only && (it->is_first || !step->first_only) &&
           (step->with.term == NULL || answers(&step->with, item)) &&
           (step->without.term == NULL || !answers(&step->without, item));
}

static void write_attributes(Writing *it, const Step *step, ContentItem *item, bool *is_real)
{
    for (const Step *at = step->first; at != NULL && at->name.is_attribute; at = at->next) {
        Slice value = is_wanted(it, at, item) ? own_value(it, at, item, is_real) : (Slice){0};
        if (value.at == NULL)
            continue;
        buffer_add_char(it->out, ' ');
        buffer_add(it->out, at->name.shown);
        buffer_add(it->out, S("=\""));
        xml_escape(it->out, value, XML_ATTRIBUTE);
        buffer_add_char(it->out, '"');
    }
}

static const Step *first_element(const Step *step)
{
    const Step *at = step->first;
    while (at != NULL && at->name.is_attribute)
        at = at->next;
    return at;
}

static bool count_element(Writing *it, const Step *step)
{
    if (it->count_what.len > 0 && slice_starts(step->name.local, it->count_what))
        it->counted++;
    return false;
}

static void begin_line(Writing *it)
{
    static const char blanks[] = "\n                                                              ";
    size_t len = 1 + 2 * (size_t)it->depth;
    buffer_add(it->out, (Slice){blanks, len < sizeof blanks ? len : sizeof blanks - 1});
}

static void write_end(Buffer *out, const Step *step)
{
    buffer_add(out, S("</"));
    buffer_add(out, step->name.shown);
    buffer_add_char(out, '>');
}

// The rest of a value that does not fit its first place; answers what stands there.
static Slice cut_parts(Writing *it, const Step *step, ContentItem *item, Slice value, Slice *pieces,
                       size_t *count)
{
    *count = 1;
    size_t most = it->lengths && step->parts > 0 ? it->lengths->steps[step->number].most : 0;
    if (most == 0 || utf8_count(value) <= most)
        return value;
    if (!pieces_cut(value, most, pieces, step->parts, count))
        loss_add_term(it->losses, LOSS_PART, owner_of(step, item), step->term, value);
    return pieces[0];
}

static void write_parts(Writing *it, const Step *step, const Slice *pieces, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        step = step->next;
        begin_line(it);
        buffer_print(it->out, "<%.*s>", (int)step->name.shown.len, step->name.shown.at);
        xml_escape(it->out, pieces[i], XML_TEXT);
        write_end(it->out, step);
    }
}

// The values of all items in one text, each behind the mark; at NULL where there is none.
static Slice marked_items(Writing *it, const Step *step, ContentItem *first)
{
    Buffer out = buffer_new(it->content->arena);
    bool is_real;
    for (ContentItem *item = first; item != NULL; item = item->next) {
        Slice value = own_value(it, step, item, &is_real);
        if (value.len == 0)
            continue;
        if (step->fallback_term != NULL && item->slots[step->term->slot].at == NULL)
            item->slots[step->fallback_term->slot].carried = it->number;
        if (out.len > 0)
            buffer_add_char(&out, '\n');
        buffer_add(&out, step->mark);
        buffer_add(&out, value);
    }
    return out.len > 0 ? buffer_slice(&out) : (Slice){0};
}

static bool write_marked_items(Writing *it, const Step *step, ContentItem *first)
{
    Slice value = first != NULL ? marked_items(it, step, first) : (Slice){0};
    if (value.at == NULL || !fits(it, step, first, &value))
        return false;
    count_element(it, step);
    begin_line(it);
    buffer_print(it->out, "<%.*s>", (int)step->name.shown.len, step->name.shown.at);
    xml_escape(it->out, value, XML_TEXT);
    write_end(it->out, step);
    return true;
}

// Whether anything real is in it; else nothing was written. Constants and the like are written, and
// taken back with the element around them where that has nothing real.
static bool write_element(Writing *it, const Step *step, ContentItem *item)
{
    Buffer *out = it->out;
    size_t start = out->len;
    uint32_t counted = it->counted;
    bool is_real = false, is_inner = step->kind == STEP_INNER;
    Slice value = own_value(it, step, item, &is_real);
    if (value.at == NULL && !is_inner)
        return false;
    Slice pieces[MAP_PARTS_MAX];
    size_t piece_count;
    value = cut_parts(it, step, item, value, pieces, &piece_count);
    bool is_filler = step->is_filler || (!is_real && !is_inner); // or a default
    count_element(it, step);
    begin_line(it);
    buffer_add_char(out, '<');
    buffer_add(out, step->name.shown);
    write_attributes(it, step, item, &is_real);
    buffer_add_char(out, '>');
    size_t inside = out->len;
    bool has_attributes = step->first != NULL && step->first->name.is_attribute;
    if (step->kind == STEP_COUNT)
        buffer_print(out, "%u", it->counted);
    else
        xml_escape(out, value, XML_TEXT);
    it->depth++;
    for (const Step *at = first_element(step); at != NULL; at = at->next)
        is_real |= write_step(it, at, item);
    it->depth--;
    bool is_empty = is_inner && out->len == inside && !has_attributes; // all below is only read
    if (!is_real && (!is_filler || is_empty) && !step->is_always) {
        out->len = start;
        it->counted = counted;
        return false;
    }
    if (is_inner)
        begin_line(it);
    write_end(out, step);
    write_parts(it, step, pieces, piece_count);
    return is_real;
}

static bool write_list(Writing *it, const Step *step, ContentItem *parent)
{
    bool was_first = it->is_first, is_real = false;
    unsigned outer = it->ordinal;
    it->ordinal = 0;
    ContentItem *item = parent->slots[step->list->slot].first;
    it->is_first = true;
    if (item == NULL && step->or_once) {
        item = arena_take(it->content->arena,
                          sizeof *item + step->list->slot_count * sizeof *item->slots,
                          alignof(ContentItem));
        *item = (ContentItem){.parent = parent, .list = step->list};
    }
    for (; item != NULL; item = item->next) {
        it->ordinal++;
        if (!is_wanted(it, step, item))
            continue;
        is_real |= write_element(it, step, item);
        it->is_first = false;
    }
    it->is_first = was_first;
    it->ordinal = outer;
    return is_real;
}

// An element for each line of a value; an empty line has none.
static bool write_lines(Writing *it, const Step *step, ContentItem *item)
{
    const ContentItem *owner = owner_of(step->line_of, item);
    Slice rest = owner ? slot_text(&owner->slots[step->line_of->term->slot]) : S("");
    bool is_real = false;
    while (rest.len > 0) {
        it->line = slice_cut(&rest, '\n');
        is_real |= it->line.len > 0 && write_element(it, step, item);
    }
    return is_real;
}

static bool write_step(Writing *it, const Step *step, ContentItem *item)
{
    if (step->list != NULL && step->mark.len > 0)
        return !step->read_only &&
               write_marked_items(it, step, item->slots[step->list->slot].first);
    if (step->list != NULL)
        return !step->read_only && write_list(it, step, item);
    if (!is_wanted(it, step, item))
        return false;
    return step->line_of != NULL ? write_lines(it, step, item) : write_element(it, step, item);
}

// ---- What was left ----

static void lose_uncarried(Writing *it, ContentItem *item)
{
    for (size_t i = 0; i < item->list->slot_count; i++) {
        ContentSlot *slot = &item->slots[i];
        const Term *term = item->list->slots[i];
        if (slot->at == NULL)
            continue;
        if (term->kind == TERM_LIST) {
            for (ContentItem *at = slot->first; at != NULL; at = at->next)
                lose_uncarried(it, at);
            continue;
        }
        if (slot->carried != it->number)
            loss_add_term(it->losses, LOSS_NO_PLACE, item, term, slot_text(slot));
    }
}

// The banks of a message of SWIFT MT stand in its headers (message.c), whose sender and recipient
// these terms are.
static void carry_partner(Writing *it, const Partner *partner)
{
    ContentItem *root = it->content->root;
    for (size_t i = 0; i < partner->count; i++) {
        const Term *term = partner->ids[i];
        if (term->list->parent != NULL || root->slots[term->slot].at == NULL)
            continue;
        root->slots[term->slot].carried = it->number;
        return;
    }
}

// ---- The whole ----

static const Root *choose_root(const Map *map, const Content *content)
{
    const Root *always = NULL;
    for (size_t i = 0; i < map->head.root_count; i++) {
        const Root *root = &map->head.roots[i];
        if (root->when == NULL)
            always = always ? always : root;
        else
            for (size_t k = 0; k < root->value_count; k++)
                if (slice_equal(slot_text(&content->root->slots[root->when->slot]),
                                root->values[k]))
                    return root;
    }
    return always ? always : &map->head.roots[0];
}

static void write_namespaces(Writing *it, const Root *root)
{
    if (root->name.uri.len > 0 && root->name.shown.len == root->name.local.len) {
        buffer_add(it->out, S(" xmlns=\""));
        xml_escape(it->out, root->name.uri, XML_ATTRIBUTE);
        buffer_add_char(it->out, '"');
    }
    for (size_t i = 0; i < it->map->head.namespace_count; i++) {
        const Namespace *space = &it->map->head.namespaces[i];
        buffer_print(it->out, " xmlns:%.*s=\"", (int)space->prefix.len, space->prefix.at);
        xml_escape(it->out, space->uri, XML_ATTRIBUTE);
        buffer_add_char(it->out, '"');
    }
}

static Slice find_count(const Step *step)
{
    Slice found = step->kind == STEP_COUNT ? step->constant : S("");
    for (const Step *at = step->first; at != NULL && found.len == 0; at = at->next)
        found = find_count(at);
    return found;
}

void map_write(const Map *map, const MapLengths *lengths, Content *content, Buffer *out,
               Losses *losses)
{
    const Root *root = choose_root(map, content);
    Writing it = {.map = map, .lengths = lengths, .content = content, .out = out, .losses = losses};
    it.number = ++content->writings;
    it.count_what = find_count(root->step);
    it.is_first = true;
    it.depth = 1;
    buffer_add(out, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"));
    buffer_add(out, root->name.shown);
    write_namespaces(&it, root);
    buffer_add_char(out, '>');
    for (const Step *at = first_element(root->step); at != NULL; at = at->next)
        write_step(&it, at, content->root);
    it.depth = 0;
    begin_line(&it);
    write_end(out, root->step);
    buffer_add_char(out, '\n');
    if (map_kind(&map->head) == MAP_MT) {
        carry_partner(&it, &map->sender);
        carry_partner(&it, &map->recipient);
    }
    lose_uncarried(&it, content->root);
}
