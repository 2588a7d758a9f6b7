#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every route for every role in every relation, and every kind of document for every part. Usage: rights.py PROGRAM.

What is tried is generated from the declarations: the routes from the description that the server writes of itself, parts and
kinds from registers/deal/register.json. What is expected is written down a second time, here and in docs/security.md: a row
of the program's tables that is changed by mistake is found.
"""
import json
import tempfile

import desk
from browser import Browser, first_administrator, first_link, invite, stream
from desk import EXAMPLES, ROOT

SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()
DECLARED = json.loads((ROOT / "registers/deal/register.json").read_text("utf-8"))
DEAL = json.loads((ROOT / "registers/deal/examples/dalian-osaka-deal.json").read_text("utf-8"))

# Roles: public, member, manager (g), officer, auditor, administrator (s). What each relation adds to `none`.
ROLES = {"p": "public", "m": "member", "g": "manager", "o": "officer", "a": "auditor", "s": "administrator"}
RIGHTS = {
    "use": {"none": "pmgoas"}, "enter": {"none": "pmgoas"}, "prove": {"none": "pmgoas"}, "self": {"none": "mgoas"},
    "read": {"none": "oa", "public": "pmgoas", "party": "mgo", "own": "mgo"},
    "write": {"none": "", "own": "mgo"},
    "act": {"none": "o", "public": "mgo", "party": "mgo", "own": "mgo"},
    "share": {"none": "", "party": "mgo", "own": "mgo"},
    "audit": {"none": "a"}, "people": {"none": "s", "own": "g"}, "govern": {"none": "s"}, "metrics": {"none": "s"},
    "keys": {"none": "s", "own": "g"},
    "follow": {"none": "s"},
}
ROUTES = {
    "use": "checkDocuments convertDocument renderDocument listCodeLists searchCodes listRuleSets getHealth getLife getDescription "
           "listRegisters getRegisterSchema getRegisterForm getSelf listCubes askCube getCubeStructure listVisibleRecords listDeadlines listApplicable "
           "tableVisibleRecords",
    "enter": "signIn getInvitation acceptInvitation getRecovery recover",
    "self": "exportAccount eraseAccount switchOrganisation prove signOut listSessions signOutEverywhere endSession changePassword "
            "newFactor setFactor removeFactor",
    "read": "streamEvents listRecords getRecord countFacets getHistory getOriginal exportRecords listDeals "
            "getDeal checkDeal checkDealDraft getDealDocument getDealOriginal proposeJoins listComments getMatter getEligibility "
            "getAttachment listNotices listSearches searchRecords suggestWords findMatches measureMatches findSimilar",
    "write": "keepMany createRecord seeNotice tellMatch saveSearch changeSearch deleteSearch",
    "act": "updateRecord moveRecord makeTransition giveConsent withdrawConsent giveOpinion nameReviewers attachFile assignMatches",
    "share": "addToDeal joinDeal addComment answerPart replyToDocument",
    "prove": "getCheckpoint getTile getVerifier proveInclusion proveConsistency",
    "audit": "listEntries",
    "people": "listPeople closePerson setRole invite makeRecovery getTerms demandFactor",
    "govern": "listOrganisations addOrganisation setTerms",
    "keys": "listKeys addKey rotateKey revokeKey",
    "metrics": "getMetrics",
    "follow": "shipJournal",
}
ABOUT_DEALS = "getDeal checkDeal checkDealDraft getDealDocument getDealOriginal proposeJoins listComments addToDeal joinDeal " \
              "addComment answerPart replyToDocument"
SHOWN = "searchRecords suggestWords"  # who names no organisation looks at what everybody may see, beside his own

# Who asks: organisation and role. What is asked about: organisations, and deals with their keeper and a party.
PEOPLE = {"nobody": ("", "public"), "manager": ("gear", "manager"), "member": ("gear", "member"),
          "leader": ("partner", "manager"), "partner": ("partner", "member"),
          "stranger": ("stranger", "manager"), "officer": ("window", "officer"), "auditor": ("window", "auditor"),
          "administrator": ("window", "administrator")}
DEALS = {"of gear": ("gear", "partner"), "with the window": ("gear", "window"), "of the window": ("window", "partner")}


OF_KEYS = {"follow"}  # a standby is a program: no session may, whatever its role


def _may(action, relation):
    return {ROLES[letter] for letter in RIGHTS[action]["none"] + RIGHTS[action].get(relation, "")}


def _populate(d):
    if hasattr(d, "browsers"):
        return
    admin = first_administrator(d, first_link(d))
    d.browsers = {"nobody": Browser(d), "administrator": admin}
    for organisation in ("gear", "partner", "stranger"):
        assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
    for name, (organisation, role) in PEOPLE.items():
        if name not in d.browsers:
            invite(admin, f"{name}@{organisation}.example", organisation, role)
            d.browsers[name] = Browser(d)
            _sign_in(d, name)
    d.deals = {name: _deal(d, *who) for name, who in DEALS.items()}


def _sign_in(d, name):
    email = "s@window.example" if name == "administrator" else f"{name}@{PEOPLE[name][0]}.example"
    answer = d.browsers[name].sign_in(email)
    assert answer.status == 200, answer.text


def _deal(d, keeper, party):
    """A deal with a document that the party sees; its id and the record's."""
    browser = d.browsers["member" if keeper == "gear" else "officer"]
    content = dict(DEAL, parties=[{"partCode": "seller", "organisation": keeper}, {"partCode": "buyer", "organisation": party}])
    made = browser.ask("POST", "/api/records/deal", json.dumps(content).encode())
    assert made.status == 201, made.text
    kept = browser.ask("POST", f"/api/deals/{made.json['id']}/documents", SOUND)
    assert kept.status == 201, kept.text
    return made.json["id"], kept.json["record"]


def _operations(d):
    return [(path, method, operation) for path, methods in d.get("/api/openapi.json").json["paths"].items()
            for method, operation in methods.items()]


# ---- The declarations ----

def what_routes_declare_is_what_is_written_here(d):
    found = {operation["operationId"]: operation for _, _, operation in _operations(d)}
    expected = {name: action for action, names in ROUTES.items() for name in names.split()}
    assert set(found) == set(expected), set(found) ^ set(expected)
    for name, operation in found.items():
        assert operation["x-action"] == expected[name], name
        assert (operation["x-subject"] == "deal") == (name in ABOUT_DEALS.split()), name
        assert (operation["x-subject"] == "shown") == (name in SHOWN.split()), name
        for relation, roles in operation["x-roles"].items():
            assert set(roles) == _may(operation["x-action"], relation), (name, relation, roles)
        assert set(operation["x-roles"]) == {"none", "public", "party", "own"}


# ---- Every route ----

def every_route_lets_in_whom_it_should_and_nobody_else(d):
    _populate(d)
    operations, tried = _operations(d), set()
    for path, method, operation in operations:
        for name, (organisation, role) in PEOPLE.items():
            for relation, address in _targets(d, path, operation, organisation, role):
                is_in = _lets_in(d, name, method, address, operation)
                expected = operation["x-action"] not in OF_KEYS and role in _may(operation["x-action"], relation)
                assert is_in == expected, (operation["operationId"], name, relation)
                tried.add((operation["operationId"], role, relation))
    missing = _combinations(operations) - tried
    assert not missing, missing


def _combinations(operations):
    """All that can be: nobody has something of his own, and a route without an organisation is about one's own."""
    found = set()
    for path, _, operation in operations:
        relations = {"deal": ["none", "party", "own"]}.get(operation["x-subject"], ["none", "own"])
        if operation["x-subject"] != "deal" and not _names(operation) & {"organisation"}:
            relations = ["own"]
        for role in ROLES.values():
            found |= {(operation["operationId"], role, relation) for relation in (relations if role != "public" else ["none"])}
            if operation["x-subject"] == "shown":
                found.add((operation["operationId"], role, _relation_to_shown(role)))
    return found


def _names(operation):
    return {p["name"] for p in operation.get("parameters", []) if p["in"] in ("query", "path")}


def _relation_to_shown(role):
    return "public" if role in ("public", "administrator") else "own"


def _targets(d, path, operation, organisation, role):
    """(relation, address) of everything there is to ask about."""
    names = _names(operation)
    if operation["x-subject"] == "deal":
        for name, (keeper, party) in DEALS.items():
            relation = "own" if organisation == keeper else "party" if organisation == party else "none"
            yield relation, _fill(path, "", *d.deals[name])
    elif "organisation" in names:
        if operation["x-subject"] == "shown":
            yield _relation_to_shown(role), _fill(path, "")
        for target in ("gear", "window"):
            query = "" if "{organisation}" in path else f"organisation={target}"
            yield "own" if target == organisation else "none", _fill(path.replace("{organisation}", target), query)
    else:
        yield "own" if organisation else "none", _fill(path, "")


FILLED = {"register": "commercial-invoice", "list": "countries", "session": "0" * 64, "key": "0" * 16, "person": "0" * 16,
          "search": "0" * 20,
          "token": "A" * 43, "file": "0/000.p/1"}


def _fill(path, query, deal="", record="0" * 20):
    for name, value in dict(FILLED, deal=deal, record=record).items():
        path = path.replace("{" + name + "}", value)
    return path, query


def _lets_in(d, name, method, address, operation):
    browser, (path, query) = d.browsers[name], address
    operation_id = operation["operationId"]
    more = "&".join(f"{p['name']}={_value(p)}" for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required"))
    path += "?" * bool(query or more) + "&".join(filter(None, (query, more)))
    if operation_id == "streamEvents":
        s, head = stream(browser, path)
        s.close()
        return head.split(b" ")[1] == b"200"
    headers, body = {"If-Match": '"999"'}, None
    if "requestBody" in operation:
        is_json = "application/json" in operation["requestBody"]["content"]
        body = b"{}" if is_json else SOUND
        headers["Content-Type"] = "application/json" if is_json else "application/xml"
    if operation_id == "getMetrics":
        return _sees_metrics_from_elsewhere(browser)
    answer = browser.ask(method.upper(), path, body, headers)
    if operation_id in ("signOut", "signOutEverywhere") and name != "nobody":
        _sign_in(d, name)
    is_secret = answer.status == 404 and "no such deal" in answer.json["detail"]
    return answer.status not in (401, 403) and not is_secret


def _value(parameter):
    schema = parameter["schema"]
    return 1 if schema["type"] == "integer" else schema.get("enum", ["0" * 64])[-1]


def _sees_metrics_from_elsewhere(browser):
    """From this machine everybody does, so that a collector needs no key; the head tells of a proxy."""
    return browser.ask("GET", "/metrics", None, {"X-Forwarded-For": "198.51.100.7"}).status == 200


def a_deal_says_to_each_whether_he_may_add_to_it(d):
    _populate(d)
    for name, (organisation, role) in PEOPLE.items():
        for relation, (address, _) in _targets(d, "/api/deals/{deal}", {"x-subject": "deal"}, organisation, role):
            seen = d.browsers[name].ask("GET", address)
            if seen.status == 200:
                assert seen.json["mayAdd"] == (role in _may("share", relation)), (name, relation)
                written = [one["mayWrite"] for one in seen.json["documents"] if one["state"] == "expected" and one["from"] == "seller"]
                assert written and set(written) == {seen.json["mayAdd"] and "seller" in seen.json["deal"]["parts"]}, (name, relation)


# ---- Every kind for every part ----

def every_part_sees_the_kinds_that_are_declared_and_no_others(d):
    _populate(d)
    member = d.browsers["member"]
    parties = [{"partCode": "seller", "organisation": "gear"}]
    parts = {part: f"org-{part}" for part in DECLARED["sees"]}
    for part, organisation in parts.items():
        assert d.browsers["administrator"].ask("POST", "/api/organisations", {"id": organisation, "name": part}).status == 201
        invite(d.browsers["administrator"], f"{part}@part.example", organisation, "member")
        parties.append({"partCode": part, "organisation": organisation})
    expected = [{"register": kind, "fromCode": "seller"} for kind in {kind for kinds in DECLARED["sees"].values() for kind in kinds} - {"*"}]
    content = dict(DEAL, parties=parties, expectedDocuments=expected)
    deal = member.ask("POST", "/api/records/deal", json.dumps(content).encode()).json["id"]
    kinds = {}
    for example in sorted(ROOT.glob("registers/*/examples/*.json")):
        kind = example.parent.parent.name
        if kind not in kinds and kind != "deal" and _is_trade_document(kind):
            kept = member.ask("POST", f"/api/records/{kind}?deal={deal}", example.read_bytes())
            assert kept.status == 201, (kind, kept.text)
            kinds[kind] = kept.json["id"]
    assert len(kinds) > 20
    for part in parts:
        browser = Browser(d)
        assert browser.sign_in(f"{part}@part.example").status == 200
        _sees_what_is_declared(browser, deal, kinds, DECLARED["sees"][part])
        _is_told_what_is_expected(browser, deal, [one["register"] for one in expected], DECLARED["sees"][part])
        _replies_to_what_is_declared(browser, deal, kinds, DECLARED["replies"].get(part, []))


def _is_trade_document(kind):
    """Records of other registers are checked, and made by whom their declarations let."""
    return json.loads((ROOT / f"registers/{kind}/register.json").read_text("utf-8")).get("checked") is False


def _sees_what_is_declared(browser, deal, kinds, declared):
    expected = set(kinds) if "*" in declared else set(kinds) & set(declared)
    seen = browser.ask("GET", f"/api/deals/{deal}").json
    assert {one["register"] for one in seen["documents"] if "record" in one} == expected
    assert {one["register"].removeprefix("@reply.") for one in seen["timeline"]} - {"deal"} == expected
    for kind, record in kinds.items():
        for end in ("", "/original"):
            status = browser.ask("GET", f"/api/deals/{deal}/documents/{kind}/{record}{end}").status
            assert status == (200 if kind in expected else 404), (kind, end)


def _is_told_what_is_expected(browser, deal, kinds, declared):
    told = browser.ask("GET", f"/api/deals/{deal}").json["content"].get("expectedDocuments", [])
    assert {one["register"] for one in told} == (set(kinds) if "*" in declared else set(kinds) & set(declared))


def _replies_to_what_is_declared(browser, deal, kinds, declared):
    expected = set(kinds) if "*" in declared else set(kinds) & set(declared)
    documents = [one for one in browser.ask("GET", f"/api/deals/{deal}").json["documents"] if "record" in one]
    assert {one["register"] for one in documents if one["mayReply"]} == expected
    for one in documents:
        at = f"/api/deals/{deal}/documents/{one['register']}/{one['record']}/reply"
        status = browser.ask("POST", at, {"state": "accepted"}, {"If-Match": f'"{one["version"]}"'}).status
        assert status == (200 if one["register"] in expected else 403), (at, status)


DATA = tempfile.mkdtemp(prefix="madoguchi-data-")
desk.main(globals(), "--data", DATA)
