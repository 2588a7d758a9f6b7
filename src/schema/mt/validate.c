// SPDX-License-Identifier: Apache-2.0
// A message against its table.
//
//     blocks ─► sequences ─► fields in their order ─► each content ─► rules between fields
//
// The order is walked once: a field that stands further on in the table moves the place; one that
// stands before it is out of order, and counts as there. So one field at a wrong place is one
// finding, not one for all that follow.

#include "schema/mt/check.h"

enum { ROWS_MAX = 200 };

typedef struct Walk {
    const MtChecking *checking;
    const MtMessage *message;
    const MtSequence *sequence;
    NodeId container;
    uint16_t place;  // the row of the field before
    NodeId previous; // the field before; NODE_NONE: none yet
    NodeId seen[ROWS_MAX];
} Walk;

// ---- What findings say ----

void mt_find(const MtChecking *it, NodeId node, MtText text, Slice where, const Slice arguments[3])
{
    schema_find(it->findings,
                &(SchemaFinding){.node = node,
                                 .clause = slice_of(mt_texts[text].clause),
                                 .text = &mt_texts[text].text,
                                 .arguments = {where, arguments[0], arguments[1], arguments[2]}});
}

bool mt_finding_is_warning(const SchemaFinding *finding)
{
    for (size_t i = 0; i < MT_TEXT_END; i++)
        if (finding->text == &mt_texts[i].text)
            return mt_texts[i].is_warning;
    return false;
}

static void find(const MtChecking *it, NodeId node, MtText text, Slice where, Slice second,
                 Slice third)
{
    mt_find(it, node, text, where, (Slice[]){second, third, S("")});
}

static Slice local_name(const MtChecking *it, NodeId node)
{
    return tree_name(it->tree, node)->local;
}

// ":32B: Currency and amount".
static Slice mt_named_tag(const MtChecking *it, Slice tag, const MtRow *row)
{
    Arena *arena = it->findings->arena;
    const MtField *field = mt_field(it->library, tag);
    Slice name = row != NULL && row->names[it->language].len > 0 ? row->names[it->language]
                 : field != NULL                                 ? field->names[it->language]
                                                                 : S("");
    return arena_print(arena, ":%.*s:%s%.*s", (int)tag.len, tag.at, name.len > 0 ? " " : "",
                       (int)name.len, name.at);
}

static Slice with_line(const MtChecking *it, NodeId node, Slice what)
{
    static const char *const forms[SCHEMA_LANGUAGE_END] = {
        "%.*s%s%.*s (line %u)", "%.*s%s%.*s (%u 行)", "%.*s%s%.*s（第 %u 行）"};
    return arena_print(it->findings->arena, forms[it->language], (int)it->type.len, it->type.at,
                       what.len > 0 ? " " : "", (int)what.len, what.at,
                       tree_place(it->tree, node).line);
}

Slice mt_where(const MtChecking *it, NodeId node, const MtRow *row)
{
    Slice name = local_name(it, node);
    if (!slice_starts(name, S("block")))
        return with_line(it, node, mt_named_tag(it, mt_tag_of(name), row));
    MtBlock header = {.number = name.at[name.len - 1],
                      .content = tree_string(it->tree, node, it->findings->arena)};
    Slice tag = mt_header_tag(&header);
    const MtField *field = mt_field(it->library, tag);
    return with_line(it, node, field != NULL ? field->names[it->language] : name);
}

static Slice row_name(const MtChecking *it, const MtRow *row)
{
    Slice tag = mt_row_tag(it->findings->arena, row);
    if (!row->has_choice || row->names[it->language].len > 0)
        return mt_named_tag(it, tag, row);
    // Options of one field are called alike: the first names the choice.
    const MtField *field = mt_field(
        it->library, arena_print(it->findings->arena, "%.2s%c", tag.at, row->options.at[0]));
    return field == NULL
               ? mt_named_tag(it, tag, row)
               : arena_print(it->findings->arena, ":%.*s: %.*s", (int)tag.len, tag.at,
                             (int)field->names[it->language].len, field->names[it->language].at);
}

// ---- The elements of a tree ----

static NodeId first_element(const MtChecking *it, NodeId parent)
{
    return tree_element_from(it->tree, tree_first_child(it->tree, parent));
}

static NodeId behind(const MtChecking *it, NodeId node)
{
    return tree_element_from(it->tree, tree_next_sibling(it->tree, node));
}

// More was found than is kept: what else is wrong nobody would read.
static bool is_full(const MtChecking *it)
{
    return it->findings->kept < it->findings->count;
}

// ---- Fields ----

typedef enum RowFit { FIT_NONE, FIT_NUMBER, FIT_WHOLE } RowFit;

static RowFit fit_of(const MtRow *row, Slice tag)
{
    Slice option;
    if (!mt_row_is(row, tag, &option))
        return FIT_NONE;
    if (memchr(row->options.at, option.at[0], row->options.len) != NULL)
        return FIT_WHOLE;
    return row->has_choice ? FIT_NUMBER : FIT_NONE;
}

// The row of a tag: from the place on where there is one, else before it. SIZE_MAX: none.
static size_t find_row(const Walk *walk, Slice tag, RowFit wanted)
{
    for (size_t row = walk->place; row < walk->sequence->end; row++)
        if (fit_of(&walk->message->rows[row], tag) == wanted)
            return row;
    for (size_t row = walk->sequence->first; row < walk->place; row++)
        if (fit_of(&walk->message->rows[row], tag) == wanted)
            return row;
    return SIZE_MAX;
}

static Slice options_of(const MtChecking *it, const MtRow *row)
{
    Buffer out = buffer_new(it->findings->arena);
    for (size_t i = 0; i < row->options.len; i++) {
        char option = row->options.at[i];
        buffer_print(&out, "%s:%.2s", i > 0 ? ", " : "", row->tag.at);
        if (option != '-')
            buffer_add_char(&out, option);
        buffer_add_char(&out, ':');
    }
    return buffer_slice(&out);
}

static void place_field(Walk *walk, NodeId node, size_t number)
{
    const MtChecking *it = walk->checking;
    const MtRow *row = &walk->message->rows[number];
    NodeId *seen = &walk->seen[number];
    if (number < walk->place)
        find(it, node, MT_TEXT_ORDER, mt_where(it, node, row),
             mt_where(it, walk->previous, &walk->message->rows[walk->place]), S(""));
    else if (*seen != 0 && !row->is_repeatable)
        find(it, node, MT_TEXT_REPEATED, mt_where(it, node, row), S(""), S(""));
    if (number >= walk->place) {
        walk->place = (uint16_t)number;
        walk->previous = node;
    }
    *seen = *seen != 0 ? *seen : node;
}

static void check_field(Walk *walk, NodeId node)
{
    const MtChecking *it = walk->checking;
    Slice tag = mt_tag_of(local_name(it, node));
    size_t number = find_row(walk, tag, FIT_WHOLE), near = SIZE_MAX;
    if (number == SIZE_MAX)
        near = find_row(walk, tag, FIT_NUMBER);
    const MtRow *row = number != SIZE_MAX ? &walk->message->rows[number] : NULL;
    const MtField *field = mt_field(it->library, tag);
    if (row != NULL) {
        place_field(walk, node, number);
    } else if (near != SIZE_MAX) {
        find(it, node, MT_TEXT_OPTION, mt_where(it, node, NULL),
             options_of(it, &walk->message->rows[near]), S(""));
        walk->seen[near] = node;
    } else {
        find(it, node, MT_TEXT_UNEXPECTED, mt_where(it, node, NULL), it->type, S(""));
    }
    if (field != NULL)
        mt_check_content(it, node, field, row);
}

// The last of the fields before a row that are there.
static NodeId seen_before(const Walk *walk, size_t number, const MtRow **row)
{
    while (number-- > walk->sequence->first)
        if (walk->seen[number] != 0) {
            *row = &walk->message->rows[number];
            return walk->seen[number];
        }
    return NODE_NONE;
}

static void find_missing(const Walk *walk)
{
    const MtChecking *it = walk->checking;
    for (size_t i = walk->sequence->first; i < walk->sequence->end; i++) {
        const MtRow *row = &walk->message->rows[i], *before;
        if (!row->is_mandatory || walk->seen[i] != 0)
            continue;
        NodeId node = seen_before(walk, i, &before);
        if (node == NODE_NONE)
            find(it, walk->container, MT_TEXT_MISSING_FIRST, with_line(it, walk->container, S("")),
                 row_name(it, row), S(""));
        else
            find(it, node, MT_TEXT_MISSING, it->type, row_name(it, row),
                 mt_where(it, node, before));
    }
}

// ---- Rules ----

// "57a" names the field with its options, "42C" the one without others.
static bool is_called(const MtRow *row, Slice tag)
{
    char option = tag.len > 2 ? tag.at[2] : '-';
    return slice_equal(slice_part(tag, 0, 2), row->tag) &&
           (row->has_choice ? option == 'a' : option == row->options.at[0]);
}

static NodeId seen_as(const Walk *walk, Slice tag)
{
    for (size_t i = walk->sequence->first; i < walk->sequence->end; i++)
        if (is_called(&walk->message->rows[i], tag))
            return walk->seen[i];
    return 0;
}

static void check_rules(const Walk *walk)
{
    const MtChecking *it = walk->checking;
    for (size_t i = 0; i < walk->message->rule_count; i++) {
        const MtRule *rule = &walk->message->rules[i];
        Slice first = rule->fields[0], second = rule->fields[1];
        NodeId a = seen_as(walk, first), b = seen_as(walk, second), node = a != 0 ? a : b;
        if (node == 0)
            continue;
        Slice where = with_line(it, node, S(""));
        if (rule->kind == MT_RULE_NOT_BOTH && a != 0 && b != 0)
            find(it, node, MT_TEXT_NOT_BOTH, where, first, second);
        else if (rule->kind != MT_RULE_NOT_BOTH && a != 0 && b == 0)
            find(it, node, MT_TEXT_NEEDS, where, first, second);
        else if (rule->kind == MT_RULE_BOTH && a == 0)
            find(it, node, MT_TEXT_NEEDS, where, second, first);
    }
}

// ---- Sequences ----

static void check_sequence(const MtChecking *it, const MtMessage *message,
                           const MtSequence *sequence, NodeId container)
{
    Walk walk = {.checking = it, .message = message, .sequence = sequence, .container = container};
    walk.place = sequence->first;
    walk.previous = NODE_NONE;
    for (NodeId node = first_element(it, container); node != NODE_NONE && !is_full(it);
         node = behind(it, node)) {
        Slice name = local_name(it, node);
        bool is_head = slice_starts(name, S("F15")) && name.len == 4 && sequence->letter != '\0';
        if (!is_head && !slice_starts(name, S("sequence")))
            check_field(&walk, node);
    }
    find_missing(&walk);
    check_rules(&walk);
}

static Slice sequence_letters(const MtChecking *it, const MtMessage *message)
{
    Buffer out = buffer_new(it->findings->arena);
    for (size_t i = 0; i < message->sequence_count; i++)
        buffer_print(&out, "%s%c", i > 0 ? ", " : "", message->sequences[i].letter);
    return buffer_slice(&out);
}

static const MtSequence *sequence_of(const MtChecking *it, const MtMessage *message, NodeId node)
{
    Slice name = local_name(it, node);
    for (size_t i = 0; i < message->sequence_count; i++)
        if (name.len == 9 && slice_starts(name, S("sequence")) &&
            name.at[8] == message->sequences[i].letter)
            return &message->sequences[i];
    return NULL;
}

static void check_sequences(const MtChecking *it, const MtMessage *message, NodeId block)
{
    Arena *arena = it->findings->arena;
    size_t next = 0;
    for (NodeId node = first_element(it, block); node != NODE_NONE && !is_full(it);
         node = behind(it, node)) {
        const MtSequence *sequence = sequence_of(it, message, node);
        if (sequence == NULL || sequence < message->sequences + next) {
            Slice name = local_name(it, node);
            find(it, node, MT_TEXT_SEQUENCE_UNEXPECTED, with_line(it, node, S("")),
                 slice_starts(name, S("sequence")) ? slice_part(name, 8, 1) : name,
                 sequence_letters(it, message));
            continue;
        }
        next = (size_t)(sequence - message->sequences) + 1;
        check_sequence(it, message, sequence, node);
    }
    for (size_t i = 0; i < message->sequence_count; i++) {
        const MtSequence *sequence = &message->sequences[i];
        Slice letter = arena_print(arena, "%c", sequence->letter);
        if (sequence->is_mandatory &&
            tree_child_named(it->tree, block, arena_print(arena, "sequence%c", sequence->letter)) == NODE_NONE)
            find(it, block, MT_TEXT_SEQUENCE_MISSING, with_line(it, block, S("")),
                 arena_print(arena, "%c %.*s", sequence->letter,
                             (int)sequence->names[it->language].len,
                             sequence->names[it->language].at),
                 letter);
    }
}

// ---- Blocks ----

// Whether the original of a block, where it was kept, ends: what is cut off has no brace.
static bool is_cut_off(const MtChecking *it, NodeId block)
{
    NodeId node = tree_first_child(it->tree, block);
    if (node == NODE_NONE || tree_kind(it->tree, node) != NODE_PI ||
        !slice_equal(local_name(it, node), S("mt")))
        return false;
    Slice original = tree_content(it->tree, node);
    return slice_starts(original, S("{")) && !slice_ends(original, S("}"));
}

static void check_header(const MtChecking *it, NodeId block, char number)
{
    Slice content = tree_string(it->tree, block, it->findings->arena);
    const MtField *field =
        mt_field(it->library, mt_header_tag(&(MtBlock){.number = number, .content = content}));
    if (field != NULL)
        mt_check_content(it, block, field, NULL);
}

// Text between fields or tags.
static void check_stray(const MtChecking *it, NodeId block)
{
    for (NodeId node = tree_first_child(it->tree, block); node != NODE_NONE && !is_full(it);
         node = tree_next_sibling(it->tree, node)) {
        bool is_text = tree_kind(it->tree, node) == NODE_TEXT;
        Slice text = is_text ? slice_trim(tree_content(it->tree, node)) : S("");
        if (text.len > 0)
            find(it, node, MT_TEXT_STRAY, with_line(it, node, S("")), text, S(""));
    }
}

static void check_block(const MtChecking *it, NodeId block)
{
    Slice name = local_name(it, block), number = slice_part(name, name.len - 1, 1);
    if (is_cut_off(it, block))
        find(it, block, MT_TEXT_BLOCK_CUT, with_line(it, block, S("")), number, S(""));
    if (slice_equal(number, S("1")) || slice_equal(number, S("2")))
        check_header(it, block, number.at[0]);
    else
        check_stray(it, block);
}

static void check_line_ends(const MtChecking *it, NodeId text_block)
{
    Slice text = slice_part(it->tree->input, it->tree->nodes[text_block].at, it->tree->input.len);
    if (slice_starts(text, S("{4:\n")))
        find(it, text_block, MT_TEXT_LINE_ENDS, with_line(it, text_block, S("")), S(""), S(""));
}

// Field 119 of block 3 may name a variant that has a table of its own: 202COV.
static const MtMessage *structure_of(const MtChecking *it)
{
    Arena *arena = it->findings->arena;
    Slice type = slice_part(it->type, 2, 3);
    NodeId header = tree_child_named(it->tree, it->message, S("block3"));
    NodeId flag = header != NODE_NONE ? tree_child_named(it->tree, header, S("F119")) : NODE_NONE;
    const MtMessage *variant = NULL;
    if (flag != NODE_NONE)
        variant =
            mt_message(it->library, arena_join(arena, type, tree_string(it->tree, flag, arena)));
    return variant != NULL ? variant : mt_message(it->library, type);
}

bool mt_validate(const MtLibrary *library, const Tree *tree, NodeId message,
                 SchemaLanguage language, SchemaFindings *findings)
{
    MtChecking it = {library, tree, message, language, findings, tree_name(tree, message)->local};
    static const char *const needed[] = {"block1", "block2", "block4"};
    for (NodeId block = first_element(&it, message); block != NODE_NONE; block = behind(&it, block))
        check_block(&it, block);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (tree_child_named(it.tree, message, slice_of(needed[i])) == NODE_NONE)
            find(&it, message, MT_TEXT_BLOCK_MISSING, with_line(&it, message, S("")),
                 slice_of(needed[i] + 5), S(""));
    const MtMessage *structure = structure_of(&it);
    NodeId text = tree_child_named(it.tree, message, S("block4"));
    if (text != NODE_NONE)
        check_line_ends(&it, text);
    if (structure == NULL || text == NODE_NONE)
        return structure != NULL;
    if (structure->sequences[0].letter != '\0')
        check_sequences(&it, structure, text);
    else
        check_sequence(&it, structure, &structure->sequences[0], text);
    return structure != NULL;
}
