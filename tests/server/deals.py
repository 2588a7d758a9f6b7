#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Deals on the server: who sees what, what joins by itself, what is found. Usage: deals.py PROGRAM."""
import concurrent.futures
import json
import re
import subprocess
import tempfile
import urllib.parse

import desk
from desk import ROOT

DEAL = ROOT / "examples/deal-dalian-osaka"
KEPT = json.loads((ROOT / "registers/deal/examples/dalian-osaka-deal.json").read_text("utf-8"))
TODAY = "today=2026-10-08"


def populate(d):
    """Organisations with a key each, and the deal with its documents: the buyer's from the buyer, all others from the seller."""
    if hasattr(d, "deal"):
        return
    d.keys = {}
    for name in ("haichen", "osaka-seimitsu", "harbour-bank", "carrier", "stranger"):
        desk.run("org", "add", name, name, "--data", DATA)
        d.keys[name] = key(d, name)
    content = json.loads(json.dumps(KEPT))
    content["parties"].append({"partCode": "carrier", "organisation": "carrier"})
    made = ask(d, "haichen", "POST", "/api/records/deal", json.dumps(content).encode())
    assert made.status == 201, made.text
    d.deal = made.json["id"]
    assert made.json["deal"] == d.deal
    d.records = {}
    for path in sorted(DEAL.iterdir()):
        who = "osaka-seimitsu" if path.name.startswith(("01", "03")) else "haichen"
        kept = ask(d, who, "POST", f"/api/deals/{d.deal}/documents?name={path.name}", path.read_bytes())
        assert kept.status == 201, (path.name, kept.text)
        d.records[kept.json["register"]] = kept.json["record"]


def key(d, organisation):
    done = subprocess.run([desk.PROGRAM, "key", "add", organisation, "test", "--data", DATA], capture_output=True, check=True)
    return done.stdout.decode().strip()


def ask(d, who, method, path, body=None):
    return d.ask(method, path, body, {"Authorization": f"Bearer {d.keys[who]}", "Content-Type": "application/octet-stream"})


def tell(d, who, path, body):
    return d.ask("POST", path, json.dumps(body).encode(),
                 {"Authorization": f"Bearer {d.keys[who]}", "Content-Type": "application/json"})


def kinds(answer):
    return {one["register"] for one in answer.json["documents"] if one["state"] != "expected"}


def a_deal_shows_exactly_the_planted_discrepancies(d):
    populate(d)
    found = ask(d, "haichen", "GET", f"/api/deals/{d.deal}/check?{TODAY}").json
    assert [f["rule"] for f in found["findings"]] == ["DEAL-LC-03", "DEAL-INS-02", "DEAL-PAC-02", "DEAL-UNA-05"], found
    assert found["counts"] == {"certain": 3, "judgement": 0, "unasked": 1}
    insurance = found["findings"][1]
    assert insurance["record"] == d.records["insurance-certificate"] and insurance["article"] == "UCP 600 art. 28 f ii"
    assert [one["register"] for one in insurance["comparedWith"]] == ["letter-of-credit", "commercial-invoice"]
    found = ask(d, "haichen", "GET", f"/api/deals/{d.deal}/check?{TODAY}&language=zh").json
    assert found["findings"][0]["message"] == "装运日2026-09-27晚于最迟装运日2026-09-25。"
    late = ask(d, "haichen", "GET", f"/api/deals/{d.deal}/check?{TODAY}&presented=2026-10-20").json
    assert "DEAL-LC-01" in [f["rule"] for f in late["findings"]]


def a_draft_is_checked_as_if_it_were_there(d):
    """The insurance is raised, in a draft: its discrepancy is gone, in the draft alone."""
    populate(d)
    here, record = f"/api/deals/{d.deal}", d.records["insurance-certificate"]
    mended = (DEAL / "08-insurance-certificate.json").read_text("utf-8")
    for old, new in (("51030.0", "53460.0"), ("105", "110"), ("fifty-one thousand and thirty", "fifty-three thousand four hundred and sixty")):
        mended = mended.replace(old, new)
    mended = mended.encode()
    found = ask(d, "haichen", "POST", f"{here}/check?{TODAY}&record={record}", mended).json
    assert [f["rule"] for f in found["findings"]] == ["DEAL-LC-03", "DEAL-PAC-02", "DEAL-UNA-05"], found
    invoice = (DEAL / "06-commercial-invoice.cii.xml").read_text("utf-8").replace("48600", "98600").encode()
    found = ask(d, "haichen", "POST", f"{here}/check?{TODAY}", invoice).json
    assert "draft" in [f.get("record") for f in found["findings"] if f["rule"] == "DEAL-INV-04"], found
    assert len(ask(d, "haichen", "GET", f"{here}/check?{TODAY}").json["findings"]) == 4
    assert ask(d, "stranger", "POST", here + "/check", mended).status == 404
    # Who does not see the credit is not told of it by a draft of his own either.
    found = ask(d, "carrier", "POST", f"{here}/check?{TODAY}", invoice).json
    assert {f["rule"] for f in found["findings"]} == {"DEAL-INV-08"}, found  # its own sum


def the_matrix_says_who_waits_for_whom(d):
    populate(d)
    seen = ask(d, "osaka-seimitsu", "GET", f"/api/deals/{d.deal}?{TODAY}")
    assert seen.status == 200, seen.text
    states = {one["register"]: one["state"] for one in seen.json["documents"]}
    assert states["commercial-invoice"] == "checked" and states["packing-list"] == "discrepant"
    assert states["import-declaration"] == "expected"
    # Shipped too late: that is the bill of lading's fault, not the credit's.
    assert states["letter-of-credit"] == "checked" and states["bill-of-lading"] == "discrepant"
    waiting = {one["register"]: (one["from"], one["for"]) for one in seen.json["waiting"]}
    assert waiting == {"import-declaration": ("buyer", "seller"), "payment-advice": ("buyer", "seller")}, waiting
    assert seen.json["deal"]["parts"] == ["buyer"] and seen.json["deal"]["state"] == "open"
    assert seen.json["copiesSaved"] > 12
    actions = [entry["register"] for entry in seen.json["timeline"]]
    assert actions[-1] == "deal" and "packing-list" in actions


def a_party_sees_what_its_part_may_see(d):
    populate(d)
    assert len(kinds(ask(d, "osaka-seimitsu", "GET", f"/api/deals/{d.deal}"))) == 12
    bank = kinds(ask(d, "harbour-bank", "GET", f"/api/deals/{d.deal}"))
    assert "letter-of-credit" in bank and not bank & {"purchase-order", "booking", "export-declaration"}, bank
    carrier = ask(d, "carrier", "GET", f"/api/deals/{d.deal}")
    assert kinds(carrier) == {"booking", "shipping-instruction", "bill-of-lading", "arrival-notice"}
    assert not {"commercial-invoice", "letter-of-credit"} & {entry["register"] for entry in carrier.json["timeline"]}
    assert not {"commercial-invoice"} & {one["register"] for one in carrier.json["documents"]}
    # What he does not see he is not told of by the rules either.
    assert ask(d, "carrier", "GET", f"/api/deals/{d.deal}/check?{TODAY}").json["findings"] == []
    for kind, status in (("bill-of-lading", 200), ("commercial-invoice", 404)):
        for end in ("", "/original"):
            path = f"/api/deals/{d.deal}/documents/{kind}/{d.records[kind]}{end}"
            assert ask(d, "carrier", "GET", path).status == status, path
    original = ask(d, "carrier", "GET", f"/api/deals/{d.deal}/documents/bill-of-lading/{d.records['bill-of-lading']}/original")
    assert original.body == (DEAL / "11-bill-of-lading.ubl.xml").read_bytes()


def what_is_expected_is_told_to_those_who_may_see_it_and_offered_to_whose_part_it_is(d):
    """The carrier isn't told that a payment will come; the seller isn't offered to write the buyer's advice of it."""
    populate(d)
    told = ask(d, "carrier", "GET", f"/api/deals/{d.deal}")
    assert {one["register"] for one in told.json["content"]["expectedDocuments"]} == {"bill-of-lading"}, told.text
    for kind in ("payment-advice", "commercial-invoice", "letter-of-credit"):
        assert kind not in told.text, told.text
    assert told.json["content"]["parties"] and told.json["content"]["milestones"]
    assert ask(d, "carrier", "GET", f"/api/records/deal/{d.deal}?organisation=haichen").status in (403, 404)
    for who, mine in (("osaka-seimitsu", True), ("haichen", False)):
        seen = ask(d, who, "GET", f"/api/deals/{d.deal}").json
        assert seen["content"]["expectedDocuments"] == KEPT["expectedDocuments"], who
        assert seen["mayAdd"], who
        written = {one["register"]: one["mayWrite"] for one in seen["documents"] if one["state"] == "expected"}
        assert written and set(written.values()) == {mine}, (who, written)


def a_stranger_sees_nothing_and_adds_nothing(d):
    populate(d)
    for end in ("", "/check", "/proposals", "/comments"):
        assert ask(d, "stranger", "GET", f"/api/deals/{d.deal}{end}").status == 404
    invoice = (DEAL / "06-commercial-invoice.cii.xml").read_bytes()
    assert ask(d, "stranger", "POST", f"/api/deals/{d.deal}/documents", invoice).status == 404
    assert tell(d, "stranger", f"/api/deals/{d.deal}/comments", {"text": "x"}).status == 404
    assert ask(d, "stranger", "GET", "/api/deals").json["deals"] == []
    # Who names a deal of others in a record of his own is told what he would be told of none.
    for deal in (d.deal, "nosuch"):
        assert ask(d, "stranger", "POST", f"/api/records/commercial-invoice?deal={deal}", invoice).status == 404
        assert ask(d, "stranger", "POST", f"/api/bulk/commercial-invoice?deal={deal}", b"{}").status == 404
        kept = ask(d, "stranger", "POST", "/api/records/commercial-invoice", invoice)
        head = {"Authorization": f"Bearer {d.keys['stranger']}", "If-Match": '"1"', "Content-Type": "application/json"}
        here = f"/api/records/commercial-invoice/{kept.json['id']}"
        assert d.ask("PUT", f"{here}?deal={deal}", invoice, head).status == 404
        assert d.ask("POST", f"{here}/state", json.dumps({"deal": deal}).encode(), head).status == 404
    assert len(kinds(ask(d, "haichen", "GET", f"/api/deals/{d.deal}"))) == 12
    # Nor does a deal of his own that calls itself so.
    false = ask(d, "stranger", "POST", f"/api/records/deal?deal={d.deal}", json.dumps(KEPT).encode())
    assert false.status == 201 and false.json["deal"] == false.json["id"] != d.deal


def deals_are_listed_for_those_who_take_part(d):
    populate(d)
    for who in ("haichen", "osaka-seimitsu", "harbour-bank", "carrier"):
        listed = ask(d, who, "GET", "/api/deals?state=open&stage=payment").json
        assert d.deal in [one["id"] for one in listed["deals"]], who
        assert listed["counts"]["open"] == len(listed["deals"])
    assert ask(d, "haichen", "GET", "/api/deals?state=closed").json["deals"] == []
    assert ask(d, "haichen", "GET", "/api/deals?state=odd").status == 400


def _listed(d, who, query):
    """The numbers of all deals that are listed, page by page; and how many pages it took."""
    found, after, pages = [], "", 0
    while after is not None:
        page = ask(d, who, "GET", f"/api/deals?{query}{after}")
        assert page.status == 200, page.text
        assert sum(page.json["counts"].values()) == len(page.json["deals"])
        found += [one["number"] for one in page.json["deals"]]
        after, pages = (f"&after={page.json['next']}" if "next" in page.json else None), pages + 1
    return found, pages


def _keep_many_deals(d):
    """260 deals of an organisation's own, and one of somebody else's that it has declined; those that end in 9 disagree."""
    if "trader" in d.keys:
        return
    desk.run("org", "add", "trader", "trader", "--data", DATA)
    d.keys["trader"] = key(d, "trader")
    parties = [{"partCode": "seller", "organisation": "trader", "name": "Trader"}, {"partCode": "buyer", "organisation": "stranger", "name": "広島ﾃﾞﾝｷ"}]
    for i in range(260):
        content = dict(KEPT, id=f"TR-{i:03}", title=f"Pumps, lot {i % 2}", parties=parties[:1 + (i % 100 == 7)], stage="shipment" if i < 3 else "payment")
        kept = ask(d, "trader", "POST", "/api/records/deal", json.dumps(content).encode())
        assert kept.status == 201, kept.text
        if i in (9, 199):
            for path in sorted(DEAL.iterdir()):
                assert ask(d, "trader", "POST", f"/api/deals/{kept.json['id']}/documents", path.read_bytes()).status == 201
    named = dict(KEPT, id="TR-DECLINED", parties=parties)
    declined = ask(d, "stranger", "POST", "/api/records/deal", json.dumps(named).encode()).json["id"]
    assert tell(d, "trader", f"/api/deals/{declined}/part", {"state": "declined"}).status == 200


def a_list_of_deals_is_searched_as_a_whole(d):
    populate(d)
    _keep_many_deals(d)
    assert len(_listed(d, "trader", "limit=1000")[0]) == 260
    assert _listed(d, "trader", "q=tr-000&limit=20")[0] == ["TR-000"]  # the oldest of all
    assert _listed(d, "trader", "q=PUMPS+lot%E3%80%80tr-25")[0] == [f"TR-{i}" for i in range(259, 249, -1)]
    assert _listed(d, "trader", "q=pumps+nowhere") == ([], 1)
    # By the parties, in any writing; the answer of a page goes on behind its last.
    for word in ("広島電機", "%E5%BA%83%E5%B3%B6%E3%83%87%E3%83%B3%E3%82%AD", "stranger"):
        found = _listed(d, "trader", "limit=2&q=" + urllib.parse.quote(word, safe="%"))[0]
        assert found == ([] if word == "広島電機" else ["TR-207", "TR-107", "TR-007"]), (word, found)
    assert _listed(d, "trader", "stage=shipment&q=lot+1")[0] == ["TR-001"]
    assert _listed(d, "trader", "limit=0&state=closed") == ([], 1)
    assert ask(d, "stranger", "GET", "/api/deals?q=tr-000").json["deals"] == []


def those_are_listed_in_which_something_does_not_agree(d):
    populate(d)
    _keep_many_deals(d)
    found, pages = _listed(d, "trader", "discrepant=true")
    assert found == ["TR-199", "TR-009"] and pages > 3, (found, pages)  # a request checks fifty
    assert _listed(d, "trader", "discrepant=true&q=tr-0")[0] == ["TR-009"]
    # Who sees none of what disagrees isn't told by the list that something does.
    assert d.deal not in [one["id"] for one in ask(d, "carrier", "GET", "/api/deals?discrepant=true").json["deals"]]
    assert d.deal in [one["id"] for one in ask(d, "harbour-bank", "GET", "/api/deals?discrepant=true").json["deals"]]


def documents_join_by_their_references(d):
    populate(d)
    note = json.loads((ROOT / "registers/inspection-certificate/examples/dalian-osaka.json").read_text("utf-8"))
    kept = ask(d, "osaka-seimitsu", "POST", "/api/records/inspection-certificate", json.dumps(note).encode())
    assert kept.status == 201 and kept.json["deal"] == d.deal, kept.text
    # The same document of somebody who has no part in the deal stays by itself.
    kept = ask(d, "stranger", "POST", "/api/records/inspection-certificate", json.dumps(note).encode())
    assert kept.status == 201 and "deal" not in kept.json, kept.text


def a_document_that_is_sent_again_is_the_same_though_its_references_lead_elsewhere_by_now(d):
    populate(d)
    text = (ROOT / "registers/payment-advice/examples/dalian-osaka.json").read_text("utf-8")
    for old, new in (("RA-2026-1002", "RA-AGAIN-1"), ("HC-2026-0911", "ELSE-4711"), ("PO-2026-0815", "ELSE-0815")):
        text = text.replace(old, new)
    head = {"Authorization": f"Bearer {d.keys['carrier']}", "Idempotency-Key": "again", "Content-Type": "application/json"}
    first = d.ask("POST", "/api/records/payment-advice", text.encode(), head)
    assert first.status == 201 and "deal" not in first.json, first.text
    other = text.replace("RA-AGAIN-1", "RA-AGAIN-2").encode()
    assert ask(d, "carrier", "POST", f"/api/deals/{d.deal}/documents", other).status == 201
    again = d.ask("POST", "/api/records/payment-advice", text.encode(), head)
    assert again.status == 201 and again.json == first.json, again.text


def whoever_uses_a_number_often_does_not_crowd_out_the_deal_that_has_it(d):
    populate(d)
    text = (ROOT / "registers/inspection-certificate/examples/dalian-osaka.json").read_text("utf-8")
    lines = b"\n".join(json.dumps(dict(json.loads(text), id=f"CROWD-{i}")).encode() for i in range(150))
    assert ask(d, "stranger", "POST", "/api/bulk/inspection-certificate", lines).json["kept"] == 150
    kept = ask(d, "haichen", "POST", "/api/records/inspection-certificate", json.dumps(dict(json.loads(text), id="HONEST-1")).encode())
    assert kept.status == 201 and kept.json["deal"] == d.deal, kept.text


def whoever_names_others_as_parties_is_not_sent_their_papers(d):
    """A deal that others keep is proposed; documents join it by themselves when it was accepted, and not before."""
    populate(d)
    bait = dict(KEPT, id="BAIT", parties=[{"partCode": "seller", "organisation": "stranger"}, {"partCode": "buyer", "organisation": "harbour-bank"}])
    deal = ask(d, "stranger", "POST", "/api/records/deal", json.dumps(bait).encode()).json["id"]
    order = json.loads((ROOT / "registers/purchase-order/examples/dalian-osaka.json").read_text("utf-8"))
    assert ask(d, "stranger", "POST", f"/api/records/purchase-order?deal={deal}", json.dumps(dict(order, id="PO-BAIT")).encode()).status == 201
    advice = (ROOT / "registers/payment-advice/examples/dalian-osaka.json").read_text("utf-8").replace("HC-2026-0911", "ELSE-4712")
    def sent(number):
        paper = advice.replace("PO-2026-0815", "PO-BAIT").replace("RA-2026-1002", number)
        return ask(d, "harbour-bank", "POST", "/api/records/payment-advice", paper.encode()).json.get("deal")
    def standing():
        return {one["id"]: one["standing"] for one in ask(d, "harbour-bank", "GET", "/api/deals").json["deals"]}.get(deal)
    assert standing() == "proposed" and sent("RA-B-1") is None
    assert tell(d, "harbour-bank", f"/api/deals/{deal}/part", {"state": "declined"}).status == 200
    assert ask(d, "harbour-bank", "GET", f"/api/deals/{deal}").json["mayAdd"] is False
    assert standing() is None and sent("RA-B-2") is None
    assert tell(d, "harbour-bank", f"/api/deals/{deal}/part", {"state": "accepted"}).status == 200
    assert standing() == "accepted" and sent("RA-B-3") == deal
    assert tell(d, "carrier", f"/api/deals/{deal}/part", {"state": "accepted"}).status == 404
    assert tell(d, "harbour-bank", f"/api/deals/{deal}/part", {"state": "odd"}).status == 422


def near_misses_are_proposed_and_joined_by_hand(d):
    populate(d)
    text = (ROOT / "registers/payment-advice/examples/dalian-osaka.json").read_text("utf-8")
    typed = text.replace("HC-2026-0911", "HC-2026-0917").replace("PO-2026-0815", "XX-99")
    assert typed != text
    kept = ask(d, "osaka-seimitsu", "POST", "/api/records/payment-advice", typed.encode())
    assert kept.status == 201 and "deal" not in kept.json, kept.text
    proposed = ask(d, "osaka-seimitsu", "GET", f"/api/deals/{d.deal}/proposals").json
    assert [(p["record"], p["kind"], p["number"], p["like"], p["same"]) for p in proposed] == [
        (kept.json["id"], "commercial-invoice", "HC-2026-0917", "HC-2026-0911", False)], proposed
    assert proposed[0]["recordNumber"] == json.loads(typed)["id"], proposed
    assert ask(d, "haichen", "GET", f"/api/deals/{d.deal}/proposals").json == []  # it is not theirs
    joined = {"register": "payment-advice", "record": kept.json["id"]}
    assert tell(d, "haichen", f"/api/deals/{d.deal}/join", joined).status == 404
    assert tell(d, "osaka-seimitsu", f"/api/deals/{d.deal}/join", joined).status == 200
    assert "payment-advice" in kinds(ask(d, "haichen", "GET", f"/api/deals/{d.deal}"))
    assert ask(d, "osaka-seimitsu", "GET", f"/api/deals/{d.deal}/proposals").json == []


def what_parties_say_all_parties_read(d):
    populate(d)
    said = {"text": "Please weigh again. 請再稱重。", "register": "packing-list", "record": d.records["packing-list"]}
    assert tell(d, "harbour-bank", f"/api/deals/{d.deal}/comments", said).status == 201
    read = ask(d, "carrier", "GET", f"/api/deals/{d.deal}/comments").json
    assert [(c["text"], c["organisation"], c["register"]) for c in read] == [(said["text"], "harbour-bank", "packing-list")]
    assert tell(d, "carrier", f"/api/deals/{d.deal}/comments", {"text": "  "}).status == 422
    assert tell(d, "carrier", f"/api/deals/{d.deal}/comments", {"text": "x" * 4001}).status == 422


def what_is_put_into_a_deal_again_under_its_key_is_there_once(d):
    populate(d)
    here = f"/api/deals/{d.deal}"

    def send(method, end, body, kind="application/json", key="put-once", **more):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return d.ask(method, here + end, body, {"Authorization": f"Bearer {d.keys['harbour-bank']}", "Content-Type": kind,
                                                "Idempotency-Key": key, **more})
    form = "--{0}\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.json\"\r\n\r\n{1}\r\n--{0}--\r\n"
    advice = (ROOT / "registers/payment-advice/examples/dalian-osaka.json").read_text("utf-8").replace("RA-2026-1002", "RA-ONCE")
    # A form is the same though its parts' boundary is another each time.
    first, again = (send("POST", "/documents", form.format(mark, advice).encode(), f"multipart/form-data; boundary={mark}")
                    for mark in ("one", "another"))
    assert first.status == again.status == 201 and first.json == again.json, again.text
    assert send("POST", "/documents", advice.replace("RA-ONCE", "RA-TWICE").encode(), "application/octet-stream").status == 409
    assert send("POST", "/comments", {"text": "not a document"}).status == 409  # one key, one request
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: send("POST", "/comments", {"text": "Said once."}, key="say-once"), range(8)))
    assert {(one.status, one.text) for one in said} == {(201, said[0].text)}, [one.text for one in said]
    texts = [one["text"] for one in ask(d, "haichen", "GET", here + "/comments").json]
    assert texts.count("Said once.") == 1, texts
    # What stands in a condition held when it was done.
    version = shown(d, "harbour-bank", "certificate-of-origin")["version"]
    at = f"/documents/certificate-of-origin/{d.records['certificate-of-origin']}/reply"
    replied = [send("POST", at, {"state": "accepted"}, key="reply", **{"If-Match": f'"{version}"'}) for _ in range(2)]
    parts = [send("POST", "/part", {"state": "accepted"}, key="part") for _ in range(2)]
    for one, other in (replied, parts):
        assert one.status == other.status == 200 and one.json == other.json, other.text
    # Whose key it is: another's is another key.
    head = {"Authorization": f"Bearer {d.keys['carrier']}", "Content-Type": "application/json", "Idempotency-Key": "say-once"}
    assert d.ask("POST", here + "/comments", b'{"text": "Said once."}', head).json != said[0].json


def a_day_that_there_is_not_is_refused(d):
    populate(d)
    for day in ("2026-13-45", "2026-02-30", "0000-00-00", "20261008", "abc", "2026-10-08T00:00:00Z", ""):
        for at in (f"/api/deals/{d.deal}/check?today={day}", f"/api/deals/{d.deal}?presented={day}",
                   f"/api/registers/deal/calendar?from={day}", f"/api/registers/deal/calendar?until={day}"):
            told = desk.problem(ask(d, "haichen", "GET", at), "parameter")
            assert "expected a date as 2026-11-21" in told["detail"], told
    assert ask(d, "haichen", "GET", "/api/registers/deal/calendar?from=2028-02-29").status == 200
    described = d.get("/api/openapi.json").json["paths"]["/api/deals/{deal}/check"]["get"]["parameters"]
    assert {"type": "string", "format": "date"} in [one["schema"] for one in described], described


def reply(d, who, kind, version, body):
    at = f"/api/deals/{d.deal}/documents/{kind}/{d.records.get(kind, 'none')}/reply"
    return d.ask("POST", at, json.dumps(body).encode(),
                 {"Authorization": f"Bearer {d.keys[who]}", "Content-Type": "application/json", "If-Match": f'"{version}"'})


def shown(d, who, kind):
    seen = ask(d, who, "GET", f"/api/deals/{d.deal}").json
    return next(one for one in seen["documents"] if one["register"] == kind)


def who_may_by_his_part_accepts_or_refuses_what_another_put_in(d):
    populate(d)
    assert shown(d, "osaka-seimitsu", "packing-list")["mayReply"] and not shown(d, "haichen", "packing-list")["mayReply"]
    version = shown(d, "haichen", "packing-list")["version"]
    refused = {"state": "refused", "reason": "The gross weight is not that of the bill of lading. 総重量が違います。"}
    assert reply(d, "haichen", "packing-list", version, {"state": "accepted"}).status == 403  # its own
    assert reply(d, "carrier", "packing-list", version, {"state": "accepted"}).status == 404  # not to see
    assert reply(d, "stranger", "packing-list", version, {"state": "accepted"}).status == 404
    assert reply(d, "osaka-seimitsu", "packing-list", version + 1, {"state": "accepted"}).status == 412
    assert reply(d, "osaka-seimitsu", "packing-list", version, {"state": "refused"}).status == 422
    assert reply(d, "osaka-seimitsu", "packing-list", version, {"state": "refused", "reason": " "}).status == 422
    assert reply(d, "osaka-seimitsu", "packing-list", version, {"state": "odd"}).status == 422
    assert shown(d, "haichen", "packing-list")["replies"] == []
    # All who see the document see the reply; whose document it is keeps it as it was.
    assert reply(d, "osaka-seimitsu", "packing-list", version, refused).status == 200
    for who in ("haichen", "harbour-bank"):
        one = shown(d, who, "packing-list")
        assert one["state"] == "refused" and one["version"] == version, one
        said = one["replies"][0]
        assert (said["organisation"], said["state"], said["reason"], said["holds"]) == ("osaka-seimitsu", "refused", refused["reason"], True)
    timeline = ask(d, "haichen", "GET", f"/api/deals/{d.deal}").json["timeline"]
    assert ("refuse", "@reply.packing-list", "osaka-seimitsu") in [(e["action"], e["register"], e["organisation"]) for e in timeline]
    assert "reply" not in ask(d, "carrier", "GET", f"/api/deals/{d.deal}").text.replace("mayReply", "")
    # One refusal weighs more than another's acceptance, until it is taken back.
    assert reply(d, "harbour-bank", "packing-list", version, {"state": "accepted"}).status == 200
    assert shown(d, "haichen", "packing-list")["state"] == "refused"
    seen = ask(d, "haichen", "GET", f"/api/deals/{d.deal}")
    again = {"Authorization": f"Bearer {d.keys['haichen']}", "If-None-Match": seen.headers["ETag"]}
    assert d.ask("GET", f"/api/deals/{d.deal}", None, again).status == 304
    assert reply(d, "osaka-seimitsu", "packing-list", version, {"state": "accepted"}).status == 200
    assert shown(d, "haichen", "packing-list")["state"] == "accepted"
    assert d.ask("GET", f"/api/deals/{d.deal}", None, again).status == 200  # though the deal's own record is as it was


def a_version_that_says_something_else_stands_without_replies(d):
    populate(d)
    kind = "commercial-invoice"
    here = f"/api/records/{kind}/{d.records[kind]}"
    version = shown(d, "haichen", kind)["version"]
    assert reply(d, "osaka-seimitsu", kind, version, {"state": "accepted"}).status == 200
    content = ask(d, "haichen", "GET", here).body

    def write(method, path, body):
        return d.ask(method, path, body, {"Authorization": f"Bearer {d.keys['haichen']}", "Content-Type": "application/json",
                                          "If-Match": f'"{shown(d, "haichen", kind)["version"]}"'})
    assert write("POST", here + "/state", b'{"state": "disputed"}').status == 200
    assert shown(d, "haichen", kind)["state"] == "accepted"  # it only moved
    changed = json.loads(content)
    changed["buyerReference"] = "ANOTHER"
    assert write("PUT", here, json.dumps(changed).encode()).status == 200
    one = shown(d, "haichen", kind)
    assert one["state"] != "accepted" and [said["holds"] for said in one["replies"]] == [False], one
    assert write("PUT", here, content).status == 200
    assert shown(d, "haichen", kind)["state"] == "accepted"
    assert write("POST", here + "/state", b'{"state": "accepted"}').status == 200


class Follower:
    """A party that listens to the events."""

    def __init__(self, d, who, more=""):
        self.socket = d.connect()
        self.socket.sendall(f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {d.keys[who]}\r\n{more}\r\n".encode())
        self.heard = b""
        self.until(b"id: ")  # it is heard from now on

    def until(self, text):
        while b"\n\n" not in self.heard.partition(text)[2]:
            part = self.socket.recv(65536)
            assert part, self.heard
            self.heard += part

    def records(self):
        self.socket.close()
        entries = [json.loads(line) for line in re.findall(r"^data: (.*)$", self.heard.decode(), re.M)]
        return [(entry["register"], entry["record"]) for entry in entries]


def what_happens_in_a_deal_reaches_the_parties_that_may_see_it_and_no_others(d):
    populate(d)
    ears = {who: Follower(d, who) for who in d.keys}
    invoice = (DEAL / "06-commercial-invoice.cii.xml").read_bytes().replace(b"HC-2026-0911", b"HC-2026-0999")
    booking = (DEAL / "04-booking.edi").read_bytes()
    kept = {}
    for name, body in (("commercial-invoice", invoice), ("booking", booking)):
        answer = ask(d, "haichen", "POST", f"/api/deals/{d.deal}/documents", body)
        assert answer.status == 201 and answer.json["register"] == name, answer.text
        kept[name] = (name, answer.json["record"])
    assert ask(d, "stranger", "POST", f"/api/records/commercial-invoice?deal={d.deal}", invoice).status == 404
    false = ask(d, "stranger", "POST", "/api/records/commercial-invoice", invoice).json
    said = tell(d, "harbour-bank", f"/api/deals/{d.deal}/comments", {"text": "The last word"}).json
    last = ("@comment", said["record"])
    for who in ("haichen", "osaka-seimitsu", "harbour-bank", "carrier"):
        ears[who].until(said["record"].encode())
    # The stranger, who has no part in the deal, hears his own record and nothing else.
    ears["stranger"].until(false["id"].encode())
    both = [kept["commercial-invoice"], kept["booking"], last]
    heard = {who: ear.records() for who, ear in ears.items()}
    assert heard["haichen"] == heard["osaka-seimitsu"] == both, heard
    assert heard["harbour-bank"] == [kept["commercial-invoice"], last], heard
    assert heard["carrier"] == [kept["booking"], last], heard
    assert heard["stranger"] == [("commercial-invoice", false["id"])], heard
    # Who comes again goes on behind what he heard last.
    again = Follower(d, "carrier", f"Last-Event-ID: {said['entry'] - 1}\r\n")
    again.until(said["record"].encode())
    assert again.records() == [last]
    for one in kept.values():  # they would be discrepancies to the other tests
        leave(d, one)


def leave(d, named):
    register, record = named
    moved = d.ask("POST", f"/api/records/{register}/{record}/state", json.dumps({"deal": ""}).encode(),
                  {"Authorization": f"Bearer {d.keys['haichen']}", "Content-Type": "application/json", "If-Match": '"1"'})
    assert moved.status == 200, moved.text


def answers_are_as_their_schemas_say(d):
    populate(d)
    here = f"/api/deals/{d.deal}"
    status = (ROOT / "registers/transport-status/examples/dalian-osaka.json").read_bytes()
    kept = ask(d, "haichen", "POST", here + "/documents", status)
    mistyped = (ROOT / "registers/payment-advice/examples/dalian-osaka.json").read_text("utf-8").replace("-0911", "-0912")
    assert ask(d, "haichen", "POST", "/api/records/payment-advice", mistyped.replace("-0815", "-9999").replace("RA-2026-1002", "OTHER-1").encode()).status == 201
    asked = {
        ("/api/deals", "get"): ask(d, "haichen", "GET", "/api/deals?limit=1"),
        ("/api/deals/{deal}", "get"): ask(d, "haichen", "GET", here),
        ("/api/deals/{deal}/check", "get"): ask(d, "haichen", "GET", here + "/check?presented=2026-12-01"),
        ("/api/deals/{deal}/check", "post"): ask(d, "haichen", "POST", here + "/check", status),
        ("/api/deals/{deal}/documents", "post"): kept,
        ("/api/deals/{deal}/join", "post"): tell(d, "haichen", here + "/join",
                                                 {"register": kept.json["register"], "record": kept.json["record"]}),
        ("/api/deals/{deal}/proposals", "get"): ask(d, "haichen", "GET", here + "/proposals"),
        ("/api/deals/{deal}/comments", "post"): tell(d, "haichen", here + "/comments", {"text": "Thank you"}),
        ("/api/deals/{deal}/part", "post"): tell(d, "osaka-seimitsu", here + "/part", {"state": "accepted"}),
        ("/api/deals/{deal}/documents/{register}/{record}/reply", "post"): reply(
            d, "osaka-seimitsu", "packing-list", shown(d, "haichen", "packing-list")["version"], {"state": "accepted"}),
        ("/api/deals/{deal}/comments", "get"): ask(d, "haichen", "GET", here + "/comments"),
    }
    assert set(asked) == desk.DEALS
    description = d.get("/api/openapi.json").json
    schemas = desk.described_answers(description)
    for one, answer in asked.items():
        assert answer.status < 300 and answer.body.strip() != b"[]", (one, answer.text)  # nothing would prove nothing
        desk.hold_to_schema(d, description, schemas[one], answer)


def a_flood_of_strangers_records_crowds_nothing_out(d):
    """1,200 records with the deal's numbers, in a deal that names its parties: more than a page of a list has."""
    populate(d)
    here = f"/api/deals/{d.deal}"
    advice = json.loads((ROOT / "registers/payment-advice/examples/dalian-osaka.json").read_text("utf-8")
                        .replace("RA-2026-1002", "RA-FLOOD-1"))
    false = ask(d, "stranger", "POST", "/api/records/deal", json.dumps(KEPT).encode()).json["id"]
    for _ in range(2):
        kept = ask(d, "stranger", "POST", f"/api/bulk/payment-advice?deal={false}", (json.dumps(advice) + "\n").encode() * 600)
        assert kept.status == 200 and kept.json["kept"] == 600, kept.text[:500]
    kept = ask(d, "osaka-seimitsu", "POST", "/api/records/payment-advice", json.dumps(advice).encode())
    assert kept.status == 201 and kept.json["deal"] == d.deal, kept.text
    seen = ask(d, "haichen", "GET", f"{here}?{TODAY}").json
    assert kept.json["id"] in [one.get("record") for one in seen["documents"]]  # it came behind all of them


DATA = tempfile.mkdtemp(prefix="madoguchi-data-")
desk.main(globals(), "--data", DATA)
