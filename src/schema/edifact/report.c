// SPDX-License-Identifier: Apache-2.0
// CONTRL: tells the sender what was taken and what was not (ISO 9735-4 and -10).
//
//     UNB UNH UCI [UCM [UCS [UCD]…]…]… [UCF [UCM …]…]… UNT UNZ
//
// What is wrong in a service segment is told at its level, where only the first error has room: UNB
// and UNZ in UCI, UNG and UNE in UCF, UNH and UNT in UCM. All else is told by the number of its
// segment in the message (UCS) and the place of the data element in it (UCD), where the tag is
// place 1.

#include "schema/edifact.h"
#include "schema/edifact/texts.h"

#include <stdlib.h>

enum {
    UCM_MAX = 99999, // of one level, as syntax version 3 allows; version 4 has ten times as many
    UCS_MAX = 999,
    UCD_MAX = 99,
};

// What is told of an interchange, a group or a message: the first error in its service segments.
typedef struct Level {
    bool is_rejected;
    Slice code, tag; // empty: the errors are below
    EdifactPlace place;
} Level;

typedef struct Group {
    bool is_open, is_unquotable;
    Slice head; // "UCF+" with reference, sender and recipient
    Level level;
    Buffer messages;
} Group;

struct EdifactReport {
    Arena *arena;
    Arena *scratch; // one unit's
    Slice reference, identifier, version, test;
    Slice sender, recipient; // S002 and S003 as they were written in UNB
    bool is_version_4;
    Level level;
    Group group;             // that is open
    Buffer messages, groups; // UCM and below, outside of groups; UCF and below
    size_t answers;          // messages and packages
    size_t rejected;
};

// ---- Texts of a tree by name ----

static Slice text_at(EdifactReport *it, const Tree *tree, NodeId node)
{
    return node != NODE_NONE ? arena_copy(it->arena, tree_string(tree, node, it->arena)) : S("");
}

// With release characters before what is a service character in the answer.
static void add_value(const EdifactReport *it, Buffer *out, Slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (memchr(it->is_version_4 ? ":+?'*" : ":+?'", value.at[i], it->is_version_4 ? 5 : 4) !=
            NULL)
            buffer_add_char(out, '?');
        buffer_add_char(out, value.at[i]);
    }
}

typedef struct Names {
    const char *composite;
    const char *const *components;
    size_t count;
} Names;

#define NAMES(composite, ...)                                                                      \
    ((Names){composite, (const char *const[]){__VA_ARGS__},                                        \
             sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)})

// The components of a composite that are there, as they would be written.
static Slice components(EdifactReport *it, const Tree *tree, NodeId segment, Names names)
{
    NodeId composite = tree_child_named(tree, segment, slice_of(names.composite));
    Buffer out = buffer_new(it->arena);
    size_t pending = 0;
    for (size_t i = 0; i < names.count; i++) {
        Slice value = text_at(it, tree, tree_child_named(tree, composite, slice_of(names.components[i])));
        if (value.len > 0) {
            for (; pending > 0; pending--)
                buffer_add_char(&out, ':');
            add_value(it, &out, value);
        }
        pending++;
    }
    return buffer_slice(&out);
}

// ---- The interchange it answers ----

static bool is_answerable(const EdifactReport *it, const EdifactUnit *header, NodeId unb,
                          Faults *faults)
{
    const char *problem = NULL;
    if (unb == NODE_NONE && tree_child_named(header->tree, 0, S("S_UIB")) != NODE_NONE)
        problem =
            "the interchange is interactive (UIB): its dialogue is answered by UIR, not by CONTRL";
    else if (unb == NODE_NONE)
        problem = "the interchange begins without UNB: there is nobody to answer";
    else if (it->sender.len == 0 || it->recipient.len == 0)
        problem = "UNB does not say who sent the interchange (0004), or to whom (0010); CONTRL "
                  "must quote both";
    else if (it->reference.len == 0)
        problem = "UNB has no interchange control reference (0020), which CONTRL must quote";
    return problem == NULL || fault_add(faults, FAULT_UNSUPPORTED, header->place.line,
                                        header->place.column, "%s", problem);
}

EdifactReport *edifact_report_new(Arena *arena, const EdifactUnit *header, Faults *faults)
{
    EdifactReport *it = arena_array(arena, EdifactReport, 1);
    const Tree *tree = header->tree;
    NodeId unb = tree_child_named(tree, 0, S("S_UNB")), syntax = tree_child_named(tree, unb, S("C_S001"));
    it->arena = arena;
    it->scratch = arena_new(arena_guard(arena), 0);
    arena_defer(arena, (void (*)(void *))arena_free, it->scratch);
    it->messages = it->groups = it->group.messages = buffer_new(arena);
    it->version = text_at(it, tree, tree_child_named(tree, syntax, S("D_0002")));
    it->is_version_4 = slice_equal(it->version, S("4"));
    if (it->version.len != 1 || it->version.at[0] < '1' || it->version.at[0] > '4')
        it->version = S("3");
    it->identifier = text_at(it, tree, tree_child_named(tree, syntax, S("D_0001")));
    if (!edifact_repertoire_is_known(it->identifier))
        it->identifier = S("UNOC");
    it->reference = text_at(it, tree, tree_child_named(tree, unb, S("D_0020")));
    it->test = text_at(it, tree, tree_child_named(tree, unb, S("D_0035")));
    it->sender = components(it, tree, unb, NAMES("C_S002", "D_0004", "D_0007", "D_0008", "D_0042"));
    it->recipient =
        components(it, tree, unb, NAMES("C_S003", "D_0010", "D_0007", "D_0014", "D_0046"));
    return is_answerable(it, header, unb, faults) ? it : NULL;
}

// ---- Errors ----

typedef struct Error {
    EdifactPlace place;
    Slice code, tag;   // tag: of the segment it is in, or that is missing
    bool is_in_header; // of a service segment: it is told at the level of the unit
} Error;

// "0085/13" ─► 13
static Slice code_of(const SchemaFinding *finding)
{
    return slice_part(finding->clause, 5, finding->clause.len);
}

static bool is_text(const SchemaFinding *finding, EdifactText text)
{
    return finding->text == &edifact_texts[text].text;
}

static bool is_error(const EdifactAnswer *answer, const SchemaFinding *finding)
{
    return edifact_severity(answer->unit, finding) == EDIFACT_ERROR;
}

static Slice tag_at(const EdifactUnit *unit, NodeId node)
{
    for (; node != NODE_NONE && node != 0; node = tree_parent(unit->tree, node)) {
        Slice local = tree_name(unit->tree, node)->local;
        if (slice_starts(local, S("S_")))
            return slice_part(local, 2, local.len);
    }
    return S("");
}

static bool is_service_tag(Slice tag)
{
    static const char *const tags[] = {"UNB", "UNZ", "UNG", "UNE", "UNH", "UNT", "UNO", "UNP"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (slice_equal(tag, slice_of(tags[i])))
            return true;
    return false;
}

static Error error_of(const EdifactAnswer *answer, const SchemaFinding *finding)
{
    Error error = {.code = code_of(finding)};
    if (answer->unit != NULL && finding->node != 0) {
        error.place = edifact_finding_place(answer->unit, finding);
        error.tag = tag_at(answer->unit, finding->node);
    }
    if (is_text(finding, TEXT_NO_TRAILER)) {
        error.place = (EdifactPlace){0};
        error.tag = slice_part(finding->arguments[1], 0, 3); // "UNT Message trailer"
    }
    // A segment that is missing is told by the one before the place where it should be.
    if (is_text(finding, TEXT_MISSING_SEGMENT) && error.place.position > 0) {
        error.place.position--;
        error.tag = S("");
    }
    error.is_in_header = is_service_tag(error.tag);
    return error;
}

// What UCM and UCF must quote of a header, and cannot because it is missing or not of its form. It
// is told one level higher then.
static bool is_unquotable(const Error *error)
{
    static const struct {
        Slice tag;
        size_t elements[3];
    } quoted[] = {
        {S_INIT("UNH"), {1, 2, 0}}, {S_INIT("UNO"), {1, 2, 0}}, {S_INIT("UNG"), {2, 3, 5}}};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
        for (size_t j = 0; j < 3 && slice_equal(error->tag, quoted[i].tag); j++)
            if (error->place.element == quoted[i].elements[j] && error->place.element > 0)
                // What is too much is not quoted; what is there twice can be.
                return !slice_equal(error->code, S("16")) && !slice_equal(error->code, S("26"));
    return false;
}

static void reject(EdifactReport *it, Level *level, const Error *error)
{
    it->rejected += !level->is_rejected;
    level->is_rejected = true;
    if (level->code.len > 0 || error == NULL)
        return;
    level->code = arena_copy(it->arena, error->code);
    level->tag = error->is_in_header ? arena_copy(it->arena, error->tag) : S("");
    level->place = error->place;
}

// ---- Segments ----

// "+29+UNT+2:1": what the last data elements of UCI, UCF and UCM say.
static void add_place(const EdifactReport *it, Buffer *out, const EdifactPlace *place)
{
    buffer_print(out, "+%zu", place->element + 1);
    bool is_repeated = it->is_version_4 && place->repetition > 1;
    if (place->component > 0)
        buffer_print(out, ":%zu", place->component);
    if (is_repeated)
        buffer_print(out, "%s%zu", place->component > 0 ? ":" : "::", place->repetition);
}

static void add_level(const EdifactReport *it, Buffer *out, const Level *level)
{
    buffer_add(out, level->is_rejected ? S("+4") : S("+7"));
    if (level->code.len == 0)
        return;
    buffer_print(out, "+%.*s", (int)level->code.len, level->code.at);
    if (level->tag.len == 0)
        return;
    buffer_print(out, "+%.*s", (int)level->tag.len, level->tag.at);
    if (level->place.element > 0)
        add_place(it, out, &level->place);
}

static int compare_errors(const void *a, const void *b)
{
    const EdifactPlace *one = &((const Error *)a)->place, *two = &((const Error *)b)->place;
    const size_t keys[][2] = {{one->position, two->position},
                              {one->element, two->element},
                              {one->repetition, two->repetition},
                              {one->component, two->component}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return slice_compare(((const Error *)a)->code, ((const Error *)b)->code);
}

// One UCS for each segment, and for each further error of a segment as such; data elements below
// it.
static void add_segments(const EdifactReport *it, Buffer *out, const Error *errors, size_t count)
{
    size_t segments = 0, data = 0;
    for (size_t i = 0; i < count; i++) {
        const EdifactPlace *place = &errors[i].place;
        if (i > 0 && compare_errors(&errors[i - 1], &errors[i]) == 0)
            continue;
        if (i == 0 || place->position != errors[i - 1].place.position || place->element == 0) {
            if (++segments > UCS_MAX)
                return;
            buffer_print(out, "UCS+%zu", place->position);
            if (place->element == 0)
                buffer_print(out, "+%.*s", (int)errors[i].code.len, errors[i].code.at);
            buffer_add_char(out, '\'');
            data = 0;
        }
        if (place->element == 0 || ++data > UCD_MAX)
            continue;
        buffer_print(out, "UCD+%.*s", (int)errors[i].code.len, errors[i].code.at);
        add_place(it, out, place);
        buffer_add_char(out, '\'');
    }
}

// ---- Messages and packages ----

static void add_message_head(EdifactReport *it, Buffer *out, const Tree *tree, NodeId header)
{
    Slice id = components(it, tree, header,
                          NAMES("C_S009", "D_0065", "D_0052", "D_0054", "D_0051", "D_0057"));
    buffer_add(out, S("UCM+"));
    add_value(it, out, text_at(it, tree, tree_child_named(tree, header, S("D_0062"))));
    buffer_print(out, "+%.*s", (int)id.len, id.at);
}

// UCM+++7++++REF+AAA:1: a package is named behind what a message is named by.
static void add_package(EdifactReport *it, Buffer *out, const Tree *tree, const Level *level)
{
    NodeId header = tree_child_named(tree, tree_first_child(tree, 0), S("S_UNO"));
    Slice reference = text_at(it, tree, tree_child_named(tree, header, S("D_0800")));
    Slice object = components(it, tree, header, NAMES("C_S020", "D_0813", "D_0802"));
    buffer_add(out, S("UCM++"));
    add_level(it, out, level);
    size_t there = level->code.len == 0        ? 0
                   : level->tag.len == 0       ? 1
                   : level->place.element == 0 ? 2
                                               : 3;
    buffer_print(out, "%.*s", (int)(4 - there), "++++");
    add_value(it, out, reference);
    buffer_print(out, "%s%.*s", object.len > 0 ? "+" : "", (int)object.len, object.at);
}

static void write_unit(EdifactReport *it, const EdifactUnit *unit, const Level *level,
                       const Error *errors, size_t count)
{
    Buffer *out = it->group.is_open ? &it->group.messages : &it->messages;
    if (unit->kind == UNIT_PACKAGE) {
        add_package(it, out, unit->tree, level);
    } else {
        add_message_head(it, out, unit->tree,
                         tree_child_named(unit->tree, tree_first_child(unit->tree, 0), S("S_UNH")));
        add_level(it, out, level);
    }
    buffer_add_char(out, '\'');
    add_segments(it, out, errors, count);
}

static void add_unit(EdifactReport *it, const EdifactAnswer *answer)
{
    Level level = {0};
    Error *errors = arena_array(it->scratch, Error, answer->count);
    size_t count = 0;
    bool is_quoted = true;
    for (size_t i = 0; i < answer->count; i++) {
        if (!is_error(answer, &answer->findings[i]))
            continue;
        Error error = error_of(answer, &answer->findings[i]);
        if (is_unquotable(&error)) {
            reject(it, it->group.is_open ? &it->group.level : &it->level, &error);
            is_quoted = false;
        }
        bool is_told_above = error.is_in_header || error.place.position == 0;
        reject(it, &level, is_told_above ? &error : NULL);
        if (!is_told_above)
            errors[count++] = error;
    }
    if (count > 0)
        qsort(errors, count, sizeof *errors, compare_errors);
    if (is_quoted && ++it->answers <= UCM_MAX)
        write_unit(it, answer->unit, &level, errors, count);
    arena_reset(it->scratch);
}

// ---- Groups ----

static void close_group(EdifactReport *it)
{
    if (it->group.is_open && !it->group.is_unquotable) {
        buffer_add(&it->groups, it->group.head);
        add_level(it, &it->groups, &it->group.level);
        buffer_add_char(&it->groups, '\'');
        buffer_add(&it->groups, buffer_slice(&it->group.messages));
    }
    it->group = (Group){.messages = {.arena = it->arena}};
}

static void open_group(EdifactReport *it, const Tree *tree, NodeId ung)
{
    close_group(it);
    Buffer head = buffer_new(it->arena);
    buffer_add(&head, S("UCF+"));
    add_value(it, &head, text_at(it, tree, tree_child_named(tree, ung, S("D_0048"))));
    Slice sender = components(it, tree, ung, NAMES("C_S006", "D_0040", "D_0007"));
    Slice recipient = components(it, tree, ung, NAMES("C_S007", "D_0044", "D_0007"));
    buffer_print(&head, "+%.*s+%.*s", (int)sender.len, sender.at, (int)recipient.len, recipient.at);
    it->group.head = buffer_slice(&head);
    it->group.is_open = true;
}

static void add_service(EdifactReport *it, const EdifactAnswer *answer)
{
    const Tree *tree = answer->unit != NULL ? answer->unit->tree : NULL;
    NodeId ung = tree != NULL ? tree_child_named(tree, 0, S("S_UNG")) : NODE_NONE;
    bool is_group_end = tree != NULL && tree_child_named(tree, 0, S("S_UNE")) != NODE_NONE;
    if (ung != NODE_NONE)
        open_group(it, tree, ung);
    for (size_t i = 0; i < answer->count; i++) {
        if (!is_error(answer, &answer->findings[i]))
            continue;
        Error error = error_of(answer, &answer->findings[i]);
        bool is_of_group = slice_equal(error.tag, S("UNG")) || slice_equal(error.tag, S("UNE"));
        if (is_of_group && is_unquotable(&error))
            it->group.is_unquotable = true;
        bool is_told_here = is_of_group && it->group.is_open && !it->group.is_unquotable;
        reject(it, is_told_here ? &it->group.level : &it->level, &error);
    }
    if (is_group_end)
        close_group(it);
}

void edifact_report_add(EdifactReport *it, const EdifactAnswer *answer)
{
    if (answer->unit != NULL && answer->unit->kind != UNIT_SERVICE)
        add_unit(it, answer);
    else
        add_service(it, answer);
}

size_t edifact_report_rejected(const EdifactReport *it)
{
    return it->rejected;
}

// ---- The answer ----

// Of a message that is written but for its UNT, with the UNB before it, which counts for the UNT.
static size_t count_segments(Slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.at[i] == '\'';
        i += text.at[i] == '?';
    }
    return count;
}

Slice edifact_report_write(EdifactReport *it, Slice reference, Slice date, Slice time)
{
    Buffer out = buffer_new(it->arena);
    close_group(it);
    Slice day = it->is_version_4 ? date : slice_part(date, 2, date.len);
    // What came from A to B is answered from B to A.
    buffer_print(&out, "UNB+%.*s:%.*s+%.*s+%.*s+%.*s:%.*s+", (int)it->identifier.len,
                 it->identifier.at, (int)it->version.len, it->version.at, (int)it->recipient.len,
                 it->recipient.at, (int)it->sender.len, it->sender.at, (int)day.len, day.at,
                 (int)time.len, time.at);
    add_value(it, &out, reference);
    if (slice_equal(it->test, S("1")))
        buffer_add(&out, S("++++++1"));
    buffer_print(&out, "'UNH+1+CONTRL:%s:UN'UCI+", it->is_version_4 ? "4:1" : "D:3");
    add_value(it, &out, it->reference);
    buffer_print(&out, "+%.*s+%.*s", (int)it->sender.len, it->sender.at, (int)it->recipient.len,
                 it->recipient.at);
    add_level(it, &out, &it->level);
    buffer_add_char(&out, '\'');
    buffer_add(&out, buffer_slice(&it->messages));
    buffer_add(&out, buffer_slice(&it->groups));
    buffer_print(&out, "UNT+%zu+1'UNZ+1+", count_segments(buffer_slice(&out)));
    add_value(it, &out, reference);
    buffer_add_char(&out, '\'');
    return edifact_encode(it->arena, buffer_slice(&out), it->identifier);
}
