// What tests of words stand on: an arena and a tokenizer. After the standard headers and cmocka.h.
#pragma once

#include "search/tokens.h"

typedef struct Desk {
    Guard guard;
    Arena *arena;
    Tokenizer *tokenizer;
} Desk;

// Set-up and tear-down of a group; `*state` is the Desk.
int desk_open(void **state);
int desk_close(void **state);
