// SPDX-License-Identifier: Apache-2.0
// Reads the text of a .map file into rows.
//
//     lines ─► words ─► [namespaces, roots, forms, rows] ─► compile.c
//
// A part is kept as text and read again wherever it is used, with its parameters put in: its rows
// then stand in the list between one that enters it and one that leaves it. A faulty line is noted
// and left out, so that all faults of a file are told in one go.

#include "base/utf8.h"
#include "map/internal.h"

#include <stddef.h>

// part NAME PARAMETER… to end
typedef struct Part {
    Slice name, file;
    unsigned line; // of its first row
    Slice parameters[MAP_WORDS_MAX];
    size_t parameter_count;
    Slice body;
    bool is_open;   // its end has not come yet
    bool is_in_use; // its rows are being read
} Part;

typedef struct Parser {
    Arena *arena;
    Faults *faults;
    size_t faults_before;
    const MapFiles *files; // NULL: none
    bool only_head;
    MapText *out;
    MapPlace place;
    Slice rest; // of the line
    Part *parts;
    size_t part_count, part_room;
    unsigned depth;  // of files within files
    unsigned nested; // parts within parts
    bool is_in_body; // a part or a row has come
    size_t namespace_room, root_room, form_room, row_room;
} Parser;

enum {
    SHOWN_MAX = 60,
    LINE_MAX = 4096,  // bytes, with its parameters put in
    PARTS_MAX = 1000, // that are declared; the glossary has some 20
};

Slice map_place_note(Arena *arena, const MapPlace *place)
{
    if (place->inner == 0)
        return S("");
    Slice part = place->part, file = place->file;
    return arena_print(arena, " (%s%.*s%s%.*s%sline %u)", part.len ? "part " : "", (int)part.len,
                       part.at, part.len ? ", " : "", (int)file.len, file.at, file.len ? " " : "",
                       place->inner);
}

static bool fail(Parser *it, Slice what, const char *why)
{
    Slice shown = slice_show(it->arena, what, SHOWN_MAX),
          note = map_place_note(it->arena, &it->place);
    return fault_add(it->faults, FAULT_SYNTAX, it->place.line, 1, "%.*s: %s%.*s", (int)shown.len,
                     shown.at, why, (int)note.len, note.at);
}

// After so many faults nobody reads on; and what a part does again and again ends here too.
static bool is_hopeless(const Parser *it)
{
    return it->faults->count - it->faults_before >= FAULTS_KEPT;
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
    for (size_t i = 0; i < out->namespace_count; i++)
        if (slice_equal(out->namespaces[i].prefix, space.prefix))
            return slice_equal(out->namespaces[i].uri, space.uri) ||
                   fail(it, space.prefix, "is declared already, for another namespace");
    out->namespaces = grow(it, out->namespaces, out->namespace_count, &it->namespace_room,
                           sizeof *out->namespaces);
    out->namespaces[out->namespace_count++] = space;
    return true;
}

static bool parse_root_word(Parser *it, RootLine *root, Slice word)
{
    Slice key, value;
    if (!cut_pair(word, &key, &value) || root->word_count == MAP_WORDS_MAX)
        return fail(it, word, "expected WORD=NAME (24 at most) or when TERM=VALUE|VALUE");
    root->words[root->word_count++] = (PathName){.prefix = key, .local = value};
    return true;
}

static bool parse_root(Parser *it)
{
    MapText *out = it->out;
    RootLine root = {.place = it->place};
    Slice name = next_word(it), rest = name;
    const char *wrong;
    root.prefix_uri = unquoted(next_word(it));
    if (!path_step_parse(&rest, &root.step, &wrong) || rest.len > 0 || root.step.is_starred ||
        root.step.name.prefix.len > 0 || !is_ncname(root.step.name.local))
        return fail(it, name, "expected root NAME URI, or root NAME[PATH=VALUE] URI");
    for (Slice word; (word = next_word(it)).len > 0;) {
        if (slice_equal(word, S("when")))
            root.when = next_word(it);
        else if (!parse_root_word(it, &root, word))
            return false;
    }
    if (out->root_count == MAP_ROOTS_MAX)
        return fail(it, name, "is a root too many; 8 are allowed");
    out->roots = grow(it, out->roots, out->root_count, &it->root_room, sizeof *out->roots);
    out->roots[out->root_count++] = root;
    return true;
}

// ---- Forms ----

static const struct {
    const char *name;
    FormKind kind;
} form_bases[] = {
    {"text", FORM_TEXT},   {"trim", FORM_TRIM},     {"number", FORM_NUMBER},
    {"short", FORM_SHORT}, {"date", FORM_DATE},     {"time", FORM_TIME},
    {"codes", FORM_CODES}, {"marked", FORM_MARKED}, {"digits", FORM_DIGITS},
    {"lines", FORM_LINES},
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
        if (form->pattern.len == 0) {
            form->pattern = word;
            return true;
        }
        form->partner = word;
        return true;
    case FORM_DIGITS:
        form->pattern = word;
        return true;
    case FORM_MARKED:
        form->partner = word;
        return true;
    case FORM_LINES:
        if (form->member_count == MAP_LINES_MAX)
            return fail(it, word, "is a line too many; 8 members are allowed");
        form->members[form->member_count++] = word;
        return true;
    case FORM_TEXT:
    case FORM_TRIM:
    case FORM_NUMBER:
    case FORM_SHORT:
    case FORM_TIME:
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

// 999: three digits.
static bool is_digit_pattern(Slice pattern)
{
    enum { DIGITS_MAX = 15 };
    for (size_t i = 0; i < pattern.len; i++)
        if (pattern.at[i] != '9')
            return false;
    return pattern.len > 0 && pattern.len <= DIGITS_MAX;
}

// "YYYYMMDDhhmm" ─► the date's own pattern is left; the time is the partner's.
static bool cut_time_pattern(Form *form)
{
    size_t time = slice_find(form->pattern, S("hhmm"));
    bool has_time = time != SIZE_MAX && time + 4 == form->pattern.len;
    if (has_time)
        form->pattern = slice_part(form->pattern, 0, time);
    return has_time == (form->partner.len > 0);
}

static bool parse_form(Parser *it)
{
    MapText *out = it->out;
    Form form = {.name = next_word(it)};
    Slice base = next_word(it);
    if (!find_base(base, &form.kind))
        return fail(
            it, base,
            "is no form; there are text, trim, number, short, digits, date, time, codes, marked "
            "and lines");
    // As many codes as words fit on the line, but no more than are allowed.
    size_t most = it->rest.len / 2 + 1;
    CodePair *codes =
        arena_array(it->arena, CodePair, most < MAP_CODES_MAX ? most : (size_t)MAP_CODES_MAX);
    form.codes = codes;
    for (Slice word; (word = next_word(it)).len > 0;)
        if (!parse_form_word(it, &form, codes, word))
            return false;
    if (form.kind == FORM_DIGITS && !is_digit_pattern(form.pattern))
        return fail(it, form.pattern, "is no width; expected as in digits 999");
    if (form.kind == FORM_DATE && !cut_time_pattern(&form))
        return fail(it, form.name,
                    "says hhmm behind its date and a member that has the time, or neither");
    if (form.kind == FORM_DATE && !is_date_pattern(form.pattern))
        return fail(it, form.pattern, "is no pattern of a date; expected as in YYYY-MM-DD");
    if (form.kind == FORM_MARKED && form.partner.len == 0)
        return fail(it, form.name, "says not which member has the code; expected marked MEMBER");
    if (form.kind == FORM_LINES && form.member_count == 0)
        return fail(it, form.name, "says not what its lines are; expected lines MEMBER…");
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
    {"or-once", offsetof(Row, or_once), false},
    {"first", offsetof(Row, first_only), false},
    {"read", offsetof(Row, read_only), false},
    {"always", offsetof(Row, is_always), false},
    {"repeated", offsetof(Row, is_repeated), false},
    {"default", offsetof(Row, fallback), true},
    {"only", offsetof(Row, only), true},
    {"with", offsetof(Row, with), true},
    {"without", offsetof(Row, without), true},
    {"like", offsetof(Row, like), true},
    {"unlike", offsetof(Row, unlike), true},
    {"unless", offsetof(Row, unless), true},
    {"parts", offsetof(Row, parts), true},
    {"items", offsetof(Row, mark), true},
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
    if (row->form.len > 0 || has_value || row->kind != ROW_TERM)
        return false;
    row->form = word;
    return true;
}

static bool add_row(Parser *it, const Row *row)
{
    MapText *out = it->out;
    if (out->row_count == MAP_ROWS_MAX)
        return fault_add(it->faults, FAULT_LIMIT, it->place.line, 1,
                         "a map has 4,000 rows at most, those of its parts included");
    out->rows = grow(it, out->rows, out->row_count, &it->row_room, sizeof *out->rows);
    out->rows[out->row_count++] = *row;
    return true;
}

static bool refuse_flag(Parser *it, Slice word)
{
    return fail(it, word,
                "expected a form, first, or-once, read, always, repeated, default=, only=, with=, "
                "without=, "
                "like=, unlike=, unless=, parts= or items=");
}

static bool finish_row(Parser *it, Row *row)
{
    it->is_in_body = true;
    if (it->depth > 0 && it->nested == 0)
        return fail(it, row->path,
                    "is a row; a file that is included has namespaces, forms and parts");
    for (Slice word; (word = next_word(it)).len > 0;)
        if (!parse_flag(row, word))
            return refuse_flag(it, word);
    if (row->path.len == 0)
        return fail(it, row->content, "has no path; expected TERM CONTENT PATH [FORM]");
    return add_row(it, row);
}

// "-": nothing.
static Slice next_or_none(Parser *it)
{
    Slice word = next_word(it);
    return slice_equal(word, S("-")) ? S("") : word;
}

static bool parse_section(Parser *it)
{
    Row row = {.place = it->place, .kind = ROW_SECTION, .path = next_word(it)};
    row.content = next_or_none(it);
    return finish_row(it, &row);
}

static bool parse_row(Parser *it, Slice number)
{
    Row row = {.place = it->place, .number = slice_equal(number, S("-")) ? S("") : number};
    row.content = next_word(it);
    row.path = next_word(it);
    return finish_row(it, &row);
}

static bool parse_partner(Parser *it, PartnerLine *partner)
{
    *partner = (PartnerLine){.place = it->place, .form = next_word(it)};
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

// ---- Parts ----

static bool parse_line(Parser *it, Slice line);

static Part *find_part(const Parser *it, Slice name)
{
    for (size_t i = it->part_count; i-- > 0;)
        if (slice_equal(it->parts[i].name, name))
            return &it->parts[i];
    return NULL;
}

// Capitals, so that no flag of a row and no word of a root is taken for one.
static bool is_parameter(Slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!(name.at[i] >= 'A' && name.at[i] <= 'Z') && !(name.at[i] >= '0' && name.at[i] <= '9'))
            return false;
    return name.len > 0;
}

// Its rows are read where it is used; until its end, lines are only collected.
static bool parse_part(Parser *it)
{
    Part part = {.name = next_word(it), .file = it->place.file, .is_open = true};
    part.line = (it->place.inner ? it->place.inner : it->place.line) + 1;
    it->is_in_body = true;
    it->parts = grow(it, it->parts, it->part_count, &it->part_room, sizeof *it->parts);
    it->parts[it->part_count++] = part; // even a faulty one has an end
    Part *added = &it->parts[it->part_count - 1];
    if (!is_ncname(part.name) || it->nested > 0 || it->part_count > PARTS_MAX)
        return fail(it, part.name, "expected part NAME PARAMETER…, outside of any other part");
    for (Slice word; (word = next_word(it)).len > 0;) {
        if (!is_parameter(word) || added->parameter_count == MAP_WORDS_MAX)
            return fail(it, word, "is no parameter; expected capitals, as in ROLE (24 at most)");
        added->parameters[added->parameter_count++] = word;
    }
    return true;
}

typedef struct Argument {
    Slice name, value;
} Argument;

// {ROLE} ─► CZ in a line of a part.
static Slice put_in(Parser *it, Slice line, const Argument *arguments, size_t count)
{
    if (count == 0 || slice_find(line, S("{")) == SIZE_MAX)
        return line;
    Buffer out = buffer_new(it->arena);
    while (line.len > 0 && out.len < LINE_MAX) {
        size_t start = slice_find(line, S("{")), i = 0;
        buffer_add(&out, slice_part(line, 0, start));
        line = slice_part(line, start, line.len);
        while (i < count && !(line.len > arguments[i].name.len + 1 &&
                              slice_starts(slice_part(line, 1, line.len), arguments[i].name) &&
                              line.at[arguments[i].name.len + 1] == '}'))
            i++;
        buffer_add(&out, i < count ? arguments[i].value : slice_part(line, 0, 1));
        line = slice_part(line, i < count ? arguments[i].name.len + 2 : 1, line.len);
    }
    return buffer_slice(&out);
}

static void read_part(Parser *it, Part *part, const Argument *arguments)
{
    MapPlace outside = it->place;
    size_t number = (size_t)(part - it->parts), count = part->parameter_count;
    Slice body = part->body, file = part->file, name = part->name;
    unsigned line = part->line;
    part->is_in_use = true;
    it->nested++;
    for (; body.len > 0 && !is_hopeless(it); line++) {
        it->place = (MapPlace){outside.line, name, file, line};
        parse_line(it, put_in(it, slice_trim(slice_cut(&body, '\n')), arguments, count));
    }
    it->nested--;
    it->parts[number].is_in_use = false; // the list may have moved
    it->place = outside;
}

static bool take_argument(Parser *it, const Part *part, Argument *arguments, Row *row, Slice word)
{
    Slice key, value;
    bool has_value = cut_pair(word, &key, &value);
    for (size_t i = 0; has_value && i < part->parameter_count; i++)
        if (slice_equal(part->parameters[i], key)) {
            arguments[i].value = value;
            return true;
        }
    if (has_value && is_parameter(key))
        return fail(it, key, "is no parameter of the part");
    return parse_flag(row, word) || refuse_flag(it, word);
}

// use PART PATH CONTENT PARAMETER=VALUE…
static bool parse_use(Parser *it)
{
    Row row = {.place = it->place, .kind = ROW_ENTER};
    Row leave = {.place = it->place, .kind = ROW_LEAVE};
    Argument arguments[MAP_WORDS_MAX] = {0};
    Slice name = next_word(it);
    Part *part = find_part(it, name);
    it->is_in_body = true;
    if (it->only_head) // the parts were not read
        return true;
    row.path = next_or_none(it);
    row.content = next_or_none(it);
    if (it->depth > 0 && it->nested == 0)
        return fail(it, name, "is used in a file that is included, outside of any part");
    if (part == NULL || part->is_open)
        return fail(it, name, "is no part; declare it before: part NAME PARAMETER… to end");
    if (part->is_in_use || it->nested == MAP_NESTED_MAX)
        return fail(it, name, "uses itself, or lies more than 8 parts deep");
    for (size_t i = 0; i < part->parameter_count; i++)
        arguments[i].name = part->parameters[i];
    for (Slice word; (word = next_word(it)).len > 0;)
        if (!take_argument(it, part, arguments, &row, word))
            return false;
    for (size_t i = 0; i < part->parameter_count; i++)
        if (arguments[i].value.at == NULL)
            return fail(it, part->parameters[i], "has no value; expected PARAMETER=VALUE");
    if (!add_row(it, &row))
        return false;
    read_part(it, part, arguments);
    return add_row(it, &leave);
}

// ---- Files ----

static void parse_text(Parser *it, Slice text, bool is_included);

static bool parse_include(Parser *it)
{
    MapPlace outside = it->place;
    Slice name = next_word(it), text;
    if (it->files == NULL || !it->files->find(it->files->context, name, &text))
        return fail(it, name, "is no file that can be included; expected as in glossary/ubl.map");
    if (it->depth == MAP_NESTED_MAX)
        return fail(it, name, "is included by itself, or lies more than 8 files deep");
    it->depth++;
    it->place.file = name;
    parse_text(it, text, true);
    it->depth--;
    it->place = outside;
    it->is_in_body = false; // its parts are not the including file's
    return true;
}

// ---- Lines ----

static const struct {
    const char *word;
    bool (*parse)(Parser *it);
    bool is_head; // stands before parts and rows, so that it is found without reading them
    bool is_own;  // not of a file that is included
} statements[] = {
    {"map", parse_map, true, true},
    {"include", parse_include, true, false},
    {"namespace", parse_namespace, true, false},
    {"root", parse_root, true, true},
    {"form", parse_form, false, false},
    {"sender", parse_sender, false, true},
    {"recipient", parse_recipient, false, true},
    {"part", parse_part, false, false},
    {"use", parse_use, false, false},
    {"in", parse_section, false, false},
};

static bool is_number(Slice word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] < '0' || word.at[i] > '9')
            return false;
    return word.len > 0;
}

static bool parse_line(Parser *it, Slice line)
{
    it->rest = line;
    Slice word = next_word(it);
    if (word.len == 0)
        return true;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (!slice_equal(word, slice_of(statements[i].word)))
            continue;
        if (statements[i].is_head && it->is_in_body)
            return fail(it, word, "stands before all parts and rows");
        if (statements[i].is_own && it->depth > 0)
            return fail(it, word, "is no statement of a file that is included");
        return statements[i].parse(it);
    }
    if (slice_find(word, S("-")) != SIZE_MAX || is_number(word))
        return parse_row(it, word);
    return fail(it, word,
                "expected map, include, namespace, root, form, sender, recipient, part, use, in, a "
                "business term (BT-1), a data element (1004) or -");
}

// Whether the line was one of the part that is open.
static bool collect(Parser *it, Slice line, const char *start)
{
    Part *part = it->part_count > 0 ? &it->parts[it->part_count - 1] : NULL;
    if (part == NULL || !part->is_open)
        return false;
    it->rest = line;
    if (part->body.at == NULL)
        part->body.at = start;
    if (slice_equal(next_word(it), S("end"))) {
        part->body.len = (size_t)(start - part->body.at);
        part->is_open = false;
    }
    return true;
}

static bool check_encoding(Parser *it, Slice text, unsigned *line)
{
    size_t valid = utf8_valid(text);
    *line = 1;
    for (size_t i = 0; i < valid && valid < text.len; i++)
        *line += text.at[i] == '\n';
    return valid == text.len ||
           fail(it, slice_part(text, valid, 1), "is no UTF-8; a map is text in UTF-8");
}

static void parse_text(Parser *it, Slice text, bool is_included)
{
    unsigned *line = is_included ? &it->place.inner : &it->place.line;
    it->is_in_body = false;
    // Of a head little is read, and the whole is looked at when the map is compiled.
    if (!it->only_head && !check_encoding(it, text, line))
        return;
    for (*line = 1; text.len > 0 && !is_hopeless(it) && !(it->only_head && it->is_in_body);
         ++*line) {
        const char *start = text.at;
        Slice whole = slice_trim(slice_cut(&text, '\n'));
        if (!collect(it, whole, start))
            parse_line(it, whole);
    }
    Part *last = it->part_count > 0 ? &it->parts[it->part_count - 1] : NULL;
    if (last != NULL && last->is_open && !it->only_head)
        fail(it, last->name, "is a part without its end");
    if (last != NULL)
        last->is_open = false;
}

bool map_parse(Arena *arena, Slice text, const MapFiles *files, bool only_head, MapText *result,
               Faults *faults)
{
    *result = (MapText){0};
    Parser it = {.arena = arena,
                 .faults = faults,
                 .faults_before = faults->count,
                 .files = files,
                 .only_head = only_head,
                 .out = result};
    parse_text(&it, text, false);
    it.place = (MapPlace){.line = 1};
    if (faults->count == it.faults_before && result->name.len == 0)
        fail(&it, S("map"), "is missing; expected map NAME in the first line");
    if (faults->count == it.faults_before && result->root_count == 0)
        fail(&it, S("root"), "is missing; expected root NAME URI, the root element");
    return faults->count == it.faults_before;
}
