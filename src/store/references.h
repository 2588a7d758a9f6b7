// References: by which numbers records lead to the deals that they are in.
//
//     commercial-invoice INV-7 in deal D, names order PO-4
//         ─►  commercial-invoice = INV-7 ─► D       (its own number: reference `number`)
//         ─►  purchase-order = PO-4      ─► D
//
// Unlike facets they never lag behind: the next document of a deal finds it. Only records in deals
// have them, and looking one up costs the same however many strangers say the same number.
#pragma once

#include "store/batch.h"

// Those of a record, sorted, none twice; `kind` does not count.
size_t references_of(Arena *arena, const Slot *slot, const Record *record,
                     const Facet **references);
// Writes the difference between what the record was and is.
void references_put(Batch *batch, const Slot *slot);
