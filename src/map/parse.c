// SPDX-License-Identifier: Apache-2.0
// Reads the text of a .map file into rows.
//
//     lines ─► words ─► [namespaces, roots, forms, rows] ─► compile.c
//
// A faulty line is noted and left out, so that all faults of a file are told in one go.

#include "base/utf8.h"
#include "map/internal.h"

#include <stddef.h>

typedef struct Parser {
    Arena *arena;
    Faults *faults;
    MapText *out;
    unsigned line;
    Slice rest; // of the line
    size_t namespace_room, root_room, form_room, row_room;
} Parser;

enum { SHOWN_MAX = 60 };

static bool fail(Parser *it, Slice what, const char *why)
{
    Slice shown = slice_show(it->arena, what, SHOWN_MAX);
    return fault_add(it->faults, FAULT_SYNTAX, it->line, 1, "%.*s: %s", (int)shown.len, shown.at,
                     why);
}

// ---- Words ----

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// The next word; blanks within quotes belong to it. Empty at the end of the line or at a comment.
static Slice next_word(Parser *it)
{
    size_t i = 0, start;
    while (i < it->rest.len && is_blank(it->rest.at[i]))
        i++;
    start = i;
    if (i < it->rest.len && it->rest.at[i] == '#' &&
        (i + 1 == it->rest.len || is_blank(it->rest.at[i + 1])))
        i = start = it->rest.len;
    bool in_quotes = false;
    for (; i < it->rest.len && (in_quotes || !is_blank(it->rest.at[i])); i++)
        in_quotes ^= it->rest.at[i] == '\'';
    Slice word = slice_part(it->rest, start, i - start);
    it->rest = slice_part(it->rest, i, it->rest.len);
    return word;
}

static Slice unquoted(Slice word)
{
    if (word.len >= 2 && word.at[0] == '\'' && word.at[word.len - 1] == '\'')
        return slice_part(word, 1, word.len - 2);
    return word;
}

// "key=value" ─► true, with the value. A bare key has an empty one.
static bool cut_pair(Slice word, Slice *key, Slice *value)
{
    size_t at = slice_find(word, S("="));
    *key = slice_part(word, 0, at == SIZE_MAX ? word.len : at);
    *value = at == SIZE_MAX ? S("") : unquoted(slice_part(word, at + 1, word.len));
    return at != SIZE_MAX;
}

static void *grow(Parser *it, void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return list;
    size_t more = *room ? *room * 2 : 16;
    void *grown = arena_resize(it->arena, list, *room * size, more * size);
    memset((char *)grown + *room * size, 0, (more - *room) * size);
    *room = more;
    return grown;
}

// ---- Path steps ----

bool path_name_parse(Slice text, PathName *name)
{
    *name = (PathName){0};
    if (text.len > 0 && text.at[0] == '@') {
        name->is_attribute = true;
        text = slice_part(text, 1, text.len);
    }
    size_t colon = slice_find(text, S(":"));
    if (colon != SIZE_MAX) {
        name->prefix = slice_part(text, 0, colon);
        text = slice_part(text, colon + 1, text.len);
    }
    name->local = text;
    bool is_word = text.len > 2 && text.at[0] == '{' && text.at[text.len - 1] == '}';
    return (colon == SIZE_MAX || is_ncname(name->prefix)) && (is_word || is_ncname(text));
}

// At `[`: the text between the brackets, which nest and may hold quotes.
static bool cut_condition(Slice *rest, Slice *condition)
{
    int depth = 0;
    bool in_quotes = false;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->at[i];
        in_quotes ^= c == '\'';
        depth += in_quotes ? 0 : (c == '[') - (c == ']');
        if (depth > 0 || in_quotes)
            continue;
        *condition = slice_part(*rest, 1, i - 1);
        *rest = slice_part(*rest, i + 1, rest->len);
        return true;
    }
    return false;
}

bool path_step_parse(Slice *rest, PathStep *step, const char **wrong)
{
    *step = (PathStep){0};
    Slice whole = *rest;
    size_t len = 0;
    while (len < rest->len && !strchr("/[*", rest->at[len]))
        len++;
    *wrong = "is no path of names such as cac:Party/cbc:Name or cbc:ID/@schemeID";
    if (!path_name_parse(slice_part(*rest, 0, len), &step->name))
        return false;
    *rest = slice_part(*rest, len, rest->len);
    while (rest->len > 0 && rest->at[0] == '[') {
        *wrong = "has a condition too many, or one without its ]";
        if (step->condition_count == sizeof step->conditions / sizeof *step->conditions ||
            !cut_condition(rest, &step->conditions[step->condition_count++]))
            return false;
    }
    step->text = slice_part(whole, 0, whole.len - rest->len);
    if (rest->len > 0 && rest->at[0] == '*') {
        step->is_starred = true;
        *rest = slice_part(*rest, 1, rest->len);
    }
    *wrong = "goes on without a / between its steps";
    if (rest->len == 0)
        return true;
    if (rest->at[0] != '/' || rest->len == 1)
        return false;
    *rest = slice_part(*rest, 1, rest->len);
    return true;
}

// ---- The head ----

static bool parse_map(Parser *it)
{
    it->out->name = next_word(it);
    return it->out->name.len > 0 || fail(it, S("map"), "says no name; expected map ubl");
}

static bool parse_namespace(Parser *it)
{
    MapText *out = it->out;
    Namespace space = {next_word(it), next_word(it)};
    if (!is_ncname(space.prefix) || space.uri.len == 0)
        return fail(it, space.prefix, "expected namespace PREFIX URI");
    out->namespaces = grow(it, out->namespaces, out->namespace_count, &it->namespace_room,
                           sizeof *out->namespaces);
    out->namespaces[out->namespace_count++] = space;
    return true;
}

static bool parse_root_word(Parser *it, RootLine *root, Slice word)
{
    Slice key, value;
    if (!cut_pair(word, &key, &value) || root->word_count == MAP_WORDS_MAX)
        return fail(it, word, "expected WORD=NAME (8 at most) or when TERM=VALUE|VALUE");
    root->words[root->word_count++] = (PathName){.prefix = key, .local = value};
    return true;
}

static bool parse_root(Parser *it)
{
    MapText *out = it->out;
    RootLine root = {
        .line = it->line, .name = next_word(it), .prefix_uri = unquoted(next_word(it))};
    if (!is_ncname(root.name))
        return fail(it, root.name, "expected root NAME URI");
    for (Slice word; (word = next_word(it)).len > 0;) {
        if (slice_equal(word, S("when")))
            root.when = next_word(it);
        else if (!parse_root_word(it, &root, word))
            return false;
    }
    if (out->root_count == MAP_ROOTS_MAX)
        return fail(it, root.name, "is a root too many; 8 are allowed");
    out->roots = grow(it, out->roots, out->root_count, &it->root_room, sizeof *out->roots);
    out->roots[out->root_count++] = root;
    return true;
}

// ---- Forms ----

static const struct {
    const char *name;
    FormKind kind;
} form_bases[] = {
    {"text", FORM_TEXT}, {"trim", FORM_TRIM},   {"number", FORM_NUMBER}, {"short", FORM_SHORT},
    {"date", FORM_DATE}, {"codes", FORM_CODES}, {"marked", FORM_MARKED},
};

static bool find_base(Slice name, FormKind *kind)
{
    for (size_t i = 0; i < sizeof form_bases / sizeof *form_bases; i++)
        if (slice_equal(name, slice_of(form_bases[i].name))) {
            *kind = form_bases[i].kind;
            return true;
        }
    return false;
}

static bool add_form_attribute(Parser *it, Form *form, Slice word)
{
    Slice key, value;
    FormAttribute attribute = {0};
    if (!cut_pair(word, &key, &value) || !path_name_parse(key, &attribute.name) || value.len == 0)
        return fail(it, word, "expected @NAME=VALUE or @NAME=$TERM");
    if (value.at[0] == '$')
        attribute.reference = slice_part(value, 1, value.len);
    else
        attribute.value = value;
    FormAttribute *list = arena_array(it->arena, FormAttribute, form->attribute_count + 1);
    if (form->attribute_count)
        memcpy(list, form->attributes, form->attribute_count * sizeof *list);
    list[form->attribute_count++] = attribute;
    form->attributes = list;
    return form->attribute_count <= MAP_WORDS_MAX || fail(it, word, "is an attribute too many");
}

static bool add_code(Parser *it, Form *form, CodePair *codes, Slice word)
{
    Slice content, syntax;
    if (!cut_pair(word, &content, &syntax) || content.len == 0 || syntax.len == 0)
        return fail(it, word, "expected CONTENT=SYNTAX, as in 3=5");
    if (form->code_count == MAP_CODES_MAX)
        return fail(it, word, "is a code too many; 1000 are allowed");
    codes[form->code_count++] = (CodePair){content, syntax};
    return true;
}

static bool parse_form_word(Parser *it, Form *form, CodePair *codes, Slice word)
{
    if (word.at[0] == '@')
        return add_form_attribute(it, form, word);
    switch (form->kind) {
    case FORM_CODES:
        return add_code(it, form, codes, word);
    case FORM_DATE:
        form->pattern = word;
        return true;
    case FORM_MARKED:
        form->partner = word;
        return true;
    case FORM_TEXT:
    case FORM_TRIM:
    case FORM_NUMBER:
    case FORM_SHORT:
    case FORM_KIND_END:
        break;
    }
    return fail(it, word, "the form takes no such word; expected @NAME=VALUE");
}

static bool is_date_pattern(Slice pattern)
{
    return slice_find(pattern, S("YYYY")) != SIZE_MAX && slice_find(pattern, S("MM")) != SIZE_MAX &&
           slice_find(pattern, S("DD")) != SIZE_MAX && pattern.len <= 16;
}

static bool parse_form(Parser *it)
{
    MapText *out = it->out;
    Form form = {.name = next_word(it)};
    Slice base = next_word(it);
    if (!find_base(base, &form.kind))
        return fail(it, base,
                    "is no form; there are text, trim, number, short, date, codes and marked");
    // As many codes as words fit on the line, but no more than are allowed.
    size_t most = it->rest.len / 2 + 1;
    CodePair *codes =
        arena_array(it->arena, CodePair, most < MAP_CODES_MAX ? most : (size_t)MAP_CODES_MAX);
    form.codes = codes;
    for (Slice word; (word = next_word(it)).len > 0;)
        if (!parse_form_word(it, &form, codes, word))
            return false;
    if (form.kind == FORM_DATE && !is_date_pattern(form.pattern))
        return fail(it, form.pattern, "is no pattern of a date; expected as in YYYY-MM-DD");
    if (form.kind == FORM_MARKED && form.partner.len == 0)
        return fail(it, form.name, "says not which member has the code; expected marked MEMBER");
    out->forms = grow(it, out->forms, out->form_count, &it->form_room, sizeof *out->forms);
    out->forms[out->form_count++] = form;
    return true;
}

// ---- Rows ----

// What may follow the path of a row; a word that is none of these names the form.
static const struct {
    const char *word;
    size_t offset;
    bool has_value;
} row_flags[] = {
    {"or-once", offsetof(Row, or_once), false}, {"first", offsetof(Row, first_only), false},
    {"read", offsetof(Row, read_only), false},  {"always", offsetof(Row, is_always), false},
    {"default", offsetof(Row, fallback), true}, {"only", offsetof(Row, only), true},
    {"with", offsetof(Row, with), true},        {"without", offsetof(Row, without), true},
    {"like", offsetof(Row, like), true},        {"unlike", offsetof(Row, unlike), true},
    {"unless", offsetof(Row, unless), true},    {"parts", offsetof(Row, parts), true},
};

static bool parse_flag(Row *row, Slice word)
{
    Slice key, value;
    bool has_value = cut_pair(word, &key, &value);
    for (size_t i = 0; i < sizeof row_flags / sizeof *row_flags; i++) {
        void *field = (char *)row + row_flags[i].offset;
        if (!slice_equal(key, slice_of(row_flags[i].word)) || row_flags[i].has_value != has_value)
            continue;
        if (has_value)
            *(Slice *)field = value;
        else
            *(bool *)field = true;
        return true;
    }
    if (row->form.len > 0 || has_value || row->is_section)
        return false;
    row->form = word;
    return true;
}

static bool add_row(Parser *it, Row row)
{
    MapText *out = it->out;
    for (Slice word; (word = next_word(it)).len > 0;)
        if (!parse_flag(&row, word))
            return fail(it, word,
                        "expected a form, first, or-once, read, always, default=, only=, with=, "
                        "without=, like=, unlike=, unless= or parts=");
    if (row.path.len == 0)
        return fail(it, row.content, "has no path; expected TERM CONTENT PATH [FORM]");
    if (out->row_count == MAP_ROWS_MAX)
        return fault_add(it->faults, FAULT_LIMIT, it->line, 1, "a map has 4,000 rows at most");
    out->rows = grow(it, out->rows, out->row_count, &it->row_room, sizeof *out->rows);
    out->rows[out->row_count++] = row;
    return true;
}

static bool parse_section(Parser *it)
{
    Row row = {.line = it->line, .is_section = true, .path = next_word(it)};
    row.content = next_word(it);
    if (slice_equal(row.content, S("-")))
        row.content = S("");
    return add_row(it, row);
}

static bool parse_row(Parser *it, Slice number)
{
    Row row = {.line = it->line, .number = number};
    row.content = next_word(it);
    row.path = next_word(it);
    if (slice_equal(row.number, S("-")))
        row.number = S("");
    return add_row(it, row);
}

static bool parse_partner(Parser *it, PartnerLine *partner)
{
    *partner = (PartnerLine){.line = it->line, .form = next_word(it)};
    for (Slice word; (word = next_word(it)).len > 0;) {
        if (partner->count == MAP_PARTNERS_MAX)
            return fail(it, word, "is a place too many for a partner; 8 are allowed");
        partner->paths[partner->count++] = word;
    }
    return partner->count > 0 ||
           fail(it, partner->form, "expected sender FORM TERM@SCHEME, as in seller.id@schemeId");
}

static bool parse_sender(Parser *it)
{
    return parse_partner(it, &it->out->sender);
}

static bool parse_recipient(Parser *it)
{
    return parse_partner(it, &it->out->recipient);
}

static bool parse_line(Parser *it, Slice line)
{
    static const struct {
        const char *word;
        bool (*parse)(Parser *it);
    } statements[] = {
        {"map", parse_map},
        {"namespace", parse_namespace},
        {"root", parse_root},
        {"form", parse_form},
        {"in", parse_section},
        {"sender", parse_sender},
        {"recipient", parse_recipient},
    };
    it->rest = line;
    Slice word = next_word(it);
    if (word.len == 0)
        return true;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (slice_equal(word, slice_of(statements[i].word)))
            return statements[i].parse(it);
    if (slice_equal(word, S("-")) || slice_find(word, S("-")) != SIZE_MAX)
        return parse_row(it, word);
    return fail(it, word,
                "expected map, namespace, root, form, sender, recipient, in, a business term "
                "(BT-1) or -");
}

bool map_parse(Arena *arena, Slice text, MapText *result, Faults *faults)
{
    *result = (MapText){0};
    Parser it = {.arena = arena, .faults = faults, .out = result};
    size_t before = faults->count, valid = utf8_valid(text);
    if (valid < text.len) {
        it.line = 1;
        for (size_t i = 0; i < valid; i++)
            it.line += text.at[i] == '\n';
        return fail(&it, slice_part(text, valid, 1), "is no UTF-8; a map is text in UTF-8");
    }
    while (text.len > 0 && faults->count - before < FAULTS_KEPT) {
        it.line++;
        parse_line(&it, slice_trim(slice_cut(&text, '\n')));
    }
    it.line = 1;
    if (faults->count == before && result->name.len == 0)
        fail(&it, S("map"), "is missing; expected map NAME in the first line");
    if (faults->count == before && result->root_count == 0)
        fail(&it, S("root"), "is missing; expected root NAME URI, the root element");
    return faults->count == before;
}
