#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may have API keys, and what becomes of them when people go. Usage: keys.py PROGRAM.

On SQLite, and where $MADO_POSTGRES names a server (tests/store/with-postgres) on that, too.
"""
import json

import desk
from browser import PASSWORD, Browser, first_administrator, first_link, invite
from desk import problem, until
from place import Place, engines

PEOPLE = {"head": ("gear", "manager"), "second": ("gear", "manager"), "member": ("gear", "member"), "other": ("other", "manager"),
          "officer": ("window", "officer"), "auditor": ("window", "auditor")}
KEY = {"name": "the ERP", "scopes": "read"}


class Counter(Place):
    """A server with two organisations and their people."""

    def __init__(self, engine):
        super().__init__(engine)
        self.start()
        admin = first_administrator(self.server, first_link(self.server))
        for organisation in ("gear", "other"):
            assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
        self.people = {"administrator": admin}
        for name, (organisation, role) in PEOPLE.items():
            self.invite(name, organisation, role)

    def invite(self, name, organisation, role):
        email = f"{name}@{organisation}.example"
        invite(self.people["administrator"], email, organisation, role)
        self.people[name] = Browser(self.server)
        assert self.people[name].sign_in(email).status == 200

    def id(self, name):
        return self.people[name].ask("GET", "/api/session").json["person"]

    def make(self, name, more=""):
        """(the key, its id)"""
        made = self.people[name].ask("POST", f"/api/keys{more}", KEY)
        assert made.status == 201, made.text
        return made.json["key"], made.json["key"].split("_")[1]

    def listed(self, name, more=""):
        answer = self.people[name].ask("GET", f"/api/keys{more}")
        assert answer.status == 200, answer.text
        return {one["id"]: one for one in answer.json}

    def serves(self, key):
        answer = self.ask(key, "GET", "/api/records/commercial-invoice")
        assert answer.status in (200, 401), answer.text
        return answer.status == 200

    def listen(self, key):
        s = self.server.connect()
        s.sendall(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        while not s.recv(65536).count(b"200"):
            pass
        return s

    def entries(self):
        entries, start = [], 0
        while page := self.people["auditor"].ask("GET", f"/api/journal/entries?from={start}&limit=1000").json:
            entries, start = entries + page, page[-1]["index"] + 1
        return entries


def _is_cut(s):
    """Its end, which would else be ten minutes away."""
    seen = b""
    while not seen.endswith(b"0\r\n\r\n"):
        part = s.recv(65536)
        assert part, seen
        seen += part
    s.close()


def _on_both(test):
    for engine in engines():
        counter = Counter(engine)
        try:
            test(counter)
        except Exception:
            print(f"on {engine}")
            raise
        assert counter.server.stop() == 0, counter.server.log()


def _keys_are_made_listed_and_revoked_by_who_looks_after_the_people(c):
    key, id = c.make("head")
    assert c.serves(key)
    for name, organisation in (("member", "gear"), ("officer", "window"), ("officer", "gear"), ("auditor", "window"), ("other", "gear")):
        person = c.people[name]
        for method, path, body in (("GET", "/api/keys", None), ("POST", "/api/keys", KEY), ("POST", f"/api/keys/{id}/rotation"),
                                   ("DELETE", f"/api/keys/{id}", None)):
            problem(person.ask(method, f"{path}?organisation={organisation}", body), "forbidden")
    assert c.serves(key)
    problem(c.people["other"].ask("DELETE", f"/api/keys/{id}"), "unreadable")  # of his own organisation there is none
    # Who made it, and by what right: the window's people are not named to others.
    windows, windows_id = c.make("administrator", "?organisation=gear")
    told = c.listed("head")
    assert told[id]["holder"] == {"kind": "person", "person": c.id("head"), "organisation": "gear", "name": "N"}, told[id]
    assert told[windows_id]["holder"] == {"kind": "person", "person": c.id("administrator"), "organisation": "window"}, told[windows_id]
    made = c.command("key", "add", "gear", "by hand", "--data", c.data)
    assert c.listed("second")[made.split("_")[1]]["holder"] == {"kind": "machine"}
    assert "head@gear.example" in c.command("key", "list", "--data", c.data)
    # Any of the managers revokes it, and the list says that it was.
    assert c.people["second"].ask("DELETE", f"/api/keys/{id}").status == 204
    assert c.people["administrator"].ask("DELETE", f"/api/keys/{windows_id}?organisation=gear").status == 204
    assert not c.serves(key) and not c.serves(windows) and c.serves(made)
    told = c.listed("head")
    assert (told[id]["state"], told[id]["stopped"]) == ("closed", "revoked") and "used" in told[id], told[id]
    assert "stopped" not in told[made.split("_")[1]]


def keys_are_made_listed_and_revoked_by_who_looks_after_the_people():
    _on_both(_keys_are_made_listed_and_revoked_by_who_looks_after_the_people)


def _a_key_stops_at_once_with_its_holders_right(c):
    head, at = c.people["head"], "/api/organisations/gear/people"
    machines = c.command("key", "add", "gear", "by hand", "--data", c.data)
    ways = {
        "role": lambda who: head.ask("PUT", f"{at}/{who}/role", {"role": "member"}).status == 204,
        "removed": lambda who: head.ask("DELETE", f"{at}/{who}").status == 204,
        "forgotten": lambda who: head.ask("DELETE", f"{at}/{who}?erase=true").status == 204,
        "gone": lambda who: c.people["gone"].ask("DELETE", "/api/account", {"password": PASSWORD}).status == 204,
        "invited": lambda who: _invite_as_member(c, "invited"),
        "commanded": lambda who: c.command("user", "close", "commanded@gear.example", "--data", c.data) == "",
    }
    for name, end in ways.items():
        c.invite(name, "gear", "manager")
        key, id = c.make(name)
        who, listens, kept = c.id(name), c.listen(key), c.listen(machines)
        assert c.serves(key)
        assert end(who), name
        # Here at once; what a command did beside the server, within a second.
        if name == "commanded":
            until(lambda: not c.serves(key), lambda: name)
        assert not c.serves(key), name
        _is_cut(listens)
        kept.close()
        told = c.listed("head")[id]
        assert (told["state"], told["stopped"], told["holder"]["person"]) == ("stopped", "holder", who), told
        assert ("name" in told["holder"]) == (name not in ("forgotten", "gone")), told  # erased
        # Nobody brings it back, and the right to make keys does not.
        problem(head.ask("POST", f"/api/keys/{id}/rotation"), "unreadable")
        if name == "role":
            assert head.ask("PUT", f"{at}/{who}/role", {"role": "manager"}).status == 204
            assert not c.serves(key) and c.serves(c.make("role")[0])
        stops = [e["actor"] for e in c.entries() if e["record"] == id and e["action"] == "stop"]
        by = {"gone": who, "invited": who, "commanded": "system"}.get(name, c.id("head"))
        assert stops == [by], (name, stops)
        assert c.serves(machines)


def _invite_as_member(c, name):
    """An invitation that is accepted takes a role away, too."""
    link = c.people["head"].ask("POST", "/api/organisations/gear/invitations", {"role": "member", "email": f"{name}@gear.example"}).json
    return c.people[name].ask("POST", f"/api/invitations/{link['token']}", {}).status == 201


def a_key_stops_at_once_with_its_holders_right():
    _on_both(_a_key_stops_at_once_with_its_holders_right)


def _an_administrators_key_stops_with_his_office(c):
    admin = c.people["administrator"]
    c.invite("deputy", "window", "administrator")
    keys = [c.make("deputy", more) for more in ("?organisation=gear", "?organisation=window")]
    key = keys[0][0]
    assert c.serves(key)
    assert admin.ask("PUT", f"/api/organisations/window/people/{c.id('deputy')}/role", {"role": "officer"}).status == 204
    assert not c.serves(key)
    assert c.listed("head")[keys[0][1]]["stopped"] == "holder"
    assert c.listed("administrator")[keys[1][1]]["stopped"] == "holder"


def an_administrators_key_stops_with_his_office():
    _on_both(_an_administrators_key_stops_with_his_office)


def _another_secret_hands_the_key_over(c):
    key, id = c.make("second")
    made = c.people["head"].ask("POST", f"/api/keys/{id}/rotation")
    assert made.status == 201, made.text
    new = made.json["key"]
    assert c.listed("head")[id]["holder"]["person"] == c.id("head")
    before, after = c.listen(key), c.listen(new)
    assert c.serves(key) and c.serves(new)  # the one before for a day, so that programs can be changed
    assert c.people["head"].ask("DELETE", f"/api/organisations/gear/people/{c.id('second')}").status == 204
    assert not c.serves(key)  # which who has left knows
    _is_cut(before)
    assert c.serves(new) and "stopped" not in c.listed("head")[id]
    kept = c.ask(c.command("key", "add", "gear", "writes", "--data", c.data), "POST", "/api/records/commercial-invoice",
                 (desk.EXAMPLES / "invoice-ubl.xml").read_bytes())
    assert kept.status == 201, kept.text
    seen = b""
    while kept.json["id"].encode() not in seen:  # who listens by it still hears
        part = after.recv(65536)
        assert part, seen
        seen += part
    after.close()
    # By who has the machine, from then on nobody's leaving ends it.
    c.command("key", "rotate", id, "--data", c.data)
    assert c.listed("head")[id]["holder"] == {"kind": "machine"}
    assert [e["action"] for e in c.entries() if e["record"] == id and e["action"] != "use"] == ["create", "rotate", "rotate"]


def another_secret_hands_the_key_over():
    _on_both(_another_secret_hands_the_key_over)


desk.main(globals())
