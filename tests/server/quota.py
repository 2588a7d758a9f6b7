#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much an organisation may keep, and what goes on when it keeps more. Usage: quota.py PROGRAM.

On SQLite, and where $MADO_POSTGRES names a server (tests/store/with-postgres) on that, too.
"""
import io
import json
import random
import zipfile

import desk
from desk import EXAMPLES, ROOT, problem, until
from place import on_both

PEOPLE = {"m": ("gear", "member"), "x": ("other", "member"), "o": ("window", "officer")}
SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()
COMPANY = (ROOT / "registers/company/examples/liaoyuan-robotics.json").read_bytes()
CV = b"%PDF-1.7 " + random.Random(7).randbytes(20000)
TALENT = (ROOT / "registers/talent/examples/robot-engineer.json").read_bytes()


def _zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _terms(c, **limits):
    answer = c.people["administrator"].ask("PUT", "/api/organisations/gear/terms", dict({"secondFactor": []}, **limits))
    assert answer.status == 200, answer.text
    return answer.json


def _used(c):
    return _terms(c, records=0)["used"]


def _keep(c, who="m", register="commercial-invoice?name=a.xml", body=SOUND):
    return c.people[who].ask("POST", f"/api/records/{register}", body)


def _version(c, path):
    answer = c.people["m"].ask("GET", path)
    assert answer.status == 200, answer.text
    return {"If-Match": answer.headers["ETag"]}


# ---- What is new ----

def _an_organisation_keeps_no_more_than_it_may(c):
    m, s = c.people["m"], c.people["administrator"]
    problem(s.ask("PUT", "/api/organisations/gear/terms", {"secondFactor": [], "records": -1}), "unreadable")
    first = _keep(c)
    assert _terms(c, records=2)["used"]["records"] == 1
    assert _keep(c).status == 201
    problem(_keep(c), "quota")
    # What was kept is told again under its key, also where nothing more is kept; another write under it is refused as that.
    lot = _zip({"a.xml": SOUND, "b.xml": SOUND})
    single = lambda body=SOUND: m.ask("POST", "/api/records/commercial-invoice?name=a.xml", body, {"Idempotency-Key": "one"})
    many = lambda: m.ask("POST", "/api/bulk/commercial-invoice", lot, {"Idempotency-Key": "lot"})
    _terms(c, records=5)
    receipts = single().json, many().json
    problem(_keep(c), "quota")
    assert (single().json, many().json) == receipts, receipts
    problem(single(SOUND + b"\n"), "conflict")
    told = problem(_keep(c), "quota")
    assert told["status"] == 507 and "gear may keep 5 records and keeps 5; erase some" in told["detail"], told
    # What is there may be changed and moved, and others keep what they like.
    address = first.headers["Location"]
    assert m.ask("PUT", address, SOUND, {"If-Match": '"1"'}).status == 200
    assert m.ask("POST", address + "/state", {"state": "accepted"}, {"If-Match": '"2"'}).status == 200
    assert _keep(c, "x").status == 201
    done = m.ask("POST", "/api/bulk/commercial-invoice", _zip({"a.xml": SOUND, "b.xml": SOUND}))
    problem(done, "quota")
    problem(c.people["x"].ask("GET", "/api/organisations/gear/terms"), "forbidden")
    assert s.ask("GET", "/api/organisations/gear/terms").json["used"]["records"] == 5, done.text
    used = _used(c)
    assert _keep(c).status == 201
    _terms(c, bytes=used["bytes"])
    problem(m.ask("PUT", address, SOUND, {"If-Match": '"3"'}), "quota")
    # What was measured is compressed: what fits so is not refused for being larger before.
    _terms(c, bytes=used["bytes"] + 100 * len(SOUND))
    for version in range(3, 13):
        assert m.ask("PUT", address, SOUND, {"If-Match": f'"{version}"'}).status == 200


def an_organisation_keeps_no_more_than_it_may():
    on_both(_an_organisation_keeps_no_more_than_it_may, PEOPLE)


# ---- What goes on ----

def _make(c, who, path, transition, **said):
    answer = c.people[who].ask("POST", f"{path}/transitions/{transition}?organisation=gear", said, _version(c, path))
    assert answer.status == 200, (transition, answer.text)


def _consent(c, path, method):
    answer = c.people["m"].ask(method, f"{path}/consents/profile", None, _version(c, path))
    assert answer.status == 200, answer.text


def _work_goes_on_where_less_is_allowed_than_is_there(c):
    m = c.people["m"]
    company, talent, other = (_keep(c, register=register, body=body).headers["Location"]
                              for register, body in (("company", COMPANY), ("talent", TALENT), ("talent", TALENT)))
    invoice = _keep(c).headers["Location"]
    deal = json.loads((ROOT / "registers/deal/examples/dalian-osaka-deal.json").read_text("utf-8"))
    deal = _keep(c, register="deal", body=json.dumps(dict(deal, parties=[{"partCode": "seller", "organisation": "gear"}])).encode()).json["id"]
    used = _used(c)
    assert used["records"] == 5, used
    _terms(c, records=1, bytes=1)
    # Nothing new is kept: no record, no version.
    for register, body in (("company", COMPANY), ("commercial-invoice", SOUND), ("talent", TALENT)):
        problem(_keep(c, register=register, body=body), "quota")
    problem(m.ask("PUT", company, COMPANY, _version(c, company)), "quota")
    problem(m.ask("POST", f"/api/deals/{deal}/documents", SOUND), "quota")
    # Where there is room for bytes, what makes no record more is kept, however many there are.
    _terms(c, records=1, bytes=2 * used["bytes"] + 100000)
    assert m.ask("PUT", company, COMPANY, _version(c, company)).status == 200
    _terms(c, records=1, bytes=1)
    # What is there moves on, by its owner and by others, with reasons and with what a decision writes into it.
    _make(c, "m", company, "register")
    _make(c, "o", company, "return", reason="The address is not the registered one.")
    _make(c, "m", company, "register")
    _make(c, "o", company, "confirm")
    assert "confirmedOn" in m.ask("GET", company).json
    assert m.ask("POST", invoice + "/state", {"state": "accepted"}, _version(c, invoice)).status == 200
    assert m.ask("POST", f"/api/deals/{deal}/comments", {"text": "We clear our desk."}).status == 201
    _consent(c, talent, "PUT")
    _make(c, "m", talent, "open")
    _consent(c, talent, "DELETE")
    # Erasing makes room, of records and of bytes: with the record go its files.
    _terms(c, records=5, bytes=1)
    attach = lambda: m.ask("POST", f"{other}/attachments?field=cv&name=cv.pdf", CV)
    problem(attach(), "quota")
    _terms(c, records=1, bytes=_used(c)["bytes"] + 2 * len(CV))
    kept = attach()
    assert kept.status == 201, kept.text
    before = _used(c)
    _terms(c, records=4, bytes=before["bytes"])
    problem(_keep(c), "quota")
    for path in (talent, other):
        _make(c, "m", path, "end")
    after = _used(c)
    problem(m.ask("GET", f"{other}/attachments/{kept.json['id']}"), "not-found")
    assert after["records"] == before["records"] - 2 and after["bytes"] < before["bytes"] - len(CV), (before, after)
    _terms(c, records=4, bytes=before["bytes"] + 100 * len(SOUND))
    until(lambda: _keep(c).status == 201)  # it is measured once a second
    problem(_keep(c), "quota")


def work_goes_on_where_less_is_allowed_than_is_there():
    on_both(_work_goes_on_where_less_is_allowed_than_is_there, PEOPLE)


desk.main(globals())
