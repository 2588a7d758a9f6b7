// SPDX-License-Identifier: Apache-2.0
// What a tag means, remembered by its raw bytes.
//
// Under one parent the same children follow each other in the same order, document after document. So each
// known child remembers which one came behind it last time: the usual tag costs one comparison of bytes. Where the guess
// is wrong a hash table answers.

#include "tree/xml_names.h"

#include <stdlib.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

// What a name, a text, a value ends before.
enum { ENDS_NAME = 1, ENDS_TEXT = 2, ENDS_VALUE = 4 };

static const uint8_t ends[256] = {
    [' '] = ENDS_NAME,
    ['\t'] = ENDS_NAME | ENDS_VALUE,
    ['\n'] = ENDS_NAME | ENDS_VALUE,
    ['\r'] = ENDS_NAME | ENDS_VALUE,
    ['/'] = ENDS_NAME,
    ['>'] = ENDS_NAME,
    ['='] = ENDS_NAME,
    ['<'] = ENDS_NAME | ENDS_TEXT | ENDS_VALUE,
    ['&'] = ENDS_NAME | ENDS_TEXT | ENDS_VALUE,
    [']'] = ENDS_NAME | ENDS_TEXT,
    ['['] = ENDS_NAME,
    ['"'] = ENDS_NAME,
    ['\''] = ENDS_NAME,
    [';'] = ENDS_NAME,
    ['?'] = ENDS_NAME,
    ['!'] = ENDS_NAME,
    ['('] = ENDS_NAME,
    [')'] = ENDS_NAME,
    ['|'] = ENDS_NAME,
    [','] = ENDS_NAME,
    ['*'] = ENDS_NAME,
    ['+'] = ENDS_NAME,
    ['%'] = ENDS_NAME,
    ['#'] = ENDS_NAME,
};

typedef struct Child {
    Slice raw;
    ScopeId scope;
    uint32_t follower;  // of the same list; its own number at first
    XmlTag tag;
} Child;

typedef struct Children {
    Child *at;
    uint32_t count, room, last;
} Children;

typedef struct PathChildren {
    Children elements, attributes;
    PathId text;  // PATH_NONE until asked for
} PathChildren;

typedef struct Scope {
    ScopeId outer;
    const NamespaceBinding *bindings;
    size_t count;
} Scope;

typedef struct Known {  // hash table of all children
    PathId parent;
    uint32_t child;  // number plus one; 0: free
    bool is_attribute;
} Known;

struct XmlNames {
    Vocabulary *vocabulary;
    Arena *arena;
    PathChildren *paths;
    size_t path_room;
    Known *known;
    size_t known_count, known_mask;
    Scope *scopes;  // [0] is empty
    size_t scope_count, scope_room;
    Table *scope_keys;
};

XmlNames *xml_names(Vocabulary *vocabulary)
{
    void **slot = vocabulary_reader(vocabulary, READER_XML);
    if (*slot)
        return *slot;
    Arena *arena = vocabulary_arena(vocabulary);
    XmlNames *names = arena_array(arena, XmlNames, 1);
    names->vocabulary = vocabulary;
    names->arena = arena;
    names->scope_count = 1;
    names->scope_room = 8;
    names->scopes = arena_array(arena, Scope, names->scope_room);
    names->scope_keys = table_new(arena, 8);
    names->known_mask = 255;
    names->known = arena_array(arena, Known, names->known_mask + 1);
    *slot = names;
    return names;
}

// ---- Scopes ----

static Slice scope_key(Arena *arena, ScopeId outer, const NamespaceBinding *bindings, size_t count)
{
    Buffer key = buffer_new(arena);
    buffer_add(&key, (Slice){(const char *)&outer, sizeof outer});
    for (size_t i = 0; i < count; i++) {
        buffer_add(&key, bindings[i].prefix);
        buffer_add_char(&key, '\0');
        buffer_add(&key, bindings[i].uri);
        buffer_add_char(&key, '\0');
    }
    return buffer_slice(&key);
}

ScopeId xml_scope(XmlNames *names, ScopeId outer, const NamespaceBinding *bindings, size_t count)
{
    ArenaMark mark = arena_mark(names->arena);
    Slice key = scope_key(names->arena, outer, bindings, count);
    int32_t known = table_find(names->scope_keys, key);
    if (known >= 0) {
        arena_release(names->arena, mark);
        return (ScopeId)known + 1;
    }
    if (names->scope_count == names->scope_room) {
        Scope *scopes = arena_array(names->arena, Scope, names->scope_room * 2);
        memcpy(scopes, names->scopes, names->scope_count * sizeof *scopes);
        names->scopes = scopes;
        names->scope_room *= 2;
    }
    NamespaceBinding *kept = arena_array(names->arena, NamespaceBinding, count);
    for (size_t i = 0; i < count; i++)
        kept[i] = (NamespaceBinding){arena_copy(names->arena, bindings[i].prefix), arena_copy(names->arena, bindings[i].uri)};
    // What may fail comes first: a vocabulary outlives the document in which its memory came to an end.
    ScopeId scope = (ScopeId)table_add(names->scope_keys, key, NULL) + 1;
    names->scopes[scope] = (Scope){outer, kept, count};
    names->scope_count++;
    return scope;
}

const char *xml_binding_fault(Slice prefix, Slice uri)
{
    bool is_xml = slice_equal(uri, S(NS_XML));
    if (slice_equal(prefix, S("xmlns")))
        return "the prefix xmlns cannot be declared";
    if (slice_equal(prefix, S("xml")) != is_xml)
        return is_xml ? "the namespace of xml: belongs to that prefix alone" : "the prefix xml belongs to its own namespace alone";
    if (slice_equal(uri, S(NS_XMLNS)))
        return "the namespace of xmlns: cannot be declared";
    if (prefix.len > 0 && uri.len == 0)
        return "a prefix cannot be undeclared: give it a namespace";
    if (memchr(prefix.at ? prefix.at : "", ':', prefix.len))
        return "a prefix has no colon";
    return NULL;
}

static bool find_uri(const XmlNames *names, ScopeId scope, Slice prefix, Slice *uri)
{
    *uri = S("");
    if (slice_equal(prefix, S("xml"))) {
        *uri = S(NS_XML);
        return true;
    }
    for (; scope; scope = names->scopes[scope].outer)
        for (size_t i = 0; i < names->scopes[scope].count; i++)
            if (slice_equal(names->scopes[scope].bindings[i].prefix, prefix)) {
                *uri = names->scopes[scope].bindings[i].uri;
                return true;
            }
    return prefix.len == 0;
}

// ---- Children ----

static PathChildren *children_of(XmlNames *names, PathId path)
{
    if (path >= names->path_room) {
        size_t room = names->path_room ? names->path_room * 2 : 128;
        while (room <= path)
            room *= 2;
        PathChildren *paths = arena_array(names->arena, PathChildren, room);
        if (names->path_room)
            memcpy(paths, names->paths, names->path_room * sizeof *paths);
        for (size_t i = names->path_room; i < room; i++)
            paths[i].text = PATH_NONE;
        names->paths = paths;
        names->path_room = room;
    }
    return &names->paths[path];
}

PathId xml_leaf_path(XmlNames *names, PathId parent, NodeKind kind, NameId name)
{
    if (kind != NODE_TEXT)
        return vocabulary_path(names->vocabulary, parent, kind, name);
    PathChildren *children = children_of(names, parent);
    if (children->text == PATH_NONE)
        children->text = vocabulary_path(names->vocabulary, parent, NODE_TEXT, NAME_NONE);
    return children->text;
}

static uint64_t hash_child(PathId parent, bool is_attribute, ScopeId scope, Slice raw)
{
    uint64_t hash = slice_hash(raw) ^ ((uint64_t)parent << 33 | (uint64_t)scope << 1 | is_attribute);
    hash *= 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static Children *list_of(XmlNames *names, PathId parent, bool is_attribute)
{
    PathChildren *children = children_of(names, parent);
    return is_attribute ? &children->attributes : &children->elements;
}

static bool is_child(const Child *child, ScopeId scope, Slice raw)
{
    return child->raw.len == raw.len && child->scope == scope && memcmp(child->raw.at, raw.at, raw.len) == 0;
}

static Known *known_slot(XmlNames *names, PathId parent, bool is_attribute, ScopeId scope, Slice raw)
{
    for (size_t at = hash_child(parent, is_attribute, scope, raw);; at++) {
        Known *known = &names->known[at & names->known_mask];
        if (known->child == 0)
            return known;
        if (known->parent == parent && known->is_attribute == is_attribute &&
            is_child(&list_of(names, parent, is_attribute)->at[known->child - 1], scope, raw))
            return known;
    }
}

static void grow_known(XmlNames *names)
{
    Known *old = names->known;
    size_t old_room = names->known_mask + 1;
    names->known = arena_array(names->arena, Known, old_room * 2);
    names->known_mask = old_room * 2 - 1;
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].child == 0)
            continue;
        const Child *child = &list_of(names, old[i].parent, old[i].is_attribute)->at[old[i].child - 1];
        *known_slot(names, old[i].parent, old[i].is_attribute, child->scope, child->raw) = old[i];
    }
}

static bool resolve_name(XmlNames *names, NodeKind kind, ScopeId scope, Slice raw, bool namespaces_off, NameId *name,
                         const char **wrong)
{
    Slice prefix = S(""), local = raw, uri = S("");
    if (!is_name(raw)) {
        *wrong = "this is not a name";
        return false;
    }
    size_t colon = namespaces_off ? SIZE_MAX : slice_find(raw, S(":"));
    if (colon != SIZE_MAX) {
        prefix = slice_part(raw, 0, colon);
        local = slice_part(raw, colon + 1, raw.len);
        if (!is_ncname(prefix) || !is_ncname(local)) {
            *wrong = "a name has one colon at most, with a name on either side of it";
            return false;
        }
    }
    if (slice_equal(prefix, S("xmlns"))) {
        *wrong = "the prefix xmlns is only for declarations";
        return false;
    }
    if ((kind == NODE_ELEMENT || prefix.len) && !namespaces_off && !find_uri(names, scope, prefix, &uri)) {
        *wrong = "its prefix is not declared; declare it with xmlns:prefix=\"…\"";
        return false;
    }
    *name = vocabulary_name(names->vocabulary, prefix, uri, local);
    return true;
}

static const XmlTag *learn(XmlNames *names, PathId parent, NodeKind kind, ScopeId scope, Slice raw, NameId name)
{
    bool is_attribute = kind == NODE_ATTRIBUTE;
    PathId path = vocabulary_path(names->vocabulary, parent, kind, name);
    if (names->known_count * 2 >= names->known_mask)
        grow_known(names);
    Children *list = list_of(names, parent, is_attribute);
    if (list->count == list->room) {
        uint32_t room = list->room ? list->room * 2 : 4;
        Child *at = arena_array(names->arena, Child, room);
        if (list->count)
            memcpy(at, list->at, list->count * sizeof *at);
        list->at = at;
        list->room = room;
    }
    uint32_t number = list->count;
    Known *slot = known_slot(names, parent, is_attribute, scope, raw);
    list->at[number] = (Child){arena_copy(names->arena, raw), scope, number,
                               {path, vocabulary_names(names->vocabulary)[name].expanded}};
    list->count++;
    *slot = (Known){parent, number + 1, is_attribute};
    names->known_count++;
    list->at[list->last].follower = number;
    list->last = number;
    return &list->at[number].tag;
}

const XmlTag *xml_tag(XmlNames *names, PathId parent, NodeKind kind, ScopeId scope, Slice raw, bool namespaces_off,
                      const char **wrong)
{
    bool is_attribute = kind == NODE_ATTRIBUTE;
    Children *list = list_of(names, parent, is_attribute);
    if (list->count) {
        uint32_t guess = list->at[list->last].follower;
        if (is_child(&list->at[guess], scope, raw)) {
            list->last = guess;
            return &list->at[guess].tag;
        }
        const Known *known = known_slot(names, parent, is_attribute, scope, raw);
        if (known->child) {
            list->at[list->last].follower = known->child - 1;
            list->last = known->child - 1;
            return &list->at[known->child - 1].tag;
        }
    }
    NameId name;
    if (!resolve_name(names, kind, scope, raw, namespaces_off, &name, wrong))
        return NULL;
    return learn(names, parent, kind, scope, raw, name);
}

const XmlTag *xml_expected_tag(XmlNames *names, PathId parent, ScopeId scope, const char *at, const char *end, Slice *raw)
{
    Children *list = list_of(names, parent, false);
    if (list->count == 0)
        return NULL;
    uint32_t guess = list->at[list->last].follower;
    const Child *child = &list->at[guess];
    size_t len = child->raw.len;
    if ((size_t)(end - at) <= len || child->scope != scope || memcmp(child->raw.at, at, len) != 0 ||
        !(ends[(unsigned char)at[len]] & ENDS_NAME))
        return NULL;
    list->last = guess;
    *raw = (Slice){at, len};
    return &child->tag;
}

// ---- Repeats ----

static int compare_names(const void *a, const void *b)
{
    NameId x = *(const NameId *)a, y = *(const NameId *)b;
    return x < y ? -1 : x > y;
}

bool xml_has_repeats(Arena *arena, const NameId *names, size_t count)
{
    NameId *sorted = arena_array(arena, NameId, count);
    memcpy(sorted, names, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_names);
    for (size_t i = 1; i < count; i++)
        if (sorted[i] == sorted[i - 1])
            return true;
    return false;
}

// ---- Scans ----

const char *xml_name_end(const char *at, const char *end)
{
    while (at < end && !(ends[(unsigned char)*at] & ENDS_NAME))
        at++;
    return at;
}

const char *xml_text_end(const char *at, const char *end)
{
#if defined __x86_64__
    const __m128i open = _mm_set1_epi8('<'), ampersand = _mm_set1_epi8('&'), bracket = _mm_set1_epi8(']');
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)at);
        __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, open), _mm_cmpeq_epi8(bytes, ampersand)),
                                     _mm_cmpeq_epi8(bytes, bracket));
        int mask = _mm_movemask_epi8(found);
        if (mask)
            return at + __builtin_ctz((unsigned)mask);
    }
#endif
    while (at < end && !(ends[(unsigned char)*at] & ENDS_TEXT))
        at++;
    return at;
}

const char *xml_value_end(const char *at, const char *end, char quote)
{
    while (at < end && *at != quote && !(ends[(unsigned char)*at] & ENDS_VALUE))
        at++;
    return at;
}
