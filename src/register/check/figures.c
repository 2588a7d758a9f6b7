// SPDX-License-Identifier: Apache-2.0
// Matches, cubes and charts.

#include "register/check/internal.h"

#include "codes/codes.h"
#include "register/cubes.h"

// ---- Matches ----

static void check_score(const Check *it, const Json *score, Register *other, Slice place)
{
    Check there = *it;
    for (size_t i = 0; i < json_count(score); i++) {
        const Json *here = json_get(score->items[i], S("here")),
                   *paths = json_get(score->items[i], S("there"));
        need_paths(it, here, place.at);
        there.model = other != NULL ? register_model(other, it->faults) : NULL;
        if (there.model != NULL)
            need_paths(&there, paths != NULL ? paths : here,
                       arena_join(it->arena, place, S(" (there)")).at);
    }
}

static void check_equal(const Check *it, const Json *equal, Register *other, Slice place)
{
    Check there = *it;
    need_paths(it, equal, place.at);
    there.model = other != NULL ? register_model(other, it->faults) : NULL;
    bool is_object = equal != NULL && equal->kind == JSON_OBJECT && there.model != NULL;
    for (size_t i = 0; is_object && i < equal->count; i++)
        need_path(&there, json_text(equal->members[i].value),
                  arena_join(it->arena, place, S(" (there)")).at);
}

static void check_notified(const Check *it, const Json *words, Slice place)
{
    size_t count = json_count(words);
    Slice *list = arena_array(it->arena, Slice, count);
    for (size_t i = 0; i < count; i++)
        list[i] = json_text(words->items[i]);
    check_who(it, &(WordList){list, count}, place);
}

void check_matches(const Check *it)
{
    const Json *matches = json_get(it->json, S("matches"));
    for (size_t i = 0; matches != NULL && matches->kind == JSON_OBJECT && i < matches->count; i++) {
        const Json *match = matches->members[i].value;
        Slice place = arena_join(it->arena, S("matches."), matches->members[i].name);
        Register *other = need_register(it, json_get_text(match, S("with")), place.at);
        need_formula(it, it->reg, json_get(match, S("here")), place, S(""));
        if (other != NULL)
            need_formula(it, other, json_get(match, S("there")), place, S(""));
        need_states_of(it, it->reg, json_get(match, S("in")), place);
        need_states_of(it, other, json_get(match, S("with-in")), place);
        need_words(it, REGISTER_FILE, it->reg, json_get_text(match, S("here")), NULL, place);
        if (other != NULL)
            need_words(it, REGISTER_FILE, other, json_get_text(match, S("there")), NULL, place);
        check_equal(it, json_get(match, S("equal")), other, place);
        check_notified(it, json_get(match, S("notify")), place);
        check_score(it, json_get(match, S("score")), other, place);
    }
}

// ---- Cubes, charts ----

static void check_unit(const Check *it, const JsonMember *measure, Slice place)
{
    const Json *sum = json_get(measure->value, S("sum")),
               *average = json_get(measure->value, S("average"));
    if (sum != NULL && average != NULL)
        tell(it, REGISTER_FILE, "%.*s.measures.%.*s: say `sum` or `average`, not both", SHOW(place),
             SHOW(measure->name));
    if (sum == NULL && average == NULL && json_get(measure->value, S("unit")) != NULL)
        tell(
            it, REGISTER_FILE,
            "%.*s.measures.%.*s: it counts records, and has a unit; say `sum` or `average` of what",
            SHOW(place), SHOW(measure->name));
}

// A cube has no owner and no parts: it is seen by the public, members or officers.
static void check_readers(const Check *it, const Json *words, Slice place)
{
    for (size_t i = 0; i < json_count(words); i++) {
        Slice word = json_text(words->items[i]);
        if (!slice_equal(word, S("public")) && !slice_equal(word, S("member")) &&
            !slice_equal(word, S("officer")))
            tell(it, REGISTER_FILE, "%.*s.read: %.*s; cubes are read by public, member or officer",
                 SHOW(place), SHOW(word));
    }
}

static void check_measures(const Check *it, const Json *measures, Slice place, Slice list)
{
    for (size_t i = 0; measures != NULL && measures->kind == JSON_OBJECT && i < measures->count;
         i++) {
        need_formula(it, it->reg, json_get(measures->members[i].value, S("sum")), place, list);
        need_formula(it, it->reg, json_get(measures->members[i].value, S("average")), place, list);
        check_unit(it, &measures->members[i], place);
    }
}

// Statistics know the lists that the program carries.
static void need_codes(const Check *it, const Json *names, Slice place)
{
    bool is_list = names != NULL && names->kind == JSON_ARRAY;
    for (size_t i = 0; names != NULL && i < (is_list ? names->count : 1); i++) {
        Slice name = json_text(is_list ? names->items[i] : names);
        Faults *found = arena_array(it->arena, Faults, 1);
        if (name.len > 0 && codes_named(it->arena, NULL, name, found) == NULL)
            tell(it, REGISTER_FILE, "%.*s.codes: %s", SHOW(place), found->list[0].text);
    }
}

static void check_cube(const Check *it, Slice id, const Json *cube)
{
    Slice place = arena_join(it->arena, S("cubes."), id), list = json_get_text(cube, S("each"));
    const Json *dimensions = json_get(cube, S("dimensions"));
    need_list(it, list, place.at);
    need_states_of(it, it->reg, json_get(cube, S("in")), place);
    need_formula(it, it->reg, json_get(cube, S("where")), place, list);
    need_formula(it, it->reg, json_get(json_get(cube, S("time")), S("from")), place, list);
    check_measures(it, json_get(cube, S("measures")), place, list);
    check_readers(it, json_get(cube, S("read")), place);
    for (size_t i = 0;
         dimensions != NULL && dimensions->kind == JSON_OBJECT && i < dimensions->count; i++) {
        const Json *one = dimensions->members[i].value;
        Slice field = json_get_text(one, S("field"));
        if (field.len > 0)
            need_path(it, field, place.at);
        else if (json_get(one, S("from")) == NULL)
            tell(it, REGISTER_FILE, "%.*s.dimensions.%.*s: say `field` or `from`", SHOW(place),
                 SHOW(dimensions->members[i].name));
        need_formula(it, it->reg, json_get(one, S("from")), place, list);
        need_codes(it, json_get(one, S("codes")), place);
    }
}

// By the field that it is of, the register's own or one that it refers to, or as it is said.
static void check_dimension_labels(const Check *it)
{
    size_t count;
    Faults *ignored = arena_array(it->arena, Faults, 1); // what does not compile is told
    const DeclaredCube *cubes = register_cubes(it->reg, &count, ignored);
    for (size_t i = 0; cubes != NULL && i < count; i++)
        for (size_t k = 0; k < cubes[i].form.dimension_count; k++)
            if (cubes[i].form.dimensions[k].label[LANGUAGE_EN].len == 0)
                tell(it, REGISTER_FILE,
                     "cubes.%.*s.dimensions.%.*s: it is of no field, and needs a label",
                     SHOW(cubes[i].form.id), SHOW(cubes[i].form.dimensions[k].id));
}

static void check_cubes(const Check *it, const Json *cubes)
{
    Check lasting = *it;
    lasting.names.is_lasting = true;
    for (size_t i = 0; cubes != NULL && cubes->kind == JSON_OBJECT && i < cubes->count; i++)
        check_cube(&lasting, cubes->members[i].name, cubes->members[i].value);
}

static void check_chart(const Check *it, const Json *chart, const Json *cubes)
{
    Slice name = json_get_text(chart, S("cube"));
    const Json *cube = json_get(cubes, name), *dimensions = json_get(cube, S("dimensions"));
    const Slice by[] = {json_get_text(chart, S("by")), json_get_text(chart, S("and"))};
    Slice measure = json_get_text(chart, S("measure"));
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

void check_statistics(const Check *it)
{
    const Json *cubes = json_get(it->json, S("cubes"));
    const Json *charts = json_get(json_get(it->json, S("views")), S("charts"));
    check_cubes(it, cubes);
    check_dimension_labels(it);
    for (size_t i = 0; i < json_count(charts); i++)
        check_chart(it, charts->items[i], cubes);
}
