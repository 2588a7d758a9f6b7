// SPDX-License-Identifier: Apache-2.0
// The meta-schemas of the dialect 2020-12: what each keyword's value must be, as schemas refer to them by URI.

#include "schema/json/internal.h"

#define BASE "https://json-schema.org/draft/2020-12/"
#define META(name, body)                                                                                               \
    "{\"$schema\":\"" BASE "schema\",\"$id\":\"" BASE "meta/" name "\",\"$vocabulary\":{\"" BASE "vocab/" name         \
    "\":true},\"$dynamicAnchor\":\"meta\",\"type\":[\"object\",\"boolean\"]," body "}"
#define ANY "{\"$dynamicRef\":\"#meta\"}"
#define LIST "{\"$ref\":\"#/$defs/schemaArray\"}"
#define MAP "{\"type\":\"object\",\"additionalProperties\":" ANY ",\"default\":{}}"
#define COUNT "{\"$ref\":\"#/$defs/nonNegativeInteger\"}"
#define TEXTS "{\"$ref\":\"#/$defs/stringArray\"}"

const char meta_schemas[] =
    "[{\"$schema\":\"" BASE "schema\",\"$id\":\"" BASE "schema\",\"$vocabulary\":{\"" BASE "vocab/core\":true,\"" BASE
    "vocab/applicator\":true,\"" BASE "vocab/unevaluated\":true,\"" BASE "vocab/validation\":true,\"" BASE
    "vocab/meta-data\":true,\"" BASE "vocab/format-annotation\":true,\"" BASE "vocab/content\":true},"
    "\"$dynamicAnchor\":\"meta\",\"allOf\":[{\"$ref\":\"meta/core\"},{\"$ref\":\"meta/applicator\"},"
    "{\"$ref\":\"meta/unevaluated\"},{\"$ref\":\"meta/validation\"},{\"$ref\":\"meta/meta-data\"},"
    "{\"$ref\":\"meta/format-annotation\"},{\"$ref\":\"meta/content\"}],\"type\":[\"object\",\"boolean\"],"
    "\"properties\":{\"definitions\":" MAP ",\"dependencies\":{\"type\":\"object\",\"additionalProperties\":{\"anyOf\":[" ANY
    ",{\"$ref\":\"meta/validation#/$defs/stringArray\"}]}},\"$recursiveAnchor\":{\"$ref\":\"meta/core#/$defs/anchorString\"},"
    "\"$recursiveRef\":{\"$ref\":\"meta/core#/$defs/uriReferenceString\"}}},"
    META("core",
         "\"properties\":{\"$id\":{\"$ref\":\"#/$defs/uriReferenceString\",\"pattern\":\"^[^#]*#?$\"},"
         "\"$schema\":{\"$ref\":\"#/$defs/uriString\"},\"$ref\":{\"$ref\":\"#/$defs/uriReferenceString\"},"
         "\"$anchor\":{\"$ref\":\"#/$defs/anchorString\"},\"$dynamicRef\":{\"$ref\":\"#/$defs/uriReferenceString\"},"
         "\"$dynamicAnchor\":{\"$ref\":\"#/$defs/anchorString\"},\"$vocabulary\":{\"type\":\"object\",\"propertyNames\":"
         "{\"$ref\":\"#/$defs/uriString\"},\"additionalProperties\":{\"type\":\"boolean\"}},\"$comment\":{\"type\":\"string\"},"
         "\"$defs\":{\"type\":\"object\",\"additionalProperties\":" ANY "}},\"$defs\":{\"anchorString\":{\"type\":\"string\","
         "\"pattern\":\"^[A-Za-z_][-A-Za-z0-9._]*$\"},\"uriString\":{\"type\":\"string\",\"format\":\"uri\"},"
         "\"uriReferenceString\":{\"type\":\"string\",\"format\":\"uri-reference\"}}") ","
    META("applicator",
         "\"properties\":{\"prefixItems\":" LIST ",\"items\":" ANY ",\"contains\":" ANY ",\"additionalProperties\":" ANY
         ",\"properties\":" MAP ",\"patternProperties\":{\"type\":\"object\",\"additionalProperties\":" ANY
         ",\"propertyNames\":{\"format\":\"regex\"},\"default\":{}},\"dependentSchemas\":" MAP ",\"propertyNames\":" ANY
         ",\"if\":" ANY ",\"then\":" ANY ",\"else\":" ANY ",\"allOf\":" LIST ",\"anyOf\":" LIST ",\"oneOf\":" LIST
         ",\"not\":" ANY "},\"$defs\":{\"schemaArray\":{\"type\":\"array\",\"minItems\":1,\"items\":" ANY "}}") ","
    META("unevaluated", "\"properties\":{\"unevaluatedItems\":" ANY ",\"unevaluatedProperties\":" ANY "}") ","
    META("validation",
         "\"properties\":{\"type\":{\"anyOf\":[{\"$ref\":\"#/$defs/simpleTypes\"},{\"type\":\"array\",\"items\":"
         "{\"$ref\":\"#/$defs/simpleTypes\"},\"minItems\":1,\"uniqueItems\":true}]},\"const\":true,\"enum\":{\"type\":\"array\","
         "\"items\":true},\"multipleOf\":{\"type\":\"number\",\"exclusiveMinimum\":0},\"maximum\":{\"type\":\"number\"},"
         "\"exclusiveMaximum\":{\"type\":\"number\"},\"minimum\":{\"type\":\"number\"},\"exclusiveMinimum\":{\"type\":\"number\"},"
         "\"maxLength\":" COUNT ",\"minLength\":" COUNT ",\"pattern\":{\"type\":\"string\",\"format\":\"regex\"},\"maxItems\":" COUNT
         ",\"minItems\":" COUNT ",\"uniqueItems\":{\"type\":\"boolean\"},\"maxContains\":" COUNT ",\"minContains\":" COUNT
         ",\"maxProperties\":" COUNT ",\"minProperties\":" COUNT ",\"required\":" TEXTS ",\"dependentRequired\":{\"type\":\"object\","
         "\"additionalProperties\":" TEXTS "}},\"$defs\":{\"nonNegativeInteger\":{\"type\":\"integer\",\"minimum\":0},"
         "\"simpleTypes\":{\"enum\":[\"array\",\"boolean\",\"integer\",\"null\",\"number\",\"object\",\"string\"]},"
         "\"stringArray\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true,\"default\":[]}}") ","
    META("meta-data",
         "\"properties\":{\"title\":{\"type\":\"string\"},\"description\":{\"type\":\"string\"},\"default\":true,"
         "\"deprecated\":{\"type\":\"boolean\"},\"readOnly\":{\"type\":\"boolean\"},\"writeOnly\":{\"type\":\"boolean\"},"
         "\"examples\":{\"type\":\"array\",\"items\":true}}") ","
    META("format-annotation", "\"properties\":{\"format\":{\"type\":\"string\"}}") ","
    META("format-assertion", "\"properties\":{\"format\":{\"type\":\"string\"}}") ","
    META("content",
         "\"properties\":{\"contentEncoding\":{\"type\":\"string\"},\"contentMediaType\":{\"type\":\"string\"},\"contentSchema\":" ANY
         "}")
    "]";
