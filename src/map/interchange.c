// SPDX-License-Identifier: Apache-2.0
// A message ─► its interchange ─► bytes.
//
// The service characters are always those of the standard, so that no UNA is needed. The repertoire
// is the smallest that has the text: UNOC (ISO 8859-1) in syntax version 3, which every receiver
// knows, else UNOY (UTF-8) in version 4, which introduced it.

#include "map/interchange.h"

#include "base/utf8.h"
#include "map/internal.h"
#include "tree/xml.h"

enum {
    PARTNER_MAX = 35,
    QUALIFIER_MAX = 4,
    REFERENCE_MAX = 14,
    LATIN_LAST = 0xFF,
};

// ---- Who ----

static const ContentItem *item_of(const Content *content, const Term *list)
{
    if (list->parent == NULL)
        return content->root;
    const ContentItem *above = item_of(content, list->list);
    return above ? above->slots[list->slot].first : NULL;
}

static Slice first_value(const Content *content, const Term *term)
{
    const ContentItem *item = item_of(content, term->list);
    return item ? slot_text(&item->slots[term->slot]) : S("");
}

static MapPartner partner_of(const Partner *partner, const Content *content)
{
    Slice last = S("");
    for (size_t i = 0; i < partner->count; i++) {
        MapPartner found = {.id = first_value(content, partner->ids[i])};
        last = found.id.len > 0 ? found.id : last;
        if (found.id.len == 0 || utf8_count(found.id) > PARTNER_MAX)
            continue;
        Slice scheme = partner->schemes[i] ? first_value(content, partner->schemes[i]) : S("");
        if (scheme.len > 0 &&
            !form_write(partner->qualifiers, content->arena, scheme, &found.qualifier))
            found.qualifier = S("");
        return found;
    }
    // The last is a name, which stands in the message in full.
    return (MapPartner){.id = slice_part(last, 0, utf8_offset(last, PARTNER_MAX))};
}

MapPartner map_sender(const Map *map, const Content *content)
{
    return partner_of(&map->sender, content);
}

MapPartner map_recipient(const Map *map, const Content *content)
{
    return partner_of(&map->recipient, content);
}

// ---- UNB ----

typedef struct Header {
    MapPartner sender, recipient;
    Slice date, time, reference;
    bool is_latin, is_test;
} Header;

static bool is_latin(Slice text)
{
    while (text.len > 0) {
        size_t length;
        if (utf8_decode(text, &length) > LATIN_LAST)
            return false;
        text = slice_part(text, length, text.len);
    }
    return true;
}

static bool are_digits(Slice text, size_t count)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.len == count;
}

static bool check_partner(const MapPartner *partner, const char *who, Faults *faults)
{
    if (partner->id.len == 0)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the document does not say who the interchange's %s is; name it", who);
    if (utf8_count(partner->id) > PARTNER_MAX || utf8_count(partner->qualifier) > QUALIFIER_MAX)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the %s of an interchange has 35 characters at most, its qualifier 4",
                         who);
    return true;
}

static bool check_header(const Header *header, Faults *faults)
{
    if (utf8_count(header->reference) > REFERENCE_MAX)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the reference of an interchange has 14 characters at most");
    if (!are_digits(header->date, 8) || !are_digits(header->time, 4))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the interchange has no date and time; expected as in 20261121 and 1530");
    return check_partner(&header->sender, "sender", faults) &&
           check_partner(&header->recipient, "recipient", faults);
}

// Of 2026-11-21, where the content has a date of issue.
static Slice date_of(const Map *map, const Content *content)
{
    const Term *term = model_find(&map->model->root, S("issueDate"));
    Slice date = term ? first_value(content, term) : S("");
    if (date.len != 10)
        return S("");
    return arena_print(content->arena, "%.4s%.2s%.2s", date.at, date.at + 5, date.at + 8);
}

static Slice or_else(Slice given, Slice other)
{
    return given.len > 0 ? given : other;
}

static Header header_of(const Interchange *given, const Map *map, const Content *content)
{
    Header header = {
        .sender = {given->sender, given->sender_qualifier},
        .recipient = {given->recipient, given->recipient_qualifier},
        .date = or_else(given->date, date_of(map, content)),
        .time = or_else(given->time, S("0000")),
        .reference = or_else(given->reference, S("1")),
        .is_test = given->is_test,
    };
    if (header.sender.id.len == 0)
        header.sender = map_sender(map, content);
    if (header.recipient.id.len == 0)
        header.recipient = map_recipient(map, content);
    return header;
}

static void put(Buffer *out, const char *element, Slice value)
{
    if (value.len == 0)
        return;
    buffer_print(out, "<%s>", element);
    xml_escape(out, value, XML_TEXT);
    buffer_print(out, "</%s>", element);
}

static void put_partner(Buffer *out, const char *composite, const char *element,
                        const MapPartner *partner)
{
    buffer_print(out, "<%s>", composite);
    put(out, element, partner->id);
    put(out, "D_0007", partner->qualifier);
    buffer_print(out, "</%s>", composite);
}

static void put_header(Buffer *out, const Header *header)
{
    buffer_add(out, S("<S_UNB><C_S001>"));
    put(out, "D_0001", header->is_latin ? S("UNOC") : S("UNOY"));
    put(out, "D_0002", header->is_latin ? S("3") : S("4"));
    buffer_add(out, S("</C_S001>"));
    put_partner(out, "C_S002", "D_0004", &header->sender);
    put_partner(out, "C_S003", "D_0010", &header->recipient);
    buffer_add(out, S("<C_S004>"));
    // Version 4 has the century.
    put(out, "D_0017", slice_part(header->date, header->is_latin ? 2 : 0, 8));
    put(out, "D_0019", header->time);
    buffer_add(out, S("</C_S004>"));
    put(out, "D_0020", header->reference);
    if (header->is_test)
        put(out, "D_0035", S("1"));
    buffer_add(out, S("</S_UNB>"));
}

// ---- The whole ----

bool interchange_write(const Interchange *interchange, const Map *map, const Content *content,
                       EdifactReader *reader, Vocabulary *vocabulary, Slice message, Buffer *out,
                       Faults *faults)
{
    Header header = header_of(interchange, map, content);
    if (!check_header(&header, faults))
        return false;
    header.is_latin = is_latin(message) && is_latin(header.sender.id) &&
                      is_latin(header.recipient.id) && is_latin(header.reference);
    Buffer xml = buffer_new(content->arena);
    // A root that is not <EDIFACT>: there white space would be the layout of the interchange.
    buffer_add(&xml, S("<INTERCHANGE>"));
    put_header(&xml, &header);
    slice_cut(&message, '\n'); // the XML declaration
    buffer_add(&xml, message);
    buffer_add(&xml, S("<S_UNZ><D_0036>1</D_0036>"));
    put(&xml, "D_0020", header.reference);
    buffer_add(&xml, S("</S_UNZ></INTERCHANGE>"));
    const Tree *tree = xml_read(content->arena, vocabulary, buffer_slice(&xml), NULL, faults);
    return tree != NULL && edifact_write(out, reader, tree, faults);
}
