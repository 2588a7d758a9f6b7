// What the families of functions share.
#pragma once

#include "xpath/internal.h"

extern const Function string_functions[], regex_functions[], number_functions[], date_functions[],
    node_functions[], name_functions[], sequence_functions[], aggregate_functions[],
    context_functions[], document_functions[], xslt_functions[], math_functions[],
    picture_functions[], xpath3_functions[];
extern const size_t string_function_count, regex_function_count, number_function_count,
    date_function_count, node_function_count, name_function_count, sequence_function_count,
    aggregate_function_count, context_function_count, document_function_count, xslt_function_count,
    math_function_count, picture_function_count, xpath3_function_count;

Seq give(Eval *eval, Item item);
Seq give_string(Eval *eval, Slice text);
Seq give_boolean(Eval *eval, bool truth);
Seq give_integer(Eval *eval, int64_t whole);

// Argument `index` as text; the empty string where it is left out or empty.
Slice text_of(const Seq *args, size_t count, size_t index);
// The collation named by argument `index`, or the default one. NULL: code points.
const Collation *collation_of(Eval *eval, const Seq *args, size_t count, size_t index);
Slice static_base(const Eval *eval);

// resolve.c: RFC 3986, 5.2. False where `base` is not absolute or a part is malformed.
bool uri_resolve(Arena *arena, Slice relative, Slice base, Slice *resolved);
bool uri_is_absolute(Slice uri);
