// SPDX-License-Identifier: Apache-2.0
// Finds the faults of a register's folder: its form, then one subject a file.

#include "register/check/internal.h"

#include "rules/data.h"
#include "tree/json.h"

// ---- Form ----

// The schema's findings, each at its line of the file.
static void check_form(const Check *it)
{
    Slice text = register_file(it->reg, S(REGISTER_FILE));
    JsonSchemaOptions options = {.asserts_formats = true};
    const JsonSchema *schema = json_schema_load(it->arena, data_text(S("register.schema.json")),
                                                S("urn:madoguchi:register"), &options, it->faults);
    const Tree *tree = schema == NULL ? NULL
                                      : json_tree_read(it->arena, vocabulary_new(it->arena), text,
                                                       NULL, it->faults);
    if (tree == NULL)
        return;
    SchemaFindings found = {.arena = it->arena, .most = FAULTS_KEPT};
    json_schema_validate(schema, it->arena, tree, 0, &found);
    for (size_t i = 0; i < found.kept; i++) {
        size_t before = it->faults->count;
        Place place = tree_place(tree, found.list[i].node);
        Slice message = schema_message(it->arena, &found.list[i], SCHEMA_ENGLISH);
        Slice pointer = json_pointer(it->arena, tree, found.list[i].node);
        fault_add(it->faults, FAULT_STATIC, place.line, place.column, "%.*s: %.*s", SHOW(pointer),
                  SHOW(message));
        fault_set_file(it->faults, before, path_of(it, REGISTER_FILE));
    }
}

static void check_head(const Check *it)
{
    Slice name = json_get_text(it->json, S("name")), system = json_get_text(it->json, S("system"));
    if (!slice_equal(name, it->reg->name))
        tell(it, REGISTER_FILE, "name: it is \"%.*s\", the folder is %.*s; they are the same",
             SHOW(name), SHOW(it->reg->name));
    if (json_get(it->json, S("title")) == NULL && it->declaration->is_checked)
        tell(it, REGISTER_FILE,
             "title: it is missing: \"title\": {\"en\": \"…\", \"ja\": \"…\", \"zh\": \"…\"}");
    const Json *systems =
        json_read(it->arena, registers_glossary(it->reg->home, S("systems.json")), it->faults);
    if (system.len > 0 && json_get(systems, system) == NULL)
        tell(it, REGISTER_FILE, "system: there is no %.*s in registers/glossary/systems.json",
             SHOW(system));
    Slice id = arena_join(it->arena, S(REGISTER_ID), it->reg->name);
    if (it->model != NULL && !slice_equal(it->model->id, id))
        tell(it, "schema.json", "$id: it is \"%.*s\"; write \"%.*s\"", SHOW(it->model->id),
             SHOW(id));
}

// ---- Versions ----

static void check_migrations(const Check *it)
{
    Check past = *it;
    past.names.is_of_past = true;
    const Json *migrations = json_get(it->json, S("migrations"));
    for (int64_t version = 2; version <= it->declaration->version; version++) {
        Slice name = arena_print(it->arena, "%lld", (long long)version);
        if (json_get(migrations, name) == NULL)
            tell(it, REGISTER_FILE,
                 "migrations: how records come to version %lld is not said; where nothing moves, "
                 "say {\"drop\": []}",
                 (long long)version);
    }
    for (size_t i = 0;
         migrations != NULL && migrations->kind == JSON_OBJECT && i < migrations->count; i++) {
        const Json *one = migrations->members[i].value, *set = json_get(one, S("set"));
        need_paths(it, set, "migrations");
        for (size_t k = 0; set != NULL && set->kind == JSON_OBJECT && k < set->count; k++)
            need_formula(&past, it->reg, set->members[k].value, S("migrations"), S(""));
    }
}

// ---- All ----

static void check_declaration(const Check *it)
{
    check_paths(it);
    check_schema(it);
    check_all_who(it);
    check_reach(it);
    check_transitions(it);
    check_deadlines(it);
    check_review(it);
    check_fields(it);
    check_relatives(it);
    check_matches(it);
    check_statistics(it);
    check_eligibility(it);
    check_labels(it);
    check_words(it);
    check_rules(it, RULES_OF_RECORDS, "rules.sch", "rules.help.json");
    check_rules(it, RULES_OF_ELIGIBILITY, "eligibility.sch", "eligibility.help.json");
    check_examples(it);
    check_trial(it);
    check_migrations(it);
}

bool register_check(Register *reg, Faults *faults)
{
    size_t before = faults->count;
    Check it = {.arena = reg->home->arena, .reg = reg, .faults = faults};
    Slice text = register_file(reg, S(REGISTER_FILE));
    if (text.len == 0) {
        tell(&it, REGISTER_FILE, "it is missing; `madoguchi register new` writes one");
        return false;
    }
    it.json = json_read(it.arena, text, faults);
    fault_set_file(faults, before, path_of(&it, REGISTER_FILE));
    if (it.json == NULL)
        return false;
    check_form(&it);
    it.model = register_model(reg, faults);
    it.declaration = it.model != NULL ? register_declaration(reg, faults) : NULL;
    if (it.model == NULL || it.declaration == NULL || register_schema(reg, faults) == NULL)
        return false;
    it.names = (NameCheck){.arena = it.arena,
                           .reg = reg,
                           .declaration = it.declaration,
                           .file = path_of(&it, REGISTER_FILE),
                           .faults = faults};
    check_head(&it);
    check_declaration(&it);
    return faults->count == before;
}
