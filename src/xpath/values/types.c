// SPDX-License-Identifier: Apache-2.0
// The built-in types: names, who derives from whom.

#include "xpath/internal.h"

typedef struct TypeRow {
    const char *name;
    Type base;      // TYPE_END for the root
    Type primitive; // for atomic types
} TypeRow;

static const TypeRow rows[TYPE_END] = {
    [TYPE_NODE] = {"node()", TYPE_ANY_NODE, TYPE_NODE},
    [TYPE_NAMESPACE_NODE] = {"namespace-node()", TYPE_ANY_NODE, TYPE_NAMESPACE_NODE},
    [TYPE_UNTYPED_ATOMIC] = {"xs:untypedAtomic", TYPE_ANY_ATOMIC, TYPE_UNTYPED_ATOMIC},
    [TYPE_STRING] = {"xs:string", TYPE_ANY_ATOMIC, TYPE_STRING},
    [TYPE_NORMALIZED_STRING] = {"xs:normalizedString", TYPE_STRING, TYPE_STRING},
    [TYPE_TOKEN] = {"xs:token", TYPE_NORMALIZED_STRING, TYPE_STRING},
    [TYPE_LANGUAGE] = {"xs:language", TYPE_TOKEN, TYPE_STRING},
    [TYPE_NMTOKEN] = {"xs:NMTOKEN", TYPE_TOKEN, TYPE_STRING},
    [TYPE_NAME] = {"xs:Name", TYPE_TOKEN, TYPE_STRING},
    [TYPE_NCNAME] = {"xs:NCName", TYPE_NAME, TYPE_STRING},
    [TYPE_ID] = {"xs:ID", TYPE_NCNAME, TYPE_STRING},
    [TYPE_IDREF] = {"xs:IDREF", TYPE_NCNAME, TYPE_STRING},
    [TYPE_ENTITY] = {"xs:ENTITY", TYPE_NCNAME, TYPE_STRING},
    [TYPE_ANY_URI] = {"xs:anyURI", TYPE_ANY_ATOMIC, TYPE_ANY_URI},
    [TYPE_BOOLEAN] = {"xs:boolean", TYPE_ANY_ATOMIC, TYPE_BOOLEAN},
    [TYPE_DECIMAL] = {"xs:decimal", TYPE_NUMERIC, TYPE_DECIMAL},
    [TYPE_INTEGER] = {"xs:integer", TYPE_DECIMAL, TYPE_DECIMAL},
    [TYPE_NON_POSITIVE_INTEGER] = {"xs:nonPositiveInteger", TYPE_INTEGER, TYPE_DECIMAL},
    [TYPE_NEGATIVE_INTEGER] = {"xs:negativeInteger", TYPE_NON_POSITIVE_INTEGER, TYPE_DECIMAL},
    [TYPE_LONG] = {"xs:long", TYPE_INTEGER, TYPE_DECIMAL},
    [TYPE_INT] = {"xs:int", TYPE_LONG, TYPE_DECIMAL},
    [TYPE_SHORT] = {"xs:short", TYPE_INT, TYPE_DECIMAL},
    [TYPE_BYTE] = {"xs:byte", TYPE_SHORT, TYPE_DECIMAL},
    [TYPE_NON_NEGATIVE_INTEGER] = {"xs:nonNegativeInteger", TYPE_INTEGER, TYPE_DECIMAL},
    [TYPE_UNSIGNED_LONG] = {"xs:unsignedLong", TYPE_NON_NEGATIVE_INTEGER, TYPE_DECIMAL},
    [TYPE_UNSIGNED_INT] = {"xs:unsignedInt", TYPE_UNSIGNED_LONG, TYPE_DECIMAL},
    [TYPE_UNSIGNED_SHORT] = {"xs:unsignedShort", TYPE_UNSIGNED_INT, TYPE_DECIMAL},
    [TYPE_UNSIGNED_BYTE] = {"xs:unsignedByte", TYPE_UNSIGNED_SHORT, TYPE_DECIMAL},
    [TYPE_POSITIVE_INTEGER] = {"xs:positiveInteger", TYPE_NON_NEGATIVE_INTEGER, TYPE_DECIMAL},
    [TYPE_FLOAT] = {"xs:float", TYPE_NUMERIC, TYPE_FLOAT},
    [TYPE_DOUBLE] = {"xs:double", TYPE_NUMERIC, TYPE_DOUBLE},
    [TYPE_DURATION] = {"xs:duration", TYPE_ANY_ATOMIC, TYPE_DURATION},
    [TYPE_YEAR_MONTH_DURATION] = {"xs:yearMonthDuration", TYPE_DURATION, TYPE_YEAR_MONTH_DURATION},
    [TYPE_DAY_TIME_DURATION] = {"xs:dayTimeDuration", TYPE_DURATION, TYPE_DAY_TIME_DURATION},
    [TYPE_DATE_TIME] = {"xs:dateTime", TYPE_ANY_ATOMIC, TYPE_DATE_TIME},
    [TYPE_DATE] = {"xs:date", TYPE_ANY_ATOMIC, TYPE_DATE},
    [TYPE_TIME] = {"xs:time", TYPE_ANY_ATOMIC, TYPE_TIME},
    [TYPE_G_YEAR_MONTH] = {"xs:gYearMonth", TYPE_ANY_ATOMIC, TYPE_G_YEAR_MONTH},
    [TYPE_G_YEAR] = {"xs:gYear", TYPE_ANY_ATOMIC, TYPE_G_YEAR},
    [TYPE_G_MONTH_DAY] = {"xs:gMonthDay", TYPE_ANY_ATOMIC, TYPE_G_MONTH_DAY},
    [TYPE_G_DAY] = {"xs:gDay", TYPE_ANY_ATOMIC, TYPE_G_DAY},
    [TYPE_G_MONTH] = {"xs:gMonth", TYPE_ANY_ATOMIC, TYPE_G_MONTH},
    [TYPE_HEX_BINARY] = {"xs:hexBinary", TYPE_ANY_ATOMIC, TYPE_HEX_BINARY},
    [TYPE_BASE64_BINARY] = {"xs:base64Binary", TYPE_ANY_ATOMIC, TYPE_BASE64_BINARY},
    [TYPE_QNAME] = {"xs:QName", TYPE_ANY_ATOMIC, TYPE_QNAME},
    [TYPE_NOTATION] = {"xs:NOTATION", TYPE_ANY_ATOMIC, TYPE_NOTATION},
    [TYPE_ANY_ATOMIC] = {"xs:anyAtomicType", TYPE_ITEM, TYPE_ANY_ATOMIC},
    [TYPE_ANY_NODE] = {"node()", TYPE_ITEM, TYPE_ANY_NODE},
    [TYPE_ITEM] = {"item()", TYPE_END, TYPE_ITEM},
    [TYPE_NUMERIC] = {"xs:numeric", TYPE_ANY_ATOMIC, TYPE_NUMERIC},
    [TYPE_NMTOKENS] = {"xs:NMTOKENS", TYPE_ANY_SIMPLE, TYPE_NMTOKENS},
    [TYPE_IDREFS] = {"xs:IDREFS", TYPE_ANY_SIMPLE, TYPE_IDREFS},
    [TYPE_ENTITIES] = {"xs:ENTITIES", TYPE_ANY_SIMPLE, TYPE_ENTITIES},
    [TYPE_ANY_SIMPLE] = {"xs:anySimpleType", TYPE_ANY_TYPE, TYPE_ANY_SIMPLE},
    [TYPE_ANY_TYPE] = {"xs:anyType", TYPE_END, TYPE_ANY_TYPE},
    [TYPE_UNTYPED] = {"xs:untyped", TYPE_ANY_TYPE, TYPE_UNTYPED},
    [TYPE_EMPTY] = {"empty-sequence()", TYPE_END, TYPE_EMPTY},
};

const char *type_name(Type type)
{
    return rows[type].name;
}

bool type_find(Slice local, Type *type)
{
    for (Type at = 0; at < TYPE_END; at++) {
        const char *name = rows[at].name;
        if (at != TYPE_NUMERIC && strncmp(name, "xs:", 3) == 0 &&
            slice_equal(slice_of(name + 3), local)) {
            *type = at;
            return true;
        }
    }
    return false;
}

bool type_derives(Type type, Type from)
{
    for (; type != TYPE_END; type = rows[type].base)
        if (type == from)
            return true;
    return false;
}

Type type_primitive(Type type)
{
    return rows[type].primitive;
}
