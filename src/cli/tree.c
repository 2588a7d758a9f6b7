// SPDX-License-Identifier: Apache-2.0
// `madoguchi tree`: what the reader saw, one node a line.

#include "tree/tree.h"

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/document.h"

typedef struct Show {
    const Arguments *arguments;
    Faults *faults;
} Show;

static const char *const kind_name[] = {
    [NODE_DOCUMENT] = "document",   [NODE_ELEMENT] = "element", [NODE_ATTRIBUTE] = "attribute",
    [NODE_TEXT] = "text",           [NODE_COMMENT] = "comment", [NODE_PI] = "instruction",
    [NODE_NAMESPACE] = "namespace",
};

static void print_slice(Slice text)
{
    fwrite(text.at, 1, text.len, stdout);
}

static void print_node(Arena *scratch, const Tree *tree, NodeId node, uint32_t depth)
{
    enum { SHOWN_MAX = 200 }; // of one text; the rest is an ellipsis
    NodeKind kind = tree_kind(tree, node);
    Place place = tree_place(tree, node);
    printf("%5u:%-4u %*s%s", place.line, place.column, (int)depth * 2, "", kind_name[kind]);
    const Name *name = tree_name(tree, node);
    if (name != NULL) {
        putchar(' ');
        if (name->uri.len > 0) {
            putchar('{');
            print_slice(name->uri);
            putchar('}');
        }
        print_slice(name->local);
    }
    if (!tree_is_container(tree, node)) {
        putchar(' ');
        print_slice(slice_show(scratch, tree_content(tree, node), SHOWN_MAX));
    }
    putchar('\n');
}

static bool is_blank(Slice text)
{
    return slice_trim(text).len == 0;
}

static void print_tree(Arena *scratch, const Tree *tree, bool has_blanks)
{
    const Path *paths = vocabulary_paths(tree->vocabulary);
    for (NodeId node = 0; node < tree->count; node++) {
        if (!has_blanks && tree_kind(tree, node) == NODE_TEXT && is_blank(tree_content(tree, node)))
            continue;
        ArenaMark mark = arena_mark(scratch);
        print_node(scratch, tree, node, paths[tree_path(tree, node)].depth);
        arena_release(scratch, mark);
    }
    printf("%u nodes of %zu paths in %zu bytes\n", tree->count,
           vocabulary_path_count(tree->vocabulary), tree->input.len);
}

static bool show(Arena *arena, void *context)
{
    Show *it = context;
    const Tree *tree = document_read(arena, vocabulary_new(arena), operand_at(it->arguments, 0),
                                     it->arguments, it->faults);
    if (tree == NULL)
        return false;
    print_tree(arena, tree, argument_is_given(it->arguments, "blanks"));
    return true;
}

int run_tree(const Arguments *arguments)
{
    Faults faults = {0};
    Show it = {arguments, &faults};
    bool is_good = arena_run(0, show, &it, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
