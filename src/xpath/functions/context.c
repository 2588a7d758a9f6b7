// SPDX-License-Identifier: Apache-2.0
// The context (F&O 16), errors and traces (3, 4).

#include "base/utf8.h"
#include "xpath/functions/families.h"

#include <stdio.h>

static Seq fn_default_collation(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    const Statics *statics = eval->where ? eval->where->statics : NULL;
    return give_string(eval, statics && statics->collation.len ? statics->collation
                                                               : S(COLLATION_CODE_POINT));
}

static Seq fn_static_base_uri(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    Slice base = static_base(eval);
    return base.len ? give(eval, item_text(TYPE_ANY_URI, base)) : SEQ_EMPTY;
}

static Seq fn_error(Eval *eval, const Seq *args, size_t count)
{
    char code[16] = "FOER0000";
    Slice text = count > 1 ? text_of(args, count, 1) : S("the rule called error()");
    if (count > 0 && args[0].count) {
        const QName *name = args[0].items[0].qname;
        if (name->local.len < sizeof code)
            snprintf(code, sizeof code, "%.*s", (int)name->local.len, name->local.at);
    } else if (count == 1) {
        eval_raise(eval, "XPTY0004", "the only argument of error() must not be empty");
    }
    Slice shown = slice_show(eval->scratch, text, 200);
    eval_raise(eval, code, "%.*s", (int)shown.len, shown.at);
}

static Seq fn_trace(Eval *eval, const Seq *args, size_t count)
{
    (void)eval, (void)count;
    return args[0];
}

// clang-format off: a function is a row
const Function context_functions[] = {
    {"position", 0, 0, DEPENDS_POSITION, ONE(TYPE_INTEGER), {{0, 0}}, NULL},
    {"last", 0, 0, DEPENDS_LAST, ONE(TYPE_INTEGER), {{0, 0}}, NULL},
    {"default-collation", 0, 0, 0, ONE(TYPE_STRING), {{0, 0}}, fn_default_collation},
    {"static-base-uri", 0, 0, 0, OPTIONAL(TYPE_ANY_URI), {{0, 0}}, fn_static_base_uri},
    {"error",
     0,
     3,
     DEPENDS_WORLD,
     ANY(TYPE_ITEM),
     {OPTIONAL(TYPE_QNAME), ONE(TYPE_STRING), ANY(TYPE_ITEM)},
     fn_error},
    {"trace", 2, 2, 0, ANY(TYPE_ITEM), {ANY(TYPE_ITEM), ONE(TYPE_STRING)}, fn_trace},
};
// clang-format on
const size_t context_function_count = sizeof context_functions / sizeof *context_functions;
