// SPDX-License-Identifier: Apache-2.0
// Feeds a schema's expressions to the scan of fits.c.
//
//     .sch and what it includes ─► namespaces, lets ─► contexts, tests ─► Fits
//
// Works on the XML as it stands, before it is compiled: abstract patterns are filled in as text.

#include "base/file.h"
#include "base/table.h"
#include "rules/fits.h"
#include "tree/xml.h"

enum {
    PARTS_MAX = 1000, // files of one schema; the most we know is 12
    PART_SIZE_MAX = 64 << 20,
};

typedef struct Part {
    const Tree *tree;
    struct Part *next;
} Part;

typedef struct SchemaScan {
    Arena *arena;
    Vocabulary *vocabulary;
    Part *first, **end;
    Table *files; // those read already: a cycle is the compiler's to complain of
    FitsScan *scan;
    Faults *faults;
} SchemaScan;

static Slice attribute(const Tree *tree, NodeId element, const char *name)
{
    for (NodeId node = tree_first_attribute(tree, element); node != NODE_NONE;
         node = tree_next_attribute(tree, node)) {
        const Name *found = tree_name(tree, node);
        if (found->uri.len == 0 && slice_equal(found->local, slice_of(name)))
            return tree_content(tree, node);
    }
    return (Slice){NULL, 0};
}

// A Schematron element of that name.
static bool is_element(const Tree *tree, NodeId node, const char *local)
{
    if (tree_kind(tree, node) != NODE_ELEMENT)
        return false;
    const Name *name = tree_name(tree, node);
    return slice_equal(name->local, slice_of(local)) &&
           slice_equal(name->uri, S("http://purl.oclc.org/dsdl/schematron"));
}

static bool read_part(SchemaScan *it, Slice path)
{
    bool is_new;
    table_add(it->files, path, &is_new);
    if (!is_new)
        return true;
    if (table_count(it->files) > PARTS_MAX)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0, "a schema may have %d parts", PARTS_MAX);
    size_t before = it->faults->count;
    Slice bytes;
    const Tree *tree = NULL;
    if (file_read(it->arena, path.at, PART_SIZE_MAX, &bytes, it->faults))
        tree = xml_read(it->arena, it->vocabulary, bytes, &(XmlOptions){0}, it->faults);
    fault_set_file(it->faults, before, path.at);
    if (tree == NULL)
        return false;
    Part *part = arena_array(it->arena, Part, 1);
    part->tree = tree;
    *it->end = part;
    it->end = &part->next;
    size_t folder = path.len;
    while (folder > 0 && path.at[folder - 1] != '/')
        folder--;
    for (NodeId node = 0; node < tree->count; node++) {
        if (!is_element(tree, node, "include") && !is_element(tree, node, "extends"))
            continue;
        Slice href = attribute(tree, node, "href");
        Slice file = slice_cut(&href, '#');
        if (file.len > 0 && !read_part(it, arena_print(it->arena, "%.*s%.*s", (int)folder, path.at,
                                                       (int)file.len, file.at)))
            return false;
    }
    return true;
}

static void scan_names(SchemaScan *it, const Tree *tree)
{
    for (NodeId node = 0; node < tree->count; node++) {
        if (is_element(tree, node, "ns"))
            fits_scan_namespace(it->scan, attribute(tree, node, "prefix"),
                                attribute(tree, node, "uri"));
        else if (is_element(tree, node, "let") && attribute(tree, node, "value").len > 0)
            fits_scan_let(it->scan, attribute(tree, node, "name"), attribute(tree, node, "value"),
                          !is_element(tree, tree_parent(tree, node), "rule"));
    }
}

static bool is_param_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || c == '.' || ((unsigned char)c & 0x80);
}

// `$name` ─► the value of the instance's parameter; what is no parameter stays.
static Slice fill_in(SchemaScan *it, Slice text, const Tree *tree, NodeId instance)
{
    if (instance == NODE_NONE || memchr(text.at, '$', text.len) == NULL)
        return text;
    Buffer out = buffer_new(it->arena);
    for (size_t i = 0; i < text.len;) {
        size_t len = 1;
        while (text.at[i] == '$' && i + len < text.len && is_param_char(text.at[i + len]))
            len++;
        Slice word = slice_part(text, i, len), value = word;
        for (NodeId node = tree_first_child(tree, instance); node != NODE_NONE && len > 1;
             node = tree_next_sibling(tree, node))
            if (is_element(tree, node, "param") &&
                slice_equal(attribute(tree, node, "name"), slice_part(word, 1, word.len)))
                value = attribute(tree, node, "value");
        buffer_add(&out, value);
        i += len;
    }
    return buffer_slice(&out);
}

// The contexts and tests of a subtree; `instance` is the pattern that fills in its parameters, in
// `tree_of`.
static void scan_expressions(SchemaScan *it, const Tree *tree, NodeId from, const Tree *tree_of,
                             NodeId instance)
{
    NodeId last = tree_last(tree, from);
    for (NodeId node = from; node <= last; node++) {
        bool is_abstract = is_element(tree, node, "pattern") &&
                           slice_equal(attribute(tree, node, "abstract"), S("true"));
        if (is_abstract && instance == NODE_NONE) {
            node = tree_last(tree, node); // scanned once for each of its instances
            continue;
        }
        Slice context = is_element(tree, node, "rule") ? attribute(tree, node, "context") : S("");
        Slice test = is_element(tree, node, "assert") || is_element(tree, node, "report")
                         ? attribute(tree, node, "test")
                         : S("");
        if (context.len > 0)
            fits_scan_context(it->scan, fill_in(it, context, tree_of, instance));
        if (test.len > 0)
            fits_scan_test(it->scan, fill_in(it, test, tree_of, instance));
    }
}

static void scan_instance(SchemaScan *it, const Tree *tree, NodeId instance)
{
    Slice wanted = attribute(tree, instance, "is-a");
    for (const Part *part = it->first; part != NULL; part = part->next)
        for (NodeId node = 0; node < part->tree->count; node++)
            if (is_element(part->tree, node, "pattern") &&
                slice_equal(attribute(part->tree, node, "id"), wanted) &&
                slice_equal(attribute(part->tree, node, "abstract"), S("true")))
                scan_expressions(it, part->tree, node, tree, instance);
}

bool fits_of_schema(Arena *arena, const char *path, Fits *fits, Faults *faults)
{
    SchemaScan it = {
        .arena = arena,
        .vocabulary = vocabulary_new(arena),
        .files = table_new(arena, 16),
        .scan = fits_scan_new(arena),
        .faults = faults,
    };
    it.end = &it.first;
    if (!read_part(&it, arena_copy(arena, slice_of(path))))
        return false;
    for (const Part *part = it.first; part != NULL; part = part->next)
        scan_names(&it, part->tree);
    for (const Part *part = it.first; part != NULL; part = part->next) {
        scan_expressions(&it, part->tree, 0, part->tree, NODE_NONE);
        for (NodeId node = 0; node < part->tree->count; node++)
            if (is_element(part->tree, node, "pattern") &&
                attribute(part->tree, node, "is-a").len > 0)
                scan_instance(&it, part->tree, node);
    }
    *fits = fits_scan_end(it.scan);
    return true;
}
