// SPDX-License-Identifier: Apache-2.0
// Names and paths, interned: the same name, the same number, for all documents of a thread.

#include "tree/internal.h"

typedef struct Slots {  // open hashing over numbers; 0 is free, else number + 1
    uint32_t *at;
    size_t mask, count;
} Slots;

struct Vocabulary {
    Arena *arena;
    Name *names;
    size_t name_count, name_room;
    Path *paths;
    PathId *last_child;  // by path, so that a child is appended in O(1)
    size_t path_count, path_room;
    Slots by_name, by_path;
    void *readers[READER_END];
    uint32_t trees;
};

static uint64_t mix(uint64_t key)
{
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

static uint64_t hash_name(Slice prefix, Slice uri, Slice local)
{
    return mix(slice_hash(local) ^ mix(slice_hash(uri) ^ mix(slice_hash(prefix))));
}

static uint64_t hash_path(PathId parent, NodeKind kind, NameId name)
{
    return mix(mix((uint64_t)parent << 32 | name) + (uint64_t)kind);
}

static uint64_t hash_of_name(const Vocabulary *vocabulary, uint32_t number)
{
    const Name *name = &vocabulary->names[number];
    return hash_name(name->prefix, name->uri, name->local);
}

static uint64_t hash_of_path(const Vocabulary *vocabulary, uint32_t number)
{
    const Path *path = &vocabulary->paths[number];
    return hash_path(path->parent, path->kind, path->name);
}

static void grow_slots(Vocabulary *vocabulary, Slots *slots,
                       uint64_t hash_of(const Vocabulary *, uint32_t))
{
    size_t room = slots->at ? (slots->mask + 1) * 2 : 256;
    slots->at = arena_array(vocabulary->arena, uint32_t, room);
    slots->mask = room - 1;
    for (uint32_t i = 0; i < slots->count; i++) {
        size_t place = hash_of(vocabulary, i) & slots->mask;
        while (slots->at[place])
            place = (place + 1) & slots->mask;
        slots->at[place] = i + 1;
    }
}

static void *grow(Arena *arena, void *old, size_t size, size_t count, size_t room)
{
    void *made = arena_take_array(arena, size, room, 16);
    if (count)
        memcpy(made, old, size * count);
    return made;
}

Vocabulary *vocabulary_new(Arena *arena)
{
    Vocabulary *vocabulary = arena_array(arena, Vocabulary, 1);
    vocabulary->arena = arena;
    vocabulary_path(vocabulary, PATH_NONE, NODE_DOCUMENT, NAME_NONE);
    return vocabulary;
}

// ---- Names ----

static uint32_t *name_slot(const Vocabulary *vocabulary, Slice prefix, Slice uri, Slice local)
{
    const Slots *slots = &vocabulary->by_name;
    size_t place = hash_name(prefix, uri, local) & slots->mask;
    for (; slots->at[place]; place = (place + 1) & slots->mask) {
        const Name *name = &vocabulary->names[slots->at[place] - 1];
        if (slice_equal(name->local, local) && slice_equal(name->uri, uri) &&
            slice_equal(name->prefix, prefix))
            break;
    }
    return &slots->at[place];
}

NameId vocabulary_name(Vocabulary *vocabulary, Slice prefix, Slice uri, Slice local)
{
    if (vocabulary->by_name.count * 2 >= vocabulary->by_name.mask)
        grow_slots(vocabulary, &vocabulary->by_name, hash_of_name);
    uint32_t *slot = name_slot(vocabulary, prefix, uri, local);
    if (*slot)
        return *slot - 1;
    // The number that all prefixes share is that of the name without one.
    NameId expanded = NAME_NONE;
    if (prefix.len) {
        expanded = vocabulary_name(vocabulary, S(""), uri, local);
        slot = name_slot(vocabulary, prefix, uri, local);
    }
    if (vocabulary->name_count == vocabulary->name_room) {
        size_t room = vocabulary->name_room ? vocabulary->name_room * 2 : 128;
        vocabulary->names = grow(vocabulary->arena, vocabulary->names, sizeof(Name),
                                 vocabulary->name_count, room);
        vocabulary->name_room = room;
    }
    NameId made = (NameId)vocabulary->name_count;
    vocabulary->names[made] = (Name){arena_copy(vocabulary->arena, prefix),
                                     arena_copy(vocabulary->arena, uri),
                                     arena_copy(vocabulary->arena, local),
                                     expanded == NAME_NONE ? made : expanded};
    *slot = made + 1;
    vocabulary->name_count++;
    vocabulary->by_name.count++;
    return made;
}

size_t vocabulary_name_count(const Vocabulary *vocabulary)
{
    return vocabulary->name_count;
}

const Name *vocabulary_names(const Vocabulary *vocabulary)
{
    return vocabulary->names;
}

// ---- Paths ----

static void append_child(Vocabulary *vocabulary, PathId parent, PathId child)
{
    PathId last = vocabulary->last_child[parent];
    if (last == PATH_NONE)
        vocabulary->paths[parent].first_child = child;
    else
        vocabulary->paths[last].next_sibling = child;
    vocabulary->last_child[parent] = child;
}

static void grow_paths(Vocabulary *vocabulary)
{
    size_t room = vocabulary->path_room ? vocabulary->path_room * 2 : 128;
    vocabulary->paths =
        grow(vocabulary->arena, vocabulary->paths, sizeof(Path), vocabulary->path_count, room);
    vocabulary->last_child =
        grow(vocabulary->arena, vocabulary->last_child, sizeof(PathId), vocabulary->path_count, room);
    vocabulary->path_room = room;
}

PathId vocabulary_path(Vocabulary *vocabulary, PathId parent, NodeKind kind, NameId name)
{
    Slots *slots = &vocabulary->by_path;
    if (slots->count * 2 >= slots->mask)
        grow_slots(vocabulary, slots, hash_of_path);
    size_t place = hash_path(parent, kind, name) & slots->mask;
    for (; slots->at[place]; place = (place + 1) & slots->mask) {
        const Path *path = &vocabulary->paths[slots->at[place] - 1];
        if (path->parent == parent && path->name == name && path->kind == kind)
            return slots->at[place] - 1;
    }
    if (vocabulary->path_count == vocabulary->path_room)
        grow_paths(vocabulary);
    PathId made = (PathId)vocabulary->path_count;
    uint32_t depth = parent == PATH_NONE ? 0 : vocabulary->paths[parent].depth + 1;
    vocabulary->paths[made] = (Path){parent, name, kind, depth, PATH_NONE, PATH_NONE};
    vocabulary->last_child[made] = PATH_NONE;
    if (parent != PATH_NONE)
        append_child(vocabulary, parent, made);
    slots->at[place] = made + 1;
    slots->count++;
    vocabulary->path_count++;
    return made;
}

size_t vocabulary_path_count(const Vocabulary *vocabulary)
{
    return vocabulary->path_count;
}

const Path *vocabulary_paths(const Vocabulary *vocabulary)
{
    return vocabulary->paths;
}

// ---- For the readers ----

void **vocabulary_reader(Vocabulary *vocabulary, ReaderKind kind)
{
    return &vocabulary->readers[kind];
}

Arena *vocabulary_arena(const Vocabulary *vocabulary)
{
    return vocabulary->arena;
}

uint32_t vocabulary_next_tree(Vocabulary *vocabulary)
{
    return ++vocabulary->trees;
}
