// SPDX-License-Identifier: Apache-2.0
// Whether a text is valid by a simple type (part 1, 3.14.4; part 2, 4.1.4), which value it is, and what it refers to.
//
//     raw text ─► white space ─► lexical space ─► facets ─► valid
//
// The usual texts go through without a copy and without memory.

#include "schema/xsd/simple_type.h"

#include "base/space.h"
#include "base/table.h"
#include "base/utf8.h"
#include "schema/xsd/messages.h"
#include "xpath/regex.h"

Slice simple_normalize(const SimpleType *type, Slice raw, Arena *scratch)
{
    switch (type->white) {
    case WHITE_PRESERVE:
        return raw;
    case WHITE_REPLACE:
        return space_replace(scratch, raw);
    case WHITE_COLLAPSE:
        break;
    }
    // White space within makes all but strings invalid, so that trimming will do.
    bool is_text = type->variety == VARIETY_LIST || type->primitive == LEXICAL_STRING || type->primitive == LEXICAL_URI ||
                   type->primitive == LEXICAL_BASE64;
    return is_text ? space_collapse(scratch, raw) : slice_trim(raw);
}

// ---- Findings ----

static bool fail(SimpleCheck *check, const char *clause, SchemaMessage message, Slice a, Slice b, Slice c)
{
    check->finding = (SchemaFinding){.clause = slice_of(clause), .text = &xsd_texts[message], .arguments = {a, b, c}};
    return false;
}

static bool fail_lexical(SimpleCheck *check, const SimpleType *type, Slice text)
{
    return fail(check, "cvc-datatype-valid.1", XSD_NOT_OF_TYPE, text, simple_name(check->scratch, type),
                simple_example(check->scratch, type));
}

static bool fail_facet(SimpleCheck *check, const char *clause, SchemaMessage message, Slice text, Slice limit,
                       const SimpleType *type)
{
    return fail(check, clause, message, text, limit, simple_name(check->scratch, type));
}

// ---- Facets (part 2, 4.3) ----

static bool length_fits(const SimpleType *type, uint64_t length, Slice text, SimpleCheck *check)
{
    if (simple_has(type, FACET_LENGTH) && length != type->length)
        return fail_facet(check, "cvc-length-valid", XSD_LENGTH, text,
                          arena_print(check->scratch, "%llu", (unsigned long long)type->length), type);
    if (simple_has(type, FACET_MIN_LENGTH) && length < type->min_length)
        return fail_facet(check, "cvc-minLength-valid", XSD_TOO_SHORT, text,
                          arena_print(check->scratch, "%llu", (unsigned long long)type->min_length), type);
    if (simple_has(type, FACET_MAX_LENGTH) && length > type->max_length)
        return fail_facet(check, "cvc-maxLength-valid", XSD_TOO_LONG, text,
                          arena_print(check->scratch, "%llu", (unsigned long long)type->max_length), type);
    return true;
}

static bool bounds_fit(const SimpleType *type, const Value *value, Slice text, SimpleCheck *check)
{
    Order order;
    if (simple_has(type, FACET_MIN_INCLUSIVE) && (order = value_order(value, &type->min_inclusive.value)) != ORDER_EQUAL &&
        order != ORDER_GREATER)
        return fail_facet(check, "cvc-minInclusive-valid", XSD_BELOW, text, type->min_inclusive.text, type);
    if (simple_has(type, FACET_MIN_EXCLUSIVE) && value_order(value, &type->min_exclusive.value) != ORDER_GREATER)
        return fail_facet(check, "cvc-minExclusive-valid", XSD_NOT_ABOVE, text, type->min_exclusive.text, type);
    if (simple_has(type, FACET_MAX_INCLUSIVE) && (order = value_order(value, &type->max_inclusive.value)) != ORDER_EQUAL &&
        order != ORDER_LESS)
        return fail_facet(check, "cvc-maxInclusive-valid", XSD_ABOVE, text, type->max_inclusive.text, type);
    if (simple_has(type, FACET_MAX_EXCLUSIVE) && value_order(value, &type->max_exclusive.value) != ORDER_LESS)
        return fail_facet(check, "cvc-maxExclusive-valid", XSD_NOT_BELOW, text, type->max_exclusive.text, type);
    return true;
}

static bool digits_fit(const SimpleType *type, const Digits *digits, Slice text, SimpleCheck *check)
{
    if (simple_has(type, FACET_TOTAL_DIGITS) && digits->whole.len + digits->fraction.len > type->total_digits)
        return fail_facet(check, "cvc-totalDigits-valid", XSD_DIGITS, text,
                          arena_print(check->scratch, "%llu", (unsigned long long)type->total_digits), type);
    if (simple_has(type, FACET_FRACTION_DIGITS) && digits->fraction.len > type->fraction_digits)
        return fail_facet(check, "cvc-fractionDigits-valid", XSD_FRACTION, text,
                          arena_print(check->scratch, "%llu", (unsigned long long)type->fraction_digits), type);
    return true;
}

static bool patterns_fit(const SimpleType *type, Slice text, SimpleCheck *check)
{
    for (const PatternFacet *at = type->patterns; at; at = at->base)
        if (regex_test(at->regex, text) != REGEX_YES)
            return fail_facet(check, "cvc-pattern-valid", XSD_PATTERN, text, at->shown, type);
    return true;
}

static Slice list_values(Arena *arena, const Enumeration *enumeration)
{
    enum { SHOWN = 8 };
    Buffer list = buffer_new(arena);
    for (size_t i = 0; i < enumeration->count && i < SHOWN; i++) {
        buffer_add(&list, i ? S(", ") : S(""));
        buffer_add(&list, enumeration->texts[i]);
    }
    buffer_add(&list, enumeration->count > SHOWN ? S(", …") : S(""));
    return buffer_slice(&list);
}

static bool enumeration_fits(const SimpleType *type, Slice text, SimpleCheck *check)
{
    const Enumeration *enumeration = type->enumeration;
    Slice sought = text;
    ArenaMark mark = arena_mark(check->scratch);
    if (!enumeration->by_text) {
        Buffer key = buffer_new(check->scratch);
        simple_key(type, text, check, &key);
        sought = buffer_slice(&key);
    }
    bool found = table_find(enumeration->keys, sought) != TABLE_NONE;
    arena_release(check->scratch, mark);
    return found || fail_facet(check, "cvc-enumeration-valid", XSD_ENUMERATION, text,
                               list_values(check->scratch, enumeration), type);
}

enum {
    LENGTHS = 1 << FACET_LENGTH | 1 << FACET_MIN_LENGTH | 1 << FACET_MAX_LENGTH,
    BOUNDS = 1 << FACET_MAX_INCLUSIVE | 1 << FACET_MAX_EXCLUSIVE | 1 << FACET_MIN_EXCLUSIVE | 1 << FACET_MIN_INCLUSIVE,
    DIGITS = 1 << FACET_TOTAL_DIGITS | 1 << FACET_FRACTION_DIGITS,
};

// ---- The varieties ----

static bool is_declared(Slice text, SimpleCheck *check)
{
    Slice rest = text, prefix = S(""), uri;
    if (memchr(text.at, ':', text.len))
        prefix = slice_cut(&rest, ':');
    return !check->scope.find || prefix.len == 0 || check->scope.find(check->scope.context, prefix, &uri);
}

static bool atom_valid(const SimpleType *type, Slice raw, SimpleCheck *check)
{
    if (simple_takes_all(type))
        return true;
    Slice text = simple_normalize(type, raw, check->scratch);
    Value value;
    if (!lexical_read(type->lexical, text, &value))
        return fail_lexical(check, type, text);
    bool is_name = type->primitive == LEXICAL_QNAME || type->primitive == LEXICAL_NOTATION;
    if (is_name && !is_declared(text, check))
        return fail(check, "cvc-datatype-valid.1", XSD_PREFIX, text, S(""), S(""));
    if (type->facets & LENGTHS && !is_name) {
        bool is_binary = type->primitive == LEXICAL_HEX || type->primitive == LEXICAL_BASE64;
        if (!length_fits(type, is_binary ? value.octets : utf8_count(text), text, check))
            return false;
    }
    if (type->facets & DIGITS && !digits_fit(type, &value.digits, text, check))
        return false;
    if (type->facets & BOUNDS && !bounds_fit(type, &value, text, check))
        return false;
    return (!type->patterns || patterns_fit(type, text, check)) &&
           (!type->enumeration || enumeration_fits(type, text, check));
}

static bool next_item(Slice *rest, Slice *item)
{
    *rest = slice_trim(*rest);
    size_t len = 0;
    while (len < rest->len && !is_xml_space(rest->at[len]))
        len++;
    *item = (Slice){rest->at, len};
    *rest = slice_part(*rest, len, rest->len);
    return len > 0;
}

static bool list_valid(const SimpleType *type, Slice raw, SimpleCheck *check)
{
    Slice rest = raw, item;
    uint64_t count = 0;
    for (; next_item(&rest, &item); count++)
        if (!simple_valid(type->item, item, check, NULL))
            return false;
    if (!(type->facets & (LENGTHS | 1 << FACET_PATTERN | 1 << FACET_ENUMERATION)))
        return true;
    Slice text = space_collapse(check->scratch, raw);
    return length_fits(type, count, text, check) && (!type->patterns || patterns_fit(type, text, check)) &&
           (!type->enumeration || enumeration_fits(type, text, check));
}

static bool union_valid(const SimpleType *type, Slice raw, SimpleCheck *check, const SimpleType **actual)
{
    for (size_t i = 0; i < type->member_count; i++) {
        const SimpleType *member = type->members[i];
        if (!simple_valid(member, raw, check, actual))
            continue;
        Slice text = simple_normalize(member, raw, check->scratch);
        return (!type->patterns || patterns_fit(type, text, check)) &&
               (!type->enumeration || enumeration_fits(type, raw, check));
    }
    return fail(check, "cvc-datatype-valid.1.2.3", XSD_NO_MEMBER, slice_trim(raw), simple_name(check->scratch, type),
                simple_example(check->scratch, type));
}

bool simple_valid(const SimpleType *type, Slice raw, SimpleCheck *check, const SimpleType **actual)
{
    if (actual)
        *actual = type;
    switch (type->variety) {
    case VARIETY_ATOMIC:
        return atom_valid(type, raw, check);
    case VARIETY_LIST:
        return list_valid(type, raw, check);
    case VARIETY_UNION:
        return union_valid(type, raw, check, actual);
    }
    return false;
}

// ---- Values ----

static void add_name_key(Slice text, SimpleCheck *check, Buffer *key)
{
    Slice rest = text, prefix = S(""), uri = S("");
    if (memchr(text.at, ':', text.len))
        prefix = slice_cut(&rest, ':');
    if (check->scope.find && !check->scope.find(check->scope.context, prefix, &uri))
        uri = S("");
    buffer_add(key, uri);
    buffer_add_char(key, '\0');
    buffer_add(key, rest);
}

static void add_octets_key(Lexical lexical, Slice text, Buffer *key)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (lexical == LEXICAL_HEX && c >= 'a')
            c = (char)(c - 'a' + 'A');
        if (c != ' ')
            buffer_add_char(key, c);
    }
}

static void add_atom_key(const SimpleType *type, Slice raw, SimpleCheck *check, Buffer *key)
{
    Slice text = simple_normalize(type, raw, check->scratch);
    buffer_add_char(key, (char)('A' + (int)type->primitive));
    Value value;
    switch (type->primitive) {
    case LEXICAL_STRING:
    case LEXICAL_URI:
        buffer_add(key, text);
        break;
    case LEXICAL_QNAME:
    case LEXICAL_NOTATION:
        add_name_key(text, check, key);
        break;
    case LEXICAL_HEX:
    case LEXICAL_BASE64:
        add_octets_key(type->primitive, text, key);
        break;
    default:
        if (lexical_read(type->primitive, text, &value))
            value_add_key(&value, key);
        break;
    }
}

void simple_key(const SimpleType *type, Slice raw, SimpleCheck *check, Buffer *key)
{
    if (type->variety == VARIETY_ATOMIC) {
        add_atom_key(type, raw, check, key);
        return;
    }
    if (type->variety == VARIETY_UNION) {
        for (size_t i = 0; i < type->member_count; i++)
            if (simple_valid(type->members[i], raw, check, NULL)) {
                simple_key(type->members[i], raw, check, key);
                return;
            }
        return;
    }
    Slice rest = raw, item;
    while (next_item(&rest, &item)) {
        size_t before = key->len;
        buffer_add(key, S("\0\0\0\0"));
        simple_key(type->item, item, check, key);
        uint32_t len = (uint32_t)(key->len - before);
        memcpy(key->at + before, &len, sizeof len);
    }
}

// ---- References ----

bool simple_has_references(const SimpleType *type)
{
    if (type->is_id || type->is_idref || type->is_entity)
        return true;
    if (type->variety == VARIETY_LIST)
        return simple_has_references(type->item);
    for (size_t i = 0; i < type->member_count; i++)
        if (simple_has_references(type->members[i]))
            return true;
    return false;
}

void simple_references(const SimpleType *type, Slice raw, SimpleCheck *check,
                       void each(void *context, ReferenceKind kind, Slice value), void *context)
{
    const SimpleType *actual = type;
    if (type->variety == VARIETY_UNION && !simple_valid(type, raw, check, &actual))
        return;
    Slice rest = raw, item;
    if (actual->variety == VARIETY_LIST) {
        while (next_item(&rest, &item))
            simple_references(actual->item, item, check, each, context);
        return;
    }
    Slice text = slice_trim(raw);
    if (actual->is_id)
        each(context, REFERENCE_ID, text);
    else if (actual->is_idref)
        each(context, REFERENCE_IDREF, text);
    else if (actual->is_entity)
        each(context, REFERENCE_ENTITY, text);
}
