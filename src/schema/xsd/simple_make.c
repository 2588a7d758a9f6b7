// SPDX-License-Identifier: Apache-2.0
// Derives simple types: by restriction with facets, by list, by union; and refuses what the standard does
// (part 2, 4.3; part 1, 3.14.6).

#include "schema/xsd/simple_type.h"

#include "base/table.h"
#include "xpath/regex.h"

#include <assert.h>
#include <stdio.h>

static const char *const facet_names[] = {
    [FACET_LENGTH] = "length",
    [FACET_MIN_LENGTH] = "minLength",
    [FACET_MAX_LENGTH] = "maxLength",
    [FACET_PATTERN] = "pattern",
    [FACET_ENUMERATION] = "enumeration",
    [FACET_WHITE_SPACE] = "whiteSpace",
    [FACET_MAX_INCLUSIVE] = "maxInclusive",
    [FACET_MAX_EXCLUSIVE] = "maxExclusive",
    [FACET_MIN_EXCLUSIVE] = "minExclusive",
    [FACET_MIN_INCLUSIVE] = "minInclusive",
    [FACET_TOTAL_DIGITS] = "totalDigits",
    [FACET_FRACTION_DIGITS] = "fractionDigits",
};
static_assert(sizeof facet_names / sizeof *facet_names == FACET_END, "a facet has no name");

static const char *facet_name(Facet facet)
{
    return facet_names[facet];
}

typedef struct Maker {
    Arena *arena;
    SimpleType *type;
    const SimpleType *base;
    Faults *faults;
    const FacetRow *row;   // the one at hand
    unsigned seen;         // facets of this step
    size_t faults_before;
} Maker;

static bool refuse(Maker *maker, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool refuse(Maker *maker, const char *code, const char *format, ...)
{
    char text[300];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_add_code(maker->faults, FAULT_STATIC, code, maker->row ? maker->row->line : 0,
                          maker->row ? maker->row->column : 0, "%s", text);
}

// ---- Which facets apply (part 2, 4.1.5) ----

enum {
    ALWAYS = 1 << FACET_PATTERN | 1 << FACET_ENUMERATION | 1 << FACET_WHITE_SPACE,
    LENGTHS = 1 << FACET_LENGTH | 1 << FACET_MIN_LENGTH | 1 << FACET_MAX_LENGTH,
    BOUNDS = 1 << FACET_MAX_INCLUSIVE | 1 << FACET_MAX_EXCLUSIVE | 1 << FACET_MIN_EXCLUSIVE | 1 << FACET_MIN_INCLUSIVE,
    DIGITS = 1 << FACET_TOTAL_DIGITS | 1 << FACET_FRACTION_DIGITS,
};

static unsigned applicable(const SimpleType *type)
{
    if (type->variety == VARIETY_LIST)
        return ALWAYS | LENGTHS;
    if (type->variety == VARIETY_UNION)
        return 1 << FACET_PATTERN | 1 << FACET_ENUMERATION;
    switch (type->primitive) {
    case LEXICAL_STRING:
    case LEXICAL_HEX:
    case LEXICAL_BASE64:
    case LEXICAL_URI:
    case LEXICAL_QNAME:
    case LEXICAL_NOTATION:
        return ALWAYS | LENGTHS;
    case LEXICAL_BOOLEAN:
        return 1 << FACET_PATTERN | 1 << FACET_WHITE_SPACE;
    case LEXICAL_DECIMAL:
        return ALWAYS | BOUNDS | DIGITS;
    default:
        return ALWAYS | BOUNDS;
    }
}

// ---- Single facets ----

static bool read_count(Maker *maker, uint64_t *count)
{
    Slice text = slice_trim(maker->row->value);
    Value value;
    if (!lexical_read(LEXICAL_INTEGER, text, &value) || value.digits.is_negative)
        return refuse(maker, "cvc-facet-valid", "%s=\"%.*s\" is no whole number from 0", facet_name(maker->row->facet),
                      (int)text.len, text.at);
    *count = 0;
    for (size_t i = 0; i < value.digits.whole.len; i++) {
        if (*count > UINT64_MAX / 10 - 1)  // no text is longer
            break;
        *count = *count * 10 + (uint64_t)(value.digits.whole.at[i] - '0');
    }
    return true;
}

static bool is_changed_fixed(Maker *maker, bool is_equal)
{
    Facet facet = maker->row->facet;
    if (!(maker->base->fixed >> facet & 1) || !simple_has(maker->base, facet) || is_equal)
        return false;
    refuse(maker, "facet-fixed", "the base type has fixed its %s", facet_name(facet));
    return true;
}

static bool set_length(Maker *maker)
{
    static const char *const codes[] = {"length-valid-restriction", "minLength-valid-restriction",
                                        "maxLength-valid-restriction"};
    Facet facet = maker->row->facet;
    const SimpleType *base = maker->base;
    uint64_t count;
    if (!read_count(maker, &count))
        return false;
    uint64_t of_base = facet == FACET_LENGTH ? base->length : facet == FACET_MIN_LENGTH ? base->min_length : base->max_length;
    bool has = simple_has(base, facet);
    if (has && is_changed_fixed(maker, count == of_base))
        return false;
    if (has && ((facet == FACET_LENGTH && count != of_base) || (facet == FACET_MIN_LENGTH && count < of_base) ||
                (facet == FACET_MAX_LENGTH && count > of_base)))
        return refuse(maker, codes[facet], "%s %llu widens the base type's %llu", facet_name(facet),
                      (unsigned long long)count, (unsigned long long)of_base);
    *(facet == FACET_LENGTH ? &maker->type->length
      : facet == FACET_MIN_LENGTH ? &maker->type->min_length
                                  : &maker->type->max_length) = count;
    return true;
}

static bool set_digits(Maker *maker)
{
    Facet facet = maker->row->facet;
    bool is_total = facet == FACET_TOTAL_DIGITS;
    uint64_t count, of_base = is_total ? maker->base->total_digits : maker->base->fraction_digits;
    if (!read_count(maker, &count))
        return false;
    if (is_total && count == 0)
        return refuse(maker, "cvc-facet-valid", "totalDigits must be at least 1");
    if (simple_has(maker->base, facet) && is_changed_fixed(maker, count == of_base))
        return false;
    if (simple_has(maker->base, facet) && count > of_base)
        return refuse(maker, is_total ? "totalDigits-valid-restriction" : "fractionDigits-valid-restriction",
                      "%s %llu widens the base type's %llu", facet_name(facet), (unsigned long long)count,
                      (unsigned long long)of_base);
    *(is_total ? &maker->type->total_digits : &maker->type->fraction_digits) = count;
    return true;
}

static bool set_white_space(Maker *maker)
{
    Slice text = slice_trim(maker->row->value);
    WhiteSpace white = slice_equal(text, S("preserve"))  ? WHITE_PRESERVE
                       : slice_equal(text, S("replace")) ? WHITE_REPLACE
                                                         : WHITE_COLLAPSE;
    if (white == WHITE_COLLAPSE && !slice_equal(text, S("collapse")))
        return refuse(maker, "cvc-facet-valid", "whiteSpace is \"%.*s\"; expected preserve, replace or collapse",
                      (int)text.len, text.at);
    if (is_changed_fixed(maker, white == maker->base->white))
        return false;
    if (white < maker->base->white)
        return refuse(maker, "whiteSpace-valid-restriction", "whiteSpace keeps more than the base type does");
    maker->type->white = white;
    return true;
}

static Bound *bound_of(SimpleType *type, Facet facet)
{
    switch (facet) {
    case FACET_MAX_INCLUSIVE:
        return &type->max_inclusive;
    case FACET_MAX_EXCLUSIVE:
        return &type->max_exclusive;
    case FACET_MIN_EXCLUSIVE:
        return &type->min_exclusive;
    default:
        return &type->min_inclusive;
    }
}

// Whether `value` may be a bound of that kind where the base has `other`: minInclusive-valid-restriction and its like.
static bool stays_within(Facet facet, const Value *value, const SimpleType *base)
{
    bool is_max = facet == FACET_MAX_INCLUSIVE || facet == FACET_MAX_EXCLUSIVE;
    static const struct {
        Facet facet;
        bool is_max, is_exclusive;
    } limits[] = {{FACET_MAX_INCLUSIVE, true, false},
                  {FACET_MAX_EXCLUSIVE, true, true},
                  {FACET_MIN_INCLUSIVE, false, false},
                  {FACET_MIN_EXCLUSIVE, false, true}};
    bool is_exclusive = facet == FACET_MAX_EXCLUSIVE || facet == FACET_MIN_EXCLUSIVE;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        if (!simple_has(base, limits[i].facet))
            continue;
        Order order = value_order(value, &bound_of((SimpleType *)base, limits[i].facet)->value);
        bool is_inside = limits[i].is_max ? order == ORDER_LESS : order == ORDER_GREATER;
        // An equal bound is inside unless the base's excludes it: exclusive bounds may equal exclusive ones of their own side, and
        // inclusive ones of the same.
        bool may_equal = !limits[i].is_exclusive ? limits[i].is_max == is_max || !is_exclusive
                                                 : is_exclusive && limits[i].is_max == is_max;
        if (!is_inside && !(order == ORDER_EQUAL && may_equal))
            return false;
    }
    return true;
}

static bool set_bound(Maker *maker)
{
    static const char *const codes[FACET_END] = {
        [FACET_MAX_INCLUSIVE] = "maxInclusive-valid-restriction",
        [FACET_MAX_EXCLUSIVE] = "maxExclusive-valid-restriction",
        [FACET_MIN_EXCLUSIVE] = "minExclusive-valid-restriction",
        [FACET_MIN_INCLUSIVE] = "minInclusive-valid-restriction",
    };
    Facet facet = maker->row->facet;
    Bound bound = {.text = slice_trim(maker->row->value)};
    const SimpleType *base = maker->base;
    if (!lexical_read(base->lexical, bound.text, &bound.value))
        return refuse(maker, "cvc-facet-valid", "%s=\"%.*s\" is no value of the base type", facet_name(facet),
                      (int)bound.text.len, bound.text.at);
    bool is_equal = simple_has(base, facet) &&
                    value_order(&bound.value, &bound_of((SimpleType *)base, facet)->value) == ORDER_EQUAL;
    if (is_changed_fixed(maker, is_equal))
        return false;
    if (!is_equal && !stays_within(facet, &bound.value, base))
        return refuse(maker, codes[facet], "%s=\"%.*s\" is no value that the base type allows", facet_name(facet),
                      (int)bound.text.len, bound.text.at);
    *bound_of(maker->type, facet) = bound;
    // A tighter bound of a side takes the place of the base's.
    unsigned side = facet == FACET_MAX_INCLUSIVE || facet == FACET_MAX_EXCLUSIVE
                        ? 1u << FACET_MAX_INCLUSIVE | 1u << FACET_MAX_EXCLUSIVE
                        : 1u << FACET_MIN_INCLUSIVE | 1u << FACET_MIN_EXCLUSIVE;
    maker->type->facets &= ~(side & ~maker->seen);
    return true;
}

// ---- Patterns and enumerations: several of one step go together ----

static bool add_patterns(Maker *maker, const FacetRow *rows, size_t count)
{
    Buffer all = buffer_new(maker->arena);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].facet != FACET_PATTERN)
            continue;
        Fault fault = {0};
        maker->row = &rows[i];
        if (!regex_compile(maker->arena, rows[i].value, S(""), true, &fault))
            return refuse(maker, "cvc-facet-valid", "pattern: %s", fault.text);
        buffer_add(&all, all.len ? S("|") : S(""));
        buffer_add(&all, rows[i].value);
    }
    if (!(maker->seen >> FACET_PATTERN & 1))
        return true;
    Fault fault = {0};
    PatternFacet *pattern = arena_array(maker->arena, PatternFacet, 1);
    pattern->base = maker->base->patterns;
    pattern->shown = buffer_slice(&all);
    pattern->regex = regex_compile(maker->arena, pattern->shown, S(""), true, &fault);
    if (!pattern->regex)
        return refuse(maker, "cvc-facet-valid", "the patterns together: %s", fault.text);
    maker->type->patterns = pattern;
    return true;
}

static bool is_keyed_by_text(const SimpleType *type)
{
    return type->variety == VARIETY_ATOMIC && (type->primitive == LEXICAL_STRING || type->primitive == LEXICAL_URI);
}

static bool add_enumeration(Maker *maker, const FacetRow *rows, size_t count)
{
    if (!(maker->seen >> FACET_ENUMERATION & 1))
        return true;
    const SimpleType *base = maker->base;
    Enumeration *made = arena_array(maker->arena, Enumeration, 1);
    Slice *texts = arena_array(maker->arena, Slice, count);
    Table *keys = table_new(maker->arena, count);
    made->by_text = is_keyed_by_text(base);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].facet != FACET_ENUMERATION)
            continue;
        maker->row = &rows[i];
        SimpleCheck check = {.scratch = maker->arena, .scope = rows[i].scope};
        bool is_notation = base->variety == VARIETY_ATOMIC && base->primitive == LEXICAL_NOTATION;
        if (!is_notation && !simple_valid(base, rows[i].value, &check, NULL))
            return refuse(maker, "enumeration-valid-restriction", "the enumeration's \"%.*s\" is no value of the base type",
                          (int)rows[i].value.len, rows[i].value.at);
        Slice text = base->variety == VARIETY_ATOMIC ? simple_normalize(base, rows[i].value, maker->arena) : rows[i].value;
        texts[made->count++] = text;
        Buffer key = buffer_new(maker->arena);
        if (!made->by_text)
            simple_key(base, rows[i].value, &check, &key);
        table_add(keys, made->by_text ? text : buffer_slice(&key), NULL);
    }
    made->texts = texts;
    made->keys = keys;
    maker->type->enumeration = made;
    return true;
}

// ---- What the facets of a type must be to each other ----

static bool bounds_agree(Maker *maker)
{
    SimpleType *type = maker->type;
    static const struct {
        Facet low, high;
        bool may_equal;
        const char *code;
    } pairs[] = {
        {FACET_MIN_INCLUSIVE, FACET_MAX_INCLUSIVE, true, "minInclusive-less-than-equal-to-maxInclusive"},
        {FACET_MIN_EXCLUSIVE, FACET_MAX_EXCLUSIVE, true, "minExclusive-less-than-equal-to-maxExclusive"},
        {FACET_MIN_EXCLUSIVE, FACET_MAX_INCLUSIVE, false, "minExclusive-less-than-maxInclusive"},
        {FACET_MIN_INCLUSIVE, FACET_MAX_EXCLUSIVE, false, "minInclusive-less-than-maxExclusive"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!simple_has(type, pairs[i].low) || !simple_has(type, pairs[i].high))
            continue;
        Order order = value_order(&bound_of(type, pairs[i].low)->value, &bound_of(type, pairs[i].high)->value);
        if (order == ORDER_GREATER || (order == ORDER_EQUAL && !pairs[i].may_equal))
            return refuse(maker, pairs[i].code, "%s is not below %s", facet_name(pairs[i].low), facet_name(pairs[i].high));
    }
    return true;
}

// Whether some type that this one is derived from has the limit already, without a length.
static bool had_before(const SimpleType *base, Facet facet, uint64_t limit)
{
    for (; base; base = base->base)
        if (simple_has(base, facet) && !simple_has(base, FACET_LENGTH) &&
            (facet == FACET_MIN_LENGTH ? base->min_length : base->max_length) == limit)
            return true;
    return false;
}

static bool facets_agree(Maker *maker)
{
    const SimpleType *type = maker->type, *base = maker->base;
    unsigned seen = maker->seen;
    if ((seen >> FACET_MAX_INCLUSIVE & 1 && seen >> FACET_MAX_EXCLUSIVE & 1) ||
        (seen >> FACET_MIN_INCLUSIVE & 1 && seen >> FACET_MIN_EXCLUSIVE & 1))
        return refuse(maker, "maxInclusive-maxExclusive", "an inclusive and an exclusive bound exclude each other");
    // Second edition, 4.3.1.4: length beside minLength or maxLength only where a base without length has the same.
    if (simple_has(type, FACET_LENGTH) && simple_has(type, FACET_MIN_LENGTH) &&
        (type->length < type->min_length || !had_before(base, FACET_MIN_LENGTH, type->min_length)))
        return refuse(maker, "length-minLength-maxLength", "length and minLength contradict each other");
    if (simple_has(type, FACET_LENGTH) && simple_has(type, FACET_MAX_LENGTH) &&
        (type->length > type->max_length || !had_before(base, FACET_MAX_LENGTH, type->max_length)))
        return refuse(maker, "length-minLength-maxLength", "length and maxLength contradict each other");
    if (simple_has(type, FACET_MIN_LENGTH) && simple_has(type, FACET_MAX_LENGTH) && type->min_length > type->max_length)
        return refuse(maker, "minLength-less-than-equal-to-maxLength", "minLength is more than maxLength");
    if (simple_has(type, FACET_TOTAL_DIGITS) && simple_has(type, FACET_FRACTION_DIGITS) &&
        type->fraction_digits > type->total_digits)
        return refuse(maker, "fractionDigits-totalDigits", "fractionDigits is more than totalDigits");
    return bounds_agree(maker);
}

// ---- Restriction ----

static bool set_facet(Maker *maker)
{
    switch (maker->row->facet) {
    case FACET_LENGTH:
    case FACET_MIN_LENGTH:
    case FACET_MAX_LENGTH:
        return set_length(maker);
    case FACET_PATTERN:
    case FACET_ENUMERATION:
        return true;
    case FACET_WHITE_SPACE:
        return set_white_space(maker);
    case FACET_MAX_INCLUSIVE:
    case FACET_MAX_EXCLUSIVE:
    case FACET_MIN_EXCLUSIVE:
    case FACET_MIN_INCLUSIVE:
        return set_bound(maker);
    case FACET_TOTAL_DIGITS:
    case FACET_FRACTION_DIGITS:
        return set_digits(maker);
    case FACET_END:
        break;
    }
    return false;
}

static void set_facets(Maker *maker, const FacetRow *rows, size_t count)
{
    unsigned allowed = applicable(maker->base);
    for (size_t i = 0; i < count; i++) {
        maker->row = &rows[i];
        Facet facet = rows[i].facet;
        bool may_repeat = facet == FACET_PATTERN || facet == FACET_ENUMERATION;
        if (!(allowed >> facet & 1)) {
            refuse(maker, "cos-applicable-facets", "the facet %s does not apply to this type", facet_name(facet));
            continue;
        }
        if (maker->seen >> facet & 1 && !may_repeat) {
            refuse(maker, "src-single-facet-value", "the facet %s is given twice", facet_name(facet));
            continue;
        }
        maker->seen |= 1u << facet;
        if (set_facet(maker)) {
            maker->type->facets |= 1u << facet;
            maker->type->fixed |= (unsigned)rows[i].fixed << facet;
        }
    }
}

const SimpleType *simple_restrict(Arena *arena, Slice uri, Slice local, const SimpleType *base, const FacetRow *rows,
                                  size_t count, unsigned final, Faults *faults)
{
    SimpleType *type = arena_array(arena, SimpleType, 1);
    Maker maker = {.arena = arena, .type = type, .base = base, .faults = faults, .faults_before = faults->count};
    *type = *base;
    type->uri = uri;
    type->local = local;
    type->base = base;
    type->final = final;
    if (base->is_any) {
        refuse(&maker, "cos-st-restricts.1.1", "anySimpleType can't be restricted; name a type to start from");
        return NULL;
    }
    if (base->final & DERIVATION_RESTRICTION) {
        refuse(&maker, "st-props-correct.3", "the base type is final: it can't be restricted");
        return NULL;
    }
    set_facets(&maker, rows, count);
    if (faults->count == maker.faults_before)
        facets_agree(&maker);
    if (faults->count == maker.faults_before && add_patterns(&maker, rows, count))
        add_enumeration(&maker, rows, count);
    return faults->count == maker.faults_before ? type : NULL;
}

// ---- Lists and unions ----

static bool is_list_free(const SimpleType *type)
{
    if (type->variety == VARIETY_LIST)
        return false;
    for (size_t i = 0; i < type->member_count; i++)
        if (!is_list_free(type->members[i]))
            return false;
    return true;
}

const SimpleType *simple_list(Arena *arena, Slice uri, Slice local, const SimpleType *item, unsigned final, Faults *faults)
{
    Maker maker = {.faults = faults};
    if (item->final & DERIVATION_LIST) {
        refuse(&maker, "st-props-correct.3", "the item type is final: no list of it can be made");
        return NULL;
    }
    if (!is_list_free(item)) {
        refuse(&maker, "cos-list-of-atomic", "the items of a list can't be lists");
        return NULL;
    }
    SimpleType *type = arena_array(arena, SimpleType, 1);
    *type = (SimpleType){.uri = uri, .local = local, .base = simple_builtin(S("anySimpleType")), .variety = VARIETY_LIST,
                         .item = item, .white = WHITE_COLLAPSE, .final = final, .fixed = 1u << FACET_WHITE_SPACE};
    return type;
}

const SimpleType *simple_union(Arena *arena, Slice uri, Slice local, const SimpleType *const *members, size_t count,
                               unsigned final, Faults *faults)
{
    Maker maker = {.faults = faults};
    for (size_t i = 0; i < count; i++)
        if (members[i]->final & DERIVATION_UNION) {
            refuse(&maker, "st-props-correct.3", "a member type is final: no union with it can be made");
            return NULL;
        }
    SimpleType *type = arena_array(arena, SimpleType, 1);
    *type = (SimpleType){.uri = uri, .local = local, .base = simple_builtin(S("anySimpleType")), .variety = VARIETY_UNION,
                         .members = members, .member_count = count, .white = WHITE_PRESERVE, .final = final};
    return type;
}

// ---- Asking ----

Slice simple_uri(const SimpleType *type)
{
    return type->uri;
}

Slice simple_local(const SimpleType *type)
{
    return type->local;
}

unsigned simple_final(const SimpleType *type)
{
    return type->final;
}

bool simple_is_id(const SimpleType *type)
{
    return type->is_id;
}

bool simple_has_notation(const SimpleType *type)
{
    return type->variety == VARIETY_ATOMIC && type->primitive == LEXICAL_NOTATION && !type->enumeration;
}

bool simple_derives(const SimpleType *derived, const SimpleType *base, unsigned excluded)
{
    if (derived == base)
        return true;
    if (excluded & DERIVATION_RESTRICTION || !derived->base || derived->base->final & DERIVATION_RESTRICTION)
        return false;
    if (derived->base == base || (base->is_any && derived->variety != VARIETY_ATOMIC))
        return true;
    if (!derived->base->is_any && simple_derives(derived->base, base, excluded))
        return true;
    if (base->is_any)
        return true;
    if (base->variety == VARIETY_UNION)
        for (size_t i = 0; i < base->member_count; i++)
            if (simple_derives(derived, base->members[i], excluded))
                return true;
    return false;
}

Slice simple_name(Arena *arena, const SimpleType *type)
{
    while (type->local.len == 0 && type->base && !type->base->is_any)
        type = type->base;
    if (type->local.len == 0)
        return type->variety == VARIETY_LIST ? S("a list") : S("a union");
    bool is_builtin = slice_equal(type->uri, S("http://www.w3.org/2001/XMLSchema"));
    return is_builtin ? arena_join(arena, S("xs:"), type->local) : type->local;
}

// ---- For people ----

static const char *const examples[LEXICAL_END] = {
    [LEXICAL_STRING] = "text",
    [LEXICAL_BOOLEAN] = "true",
    [LEXICAL_DECIMAL] = "12.50",
    [LEXICAL_INTEGER] = "12",
    [LEXICAL_FLOAT] = "1.5E3",
    [LEXICAL_DOUBLE] = "1.5E3",
    [LEXICAL_DURATION] = "P1Y2M3DT4H",
    [LEXICAL_DATE_TIME] = "2026-11-20T09:30:00Z",
    [LEXICAL_TIME] = "09:30:00",
    [LEXICAL_DATE] = "2026-11-20",
    [LEXICAL_YEAR_MONTH] = "2026-11",
    [LEXICAL_YEAR] = "2026",
    [LEXICAL_MONTH_DAY] = "--11-20",
    [LEXICAL_DAY] = "---20",
    [LEXICAL_MONTH] = "--11",
    [LEXICAL_HEX] = "0FB7",
    [LEXICAL_BASE64] = "SGVsbG8=",
    [LEXICAL_URI] = "https://example.org/",
    [LEXICAL_QNAME] = "cbc:ID",
    [LEXICAL_NOTATION] = "png",
    [LEXICAL_LANGUAGE] = "ja",
    [LEXICAL_NMTOKEN] = "A-1",
    [LEXICAL_NAME] = "name",
    [LEXICAL_NCNAME] = "name",
};

Slice simple_example(Arena *arena, const SimpleType *type)
{
    if (type->enumeration && type->enumeration->count)
        return type->enumeration->texts[0];
    if (type->variety == VARIETY_UNION)
        return type->member_count ? simple_example(arena, type->members[0]) : S("");
    if (type->variety == VARIETY_LIST)
        return simple_example(arena, type->item);
    return type->is_any ? S("text") : slice_of(examples[type->lexical]);
}

Slice simple_show(Arena *arena, const SimpleType *type, SchemaLanguage language)
{
    static const char *const one_of[] = {"one of ", "次のいずれか: ", "以下之一："};
    if (!type->enumeration)
        return simple_name(arena, type);
    Buffer out = buffer_new(arena);
    buffer_add(&out, slice_of(one_of[language]));
    for (size_t i = 0; i < type->enumeration->count && i < 12; i++) {
        buffer_add(&out, i ? S(", ") : S(""));
        buffer_add(&out, type->enumeration->texts[i]);
    }
    if (type->enumeration->count > 12)
        buffer_add(&out, S(", …"));
    return buffer_slice(&out);
}
