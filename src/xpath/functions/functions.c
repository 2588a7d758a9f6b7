// SPDX-License-Identifier: Apache-2.0
// The function library: families of rows, and finding one by name and number of arguments.

#include "xpath/functions/families.h"

typedef struct Family {
    const char *uri;
    const Function *rows;
    const size_t *count;
} Family;

static const Family families[] = {
    {NS_FN, string_functions, &string_function_count},
    {NS_FN, regex_functions, &regex_function_count},
    {NS_FN, number_functions, &number_function_count},
    {NS_FN, date_functions, &date_function_count},
    {NS_FN, node_functions, &node_function_count},
    {NS_FN, name_functions, &name_function_count},
    {NS_FN, sequence_functions, &sequence_function_count},
    {NS_FN, aggregate_functions, &aggregate_function_count},
    {NS_FN, context_functions, &context_function_count},
    {NS_FN, document_functions, &document_function_count},
    {NS_FN, xslt_functions, &xslt_function_count},
    {NS_FN, picture_functions, &picture_function_count},
    {NS_FN, xpath3_functions, &xpath3_function_count},
    {NS_MATH, math_functions, &math_function_count},
};

// A few hundred rows, asked at compile time only: a walk will do, by first letter.
const Function *function_find(Slice uri, Slice local, size_t arguments)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        const Family *family = &families[i];
        if (!slice_equal(uri, slice_of(family->uri)))
            continue;
        for (size_t k = 0; k < *family->count; k++) {
            const Function *row = &family->rows[k];
            if (arguments >= row->least && (arguments <= row->most || row->most == ARGUMENTS_ANY) &&
                local.len > 0 && row->name[0] == local.at[0] &&
                slice_equal(local, slice_of(row->name)))
                return row;
        }
    }
    return NULL;
}

bool function_known(Slice uri, Slice local)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (size_t k = 0; k < *families[i].count; k++)
            if (slice_equal(uri, slice_of(families[i].uri)) &&
                slice_equal(local, slice_of(families[i].rows[k].name)))
                return true;
    return false;
}

const Function *function_at(size_t index)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (index < *families[i].count)
            return &families[i].rows[index];
        index -= *families[i].count;
    }
    return NULL;
}

// ---- What the families share ----

Seq give(Eval *eval, Item item)
{
    return seq_one(eval->scratch, item);
}

Seq give_string(Eval *eval, Slice text)
{
    return give(eval, item_string(text));
}

Seq give_boolean(Eval *eval, bool truth)
{
    return give(eval, item_boolean(truth));
}

Seq give_integer(Eval *eval, int64_t whole)
{
    return give(eval, item_integer(whole));
}

Slice text_of(const Seq *args, size_t count, size_t index)
{
    return index < count && args[index].count ? item_slice(args[index].items[0]) : S("");
}

// A collation may be named relative to the base URI (F&O 7.3.1).
static Slice absolute_uri(Eval *eval, Slice uri)
{
    const Statics *statics = eval->where->statics;
    Slice resolved;
    bool can_resolve = statics && statics->base_uri.len > 0 && slice_find(uri, S(":")) == SIZE_MAX;
    return can_resolve && uri_resolve(eval->scratch, uri, statics->base_uri, &resolved) ? resolved
                                                                                        : uri;
}

const Collation *collation_of(Eval *eval, const Seq *args, size_t count, size_t index)
{
    if (index < count && args[index].count)
        return collation_find(eval, absolute_uri(eval, item_slice(args[index].items[0])));
    const Statics *statics = eval->where ? eval->where->statics : NULL;
    return statics && statics->collation.len ? collation_find(eval, statics->collation) : NULL;
}

Slice static_base(const Eval *eval)
{
    const Statics *statics = eval->where ? eval->where->statics : NULL;
    return statics ? statics->base_uri : S("");
}
