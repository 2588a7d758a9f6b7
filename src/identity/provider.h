// A provider of identity, asked by OpenID Connect (Core 1.0, Discovery 1.0): the authorization code
// flow with PKCE (RFC 7636) and the answer's issuer (RFC 9207).
//
//     provider_address ─► browser ─► provider ─► browser, with a code ─► provider_claims
//          │ state, nonce, PKCE follow from one secret that only the browser keeps │
//
// Its metadata and keys are kept for an hour. Where it does not answer, nobody asks it again for
// some seconds. Threads may share it.
#pragma once

#include "fetch/fetch.h"

typedef struct Provider Provider;

typedef struct ProviderOptions {
    const char *issuer;    // "https://id.example.org/realm": exactly as the provider says it
    const char *client;    // what the provider knows this server by
    const char *secret;    // shared with it; NULL: a public client
    const char *redirect;  // where it sends the browser back to
    const char *authority; // PEM: whose certificates are believed; NULL: the system's
    const char *organisation_claim; // the claim that names the organisation; NULL: none does
} ProviderOptions;

// The options' texts must live as long. NULL with a fault.
Provider *provider_new(const ProviderOptions *options, Faults *faults);
void provider_free(Provider *provider); // NULL is allowed

// Where the browser goes to sign in; `secret` is secret_token()'s, for this one time. Empty with
// faults.
Slice provider_address(Provider *provider, Arena *arena, Slice secret, Faults *faults);

// What the browser brought back.
typedef struct ProviderReturn {
    Slice secret; // of the beginning
    Slice state, code, error;
    Slice issuer; // empty: not said
    int64_t now_s;
} ProviderReturn;

typedef struct Claims {
    Slice issuer, subject;
    Slice email; // verified by the provider; empty: none is
    Slice name, organisation;
} Claims;

// Who it is, as the provider signed it for this very beginning. False with faults; FAULT_IO where
// the provider cannot be asked.
bool provider_claims(Provider *provider, Arena *arena, const ProviderReturn *back, Claims *claims,
                     Faults *faults);

// The claims of an ID token, checked but for its signature (Core, 3.1.3.7).
bool claims_read(Arena *arena, Slice payload, const ProviderOptions *options, Slice nonce,
                 int64_t now_s, Claims *claims, Faults *faults);
