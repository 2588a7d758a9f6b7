// Faults: why something could not be read or done. What a rule says of a document is a finding, not
// a fault; a broken promise of our own is a bug (assert).
#pragma once

#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdnoreturn.h>

typedef enum FaultKind {
    FAULT_NONE,
    FAULT_SYNTAX,      // the text does not follow its grammar
    FAULT_LIMIT,       // a limit on depth, size, time … was reached
    FAULT_MEMORY,      // the machine has no more memory
    FAULT_IO,          // a file could not be read or written
    FAULT_STATIC,      // an expression or a schema is wrong in itself
    FAULT_DYNAMIC,     // an expression could not be evaluated on this document
    FAULT_UNSUPPORTED, // correct, perhaps, but not something this program does
    FAULT_USAGE,       // the caller asked for something that makes no sense
    FAULT_CONFLICT,    // what is there already speaks against it
} FaultKind;

typedef struct Fault {
    FaultKind kind;
    unsigned line, column; // from 1; 0 where there is no text to point into
    char code[16];         // the standard's own code, e.g. "XPTY0004"; empty where there is none
    char file[160];        // the file it is about; empty where there is none
    char text[320];        // what was found, what was expected, how to mend it
} Fault;                   // owns nothing: it outlives the arena that failed

enum { FAULTS_KEPT = 64 }; // more faults than a person mends in one go

typedef struct Faults {
    size_t count; // of all that happened; the first FAULTS_KEPT are kept
    Fault list[FAULTS_KEPT];
} Faults;

// Notes a fault. Always false, so that a reader can return it. Text that would not fit is cut at a
// character's end.
bool fault_add(Faults *faults, FaultKind kind, unsigned line, unsigned column, const char *format,
               ...) __attribute__((format(printf, 5, 6)));
bool fault_add_code(Faults *faults, FaultKind kind, const char *code, unsigned line,
                    unsigned column, const char *format, ...) __attribute__((format(printf, 6, 7)));

// Appends a copy; false.
bool fault_append(Faults *faults, const Fault *fault);

// Names the file in all faults from index `from` on that name none yet.
void fault_set_file(Faults *faults, size_t from, const char *file);

const char *fault_kind_name(FaultKind kind);

// ---- Guards: where a failed allocation or a raised error returns to ----
//
// Arenas never answer NULL, and deep evaluators do not hand errors up through every frame: both
// leave to the nearest enclosing guard_run(). A guard belongs to one thread at a time.

typedef struct Guard {
    jmp_buf *target; // the innermost guard_run() that is under way
    Fault fault;     // what was raised last
} Guard;

// Runs `work(context)` and answers what it answered, or false when something was raised, which is
// then noted in `faults` (if not NULL) and stays readable in guard->fault. May be nested.
bool guard_run(Guard *guard, bool work(void *context), void *context, Faults *faults);

// Leaves the innermost guard_run(). It is a bug to call it outside of one.
noreturn void guard_raise(Guard *guard, FaultKind kind, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
noreturn void guard_raise_fault(Guard *guard, const Fault *fault);
