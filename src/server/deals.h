// Deals as routes show them: what is told of one, beside the dossier that it is told from.
#pragma once

#include "server/dossier.h"

// What the asker's organisation said to its part. PART_END of who has no part in it.
PartStanding own_standing(Request *request, const Record *deal);
// Whether the asker may accept or refuse it: a document of another, by his part.
bool deal_may_reply(const Dossier *dossier, PartStanding standing, const Record *document);

// Reads the request's document, of any register but a deal's own. False with a problem answered.
bool deal_read_document(Request *request, Received *document);

// A deal as lists have it, without its documents.
void deal_write_head(Request *request, JsonWriter *json, const Record *record, const Json *content,
                     PartStanding standing);
// How many findings there are, by their certainty.
void deal_write_counts(JsonWriter *json, const char *name, const DealFindings *findings);
// One deal: parties, documents, who waits for whom, what happened. False with a fault.
bool deal_show(Request *request, JsonWriter *json, const Dossier *dossier,
               const DealFindings *findings);
