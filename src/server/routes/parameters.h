// The parameters that many routes have, as rows of their tables: one word, one meaning, one
// sentence in the description. They are macros, for a constant row of C must be spelt out.
#pragma once

#include "server/route.h"

#define REGISTER                                                                                   \
    {                                                                                              \
        .name = "register", .in = IN_PATH, .most = 100,                                            \
        .text = "As in commercial-invoice; GET /api/registers names all."                          \
    }
#define RECORD                                                                                     \
    {                                                                                              \
        .name = "record", .in = IN_PATH, .most = NAME_MAX_BYTES, .text = "The record's id."        \
    }
#define ORGANISATION                                                                               \
    {                                                                                              \
        .name = "organisation", .in = IN_QUERY, .most = 40,                                        \
        .text = "Whose records; without it, one's own."                                            \
    }
#define ORGANISATION_IN_PATH                                                                       \
    {                                                                                              \
        .name = "organisation", .in = IN_PATH, .most = 40, .text = "The organisation's id."        \
    }
#define OF_DEAL                                                                                    \
    {                                                                                              \
        .name = "deal", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "Of this deal."            \
    }
#define DEAL                                                                                       \
    {                                                                                              \
        .name = "deal", .in = IN_PATH, .most = NAME_MAX_BYTES,                                     \
        .text = "The id of its record in the register deal."                                       \
    }
#define LANGUAGE                                                                                   \
    {                                                                                              \
        .name = "language", .in = IN_QUERY, .choices = "en ja zh",                                 \
        .text = "Of labels, messages and reasons; without it, Accept-Language says."               \
    }
#define FILE_NAME                                                                                  \
    {                                                                                              \
        .name = "name", .in = IN_QUERY, .most = 255, .text = "What the document's file is called." \
    }
#define IF_MATCH                                                                                   \
    {                                                                                              \
        .name = "If-Match", .in = IN_HEADER, .is_required = true,                                  \
        .text = "The ETag that was seen, a list of them, or *: whichever version is there."        \
    }
#define IDEMPOTENCY_KEY                                                                            \
    {                                                                                              \
        .name = "Idempotency-Key", .in = IN_HEADER,                                                \
        .text = "Of the client's making: the same request with the same key is done once."         \
    }

#define SUBJECT                                                                                    \
    {                                                                                              \
        .name = "subject", .in = IN_QUERY, .most = NAME_MAX_BYTES,                                 \
        .text = "One's own record that is judged, where the register declares a subject."          \
    }

// A thing of the path that is known by its id.
#define ID(parameter)                                                                              \
    {                                                                                              \
        .name = (parameter), .in = IN_PATH, .most = 100, .text = "Its id."                         \
    }

// Which records of a register.
#define STATE                                                                                      \
    {                                                                                              \
        .name = "state", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "In this state."          \
    }
#define FACET                                                                                      \
    {                                                                                              \
        .name = "facet", .in = IN_QUERY, .most = NAME_MAX_BYTES + FACET_VALUE_MAX,                 \
        .text = "With this value, as in seller.name:ACME. Values are those that the register "     \
                "names as facets; `number` is its own number, and the name of another register a " \
                "number of it that it refers to."                                                  \
    }

// Pages of lists.
#define LIMIT(number)                                                                              \
    {                                                                                              \
        .name = "limit", .in = IN_QUERY, .kind = NUMBER, .most = (number),                         \
        .text = "So many at most; 50 without it."                                                  \
    }
#define AFTER                                                                                      \
    {                                                                                              \
        .name = "after", .in = IN_QUERY, .kind = NUMBER, .most = INT64_MAX,                        \
        .text = "Goes on behind it: `next` of the page before. A page may be short."               \
    }
