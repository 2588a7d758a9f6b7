// The certificate that connections are begun with, and that can be another from one connection to
// the next: those that are open keep theirs.
#pragma once

#include "base/arena.h"

// Takes a certificate with its chain and its key (PEM) for all connections from now on. False with
// a fault where they cannot be read or do not belong together: then the one before stays. One
// thread at a time.
bool tls_take(Slice certificate, Slice key, Faults *faults);

// When no connection is left.
void tls_forget(void);

// For MHD_OPTION_HTTPS_CERT_CALLBACK.
void *tls_callback(void);
