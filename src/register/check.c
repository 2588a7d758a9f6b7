// SPDX-License-Identifier: Apache-2.0
// Finds the faults of a register's folder.

#include "register/check.h"

#include "register/edit.h"
#include "register/findings.h"
#include "register/internal.h"
#include "rules/data.h"
#include "tree/json.h"

#include <stdio.h>

enum { TOLD_MAX = 8 }; // findings of one example: the rest follows from them

typedef struct Check {
    Arena *arena;
    Register *reg;
    const Declaration *declaration;
    const Model *model;
    const Json *json;
    NameCheck names;
    Faults *faults;
} Check;

static const char *path_of(const Check *it, const char *file)
{
    return arena_join(it->arena, it->reg->folder, slice_of(file)).at;
}

static void tell(const Check *it, const char *file, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell(const Check *it, const char *file, const char *format, ...)
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

#define REGISTER_FILE "register.json"
#define SHOW(slice)   (int)(slice).len, (slice).at

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
    Slice name = json_text(json_get(it->json, S("name"))),
          system = json_text(json_get(it->json, S("system")));
    if (!slice_equal(name, it->reg->name))
        tell(it, REGISTER_FILE, "name: it is \"%.*s\", the folder is %.*s; they are the same",
             SHOW(name), SHOW(it->reg->name));
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

// ---- Paths ----

static const Term *need_path(const Check *it, Slice path, const char *place)
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

static void need_paths(const Check *it, const Json *list, const char *place)
{
    for (size_t i = 0; list != NULL && list->kind == JSON_ARRAY && i < list->count; i++)
        need_path(it, json_text(list->items[i]), place);
    for (size_t i = 0; list != NULL && list->kind == JSON_OBJECT && i < list->count; i++)
        need_path(it, list->members[i].name, place);
}

static void need_list(const Check *it, Slice path, const char *place)
{
    const Term *term = path.len > 0 ? need_path(it, path, place) : NULL;
    if (term != NULL && term->kind != TERM_LIST)
        tell(it, REGISTER_FILE, "%s: %.*s is no list", place, SHOW(path));
}

// Fields of the pattern stand in braces, beside what the window fills in itself.
static void check_pattern(const Check *it)
{
    for (Slice rest = it->declaration->pattern; rest.len > 0;) {
        slice_cut(&rest, '{');
        Slice part = slice_cut(&rest, '}'), name = slice_cut(&part, ':');
        bool is_own = slice_equal(name, S("year")) || slice_equal(name, S("month")) ||
                      slice_equal(name, S("day")) || slice_equal(name, S("number"));
        if (name.len > 0 && !is_own)
            need_path(it, name, "identifier");
    }
}

static void check_paths(const Check *it)
{
    const Json *json = it->json, *identifier = json_get(json, S("identifier"));
    if (identifier != NULL && identifier->kind == JSON_ARRAY)
        need_paths(it, identifier, "identifier");
    check_pattern(it);
    if (it->declaration->headline.len > 0)
        need_path(it, it->declaration->headline, "headline");
    need_paths(it, json_get(json, S("facets")), "facets");
    need_paths(it, json_get(json, S("fields")), "fields");
    need_paths(it, json_get(json, S("references")), "references");
    need_paths(it, json_get(json, S("search")), "search");
    need_paths(it, json_get(json_get(json, S("similar")), S("fields")), "similar.fields");
    const Json *views = json_get(json, S("views"));
    const Json *board = json_get(views, S("board"));
    need_paths(it, json_get(views, S("list")), "views.list");
    need_paths(it, json_get(board, S("card")), "views.board.card");
    need_paths(it, json_get(json_get(views, S("calendar")), S("dates")), "views.calendar.dates");
    if (json_get(board, S("by")) != NULL)
        need_path(it, json_text(json_get(board, S("by"))), "views.board.by");
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

static void check_who(const Check *it, const WordList *who, Slice place)
{
    for (size_t i = 0; i < who->count; i++)
        if (!is_part(it, who->at[i]))
            tell(it, REGISTER_FILE,
                 "%.*s: %.*s is nobody: public, member, officer, owner, party, reviewer and the "
                 "parts that fields name (\"party\") are known",
                 SHOW(place), SHOW(who->at[i]));
}

static void check_all_who(const Check *it)
{
    const Declaration *d = it->declaration;
    check_who(it, &d->create, S("rights.create"));
    check_who(it, &d->read, S("rights.read"));
    check_who(it, &d->write, S("rights.write"));
    check_who(it, &d->review.by, S("review.by"));
    for (size_t i = 0; i < d->state_count; i++) {
        check_who(it, &d->states[i].read, arena_join(it->arena, S("states."), d->states[i].id));
        check_who(it, &d->states[i].write, arena_join(it->arena, S("states."), d->states[i].id));
    }
    for (size_t i = 0; i < d->field_count; i++) {
        Slice place = arena_join(it->arena, S("fields."), d->fields[i].path);
        check_who(it, &d->fields[i].read, place);
        check_who(it, &d->fields[i].write, place);
    }
}

// ---- States ----

static void need_state(const Check *it, Slice id, Slice place)
{
    if (declared_state(it->declaration, id) == NULL)
        tell(it, REGISTER_FILE, "%.*s: there is no state %.*s", SHOW(place), SHOW(id));
}

static void need_states(const Check *it, const WordList *ids, Slice place)
{
    for (size_t i = 0; i < ids->count; i++)
        need_state(it, ids->at[i], place);
}

// One or several, where they are given.
static void need_states_of(const Check *it, Register *of, const Json *json, Slice place)
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
static void need_transition(const Check *it, Slice id, const WordList *in, Slice place)
{
    for (size_t i = 0; id.len > 0 && i < in->count; i++)
        if (declared_transition(it->declaration, id, in->at[i]) == NULL)
            tell(it, REGISTER_FILE, "%.*s: there is no transition %.*s from %.*s", SHOW(place),
                 SHOW(id), SHOW(in->at[i]));
}

static void check_reach(const Check *it)
{
    const Declaration *d = it->declaration;
    bool *is_reached = arena_array(it->arena, bool, d->state_count), has_grown = true;
    is_reached[0] = true;
    while (has_grown) {
        has_grown = false;
        for (size_t i = 0; i < d->transition_count; i++)
            for (size_t k = 0; k < d->transitions[i].from.count; k++) {
                const State *from = declared_state(d, d->transitions[i].from.at[k]);
                const State *to = declared_state(d, d->transitions[i].to);
                if (from == NULL || to == NULL || !is_reached[from - d->states] ||
                    is_reached[to - d->states])
                    continue;
                is_reached[to - d->states] = has_grown = true;
            }
    }
    for (size_t i = 0; i < d->state_count; i++)
        if (!is_reached[i])
            tell(it, REGISTER_FILE, "states.%.*s: no way leads there from %.*s",
                 SHOW(d->states[i].id), SHOW(d->states[0].id));
}

// ---- Effects, transitions, deadlines, review ----

static Register *need_register(const Check *it, Slice name, const char *place)
{
    Faults *found = arena_array(it->arena, Faults, 1);
    Register *reg = registers_find(it->reg->home, name, found);
    if (reg == NULL)
        tell(it, REGISTER_FILE, "%s: %s", place, found->list[0].text);
    return reg;
}

static void check_created(const Check *it, const Effect *effect, Slice place)
{
    Faults *ignored = arena_array(it->arena, Faults, 1);
    Register *reg = need_register(it, effect->register_name, place.at);
    const Model *model = reg != NULL ? register_model(reg, ignored) : NULL;
    for (size_t i = 0; model != NULL && i < effect->with_count; i++)
        if (model_find(&model->root, effect->with[i].path) == NULL)
            tell(it, REGISTER_FILE, "%.*s: %.*s has no field %.*s", SHOW(place),
                 SHOW(effect->register_name), SHOW(effect->with[i].path));
}

static void check_effects(const Check *it, const Effects *effects, Slice above, Slice list)
{
    for (size_t i = 0; i < effects->count; i++) {
        const Effect *effect = &effects->at[i];
        Slice place = arena_print(it->arena, "%.*s.effects[%zu]", SHOW(above), i);
        check_formula(&it->names, effect->condition.text, place, list);
        check_formula(&it->names, effect->owner.text, place, list);
        check_notice(&it->names, &effect->text, place, list);
        check_who(it, &effect->notify, place);
        for (size_t k = 0; k < effect->with_count; k++)
            check_formula(&it->names, effect->with[k].value.text, place, list);
        if (effect->kind == EFFECT_SET)
            need_path(it, effect->with[0].path, place.at);
        if (effect->kind == EFFECT_CREATE)
            check_created(it, effect, place);
    }
}

static void check_transitions(const Check *it)
{
    for (size_t i = 0; i < it->declaration->transition_count; i++) {
        const Transition *transition = &it->declaration->transitions[i];
        Slice place = arena_join(it->arena, S("transitions."), transition->id);
        need_states(it, &transition->from, place);
        need_state(it, transition->to, place);
        check_who(it, &transition->who, place);
        for (size_t k = 0; k < transition->requires.count; k++)
            need_path(it, transition->requires.at[k], place.at);
        for (size_t k = 0; k < transition->guard_count; k++) {
            check_formula(&it->names, transition->guards[k].test.text,
                          transition->guards[k].test.place, S(""));
            check_notice(&it->names, &transition->guards[k].text, place, S(""));
        }
        check_effects(it, &transition->effects, place, S(""));
    }
}

static void check_deadlines(const Check *it)
{
    for (size_t i = 0; i < it->declaration->deadline_count; i++) {
        const Deadline *deadline = &it->declaration->deadlines[i];
        Slice place = arena_join(it->arena, S("deadlines."), deadline->id);
        need_states(it, &deadline->in, place);
        need_list(it, deadline->each, place.at);
        need_transition(it, deadline->transition, &deadline->in, place);
        check_who(it, &deadline->notify, place);
        check_formula(&it->names, deadline->from.text, place, deadline->each);
        check_formula(&it->names, deadline->unless.text, place, deadline->each);
        check_effects(it, &deadline->effects, place, deadline->each);
    }
}

static void check_review(const Check *it)
{
    const Review *review = &it->declaration->review;
    WordList in = {&review->in, 1};
    if (review->in.len == 0)
        return;
    need_state(it, review->in, S("review.in"));
    need_transition(it, review->pass, &in, S("review.pass"));
    need_transition(it, review->fail, &in, S("review.fail"));
    need_transition(it, review->back, &in, S("review.return"));
}

// ---- Fields and what else refers ----

static void check_fields(const Check *it)
{
    for (size_t i = 0; i < it->declaration->field_count; i++) {
        const DeclaredField *field = &it->declaration->fields[i];
        const Term *term = model_find(&it->model->root, field->path);
        Slice place = arena_join(it->arena, S("fields."), field->path), list = S("");
        if (field->consent.len > 0 && declared_consent(it->declaration, field->consent) == NULL)
            tell(it, REGISTER_FILE, "%.*s.consent: there is no consent %.*s", SHOW(place),
                 SHOW(field->consent));
        if (field->refers.len > 0 && !slice_equal(field->refers, S("organisation")))
            need_register(it, field->refers, place.at);
        if (field->labels.len > 0)
            need_path(it, field->labels, place.at);
        for (const Term *at = term; at != NULL && at->parent != NULL; at = at->parent)
            if (at->kind == TERM_LIST)
                list = term_path(it->arena, at);
        // "lines[]" ─► "lines"
        if (slice_ends(list, S("[]")))
            list = slice_part(list, 0, list.len - 2);
        check_formula(&it->names, field->compute.text, place, list);
    }
    for (size_t i = 0; i < it->declaration->consent_count; i++) {
        size_t uses = 0;
        for (size_t k = 0; k < it->declaration->field_count; k++)
            uses +=
                slice_equal(it->declaration->fields[k].consent, it->declaration->consents[i].id);
        if (uses == 0)
            tell(it, REGISTER_FILE,
                 "consents.%.*s: no field waits for it; name it in fields.….consent",
                 SHOW(it->declaration->consents[i].id));
    }
}

static void check_relatives(const Check *it)
{
    for (size_t i = 0; i < it->declaration->relative_count; i++) {
        const Relative *relative = &it->declaration->relatives[i];
        Faults *ignored = arena_array(it->arena, Faults, 1);
        Slice place = arena_join(it->arena, S("related."), relative->name);
        Register *reg = need_register(it, relative->register_name, place.at);
        const Json *other =
            reg != NULL ? json_read(it->arena, register_file(reg, S(REGISTER_FILE)), ignored)
                        : NULL;
        const Json *facets = json_get(other, S("facets"));
        const Json *field = json_get(json_get(other, S("fields")), relative->field);
        bool is_found = json_get(field, S("refers")) != NULL ||
                        json_get(json_get(other, S("references")), relative->field) != NULL;
        for (size_t k = 0; facets != NULL && facets->kind == JSON_ARRAY && k < facets->count; k++)
            is_found |= slice_equal(json_text(facets->items[k]), relative->field);
        if (reg != NULL && !is_found)
            tell(it, REGISTER_FILE,
                 "%.*s: %.*s of %.*s is neither a facet nor a reference, so that nothing is found "
                 "by it",
                 SHOW(place), SHOW(relative->field), SHOW(relative->register_name));
        need_states_of(
            it, reg, json_get(json_get(json_get(it->json, S("related")), relative->name), S("in")),
            place);
        check_formula(&it->names, relative->is.text, place, S(""));
    }
}

// ---- Matches, cubes, charts ----

static void need_formula(const Check *it, const Register *of, const Json *text, Slice place,
                         Slice list)
{
    NameCheck names = it->names;
    size_t before = it->faults->count;
    names.reg = (Register *)of;
    formula_compile(it->arena, program_new(it->arena), json_text(text), place, it->faults);
    fault_set_file(it->faults, before, it->names.file);
    check_formula(&names, json_text(text), place, list);
}

static void check_score(const Check *it, const Json *score, Register *other, Slice place)
{
    Check there = *it;
    for (size_t i = 0; score != NULL && score->kind == JSON_ARRAY && i < score->count; i++) {
        const Json *here = json_get(score->items[i], S("here")),
                   *paths = json_get(score->items[i], S("there"));
        need_paths(it, here, place.at);
        there.model = other != NULL ? register_model(other, it->faults) : NULL;
        if (there.model != NULL)
            need_paths(&there, paths != NULL ? paths : here,
                       arena_join(it->arena, place, S(" (there)")).at);
    }
}

static void check_matches(const Check *it)
{
    const Json *matches = json_get(it->json, S("matches"));
    for (size_t i = 0; matches != NULL && matches->kind == JSON_OBJECT && i < matches->count; i++) {
        const Json *match = matches->members[i].value;
        Slice place = arena_join(it->arena, S("matches."), matches->members[i].name);
        Register *other = need_register(it, json_text(json_get(match, S("with"))), place.at);
        need_formula(it, it->reg, json_get(match, S("here")), place, S(""));
        if (other != NULL)
            need_formula(it, other, json_get(match, S("there")), place, S(""));
        need_states_of(it, it->reg, json_get(match, S("in")), place);
        need_states_of(it, other, json_get(match, S("with-in")), place);
        need_paths(it, json_get(match, S("equal")), place.at);
        check_score(it, json_get(match, S("score")), other, place);
    }
}

static void check_measures(const Check *it, const Json *measures, Slice place, Slice list)
{
    for (size_t i = 0; measures != NULL && measures->kind == JSON_OBJECT && i < measures->count;
         i++) {
        need_formula(it, it->reg, json_get(measures->members[i].value, S("sum")), place, list);
        need_formula(it, it->reg, json_get(measures->members[i].value, S("average")), place, list);
    }
}

static void check_cube(const Check *it, Slice id, const Json *cube)
{
    Slice place = arena_join(it->arena, S("cubes."), id),
          list = json_text(json_get(cube, S("each")));
    const Json *dimensions = json_get(cube, S("dimensions"));
    need_list(it, list, place.at);
    need_states_of(it, it->reg, json_get(cube, S("in")), place);
    need_formula(it, it->reg, json_get(cube, S("where")), place, list);
    need_formula(it, it->reg, json_get(json_get(cube, S("time")), S("from")), place, list);
    check_measures(it, json_get(cube, S("measures")), place, list);
    for (size_t i = 0;
         dimensions != NULL && dimensions->kind == JSON_OBJECT && i < dimensions->count; i++) {
        const Json *one = dimensions->members[i].value;
        Slice field = json_text(json_get(one, S("field")));
        if (field.len > 0)
            need_path(it, field, place.at);
        else if (json_get(one, S("from")) == NULL)
            tell(it, REGISTER_FILE, "%.*s.dimensions.%.*s: say `field` or `from`", SHOW(place),
                 SHOW(dimensions->members[i].name));
        if (field.len == 0 && json_get(one, S("label")) == NULL)
            tell(it, REGISTER_FILE, "%.*s.dimensions.%.*s: without `field` it needs a label",
                 SHOW(place), SHOW(dimensions->members[i].name));
        need_formula(it, it->reg, json_get(one, S("from")), place, list);
    }
}

static void check_chart(const Check *it, const Json *chart, const Json *cubes)
{
    Slice name = json_text(json_get(chart, S("cube")));
    const Json *cube = json_get(cubes, name), *dimensions = json_get(cube, S("dimensions"));
    const Slice by[] = {json_text(json_get(chart, S("by"))), json_text(json_get(chart, S("and")))};
    Slice measure = json_text(json_get(chart, S("measure")));
    if (cube == NULL) {
        tell(it, REGISTER_FILE, "views.charts: there is no cube %.*s", SHOW(name));
        return;
    }
    for (size_t i = 0; i < 2; i++)
        if (by[i].len > 0 && json_get(dimensions, by[i]) == NULL &&
            !slice_equal(by[i], S("state")) && !slice_equal(by[i], S("owner")) &&
            !slice_equal(by[i], S("time")))
            tell(it, REGISTER_FILE, "views.charts: the cube %.*s has no dimension %.*s", SHOW(name),
                 SHOW(by[i]));
    if (measure.len > 0 && json_get(json_get(cube, S("measures")), measure) == NULL)
        tell(it, REGISTER_FILE, "views.charts: the cube %.*s has no measure %.*s", SHOW(name),
             SHOW(measure));
}

static void check_statistics(const Check *it)
{
    const Json *cubes = json_get(it->json, S("cubes"));
    const Json *charts = json_get(json_get(it->json, S("views")), S("charts"));
    for (size_t i = 0; cubes != NULL && cubes->kind == JSON_OBJECT && i < cubes->count; i++)
        check_cube(it, cubes->members[i].name, cubes->members[i].value);
    for (size_t i = 0; charts != NULL && charts->kind == JSON_ARRAY && i < charts->count; i++)
        check_chart(it, charts->items[i], cubes);
}

static void check_eligibility(const Check *it)
{
    const Json *eligibility = json_get(it->json, S("eligibility"));
    Slice subject = json_text(json_get(eligibility, S("subject")));
    if (subject.len > 0)
        need_register(it, subject, "eligibility.subject");
    need_states_of(it, it->reg, json_get(eligibility, S("in")), S("eligibility"));
    need_list(it, json_text(json_get(eligibility, S("conditions"))), "eligibility.conditions");
}

// ---- Labels ----

static Slice label_key(const Check *it, const Term *term)
{
    Slice path = term->name;
    for (term = term->parent; term->parent != NULL; term = term->parent)
        path = arena_print(it->arena, "%.*s.%.*s", SHOW(term->name), SHOW(path));
    return path;
}

static void check_labels_of(const Check *it, const char *file, const Labels *labels,
                            const Json *json, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Slice key = label_key(it, term);
        if (!labels_have(labels, it->arena, term))
            tell(it, file, "there is no label for \"%.*s\"", SHOW(key));
        for (size_t k = 0; k < term->choice_count && it->declaration->is_checked; k++) {
            Slice value = arena_print(it->arena, "%.*s=%.*s", SHOW(key), SHOW(term->choices[k]));
            if (json_text(json_get(json, value)).len == 0)
                tell(it, file, "there is no label for \"%.*s\"", SHOW(value));
        }
        check_labels_of(it, file, labels, json, term);
    }
}

static void check_label_keys(const Check *it, const char *file, const Json *json)
{
    for (size_t i = 0; json != NULL && json->kind == JSON_OBJECT && i < json->count; i++) {
        Slice rest = json->members[i].name, path = slice_cut(&rest, '=');
        if (path.len > 0 && model_find(&it->model->root, path) == NULL)
            tell(it, file, "\"%.*s\" is the label of no field; leave it out or mend its path",
                 SHOW(json->members[i].name));
    }
}

static void check_labels(const Check *it)
{
    for (int i = 0; i < LANGUAGE_END; i++) {
        Slice language = slice_of(language_name((SheetLanguage)i));
        const char *file = arena_print(it->arena, "labels.%.*s.json", SHOW(language)).at;
        const Labels *labels = register_labels(it->reg, language, it->faults);
        Slice text = register_file(it->reg, slice_of(file));
        if (labels == NULL || text.len == 0) {
            tell(it, file, "the labels are missing; every field needs one in en, ja and zh");
            continue;
        }
        if (labels_title(labels).len == 0)
            tell(it, file, "the name of the register is missing: {\"\": \"…\"}");
        const Json *json = json_read(it->arena, text, it->faults);
        check_labels_of(it, file, labels, json, &it->model->root);
        check_label_keys(it, file, json);
    }
}

static void check_words(const Check *it)
{
    const Declaration *d = it->declaration;
    for (size_t i = 0; i < d->state_count && d->is_checked; i++)
        if (d->states[i].label.in[LANGUAGE_EN].len == 0)
            tell(it, REGISTER_FILE,
                 "states.%.*s: give it a label, or people see the bare word: \"label\": {\"en\": "
                 "…, \"ja\": …, \"zh\": …}",
                 SHOW(d->states[i].id));
}

// ---- Rules ----

static void check_help(const Check *it, const Assertion *assertion, const HelpBook *help,
                       const char *file)
{
    static const char *const languages[] = {"en", "ja", "zh"};
    for (size_t i = 0; i < 3; i++) {
        HelpText text = help_find(help, assertion->id, slice_of(languages[i]), S(""));
        if (text.why.len == 0 || text.remedy.len == 0)
            tell(it, file, "%.*s: say the condition (why) and how to meet it (remedy) in %s",
                 SHOW(assertion->id), languages[i]);
    }
}

static void check_diagnostics(const Check *it, const Assertion *assertion, const char *file)
{
    static const char *const languages[] = {"ja", "zh"};
    for (size_t i = 0; i < 2; i++) {
        bool is_there = false;
        for (size_t k = 0; k < assertion->diagnostic_count; k++)
            is_there |= slice_equal(assertion->diagnostics[k]->language, slice_of(languages[i]));
        if (!is_there)
            tell(it, file, "%.*s: its text in %s is missing: a diagnostic with xml:lang=\"%s\"",
                 SHOW(assertion->id), languages[i], languages[i]);
    }
}

// Tests at the root or at the items of a list are followed; with variables they do not parse here.
static void check_test(const Check *it, const Assertion *assertion, const char *file,
                       RegisterRules which)
{
    Slice context = assertion->rule->context, list = S("");
    Slice subject = json_text(json_get(json_get(it->json, S("eligibility")), S("subject")));
    NameCheck names = it->names;
    Faults *ignored = arena_array(it->arena, Faults, 1);
    names.file = path_of(it, file);
    if (which == RULES_OF_ELIGIBILITY && subject.len > 0)
        names.reg = registers_find(it->reg->home, subject, ignored);
    if (!slice_equal(context, S("/")))
        list = slice_starts(context, S("/")) ? slice_part(context, 1, context.len) : context;
    const Model *model = names.reg != NULL ? register_model(names.reg, ignored) : NULL;
    const Term *term = model != NULL && list.len > 0 ? model_find(&model->root, list) : NULL;
    if (model != NULL && (list.len == 0 || (term != NULL && term->kind == TERM_LIST)))
        check_formula(&names, assertion->test, assertion->id, list);
}

static void check_rules(const Check *it, RegisterRules which, const char *file,
                        const char *help_file)
{
    const Ruleset *ruleset;
    const HelpBook *help;
    if (!register_rules(it->reg, which, &ruleset, &help, it->faults) || ruleset == NULL)
        return;
    for (size_t i = 0; i < ruleset->assertion_count && it->declaration->is_checked; i++) {
        const Assertion *assertion = ruleset->assertions[i];
        check_test(it, assertion, file, which);
        if (assertion->id.len == 0)
            tell(it, file, "an assertion has no id: %.*s", SHOW(assertion->test));
        else if (which == RULES_OF_ELIGIBILITY)
            check_help(it, assertion, help, help_file);
        else
            check_diagnostics(it, assertion, file);
    }
}

// ---- Examples ----

static void check_example(const Check *it, Slice text, size_t number)
{
    RecordFindings findings;
    const char *file = arena_print(it->arena, "examples (%zu)", number).at;
    size_t before = it->faults->count;
    const Json *json = json_read(it->arena, text, it->faults);
    fault_set_file(it->faults, before, path_of(it, file));
    if (json == NULL)
        return;
    json = json_with(it->arena, json, S("$schema"), NULL);
    Circumstances now = {.content = json_show(it->arena, json),
                         .number = S("EXAMPLE-1"),
                         .owner = S("example"),
                         .state = it->declaration->states[0].id,
                         .created = S("2026-11-21"),
                         .entered = S("2026-11-21"),
                         .today = S("2026-11-21")};
    if (!record_check(it->reg, it->arena, &now, S("en"), &findings, it->faults))
        return;
    for (size_t i = 0, told = 0; i < findings.count && told < TOLD_MAX; i++) {
        const RecordFinding *one = &findings.list[i];
        if (one->severity != SEVERITY_ERROR && one->severity != SEVERITY_BROKEN)
            continue;
        tell(it, file, "%.*s %.*s: %.*s", SHOW(one->rule), SHOW(one->place), SHOW(one->message));
        told++;
    }
}

static void check_examples(const Check *it)
{
    Slice text;
    size_t count = 0;
    while ((text = register_example(it->reg, count)).len > 0 && it->declaration->is_checked)
        check_example(it, text, ++count);
    if (count == 0 && it->declaration->is_checked)
        tell(it, "examples", "there is no example; forms show one, and tests run on it");
}

// ---- Versions ----

static void check_migrations(const Check *it)
{
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
            need_formula(it, it->reg, set->members[k].value, S("migrations"), S(""));
    }
}

// ---- All ----

static void check_declaration(const Check *it)
{
    check_paths(it);
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
