// SPDX-License-Identifier: Apache-2.0
// JSON and filled forms by the schema of their register.
//
//     JSON ─► "$schema" ─► register ─► schema.json ─► findings
//                              └─► rules.sch ─► a rule set like any other
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

// ---- Rules ----

struct OwnRules { // of a register
    struct OwnRules *next;
    const Register *reg;
    const MadoRuleset *ruleset; // NULL: they cannot be used, or there are none
    const char *problem;
};

static void compile_rules(MadoChecker *checker, const Register *reg, struct OwnRules *own)
{
    Slice text = register_file(reg, S("rules.sch"));
    if (text.len == 0)
        return;
    Arena *home = checker->home;
    Slice id = register_name(reg);
    const char *name = arena_print(home, "registers/%.*s/rules.sch", (int)id.len, id.at).at;
    Faults *faults = arena_array(home, Faults, 1);
    MadoRuleset *ruleset = arena_array(home, MadoRuleset, 1);
    ruleset->ruleset = ruleset_load_text(home, name, text, NULL, faults);
    if (ruleset->ruleset == NULL) {
        own->problem = faults->list[0].text;
        return;
    }
    ruleset->path = name;
    ruleset->name = name;
    ruleset->title = arena_c_string(home, ruleset->ruleset->title);
    ruleset->version = arena_c_string(home, ruleset->ruleset->version);
    ruleset->digest = arena_c_string(home, ruleset->ruleset->digest);
    own->ruleset = ruleset;
}

const MadoRuleset *content_rules(MadoChecker *checker, const Tree *tree, const char **problem)
{
    *problem = NULL;
    if (checker->syntax != SYNTAX_JSON)
        return NULL;
    Slice schema = schema_named(checker->document, tree);
    const Register *reg = slice_starts(schema, S(REGISTER_ID))
                              ? registers_of_schema(registers_of(checker), schema)
                              : NULL;
    struct OwnRules *own = checker->own_rules;
    while (own != NULL && own->reg != reg)
        own = own->next;
    if (own == NULL && reg != NULL) {
        own = arena_array(checker->home, struct OwnRules, 1);
        own->reg = reg;
        compile_rules(checker, reg, own);
        own->next = checker->own_rules;
        checker->own_rules = own;
    }
    if (own == NULL)
        return NULL;
    *problem = own->problem;
    return own->ruleset;
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
    Slice bytes = checker->form.len > 0 ? checker->form : checker->bytes;
    const Sheets *sheets = sheets_open(checker->document, bytes, checker->encoding, ignored);
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
    return (checker->syntax == SYNTAX_XLSX || checker->syntax == SYNTAX_CSV) &&
           check_form(checker, tree, set);
}

// A register's key stands in the first row.
bool content_is_form(Slice table)
{
    enum { ROW_MAX = 4096 };
    return slice_find(slice_part(table, 0, ROW_MAX), S("#" REGISTER_ID)) != SIZE_MAX;
}
