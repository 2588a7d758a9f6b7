// SPDX-License-Identifier: Apache-2.0
// A whole file as one tree, with every fact that is needed to write it back as it was.
//
//     <EDIFACT>
//       <?edifact-encoding ISO-8859-1?>   where there is more than ASCII
//       <S_UNA>:+.? '</S_UNA>
//       <S_UNB>…</S_UNB>                  segments, as everywhere; where one could be written otherwise too, its first
//       <M_INVOIC>…</M_INVOIC>            child is <?edifact …?>, the original
//       <S_UNZ>…</S_UNZ>                  line ends between segments are texts
//     </EDIFACT>

#include "tree/edifact/read.h"
#include "tree/edifact/service.h"

#include <stdio.h>

static NameId name_of(Reading *it, Slice name)
{
    return vocabulary_name(it->reader->vocabulary, S(""), S(""), name);
}

static void put_fact(Reading *it, Slice target, Slice content)
{
    tree_decoded_leaf(it->builder, NODE_PI, name_of(it, target), content, 0);
}

static void put_syntax(Reading *it, const EdifactHead *head)
{
    const EdifactSyntax *syntax = &head->syntax;
    bool is_known = memcmp(syntax, &it->scanner->syntax, sizeof *syntax) == 0; // six characters
    if (head->service.len > 0 || is_known)
        return;
    char repetition = syntax->repetition != '\0' ? syntax->repetition : ' ';
    char marks[] = {syntax->component, syntax->element, syntax->decimal,
                    syntax->release,   repetition,      syntax->terminator};
    put_fact(it, S("edifact-syntax"), (Slice){marks, sizeof marks});
}

static void put_service_characters(Reading *it, const EdifactHead *head)
{
    if (head->service.len == 0)
        return;
    uint32_t at = (uint32_t)(head->service.at - it->scanner->text.at);
    reading_layout(it, at);
    tree_open(it->builder, name_of(it, S("S_UNA")), at);
    tree_leaf(it->builder, NODE_TEXT, NAME_NONE, at + 3, 6);
    tree_close(it->builder);
    it->kept = at + 9;
}

// An interchange begins here: with its service characters, or with those that UNB says. A file may hold several.
static void begin_interchange(Reading *it, Slice rest)
{
    EdifactHead head = head_read(rest);
    it->has_service = head.service.len > 0;
    put_syntax(it, &head);
    put_service_characters(it, &head);
    scanner_set_syntax(it->scanner, head.syntax);
    if (it->has_service)
        scanner_move(it->scanner, it->kept);
}

static bool begins_interchange(const Reading *it, Slice rest)
{
    ServiceRole role = service_role(slice_part(rest, 0, 3));
    return role == SERVICE_ADVICE || (role == SERVICE_INTERCHANGE && !it->has_service);
}

static Slice rest_of(const Reading *it)
{
    Slice rest = slice_part(it->scanner->text, it->scanner->at, it->scanner->text.len);
    while (rest.len > 0 && is_xml_space(rest.at[0]))
        rest = slice_part(rest, 1, rest.len);
    return rest;
}

static void read_units(Reading *it)
{
    begin_interchange(it, it->scanner->text);
    while (it->is_pending || rest_of(it).len > 0) {
        if (!it->is_pending && it->segment_count > 0 && begins_interchange(it, rest_of(it)))
            begin_interchange(it, rest_of(it));
        if (!reading_peek(it))
            break;
        reading_unit(it);
        // What ended a cut message may begin an interchange.
        if (it->is_pending && begins_interchange(it, slice_part(it->scanner->text, it->segment.start, SIZE_MAX))) {
            it->is_pending = false;
            scanner_move(it->scanner, it->segment.start);
        }
    }
    reading_layout(it, it->scanner->text.len);
}

bool edifact_is(Slice bytes)
{
    if (slice_starts(bytes, S("\xEF\xBB\xBF")))
        bytes = slice_part(bytes, 3, bytes.len);
    if (text_is_wide(bytes))
        return slice_find(slice_part(bytes, 0, 64), S("U\0N\0")) != SIZE_MAX ||
               slice_find(slice_part(bytes, 0, 64), S("\0U\0N")) != SIZE_MAX;
    while (bytes.len > 0 && is_xml_space(bytes.at[0]))
        bytes = slice_part(bytes, 1, bytes.len);
    if (bytes.len < 8)
        return false;
    EdifactHead head = head_read(bytes);
    ServiceRole role = service_role(slice_part(bytes, 0, 3));
    bool is_header = role == SERVICE_INTERCHANGE || role == SERVICE_MESSAGE || slice_starts(bytes, S("UNG"));
    return head.service.len > 0 || (is_header && bytes.at[3] == head.syntax.element);
}

typedef struct File {
    Slice input;      // without a mark of byte order
    const char *wide; // UTF-16LE or UTF-16BE; NULL: neither
    bool has_mark;
} File;

// NULL where something was taken for a package that the segments do not have.
static Tree *read_file(Arena *arena, EdifactReader *reader, const File *file, bool has_packages, size_t nodes_max)
{
    EdifactHead head = head_read(file->input);
    EdifactText *text = arena_array(arena, EdifactText, 1);
    text_decode(arena, file->input, &head, has_packages, text);
    Reading it = {.reader = reader, .text = text, .keeps_facts = true};
    it.scanner = edifact_scanner_new(arena, text->text, (EdifactSyntax){':', '+', '.', '?', '\0', '\''});
    it.builder = tree_builder_new(arena, reader->vocabulary, text->text, nodes_max);
    builder_reserve(it.builder, text->text.len / 3);
    NameId root = name_of(&it, S("EDIFACT"));
    it.outer = vocabulary_path(reader->vocabulary, PATH_DOCUMENT, NODE_ELEMENT, root);
    tree_open(it.builder, root, 0);
    const char *encoding = file->wide != NULL ? file->wide : text->encoding != NULL ? text->encoding : "UTF-8";
    if (file->wide != NULL || !text_is_ascii(text->text))
        put_fact(&it, S("edifact-encoding"), slice_of(encoding));
    if (file->has_mark)
        put_fact(&it, S("edifact-mark"), S("yes"));
    read_units(&it);
    tree_close(it.builder);
    return it.packages_read == text->package_count ? tree_finish(it.builder) : NULL;
}

Tree *edifact_read(Arena *arena, EdifactReader *reader, Slice bytes, const EdifactLimits *limits, Faults *faults)
{
    File file = {.input = bytes};
    size_t nodes_max = limits != NULL ? limits->nodes_max : 0;
    if (text_is_wide(bytes)) {
        file.wide = text_wide_encoding(bytes);
        if (!text_from_wide(arena, bytes, &file.input, faults))
            return NULL;
    }
    file.has_mark = slice_starts(file.input, S("\xEF\xBB\xBF"));
    file.input = slice_part(file.input, file.has_mark ? 3 : 0, file.input.len);
    if (slice_trim(file.input).len == 0) {
        fault_add(faults, FAULT_SYNTAX, 1, 1, "the file is empty; expected an EDIFACT interchange, from UNA or UNB on");
        return NULL;
    }
    Tree *tree = read_file(arena, reader, &file, true, nodes_max);
    return tree != NULL ? tree : read_file(arena, reader, &file, false, nodes_max);
}
