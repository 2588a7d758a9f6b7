// SPDX-License-Identifier: Apache-2.0
// Who sees which field of which register in which state: every combination that the declarations
// give, held against what register.json says when it is read a second time, here.

#include "register/sight.h"
#include "register/carried.h"
#include "register/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct Person {
    const char *role, *organisation, *person;
} Person;

// Of the parts each has an organisation of its own, called as the part.
static const Person people[] = {
    {"public", "", ""},
    {"member", "stranger", "p1"},
    {"member", "keeper", "p2"},
    {"officer", "window", "p3"},
    {"officer", "window", "reviewer"},
    {"auditor", "window", "p4"},
    {"administrator", "window", "p5"},
};

typedef struct Bench {
    Arena *arena;
    Register *reg;
    const Declaration *declaration;
    const Json *json; // register.json, as it is
    const Json *content;
    size_t tried, shown, failed;
} Bench;

// ---- What should be, by register.json alone ----

static bool is(const char *text, const char *other)
{
    return slice_equal(slice_of(text), slice_of(other));
}

static bool is_word(const Bench *it, const Person *who, const char *part, Slice word)
{
    const Json *fields = json_get(it->json, S("fields"));
    bool acts = is(who->role, "member") || is(who->role, "officer");
    if (slice_equal(word, S("public")))
        return true;
    if (!acts)
        return false;
    if (slice_equal(word, S("member")))
        return true;
    if (slice_equal(word, S("officer")))
        return is(who->role, "officer");
    if (slice_equal(word, S("owner")))
        return is(who->organisation, "keeper");
    if (slice_equal(word, S("reviewer")))
        return is(who->person, "reviewer");
    for (size_t i = 0; part != NULL && fields != NULL && i < fields->count; i++) {
        Slice declared = json_text(json_get(fields->members[i].value, S("party")));
        if (slice_equal(declared, slice_of(part)) &&
            (slice_equal(word, declared) || slice_equal(word, S("party"))))
            return true;
    }
    return false;
}

static bool is_among(const Bench *it, const Person *who, const char *part, const Json *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (is_word(it, who, part, json_text(list->items[i])))
            return true;
    return false;
}

static const Json *otherwise(Arena *arena, const char *text)
{
    Faults faults = {0};
    return json_read(arena, slice_of(text), &faults);
}

static bool should_read(const Bench *it, const Person *who, const char *part, Slice state)
{
    const Json *own = json_get(json_get(json_get(it->json, S("states")), state), S("read"));
    const Json *all = json_get(json_get(it->json, S("rights")), S("read"));
    const Json *list = own != NULL   ? own
                       : all != NULL ? all
                                     : otherwise(it->arena, "[\"owner\", \"party\", \"officer\"]");
    return is(who->role, "auditor") || is_among(it, who, part, list);
}

static bool lies_below(Slice path, Slice group)
{
    return slice_starts(path, group) && (path.len == group.len || path.at[group.len] == '.');
}

static bool should_see(const Bench *it, const Person *who, const char *part, bool is_consented,
                       Slice path)
{
    const Json *fields = json_get(it->json, S("fields"));
    for (size_t i = 0; fields != NULL && i < fields->count && !is(who->role, "auditor"); i++) {
        const Json *one = fields->members[i].value, *read = json_get(one, S("read"));
        bool waits = json_get(one, S("consent")) != NULL && !is_consented &&
                     !is_word(it, who, part, S("owner"));
        if (lies_below(path, fields->members[i].name) &&
            (waits || (read != NULL && !is_among(it, who, part, read))))
            return false;
    }
    return true;
}

// ---- A record in which every field says something ----

static Slice path_of(Arena *arena, const Term *term)
{
    Slice path = term->name;
    for (term = term->parent; term->parent != NULL; term = term->parent)
        path = arena_print(arena, "%.*s.%.*s", (int)term->name.len, term->name.at, (int)path.len,
                           path.at);
    return path;
}

static const Json *filled(const Bench *it, const Term *group)
{
    Json *made = arena_array(it->arena, Json, 1);
    JsonMember *members = arena_array(it->arena, JsonMember, group->member_count);
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Json *value = arena_array(it->arena, Json, 1);
        *value = (Json){.kind = JSON_STRING, .text = S("something")};
        const DeclaredField *field = declared_field(it->declaration, path_of(it->arena, term));
        if (field != NULL && field->party.len > 0)
            value->text = field->party;
        if (term->kind == TERM_GROUP)
            *value = *filled(it, term);
        if (term->kind == TERM_LIST) {
            const Json **items = arena_array(it->arena, const Json *, 1);
            items[0] = filled(it, term);
            *value = (Json){.kind = JSON_ARRAY, .count = 1, .items = items};
        }
        members[i] = (JsonMember){term->name, value};
    }
    *made = (Json){.kind = JSON_OBJECT, .count = group->member_count, .members = members};
    return made;
}

// ---- Every combination ----

static void complain(Bench *it, const Person *who, const char *part, Slice state, Slice path,
                     bool should)
{
    Slice name = register_name(it->reg);
    if (it->failed++ < 20)
        printf("  %.*s in %.*s: %s of %s%s%s should %ssee %.*s\n", (int)name.len, name.at,
               (int)state.len, state.at, who->role, who->organisation, part != NULL ? " as " : "",
               part != NULL ? part : "", should ? "" : "not ", (int)path.len, path.at);
}

static void try_fields(Bench *it, const Person *who, const char *part, Slice state,
                       bool is_consented, const Json *shown, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Slice path = path_of(it->arena, term);
        if (term->member_count > 0) {
            try_fields(it, who, part, state, is_consented, shown, term);
            continue;
        }
        bool should = should_see(it, who, part, is_consented, path);
        bool does = json_at(shown, path) != NULL;
        it->tried++;
        it->shown += does;
        if (should != does)
            complain(it, who, part, state, path, should);
    }
}

static void try_one(Bench *it, const Person *who, const char *part, Slice state, bool is_consented)
{
    Faults faults = {0};
    Viewer viewer = {.organisation = slice_of(part != NULL ? part : who->organisation),
                     .person = slice_of(who->person),
                     .role = slice_of(who->role)};
    Slice *consents = arena_array(it->arena, Slice, it->declaration->consent_count);
    for (size_t i = 0; i < it->declaration->consent_count; i++)
        consents[i] = it->declaration->consents[i].id;
    Holding holding = {.owner = S("keeper"),
                       .state = state,
                       .reviewers = S("someone reviewer"),
                       .consents = consents,
                       .consent_count = is_consented ? it->declaration->consent_count : 0};
    Footing footing = footing_of(it->declaration, &viewer, &holding, it->content);
    bool should = should_read(it, who, part, state);
    it->tried++;
    if (sight_may_read(it->declaration, &footing, state) != should)
        complain(it, who, part, state, S("anything"), should);
    const Json *shown =
        sight_show(it->arena, it->declaration, &footing, &holding, it->content, NULL);
    const Model *model = register_model(it->reg, &faults);
    if (should)
        try_fields(it, who, part, state, is_consented, shown, &model->root);
}

static void try_state(Bench *it, Slice state)
{
    for (int is_consented = 0; is_consented < 2; is_consented++) {
        for (size_t i = 0; i < sizeof people / sizeof *people; i++)
            try_one(it, &people[i], NULL, state, is_consented);
        for (size_t i = 0; i < it->declaration->field_count; i++) {
            Slice part = it->declaration->fields[i].party;
            if (part.len > 0)
                try_one(it, &people[1], arena_c_string(it->arena, part), state, is_consented);
        }
    }
}

static bool try_all(Arena *arena, void *context)
{
    Faults faults = {0};
    Bench *it = context;
    Registers *registers = registers_new(arena);
    assert_true(registers_add_folder(registers, "tests/server/registers", &faults));
    assert_true(registers_add_folder(registers, "examples/registers", &faults));
    registers_add(registers, data_files);
    it->arena = arena;
    for (size_t i = 0; i < registers_count(registers); i++) {
        it->reg = registers_at(registers, i);
        it->declaration = register_declaration(it->reg, &faults);
        it->json = json_read(arena, register_file(it->reg, S("register.json")), &faults);
        assert_non_null(it->declaration);
        it->content = filled(it, &register_model(it->reg, &faults)->root);
        for (size_t k = 0; k < it->declaration->state_count; k++)
            try_state(it, it->declaration->states[k].id);
    }
    return true;
}

static void every_field_is_seen_by_whom_the_declaration_says_and_nobody_else(void **state)
{
    Bench bench = {0};
    Faults faults = {0};
    (void)state;
    assert_true(arena_run(0, try_all, &bench, &faults));
    printf("%zu combinations of register, state, person and field; %zu are seen\n", bench.tried,
           bench.shown);
    assert_int_equal(bench.failed, 0);
    assert_true(bench.tried > 10000 && bench.shown > 1000 && bench.shown < bench.tried);
}

// ---- What is written back ----

static const Json *read(Arena *arena, const char *text)
{
    Faults faults = {0};
    const Json *json = json_read(arena, slice_of(text), &faults);
    assert_non_null(json);
    return json;
}

static bool write_back(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    Slice refused;
    Registers *registers = registers_new(arena);
    assert_true(registers_add_folder(registers, "tests/server/registers", &faults));
    registers_add(registers, data_files);
    Register *reg = registers_find(registers, S("grant-application"), &faults);
    const Declaration *declaration = register_declaration(reg, &faults);
    Viewer owner = {.organisation = S("keeper"), .role = S("member")};
    Holding holding = {.owner = S("keeper"), .state = S("draft")};
    const Json *before = read(arena, "{\"purpose\": \"a\", \"internalNote\": \"theirs\"}");
    Footing footing = footing_of(declaration, &owner, &holding, before);
    // What he does not see came back absent: it stays.
    const Json *kept = sight_accept(arena, declaration, &footing, &holding, before,
                                    read(arena, "{\"purpose\": \"b\"}"), &refused);
    assert_int_equal(refused.len, 0);
    assert_true(slice_equal(json_text(json_get(kept, S("purpose"))), S("b")));
    assert_true(slice_equal(json_text(json_get(kept, S("internalNote"))), S("theirs")));
    // What he may not write is refused, and does not get in.
    kept = sight_accept(arena, declaration, &footing, &holding, before,
                        read(arena, "{\"purpose\": \"b\", \"internalNote\": \"mine\"}"), &refused);
    assert_true(slice_equal(refused, S("internalNote")));
    assert_true(slice_equal(json_text(json_get(kept, S("internalNote"))), S("theirs")));
    return true;
}

static void what_one_may_not_see_is_not_lost_by_ones_writing(void **state)
{
    (void)state;
    assert_true(arena_run(0, write_back, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_seen_by_whom_the_declaration_says_and_nobody_else),
        cmocka_unit_test(what_one_may_not_see_is_not_lost_by_ones_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
