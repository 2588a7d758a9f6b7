// SPDX-License-Identifier: Apache-2.0
// Which register there is of a name, and which one a document is of.

#include "register/internal.h"

#include "base/utf8.h"
#include "tree/json.h"

#include <stdio.h>

// ---- By name ----

size_t registers_count(const Registers *registers)
{
    return registers->count;
}

Register *registers_at(const Registers *registers, size_t index)
{
    return registers->list[index];
}

static Register *named(const Registers *registers, Slice name)
{
    for (size_t i = 0; i < registers->count; i++)
        if (slice_equal(registers->list[i]->name, name))
            return registers->list[i];
    return NULL;
}

static Slice nearest(const Registers *registers, Slice name)
{
    Slice near = S("");
    size_t least = name.len / 2 + 1;
    for (size_t i = 0; i < registers->count; i++) {
        size_t edits = slice_edits(name, registers->list[i]->name);
        if (edits < least) {
            least = edits;
            near = registers->list[i]->name;
        }
    }
    return near;
}

void registers_list(char list[LIST_MAX], Slice name)
{
    size_t len = strlen(list);
    snprintf(list + len, LIST_MAX - len, "%s%.*s", len > 0 ? ", " : "", (int)name.len, name.at);
}

Register *registers_find(const Registers *registers, Slice name, Faults *faults)
{
    Register *found = named(registers, name);
    if (found != NULL)
        return found;
    Slice near = nearest(registers, name);
    int shown = (int)(name.len < SHOWN_MAX ? name.len : SHOWN_MAX);
    char all[LIST_MAX] = "";
    for (size_t i = 0; i < registers->count; i++)
        registers_list(all, registers->list[i]->name);
    if (near.len > 0)
        fault_add(faults, FAULT_USAGE, 0, 0, "there is no register %.*s; is %.*s meant?", shown,
                  name.at, (int)near.len, near.at);
    else
        fault_add(faults, FAULT_USAGE, 0, 0, "there is no register %.*s; there are %s", shown,
                  name.at, all);
    return NULL;
}

Register *registers_of_schema(const Registers *registers, Slice schema)
{
    static const Slice start = S_INIT(REGISTER_ID);
    return slice_starts(schema, start) ? named(registers, slice_part(schema, start.len, schema.len))
                                       : NULL;
}

Slice schema_named(Arena *arena, const Tree *tree)
{
    for (NodeId at = tree_first_child(tree, 0); at != NODE_NONE; at = tree_next_sibling(tree, at))
        if (tree_kind(tree, at) == NODE_ELEMENT &&
            slice_equal(tree_name(tree, at)->local, S("$schema")))
            return tree_string(tree, at, arena);
    return S("");
}

// ---- By the root element ----

typedef struct Search {
    Arena *scratch;
    const Tree *tree;
    NodeId root;
    MapFit fit;
    RegisterMatch match, other; // other: of a register that fits as well
} Search;

// Of two maps of a register the first is taken.
static bool search_register(Search *it, Register *reg, Faults *faults)
{
    if (!register_read_heads(reg, faults))
        return false;
    for (size_t i = 0; i < reg->map_count; i++) {
        const MapHead *head = reg->maps[i].head;
        MapFit fit = map_head_fit(head, it->scratch, it->tree, it->root);
        RegisterMatch match = {reg, map_head_name(head)};
        if (fit == MAP_FITS_NOT || fit < it->fit)
            continue;
        if (fit > it->fit) {
            *it = (Search){it->scratch, it->tree, it->root, fit, match, {0}};
        } else if (it->match.reg != reg) {
            it->other = match;
        }
    }
    return true;
}

static bool refuse_root(const Search *it, Faults *faults)
{
    Slice name = slice_show(it->scratch, tree_name(it->tree, it->root)->local, SHOWN_MAX);
    Slice uri = slice_show(it->scratch, tree_name(it->tree, it->root)->uri, 2 * SHOWN_MAX);
    return fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                     "no map begins with %.*s%s%.*s; `madoguchi registers` lists the documents and "
                     "their syntaxes",
                     (int)name.len, name.at, uri.len > 0 ? " of the namespace " : "", (int)uri.len,
                     uri.at);
}

static bool refuse_choice(const Search *it, Faults *faults)
{
    const Register *a = it->match.reg, *b = it->other.reg;
    return fault_add(
        faults, FAULT_USAGE, 0, 0,
        "the document may be of the register %.*s or of %.*s; say which with --register",
        (int)a->name.len, a->name.at, (int)b->name.len, b->name.at);
}

bool registers_match(Registers *registers, Register *only, Arena *scratch, const Tree *tree,
                     NodeId root, RegisterMatch *match, Faults *faults)
{
    Search it = {.scratch = scratch, .tree = tree, .root = root};
    for (size_t i = 0; i < registers->count; i++)
        if ((only == NULL || only == registers->list[i]) &&
            !search_register(&it, registers->list[i], faults))
            return false;
    *match = it.match;
    if (it.match.reg == NULL)
        return refuse_root(&it, faults);
    return it.other.reg == NULL || refuse_choice(&it, faults);
}

// ---- By members ----

static bool declares_all(const Model *model, const Tree *tree)
{
    for (NodeId at = tree_first_child(tree, 0); at != NODE_NONE; at = tree_next_sibling(tree, at))
        if (tree_kind(tree, at) == NODE_ELEMENT &&
            model_member(&model->root, tree_name(tree, at)->local) == NULL)
            return false;
    return tree_first_child(tree, 0) != NODE_NONE;
}

Register *registers_match_members(Registers *registers, const Tree *tree, Faults *faults)
{
    Register *found = NULL;
    char all[LIST_MAX] = "";
    size_t count = 0;
    for (size_t i = 0; i < registers->count; i++) {
        Register *reg = registers->list[i];
        const Model *model = register_model(reg, faults);
        if (model == NULL)
            return NULL;
        if (!declares_all(model, tree))
            continue;
        registers_list(all, reg->name);
        found = reg;
        count++;
    }
    if (count == 1)
        return found;
    fault_add(faults, FAULT_USAGE, 0, 0,
              "%s; say which it is of with \"$schema\": \"" REGISTER_ID "NAME\" or --register%s%s",
              count == 0 ? "no register declares all members of the document"
                         : "the document may be of several registers",
              count > 0 ? ": " : "", all);
    return NULL;
}
