// Simple types from inside.
#pragma once

#include "schema/xsd/simple.h"

// How a text is read: the lexical space. Derived built-in types have their own where it is not the base's.
typedef enum Lexical {
    LEXICAL_STRING,
    LEXICAL_BOOLEAN,
    LEXICAL_DECIMAL,
    LEXICAL_INTEGER,
    LEXICAL_FLOAT,
    LEXICAL_DOUBLE,
    LEXICAL_DURATION,
    LEXICAL_DATE_TIME,
    LEXICAL_TIME,
    LEXICAL_DATE,
    LEXICAL_YEAR_MONTH,
    LEXICAL_YEAR,
    LEXICAL_MONTH_DAY,
    LEXICAL_DAY,
    LEXICAL_MONTH,
    LEXICAL_HEX,
    LEXICAL_BASE64,
    LEXICAL_URI,
    LEXICAL_QNAME,
    LEXICAL_NOTATION,
    LEXICAL_LANGUAGE,
    LEXICAL_NMTOKEN,
    LEXICAL_NAME,
    LEXICAL_NCNAME,
    LEXICAL_END,
} Lexical;

typedef enum WhiteSpace { WHITE_PRESERVE, WHITE_REPLACE, WHITE_COLLAPSE } WhiteSpace;

// A decimal of any length, as its digits: no leading zeros before, no trailing ones behind the point.
typedef struct Digits {
    bool is_negative;
    Slice whole, fraction;
} Digits;

// A moment or a recurring one; what the type does not have is that of 1972-12-31, a leap year (part 2, appendix E).
typedef struct Moment {
    int64_t year;
    int month, day, hour, minute, second;
    Slice fraction;  // digits of a second, without trailing zeros
    bool has_zone;
    int zone;  // minutes east
} Moment;

typedef struct Span {
    bool is_negative;
    int64_t months, seconds;
    Slice fraction;
} Span;

typedef struct Value {
    Lexical lexical;
    union {
        Digits digits;
        double number;
        Moment moment;
        Span span;
        size_t octets;
        bool truth;
    };
} Value;

// Whether `text` (white space done) is in the lexical space; what it means goes to `value`, unless that is NULL.
bool lexical_read(Lexical lexical, Slice text, Value *value);
bool lexical_read_moment(Lexical lexical, Slice text, Moment *moment);
bool lexical_read_span(Slice text, Span *span);

typedef enum Order { ORDER_LESS = -1, ORDER_EQUAL, ORDER_GREATER, ORDER_NONE } Order;
Order value_order(const Value *a, const Value *b);  // of one primitive type
// Bytes that are equal exactly for equal values. Not for text, whose value is itself.
void value_add_key(const Value *value, Buffer *key);

typedef struct PatternFacet {
    const struct PatternFacet *base;  // of the step before: all must match
    const struct Regex *regex;        // the alternatives of one step
    Slice shown;
} PatternFacet;

typedef struct Enumeration {
    size_t count;
    const Slice *texts;      // as written, white space done
    const struct Table *keys;
    bool by_text;            // the keys are the texts
} Enumeration;

typedef struct Bound {
    Slice text;
    Value value;
} Bound;

struct SimpleType {
    Slice uri, local;
    const SimpleType *base, *item;
    const SimpleType *const *members;
    size_t member_count;
    Variety variety;
    Lexical lexical, primitive;
    WhiteSpace white;
    unsigned final;
    unsigned facets, fixed;  // bits by Facet
    bool is_any;             // anySimpleType
    bool is_id, is_idref, is_entity;
    uint64_t length, min_length, max_length, total_digits, fraction_digits;
    Bound max_inclusive, max_exclusive, min_exclusive, min_inclusive;
    const PatternFacet *patterns;
    const Enumeration *enumeration;
};

static inline bool simple_has(const SimpleType *type, Facet facet)
{
    return type->facets >> facet & 1;
}

// Whether every text is valid by the type, so that none need be looked at.
static inline bool simple_takes_all(const SimpleType *type)
{
    return type->is_any || (type->lexical == LEXICAL_STRING && type->variety == VARIETY_ATOMIC &&
                            !(type->facets & ~(1u << FACET_WHITE_SPACE)));
}

// The text with white space as the type wants it; in `scratch` where it changes within.
Slice simple_normalize(const SimpleType *type, Slice raw, Arena *scratch);
// "xs:decimal", "the type {urn:x}Code", "a restricted xs:string".
Slice simple_name(Arena *arena, const SimpleType *type);
