// SPDX-License-Identifier: Apache-2.0
// JSON Web Signatures, by OpenSSL.
//
//     head.payload.signature ─► algorithm, key id ─► key of the set that fits ─► OpenSSL

#include "identity/jws.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

// ---- base64url ----

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_decode(Arena *arena, Slice text, Slice *bytes)
{
    char *out = arena_take_raw(arena, text.len + 1, 1);
    size_t len = 0;
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.at[i]);
        if (digit < 0)
            return false;
        held = held << 6 | (unsigned)digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[len++] = (char)(held >> bits & 0xFF);
            held &= (1u << bits) - 1;
        }
    }
    *bytes = (Slice){out, len};
    return text.len % 4 != 1 && held == 0; // what is left over is no one's message
}

Slice base64url_encode(Arena *arena, Slice bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Buffer out = buffer_new(arena);
    for (size_t bit = 0; bit < bytes.len * 8; bit += 6) {
        size_t i = bit / 8;
        unsigned next = i + 1 < bytes.len ? (uint8_t)bytes.at[i + 1] : 0;
        unsigned pair = (unsigned)(uint8_t)bytes.at[i] << 8 | next;
        buffer_add_char(&out, digits[pair >> (10 - bit % 8) & 63]);
    }
    return buffer_slice(&out);
}

// ---- Keys ----

static EVP_PKEY *make_key(const char *type, OSSL_PARAM *parameters)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

static BIGNUM *number_of_bytes(Slice bytes)
{
    return BN_bin2bn((const unsigned char *)bytes.at, (int)bytes.len, NULL);
}

// RFC 7518, 6.3. Shorter keys can be broken, longer ones only cost time.
static EVP_PKEY *rsa_key(Arena *arena, const Json *jwk)
{
    enum { MODULUS_MIN = 2048 / 8, MODULUS_MAX = 8192 / 8, EXPONENT_MAX = 4 };
    Slice n, e;
    if (!base64url_decode(arena, json_get_text(jwk, S("n")), &n) ||
        !base64url_decode(arena, json_get_text(jwk, S("e")), &e) || n.len < MODULUS_MIN ||
        n.len > MODULUS_MAX || e.len == 0 || e.len > EXPONENT_MAX)
        return NULL;
    EVP_PKEY *key = NULL;
    BIGNUM *modulus = number_of_bytes(n), *exponent = number_of_bytes(e);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters = NULL;
    if (builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1 &&
        (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL)
        key = make_key("RSA", parameters);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

// RFC 7518, 6.2: a point of P-256, whose place on the curve OpenSSL checks.
static EVP_PKEY *ec_key(Arena *arena, const Json *jwk)
{
    enum { COORDINATE = 32 };
    Slice x, y;
    if (!slice_equal(json_get_text(jwk, S("crv")), S("P-256")) ||
        !base64url_decode(arena, json_get_text(jwk, S("x")), &x) ||
        !base64url_decode(arena, json_get_text(jwk, S("y")), &y) || x.len != COORDINATE ||
        y.len != COORDINATE)
        return NULL;
    Slice point = arena_join(arena, S("\4"), arena_join(arena, x, y));
    char group[] = "P-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (char *)(uintptr_t)point.at,
                                          point.len),
        OSSL_PARAM_END,
    };
    return make_key("EC", parameters);
}

// ---- Signatures ----

static Slice take_as_it_is(Arena *arena, Slice signature)
{
    (void)arena;
    return signature;
}

// Two numbers of 32 bytes (RFC 7518, 3.4); OpenSSL wants them in DER. Empty where they are not.
static Slice take_pair(Arena *arena, Slice signature)
{
    enum { HALF = 32 };
    unsigned char *der = NULL;
    Slice bytes = S("");
    ECDSA_SIG *pair = signature.len == 2 * HALF ? ECDSA_SIG_new() : NULL;
    if (pair == NULL)
        return bytes;
    BIGNUM *r = number_of_bytes(slice_part(signature, 0, HALF));
    BIGNUM *s = number_of_bytes(slice_part(signature, HALF, HALF));
    if (ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
    }
    int len = i2d_ECDSA_SIG(pair, &der);
    if (len > 0)
        bytes = arena_copy(arena, (Slice){(const char *)der, (size_t)len});
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return bytes;
}

typedef struct Algorithm {
    Slice name, key_type;
    EVP_PKEY *(*key)(Arena *arena, const Json *jwk);
    Slice (*signature)(Arena *arena, Slice signature); // as OpenSSL has it
} Algorithm;

static const Algorithm algorithms[] = {
    {S_INIT("RS256"), S_INIT("RSA"), rsa_key, take_as_it_is},
    {S_INIT("ES256"), S_INIT("EC"), ec_key, take_pair},
};

static const Algorithm *find_algorithm(Slice name)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (slice_equal(algorithms[i].name, name))
            return &algorithms[i];
    return NULL;
}

static bool is_signed_by(EVP_PKEY *key, Slice text, Slice signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_good = context != NULL &&
                   EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
                   EVP_DigestVerify(context, (const unsigned char *)signature.at, signature.len,
                                    (const unsigned char *)text.at, text.len) == 1;
    EVP_MD_CTX_free(context);
    return is_good;
}

// ---- Tokens ----

typedef struct Token {
    Slice text; // that is signed
    const Json *head;
    Slice payload, signature;
    const Algorithm *algorithm;
} Token;

static bool read_token(Arena *arena, Slice bytes, Token *token, Faults *faults)
{
    Slice rest = bytes, head;
    if (bytes.len > JWS_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "the token has more than %d bytes", JWS_MAX);
    Slice head_text = slice_cut(&rest, '.'), payload_text = slice_cut(&rest, '.');
    token->text = slice_part(bytes, 0, head_text.len + 1 + payload_text.len);
    if (!base64url_decode(arena, head_text, &head) ||
        !base64url_decode(arena, payload_text, &token->payload) ||
        !base64url_decode(arena, rest, &token->signature) || token->signature.len == 0)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the token is not three texts in base64url");
    token->head = json_read(arena, head, faults);
    if (token->head == NULL)
        return false;
    Slice name = json_get_text(token->head, S("alg"));
    token->algorithm = find_algorithm(name);
    if (token->algorithm == NULL)
        return fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                         "the token is signed by the algorithm \"%.*s\"; expected RS256 or ES256",
                         (int)(name.len < 20 ? name.len : 20), name.at);
    // What must be understood, and is not known here (RFC 7515, 4.1.11).
    return json_get(token->head, S("crit")) == NULL ||
           fault_add(faults, FAULT_UNSUPPORTED, 0, 0, "the token demands extensions");
}

static bool is_or_absent(const Json *jwk, const char *name, Slice wanted)
{
    return json_get(jwk, slice_of(name)) == NULL ||
           slice_equal(json_get_text(jwk, slice_of(name)), wanted);
}

static bool key_fits(const Token *token, const Json *jwk)
{
    Slice id = json_get_text(token->head, S("kid"));
    return slice_equal(json_get_text(jwk, S("kty")), token->algorithm->key_type) &&
           is_or_absent(jwk, "use", S("sig")) && is_or_absent(jwk, "alg", token->algorithm->name) &&
           (id.len == 0 || slice_equal(json_get_text(jwk, S("kid")), id));
}

JwsAnswer jws_verify(Arena *arena, Slice bytes, const Json *keys, Slice *payload, Faults *faults)
{
    Token token = {0};
    const Json *list = json_get(keys, S("keys"));
    bool has_key = false;
    if (!read_token(arena, bytes, &token, faults))
        return JWS_BAD;
    Slice signature = token.algorithm->signature(arena, token.signature);
    for (size_t i = 0; i < json_count(list) && i < JWS_KEYS_MAX; i++) {
        EVP_PKEY *key =
            key_fits(&token, list->items[i]) ? token.algorithm->key(arena, list->items[i]) : NULL;
        bool is_signed = key != NULL && is_signed_by(key, token.text, signature);
        has_key = has_key || key != NULL;
        EVP_PKEY_free(key);
        if (is_signed) {
            *payload = token.payload;
            return JWS_GOOD;
        }
    }
    if (!has_key)
        return JWS_UNKNOWN;
    fault_add(faults, FAULT_SYNTAX, 0, 0, "the token's signature is not the provider's");
    return JWS_BAD;
}
