// SPDX-License-Identifier: Apache-2.0
// One tokenizer for all tests of a group.

#include "desk.h"

int desk_open(void **state)
{
    static Desk desk;
    Faults faults = {0};
    desk.arena = arena_new(&desk.guard, 0);
    desk.tokenizer = tokenizer_new(desk.arena, &faults);
    *state = &desk;
    return desk.tokenizer != NULL ? 0 : -1;
}

int desk_close(void **state)
{
    arena_free(((Desk *)*state)->arena);
    return 0;
}
