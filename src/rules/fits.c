// SPDX-License-Identifier: Apache-2.0
// Derives what documents a rule set is for, and tells whether a document is one of them.
//
//     /ubl:Invoice/cac:InvoiceLine             Invoice is a root: an absolute path begins with it
//     ubl:Invoice | cn:CreditNote              … and so is what contexts begin with, if no path of
//     the
//                                              rule set has a child of its namespace
//     starts-with(cbc:CustomizationID, 'urn:x')    the identifier is to match urn:x*
//
// It works on the words of the expressions, not on their meaning: an answer that a person can mend,
// for rule sets of every style, is worth more than an exact one for some.

#include "rules/fits.h"

#include "base/buffer.h"
#include "base/table.h"

typedef enum WordKind {
    WORD_END,
    WORD_NAME,     // a QName; of a wildcard the part that is there
    WORD_STRING,   // without its quotes
    WORD_VARIABLE, // $name, without the dollar
    WORD_MARK,     // operators and brackets
} WordKind;

typedef struct Word {
    WordKind kind;
    Slice text;
} Word;

typedef struct Words {
    Word *at;
    size_t count, room;
} Words;

struct FitsScan {
    Arena *arena;
    Words words; // of the expression at hand
    Table *prefixes;
    Slice *uris;
    size_t uri_count;
    Table *lets;
    Slice *let_values;
    size_t let_count;
    Table *absolute; // names that absolute paths begin with
    Table *leading;  // names that contexts begin with
    Table *children; // names that stand anywhere else
    Table *child_prefixes;
    Table *customizations, *profiles; // globs
    Table *customization_variables, *profile_variables;
};

FitsScan *fits_scan_new(Arena *arena)
{
    FitsScan *scan = arena_array(arena, FitsScan, 1);
    scan->arena = arena;
    Table **tables[] = {
        &scan->prefixes,         &scan->lets,           &scan->absolute,
        &scan->leading,          &scan->children,       &scan->child_prefixes,
        &scan->profiles,         &scan->customizations, &scan->customization_variables,
        &scan->profile_variables};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        *tables[i] = table_new(arena, 32);
    return scan;
}

// ---- Words ----

static void add_word(FitsScan *scan, WordKind kind, Slice text)
{
    Words *words = &scan->words;
    if (words->count == words->room) {
        size_t room = words->room ? words->room * 2 : 256;
        words->at =
            arena_resize(scan->arena, words->at, words->room * sizeof(Word), room * sizeof(Word));
        words->room = room;
    }
    words->at[words->count++] = (Word){kind, text};
}

static bool is_word_char(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') ||
           (u >= 'a' && u <= 'z') || u == '_' || u == '-' || u == '.';
}

// The length of the QName (or number) at the start of `text`.
static size_t name_length(Slice text)
{
    size_t n = 0;
    while (n < text.len && is_word_char(text.at[n]))
        n++;
    // One colon belongs to the name, two are an axis.
    if (n > 0 && n + 1 < text.len && text.at[n] == ':' && text.at[n + 1] != ':') {
        size_t local = n + 1;
        while (local < text.len && is_word_char(text.at[local]))
            local++;
        if (local > n + 1)
            return local;
    }
    return n;
}

static size_t comment_length(Slice text)
{
    int depth = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.at[i] == '(' && text.at[i + 1] == ':')
            depth++;
        else if (text.at[i] == ':' && text.at[i + 1] == ')' && --depth == 0)
            return i + 2;
    }
    return text.len;
}

static size_t take_word(FitsScan *scan, Slice rest)
{
    char c = rest.at[0];
    if (is_xml_space(c))
        return 1;
    if (slice_starts(rest, S("(:")))
        return comment_length(rest);
    if (c == '\'' || c == '"') {
        const char *end = memchr(rest.at + 1, c, rest.len - 1);
        size_t len = end != NULL ? (size_t)(end - rest.at) : rest.len;
        add_word(scan, WORD_STRING, slice_part(rest, 1, len - 1));
        return len + (end != NULL);
    }
    if (c == '$') {
        Slice name = slice_part(rest, 1, rest.len);
        name.len = name_length(name);
        add_word(scan, WORD_VARIABLE, name);
        return name.len + 1;
    }
    size_t len = name_length(rest);
    if (len > 0) {
        add_word(scan, WORD_NAME, slice_part(rest, 0, len));
        return len;
    }
    static const char *const pairs[] = {"//", "::", "!=", "<=", ">=", "..", "||"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (slice_starts(rest, slice_of(pairs[i]))) {
            add_word(scan, WORD_MARK, slice_part(rest, 0, 2));
            return 2;
        }
    add_word(scan, WORD_MARK, slice_part(rest, 0, 1));
    return 1;
}

static void cut_words(FitsScan *scan, Slice text)
{
    scan->words.count = 0;
    while (text.len > 0)
        text = slice_part(text, take_word(scan, text), text.len);
}

static Word word_at(const FitsScan *scan,
                    size_t index) // index may be one before or behind the words
{
    return index < scan->words.count ? scan->words.at[index] : (Word){WORD_END, {NULL, 0}};
}

static bool is_mark(Word word, const char *mark)
{
    return word.kind == WORD_MARK && slice_equal(word.text, slice_of(mark));
}

static bool is_name(Word word, const char *name)
{
    return word.kind == WORD_NAME && slice_equal(word.text, slice_of(name));
}

// ---- Roots ----

// Where an expression's first step stands: tests and rules' lets at any node, contexts anywhere,
// the lets of a schema or pattern at the document node.
typedef enum ScanAt { SCAN_TEST, SCAN_CONTEXT, SCAN_DOCUMENT } ScanAt;

// Words that are operators wherever an expression may stand behind them.
static bool is_operator_word(Slice text)
{
    static const char *const operators[] = {
        "or",   "and",    "eq",        "ne",   "lt",       "le",       "gt",        "ge",
        "in",   "return", "satisfies", "for",  "if",       "then",     "else",      "every",
        "some", "to",     "div",       "mod",  "union",    "is",       "intersect", "not",
        "idiv", "as",     "of",        "cast", "instance", "castable", "except",    "treat"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (slice_equal(text, slice_of(operators[i])))
            return true;
    return false;
}

// Whether an expression begins behind the word at `index` (which may be one before all words).
static bool opens_expression(const FitsScan *scan, size_t index)
{
    static const char *const marks[] = {
        "(", "[", "|", ",", "=", "!=", "<", ">", "<=", ">=", "+", "-"};
    Word word = word_at(scan, index);
    if (word.kind == WORD_END)
        return true;
    if (word.kind == WORD_NAME)
        return is_operator_word(word.text);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (is_mark(word, marks[i]))
            return true;
    // A star is a product behind an operand, else it is a wildcard, and behind that a path goes on.
    Word before = word_at(scan, index - 1);
    bool is_operand = before.kind == WORD_STRING || before.kind == WORD_VARIABLE ||
                      is_mark(before, ")") || is_mark(before, "]") ||
                      (before.kind == WORD_NAME && !is_operator_word(before.text));
    return is_mark(word, "*") && is_operand;
}

static Slice prefix_of(Slice name)
{
    const char *colon = memchr(name.at, ':', name.len);
    return colon != NULL ? slice_part(name, 0, (size_t)(colon - name.at)) : (Slice){"", 0};
}

static void note_child(FitsScan *scan, Slice name)
{
    table_add(scan->children, name, NULL);
    table_add(scan->child_prefixes, prefix_of(name), NULL);
}

// Whether all words before `index` are opening brackets or the alternative before has ended outside
// of all brackets: there a context's own first step stands.
static bool leads(const FitsScan *scan, size_t index, ScanAt at)
{
    int depth = 0;
    for (size_t i = 0; i < index; i++) {
        depth += is_mark(word_at(scan, i), "[");
        depth -= is_mark(word_at(scan, i), "]");
    }
    Word before = word_at(scan, index - 1);
    if (depth > 0 || at == SCAN_TEST)
        return false;
    if (at == SCAN_DOCUMENT)
        return opens_expression(scan, index - 1);
    return index == 0 || is_mark(before, "|") || is_mark(before, "(");
}

static void scan_name(FitsScan *scan, size_t index, ScanAt at)
{
    Slice name = word_at(scan, index).text;
    Word before = word_at(scan, index - 1);
    if (is_mark(word_at(scan, index + 1), "(") || is_mark(word_at(scan, index + 1), "::") ||
        is_operator_word(name) || (name.at[0] >= '0' && name.at[0] <= '9') || is_mark(before, "@"))
        return; // a function, an axis, an operator, a number, an attribute
    if (is_mark(before, "::")) {
        // self::, parent:: and ancestor:: say nothing of where the element stands.
        if (is_name(word_at(scan, index - 2), "child") ||
            is_name(word_at(scan, index - 2), "descendant"))
            note_child(scan, name);
        return;
    }
    bool is_start = opens_expression(scan, index - 2);
    if (is_mark(before, "/") && is_start)
        table_add(scan->absolute, name, NULL);
    else if (is_mark(before, "//") && is_start && at == SCAN_CONTEXT)
        table_add(scan->leading, name, NULL);
    else if (leads(scan, index, at))
        table_add(scan->leading, name, NULL);
    else if (!is_mark(before, "//") || !is_start)
        note_child(scan, name);
}

// ---- Identifiers ----

typedef enum Identifier {
    IDENTIFIER_NONE,
    IDENTIFIER_CUSTOMIZATION,
    IDENTIFIER_PROFILE
} Identifier;

// Where documents keep them. `parent`: the element must lie in one of this name.
static const struct {
    const char *name, *parent;
    Identifier identifier;
} identifier_places[] = {
    {"CustomizationID", NULL, IDENTIFIER_CUSTOMIZATION}, // UBL
    {"ProfileID", NULL, IDENTIFIER_PROFILE},
    {"ID", "GuidelineSpecifiedDocumentContextParameter", IDENTIFIER_CUSTOMIZATION}, // UN/CEFACT
    {"ID", "BusinessProcessSpecifiedDocumentContextParameter", IDENTIFIER_PROFILE},
};
enum { PLACE_COUNT = sizeof identifier_places / sizeof *identifier_places };

static Slice local_of(Slice name)
{
    Slice prefix = prefix_of(name);
    return prefix.len > 0 ? slice_part(name, prefix.len + 1, name.len) : name;
}

// Which identifier the word at `index` names: as an element, or as a variable that stands for it.
static Identifier identifier_at(const FitsScan *scan, size_t index)
{
    Word word = word_at(scan, index);
    if (word.kind == WORD_VARIABLE &&
        table_find(scan->customization_variables, word.text) != TABLE_NONE)
        return IDENTIFIER_CUSTOMIZATION;
    if (word.kind == WORD_VARIABLE && table_find(scan->profile_variables, word.text) != TABLE_NONE)
        return IDENTIFIER_PROFILE;
    for (size_t i = 0; i < PLACE_COUNT && word.kind == WORD_NAME; i++) {
        const char *name = identifier_places[i].parent != NULL ? identifier_places[i].parent
                                                               : identifier_places[i].name;
        if (slice_equal(local_of(word.text), slice_of(name)))
            return identifier_places[i].identifier;
    }
    return IDENTIFIER_NONE;
}

// Which identifier a literal is compared with: the nearest around it.
static Identifier identifier_near(const FitsScan *scan, size_t index)
{
    enum {
        BEFORE = 14,
        BEHIND = 6
    }; // words: normalize-space(/*/cbc:CustomizationID/text()) and the like
    for (size_t distance = 1; distance <= BEFORE; distance++) {
        Identifier before = identifier_at(scan, index - distance);
        Identifier behind =
            distance <= BEHIND ? identifier_at(scan, index + distance) : IDENTIFIER_NONE;
        if (before != IDENTIFIER_NONE || behind != IDENTIFIER_NONE)
            return before != IDENTIFIER_NONE ? before : behind;
    }
    return IDENTIFIER_NONE;
}

// The function whose argument the word at `index` is; an end where there is none.
static Word function_around(const FitsScan *scan, size_t index)
{
    int depth = 0;
    for (size_t i = index; i-- > 0;) {
        depth += is_mark(word_at(scan, i), ")");
        if (is_mark(word_at(scan, i), "(") && depth-- == 0)
            return word_at(scan, i - 1);
    }
    return (Word){WORD_END, {NULL, 0}};
}

// A regular expression as a glob: what is no letter of the text becomes a star.
//     urn:x:billing:([0-9]{2}):1.0  ─►  *urn:x:billing:*:1.0*
static Slice glob_of_regex(Arena *arena, Slice regex)
{
    Buffer glob = buffer_new(arena);
    bool is_anchored = regex.len > 0 && regex.at[0] == '^';
    if (!is_anchored)
        buffer_add_char(&glob, '*');
    int depth = 0;
    for (size_t i = is_anchored; i < regex.len; i++) {
        char c = regex.at[i];
        bool is_open = c == '(' || c == '[' || c == '{',
             is_close = c == ')' || c == ']' || c == '}';
        if (c == '\\' && i + 1 < regex.len && depth == 0) {
            buffer_add_char(&glob, regex.at[++i]);
        } else if (c == '$' && i + 1 == regex.len) {
            return buffer_slice(&glob);
        } else if (is_open || is_close || c == '*' || c == '+' || c == '?' || c == '|') {
            depth += is_open - is_close;
            if (glob.len == 0 || glob.at[glob.len - 1] != '*')
                buffer_add_char(&glob, '*');
        } else if (depth == 0) {
            buffer_add_char(&glob, c);
        }
    }
    if (glob.len == 0 || glob.at[glob.len - 1] != '*')
        buffer_add_char(&glob, '*');
    return buffer_slice(&glob);
}

static Slice glob_of_literal(FitsScan *scan, size_t index, Slice literal)
{
    Word function = function_around(scan, index);
    Slice name = function.kind == WORD_NAME ? local_of(function.text) : (Slice){"", 0};
    Word before = word_at(scan, index - 1), behind = word_at(scan, index + 1);
    if (slice_equal(name, S("matches")))
        return glob_of_regex(scan->arena, literal);
    if (slice_equal(name, S("contains")))
        return arena_print(scan->arena, "*%.*s*", (int)literal.len, literal.at);
    if (slice_equal(name, S("starts-with")))
        return arena_print(scan->arena, "%.*s*", (int)literal.len, literal.at);
    if (is_mark(before, "=") || is_name(before, "eq") || is_mark(behind, "=") ||
        is_name(behind, "eq") || is_mark(before, ",") || is_mark(before, "(") ||
        is_mark(behind, ")"))
        return slice_equal(name, S("concat"))
                   ? arena_print(scan->arena, "*%.*s*", (int)literal.len, literal.at)
                   : literal;
    return arena_print(scan->arena, "*%.*s*", (int)literal.len, literal.at);
}

// Identifiers are long and have parts; 'S' or ' ' beside a CustomizationID are not meant.
static bool is_identifier_like(Slice text)
{
    return text.len > 8 && memchr(text.at, ' ', text.len) == NULL &&
           memchr(text.at, ',', text.len) == NULL &&
           (memchr(text.at, ':', text.len) != NULL || memchr(text.at, '#', text.len) != NULL);
}

static void scan_literal(FitsScan *scan, size_t index)
{
    Word word = word_at(scan, index);
    Slice literal = word.text;
    if (word.kind == WORD_VARIABLE) {
        int32_t number = table_find(scan->lets, word.text);
        if (number == TABLE_NONE || scan->let_values[number].len == 0)
            return;
        literal = scan->let_values[number];
    }
    if (!is_identifier_like(literal))
        return;
    Identifier identifier = identifier_near(scan, index);
    if (identifier == IDENTIFIER_NONE)
        return;
    Table *globs = identifier == IDENTIFIER_PROFILE ? scan->profiles : scan->customizations;
    table_add(globs, glob_of_literal(scan, index, literal), NULL);
}

static void scan_expression(FitsScan *scan, Slice text, ScanAt at)
{
    cut_words(scan, text);
    for (size_t i = 0; i < scan->words.count; i++) {
        WordKind kind = scan->words.at[i].kind;
        if (kind == WORD_NAME)
            scan_name(scan, i, at);
        else if (kind == WORD_STRING || kind == WORD_VARIABLE)
            scan_literal(scan, i);
    }
}

// ---- The scan from outside ----

static void set_value(Arena *arena, Table *table, Slice key, Slice **values, size_t *count,
                      Slice value)
{
    bool is_new;
    int32_t number = table_add(table, key, &is_new);
    if (is_new) {
        *values =
            arena_resize(arena, *values, *count * sizeof **values, (*count + 1) * sizeof **values);
        (*count)++;
    }
    (*values)[number] = value;
}

void fits_scan_namespace(FitsScan *scan, Slice prefix, Slice uri)
{
    set_value(scan->arena, scan->prefixes, prefix, &scan->uris, &scan->uri_count, uri);
}

void fits_scan_let(FitsScan *scan, Slice name, Slice value, bool at_document)
{
    Slice text = slice_trim(value);
    bool is_literal = text.len >= 2 && (text.at[0] == '\'' || text.at[0] == '"') &&
                      memchr(text.at + 1, text.at[0], text.len - 2) == NULL &&
                      text.at[text.len - 1] == text.at[0];
    set_value(scan->arena, scan->lets, name, &scan->let_values, &scan->let_count,
              is_literal ? slice_part(text, 1, text.len - 2) : (Slice){NULL, 0});
    if (is_literal)
        return;
    scan_expression(scan, value, at_document ? SCAN_DOCUMENT : SCAN_TEST);
    // normalize-space(cbc:CustomizationID): the variable stands for the identifier.
    for (size_t i = 0; i < scan->words.count; i++)
        if (identifier_at(scan, i) != IDENTIFIER_NONE)
            table_add(identifier_at(scan, i) == IDENTIFIER_PROFILE ? scan->profile_variables
                                                                   : scan->customization_variables,
                      name, NULL);
}

void fits_scan_context(FitsScan *scan, Slice context)
{
    scan_expression(scan, context, SCAN_CONTEXT);
}

void fits_scan_test(FitsScan *scan, Slice test)
{
    scan_expression(scan, test, SCAN_TEST);
}

static void add_root(FitsScan *scan, Fits *fits, Slice name)
{
    Slice prefix = prefix_of(name);
    int32_t number = prefix.len > 0 ? table_find(scan->prefixes, prefix) : TABLE_NONE;
    if (prefix.len > 0 && number == TABLE_NONE)
        return;
    FitRoot root = {local_of(name), number == TABLE_NONE ? (Slice){"", 0} : scan->uris[number]};
    for (size_t i = 0; i < fits->root_count; i++)
        if (slice_equal(fits->roots[i].name, root.name) &&
            slice_equal(fits->roots[i].uri, root.uri))
            return;
    fits->roots[fits->root_count++] = root;
}

static Globs globs_of(Arena *arena, const Table *table)
{
    Globs globs = {arena_array(arena, Slice, table_count(table)), table_count(table)};
    for (size_t i = 0; i < globs.count; i++)
        globs.at[i] = table_key(table, (int32_t)i);
    return globs;
}

Fits fits_scan_end(FitsScan *scan)
{
    size_t most = table_count(scan->absolute) + table_count(scan->leading);
    Fits fits = {.roots = arena_array(scan->arena, FitRoot, most)};
    for (size_t i = 0; i < table_count(scan->absolute); i++)
        add_root(scan, &fits, table_key(scan->absolute, (int32_t)i));
    for (size_t i = 0; i < table_count(scan->leading); i++) {
        Slice name = table_key(scan->leading, (int32_t)i);
        if (prefix_of(name).len > 0 && table_find(scan->children, name) == TABLE_NONE &&
            table_find(scan->child_prefixes, prefix_of(name)) == TABLE_NONE)
            add_root(scan, &fits, name);
    }
    fits.customizations = globs_of(scan->arena, scan->customizations);
    // The customization says enough; a profile beside it is often one of many that are allowed.
    if (fits.customizations.count == 0)
        fits.profiles = globs_of(scan->arena, scan->profiles);
    return fits;
}

// ---- Matching ----

bool glob_matches(Slice glob, Slice text)
{
    // The usual way with one step back: at most text.len × glob.len comparisons.
    size_t g = 0, t = 0, star = SIZE_MAX, from = 0;
    while (t < text.len) {
        if (g < glob.len && glob.at[g] == '*') {
            star = g++;
            from = t;
        } else if (g < glob.len && glob.at[g] == text.at[t]) {
            g++;
            t++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (g < glob.len && glob.at[g] == '*')
        g++;
    return g == glob.len;
}

// Any of them; true if there is none.
static bool globs_match(Globs globs, Slice text)
{
    for (size_t i = 0; i < globs.count; i++)
        if (glob_matches(globs.at[i], text))
            return true;
    return globs.count == 0;
}

FitAnswer fits_match(const Fits *fits, const DocumentFacts *facts)
{
    bool has_root = false;
    for (size_t i = 0; i < fits->root_count && !has_root; i++)
        has_root = slice_equal(fits->roots[i].name, facts->root) &&
                   slice_equal(fits->roots[i].uri, facts->uri);
    if (!has_root)
        return FIT_NO;
    bool has_identifiers = globs_match(fits->customizations, facts->customization) &&
                           globs_match(fits->profiles, facts->profile);
    return has_identifiers ? FIT_YES : FIT_NEAR;
}

static void write_globs(JsonWriter *json, const char *name, Globs globs)
{
    json_field_open(json, name, '[');
    for (size_t i = 0; i < globs.count; i++)
        json_string(json, globs.at[i]);
    json_close(json, ']');
}

void fits_write(JsonWriter *json, const Fits *fits)
{
    json_field_open(json, "roots", '[');
    for (size_t i = 0; i < fits->root_count; i++) {
        json_open(json, '{');
        json_field(json, "name", fits->roots[i].name);
        json_field(json, "namespace", fits->roots[i].uri);
        json_close(json, '}');
    }
    json_close(json, ']');
    write_globs(json, "customization", fits->customizations);
    write_globs(json, "profile", fits->profiles);
}

// ---- Documents ----

static Slice element_name(const Tree *tree, NodeId node)
{
    const Name *name = tree_kind(tree, node) == NODE_ELEMENT ? tree_name(tree, node) : NULL;
    return name != NULL ? name->local : (Slice){"", 0};
}

// Notes what stands at a place of identifiers: `parent` names the element that `node` lies in,
// empty for the root.
static void note_identifier(DocumentFacts *facts, Arena *arena, const Tree *tree, NodeId node,
                            Slice parent)
{
    Slice local = element_name(tree, node);
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        Slice above =
            slice_of(identifier_places[i].parent != NULL ? identifier_places[i].parent : "");
        if (!slice_equal(parent, above) || !slice_equal(local, slice_of(identifier_places[i].name)))
            continue;
        Slice *target = identifier_places[i].identifier == IDENTIFIER_PROFILE
                            ? &facts->profile
                            : &facts->customization;
        if (target->len == 0)
            *target = arena_copy(arena, slice_trim(tree_string(tree, node, arena)));
    }
}

static bool is_parent_of_identifier(Slice local)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (identifier_places[i].parent != NULL &&
            slice_equal(local, slice_of(identifier_places[i].parent)))
            return true;
    return false;
}

// The children of `node`, which lies `depth` below the root. Identifiers stand at the head of a
// document, at most three deep: an invoice of a million lines is not searched for them.
static void search_identifiers(DocumentFacts *facts, Arena *arena, const Tree *tree, NodeId node,
                               int depth)
{
    enum { CHILDREN_MAX = 32 };
    Slice above = depth == 0 ? S("") : element_name(tree, node);
    bool is_place = depth == 0 || is_parent_of_identifier(above);
    NodeId child = tree_first_child(tree, node);
    for (int i = 0; i < CHILDREN_MAX && child != NODE_NONE;
         child = tree_next_sibling(tree, child)) {
        if (tree_kind(tree, child) != NODE_ELEMENT)
            continue;
        i++;
        if (is_place)
            note_identifier(facts, arena, tree, child, above);
        if (depth < 2)
            search_identifiers(facts, arena, tree, child, depth + 1);
        if (facts->customization.len > 0 && facts->profile.len > 0)
            return;
    }
}

DocumentFacts document_facts(Arena *arena, const Tree *tree, NodeId root)
{
    if (root == NODE_NONE)
        return (DocumentFacts){.root = S(""), .uri = S("")};
    DocumentFacts facts = {.root = element_name(tree, root)};
    const Name *name = tree_name(tree, root);
    facts.uri = name != NULL ? name->uri : (Slice){"", 0};
    search_identifiers(&facts, arena, tree, root, 0);
    return facts;
}
