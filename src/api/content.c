// SPDX-License-Identifier: Apache-2.0
// JSON and filled forms by the schema of their register.
//
//     JSON ─► "$schema" ─► register ─► schema.json ─► findings
//     form ─► hidden key ─► register ─► content ─► JSON ─► schema.json ─► findings, each at its
//     cell

#include "api/content.h"

#include "api/structure.h"
#include "register/carried.h"
#include "tree/json.h"

static Registers *registers_of(MadoChecker *checker)
{
    if (checker->registers == NULL)
        checker->registers = carried_registers(checker->home);
    return checker->registers;
}

// ---- The account ----

static SchemaFindings *open_account(MadoChecker *checker, const Tree *tree, Slice schema,
                                    AccountSet *set)
{
    SchemaLanguage language = schema_language(slice_of(checker->language));
    SchemaFindings *findings = structure_account(checker->document, tree, language, set);
    set->name = arena_copy(checker->document, slice_part(schema, S(REGISTER_ID).len, schema.len));
    set->schema = schema;
    set->is_chosen = true; // by the document itself
    return findings;
}

// The register, opened; else the account says why the document is not checked.
static Register *open_register(MadoChecker *checker, Slice schema, AccountSet *set)
{
    Register *reg = registers_of_schema(registers_of(checker), schema);
    Faults *faults = arena_array(checker->document, Faults, 1);
    if (reg == NULL) {
        set->problem = arena_print(checker->document, "there is no register %.*s",
                                   (int)set->name.len, set->name.at);
        return NULL;
    }
    if (register_schema(reg, faults) == NULL || register_model(reg, faults) == NULL) {
        set->problem = slice_of(faults->list[0].text);
        return NULL;
    }
    set->title = register_title(reg, slice_of(checker->language));
    return reg;
}

static void validate(MadoChecker *checker, Register *reg, const Tree *tree,
                     SchemaFindings *findings)
{
    Faults *none = arena_array(checker->document, Faults, 1); // it is compiled
    json_schema_validate(register_schema(reg, none), checker->document, tree, 0, findings);
}

// ---- JSON ----

static bool check_json(MadoChecker *checker, const Tree *tree, AccountSet *set)
{
    Slice schema = schema_named(checker->document, tree);
    if (!slice_starts(schema, S(REGISTER_ID)))
        return false;
    SchemaFindings *findings = open_account(checker, tree, schema, set);
    Register *reg = open_register(checker, schema, set);
    if (reg != NULL)
        validate(checker, reg, tree, findings);
    structure_count(set, NULL);
    return true;
}

// ---- Forms ----

static void find(MadoChecker *checker, SchemaFindings *findings, const Tree *form, Slice clause,
                 Slice place, Slice message)
{
    static const SchemaText whole = {{"{1}", "{1}", "{1}"}};
    static const SchemaText placed = {{"{1}: {2}", "{1}: {2}", "{1}: {2}"}};
    SchemaFinding finding = {.node = tree_root_element(form), .clause = clause};
    finding.text = place.len > 0 ? &placed : &whole;
    finding.arguments[0] = arena_copy(checker->document, place.len > 0 ? place : message);
    finding.arguments[1] = message;
    schema_find(findings, &finding);
}

// What the schema says of the content, told of the cells that it came from.
static void validate_content(MadoChecker *checker, Register *reg, const Tree *form,
                             const Content *content, const SheetPlaces *places,
                             SchemaFindings *findings)
{
    Arena *arena = checker->document;
    Buffer json = buffer_new(arena);
    SchemaFindings found = {.arena = arena};
    content_write_json(&json, content);
    const Tree *tree =
        json_tree_read(arena, vocabulary_new(arena), buffer_slice(&json), NULL, &checker->faults);
    if (tree == NULL)
        return;
    validate(checker, reg, tree, &found);
    SchemaLanguage language = schema_language(slice_of(checker->language));
    for (size_t i = 0; i < found.kept; i++)
        find(checker, findings, form, found.list[i].clause,
             sheets_place(arena, places, json_pointer(arena, tree, found.list[i].node)),
             schema_message(arena, &found.list[i], language));
}

static void read_form(MadoChecker *checker, Register *reg, const Tree *form, const Sheets *sheets,
                      SchemaFindings *findings)
{
    Arena *arena = checker->document;
    Losses losses = {.arena = arena}; // cells of one's own are nobody's fault
    SheetPlaces *places;
    Faults *faults = arena_array(arena, Faults, 1);
    const Content *content =
        sheets_read(arena, register_model(reg, faults), sheets, &places, &losses, faults);
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++)
        find(checker, findings, form, S("form"), S(""), slice_of(faults->list[i].text));
    if (content != NULL)
        validate_content(checker, reg, form, content, places, findings);
}

static bool check_form(MadoChecker *checker, const Tree *tree, AccountSet *set)
{
    Faults *ignored = arena_array(checker->document, Faults, 1); // the reader of the tree told them
    const Sheets *sheets =
        sheets_open(checker->document, checker->bytes, checker->encoding, ignored);
    Slice schema = sheets != NULL ? sheets_schema(sheets) : S("");
    if (!slice_starts(schema, S(REGISTER_ID)))
        return false;
    SchemaFindings *findings = open_account(checker, tree, schema, set);
    Register *reg = open_register(checker, schema, set);
    if (reg != NULL)
        read_form(checker, reg, tree, sheets, findings);
    structure_count(set, NULL);
    return true;
}

bool content_check(MadoChecker *checker, const Tree *tree, AccountSet *set)
{
    if (checker->syntax == SYNTAX_JSON)
        return check_json(checker, tree, set);
    return checker->syntax == SYNTAX_XLSX && check_form(checker, tree, set);
}
