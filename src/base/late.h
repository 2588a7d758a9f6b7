// Shared libraries that are loaded when they are first needed. Drawing, PostgreSQL and HTTP bring
// some sixty libraries along, and each costs every start of the program, of which most need none of
// them.
//
//     #define LIBPQ(X) X(PQclear) X(PQconnectdb) …
//     LATE_TABLE(Libpq, LIBPQ) libpq;            // a pointer for each function, of its own type
//     static const char *const names[] = {LATE_NAMES(LIBPQ)};
//     late_load(&(LateLibrary){"libpq.so.5", "libpq5", names, N, &libpq}, faults) …
//     libpq.PQclear(result)
#pragma once

#include "base/fault.h"

#define LATE_POINTER(name) __typeof__(name) *name;
#define LATE_NAME(name)    #name,
#define LATE_TABLE(type, NAMES)                                                                    \
    typedef struct type {                                                                          \
        NAMES(LATE_POINTER)                                                                        \
    } type
#define LATE_NAMES(NAMES) NAMES(LATE_NAME)

typedef struct LateLibrary {
    const char *file;         // "libpq.so.5"
    const char *package;      // what Debian calls it, for the fault
    const char *const *names; // of the functions, in the order of the table
    size_t count;
    void *table; // pointers to functions; filled once
} LateLibrary;

// Loads the library and fills its table; what is there already is kept. Any thread may call it. The
// library stays until the program ends. False with a fault that names the package.
bool late_load(const LateLibrary *library, Faults *faults);
