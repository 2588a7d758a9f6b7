#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may have API keys, and what becomes of them when people go. Usage: keys.py PROGRAM.

On SQLite, and where $MADO_POSTGRES names a server (tests/store/with-postgres) on that, too.
"""
import desk
from browser import PASSWORD
from desk import problem, until
from place import on_both

PEOPLE = {"head": ("gear", "manager"), "second": ("gear", "manager"), "member": ("gear", "member"), "other": ("other", "manager"),
          "officer": ("window", "officer"), "auditor": ("window", "auditor")}
KEY = {"name": "the ERP", "scopes": "read"}


def _id(c, name):
    return c.people[name].ask("GET", "/api/session").json["person"]


def _make(c, name, more=""):
    """(the key, its id)"""
    made = c.people[name].ask("POST", f"/api/keys{more}", KEY)
    assert made.status == 201, made.text
    return made.json["key"], made.json["key"].split("_")[1]


def _listed(c, name, more=""):
    answer = c.people[name].ask("GET", f"/api/keys{more}")
    assert answer.status == 200, answer.text
    return {one["id"]: one for one in answer.json}


def _serves(c, key):
    answer = c.ask(key, "GET", "/api/records/commercial-invoice")
    assert answer.status in (200, 401), answer.text
    return answer.status == 200


def _listen(c, key):
    s = c.server.connect()
    s.sendall(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    while not s.recv(65536).count(b"200"):
        pass
    return s


def _is_cut(s):
    """Its end, which would else be ten minutes away."""
    seen = b""
    while not seen.endswith(b"0\r\n\r\n"):
        part = s.recv(65536)
        assert part, seen
        seen += part
    s.close()


def _entries(c):
    entries, start = [], 0
    while len(page := c.people["auditor"].ask("GET", f"/api/journal/entries?from={start}&limit=1000").json) == 1000:
        entries, start = entries + page, page[-1]["index"] + 1
    return entries + page


def _keys_are_made_listed_and_revoked_by_who_looks_after_the_people(c):
    key, id = _make(c, "head")
    assert _serves(c, key)
    for name, organisation in (("member", "gear"), ("officer", "window"), ("officer", "gear"), ("auditor", "window"), ("other", "gear")):
        person = c.people[name]
        for method, path, body in (("GET", "/api/keys", None), ("POST", "/api/keys", KEY), ("POST", f"/api/keys/{id}/rotation", None),
                                   ("DELETE", f"/api/keys/{id}", None)):
            problem(person.ask(method, f"{path}?organisation={organisation}", body), "forbidden")
    assert _serves(c, key)
    problem(c.people["other"].ask("DELETE", f"/api/keys/{id}"), "unreadable")  # of his own organisation there is none
    # Who made it, and by what right: the window's people are not named to others.
    windows, windows_id = _make(c, "administrator", "?organisation=gear")
    told = _listed(c, "head")
    assert told[id]["holder"] == {"kind": "person", "person": _id(c, "head"), "organisation": "gear", "name": "N"}, told[id]
    assert told[windows_id]["holder"] == {"kind": "person", "person": _id(c, "administrator"), "organisation": "window"}, told[windows_id]
    made = c.command("key", "add", "gear", "by hand", "--data", c.data)
    assert _listed(c, "second")[made.split("_")[1]]["holder"] == {"kind": "machine"}
    assert "head@gear.example" in c.command("key", "list", "--data", c.data)
    # Names are personal: who looked at those of others is told to them.
    looks = c.people["head"].ask("GET", "/api/account").json["looks"]
    assert [one["actor"] for one in looks if one["what"] == "keys listed"] == [_id(c, "second")], looks
    # Any of the managers revokes it, and the list says that it was.
    assert c.people["second"].ask("DELETE", f"/api/keys/{id}").status == 204
    assert c.people["administrator"].ask("DELETE", f"/api/keys/{windows_id}?organisation=gear").status == 204
    assert not _serves(c, key) and not _serves(c, windows) and _serves(c, made)
    told = _listed(c, "head")
    assert (told[id]["state"], told[id]["stopped"]) == ("closed", "revoked") and "used" in told[id], told[id]
    assert "stopped" not in told[made.split("_")[1]]


def keys_are_made_listed_and_revoked_by_who_looks_after_the_people():
    on_both(_keys_are_made_listed_and_revoked_by_who_looks_after_the_people, PEOPLE)


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
        key, id = _make(c, name)
        who, listens, kept = _id(c, name), _listen(c, key), _listen(c, machines)
        assert _serves(c, key)
        assert end(who), name
        # Here at once; what a command did beside the server, within a second.
        if name == "commanded":
            until(lambda: not _serves(c, key), lambda: name)
        assert not _serves(c, key), name
        _is_cut(listens)
        kept.close()
        told = _listed(c, "head")[id]
        assert (told["state"], told["stopped"], told["holder"]["person"]) == ("stopped", "holder", who), told
        assert ("name" in told["holder"]) == (name not in ("forgotten", "gone")), told  # erased
        # Nobody brings it back, and the right to make keys does not.
        problem(head.ask("POST", f"/api/keys/{id}/rotation"), "unreadable")
        if name == "role":
            assert head.ask("PUT", f"{at}/{who}/role", {"role": "manager"}).status == 204
            assert not _serves(c, key) and _serves(c, _make(c, "role")[0])
        stops = [e["actor"] for e in _entries(c) if e["record"] == id and e["action"] == "stop"]
        by = {"gone": who, "invited": who, "commanded": "system"}.get(name, _id(c, "head"))
        assert stops == [by], (name, stops)
        assert _serves(c, machines)


def _invite_as_member(c, name):
    """An invitation that is accepted takes a role away, too."""
    link = c.people["head"].ask("POST", "/api/organisations/gear/invitations", {"role": "member", "email": f"{name}@gear.example"}).json
    return c.people[name].ask("POST", f"/api/invitations/{link['token']}", {}).status == 201


def a_key_stops_at_once_with_its_holders_right():
    on_both(_a_key_stops_at_once_with_its_holders_right, PEOPLE)


def _an_administrators_key_stops_with_his_office(c):
    admin = c.people["administrator"]
    c.invite("deputy", "window", "administrator")
    keys = [_make(c, "deputy", more) for more in ("?organisation=gear", "?organisation=window")]
    key = keys[0][0]
    assert _serves(c, key)
    assert admin.ask("PUT", f"/api/organisations/window/people/{_id(c, 'deputy')}/role", {"role": "officer"}).status == 204
    assert not _serves(c, key)
    assert _listed(c, "head")[keys[0][1]]["stopped"] == "holder"
    assert _listed(c, "administrator")[keys[1][1]]["stopped"] == "holder"


def an_administrators_key_stops_with_his_office():
    on_both(_an_administrators_key_stops_with_his_office, PEOPLE)


def _another_secret_hands_the_key_over(c):
    key, id = _make(c, "second")
    made = c.people["head"].ask("POST", f"/api/keys/{id}/rotation")
    assert made.status == 201, made.text
    new = made.json["key"]
    assert _listed(c, "head")[id]["holder"]["person"] == _id(c, "head")
    before, after = _listen(c, key), _listen(c, new)
    assert _serves(c, key) and _serves(c, new)  # the one before for a day, so that programs can be changed
    assert c.people["head"].ask("DELETE", f"/api/organisations/gear/people/{_id(c, 'second')}").status == 204
    assert not _serves(c, key)  # which who has left knows
    _is_cut(before)
    assert _serves(c, new) and "stopped" not in _listed(c, "head")[id]
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
    assert _listed(c, "head")[id]["holder"] == {"kind": "machine"}
    assert [e["action"] for e in _entries(c) if e["record"] == id and e["action"] != "use"] == ["create", "rotate", "rotate"]


def another_secret_hands_the_key_over():
    on_both(_another_secret_hands_the_key_over, PEOPLE)


desk.main(globals())
