// SPDX-License-Identifier: Apache-2.0
// The schema for schemas (part 1, appendix A) as rows: which attributes and children each element of a schema document has.

#include "schema/xsd/document.h"

#include "base/utf8.h"
#include "schema/xsd/simple_type.h"

#include <string.h>

// Attributes: name, ! where it is needed, and a letter for its type:
//   I ID   N NCName   Q QName   T list of QNames   S any text   B boolean   U URI   n whole number   m whole number or unbounded
//   f form   u use   e f g h sets of derivations (see below)   p processContents   w namespaces   L language   0 or 1: that number
// Children: a list of slots, each a set of names (a|b) with ? * + or nothing; forms are separated by /.
typedef struct Rule {
    const char *element;
    const char *parents;  // in which this row holds; NULL: in all others
    const char *attributes, *children;
} Rule;

#define TOP "schema redefine"
#define FACETS "minExclusive|minInclusive|maxExclusive|maxInclusive|totalDigits|fractionDigits|length|minLength|maxLength|" \
               "enumeration|whiteSpace|pattern"
#define ATTRIBUTES "attribute|attributeGroup* anyAttribute?"
#define PARTICLES "element|group|choice|sequence|any*"

static const Rule rules[] = {
    {"schema", NULL, "id:I targetNamespace:U version:S finalDefault:d blockDefault:e elementFormDefault:f "
                     "attributeFormDefault:f",
     "include|import|redefine|annotation* "
     "simpleType|complexType|group|attributeGroup|element|attribute|notation|annotation*"},
    {"include", NULL, "id:I schemaLocation!:U", "annotation?"},
    {"import", NULL, "id:I schemaLocation:U namespace:U", "annotation?"},
    {"redefine", NULL, "id:I schemaLocation!:U", "annotation|simpleType|complexType|group|attributeGroup*"},
    {"annotation", NULL, "id:I", "appinfo|documentation*"},
    {"element", "schema", "id:I name!:N type:Q substitutionGroup:Q default:S fixed:S nillable:B abstract:B final:g block:e",
     "annotation? simpleType|complexType? unique|key|keyref*"},
    {"element", "all", "id:I name:N ref:Q type:Q default:S fixed:S nillable:B block:e form:f minOccurs:0 maxOccurs:1",
     "annotation? simpleType|complexType? unique|key|keyref*"},
    {"element", NULL, "id:I name:N ref:Q type:Q default:S fixed:S nillable:B block:e form:f minOccurs:n maxOccurs:m",
     "annotation? simpleType|complexType? unique|key|keyref*"},
    {"attribute", "schema", "id:I name!:N type:Q default:S fixed:S", "annotation? simpleType?"},
    {"attribute", NULL, "id:I name:N ref:Q type:Q use:u default:S fixed:S form:f", "annotation? simpleType?"},
    {"complexType", TOP, "id:I name!:N mixed:B abstract:B final:g block:g",
     "annotation? simpleContent|complexContent/annotation? group|all|choice|sequence? " ATTRIBUTES},
    {"complexType", NULL, "id:I mixed:B",
     "annotation? simpleContent|complexContent/annotation? group|all|choice|sequence? " ATTRIBUTES},
    {"simpleContent", NULL, "id:I", "annotation? restriction|extension"},
    {"complexContent", NULL, "id:I mixed:B", "annotation? restriction|extension"},
    {"restriction", "simpleContent", "id:I base!:Q", "annotation? simpleType? " FACETS "* " ATTRIBUTES},
    {"restriction", "complexContent", "id:I base!:Q", "annotation? group|all|choice|sequence? " ATTRIBUTES},
    {"restriction", NULL, "id:I base:Q", "annotation? simpleType? " FACETS "*"},
    {"extension", "simpleContent", "id:I base!:Q", "annotation? " ATTRIBUTES},
    {"extension", NULL, "id:I base!:Q", "annotation? group|all|choice|sequence? " ATTRIBUTES},
    {"simpleType", TOP, "id:I name!:N final:s", "annotation? restriction|list|union"},
    {"simpleType", NULL, "id:I", "annotation? restriction|list|union"},
    {"list", NULL, "id:I itemType:Q", "annotation? simpleType?"},
    {"union", NULL, "id:I memberTypes:T", "annotation? simpleType*"},
    {"group", TOP, "id:I name!:N", "annotation? all|choice|sequence"},
    {"group", NULL, "id:I ref!:Q minOccurs:n maxOccurs:m", "annotation?"},
    {"all", "group", "id:I", "annotation? element*"},
    {"all", NULL, "id:I minOccurs:0 maxOccurs:o", "annotation? element*"},
    {"choice", "group", "id:I", "annotation? " PARTICLES},
    {"choice", NULL, "id:I minOccurs:n maxOccurs:m", "annotation? " PARTICLES},
    {"sequence", "group", "id:I", "annotation? " PARTICLES},
    {"sequence", NULL, "id:I minOccurs:n maxOccurs:m", "annotation? " PARTICLES},
    {"any", NULL, "id:I namespace:w processContents:p minOccurs:n maxOccurs:m", "annotation?"},
    {"anyAttribute", NULL, "id:I namespace:w processContents:p", "annotation?"},
    {"attributeGroup", TOP, "id:I name!:N", "annotation? " ATTRIBUTES},
    {"attributeGroup", NULL, "id:I ref!:Q", "annotation?"},
    {"unique", NULL, "id:I name!:N", "annotation? selector field+"},
    {"key", NULL, "id:I name!:N", "annotation? selector field+"},
    {"keyref", NULL, "id:I name!:N refer!:Q", "annotation? selector field+"},
    {"selector", NULL, "id:I xpath!:S", "annotation?"},
    {"field", NULL, "id:I xpath!:S", "annotation?"},
    {"notation", NULL, "id:I name!:N public:S system:U", "annotation?"},
    {"minExclusive", NULL, "id:I value!:S fixed:B", "annotation?"},
    {"minInclusive", NULL, "id:I value!:S fixed:B", "annotation?"},
    {"maxExclusive", NULL, "id:I value!:S fixed:B", "annotation?"},
    {"maxInclusive", NULL, "id:I value!:S fixed:B", "annotation?"},
    {"totalDigits", NULL, "id:I value!:n fixed:B", "annotation?"},
    {"fractionDigits", NULL, "id:I value!:n fixed:B", "annotation?"},
    {"length", NULL, "id:I value!:n fixed:B", "annotation?"},
    {"minLength", NULL, "id:I value!:n fixed:B", "annotation?"},
    {"maxLength", NULL, "id:I value!:n fixed:B", "annotation?"},
    {"whiteSpace", NULL, "id:I value!:S fixed:B", "annotation?"},
    {"enumeration", NULL, "id:I value!:S", "annotation?"},
    {"pattern", NULL, "id:I value!:S", "annotation?"},
};

// What the rows say of a path: worked out once, for schema documents have few distinct paths.
typedef struct PathRule {
    bool is_known;
    bool is_constraint;  // key, unique, keyref
    bool needs;          // it has attributes that must be there
    char letter;       // of an attribute
    const Rule *rule;  // of an element
} PathRule;

typedef struct Grammar {
    Loader *loader;
    const Document *document;
    Arena *arena;
    Table *ids;
    size_t faults_before;
} Grammar;

static bool refuse(Grammar *grammar, NodeId node, const char *code, const char *what, Slice which)
{
    SchemaPlace place = {grammar->document, node};
    return schema_fault(grammar->loader->faults, place, code, "%s: %.*s", what, (int)(which.len < 120 ? which.len : 120),
                        which.at);
}

// ---- Words in rows ----

static bool word_is(const char *at, size_t len, Slice word)
{
    return len == word.len && memcmp(at, word.at, len) == 0;
}

// Whether `word` is one of those in `list`, separated by `mark`, of the `len` bytes.
static bool is_listed(const char *list, size_t len, char mark, Slice word)
{
    for (const char *at = list, *end = list + len; at <= end;) {
        const char *stop = memchr(at, mark, (size_t)(end - at));
        if (!stop)
            stop = end;
        if (word_is(at, (size_t)(stop - at), word))
            return true;
        at = stop + 1;
    }
    return false;
}

static const Rule *find_rule(Slice element, Slice parent)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (slice_equal(slice_of(rules[i].element), element) &&
            (!rules[i].parents || is_listed(rules[i].parents, strlen(rules[i].parents), ' ', parent)))
            return &rules[i];
    return NULL;
}

// ---- Values ----

// All words of `text` are in `words` (separated by |); #all may stand alone.
static bool is_set(Slice text, const char *words)
{
    text = slice_trim(text);
    if (slice_equal(text, S("#all")))
        return true;
    while (text.len) {
        size_t len = 0;
        while (len < text.len && !is_xml_space(text.at[len]))
            len++;
        if (!is_listed(words, strlen(words), '|', (Slice){text.at, len}))
            return false;
        text = slice_trim(slice_part(text, len, text.len));
    }
    return true;
}

static bool is_one_of(Slice text, const char *words)
{
    return is_listed(words, strlen(words), '|', slice_trim(text));
}

static bool is_namespaces(Slice text)
{
    text = slice_trim(text);
    if (slice_equal(text, S("##any")) || slice_equal(text, S("##other")))
        return true;
    while (text.len) {
        size_t len = 0;
        while (len < text.len && !is_xml_space(text.at[len]))
            len++;
        Slice word = {text.at, len};
        if (slice_starts(word, S("##")) && !slice_equal(word, S("##targetNamespace")) && !slice_equal(word, S("##local")))
            return false;
        text = slice_trim(slice_part(text, len, text.len));
    }
    return true;
}

static bool is_names(Slice text)
{
    text = slice_trim(text);
    while (text.len) {
        size_t len = 0;
        while (len < text.len && !is_xml_space(text.at[len]))
            len++;
        if (!is_qname((Slice){text.at, len}))
            return false;
        text = slice_trim(slice_part(text, len, text.len));
    }
    return true;
}

static bool is_count(Slice text)
{
    text = slice_trim(text);
    if (text.len && text.at[0] == '+')
        text = slice_part(text, 1, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return text.len == 2 && text.at[0] == '-' && text.at[1] == '0';
    return text.len > 0;
}

static bool is_all_zeros(Slice text, char last)
{
    text = slice_trim(text);
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.at[i] != '0')
            return false;
    return text.len && text.at[text.len - 1] == last;
}

static bool value_fits(char kind, Slice text)
{
    switch (kind) {
    case 'I':
    case 'N':
        return is_ncname(slice_trim(text));
    case 'Q':
        return is_qname(slice_trim(text));
    case 'T':
        return is_names(text);
    case 'B':
        return is_one_of(text, "true|false|1|0");
    case 'n':
        return is_count(text);
    case 'm':
        return is_count(text) || is_one_of(text, "unbounded");
    case 'f':
        return is_one_of(text, "qualified|unqualified");
    case 'u':
        return is_one_of(text, "optional|required|prohibited");
    case 'd':
        return is_set(text, "extension|restriction|list|union");
    case 'e':
        return is_set(text, "extension|restriction|substitution");
    case 'g':
        return is_set(text, "extension|restriction");
    case 's':
        return is_set(text, "list|union|restriction");
    case 'p':
        return is_one_of(text, "skip|lax|strict");
    case 'w':
        return is_namespaces(text);
    case '0':
        return is_all_zeros(text, '0') || is_all_zeros(text, '1');
    case '1':
        return is_all_zeros(text, '0') || is_all_zeros(text, '1');
    case 'o':
        return is_all_zeros(text, '1');
    case 'U':
        return lexical_read(LEXICAL_URI, slice_trim(text), NULL);
    default:
        return true;
    }
}

// ---- Attributes ----

// The row's letter for an attribute; NUL where it has none of that name.
static char letter_of(const char *attributes, Slice name)
{
    for (const char *at = attributes; *at;) {
        size_t len = strcspn(at, "!:");
        const char *colon = strchr(at, ':');
        if (word_is(at, len, name))
            return colon[1];
        at = colon + 2;
        at += *at == ' ';
    }
    return '\0';
}

static PathRule *path_rule(Grammar *grammar, NodeId node)
{
    return &grammar->loader->path_rules[tree_path(grammar->document->tree, node)];
}

static void check_attribute(Grammar *grammar, const Rule *rule, NodeId element, NodeId attribute)
{
    const Tree *tree = grammar->document->tree;
    PathRule *known = path_rule(grammar, attribute);
    Slice value = tree_content(tree, attribute);
    if (known->is_known && known->letter != 'I' && value_fits(known->letter, value))
        return;
    const Name *name = tree_name(tree, attribute);
    if (slice_equal(name->uri, S(NS_XSD))) {
        refuse(grammar, element, "s4s-att-not-allowed", "an attribute of the schema namespace itself", name->local);
        return;
    }
    if (name->uri.len)
        return;
    char kind = letter_of(rule->attributes, name->local);
    *known = (PathRule){.is_known = kind != '\0', .letter = kind};
    if (!kind)
        refuse(grammar, element, "s4s-att-not-allowed",
               arena_c_string(grammar->arena, arena_print(grammar->arena, "xs:%s has no such attribute", rule->element)),
               name->local);
    else if (!value_fits(kind, value))
        refuse(grammar, element, "s4s-att-invalid-value",
               arena_c_string(grammar->arena, arena_print(grammar->arena, "the attribute %.*s of xs:%s can't have the value",
                                                          (int)name->local.len, name->local.at, rule->element)),
               value);
    else if (kind == 'I') {
        bool is_new;
        table_add(grammar->ids, slice_trim(value), &is_new);
        if (!is_new)
            refuse(grammar, element, "cvc-id.2", "an id that is used twice", value);
    }
}

static void check_needed(Grammar *grammar, const Rule *rule, NodeId element)
{
    for (const char *at = rule->attributes; *at;) {
        size_t len = strcspn(at, "!:");
        if (at[len] == '!') {
            char name[32];
            memcpy(name, at, len);
            name[len] = '\0';
            if (!has_attribute(grammar->document->tree, element, name))
                refuse(grammar, element, "s4s-att-must-appear",
                       arena_c_string(grammar->arena, arena_print(grammar->arena, "xs:%s needs the attribute", rule->element)),
                       (Slice){at, len});
        }
        at = strchr(at, ':') + 2;
        at += *at == ' ';
    }
}

// ---- Children ----

static bool children_fit(const Tree *tree, NodeId element, const char *form, size_t len, NodeId *wrong)
{
    NodeId child = tree_first_child(tree, element);
    const char *at = form, *end = form + len;
    while (child != NODE_NONE && tree_kind(tree, child) != NODE_ELEMENT)
        child = tree_next_sibling(tree, child);
    while (at < end) {
        const char *stop = memchr(at, ' ', (size_t)(end - at));
        if (!stop)
            stop = end;
        char mark = stop[-1];
        bool has_mark = mark == '?' || mark == '*' || mark == '+';
        size_t width = (size_t)(stop - at) - has_mark, taken = 0;
        size_t most = !has_mark || mark == '?' ? 1 : SIZE_MAX, least = !has_mark || mark == '+';
        while (child != NODE_NONE && taken < most && slice_equal(tree_name(tree, child)->uri, S(NS_XSD)) &&
               is_listed(at, width, '|', node_local(tree, child))) {
            taken++;
            do
                child = tree_next_sibling(tree, child);
            while (child != NODE_NONE && tree_kind(tree, child) != NODE_ELEMENT);
        }
        if (taken < least) {
            *wrong = child;
            return false;
        }
        at = stop + 1;
    }
    *wrong = child;
    return child == NODE_NONE;
}

static void check_children(Grammar *grammar, const Rule *rule, NodeId element)
{
    const Tree *tree = grammar->document->tree;
    NodeId wrong = NODE_NONE;
    for (const char *form = rule->children; form;) {
        size_t len = strcspn(form, "/");
        if (children_fit(tree, element, form, len, &wrong))
            return;
        form = form[len] ? form + len + 1 : NULL;
    }
    if (wrong == NODE_NONE)
        refuse(grammar, element, "s4s-elt-must-match.2", "something is missing in xs", slice_of(rule->element));
    else
        refuse(grammar, wrong, "s4s-elt-must-match.1", "this element is not allowed here, or not at this place",
               node_local(tree, wrong));
}

static bool is_blank(Slice text)
{
    return slice_trim(text).len == 0;
}

static void check_element(Grammar *grammar, NodeId element, Slice parent)
{
    const Tree *tree = grammar->document->tree;
    PathRule *known = path_rule(grammar, element);
    const Rule *rule = known->is_known ? known->rule : find_rule(node_local(tree, element), parent);
    if (!known->is_known)
        *known = (PathRule){.is_known = true, .rule = rule, .is_constraint = rule && strstr(rule->children, "selector"),
                            .needs = rule && strchr(rule->attributes, '!')};
    if (!rule) {
        refuse(grammar, element, "s4s-elt-invalid", "XML Schema has no element", node_local(tree, element));
        return;
    }
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE; at = tree_next_attribute(tree, at))
        check_attribute(grammar, rule, element, at);
    if (known->needs)
        check_needed(grammar, rule, element);
    Slice name;
    if (known->is_constraint && attribute_of(tree, element, "name", &name))
        add_symbol(grammar->loader, grammar->document, element, SYMBOL_CONSTRAINT, slice_trim(name));
    check_children(grammar, rule, element);
    for (NodeId at = tree_first_child(tree, element); at != NODE_NONE; at = tree_next_sibling(tree, at))
        if (tree_kind(tree, at) == NODE_TEXT && !is_blank(tree_content(tree, at)))
            refuse(grammar, element, "s4s-elt-character", "there is text where none may be", tree_content(tree, at));
}

static void check_documentation(Grammar *grammar, NodeId element)
{
    const Tree *tree = grammar->document->tree;
    Slice value;
    if (attribute_of(tree, element, "source", &value) && !value_fits('U', value))
        refuse(grammar, element, "s4s-att-invalid-value", "source is no URI", value);
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE; at = tree_next_attribute(tree, at)) {
        const Name *name = tree_name(tree, at);
        bool is_language = slice_equal(name->local, S("lang")) && name->uri.len;
        if (is_language && !lexical_read(LEXICAL_LANGUAGE, slice_trim(tree_content(tree, at)), NULL))
            refuse(grammar, element, "s4s-att-invalid-value", "xml:lang is no language", tree_content(tree, at));
        if (!name->uri.len && !slice_equal(name->local, S("source")))
            refuse(grammar, element, "s4s-att-not-allowed", "no such attribute here", name->local);
    }
}

bool check_grammar(Loader *loader, const Document *document)
{
    const Tree *tree = document->tree;
    Grammar grammar = {.loader = loader, .document = document, .arena = loader->arena,
                       .ids = table_new(loader->arena, 16), .faults_before = loader->faults->count};
    NodeId skip_to = 0;
    size_t paths = vocabulary_path_count(loader->vocabulary);
    if (paths > loader->path_room) {
        loader->path_rules = arena_resize(loader->arena, loader->path_rules, loader->path_room * sizeof(PathRule),
                                          paths * 2 * sizeof(PathRule));
        memset(loader->path_rules + loader->path_room, 0, (paths * 2 - loader->path_room) * sizeof(PathRule));
        loader->path_room = paths * 2;
    }
    for (NodeId node = 1; node < tree->count; node++) {
        if (node < skip_to || tree_kind(tree, node) != NODE_ELEMENT)
            continue;
        NodeId parent = tree_parent(tree, node);
        if (!slice_equal(tree_name(tree, node)->uri, S(NS_XSD)))
            continue;  // where it may not be, its parent's children say so
        if (is_xsd(tree, node, "appinfo") || is_xsd(tree, node, "documentation")) {
            check_documentation(&grammar, node);
            skip_to = tree_last(tree, node) + 1;
            continue;
        }
        check_element(&grammar, node, parent == 0 ? S("") : node_local(tree, parent));
    }
    return loader->faults->count == grammar.faults_before;
}
