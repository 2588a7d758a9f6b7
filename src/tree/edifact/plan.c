// SPDX-License-Identifier: Apache-2.0
// Plans: which nodes the segments of a message are, worked out once for all messages of that type.

#include "tree/edifact/internal.h"

#include <ctype.h>
#include <stdio.h>

uint32_t tag_number(Slice tag)
{
    uint32_t number = 0;
    // A NUL in front would not be seen in the number.
    if (tag.len > sizeof number || (tag.len > 0 && tag.at[0] == '\0'))
        return 0;
    for (size_t i = 0; i < tag.len; i++)
        number = number << 8 | (unsigned char)tag.at[i];
    return number;
}

// ---- Names ----

// What a name cannot have becomes a hyphen: the tag "A/B" is <S_A-B>.
static NameId make_name(EdifactReader *reader, const char *prefix, Slice tag, unsigned ordinal)
{
    enum { TAG_MAX = 64 }; // characters of a tag that a name shows
    char text[TAG_MAX + 24];
    size_t len = (size_t)snprintf(text, sizeof text, "%s", prefix);
    for (size_t i = 0; i < tag.len && i < TAG_MAX; i++)
        text[len++] = isalnum((unsigned char)tag.at[i]) ? tag.at[i] : '-';
    if (ordinal > 0)
        len += (size_t)snprintf(text + len, sizeof text - len, "_%u", ordinal + 1);
    return vocabulary_name(reader->vocabulary, S(""), S(""), (Slice){text, len});
}

static PathId make_path(EdifactReader *reader, PathId parent, const char *prefix, Slice tag, unsigned ordinal)
{
    return vocabulary_path(reader->vocabulary, parent, NODE_ELEMENT, make_name(reader, prefix, tag, ordinal));
}

PathId plan_group(EdifactReader *reader, PathId parent, Slice tag)
{
    return make_path(reader, parent, "G_", tag, 0);
}

// ---- Slots ----

typedef struct CodeList {
    struct CodeList *next;
    const EdifactElement *element;
    const CodeSet *set;
} CodeList;

static const CodeSet *codes_of(EdifactReader *reader, const EdifactElement *element)
{
    if (element->codes.len == 0)
        return NULL;
    for (const CodeList *list = reader->lists; list != NULL; list = list->next)
        if (list->element == element)
            return list->set;
    CodeList *list = arena_array(reader->arena, CodeList, 1);
    *list = (CodeList){reader->lists, element, codes_new(reader->arena, element)};
    reader->lists = list;
    return list->set;
}

static uint64_t mandatory_items(const EdifactItem *items, size_t count)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < count && i < 64; i++)
        bits |= (uint64_t)items[i].is_mandatory << i;
    return bits;
}

static void init_slot(Slot *slot, const EdifactItem *item, size_t index, unsigned repetition)
{
    slot->bit = (uint8_t)(index & 63);
    slot->item = item;
    slot->path = slot->text = PATH_NONE;
    slot->ordinal = (uint16_t)(item->ordinal + repetition);
}

void plan_slot(EdifactReader *reader, Slot *slot, PathId parent)
{
    // The path comes last: where memory ends before, the slot is as if it had not occurred.
    const EdifactComposite *composite = slot->item->composite;
    const EdifactElement *element = slot->item->element;
    if (composite == NULL) {
        PathId path = make_path(reader, parent, "D_", element->number, slot->ordinal);
        slot->text = vocabulary_path(reader->vocabulary, path, NODE_TEXT, NAME_NONE);
        slot->codes = codes_of(reader, element);
        slot->path = path;
        return;
    }
    Slot *components = arena_array(reader->arena, Slot, composite->count);
    for (size_t i = 0; i < composite->count; i++)
        init_slot(&components[i], &composite->items[i], i, 0);
    slot->count = (uint16_t)composite->count;
    slot->components = components;
    slot->mandatory = mandatory_items(composite->items, composite->count);
    slot->path = make_path(reader, parent, "C_", composite->tag, slot->ordinal);
}

static size_t count_slots(const EdifactSpec *spec)
{
    size_t count = 0;
    for (size_t i = 0; i < spec->count; i++)
        count += spec->items[i].repeat;
    return count < UINT16_MAX ? count : 0;
}

void plan_segment(EdifactReader *reader, SegmentPlan *plan, PathId parent, const EdifactSpec *spec, Slice tag)
{
    size_t count = spec != NULL ? count_slots(spec) : 0, made = 0;
    plan->slots = arena_array(reader->arena, Slot, count);
    for (size_t i = 0; made < count; i++) {
        const EdifactItem *item = &spec->items[i];
        size_t next = made + item->repeat;
        for (unsigned repetition = 0; repetition < item->repeat; repetition++, made++) {
            init_slot(&plan->slots[made], item, i, repetition);
            plan->slots[made].next = (uint16_t)next;
        }
    }
    plan->count = (uint16_t)count;
    plan->is_named = tag.len > 0;
    plan->has_notes = (spec != NULL && spec->dependency_count > 0) || slice_starts(tag, S("UG"));
    plan->mandatory = spec != NULL ? mandatory_items(spec->items, spec->count) : 0;
    plan->path = make_path(reader, parent, "S_", tag, 0);
}

// ---- Messages ----

static uint32_t *row_tags(EdifactReader *reader, const EdifactMessage *message)
{
    uint32_t *tags = arena_array(reader->arena, uint32_t, message->count);
    for (uint16_t i = message->count; i-- > 1;) { // a group's first row comes behind it
        const EdifactRow *row = &message->rows[i];
        tags[i] = row->is_group ? tags[row->first] : tag_number(row->tag);
    }
    return tags;
}

static bool is_interactive(const MessageId *id)
{
    return slice_equal(id->header, S("UIH"));
}

static bool begins_with(const EdifactMessage *message, Slice header)
{
    return slice_equal(message->rows[message->rows[0].first].tag, header);
}

static EdifactMessagePlan *new_plan(EdifactReader *reader, PathId outer, const MessageId *id)
{
    EdifactMessagePlan *plan = arena_array(reader->arena, EdifactMessagePlan, 1);
    bool is_exact;
    *plan = (EdifactMessagePlan){.outer = outer,
                                 .is_interactive = is_interactive(id),
                                 .type = arena_copy(reader->arena, id->type),
                                 .version = arena_copy(reader->arena, id->version),
                                 .release = arena_copy(reader->arena, id->release)};
    plan->message = reader_message(reader, id->type, id->version, id->release, &plan->found);
    if (plan->message != NULL && !begins_with(plan->message, id->header)) {
        plan->message = NULL;
        plan->found = FOUND_NONE;
    }
    plan->directory = plan->message != NULL ? plan->message->directory
                                            : reader_release(reader, id->version, id->release, &is_exact);
    plan->root = make_path(reader, outer, "M_", id->type, 0);
    if (plan->message != NULL) {
        plan->tags = row_tags(reader, plan->message);
        plan->rows = arena_array(reader->arena, SegmentPlan, plan->message->count);
        plan->steps = arena_array(reader->arena, Step, (size_t)plan->message->count << STEPS_BITS);
        for (uint16_t i = 0; i < plan->message->count; i++) {
            plan->rows[i].path = PATH_NONE;
            plan->rows[i].is_group = plan->message->rows[i].is_group;
        }
        plan->rows[0].path = plan->root;
    }
    return plan;
}

EdifactMessagePlan *plan_message(EdifactReader *reader, PathId outer, const MessageId *named)
{
    // Hostile interchanges name a new type in each message: those beyond the limit share one plan, which is flat.
    enum { PLANS_MAX = 1000 };
    MessageId id = *named;
    if (reader->plan_count >= PLANS_MAX)
        id.type = S("");
    EdifactMessagePlan **at = &reader->messages[(slice_hash(id.type) + outer) % PLANS_BY_HASH];
    for (; *at != NULL; at = &(*at)->next)
        if ((*at)->outer == outer && (*at)->is_interactive == is_interactive(&id) &&
            slice_equal((*at)->type, id.type) &&
            (id.type.len == 0 ||
             (slice_equal((*at)->version, id.version) && slice_equal((*at)->release, id.release))))
            return *at;
    reader->plan_count++;
    *at = new_plan(reader, outer, &id);
    return *at;
}

SegmentPlan *plan_loose(EdifactReader *reader, EdifactMessagePlan *plan, PathId parent, Slice tag)
{
    enum { LOOSE_MAX = 10000, LOOSE_TAG_MAX = 16 }; // of all; a tag has three characters
    if (reader->loose_count >= LOOSE_MAX || tag.len > LOOSE_TAG_MAX)
        tag = S("");
    EdifactRelease *directory = plan != NULL ? plan->directory : NULL;
    LoosePlan **at = &reader->loose[(slice_hash(tag) ^ parent) % PLANS_BY_HASH];
    for (; *at != NULL; at = &(*at)->next)
        if ((*at)->parent == parent && (*at)->directory == directory && slice_equal((*at)->tag, tag))
            return &(*at)->plan;
    LoosePlan *made = arena_array(reader->arena, LoosePlan, 1);
    made->directory = directory;
    made->parent = parent;
    made->tag = arena_copy(reader->arena, tag);
    const EdifactSpec *spec = reader_segment(reader, directory, tag);
    plan_segment(reader, &made->plan, parent, spec, tag);
    reader->loose_count++;
    *at = made; // whole, or not at all
    return &(*at)->plan;
}
