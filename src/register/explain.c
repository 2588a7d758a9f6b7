// SPDX-License-Identifier: Apache-2.0
// Puts conditions into words.
//
//     XPath ─► expression tree as it was parsed ─► places (which field, of which register)
//                                              └─► templates of the language ─► sentence
//
// A sentence is made from the inside out by templates with two places. “not” goes inwards, down to
// the comparison, for people say “is at most 5” and not “it is not so that it is more than 5”.

#include "register/explain.h"

#include "codes/codes.h"
#include "xpath/xpath.h"

#include <ctype.h>
#include <string.h>

enum { LIST_MAX = 20, DEPTH_SAID_MAX = 12 };

// ---- Words ----

typedef enum Phrase {
    SAY_EQ, // in the order of Operation
    SAY_NE,
    SAY_LT,
    SAY_LE,
    SAY_GT,
    SAY_GE,
    SAY_BEFORE, // the same of days
    SAY_NOT_AFTER,
    SAY_AFTER,
    SAY_NOT_BEFORE,
    SAY_AMONG,
    SAY_NOT_AMONG,
    SAY_STATED,
    SAY_NOT_STATED,
    SAY_GIVEN,
    SAY_NOT_GIVEN,
    SAY_BEGINS,
    SAY_BEGINS_NOT,
    SAY_CONTAINS,
    SAY_CONTAINS_NOT,
    SAY_AND,
    SAY_OR,
    SAY_WHERE,
    SAY_EVERY,
    SAY_SOME,
    SAY_OF,
    SAY_COUNT,
    SAY_SUM,
    SAY_DISTINCT,
    SAY_LENGTH,
    SAY_ADD,
    SAY_SUBTRACT,
    SAY_MULTIPLY,
    SAY_DIVIDE,
    SAY_LABEL,
    SAY_NEXT,
    SAY_DEPENDS,
    SAY_TODAY,
    SAY_STATE,
    SAY_NUMBER,
    SAY_OWNER,
    SAY_CREATED,
    SAY_ENTERED,
    SAY_OPINIONS,
    SAY_SCORE,
    SAY_ASKER,
    SAY_CONSENT,
    SAY_YES,
    SAY_NO,
    SAY_RULE,
    SAY_NOTHING,
    SAY_FOUND,
    SAY_SAME,
    SAY_OTHER_SIDE,
    SAY_END,
} Phrase;

// 1 and 2 stand for what is put in.
static const char *const phrases[SAY_END][LANGUAGE_END] = {
    [SAY_EQ] = {"1 is 2", "1が2である", "1为2"},
    [SAY_NE] = {"1 is not 2", "1が2以外である", "1不为2"},
    [SAY_LT] = {"1 is less than 2", "1が2未満である", "1小于2"},
    [SAY_LE] = {"1 is at most 2", "1が2以下である", "1不超过2"},
    [SAY_GT] = {"1 is more than 2", "1が2を超える", "1大于2"},
    [SAY_GE] = {"1 is at least 2", "1が2以上である", "1不低于2"},
    [SAY_BEFORE] = {"1 is before 2", "1が2より前である", "1早于2"},
    [SAY_NOT_AFTER] = {"1 is not after 2", "1が2以前である", "1不晚于2"},
    [SAY_AFTER] = {"1 is after 2", "1が2より後である", "1晚于2"},
    [SAY_NOT_BEFORE] = {"1 is not before 2", "1が2以降である", "1不早于2"},
    [SAY_AMONG] = {"1 is one of 2", "1が2のいずれかである", "1为2之一"},
    [SAY_NOT_AMONG] = {"1 is none of 2", "1が2のいずれでもない", "1不为2中任何一项"},
    [SAY_STATED] = {"1 is stated", "1の記載がある", "已填写1"},
    [SAY_NOT_STATED] = {"1 is not stated", "1の記載がない", "未填写1"},
    [SAY_GIVEN] = {"1 is given", "1がある", "有1"},
    [SAY_NOT_GIVEN] = {"1 is not given", "1がない", "无1"},
    [SAY_BEGINS] = {"1 begins with 2", "1が2で始まる", "1以2开头"},
    [SAY_BEGINS_NOT] = {"1 does not begin with 2", "1が2で始まらない", "1不以2开头"},
    [SAY_CONTAINS] = {"1 contains 2", "1に2を含む", "1包含2"},
    [SAY_CONTAINS_NOT] = {"1 does not contain 2", "1に2を含まない", "1不包含2"},
    [SAY_AND] = {"1 and 2", "1、かつ2", "1，并且2"},
    [SAY_OR] = {"1 or 2", "1、または2", "1，或者2"},
    [SAY_WHERE] = {"where 1, 2", "1場合は、2", "若1，则2"},
    [SAY_EVERY] = {"for each of 1, 2", "1のすべてについて、2", "1的每一项：2"},
    [SAY_SOME] = {"for one of 1, 2", "1のいずれかについて、2", "1中至少一项：2"},
    [SAY_OF] = {"2 of 1", "1の2", "1的2"},
    [SAY_COUNT] = {"the number of 1", "1の件数", "1的数量"},
    [SAY_SUM] = {"the sum of 1", "1の合計", "1合计"},
    [SAY_DISTINCT] = {"different 1", "異なる1", "不同的1"},
    [SAY_LENGTH] = {"the length of 1", "1の文字数", "1的字数"},
    [SAY_ADD] = {"1 + 2", "1＋2", "1＋2"},
    [SAY_SUBTRACT] = {"1 − 2", "1－2", "1－2"},
    [SAY_MULTIPLY] = {"1 × 2", "1×2", "1×2"},
    [SAY_DIVIDE] = {"1 ÷ 2", "1÷2", "1÷2"},
    [SAY_LABEL] = {"“1”", "「1」", "“1”"},
    [SAY_NEXT] = {"1, 2", "1、2", "1、2"},
    [SAY_DEPENDS] = {"a rule over 1", "1に関する条件", "关于1的条件"},
    [SAY_TODAY] = {"today", "本日", "今天"},
    [SAY_STATE] = {"the state", "状態", "状态"},
    [SAY_NUMBER] = {"the number", "番号", "编号"},
    [SAY_OWNER] = {"the organisation", "組織", "机构"},
    [SAY_CREATED] = {"the day it was entered", "登録日", "登记日期"},
    [SAY_ENTERED] = {"the day it came into its state", "現在の状態になった日",
                     "进入当前状态的日期"},
    [SAY_OPINIONS] = {"the number of opinions", "評価の件数", "评审意见数"},
    [SAY_SCORE] = {"the score of the review", "評価点", "评审得分"},
    [SAY_ASKER] = {"who asks", "操作する人", "操作人"},
    [SAY_CONSENT] = {"the consent “1”", "「1」への同意", "对“1”的同意"},
    [SAY_YES] = {"yes", "はい", "是"},
    [SAY_NO] = {"no", "いいえ", "否"},
    [SAY_RULE] = {"a rule of its own", "個別の条件", "单独的条件"},
    [SAY_FOUND] = {"1: 2", "1：2", "1：2"},
    [SAY_SAME] = {"1 is the same on both sides", "1が双方で一致する", "双方的1相同"},
    [SAY_OTHER_SIDE] = {"of the other side: 1", "相手方について：1", "对方：1"},
    [SAY_NOTHING] = {"not stated", "記載なし", "未填写"},
};

typedef struct Saying {
    const Explaining *of;
    SheetLanguage language;
    const Variable *variable; // of the nearest `every` or `some`
    const struct Spot *items;
    unsigned depth;
    bool is_said;
} Saying;

static Slice say(const Saying *it, Phrase phrase, Slice one, Slice other)
{
    Buffer out = buffer_new(it->of->arena);
    for (const char *at = phrases[phrase][it->language]; *at != '\0'; at++)
        if (*at == '1' || *at == '2')
            buffer_add(&out, *at == '1' ? one : other);
        else
            buffer_add_char(&out, *at);
    return buffer_slice(&out);
}

static Slice say_label(const Saying *it, Slice label)
{
    return label.len > 0 ? say(it, SAY_LABEL, label, S("")) : S("");
}

static Slice word(const Saying *it, Phrase phrase)
{
    return slice_of(phrases[phrase][it->language]);
}

// ---- Places: what a path leads to ----

// A field, a state, or a word of the window's own; with the record that it is of, where that is
// another.
typedef struct Spot {
    Register *reg;    // NULL: it leads nowhere
    const Term *term; // of its model; the root: the record
    Slice record;     // what the other record is called; empty: it is this one
    enum { OF_RECORD, OF_WINDOW, OF_REFERRED, OF_RELATED, OF_REVIEW, OF_ASKER, OF_CONSENTS } within;
    bool is_state;
    Slice said; // where it is no field
} Spot;

static const Spot nowhere = {0};

static Spot root_of(Register *reg, Slice record)
{
    Faults ignored = {0};
    const Model *model = reg != NULL ? register_model(reg, &ignored) : NULL;
    return model != NULL ? (Spot){.reg = reg, .term = &model->root, .record = record} : nowhere;
}

static Slice title_of(const Saying *it, Register *reg)
{
    return reg != NULL ? register_title(reg, it->of->language) : S("");
}

static Slice label_at(const Saying *it, Register *reg, const Term *term)
{
    Faults ignored = {0};
    return label_of(register_labels(reg, it->of->language, &ignored), it->of->arena, term, NULL);
}

// `_/refers/NAME`, `_/related/NAME`: another record.
static Spot step_beside(const Saying *it, const Spot *from, Slice name)
{
    Faults ignored = {0};
    const Declaration *declaration = register_declaration(from->reg, &ignored);
    Registers *home = register_home(from->reg);
    for (size_t i = 0; from->within == OF_REFERRED && i < declaration->field_count; i++) {
        const DeclaredField *field = &declaration->fields[i];
        const Term *term = model_find(from->term, field->path);
        if (field->refers.len > 0 && term != NULL && field_is_element(field->path, name))
            return root_of(registers_find(home, field->refers, &ignored),
                           label_at(it, from->reg, term));
    }
    for (size_t i = 0; from->within == OF_RELATED && i < declaration->relative_count; i++)
        if (slice_equal(declaration->relatives[i].name, name)) {
            Register *reg = registers_find(home, declaration->relatives[i].register_name, &ignored);
            return root_of(reg, title_of(it, reg));
        }
    return nowhere;
}

static Spot said_place(const Spot *from, Slice said)
{
    Spot place = *from;
    place.said = said;
    return place;
}

static Spot step_window(const Saying *it, const Spot *from, Slice name)
{
    static const struct {
        const char *name;
        Phrase phrase;
    } words[] = {{"today", SAY_TODAY}, {"number", SAY_NUMBER},   {"id", SAY_NUMBER},
                 {"owner", SAY_OWNER}, {"created", SAY_CREATED}, {"entered", SAY_ENTERED},
                 {"state", SAY_STATE}};
    static const char *const within[] = {
        [OF_REFERRED] = "refers", [OF_RELATED] = "related",   [OF_REVIEW] = "review",
        [OF_ASKER] = "asker",     [OF_CONSENTS] = "consents",
    };
    if (slice_equal(name, S("for")))
        return root_of(it->of->beside, title_of(it, it->of->beside));
    Spot place = *from;
    for (size_t i = OF_REFERRED; i < sizeof within / sizeof *within; i++)
        if (slice_equal(name, slice_of(within[i]))) {
            place.within = (int)i;
            return place;
        }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal(name, slice_of(words[i].name))) {
            place = said_place(from, word(it, words[i].phrase));
            place.is_state = words[i].phrase == SAY_STATE;
            return place;
        }
    return nowhere;
}

static Spot step_word(const Saying *it, const Spot *from, Slice name)
{
    Faults ignored = {0};
    const Declaration *declaration = register_declaration(from->reg, &ignored);
    const Consent *consent =
        from->within == OF_CONSENTS ? declared_consent(declaration, name) : NULL;
    if (consent != NULL)
        return said_place(from,
                          say(it, SAY_CONSENT, words_in(&consent->label, it->of->language), S("")));
    if (from->within == OF_REVIEW)
        return said_place(from, word(it, slice_equal(name, S("count")) ? SAY_OPINIONS : SAY_SCORE));
    return from->within == OF_ASKER ? said_place(from, word(it, SAY_ASKER)) : nowhere;
}

static Spot step(const Saying *it, const Spot *from, Slice name)
{
    Spot place = *from;
    if (from->reg == NULL || from->said.len > 0)
        return nowhere;
    switch (from->within) {
    case OF_RECORD:
        if (from->term->parent == NULL && slice_equal(name, S("_"))) {
            place.within = OF_WINDOW;
            return place;
        }
        place.term = from->term->member_count > 0 ? model_member(from->term, name) : NULL;
        return place.term != NULL ? place : nowhere;
    case OF_WINDOW:
        return step_window(it, from, name);
    case OF_REFERRED:
    case OF_RELATED:
        return step_beside(it, from, name);
    case OF_REVIEW:
    case OF_ASKER:
    case OF_CONSENTS:
        return step_word(it, from, name);
    }
    return nowhere;
}

// What a list's items say is told with the list, but of the item at hand.
static bool is_in_list(const Saying *it, const Spot *place)
{
    const Term *list = place->within == OF_RECORD ? place->term->parent : NULL;
    return list != NULL && list->parent != NULL && list->kind == TERM_LIST &&
           (it->items == NULL || it->items->term != list);
}

static Slice say_place(const Saying *it, const Spot *place)
{
    Slice text = place->said;
    if (place->reg == NULL)
        return S("");
    if (text.len == 0 && place->within == OF_RECORD)
        text = place->term->parent != NULL ? label_at(it, place->reg, place->term) : place->record;
    bool is_of_other = place->record.len > 0 && text.at != place->record.at;
    if (place->said.len == 0)
        text = say_label(it, text);
    if (place->said.len == 0 && is_in_list(it, place))
        text = say(it, SAY_OF, say_label(it, label_at(it, place->reg, place->term->parent)), text);
    return is_of_other && text.len > 0 ? say(it, SAY_OF, say_label(it, place->record), text) : text;
}

// ---- Values ----

static Slice say_state(const Saying *it, const Spot *place, Slice value)
{
    Faults ignored = {0};
    const Declaration *declaration = register_declaration(place->reg, &ignored);
    const State *state = declared_state(declaration, value);
    return state != NULL ? words_in(&state->label, it->of->language) : value;
}

static Slice say_code(const Saying *it, const Term *term, Slice value)
{
    Faults ignored = {0};
    const Codes *codes = codes_named(it->of->arena, NULL, term->codes, &ignored);
    CodeRow row = codes != NULL ? codes_find(codes, value) : CODE_NONE;
    Slice label = row != CODE_NONE ? codes_label(codes, row, it->of->language) : S("");
    return label.len > 0 ? arena_print(it->of->arena, "%.*s %.*s", (int)value.len, value.at,
                                       (int)label.len, label.at)
                         : value;
}

// The bare value, as the form shows it.
static Slice value_of(const Saying *it, const Spot *place, Slice value)
{
    Faults ignored = {0};
    const Term *term = place->within == OF_RECORD ? place->term : NULL;
    if (slice_equal(value, S("true")) || slice_equal(value, S("false")))
        return word(it, value.at[0] == 't' ? SAY_YES : SAY_NO);
    if (place->reg == NULL)
        return value;
    if (place->is_state)
        return say_state(it, place, value);
    if (term != NULL && term->choice_count > 0)
        return label_of_choice(register_labels(place->reg, it->of->language, &ignored),
                               it->of->arena, term, value);
    return term != NULL && term->codes.len > 0 ? say_code(it, term, value) : value;
}

// ---- Expressions ----

static Slice say_test(Saying *it, const Expr *expr, bool is_denied);
static Slice say_operand(Saying *it, const Expr *expr, const Spot *like);

static Spot place_of(const Saying *it, const Expr *expr, const Spot *context);

static bool is_call(const Expr *expr, const char *name)
{
    return slice_equal(expr_function(expr), slice_of(name));
}

// number(x), string(x), xs:date(x), (x, 0)[1]: people needn't know.
static const Expr *bare(const Expr *expr)
{
    for (;;) {
        if ((is_call(expr, "number") || is_call(expr, "string") || is_call(expr, "data") ||
             is_call(expr, "normalize-space") || is_call(expr, "boolean") ||
             expr->kind == EXPR_CAST || expr->kind == EXPR_PLUS) &&
            expr->arity > 0)
            expr = expr->args[0];
        else if (expr->kind == EXPR_FILTER && expr->args[0]->kind == EXPR_SEQUENCE &&
                 expr->args[0]->arity == 2 && expr->args[1]->kind == EXPR_LITERAL)
            expr = expr->args[0]->args[0];
        else if (expr->kind == EXPR_SEQUENCE && expr->arity == 1)
            expr = expr->args[0];
        else
            return expr;
    }
}

static Spot place_of(const Saying *it, const Expr *expr, const Spot *context)
{
    Spot left;
    switch ((ExprKind)expr->kind) {
    case EXPR_ROOT:
        return root_of(it->of->reg, S(""));
    case EXPR_CONTEXT_ITEM:
        return *context;
    case EXPR_VARIABLE:
        return expr->variable == it->variable ? *it->items : nowhere;
    case EXPR_STEP:
        return expr->axis == AXIS_CHILD && expr->test->kind == TEST_ELEMENT &&
                       !expr->test->any_local
                   ? step(it, context, expr->test->local)
                   : nowhere;
    case EXPR_PATH:
        left = place_of(it, expr->args[0], context);
        return place_of(it, expr->args[1], &left);
    case EXPR_FILTER: // of some of them: it can't be said of which
        return place_of(it, expr->args[0], context);
    default:
        return nowhere;
    }
}

static bool is_filtered(const Expr *expr)
{
    return expr->kind == EXPR_FILTER ||
           (expr->kind == EXPR_PATH && (is_filtered(expr->args[0]) || is_filtered(expr->args[1])));
}

static Spot place_here(const Saying *it, const Expr *expr)
{
    Spot root = root_of(it->of->reg, S(""));
    return place_of(it, bare(expr), &root);
}

static Slice unsaid(Saying *it)
{
    it->is_said = false;
    return S("");
}

static Slice say_literal(const Saying *it, const Expr *expr, const Spot *like)
{
    if (expr->literal.type == TYPE_STRING)
        return say_label(it, value_of(it, like, item_slice(expr->literal)));
    Slice text = expr->source->text;
    size_t end = expr->offset;
    while (end < text.len && (isalnum((unsigned char)text.at[end]) || text.at[end] == '.'))
        end++;
    return slice_part(text, expr->offset, end - expr->offset);
}

static Slice say_list(Saying *it, const Expr *expr, const Spot *like)
{
    Slice text = S("");
    for (size_t i = 0; i < expr->arity && i < LIST_MAX; i++) {
        Slice one = say_operand(it, expr->args[i], like);
        text = i == 0 ? one : say(it, SAY_NEXT, text, one);
    }
    return text;
}

static Slice say_call(Saying *it, const Expr *expr, const Spot *like)
{
    static const struct {
        const char *name;
        Phrase phrase;
    } calls[] = {{"count", SAY_COUNT},
                 {"sum", SAY_SUM},
                 {"distinct-values", SAY_DISTINCT},
                 {"string-length", SAY_LENGTH}};
    if (is_call(expr, "true") || is_call(expr, "false"))
        return say_label(it, word(it, is_call(expr, "true") ? SAY_YES : SAY_NO));
    for (size_t i = 0; expr->arity > 0 && i < sizeof calls / sizeof *calls; i++)
        if (is_call(expr, calls[i].name))
            return say(it, calls[i].phrase, say_operand(it, expr->args[0], like), S(""));
    return unsaid(it);
}

static Slice say_operand(Saying *it, const Expr *expr, const Spot *like)
{
    Spot place = place_here(it, expr);
    if (is_filtered(bare(expr)))
        return unsaid(it);
    if (place.reg != NULL && (place.said.len > 0 || place.within == OF_RECORD))
        return say_place(it, &place);
    expr = bare(expr);
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        return say_literal(it, expr, like);
    case EXPR_SEQUENCE:
        return say_list(it, expr, like);
    case EXPR_CALL:
        return say_call(it, expr, like);
    case EXPR_ARITHMETIC:
        if (expr->operation > OP_DIVIDE)
            return unsaid(it);
        return say(it, SAY_ADD + expr->operation - OP_ADD, say_operand(it, expr->args[0], &nowhere),
                   say_operand(it, expr->args[1], &nowhere));
    default:
        return unsaid(it);
    }
}

static bool is_day(const Saying *it, const Expr *expr)
{
    Spot place = place_here(it, expr);
    return place.reg != NULL &&
           (place.said.at == word(it, SAY_TODAY).at ||
            (place.within == OF_RECORD && place.said.len == 0 && place.term->kind == TERM_DATE));
}

static Slice say_comparison(Saying *it, const Expr *expr, bool is_denied)
{
    static const Phrase denied[] = {[SAY_EQ] = SAY_NE, [SAY_NE] = SAY_EQ, [SAY_LT] = SAY_GE,
                                    [SAY_LE] = SAY_GT, [SAY_GT] = SAY_LE, [SAY_GE] = SAY_LT};
    const Expr *left = expr->args[0], *right = bare(expr->args[1]);
    Phrase phrase = (Phrase)expr->operation;
    Spot like = place_here(it, left);
    if (is_denied)
        phrase = denied[phrase];
    if (phrase >= SAY_LT && (is_day(it, left) || is_day(it, right)))
        phrase += SAY_BEFORE - SAY_LT;
    if (right->kind == EXPR_SEQUENCE && phrase <= SAY_NE)
        phrase = phrase == SAY_EQ ? SAY_AMONG : SAY_NOT_AMONG;
    return say(it, phrase, say_operand(it, left, &nowhere), say_operand(it, right, &like));
}

static Slice say_quantified(Saying *it, const Expr *expr, bool is_denied)
{
    Saying inner = *it;
    Spot items = place_here(it, expr->args[0]);
    Slice list = say_place(it, &items);
    bool is_every = (expr->kind == EXPR_EVERY) != is_denied;
    // Within its list an item's fields are called without the list's name before them.
    inner.variable = expr->variable;
    inner.items = &items;
    Slice test = say_test(&inner, expr->args[1], is_denied);
    it->is_said &= inner.is_said && list.len > 0;
    return say(it, is_every ? SAY_EVERY : SAY_SOME, list, test);
}

static Slice say_join(Saying *it, const Expr *expr, bool is_denied)
{
    bool is_or = (expr->kind == EXPR_OR) != is_denied;
    const Expr *first = expr->args[0];
    // “a is not stated, or b” is “where a is stated, b” for people.
    if (is_or && !is_denied && (is_call(first, "empty") || is_call(first, "not")))
        return say(it, SAY_WHERE, say_test(it, first, true), say_test(it, expr->args[1], false));
    return say(it, is_or ? SAY_OR : SAY_AND, say_test(it, first, is_denied),
               say_test(it, expr->args[1], is_denied));
}

static Slice say_condition(Saying *it, const Expr *expr, bool is_denied)
{
    static const struct {
        const char *name;
        Phrase phrase, denied;
    } calls[] = {{"exists", SAY_STATED, SAY_NOT_STATED},
                 {"empty", SAY_NOT_STATED, SAY_STATED},
                 {"starts-with", SAY_BEGINS, SAY_BEGINS_NOT},
                 {"contains", SAY_CONTAINS, SAY_CONTAINS_NOT}};
    if (is_call(expr, "not"))
        return say_test(it, expr->args[0], !is_denied);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (!is_call(expr, calls[i].name))
            continue;
        Spot like = place_here(it, expr->args[0]);
        Phrase phrase = is_denied ? calls[i].denied : calls[i].phrase;
        if (like.reg != NULL && like.within == OF_CONSENTS && phrase <= SAY_NOT_STATED)
            phrase += SAY_GIVEN - SAY_STATED;
        return say(it, phrase, say_operand(it, expr->args[0], &nowhere),
                   expr->arity > 1 ? say_operand(it, expr->args[1], &like) : S(""));
    }
    return unsaid(it);
}

static Slice say_test(Saying *it, const Expr *expr, bool is_denied)
{
    Slice text;
    if (++it->depth > DEPTH_SAID_MAX)
        return unsaid(it);
    switch ((ExprKind)expr->kind) {
    case EXPR_OR:
    case EXPR_AND:
        text = say_join(it, expr, is_denied);
        break;
    case EXPR_VALUE_COMPARE:
    case EXPR_GENERAL_COMPARE:
        text = say_comparison(it, expr, is_denied);
        break;
    case EXPR_EVERY:
    case EXPR_SOME:
        text = say_quantified(it, expr, is_denied);
        break;
    case EXPR_CALL:
        text = say_condition(it, expr, is_denied);
        break;
    case EXPR_STEP:
    case EXPR_PATH: // that it is there
        text = say(it, is_denied ? SAY_NOT_STATED : SAY_STATED, say_operand(it, expr, &nowhere),
                   S(""));
        break;
    default:
        text = unsaid(it);
    }
    it->depth--;
    return text;
}

// ---- What it looks at ----

typedef struct Looking {
    Saying *saying;
    Slice *paths;
    size_t count;
} Looking;

// As it is written, from its first character on: a name, `/`, `_`, `-` and `.` are all that it has.
static Slice path_text(const Expr *expr)
{
    while (expr->kind == EXPR_PATH || expr->kind == EXPR_FILTER)
        expr = expr->args[0];
    Slice text = expr->source->text;
    size_t end = expr->offset;
    while (end < text.len &&
           (isalnum((unsigned char)text.at[end]) || memchr("/_-.", text.at[end], 4) != NULL ||
            (text.at[end] & 0x80) != 0))
        end++;
    return slice_part(text, expr->offset, end - expr->offset);
}

static void look(Looking *it, const Expr *expr)
{
    bool is_path = expr->kind == EXPR_STEP || expr->kind == EXPR_PATH || expr->kind == EXPR_FILTER;
    Spot place = is_path ? place_here(it->saying, expr) : nowhere;
    Slice path = place.reg != NULL ? path_text(expr) : S("");
    bool is_known = say_place(it->saying, &place).len == 0;
    for (size_t i = 0; i < it->count; i++)
        is_known |= slice_equal(it->paths[i], path);
    if (!is_known && it->count < EXPLAINED_MAX)
        it->paths[it->count++] = path;
    for (size_t i = 0; !is_path && i < expr->arity; i++)
        look(it, expr->args[i]);
}

// ---- The doors ----

static Saying saying_of(const Explaining *explaining)
{
    Saying it = {.of = explaining, .is_said = true};
    language_find(explaining->language, &it.language);
    return it;
}

static const Expr *parse(const Explaining *explaining, Slice text)
{
    Faults ignored = {0};
    Source *source = arena_array(explaining->arena, Source, 1);
    source->text = text;
    StaticContext context = {.arena = explaining->arena, .program = program_new(explaining->arena)};
    return text.len > 0 ? xpath_parse(&context, source, &ignored) : NULL;
}

static size_t operands_of(Saying *it, const Expr *expr, Slice paths[EXPLAINED_MAX])
{
    Looking looking = {it, paths, 0};
    look(&looking, expr);
    return looking.count;
}

size_t explain_operands(const Explaining *explaining, Slice test, Slice paths[EXPLAINED_MAX])
{
    Saying it = saying_of(explaining);
    const Expr *expr = parse(explaining, test);
    return expr != NULL ? operands_of(&it, expr, paths) : 0;
}

static Slice say_fields(Saying *it, const Expr *expr)
{
    Slice paths[EXPLAINED_MAX], list = S("");
    size_t count = operands_of(it, expr, paths);
    for (size_t i = 0; i < count; i++) {
        Slice label = explain_path(it->of, paths[i]);
        list = list.len == 0 ? label : say(it, SAY_NEXT, list, label);
    }
    return list.len > 0 ? say(it, SAY_DEPENDS, list, S("")) : word(it, SAY_RULE);
}

Slice explain_test(const Explaining *explaining, Slice test, bool *is_said)
{
    Saying it = saying_of(explaining);
    const Expr *expr = parse(explaining, test);
    Slice text = expr != NULL ? say_test(&it, expr, false) : S("");
    if (is_said != NULL)
        *is_said = it.is_said && text.len > 0;
    if (expr == NULL || (it.is_said && text.len > 0))
        return text;
    return say_fields(&it, expr);
}

static Spot place_at(const Saying *it, Slice path)
{
    const Expr *expr = parse(it->of, path);
    return expr != NULL ? place_here(it, expr) : nowhere;
}

Slice explain_path(const Explaining *explaining, Slice path)
{
    Saying it = saying_of(explaining);
    Spot place = place_at(&it, path);
    return say_place(&it, &place);
}

Slice explain_found(const Explaining *explaining, Slice path, Slice values)
{
    Saying it = saying_of(explaining);
    Spot place = place_at(&it, path);
    Slice label = say_place(&it, &place), list = S("");
    if (label.len == 0)
        return S("");
    if (values.len == 0)
        return say(&it, SAY_FOUND, label, word(&it, SAY_NOTHING));
    while (values.len > 0) {
        size_t end = slice_find(values, S(", "));
        Slice one = value_of(&it, &place, slice_part(values, 0, end));
        list = list.len == 0 ? one : say(&it, SAY_NEXT, list, one);
        values = end == SIZE_MAX ? S("") : slice_part(values, end + 2, values.len);
    }
    return say(&it, SAY_FOUND, label, list);
}

Slice explain_same(const Explaining *explaining, Slice path)
{
    Saying it = saying_of(explaining);
    return say(&it, SAY_SAME, explain_path(explaining, path), S(""));
}

Slice explain_other_side(const Explaining *explaining, Slice test)
{
    Saying it = saying_of(explaining);
    return say(&it, SAY_OTHER_SIDE, explain_test(explaining, test, NULL), S(""));
}
