// SPDX-License-Identifier: Apache-2.0
// OpenID Connect, as a client.

#include "identity/provider.h"

#include "base/memory.h"
#include "identity/jws.h"
#include "identity/secrets.h"

#include <openssl/sha.h>
#include <pthread.h>
#include <time.h>

enum {
    ANSWER_MAX = 256 << 10, // of a document of the provider's; usual ones have 4 KB
    ASK_SECONDS = 10,
    FRESH_S = 3600,  // metadata and keys are believed for so long
    PAUSE_S = 10,    // after a failure, and between two looks for keys that were not there
    SKEW_S = 60,     // that two clocks may differ by
    CLAIM_MAX = 255, // bytes of a subject (Core, 2)
};

// What is known of the provider. The texts are one block, to be copied as one.
typedef enum KnownText { AUTHORIZATION, TOKEN_ENDPOINT, KEYS, KNOWN_TEXTS } KnownText;

typedef struct Known {
    char *bytes; // NULL: nothing
    size_t len[KNOWN_TEXTS];
    int64_t read_s; // when it was read
} Known;

struct Provider {
    ProviderOptions options;
    pthread_mutex_t lock; // guards all below
    Known known;
    int64_t failed_s; // when it could not be read; 0: it could
    Fault failure;
};

static int64_t clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec + 1;
}

Provider *provider_new(const ProviderOptions *options, Faults *faults)
{
    if (options->client == NULL) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "a provider of identity needs the name that it knows this server by");
        return NULL;
    }
    if (!fetch_address_is_good(slice_of(options->issuer), faults))
        return NULL;
    Provider *it = memory_take(sizeof *it);
    if (it == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a provider of identity");
        return NULL;
    }
    *it = (Provider){.options = *options};
    pthread_mutex_init(&it->lock, NULL);
    return it;
}

void provider_free(Provider *it)
{
    if (it == NULL)
        return;
    memory_free(it->known.bytes);
    pthread_mutex_destroy(&it->lock);
    memory_free(it);
}

// ---- Asking ----

static bool ask(const Provider *it, Arena *arena, const Fetch *what, Slice *text, const Json **json,
                Faults *faults)
{
    Fetched answer;
    Fetcher *fetcher = fetcher_new(&(FetcherOptions){.authority = it->options.authority}, faults);
    bool is_good = fetcher != NULL && fetch(fetcher, arena, what, &answer, faults);
    fetcher_free(fetcher);
    if (!is_good)
        return false;
    Slice rest = what->url, shown = slice_cut(&rest, '?');
    Faults broken = {0};
    *text = answer.body;
    *json = json_read(arena, answer.body, &broken);
    if (answer.status == 200 && *json != NULL)
        return true;
    Slice error = answer.status != 200 ? json_get_text(*json, S("error")) : S("");
    return fault_add(faults, FAULT_IO, 0, 0, "%.*s answers %d%s%.*s", (int)shown.len, shown.at,
                     answer.status,
                     error.len > 0   ? ": "
                     : *json == NULL ? ", which is no JSON"
                                     : "",
                     (int)(error.len < 60 ? error.len : 60), error.at);
}

static bool ask_document(const Provider *it, Arena *arena, Slice url, Slice *text,
                         const Json **json, Faults *faults)
{
    Fetch what = {.url = url, .answer_max = ANSWER_MAX, .seconds = ASK_SECONDS};
    return ask(it, arena, &what, text, json, faults);
}

// ---- Metadata and keys ----

static bool read_metadata(Provider *it, Arena *arena, const Json **metadata, Faults *faults)
{
    Slice issuer = slice_of(it->options.issuer), bare = issuer;
    while (slice_ends(bare, S("/")))
        bare.len--;
    Slice url = arena_print(arena, "%.*s/.well-known/openid-configuration", (int)bare.len, bare.at);
    Slice text;
    if (!ask_document(it, arena, url, &text, metadata, faults))
        return false;
    // Else one provider could speak for another (Discovery, 4.3).
    if (!slice_equal(json_get_text(*metadata, S("issuer")), issuer))
        return fault_add(faults, FAULT_CONFLICT, 0, 0,
                         "the provider calls itself by another issuer than %s", it->options.issuer);
    return fetch_address_is_good(json_get_text(*metadata, S("authorization_endpoint")), faults) &&
           fetch_address_is_good(json_get_text(*metadata, S("token_endpoint")), faults) &&
           fetch_address_is_good(json_get_text(*metadata, S("jwks_uri")), faults);
}

static bool known_copy(Known *to, const Slice texts[KNOWN_TEXTS])
{
    size_t len = 0;
    for (int i = 0; i < KNOWN_TEXTS; i++)
        len += texts[i].len;
    to->bytes = memory_take(len + 1);
    len = 0;
    for (int i = 0; i < KNOWN_TEXTS && to->bytes != NULL; i++) {
        memcpy(to->bytes + len, texts[i].at, texts[i].len);
        len += to->len[i] = texts[i].len;
    }
    return to->bytes != NULL;
}

static Slice known_text(const Known *known, KnownText which)
{
    size_t at = 0;
    for (int i = 0; i < (int)which; i++)
        at += known->len[i];
    return (Slice){known->bytes + at, known->len[which]};
}

typedef struct Reading {
    Provider *provider;
    Known known;
    Faults faults;
} Reading;

// As text: it is read anew by each who needs it, and no one shares a tree.
static bool read_all(Arena *arena, void *context)
{
    Reading *it = context;
    const Json *metadata, *keys;
    Slice text;
    if (!read_metadata(it->provider, arena, &metadata, &it->faults) ||
        !ask_document(it->provider, arena, json_get_text(metadata, S("jwks_uri")), &text, &keys,
                      &it->faults))
        return false;
    Slice texts[KNOWN_TEXTS] = {json_get_text(metadata, S("authorization_endpoint")),
                                json_get_text(metadata, S("token_endpoint")), text};
    return known_copy(&it->known, texts);
}

static void read_anew(Provider *it, int64_t now)
{
    Reading reading = {.provider = it, .known = {.read_s = now}};
    memory_free(it->known.bytes);
    it->known = (Known){0};
    if (arena_run(0, read_all, &reading, &reading.faults)) {
        it->known = reading.known;
        it->failed_s = 0;
        return;
    }
    it->failed_s = now;
    it->failure = reading.faults.count > 0 ? reading.faults.list[0] : (Fault){0};
    it->failure.kind = FAULT_IO;
}

// A copy in the asker's arena. One that is not newer than `newer_than` does not do.
static bool know(Provider *it, Arena *arena, int64_t newer_than, Known *known, Faults *faults)
{
    pthread_mutex_lock(&it->lock);
    int64_t now = clock_s();
    bool is_fresh = it->known.bytes != NULL && it->known.read_s > newer_than &&
                    now < it->known.read_s + FRESH_S;
    if (!is_fresh && (it->failed_s == 0 || now >= it->failed_s + PAUSE_S))
        read_anew(it, now);
    Slice texts[KNOWN_TEXTS];
    for (int i = 0; it->known.bytes != NULL && i < KNOWN_TEXTS; i++)
        texts[i] = known_text(&it->known, i);
    Fault failure = it->failure;
    *known = (Known){.read_s = it->known.read_s};
    bool is_there = it->known.bytes != NULL && known_copy(known, texts);
    pthread_mutex_unlock(&it->lock);
    if (!is_there)
        return fault_append(faults, &failure);
    arena_defer(arena, memory_free, known->bytes);
    return true;
}

// ---- What follows from the secret ----

static Slice derive(Arena *arena, const char *what, Slice secret)
{
    return secret_digest(arena, arena_print(arena, "%s:%.*s", what, (int)secret.len, secret.at));
}

static Slice challenge_of(Arena *arena, Slice verifier)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)verifier.at, verifier.len, digest);
    return base64url_encode(arena, (Slice){(const char *)digest, sizeof digest});
}

static void add_parameter(Buffer *out, const char *name, Slice value)
{
    buffer_print(out, "%s%s=", out->len > 0 ? "&" : "", name);
    add_escaped(out, value);
}

Slice provider_address(Provider *it, Arena *arena, Slice secret, Faults *faults)
{
    Known known;
    if (!know(it, arena, 0, &known, faults))
        return S("");
    Slice address = known_text(&known, AUTHORIZATION);
    Buffer query = buffer_new(arena);
    add_parameter(&query, "response_type", S("code"));
    add_parameter(&query, "client_id", slice_of(it->options.client));
    add_parameter(&query, "redirect_uri", slice_of(it->options.redirect));
    add_parameter(&query, "scope", S("openid email profile"));
    add_parameter(&query, "state", derive(arena, "state", secret));
    add_parameter(&query, "nonce", derive(arena, "nonce", secret));
    add_parameter(&query, "code_challenge_method", S("S256"));
    add_parameter(&query, "code_challenge", challenge_of(arena, derive(arena, "verifier", secret)));
    bool has_query = slice_find(address, S("?")) != SIZE_MAX;
    return arena_print(arena, "%.*s%s%.*s", (int)address.len, address.at, has_query ? "&" : "?",
                       (int)query.len, query.at);
}

// ---- Claims ----

// Seconds since 1970, perhaps with a fraction. False where it is not there, or no such number.
static bool read_seconds(const Json *json, const char *name, int64_t *seconds)
{
    enum { DIGITS_MAX = 12 };
    const Json *value = json_get(json, slice_of(name));
    *seconds = 0;
    if (value == NULL || value->kind != JSON_NUMBER)
        return false;
    size_t digits = 0;
    for (; digits < value->text.len && value->text.at[digits] != '.'; digits++) {
        char c = value->text.at[digits];
        if (c < '0' || c > '9' || digits == DIGITS_MAX)
            return false;
        *seconds = *seconds * 10 + (c - '0');
    }
    return digits > 0;
}

static bool has_audience(const Json *json, Slice client)
{
    const Json *audience = json_get(json, S("aud"));
    Slice party = json_get_text(json, S("azp"));
    bool is_in = slice_equal(json_text(audience), client);
    bool is_list = audience != NULL && audience->kind == JSON_ARRAY;
    for (size_t i = 0; is_list && i < audience->count; i++)
        is_in = is_in || slice_equal(json_text(audience->items[i]), client);
    // For several it says whom it was issued to.
    bool needs_party = is_list && audience->count > 1;
    return is_in && (party.len > 0 ? slice_equal(party, client) : !needs_party);
}

static const char *find_wrong(const Json *json, const ProviderOptions *options, Slice nonce,
                              int64_t now_s)
{
    int64_t expires, issued;
    Slice subject = json_get_text(json, S("sub"));
    if (!slice_equal(json_get_text(json, S("iss")), slice_of(options->issuer)))
        return "is another provider's (iss)";
    if (!has_audience(json, slice_of(options->client)))
        return "is for another client (aud, azp)";
    if (!read_seconds(json, "exp", &expires) || now_s >= expires + SKEW_S)
        return "has expired (exp)";
    if (!read_seconds(json, "iat", &issued) || issued > now_s + SKEW_S)
        return "is of the future (iat)";
    if (nonce.len == 0 || !secret_equal(json_get_text(json, S("nonce")), nonce))
        return "is of another sign-in (nonce)";
    if (subject.len == 0 || subject.len > CLAIM_MAX)
        return "names nobody (sub)";
    return NULL;
}

// Some providers write the truth as a text.
static bool is_true(const Json *json)
{
    return json != NULL && (json->kind == JSON_TRUE || slice_equal(json_text(json), S("true")));
}

bool claims_read(Arena *arena, Slice payload, const ProviderOptions *options, Slice nonce,
                 int64_t now_s, Claims *claims, Faults *faults)
{
    const Json *json = json_read(arena, payload, faults);
    if (json == NULL)
        return false;
    const char *wrong = find_wrong(json, options, nonce, now_s);
    if (wrong != NULL)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the ID token %s", wrong);
    *claims =
        (Claims){.issuer = slice_of(options->issuer), .subject = json_get_text(json, S("sub"))};
    if (is_true(json_get(json, S("email_verified"))))
        claims->email = json_get_text(json, S("email"));
    claims->name = json_get_text(json, S("name"));
    if (options->organisation_claim != NULL)
        claims->organisation = json_get_text(json, slice_of(options->organisation_claim));
    return true;
}

// ---- Coming back ----

static bool check_return(Arena *arena, const Provider *it, const ProviderReturn *back,
                         Faults *faults)
{
    if (back->secret.len == 0 || !secret_equal(derive(arena, "state", back->secret), back->state))
        return fault_add(faults, FAULT_SYNTAX, 0, 0,
                         "this browser did not begin this sign-in, or long ago (state)");
    if (back->issuer.len > 0 && !slice_equal(back->issuer, slice_of(it->options.issuer)))
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "another provider answers (iss)");
    if (back->error.len > 0)
        return fault_add_code(faults, FAULT_USAGE, "refused", 0, 0, "the provider says %.*s",
                              (int)(back->error.len < 60 ? back->error.len : 60), back->error.at);
    return back->code.len > 0 || fault_add(faults, FAULT_SYNTAX, 0, 0, "there is no code");
}

static bool ask_token(const Provider *it, Arena *arena, const Known *known,
                      const ProviderReturn *back, Slice *token, Faults *faults)
{
    const Json *answer;
    Slice text;
    const ProviderOptions *options = &it->options;
    Buffer form = buffer_new(arena);
    add_parameter(&form, "grant_type", S("authorization_code"));
    add_parameter(&form, "code", back->code);
    add_parameter(&form, "redirect_uri", slice_of(options->redirect));
    add_parameter(&form, "client_id", slice_of(options->client));
    add_parameter(&form, "code_verifier", derive(arena, "verifier", back->secret));
    Fetch what = {.url = known_text(known, TOKEN_ENDPOINT),
                  .form = buffer_slice(&form),
                  .answer_max = ANSWER_MAX,
                  .seconds = ASK_SECONDS};
    if (options->secret != NULL) {
        // RFC 6749, 2.3.1: both are escaped as in a form before they are joined.
        Buffer user = buffer_new(arena), password = buffer_new(arena);
        add_escaped(&user, slice_of(options->client));
        add_escaped(&password, slice_of(options->secret));
        what.user = buffer_slice(&user);
        what.password = buffer_slice(&password);
    }
    if (!ask(it, arena, &what, &text, &answer, faults))
        return false;
    *token = json_get_text(answer, S("id_token"));
    return token->len > 0 ||
           fault_add(faults, FAULT_SYNTAX, 0, 0, "the provider gives no ID token");
}

// A key that is not known may be new: the keys are read again, but not for every forger.
static bool verify(Provider *it, Arena *arena, Slice token, Known *known, Slice *payload,
                   Faults *faults)
{
    const Json *keys = json_read(arena, known_text(known, KEYS), faults);
    JwsAnswer answer = jws_verify(arena, token, keys, payload, faults);
    if (answer == JWS_UNKNOWN && clock_s() >= known->read_s + PAUSE_S) {
        if (!know(it, arena, known->read_s, known, faults))
            return false;
        keys = json_read(arena, known_text(known, KEYS), faults);
        answer = jws_verify(arena, token, keys, payload, faults);
    }
    return answer == JWS_GOOD ||
           (answer == JWS_UNKNOWN && fault_add(faults, FAULT_SYNTAX, 0, 0,
                                               "the ID token is signed by no key of the provider"));
}

bool provider_claims(Provider *it, Arena *arena, const ProviderReturn *back, Claims *claims,
                     Faults *faults)
{
    Known known;
    Slice token, payload;
    return check_return(arena, it, back, faults) && know(it, arena, 0, &known, faults) &&
           ask_token(it, arena, &known, back, &token, faults) &&
           verify(it, arena, token, &known, &payload, faults) &&
           claims_read(arena, payload, &it->options, derive(arena, "nonce", back->secret),
                       back->now_s, claims, faults);
}
