// SPDX-License-Identifier: Apache-2.0
// Registers as people fill them in: the content's terms, named in the reader's language.
//
//     Model + labels ─► JSON Schema whose titles are the reader's, without references
//
// What a value must be beyond its kind is left to POST /api/check: a form shows, a check judges.

#include "server/press.h"
#include "server/received.h"
#include "server/routes/parameters.h"

static const char *const kind_types[] = {
    [TERM_TEXT] = "string", [TERM_NUMBER] = "number", [TERM_BOOLEAN] = "boolean",
    [TERM_DATE] = "string", [TERM_GROUP] = "object",  [TERM_LIST] = "array",
};

typedef struct FormWriter {
    JsonWriter json;
    Arena *arena;
    const Labels *labels;
} FormWriter;

static void write_term(FormWriter *it, const Term *term);

static void write_members(FormWriter *it, const Term *group)
{
    json_field_open(&it->json, "properties", '{');
    for (size_t i = 0; i < group->member_count; i++) {
        json_key_slice(&it->json, group->members[i].name);
        write_term(it, &group->members[i]);
    }
    json_close(&it->json, '}');
    json_field_open(&it->json, "required", '[');
    for (size_t i = 0; i < group->member_count; i++)
        if (group->members[i].is_required)
            json_string(&it->json, group->members[i].name);
    json_close(&it->json, ']');
}

static void write_choices(FormWriter *it, const Term *term)
{
    json_field_open(&it->json, "enum", '[');
    for (size_t i = 0; i < term->choice_count; i++)
        json_string(&it->json, term->choices[i]);
    json_close(&it->json, ']');
    json_key(&it->json, "enumNames"); // as forms made from schemas know it
    json_open(&it->json, '[');
    for (size_t i = 0; i < term->choice_count; i++)
        json_string(&it->json, label_of_choice(it->labels, it->arena, term, term->choices[i]));
    json_close(&it->json, ']');
}

// A list whose items have no members is one of values.
static void write_items(FormWriter *it, const Term *list)
{
    json_field_open(&it->json, "items", '{');
    json_field(&it->json, "type", list->member_count > 0 ? S("object") : S("string"));
    if (list->member_count > 0)
        write_members(it, list);
    json_close(&it->json, '}');
}

static void write_term(FormWriter *it, const Term *term)
{
    json_open(&it->json, '{');
    json_field(&it->json, "type", slice_of(kind_types[term->kind]));
    json_field(&it->json, "title", label_of(it->labels, it->arena, term, term->parent));
    if (term->number.len > 0)
        json_field(&it->json, "term", term->number); // findings name it
    if (term->kind == TERM_DATE)
        json_field(&it->json, "format", S("date"));
    if (term->codes.len > 0)
        json_field(&it->json, "codes", term->codes);
    if (term->length_max.len > 0) {
        json_key(&it->json, "maxLength"); // forms give room by it
        json_number(&it->json, term->length_max);
    }
    if (term->minimum.len > 0) {
        json_key(&it->json, "minimum"); // pages tell a year by it
        json_number(&it->json, term->minimum);
    }
    if (term->choices != NULL)
        write_choices(it, term);
    if (term->kind == TERM_LIST)
        write_items(it, term);
    else if (term->kind == TERM_GROUP)
        write_members(it, term);
    json_close(&it->json, '}');
}

static void write_schema(FormWriter *it, const Model *model)
{
    json_field_open(&it->json, "schema", '{');
    json_field(&it->json, "type", S("object"));
    write_members(it, &model->root);
    json_close(&it->json, '}');
}

static void write_reference(FormWriter *it, Register *other, const Declaration *declaration,
                            Slice path, Slice language)
{
    json_open(&it->json, '{');
    json_field(&it->json, "register", register_name(other));
    json_field(&it->json, "title", register_title(other, language));
    json_field(&it->json, "field", path);
    json_field_open(&it->json, "create", '[');
    for (size_t i = 0; i < declaration->create.count; i++)
        json_string(&it->json, declaration->create.at[i]);
    json_close(&it->json, ']');
    json_close(&it->json, '}');
}

// A record is often the beginning of another: an enquiry about an offer. Fields within groups are
// left out, for a new record has none to put it into.
static void write_referring(FormWriter *it, Registers *registers, Slice name, Slice language)
{
    json_field_open(&it->json, "referredBy", '[');
    for (size_t i = 0; i < registers_count(registers); i++) {
        Faults *ignored = arena_array(it->arena, Faults, 1); // another register's faults
        Register *other = registers_at(registers, i);
        const Declaration *declaration = register_declaration(other, ignored);
        for (size_t k = 0; declaration != NULL && k < declaration->field_count; k++) {
            const DeclaredField *field = &declaration->fields[k];
            if (slice_equal(field->refers, name) && slice_find(field->path, S(".")) == SIZE_MAX)
                write_reference(it, other, declaration, field->path, language);
        }
    }
    json_close(&it->json, ']');
}

static bool names_in_match(const Declaration *declaration, Slice name)
{
    const Json *matches = json_get(declaration->json, S("matches"));
    for (size_t i = 0; matches != NULL && i < matches->count; i++)
        if (slice_equal(json_get_text(matches->members[i].value, S("with")), name))
            return true;
    return false;
}

// What another register declares to fit its records fits the other way round, too.
static void write_matched(FormWriter *it, Registers *registers, Slice name)
{
    bool is_matched = false;
    for (size_t i = 0; i < registers_count(registers) && !is_matched; i++) {
        Faults *ignored = arena_array(it->arena, Faults, 1);
        const Declaration *other = register_declaration(registers_at(registers, i), ignored);
        is_matched = other != NULL && names_in_match(other, name);
    }
    json_field_boolean(&it->json, "isMatched", is_matched);
}

static void run_form(Request *request)
{
    Register *reg = register_of(request);
    if (reg == NULL)
        return;
    Slice language = slice_of(request_language(request));
    Faults *faults = &request->worker->faults;
    const Model *model = register_model(reg, faults);
    const Labels *labels = register_labels(reg, language, faults);
    if (model == NULL || labels == NULL) {
        answer_refusal(request);
        return;
    }
    FormWriter it = {json_writer(request->arena), request->arena, labels};
    json_open(&it.json, '{');
    json_field(&it.json, "name", register_name(reg));
    json_field(&it.json, "title", register_title(reg, language));
    json_field(&it.json, "id", model->id);
    json_key(&it.json, "declared");
    json_number(&it.json, slice_trim(register_file(reg, S("register.json"))));
    write_schema(&it, model);
    Registers *registers = press_registers(worker_press(request->server, request->worker));
    write_referring(&it, registers, register_name(reg), language);
    write_matched(&it, registers, register_name(reg));
    json_close(&it.json, '}');
    answer_json(request, 200, &it.json);
}

static const Parameter parameters[] = {
    REGISTER,
    LANGUAGE,
    {0},
};

const Route form_routes[] = {
    {
        .id = "getRegisterForm",
        .path = "/api/registers/{register}/form",
        .summary = "A register as people fill it in",
        .text = "Its declaration, and its terms as a JSON Schema whose titles are in the reader's "
                "language. It says what there is; whether a document is right, POST /api/check "
                "says.",
        .parameters = parameters,
        .answers = {{200, "application/json", "RegisterForm", "The form"}},
        .lane = LANE_SLOW,
        .run = run_form,
    },
    {0},
};
