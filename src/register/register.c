// SPDX-License-Identifier: Apache-2.0
// What a register has, compiled when it is asked for.

#include "register/internal.h"

#include "base/json.h"
#include "tree/json.h"

Slice register_name(const Register *reg)
{
    return reg->name;
}

Slice register_file(const Register *reg, Slice name)
{
    return registers_text(reg->home, arena_join(reg->home->arena, reg->folder, name));
}

Registers *register_home(const Register *reg)
{
    return reg->home;
}

Slice registers_glossary(const Registers *registers, Slice name)
{
    return registers_text(registers,
                          arena_join(registers->arena, S("registers/" GLOSSARY_NAME "/"), name));
}

static Slice glossary_file(const Register *reg, Slice name)
{
    return registers_glossary(reg->home, name);
}

const Json *register_declared(Register *reg, Faults *faults)
{
    if (reg->declared == NULL)
        reg->declared = json_read(reg->home->arena, register_file(reg, S("register.json")), faults);
    return reg->declared;
}

// Faults from `before` on are about that file.
static void name_file(const Register *reg, Faults *faults, size_t before, Slice name)
{
    if (faults->count > before)
        fault_set_file(faults, before, arena_join(reg->home->arena, reg->folder, name).at);
}

Slice register_example(const Register *reg, size_t index)
{
    const Registers *home = reg->home;
    Slice folder = arena_join(home->arena, reg->folder, S("examples/"));
    for (size_t i = 0; i < home->file_count; i++)
        if (slice_starts(home->files[i].name, folder) && index-- == 0)
            return home->files[i].text;
    return S("");
}

Slice register_showpiece(const Register *reg)
{
    Arena *arena = reg->home->arena;
    Faults *ignored = arena_array(arena, Faults, 1); // without a register.json the first is shown
    const Json *json = json_read(arena, register_file(reg, S("register.json")), ignored);
    Slice text = register_file(reg, json_get_text(json, S("example")));
    return text.len > 0 ? text : register_example(reg, 0);
}

// ---- Model, labels, schema ----

const Model *register_model(Register *reg, Faults *faults)
{
    size_t before = faults->count;
    if (reg->model != NULL)
        return reg->model;
    reg->model = model_compile(reg->home->arena, register_file(reg, S("schema.json")),
                               glossary_file(reg, S("schema.json")), faults);
    name_file(reg, faults, before, S("schema.json"));
    return reg->model;
}

static SheetLanguage language_of(Slice name)
{
    SheetLanguage found;
    return language_find(name, &found) ? found : LANGUAGE_EN;
}

const Labels *register_labels(Register *reg, Slice language, Faults *faults)
{
    SheetLanguage index = language_of(language);
    size_t before = faults->count;
    if (reg->labels[index] != NULL)
        return reg->labels[index];
    Slice name = arena_print(reg->home->arena, "labels.%s.json", language_name(index));
    reg->labels[index] = labels_new(reg->home->arena, slice_of(language_name(index)),
                                    register_file(reg, name), glossary_file(reg, name), faults);
    name_file(reg, faults, before, name);
    return reg->labels[index];
}

Slice register_title(Register *reg, Slice language)
{
    Faults *ignored = arena_array(reg->home->arena, Faults, 1); // its name serves
    const Labels *labels = register_labels(reg, language, ignored);
    Slice title = labels != NULL ? labels_title(labels) : S("");
    return title.len > 0 ? title : reg->name;
}

static bool find_glossary(void *context, Arena *arena, Slice uri, Slice *text)
{
    const Register *reg = context;
    (void)arena;
    *text = glossary_file(reg, S("schema.json"));
    return slice_equal(uri, S(GLOSSARY_ID)) && text->len > 0;
}

const JsonSchema *register_schema(Register *reg, Faults *faults)
{
    size_t before = faults->count;
    const JsonSchemaOptions options = {
        .asserts_formats = true, .allows_schema_name = true, .find = find_glossary, .context = reg};
    if (reg->schema != NULL)
        return reg->schema;
    Slice uri = arena_join(reg->home->arena, S(REGISTER_ID), reg->name);
    reg->schema = json_schema_load(reg->home->arena, register_file(reg, S("schema.json")), uri,
                                   &options, faults);
    name_file(reg, faults, before, S("schema.json"));
    return reg->schema;
}

// ---- Maps ----

bool register_read_heads(Register *reg, Faults *faults)
{
    MapFiles files = registers_map_files(reg->home);
    for (size_t i = 0; i < reg->map_count && !reg->has_heads; i++) {
        RegisterMap *map = &reg->maps[i];
        size_t before = faults->count;
        map->head = map_head_read(reg->home->arena, map->text, &files, faults);
        if (map->head == NULL) {
            fault_set_file(faults, before, arena_c_string(reg->home->arena, map->path));
            return false;
        }
    }
    reg->has_heads = true;
    return true;
}

// Names are put together outside of the arena: what is asked for in vain must not make it grow.
static bool refuse_syntax(Register *reg, Slice syntax, Faults *faults)
{
    char all[LIST_MAX] = "";
    Slice name;
    for (size_t i = 0; (name = register_syntax(reg, i, faults)).len > 0; i++)
        registers_list(all, name);
    return fault_add(faults, FAULT_USAGE, 0, 0, "the register %.*s has no syntax %.*s; it has %s",
                     (int)reg->name.len, reg->name.at,
                     (int)(syntax.len < SHOWN_MAX ? syntax.len : SHOWN_MAX), syntax.at, all);
}

static const Map *compiled(Register *reg, RegisterMap *map, Faults *faults)
{
    size_t before = faults->count;
    MapFiles files = registers_map_files(reg->home);
    const Model *model = register_model(reg, faults);
    if (map->map == NULL && model != NULL)
        map->map = map_compile(reg->home->arena, model, map->text, &files, faults);
    if (faults->count > before)
        fault_set_file(faults, before, arena_c_string(reg->home->arena, map->path));
    return map->map;
}

const Map *register_map(Register *reg, Slice syntax, Faults *faults)
{
    if (!register_read_heads(reg, faults))
        return NULL;
    for (size_t i = 0; i < reg->map_count; i++)
        if (slice_equal(map_head_name(reg->maps[i].head), syntax))
            return compiled(reg, &reg->maps[i], faults);
    refuse_syntax(reg, syntax, faults);
    return NULL;
}

Slice register_syntax(Register *reg, size_t index, Faults *faults)
{
    static const Slice own[] = {S_INIT("json"), S_INIT("xlsx"), S_INIT("csv")};
    if (!register_read_heads(reg, faults))
        return S("");
    if (index < reg->map_count)
        return map_head_name(reg->maps[index].head);
    index -= reg->map_count;
    return index < sizeof own / sizeof *own ? own[index] : S("");
}

// ---- Forms and layouts ----

// The showpiece says what the notes of the form give as examples. What is wrong with it is not
// the form's fault; a test reads it.
static const Content *example_of(Register *reg, const Model *model)
{
    Arena *arena = reg->home->arena;
    Faults *ignored = arena_array(arena, Faults, 1);
    Losses losses = {.arena = arena};
    Slice text = register_showpiece(reg);
    const Tree *tree =
        text.len > 0 ? json_tree_read(arena, vocabulary_new(arena), text, NULL, ignored) : NULL;
    return tree != NULL ? content_read_json(arena, model, tree, &losses) : NULL;
}

const SheetForm *register_form(Register *reg, Slice language, Faults *faults)
{
    SheetLanguage index = language_of(language);
    if (reg->forms[index] != NULL)
        return reg->forms[index];
    const Model *model = register_model(reg, faults);
    const Labels *labels = register_labels(reg, language, faults);
    if (model != NULL && labels != NULL)
        reg->forms[index] =
            sheet_form_new(reg->home->arena, model, labels, example_of(reg, model), faults);
    return reg->forms[index];
}

const Layout *register_layout(Register *reg, Faults *faults)
{
    size_t before = faults->count;
    if (reg->layout != NULL)
        return reg->layout;
    const Labels **labels = arena_array(reg->home->arena, const Labels *, LANGUAGES);
    const Model *model = register_model(reg, faults);
    Slice text = register_file(reg, S("layout.json"));
    for (size_t i = 0; i < LANGUAGES; i++)
        labels[i] = register_labels(reg, slice_of(language_name((SheetLanguage)i)), faults);
    if (text.len == 0)
        fault_add(faults, FAULT_UNSUPPORTED, 0, 0, "the register %.*s has no layout to be drawn by",
                  (int)reg->name.len, reg->name.at);
    if (faults->count == before)
        reg->layout = layout_compile(reg->home->arena, model, text,
                                     glossary_file(reg, S("layout.json")), labels, faults);
    name_file(reg, faults, before, S("layout.json"));
    return reg->layout;
}
