// SPDX-License-Identifier: Apache-2.0
// Compiles formulas, and makes the trees that they look at.

#include "register/formula.h"

#include "tree/json.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

// Formulas are declared, but lists are as long as people make them.
enum { STEPS_MAX = 10000000, DEPTH_MAX = 200 };

Formula formula_compile(Arena *arena, Program *program, Slice text, Slice place, Faults *faults)
{
    Formula formula = {.text = text, .place = place};
    size_t before = faults->count;
    if (text.len == 0)
        return formula;
    Source *source = arena_array(arena, Source, 1);
    source->text = text;
    StaticContext context = {.arena = arena, .program = program};
    formula.expr = xpath_compile(&context, source, faults);
    if (formula.expr == NULL && faults->count > before && before < FAULTS_KEPT) {
        Fault fault = faults->list[before];
        faults->count = before;
        fault_add(faults, FAULT_STATIC, 0, 0, "%.*s: %s", (int)place.len, place.at, fault.text);
    }
    return formula;
}

// ---- The tree ----

static void write_known(JsonWriter *json, const Circumstances *it)
{
    json_field(json, "number", it->number);
    json_field(json, "id", it->id);
    json_field(json, "owner", it->owner);
    json_field(json, "state", it->state);
    json_field_integer(json, "version", (int64_t)it->version);
    json_field(json, "created", it->created);
    json_field(json, "entered", it->entered);
    json_field(json, "today", it->today);
    if (it->asker_organisation.len + it->asker_role.len == 0)
        return;
    json_field_open(json, "asker", '{');
    json_field(json, "organisation", it->asker_organisation);
    json_field(json, "role", it->asker_role);
    json_close(json, '}');
}

static void write_review(JsonWriter *json, const Circumstances *it)
{
    char score[32];
    json_field_open(json, "review", '{');
    json_field_integer(json, "count", (int64_t)it->opinion_count);
    if (it->opinion_count > 0) {
        int len = snprintf(score, sizeof score, "%.4f", it->score);
        json_key(json, "score");
        json_number(json, (Slice){score, (size_t)len});
    }
    json_close(json, '}');
}

// {"title": …} ─► {"_": {…}, "title": …}, without reading it
static void write_with(JsonWriter *json, Slice content, Slice known)
{
    content = slice_trim(content);
    Slice inner = content.len > 2 ? slice_trim(slice_part(content, 1, content.len - 2)) : S("");
    Buffer all = buffer_new(json->out->arena);
    buffer_print(&all, "{\"_\": %.*s%s", (int)known.len, known.at, inner.len > 0 ? ", " : "");
    buffer_add(&all, inner);
    buffer_add_char(&all, '}');
    json_number(json, buffer_slice(&all));
}

static void write_beside(JsonWriter *json, const Beside *beside)
{
    JsonWriter inner = json_line_writer(json->out->arena);
    json_open(&inner, '{');
    json_field(&inner, "id", beside->id);
    json_field(&inner, "number", beside->number);
    json_field(&inner, "state", beside->state);
    json_field(&inner, "owner", beside->owner);
    json_close(&inner, '}');
    write_with(json, beside->content, buffer_slice(inner.out));
}

// Those of one name follow each other: a JSON array each, whose items are siblings in the tree.
static void write_all_beside(JsonWriter *json, const Circumstances *it, bool is_related)
{
    json_field_open(json, is_related ? "related" : "refers", '{');
    for (size_t i = 0; i < it->beside_count;) {
        Slice name = it->beside[i].name;
        if (it->beside[i].is_related != is_related) {
            i++;
            continue;
        }
        json_key_slice(json, name);
        json_open(json, '[');
        for (; i < it->beside_count && it->beside[i].is_related == is_related &&
               slice_equal(it->beside[i].name, name);
             i++)
            write_beside(json, &it->beside[i]);
        json_close(json, ']');
    }
    json_close(json, '}');
}

void scene_write(Buffer *out, const Circumstances *it)
{
    Buffer known = buffer_new(out->arena);
    JsonWriter json = {.out = &known, .is_line = true}, whole = {.out = out, .is_line = true};
    json_open(&json, '{');
    write_known(&json, it);
    write_review(&json, it);
    write_all_beside(&json, it, false);
    write_all_beside(&json, it, true);
    json_field_open(&json, "consents", '{');
    for (size_t i = 0; i < it->consent_count; i++) {
        json_key_slice(&json, it->consents[i]);
        json_boolean(&json, true);
    }
    json_close(&json, '}');
    if (it->beside_content.len > 0) {
        json_key(&json, "for");
        json_number(&json, slice_trim(it->beside_content));
    }
    json_close(&json, '}');
    write_with(&whole, it->content, buffer_slice(&known));
}

// ---- The scene ----

struct Scene {
    Arena *arena;
    Vocabulary *vocabulary;
    const Tree *tree;
    Eval *eval;
};

Scene *scene_new(Arena *arena, const Program *program, const Circumstances *circumstances,
                 Faults *faults)
{
    static const Environment environment = {.steps_max = STEPS_MAX, .depth_max = DEPTH_MAX};
    Scene *scene = arena_array(arena, Scene, 1);
    Buffer text = buffer_new(arena);
    scene_write(&text, circumstances);
    scene->arena = arena;
    scene->vocabulary = vocabulary_new(arena);
    scene->tree = json_tree_read(arena, scene->vocabulary, buffer_slice(&text), NULL, faults);
    if (scene->tree == NULL)
        return NULL;
    scene->eval = eval_new(arena_guard(arena), arena, program, scene->vocabulary, &environment);
    eval_set_document(scene->eval, scene->tree);
    return scene;
}

// ---- Asking ----

typedef enum Wanted {
    WANTED_TRUTH,
    WANTED_TEXT,
    WANTED_WORDS, // as people write it
} Wanted;

typedef struct Question {
    Scene *scene;
    const Expr *expr;
    NodeId at;
    Wanted wanted;
    bool truth;
    Slice text;
} Question;

// 1234567.5 ─► 1,234,567.5, as all three languages write it. Four digits may be a year, and are as
// easily read without.
static Slice group_digits(Arena *arena, Slice number)
{
    enum { GROUPED_FROM = 5, GROUP = 3 };
    size_t first = slice_starts(number, S("-")), end = first;
    while (end < number.len && isdigit((unsigned char)number.at[end]))
        end++;
    if (end - first < GROUPED_FROM)
        return number;
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < number.len; i++) {
        if (i > first && i < end && (end - i) % GROUP == 0)
            buffer_add_char(&out, ',');
        buffer_add_char(&out, number.at[i]);
    }
    return buffer_slice(&out);
}

// A number only where it is one by its type: a code may have digits alone.
static Slice words_of(Question *it)
{
    Arena *arena = it->scene->arena;
    Seq items = xpath_items(it->scene->eval, it->expr);
    Slice text = arena_copy(arena, xpath_string(it->scene->eval, it->expr));
    if (items.count != 1)
        return text;
    Item item = items.items[0];
    if (item.type == TYPE_DOUBLE && isfinite(item.number)) // whose text is 1.2E6
        return group_digits(arena, arena_print(arena, "%.15g", item.number));
    bool is_number = item.type == TYPE_DECIMAL || item.type == TYPE_INTEGER ||
                     (item_is_node(item) && item.tree->json != NULL &&
                      (item.tree->json[item.len_or_node] & JSON_TYPE_MASK) == JSON_TYPE_NUMBER);
    return is_number ? group_digits(arena, text) : text;
}

static bool answer(void *context)
{
    Question *it = context;
    eval_set_context(it->scene->eval, it->scene->tree, it->at);
    if (it->wanted == WANTED_TEXT)
        it->text = arena_copy(it->scene->arena, xpath_string(it->scene->eval, it->expr));
    else if (it->wanted == WANTED_WORDS)
        it->text = words_of(it);
    else
        it->truth = xpath_truth(it->scene->eval, it->expr);
    return true;
}

static bool ask(Question *it, Slice *why)
{
    Faults *faults = arena_array(it->scene->arena, Faults, 1);
    bool is_good = guard_run(arena_guard(it->scene->arena), answer, it, faults);
    if (!is_good)
        eval_recover(it->scene->eval);
    if (why != NULL)
        *why = is_good ? S("") : slice_of(faults->list[0].text);
    return is_good;
}

bool scene_holds(Scene *scene, const Formula *formula, NodeId at, Slice *why)
{
    Question question = {.scene = scene, .expr = formula->expr, .at = at};
    if (why != NULL)
        *why = S("there is no condition");
    return formula->expr != NULL && ask(&question, why) && question.truth;
}

bool scene_read(Scene *scene, const Formula *formula, NodeId at, Slice *text, Slice *why)
{
    Question question = {.scene = scene, .expr = formula->expr, .at = at, .wanted = WANTED_TEXT};
    bool is_good = formula->expr == NULL || ask(&question, why);
    *text = is_good ? slice_trim(question.text) : S("");
    return is_good;
}

Slice scene_text(Scene *scene, const Formula *formula, NodeId at)
{
    Slice text;
    scene_read(scene, formula, at, &text, NULL);
    return text;
}

Slice scene_words(Scene *scene, const Formula *formula, NodeId at)
{
    Question question = {.scene = scene, .expr = formula->expr, .at = at, .wanted = WANTED_WORDS};
    bool is_good = formula->expr != NULL && ask(&question, NULL);
    return is_good ? slice_trim(question.text) : S("");
}

// ---- Paths ----

static size_t count_at(const Tree *tree, NodeId node, Slice path, NodeId *found)
{
    size_t count = 0;
    Slice rest = path, name = slice_cut(&rest, '.');
    for (NodeId at = tree_first_child(tree, node); at != NODE_NONE;
         at = tree_next_sibling(tree, at)) {
        if (tree_kind(tree, at) != NODE_ELEMENT || !slice_equal(tree_name(tree, at)->local, name))
            continue;
        if (rest.len > 0)
            count += count_at(tree, at, rest, found != NULL ? found + count : NULL);
        else if (found != NULL)
            found[count++] = at;
        else
            count++;
    }
    return count;
}

size_t scene_items(const Scene *scene, Slice path, NodeId **items)
{
    size_t count = count_at(scene->tree, 0, path, NULL);
    *items = arena_array(scene->arena, NodeId, count);
    return count_at(scene->tree, 0, path, *items);
}

