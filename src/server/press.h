// The registers as one worker has them, and the press that prints. Registers belong to one thread
// at a time, so each worker has its own, compiled as they are asked for.
#pragma once

#include "register/crosswalk.h"
#include "register/deal.h"
#include "render/pdf.h"

typedef struct Press Press;

// Failure raises in `guard`, now and whenever the press is used. A press that was left in the
// middle is not used again.
// `folder`: registers of one's own, which come first; NULL: none. What is wrong with them was told
// when the server started.
Press *press_new(Guard *guard, const char *folder);
void press_free(Press *press); // NULL is allowed

// Whether it holds more than it is worth: free it and make a new one.
bool press_is_full(const Press *press);

Registers *press_registers(Press *press);
// Reads documents of all registers, and is warm. It says nothing of the last document that it read.
CrosswalkRun *press_run(Press *press);
// The rules of deals, compiled when they are first wanted.
const DealRules *press_deal_rules(Press *press);
// Made when it is first wanted. NULL with a fault where the machine has no fonts.
PdfPress *press_pdf(Press *press, Faults *faults);
