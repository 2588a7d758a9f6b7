// What may be done to a record, and what it waits for, as JSON: for routes that show it.
#pragma once

#include "server/matters.h"
#include "server/names.h"

// Transitions with what stands in their way, deadlines, the review, consents: as members of the
// object that is open. False with a fault.
bool prospects_write(Act *act, JsonWriter *json, Names *names, const Matter *matter);
void due_date_write(JsonWriter *json, const DueDate *date, Slice language);

// Which conditions are met: as members of the object that is open.
void requirements_write(JsonWriter *json, const Eligibility *eligibility);
// The record of another register that is judged, which the parameter `subject` names: the asker's
// own. `is_wanted`: whether the declaration wants one. False with a problem answered.
bool subject_find(Request *request, Act *act, const Declaration *declaration, Matter *subject,
                  bool *is_wanted);
