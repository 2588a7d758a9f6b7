// A document of a register as it is kept: content, and the bytes as they came.
#pragma once

#include "register/crosswalk.h"
#include "register/declare.h"
#include "server/internal.h"

typedef struct Received {
    Register *reg;
    Slice content, media_type, file_name, original;
    const Facet *facets; // by which it is found
    size_t facet_count;
    size_t left_behind; // values that the content has no term for
    const Loss *losses; // the first of them
    size_t loss_count;
} Received;

// Reads one document of that register (NULL: of the one that it is of), in any syntax. Lives in
// `arena`; the original is not copied. False with faults.
bool received_read(CrosswalkRun *run, Arena *arena, Register *reg, Slice name, Slice bytes,
                   Received *document, Faults *faults);

// The same of the request's body, which is one document. False with a problem answered.
bool received_from(Request *request, Register *reg, Received *document);

// What the write of a version says of the document; who, where and which version is the caller's.
Write received_write(const Received *document);

// The state that a record of the register begins in: the first that it declares.
Slice state_first(Register *reg, Faults *faults);
// What people call a state; the state itself where it has no label.
Slice state_title(const Declaration *declaration, Slice state, Slice language);

// The parameters `state` and `facet` ("seller.name:ACME") of a list; how many were given.
size_t facets_asked(const Request *request, Facet facets[2]);

// The register of the parameter `register`. NULL with a problem answered.
Register *register_of(Request *request);

// Whether its records say something of persons: who looks at those of others is journalled. A
// register that cannot be read is taken for one that does.
bool register_is_personal(Request *request, Slice name);
