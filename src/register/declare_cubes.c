// SPDX-License-Identifier: Apache-2.0
// Reads what a register declares of its cubes, with the names of all codes.

#include "codes/codes.h"
#include "register/cubes.h"
#include "register/declare_internal.h"

#include <assert.h>
#include <ctype.h>

static_assert((int)CUBE_LANGUAGES == (int)LANGUAGE_END, "a language has no labels in cubes");

typedef struct CubeReading {
    Declaring declaring;
    Register *reg;
    const Json *json; // of the cube
    DeclaredCube *cube;
    CubeDimension *dimensions;
    Formula *places;
    size_t count;
} CubeReading;

static void copy_words(const Words *words, Slice label[CUBE_LANGUAGES])
{
    for (int i = 0; i < LANGUAGE_END; i++)
        label[i] = words->in[i];
}

// The field that a dimension is of: the register's own, or that of one that it refers to.
typedef struct Origin {
    Register *reg;
    Slice path; // empty: none
} Origin;

static const Term *term_of(CubeReading *it, const Origin *origin)
{
    const Model *model =
        origin->path.len > 0 ? register_model(origin->reg, it->declaring.faults) : NULL;
    return model != NULL ? model_find(&model->root, origin->path) : NULL;
}

static bool is_plain_path(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.at[i]) && memchr("/_-", text.at[i], 3) == NULL)
            return false;
    return text.len > 0;
}

// "/_/refers/measure/benefit" ─► benefit of the register that the field `measure` refers to.
static Origin origin_referred(CubeReading *it, Slice from)
{
    const Slice sign = S("/_/refers/");
    const Declaration *declaration = it->declaring.to;
    Origin none = {it->reg, S("")};
    Slice rest = slice_part(from, sign.len, from.len);
    if (!slice_starts(from, sign) || !is_plain_path(rest))
        return none;
    Slice name = slice_cut(&rest, '/');
    char *path = (char *)arena_copy(it->declaring.arena, rest).at;
    for (size_t i = 0; i < rest.len; i++)
        path[i] = path[i] == '/' ? '.' : path[i];
    for (size_t i = 0; i < declaration->field_count; i++) {
        Faults *ignored = arena_array(it->declaring.arena, Faults, 1); // register_check tells it
        const DeclaredField *field = &declaration->fields[i];
        Register *reg = field->refers.len > 0 && field_is_element(field->path, name)
                            ? registers_find(it->reg->home, field->refers, ignored)
                            : NULL;
        if (reg != NULL)
            return (Origin){reg, {path, rest.len}};
    }
    return none;
}

static Origin origin_of(CubeReading *it, Slice id, const Json *json)
{
    Slice field = json_get_text(json, S("field")), from = json_get_text(json, S("from"));
    if (field.len > 0)
        return (Origin){it->reg, field};
    return from.len > 0 ? origin_referred(it, from) : (Origin){it->reg, id};
}

// By the labels of the register and the glossary.
static void label_field(CubeReading *it, const Origin *origin, Slice label[CUBE_LANGUAGES])
{
    const Term *term = term_of(it, origin);
    for (int i = 0; term != NULL && i < LANGUAGE_END; i++) {
        Slice language = slice_of(language_name((SheetLanguage)i));
        const Labels *labels = register_labels(origin->reg, language, it->declaring.faults);
        label[i] = label_of(labels, it->declaring.arena, term, NULL);
    }
}

// ---- Codes ----

static const Json *labels_in(CubeReading *it, const Origin *origin, int language)
{
    Slice name =
        arena_print(it->declaring.arena, "labels.%s.json", language_name((SheetLanguage)language));
    Slice text = register_file(origin->reg, name);
    return text.len > 0 ? json_read(it->declaring.arena, text, it->declaring.faults) : NULL;
}

static void take_choices(CubeReading *it, CubeDimension *dimension, const Origin *origin)
{
    const Term *term = term_of(it, origin);
    Arena *arena = it->declaring.arena;
    size_t count = term != NULL && term->choices != NULL ? term->choice_count : 0;
    CubeCode *codes = arena_array(arena, CubeCode, count);
    for (int k = 0; count > 0 && k < LANGUAGE_END; k++) {
        const Json *labels = labels_in(it, origin, k);
        for (size_t i = 0; i < count; i++) {
            Slice key = arena_print(arena, "%.*s=%.*s", (int)origin->path.len, origin->path.at,
                                    (int)term->choices[i].len, term->choices[i].at);
            codes[i].id = term->choices[i];
            codes[i].label[k] = json_get_text(labels, key);
        }
    }
    dimension->codes = codes;
    dimension->code_count = count;
}

static void add_list(CubeDimension *dimension, CubeCode *codes, const Codes *list)
{
    for (CodeRow row = 0; row < codes_count(list); row++) {
        CubeCode *code = &codes[dimension->code_count++];
        code->id = codes_code(list, row);
        for (int k = 0; k < LANGUAGE_END; k++)
            code->label[k] = codes_label(list, row, slice_of(language_name((SheetLanguage)k)));
    }
}

// Several where levels have lists of their own: a country stands above its provinces. A list of
// some ten thousand rows is better looked up than carried along.
static void take_lists(CubeReading *it, CubeDimension *dimension, const WordList *names)
{
    enum { ROWS_MAX = 10000 };
    Arena *arena = it->declaring.arena;
    const Codes **lists = arena_array(arena, const Codes *, names->count);
    size_t rows = 0;
    for (size_t i = 0; i < names->count; i++) {
        lists[i] = codes_named(arena, NULL, names->at[i], it->declaring.faults);
        rows += lists[i] != NULL ? codes_count(lists[i]) : 0;
    }
    CubeCode *codes = arena_array(arena, CubeCode, rows <= ROWS_MAX ? rows : 0);
    dimension->codes = codes;
    for (size_t i = 0; i < names->count && rows <= ROWS_MAX; i++)
        if (lists[i] != NULL)
            add_list(dimension, codes, lists[i]);
}

static void take_states(CubeReading *it, CubeDimension *dimension)
{
    const Declaration *declaration = it->declaring.to;
    CubeCode *codes = arena_array(it->declaring.arena, CubeCode, declaration->state_count);
    for (size_t i = 0; i < declaration->state_count; i++) {
        codes[i].id = declaration->states[i].id;
        copy_words(&declaration->states[i].label, codes[i].label);
    }
    dimension->codes = codes;
    dimension->code_count = declaration->state_count;
}

// ---- Dimensions ----

// A path as an XPath at the item: what is below the list begins there, the rest at the record.
static Slice path_formula(Arena *arena, Slice path, Slice each)
{
    Buffer out = buffer_new(arena);
    bool is_below =
        each.len > 0 && slice_starts(path, each) && path.len > each.len && path.at[each.len] == '.';
    path = is_below ? slice_part(path, each.len + 1, path.len) : path;
    if (!is_below)
        buffer_add_char(&out, '/');
    for (size_t i = 0; i < path.len; i++)
        buffer_add_char(&out, path.at[i] == '.' ? '/' : path.at[i]);
    return buffer_slice(&out);
}

static Formula compile(CubeReading *it, Slice text, const char *what, Slice id)
{
    Slice place = arena_print(it->declaring.arena, "cubes.%.*s.%s.%.*s", (int)it->cube->form.id.len,
                              it->cube->form.id.at, what, (int)id.len, id.at);
    return text.len == 0 ? (Formula){0}
                         : formula_compile(it->declaring.arena, it->declaring.program, text, place,
                                           it->declaring.faults);
}

static void read_levels(Arena *arena, CubeDimension *dimension, const Json *levels)
{
    if (levels == NULL || levels->kind != JSON_ARRAY)
        return;
    dimension->kind = CODES_PREFIX;
    for (size_t i = 0; i < levels->count && i < CUBE_DEPTH_MAX - 1; i++)
        dimension->prefixes[i] =
            (uint8_t)declare_number(arena, levels->items[i], 0); // whole, 1 to 20
}

static void read_dimension(CubeReading *it, Slice id, const Json *json)
{
    CubeDimension *dimension = &it->dimensions[it->count];
    Slice field = json_get_text(json, S("field"));
    WordList lists = declare_list(&it->declaring, json_get(json, S("codes")));
    Slice from = json_get_text(json, S("from"));
    const Json *label = json_get(json, S("label"));
    Words words = declare_words(label);
    Origin origin = origin_of(it, id, json);
    *dimension = (CubeDimension){.id = id, .kind = CODES_LIST};
    if (label != NULL)
        copy_words(&words, dimension->label);
    else
        label_field(it, &origin, dimension->label);
    if (lists.count > 0)
        take_lists(it, dimension, &lists);
    else
        take_choices(it, dimension, &origin);
    read_levels(it->declaring.arena, dimension, json_get(json, S("levels")));
    if (from.len == 0)
        from = path_formula(it->declaring.arena, field.len > 0 ? field : id, it->cube->each);
    it->places[it->count++] = compile(it, from, "dimensions", id);
}

static void read_time(CubeReading *it, const Json *json)
{
    static const struct {
        const char *word;
        size_t length;
    } grains[] = {{"year", GRAIN_YEAR},
                  {"quarter", GRAIN_QUARTER},
                  {"month", GRAIN_MONTH},
                  {"day", GRAIN_DAY}};
    static const CubeDimension time = {
        .id = S_INIT("time"),
        .label = {S_INIT("Period"), S_INIT("期間"), S_INIT("期间")},
        .kind = CODES_TIME,
    };
    Slice grain = json_get_text(json, S("grain"));
    it->cube->grain = GRAIN_MONTH;
    for (size_t i = 0; i < sizeof grains / sizeof *grains; i++)
        if (slice_equal(grain, slice_of(grains[i].word)))
            it->cube->grain = grains[i].length;
    it->dimensions[it->count] = time;
    it->places[it->count++] = compile(it, json_get_text(json, S("from")), "time", S("from"));
}

static void read_state(CubeReading *it)
{
    static const CubeDimension state = {
        .id = S_INIT("state"),
        .label = {S_INIT("State"), S_INIT("状態"), S_INIT("状态")},
        .kind = CODES_LIST,
    };
    it->dimensions[it->count] = state;
    take_states(it, &it->dimensions[it->count++]);
}

static void read_dimensions(CubeReading *it, const Json *json)
{
    size_t most = json != NULL && json->kind == JSON_OBJECT ? json->count : 0;
    most = most < CUBE_DIMENSIONS_MAX - 2 ? most : CUBE_DIMENSIONS_MAX - 2;
    it->dimensions = arena_array(it->declaring.arena, CubeDimension, most + 2);
    it->places = arena_array(it->declaring.arena, Formula, most + 2);
    it->count = 0;
    read_time(it, json_get(it->json, S("time")));
    for (size_t i = 0; i < most; i++)
        read_dimension(it, json->members[i].name, json->members[i].value);
    read_state(it);
    it->cube->form.dimensions = it->dimensions;
    it->cube->form.dimension_count = it->count;
    it->cube->places = it->places;
}

// ---- Measures ----

static CubeMeasure read_measure(Slice id, const Json *json)
{
    enum { DIGITS = 2 };
    Words label = declare_words(json_get(json, S("label")));
    bool is_mean = json_get(json, S("average")) != NULL;
    bool is_sum = json_get(json, S("sum")) != NULL;
    CubeMeasure measure = {.id = id,
                           .unit = json_get_text(json, S("unit")),
                           .scale = DIGITS,
                           .kind = is_mean  ? MEASURE_MEAN
                                   : is_sum ? MEASURE_SUM
                                            : MEASURE_COUNT};
    copy_words(&label, measure.label);
    return measure;
}

static void read_measures(CubeReading *it, const Json *json)
{
    static const CubeMeasure count = {
        .id = S_INIT("count"),
        .label = {S_INIT("Number"), S_INIT("件数"), S_INIT("数量")},
        .kind = MEASURE_COUNT,
    };
    bool is_given = json != NULL && json->kind == JSON_OBJECT && json->count > 0;
    size_t most = is_given ? json->count : 1;
    most = most < CUBE_MEASURES_MAX ? most : CUBE_MEASURES_MAX;
    CubeMeasure *measures = arena_array(it->declaring.arena, CubeMeasure, most);
    Formula *values = arena_array(it->declaring.arena, Formula, most);
    measures[0] = count;
    for (size_t i = 0; is_given && i < most; i++) {
        const Json *said = json->members[i].value;
        const Json *formula = json_get(said, S("average"));
        measures[i] = read_measure(json->members[i].name, said);
        values[i] = compile(it, json_text(formula != NULL ? formula : json_get(said, S("sum"))),
                            "measures", json->members[i].name);
    }
    it->cube->form.measures = measures;
    it->cube->form.measure_count = most;
    it->cube->values = values;
}

// ---- All ----

static void default_states(CubeReading *it, WordList *in)
{
    const Declaration *declaration = it->declaring.to;
    Slice *list = arena_array(it->declaring.arena, Slice, declaration->state_count);
    for (size_t i = 0; i < declaration->state_count; i++)
        if (!declaration->states[i].is_draft)
            list[in->count++] = declaration->states[i].id;
    in->at = list;
}

static void read_cube(CubeReading *it, Slice id)
{
    enum { SUPPRESS_PERSONAL = 5 };
    DeclaredCube *cube = it->cube;
    const Declaration *declaration = it->declaring.to;
    Words label = declare_words(json_get(it->json, S("label")));
    double suppress = declare_number(it->declaring.arena, json_get(it->json, S("suppress")),
                                     declaration->is_personal ? SUPPRESS_PERSONAL : 0);
    cube->form = (CubeForm){.register_name = register_name(it->reg),
                            .id = id,
                            .suppress = (unsigned)suppress,
                            .is_personal = declaration->is_personal};
    copy_words(&label, cube->form.label);
    cube->each = json_get_text(it->json, S("each"));
    cube->where = compile(it, json_get_text(it->json, S("where")), "where", S(""));
    cube->read = declare_default(&it->declaring, json_get(it->json, S("read")), "member officer");
    cube->in = declare_list(&it->declaring, json_get(it->json, S("in")));
    if (cube->in.count == 0)
        default_states(it, &cube->in);
    read_dimensions(it, json_get(it->json, S("dimensions")));
    read_measures(it, json_get(it->json, S("measures")));
}

static CubeReading reading_of(Register *reg, const Declaration *declaration, Faults *faults)
{
    Arena *arena = reg->home->arena;
    CubeReading it = {.declaring = {arena, (Declaration *)declaration, NULL, faults}, .reg = reg};
    it.declaring.program = (Program *)declaration->program;
    return it;
}

const DeclaredCube *register_cubes(Register *reg, size_t *count, Faults *faults)
{
    const Declaration *declaration = register_declaration(reg, faults);
    const Json *json = declaration != NULL ? json_get(declaration->json, S("cubes")) : NULL;
    size_t before = faults->count;
    *count = json != NULL && json->kind == JSON_OBJECT ? json->count : 0;
    if (reg->cubes != NULL || *count == 0)
        return reg->cubes;
    CubeReading it = reading_of(reg, declaration, faults);
    DeclaredCube *cubes = arena_array(it.declaring.arena, DeclaredCube, *count);
    for (size_t i = 0; i < *count; i++) {
        it.cube = &cubes[i];
        it.json = json->members[i].value;
        read_cube(&it, json->members[i].name);
    }
    if (faults->count > before)
        return NULL;
    reg->cubes = cubes;
    return cubes;
}

const DeclaredCube *register_cube(Register *reg, Slice id, Faults *faults)
{
    size_t count, before = faults->count;
    const DeclaredCube *cubes = register_cubes(reg, &count, faults);
    for (size_t i = 0; cubes != NULL && i < count; i++)
        if (slice_equal(cubes[i].form.id, id))
            return &cubes[i];
    if (faults->count == before)
        fault_add_code(faults, FAULT_USAGE, "absent", 0, 0, "the register %.*s has no cube %.*s",
                       (int)register_name(reg).len, register_name(reg).at, (int)id.len, id.at);
    return NULL;
}
