// SPDX-License-Identifier: Apache-2.0
// Checks that XPaths name what is there: every step by name is followed through the register's
// terms, and those of the registers that it refers to.
//
//     sum(visitors/count)     root ─► visitors ─► count         good
//     visitors/number         root ─► visitors ─► ?             "is count meant?"
//
// What cannot be followed (//, parent axes, functions) is let through: a fault here is certain.

#include "register/check.h"

#include "register/internal.h"

enum { SPOTS_MAX = 24, VARIABLES_MAX = 32 };

// ---- Where an expression stands ----

// What the window knows, as a tree of names.
typedef struct KnownName {
    const char *name;
    const struct KnownName *inner; // NULL: a value
    bool is_fleeting;              // it changes though nobody writes the record
} KnownName;

static const KnownName asker[] = {
    {"organisation", NULL, false}, {"role", NULL, false}, {NULL, NULL, false}};
static const KnownName review[] = {
    {"count", NULL, false}, {"score", NULL, false}, {NULL, NULL, false}};
static const KnownName beside[] = {{"id", NULL, false},
                                   {"number", NULL, false},
                                   {"state", NULL, false},
                                   {"owner", NULL, false},
                                   {NULL, NULL, false}};
static const KnownName refers[] = {{NULL, NULL, false}}, related[] = {{NULL, NULL, false}},
                       consents[] = {{NULL, NULL, false}}, judged[] = {{NULL, NULL, false}};
static const KnownName known[] = {
    {"number", NULL, false},      {"id", NULL, false},       {"owner", NULL, false},
    {"state", NULL, false},       {"version", NULL, true},   {"created", NULL, false},
    {"entered", NULL, false},     {"today", NULL, true},     {"asker", asker, true},
    {"review", review, true},     {"refers", refers, false}, {"related", related, true},
    {"consents", consents, true}, {"for", judged, true},     {NULL, NULL, false},
};

typedef struct Spot {
    const Term *term;       // of a record
    const KnownName *known; // the names below `_`, where term is NULL
    bool is_other;          // the record is another, beside this one
    const Declaration *of;  // whose record it is, or whose state: then term and known are NULL
} Spot;

typedef struct Spots {
    Spot list[SPOTS_MAX];
    size_t count;
    bool is_open; // it may be anywhere
} Spots;

typedef struct Binding {
    const Variable *variable;
    Spots spots;
} Binding;

typedef struct Walk {
    const NameCheck *check;
    Slice place;
    Spots root;
    Binding *bindings;
    size_t binding_count;
    size_t noted;
} Walk;

static const Spots anywhere = {.is_open = true};

static void add(Spots *spots, Spot spot)
{
    if (spots->count < SPOTS_MAX)
        spots->list[spots->count++] = spot;
    else
        spots->is_open = true;
}

static void join(Spots *spots, const Spots *more)
{
    spots->is_open |= more->is_open;
    for (size_t i = 0; i < more->count; i++)
        add(spots, more->list[i]);
}

// ---- Names below `_` that the declaration gives ----

// False where it cannot be read, which is told elsewhere.
static bool find_root(const NameCheck *it, Slice name, Spot *spot)
{
    Faults *ignored = arena_array(it->arena, Faults, 1);
    Register *reg = registers_find(it->reg->home, name, ignored);
    const Model *model = reg != NULL ? register_model(reg, ignored) : NULL;
    if (model != NULL)
        *spot = (Spot){&model->root, NULL, true, register_declaration(reg, ignored)};
    return model != NULL;
}

static bool step_into(Walk *it, const KnownName *below, Slice name, Spots *found)
{
    const Declaration *declaration = it->check->declaration;
    Slice target = S("");
    bool is_there = false;
    for (size_t i = 0; below == refers && i < declaration->field_count; i++)
        if (declaration->fields[i].refers.len > 0 &&
            field_is_element(declaration->fields[i].path, name)) {
            target = declaration->fields[i].refers;
            is_there = true;
        }
    for (size_t i = 0; below == related && i < declaration->relative_count; i++)
        if (slice_equal(declaration->relatives[i].name, name)) {
            target = declaration->relatives[i].register_name;
            is_there = true;
        }
    if (below == consents)
        is_there = declared_consent(declaration, name) != NULL;
    Spot root;
    if (target.len > 0 && find_root(it->check, target, &root))
        add(found, root);
    else if (is_there)
        found->is_open = true;
    return is_there;
}

static void tell_fleeting(Walk *it, const KnownName *known_name)
{
    size_t before = it->check->faults->count;
    fault_add(it->check->faults, FAULT_STATIC, 0, 0,
              "%.*s: _/%s changes though nobody writes the record, and sums would not follow; keep "
              "what is to be counted in a field",
              (int)it->place.len, it->place.at, known_name->name);
    fault_set_file(it->check->faults, before, it->check->file);
}

static bool step_known(Walk *it, const Spot *spot, Slice name, Spots *found)
{
    const KnownName *below = spot->known;
    if (below == judged) {
        found->is_open = true; // the record that a subject is judged for
        return true;
    }
    for (const KnownName *at = below; at->name != NULL; at++)
        if (slice_equal(name, slice_of(at->name))) {
            if (at->is_fleeting && it->check->is_lasting)
                tell_fleeting(it, at);
            if (at->inner != NULL)
                add(found, (Spot){.known = at->inner, .of = spot->of});
            else if (spot->of != NULL && slice_equal(name, S("state")))
                add(found, (Spot){.of = spot->of});
            else
                found->is_open = true; // a value: nothing is below it, and few try
            return true;
        }
    return step_into(it, below, name, found);
}

static bool step(Walk *it, const Spot *spot, Slice name, Spots *found)
{
    if (spot->term == NULL && spot->known == NULL) // below a state
        return false;
    if (spot->term == NULL)
        return step_known(it, spot, name, found);
    bool is_root = spot->term->parent == NULL;
    if (is_root && slice_equal(name, S("_"))) {
        add(found, (Spot){.known = spot->is_other ? beside : known, .of = spot->of});
        return true;
    }
    const Term *member = spot->term->member_count > 0 ? model_member(spot->term, name) : NULL;
    if (member != NULL)
        add(found, (Spot){.term = member, .is_other = spot->is_other, .of = spot->of});
    return member != NULL;
}

// ---- Expressions ----

static void tell(Walk *it, const Spots *from, Slice name)
{
    const NameCheck *check = it->check;
    const Term *term = NULL;
    for (size_t i = 0; i < from->count && term == NULL; i++)
        term = from->list[i].term;
    Slice near = term != NULL && term->member_count > 0 ? model_nearest(term, name) : S("");
    Slice where = term != NULL && term->parent != NULL ? term_path(check->arena, term) : S("");
    size_t before = check->faults->count;
    fault_add(check->faults, FAULT_STATIC, 0, 0, "%.*s: there is no %.*s in %.*s%s%.*s%s",
              (int)it->place.len, it->place.at, (int)name.len, name.at,
              (int)(where.len > 0 ? where.len : 10), where.len > 0 ? where.at : "the record",
              near.len > 0   ? "; is "
              : term == NULL ? "; docs/registers.md lists what `_` has"
                             : "",
              (int)near.len, near.at, near.len > 0 ? " meant?" : "");
    fault_set_file(check->faults, before, check->file);
}

static Spots walk(Walk *it, const Expr *expr, const Spots *context);

static Spots walk_step(Walk *it, const Expr *expr, const Spots *context)
{
    Spots found = {0};
    bool is_there = false;
    if (expr->axis == AXIS_SELF)
        return *context;
    if (expr->axis != AXIS_CHILD || context->is_open || context->count == 0)
        return anywhere;
    if (expr->test->kind != TEST_ELEMENT || expr->test->any_local)
        return anywhere;
    for (size_t i = 0; i < context->count; i++)
        is_there |= step(it, &context->list[i], expr->test->local, &found);
    if (is_there)
        return found;
    tell(it, context, expr->test->local);
    return anywhere;
}

static Spots walk_all(Walk *it, const Expr *expr, const Spots *context)
{
    Spots all = {0};
    for (size_t i = 0; i < expr->arity; i++) {
        Spots one = walk(it, expr->args[i], context);
        join(&all, &one);
    }
    return all;
}

static const Term *value_of(const Spots *spots)
{
    const Term *term = spots->count == 1 && !spots->is_open ? spots->list[0].term : NULL;
    return term != NULL && term->member_count == 0 ? term : NULL;
}

// ---- Words that a value never is ----

static bool has_word(const Spot *spot, Slice word)
{
    if (spot->term == NULL)
        return declared_state(spot->of, word) != NULL;
    for (size_t i = 0; i < spot->term->choice_count; i++)
        if (slice_equal(spot->term->choices[i], word))
            return true;
    return false;
}

static void tell_words(Walk *it, const Spot *spot, Slice word)
{
    Buffer list = buffer_new(it->check->arena);
    size_t count = spot->term != NULL ? spot->term->choice_count : spot->of->state_count;
    for (size_t i = 0; i < count; i++) {
        Slice one = spot->term != NULL ? spot->term->choices[i] : spot->of->states[i].id;
        buffer_print(&list, "%s%.*s", i > 0 ? ", " : "", (int)one.len, one.at);
    }
    Slice name = spot->term != NULL ? spot->term->name : S("state");
    size_t before = it->check->faults->count;
    fault_add(it->check->faults, FAULT_STATIC, 0, 0,
              "%.*s: %.*s is never '%.*s'; it is one of %.*s", (int)it->place.len, it->place.at,
              (int)name.len, name.at, (int)word.len, word.at, (int)list.len, list.at);
    fault_set_file(it->check->faults, before, it->check->file);
}

// kind = ('patent', 'markk'): each literal is a word that the other side may have.
static void check_words_against(Walk *it, const Spot *spot, const Expr *expr)
{
    if (expr->kind == EXPR_SEQUENCE)
        for (size_t i = 0; i < expr->arity; i++)
            check_words_against(it, spot, expr->args[i]);
    if (expr->kind != EXPR_LITERAL || expr->literal.type != TYPE_STRING)
        return;
    Slice word = item_slice(expr->literal);
    if (word.len > 0 && !has_word(spot, word))
        tell_words(it, spot, word);
}

static void judge_words(Walk *it, const Spots *side, const Expr *other)
{
    const Spot *spot = &side->list[0];
    if (side->count != 1 || side->is_open || it->check->is_of_past)
        return;
    if (spot->term != NULL ? spot->term->choice_count > 0 : spot->known == NULL)
        check_words_against(it, spot, other);
}

static Spots walk_equality(Walk *it, const Expr *expr, const Spots *context)
{
    for (size_t i = 0; i < 2; i++) {
        Spots side = walk(it, expr->args[i], context);
        judge_words(it, &side, expr->args[1 - i]);
    }
    return anywhere;
}

// What a document says is untyped: `le` takes it for a text, and fails beside a number or a date.
static Spots walk_comparison(Walk *it, const Expr *expr, const Spots *context)
{
    static const char *const general[] = {[OP_EQ] = "=",  [OP_NE] = "!=", [OP_LT] = "<",
                                          [OP_LE] = "<=", [OP_GT] = ">",  [OP_GE] = ">="};
    for (size_t i = 0; i < 2; i++) {
        Spots side = walk(it, expr->args[i], context);
        const Term *term = value_of(&side);
        judge_words(it, &side, expr->args[1 - i]);
        bool is_typed =
            term != NULL && (term->kind == TERM_NUMBER ||
                             (term->kind == TERM_DATE && expr->args[1 - i]->kind == EXPR_CAST));
        size_t before = it->check->faults->count;
        if (!is_typed)
            continue;
        fault_add(it->check->faults, FAULT_STATIC, 0, 0,
                  "%.*s: %.*s has no type of its own; compare it by %s, or make it a value of one: "
                  "number(…), xs:date(…)",
                  (int)it->place.len, it->place.at, (int)term->name.len, term->name.at,
                  general[expr->operation]);
        fault_set_file(it->check->faults, before, it->check->file);
    }
    return anywhere;
}

static Spots walk_binding(Walk *it, const Expr *expr, const Spots *context)
{
    Spots in = walk(it, expr->args[0], context);
    if (it->binding_count < VARIABLES_MAX)
        it->bindings[it->binding_count++] = (Binding){expr->variable, in};
    return walk(it, expr->args[1], context);
}

static Spots walk_variable(const Walk *it, const Expr *expr)
{
    for (size_t i = it->binding_count; i-- > 0;)
        if (it->bindings[i].variable == expr->variable)
            return it->bindings[i].spots;
    return anywhere;
}

static Spots walk(Walk *it, const Expr *expr, const Spots *context)
{
    Spots left;
    switch ((ExprKind)expr->kind) {
    case EXPR_ROOT:
        return it->root;
    case EXPR_CONTEXT_ITEM:
        return *context;
    case EXPR_STEP:
        return walk_step(it, expr, context);
    case EXPR_PATH:
    case EXPR_MAP:
        left = walk(it, expr->args[0], context);
        return walk(it, expr->args[1], &left);
    case EXPR_FILTER:
        left = walk(it, expr->args[0], context);
        walk(it, expr->args[1], &left);
        return left;
    case EXPR_FOR:
    case EXPR_LET:
    case EXPR_SOME:
    case EXPR_EVERY:
        return walk_binding(it, expr, context);
    case EXPR_VALUE_COMPARE:
        return walk_comparison(it, expr, context);
    case EXPR_GENERAL_COMPARE:
        return walk_equality(it, expr, context);
    case EXPR_VARIABLE:
        return walk_variable(it, expr);
    case EXPR_SEQUENCE:
    case EXPR_UNION:
        return walk_all(it, expr, context);
    default: // what computes: its parts are looked at, its value is nobody's place
        walk_all(it, expr, context);
        return anywhere;
    }
}

// ---- The doors ----

static const Expr *parse(const NameCheck *check, Slice text)
{
    Faults *ignored = arena_array(check->arena, Faults, 1); // compiling told it already
    Source *source = arena_array(check->arena, Source, 1);
    source->text = text;
    StaticContext context = {.arena = check->arena, .program = program_new(check->arena)};
    return text.len > 0 ? xpath_parse(&context, source, ignored) : NULL;
}

// Literals that an expression may come to.
static void check_results(Walk *it, const Spot *spot, const Expr *expr)
{
    if (expr->kind == EXPR_IF) {
        check_results(it, spot, expr->args[1]);
        check_results(it, spot, expr->args[2]);
    } else if (expr->kind == EXPR_FOR || expr->kind == EXPR_LET) {
        check_results(it, spot, expr->args[1]);
    } else {
        check_words_against(it, spot, expr);
    }
}

void check_value(const NameCheck *check, Slice text, Slice place, const Term *term)
{
    Walk it = {.check = check, .place = place};
    const Expr *expr = term != NULL && term->choice_count > 0 ? parse(check, text) : NULL;
    if (expr != NULL)
        check_results(&it, &(Spot){.term = term}, expr);
}

void check_formula(const NameCheck *check, Slice text, Slice place, Slice list)
{
    Faults *ignored = arena_array(check->arena, Faults, 1);
    const Model *model = register_model(check->reg, ignored);
    const Expr *expr = parse(check, text);
    if (expr == NULL || model == NULL)
        return;
    Walk it = {.check = check, .place = place};
    it.bindings = arena_array(check->arena, Binding, VARIABLES_MAX);
    add(&it.root, (Spot){.term = &model->root, .of = register_declaration(check->reg, ignored)});
    Spots from = it.root;
    const Term *items = list.len > 0 ? model_find(&model->root, list) : NULL;
    if (items != NULL)
        from.list[0].term = items;
    walk(&it, expr, &from);
}

void check_notice(const NameCheck *check, const Notice *notice, Slice place, Slice list)
{
    for (int i = 0; i < LANGUAGE_END; i++)
        for (size_t k = 0; k < notice->part_count[i]; k++)
            check_formula(check, notice->parts[i][k].value.text, place, list);
}
