// SPDX-License-Identifier: Apache-2.0
// Every register that the program carries holds together, whatever its documents are: what is true
// of one is true of all, so that a new folder is tested by being there.

#include "register/carried.h"
#include "register/crosswalk.h"
#include "register/cubes.h"

#include "render/pdf.h"
#include "schema/edifact.h"
#include "schema/mt.h"
#include "tree/envelope.h"
#include "tree/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const languages[] = {"en", "ja", "zh"};
enum { LANGUAGES = 3 };

typedef struct Desk {
    Arena *arena;
    Registers *registers;
    Register *reg; // at hand
    CrosswalkTables tables;
    CrosswalkRun *run;
    Faults faults;
    size_t failed;
} Desk;

// ---- Telling ----

static void tell(Desk *it, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(Desk *it, const char *format, ...)
{
    va_list arguments;
    Slice name = it->reg != NULL ? register_name(it->reg) : S("registers");
    printf("  %.*s: ", (int)name.len, name.at);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    it->failed++;
}

static void tell_faults(Desk *it, const char *what)
{
    for (size_t i = 0; i < it->faults.count && i < 5; i++)
        tell(it, "%s %s:%u: %s", what, it->faults.list[i].file, it->faults.list[i].line,
             it->faults.list[i].text);
    if (it->faults.count == 0)
        tell(it, "%s: nothing says why", what);
    it->faults.count = 0;
}

// ---- The bench ----

typedef void Check(Desk *it);

static bool check_all(Arena *arena, void *context)
{
    Check *const *check = context;
    Desk it = {.arena = arena, .registers = carried_registers(arena)};
    it.tables = (CrosswalkTables){carried_directories(arena, &it.faults),
                                  carried_mt_tables(arena, &it.faults)};
    it.run = crosswalk_run_new(arena, it.registers, &it.tables);
    assert_int_equal(it.faults.count, 0);
    assert_true(registers_count(it.registers) > 0);
    for (size_t i = 0; i < registers_count(it.registers); i++) {
        it.reg = registers_at(it.registers, i);
        it.faults.count = 0;
        (*check)(&it);
    }
    return it.failed == 0;
}

static void of_every_register(Check *check)
{
    Faults faults = {0};
    if (!arena_run((size_t)4 << 30, check_all, &check, &faults))
        fail_msg("%s", faults.count > 0 ? faults.list[0].text : "see above");
}

static const Model *model_of(Desk *it)
{
    const Model *model = register_model(it->reg, &it->faults);
    if (model == NULL)
        tell_faults(it, "the schema");
    return model;
}

// ---- Schemas ----

static void check_schema(Desk *it)
{
    const Model *model = model_of(it);
    Slice expected = arena_join(it->arena, S(REGISTER_ID), register_name(it->reg));
    if (model != NULL && !slice_equal(model->id, expected))
        tell(it, "$id of schema.json is not %.*s", (int)expected.len, expected.at);
    if (register_schema(it->reg, &it->faults) == NULL)
        tell_faults(it, "as JSON Schema");
}

static void schemas_compile(void **state)
{
    (void)state;
    of_every_register(check_schema);
}

// ---- Cubes ----

// Every dimension and measure is called something in each language.
static void check_cubes(Desk *it)
{
    size_t count;
    const DeclaredCube *cubes = register_cubes(it->reg, &count, &it->faults);
    if (cubes == NULL && it->faults.count > 0)
        tell_faults(it, "cubes");
    for (size_t i = 0; cubes != NULL && i < count; i++) {
        const CubeForm *form = &cubes[i].form;
        for (size_t k = 0; k < form->dimension_count * CUBE_LANGUAGES; k++)
            if (form->dimensions[k / CUBE_LANGUAGES].label[k % CUBE_LANGUAGES].len == 0)
                tell(it, "a dimension of the cube %.*s has no label", (int)form->id.len,
                     form->id.at);
    }
}

static void cubes_compile(void **state)
{
    (void)state;
    of_every_register(check_cubes);
}

// ---- Labels ----

static void check_term_labels(Desk *it, const Labels *labels, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Slice path = term_path(it->arena, term);
        if (!labels_have(labels, it->arena, term))
            tell(it, "%.*s has no label (%.*s)", (int)path.len, path.at,
                 (int)labels_language(labels).len, labels_language(labels).at);
        check_term_labels(it, labels, term);
    }
}

// "industry" or "industry=machinery".
static bool is_labelled(const Model *model, Slice key)
{
    Slice path = slice_cut(&key, '=');
    const Term *term = model_find(&model->root, path);
    bool is_value = key.len > 0, is_choice = false;
    for (size_t i = 0; term != NULL && i < term->choice_count; i++)
        is_choice |= slice_equal(term->choices[i], key);
    return term != NULL && (!is_value || is_choice);
}

// Labels of terms that there are, and the same ones in each language.
static void check_keys(Desk *it, const Model *model, const Json *labels, const Json *english,
                       const char *language)
{
    for (size_t i = 0; labels != NULL && i < labels->count; i++) {
        Slice key = labels->members[i].name;
        if (!is_labelled(model, key))
            tell(it, "labels.%s.json: %.*s is no term", language, (int)key.len, key.at);
        if (json_get(english, key) == NULL)
            tell(it, "labels.%s.json: %.*s is not in labels.en.json", language, (int)key.len,
                 key.at);
    }
    if (labels == NULL || (english != NULL && labels->count != english->count))
        tell(it, "labels.%s.json has not the keys of labels.en.json", language);
}

static void check_labels(Desk *it)
{
    const Model *model = model_of(it);
    const Json *english =
        json_read(it->arena, register_file(it->reg, S("labels.en.json")), &it->faults);
    for (size_t i = 0; i < LANGUAGES && model != NULL; i++) {
        const Labels *labels = register_labels(it->reg, slice_of(languages[i]), &it->faults);
        Slice name = arena_print(it->arena, "labels.%s.json", languages[i]);
        if (labels == NULL) {
            tell_faults(it, "labels");
            continue;
        }
        check_term_labels(it, labels, &model->root);
        check_keys(it, model, json_read(it->arena, register_file(it->reg, name), &it->faults),
                   english, languages[i]);
    }
}

static void every_term_has_a_label_in_three_languages(void **state)
{
    (void)state;
    of_every_register(check_labels);
}

// ---- Maps ----

static void check_maps(Desk *it)
{
    Slice syntax;
    size_t maps = 0;
    for (size_t i = 0; (syntax = register_syntax(it->reg, i, &it->faults)).len > 0; i++) {
        bool is_own = slice_equal(syntax, S("json")) || slice_equal(syntax, S("xlsx")) ||
                      slice_equal(syntax, S("csv"));
        maps += !is_own;
        if (!is_own && register_map(it->reg, syntax, &it->faults) == NULL)
            tell_faults(it, "map");
    }
    if (it->faults.count > 0)
        tell_faults(it, "map");
    if (maps == 0)
        printf("  %.*s travels in no syntax but JSON and forms\n", (int)register_name(it->reg).len,
               register_name(it->reg).at);
}

static void maps_compile(void **state)
{
    (void)state;
    of_every_register(check_maps);
}

// ---- Layouts ----

// Only documents are drawn: of others a layout is optional.
static void check_layout(Desk *it)
{
    bool is_document = json_get(register_declared(it->reg, &it->faults), S("system")) == NULL;
    if (!is_document && register_file(it->reg, S("layout.json")).len == 0)
        return;
    const Term *const *terms;
    const Layout *layout = register_layout(it->reg, &it->faults);
    if (layout == NULL) {
        tell_faults(it, "layout");
        return;
    }
    size_t count = layout_missing(layout, it->arena, &terms);
    for (size_t i = 0; i < count; i++) {
        Slice path = term_path(it->arena, terms[i]);
        if (!slice_ends(path, S("attachment.content"))) // a file within the document is no text
            tell(it, "the layout never shows %.*s", (int)path.len, path.at);
    }
}

static void layouts_show_every_term(void **state)
{
    (void)state;
    of_every_register(check_layout);
}

// ---- Examples ----

typedef void CheckExample(Desk *it, size_t number, Slice text, Content *content);

static Content *read_one(Desk *it, const char *what, Slice bytes, Losses **losses)
{
    CrosswalkDocument *document;
    if (crosswalk_read(it->run, it->arena, bytes, &document, &it->faults) != 1) {
        tell_faults(it, what);
        return NULL;
    }
    if (document->reg != it->reg)
        tell(it, "%s is taken for one of %.*s", what, (int)register_name(document->reg).len,
             register_name(document->reg).at);
    *losses = &document->losses;
    return document->reg == it->reg ? document->content : NULL;
}

static void tell_losses(Desk *it, const char *what, const Losses *losses)
{
    for (size_t i = 0; i < losses->kept; i++)
        tell(it, "%s: %.*s \"%.*s\": %s", what, (int)losses->list[i].path.len,
             losses->list[i].path.at, (int)losses->list[i].value.len, losses->list[i].value.at,
             loss_reason(losses->list[i].kind));
}

static void of_every_example(Desk *it, CheckExample *check)
{
    Slice text;
    Losses *losses;
    size_t i = 0;
    for (; (text = register_example(it->reg, i)).len > 0; i++) {
        crosswalk_expect(it->run, it->reg); // it need not say of which register it is
        Content *content = read_one(it, "example", text, &losses);
        crosswalk_expect(it->run, NULL);
        if (content == NULL)
            continue;
        tell_losses(it, "example", losses);
        check(it, i, text, content);
    }
    if (i == 0)
        tell(it, "it has no example");
}

// ---- … by the schema ----

static void check_by_schema(Desk *it, const char *what, Slice json)
{
    const JsonSchema *schema = register_schema(it->reg, &it->faults);
    const Tree *tree =
        json_tree_read(it->arena, vocabulary_new(it->arena), json, NULL, &it->faults);
    SchemaFindings findings = {.arena = it->arena};
    if (schema == NULL || tree == NULL) {
        tell_faults(it, what);
        return;
    }
    json_schema_validate(schema, it->arena, tree, 0, &findings);
    for (size_t i = 0; i < findings.kept; i++) {
        Slice message = schema_message(it->arena, &findings.list[i], SCHEMA_ENGLISH);
        Slice where = json_pointer(it->arena, tree, findings.list[i].node);
        tell(it, "%s by the schema: %.*s: %.*s", what, (int)where.len, where.at, (int)message.len,
             message.at);
    }
}

static void check_example_schema(Desk *it, size_t number, Slice text, Content *content)
{
    Buffer written = buffer_new(it->arena);
    (void)number;
    check_by_schema(it, "example", text);
    content_write_json(&written, content);
    check_by_schema(it, "example, written again", buffer_slice(&written));
}

static void check_examples_by_schema(Desk *it)
{
    of_every_example(it, check_example_schema);
}

static void examples_are_valid(void **state)
{
    (void)state;
    of_every_register(check_examples_by_schema);
}

// ---- … there and back ----

static bool is_told(const Losses *losses, Slice pointer)
{
    for (size_t i = 0; i < losses->kept; i++)
        if (slice_equal(losses->list[i].path, pointer))
            return true;
    return false;
}

static void compare(Desk *it, Slice syntax, const Content *content, const Content *back,
                    const Losses *losses)
{
    ContentDifferences found = content_compare(it->arena, content, back);
    for (size_t i = 0; i < found.kept; i++) {
        const ContentDifference *one = &found.list[i];
        if (!is_told(losses, one->pointer))
            tell(it, "by %.*s, %.*s was \"%.*s\" and is \"%.*s\"", (int)syntax.len, syntax.at,
                 (int)one->pointer.len, one->pointer.at, (int)one->left.len,
                 one->left.at ? one->left.at : "", (int)one->right.len,
                 one->right.at ? one->right.at : "");
    }
}

static void check_edifact(Desk *it, Slice bytes)
{
    Vocabulary *vocabulary = vocabulary_new(it->arena);
    EdifactReader *reader = edifact_reader_new(it->arena, vocabulary, it->tables.edifact);
    EdifactValidator *validator = edifact_validator_new(it->arena, vocabulary, reader);
    EdifactStream *stream =
        edifact_stream_new(it->arena, reader, edifact_source_bytes(it->arena, bytes), NULL);
    SchemaFindings findings = {.arena = it->arena};
    size_t from = 0;
    edifact_validator_begin(validator);
    for (EdifactUnit unit; edifact_stream_next(stream, it->arena, &unit, &it->faults);) {
        edifact_validate(validator, &unit, &findings);
        for (; from < findings.kept; from++) {
            Slice message = schema_message(it->arena, &findings.list[from], SCHEMA_ENGLISH);
            if (edifact_severity(&unit, &findings.list[from]) == EDIFACT_ERROR)
                tell(it, "EDIFACT: %.*s", (int)message.len, message.at);
        }
        if (unit.kind == UNIT_MESSAGE && unit.found != FOUND_EXACT)
            tell(it, "EDIFACT: the directory of the message is not among ours");
    }
    edifact_validator_end(validator, &findings);
}

static void check_mt(Desk *it, Slice bytes)
{
    const Tree *tree =
        mt_read(it->arena, vocabulary_new(it->arena), it->tables.mt, bytes, NULL, &it->faults);
    SchemaFindings findings = {.arena = it->arena};
    Envelope envelope = tree != NULL ? envelope_open(it->arena, tree) : (Envelope){0};
    if (envelope.count != 1 ||
        !mt_validate(it->tables.mt, tree, envelope.payloads[0], SCHEMA_ENGLISH, &findings))
        tell(it, "MT: not one message of a known type");
    for (size_t i = 0; i < findings.kept; i++) {
        Slice message = schema_message(it->arena, &findings.list[i], SCHEMA_ENGLISH);
        if (!mt_finding_is_warning(&findings.list[i]))
            tell(it, "MT: %.*s", (int)message.len, message.at);
    }
}

static void check_result(Desk *it, Slice syntax, Slice bytes)
{
    Slice suffix = crosswalk_suffix(it->arena, it->reg, syntax);
    if (slice_equal(suffix, S("edi")))
        check_edifact(it, bytes);
    if (slice_equal(suffix, S("fin")))
        check_mt(it, bytes);
}

static void go_and_come(Desk *it, Slice syntax, Content *content)
{
    Buffer out = buffer_new(it->arena);
    Losses losses = {.arena = it->arena}, *read;
    const char *what = arena_print(it->arena, "by %.*s", (int)syntax.len, syntax.at).at;
    if (!crosswalk_write(it->run, it->reg, syntax, content, &out, &losses, &it->faults)) {
        tell_faults(it, what);
        return;
    }
    check_result(it, syntax, buffer_slice(&out));
    const Content *back = read_one(it, what, buffer_slice(&out), &read);
    if (back == NULL)
        return;
    tell_losses(it, what, read);
    compare(it, syntax, content, back, &losses);
}

static void check_example_syntaxes(Desk *it, size_t number, Slice text, Content *content)
{
    static const Interchange interchange = {.date = S_INIT("20261121"), .time = S_INIT("1530")};
    Slice syntax;
    (void)number;
    (void)text;
    crosswalk_interchange(it->run, &interchange);
    for (size_t i = 0; (syntax = register_syntax(it->reg, i, &it->faults)).len > 0; i++)
        go_and_come(it, syntax, content);
}

static void check_examples_in_all_syntaxes(Desk *it)
{
    of_every_example(it, check_example_syntaxes);
}

static void examples_say_the_same_in_every_syntax(void **state)
{
    (void)state;
    of_every_register(check_examples_in_all_syntaxes);
}

// ---- … drawn ----

static void check_example_pages(Desk *it, size_t number, Slice text, Content *content)
{
    static const Reading readings[] = {{{LANGUAGE_JA, LANGUAGE_EN}, 2, false},
                                       {{LANGUAGE_ZH}, 1, false}};
    (void)text;
    if (number > 1)
        return;
    const Layout *layout = register_layout(it->reg, &it->faults);
    PdfPress *press = pdf_press_new(it->arena, &it->faults);
    if (layout == NULL || press == NULL)
        return; // told elsewhere
    Buffer html = buffer_new(it->arena), pdf = buffer_new(it->arena);
    const Sheet *sheet = sheet_compose(it->arena, layout, content, &readings[number]);
    sheet_write_html(&html, sheet);
    if (!pdf_write(press, it->arena, sheet, &pdf, &it->faults))
        tell_faults(it, "PDF");
    if (html.len < 500 || !slice_starts(buffer_slice(&pdf), S("%PDF-")))
        tell(it, "the example is not drawn");
}

static void check_pages(Desk *it)
{
    of_every_example(it, check_example_pages);
}

static void examples_are_drawn(void **state)
{
    (void)state;
    of_every_register(check_pages);
}

// ---- Names ----

static bool check_names(Arena *arena, void *context)
{
    Faults faults = {0};
    Registers *registers = carried_registers(arena);
    (void)context;
    assert_null(registers_find(registers, S("comercial-invoice"), &faults));
    assert_string_equal(faults.list[0].text,
                        "there is no register comercial-invoice; is commercial-invoice meant?");
    Register *reg = registers_find(registers, S("commercial-invoice"), &faults);
    assert_ptr_equal(registers_of_schema(registers, S(REGISTER_ID "commercial-invoice")), reg);
    assert_null(registers_of_schema(registers, S("urn:other:commercial-invoice")));
    assert_true(slice_equal(register_title(reg, S("zh")), S("商业发票")));
    return true;
}

static void registers_are_found_by_name(void **state)
{
    Faults faults = {0};
    (void)state;
    assert_true(arena_run(0, check_names, NULL, &faults));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers_are_found_by_name),
        cmocka_unit_test(schemas_compile),
        cmocka_unit_test(every_term_has_a_label_in_three_languages),
        cmocka_unit_test(maps_compile),
        cmocka_unit_test(cubes_compile),
        cmocka_unit_test(layouts_show_every_term),
        cmocka_unit_test(examples_are_valid),
        cmocka_unit_test(examples_say_the_same_in_every_syntax),
        cmocka_unit_test(examples_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
