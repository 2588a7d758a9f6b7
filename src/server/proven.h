// Changes of one's own account: the present password is asked for with each.
#pragma once

#include "server/internal.h"

typedef struct Change {
    Request *request;
    const Json *json; // the body, as the route's schema says, with `password`
    const Person *person;
    void (*change)(struct Change *it);
} Change;

// Has `change` answer when the password is right; else answers a problem. Tries are limited.
void run_proven(Request *request, void change(Change *it)); // routes/session.c
