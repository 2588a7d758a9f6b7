#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Registers that nobody here has seen, added as folders: states, guards, reviews, consents, deadlines. Usage: registers.py PROGRAM.

The folders are in tests/server/registers: companies, grants with conditions, applications that are reviewed, payments.
"""
import concurrent.futures
import csv
import io
import json
import pathlib
import re
import shutil
import tempfile
import time
import zipfile

import desk
from browser import Browser, first_administrator, first_link, invite
from desk import ROOT, problem, until

FOLDER = ROOT / "tests/server/registers"
CLOCK = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-clock-")) / "today"
CLOCK.write_text("2026-11-21\n")
PEOPLE = {"member": ("gear", "member"), "partner": ("partner", "member"), "stranger": ("stranger", "member"),
          "officer": ("window", "officer"), "second": ("window", "officer"), "third": ("window", "officer"),
          "auditor": ("window", "auditor")}


def _populate(d):
    if hasattr(d, "people"):
        return
    admin = first_administrator(d, first_link(d))
    d.people = {"nobody": Browser(d), "administrator": admin}
    for organisation in ("gear", "partner", "stranger"):
        assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
    for name, (organisation, role) in PEOPLE.items():
        invite(admin, f"{name}@{organisation}.example", organisation, role)
        d.people[name] = Browser(d)
        assert d.people[name].sign_in(f"{name}@{organisation}.example").status == 200
    d.company = _keep(d, "member", "company", {"name": "Dalian Gear", "employees": 80, "foreignShare": 10})
    grant = _keep(d, "officer", "grant", {"title": "Small machine builders", "most": 500000, "conditions": [
        {"test": "employees <= 100", "label": {"en": "At most 100 employees", "ja": "従業員100人以下", "zh": "员工不超过100人"},
         "remedy": {"en": "Ask for the grant for larger firms."}},
        {"test": "no such thing (", "label": {"en": "Wrongly written"}},
        {"test": "not(industry = 'food') or employees <= 50"}]})
    d.grant = _move(d, "officer", "grant", grant, "open")


def _keep(d, who, register, content):
    made = d.people[who].ask("POST", f"/api/records/{register}", json.dumps(content).encode())
    assert made.status == 201, made.text
    return made.json


def _at(register, record, end="", owner=None):
    query = f"?organisation={owner}" if owner else ""
    return f"/api/records/{register}/{record['id']}{end}{query}"


def _matter(d, who, register, record, owner="gear", language="en"):
    answer = d.people[who].ask("GET", _at(register, record, "/matter", owner), headers={"Accept-Language": language})
    return answer.json if answer.status == 200 else answer


def _try(d, who, register, record, transition, reason=None, owner=None, version=None):
    seen = version or _matter(d, "auditor", register, record, owner or PEOPLE[who][0])["version"]
    return d.people[who].ask("POST", _at(register, record, f"/transitions/{transition}", owner),
                             {"reason": reason} if reason else {}, {"If-Match": f'"{seen}"'})


def _move(d, who, register, record, transition, reason=None, owner=None):
    answer = _try(d, who, register, record, transition, reason, owner)
    assert answer.status == 200, answer.text
    return dict(record, state=answer.json["state"])


def _application(d, **more):
    """A draft of a company of its own, so that tests do not meet."""
    company = _keep(d, "member", "company", {"name": "One more", "employees": 10, "foreignShare": 0})
    content = {"company": company["number"], "grant": d.grant["number"], "purpose": "A grinding line", "amount": 300000,
               "partner": "partner", "contact": {"name": "Li", "phone": "+86 411"}}
    return _keep(d, "member", "grant-application", dict(content, **more))


def _change(d, who, register, record, content, owner=None):
    seen = _matter(d, "auditor", register, record, owner or PEOPLE[who][0])["version"]
    return d.people[who].ask("PUT", _at(register, record, "", owner), json.dumps(content).encode(), {"If-Match": f'"{seen}"'})


def _content(d, who, record, owner="gear", register="grant-application"):
    answer = d.people[who].ask("GET", _at(register, record, "", owner))
    return answer.json if answer.status == 200 else None


def _day(day):
    CLOCK.write_text(day + "\n")


def _notices(d, who):
    return [n["text"] for n in d.people[who].ask("GET", "/api/notices?limit=500").json["notices"]]


# ---- Numbers, drafts, rules ----

def numbers_follow_the_pattern_and_are_given_once(d):
    _populate(d)
    first, second = (_keep(d, "member", "company", {"name": "A"}) for _ in range(2))
    assert first["number"].startswith("COM-") and int(second["number"][4:]) == int(first["number"][4:]) + 1
    assert d.grant["number"] == "GR-2026-001"


def what_is_sent_again_under_its_key_is_one_record(d):
    """Also where its number, and what everybody is told of it, would be others by now."""
    _populate(d)
    head = {"Idempotency-Key": "company-7", "Content-Type": "application/json"}

    def send(**more):
        return d.people["member"].ask("POST", "/api/records/company", json.dumps({"name": "Again", "employees": 3, **more}).encode(), head)
    first = send(foreignShare=0)
    assert first.status == 201, first.text
    again = send(foreignShare=0)
    assert (again.status, again.json, again.headers["Location"]) == (201, first.json, first.headers["Location"]), again.text
    assert "another write" in problem(send(foreignShare=1), "conflict")["detail"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        head = dict(head, **{"Idempotency-Key": "company-8"})
        answers = list(pool.map(lambda _: send(foreignShare=0), range(8)))
    assert {(one.status, one.json["id"], one.json["number"]) for one in answers} == {(201, answers[0].json["id"], answers[0].json["number"])}


def what_was_done_under_a_key_is_answered_again_and_done_no_more(d):
    """Also where it could not be done a second time: the record has moved, the version that was seen is an old one."""
    _populate(d)
    record = _application(d)
    content = _content(d, "member", record)
    here, steps = _at("grant-application", record), []

    def twice(who, method, path, body=None, status=200, version=None):
        head = {"Idempotency-Key": f"step-{len(steps)}", **({"If-Match": f'"{version}"'} if version else {})}
        first, again = (d.people[who].ask(method, path, body, head) for _ in range(2))
        assert first.status == again.status == status and first.body == again.body, (path, first.text, again.text)
        assert first.headers.get("ETag") == again.headers.get("ETag")
        steps.append(path)
        return first.json if first.body else None
    changed = twice("member", "PUT", here, json.dumps(dict(content, purpose="Another line")).encode(), version=1)
    assert changed["version"] == 2 and changed["number"] == record["number"], changed
    other = {"If-Match": '"2"', "Idempotency-Key": "step-0"}
    problem(d.people["member"].ask("PUT", here, json.dumps(content).encode(), other), "conflict")
    kept = twice("member", "POST", here + "/attachments?field=plan&name=p.pdf", b"%PDF-1.7 a plan", 201)
    assert kept["name"] == "p.pdf" and kept["size"] == 15, kept
    moved = twice("member", "POST", here + "/transitions/submit", {}, version=2)
    assert moved["state"] == "review" and moved["version"] == 3, moved
    twice("member", "PUT", here + "/consents/contact")
    twice("member", "DELETE", here + "/consents/contact")
    twice("officer", "PUT", here + "/reviewers?organisation=gear", {"persons": []})
    given = [twice(who, "POST", here + "/opinions?organisation=gear", {"scores": {"novelty": 5, "plan": 9}}, 201)
             for who in ("officer", "second")]
    assert [one["state"] for one in given] == ["review", "approved"], given
    history = [one["action"] for one in d.people["member"].ask("GET", here + "/history").json]
    assert history == ["move", "review", "assign", "withdraw", "consent", "move", "update", "create"], history
    search = twice("member", "POST", "/api/searches", {"name": "Once", "q": "gear"}, 201)
    twice("member", "PUT", f"/api/searches/{search['id']}", {"name": "Once more", "silent": True}, 204)
    assert [one["name"] for one in d.people["member"].ask("GET", "/api/searches").json["searches"]].count("Once more") == 1
    notice = d.people["member"].ask("GET", "/api/notices?state=new").json["notices"][0]
    twice("member", "POST", f"/api/notices/{notice['id']}/seen", None, 204)


def a_key_that_would_have_no_effect_is_refused(d):
    _populate(d)
    head = {"Idempotency-Key": "k"}
    for method, path, body in (("POST", "/api/check", b"<a/>"), ("PUT", "/api/organisations/gear/terms", {}), ("POST", "/api/keys", {})):
        told = problem(d.people["administrator"].ask(method, path, body, head), "parameter")
        assert "Idempotency-Key has no effect here" in told["detail"], told
    for key in ("k" * 101, "a\tb"):
        problem(d.people["member"].ask("POST", "/api/records/company", b'{"name": "A"}', {"Idempotency-Key": key}), "parameter")
    assert d.people["member"].ask("GET", "/api/notices", None, head).status == 200  # reading is done as often as it is asked


def what_breaks_the_schema_is_refused_but_in_a_draft(d):
    _populate(d)
    told = problem(d.people["member"].ask("POST", "/api/records/company", b'{"industry": "machinery"}'), "unreadable")
    assert "name" in told["detail"], told
    told = problem(d.people["member"].ask("POST", "/api/records/company", b'{"name": "A", "size": 3}'), "unreadable")
    record = _keep(d, "member", "grant-application", {"purpose": "not more yet"})
    offers = {t["id"]: t for t in _matter(d, "member", "grant-application", record)["transitions"]}
    assert not offers["submit"]["isOpen"] and offers["submit"]["missing"][0] == "contact.phone"
    assert "company" in offers["submit"]["missing"] and not any("missing" in text for text in offers["submit"]["obstacles"]), offers
    problem(_try(d, "member", "grant-application", record, "submit"), "conflict")


def who_may_not_create_is_told(d):
    _populate(d)
    problem(d.people["member"].ask("POST", "/api/records/grant", b'{"title": "Mine"}'), "forbidden")
    problem(d.people["member"].ask("POST", "/api/records/grant-payment", b'{"application": "x", "amount": 1}'), "forbidden")


def computed_fields_are_the_windows(d):
    _populate(d)
    record = _application(d, items=[{"price": 10, "count": 3}, {"price": 2.5, "count": 2}], total=999)
    found = _content(d, "member", record)
    assert [i["cost"] for i in found["items"]] == [30, 5] and found["total"] == 35, found
    assert _change(d, "member", "grant-application", record, dict(found, items=found["items"][:1], total=1)).status == 200
    assert _content(d, "member", record)["total"] == 30
    million = _application(d, items=[{"price": 3000000, "count": 40}, {"price": 0.5, "count": 1}])
    assert _content(d, "member", million)["total"] == 120000000.5


def values_are_named_in_the_readers_language(d):
    form = d.ask("GET", "/api/registers/company/form", headers={"Accept-Language": "zh"}).json
    industry = form["schema"]["properties"]["industry"]
    assert dict(zip(industry["enum"], industry["enumNames"])) == {"machinery": "机械", "food": "食品"}


# ---- Transitions ----

def a_guard_says_why_not_in_the_askers_language(d):
    _populate(d)
    record = _application(d, amount=600000)
    for language, text in {"en": "At most 500,000 can be asked for.", "ja": "上限は500,000です。", "zh": "最多可申请500,000。"}.items():
        offer, = _matter(d, "member", "grant-application", record, language=language)["transitions"]
        assert offer["obstacles"] == [text], offer
    told = problem(_try(d, "member", "grant-application", record, "submit"), "conflict")
    assert told["detail"] == "At most 500,000 can be asked for."


def what_a_field_refers_to_must_be_there(d):
    _populate(d)
    record = _application(d, company="COM-9999")
    told = problem(_try(d, "member", "grant-application", record, "submit"), "unreadable")
    assert "there is no company COM-9999" in told["detail"], told
    record = _application(d, partner="nobody-here")
    assert "no organisation nobody-here" in problem(_try(d, "member", "grant-application", record, "submit"), "unreadable")["detail"]


def only_who_may_makes_a_transition(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    assert record["state"] == "review"
    problem(_try(d, "member", "grant-application", record, "reject", "because"), "unreadable")
    problem(_try(d, "officer", "grant-application", record, "approve", owner="gear"), "unreadable")  # a review's alone
    problem(_try(d, "stranger", "grant-application", record, "reject", "because", owner="gear"), "forbidden")
    problem(_try(d, "officer", "grant-application", record, "reject", owner="gear"), "conflict")  # without a reason
    assert _move(d, "officer", "grant-application", record, "reject", "too late", owner="gear")["state"] == "rejected"
    entry = d.people["member"].ask("GET", _at("grant-application", record, "/history")).json[0]
    said = d.people["member"].ask("GET", _at("grant-application", record, "/original") + f"?entry={entry['index']}").json
    assert said == {"transition": "reject", "reason": "too late"}


def of_two_who_move_at_a_time_one_is_told(d):
    _populate(d)
    record = _application(d)
    seen = _matter(d, "member", "grant-application", record)["version"]
    assert _try(d, "member", "grant-application", record, "submit", version=seen).status == 200
    problem(_try(d, "officer", "grant-application", record, "reject", "r", owner="gear", version=seen), "changed")


# ---- Reviews ----

def _opine(d, who, record, novelty, plan, text=""):
    return d.people[who].ask("POST", _at("grant-application", record, "/opinions", "gear"),
                             {"scores": {"novelty": novelty, "plan": plan}, "text": text})


def a_review_ends_with_the_last_opinion_and_what_follows_follows(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    problem(_opine(d, "officer", record, 6, 1), "unreadable")  # of at most five
    problem(_opine(d, "member", record, 5, 10), "forbidden")   # one's own
    assert _opine(d, "officer", record, 5, 6, "good").json["state"] == "review"
    problem(_opine(d, "officer", record, 5, 6), "forbidden")   # once
    seen = _matter(d, "member", "grant-application", record)["review"]
    assert seen["given"] == 1 and seen["wanted"] == 2 and "reviewer" not in seen["opinions"][0]
    assert _matter(d, "second", "grant-application", record)["review"]["opinions"][0]["reviewer"]
    done = _opine(d, "second", record, 3, 7)
    # (2 * (5 + 3) / 5 + (6 + 7) / 10) / (3 * 2) = 0.75
    assert done.status == 201 and done.json["state"] == "approved", done.text
    found = _content(d, "member", record)
    assert found["decidedOn"] == "2026-11-21"
    assert f"{record['number']} is approved." in _notices(d, "member")
    payments = d.people["member"].ask("GET", "/api/records/grant-payment?content=true").json["records"]
    assert [p for p in payments if p["content"] == {"application": record["number"], "amount": 300000}], payments


def a_support_is_not_given_twice(d):
    """Related records: another approved application of the same company stands in the way."""
    _populate(d)
    first = _move(d, "member", "grant-application", _application(d), "submit")
    for who in ("officer", "second"):
        _opine(d, who, first, 5, 10)
    company = _content(d, "member", first)["company"]
    second = _application(d, company=company)
    told = problem(_try(d, "member", "grant-application", second, "submit"), "conflict")
    assert told["detail"] == f"The company is supported already: {first['number']}.", told


def an_appeal_is_heard_by_others_and_in_time(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    for who in ("officer", "second"):
        done = _opine(d, who, record, 0, 0)
    assert done.json["state"] == "rejected"
    record = _move(d, "member", "grant-application", record, "appeal", "new facts")
    assert _matter(d, "member", "grant-application", record)["review"]["given"] == 0
    problem(_opine(d, "officer", record, 5, 10), "forbidden")
    assert _opine(d, "third", record, 5, 10).status == 201
    late = _move(d, "member", "grant-application", _application(d), "submit")
    late = _move(d, "officer", "grant-application", late, "reject", "no", owner="gear")
    _day("2026-12-07")
    told = problem(_try(d, "member", "grant-application", late, "appeal", "please"), "conflict")
    _day("2026-11-21")
    assert "2026-12-06" in told["detail"], told


def an_officer_chooses_reviewers_by_their_names(d):
    _populate(d)
    record = _application(d)
    assert "panel" not in _matter(d, "member", "grant-application", record)["review"]
    record = _move(d, "member", "grant-application", record, "submit")
    panel = _matter(d, "officer", "grant-application", record)["review"]["panel"]
    assert {person["id"] for person in panel} == {
        d.people[who].ask("GET", "/api/session").json["person"] for who in ("officer", "second", "third")}, panel
    assert "panel" not in _matter(d, "member", "grant-application", record)["review"]
    chosen = next(person for person in panel if person["id"] == d.people["third"].ask("GET", "/api/session").json["person"])
    assert d.people["officer"].ask("PUT", _at("grant-application", record, "/reviewers", "gear"), {"persons": [chosen["id"]]}).status == 200
    assert _opine(d, "third", record, 1, 1).status == 201
    seen = _matter(d, "officer", "grant-application", record)["review"]
    assert seen["reviewers"] == [chosen["id"]] and seen["opinions"][0]["reviewerName"] == chosen["name"], seen
    assert "reviewerName" not in _matter(d, "member", "grant-application", record)["review"]["opinions"][0]  # blind


def a_reason_is_told_with_the_state_that_it_led_to(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    assert "reason" not in _matter(d, "member", "grant-application", record)
    record = _move(d, "officer", "grant-application", record, "return", "the plan is missing", owner="gear")
    assert _matter(d, "member", "grant-application", record)["reason"] == "the plan is missing"
    assert _change(d, "member", "grant-application", record, dict(_content(d, "member", record), purpose="Two lines")).status == 200
    assert _matter(d, "member", "grant-application", record)["reason"] == "the plan is missing"
    record = _move(d, "member", "grant-application", record, "submit")
    assert "reason" not in _matter(d, "member", "grant-application", record)
    assert _move(d, "officer", "grant-application", record, "reject", "too late", owner="gear")["state"] == "rejected"
    assert _matter(d, "partner", "grant-application", record)["reason"] == "too late"  # a party


# ---- Who sees what ----

def what_a_record_names_is_called_as_people_call_it(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    named = {one["register"]: one for one in _matter(d, "officer", "grant-application", record)["named"]}
    assert named["company"]["headline"] == "One more" and named["grant"]["headline"] == "Small machine builders", named
    assert named["grant"]["number"] == d.grant["number"] and named["grant"]["organisation"] == "window"
    assert named["organisation"] == {"register": "organisation", "organisation": "window", "id": "partner",
                                     "number": "partner", "headline": "partner"}, named
    listed = d.people["officer"].ask("GET", "/api/registers/grant-application/records?limit=500").json["records"]
    assert all("named" in one for one in listed if "company" in one["content"])
    # The partner takes part, but has no right to the company's record.
    assert "company" not in {one["register"] for one in _matter(d, "partner", "grant-application", record)["named"]}


def a_form_tells_what_may_be_begun_from_its_records(d):
    _populate(d)
    referring = d.people["member"].ask("GET", "/api/registers/grant/form?language=ja").json["referredBy"]
    assert {"register": "grant-application", "title": "申請", "field": "grant", "create": ["member", "officer"]} in referring, referring


def fields_are_seen_by_whom_they_are_for(d):
    _populate(d)
    record = _application(d)
    assert _content(d, "officer", record) is None  # a draft is its owner's
    record = _move(d, "member", "grant-application", record, "submit")
    assert _change(d, "officer", "grant-application", record, {}, owner="gear").status == 403
    for who in ("officer", "second"):
        _opine(d, who, record, 5, 10)
    with_note = dict(_content(d, "officer", record), internalNote="checked by phone")
    assert "contact" not in with_note or "phone" not in with_note["contact"]  # no consent yet
    assert _change(d, "officer", "grant-application", record, with_note, owner="gear").status == 200
    assert _content(d, "officer", record)["internalNote"] == "checked by phone"
    mine = _content(d, "member", record)
    assert "internalNote" not in mine and mine["contact"]["phone"] == "+86 411"  # neither got lost
    others = _content(d, "stranger", record)
    assert others["purpose"] == "A grinding line" and "internalNote" not in others and "phone" not in others["contact"]
    assert _content(d, "auditor", record)["internalNote"] == "checked by phone"
    assert _content(d, "nobody", record) is None
    told = problem(_change(d, "officer", "grant-application", record, dict(mine, decidedOn="2020-01-01"), owner="gear"), "forbidden")
    assert "decidedOn" in told["detail"]
    # What hides a field hides the bytes that have it, and does not let it be found.
    problem(d.people["stranger"].ask("GET", _at("grant-application", record, "/original", "gear")), "not-found")
    listed = d.people["stranger"].ask("GET", "/api/registers/grant-application/records?limit=500").json["records"]
    found = [r for r in listed if r["id"] == record["id"]]
    assert found and "phone" not in found[0]["content"]["contact"] and "internalNote" not in json.dumps(listed)
    assert not any(name.startswith("_") for r in listed for name in r["facets"])


def _table(d, who, query="", register="grant-application"):
    """Rows of the list as a file, by caption."""
    answer = d.people[who].ask("GET", f"/api/registers/{register}/table?language=en{query}")
    assert answer.status == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def a_list_is_taken_along_as_it_is_seen(d):
    """The same records as the list has, and nothing of them that the list hides."""
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d, purpose='=HYPERLINK("x"), Zirconia', items=[{"price": 2, "count": 3},
                                                                                                              {"price": 4, "count": 1}]), "submit")
    draft = _application(d, purpose="Zirconia draft", amount=-1)  # what breaks the schema is kept in a draft
    for who in ("officer", "second"):
        _opine(d, who, record, 5, 10)
    noted = dict(_content(d, "officer", record), internalNote="by phone")
    assert _change(d, "officer", "grant-application", record, noted, owner="gear").status == 200
    for who in ("member", "partner", "stranger", "officer", "auditor"):
        for query in ("", "&state=approved", f"&facet=number:{record['number']}"):
            seen = d.people[who].ask("GET", f"/api/registers/grant-application/records?limit=500{query}").json["records"]
            rows = _table(d, who, query)
            assert [row["Record"] for row in rows] == [one["id"] for one in seen], (who, query)
            assert all(row["Contact: Telephone"].lstrip("'") == one["content"].get("contact", {}).get("phone", "") for row, one in zip(rows, seen)), (who, rows)
    [mine] = [row for row in _table(d, "member") if row["Record"] == record["id"]]
    assert mine["Number"] == record["number"] and mine["State"] == "Approved" and mine["Organisation"] == "gear", mine
    assert mine["Entered on"] == mine["Changed on"] and re.fullmatch(r"20\d\d-\d\d-\d\d", mine["Entered on"]), mine
    # A spreadsheet computes nothing of what strangers wrote; what a list says again and again is one text.
    assert mine["Purpose"] == "'=HYPERLINK(\"x\"), Zirconia" and mine["Amount"] == "300000" and mine["Item: Price"] == "2; 4", mine
    [broken] = [row for row in _table(d, "member") if row["Record"] == draft["id"]]
    assert broken["Amount"] == "-1", broken
    # Found by words, as the page does it.
    assert [row["Record"] for row in _table(d, "stranger", "&q=zirconia")] == [record["id"]]
    assert {row["Record"] for row in _table(d, "member", "&q=zirconia")} == {record["id"], draft["id"]}
    assert [row["Record"] for row in _table(d, "member", "&q=zirconia&state=draft")] == [draft["id"]]
    seen = {who: _table(d, who, f"&facet=number:{record['number']}")[0] for who in ("officer", "stranger")}
    assert (seen["officer"]["Note"], seen["stranger"]["Note"]) == ("by phone", ""), seen
    problem(d.people["stranger"].ask("GET", "/api/registers/grant-application/table?facet=internalNote:x"), "parameter")
    assert d.people["stranger"].ask("GET", "/api/registers/no-such/table").status == 404
    # The public has what is published.
    assert [row["Number"] for row in _table(d, "nobody", register="grant")] == \
        [one["number"] for one in d.people["nobody"].ask("GET", "/api/registers/grant/records?limit=500").json["records"]]
    # As a workbook, in the reader's language: captions, states, choices.
    named = _keep(d, "member", "company", {"name": "Dalian Wheels", "industry": "machinery"})
    answer = d.people["member"].ask("GET", f"/api/registers/company/table?format=xlsx&language=zh&facet=number:{named['number']}")
    assert answer.status == 200 and answer.headers["Content-Disposition"].endswith('records.xlsx"'), answer.headers
    with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "编号" in texts and "机械" in texts and "Dalian Wheels" in texts and named["number"] in texts, texts


def a_consent_shows_until_it_is_withdrawn_or_ends(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    for who in ("officer", "second"):
        _opine(d, who, record, 5, 10)
    here = _at("grant-application", record, "/consents/contact")

    def phone():
        return _content(d, "stranger", record)["contact"].get("phone")
    assert phone() is None
    problem(d.people["officer"].ask("PUT", here + "?organisation=gear"), "forbidden")
    given = d.people["member"].ask("PUT", here)
    assert given.status == 200 and phone() == "+86 411", given.text
    told, = [c for c in _matter(d, "member", "grant-application", record)["consents"]]
    assert told["isGiven"] and told["until"] == "2027-11-21"
    withdrawn = d.people["member"].ask("DELETE", here)
    assert phone() is None
    entry, = [e for e in d.people["member"].ask("GET", _at("grant-application", record, "/history")).json
              if e["index"] == withdrawn.json["entry"]]
    assert entry["action"] == "withdraw"
    d.people["member"].ask("PUT", here)
    _day("2027-11-22")
    assert phone() is None
    _day("2026-11-21")
    assert phone() == "+86 411"


def who_reads_anothers_personal_data_is_journalled(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    _content(d, "auditor", record)
    entries, start = [], 0
    while page := d.people["auditor"].ask("GET", f"/api/journal/entries?from={start}&limit=1000").json:
        entries, start = entries + page, page[-1]["index"] + 1
        if len(page) < 1000:
            break
    me = d.people["auditor"].ask("GET", "/api/session").json["person"]
    assert any(e["register"] == "@access" and e["actor"] == me for e in entries)


def parties_see_what_they_take_part_in(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    assert _content(d, "partner", record)["purpose"] == "A grinding line"
    assert _content(d, "stranger", record) is None
    listed = d.people["partner"].ask("GET", "/api/registers/grant-application/records?of=party&limit=500").json["records"]
    assert record["id"] in [r["id"] for r in listed]
    assert record["id"] not in [r["id"] for r in d.people["stranger"].ask(
        "GET", "/api/registers/grant-application/records?limit=500").json["records"]]
    problem(d.people["stranger"].ask("GET", "/api/registers/grant-application/records?facet=_party:partner"), "parameter")


def what_is_public_everybody_sees(d):
    _populate(d)
    listed = d.people["nobody"].ask("GET", "/api/registers/grant/records").json["records"]
    assert [r["number"] for r in listed] == ["GR-2026-001"]
    assert _content(d, "nobody", d.grant, "window", "grant")["title"] == "Small machine builders"
    assert d.people["nobody"].ask("GET", "/api/registers/company/records").json["records"] == []


# ---- Eligibility ----

def conditions_are_explained(d):
    _populate(d)
    ask = _at("grant", d.grant, "/eligibility", "window") + f"&subject={d.company['id']}"
    told = d.people["member"].ask("GET", ask, headers={"Accept-Language": "ja"}).json
    by_id = {c["id"]: c for c in told["conditions"]}
    assert by_id["EL-01"]["isMet"] and by_id["EL-01"]["text"] == "外資比率が20%以下"
    assert by_id["1"]["isMet"] and by_id["1"]["text"] == "従業員100人以下"
    assert not by_id["2"]["isMet"] and by_id["2"]["problem"] and not told["isEligible"]
    big = _keep(d, "member", "company", {"name": "Big", "employees": 900, "foreignShare": 49})
    told = d.people["member"].ask("GET", f"/api/registers/grant/eligibility?subject={big['id']}").json["records"][0]
    by_id = {c["id"]: c for c in told["conditions"]}
    assert not by_id["EL-01"]["isMet"] and by_id["EL-01"]["remedy"] == "Change the shareholding." and "49" in by_id["EL-01"]["found"]
    assert by_id["1"]["remedy"] == "Ask for the grant for larger firms."

    # What nobody put into words is told in those of the form, and so is what was found.
    food = _keep(d, "member", "company", {"name": "Noodles", "employees": 60, "industry": "food"})
    for language, text, found in (("en", "where “Industry” is “Food”, “Employees” is at most 50", "“Industry”: Food; “Employees”: 60"),
                                  ("ja", "「業種」が「食品」である場合は、「従業員数」が50以下である", "「業種」：食品; 「従業員数」：60"),
                                  ("zh", "若“行业”为“食品”，则“员工数”不超过50", "“行业”：食品; “员工数”：60")):
        told = d.people["member"].ask("GET", f"/api/registers/grant/eligibility?subject={food['id']}&language={language}",
                                      headers={"Accept-Language": language}).json["records"][0]
        last = told["conditions"][-1]
        assert (last["isMet"], last["text"], last["found"]) == (False, text, found), last
    problem(d.people["stranger"].ask("GET", f"/api/registers/grant/eligibility?subject={big['id']}"), "not-found")


# ---- Files ----

def files_are_kept_for_fields_that_take_them(d):
    _populate(d)
    record = _application(d)
    here = _at("grant-application", record, "/attachments")
    member = d.people["member"]
    problem(member.ask("POST", here + "?field=plan&name=a.pdf", b"MZ\x90\0 no pdf"), "unreadable")
    problem(member.ask("POST", here + "?field=plan", b"%PDF-" + b"x" * 1000), "too-large")
    problem(member.ask("POST", here + "?field=purpose", b"%PDF-1.7"), "unreadable")
    kept = member.ask("POST", here + "?field=plan&name=plan.pdf", b"%PDF-1.7 the plan")
    assert kept.status == 201 and kept.json["mediaType"] == "application/pdf", kept.text
    d.attachment = kept
    assert _change(d, "member", "grant-application", record, dict(_content(d, "member", record), plan=kept.json["id"])).status == 200
    record = _move(d, "member", "grant-application", record, "submit")
    there = _at("grant-application", record, f"/attachments/{kept.json['id']}", "gear")
    assert d.people["partner"].ask("GET", there).body == b"%PDF-1.7 the plan"
    problem(d.people["stranger"].ask("GET", there), "forbidden")
    other = _application(d)
    problem(member.ask("GET", _at("grant-application", other, f"/attachments/{kept.json['id']}")), "not-found")


# ---- Erasure ----

def what_others_name_is_not_erased(d):
    _populate(d)
    company = _keep(d, "member", "company", {"name": "To be closed"})
    _application(d, company=company["number"])
    told = problem(_try(d, "member", "company", company, "close"), "unreadable")
    assert "grant-application" in told["detail"], told
    free = _keep(d, "member", "company", {"name": "Nobody names it"})
    _move(d, "member", "company", free, "close")
    assert "Nobody names it" not in d.people["member"].ask("GET", _at("company", free, "/matter")).text


# ---- Descriptions ----

def answers_are_as_their_schemas_say(d):
    _populate(d)
    record = _move(d, "member", "grant-application", _application(d), "submit")
    consents = _at("grant-application", record, "/consents/contact")
    me = d.people["second"].ask("GET", "/api/session").json["person"]
    draft = _application(d)
    subject = f"subject={d.company['id']}"
    asked = {
        ("/api/registers/{register}/records", "get"): d.people["member"].ask("GET", "/api/registers/grant-application/records"),
        ("/api/registers/{register}/calendar", "get"): d.people["officer"].ask("GET", "/api/registers/grant-application/calendar"),
        ("/api/registers/{register}/eligibility", "get"): d.people["member"].ask("GET", f"/api/registers/grant/eligibility?{subject}"),
        ("/api/records/{register}/{record}/matter", "get"): d.people["officer"].ask("GET", _at("grant-application", record, "/matter", "gear")),
        ("/api/records/{register}/{record}/eligibility", "get"): d.people["member"].ask(
            "GET", _at("grant", d.grant, "/eligibility", "window") + "&" + subject),
        ("/api/records/{register}/{record}/consents/{consent}", "put"): d.people["member"].ask("PUT", consents),
        ("/api/records/{register}/{record}/consents/{consent}", "delete"): d.people["member"].ask("DELETE", consents),
        ("/api/records/{register}/{record}/reviewers", "put"): d.people["officer"].ask(
            "PUT", _at("grant-application", record, "/reviewers", "gear"), {"persons": [me]}),
        ("/api/records/{register}/{record}/opinions", "post"): _opine(d, "officer", record, 1, 1),
        ("/api/records/{register}/{record}/transitions/{transition}", "post"): _try(d, "member", "grant-application", draft, "submit"),
        ("/api/records/{register}/{record}/attachments", "post"): d.people["member"].ask(
            "POST", _at("grant-application", _application(d), "/attachments") + "?field=plan", b"%PDF-1.7"),
        ("/api/notices", "get"): d.people["officer"].ask("GET", "/api/notices"),
    }
    assert set(asked) == desk.MATTERS
    description = d.get("/api/openapi.json").json
    schemas = desk.described_answers(description)
    for key, answer in asked.items():
        assert answer.status < 300, (key, answer.text)
        desk.hold_to_schema(d, description, schemas[key], answer)
    assert d.people["officer"].ask("GET", "/api/registers/grant-application/calendar").json["dates"]
    seen = d.people["officer"].ask("GET", "/api/notices?state=new").json["notices"][0]
    assert d.people["officer"].ask("POST", f"/api/notices/{seen['id']}/seen").status == 204
    assert seen["id"] not in [n["id"] for n in d.people["officer"].ask("GET", "/api/notices?state=new&limit=500").json["notices"]]


# ---- Versions ----

def an_old_record_keeps_its_declaration_until_it_is_migrated():
    folder, data = (pathlib.Path(tempfile.mkdtemp(prefix=f"madoguchi-{name}-")) for name in ("registers", "data"))
    shutil.copytree(FOLDER / "company", folder / "company")
    options = ("--data", data, "--registers", folder)
    d = desk.Desk(*options)
    admin = first_administrator(d, first_link(d))
    assert admin.ask("POST", "/api/organisations", {"id": "gear", "name": "gear"}).status == 201
    invite(admin, "m@gear.example", "gear", "member")
    member = Browser(d)
    assert member.sign_in("m@gear.example").status == 200
    kept = member.ask("POST", "/api/records/company", b'{"name": "Dalian Gear", "employees": 80}').json
    # The declarations are journalled soon after the start, each an entry.
    until(lambda: int(d.get("/journal/checkpoint").text.split("\n")[1]) > len(d.get("/api/registers").json) + 10, 60)
    assert d.stop() == 0
    _second_version(folder / "company")
    d = desk.Desk(*options)
    member = Browser(d)
    assert member.sign_in("m@gear.example").status == 200
    here = f"/api/records/company/{kept['id']}"
    old = member.ask("GET", here + "/matter").json
    assert old["content"] == {"name": "Dalian Gear", "employees": 80} and [t["id"] for t in old["transitions"]] == ["close"], old
    changed = member.ask("PUT", here, b'{"name": "Dalian Gear", "employees": 90}', {"If-Match": '"1"'})
    new = member.ask("POST", "/api/records/company", b'{"name": "New", "staff": 3}')
    assert changed.status == 200 and new.status == 201, (changed.text, new.text)
    assert [t["id"] for t in member.ask("GET", f"/api/records/company/{new.json['id']}/matter").json["transitions"]] == ["retire"]
    told = desk.run("register", "migrate", "company", "--data", data, "--registers", folder)
    assert told.out == "1 records migrated\n", told.out + told.err
    assert desk.run("register", "migrate", "company", "--data", data, "--registers", folder).out == "0 records migrated\n"
    found = member.ask("GET", here + "/matter").json
    assert found["content"] == {"name": "Dalian Gear", "staff": 90, "industry": "machinery"}, found
    assert found["state"] == "listed" and [t["id"] for t in found["transitions"]] == ["retire"], found
    assert [e["action"] for e in member.ask("GET", here + "/history").json] == ["migrate", "update", "create"]
    assert d.stop() == 0


def _second_version(folder):
    declared = json.loads((folder / "register.json").read_text("utf-8"))
    declared["version"] = 2
    declared["states"]["listed"] = declared["states"].pop("registered")
    declared["states"] = {"listed": declared["states"]["listed"], "closed": declared["states"]["closed"]}
    declared["transitions"] = {"retire": dict(declared["transitions"]["close"], **{"from": "listed"})}
    declared["migrations"] = {"2": {"states": {"registered": "listed"}, "rename": {"employees": "staff"},
                                    "set": {"industry": "'machinery'"}}}
    (folder / "register.json").write_text(json.dumps(declared), "utf-8")
    for path in folder.glob("*.json"):
        if path.name != "register.json":
            path.write_text(path.read_text("utf-8").replace('"employees"', '"staff"'), "utf-8")
    for path in folder.glob("examples/*.json"):
        path.write_text(path.read_text("utf-8").replace('"employees"', '"staff"'), "utf-8")
    assert desk.run("register", "check", folder).code == 0


# ---- Deadlines: last, for they move the clock ----

def the_clock_warns_moves_and_erases_once(d):
    _populate(d)
    draft = _application(d, purpose="Left alone")
    review = _move(d, "member", "grant-application", _application(d), "submit")
    dates = _matter(d, "member", "grant-application", draft)["deadlines"]
    assert [(x["deadline"], x["date"], x["isOver"]) for x in dates] == [("finish", "2027-01-20", False)]
    _day("2026-12-11")  # ten days before the decision is due
    text = f"{review['number']}: “Decision” is due on 2026-12-21."
    until(lambda: text in _notices(d, "officer"))
    _day("2027-01-13")
    warning = f"{draft['number']}: “Finish the draft” is due on 2027-01-20."
    until(lambda: warning in _notices(d, "member"))
    _day("2027-01-20")
    time.sleep(1)
    assert _matter(d, "member", "grant-application", draft)["state"] == "draft"  # the day itself is in time
    _day("2027-01-21")
    until(lambda: _matter(d, "member", "grant-application", draft)["state"] == "lapsed")
    _day("2028-01-22")
    until(lambda: "Left alone" not in d.people["member"].ask("GET", _at("grant-application", draft, "/matter")).text)
    time.sleep(1)
    # Of the warnings that were overtaken in review one was told, then that the time had ended; each once.
    assert _notices(d, "officer").count(text) == 1 and _notices(d, "member").count(warning) == 1
    assert _notices(d, "officer").count(f"{review['number']}: the time for “Decision” ended on 2026-12-21.") == 1
    actors = {e["actor"] for e in d.people["member"].ask("GET", _at("grant-application", draft, "/history")).json
              if e["action"] in ("move", "erase")}
    assert actors == {"system"}, actors


def each_item_of_a_list_has_its_own_deadline(d):
    _populate(d)
    _day("2026-11-21")
    record = _move(d, "member", "grant-application", _application(
        d, reports=[{"due": "2028-03-01"}, {"due": "2028-04-01", "done": "2028-03-20"}]), "submit")
    for who in ("officer", "second"):
        _opine(d, who, record, 5, 10)
    dates = _matter(d, "member", "grant-application", record)["deadlines"]
    assert [(x["deadline"], x["item"], x["date"], x["isMet"]) for x in dates] == [
        ("reports", 0, "2028-03-01", False), ("reports", 1, "2028-04-01", True)], dates
    _day("2028-04-10")
    until(lambda: f"{record['number']}: the time for “Report” ended on 2028-03-01." in _notices(d, "member"))
    assert not any(record["number"] in text and "2028-04-01" in text for text in _notices(d, "member"))


DATA = tempfile.mkdtemp(prefix="madoguchi-data-")
desk.main(globals(), "--data", DATA, "--registers", FOLDER, "--clock", CLOCK)
