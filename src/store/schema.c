// SPDX-License-Identifier: Apache-2.0
// Brings a store's tables from the version they have to that of this program: forward, step by
// step.

#include "store/engine.h"

#include <stdio.h>

bool schema_advance(const SchemaRunner *runner, bool is_read_only, Faults *faults)
{
    int version = runner->version, newest = 0;
    for (const SchemaStep *step = runner->steps; step->version > 0; step++)
        newest = step->version;
    if (version > newest)
        return fault_add(
            faults, FAULT_UNSUPPORTED, 0, 0,
            "the store has schema %d, this program knows up to %d: use a newer program", version,
            newest);
    if (version < newest && is_read_only)
        return fault_add(
            faults, FAULT_USAGE, 0, 0,
            "the store has schema %d, this program needs %d, and may not write: open it "
            "for writing once",
            version, newest);
    for (const SchemaStep *step = runner->steps; step->version > 0; step++) {
        char text[64];
        snprintf(text, sizeof text, "UPDATE schema_version SET version = %d", step->version);
        if (step->version > version && (!runner->execute(runner->connection, step->text, faults) ||
                                        !runner->execute(runner->connection, text, faults)))
            return false;
    }
    return true;
}
