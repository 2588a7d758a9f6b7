// SPDX-License-Identifier: Apache-2.0
// Text to an expression that can run: parse, check, rewrite, plan.

#include "xpath/program.h"

bool xpath_finish(StaticContext *context, Expr **expr, Faults *faults)
{
    if (!xpath_check(context, *expr, faults))
        return false;
    *expr = xpath_rewrite(context, *expr);
    xpath_plan(context, *expr);
    return true;
}

Expr *xpath_compile(StaticContext *context, const Source *source, Faults *faults)
{
    Expr *expr = xpath_parse(context, source, faults);
    return expr && xpath_finish(context, &expr, faults) ? expr : NULL;
}
