// SPDX-License-Identifier: Apache-2.0
// Reads declarations.
//
//     register.json ─► states, fields, consents, relatives (here) ─► [Declaration]
//                  └─► transitions, deadlines, review (declare_process.c)

#include "register/declare_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIZE_DEFAULT = 20000000, SUM_MAX = 1200 };

// ---- Small things ----

bool wordlist_has(const WordList *names, Slice name)
{
    for (size_t i = 0; i < names->count; i++)
        if (slice_equal(names->at[i], name))
            return true;
    return false;
}

Slice words_in(const Words *words, Slice language)
{
    SheetLanguage index;
    Slice text = language_find(language, &index) ? words->in[index] : S("");
    return text.len > 0 ? text : words->in[LANGUAGE_EN];
}

bool period_read(Slice text, Period *period)
{
    *period = (Period){.is_given = true};
    if (text.len < 3 || text.at[0] != 'P')
        return false;
    for (size_t i = 1; i < text.len; i++) {
        int number = 0;
        size_t start = i;
        for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9' && number < 100000; i++)
            number = number * 10 + (text.at[i] - '0');
        char unit = i < text.len ? text.at[i] : ' ';
        if (i == start || strchr("YMWD", unit) == NULL)
            return false;
        period->months += unit == 'Y' ? 12 * number : unit == 'M' ? number : 0;
        period->days += unit == 'W' ? 7 * number : unit == 'D' ? number : 0;
    }
    return period->months <= SUM_MAX * 12 && period->days <= SUM_MAX * 366;
}

Period declare_period(const Json *json)
{
    Period period;
    return period_read(json_text(json), &period) ? period : (Period){0};
}

Words declare_words(const Json *json)
{
    Words words = {0};
    for (int i = 0; i < LANGUAGE_END; i++)
        words.in[i] = json_get_text(json, slice_of(language_name((SheetLanguage)i)));
    return words;
}

WordList declare_list(Declaring *it, const Json *json)
{
    WordList names = {0};
    if (json == NULL)
        return names;
    bool is_list = json->kind == JSON_ARRAY;
    Slice *list = arena_array(it->arena, Slice, is_list ? json->count : 1);
    for (size_t i = 0; i < (is_list ? json->count : 1); i++) {
        Slice name = json_text(is_list ? json->items[i] : json);
        if (name.len > 0)
            list[names.count++] = name;
    }
    names.at = list;
    return names;
}

WordList declare_default(Declaring *it, const Json *json, const char *words)
{
    if (json != NULL)
        return declare_list(it, json);
    Slice rest = slice_of(words);
    Slice *list = arena_array(it->arena, Slice, rest.len / 2 + 1);
    WordList names = {.at = list};
    while (rest.len > 0)
        list[names.count++] = slice_cut(&rest, ' ');
    return names;
}

bool declare_flag(const Json *json, bool otherwise)
{
    return json == NULL ? otherwise : json->kind == JSON_TRUE;
}

double declare_number(Arena *arena, const Json *json, double otherwise)
{
    return json != NULL && json->kind == JSON_NUMBER
               ? strtod(arena_c_string(arena, json->text), NULL)
               : otherwise;
}

Formula declare_formula(Declaring *it, const Json *json, const char *format, ...)
{
    char place[200];
    va_list arguments;
    if (json_text(json).len == 0)
        return (Formula){0};
    va_start(arguments, format);
    vsnprintf(place, sizeof place, format, arguments);
    va_end(arguments);
    return formula_compile(it->arena, it->program, json_text(json),
                           arena_copy(it->arena, slice_of(place)), it->faults);
}

// ---- Notices ----

// A brace that is not closed is a letter like others.
static size_t split_notice(Declaring *it, Slice text, Slice place, NoticePart *parts)
{
    size_t count = 0;
    while (text.len > 0) {
        size_t open = slice_find(text, S("{"));
        Slice behind = open == SIZE_MAX ? S("") : slice_part(text, open + 1, text.len);
        size_t close = slice_find(behind, S("}"));
        if (open == SIZE_MAX || close == SIZE_MAX || behind.len == 0) {
            parts[count++] = (NoticePart){.literal = text};
            break;
        }
        if (open > 0)
            parts[count++] = (NoticePart){.literal = slice_part(text, 0, open)};
        parts[count++] =
            (NoticePart){.value = formula_compile(it->arena, it->program,
                                                  slice_part(behind, 0, close), place, it->faults)};
        text = slice_part(behind, close + 1, behind.len);
    }
    return count;
}

Notice declare_notice(Declaring *it, const Json *json, Slice place)
{
    Notice notice = {.words = declare_words(json)};
    for (int i = 0; i < LANGUAGE_END; i++) {
        Slice text = notice.words.in[i];
        NoticePart *parts = arena_array(it->arena, NoticePart, text.len + 1);
        notice.parts[i] = parts;
        notice.part_count[i] = split_notice(it, text, place, parts);
    }
    return notice;
}

// ---- States ----

static bool is_object(const Json *json)
{
    return json != NULL && json->kind == JSON_OBJECT;
}

static void declare_states(Declaring *it, const Json *json)
{
    Declaration *to = it->to;
    size_t count = is_object(json) ? json->count : 0;
    State *states = arena_array(it->arena, State, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Json *one = json->members[i].value;
        const Json *read = json_get(one, S("read")), *write = json_get(one, S("write"));
        Slice tone = json_get_text(one, S("tone"));
        states[i] = (State){.id = json->members[i].name,
                            .label = declare_words(json_get(one, S("label"))),
                            .tone = tone.len > 0 ? tone : S("neutral"),
                            .is_draft = declare_flag(json_get(one, S("draft")), false),
                            .to = declare_list(it, json_get(one, S("to"))),
                            .read = read != NULL ? declare_list(it, read) : to->read,
                            .write = write != NULL ? declare_list(it, write) : to->write};
    }
    if (count == 0) // as trade documents without states always were
        states[count++] = (State){
            .id = S("received"), .tone = S("neutral"), .read = to->read, .write = to->write};
    to->states = states;
    to->state_count = count;
}

// ---- Fields, consents, relatives ----

static DeclaredField declare_field(Declaring *it, Slice path, const Json *json)
{
    const Json *read = json_get(json, S("read")), *write = json_get(json, S("write"));
    const Json *attachment = json_get(json, S("attachment"));
    DeclaredField field = {.path = path,
                           .read = declare_list(it, read),
                           .write = declare_list(it, write),
                           .is_read_given = read != NULL,
                           .is_write_given = write != NULL,
                           .is_personal = declare_flag(json_get(json, S("personal")), false),
                           .consent = json_get_text(json, S("consent")),
                           .refers = json_get_text(json, S("refers")),
                           .labels = json_get_text(json, S("labels")),
                           .party = json_get_text(json, S("party")),
                           .keeps = slice_equal(json_get_text(json, S("on-erase")), S("keep")),
                           .is_attachment = attachment != NULL};
    field.compute = declare_formula(it, json_get(json, S("compute")), "fields.%.*s.compute",
                                    (int)path.len, path.at);
    field.types = declare_default(
        it, json_get(attachment, S("types")),
        "application/pdf image/* application/vnd.openxmlformats-officedocument.* text/plain");
    field.size_max =
        (uint64_t)declare_number(it->arena, json_get(attachment, S("size")), SIZE_DEFAULT);
    return field;
}

static void declare_fields(Declaring *it, const Json *json)
{
    size_t count = is_object(json) ? json->count : 0;
    DeclaredField *fields = arena_array(it->arena, DeclaredField, count);
    bool is_said = json_get(it->to->json, S("personal")) != NULL;
    for (size_t i = 0; i < count; i++) {
        fields[i] = declare_field(it, json->members[i].name, json->members[i].value);
        it->to->is_personal |= fields[i].is_personal && !is_said;
        it->to->has_formulas |= fields[i].compute.expr != NULL;
    }
    it->to->fields = fields;
    it->to->field_count = count;
}

static void declare_consents(Declaring *it, const Json *json)
{
    size_t count = is_object(json) ? json->count : 0;
    Consent *consents = arena_array(it->arena, Consent, count);
    for (size_t i = 0; i < count; i++) {
        const Json *one = json->members[i].value;
        consents[i] = (Consent){.id = json->members[i].name,
                                .label = declare_words(json_get(one, S("label"))),
                                .purpose = declare_words(json_get(one, S("purpose"))),
                                .expires = declare_period(json_get(one, S("expires")))};
    }
    it->to->consents = consents;
    it->to->consent_count = count;
}

static void declare_relatives(Declaring *it, const Json *json)
{
    size_t count = is_object(json) ? json->count : 0;
    Relative *relatives = arena_array(it->arena, Relative, count);
    for (size_t i = 0; i < count; i++) {
        const Json *one = json->members[i].value;
        Slice name = json->members[i].name;
        relatives[i] = (Relative){.name = name,
                                  .register_name = json_get_text(one, S("register")),
                                  .field = json_get_text(one, S("field")),
                                  .is = declare_formula(it, json_get(one, S("is")),
                                                        "related.%.*s.is", (int)name.len, name.at),
                                  .in = declare_list(it, json_get(one, S("in")))};
    }
    it->to->relatives = relatives;
    it->to->relative_count = count;
}

// ---- The whole ----

static void declare_head(Declaring *it, const Json *json)
{
    Declaration *to = it->to;
    const Json *identifier = json_get(json, S("identifier")), *rights = json_get(json, S("rights"));
    double version = declare_number(it->arena, json_get(json, S("version")), 1);
    to->version = version >= 1 && version < INT32_MAX ? (int64_t)version : 1;
    to->pattern = json_text(identifier);
    to->headline = json_get_text(json, S("headline"));
    to->is_checked = declare_flag(json_get(json, S("checked")), true);
    to->is_personal = declare_flag(json_get(json, S("personal")), false);
    to->create = declare_default(it, json_get(rights, S("create")), "member officer");
    to->read = declare_default(it, json_get(rights, S("read")), "owner party officer");
    to->write = declare_default(it, json_get(rights, S("write")), "owner");
}

bool field_is_element(Slice path, Slice name)
{
    bool is_same = path.len == name.len;
    for (size_t i = 0; is_same && i < path.len; i++)
        is_same = path.at[i] == name.at[i] || (path.at[i] == '.' && name.at[i] == '-');
    return is_same;
}

static Slice first_text_field(const Model *model)
{
    for (size_t i = 0; model != NULL && i < model->root.member_count; i++)
        if (model->root.members[i].kind == TERM_TEXT)
            return model->root.members[i].name;
    return S("");
}

const Declaration *register_declaration(Register *reg, Faults *faults)
{
    Arena *arena = reg->home->arena;
    size_t before = faults->count;
    if (reg->declaration != NULL)
        return reg->declaration;
    bool is_there = register_file(reg, S("register.json")).len > 0;
    const Json *json = is_there ? register_declared(reg, faults) : NULL;
    Declaration *declaration = arena_array(arena, Declaration, 1);
    Declaring it = {arena, declaration, program_new(arena), faults};
    *declaration = (Declaration){.reg = reg, .json = json, .program = it.program};
    declare_head(&it, json);
    declare_states(&it, json_get(json, S("states")));
    declare_fields(&it, json_get(json, S("fields")));
    declare_consents(&it, json_get(json, S("consents")));
    declare_relatives(&it, json_get(json, S("related")));
    declare_process(&it, json);
    if (declaration->headline.len == 0)
        declaration->headline = first_text_field(register_model(reg, faults));
    if (faults->count > before) {
        fault_set_file(faults, before, arena_join(arena, reg->folder, S("register.json")).at);
        return NULL;
    }
    reg->declaration = declaration;
    return declaration;
}

// ---- Asking ----

const State *declared_state(const Declaration *it, Slice id)
{
    for (size_t i = 0; i < it->state_count; i++)
        if (slice_equal(it->states[i].id, id))
            return &it->states[i];
    return NULL;
}

const Transition *declared_transition(const Declaration *it, Slice id, Slice from)
{
    for (size_t i = 0; i < it->transition_count; i++)
        if (slice_equal(it->transitions[i].id, id) && wordlist_has(&it->transitions[i].from, from))
            return &it->transitions[i];
    return NULL;
}

const DeclaredField *declared_field(const Declaration *it, Slice path)
{
    for (size_t i = 0; i < it->field_count; i++)
        if (slice_equal(it->fields[i].path, path))
            return &it->fields[i];
    return NULL;
}

const Consent *declared_consent(const Declaration *it, Slice id)
{
    for (size_t i = 0; i < it->consent_count; i++)
        if (slice_equal(it->consents[i].id, id))
            return &it->consents[i];
    return NULL;
}
