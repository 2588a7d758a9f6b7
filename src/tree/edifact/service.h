// Service segments: what begins and what ends with them, in batch (ISO 9735-2) and interactive
// (9735-3) interchanges.
#pragma once

#include "base/slice.h"

typedef enum ServiceRole {
    SERVICE_NONE,
    SERVICE_ADVICE,      // UNA
    SERVICE_INTERCHANGE, // UNB, UIB
    SERVICE_MESSAGE,     // UNH, UIH
    SERVICE_MESSAGE_END, // UNT, UIT
    SERVICE_PACKAGE,     // UNO
    SERVICE_BETWEEN,     // UNZ, UIZ, UNG, UNE, UIR: stands between messages
} ServiceRole;

ServiceRole service_role(Slice tag);

// Whether the segment cannot stand within a message: where it comes all the same, the message was
// cut.
static inline bool service_ends_message(ServiceRole role)
{
    return role != SERVICE_NONE && role != SERVICE_MESSAGE_END;
}
