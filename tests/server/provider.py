#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signing in by OpenID Connect, at a provider of ours: an honest one, and many that are not. Usage: provider.py PROGRAM."""
import base64
import hashlib
import http.cookies
import http.server
import itertools
import json
import pathlib
import subprocess
import tempfile
import threading
import time
import urllib.parse

import desk
from desk import Desk

addresses = itertools.count()
CLIENT, SECRET = "window", "s3cret/with+signs"


def _b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _openssl(*words, data=None):
    return subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True, check=True).stdout


class Key:
    """A key pair by OpenSSL, as a JWK, and signatures by it."""

    def __init__(self, kind, kid, bits=2048):
        self.kind, self.kid = kind, kid
        self.file = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-key-")) / "key.pem"
        if kind == "RSA":
            _openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-out", self.file)
        else:
            _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.file)

    def jwk(self, **more):
        der = _openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")
        if self.kind == "EC":  # the point is the end of it
            return dict({"kty": "EC", "crv": "P-256", "kid": self.kid, "x": _b64(der[-64:-32]), "y": _b64(der[-32:])}, **more)
        modulus = _openssl("rsa", "-in", self.file, "-noout", "-modulus").decode().strip().split("=")[1]
        return dict({"kty": "RSA", "kid": self.kid, "n": _b64(bytes.fromhex(modulus)), "e": "AQAB", "use": "sig"}, **more)

    def sign(self, text):
        der = _openssl("dgst", "-sha256", "-sign", self.file, data=text)
        if self.kind == "RSA":
            return der
        numbers, at = [], 2
        for _ in range(2):
            size = der[at + 1]
            numbers.append(int.from_bytes(der[at + 2:at + 2 + size], "big").to_bytes(32, "big"))
            at += 2 + size
        return b"".join(numbers)

    def token(self, claims, **head):
        head = dict({"alg": "RS256" if self.kind == "RSA" else "ES256", "kid": self.kid}, **head)
        text = f"{_b64(json.dumps(head).encode())}.{_b64(json.dumps(claims).encode())}".encode()
        return text.decode() + "." + _b64(self.sign(text))


class Provider(http.server.BaseHTTPRequestHandler):
    """What a test sets in `server` changes what is answered."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        it = self.server.provider
        if self.path == "/.well-known/openid-configuration":
            self.answer(dict({"issuer": it.issuer, "authorization_endpoint": it.issuer + "/authorize?tenant=1",
                              "token_endpoint": it.issuer + "/token", "jwks_uri": it.issuer + "/keys"}, **it.metadata))
        elif self.path == "/keys":
            it.keys_asked += 1
            self.answer(it.keys)
        else:
            self.send_error(404)

    def do_POST(self):
        it = self.server.provider
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        it.asked.append((form, self.headers.get("Authorization")))
        code = it.codes.pop(form.get("code"), None)
        challenge = _b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if code is None or code["code_challenge"] != challenge or code["redirect_uri"] != form.get("redirect_uri"):
            self.answer({"error": "invalid_grant"}, 400)
        else:
            self.answer({"access_token": "x", "token_type": "Bearer", "id_token": it.make(code)})

    def answer(self, body, status=200):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except ConnectionError:
            pass  # who reads only so much


class Issuer:
    def __init__(self, kind="RSA"):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
        self.server.provider = self
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.key = Key(kind, "k1")
        self.reset()

    def reset(self):
        self.metadata, self.keys, self.codes, self.asked, self.keys_asked = {}, {"keys": [self.key.jwk()]}, {}, [], 0
        self.claims, self.make = {}, lambda code: self.key.token(self.claims_for(code))

    def claims_for(self, code, **more):
        now = int(time.time())
        return dict({"iss": self.issuer, "aud": CLIENT, "sub": "subject-1", "iat": now, "exp": now + 300, "nonce": code["nonce"],
                     "email": "li@gear.example", "email_verified": True, "name": "Li Na"}, **dict(self.claims, **more))


class Counter:
    """A server that knows the provider, with one person, and one organisation more."""

    def __init__(self, issuer, *options):
        self.issuer = issuer
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-data-"))
        secret = self.data / "secret"
        secret.write_text(SECRET + "\n")
        for org in ("gear", "other"):
            assert desk.run("org", "add", org, org, "--data", self.data).code == 0
        assert desk.run("user", "add", "li@gear.example", "Li Na", "--org", "gear", "--data", self.data,
                        input="a long password 1").code == 0
        self.d = Desk("--data", self.data, "--oidc-issuer", issuer.issuer, "--oidc-client", CLIENT, "--oidc-secret", secret,
                      "--oidc-name", "Harbour ID", *options)

    def get(self, path, **headers):
        """Each time from another address: who asks too often waits, which has a test of its own."""
        number = next(addresses)
        return self.d.ask("GET", path, headers=headers, source=f"127.1.{number // 200}.{number % 200 + 1}")

    def begin(self):
        """What the browser was sent away with, and its cookie."""
        answer = self.get("/sign-in/provider")
        if answer.status != 303 or "/authorize" not in answer.headers["Location"]:
            return answer, None
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))
        return query, _cookie(answer, "madoguchi-sign-in")

    def come_back(self, cookie, **query):
        return self.get("/sign-in/provider/return?" + urllib.parse.urlencode(query), Cookie=f"madoguchi-sign-in={cookie}")

    def sign_in(self, **more):
        query, cookie = self.begin()
        self.issuer.codes["c1"] = query
        return self.come_back(cookie, **dict({"state": query["state"], "code": "c1"}, **more))

    def session(self, answer):
        assert answer.status == 303 and answer.headers["Location"] == "/", (answer.headers.items(), self.d.log()[-800:])
        return self.d.get("/api/session", Cookie=f"madoguchi={_cookie(answer, 'madoguchi')}").json

    def refused(self, answer, kind, why=""):
        assert answer.status == 303 and answer.headers["Location"] == f"/sign-in?provider={kind}", answer.headers.items()
        assert not any(f.startswith("madoguchi=") for f in answer.headers.get_all("Set-Cookie") or [])
        assert why in self.d.log().strip().split("sign-in by the provider refused")[-1], self.d.log()[-800:]


def _cookie(answer, name):
    for field in answer.headers.get_all("Set-Cookie") or []:
        jar = http.cookies.SimpleCookie(field)
        if name in jar:
            assert jar[name]["httponly"] and jar[name]["samesite"] == "Lax"
            return jar[name].value
    return None


made = {}


def _counter():
    if not made:
        made["issuer"] = Issuer()
        made["counter"] = Counter(made["issuer"], "--oidc-organisation", "org")
    made["issuer"].reset()
    return made["counter"], made["issuer"]


# ---- An honest provider ----

def a_person_comes_in_by_a_verified_address_and_later_by_the_subject():
    counter, issuer = _counter()
    assert counter.d.get("/api/session").json["provider"] == "Harbour ID"
    session = counter.session(counter.sign_in())
    assert session["email"] == "li@gear.example" and session["organisation"] == "gear" and session["csrf"], session
    form, authorization = issuer.asked[0]
    assert form["grant_type"] == "authorization_code" and len(form["code_verifier"]) >= 43, form
    user, password = map(urllib.parse.unquote, base64.b64decode(authorization.split()[1]).decode().split(":"))
    assert (user, password) == (CLIENT, SECRET)
    # The address may change; who it is does not.
    issuer.claims = {"email": "li@elsewhere.example"}
    assert counter.session(counter.sign_in())["person"] == session["person"]


def the_browser_is_sent_with_state_nonce_and_proof_key():
    counter, issuer = _counter()
    query, cookie = counter.begin()
    assert query["response_type"] == "code" and query["client_id"] == CLIENT and query["tenant"] == "1", query
    assert query["redirect_uri"] == counter.d.address + "/sign-in/provider/return"
    assert query["code_challenge_method"] == "S256" and "openid" in query["scope"].split()
    assert len({query["state"], query["nonce"], query["code_challenge"], cookie}) == 4
    assert counter.begin()[0]["state"] != query["state"]


def a_newcomer_becomes_a_member_of_the_organisation_that_is_claimed():
    counter, issuer = _counter()
    issuer.claims = {"sub": "subject-new", "email": "New@Other.Example", "name": "新人", "org": "other"}
    session = counter.session(counter.sign_in())
    assert session["organisation"] == "other" and session["role"] == "member" and session["name"] == "新人", session
    # Without a password: by no other way.
    answer = counter.d.post("/api/session", json.dumps({"email": "new@other.example", "password": ""}),
                            {"Content-Type": "application/json"})
    assert answer.status == 401


def elliptic_keys_are_known_too():
    issuer = Issuer("EC")
    counter = Counter(issuer)
    assert counter.session(counter.sign_in())["email"] == "li@gear.example"
    # A signature that is one number short.
    issuer.make = lambda code: issuer.key.token(issuer.claims_for(code))[:-20]
    counter.refused(counter.sign_in(), "refused", "token")
    assert counter.d.stop() == 0


# ---- Who is not meant ----

def who_is_not_known_here_stays_outside():
    counter, issuer = _counter()
    for claims in ({"sub": "s2", "email": "nobody@gear.example"}, {"sub": "s3", "email_verified": False},
                   {"sub": "s4", "email": "x@gear.example", "org": "window"},
                   {"sub": "s5", "email": "x@gear.example", "org": "nowhere"},
                   {"sub": "s6", "email": "x@gear.example", "email_verified": "yes", "org": "gear"}):
        issuer.claims = claims
        counter.refused(counter.sign_in(), "unknown")


def an_address_that_went_to_somebody_else_does_not_bring_the_account_along():
    counter, issuer = _counter()
    counter.session(counter.sign_in())
    issuer.claims = {"sub": "subject-2"}
    counter.refused(counter.sign_in(), "unknown", "another account")


def a_closed_account_stays_closed():
    issuer = Issuer()
    counter = Counter(issuer)
    counter.session(counter.sign_in())
    assert desk.run("user", "close", "li@gear.example", "--data", counter.data).code == 0
    counter.refused(counter.sign_in(), "unknown", "closed")
    assert counter.d.stop() == 0


# ---- Hostile ones ----

def tokens_that_are_not_for_this_sign_in_are_refused():
    counter, issuer = _counter()
    now = int(time.time())
    for claims, why in [({"iss": "https://elsewhere.example"}, "(iss)"), ({"iss": issuer.issuer + "/"}, "(iss)"),
                        ({"aud": "another"}, "(aud"), ({"aud": []}, "(aud"), ({"aud": None}, "(aud"),
                        ({"aud": [CLIENT, "another"]}, "(aud"), ({"aud": [CLIENT, "another"], "azp": "another"}, "(aud"),
                        ({"exp": now - 120}, "(exp)"), ({"exp": "never"}, "(exp)"), ({"exp": 1e30}, "(exp)"), ({"exp": -1}, "(exp)"),
                        ({"iat": now + 600}, "(iat)"), ({"iat": None}, "(iat)"), ({"nonce": "0" * 64}, "(nonce)"),
                        ({"nonce": ""}, "(nonce)"), ({"sub": ""}, "(sub)"), ({"sub": "x" * 300}, "(sub)"), ({"sub": 7}, "(sub)")]:
        issuer.claims = claims
        counter.refused(counter.sign_in(), "refused", why)
    # Clocks may differ by a minute.
    issuer.claims = {"exp": now - 20, "iat": now + 20}
    counter.session(counter.sign_in())
    issuer.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    counter.session(counter.sign_in())


def signatures_that_are_none_are_refused():
    counter, issuer = _counter()
    stranger = Key("RSA", "k1")
    head = lambda **h: _b64(json.dumps(h).encode())
    body = lambda code: _b64(json.dumps(issuer.claims_for(code)).encode())
    for make, why in [
            (lambda code: f"{head(alg='none')}.{body(code)}.", "token"),
            (lambda code: f"{head(alg='none')}.{body(code)}.AAAA", "algorithm"),
            (lambda code: issuer.key.token(issuer.claims_for(code), alg="HS256"), "algorithm"),
            (lambda code: issuer.key.token(issuer.claims_for(code), alg="RS512"), "algorithm"),
            (lambda code: issuer.key.token(issuer.claims_for(code), alg="ES256"), "no key"),
            (lambda code: stranger.token(issuer.claims_for(code)), "signature"),
            (lambda code: stranger.token(issuer.claims_for(code), jwk=stranger.jwk()), "signature"),
            (lambda code: issuer.key.token(issuer.claims_for(code), crit=["exp"]), "extensions"),
            (lambda code: issuer.key.token(issuer.claims_for(code)).replace(".", "..", 1), "token"),
            (lambda code: "A" * 70000, "bytes"), (lambda code: "", "no ID token"), (lambda code: {"a": 1}, "no ID token"),
            (lambda code: "....", "token"), (lambda code: f"{_b64(b'[')}.{_b64(b'{}')}.AAAA", "")]:
        issuer.make = make
        counter.refused(counter.sign_in(), "refused", why)


def keys_that_do_not_fit_are_passed_over():
    issuer = Issuer()
    weak = Key("RSA", "k1", bits=1024)
    for keys in ({"keys": [issuer.key.jwk(use="enc")]}, {"keys": [issuer.key.jwk(alg="RS384")]}, {"keys": []}, {}, {"keys": {}},
                 {"keys": [7, None, "x", {"kty": "RSA"}, {"kty": "RSA", "kid": "k1", "n": "!", "e": "AQAB"}]},
                 {"keys": [weak.jwk()]}, {"keys": [issuer.key.jwk(n=_b64(b"\xff" * 4096))]}):
        issuer.keys = keys
        counter = Counter(issuer)
        key = weak if keys.get("keys") == [weak.jwk()] else issuer.key
        issuer.make = lambda code: key.token(issuer.claims_for(code))
        counter.refused(counter.sign_in(), "refused", "no key")
        assert counter.d.stop() == 0


def a_return_that_this_browser_did_not_begin_is_refused():
    counter, issuer = _counter()
    query, cookie = counter.begin()
    issuer.codes["c1"] = query
    # Another's cookie, none, a state that is not its own, and none.
    other, others_cookie = counter.begin()
    counter.refused(counter.come_back(others_cookie, state=query["state"], code="c1"), "refused", "(state)")
    counter.refused(counter.get(f"/sign-in/provider/return?state={query['state']}&code=c1"), "refused", "(state)")
    counter.refused(counter.come_back(cookie, code="c1"), "refused", "(state)")
    assert not issuer.asked
    # It was used by the try before, though that came to nothing.
    counter.refused(counter.come_back(cookie, state=query["state"], code="c1"), "refused", "has been used")


def a_sign_in_serves_once():
    counter, issuer = _counter()
    query, cookie = counter.begin()
    issuer.codes["c1"] = issuer.codes["c2"] = query
    counter.session(counter.come_back(cookie, state=query["state"], code="c1"))
    counter.refused(counter.come_back(cookie, state=query["state"], code="c2"), "refused", "has been used")


def another_provider_s_answer_is_not_taken_for_this_one_s():
    counter, issuer = _counter()
    counter.refused(counter.sign_in(iss="https://elsewhere.example"), "refused", "another provider")
    assert not issuer.asked
    counter.session(counter.sign_in(iss=issuer.issuer))
    counter.refused(counter.sign_in(error="access_denied"), "refused", "access_denied")
    counter.refused(counter.sign_in(code=""), "refused", "no code")


def metadata_of_a_liar_is_refused():
    for metadata, kind in [({"issuer": "https://elsewhere.example"}, "unreachable"),
                           ({"token_endpoint": "http://elsewhere.example/token"}, "unreachable"),
                           ({"jwks_uri": "file:///etc/passwd"}, "unreachable"),
                           ({"authorization_endpoint": "javascript:alert(1)"}, "unreachable"),
                           ({"authorization_endpoint": "https://x.example/\r\nSet-Cookie: a=b"}, "unreachable"),
                           ({"filler": "x" * 300000}, "unreachable")]:
        issuer = Issuer()
        issuer.metadata = metadata
        counter = Counter(issuer)
        answer, cookie = counter.begin()
        assert cookie is None
        counter.refused(answer, kind)
        assert counter.d.stop() == 0


def huge_and_broken_keys_are_refused_and_nobody_waits_for_them():
    for keys in (b"[" * 100000, b'{"keys": [' + b'{"kty": "RSA"},' * 40000 + b"{}]}", b"not json", b""):
        issuer = Issuer()
        issuer.keys = keys
        counter = Counter(issuer)
        start = time.monotonic()
        counter.refused(counter.begin()[0], "unreachable")
        asked = issuer.keys_asked
        # For ten seconds it is not asked again.
        counter.refused(counter.begin()[0], "unreachable")
        assert issuer.keys_asked == asked or time.monotonic() - start >= 10
        assert counter.d.stop() == 0


def a_provider_that_is_away_is_said_to_be():
    issuer = Issuer()
    counter = Counter(issuer)
    issuer.server.shutdown()
    issuer.server.server_close()
    counter.refused(counter.begin()[0], "unreachable", "does not answer")
    assert counter.d.get("/healthz").status == 200
    assert counter.d.stop() == 0


def too_many_tries_wait():
    counter, issuer = _counter()
    statuses = counter.d.statuses("/sign-in/provider", [""] * 40)
    assert 429 in statuses and statuses[0] == 303, statuses


def no_secret_is_logged():
    counter, issuer = _counter()
    query, cookie = counter.begin()
    issuer.codes["c1"] = query
    answer = counter.come_back(cookie, state=query["state"], code="c1")
    counter.session(answer)
    log = counter.d.log()
    for secret in (cookie, query["state"], query["nonce"], SECRET, _cookie(answer, "madoguchi")):
        assert secret not in log
    assert "code=" not in log


def without_a_provider_there_is_none(d):
    desk.problem(d.get("/sign-in/provider"), "no-data")


def the_first_server_ends_well():
    assert _counter()[0].d.stop() == 0


if __name__ == "__main__":
    desk.main(globals())
