#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What organisations find of what they keep, over HTTP. Usage: search.py PROGRAM."""
import json
import pathlib
import tempfile
import urllib.parse

import desk
from desk import ROOT, Desk, problem, run

INVOICE = json.loads((ROOT / "registers/commercial-invoice/examples/export-goods.json").read_text("utf-8"))


def _open():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-"))
    keys = {}
    for name in ("gear", "other"):
        assert run("org", "add", name, name, "--data", folder).code == 0
        keys[name] = run("key", "add", name, "test", "--data", folder).out.strip()
    served = Desk("--data", folder)
    served.data = folder
    return served, {name: {"Authorization": f"Bearer {key}"} for name, key in keys.items()}


def _keep(d, head, number, seller):
    invoice = json.loads(json.dumps(INVOICE))
    invoice["id"] = number
    invoice["seller"]["name"] = seller
    done = d.post("/api/records/commercial-invoice", json.dumps(invoice), dict(head, **{"Content-Type": "application/json"}))
    assert done.status == 201, done.text
    return done.json


def _find(d, head, **asked):
    found = d.ask("GET", "/api/search?" + urllib.parse.urlencode(asked), headers=head)
    assert found.status == 200, found.text
    return found.json


def what_is_kept_is_found_in_every_spelling(d):
    d, heads = _open()
    try:
        first = _keep(d, heads["gear"], "PRJ-2026-00012", "大連光洋機械有限公司")
        second = _keep(d, heads["gear"], "PRJ-2026-00013", "大阪ポンプ工業")
        _keep(d, heads["other"], "PRJ-2026-00014", "大連光洋機械有限公司")
        for text in ("光洋机械", "光洋機械", "PRJ-2026-00012", "prj-2026-00012"):
            found = _find(d, heads["gear"], q=text)
            assert [hit["id"] for hit in found["hits"]] == [first["id"]], (text, found)
        assert _find(d, heads["gear"], q="大阪ﾎﾟﾝﾌﾟ")["hits"][0]["id"] == second["id"]
        # Counted over what the asker's organisation has, and nothing of another's.
        found = _find(d, heads["gear"], q="PRJ-2026", count="register,seller.name,state")
        assert found["total"] == 2 and not found["loose"]
        assert {"facet": "register", "value": "commercial-invoice", "count": 2} in found["counts"], found
        assert {"facet": "seller.name", "value": "大阪ポンプ工業", "count": 1} in found["counts"], found
        only = _find(d, heads["gear"], q="PRJ-2026", facet="seller.name:大阪ポンプ工業")
        assert [hit["id"] for hit in only["hits"]] == [second["id"]]
        assert _find(d, heads["gear"], q="PRJ-2026", register="contract")["total"] == 0
        # Pages.
        page = _find(d, heads["gear"], q="PRJ-2026", limit=1, order="newest")
        assert page["hits"][0]["id"] == second["id"]
        page = _find(d, heads["gear"], q="PRJ-2026", limit=1, order="newest", after=page["next"])
        assert page["hits"][0]["id"] == first["id"] and "next" not in page
        # By what is typed so far of a number or a name; with the number, by which others name it.
        for text, ids in (("PRJ-2026-0001", {first["id"], second["id"]}), ("PRJ-2026-00013", {second["id"]}), ("大阪ポ", {second["id"]})):
            found = _find(d, heads["gear"], q=text, typing="true", numbers="true")["hits"]
            assert {hit["id"] for hit in found} == ids, (text, found)
            assert all(hit["number"] == {first["id"]: "PRJ-2026-00012", second["id"]: "PRJ-2026-00013"}[hit["id"]] for hit in found), found
        assert "number" not in _find(d, heads["gear"], q="PRJ-2026")["hits"][0]
        # What was found is marked where it stands.
        marked = _find(d, heads["gear"], q="光洋机械", snippets="true")["hits"][0]
        assert {"text": "光洋機械", "found": True} in marked["snippet"], marked
    finally:
        d.stop()


def what_is_typed_goes_on(d):
    d, heads = _open()
    try:
        _keep(d, heads["gear"], "A-1", "Quasar Lithography")
        suggested = d.ask("GET", "/api/suggest?q=litho", headers=heads["gear"]).json
        assert suggested[0]["text"] == "lithography" and suggested[0]["count"] == 1, suggested
        assert d.ask("GET", "/api/suggest?q=litho", headers=heads["other"]).json == []
        problem(d.ask("GET", "/api/suggest", headers=heads["gear"]), "parameter")
    finally:
        d.stop()


def who_is_not_signed_in_finds_what_is_public_alone(d):
    d, heads = _open()
    try:
        _keep(d, heads["gear"], "PRJ-2026-00012", "Quasar Lithography")
        made = run("key", "add", "window", "officer", "--role", "officer", "--data", d.data)
        officer = {"Authorization": f"Bearer {made.out.strip()}", "Content-Type": "application/json"}
        park = (ROOT / "registers/park/examples/hibiki.json").read_bytes()
        assert d.post("/api/records/park", park, officer).status == 201
        assert _find(d, {}, q="quasar")["total"] == 0
        found = _find(d, {}, count="register")
        assert found["counts"] == [{"facet": "register", "value": "park", "count": 1}], found
        assert d.get("/api/suggest?q=quasar").json == []
        assert d.get("/api/search?q=a&organisation=gear").status == 401
        foreign = d.ask("GET", "/api/search?q=a&organisation=gear", headers=heads["other"])
        assert foreign.status == 403, foreign.text
    finally:
        d.stop()


def an_officer_looks_for_an_organisation_where_its_records_let_him(d):
    d, heads = _open()
    try:
        kept = _keep(d, heads["gear"], "PRJ-2026-00012", "Quasar Lithography")
        made = run("key", "add", "window", "officer", "--role", "officer", "--data", d.data)
        officer = {"Authorization": f"Bearer {made.out.strip()}"}
        assert _find(d, officer, q="quasar")["total"] == 0  # his own organisation's
        found = _find(d, officer, q="quasar", organisation="gear", count="seller.name")
        assert [hit["id"] for hit in found["hits"]] == [kept["id"]], found
        assert _find(d, officer, q="quasar", organisation="other")["total"] == 0
    finally:
        d.stop()


if __name__ == "__main__":
    desk.main(globals())
