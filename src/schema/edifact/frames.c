// SPDX-License-Identifier: Apache-2.0
// What frames messages: the interchange, its groups and packages. Each is opened, holds something,
// is closed, and says how much it held.
//
//     UNB [UNG [UNH…UNT]… UNE]… UNZ          batch (ISO 9735-2): groups, or messages and packages
//     without UIB [UIH…UIT | UNO…UNP | UIR]… UIZ     interactive (9735-3)
//
// Units come one by one and do not stay, so that what is needed of a header is kept here.

#include "schema/edifact/checks.h"

static void keep(KeptText *kept, Slice text)
{
    kept->len = text.len < sizeof kept->text ? text.len : sizeof kept->text;
    if (kept->len > 0)
        memcpy(kept->text, text.at, kept->len);
}

static Slice kept_text(const KeptText *kept)
{
    return (Slice){kept->text, kept->len};
}

static Slice text_named(EdifactValidator *it, NodeId node, const char *name)
{
    return validator_text(it, validator_child(it, node, name));
}

// ---- Headers that must have been there, trailers that must have come ----

static void find_no_opener(EdifactValidator *it, NodeId node, const char *tag)
{
    if (!validator_is_full(it))
        validator_find(it, node, TEXT_NO_OPENER, validator_here(it, node), slice_of(tag), S(""),
                       S(""));
}

static void find_no_trailer(EdifactValidator *it, const char *opener, Slice reference,
                            const char *trailer)
{
    if (validator_is_full(it))
        return;
    Slice opened =
        arena_print(it->findings->arena, "%s (%.*s)", opener, (int)reference.len, reference.at);
    validator_find(it, 0, TEXT_NO_TRAILER, opened, slice_of(trailer), S(""), S(""));
}

static void end_group(EdifactValidator *it)
{
    if (it->frame.group_is_open)
        find_no_trailer(it, "UNG", kept_text(&it->frame.group_reference), "UNE Group trailer");
    it->frame.group_is_open = false;
}

static void end_interchange(EdifactValidator *it)
{
    const InterchangeFrame *frame = &it->frame;
    end_group(it);
    if (frame->is_open && !frame->is_assumed)
        find_no_trailer(it, frame->is_interactive ? "UIB" : "UNB", kept_text(&frame->reference),
                        frame->is_interactive ? "UIZ Interactive interchange trailer"
                                              : "UNZ Interchange trailer");
    it->frame = (InterchangeFrame){0};
}

static void find_empty(EdifactValidator *it, NodeId node, const char *opener,
                       const KeptText *reference)
{
    if (!validator_is_full(it))
        validator_find(it, node, TEXT_EMPTY, validator_here(it, node),
                       arena_print(it->findings->arena, "%s (%.*s)", opener, (int)reference->len,
                                   reference->text),
                       S(""), S(""));
}

// ---- Service segments ----

static void open_interchange(EdifactValidator *it, NodeId node, bool is_interactive)
{
    end_interchange(it);
    references_clear(it->references);
    it->frame.is_open = true;
    it->frame.is_interactive = is_interactive;
    NodeId dialogue = validator_child(it, node, "C_S302");
    keep(&it->frame.reference,
         is_interactive ? text_named(it, dialogue, "D_0300") : text_named(it, node, "D_0020"));
    NodeId at = validator_child(it, validator_child(it, node, "C_S001"), "D_0002");
    Slice version = validator_text(it, at);
    bool is_known = version.len == 1 && version.at[0] >= '1' && version.at[0] <= '4';
    if (at != NODE_NONE && !is_known && !validator_is_full(it))
        validator_find(it, at, TEXT_VERSION, validator_here(it, at), version, S(""), S(""));
}

static void open_batch(EdifactValidator *it, NodeId node)
{
    open_interchange(it, node, false);
}

static void open_dialogue(EdifactValidator *it, NodeId node)
{
    open_interchange(it, node, true);
}

static void find_mixed(EdifactValidator *it, NodeId node)
{
    if (!validator_is_full(it))
        validator_find(it, node, TEXT_MIXED, validator_here(it, node), S(""), S(""), S(""));
}

static void open_group(EdifactValidator *it, NodeId node)
{
    end_group(it);
    if (it->frame.messages > 0 && it->frame.groups == 0)
        find_mixed(it, node);
    references_clear(it->references); // which are unique in their group
    it->frame.group_is_open = true;
    it->frame.groups++;
    it->frame.in_group = 0;
    it->frame.group_type.len = 0;
    keep(&it->frame.group_reference, text_named(it, node, "D_0048"));
}

static void close_group(EdifactValidator *it, NodeId node)
{
    InterchangeFrame *frame = &it->frame;
    if (!frame->group_is_open) {
        find_no_opener(it, node, "UNG");
        return;
    }
    bool is_right = validator_count(it, node, "D_0060", TEXT_UNIT_COUNT, "0060 Group control count",
                                    frame->in_group);
    if (is_right && frame->in_group == 0)
        find_empty(it, node, "UNG", &frame->group_reference);
    validator_reference(it, node, "D_0048", "0048 Group reference number",
                        kept_text(&frame->group_reference));
    frame->group_is_open = false;
}

static void close_interchange(EdifactValidator *it, NodeId node)
{
    InterchangeFrame *frame = &it->frame;
    end_group(it);
    if (!frame->is_open || frame->is_interactive) {
        find_no_opener(it, node, "UNB");
        return;
    }
    bool is_right =
        validator_count(it, node, "D_0036", TEXT_UNIT_COUNT, "0036 Interchange control count",
                        frame->groups > 0 ? frame->groups : frame->messages);
    if (is_right && frame->messages == 0 && frame->groups == 0)
        find_empty(it, node, "UNB", &frame->reference);
    if (!frame->is_assumed)
        validator_reference(it, node, "D_0020", "0020 Interchange control reference",
                            kept_text(&frame->reference));
    it->frame = (InterchangeFrame){0};
}

static void close_dialogue(EdifactValidator *it, NodeId node)
{
    InterchangeFrame *frame = &it->frame;
    if (!frame->is_open || !frame->is_interactive) {
        find_no_opener(it, node, "UIB");
        return;
    }
    validator_count(it, node, "D_0036", TEXT_UNIT_COUNT, "0036 Interchange control count",
                    frame->messages);
    validator_reference(it, validator_child(it, node, "C_S302"), "D_0300",
                        "0300 Initiator control reference", kept_text(&frame->reference));
    it->frame = (InterchangeFrame){0};
}

static void tell_status(EdifactValidator *it, NodeId node)
{
    if (!it->frame.is_interactive)
        find_no_opener(it, node, "UIB");
}

void frames_service(EdifactValidator *it)
{
    static const struct {
        Slice tag;
        void (*check)(EdifactValidator *it, NodeId node);
    } rows[] = {
        {S_INIT("UNB"), open_batch},    {S_INIT("UNG"), open_group},
        {S_INIT("UNE"), close_group},   {S_INIT("UNZ"), close_interchange},
        {S_INIT("UIB"), open_dialogue}, {S_INIT("UIZ"), close_dialogue},
        {S_INIT("UIR"), tell_status},
    };
    NodeId node = tree_first_child(it->tree, 0);
    if (node == NODE_NONE)
        return;
    it->segments = 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (slice_equal(validator_tag(it, node), rows[i].tag)) {
            rows[i].check(it, node);
            validator_segment(it, node);
            return;
        }
    if (!validator_is_full(it))
        validator_find(it, node, TEXT_OUTSIDE, validator_here(it, node), S(""), S(""), S(""));
}

// ---- Messages and packages ----

void frames_unit(EdifactValidator *it, NodeId header, Slice type)
{
    InterchangeFrame *frame = &it->frame;
    it->segments = 1;
    bool is_interactive = slice_equal(validator_tag(it, header), S("UIH"));
    bool is_package = slice_equal(validator_tag(it, header), S("UNO"));
    if (!frame->is_open && it->unit->lacks_header)
        *frame = (InterchangeFrame){
            .is_open = true, .is_assumed = true, .is_interactive = is_interactive};
    if (!frame->is_open || (!is_package && frame->is_interactive != is_interactive))
        find_no_opener(it, header, is_interactive ? "UIB" : "UNB");
    if (frame->groups > 0 && !frame->group_is_open)
        find_mixed(it, header);
    if (frame->group_is_open && frame->group_type.len == 0)
        keep(&frame->group_type, type);
    bool is_of_type = !frame->group_is_open || slice_equal(type, kept_text(&frame->group_type));
    if (!is_of_type && !validator_is_full(it))
        validator_find(it, header, TEXT_GROUP_TYPES, validator_here(it, header), type,
                       arena_copy(it->findings->arena, kept_text(&frame->group_type)), S(""));
    frame->messages++;
    frame->in_group++;
}

void frames_reference(EdifactValidator *it, NodeId node, const char *name)
{
    Slice reference = validator_text(it, node);
    // In a dialogue answers are by their transaction; and messages without a header may be of several interchanges.
    bool is_asked = reference.len > 0 && !it->frame.is_interactive && !it->frame.is_assumed;
    if (is_asked && !references_add(it->references, reference) && !validator_is_full(it))
        validator_find(it, node, TEXT_DUPLICATE, validator_here(it, node), slice_of(name), reference, S(""));
}

// UNO says what the object is and how long, UNP the same again.
void frames_package(EdifactValidator *it)
{
    NodeId root = tree_first_child(it->tree, 0);
    NodeId header = validator_child(it, root, "S_UNO"),
           trailer = validator_child(it, root, "S_UNP");
    if (header == NODE_NONE)
        return;
    frames_unit(it, header, S(""));
    validator_segment(it, header);
    if (trailer == NODE_NONE) {
        if (!validator_is_full(it))
            validator_find(it, header, TEXT_NO_TRAILER, validator_here(it, header),
                           S("UNP Object trailer"), S(""), S(""));
        return;
    }
    it->segments = 2;
    validator_segment(it, trailer);
    NodeId status = validator_child(it, header, "C_S022"); // where it is missing, that was told
    if (status != NODE_NONE)
        validator_reference(it, trailer, "D_0810", "0810 Length of object in octets of bits",
                            text_named(it, status, "D_0810"));
    validator_reference(it, trailer, "D_0800", "0800 Package reference number",
                        text_named(it, header, "D_0800"));
}

void frames_begin(EdifactValidator *it)
{
    it->frame = (InterchangeFrame){0};
    references_clear(it->references);
}

void frames_end(EdifactValidator *it)
{
    end_interchange(it);
}
