// SPDX-License-Identifier: Apache-2.0
// Declarations in service: journalled whole, so that a record is read for ever by the one that it
// was written under, until it is migrated.
//
//     @register of the window, one record a register ─► each entry's content: version, digest,
//     files
//
// The journal is asked only for records of an older version; all others go by the program's own.

#include "acts/internal.h"

#include "register/carried.h"
#include "register/edit.h"

enum { VERSIONS_MAX = 1000, MIGRATED_AT_ONCE = 100 };

static const Slice declared_files[] = {
    S_INIT("register.json"),   S_INIT("schema.json"),     S_INIT("labels.en.json"),
    S_INIT("labels.ja.json"),  S_INIT("labels.zh.json"),  S_INIT("rules.sch"),
    S_INIT("rules.help.json"), S_INIT("eligibility.sch"), S_INIT("eligibility.help.json"),
};

enum { DECLARED_FILES = sizeof declared_files / sizeof *declared_files };

// ---- Putting into service ----

static Slice write_declaration(Act *act, Register *reg, const Declaration *declaration)
{
    JsonWriter json = json_line_writer(act->arena);
    json_open(&json, '{');
    json_field_integer(&json, "version", declaration->version);
    json_field_open(&json, "files", '{');
    for (size_t i = 0; i < DECLARED_FILES; i++)
        json_field(&json, declared_files[i].at, register_file(reg, declared_files[i]));
    json_close(&json, '}');
    json_close(&json, '}');
    return buffer_slice(json.out);
}

// Whether what records give to statistics may be another thing by this declaration.
static bool wants_recount(Act *act, Register *reg, const Declaration *declaration,
                          const Record *before)
{
    if (before == NULL)
        return false;
    Faults *ignored = arena_array(act->arena, Faults, 1); // a text of ours; else it is counted
    const Json *files = json_get(json_read(act->arena, before->content, ignored), S("files"));
    Slice text = json_get_text(files, S("register.json"));
    const Json *then = text.len > 0 ? json_read(act->arena, text, ignored) : NULL;
    return !slice_equal(text, register_file(reg, S("register.json"))) &&
           (json_get(then, S("cubes")) != NULL || json_get(declaration->json, S("cubes")) != NULL);
}

static bool declare_one(Act *act, Register *reg, size_t *changed)
{
    const Declaration *declaration = register_declaration(reg, act->faults);
    if (declaration == NULL)
        return false;
    size_t before = act->faults->count;
    const Record *record = store_record(act->store, act->arena, WINDOW, KIND_REGISTER,
                                        register_name(reg), act->faults);
    Slice content = write_declaration(act, reg, declaration);
    if (act->faults->count > before || (record != NULL && slice_equal(record->content, content)))
        return record != NULL;
    Receipt receipts[2];
    size_t count = 1;
    Write writes[2] = {{.actor = act_actor(act),
                        .owner = WINDOW,
                        .register_name = KIND_REGISTER,
                        .record = register_name(reg),
                        .action = S("declare"),
                        .version = record != NULL ? record->version : 0,
                        .state = S("in-service"),
                        .content = content}};
    if (wants_recount(act, reg, declaration, record))
        if (!recount_begin(act, register_name(reg), &writes[count++]))
            return false;
    if (!store_write_all(act->store, writes, count, receipts, act->faults))
        return false;
    (*changed)++;
    return true;
}

bool act_declare(Act *act, size_t *changed)
{
    bool is_good = true;
    *changed = 0;
    for (size_t i = 0; i < registers_count(act->registers); i++)
        is_good &= declare_one(act, registers_at(act->registers, i), changed);
    return is_good;
}

// ---- An older one ----

static Register *restore(Act *act, Slice name, const Json *files)
{
    if (files == NULL || files->kind != JSON_OBJECT)
        return NULL;
    DataFile *table = arena_array(act->arena, DataFile, files->count + 1);
    for (size_t i = 0; i < files->count; i++)
        table[i] =
            (DataFile){arena_print(act->arena, "registers/%.*s/%.*s", (int)name.len, name.at,
                                   (int)files->members[i].name.len, files->members[i].name.at)
                           .at,
                       json_text(files->members[i].value)};
    Registers *registers = registers_new(act->arena);
    registers_add(registers, table);
    registers_add(registers, data_files); // the glossary, and those that it refers to
    return registers_find(registers, name, act->faults);
}

static int64_t version_of(const Json *json)
{
    const Json *version = json_get(json, S("version"));
    int64_t number = 0;
    for (size_t i = 0; version != NULL && i < version->text.len && i < 9; i++)
        number = number * 10 + (version->text.at[i] - '0');
    return number;
}

// The last text of a version is the one that counts.
Register *declared_then(Act *act, Register *reg, int64_t version)
{
    const Entry *entries;
    size_t count;
    Slice name = register_name(reg);
    EntryQuery query = {.owner = WINDOW,
                        .register_name = KIND_REGISTER,
                        .record = name,
                        .from = UINT64_MAX,
                        .newest_first = true,
                        .limit = VERSIONS_MAX};
    if (!store_entries(act->store, act->arena, &query, &entries, &count, act->faults))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        Slice text;
        if (!store_body(act->store, act->arena, entries[i].index, BODY_CONTENT, &text, act->faults))
            continue;
        const Json *json = json_read(act->arena, text, act->faults);
        if (json != NULL && version_of(json) == version)
            return restore(act, name, json_get(json, S("files")));
    }
    return reg; // it was never in service here
}

// ---- Migrating ----

typedef struct Migrating {
    Act *act;
    Matter matter; // by the present declaration
    const Json *content;
    Slice state;
    const Model *model;
} Migrating;

static void rename_fields(Migrating *it, const Json *rename)
{
    for (size_t i = 0; rename != NULL && rename->kind == JSON_OBJECT && i < rename->count; i++) {
        Slice from = rename->members[i].name, to = json_text(rename->members[i].value);
        const Json *value = json_at(it->content, from);
        if (value == NULL)
            continue;
        it->content = json_with(it->act->arena, it->content, from, NULL);
        it->content = json_with(it->act->arena, it->content, to, value);
    }
}

static bool set_fields(Migrating *it, const Json *set)
{
    Act *act = it->act;
    for (size_t i = 0; set != NULL && set->kind == JSON_OBJECT && i < set->count; i++) {
        Slice path = set->members[i].name;
        Program *program = program_new(act->arena);
        Formula formula = formula_compile(act->arena, program, json_text(set->members[i].value),
                                          path, act->faults);
        Circumstances now = {.content = json_show(act->arena, it->content),
                             .number = it->matter.known.number,
                             .id = it->matter.record->id,
                             .owner = it->matter.record->owner,
                             .state = it->state,
                             .today = act_today(act)};
        Scene *scene =
            formula.expr != NULL ? scene_new(act->arena, program, &now, act->faults) : NULL;
        if (scene == NULL)
            return false;
        it->content = json_with(act->arena, it->content, path,
                                json_of_text(act->arena, model_find(&it->model->root, path),
                                             scene_text(scene, &formula, 0)));
    }
    return true;
}

// Docs: states, rename, set, drop.
static bool take_version(Migrating *it, const Json *migration)
{
    const Json *drop = json_get(migration, S("drop"));
    Slice state = json_get_text(json_get(migration, S("states")), it->state);
    it->state = state.len > 0 ? state : it->state;
    rename_fields(it, json_get(migration, S("rename")));
    if (!set_fields(it, json_get(migration, S("set"))))
        return false;
    for (size_t i = 0; i < json_count(drop); i++)
        it->content = json_with(it->act->arena, it->content, json_text(drop->items[i]), NULL);
    return true;
}

static bool migrate_record(Act *act, Register *reg, const Declaration *declaration,
                           const Record *record)
{
    static const Json nothing = {.kind = JSON_OBJECT};
    Receipt receipt;
    Known known = known_of(record);
    Migrating it = {.act = act, .state = record->state, .model = register_model(reg, act->faults)};
    it.content =
        record->content.len > 0 ? json_read(act->arena, record->content, act->faults) : &nothing;
    it.matter = (Matter){.record = record, .reg = reg, .declaration = declaration, .known = known};
    if (it.content == NULL || it.model == NULL)
        return false;
    for (int64_t version = known.declared + 1; version <= declaration->version; version++) {
        Slice name = arena_print(act->arena, "%lld", (long long)version);
        const Json *migrations = json_get(declaration->json, S("migrations"));
        if (!take_version(&it, json_get(migrations, name)))
            return false;
    }
    it.matter.content = it.content;
    it.matter.holding = (Holding){.owner = record->owner, .state = it.state};
    known.declared = declaration->version;
    if (!slice_equal(it.state, record->state))
        known.entered = act_today(act);
    Bundle *bundle = bundle_new(act);
    return bundle_record(bundle, &it.matter, "migrate", record->version, it.content, it.state,
                         &known) &&
           bundle_write(bundle, &receipt);
}

bool act_migrate(Act *act, Register *reg, size_t *migrated)
{
    RecordList list;
    const Declaration *declaration = register_declaration(reg, act->faults);
    Query query = {.register_name = register_name(reg),
                   .oldest_first = true,
                   .limit = MIGRATED_AT_ONCE,
                   .with_content = true};
    *migrated = 0;
    if (declaration == NULL)
        return false;
    do {
        if (!store_list(act->store, act->arena, &query, &list, act->faults))
            return false;
        for (size_t i = 0; i < list.count; i++) {
            if (known_of(&list.at[i]).declared >= declaration->version)
                continue;
            if (!migrate_record(act, reg, declaration, &list.at[i]))
                return false;
            (*migrated)++;
        }
        query.after = list.next;
    } while (list.next != 0);
    return true;
}
