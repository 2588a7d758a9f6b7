// The cubes that registers declare, one of each for all threads, made when somebody asks for it.
#pragma once

#include "register/cubes.h"
#include "store/store.h"

typedef struct Cubes Cubes;

// `folder`: of registers beside those that the program carries; may be NULL. NULL with faults.
Cubes *cubes_new(const char *folder, Faults *faults);
void cubes_free(Cubes *cubes); // NULL is allowed

// The cube, with all that the store has by now, and what was declared of it; both live as long as
// the cubes. NULL with a fault, whose code is "absent" where there is none.
Cube *cubes_find(Cubes *cubes, Store *store, Slice register_name, Slice id,
                 const DeclaredCube **declared, Faults *faults);
