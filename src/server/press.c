// SPDX-License-Identifier: Apache-2.0
// What prints and what knows the registers, kept warm from request to request.

#include "server/press.h"

#include "register/carried.h"

// What registers note while they are used is kept until the press goes; what documents brought
// along (the names in them are whoever's who sends them), until it is more than real ones have.
enum { HOME_MAX = 256 << 20, DESK_MAX = 8 << 20 };

struct Press {
    Guard *guard;
    Arena *home, *desk;
    CrosswalkRun *run; // in the desk; NULL: not there
    Registers *registers;
    CrosswalkTables tables;
    PdfPress *pdf;
    const DealRules *deal_rules;
};

Press *press_new(Guard *guard, const char *folder)
{
    Arena *home = arena_new(guard, 0);
    Press *it = arena_array(home, Press, 1);
    Faults *faults = arena_array(home, Faults, 1); // what is carried was compiled by the tests
    it->guard = guard;
    it->home = home;
    it->registers = carried_registers_behind(home, folder, faults);
    it->tables =
        (CrosswalkTables){carried_directories(home, faults), carried_mt_tables(home, faults)};
    return it;
}

void press_free(Press *it)
{
    if (it == NULL)
        return;
    arena_free(it->desk);
    arena_free(it->home); // the press itself lies in it
}

bool press_is_full(const Press *it)
{
    return arena_used(it->home) > HOME_MAX;
}

Registers *press_registers(Press *it)
{
    return it->registers;
}

CrosswalkRun *press_run(Press *it)
{
    if (it->run != NULL && arena_used(it->desk) > DESK_MAX) {
        arena_reset(it->desk);
        it->run = NULL;
    }
    if (it->desk == NULL)
        it->desk = arena_new(it->guard, 0);
    if (it->run == NULL)
        it->run = crosswalk_run_new(it->desk, it->registers, &it->tables);
    crosswalk_settle(it->run);
    return it->run;
}

const DealRules *press_deal_rules(Press *it)
{
    if (it->deal_rules == NULL) {
        Faults *faults = arena_array(it->home, Faults, 1); // the tests have compiled them
        it->deal_rules = deal_rules_new(it->home, faults);
    }
    return it->deal_rules;
}

PdfPress *press_pdf(Press *it, Faults *faults)
{
    if (it->pdf == NULL)
        it->pdf = pdf_press_new(it->home, faults);
    return it->pdf;
}
