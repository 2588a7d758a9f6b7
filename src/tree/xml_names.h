// Raw names to names and paths, remembered in the vocabulary; and the scans for where names, texts and values end.
#pragma once

#include "tree/xml_reader.h"

typedef struct XmlNames XmlNames;
typedef uint32_t ScopeId;  // a set of namespace bindings; 0: none but xml

typedef struct XmlTag {
    PathId path;
    NameId expanded;
} XmlTag;

// Of the vocabulary: made at first use, lives as long.
XmlNames *xml_names(Vocabulary *vocabulary);

// The scope within `outer` that the bindings make. Equal bindings, equal scope.
ScopeId xml_scope(XmlNames *names, ScopeId outer, const NamespaceBinding *bindings, size_t count);

// Why a binding is not allowed (Namespaces 3, 5), or NULL.
const char *xml_binding_fault(Slice prefix, Slice uri);

// What a raw name means below a path. NULL with *wrong where it is no name or its prefix is not declared.
const XmlTag *xml_tag(XmlNames *names, PathId parent, NodeKind kind, ScopeId scope, Slice raw, bool namespaces_off,
                      const char **wrong);
// The same for an element whose name begins at `at`, where it is the one that followed its last sibling's name before; else NULL.
// The usual tag is told by one comparison, which also says where its name ends: `*raw` is given it.
const XmlTag *xml_expected_tag(XmlNames *names, PathId parent, ScopeId scope, const char *at, const char *end, Slice *raw);
PathId xml_leaf_path(XmlNames *names, PathId parent, NodeKind kind, NameId name);

bool xml_has_repeats(Arena *arena, const NameId *names, size_t count);

// ---- Scans: from `at` on, at most to `end` ----

const char *xml_name_end(const char *at, const char *end);
const char *xml_text_end(const char *at, const char *end);               // at < & ] or the end
const char *xml_value_end(const char *at, const char *end, char quote);  // at the quote, < & or white space but blanks
