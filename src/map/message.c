// SPDX-License-Identifier: Apache-2.0
// The header blocks of a SWIFT message.
//
// A BIC of 8 characters is an institution, one of 11 its branch; between the two stands in a header
// the letter of the terminal: MNTBJPJT ─► MNTBJPJTAXXX. A sender's is A; X is for whoever receives
// it.

#include "map/message.h"

#include "map/internal.h"
#include "tree/xml.h"

enum { BIC_LEN = 8, BRANCH_LEN = 3, ADDRESS_LEN = BIC_LEN + 1 + BRANCH_LEN };

// ---- Writing ----

static bool address_of(Arena *arena, Slice bic, char terminal, const char *who, Slice *address,
                       Faults *faults)
{
    Slice branch = bic.len == BIC_LEN ? S("XXX") : slice_part(bic, BIC_LEN, BRANCH_LEN);
    if (bic.len != BIC_LEN && bic.len != BIC_LEN + BRANCH_LEN)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         bic.len == 0
                             ? "the document does not say the BIC of the message's %s; name it"
                             : "the %s of the message is no BIC; expected 8 or 11 characters",
                         who);
    *address =
        arena_print(arena, "%.*s%c%.*s", BIC_LEN, bic.at, terminal, (int)branch.len, branch.at);
    return true;
}

static void put(Buffer *out, const char *element, Slice value)
{
    buffer_print(out, "<%s>", element);
    xml_escape(out, value, XML_TEXT);
    buffer_print(out, "</%s>", element);
}

static void put_headers(Buffer *out, Slice type, Slice sender, Slice recipient)
{
    buffer_add(out, S("<block1>"));
    put(out, "application", S("F"));
    put(out, "service", S("01"));
    put(out, "terminal", sender);
    put(out, "session", S("0000"));
    put(out, "sequence", S("000000"));
    buffer_add(out, S("</block1><block2>"));
    put(out, "direction", S("I"));
    put(out, "type", type);
    put(out, "receiver", recipient);
    put(out, "priority", S("N"));
    buffer_add(out, S("</block2>"));
}

bool message_write(const Interchange *interchange, const Map *map, const Content *content,
                   const MtLibrary *library, Vocabulary *vocabulary, Slice message, Buffer *out,
                   Faults *faults)
{
    Arena *arena = content->arena;
    Slice sender = interchange->sender, recipient = interchange->recipient;
    Buffer xml = buffer_new(arena);
    if (sender.len == 0)
        sender = map_sender(map, content).id;
    if (recipient.len == 0)
        recipient = map_recipient(map, content).id;
    if (!address_of(arena, sender, 'A', "sender", &sender, faults) ||
        !address_of(arena, recipient, 'X', "recipient", &recipient, faults))
        return false;
    slice_cut(&message, '\n');              // the XML declaration
    Slice start = slice_cut(&message, '>'); // <MT700
    buffer_add(&xml, start);
    buffer_add_char(&xml, '>');
    put_headers(&xml, slice_part(start, S("<MT").len, 3), sender, recipient);
    buffer_add(&xml, message);
    const Tree *tree = xml_read(arena, vocabulary, buffer_slice(&xml), NULL, faults);
    return tree != NULL && mt_write(out, library, tree, faults);
}

// ---- Reading ----

static Slice bic_at(Arena *arena, const Tree *tree, NodeId block, Slice name)
{
    NodeId node = tree_child_named(tree, block, name);
    Slice address = node != NODE_NONE ? tree_string(tree, node, arena) : S("");
    if (address.len != ADDRESS_LEN)
        return S("");
    Slice bic = slice_part(address, 0, BIC_LEN),
          branch = slice_part(address, BIC_LEN + 1, BRANCH_LEN);
    return slice_equal(branch, S("XXX")) ? bic : arena_join(arena, bic, branch);
}

// The first of the partner's places that stands outside of lists.
static void note_partner(const Partner *partner, Content *content, Slice bic)
{
    for (size_t i = 0; i < partner->count && bic.len > 0; i++) {
        const Term *term = partner->ids[i];
        if (term->list->parent != NULL)
            continue;
        if (content->root->slots[term->slot].at == NULL)
            slot_set(&content->root->slots[term->slot], bic);
        return;
    }
}

void message_read_partners(const Map *map, Content *content, const Tree *tree, NodeId message)
{
    Arena *arena = content->arena;
    NodeId first = tree_child_named(tree, message, S("block1"));
    NodeId second = tree_child_named(tree, message, S("block2"));
    Slice own = bic_at(arena, tree, first, S("terminal"));
    Slice receiver = bic_at(arena, tree, second, S("receiver"));
    bool is_sent = receiver.len > 0; // else it came from the network, and block 1 is who has it
    note_partner(&map->sender, content, is_sent ? own : bic_at(arena, tree, second, S("sender")));
    note_partner(&map->recipient, content, is_sent ? receiver : own);
}
