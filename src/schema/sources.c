// SPDX-License-Identifier: Apache-2.0
// Finds the files that schemas name.
//
//     address ─► beside who names it ─► the catalogs' entries ─► its last part in the folders ─► real path

#include "schema/sources.h"

#include "base/file.h"
#include "base/table.h"
#include "tree/xml.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CATALOGS_MAX = 100,
    CATALOG_BYTES_MAX = 64 << 20,
};

#define NS_CATALOG "urn:oasis:names:tc:entity:xmlns:xml:catalog"
#define NS_XML "http://www.w3.org/XML/1998/namespace"

typedef enum EntryKind {
    ENTRY_EXACT,
    ENTRY_PREFIX, // what follows is put behind the target
    ENTRY_SUFFIX,
} EntryKind;

typedef struct Entry {
    EntryKind kind;
    Slice name, target;
} Entry;

struct SchemaSources {
    Arena *arena;
    Faults *faults;
    const char *const *folders;
    size_t folder_count;
    Entry *entries; // in the order of the catalogs: the first that fits counts
    size_t entry_count, entry_room;
    size_t catalogs;
    Table *asked; // what was looked for ─► its place in `found`
    const char **found;
    size_t found_room;
};

// ---- Paths ----

static bool is_local(Slice address)
{
    return slice_find(address, S("://")) == SIZE_MAX && !slice_starts(address, S("urn:"));
}

static Slice join(SchemaSources *sources, Slice base, Slice address)
{
    if (slice_starts(address, S("file://")))
        return slice_part(address, 7, address.len);
    bool stands_alone = slice_starts(address, S("/")) || !is_local(address);
    return stands_alone ? address : arena_join(sources->arena, base, address);
}

static const char *real_path(SchemaSources *sources, Slice path)
{
    char real[PATH_MAX];
    if (!is_local(path) || path.len >= sizeof real)
        return NULL;
    const char *named = arena_c_string(sources->arena, path);
    bool is_there = access(named, R_OK) == 0 && realpath(named, real);
    return is_there ? arena_c_string(sources->arena, slice_of(real)) : NULL;
}

// ---- Catalogs ----

static const struct {
    const char *element, *name, *target;
    EntryKind kind;
} entry_kinds[] = {
    {"system", "systemId", "uri", ENTRY_EXACT},
    {"uri", "name", "uri", ENTRY_EXACT},
    {"public", "publicId", "uri", ENTRY_EXACT},
    {"rewriteSystem", "systemIdStartString", "rewritePrefix", ENTRY_PREFIX},
    {"rewriteURI", "uriStartString", "rewritePrefix", ENTRY_PREFIX},
    {"systemSuffix", "systemIdSuffix", "uri", ENTRY_SUFFIX},
    {"uriSuffix", "uriSuffix", "uri", ENTRY_SUFFIX},
};

static void read_catalog(SchemaSources *sources, Slice path);

static Slice attribute(const Tree *tree, NodeId element, const char *uri, const char *local)
{
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE; at = tree_next_attribute(tree, at)) {
        const Name *name = tree_name(tree, at);
        if (slice_equal(name->local, slice_of(local)) && slice_equal(name->uri, slice_of(uri)))
            return slice_trim(tree_content(tree, at));
    }
    return S("");
}

static void add_entry(SchemaSources *sources, Entry entry)
{
    if (sources->entry_count == sources->entry_room) {
        size_t room = sources->entry_room * 2 + 32;
        sources->entries = arena_resize(sources->arena, sources->entries, sources->entry_room * sizeof entry, room * sizeof entry);
        sources->entry_room = room;
    }
    sources->entries[sources->entry_count++] = entry;
}

static void read_entry(SchemaSources *sources, const Tree *tree, NodeId element, Slice base)
{
    Slice local = tree_name(tree, element)->local;
    Slice next = attribute(tree, element, "", "catalog");
    if (next.len)
        read_catalog(sources, join(sources, base, next));
    for (size_t i = 0; i < sizeof entry_kinds / sizeof *entry_kinds; i++) {
        Slice name = attribute(tree, element, "", entry_kinds[i].name);
        if (slice_equal(local, slice_of(entry_kinds[i].element)) && name.len)
            add_entry(sources, (Entry){entry_kinds[i].kind, arena_copy(sources->arena, name),
                                       join(sources, base, attribute(tree, element, "", entry_kinds[i].target))});
    }
}

// Elements in document order; a base holds for the subtree of the element that has it.
static void read_entries(SchemaSources *sources, const Tree *tree, Slice folder)
{
    Slice base = folder;
    NodeId base_end = tree->count;
    for (NodeId at = 1; at < tree->count; at++) {
        if (tree_kind(tree, at) != NODE_ELEMENT || !slice_equal(tree_name(tree, at)->uri, S(NS_CATALOG)))
            continue;
        if (at > base_end)
            base = folder;
        Slice own = attribute(tree, at, NS_XML, "base");
        if (own.len) {
            base = path_folder(join(sources, base, own));
            base_end = tree_last(tree, at);
        }
        read_entry(sources, tree, at, base);
    }
}

static void read_catalog(SchemaSources *sources, Slice path)
{
    Slice bytes;
    const char *real = real_path(sources, path);
    size_t before = sources->faults->count;
    if (!real || sources->catalogs++ >= CATALOGS_MAX || !file_read(sources->arena, real, CATALOG_BYTES_MAX, &bytes, sources->faults))
        return;
    const Tree *tree = xml_read(sources->arena, vocabulary_new(sources->arena), bytes, NULL, sources->faults);
    fault_set_file(sources->faults, before, real);
    if (tree)
        read_entries(sources, tree, path_folder(slice_of(real)));
}

// The first exact entry, else the longest of the others that fits.
static Slice look_up(SchemaSources *sources, Slice name)
{
    const Entry *best = NULL;
    for (size_t i = 0; i < sources->entry_count; i++) {
        const Entry *entry = &sources->entries[i];
        if (entry->kind == ENTRY_EXACT && slice_equal(entry->name, name))
            return entry->target;
        bool fits = entry->kind == ENTRY_PREFIX   ? slice_starts(name, entry->name)
                    : entry->kind == ENTRY_SUFFIX ? slice_ends(name, entry->name)
                                                  : false;
        if (fits && (!best || entry->name.len > best->name.len))
            best = entry;
    }
    if (!best)
        return S("");
    Slice rest = slice_part(name, best->name.len, name.len);
    return best->kind == ENTRY_PREFIX ? arena_join(sources->arena, best->target, rest) : best->target;
}

// ---- Finding ----

SchemaSources *sources_new(Arena *arena, const char *const *places, size_t count, Faults *faults)
{
    SchemaSources *sources = arena_array(arena, SchemaSources, 1);
    size_t before = faults->count;
    *sources = (SchemaSources){.arena = arena, .faults = faults, .folders = places, .folder_count = count, .asked = table_new(arena, 64)};
    for (size_t i = 0; i < count; i++) {
        struct stat is;
        bool is_file = stat(places[i], &is) == 0 && S_ISREG(is.st_mode);
        read_catalog(sources, is_file ? slice_of(places[i]) : arena_print(arena, "%s/catalog.xml", places[i]));
    }
    return faults->count == before ? sources : NULL;
}

static const char *search(SchemaSources *sources, Slice folder, Slice address)
{
    const char *path = real_path(sources, join(sources, folder, address));
    Slice named = path ? S("") : look_up(sources, address);
    if (named.len)
        path = real_path(sources, named);
    Slice last = slice_part(address, path_folder(address).len, address.len);
    for (size_t i = 0; !path && last.len && i < sources->folder_count; i++)
        path = real_path(sources, arena_print(sources->arena, "%s/%.*s", sources->folders[i], (int)last.len, last.at));
    return path;
}

const char *sources_find(SchemaSources *sources, Slice folder, Slice address)
{
    bool is_new;
    address = slice_trim(address);
    Slice key = arena_print(sources->arena, "%.*s%c%.*s", (int)folder.len, folder.at, '\n', (int)address.len, address.at);
    size_t number = (size_t)table_add(sources->asked, key, &is_new);
    if (number >= sources->found_room) {
        size_t room = sources->found_room * 2 + 32;
        sources->found = arena_resize(sources->arena, sources->found, sources->found_room * sizeof *sources->found,
                                      room * sizeof *sources->found);
        sources->found_room = room;
    }
    if (is_new)
        sources->found[number] = search(sources, folder, address);
    return sources->found[number];
}

const char *sources_find_name(SchemaSources *sources, Slice name)
{
    Slice target = look_up(sources, name);
    return target.len ? real_path(sources, target) : NULL;
}
