#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Registers that no program has seen, written by the test as docs/registers.md says: their lists, forms, states, rights, search, matching,
statistics and API work. Usage: unseen.py PROGRAM.

Laboratories are accredited by several reviewers, with an appeal before others; companies look for laboratories that can do their tests.
"""
import json
import pathlib
import tempfile
import time

import desk
from browser import Browser, first_administrator, first_link, invite
from desk import problem

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-unseen-"))
CLOCK = FOLDER / "today"
CLOCK.write_text("2026-11-21\n")
PEOPLE = {"applicant": ("bohai", "member"), "assessor": ("assessors", "member"), "client": ("foods", "member"),
          "first": ("window", "officer"), "second": ("window", "officer"), "third": ("window", "officer")}
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NAME, DAY = {"type": "string", "minLength": 1}, {"type": "string", "format": "date"}
FIELD = {"type": "string", "enum": ["food", "water", "metal"]}
FIELDS = {"field": ("Field", "分野", "领域"), "field=food": ("Food", "食品", "食品"), "field=water": ("Water", "水", "水"), "field=metal": ("Metal", "金属", "金属")}


def words(en, ja, zh):
    return {"en": en, "ja": ja, "zh": zh}


def closed(required, **properties):
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def put(name, register, schema, labels, example, **files):
    place = FOLDER / "registers" / name
    (place / "examples").mkdir(parents=True)
    texts = {"register.json": {"name": name, **register}, "examples/one.json": example,
             "schema.json": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:madoguchi:register:{name}", **schema}}
    for number, language in enumerate(("en", "ja", "zh")):
        texts[f"labels.{language}.json"] = {path: label[number] for path, label in labels.items()}
    for path, content in {**texts, **{path.replace("__", "."): content for path, content in files.items()}}.items():
        (place / path).write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))


LABORATORY = {"name": "Bohai Food Analysis", "country": "CN", "region": "CN-LN", "quality": True, "staff": 12,
              "scope": [{"field": "food", "method": "HPLC of pesticide residues"}, {"field": "water", "method": "ICP-MS"}]}
TESTS = {"title": "Pesticide residues in tea", "laboratoryCountry": "CN", "region": "CN-LN", "field": "food", "samples": 40}

put("laboratory", {
    "title": words("Laboratory", "試験所", "实验室"), "identifier": "LAB-{country}-{number:3}", "headline": "name",
    "rights": {"create": ["member"], "read": ["owner", "officer", "assessor"], "write": ["owner"]},
    "states": {
        "draft": {"label": words("Draft", "下書き", "草稿"), "draft": True},
        "submitted": {"label": words("Submitted", "受付済", "已提交"), "write": ["officer"]},
        "assessment": {"label": words("In assessment", "審査中", "评审中"), "tone": "progress", "write": []},
        "accredited": {"label": words("Accredited", "認定", "已认可"), "tone": "good", "read": ["public"], "write": []},
        "refused": {"label": words("Refused", "不認定", "未认可"), "tone": "bad"},
        "lapsed": {"label": words("Lapsed", "失効", "已失效"), "tone": "done", "write": []}},
    "transitions": {
        "submit": {"label": words("Submit", "提出する", "提交"), "from": "draft", "to": "submitted", "requires": ["scope", "manual"],
                   "guards": [{"test": "number(staff) >= 3", "text": words("{staff} people are too few.", "職員{staff}名では足りません。", "人员{staff}名不足。")}]},
        "assess": {"label": words("Assess", "審査する", "评审"), "from": "submitted", "to": "assessment", "who": ["officer"], "requires": ["assessor"],
                   "effects": [{"notify": ["assessor"], "text": words("{/_/number} waits for you.", "{/_/number}の審査をお願いします。", "请评审{/_/number}。")}]},
        "return": {"label": words("Return", "差し戻す", "退回"), "from": "assessment", "to": "draft", "who": ["officer"], "reason": True},
        "accredit": {"label": words("Accredit", "認定する", "认可"), "from": "assessment", "to": "accredited", "who": [],
                     "effects": [{"set": "validUntil", "to": "xs:date(/_/today) + xs:yearMonthDuration('P4Y')"}]},
        "refuse": {"label": words("Refuse", "不認定とする", "不予认可"), "from": "assessment", "to": "refused", "who": []},
        "appeal": {"label": words("Appeal", "不服を申し立てる", "申诉"), "from": "refused", "to": "assessment", "who": ["owner"], "within": "P30D",
                   "requires": ["grounds"]},
        "lapse": {"label": words("Lapse", "失効させる", "失效"), "from": "accredited", "to": "lapsed", "who": ["officer"]}},
    "review": {"in": "assessment", "by": ["officer", "assessor"], "count": 2, "threshold": 0.7, "pass": "accredit", "fail": "refuse", "return": "return",
               "fresh": True, "criteria": {"people": {"label": words("People", "人員", "人员")},
                                           "methods": {"label": words("Methods", "方法", "方法"), "max": 10, "weight": 2}}},
    "deadlines": {"end": {"label": words("Accreditation ends", "認定期限", "认可到期"), "in": "accredited", "from": "validUntil", "warn": ["P6M"],
                          "transition": "lapse", "notify": ["owner", "officer"]}},
    "fields": {"fee": {"compute": "sum(scope/fee)"}, "scope.fee": {"compute": "if (field = 'food') then 100 else 250"}, "validUntil": {"write": []},
               "grounds": {"read": ["owner", "officer"]}, "assessor": {"refers": "organisation", "party": "assessor", "write": ["officer"]},
               "manual": {"attachment": {"types": ["application/pdf"]}, "read": ["owner", "officer", "assessor"]}},
    "facets": ["country", "scope.field"], "search": {"name": 3, "scope.method": 2},
    "cubes": {"scopes": {"label": words("Scopes", "認定範囲", "认可范围"), "each": "scope", "suppress": 2, "time": {"grain": "year"},
                         "dimensions": {"field": {"field": "scope.field"}, "country": {"field": "country", "codes": "countries"}},
                         "measures": {"scopes": {"label": words("Scopes", "範囲", "范围")},
                                      "fees": {"label": words("Fees", "手数料", "费用"), "sum": "fee", "unit": "CNY"}}}},
    "views": {"list": ["_.number", "name", "country"], "charts": [{"cube": "scopes", "kind": "pie", "by": "field"}]}},
    closed(["name", "country"], name=NAME, country={"type": "string", "codes": "countries"}, region={"type": "string", "codes": "subdivisions"},
           quality={"type": "boolean"}, staff={"type": "integer", "minimum": 0}, manual=NAME, assessor=NAME, validUntil=DAY, grounds=NAME,
           fee={"type": "number"}, scope={"type": "array", "items": closed(["field", "method"], field=FIELD, method=NAME, fee={"type": "number"})}),
    {"": ("Laboratory", "試験所", "实验室"), "name": ("Name", "名称", "名称"), "country": ("Country", "国", "国家"), "region": ("Region", "地域", "地区"),
     "quality": ("Quality manual in force", "品質マニュアルの有無", "是否有质量手册"), "staff": ("Staff", "職員数", "人员数"),
     "manual": ("Quality manual", "品質マニュアル", "质量手册"), "assessor": ("Lead assessor", "主任審査員", "主任评审员"),
     "validUntil": ("Valid until", "有効期限", "有效期至"), "grounds": ("Grounds of appeal", "申立ての理由", "申诉理由"), "fee": ("Fees", "手数料", "费用"),
     "scope": ("Scope", "範囲", "范围"), "scope.method": ("Method", "方法", "方法"), "scope.fee": ("Fee", "手数料", "费用"),
     **{f"scope.{path}": label for path, label in FIELDS.items()}},
    LABORATORY,
    rules__sch="""<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
        <pattern><rule context="/scope"><assert id="LAB-01" test="string-length(method) gt 2" diagnostics="ja zh">A method has a name.</assert></rule></pattern>
        <diagnostics><diagnostic id="ja" xml:lang="ja">方法の名称を記入してください。</diagnostic><diagnostic id="zh" xml:lang="zh">请填写方法名称。</diagnostic></diagnostics>
        </schema>""",
    eligibility__sch="""<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
        <pattern><rule context="/"><assert id="LAB-E1" test="quality = true()">A quality manual is in force.</assert></rule></pattern></schema>""",
    eligibility__help__json={"rules": {"LAB-E1": {"why": words("A quality manual", "品質マニュアル", "质量手册"),
                                                  "remedy": words("Write one.", "作成してください。", "请编写。")}}})

put("test-request", {
    "title": words("Request for tests", "試験依頼", "检测需求"), "identifier": "TRQ-{number:4}", "rights": {"create": ["member"], "read": ["owner", "officer"]},
    "states": {"open": {"label": words("Open", "公開", "公开"), "read": ["member"]}, "done": {"label": words("Done", "終了", "已结束")}},
    "transitions": {"close": {"label": words("Close", "終了する", "结束"), "from": "open", "to": "done"}},
    "fields": {"laboratory": {"refers": "laboratory"}}, "facets": ["field"],
    "matches": {"laboratory": {"label": words("Laboratories that fit", "対応できる試験所", "合适的实验室"), "with": "laboratory", "with-in": "accredited",
                               "here": "number(samples) > 0", "equal": {"laboratoryCountry": "country"}, "threshold": 0.3,
                               "score": [{"by": "text", "here": ["title"], "there": ["scope.method"], "weight": 2},
                                         {"by": "region", "here": ["region"], "label": words("Region", "地域", "地区")}]}},
    "cubes": {"requests": {"label": words("Requests", "依頼", "需求"), "read": ["public"],
                           "dimensions": {"field": {"field": "field"}, "country": {"from": "/_/refers/laboratory/country", "codes": "countries"}}}}},
    closed(["title", "field"], title=NAME, field=FIELD, samples={"type": "integer"}, region={"type": "string", "codes": "subdivisions"},
           laboratoryCountry={"type": "string", "codes": "countries"}, laboratory=NAME),
    {"": ("Request for tests", "試験依頼", "检测需求"), "title": ("Title", "件名", "标题"), "samples": ("Samples", "試料数", "样品数"), "region": ("Region", "地域", "地区"),
     "laboratoryCountry": ("Country of the laboratory", "試験所の国", "实验室所在国"), "laboratory": ("Laboratory", "試験所", "实验室"), **FIELDS},
    TESTS)


# ---- Its people ----

def _populate(d):
    if hasattr(d, "people"):
        return
    admin = first_administrator(d, first_link(d))
    d.people = {"nobody": Browser(d)}
    for organisation in ("bohai", "assessors", "foods"):
        assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
    for name, (organisation, role) in PEOPLE.items():
        invite(admin, f"{name}@{organisation}.example", organisation, role)
        d.people[name] = Browser(d)
        assert d.people[name].sign_in(f"{name}@{organisation}.example").status == 200


def _at(record, end="", register="laboratory", owner="bohai"):
    return f"/api/records/{register}/{record['id']}{end}?organisation={owner}"


def _keep(d, who, register, content):
    made = d.people[who].ask("POST", f"/api/records/{register}", json.dumps(content).encode())
    assert made.status == 201, made.text
    return made.json


def _matter(d, who, record, language="en"):
    return d.people[who].ask("GET", _at(record, "/matter"), headers={"Accept-Language": language}).json


def _change(d, who, record, **more):
    seen = _matter(d, "first", record)
    content = d.people[who].ask("GET", _at(record)).json
    return d.people[who].ask("PUT", _at(record), json.dumps(dict(content, **more)).encode(), {"If-Match": f'"{seen["version"]}"'})


def _try(d, who, record, transition, reason=None):
    seen = _matter(d, "first", record)
    return d.people[who].ask("POST", _at(record, f"/transitions/{transition}"), {"reason": reason} if reason else {}, {"If-Match": f'"{seen["version"]}"'})


def _move(d, who, record, transition):
    answer = _try(d, who, record, transition)
    assert answer.status == 200, answer.text


def _opine(d, who, record, people, methods):
    return d.people[who].ask("POST", _at(record, "/opinions"), {"scores": {"people": people, "methods": methods}, "text": "As seen."})


def _submitted(d, **more):
    """One with all papers, before its assessment."""
    record = _keep(d, "applicant", "laboratory", dict(LABORATORY, **more))
    paper = d.people["applicant"].ask("POST", f"/api/records/laboratory/{record['id']}/attachments?field=manual&name=manual.pdf", PAPER)
    assert paper.status == 201, paper.text
    assert _change(d, "applicant", record, manual=paper.json["id"]).status == 200
    _move(d, "applicant", record, "submit")
    return record


def _accredited(d, **more):
    record = _submitted(d, **more)
    assert _change(d, "first", record, assessor="assessors").status == 200
    _move(d, "first", record, "assess")
    for who in ("assessor", "second"):
        assert _opine(d, who, record, 5, 9).status == 201
    assert _matter(d, "applicant", record)["state"] == "accredited"
    return record


def _wait(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen")


# ---- What works by the folder alone ----

def its_declaration_has_no_faults():
    told = desk.run("register", "check", FOLDER / "registers")
    assert told.code == 0 and told.out.count("no faults") == 2, told.out + told.err


def its_form_speaks_three_languages(d):
    _populate(d)
    titles = {language: d.get(f"/api/registers/laboratory/form?language={language}").json["title"] for language in ("en", "ja", "zh")}
    assert titles == {"en": "Laboratory", "ja": "試験所", "zh": "实验室"}, titles
    assert "laboratory" in [register["name"] for register in d.get("/api/registers").json]


def a_company_is_led_through_what_is_missing(d):
    _populate(d)
    record = _keep(d, "applicant", "laboratory", dict(LABORATORY, staff=2, quality=False))
    assert record["number"].startswith("LAB-CN-"), record
    seen = _matter(d, "applicant", record, "ja")
    offer = next(one for one in seen["transitions"] if one["id"] == "submit")
    assert offer["obstacles"] == ["職員2名では足りません。"] and offer["missing"] == ["manual"], offer
    told = d.people["applicant"].ask("GET", f"/api/records/laboratory/{record['id']}/eligibility", headers={"Accept-Language": "zh"}).json
    assert not told["isEligible"] and told["conditions"][0]["remedy"] == "请编写。", told
    assert problem(_try(d, "applicant", record, "submit"), "conflict")
    assert problem(d.people["applicant"].ask("POST", "/api/records/laboratory", json.dumps(dict(LABORATORY, motto="x")).encode()), "unreadable")
    assert _matter(d, "applicant", record)["content"]["fee"] == 350


def each_sees_and_writes_what_is_his(d):
    _populate(d)
    record = _submitted(d)
    assert d.people["client"].ask("GET", _at(record)).status in (403, 404)
    assert d.people["assessor"].ask("GET", _at(record)).status in (403, 404)
    assert _change(d, "applicant", record, staff=13).status == 403  # submitted: the office's
    assert _change(d, "first", record, assessor="nobody-here").status == 422
    assert _change(d, "first", record, assessor="assessors").status == 200
    assert d.people["assessor"].ask("GET", _at(record)).json["name"] == LABORATORY["name"]
    _move(d, "first", record, "assess")
    waiting = [notice["text"] for notice in d.people["assessor"].ask("GET", "/api/notices").json["notices"]]
    assert f"{record['number']} waits for you." in waiting, waiting


def reviewers_refuse_and_others_hear_the_appeal(d):
    _populate(d)
    record = _submitted(d)
    assert _change(d, "first", record, assessor="assessors").status == 200
    _move(d, "first", record, "assess")
    assert _opine(d, "applicant", record, 5, 10).status == 403
    assert _opine(d, "assessor", record, 1, 2).status == 201
    assert _opine(d, "assessor", record, 1, 2).status == 403  # one each
    assert _opine(d, "first", record, 2, 3).status == 201
    assert _matter(d, "applicant", record)["state"] == "refused"
    assert "fill in first: grounds" in problem(_try(d, "applicant", record, "appeal"), "conflict")["detail"]
    assert _change(d, "applicant", record, grounds="Two chemists more").status == 200
    _move(d, "applicant", record, "appeal")
    assert _opine(d, "first", record, 5, 10).status == 403  # heard before
    for who in ("second", "third"):
        assert _opine(d, who, record, 5, 9).status == 201
    public = d.people["nobody"].ask("GET", _at(record)).json
    assert public["validUntil"] == "2030-11-21" and "grounds" not in public and "manual" not in public, public


def it_is_listed_found_and_counted(d):
    _populate(d)
    record = _accredited(d, name="Yellow Sea Water Institute", country="JP", region="JP-27",
                         scope=[{"field": "water", "method": "Ion chromatography of seawater"}])
    listed = d.people["nobody"].ask("GET", "/api/registers/laboratory/records?facet=country:JP").json["records"]
    assert [one["id"] for one in listed] == [record["id"]], listed
    hits = _wait(lambda: d.people["client"].ask("GET", "/api/search?q=chromatography&register=laboratory").json["hits"])
    assert hits[0]["id"] == record["id"], hits
    cube = d.people["first"].ask("GET", "/api/statistics/laboratory/scopes?by=field,country&where=country:JP", headers={"Accept-Language": "ja"}).json
    assert [(cell["labels"], cell["values"]) for cell in cube["cells"]] == [(["水", "日本"], [1, 250])], cube
    hidden = d.people["client"].ask("GET", "/api/statistics/laboratory/scopes?by=country").json
    assert all(cell["values"] is None for cell in hidden["cells"]), hidden  # of one laboratory each: of one organisation
    dates = d.people["applicant"].ask("GET", "/api/registers/laboratory/calendar").json["dates"]
    assert ("end", "2030-11-21") in [(one["deadline"]["deadline"], one["deadline"]["date"]) for one in dates], dates


def a_request_meets_the_laboratory_that_fits(d):
    _populate(d)
    fits = _accredited(d, name="Residues House")
    _submitted(d, name="Not accredited yet")
    asked = _keep(d, "client", "test-request", TESTS)
    pairs = _wait(lambda: d.people["client"].ask("GET", f"/api/matches?register=test-request&record={asked['id']}").json["pairs"])
    found = [match["id"] for pair in pairs if pair["pair"] == "laboratory" for match in pair["matches"]]
    assert fits["id"] in found, pairs
    assert "Not accredited yet" not in json.dumps(pairs), pairs
    elsewhere = _keep(d, "client", "test-request", dict(TESTS, laboratoryCountry="KR"))
    pairs = d.people["client"].ask("GET", f"/api/matches?register=test-request&record={elsewhere['id']}").json["pairs"]
    assert not any(pair["matches"] for pair in pairs if pair["pair"] == "laboratory"), pairs


def what_a_request_refers_to_is_counted_by_its_name(d):
    _populate(d)
    _keep(d, "client", "test-request", dict(TESTS, laboratory=_accredited(d)["number"]))
    cube = d.people["nobody"].ask("GET", "/api/statistics/test-request/requests?by=country", headers={"Accept-Language": "zh"}).json
    assert ["中国"] in [cell["labels"] for cell in cube["cells"]], cube
    assert d.people["client"].ask("POST", "/api/records/test-request", json.dumps(dict(TESTS, laboratory="LAB-CN-999")).encode()).status == 422


def what_has_passed_lapses(d):
    """Last: the day moves on."""
    _populate(d)
    record = _accredited(d)
    CLOCK.write_text("2030-11-22\n")
    _wait(lambda: _matter(d, "applicant", record)["state"] == "lapsed")


if __name__ == "__main__":
    desk.main(globals(), "--data", tempfile.mkdtemp(prefix="madoguchi-"), "--registers", FOLDER / "registers", "--clock", CLOCK)
