// Deadlines: when something is due, what was done about it, and what is to be done now.
//
//     scene + declaration ─► dues: a date each, for the record or for each item of a list
//     dues + marks of what was done + today ─► steps: a warning, or that it has passed
//
// A step's mark names deadline, item, date and step, and is kept with the record: done twice it is
// the same. So nothing is lost where the clock stood still, and nothing told twice where two run.
#pragma once

#include "register/days.h"
#include "register/transitions.h"

typedef struct Due {
    const Deadline *deadline;
    size_t item; // from 0; of a record as a whole 0
    NodeId at;   // in the scene
    Day date;
    int unannounced; // the year whose holidays were wanted and are not known yet; 0: none
    bool is_met;
} Due;

typedef struct Step {
    const Due *due;
    bool is_warning;
    Day day;    // on which it is to be done
    Slice mark; // "answer#0@2026-12-01:warn-P2D"; in the situation's arena
} Step;

typedef struct Deadlines {
    const Due *dues;
    size_t due_count;
    const Step *steps; // all that were not done yet, by day
    size_t step_count;
} Deadlines;

enum { DUES_MAX = 400 }; // of one record: a fee calendar of twenty years in ten countries

// `marks`: those of steps that were done. `holidays`: {"cn": ["2026-10-01", …]}; NULL: none.
bool deadlines_find(const Situation *situation, Scene *scene, const WordList *marks,
                    const Json *holidays, Deadlines *deadlines, Faults *faults);
