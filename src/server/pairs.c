// SPDX-License-Identifier: Apache-2.0
#include "server/pairs.h"

#include "base/decimal.h"
#include "register/declare.h"
#include "register/edit.h"
#include "register/explain.h"

typedef struct DeclaredPart {
    const Json *here, *there; // paths
    const Json *label;
} DeclaredPart;

enum { CONDITIONS_MAX = MATCH_EQUALS_MAX + 2 };

// What a pair wants of both sides, in words: as one side reads it, in one language.
typedef struct Conditions {
    Slice at[CONDITIONS_MAX];
    size_t count;
} Conditions;

typedef struct DeclaredPair {
    MatchPair pair;
    Slice id, register_name, with;
    const Json *label, *equal, *in, *with_in, *notify;
    double notify_from;
    bool may_assign;
    Formula here, there;
    Conditions conditions[LANGUAGE_END][SIDE_BOTH + 1];
    DeclaredPart parts[MATCH_PARTS_MAX];
    bool is_similar;
} DeclaredPair;

struct Pairs {
    Arena *arena;
    DeclaredPair *at;
    size_t count, room;
};

// ---- Declarations ----

typedef struct By {
    const char *name;
    MatchBy by;
} By;

static const By bys[] = {
    {"text", MATCH_TEXT},   {"hs", MATCH_CODES},      {"industry", MATCH_CODES},
    {"codes", MATCH_CODES}, {"region", MATCH_REGION}, {"quantity", MATCH_QUANTITY},
    {"dates", MATCH_DATES},
};

static double number_of(const Json *json, double otherwise)
{
    Decimal value;
    return json != NULL && decimal_read(json->text, &value, NULL) ? decimal_to_double(value)
                                                                  : otherwise;
}

static bool read_part(DeclaredPair *it, const Json *json)
{
    Slice by = json_get_text(json, S("by"));
    if (it->pair.part_count == MATCH_PARTS_MAX)
        return false;
    for (size_t i = 0; i < sizeof bys / sizeof *bys; i++) {
        if (!slice_equal(by, slice_of(bys[i].name)))
            continue;
        const Json *here = json_get(json, S("here")), *there = json_get(json, S("there"));
        it->pair.parts[it->pair.part_count] =
            (MatchPart){bys[i].by, number_of(json_get(json, S("weight")), 1)};
        it->parts[it->pair.part_count++] =
            (DeclaredPart){here, there != NULL ? there : here, json_get(json, S("label"))};
        return here != NULL;
    }
    return false;
}

// "goods.hs" ─► "goods/hs"
static Slice path_as_xpath(Arena *arena, Slice path)
{
    char *text = (char *)arena_copy(arena, path).at;
    for (size_t i = 0; i < path.len; i++)
        text[i] = text[i] == '.' ? '/' : text[i];
    return (Slice){text, path.len};
}

static DeclaredPair *add_pair(Pairs *it)
{
    if (it->count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : 16;
        it->at = arena_resize(it->arena, it->at, it->room * sizeof *it->at, more * sizeof *it->at);
        it->room = more;
    }
    it->at[it->count] = (DeclaredPair){0};
    return &it->at[it->count++];
}

static Formula compile(Pairs *pairs, const Declaration *of, const Json *json)
{
    Faults faults = {0};
    Formula formula = formula_compile(pairs->arena, (Program *)of->program, json_text(json),
                                      S("matches"), &faults);
    return formula;
}

// Which values must be the same, called as this side calls them; what this side must meet; what the
// other.
static void say_conditions(Pairs *pairs, DeclaredPair *it, Register *registers[], MatchSide side,
                           SheetLanguage language)
{
    Conditions *said = &it->conditions[language][side];
    const Formula *formulas[] = {[SIDE_HERE] = &it->here, [SIDE_THERE] = &it->there};
    MatchSide other = side == SIDE_HERE ? SIDE_THERE : SIDE_HERE;
    Explaining own = {pairs->arena, registers[side], NULL, slice_of(language_name(language))};
    Explaining others = {pairs->arena, registers[other], NULL, own.language};
    size_t count = it->equal != NULL && it->equal->kind == JSON_OBJECT ? it->equal->count : 0;
    for (size_t i = 0; i < count && i < MATCH_EQUALS_MAX; i++) {
        const JsonMember *member = &it->equal->members[i];
        Slice path = side == SIDE_THERE ? json_text(member->value) : member->name;
        said->at[said->count++] = explain_same(&own, path_as_xpath(pairs->arena, path));
    }
    if (formulas[side]->expr != NULL)
        said->at[said->count++] = explain_test(&own, formulas[side]->text, NULL);
    if (formulas[other]->expr != NULL)
        said->at[said->count++] = explain_other_side(&others, formulas[other]->text);
}

static void say_all_conditions(Pairs *pairs, DeclaredPair *it, Register *here, Register *there)
{
    Register *registers[] = {[SIDE_HERE] = here, [SIDE_THERE] = there};
    for (int i = 0; i < LANGUAGE_END; i++)
        for (MatchSide side = SIDE_HERE; side <= SIDE_THERE; side++)
            say_conditions(pairs, it, registers, side, (SheetLanguage)i);
}

static bool read_match(Pairs *pairs, Registers *registers, const Declaration *declaration,
                       const JsonMember *member)
{
    Faults ignored = {0};
    const Json *json = member->value, *score = json_get(json, S("score"));
    Register *with = registers_find(registers, json_get_text(json, S("with")), &ignored);
    const Declaration *other = with != NULL ? register_declaration(with, &ignored) : NULL;
    if (other == NULL || score == NULL || score->kind != JSON_ARRAY)
        return false;
    DeclaredPair *it = add_pair(pairs);
    Slice name = register_name(declaration->reg);
    it->id = member->name;
    it->register_name = name;
    it->with = register_name(with);
    it->label = json_get(json, S("label"));
    it->equal = json_get(json, S("equal"));
    it->in = json_get(json, S("in"));
    it->with_in = json_get(json, S("with-in"));
    it->here = compile(pairs, declaration, json_get(json, S("here")));
    it->there = compile(pairs, other, json_get(json, S("there")));
    it->pair.id = arena_print(pairs->arena, "%.*s/%.*s", (int)name.len, name.at,
                              (int)member->name.len, member->name.at);
    it->pair.threshold = number_of(json_get(json, S("threshold")), 0.5);
    it->notify = json_get(json, S("notify"));
    it->notify_from = number_of(json_get(json, S("notify-from")), it->pair.threshold);
    const Json *assign = json_get(json, S("assign"));
    it->may_assign = assign != NULL && assign->kind == JSON_TRUE;
    bool is_good = (it->here.text.len == 0 || it->here.expr != NULL) &&
                   (it->there.text.len == 0 || it->there.expr != NULL);
    for (size_t i = 0; i < score->count; i++)
        is_good &= read_part(it, score->items[i]);
    if (is_good)
        say_all_conditions(pairs, it, declaration->reg, with);
    pairs->count -= !is_good; // a condition that cannot be tested lets nobody in
    return is_good;
}

static void read_similar(Pairs *pairs, const Declaration *declaration, const Json *json)
{
    DeclaredPair *it = add_pair(pairs);
    Slice name = register_name(declaration->reg);
    it->id = S("similar");
    it->is_similar = true;
    it->register_name = it->with = name;
    it->pair = (MatchPair){.id = arena_join(pairs->arena, name, S("/similar")),
                           .parts = {{MATCH_TEXT, 1}},
                           .part_count = 1,
                           .threshold = number_of(json_get(json, S("threshold")), 0.8)};
    it->parts[0].here = it->parts[0].there = json_get(json, S("fields"));
}

Pairs *pairs_new(Arena *arena, Registers *registers)
{
    Pairs *pairs = arena_array(arena, Pairs, 1);
    pairs->arena = arena;
    for (size_t i = 0; i < registers_count(registers); i++) {
        Faults ignored = {0};
        Register *reg = registers_at(registers, i);
        const Json *json = register_declared(reg, &ignored);
        const Json *matches = json_get(json, S("matches")), *similar = json_get(json, S("similar"));
        if (matches == NULL && similar == NULL)
            continue;
        const Declaration *declaration = register_declaration(reg, &ignored);
        if (declaration == NULL)
            continue;
        if (similar != NULL)
            read_similar(pairs, declaration, similar);
        for (size_t k = 0; matches != NULL && matches->kind == JSON_OBJECT && k < matches->count;
             k++)
            read_match(pairs, registers, declaration, &matches->members[k]);
    }
    return pairs;
}

bool pairs_tell(const Pairs *pairs, Slice register_name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const DeclaredPair *it = &pairs->at[i];
        bool is_in =
            slice_equal(it->register_name, register_name) || slice_equal(it->with, register_name);
        if (is_in && (it->notify != NULL ? json_count(it->notify) > 0 : !it->is_similar))
            return true;
    }
    return false;
}

// ---- Stands ----

static bool is_for_some(const DeclaredField *field)
{
    return field->is_read_given || field->is_personal || field->consent.len > 0;
}

bool pairs_is_restricted(const Declaration *declaration, Slice path)
{
    for (size_t i = 0; declaration != NULL && i < declaration->field_count; i++) {
        const DeclaredField *field = &declaration->fields[i];
        bool is_within = slice_starts(path, field->path) &&
                         (path.len == field->path.len || path.at[field->path.len] == '.');
        if (is_for_some(field) && is_within)
            return true;
    }
    return false;
}

bool pairs_restrict_any(const Declaration *declaration)
{
    for (size_t i = 0; i < declaration->field_count; i++)
        if (is_for_some(&declaration->fields[i]))
            return true;
    return false;
}

typedef struct Standing {
    Arena *arena;
    const Declaration *declaration;
    const Record *record;
    const Json *content;
    Slice language;
    Scene *scene; // made when the first condition wants it
} Standing;

typedef struct Values {
    Slice at[MATCH_VALUES_MAX];
    size_t count;
} Values;

static bool add_value(void *context, Slice value)
{
    Values *it = context;
    it->at[it->count++] = value;
    return it->count < MATCH_VALUES_MAX;
}

static PartValues values_at(const Standing *it, const Json *paths, MatchBy by)
{
    Values *values = arena_array(it->arena, Values, 1);
    bool is_range = by == MATCH_QUANTITY || by == MATCH_DATES;
    bool has_any = false;
    for (size_t i = 0; i < json_count(paths) && values->count < MATCH_VALUES_MAX; i++) {
        Slice path = json_text(paths->items[i]);
        size_t before = values->count;
        if (!pairs_is_restricted(it->declaration, path))
            json_each(it->content, path, add_value, values);
        has_any |= values->count > before;
        // From and to keep their places.
        if (is_range && values->count == before && values->count < MATCH_VALUES_MAX)
            add_value(values, S(""));
    }
    return (PartValues){values->at, has_any ? values->count : 0};
}

static bool is_in(const Standing *it, const Json *states)
{
    const State *state = declared_state(it->declaration, it->record->state);
    if (states == NULL)
        return state == NULL || !state->is_draft;
    if (states->kind == JSON_STRING)
        return slice_equal(states->text, it->record->state);
    for (size_t i = 0; i < json_count(states); i++)
        if (slice_equal(json_text(states->items[i]), it->record->state))
            return true;
    return false;
}

static bool holds(Standing *it, const Formula *formula)
{
    Faults ignored = {0};
    if (formula->expr == NULL)
        return true;
    if (it->scene == NULL) {
        Circumstances known = {.content = it->record->content,
                               .id = it->record->id,
                               .owner = it->record->owner,
                               .state = it->record->state};
        it->scene = scene_new(it->arena, it->declaration->program, &known, &ignored);
    }
    return it->scene != NULL && scene_holds(it->scene, formula, 0, NULL);
}

static Slice label_in(const Standing *it, const Json *label)
{
    Slice text = json_get_text(label, it->language);
    return arena_copy(it->arena, text.len > 0 ? text : json_get_text(label, S("en")));
}

static void set_equals(const Standing *it, const DeclaredPair *pair, MatchSide side, Stand *stand)
{
    size_t count = pair->equal != NULL && pair->equal->kind == JSON_OBJECT ? pair->equal->count : 0;
    Slice *equals = arena_array(it->arena, Slice, count);
    for (size_t i = 0; i < count; i++) {
        const JsonMember *member = &pair->equal->members[i];
        Values value = {0};
        json_each(it->content, side == SIDE_THERE ? json_text(member->value) : member->name,
                  add_value, &value);
        equals[i] = value.count > 0 ? value.at[0] : S("");
    }
    stand->equals = equals;
    stand->equal_count = count;
}

// Who is told of a match; nobody of what may be the same once more.
static void set_notified(const Standing *it, const DeclaredPair *pair, PairStand *to)
{
    const Json *list = pair->notify;
    size_t count = json_count(list);
    Slice *words = arena_array(it->arena, Slice, count + 1);
    for (size_t i = 0; i < count; i++)
        words[i] = arena_copy(it->arena, json_text(list->items[i]));
    if (list == NULL && !pair->is_similar)
        words[count++] = S("owner");
    to->notified = words;
    to->notified_count = count;
    to->notify_from = pair->notify_from;
}

// Copied, for registers may be read anew.
static void set_conditions(const Standing *it, const Conditions *said, PairStand *to)
{
    Slice *list = arena_array(it->arena, Slice, said->count);
    for (size_t i = 0; i < said->count; i++)
        list[i] = arena_copy(it->arena, said->at[i]);
    to->conditions = list;
    to->condition_count = said->count;
}

static void set_stand(const Standing *it, const DeclaredPair *pair, MatchSide side, PairStand *to)
{
    PartValues *parts = arena_array(it->arena, PartValues, pair->pair.part_count);
    to->pair = pair->pair;
    to->pair.id = arena_copy(it->arena, pair->pair.id);
    to->id = arena_copy(it->arena, pair->id);
    to->label = label_in(it, pair->label);
    to->may_assign = pair->may_assign;
    set_notified(it, pair, to);
    SheetLanguage language = LANGUAGE_EN;
    language_find(it->language, &language);
    set_conditions(it, &pair->conditions[language][side], to);
    for (size_t i = 0; i < pair->pair.part_count; i++) {
        const DeclaredPart *part = &pair->parts[i];
        parts[i] =
            values_at(it, side == SIDE_THERE ? part->there : part->here, pair->pair.parts[i].by);
        to->part_labels[i] = label_in(it, part->label);
    }
    to->stand = (Stand){
        .pair = &to->pair, .side = side, .parts = parts, .part_count = pair->pair.part_count};
    set_equals(it, pair, side, &to->stand);
}

size_t pairs_stands(const Pairs *pairs, Arena *arena, const Declaration *declaration,
                    const Record *record, const Json *content, Slice language, PairStand **stands)
{
    Standing it = {arena, declaration, record, content, language, NULL};
    size_t count = 0;
    *stands = arena_array(arena, PairStand, MATCH_STANDS_MAX);
    for (size_t i = 0; i < pairs->count && content != NULL; i++) {
        const DeclaredPair *pair = &pairs->at[i];
        bool is_here = slice_equal(pair->register_name, record->register_name);
        bool is_there = slice_equal(pair->with, record->register_name) && !pair->is_similar;
        if (is_here && count < MATCH_STANDS_MAX && (pair->is_similar || is_in(&it, pair->in)) &&
            holds(&it, &pair->here))
            set_stand(&it, pair, pair->is_similar ? SIDE_BOTH : SIDE_HERE, &(*stands)[count++]);
        if (is_there && count < MATCH_STANDS_MAX && is_in(&it, pair->with_in) &&
            holds(&it, &pair->there))
            set_stand(&it, pair, SIDE_THERE, &(*stands)[count++]);
    }
    return count;
}

static void write_reason(JsonWriter *json, Arena *arena, const PairStand *stand,
                         const MatchReason *reason)
{
    json_open(json, '{');
    json_field(json, "label", stand->part_labels[reason->part]);
    json_field(json, "by", slice_of(match_by_name(stand->pair.parts[reason->part].by)));
    json_key(json, "similarity");
    json_number(json, arena_print(arena, "%.3f", reason->similarity));
    json_key(json, "share");
    json_number(json, arena_print(arena, "%.3f", reason->share));
    json_field(json, "evidence", reason->evidence);
    json_close(json, '}');
}

void pair_write_reasons(JsonWriter *json, Arena *arena, const PairStand *stand, const Match *match)
{
    json_field_open(json, "reasons", '[');
    for (size_t i = 0; i < match->reason_count; i++)
        write_reason(json, arena, stand, &match->reasons[i]);
    json_close(json, ']');
}

// ---- Which pairs there are ----

static PairNamed name_pair(Arena *arena, Slice register_name, const JsonMember *member,
                           Slice language)
{
    const Json *label = json_get(member->value, S("label"));
    const Json *assign = json_get(member->value, S("assign"));
    Slice text = json_get_text(label, language);
    return (PairNamed){.id = arena_print(arena, "%.*s/%.*s", (int)register_name.len,
                                         register_name.at, (int)member->name.len, member->name.at),
                       .register_name = register_name,
                       .name = member->name,
                       .with = json_get_text(member->value, S("with")),
                       .label = text.len > 0 ? text : json_get_text(label, S("en")),
                       .may_assign = assign != NULL && assign->kind == JSON_TRUE};
}

size_t pairs_named(Arena *arena, Registers *registers, Slice language, const PairNamed **pairs)
{
    size_t count = 0, room = 0;
    PairNamed *at = NULL;
    for (size_t i = 0; i < registers_count(registers); i++) {
        Faults ignored = {0}; // a register of one's own may be broken; the others are named
        Register *reg = registers_at(registers, i);
        const Json *matches = json_get(register_declared(reg, &ignored), S("matches"));
        size_t more = matches != NULL && matches->kind == JSON_OBJECT ? matches->count : 0;
        if (count + more > room) {
            at = arena_resize(arena, at, room * sizeof *at, (2 * room + more) * sizeof *at);
            room = 2 * room + more;
        }
        for (size_t k = 0; k < more; k++)
            at[count++] = name_pair(arena, register_name(reg), &matches->members[k], language);
    }
    *pairs = at;
    return count;
}
