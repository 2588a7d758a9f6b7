#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Statistics of declared registers over HTTP: what records give, who sees it, in all shapes. Usage: statistics.py PROGRAM."""
import csv
import datetime
import io
import json
import tempfile
import xml.etree.ElementTree as ElementTree

import desk
from browser import Browser, first_administrator, first_link, invite
from desk import ROOT

PEOPLE = {"member": ("gear", "member"), "other": ("other", "member"), "third": ("third", "member"), "officer": ("window", "officer")}
FUND = json.loads((ROOT / "registers/guidance-fund/examples/equipment-fund.json").read_text("utf-8"))
POST = json.loads((ROOT / "registers/post/examples/control-engineer.json").read_text("utf-8"))


def _populate(d):
    if hasattr(d, "people"):
        return
    admin = first_administrator(d, first_link(d))
    d.people = {"nobody": Browser(d), "administrator": admin}
    for organisation in ("gear", "other", "third"):
        assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
    for name, (organisation, role) in PEOPLE.items():
        invite(admin, f"{name}@{organisation}.example", organisation, role)
        d.people[name] = Browser(d)
        assert d.people[name].sign_in(f"{name}@{organisation}.example").status == 200


def _keep(d, who, register, content):
    made = d.people[who].ask("POST", f"/api/records/{register}", json.dumps(content).encode())
    assert made.status == 201, made.text
    return made.json


def _ask(d, who, cube, query="", language="en"):
    answer = d.people[who].ask("GET", f"/api/statistics/{cube}?{query}", headers={"Accept-Language": language})
    assert answer.status == 200, answer.text
    return answer


def _company(d, who, industry, size, employees, revenue, research):
    made = _keep(d, who, "company", {"name": f"{who} {industry}", "countryId": "CN", "industry": industry, "business": "Machines and more of them.",
                                     "size": size, "employees": employees, "revenue": revenue, "researchSpending": research,
                                     "registrations": [{"kind": "uscc", "id": "91210200MA0XQ7HJ5C"}]})
    moved = d.people[who].ask("POST", f"/api/records/company/{made['id']}/transitions/register", {}, {"If-Match": '"1"'})
    assert moved.status == 200, moved.text
    return made


def what_records_give_is_added_up_and_follows_their_changes(d):
    _populate(d)
    fund = _keep(d, "officer", "guidance-fund", {k: v for k, v in FUND.items() if k not in ("commitments",)})
    answer = _ask(d, "officer", "guidance-fund/raised", "by=kind").json
    cells = {cell["codes"][0]: cell["values"] for cell in answer["cells"]}
    assert cells == {"public": [300000000], "state": [200000000]}, answer
    assert answer["total"]["values"] == [500000000]
    content = dict(FUND, raised=FUND["raised"][:1], commitments=[])
    changed = d.people["officer"].ask("PUT", f"/api/records/guidance-fund/{fund['id']}", json.dumps(content).encode(), {"If-Match": '"1"'})
    assert changed.status == 200, changed.text
    assert _ask(d, "officer", "guidance-fund/raised").json["total"]["values"] == [300000000]


def time_has_quarters_and_years_and_labels_are_the_readers(d):
    _populate(d)
    years = _ask(d, "officer", "guidance-fund/raised", "by=time:1,field").json
    assert [cell["codes"] for cell in years["cells"]] == [["2025", "2"]], years
    assert years["cells"][0]["labels"][1] == "High-end equipment"
    japanese = _ask(d, "officer", "guidance-fund/raised", "by=kind", "ja").json
    assert japanese["dimensions"][0]["label"] == "区分" and japanese["cells"][0]["labels"] == ["公的資金"], japanese


def cells_of_few_companies_are_hidden_from_all_but_officers(d):
    _populate(d)
    for who in ("member", "other", "third"):
        _company(d, who, "C28", "small", 50, 1000, 80)
    _company(d, "member", "J62", "large", 900, 2000, 20)
    by = "by=industry:1"
    assert {c["codes"][0]: c["values"] for c in _ask(d, "officer", "company/companies", by).json["cells"]} == {
        "C": [3, 150, 8], "J": [1, 900, 1]}
    seen = {c["codes"][0]: c["values"] for c in _ask(d, "member", "company/companies", by).json["cells"]}
    assert seen["J"] is None and seen["C"] is None, seen  # the one would be the total without the other
    total = _ask(d, "member", "company/companies").json["total"]["values"]
    assert total[:2] == [4, 1050], total
    # Nor is the difference told by a filter, a level down, or another dimension beside.
    for where in ("C", "J", "C28", "C%7CJ62"):
        assert _ask(d, "member", "company/companies", f"where=industry:{where}").json["total"]["values"] is None, where
    for by in ("industry:2", "industry:1,size", "size", "industry:2,size,state&where=industry:C"):
        told = _ask(d, "member", "company/companies", f"by={by}").json["cells"]
        assert all(cell["values"] is None for cell in told), told
    crossed = _ask(d, "member", "company/companies", "by=industry:1,size").json
    assert [cell["codes"] for cell in crossed["cells"]] == [["C", "small"]] and crossed["reserved"], crossed  # J looks as if nothing were there
    assert "reserved" not in _ask(d, "officer", "company/companies", "by=industry:1,size").json
    own = {c["codes"][0]: c["values"] for c in _ask(d, "member", "company/companies", "by=industry:1&own=true").json["cells"]}
    assert own["J"] == [1, 900, 1], own


def one_goes_down_level_by_level_and_is_told_where_one_is(d):
    _populate(d)
    _company(d, "other", "C27", "small", 10, 100, 2)
    top = _ask(d, "officer", "company/companies", "by=industry:1").json
    assert top["dimensions"][0]["levels"] == 2 and top["where"] == [], top
    assert {cell["codes"][0]: cell["below"] for cell in top["cells"]} == {"C": [True], "J": [True]}, top
    below = _ask(d, "officer", "company/companies", "by=industry:2&where=industry:C", "ja").json
    assert {cell["codes"][0]: cell["below"] for cell in below["cells"]} == {"C27": [False], "C28": [False]}, below
    assert below["where"] == [{"id": "industry", "label": "主たる業種", "codes": [[{"code": "C", "label": "製造業"}]]}], below["where"]
    path = _ask(d, "officer", "company/companies", "where=industry:C28").json["where"][0]["codes"][0]
    assert [step["code"] for step in path] == ["C", "C28"] and path[0]["label"] == "Manufacturing", path
    odd = _ask(d, "officer", "company/companies", "where=industry:Z%252C9,emerging:").json
    assert [filter["codes"] for filter in odd["where"]] == [[[{"code": "Z,9", "label": "Z,9"}]], [[{"code": "", "label": ""}]]], odd["where"]
    assert d.people["officer"].ask("GET", "/api/statistics/company/companies?where=industry:%25zz").status == 400


def a_region_stands_below_its_country(d):
    _populate(d)
    _keep(d, "officer", "post", POST)
    made = d.people["officer"].ask("GET", "/api/records/post").json["records"][0]
    moved = d.people["officer"].ask("POST", f"/api/records/post/{made['id']}/transitions/open", {}, {"If-Match": f'"{made["version"]}"'})
    assert moved.status == 200, moved.text
    countries = _ask(d, "nobody", "post/posts", "by=region:1", "zh").json["cells"]
    assert [(cell["codes"], cell["labels"], cell["below"]) for cell in countries] == [(["JP"], ["日本"], [True])], countries
    regions = _ask(d, "nobody", "post/posts", "by=region:2&where=region:JP", "ja").json["cells"]
    assert [cell["labels"] for cell in regions] == [["福岡県"]], regions


def who_may_not_see_a_cube_does_not_find_it(d):
    _populate(d)
    named = {(c["register"], c["id"]) for c in d.people["nobody"].ask("GET", "/api/statistics").json}
    assert ("post", "posts") in named and ("company", "companies") not in named, named
    assert d.people["nobody"].ask("GET", "/api/statistics/company/companies").status == 404
    assert d.people["nobody"].ask("GET", "/api/statistics/post/posts").status == 200
    assert d.people["nobody"].ask("GET", "/api/statistics/post/nothing").status == 404
    assert d.people["member"].ask("GET", "/api/statistics/company/companies?by=nothing").status == 400


def tables_and_sdmx_say_the_same(d):
    _populate(d)
    rows = list(csv.reader(io.StringIO(_ask(d, "officer", "guidance-fund/raised", "by=kind&format=csv").text)))
    assert rows == [["kind", "Kind", "Amount"], ["public", "Public", "300000000"]], rows
    assert _ask(d, "officer", "guidance-fund/raised", "by=kind&format=xlsx").body[:2] == b"PK"
    data = _ask(d, "officer", "guidance-fund/raised", "by=time:2,kind&format=sdmx-json").json
    assert list(data["data"]["dataSets"][0]["observations"].values()) == [[300000000, 0]], data
    prepared = datetime.datetime.fromisoformat(data["meta"]["prepared"].replace("Z", "+00:00"))
    assert abs(datetime.datetime.now(datetime.timezone.utc) - prepared) < datetime.timedelta(hours=1), data["meta"]
    root = ElementTree.fromstring(_ask(d, "officer", "guidance-fund/raised", "by=time:2,kind&format=sdmx-ml").body)
    seen = [dict(o.attrib) for o in root.iter("Obs")]
    assert [(o["TIME_PERIOD"], o["KIND"], o["AMOUNT"]) for o in seen] == [("2025-Q2", "public", "300000000")], seen
    assert d.people["officer"].ask("GET", "/api/statistics/guidance-fund/raised?format=sdmx-ml").status == 422
    for shape in ("sdmx-json", "sdmx-ml", "xsd"):
        assert d.people["officer"].ask("GET", f"/api/statistics/guidance-fund/raised/structure?format={shape}").status == 200


def answers_are_as_their_schemas_say(d):
    _populate(d)
    description = d.get("/api/openapi.json").json
    schemas = desk.described_answers(description)
    asked = {"/api/statistics": d.people["officer"].ask("GET", "/api/statistics"),
             "/api/statistics/{register}/{cube}": _ask(d, "member", "company/companies", "by=industry:1,time:2&where=industry:C|J")}
    assert {(path, "get") for path in asked} == desk.STATISTICS
    for path, answer in asked.items():
        desk.hold_to_schema(d, description, schemas[(path, "get")], answer)


if __name__ == "__main__":
    desk.main(globals(), "--data", tempfile.mkdtemp(prefix="madoguchi-"))
