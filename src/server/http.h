// What server.c starts and stops.
#pragma once

#include "server/internal.h"

// Serves a listening socket, with TLS where `certificate` (PEM, ended by a NUL) is not empty. False
// with a fault.
bool http_start(Server *server, int socket, Slice certificate, Slice key, Faults *faults);

int http_quiesce(Server *server); // the socket, which takes no more connections; -1 on failure
void http_stop(Server *server);   // ends what is still under way
