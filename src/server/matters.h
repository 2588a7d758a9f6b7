// Records as one asker may see them, for routes: acts (acts/acts.h) within a request.
#pragma once

#include "acts/acts.h"
#include "server/internal.h"

// The record of the parameters `register` and `record`, of the request's organisation. NULL without
// an answer where there is none that the asker may see.
const Matter *matter_find(Request *request);
// What it is to the asker, in the words of the table of rights: his register's declaration decides.
Relation matter_relation(const Matter *matter);

// The act that a request is. Lives in its arena.
Act *request_act(Request *request);

// The one that the request was let in for. NULL with a problem answered.
const Matter *request_matter(Request *request);

// Its members, without what the asker may not see: id, number, state … facets; then `content`,
// where it was read, and `named`: what its fields refer to. False with faults.
bool matter_write_json(Act *act, JsonWriter *json, const Matter *matter, bool with_content);
// Whether nothing of it is hidden from the asker, so that he may have the bytes as they came.
bool matter_is_whole(const Matter *matter);

// Whether records may be found by the facet of the parameter `facet`: a value that is hidden must
// not be found by either, nor what the window keeps for itself. `owner`: whose records; empty:
// anybody's. False with a problem answered.
bool may_filter(Request *request, Register *reg, Slice owner);

// Whether If-Match names the version that the record has. False with a problem answered. What is
// written then must be for that version: the store compares it again.
bool has_seen(Request *request, const Record *record);

// "findings": what an act found, where there is anything.
void write_findings(JsonWriter *json, const Done *done);
// The receipt of an act, with what was found.
void answer_done(Request *request, const Done *done, int status);
void answer_done_again(Request *request, const Entry *entry); // for a route's `again`
