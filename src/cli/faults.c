// SPDX-License-Identifier: Apache-2.0
// Faults for people: one a line, in the form that editors jump to.

#include "cli/commands.h"

void print_faults(const Faults *faults)
{
    size_t kept = faults->count < FAULTS_KEPT ? faults->count : FAULTS_KEPT;
    for (size_t i = 0; i < kept; i++) {
        const Fault *fault = &faults->list[i];
        fputs(fault->file[0] != '\0' ? fault->file : "madoguchi", stderr);
        if (fault->line > 0)
            fprintf(stderr, ":%u:%u", fault->line, fault->column);
        fprintf(stderr, ": %s", fault->text);
        if (fault->code[0] != '\0')
            fprintf(stderr, " [%s]", fault->code);
        fputc('\n', stderr);
    }
    if (faults->count > kept)
        fprintf(stderr, "madoguchi: and %zu more\n", faults->count - kept);
}
