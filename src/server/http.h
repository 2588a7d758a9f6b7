// What server.c starts and stops.
#pragma once

#include "server/internal.h"

// Serves a listening socket, with TLS where there is a certificate (tls.h). False with a fault.
bool http_start(Server *server, int socket, Faults *faults);

int http_quiesce(Server *server); // the socket, which takes no more connections; -1 on failure
void http_stop(Server *server);   // ends what is still under way

struct MHD_Connection;
struct MHD_Response;
// Of a stream, whose context it takes over only where it answers one; NULL where there is no
// memory, or there are too many.
struct MHD_Response *stream_response(Server *server, struct MHD_Connection *connection,
                                     const Stream *stream);
