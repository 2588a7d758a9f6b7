// SPDX-License-Identifier: Apache-2.0
// Faults, and the guards that raised ones return to.

#include "base/fault.h"

#include <assert.h>
#include <stdio.h>

// Cut text must not end within a character.
static void trim_to_character(char *text, size_t room)
{
    size_t len = strlen(text);
    if (len + 1 < room)
        return;
    while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
        len--;
    if (len > 0 && (unsigned char)text[len - 1] >= 0xC0)
        len--;
    text[len] = '\0';
}

static void fill(Fault *fault, FaultKind kind, const char *code, unsigned line, unsigned column,
                 const char *format, va_list list)
{
    *fault = (Fault){.kind = kind, .line = line, .column = column};
    snprintf(fault->code, sizeof fault->code, "%s", code ? code : "");
    vsnprintf(fault->text, sizeof fault->text, format, list);
    trim_to_character(fault->text, sizeof fault->text);
}

bool fault_append(Faults *faults, const Fault *fault)
{
    if (faults->count < FAULTS_KEPT)
        faults->list[faults->count] = *fault;
    faults->count++;
    return false;
}

bool fault_add(Faults *faults, FaultKind kind, unsigned line, unsigned column, const char *format,
               ...)
{
    Fault fault;
    va_list list;
    va_start(list, format);
    fill(&fault, kind, NULL, line, column, format, list);
    va_end(list);
    return fault_append(faults, &fault);
}

bool fault_add_code(Faults *faults, FaultKind kind, const char *code, unsigned line,
                    unsigned column, const char *format, ...)
{
    Fault fault;
    va_list list;
    va_start(list, format);
    fill(&fault, kind, code, line, column, format, list);
    va_end(list);
    return fault_append(faults, &fault);
}

void fault_set_file(Faults *faults, size_t from, const char *file)
{
    size_t kept = faults->count < FAULTS_KEPT ? faults->count : FAULTS_KEPT;
    for (size_t i = from; i < kept; i++)
        if (faults->list[i].file[0] == '\0') {
            snprintf(faults->list[i].file, sizeof faults->list[i].file, "%s", file);
            trim_to_character(faults->list[i].file, sizeof faults->list[i].file);
        }
}

const char *fault_kind_name(FaultKind kind)
{
    static const char *const names[] = {
        [FAULT_NONE] = "none",
        [FAULT_SYNTAX] = "syntax",
        [FAULT_LIMIT] = "limit",
        [FAULT_MEMORY] = "memory",
        [FAULT_IO] = "input/output",
        [FAULT_STATIC] = "static",
        [FAULT_DYNAMIC] = "dynamic",
        [FAULT_USAGE] = "usage",
        [FAULT_CONFLICT] = "conflict",
        [FAULT_UNSUPPORTED] = "unsupported",
    };
    return names[kind];
}

bool guard_run(Guard *guard, bool work(void *context), void *context, Faults *faults)
{
    jmp_buf here;
    jmp_buf *outer = guard->target;
    guard->target = &here;
    if (_setjmp(here) == 0) {
        bool done = work(context);
        guard->target = outer;
        return done;
    }
    guard->target = outer;
    if (faults)
        fault_append(faults, &guard->fault);
    return false;
}

noreturn void guard_raise_fault(Guard *guard, const Fault *fault)
{
    assert(guard->target);
    if (fault != &guard->fault)
        guard->fault = *fault;
    _longjmp(*guard->target, 1);
}

noreturn void guard_raise(Guard *guard, FaultKind kind, const char *code, const char *format, ...)
{
    Fault fault;
    va_list list;
    va_start(list, format);
    fill(&fault, kind, code, 0, 0, format, list);
    va_end(list);
    guard_raise_fault(guard, &fault);
}
