// SPDX-License-Identifier: Apache-2.0
// The parts of a workbook: what is in the archive, and which part is which.
//
//     xl/workbook.xml             ─► names of sheets, ids
//     xl/_rels/workbook.xml.rels  ─► ids to parts: xl/worksheets/sheet1.xml …

#include "tree/xlsx/internal.h"

#include "tree/xml.h"

#define WORKBOOK "xl/workbook.xml"

bool xlsx_is(Slice bytes)
{
    // Compound files: the old binary form, and the envelope of those with a password
    if (slice_starts(bytes, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return true;
    return archive_is(bytes) && archive_has(bytes, WORKBOOK);
}

// Pictures, fonts and settings of printers are no business of ours.
static bool is_wanted(const char *name)
{
    Slice path = slice_of(name);
    return slice_starts(path, S("xl/")) &&
           (slice_ends(path, S(".xml")) || slice_ends(path, S(".rels")));
}

static bool unpack(Workbook *it, Slice bytes, const XlsxOptions *options)
{
    enum { PARTS_MAX = 20000 };
    size_t most =
        options != NULL && options->unpacked_max > 0 ? options->unpacked_max : (size_t)1 << 30;
    ArchiveLimits limits = {.entries_max = PARTS_MAX, .entry_max = most, .total_max = most};
    if (slice_starts(bytes, S("\xD0\xCF\x11\xE0")))
        return fault_add(it->faults, FAULT_UNSUPPORTED, 0, 0,
                         "the workbook is of the old binary form (.xls) or has a password; save it "
                         "as .xlsx without one");
    return archive_read(it->arena, bytes, is_wanted, &limits, &it->entries, &it->entry_count,
                        it->faults);
}

const Tree *workbook_part(Workbook *it, Slice name, bool *is_absent)
{
    size_t before = it->faults->count;
    *is_absent = true;
    for (size_t i = 0; i < it->entry_count; i++) {
        if (!slice_equal(it->entries[i].name, name))
            continue;
        XmlOptions options = {.depth_max = 200}; // real ones stay under 12
        *is_absent = false;
        const Tree *part =
            xml_read(it->arena, it->vocabulary, it->entries[i].bytes, &options, it->faults);
        fault_set_file(it->faults, before, arena_c_string(it->arena, name));
        return part;
    }
    return NULL;
}

// ---- Elements ----

NodeId part_root(const Tree *part)
{
    return tree_element_from(part, tree_first_child(part, 0));
}

bool part_is(const Tree *part, NodeId node, const char *name)
{
    return tree_kind(part, node) == NODE_ELEMENT &&
           slice_equal(tree_name(part, node)->local, slice_of(name));
}

static NodeId first_named(const Tree *part, NodeId node, const char *name)
{
    while (node != NODE_NONE && !part_is(part, node, name))
        node = tree_next_sibling(part, node);
    return node;
}

NodeId part_child(const Tree *part, NodeId parent, const char *name)
{
    return parent != NODE_NONE ? first_named(part, tree_first_child(part, parent), name)
                               : NODE_NONE;
}

NodeId part_next(const Tree *part, NodeId node, const char *name)
{
    return first_named(part, tree_next_sibling(part, node), name);
}

Slice part_attribute(const Tree *part, NodeId element, const char *name)
{
    NodeId node = element != NODE_NONE ? tree_first_attribute(part, element) : NODE_NONE;
    while (node != NODE_NONE && !slice_equal(tree_name(part, node)->local, slice_of(name)))
        node = tree_next_attribute(part, node);
    return node != NODE_NONE ? tree_content(part, node) : S("");
}

bool part_number(Slice text, size_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i >= 9)
            return false;
        *number = *number * 10 + (size_t)(text.at[i] - '0');
    }
    return text.len > 0;
}

bool part_truth(Slice text)
{
    return slice_equal(text, S("1")) || slice_equal(text, S("true"));
}

// ---- Relations ----

// Targets are relative to xl/, or to the package's root.
static Slice path_of(Workbook *it, Slice target)
{
    if (slice_starts(target, S("/")))
        return slice_part(target, 1, target.len);
    return arena_join(it->arena, S("xl/"), target);
}

static Slice find_target(Workbook *it, const char *attribute, Slice wanted, bool at_end)
{
    const Tree *part = it->relations;
    NodeId node = part != NULL ? part_child(part, part_root(part), "Relationship") : NODE_NONE;
    for (; node != NODE_NONE; node = part_next(part, node, "Relationship")) {
        Slice value = part_attribute(part, node, attribute);
        if (at_end ? slice_ends(value, wanted) : slice_equal(value, wanted))
            return path_of(it, part_attribute(part, node, "Target"));
    }
    return S("");
}

Slice workbook_target_by_type(Workbook *it, Slice type)
{
    return find_target(it, "Type", type, true);
}

Slice workbook_target(Workbook *it, Slice id)
{
    return find_target(it, "Id", id, false);
}

bool workbook_open(Workbook *it, Slice bytes, const XlsxOptions *options)
{
    bool is_absent;
    if (!unpack(it, bytes, options))
        return false;
    it->relations = workbook_part(it, S("xl/_rels/workbook.xml.rels"), &is_absent);
    if (it->relations == NULL && is_absent)
        fault_add(it->faults, FAULT_SYNTAX, 0, 0,
                  "the workbook lacks xl/_rels/workbook.xml.rels; save it again");
    return it->relations != NULL && strings_read(it) && styles_read(it);
}
