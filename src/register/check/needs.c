// SPDX-License-Identifier: Apache-2.0
// What is named must be there: fields, states, transitions, registers, words of Who, XPaths.

#include "register/check/internal.h"

#include <stdio.h>

const char *path_of(const Check *it, const char *file)
{
    return arena_join(it->arena, it->reg->folder, slice_of(file)).at;
}

void tell(const Check *it, const char *file, const char *format, ...)
{
    char text[sizeof it->faults->list[0].text];
    size_t before = it->faults->count;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fault_add(it->faults, FAULT_STATIC, 0, 0, "%s", text);
    fault_set_file(it->faults, before, path_of(it, file));
}

// ---- Paths ----

const Term *need_path(const Check *it, Slice path, const char *place)
{
    if (slice_starts(path, S("_."))) {
        static const char *const own = "_.number _.state _.owner _.created _.changed";
        if (slice_find(slice_of(own), path) == SIZE_MAX)
            tell(it, REGISTER_FILE, "%s: %.*s is not one of %s", place, SHOW(path), own);
        return NULL;
    }
    const Term *at = &it->model->root;
    for (Slice rest = path; rest.len > 0;) {
        Slice name = slice_cut(&rest, '.');
        const Term *member = at->member_count > 0 ? model_member(at, name) : NULL;
        if (member == NULL) {
            Slice near = at->member_count > 0 ? model_nearest(at, name) : S("");
            tell(it, REGISTER_FILE, "%s: there is no field %.*s%s%.*s%s", place, SHOW(path),
                 near.len > 0 ? "; is " : "", SHOW(near), near.len > 0 ? " meant?" : "");
            return NULL;
        }
        at = member;
    }
    return at;
}

void need_paths(const Check *it, const Json *list, const char *place)
{
    for (size_t i = 0; i < json_count(list); i++)
        need_path(it, json_text(list->items[i]), place);
    for (size_t i = 0; list != NULL && list->kind == JSON_OBJECT && i < list->count; i++)
        need_path(it, list->members[i].name, place);
}

void need_list(const Check *it, Slice path, const char *place)
{
    const Term *term = path.len > 0 ? need_path(it, path, place) : NULL;
    if (term != NULL && term->kind != TERM_LIST)
        tell(it, REGISTER_FILE, "%s: %.*s is no list", place, SHOW(path));
}

// ---- Words of Who ----

static bool is_part(const Check *it, Slice word)
{
    static const char *const own[] = {"public", "member", "officer", "owner", "party", "reviewer"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (slice_equal(word, slice_of(own[i])))
            return true;
    for (size_t i = 0; i < it->declaration->field_count; i++)
        if (slice_equal(it->declaration->fields[i].party, word))
            return true;
    return false;
}

void check_who(const Check *it, const WordList *who, Slice place)
{
    for (size_t i = 0; i < who->count; i++)
        if (!is_part(it, who->at[i]))
            tell(it, REGISTER_FILE,
                 "%.*s: %.*s is nobody: public, member, officer, owner, party, reviewer and the "
                 "parts that fields name (\"party\") are known",
                 SHOW(place), SHOW(who->at[i]));
}

// ---- States ----

void need_state(const Check *it, Slice id, Slice place)
{
    if (declared_state(it->declaration, id) == NULL)
        tell(it, REGISTER_FILE, "%.*s: there is no state %.*s", SHOW(place), SHOW(id));
}

void need_states(const Check *it, const WordList *ids, Slice place)
{
    for (size_t i = 0; i < ids->count; i++)
        need_state(it, ids->at[i], place);
}

// One or several, where they are given.
void need_states_of(const Check *it, Register *of, const Json *json, Slice place)
{
    Faults *ignored = arena_array(it->arena, Faults, 1);
    const Declaration *declaration = of != NULL ? register_declaration(of, ignored) : NULL;
    bool is_list = json != NULL && json->kind == JSON_ARRAY;
    for (size_t i = 0; json != NULL && declaration != NULL && i < (is_list ? json->count : 1);
         i++) {
        Slice id = json_text(is_list ? json->items[i] : json);
        if (declared_state(declaration, id) == NULL)
            tell(it, REGISTER_FILE, "%.*s: %.*s has no state %.*s", SHOW(place), SHOW(of->name),
                 SHOW(id));
    }
}

// A transition that can be made in all of these states.
void need_transition(const Check *it, Slice id, const WordList *in, Slice place)
{
    for (size_t i = 0; id.len > 0 && i < in->count; i++)
        if (declared_transition(it->declaration, id, in->at[i]) == NULL)
            tell(it, REGISTER_FILE, "%.*s: there is no transition %.*s from %.*s", SHOW(place),
                 SHOW(id), SHOW(in->at[i]));
}

// ---- Registers, XPaths ----

Register *need_register(const Check *it, Slice name, const char *place)
{
    Faults *found = arena_array(it->arena, Faults, 1);
    Register *reg = registers_find(it->reg->home, name, found);
    if (reg == NULL)
        tell(it, REGISTER_FILE, "%s: %s", place, found->list[0].text);
    return reg;
}

void need_formula(const Check *it, const Register *of, const Json *text, Slice place, Slice list)
{
    NameCheck names = it->names;
    size_t before = it->faults->count;
    names.reg = (Register *)of;
    formula_compile(it->arena, program_new(it->arena), json_text(text), place, it->faults);
    fault_set_file(it->faults, before, it->names.file);
    check_formula(&names, json_text(text), place, list);
}
