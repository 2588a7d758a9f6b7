// SPDX-License-Identifier: Apache-2.0
// Certificates by GnuTLS, which libmicrohttpd speaks TLS by and has loaded.
//
// GnuTLS asks for the certificate at each handshake, and gives no context to who answers: so the
// one that holds is at file scope, as libmicrohttpd's functions are. A handshake may still be using
// the one before: certificates stay until the server ends. One has some kilobytes, and comes every
// few weeks.

#include "server/tls.h"

#include "base/late.h"
#include "base/memory.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdatomic.h>

// clang-format off
#define GNUTLS(X) \
    X(gnutls_certificate_allocate_credentials) X(gnutls_certificate_free_credentials) \
    X(gnutls_certificate_set_key) X(gnutls_pcert_deinit) X(gnutls_pcert_list_import_x509_raw) \
    X(gnutls_privkey_deinit) X(gnutls_privkey_import_x509_raw) X(gnutls_privkey_init) X(gnutls_strerror)
// clang-format on

LATE_TABLE(Gnutls, GNUTLS);
static Gnutls tls;

enum { CHAIN_MAX = 16 };

typedef struct Holder {
    gnutls_certificate_credentials_t owner; // of all below
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned count;
    gnutls_privkey_t key;
    struct Holder *before;
} Holder;

static _Atomic(Holder *) present;

static bool load(Faults *faults)
{
    static const char *const names[] = {LATE_NAMES(GNUTLS)};
    static const LateLibrary library = {"libgnutls.so.30", "libgnutls30", names,
                                        sizeof names / sizeof *names, &tls};
    return late_load(&library, faults);
}

static gnutls_datum_t datum_of(Slice text)
{
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text.at, (unsigned)text.len};
}

static bool refuse(int code, const char *what, Faults *faults)
{
    return fault_add(faults, FAULT_IO, 0, 0, "%s: %s", what, tls.gnutls_strerror(code));
}

// Until the credentials own them both.
static void free_parts(Holder *it)
{
    for (unsigned i = 0; i < it->count; i++)
        tls.gnutls_pcert_deinit(&it->chain[i]);
    it->count = 0;
    if (it->key != NULL)
        tls.gnutls_privkey_deinit(it->key);
}

static bool read_parts(Holder *it, Slice certificate, Slice key, Faults *faults)
{
    gnutls_datum_t chain = datum_of(certificate), secret = datum_of(key);
    unsigned count = CHAIN_MAX;
    int code =
        tls.gnutls_pcert_list_import_x509_raw(it->chain, &count, &chain, GNUTLS_X509_FMT_PEM, 0);
    if (code < 0)
        return refuse(code, "the certificate is none that can be used (PEM, with its chain)",
                      faults);
    it->count = count;
    if ((code = tls.gnutls_privkey_init(&it->key)) < 0 ||
        (code = tls.gnutls_privkey_import_x509_raw(it->key, &secret, GNUTLS_X509_FMT_PEM, NULL,
                                                   0)) < 0)
        return refuse(code, "the certificate's key is none that can be used (PEM, not encrypted)",
                      faults);
    return true;
}

// It also looks whether they belong together.
static bool hand_over(Holder *it, Faults *faults)
{
    int code = tls.gnutls_certificate_allocate_credentials(&it->owner);
    if (code < 0)
        return refuse(code, "no memory for a certificate", faults);
    code = tls.gnutls_certificate_set_key(it->owner, NULL, 0, it->chain, (int)it->count, it->key);
    if (code >= 0)
        return true;
    tls.gnutls_certificate_free_credentials(it->owner);
    return refuse(code, "certificate and key do not belong together", faults);
}

bool tls_take(Slice certificate, Slice key, Faults *faults)
{
    if (!load(faults))
        return false;
    Holder *it = memory_take(sizeof *it);
    if (it == NULL)
        return fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a certificate");
    memset(it, 0, sizeof *it);
    if (!read_parts(it, certificate, key, faults) || !hand_over(it, faults)) {
        free_parts(it);
        memory_free(it);
        return false;
    }
    it->before = atomic_load(&present);
    atomic_store(&present, it);
    return true;
}

void tls_forget(void)
{
    Holder *it = atomic_exchange(&present, NULL);
    while (it != NULL) {
        Holder *before = it->before;
        tls.gnutls_certificate_free_credentials(it->owner);
        memory_free(it);
        it = before;
    }
}

static int answer(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                  const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
                  gnutls_pcert_st **chain, unsigned *count, gnutls_privkey_t *key)
{
    (void)session, (void)authorities, (void)authority_count, (void)algorithms,
        (void)algorithm_count;
    Holder *it = atomic_load(&present);
    if (it == NULL)
        return -1;
    *chain = it->chain;
    *count = it->count;
    *key = it->key;
    return 0;
}

void *tls_callback(void)
{
    gnutls_certificate_retrieve_function2 *function = answer;
    void *pointer;
    memcpy(&pointer, &function, sizeof pointer);
    return pointer;
}
