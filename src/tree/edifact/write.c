// SPDX-License-Identifier: Apache-2.0
// Nodes to segments.
//
//     <S_NAD><D_3035>BY</D_3035><C_C059><D_3042_3>…   ─►   NAD + BY + + + + : : …
//
// A name tells the place: 3042_3 is the third 3042 of its composite. What was read and could be written otherwise too
// has its original with it, and line ends between segments are texts; so that what was read is written as it was.

#include "tree/edifact/read.h"

#include <stdio.h>

typedef struct Writing {
    EdifactReader *reader;
    const Tree *tree;
    Faults *faults;
    Buffer *out;
    Buffer piece; // text that is not encoded yet
    const char *encoding;
    EdifactSyntax syntax;
    EdifactRelease *directory; // of the message that is being written
    bool keeps_layout;         // white space is that of the interchange, not of an XML document
    bool is_good;
} Writing;

static bool refuse(Writing *it, NodeId node, const char *what)
{
    Place place = tree_place(it->tree, node);
    const Name *name = tree_name(it->tree, node);
    it->is_good = false;
    return fault_add(it->faults, FAULT_UNSUPPORTED, place.line, place.column, "<%.*s> %s", (int)name->local.len,
                     name->local.at, what);
}

static Slice local_name(const Writing *it, NodeId node)
{
    const Name *name = tree_name(it->tree, node);
    return name != NULL ? name->local : S("");
}

static NodeId first_element(const Tree *tree, NodeId parent)
{
    NodeId node = tree_first_child(tree, parent);
    while (node != NODE_NONE && tree_kind(tree, node) != NODE_ELEMENT)
        node = tree_next_sibling(tree, node);
    return node;
}

static NodeId next_element(const Tree *tree, NodeId node)
{
    do
        node = tree_next_sibling(tree, node);
    while (node != NODE_NONE && tree_kind(tree, node) != NODE_ELEMENT);
    return node;
}

static Slice text_of(const Writing *it, NodeId node)
{
    return node != NODE_NONE ? tree_string(it->tree, node, it->piece.arena) : S("");
}

// ---- Characters ----

static void flush(Writing *it, const char *encoding)
{
    if (it->piece.len > 0 && !text_encode(it->out, buffer_slice(&it->piece), encoding)) {
        it->is_good = false;
        fault_add(it->faults, FAULT_UNSUPPORTED, 0, 0,
                  "a character is not in the repertoire of the interchange (%s); name a larger one in UNB, as UNOW",
                  encoding);
    }
    it->piece.len = 0;
}

static bool is_service(const EdifactSyntax *syntax, char c)
{
    return c == syntax->component || c == syntax->element || c == syntax->terminator ||
           (c == syntax->release && c != '\0') || (c == syntax->repetition && c != '\0');
}

static void write_value(Writing *it, NodeId node, Slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (is_service(&it->syntax, value.at[i])) {
            if (it->syntax.release == '\0') {
                refuse(it, node, "has a service character in it, and the interchange has no release character");
                return;
            }
            buffer_add_char(&it->piece, it->syntax.release);
        }
        buffer_add_char(&it->piece, value.at[i]);
    }
}

// ---- Places ----

typedef struct At {
    size_t place, repetition, component; // place from 1, the others from 0
} At;

static size_t read_number(Slice *text)
{
    size_t value = 0;
    while (text->len > 0 && text->at[0] >= '0' && text->at[0] <= '9' && value < 100000) {
        value = value * 10 + (size_t)(text->at[0] - '0');
        *text = slice_part(*text, 1, text->len);
    }
    return value;
}

static bool take(Slice *text, char c)
{
    if (text->len == 0 || text->at[0] != c)
        return false;
    *text = slice_part(*text, 1, text->len);
    return true;
}

// "E_3", "E_3_2", "E_3.1"
static bool read_unnamed(Slice name, At *at)
{
    name = slice_part(name, 2, name.len);
    at->place = read_number(&name);
    at->repetition = take(&name, '_') ? read_number(&name) - 1 : 0;
    at->component = take(&name, '.') ? read_number(&name) - 1 : 0;
    return name.len == 0 && at->place > 0;
}

static bool is_item(const EdifactItem *item, Slice number, size_t ordinal)
{
    Slice own = item->composite != NULL ? item->composite->tag : item->element->number;
    return slice_equal(own, number) && ordinal >= item->ordinal && ordinal < (size_t)item->ordinal + item->repeat;
}

// "D_3042_3" ─► 3042, and 2 that stand before it
static Slice split_name(Slice name, size_t *ordinal)
{
    Slice rest = slice_part(name, 2, name.len);
    Slice number = slice_cut(&rest, '_');
    size_t shown = read_number(&rest);
    *ordinal = shown > 0 ? shown - 1 : 0;
    return number;
}

static const EdifactItem *find_place(const Writing *it, const EdifactSpec *spec, Slice name, At *at)
{
    size_t ordinal, slots = 0;
    Slice number = split_name(name, &ordinal);
    for (size_t i = 0; spec != NULL && i < spec->count; i++) {
        const EdifactItem *item = &spec->items[i];
        if (is_item(item, number, ordinal)) {
            size_t repetition = ordinal - item->ordinal;
            *at = it->syntax.repetition != '\0' ? (At){i + 1, repetition, 0} : (At){slots + repetition + 1, 0, 0};
            return item;
        }
        slots += item->repeat;
    }
    return NULL;
}

static bool find_component(const EdifactComposite *composite, Slice name, At *at)
{
    size_t ordinal;
    if (name.len > 0 && name.at[0] == 'E') {
        size_t place = at->place;
        return read_unnamed(name, at) && at->place == place;
    }
    Slice number = split_name(name, &ordinal);
    for (size_t i = 0; i < composite->count; i++)
        if (is_item(&composite->items[i], number, ordinal)) {
            at->component = i;
            return true;
        }
    return false;
}

// ---- Segments ----

static void add_marks(Writing *it, char mark, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_add_char(&it->piece, mark);
}

// The marks from where the last value stands to this one. False where it stands before.
static bool advance(Writing *it, At *now, At to)
{
    if (to.place != now->place) {
        if (to.place < now->place)
            return false;
        add_marks(it, it->syntax.element, to.place - now->place);
        now->repetition = now->component = 0;
    }
    if (to.repetition != now->repetition) {
        if (to.repetition < now->repetition || it->syntax.repetition == '\0')
            return false;
        add_marks(it, it->syntax.repetition, to.repetition - now->repetition);
        now->component = 0;
    }
    if (to.component < now->component)
        return false;
    add_marks(it, it->syntax.component, to.component - now->component);
    *now = to;
    return true;
}

static void put_value(Writing *it, NodeId node, At *now, At at)
{
    enum { MARKS_MAX = 10000 }; // of one place; a document from elsewhere may name any
    if (at.place > MARKS_MAX || at.repetition > MARKS_MAX || at.component > MARKS_MAX || !advance(it, now, at))
        refuse(it, node, "does not stand in the order of its segment");
    else
        write_value(it, node, text_of(it, node));
}

static void put_composite(Writing *it, NodeId node, const EdifactComposite *composite, At *now, At at)
{
    for (NodeId child = first_element(it->tree, node); child != NODE_NONE; child = next_element(it->tree, child)) {
        At place = at;
        if (find_component(composite, local_name(it, child), &place))
            put_value(it, child, now, place);
        else
            refuse(it, child, "is no component of its composite");
    }
}

static void put_data(Writing *it, const EdifactSpec *spec, NodeId node, At *now)
{
    Slice name = local_name(it, node);
    At at = {0};
    if (slice_starts(name, S("E_")) && read_unnamed(name, &at)) {
        put_value(it, node, now, at);
        return;
    }
    const EdifactItem *item = find_place(it, spec, name, &at);
    if (item == NULL)
        refuse(it, node, "is no data element of its segment");
    else if (item->composite != NULL)
        put_composite(it, node, item->composite, now, at);
    else
        put_value(it, node, now, at);
}

// The original, where the reader kept it.
static bool put_original(Writing *it, NodeId segment)
{
    NodeId node = tree_first_child(it->tree, segment);
    if (node == NODE_NONE || tree_kind(it->tree, node) != NODE_PI || !slice_equal(local_name(it, node), S("edifact")))
        return false;
    buffer_add(&it->piece, tree_content(it->tree, node));
    return true;
}

static void put_segment(Writing *it, NodeId node)
{
    Slice tag = slice_part(local_name(it, node), 2, SIZE_MAX);
    if (put_original(it, node))
        return;
    const EdifactSpec *spec = reader_segment(it->reader, it->directory, tag);
    At now = {0};
    buffer_add(&it->piece, tag);
    for (NodeId data = first_element(it->tree, node); data != NODE_NONE; data = next_element(it->tree, data))
        put_data(it, spec, data, &now);
    buffer_add_char(&it->piece, it->syntax.terminator);
}

// ---- The interchange ----

static void set_syntax(Writing *it, Slice six)
{
    if (six.len != 6)
        return;
    it->syntax = (EdifactSyntax){six.at[0], six.at[1], six.at[2], six.at[3], six.at[4], six.at[5]};
    if (it->syntax.release == ' ')
        it->syntax.release = '\0';
    if (it->syntax.repetition == ' ')
        it->syntax.repetition = '\0';
}

static void put_service_characters(Writing *it, NodeId node)
{
    Slice six = text_of(it, node);
    set_syntax(it, six);
    buffer_add(&it->piece, S("UNA"));
    buffer_add(&it->piece, six);
}

// UNB tells the repertoire and, without UNA, whether there are repetitions.
static void note_header(Writing *it, NodeId header, bool has_service)
{
    NodeId syntax = tree_child_named(it->tree, header, S("C_S001"));
    if (!has_service && !it->keeps_layout && slice_equal(text_of(it, tree_child_named(it->tree, syntax, S("D_0002"))), S("4")))
        it->syntax.repetition = '*';
    const char *encoding = repertoire_encoding(text_of(it, tree_child_named(it->tree, syntax, S("D_0001"))));
    if (encoding != NULL && it->encoding == NULL && strcmp(encoding, "US-ASCII") != 0)
        it->encoding = encoding;
}

static bool is_wide(const char *encoding)
{
    return encoding != NULL && strncmp(encoding, "UTF-16", 6) == 0;
}

static void put_fact(Writing *it, NodeId node)
{
    Slice target = local_name(it, node), content = tree_content(it->tree, node);
    if (slice_equal(target, S("edifact-encoding")))
        it->encoding = arena_c_string(it->piece.arena, content);
    else if (slice_equal(target, S("edifact-mark")))
        text_encode(it->out, S("\xEF\xBB\xBF"), is_wide(it->encoding) ? it->encoding : NULL);
    else if (slice_equal(target, S("edifact-syntax")))
        set_syntax(it, content);
}

static void note_message(Writing *it, NodeId message)
{
    NodeId interactive = tree_child_named(it->tree, message, S("S_UIH"));
    bool is_batch = interactive == NODE_NONE;
    NodeId id = is_batch ? tree_child_named(it->tree, tree_child_named(it->tree, message, S("S_UNH")), S("C_S009"))
                         : tree_child_named(it->tree, interactive, S("C_S306"));
    MessageId named = {.header = is_batch ? S("UNH") : S("UIH"),
                       .type = slice_part(local_name(it, message), 2, SIZE_MAX),
                       .version = text_of(it, tree_child_named(it->tree, id, S("D_0052"))),
                       .release = text_of(it, tree_child_named(it->tree, id, S("D_0054")))};
    it->directory = plan_message(it->reader, PATH_DOCUMENT, &named)->directory;
}

static void put_object(Writing *it, NodeId node)
{
    flush(it, it->encoding);
    buffer_add(&it->piece, text_of(it, node));
    flush(it, "ISO-8859-1");
}

// Answers the node to go on with.
static NodeId put_node(Writing *it, NodeId node, bool *has_service)
{
    const Tree *tree = it->tree;
    NodeKind kind = tree_kind(tree, node);
    Slice name = local_name(it, node);
    if (kind == NODE_PI)
        put_fact(it, node);
    if (kind == NODE_TEXT && it->keeps_layout)
        buffer_add(&it->piece, tree_content(tree, node));
    if (kind != NODE_ELEMENT)
        return node + 1;
    if (slice_starts(name, S("M_")))
        note_message(it, node);
    if (slice_equal(name, S("OBJECT"))) {
        put_object(it, node);
    } else if (slice_equal(name, S("S_UNA")) && tree_kind(tree, tree_last(tree, node)) == NODE_TEXT &&
               tree_parent(tree, tree_last(tree, node)) == node) {
        put_service_characters(it, node);
        *has_service = true;
    } else if (slice_starts(name, S("S_"))) {
        if (slice_equal(name, S("S_UNB")) || slice_equal(name, S("S_UIB")))
            note_header(it, node, *has_service);
        put_segment(it, node);
    } else {
        return node + 1; // a message, a group: what is in it comes next
    }
    return tree_last(tree, node) + 1;
}

bool edifact_write(Buffer *out, EdifactReader *reader, const Tree *tree, Faults *faults)
{
    Writing it = {.reader = reader, .tree = tree, .faults = faults, .out = out, .is_good = true};
    it.piece = buffer_new(out->arena);
    it.syntax = (EdifactSyntax){':', '+', '.', '?', '\0', '\''};
    bool has_service = false;
    NodeId root = first_element(tree, 0);
    it.keeps_layout = root != NODE_NONE && slice_equal(local_name(&it, root), S("EDIFACT"));
    for (NodeId node = 1; node < tree->count;)
        node = put_node(&it, node, &has_service);
    flush(&it, it.encoding);
    return it.is_good;
}
