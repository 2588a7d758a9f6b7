// What people call organisations, people and keys that entries name by ids. Looked up once each;
// one request's.
#pragma once

#include "search/match.h"
#include "server/internal.h"

Names *names_new(Request *request); // in its arena

// Of a record of identity (KIND_PERSON, …). Empty where it has none, or was erased.
Slice name_of(Names *names, Slice kind, Slice id);

// Of who did something, a person or a key.
Slice name_of_actor(Names *names, Slice actor);

// "organisationName", and "actorName" where the asker may know it; nothing where there is none.
void entry_names_write(Names *names, JsonWriter *json, const Entry *entry);

// Of which record a match is, as people call it, and how well it fits.
void match_names_write(Names *names, JsonWriter *json, const Match *match);

// A record's own number, as people call it and other records name it: the facet `number`, else its
// id.
Slice record_number(const Record *record);
