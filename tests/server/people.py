#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sessions, second factors, keys, and what members do with records. Usage: people.py PROGRAM."""
import base64
import concurrent.futures
import csv
import hashlib
import hmac
import io
import itertools
import json
import pathlib
import re
import struct
import tempfile
import time
import urllib.parse
import zipfile

import desk
from browser import PASSWORD, Browser, accept, first_administrator, first_link, invite, stream as _stream
from desk import EXAMPLES, Desk, problem

SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()
JSON = {"Content-Type": "application/json"}

PEOPLE = {"m": ("gear", "member"), "x": ("other", "member"), "o": ("window", "officer"), "a": ("window", "auditor")}


def _populate(d):
    """The first administrator by the link that was printed; organisations and people by invitation."""
    if hasattr(d, "admin"):
        return
    d.first_link = first_link(d)
    d.admin = first_administrator(d, d.first_link)
    for organisation in ("gear", "other"):
        assert d.admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
    for letter, (organisation, role) in PEOPLE.items():
        _invite(d, letter, organisation, role)


def _populate_one(d):
    accept(d, first_link(d), "s@window.example")


def _invite(d, letter, organisation, role):
    invite(d.admin, f"{letter}@{organisation}.example", organisation, role)


def _browser(d, letter):
    return _browser_of(d, f"{letter}@{PEOPLE.get(letter, ('window',))[0]}.example")


def _browser_of(d, email):
    browser = Browser(d)
    answer = browser.sign_in(email)
    assert answer.status == 200, answer.text
    return browser


def _record(d, member):
    kept = member.ask("POST", "/api/records/commercial-invoice?name=a.xml", SOUND)
    assert kept.status == 201, kept.text
    return kept


# ---- Events ----

def events_come_as_they_happen_to_who_may_see_them(d):
    _populate(d)
    member, other = _browser(d, "m"), _browser(d, "x")
    mine, head = _stream(member, "/api/events")
    assert b"text/event-stream" in head
    theirs, _ = _stream(other, "/api/events")
    kept = _record(d, member).json
    seen = b""
    while b'"record": "' + kept["id"].encode() not in seen:
        part = mine.recv(65536)
        assert part
        seen += part
    assert f"id: {kept['entry']}\n".encode() in seen and b"event: entry" in seen
    theirs.settimeout(2)
    try:
        assert kept["id"].encode() not in theirs.recv(65536)
    except TimeoutError:
        pass
    again, _ = _stream(member, f"/api/events?from={kept['entry']}")
    seen = b""
    while kept["id"].encode() not in seen:
        part = again.recv(65536)
        assert part
        seen += part
    for s in (mine, theirs, again):
        s.close()


def a_stop_ends_streams_too():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    s, _ = _stream(_browser(d, "m"), "/api/events")
    assert d.stop() == 0
    s.close()


def who_may_listen_no_more_is_cut_off():
    """By what happens here, and by commands beside the server, that only a look now and then finds."""
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    admin, member = d.admin, _browser(d, "m")
    person = lambda organisation, letter: next(one["id"] for one in admin.ask("GET", f"/api/organisations/{organisation}/people").json["people"]
                                               if one["email"].startswith(letter + "@"))

    def keyed():
        key = member.ask("POST", "/api/keys", {"name": "n", "scopes": "read"}).json["key"]
        s = d.connect()
        s.sendall(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        while not s.recv(65536).count(b"200"):
            pass
        return s, key.split("_")[1]

    def command(*words):
        done = desk.run(*words, "--data", d.data)
        assert done.code == 0, done.err

    def is_cut(s, cut):
        start, seen = time.monotonic(), b""
        cut()
        while not seen.endswith(b"0\r\n\r\n"):  # its end, which would else be ten minutes away
            part = s.recv(65536)
            assert part, seen
            seen += part
        s.close()
        took = time.monotonic() - start
        assert took < 120, took
        return took
    stays, _ = _stream(member, "/api/events")
    leaves = _browser(d, "m")
    s, _ = _stream(leaves, "/api/events")
    is_cut(s, lambda: leaves.ask("DELETE", "/api/session"))
    for cut in (lambda key: member.ask("DELETE", f"/api/keys/{key}"), lambda key: command("key", "revoke", key)):
        s, key = keyed()
        print(f"cut off after {is_cut(s, lambda: cut(key)):.1f} s")
    s, _ = _stream(_browser(d, "a"), "/api/events")
    is_cut(s, lambda: command("user", "join", "a@window.example", "window", "--role", "officer"))
    s, _ = _stream(_browser(d, "x"), "/api/events")
    is_cut(s, lambda: admin.ask("DELETE", f"/api/organisations/other/people/{person('other', 'x')}"))
    s, _ = _stream(_browser(d, "o"), "/api/events")
    is_cut(s, lambda: admin.ask("PUT", "/api/organisations/window/terms", {"secondFactor": ["officer"]}))
    # Who may as before goes on listening.
    kept = _record(d, member).json["id"].encode()
    seen = b""
    while kept not in seen:
        part = stays.recv(65536)
        assert part, seen
        seen += part
    stays.close()
    assert d.stop() == 0


def a_refusal_is_in_the_journal(d):
    _populate(d)
    other = _browser(d, "x")
    problem(other.ask("GET", "/api/records/commercial-invoice?organisation=gear"), "forbidden")
    entries, start = [], 0
    auditor = _browser(d, "a")
    while page := auditor.ask("GET", f"/api/journal/entries?from={start}&limit=1000").json:
        entries, start = entries + page, page[-1]["index"] + 1
        if len(page) < 1000:
            break
    noted = [e for e in entries if e["register"] == "@access" and e["action"] == "note"]
    me = other.ask("GET", "/api/session").json["person"]
    assert any(e["actor"] == me for e in noted)


def what_is_not_told_is_not_guessed(d):
    """Records of others are refused alike, whether they are there or not."""
    _populate(d)
    record = _record(d, _browser(d, "m")).json["id"]
    other = _browser(d, "x")
    for name in (record, "nosuch"):
        problem(other.ask("GET", f"/api/records/commercial-invoice/{name}?organisation=gear"), "forbidden")
        problem(other.ask("GET", f"/api/records/commercial-invoice/{name}"), "not-found")


def answers_are_as_their_schemas_say(d):
    _populate(d)
    m, s, a = _browser(d, "m"), _browser(d, "s"), _browser(d, "a")
    kept = _record(d, m)
    address = kept.headers["Location"]
    secret = m.ask("GET", "/api/factor").json["secret"]
    link = s.ask("POST", "/api/organisations/gear/invitations", {"role": "member"})
    who = s.ask("GET", "/api/organisations/gear/people").json["people"][0]["id"]
    recovery = s.ask("POST", f"/api/organisations/gear/people/{who}/recovery", {})
    asked = {
        ("/api/organisations/{organisation}/people/{person}/recovery", "post"): recovery,
        ("/api/recoveries/{token}", "get"): d.get(f"/api/recoveries/{recovery.json['token']}"),
        ("/api/organisations/{organisation}/terms", "put"): s.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": [], "records": 1000000}),
        ("/api/organisations/{organisation}/second-factor", "put"): s.ask("PUT", "/api/organisations/gear/second-factor", {"roles": []}),
        ("/api/organisations/{organisation}/terms", "get"): s.ask("GET", "/api/organisations/gear/terms"),
        ("/api/registers/{register}/form", "get"): m.ask("GET", "/api/registers/commercial-invoice/form"),
        ("/api/records/{register}", "post"): kept,
        ("/api/records/{register}", "get"): m.ask("GET", "/api/records/commercial-invoice"),
        ("/api/registers/{register}/form", "get"): m.ask("GET", "/api/registers/commercial-invoice/form"),
        ("/api/search", "get"): m.ask("GET", "/api/search?q=invoice&count=register,state&snippets=true"),
        ("/api/matches", "get"): m.ask("GET", "/api/matches?register=commercial-invoice&record=" + address.rsplit("/", 1)[1]),
        ("/api/suggest", "get"): m.ask("GET", "/api/suggest?q=inv"),
        ("/api/facets/{register}", "get"): m.ask("GET", "/api/facets/commercial-invoice"),
        ("/api/bulk/{register}", "post"): m.ask("POST", "/api/bulk/commercial-invoice", _zip({"a.xml": SOUND, "b": b"?"})),
        ("/api/records/{register}/{record}", "put"): m.ask("PUT", address, SOUND, {"If-Match": '"1"'}),
        ("/api/records/{register}/{record}/state", "post"): m.ask(
            "POST", address + "/state", {"state": "accepted"}, {"If-Match": '"2"'}),
        ("/api/records/{register}/{record}/history", "get"): m.ask("GET", address + "/history"),
        ("/api/journal/entries", "get"): a.ask("GET", "/api/journal/entries?limit=1000"),
        ("/api/journal/inclusion", "get"): a.ask("GET", "/api/journal/inclusion?index=1"),
        ("/api/journal/consistency", "get"): a.ask("GET", "/api/journal/consistency?from=1"),
        ("/api/session", "post"): Browser(d).sign_in("m@gear.example"),
        ("/api/session", "get"): m.ask("GET", "/api/session"),
        ("/api/session/organisation", "post"): m.switch("gear"),
        ("/api/account", "get"): m.ask("GET", "/api/account"),
        ("/api/sessions", "get"): m.ask("GET", "/api/sessions"),
        ("/api/factor", "get"): m.ask("GET", "/api/factor"),
        ("/api/factor", "put"): m.ask("PUT", "/api/factor", {"secret": secret, "code": _code(secret, time.time()),
                                                             "password": PASSWORD}),
        ("/api/organisations", "get"): s.ask("GET", "/api/organisations"),
        ("/api/organisations/{organisation}/people", "get"): s.ask("GET", "/api/organisations/gear/people"),
        ("/api/organisations/{organisation}/invitations", "post"): link,
        ("/api/invitations/{token}", "get"): d.get(f"/api/invitations/{link.json['token']}"),
        ("/api/keys", "post"): m.ask("POST", "/api/keys", {"name": "k", "scopes": "check"}),
        ("/api/keys", "get"): m.ask("GET", "/api/keys"),
        ("/api/keys/{key}/rotation", "post"): m.ask("POST", f"/api/keys/{_key(m)}/rotation"),
    }
    assert m.ask("DELETE", "/api/factor", {"password": PASSWORD}).status == 204
    description = d.get("/api/openapi.json").json
    schemas = desk.described_answers(description)
    known = set(asked) | desk.STATELESS | desk.DEALS | desk.MATTERS | desk.ALERTS | desk.STATISTICS
    assert set(schemas) == known, set(schemas) ^ known
    for key, answer in asked.items():
        desk.hold_to_schema(d, description, schemas[key], answer)


def _key(browser):
    assert browser.ask("POST", "/api/keys", {"name": "k", "scopes": "check", "days": 30}).status == 201
    key = browser.ask("GET", "/api/keys").json[0]
    assert "ends" in key and "used" not in key
    return key["id"]


# ---- Sessions ----

def a_link_serves_once(d):
    _populate(d)
    token = d.first_link.rsplit("/", 1)[1]
    problem(d.get(f"/api/invitations/{token}"), "not-found")
    problem(Browser(d).ask("POST", f"/api/invitations/{token}", {"name": "E", "email": "e@x.org", "password": PASSWORD}),
            "unreadable")


def a_link_is_not_in_the_log(d):
    _populate(d)
    token = d.first_link.rsplit("/", 1)[1]
    d.get(f"/invitation/{token}")
    d.get(f"/api/invitations/{token}")
    assert token not in d.log()


def a_cookie_is_out_of_reach_of_scripts_and_other_sites(d):
    _populate(d)
    answer = d.post("/api/session", json.dumps({"email": "m@gear.example", "password": PASSWORD}).encode(), JSON)
    field = answer.headers["Set-Cookie"]
    assert "HttpOnly" in field and "SameSite=Lax" in field and "Path=/" in field, field


def over_tls_the_cookie_is_for_this_host_alone():
    """A proxy speaks TLS here; what the server says is the same when it does itself."""
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"), "--behind-tls")
    _populate_one(d)
    answer = d.post("/api/session", json.dumps({"email": "s@window.example", "password": PASSWORD}).encode(), JSON)
    field = answer.headers["Set-Cookie"]
    assert field.startswith("__Host-madoguchi=") and field.endswith("; Secure") and "Path=/;" in field and "Domain" not in field, field
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert d.stop() == 0


def a_session_of_the_clients_making_is_not_taken_over(d):
    _populate(d)
    browser = Browser(d)
    browser.cookie = "A" * 43
    assert browser.ask("GET", "/api/session").json["role"] == "public"
    assert browser.sign_in("m@gear.example").status == 200
    first = browser.cookie
    assert first != "A" * 43
    assert browser.sign_in("m@gear.example").status == 200
    assert browser.cookie != first  # a new one each time, and the old one has ended
    old = Browser(d)
    old.cookie = first
    assert old.ask("GET", "/api/session").json["role"] == "public"


def a_request_from_another_site_changes_nothing(d):
    _populate(d)
    browser = _browser(d, "m")
    for head in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 32}):
        problem(browser.ask("POST", "/api/records/commercial-invoice", SOUND, head), "forbidden")
    assert browser.ask("POST", "/api/records/commercial-invoice", SOUND).status == 201
    # A form of another site cannot say application/json.
    problem(d.post("/api/session", b'{"email":"m@gear.example"}', {"Content-Type": "text/plain"}), "media-type")


def signing_out_ends_the_session_everywhere_or_here(d):
    _populate(d)
    here, there = _browser(d, "m"), _browser(d, "m")
    listed = here.ask("GET", "/api/sessions").json
    assert sum(s["current"] for s in listed) == 1 and len(listed) >= 2
    token = here.cookie
    assert here.ask("DELETE", "/api/session").status == 204 and here.cookie is None
    here.cookie = token
    assert here.ask("GET", "/api/session").json["role"] == "public"
    assert there.ask("DELETE", "/api/sessions").status == 204
    assert there.ask("GET", "/api/session").json["role"] == "public"


def trying_passwords_is_slowed_down():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    answers = [Browser(d).sign_in("m@gear.example", "wrong password").status for _ in range(10)]
    assert answers[0] == 401 and 429 in answers, answers
    assert Browser(d).sign_in("x@other.example").status == 200  # another account is not locked
    assert d.stop() == 0
    assert "wrong password" not in d.log() and PASSWORD not in d.log()


def who_is_there_is_not_told_by_words_or_time(d):
    _populate(d)
    def timed(email):
        start = time.monotonic()
        answer = Browser(d).sign_in(email, "a wrong password")
        return time.monotonic() - start, answer
    # Of several tries the shortest, for any of them may have been kept waiting; each account bears five.
    first, there = min((timed("o@window.example") for _ in range(4)), key=lambda it: it[0])
    second, not_there = min((timed("nobody@window.example") for _ in range(4)), key=lambda it: it[0])
    assert there.status == 401 and there.json == not_there.json
    assert second > first / 5, (first, second)


def one_address_does_not_try_many_names():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    tries = (Browser(d).sign_in(f"name{i}@gear.example", "Spring-2026-spray").status for i in range(300))
    statuses = list(itertools.takewhile(lambda status: status == 401, tries))
    assert 50 <= len(statuses) < 300, len(statuses)  # more than 50 where each takes long
    elsewhere = d.ask("POST", "/api/session", json.dumps({"email": "m@gear.example", "password": PASSWORD}).encode(), JSON, source="127.0.0.2")
    assert elsewhere.status == 200
    assert d.stop() == 0


@desk.at_some_pace(3, 12, 60)
def a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on(pace):
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"), "--session-seconds", "3600", "--session-idle-seconds", pace)
    _populate(d)
    answer = d.post("/api/session", json.dumps({"email": "m@gear.example", "password": PASSWORD}).encode(), JSON)
    assert "Max-Age=3600" in answer.headers["Set-Cookie"]
    used, left, stale = _browser(d, "m"), _browser(d, "m"), _browser(d, "m")
    for _ in range(10):
        time.sleep(pace / 6)
        assert used.ask("GET", "/api/session").json["role"] == "manager"
    assert left.ask("GET", "/api/session").json["role"] == "public"
    # Who asks for what others may keep is not given a cookie with it.
    stale.cookie = used.cookie
    time.sleep(pace / 3)
    assert "Set-Cookie" not in stale.ask("GET", "/api/registers/commercial-invoice/schema").headers
    token, seconds, mark = used.cookie.split(".")
    for forged in (token, f"{token}.{seconds}", f"{token}.{int(seconds) + 60}.{mark}", f"{token}.{seconds}.{'0' * len(mark)}"):
        used.cookie = forged
        assert used.ask("GET", "/api/session").json["role"] == "public", forged
    assert d.stop() == 0


@desk.at_some_pace(3, 12, 60)
def a_session_ends_whatever_is_done_in_it(pace):
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"), "--session-seconds", pace)
    _populate(d)
    browser, roles = _browser(d, "m"), []
    for _ in range(9):
        roles.append(browser.ask("GET", "/api/session").json["role"])
        time.sleep(pace / 7)
    assert roles[0] == "manager" and roles[-1] == "public", roles
    assert d.stop() == 0


@desk.at_some_pace(2, 10, 60)
def what_is_sensitive_wants_the_password_again(pace):
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"), "--proof-seconds", pace)
    _populate(d)
    routes = [o for p in d.get("/api/openapi.json").json["paths"].values() for o in p.values() if o.get("x-sensitive")]
    assert {o["operationId"] for o in routes} == {"addKey", "rotateKey", "addOrganisation", "closePerson", "invite",
                                                  "makeRecovery", "setTerms", "setRole", "demandFactor"}
    browser, key = _browser(d, "m"), {"name": "k", "scopes": "check"}
    assert browser.ask("POST", "/api/keys", key).status == 201
    time.sleep(pace + 1)
    problem(browser.ask("POST", "/api/keys", key), "proof")
    problem(browser.ask("POST", "/api/session/proof", {"password": "not the password"}), "forbidden")
    problem(browser.ask("POST", "/api/keys", key), "proof")
    assert browser.ask("POST", "/api/session/proof", {"password": PASSWORD}).status == 204
    assert browser.ask("POST", "/api/keys", key).status == 201
    assert d.stop() == 0


def no_secret_of_any_kind_is_in_the_log_or_in_what_others_read():
    """Each is used at least once, rightly and wrongly; then the log is searched, and the journal as auditors read it."""
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    link = d.admin.ask("POST", "/api/organisations/gear/invitations", {"role": "member"}).json["token"]
    d.get(f"/api/invitations/{link}")
    d.get(f"/invitation/{link}")
    browser, typed, new = _browser(d, "m"), "typed-by-mistake-9", "quite another horse"
    Browser(d).sign_in("m@gear.example", typed)
    secret = browser.ask("GET", "/api/factor").json["secret"]
    now = time.time()
    codes = browser.ask("PUT", "/api/factor", {"secret": secret, "code": _code(secret, now), "password": PASSWORD}).json["recoveryCodes"]
    used = _code(secret, now + 30)
    assert Browser(d).sign_in("m@gear.example", code=used).status == 200
    assert Browser(d).sign_in("m@gear.example", code=codes[0]).status == 200
    key = browser.ask("POST", "/api/keys", {"name": "k", "scopes": "check"}).json["key"]
    for bearer in (key, key[:-1] + "x"):
        d.get("/api/codes", Authorization=f"Bearer {bearer}")
    other = browser.ask("POST", f"/api/keys/{browser.ask('GET', '/api/keys').json[0]['id']}/rotation").json["key"]
    d.get("/api/codes", Authorization=f"Bearer {other}")
    cookie, csrf = browser.cookie, browser.csrf
    browser.ask("POST", "/api/password", {"password": typed, "new": new})
    assert browser.ask("POST", "/api/password", {"password": PASSWORD, "new": new}).status == 204
    secrets = [link, PASSWORD, typed, new, secret, used, *codes, key, key.split("_")[2], other, cookie, cookie.split(".")[0], csrf, "argon2id"]
    read = _browser(d, "a").ask("GET", "/api/journal/entries?limit=1000").text
    assert d.stop() == 0
    log = d.log()
    assert log.count("\n") > 20  # it does say what was asked
    for one in secrets:
        assert one not in log and one not in read, one


# ---- Several organisations ----

def one_person_works_in_several_organisations():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    browser = _browser(d, "m")
    link = d.admin.ask("POST", "/api/organisations/other/invitations", {"email": "m@gear.example", "role": "member"}).json["path"]
    token = link.rsplit("/", 1)[1]
    told = problem(Browser(d).ask("POST", f"/api/invitations/{token}", {"name": "M", "password": PASSWORD}), "conflict")
    assert "sign in" in told["detail"]
    problem(_browser(d, "x").ask("POST", f"/api/invitations/{token}", {}), "unreadable")  # it is for another
    problem(browser.switch("other"), "unreadable")  # not yet
    problem(browser.ask("POST", f"/api/invitations/{token}", {}, {"X-CSRF-Token": ""}), "forbidden")
    assert browser.ask("POST", f"/api/invitations/{token}", {}).status == 201
    mine = _record(d, browser).headers["Location"]
    before, csrf = browser.cookie, browser.csrf
    switched = browser.switch("other")
    assert switched.json["organisation"] == "other" and switched.json["csrf"] != csrf
    assert [m["organisation"] for m in switched.json["memberships"]] == ["gear", "other"]
    problem(browser.ask("GET", mine), "not-found")  # what is gear's is not other's
    problem(browser.ask("GET", mine + "?organisation=gear"), "forbidden")
    stale = Browser(d)
    stale.cookie = before
    assert stale.ask("GET", "/api/session").json["role"] == "public"
    problem(browser.switch("window"), "unreadable")
    people = d.admin.ask("GET", "/api/organisations/other/people").json["people"]
    me = next(p["id"] for p in people if p["email"] == "m@gear.example")
    problem(d.admin.ask("DELETE", f"/api/organisations/other/people/{me}?erase=true"), "conflict")
    assert d.admin.ask("DELETE", f"/api/organisations/other/people/{me}").status == 204
    assert browser.ask("GET", "/api/session").json["role"] == "public"
    again = _browser(d, "m")  # still of gear
    assert again.ask("GET", mine).status == 200
    assert d.stop() == 0


# ---- Personal data ----

def what_is_kept_of_oneself_can_be_taken_along_and_erased():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    browser = _browser(d, "m")
    d.admin.ask("GET", "/api/organisations/gear/people")
    mine = browser.ask("GET", "/api/account").json
    assert mine["email"] == "m@gear.example" and mine["memberships"][0]["organisation"] == "gear"
    assert mine["looks"][0]["what"] == "people listed" and mine["history"][-1]["action"] == "create"
    assert mine["looks"][0]["actorName"]
    assert PASSWORD not in json.dumps(mine) and "argon2" not in json.dumps(mine)
    address = _record(d, browser).headers["Location"]
    problem(browser.ask("DELETE", "/api/account", {"password": "not the password"}), "forbidden")
    assert browser.ask("DELETE", "/api/account", {"password": PASSWORD}).status == 204
    assert browser.cookie is None
    problem(Browser(d).sign_in("m@gear.example"), "sign-in")
    assert "m@gear.example" not in d.admin.ask("GET", "/api/organisations/gear/people").text
    _invite(d, "n", "gear", "member")
    other = _browser_of(d, "n@gear.example")
    assert other.ask("GET", address).status == 200  # records are the organisation's
    people = d.admin.ask("GET", "/api/organisations/gear/people").json["people"]
    assert _files_that_say(d, b"n@gear.example")
    assert d.admin.ask("DELETE", f"/api/organisations/gear/people/{people[0]['id']}?erase=true").status == 204
    problem(Browser(d).sign_in("n@gear.example"), "sign-in")
    assert d.stop() == 0
    assert not _files_that_say(d, b"n@gear.example")  # what is erased is written over


def _files_that_say(d, text):
    return [path for path in pathlib.Path(d.data).rglob("*") if path.is_file() and text in path.read_bytes()]


def who_looks_at_others_persons_is_in_the_journal(d):
    """By the schemas of the registers, whose fields say `personal`: nearly all documents name people."""
    _populate(d)
    record = _record(d, _browser(d, "m")).json["id"]
    def looks():
        return [look["what"] for look in _browser(d, "m").ask("GET", "/api/account").json["looks"]]
    before = len(looks())
    assert _browser(d, "m").ask("GET", f"/api/records/commercial-invoice/{record}").status == 200
    assert len(looks()) == before  # one's own
    officer = _browser(d, "o")
    assert officer.ask("GET", f"/api/records/commercial-invoice/{record}?organisation=gear").status == 200
    assert officer.ask("GET", "/api/records/commercial-invoice?organisation=gear").status == 200
    assert looks()[:2] == ["read: listRecords commercial-invoice/", f"read: getRecord commercial-invoice/{record}"]
    seen = len(looks())
    problem(_browser(d, "x").ask("GET", "/api/records/commercial-invoice?organisation=gear"), "forbidden")
    assert len(looks()) == seen  # who is refused has seen nothing


# ---- Second factor ----

def _code(secret, at):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


def a_second_factor_is_asked_for():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    browser = _browser(d, "m")
    secret = browser.ask("GET", "/api/factor").json["secret"]
    problem(browser.ask("PUT", "/api/factor", {"secret": secret, "code": "000000x", "password": PASSWORD}), "unreadable")
    now = time.time()
    codes = browser.ask("PUT", "/api/factor", {"secret": secret, "code": _code(secret, now), "password": PASSWORD})
    assert len(codes.json["recoveryCodes"]) == 10
    problem(Browser(d).sign_in("m@gear.example"), "code")
    problem(Browser(d).sign_in("m@gear.example", code=_code(secret, now)), "sign-in")  # it has proved the factor
    code = _code(secret, now + 30)  # the step of time behind it is near enough
    assert Browser(d).sign_in("m@gear.example", code=code).status == 200
    problem(Browser(d).sign_in("m@gear.example", code=code), "sign-in")  # used
    assert Browser(d).sign_in("m@gear.example", code=codes.json["recoveryCodes"][0]).status == 200
    assert d.stop() == 0
    assert secret not in d.log()


def whose_role_must_have_a_second_factor_may_do_nothing_else_until_it_is_set_up():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    m, s = _browser(d, "m"), _browser(d, "s")
    problem(m.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": []}), "forbidden")
    problem(s.ask("PUT", "/api/organisations/nosuch/terms", {"secondFactor": []}), "not-found")
    problem(s.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": ["public"]}), "unreadable")
    assert m.ask("GET", "/api/records/commercial-invoice").status == 200
    key = m.ask("POST", "/api/keys", {"name": "k", "scopes": "read"}).json["key"]
    assert s.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": ["member"]}).status == 200
    # It holds at once, for the session that is open too; of what anybody may he keeps anybody's part.
    for method, path in (("GET", "/api/records/commercial-invoice"), ("POST", "/api/keys"), ("GET", "/api/account"), ("GET", "/api/sessions"),
                         ("GET", "/api/deals"), ("GET", "/api/events"), ("POST", "/api/password")):
        problem(m.ask(method, path, {} if method == "POST" else None), "factor")
    assert m.ask("GET", "/api/registers").status == 200
    assert m.ask("GET", "/api/session").json["wantsFactor"] is True
    assert Browser(d).sign_in("m@gear.example").json["wantsFactor"] is True
    assert d.ask("GET", "/api/records/commercial-invoice", None, {"Authorization": f"Bearer {key}"}).status == 200  # a program
    secret = m.ask("GET", "/api/factor").json["secret"]
    assert m.ask("PUT", "/api/factor", {"secret": secret, "code": _code(secret, time.time()), "password": PASSWORD}).status == 200
    assert "wantsFactor" not in m.ask("GET", "/api/session").json
    assert m.ask("GET", "/api/records/commercial-invoice").status == 200
    problem(m.ask("DELETE", "/api/factor", {"password": PASSWORD}), "unreadable")
    # The window's own roles, the administrator's among them.
    assert s.ask("PUT", "/api/organisations/window/terms", {"secondFactor": ["administrator"]}).json["secondFactor"] == ["administrator"]
    problem(s.ask("GET", "/api/organisations"), "factor")
    assert _browser(d, "a").ask("GET", "/api/journal/entries").status == 200
    secret = s.ask("GET", "/api/factor").json["secret"]
    assert s.ask("PUT", "/api/factor", {"secret": secret, "code": _code(secret, time.time()), "password": PASSWORD}).status == 200
    assert s.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": []}).status == 200
    assert m.ask("DELETE", "/api/factor", {"password": PASSWORD}).status == 204
    assert d.stop() == 0


def an_organisation_keeps_no_more_than_it_may():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    m, s = _browser(d, "m"), _browser(d, "s")

    def terms(**limits):
        answer = s.ask("PUT", "/api/organisations/gear/terms", dict({"secondFactor": []}, **limits))
        assert answer.status == 200, answer.text
        return answer.json

    def keep(browser=m):
        return browser.ask("POST", "/api/records/commercial-invoice?name=a.xml", SOUND)
    problem(s.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": [], "records": -1}), "unreadable")
    first = keep()
    assert terms(records=2)["used"]["records"] == 1
    assert keep().status == 201
    told = problem(keep(), "quota")
    # What was kept is told again under its key, also where nothing more is kept; another write under it is refused as that.
    lot = _zip({"a.xml": SOUND, "b.xml": SOUND})
    single = lambda body=SOUND: m.ask("POST", "/api/records/commercial-invoice?name=a.xml", body, {"Idempotency-Key": "one"})
    many = lambda: m.ask("POST", "/api/bulk/commercial-invoice", lot, {"Idempotency-Key": "lot"})
    terms(records=5)
    receipts = single().json, many().json
    problem(keep(), "quota")
    assert (single().json, many().json) == receipts, receipts
    problem(single(SOUND + b"\n"), "conflict")
    told = problem(keep(), "quota")
    assert told["status"] == 507 and "gear may keep 5 records and keeps 5;" in told["detail"], told
    # What is there may be changed and moved, and others keep what they like.
    address = first.headers["Location"]
    assert m.ask("PUT", address, SOUND, {"If-Match": '"1"'}).status == 200
    assert m.ask("POST", address + "/state", {"state": "accepted"}, {"If-Match": '"2"'}).status == 200
    invite(s, "quota@other.example", "other", "member")
    assert keep(_browser_of(d, "quota@other.example")).status == 201
    done = m.ask("POST", "/api/bulk/commercial-invoice", _zip({"a.xml": SOUND, "b.xml": SOUND}))
    problem(done, "quota")
    problem(_browser(d, "x").ask("GET", "/api/organisations/gear/terms"), "forbidden")
    assert s.ask("GET", "/api/organisations/gear/terms").json["used"]["records"] == 5, done.text
    used = terms(records=0)["used"]
    assert keep().status == 201
    terms(bytes=used["bytes"])
    problem(m.ask("PUT", address, SOUND, {"If-Match": '"3"'}), "quota")
    # What was measured is compressed: what fits so is not refused for being larger before.
    terms(bytes=used["bytes"] + 100 * len(SOUND))
    for version in range(3, 13):
        assert m.ask("PUT", address, SOUND, {"If-Match": f'"{version}"'}).status == 200
    assert d.stop() == 0


def _names(browser, organisation):
    """Role and id of each, by the letter before the @."""
    return {one["email"][0]: (one["role"], one["id"]) for one in browser.ask("GET", f"/api/organisations/{organisation}/people").json["people"]
            if one["state"] == "active"}


def an_organisation_looks_after_its_own_people():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    m, at = _browser(d, "m"), "/api/organisations/gear"
    assert m.ask("GET", "/api/session").json["role"] == "manager"  # who came first
    # He lets others in, gives them roles, demands a second factor of them, and lets them out.
    invite(m, "n@gear.example", "gear", "member")
    n = _browser_of(d, "n@gear.example")
    role, person = _names(m, "gear")["n"]
    assert role == "member"
    problem(n.ask("GET", at + "/people"), "forbidden")
    assert m.ask("PUT", f"{at}/people/{person}/role", {"role": "manager"}).status == 204
    assert n.ask("GET", at + "/people").status == 200  # at once
    assert m.ask("PUT", f"{at}/people/{person}/role", {"role": "member"}).status == 204
    assert m.ask("PUT", at + "/second-factor", {"roles": ["member"]}).json["ownSecondFactor"] == ["member"]
    problem(n.ask("GET", "/api/records/commercial-invoice"), "factor")
    problem(m.ask("GET", at + "/people"), "factor")  # a manager is a member
    assert d.admin.ask("PUT", at + "/second-factor", {"roles": []}).status == 200
    # The door of another organisation, or of the window, is none of his.
    for path, body in (("/api/organisations/other/invitations", {"role": "member"}), ("/api/organisations/window/invitations", {"role": "officer"}),
                       ("/api/organisations", {"id": "mine", "name": "Mine"})):
        problem(m.ask("POST", path, body), "forbidden")
    problem(m.ask("PUT", at + "/terms", {"secondFactor": []}), "forbidden")
    problem(m.ask("GET", "/api/organisations"), "forbidden")
    assert m.ask("GET", at + "/terms").json["used"] == {"records": 0, "bytes": 0}
    for role in ("officer", "administrator", "public"):
        problem(m.ask("POST", at + "/invitations", {"role": role}), "unreadable")
        problem(m.ask("PUT", f"{at}/people/{person}/role", {"role": role}), "unreadable")
    problem(m.ask("PUT", f"/api/organisations/gear/people/{_names(d.admin, 'other')['x'][1]}/role", {"role": "member"}), "not-found")
    # What the window demands he does not take back.
    assert d.admin.ask("PUT", at + "/terms", {"secondFactor": ["member"]}).status == 200
    problem(m.ask("PUT", at + "/second-factor", {"roles": []}), "factor")
    assert d.admin.ask("PUT", at + "/second-factor", {"roles": []}).json["secondFactor"] == ["member"]
    assert d.admin.ask("PUT", at + "/terms", {"secondFactor": []}).status == 200
    # Nor does he come by a link for a new password to where else she may be.
    assert m.ask("POST", f"{at}/people/{person}/recovery", {}).status == 201
    link = d.admin.ask("POST", "/api/organisations/other/invitations", {"role": "member", "email": "n@gear.example"}).json
    assert n.ask("POST", f"/api/invitations/{link['token']}", {}).status == 201
    problem(m.ask("POST", f"{at}/people/{person}/recovery", {}), "conflict")
    problem(m.ask("DELETE", f"{at}/people/{person}?erase=true"), "conflict")
    assert m.ask("DELETE", f"{at}/people/{person}").status == 204
    assert set(_names(d.admin, "other")) == {"x", "n"} and set(_names(m, "gear")) == {"m"}
    # All of it is in the journal, by who did it.
    me = m.ask("GET", "/api/session").json["person"]
    entries = _browser(d, "a").ask("GET", "/api/journal/entries?limit=1000").json
    assert [e["action"] for e in entries if e["record"] == person and e["actor"] == me] == ["role", "role", "leave"], entries
    assert [e["action"] for e in entries if e["register"] == "@terms" and e["actor"] == me] == ["head", "set"]
    assert d.stop() == 0


def the_last_who_may_let_others_in_stays():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    m = _browser(d, "m")
    for letter in "nk":
        invite(m, f"{letter}@gear.example", "gear", "member")
    me, at = _names(m, "gear")["m"][1], "/api/organisations/gear/people"
    for who in (m, d.admin):
        for told in (who.ask("DELETE", f"{at}/{me}"), who.ask("PUT", f"{at}/{me}/role", {"role": "member"})):
            assert "make another manager first" in problem(told, "conflict")["detail"]
    problem(m.ask("DELETE", "/api/account", {"password": PASSWORD}), "conflict")
    mine = d.admin.ask("GET", "/api/session").json["person"]
    assert "make another administrator first" in problem(d.admin.ask("DELETE", f"/api/organisations/window/people/{mine}"), "conflict")["detail"]
    # Of two who make each other members at once one is told.
    n = _browser_of(d, "n@gear.example")
    other = _names(m, "gear")["n"][1]
    for _ in range(10):
        for person in (me, other):
            assert d.admin.ask("PUT", f"{at}/{person}/role", {"role": "manager"}).status == 204
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            statuses = [future.result().status for future in [
                pool.submit(m.ask, "PUT", f"{at}/{other}/role", {"role": "member"}),
                pool.submit(n.ask, "PUT", f"{at}/{me}/role", {"role": "member"})]]
        assert 204 in statuses and set(statuses) <= {204, 403, 409, 412}, statuses
        roles = [role for role, _ in _names(d.admin, "gear").values()]
        assert roles.count("manager") == 1, (roles, statuses)
    # Whose organisation has only him may go, and who comes then is the first.
    x = _browser(d, "x")
    assert x.ask("DELETE", "/api/account", {"password": PASSWORD}).status == 204
    invite(d.admin, "y@other.example", "other", "member")
    assert _names(d.admin, "other")["y"][0] == "manager"
    assert d.stop() == 0


def who_forgot_the_password_comes_back_by_a_link():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    m, s = _browser(d, "m"), _browser(d, "s")
    new = "another horse of battery"
    who = next(one["id"] for one in s.ask("GET", "/api/organisations/gear/people").json["people"] if one["email"] == "m@gear.example")

    def link(**how):
        return s.ask("POST", f"/api/organisations/gear/people/{who}/recovery", how).json["path"].replace("/recovery/", "/api/recoveries/")
    problem(_browser(d, "x").ask("POST", f"/api/organisations/gear/people/{who}/recovery", {}), "forbidden")
    problem(s.ask("POST", f"/api/organisations/other/people/{who}/recovery", {}), "not-found")
    secret = m.ask("GET", "/api/factor").json["secret"]
    now = time.time()
    assert m.ask("PUT", "/api/factor", {"secret": secret, "code": _code(secret, now), "password": PASSWORD}).status == 200
    one, other, again = link(), link(), link(forgetsFactor=True)
    assert d.get(one).json["forgetsFactor"] is False
    problem(Browser(d).ask("POST", one, {"password": "short"}), "unreadable")
    assert Browser(d).ask("POST", one, {"password": new}).status == 204
    # All sessions are closed, and neither this link nor another of that time opens anything more.
    problem(m.ask("GET", "/api/account"), "sign-in")
    for used in (one, other, again):
        problem(d.get(used), "not-found")
        problem(Browser(d).ask("POST", used, {"password": PASSWORD}), "unreadable")
    problem(Browser(d).sign_in("m@gear.example"), "sign-in")
    problem(Browser(d).sign_in("m@gear.example", new), "code")
    assert Browser(d).ask("POST", link(forgetsFactor=True), {"password": new}).status == 204
    assert Browser(d).sign_in("m@gear.example", new).status == 200
    # Who made it and that it was used is in the journal; what it was is nowhere.
    journal = _browser(d, "a").ask("GET", "/api/journal/entries?limit=1000").json
    entries = journal["entries"] if isinstance(journal, dict) else journal
    assert [e["action"] for e in entries if e["register"] == "@recovery"].count("create") == 4
    assert [e["action"] for e in entries if e["register"] == "@recovery"].count("accept") == 2
    assert d.stop() == 0
    assert one.rsplit("/", 1)[1] not in d.log()


# ---- Keys ----

def a_key_does_what_its_scopes_say(d):
    _populate(d)
    browser = _browser(d, "m")
    made = browser.ask("POST", "/api/keys", {"name": "ERP", "scopes": "read"})
    assert made.status == 201, made.text
    bearer = {"Authorization": "Bearer " + made.json["key"]}
    assert d.ask("GET", "/api/records/commercial-invoice", headers=bearer).status == 200
    problem(d.ask("POST", "/api/records/commercial-invoice", SOUND, bearer), "forbidden")
    problem(d.ask("GET", "/api/keys", headers=bearer), "forbidden")
    problem(d.ask("GET", "/api/codes", headers={"Authorization": "Bearer nonsense"}), "sign-in")
    listed = browser.ask("GET", "/api/keys").json
    assert made.json["key"] not in json.dumps(listed)
    assert browser.ask("DELETE", f"/api/keys/{listed[0]['id']}").status == 204
    problem(d.ask("GET", "/api/records/commercial-invoice", headers=bearer), "sign-in")
    assert made.json["key"] not in d.log()


def a_key_made_at_the_machine_beside_the_server_is_known_at_once(d):
    _populate(d)
    made = desk.run("key", "add", "gear", "beside", "--scopes", "read", "--data", DATA)
    bearer = {"Authorization": "Bearer " + made.out.strip()}
    assert d.ask("GET", "/api/records/commercial-invoice", headers=bearer).status == 200


def without_data_nobody_can_sign_in():
    d = Desk()
    problem(d.post("/api/session", b"{}", JSON), "no-data")
    problem(d.get("/api/records/commercial-invoice"), "no-data")
    assert d.stop() == 0


def a_closed_account_is_out_at_once():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    browser = _browser(d, "m")
    people = d.admin.ask("GET", "/api/organisations/gear/people").json["people"]
    assert [p["email"] for p in people] == ["m@gear.example"]
    assert d.admin.ask("DELETE", f"/api/organisations/gear/people/{people[0]['id']}").status == 204
    assert browser.ask("GET", "/api/session").json["role"] == "public"
    problem(Browser(d).sign_in("m@gear.example"), "sign-in")
    assert d.stop() == 0


# ---- Records ----

def a_record_is_kept_with_all_its_versions(d):
    _populate(d)
    member = _browser(d, "m")
    kept = _record(d, member)
    address = kept.headers["Location"]
    assert kept.headers["ETag"] == '"1"'
    got = member.ask("GET", address)
    assert got.json["id"] and got.headers["ETag"] == '"1"'
    assert member.ask("GET", address, headers={"If-None-Match": '"1"'}).status == 304
    original = member.ask("GET", address + "/original")
    assert original.body == SOUND and "attachment" in original.headers["Content-Disposition"]
    problem(member.ask("PUT", address, SOUND), "condition")
    problem(member.ask("PUT", address, SOUND, {"If-Match": '"7"'}), "changed")
    changed = SOUND.replace(b"</cbc:IssueDate>", b"</cbc:IssueDate><cbc:Note>mended</cbc:Note>", 1)
    assert member.ask("PUT", address, changed, {"If-Match": '"1"'}).headers["ETag"] == '"2"'
    problem(member.ask("PUT", address, changed, {"If-Match": '"1"'}), "changed")
    history = member.ask("GET", address + "/history").json
    assert [e["version"] for e in history] == [2, 1] and [e["action"] for e in history] == ["update", "create"]
    assert member.ask("GET", f"{address}/original?entry={history[1]['index']}").body == SOUND
    listed = member.ask("GET", "/api/records/commercial-invoice?limit=1").json
    assert listed["records"][0]["id"] == address.rsplit("/", 1)[1] and listed["records"][0]["version"] == 2


def a_body_is_held_to_its_schema(d):
    _populate(d)
    for body in ({}, {"email": 7, "password": "x"}, {"email": "m@gear.example"}):
        told = problem(Browser(d).ask("POST", "/api/session", body), "unreadable")
        assert told["faults"][0]["line"] == 1, told
    english = problem(Browser(d).ask("POST", "/api/session", {}), "unreadable")
    japanese = problem(Browser(d).ask("POST", "/api/session", {}, {"Accept-Language": "ja"}), "unreadable")
    assert english["detail"] != japanese["detail"]
    for text in (b"", b"[]", b"{", b"7", b'{"email": "a", "email": "b"}'):
        problem(d.post("/api/session", text, JSON), "unreadable")


def a_record_goes_where_its_register_lets_it(d):
    _populate(d)
    member = _browser(d, "m")
    address = _record(d, member).headers["Location"] + "/state"
    told = problem(member.ask("POST", address, {"state": "paid"}, {"If-Match": '"1"'}), "unreadable")
    assert "may become: accepted, " in told["detail"], told
    problem(member.ask("POST", address, {"state": "accepted"}), "condition")
    problem(member.ask("POST", address, {"state": "accepted"}, {"If-Match": '"0"'}), "changed")
    assert member.ask("POST", address, {"state": "accepted"}, {"If-Match": '"1"'}).headers["ETag"] == '"2"'
    assert member.ask("GET", address[:-6]).headers["Madoguchi-State"] == "accepted"


def records_are_found_by_what_they_say(d):
    _populate(d)
    member = _browser(d, "m")
    record = _record(d, member).json["id"]
    content = member.ask("GET", f"/api/records/commercial-invoice/{record}").json
    for facet in (f"seller.name:{content['seller']['name']}", f"number:{content['id']}"):
        query = urllib.parse.urlencode({"facet": facet, "content": "true", "state": "received"})
        found = member.ask("GET", f"/api/records/commercial-invoice?{query}").json["records"]
        assert record in [r["id"] for r in found] and found[0]["content"]["id"] == content["id"], found
    assert member.ask("GET", "/api/records/commercial-invoice?facet=number:nosuch").json["records"] == []
    counts = member.ask("GET", "/api/facets/commercial-invoice?facet=seller.name").json
    assert counts[0]["value"] == content["seller"]["name"] and counts[0]["count"] >= 1, counts


def the_same_key_keeps_one_record(d):
    _populate(d)
    member = _browser(d, "m")
    head = {"Idempotency-Key": "order-17"}
    first = member.ask("POST", "/api/records/commercial-invoice", SOUND, head)
    again = member.ask("POST", "/api/records/commercial-invoice", SOUND, head)
    assert first.status == again.status == 201 and first.json == again.json
    other = SOUND.replace(b"</cbc:IssueDate>", b"</cbc:IssueDate><cbc:Note>other</cbc:Note>", 1)
    problem(member.ask("POST", "/api/records/commercial-invoice", other, head), "conflict")


def what_is_no_document_of_the_register_is_refused_whole(d):
    _populate(d)
    member = _browser(d, "m")
    problem(member.ask("POST", "/api/records/commercial-invoice", b"<a/>"), "unreadable")
    problem(member.ask("POST", "/api/records/nosuch", SOUND), "not-found")
    problem(member.ask("POST", "/api/records/packing-list", SOUND), "unreadable")


def _zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def many_records_go_in_and_come_out():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    member = _browser(d, "m")
    content = member.d.post("/api/convert?to=json", SOUND).json
    lines = [json.dumps(dict(content, id=f"INV-{i}")) for i in range(250)]
    lines[17] = '{"nosuch": 1}'
    body = "\n".join(lines).encode()
    head = {"Idempotency-Key": "the lot"}
    kept = member.ask("POST", "/api/bulk/commercial-invoice", body, head).json
    assert kept["kept"] + kept["refused"] == 250 and kept["kept"] >= 249, kept["problems"]
    again = member.ask("POST", "/api/bulk/commercial-invoice", body, head).json
    assert again == kept
    out = [json.loads(line) for line in member.ask("GET", "/api/bulk/commercial-invoice").text.splitlines()]
    assert len(out) == kept["kept"] and [r["id"] for r in out] == kept["records"]
    assert out[3]["content"]["id"] == "INV-3" and out[3]["version"] == 1
    table = list(csv.DictReader(io.StringIO(member.ask("GET", "/api/bulk/commercial-invoice?format=csv").text)))
    assert [row["number"] for row in table][3] == "INV-3" and table[3]["seller.name"] == content["seller"]["name"]
    formula = dict(content, id="=cmd|' /C calc'!A0")
    assert member.ask("POST", "/api/records/commercial-invoice", json.dumps(formula).encode()).status == 201
    assert '"\'=cmd' in member.ask("GET", "/api/bulk/commercial-invoice?format=csv").text
    packed = member.ask("POST", "/api/bulk/commercial-invoice", _zip({"a.xml": SOUND, "b.xml": b"<b/>"})).json
    assert packed["kept"] == 1 and packed["problems"][0]["name"] == "b.xml", packed
    assert d.stop() == 0


def many_records_are_told_while_they_are_kept_and_who_hangs_up_cancels_the_rest():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"))
    _populate(d)
    member = _browser(d, "m")
    content = member.d.post("/api/convert?to=json", SOUND).json
    lines = [json.dumps(dict(content, id=f"INV-{i}")) for i in range(10000)]
    lines[417] = '{"id": '
    body = "\n".join(lines).encode()
    head = {"Accept": "application/x-ndjson", "Idempotency-Key": "the stream"}
    whole = member.ask("POST", "/api/bulk/commercial-invoice", body, head)
    assert whole.headers["Content-Type"] == "application/x-ndjson"
    told = [json.loads(line) for line in whole.text.splitlines()]
    assert [one["done"] for one in told] == list(range(0, 10001, 100)) and {one["of"] for one in told} == {10000}
    assert [problem["number"] for one in told for problem in one["problems"]] == [418]
    assert told[-1]["kept"] == 9999 and sum(len(one["records"]) for one in told) == 9999
    # It comes while the work goes on: who has read the first lines and hangs up is not kept for, unless he is later than all of it.
    assert any(_kept_for_who_hangs_up(d, member) < 5000 for _ in range(4))
    assert d.stop() == 0


def _kept_for_who_hangs_up(d, member):
    """Of 5,000 records, when he has read of 300."""
    lot = json.loads((desk.ROOT / "registers/packing-list/examples/dalian-osaka.json").read_text("utf-8"))
    body = "\n".join(json.dumps(dict(lot, id=f"PL-{i}")) for i in range(5000)).encode()
    first, s = _count(member, "packing-list"), d.connect()
    s.sendall(f"POST /api/bulk/packing-list HTTP/1.1\r\nHost: x\r\nCookie: madoguchi={member.cookie}\r\nX-CSRF-Token: {member.csrf}\r\n"
              f"Accept: application/x-ndjson\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    heard = b""
    while b'"done": 300' not in heard:
        heard += s.recv(4096)
    s.close()
    before = -1
    while (count := _count(member, "packing-list")) != before:
        before = count
        time.sleep(1)
    assert count - first >= 300, (first, count)
    return count - first


def _count(browser, register):
    return len(browser.ask("GET", f"/api/bulk/{register}?format=csv").text.splitlines()) - 1


def a_list_is_taken_along_as_a_workbook_in_ones_language(d):
    _populate(d)
    member = _browser(d, "m")
    number = _record(d, member)
    address = "/api/bulk/commercial-invoice?format=xlsx&language=ja"
    book = member.ask("GET", address)
    assert book.status == 200 and book.headers["Content-Disposition"].endswith('records.xlsx"'), book.text
    texts = zipfile.ZipFile(io.BytesIO(book.body)).read("xl/sharedStrings.xml").decode()
    assert "<t>番号</t>" in texts and "<t>受領</t>" in texts and "<t>received</t>" not in texts, texts
    none = member.ask("GET", address + "&state=paid")
    assert "<t>受領</t>" not in zipfile.ZipFile(io.BytesIO(none.body)).read("xl/sharedStrings.xml").decode()
    assert number.status == 201


def what_people_prove_themselves_by_is_no_record_for_anybody(d):
    """Officers and auditors read the window's own records: accounts and secrets are none of those."""
    _populate(d)
    for letter in "oa":
        browser = _browser(d, letter)
        me = browser.ask("GET", "/api/session").json["person"]
        for kind in ("credential", "@credential", "%40credential", "@person", "@session", "@key", "@access"):
            problem(browser.ask("GET", f"/api/records/{kind}"), "not-found")
            for more in ("", "/history", "/original"):
                problem(browser.ask("GET", f"/api/records/{kind}/{me}{more}"), "not-found")


# ---- The journal ----

def anybody_can_prove_what_is_in_the_journal(d):
    _populate(d)
    entry = _record(d, _browser(d, "m")).json["entry"]
    checkpoint = d.get("/journal/checkpoint").text.split("\n")
    size, root = int(checkpoint[1]), base64.b64decode(checkpoint[2])
    assert size > entry and d.get("/journal/verifier").text.startswith(checkpoint[0])
    proof = d.get(f"/api/journal/inclusion?index={entry}&size={size}").json
    leaf = _leaf(d, entry, size)
    assert _root_by(proof["hashes"], entry, size, leaf) == root
    problem(d.get(f"/api/journal/inclusion?index={size + 1000}"), "unreadable")
    problem(d.get("/journal/tile/9/999"), "not-found")
    problem(d.get("/journal/tile/..%2f..%2fx"), "not-found")


def _leaf(d, index, size):
    """The hash of an entry, from the tile of level 0 (C2SP tlog-tiles)."""
    tile, width = index // 256, min(256, size - index // 256 * 256)
    name = f"0/{tile:03}" + ("" if width == 256 else f".p/{width}")
    data = d.get(f"/journal/tile/{name}")
    assert data.status == 200 and len(data.body) == width * 32, data.body[:300]
    return data.body[index % 256 * 32:][:32]


def _root_by(hashes, index, size, leaf):
    """RFC 9162, 2.1.3.2."""
    node, last, result = index, size - 1, leaf
    for step in map(bytes.fromhex, hashes):
        if node & 1 or node == last:
            result = hashlib.sha256(b"\1" + step + result).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = hashlib.sha256(b"\1" + result + step).digest()
        node, last = node >> 1, last >> 1
    return result


def what_was_kept_is_there_after_a_restart():
    folder = tempfile.mkdtemp(prefix="madoguchi-data-")
    d = Desk("--data", folder)
    _populate(d)
    member = _browser(d, "m")
    address = _record(d, member).headers["Location"]
    d.process.kill()
    d.stop()
    again = Desk("--data", folder)
    member.d = again
    assert member.ask("GET", address).status == 200
    assert again.stop() == 0
    assert not re.search(r"invitation", again.greeting)


DATA = tempfile.mkdtemp(prefix="madoguchi-data-")
desk.main(globals(), "--data", DATA)
