// SPDX-License-Identifier: Apache-2.0
// The built-in simple types (XML Schema part 2, 3) as rows.

#include "schema/xsd/simple_type.h"

#define XS S_INIT("http://www.w3.org/2001/XMLSchema")
#define BIT(facet) (1u << (facet))
typedef enum Builtin {
    ANY_SIMPLE, STRING, BOOLEAN, DECIMAL, FLOAT, DOUBLE, DURATION, DATE_TIME, TIME, DATE, YEAR_MONTH, YEAR, MONTH_DAY,
    DAY, MONTH, HEX, BASE64, URI, QNAME, NOTATION, NORMALIZED, TOKEN, LANGUAGE, NMTOKEN, NMTOKENS, NAME, NCNAME, ID,
    IDREF, IDREFS, ENTITY, ENTITIES, INTEGER, NON_POSITIVE, NEGATIVE, LONG, INT, SHORT, BYTE, NON_NEGATIVE,
    UNSIGNED_LONG, UNSIGNED_INT, UNSIGNED_SHORT, UNSIGNED_BYTE, POSITIVE, BUILTIN_END,
} Builtin;

static const SimpleType builtin[BUILTIN_END];

#define PRIMITIVE(name, lexical_, white_)                                                                              \
    {.uri = XS, .local = S_INIT(name), .base = &builtin[ANY_SIMPLE], .lexical = lexical_, .primitive = lexical_,       \
     .white = white_, .facets = white_ == WHITE_COLLAPSE ? BIT(FACET_WHITE_SPACE) : 0,                                 \
     .fixed = lexical_ != LEXICAL_STRING ? BIT(FACET_WHITE_SPACE) : 0}
#define TEXT(name, base_, lexical_, white_)                                                                            \
    .uri = XS, .local = S_INIT(name), .base = &builtin[base_], .lexical = lexical_, .primitive = LEXICAL_STRING,       \
    .white = white_, .facets = BIT(FACET_WHITE_SPACE)
#define LIST(name, item_, idref_, entity_)                                                                             \
    {.uri = XS, .local = S_INIT(name), .base = &builtin[ANY_SIMPLE], .variety = VARIETY_LIST, .item = &builtin[item_], \
     .white = WHITE_COLLAPSE, .facets = BIT(FACET_MIN_LENGTH), .min_length = 1, .is_idref = idref_,                    \
     .is_entity = entity_}
#define WHOLE(name, base_, facets_)                                                                                    \
    .uri = XS, .local = S_INIT(name), .base = &builtin[base_], .lexical = LEXICAL_INTEGER,                             \
    .primitive = LEXICAL_DECIMAL, .white = WHITE_COLLAPSE,                                                             \
    .facets = BIT(FACET_WHITE_SPACE) | BIT(FACET_FRACTION_DIGITS) | (facets_),                                         \
    .fixed = BIT(FACET_WHITE_SPACE) | BIT(FACET_FRACTION_DIGITS)
#define BOUND(sign, digits_)                                                                                           \
    {S_INIT(sign digits_), {LEXICAL_DECIMAL, {{sizeof sign > 1, S_INIT(digits_), {NULL, 0}}}}}
#define ZERO {S_INIT("0"), {LEXICAL_DECIMAL, {{false, {NULL, 0}, {NULL, 0}}}}}
#define AT_MOST BIT(FACET_MAX_INCLUSIVE)
#define AT_LEAST BIT(FACET_MIN_INCLUSIVE)

static const SimpleType builtin[BUILTIN_END] = {
    [ANY_SIMPLE] = {.uri = XS, .local = S_INIT("anySimpleType"), .is_any = true},
    [STRING] = PRIMITIVE("string", LEXICAL_STRING, WHITE_PRESERVE),
    [BOOLEAN] = PRIMITIVE("boolean", LEXICAL_BOOLEAN, WHITE_COLLAPSE),
    [DECIMAL] = PRIMITIVE("decimal", LEXICAL_DECIMAL, WHITE_COLLAPSE),
    [FLOAT] = PRIMITIVE("float", LEXICAL_FLOAT, WHITE_COLLAPSE),
    [DOUBLE] = PRIMITIVE("double", LEXICAL_DOUBLE, WHITE_COLLAPSE),
    [DURATION] = PRIMITIVE("duration", LEXICAL_DURATION, WHITE_COLLAPSE),
    [DATE_TIME] = PRIMITIVE("dateTime", LEXICAL_DATE_TIME, WHITE_COLLAPSE),
    [TIME] = PRIMITIVE("time", LEXICAL_TIME, WHITE_COLLAPSE),
    [DATE] = PRIMITIVE("date", LEXICAL_DATE, WHITE_COLLAPSE),
    [YEAR_MONTH] = PRIMITIVE("gYearMonth", LEXICAL_YEAR_MONTH, WHITE_COLLAPSE),
    [YEAR] = PRIMITIVE("gYear", LEXICAL_YEAR, WHITE_COLLAPSE),
    [MONTH_DAY] = PRIMITIVE("gMonthDay", LEXICAL_MONTH_DAY, WHITE_COLLAPSE),
    [DAY] = PRIMITIVE("gDay", LEXICAL_DAY, WHITE_COLLAPSE),
    [MONTH] = PRIMITIVE("gMonth", LEXICAL_MONTH, WHITE_COLLAPSE),
    [HEX] = PRIMITIVE("hexBinary", LEXICAL_HEX, WHITE_COLLAPSE),
    [BASE64] = PRIMITIVE("base64Binary", LEXICAL_BASE64, WHITE_COLLAPSE),
    [URI] = PRIMITIVE("anyURI", LEXICAL_URI, WHITE_COLLAPSE),
    [QNAME] = PRIMITIVE("QName", LEXICAL_QNAME, WHITE_COLLAPSE),
    [NOTATION] = PRIMITIVE("NOTATION", LEXICAL_NOTATION, WHITE_COLLAPSE),
    [NORMALIZED] = {TEXT("normalizedString", STRING, LEXICAL_STRING, WHITE_REPLACE)},
    [TOKEN] = {TEXT("token", NORMALIZED, LEXICAL_STRING, WHITE_COLLAPSE)},
    [LANGUAGE] = {TEXT("language", TOKEN, LEXICAL_LANGUAGE, WHITE_COLLAPSE)},
    [NMTOKEN] = {TEXT("NMTOKEN", TOKEN, LEXICAL_NMTOKEN, WHITE_COLLAPSE)},
    [NMTOKENS] = LIST("NMTOKENS", NMTOKEN, false, false),
    [NAME] = {TEXT("Name", TOKEN, LEXICAL_NAME, WHITE_COLLAPSE)},
    [NCNAME] = {TEXT("NCName", NAME, LEXICAL_NCNAME, WHITE_COLLAPSE)},
    [ID] = {TEXT("ID", NCNAME, LEXICAL_NCNAME, WHITE_COLLAPSE), .is_id = true},
    [IDREF] = {TEXT("IDREF", NCNAME, LEXICAL_NCNAME, WHITE_COLLAPSE), .is_idref = true},
    [IDREFS] = LIST("IDREFS", IDREF, true, false),
    [ENTITY] = {TEXT("ENTITY", NCNAME, LEXICAL_NCNAME, WHITE_COLLAPSE), .is_entity = true},
    [ENTITIES] = LIST("ENTITIES", ENTITY, false, true),
    [INTEGER] = {WHOLE("integer", DECIMAL, 0)},
    [NON_POSITIVE] = {WHOLE("nonPositiveInteger", INTEGER, AT_MOST), .max_inclusive = ZERO},
    [NEGATIVE] = {WHOLE("negativeInteger", NON_POSITIVE, AT_MOST), .max_inclusive = BOUND("-", "1")},
    [LONG] = {WHOLE("long", INTEGER, AT_LEAST | AT_MOST), .min_inclusive = BOUND("-", "9223372036854775808"),
              .max_inclusive = BOUND("", "9223372036854775807")},
    [INT] = {WHOLE("int", LONG, AT_LEAST | AT_MOST), .min_inclusive = BOUND("-", "2147483648"),
             .max_inclusive = BOUND("", "2147483647")},
    [SHORT] = {WHOLE("short", INT, AT_LEAST | AT_MOST), .min_inclusive = BOUND("-", "32768"),
               .max_inclusive = BOUND("", "32767")},
    [BYTE] = {WHOLE("byte", SHORT, AT_LEAST | AT_MOST), .min_inclusive = BOUND("-", "128"),
              .max_inclusive = BOUND("", "127")},
    [NON_NEGATIVE] = {WHOLE("nonNegativeInteger", INTEGER, AT_LEAST), .min_inclusive = ZERO},
    [UNSIGNED_LONG] = {WHOLE("unsignedLong", NON_NEGATIVE, AT_LEAST | AT_MOST), .min_inclusive = ZERO,
                       .max_inclusive = BOUND("", "18446744073709551615")},
    [UNSIGNED_INT] = {WHOLE("unsignedInt", UNSIGNED_LONG, AT_LEAST | AT_MOST), .min_inclusive = ZERO,
                      .max_inclusive = BOUND("", "4294967295")},
    [UNSIGNED_SHORT] = {WHOLE("unsignedShort", UNSIGNED_INT, AT_LEAST | AT_MOST), .min_inclusive = ZERO,
                        .max_inclusive = BOUND("", "65535")},
    [UNSIGNED_BYTE] = {WHOLE("unsignedByte", UNSIGNED_SHORT, AT_LEAST | AT_MOST), .min_inclusive = ZERO,
                       .max_inclusive = BOUND("", "255")},
    [POSITIVE] = {WHOLE("positiveInteger", NON_NEGATIVE, AT_LEAST), .min_inclusive = BOUND("", "1")},
};

const SimpleType *simple_builtin(Slice local)
{
    for (size_t i = 0; i < BUILTIN_END; i++)
        if (slice_equal(builtin[i].local, local))
            return &builtin[i];
    return NULL;
}
