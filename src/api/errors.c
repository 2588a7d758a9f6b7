// SPDX-License-Identifier: Apache-2.0
// Faults of the inside ─► errors of the public header. The two have the same kinds in the same
// order.

#include <assert.h>

#include "api/internal.h"

static_assert((int)MADO_ERROR_USAGE == (int)FAULT_USAGE, "the kinds differ");
static_assert((int)MADO_ERRORS_KEPT == (int)FAULTS_KEPT, "the lists differ in length");

void errors_add(MadoErrors *errors, const Faults *faults)
{
    if (errors == NULL)
        return;
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++) {
        size_t at = errors->count + i;
        if (at >= MADO_ERRORS_KEPT)
            break;
        const Fault *fault = &faults->list[i];
        MadoError *error = &errors->list[at];
        *error = (MadoError){
            .kind = (MadoErrorKind)fault->kind, .line = fault->line, .column = fault->column};
        memcpy(error->code, fault->code, sizeof error->code);
        memcpy(error->file, fault->file, sizeof error->file);
        memcpy(error->text, fault->text, sizeof error->text);
    }
    errors->count += faults->count;
}

void errors_add_memory(MadoErrors *errors)
{
    Faults faults;
    faults.count = 0;
    fault_add(&faults, FAULT_MEMORY, 0, 0, "there is no memory left");
    errors_add(errors, &faults);
}
