// SPDX-License-Identifier: Apache-2.0
// Rows ─► the tree of steps.
//
//     in cac:{Line}*  lines[]                    cac:InvoiceLine* ─┬─ cbc:ID            lines[].id
//     BT-126  id      cbc:ID              ─►                       └─ cbc:LineExtension…
//     BT-131  lineTotalAmount  cbc:Line…                               └─ @currencyID
//     =invoiceCurrencyCode
//
// Each root element has a tree of its own, so that a row may say another name in each. Steps that
// are written alike are one step; the first row that names it decides its place among its siblings.
// The rows of a part that is used begin where it is used: that is a scope, and scopes nest.

#include "base/utf8.h"
#include "map/internal.h"

// Where the rows of the map, or of a part that it uses, begin.
typedef struct Scope {
    Step *home; // to which `in /` leads back; NULL: it is faulty, and its rows are left out
    const Term *home_base; // likewise of `-`
    Step *section;         // where the rows' paths begin now
    const Term *base;      // where their content begins
} Scope;

typedef struct Compiler {
    Arena *arena;
    Faults *faults;
    MapText text;
    MapHead *head;
    Map *map;             // NULL: only the head is made
    const RootLine *root; // whose tree is being made
    const MapPlace *place;
    Scope scopes[MAP_NESTED_MAX + 2];
    Scope *scope; // the innermost
    uint32_t steps;
    bool *has_row;
} Compiler;

enum { SHOWN_MAX = 60, STEPS_MAX = 100000 };

static const Form plain_forms[] = {
    {.name = S_INIT("text"), .kind = FORM_TEXT},
    {.name = S_INIT("trim"), .kind = FORM_TRIM},
    {.name = S_INIT("number"), .kind = FORM_NUMBER},
    {.name = S_INIT("short"), .kind = FORM_SHORT},
    {.name = S_INIT("time"), .kind = FORM_TIME},
    {.name = S_INIT("date"), .kind = FORM_DATE, .pattern = S_INIT("YYYY-MM-DD")},
};

static bool fail_note(Compiler *it, Slice message)
{
    Slice note = map_place_note(it->arena, it->place);
    return fault_add(it->faults, FAULT_STATIC, it->place->line, 1, "%.*s%.*s", (int)message.len,
                     message.at, (int)note.len, note.at);
}

static bool fail(Compiler *it, Slice what, const char *why)
{
    Slice shown = slice_show(it->arena, what, SHOWN_MAX);
    return fail_note(it, arena_print(it->arena, "%.*s %s", (int)shown.len, shown.at, why));
}

// ---- Names ----

static bool find_namespace(const Compiler *it, Slice prefix, Slice *uri)
{
    for (size_t i = 0; i < it->head->namespace_count; i++)
        if (slice_equal(it->head->namespaces[i].prefix, prefix)) {
            *uri = it->head->namespaces[i].uri;
            return true;
        }
    return false;
}

static Slice shown_name(Compiler *it, Slice prefix, Slice local)
{
    return prefix.len == 0 ? local
                           : arena_print(it->arena, "%.*s:%.*s", (int)prefix.len, prefix.at,
                                         (int)local.len, local.at);
}

// {Line} is what the root says of it.
static bool substitute(Compiler *it, Slice *local)
{
    if (local->at[0] != '{')
        return true;
    Slice word = slice_part(*local, 1, local->len - 2);
    for (size_t i = 0; i < it->root->word_count; i++)
        if (slice_equal(it->root->words[i].prefix, word)) {
            *local = it->root->words[i].local;
            return true;
        }
    return fail(it, word, "is no word of the root; say WORD=NAME in its line");
}

static bool name_of(Compiler *it, PathName path, StepName *name)
{
    *name = (StepName){.local = path.local, .is_attribute = path.is_attribute};
    if (path.prefix.len > 0 && !find_namespace(it, path.prefix, &name->uri))
        return fail(it, path.prefix, "is no prefix; declare it: namespace PREFIX URI");
    if (!substitute(it, &name->local))
        return false;
    name->shown = shown_name(it, path.prefix, name->local);
    return true;
}

// ---- Terms ----

static bool unknown_term(Compiler *it, const Term *from, Slice path)
{
    const Term *group = from;
    Slice rest = path, name = S("");
    while (group != NULL && rest.len > 0) {
        name = slice_cut(&rest, '.');
        const Term *next = model_find(group, name);
        if (next == NULL)
            break;
        group = next;
    }
    Slice near = group ? model_nearest(group, name) : S("");
    Slice shown = slice_show(it->arena, path, SHOWN_MAX);
    return fail_note(
        it, arena_print(it->arena,
                        near.len ? "%.*s is no term of the register; is \"%.*s\" meant?"
                                 : "%.*s is no term of the register; see its schema.json%.*s",
                        (int)shown.len, shown.at, (int)near.len, near.at));
}

static const Term *find_term(Compiler *it, const Term *from, Slice path)
{
    const Term *term = path.len > 0 ? model_find(from, path) : from;
    if (term == NULL)
        unknown_term(it, from, path);
    return term;
}

// A value that occurs once in a document: what conditions and copies may refer to.
static const Term *find_reference(Compiler *it, Slice path)
{
    if (it->map == NULL) {
        fail(it, path, "cannot be referred to before anything is read");
        return NULL;
    }
    const Term *term = find_term(it, &it->map->model->root, path);
    if (term == NULL)
        return NULL;
    if (term->list == &it->map->model->root && term->kind < TERM_GROUP)
        return term;
    fail(it, path, "cannot be referred to; only single values outside of lists can");
    return NULL;
}

// ---- Conditions ----

static Slice unquoted(Slice text)
{
    bool is_quoted = text.len >= 2 && text.at[0] == '\'' && text.at[text.len - 1] == '\'';
    return is_quoted ? slice_part(text, 1, text.len - 2) : text;
}

static size_t count_of(Slice text, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] == c;
    return count;
}

static Slice *split_values(Compiler *it, Slice text, size_t *count)
{
    Slice *values = arena_array(it->arena, Slice, count_of(text, '|') + 1);
    do
        values[(*count)++] = unquoted(slice_cut(&text, '|'));
    while (text.len > 0);
    return values;
}

static bool make_condition_path(Compiler *it, Slice path, Condition *condition)
{
    condition->path = arena_array(it->arena, StepName, count_of(path, '/') + 1);
    while (path.len > 0) {
        PathName name;
        Slice part = slice_cut(&path, '/');
        if (condition->depth == MAP_DEPTH_MAX || !path_name_parse(part, &name))
            return fail(it, part,
                        "is no name in a condition; expected [PATH], [!PATH], [PATH=VALUE]");
        if (!name_of(it, name, &condition->path[condition->depth++]))
            return false;
    }
    return condition->depth > 0 || fail(it, path, "is an empty condition");
}

static bool make_condition(Compiler *it, Slice text, Condition *condition)
{
    size_t equals = slice_find(text, S("="));
    bool is_unequal = equals != SIZE_MAX && equals > 0 && text.at[equals - 1] == '!';
    Slice path = slice_part(text, 0, equals == SIZE_MAX ? text.len : equals - is_unequal);
    if (equals != SIZE_MAX) {
        Slice value = slice_part(text, equals + 1, text.len);
        condition->kind = is_unequal ? CONDITION_UNEQUAL : CONDITION_EQUAL;
        if (slice_starts(value, S("$"))) {
            condition->reference = find_reference(it, slice_part(value, 1, value.len));
            if (condition->reference == NULL)
                return false;
        } else {
            condition->values = split_values(it, value, &condition->value_count);
        }
    } else if (slice_starts(path, S("!"))) {
        condition->kind = CONDITION_ABSENT;
        path = slice_part(path, 1, path.len);
    } else {
        condition->kind = CONDITION_EXISTS;
    }
    return make_condition_path(it, path, condition);
}

static bool make_conditions(Compiler *it, const PathStep *step, const Condition **result)
{
    Condition *conditions = arena_array(it->arena, Condition, step->condition_count);
    *result = conditions;
    for (size_t i = 0; i < step->condition_count; i++)
        if (!make_condition(it, step->conditions[i], &conditions[i]))
            return false;
    return true;
}

// ---- Steps ----

static void insert_step(Step *parent, Step *step)
{
    Step *before = NULL; // attributes go behind the last attribute, elements behind all
    for (Step *at = parent->first;
         at != NULL && (at->name.is_attribute || !step->name.is_attribute); at = at->next)
        before = at;
    step->parent = parent;
    step->next = before ? before->next : parent->first;
    if (before != NULL)
        before->next = step;
    else
        parent->first = step;
}

static Step *add_step(Compiler *it, Step *parent, const PathStep *path, const Term *list)
{
    Step *step = arena_array(it->arena, Step, 1);
    *step = (Step){.key = path->text, .list = list, .number = it->steps++};
    step->context = list ? list : parent->context;
    if (!name_of(it, path->name, &step->name))
        return NULL;
    if (!make_conditions(it, path, &step->conditions))
        return NULL;
    step->condition_count = path->condition_count;
    insert_step(parent, step);
    return step;
}

static Step *find_or_add(Compiler *it, Step *parent, const PathStep *path, const Term *list)
{
    for (Step *at = parent->first; at != NULL; at = at->next)
        if (at->list == list && slice_equal(at->key, path->text))
            return at;
    if (parent->name.is_attribute) {
        fail(it, path->text, "lies below an attribute, which has nothing below it");
        return NULL;
    }
    if (it->steps == STEPS_MAX) {
        fail(it, path->text, "is a step too many; a map has 100,000 at most");
        return NULL;
    }
    return add_step(it, parent, path, list);
}

// "identifiers[].id" ─► the list, and "id" remains.
static const Term *cut_list(Compiler *it, const Term *base, Slice *content)
{
    size_t end = slice_find(*content, S("[]"));
    if (end == SIZE_MAX) {
        fail(it, *content, "names no list for the * in the path; expected as in lines[]");
        return NULL;
    }
    Slice path = slice_part(*content, 0, end);
    *content = slice_part(*content, end + 2, content->len);
    if (slice_starts(*content, S(".")))
        *content = slice_part(*content, 1, content->len);
    const Term *term = find_term(it, base, path);
    if (term == NULL || (term->kind == TERM_LIST && path.len > 0))
        return term;
    fail(it, path, "is no list in the register's schema");
    return NULL;
}

// Walks a path from `*step` on, making what is not there yet. Of the content's path `*content` the
// lists that belong to starred steps are taken off, and `*base` is the last of them.
static bool walk_path(Compiler *it, Slice path, Step **step, Slice *content, const Term **base)
{
    unsigned depth = 0;
    while (path.len > 0) {
        PathStep part;
        const char *wrong;
        Slice shown = path;
        if (!path_step_parse(&path, &part, &wrong))
            return fail(it, shown, wrong);
        if (++depth > MAP_DEPTH_MAX)
            return fail(it, shown, "lies more than 32 steps deep");
        const Term *list = NULL;
        if (part.is_starred && (*base = list = cut_list(it, *base, content)) == NULL)
            return false;
        *step = find_or_add(it, *step, &part, list);
        if (*step == NULL)
            return false;
    }
    return true;
}

// ---- What rows say ----

static const Form *find_form(Compiler *it, Slice name)
{
    if (name.len == 0)
        return &plain_forms[0];
    // The last of a name: a map's own comes after those that it includes.
    for (size_t i = it->text.form_count; i-- > 0;)
        if (slice_equal(it->text.forms[i].name, name))
            return &it->text.forms[i];
    for (size_t i = 0; i < sizeof plain_forms / sizeof *plain_forms; i++)
        if (slice_equal(plain_forms[i].name, name))
            return &plain_forms[i];
    fail(it, name, "is no form; declare it: form NAME BASE …");
    return NULL;
}

// How many items up from those of the context the term's slot lies.
static bool climb(Compiler *it, Step *step, const Term *term)
{
    unsigned up = 0;
    const Term *list = step->chosen_list ? step->chosen_list->list : term->list;
    if (step->chosen_list != NULL && term->list != step->chosen_list)
        return fail(it, term->name, "is no value of the items that are chosen from");
    for (const Term *at = step->context; at != NULL; at = at->list, up++)
        if (at == list) {
            step->up = up;
            return true;
        }
    return fail(it, term->name,
                "lies in a list that the path is not in; star the step that repeats");
}

static bool add_form_attributes(Compiler *it, Step *step, const Form *form)
{
    for (size_t i = 0; i < form->attribute_count; i++) {
        const FormAttribute *attribute = &form->attributes[i];
        PathStep path = {.name = attribute->name, .text = attribute->name.local};
        if (step->name.is_attribute)
            return fail(it, form->name, "has attributes, which an attribute cannot have");
        Step *child = add_step(it, step, &path, NULL);
        if (child == NULL)
            return false;
        child->kind = attribute->reference.len ? STEP_COPY : STEP_CONSTANT;
        child->constant = attribute->value;
        child->constants = &child->constant;
        child->constant_count = 1;
        if (child->kind == STEP_COPY &&
            (child->term = find_reference(it, attribute->reference)) == NULL)
            return false;
        if (child->kind == STEP_COPY && !climb(it, child, child->term))
            return false;
    }
    return true;
}

static bool read_ordinal(Slice text, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len && *number <= MAP_PARTS_MAX; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(text.at[i] - '0');
    }
    return *number >= 1 && *number <= MAP_PARTS_MAX;
}

// "5": places 2 to 5 of the name, "3..5" these, "1" none.
static bool read_parts(Slice text, unsigned *first, unsigned *last)
{
    size_t dots = slice_find(text, S(".."));
    *first = 2;
    if (dots == SIZE_MAX)
        return read_ordinal(text, last);
    return read_ordinal(slice_part(text, 0, dots), first) && *first >= 2 &&
           read_ordinal(slice_part(text, dots + 2, text.len), last) && *first <= *last;
}

// What is longer than its place goes on in the steps behind: D_3036, D_3036_2 … They lie directly
// behind the first, for data elements stand in their order.
static bool add_parts(Compiler *it, Step *step, Slice parts)
{
    unsigned first, last;
    if (!read_parts(parts, &first, &last) || step->list != NULL || step->name.is_attribute ||
        (step->form->kind != FORM_TEXT && step->form->kind != FORM_TRIM))
        return fail(it, parts, "are no parts of a text; expected as in parts=5 or parts=3..5");
    Slice local = slice_part(step->name.local, 2, SIZE_MAX);
    Slice number = slice_cut(&local, '_');
    step->parts = 1;
    for (Step *before = step; first <= last; first++, before = before->next) {
        Step *part = arena_array(it->arena, Step, 1);
        *part = *step;
        part->key = arena_print(it->arena, "D_%.*s_%u", (int)number.len, number.at, first);
        part->name.local = part->name.shown = part->key;
        part->kind = STEP_PART;
        part->whole = step;
        part->read_only = true;
        part->number = it->steps++;
        part->first = NULL;
        part->next = before->next;
        before->next = part;
        step->parts++;
    }
    return true;
}

// default= is a constant, $TERM (of the row's content, or of the item that it is in) or #.
static bool set_fallback(Compiler *it, Step *step, const Term *base, Slice fallback)
{
    step->counts_items = slice_equal(fallback, S("#"));
    if (step->counts_items)
        return true;
    if (!slice_starts(fallback, S("$"))) {
        step->fallback = fallback;
        return true;
    }
    Slice path = slice_part(fallback, 1, fallback.len);
    step->fallback_term = model_find(base, path);
    if (step->fallback_term == NULL)
        step->fallback_term = find_term(it, step->context, path);
    if (step->fallback_term == NULL)
        return false;
    return (step->fallback_term->list == step->context && step->fallback_term->kind < TERM_GROUP) ||
           fail(it, path, "is no value of the same item, to be written where there is none");
}

static bool refuse_number(Compiler *it, const Row *row, const Term *term)
{
    Slice path = term_path(it->arena, term);
    Slice own = term_number(term);
    return fail_note(it, arena_print(it->arena,
                                     "%.*s is the register's term for %.*s, and the row says %.*s",
                                     (int)own.len, own.at, (int)path.len, path.at,
                                     (int)row->number.len, row->number.at));
}

// The member of a form, beside the term.
static const Term *member_beside(Compiler *it, const Term *term, Slice path, const char *why)
{
    const Term *member = find_term(it, term->parent, path);
    if (member == NULL)
        return NULL;
    if (member->list != term->list || member->kind >= TERM_GROUP) {
        fail(it, path, why);
        return NULL;
    }
    it->has_row[member->index] = true;
    return member;
}

static bool set_members(Compiler *it, Step *step, const Term *term)
{
    const Form *form = step->form;
    if (form->partner.len > 0 &&
        (step->partner = member_beside(it, term, form->partner,
                                       "is no value beside the term, to have its code or time")) ==
            NULL)
        return false;
    step->beside = arena_array(it->arena, const Term *, form->member_count);
    for (size_t i = 0; i < form->member_count; i++)
        if ((step->beside[i] = member_beside(it, term, form->members[i],
                                             "is no value beside the term, to be a line")) == NULL)
            return false;
    return true;
}

// The element that comes again for each line: that which is chosen by conditions, or the value's
// own.
static void repeat_element(Step *step)
{
    Step *at = step;
    while (at->parent != NULL && at->list == NULL && at->condition_count == 0)
        at = at->parent;
    if (at->condition_count == 0 || at->list != NULL)
        at = step;
    at->line_of = step;
}

static bool set_value(Compiler *it, Step *step, const Row *row, const Term *base, const Term *term)
{
    step->kind = STEP_VALUE;
    step->term = term;
    if (term->kind >= TERM_GROUP)
        return fail(it, term->name, "is a group; a row is about one value");
    if (row->number.len > 0 && !slice_equal(row->number, term->number) &&
        !slice_equal(row->number, term->untded))
        return refuse_number(it, row, term);
    if ((step->form = find_form(it, row->form)) == NULL || !climb(it, step, term))
        return false;
    it->has_row[term->index] = true;
    if (!set_members(it, step, term))
        return false;
    step->mark = row->mark;
    if (step->mark.len > 0 && (step->list == NULL || term->list != step->list))
        return fail(it, row->path, "says items=, but is no value of a list whose step is starred");
    if (row->fallback.len > 0 && !set_fallback(it, step, base, row->fallback))
        return false;
    if (row->parts.len > 0 && !add_parts(it, step, row->parts))
        return false;
    if (step->is_repeated)
        repeat_element(step);
    return add_form_attributes(it, step, step->form);
}

static bool set_other(Compiler *it, Step *step, const Row *row)
{
    Slice content = row->content;
    char sign = content.at[0];
    Slice rest = slice_part(content, 1, content.len);
    step->constants = split_values(it, sign == '\'' ? content : rest, &step->constant_count);
    step->constant = step->constants[0];
    switch (sign) {
    case '\'':
        step->kind = STEP_CONSTANT;
        return true;
    case '~':
        step->kind = STEP_IGNORED;
        return true;
    case '#':
        step->kind = STEP_COUNT;
        return true;
    default:
        step->kind = STEP_COPY;
        step->term = find_reference(it, rest);
        return step->term != NULL && climb(it, step, step->term);
    }
}

// "taxes[categoryCode=E|AE].exemptionReason" ─► what chooses the item, and the member is left.
static bool choose_item(Compiler *it, Step *step, const Term *base, Slice *content)
{
    size_t start = slice_find(*content, S("[")), end = slice_find(*content, S("]."));
    if (start == SIZE_MAX || end == SIZE_MAX || end < start)
        return fail(it, *content, "chooses no item; expected LIST[MEMBER=VALUE|VALUE].MEMBER");
    Slice condition = slice_part(*content, start + 1, end - start - 1);
    Slice member = slice_cut(&condition, '=');
    step->chosen_list = find_term(it, base, slice_part(*content, 0, start));
    if (step->chosen_list == NULL || step->chosen_list->kind != TERM_LIST)
        return fail(it, *content, "names no list before its [");
    step->chosen_by = find_term(it, step->chosen_list, member);
    if (step->chosen_by == NULL || step->chosen_by->list != step->chosen_list ||
        step->chosen_by->kind >= TERM_GROUP)
        return fail(it, member, "is no value of the list's items");
    step->chosen_values = split_values(it, condition, &step->chosen_count);
    *content = slice_part(*content, end + 2, content->len);
    return true;
}

static bool is_other(Slice content)
{
    return content.len > 0 && strchr("'~#=", content.at[0]) != NULL;
}

// unless= names a value of the item, as unitCode of a line, or of the whole.
static bool set_unless(Compiler *it, Step *step, const Term *base, Slice path)
{
    const Term *beside = model_find(base, path);
    if (beside == NULL)
        beside = model_find(step->context, path);
    step->unless_beside =
        beside != NULL && beside->list == step->context && beside->kind < TERM_GROUP;
    step->unless = step->unless_beside ? beside : find_reference(it, path);
    return step->unless != NULL;
}

// "modeCode", "modeCode=2|3": a member of the group that the row's content is in.
static bool set_ask(Compiler *it, Ask *ask, const Step *step, Slice text, const Term *base)
{
    if (text.len == 0)
        return true;
    Slice member = slice_cut(&text, '=');
    if ((ask->term = find_term(it, base, member)) == NULL)
        return false;
    if (text.len > 0)
        ask->values = split_values(it, text, &ask->value_count);
    return (ask->term->list == step->context && ask->term->kind != TERM_GROUP) ||
           fail(it, member, "is asked for by with= or without=, but is no value or list beside it");
}

static bool set_flags(Compiler *it, Step *step, const Row *row, const Term *base)
{
    step->or_once |= row->or_once;
    step->first_only |= row->first_only;
    step->read_only |= row->read_only;
    // Up to the element that is chosen by conditions or repeated, which has to have something real
    // in it; a list that stands once without items may say of itself that it stands in any case.
    for (Step *at = step; row->is_always && at != NULL; at = at->parent) {
        bool is_own = at == step && at->list != NULL && row->or_once;
        if ((at->condition_count > 0 || at->list != NULL) && !is_own)
            break;
        at->is_always = true;
        if (is_own)
            break;
    }
    step->is_repeated = row->is_repeated;
    step->like = row->like;
    step->unlike = row->unlike;
    if (!set_ask(it, &step->with, step, row->with, base) ||
        !set_ask(it, &step->without, step, row->without, base))
        return false;
    return row->unless.len == 0 || set_unless(it, step, base, row->unless);
}

// With / in front, content is that of the whole.
static const Term *base_of(const Compiler *it, Slice *content, const Term *base)
{
    if (!slice_starts(*content, S("/")))
        return base;
    *content = slice_part(*content, 1, content->len);
    return &it->map->model->root;
}

static bool compile_row(Compiler *it, const Row *row)
{
    Step *step = it->scope->section;
    Slice content = row->content;
    const Term *base = base_of(it, &content, it->scope->base);
    Slice rest = content;
    if (!walk_path(it, row->path, &step, &rest, &base))
        return false;
    if (step->kind != STEP_INNER)
        return fail(it, row->path, "has a row already; two cannot be read apart");
    if (!set_flags(it, step, row, base))
        return false;
    if (is_other(content))
        return set_other(it, step, row);
    if (slice_find(rest, S("[]")) != SIZE_MAX)
        return fail(it, rest, "names a list, but no step of the path repeats; star it, as in L*/I");
    if (slice_find(rest, S("[")) != SIZE_MAX) {
        if (!choose_item(it, step, base, &rest))
            return false;
        base = step->chosen_list;
    }
    const Term *term = find_term(it, base, rest);
    return term != NULL && set_value(it, step, row, base, term);
}

// Where the rows behind a section or a use begin; false where it is faulty, and they would only
// repeat the fault.
static bool find_place(Compiler *it, const Row *row, Step **step, const Term **base)
{
    Slice content = row->content, path = row->path;
    *base = base_of(it, &content, *base);
    if (!walk_path(it, path, step, &content, base))
        return false;
    *base = find_term(it, *base, content);
    return *base != NULL && set_flags(it, *step, row, *base);
}

static void compile_section(Compiler *it, const Row *row)
{
    Scope *scope = it->scope;
    Row from_home = *row;
    if (slice_equal(row->path, S("/")))
        from_home.path = S("");
    scope->section = scope->home;
    scope->base = scope->home_base;
    if (scope->home != NULL && !find_place(it, &from_home, &scope->section, &scope->base))
        scope->section = NULL;
}

static void enter_part(Compiler *it, const Row *row)
{
    Scope inner = *it->scope;
    if (inner.section != NULL && !find_place(it, row, &inner.section, &inner.base))
        inner.section = NULL;
    inner.home = inner.section;
    inner.home_base = inner.base;
    *++it->scope = inner;
}

// ---- Partners ----

// "seller.identifiers[].id@schemeId"
static bool compile_partner_path(Compiler *it, Slice path, Partner *partner)
{
    const Term *base = &it->map->model->root;
    Slice id = slice_cut(&path, '@');
    if (slice_find(id, S("[]")) != SIZE_MAX && (base = cut_list(it, base, &id)) == NULL)
        return false;
    const Term *term = find_term(it, base, id), *scheme = NULL;
    if (term == NULL || (path.len > 0 && (scheme = find_term(it, term->parent, path)) == NULL))
        return false;
    if (term->kind >= TERM_GROUP || (scheme != NULL && scheme->kind >= TERM_GROUP))
        return fail(it, id, "is a group; a partner's identifier is a value");
    partner->ids[partner->count] = term;
    partner->schemes[partner->count++] = scheme;
    return true;
}

static bool compile_partner(Compiler *it, const PartnerLine *line, Partner *partner)
{
    it->place = &line->place;
    bool is_good = line->count == 0 || (partner->qualifiers = find_form(it, line->form)) != NULL;
    for (size_t i = 0; i < line->count && is_good; i++)
        is_good = compile_partner_path(it, line->paths[i], partner);
    return is_good;
}

// ---- Roots ----

static bool compile_when(Compiler *it, Slice when, Root *root)
{
    if (when.len == 0)
        return true;
    Slice path = slice_cut(&when, '=');
    root->when = find_reference(it, path);
    root->values = split_values(it, when, &root->value_count);
    return root->when != NULL;
}

// The root's name takes a prefix where one is declared for its namespace.
static StepName root_name(Compiler *it, const RootLine *line)
{
    Slice local = line->step.name.local;
    StepName name = {.uri = line->prefix_uri, .local = local, .shown = local};
    if (slice_equal(name.uri, S("-")))
        name.uri = S("");
    for (size_t i = 0; i < it->head->namespace_count; i++)
        if (slice_equal(it->head->namespaces[i].uri, name.uri))
            name.shown = shown_name(it, it->head->namespaces[i].prefix, name.local);
    return name;
}

static void compile_head_root(Compiler *it, const RootLine *line)
{
    Root *root = &it->head->roots[it->head->root_count++];
    it->place = &line->place;
    it->root = line;
    root->name = root_name(it, line);
    root->condition_count = line->step.condition_count;
    make_conditions(it, &line->step, &root->conditions);
}

// Of a map that was parsed: what is known without its rows.
static void compile_head(Compiler *it, MapHead *head)
{
    it->head = head;
    head->name = it->text.name;
    head->namespaces = it->text.namespaces;
    head->namespace_count = it->text.namespace_count;
    for (size_t i = 0; i < it->text.root_count; i++)
        compile_head_root(it, &it->text.roots[i]);
}

static bool is_among(const Condition *condition, Slice value)
{
    for (size_t i = 0; i < condition->value_count; i++)
        if (slice_equal(condition->values[i], value))
            return true;
    return false;
}

// The constant that a condition asks for, and what is around it.
static bool keep_condition(Step *step, const Condition *condition, size_t depth)
{
    if (depth == condition->depth)
        return step->kind == STEP_CONSTANT && is_among(condition, step->constant);
    for (Step *at = step->first; at != NULL; at = at->next)
        if (slice_equal(at->name.local, condition->path[depth].local) &&
            slice_equal(at->name.uri, condition->path[depth].uri) &&
            keep_condition(at, condition, depth + 1)) {
            at->is_always = true;
            return true;
        }
    return false;
}

// By what an element is chosen stands in it, whatever else of the content does: without its NAD, a
// party's group would be nobody's.
static void keep_conditions(Step *step)
{
    for (size_t i = 0; i < step->condition_count; i++)
        if (step->conditions[i].kind == CONDITION_EQUAL)
            keep_condition(step, &step->conditions[i], 0);
    for (Step *at = step->first; at != NULL; at = at->next)
        keep_conditions(at);
}

static bool note_fillers(Step *step)
{
    step->is_filler = step->kind != STEP_VALUE;
    for (Step *at = step->first; at != NULL; at = at->next)
        step->is_filler &= note_fillers(at);
    return step->is_filler;
}

static void compile_one(Compiler *it, const Row *row)
{
    it->place = &row->place;
    switch (row->kind) {
    case ROW_TERM:
        if (it->scope->section != NULL &&
            (row->only.len == 0 || slice_equal(row->only, it->root->step.name.local)))
            compile_row(it, row);
        break;
    case ROW_SECTION:
        compile_section(it, row);
        break;
    case ROW_ENTER:
        enter_part(it, row);
        break;
    case ROW_LEAVE:
        it->scope--;
        break;
    }
}

static void compile_root(Compiler *it, const RootLine *line, Root *root)
{
    const Term *whole = &it->map->model->root;
    it->root = line;
    it->place = &line->place;
    root->step = arena_array(it->arena, Step, 1);
    *root->step = (Step){.name = root->name, .context = whole, .number = it->steps++};
    it->scope = it->scopes;
    *it->scope = (Scope){root->step, whole, root->step, whole};
    compile_when(it, line->when, root);
    for (size_t i = 0; i < it->text.row_count; i++)
        compile_one(it, &it->text.rows[i]);
    keep_conditions(root->step);
    note_fillers(root->step);
}

const Map *map_compile(Arena *arena, const Model *model, Slice text, const MapFiles *files,
                       Faults *faults)
{
    size_t before = faults->count;
    Compiler it = {.arena = arena, .faults = faults};
    if (!map_parse(arena, text, files, false, &it.text, faults))
        return NULL;
    it.map = arena_array(arena, Map, 1);
    it.map->model = model;
    it.has_row = arena_array(arena, bool, model->term_count);
    it.map->has_row = it.has_row;
    compile_head(&it, &it.map->head);
    for (size_t i = 0; i < it.text.root_count && faults->count == before; i++)
        compile_root(&it, &it.text.roots[i], &it.head->roots[i]);
    it.map->step_count = it.steps;
    compile_partner(&it, &it.text.sender, &it.map->sender);
    compile_partner(&it, &it.text.recipient, &it.map->recipient);
    return faults->count == before ? it.map : NULL;
}

const MapHead *map_head_read(Arena *arena, Slice text, const MapFiles *files, Faults *faults)
{
    size_t before = faults->count;
    Compiler it = {.arena = arena, .faults = faults};
    if (!map_parse(arena, text, files, true, &it.text, faults))
        return NULL;
    MapHead *head = arena_array(arena, MapHead, 1);
    compile_head(&it, head);
    return faults->count == before ? head : NULL;
}

const MapHead *map_head(const Map *map)
{
    return &map->head;
}

MapKind map_kind(const MapHead *head)
{
    Slice root = map_head_root(head, 0);
    bool is_mt = root.len == 5 && slice_starts(root, S("MT")) && head->roots[0].name.uri.len == 0;
    for (size_t i = 2; i < root.len; i++)
        is_mt &= root.at[i] >= '0' && root.at[i] <= '9';
    return slice_starts(root, S("M_")) ? MAP_EDIFACT : is_mt ? MAP_MT : MAP_XML;
}

Slice map_head_name(const MapHead *head)
{
    return head->name;
}

Slice map_head_root(const MapHead *head, size_t index)
{
    return index < head->root_count ? head->roots[index].name.local : S("");
}

static void add_missing(const Map *map, const Term *list, const Term **terms, size_t *count)
{
    for (size_t i = 0; i < list->slot_count; i++) {
        const Term *term = list->slots[i];
        if (term->kind == TERM_LIST)
            add_missing(map, term, terms, count);
        else if (!map->has_row[term->index])
            terms[(*count)++] = term;
    }
}

size_t map_missing(const Map *map, Arena *arena, const Term *const **terms)
{
    const Term **list = arena_array(arena, const Term *, map->model->term_count);
    size_t count = 0;
    add_missing(map, &map->model->root, list, &count);
    *terms = list;
    return count;
}
