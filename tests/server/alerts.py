#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who is told of what comes (saved searches, matches, what is alike), and what comes as many at once. Usage: alerts.py PROGRAM.

The registers are in tests/server/waiting: supplies and demands, that everybody sees when they are shown; tenders, with rules. On SQLite, and where
$MADO_POSTGRES names a server (tests/store/with-postgres) on that, too.
"""
import itertools
import json
import os
import random
import signal
import tempfile
import time
import urllib.parse

import desk
from browser import PASSWORD, Browser, first_administrator, first_link, invite
from desk import ROOT, Desk, problem, until

POSTGRES = os.environ.get("MADO_POSTGRES")
PEOPLE = {"maker": ("gear", "member"), "colleague": ("partner", "member"), "seeker": ("partner", "member"),
          "officer": ("window", "officer"), "auditor": ("window", "auditor")}
LATHE = {"title": "CNC lathe for shafts", "text": "A turning machine of two metres.", "industry": "machinery", "price": "quasar"}


class Latch:
    """A file for --clock by which the clock's thread is held up, before it looks at anything: whoever opens a FIFO waits."""

    def __init__(self):
        folder = tempfile.mkdtemp(prefix="madoguchi-clock-")
        self.path, self.fifo, self.other = (os.path.join(folder, name) for name in ("today", "fifo", "other"))
        os.mkfifo(self.fifo)

    def hold(self):
        os.link(self.fifo, self.other)
        os.replace(self.other, self.path)

    def others_pass(self):
        """What opens the path from now on finds no date in it, and so today's; who waits goes on waiting."""
        with open(self.other, "w"):
            pass
        os.replace(self.other, self.path)

    def let_go(self):
        os.close(os.open(self.fifo, os.O_WRONLY | os.O_NONBLOCK))  # fails where nobody waits


class Place:
    """A data folder with people, and a server on it that can be started again."""

    def __init__(self, engine, *options):
        self.data = tempfile.mkdtemp(prefix="madoguchi-data-")
        self.store = []
        if engine == "postgres":
            name = f"alerts_{os.getpid()}_{time.monotonic_ns()}"
            desk.subprocess.run(["psql", "-q", POSTGRES, "-c", f"create database {name}"], check=True)
            self.store = ["--postgres", POSTGRES.replace("dbname=postgres", f"dbname={name}")]
        self.start(*options)
        admin = first_administrator(self.server, first_link(self.server))
        for organisation in ("gear", "partner"):
            assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
        self.people = {"nobody": Browser(self.server), "administrator": admin}
        for name, (organisation, role) in PEOPLE.items():
            invite(admin, f"{name}@{organisation}.example", organisation, role)
            self.people[name] = Browser(self.server)
            assert self.people[name].sign_in(f"{name}@{organisation}.example").status == 200

    def start(self, *options):
        self.server = Desk("--data", self.data, "--registers", ROOT / "tests/server/waiting", *self.store, *options)

    def again(self, *options, stop=lambda server: server.stop()):
        assert stop(self.server) in (0, -signal.SIGKILL), self.server.log()
        self.start(*options)
        for browser in self.people.values():
            browser.d = self.server

    def ask(self, who, method, path, body=None, status=(200, 201, 204), headers=None):
        body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        answer = self.people[who].ask(method, path, body, dict({"Content-Type": "application/json"}, **(headers or {})))
        assert answer.status in status, (method, path, answer.status, answer.text)
        return answer.json if answer.body else None

    def keep(self, who, register, content, shown=True):
        made = self.ask(who, "POST", f"/api/records/{register}", content)
        return dict(self.move(who, register, made, "show") if shown else made, id=made["id"], number=made["number"])

    def move(self, who, register, record, transition):
        return self.ask(who, "POST", f"/api/records/{register}/{record['id']}/transitions/{transition}", {},
                        headers={"If-Match": f'"{record["version"]}"'})

    def change(self, who, register, record, content):
        done = self.ask(who, "PUT", f"/api/records/{register}/{record['id']}", content, headers={"If-Match": f'"{record["version"]}"'})
        return dict(record, version=done["version"])

    def save(self, who, **search):
        return self.ask(who, "POST", "/api/searches", search)

    def notices(self, who, language="en"):
        return self.ask(who, "GET", f"/api/notices?limit=500&language={language}")["notices"]

    def found(self, who):
        """(search, record's number) of what was found for him, the newest first."""
        return [(n["search"], n["number"]) for n in self.notices(who) if "search" in n]

    def wait(self, what):
        return until(what, lambda: f"it did not happen\n{self.server.log()[-2000:]}")

    def settle(self):
        """Until all that was done is looked at: a record that somebody waits for comes last, and is told."""
        search = self.save("officer", name="last", q=f"pulsar{time.monotonic_ns()}")
        made = self.keep("maker", "supply", {"title": search["q"]})
        self.wait(lambda: (search["id"], made["number"]) in self.found("officer"))
        self.ask("officer", "DELETE", f"/api/searches/{search['id']}")


def _on_both(test):
    for engine in ["sqlite", "postgres"] if POSTGRES else ["sqlite"]:
        place = Place(engine)
        try:
            test(place)
        except Exception:
            print(f"on {engine}")
            raise
        assert place.server.stop() == 0, place.server.log()
    if not POSTGRES:
        print("skipped on PostgreSQL: $MADO_POSTGRES names no server")


# ---- Saved searches ----

def _what_comes_is_told_once_to_whom_it_is_for(p):
    before = p.keep("maker", "supply", LATHE)
    words = p.save("seeker", name="Lathes", q="数控车床", register="supply")
    facet = p.save("seeker", name="Food", facets=[{"facet": "industry", "value": "food"}])
    price = p.save("seeker", name="Price", q="quasar")  # what not all may read finds nothing
    own = p.save("maker", name="Mine", register="supply")
    other = p.save("colleague", name="Demands", register="demand")
    made = p.keep("maker", "supply", dict(LATHE, title="数控车床", text="两米"), shown=False)
    p.settle()
    assert p.found("seeker") == [] and p.found("colleague") == []  # a draft is its owner's
    made = dict(p.move("maker", "supply", made, "show"), number=made["number"])
    p.settle()
    assert p.found("seeker") == [(words["id"], made["number"])], (p.found("seeker"), before)
    assert p.found("colleague") == [] and p.found("maker") == []  # he did it himself
    told = p.notices("seeker")[0]
    assert told["text"] == f"Your search “Lathes” finds: 数控车床 ({made['number']})" and told["register"] == "supply", told
    assert p.notices("seeker", "ja")[0]["text"].startswith("保存した検索「Lathes」")
    assert p.notices("seeker", "zh")[0]["text"].startswith("您保存的检索“Lathes”")
    # A version is told once, another version once more; whatever is looked at again.
    p.again()
    p.settle()
    assert len(p.found("seeker")) == 1
    changed = p.change("maker", "supply", made, dict(LATHE, title="数控车床", industry="food"))
    p.settle()
    assert sorted(p.found("seeker")[:2]) == sorted([(words["id"], made["number"]), (facet["id"], made["number"])])
    # It is the person's: nobody else is told, or can say that it was seen.
    assert all(n.get("search") not in (words["id"], facet["id"]) for who in ("colleague", "officer", "maker") for n in p.notices(who))
    problem(p.people["colleague"].ask("POST", f"/api/notices/{told['id']}/seen"), "not-found")
    p.ask("seeker", "POST", f"/api/notices/{told['id']}/seen")
    assert [n["state"] for n in p.notices("seeker") if n["id"] == told["id"]] == ["seen"]
    assert told["id"] not in [n["id"] for n in p.ask("seeker", "GET", "/api/notices?state=new")["notices"]]
    # What is withdrawn is told to nobody, though it changed.
    hidden = p.move("maker", "supply", dict(changed, id=made["id"]), "hide")
    p.change("maker", "supply", dict(hidden, id=made["id"]), dict(LATHE, title="数控车床", text="三米"))
    count = len(p.found("seeker"))
    p.settle()
    assert len(p.found("seeker")) == count
    assert {own["id"], other["id"], price["id"]} & {search for who in p.people if who not in ("nobody", "administrator")
                                                    for search, _ in p.found(who)} == set()


def what_comes_is_told_once_to_whom_it_is_for():
    _on_both(_what_comes_is_told_once_to_whom_it_is_for)


def _searches_are_listed_renamed_silenced_and_deleted(p):
    first = p.save("seeker", name="Lathes", q="lathe", register="supply", facets=[{"facet": "industry", "value": "machinery"}])
    assert first["facets"] == [{"facet": "industry", "value": "machinery"}] and not first["silent"], first
    second = p.save("seeker", name="All supplies", register="supply")
    listed = p.ask("seeker", "GET", "/api/searches")["searches"]
    assert [one["id"] for one in listed] == [second["id"], first["id"]] and listed[1]["q"] == "lathe", listed
    for who in ("colleague", "maker", "auditor"):
        assert p.ask(who, "GET", "/api/searches")["searches"] == []
    at = f"/api/searches/{second['id']}"
    problem(p.people["colleague"].ask("PUT", at, {"name": "Mine", "silent": True}), "not-found")
    problem(p.people["colleague"].ask("DELETE", at), "not-found")
    p.ask("seeker", "PUT", at, {"name": "供給すべて", "silent": True})
    assert p.ask("seeker", "GET", "/api/searches")["searches"][0] | {"created": ""} == second | {
        "name": "供給すべて", "silent": True, "created": ""}
    made = p.keep("maker", "supply", LATHE)
    p.settle()
    assert p.found("seeker") == [(first["id"], made["number"])], p.notices("seeker")
    p.ask("seeker", "PUT", at, {"name": "供給すべて", "silent": False})
    p.ask("seeker", "DELETE", f"/api/searches/{first['id']}")
    p.settle()  # its own record is found by the search for all
    assert [search for search, _ in p.found("seeker")] == [second["id"], first["id"]], (first, second, p.notices("seeker"))
    assert [one["id"] for one in p.ask("seeker", "GET", "/api/searches")["searches"]] == [second["id"]]
    # It is in the journal who did what; what it said is erased.
    entries = [e for e in p.ask("auditor", "GET", "/api/journal/entries?limit=1000") if e["record"] == first["id"]]
    assert sorted(e["action"] for e in entries) == ["create", "erase"], entries
    assert "lathe" not in json.dumps(entries)


def searches_are_listed_renamed_silenced_and_deleted():
    _on_both(_searches_are_listed_renamed_silenced_and_deleted)


def _what_came_before_a_search_was_renamed_is_told_all_the_same(p):
    """The window looks some time after it came: what changes meanwhile without being news takes nothing away, and brings nothing twice."""
    search, expected = p.save("seeker", name="Lathes 0", q="lathe", register="supply"), []
    for i in range(1, 6):
        made = p.keep("maker", "supply", LATHE)
        p.ask("seeker", "PUT", f"/api/searches/{search['id']}", {"name": f"Lathes {i}", "silent": False})
        expected.append((search["id"], made["number"]))
    p.settle()
    assert sorted(p.found("seeker")) == sorted(expected), p.notices("seeker")
    # What comes while it is silent is no news when it is told again.
    p.ask("seeker", "PUT", f"/api/searches/{search['id']}", {"name": "Lathes", "silent": True})
    p.keep("maker", "supply", LATHE)
    p.ask("seeker", "PUT", f"/api/searches/{search['id']}", {"name": "Lathes", "silent": False})
    p.settle()
    assert sorted(p.found("seeker")) == sorted(expected), p.notices("seeker")


def what_came_before_a_search_was_renamed_is_told_all_the_same():
    _on_both(_what_came_before_a_search_was_renamed_is_told_all_the_same)


def _kill(server):
    server.process.kill()
    return server.process.wait()


def what_came_before_the_window_looked_is_told():
    """A server that does much else begins to look late, and one that is killed goes on where it was."""
    for engine in ["sqlite", "postgres"] if POSTGRES else ["sqlite"]:
        latch = Latch()
        latch.hold()
        p = Place(engine, "--clock", latch.path)
        latch.others_pass()
        search = p.save("seeker", name="Lathes", q="lathe", register="supply")
        first = p.keep("maker", "supply", LATHE)
        registers = lambda: {e["register"] for e in p.ask("auditor", "GET", "/api/journal/entries?limit=1000")}
        assert not {"@watch", "@register"} & registers()
        latch.let_go()
        p.wait(lambda: "@watch" in registers())
        p.settle()
        assert p.found("seeker") == [(search["id"], first["number"])], (engine, p.found("seeker"))
        # It comes, and the server is gone before anybody has looked at it.
        latch.hold()
        p.again("--clock", latch.path)
        latch.others_pass()
        second = p.keep("maker", "supply", LATHE)
        p.again(stop=_kill)
        p.settle()
        assert sorted(p.found("seeker")) == sorted((search["id"], one["number"]) for one in (first, second)), (engine, p.found("seeker"))
        assert p.server.stop() == 0, p.server.log()


def what_is_no_search_is_refused():
    p = Place("sqlite")
    for search in ({"name": "All"}, {"name": "All", "q": "  "}, {"name": " ", "q": "a"}, {"name": "x" * 101, "q": "a"},
                   {"name": "a", "q": "x" * 501}, {"q": "a"}, {"name": "a", "facets": [{"facet": "", "value": "b"}]}):
        problem(p.people["seeker"].ask("POST", "/api/searches", search), "unreadable")
    problem(p.people["seeker"].ask("POST", "/api/searches", {"name": "a", "register": "nothing"}), "not-found")
    for _ in range(100):
        p.save("seeker", name="One", q="a")
    problem(p.people["seeker"].ask("POST", "/api/searches", {"name": "One more", "q": "a"}), "conflict")
    assert p.server.stop() == 0


def what_one_seeks_is_taken_along_and_erased_with_the_account():
    p = Place("sqlite")
    search = p.save("seeker", name="Quasars", q="lathe")
    p.keep("maker", "supply", LATHE)
    p.wait(lambda: p.found("seeker"))
    account = p.ask("seeker", "GET", "/api/account")
    assert [one["name"] for one in account["searches"]] == ["Quasars"] and account["alerts"][0]["search"] == search["id"]
    p.ask("seeker", "DELETE", "/api/account", {"password": PASSWORD})
    entries = p.ask("auditor", "GET", "/api/journal/entries?limit=1000")
    for kind in ("@search", "@alert"):
        assert [e["action"] for e in entries if e["register"] == kind][-1] == "erase", kind
    assert p.server.stop() == 0


def who_has_left_is_told_nothing():
    p = Place("sqlite")
    p.save("seeker", name="All", register="supply")
    people = p.ask("administrator", "GET", "/api/organisations/partner/people")["people"]
    gone = next(one["id"] for one in people if one["email"] == "seeker@partner.example")
    p.ask("administrator", "DELETE", f"/api/organisations/partner/people/{gone}")
    made = p.keep("maker", "supply", LATHE)
    p.settle()
    written = p.server.log()
    assert "error" not in written, written
    history = p.ask("administrator", "GET", "/api/organisations/partner/people")
    assert made["number"] not in json.dumps(history)
    assert p.server.stop() == 0
    out = desk.run("verify", p.data)
    assert out.code == 0, out.out + out.err


# ---- Matches ----

def _matches(p, who):
    return [(n["register"], n["number"], n["text"]) for n in p.notices(who) if "%)" in n["text"]]


def _both_sides_of_a_match_are_told_of_what_they_may_see(p):
    supply = p.keep("maker", "supply", LATHE)
    far = p.keep("seeker", "demand", {"title": "Frozen dumplings", "industry": "food"})
    hidden = p.keep("seeker", "demand", {"title": "数控车床", "text": "求购加工轴类零件的数控车床。", "industry": "machinery"}, shown=False)
    p.settle()
    assert _matches(p, "maker") == [] and _matches(p, "seeker") == []
    demand = dict(p.move("seeker", "demand", hidden, "show"), number=hidden["number"], id=hidden["id"])
    p.settle()
    (register, number, text), = _matches(p, "maker")
    assert (register, number) == ("supply", supply["number"]) and f"数控车床 ({demand['number']})" in text, text
    (register, number, text), = _matches(p, "colleague")  # of the organisation, not of one person
    assert (register, number) == ("demand", demand["number"]) and "CNC lathe for shafts" in text and "quasar" not in text
    # What is not compared changes nothing; what is, does. Looked at again, nothing is told again.
    supply = p.change("maker", "supply", supply, dict(LATHE, price="less"))
    p.again()
    p.settle()
    assert len(_matches(p, "maker")) == 1 and len(_matches(p, "seeker")) == 1
    supply = p.change("maker", "supply", supply, dict(LATHE, text="A turning machine for shafts of three metres."))
    p.settle()
    assert len(_matches(p, "maker")) == 2 and len(_matches(p, "seeker")) == 2
    # Who may not see the other side is not told, nor is anybody told of him.
    p.move("seeker", "demand", demand, "hide")
    p.change("maker", "supply", supply, LATHE | {"text": "A turning machine for shafts of four metres."})
    p.settle()
    assert len(_matches(p, "maker")) == 2 and len(_matches(p, "seeker")) == 2
    assert far["number"] not in json.dumps([_matches(p, who) for who in ("maker", "seeker")])


def both_sides_of_a_match_are_told_of_what_they_may_see():
    _on_both(_both_sides_of_a_match_are_told_of_what_they_may_see)


# ---- What may be there already ----

def _who_enters_what_is_there_is_warned(p):
    kept = p.keep("maker", "supply", LATHE)
    draft = p.keep("maker", "supply", dict(LATHE, title="CNC lathe for axles"), shown=False)
    similar = lambda who, content, end="": [(one["organisation"], one["number"]) for one in p.ask(
        who, "POST", f"/api/similar/supply{end}", content)["similar"]]
    again = {"title": "ＣＮＣ　ＬＡＴＨＥ for shafts", "text": "Turning machine of two metres"}
    assert similar("seeker", again) == [("gear", kept["number"])]  # a draft is its owner's
    assert sorted(similar("maker", again)) == [("gear", kept["number"]), ("gear", draft["number"])]
    assert similar("officer", again)[0] == ("gear", kept["number"])
    assert similar("maker", LATHE, f"?record={kept['id']}") == [("gear", draft["number"])]  # it is not like itself
    assert similar("seeker", {"title": "Frozen dumplings"}) == []
    # It is a warning: what is like another is kept.
    p.keep("seeker", "supply", again)
    problem(p.people["seeker"].ask("POST", "/api/similar/nothing", b"{}"), "not-found")
    problem(p.people["seeker"].ask("POST", "/api/similar/supply", b"{"), "unreadable")
    problem(p.people["nobody"].ask("POST", "/api/similar/supply", b"{}"), "sign-in")


def who_enters_what_is_there_is_warned():
    _on_both(_who_enters_what_is_there_is_warned)


# ---- Many at once, each held to its declaration ----

def _lot(p, who, lines, key=None, accept="application/json"):
    body = "\n".join(json.dumps(line, ensure_ascii=False) if not isinstance(line, str) else line for line in lines).encode()
    head = {"Content-Type": "application/x-ndjson", "Accept": accept, **({"Idempotency-Key": key} if key else {})}
    answer = p.people[who].ask("POST", "/api/bulk/tender", body, head)
    assert answer.status == 200, answer.text
    return answer


TENDER = {"title": "Steel frames", "from": "2026-12-01", "until": "2027-01-31", "amount": 1200}


def _each_line_is_held_to_its_declaration(p):
    lines = [TENDER, dict(TENDER, until="2026-11-01"), {"title": "no dates"}, dict(TENDER, amount="much"), "{", dict(TENDER, amount=20_000_000),
             dict(TENDER, colour="red"), TENDER]
    first = _lot(p, "maker", lines, key="lot").json
    assert (first["kept"], first["refused"]) == (3, 5), first
    assert [(one["line"], one["number"], one["state"]) for one in first["receipts"]] == [
        (1, "TEN-0001", "open"), (6, first["receipts"][1]["number"], "open"), (8, first["receipts"][2]["number"], "open")]
    assert first["records"] == [one["id"] for one in first["receipts"]]
    assert first["receipts"][1]["findings"][0]["rule"] == "TEN-02" and first["receipts"][1]["findings"][0]["severity"] == "warning"
    problems = {one["number"]: one for one in first["problems"]}
    assert set(problems) == {2, 3, 4, 5, 7}
    finding = problems[2]["findings"][0]
    assert finding["rule"] == "TEN-01" and "until" in finding["place"] and finding["message"], finding
    assert any("from" in one["message"] + one.get("place", "") for one in problems[3]["findings"]), problems[3]
    assert any("amount" in one.get("place", "") for one in problems[4]["findings"]), problems[4]
    assert any("colour" in one["place"] for one in problems[7]["findings"]), problems[7]
    # The same answers as one by one.
    for number in (2, 3):
        single = problem(p.people["maker"].ask("POST", "/api/records/tender", json.dumps(lines[number - 1]).encode()), "unreadable")
        assert single["detail"] == problems[number]["detail"], (single, problems[number])
    # Mended and sent again under the same key: what was kept is not kept twice, what is mended is kept now.
    mended = [TENDER, TENDER, TENDER, TENDER, TENDER, lines[5], TENDER, TENDER]
    second = _lot(p, "maker", mended, key="lot").json
    assert (second["kept"], second["refused"]) == (8, 0), second
    assert [one["id"] for one in second["receipts"] if one["line"] in (1, 6, 8)] == first["records"]
    assert len(p.ask("maker", "GET", "/api/records/tender?limit=100")["records"]) == 8
    # Who may not make them alone may not make many.
    problem(p.people["auditor"].ask("POST", "/api/bulk/tender", json.dumps(TENDER).encode()), "forbidden")


def each_line_is_held_to_its_declaration():
    _on_both(_each_line_is_held_to_its_declaration)


def a_lot_that_is_broken_off_goes_on_where_it_was():
    p = Place("sqlite")
    lines = [dict(TENDER, title=f"Lot {i}") for i in range(450)]
    s = p.server.connect()
    body = "\n".join(map(json.dumps, lines)).encode()
    maker = p.people["maker"]
    s.sendall((f"POST /api/bulk/tender HTTP/1.1\r\nHost: x\r\nCookie: madoguchi={maker.cookie}\r\nX-CSRF-Token: {maker.csrf}\r\n"
               f"Accept: application/x-ndjson\r\nIdempotency-Key: far\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
    told = b""
    while b'"done": 100' not in told:
        told += s.recv(65536)
    s.close()  # it is told a line for each hundred; who hangs up cancels the rest
    kept = lambda: len(p.ask("maker", "GET", "/api/records/tender?limit=1000")["records"])
    before = p.wait(lambda: kept() >= 100 and kept())
    assert before < 450, before
    *_, last = _lot(p, "maker", lines, key="far", accept="application/x-ndjson").text.splitlines()
    last = json.loads(last)
    assert (last["done"], last["of"], last["kept"], last["refused"]) == (450, 450, 450, 0), last
    assert kept() == 450
    assert p.server.stop() == 0


# ---- The public ----

def _the_public_finds_what_everybody_may_see_and_nothing_else(p):
    shown = p.keep("maker", "supply", LATHE)
    p.keep("maker", "supply", dict(LATHE, title="Secret lathe", industry="food"), shown=False)
    p.keep("seeker", "demand", dict(LATHE, title="Lathe wanted"))  # members alone see demands
    for who in ("nobody", "administrator"):  # who has no organisation's records to look into
        found = p.ask(who, "GET", f"/api/search?q={urllib.parse.quote('ＬＡＴＨＥＳ')}&count=register,state,industry&snippets=true")
        assert [(hit["organisation"], hit["id"]) for hit in found["hits"]] == [("gear", shown["id"])] and found["total"] == 1, found
        assert {(c["facet"], c["value"], c["count"]) for c in found["counts"]} == {
            ("register", "supply", 1), ("state", "shown", 1), ("industry", "machinery", 1)}
    nobody = lambda path: p.ask("nobody", "GET", path)
    assert nobody("/api/search?q=quasar")["total"] == 0  # a field that is not for everybody
    assert nobody("/api/search")["total"] == 1 and nobody("/api/search?register=demand")["total"] == 0
    assert nobody("/api/search?facet=industry:food")["total"] == 0
    assert [one["text"] for one in nobody("/api/suggest?q=lat")][:1] == ["lathe"]
    assert nobody("/api/suggest?q=wan") == [] and nobody("/api/suggest?q=secr") == []
    assert p.people["nobody"].ask("GET", "/api/search?organisation=gear").status in (400, 401)
    # What is withdrawn is found no more, from the next question on.
    p.move("maker", "supply", shown, "hide")
    assert nobody("/api/search?q=lathe")["total"] == 0 and nobody("/api/suggest?q=lat") == []


def the_public_finds_what_everybody_may_see_and_nothing_else():
    _on_both(_the_public_finds_what_everybody_may_see_and_nothing_else)


# ---- One to one ----

WORDS = ["lathe", "grinder", "pump", "valve", "robot", "battery", "conveyor", "furnace", "press", "crane"]


def _best_sum(scores):
    """By trying all: (how many of the rows get one, the sum of their scores), the most."""
    best = (0, 0.0)
    rows = sorted(scores)
    columns = sorted({column for row in scores.values() for column in row})
    for chosen in itertools.permutations(columns + [None] * len(rows), len(rows)):
        if all(column is None or column in scores[row] for row, column in zip(rows, chosen)):
            found = [scores[row][column] for row, column in zip(rows, chosen) if column is not None]
            best = max(best, (len(found), round(sum(found), 3)))
    return best


def _records_are_brought_together_so_that_the_sum_is_the_most(p):
    draw = random.Random(7)
    for _ in range(4):
        p.keep("maker", "supply", {"title": " ".join(draw.sample(WORDS, 4)), "industry": "machinery"})
    for _ in range(4):
        p.keep("seeker", "demand", {"title": " ".join(draw.sample(WORDS, 4)), "industry": "machinery"})
    p.keep("maker", "supply", {"title": "quasar", "industry": "food"})
    asked = {"register": "supply", "pair": "fit", "facets": [{"facet": "industry", "value": "machinery"}]}
    preview = p.ask("officer", "POST", "/api/assignments", asked)
    scores = {}
    for row in preview["pairs"]:
        own = p.ask("maker", "GET", f"/api/matches?register=supply&record={row['here']['id']}&limit=100&pair=fit")
        scores[row["here"]["id"]] = {m["id"]: m["score"] for m in own["pairs"][0]["matches"]}
    assert len(scores) == 4 and sum(map(len, scores.values())) > 6, scores
    given = [row for row in preview["pairs"] if "there" in row]
    assert all(scores[row["here"]["id"]][row["there"]["id"]] == row["score"] for row in given)
    # With what it is made of, and whose the records are.
    assert all(row["reasons"][0]["similarity"] > 0 and row["here"]["organisationName"] and row["here"]["title"] for row in given), given
    assert len({row["there"]["id"] for row in given}) == len(given)
    count, best = _best_sum(scores)
    assert len(given) == count and abs(preview["score"] - best) < 0.005, (preview, best)
    # Nothing was done yet; then it is, once, and both sides are told.
    p.settle()
    introduced = lambda who: [n for n in p.notices(who) if "brings you together" in n["text"]]
    assert introduced("maker") == [] and introduced("seeker") == []
    for _ in range(2):
        p.ask("officer", "POST", "/api/assignments", dict(asked, preview=preview["preview"]))
    assert len(introduced("maker")) == len(introduced("seeker")) == count
    entries = p.ask("auditor", "GET", "/api/journal/entries?limit=1000")
    assert [e["action"] for e in entries if e["register"] == "@assignment"] == ["assign"] * 2
    # What has changed must be looked at again.
    p.keep("seeker", "demand", {"title": p.ask("maker", "GET", f"/api/records/supply/{given[0]['here']['id']}")["title"], "industry": "machinery"})
    problem(p.people["officer"].ask("POST", "/api/assignments", dict(asked, preview=preview["preview"])), "conflict")
    problem(p.people["officer"].ask("POST", "/api/assignments", dict(asked, pair="other")), "unreadable")
    for who in ("maker", "auditor", "administrator"):
        problem(p.people[who].ask("POST", "/api/assignments", asked), "forbidden")


def records_are_brought_together_so_that_the_sum_is_the_most():
    _on_both(_records_are_brought_together_so_that_the_sum_is_the_most)


def what_people_say_of_matches_is_measured():
    p = Place("sqlite")
    supply = p.keep("maker", "supply", LATHE)
    demand = p.keep("seeker", "demand", LATHE)
    told = {"register": "supply", "record": supply["id"], "pair": "fit", "match": demand["id"]}
    p.ask("maker", "POST", "/api/matches", dict(told, useful=False))
    p.ask("maker", "POST", "/api/matches", dict(told, useful=True))  # the last word counts
    p.ask("seeker", "POST", "/api/matches", {"register": "demand", "record": demand["id"], "pair": "fit", "match": supply["id"],
                                             "useful": False})
    measured = p.ask("officer", "GET", "/api/matches/uses?language=ja")
    [pair] = [one for one in measured["pairs"] if one["pair"] == "supply/fit"]
    assert pair == {"pair": "supply/fit", "register": "supply", "name": "fit", "with": "demand", "label": "合致する需要", "mayAssign": True,
                    "useful": 1, "useless": 1, "share": 0.5}, pair
    assert measured["months"] == [{"month": time.strftime("%Y-%m", time.gmtime()), "pair": "supply/fit", "useful": 1, "useless": 1}], measured
    # What nobody said anything of is there, too.
    assert all("share" not in one and one["label"] for one in measured["pairs"] if one is not pair), measured
    assert "offer/need" in [one["pair"] for one in measured["pairs"]], measured
    assert p.server.stop() == 0


def answers_are_as_their_schemas_say():
    p = Place("sqlite")
    p.keep("maker", "supply", LATHE)
    asked = {("/api/searches", "post"): p.people["seeker"].ask("POST", "/api/searches", {
                 "name": "All", "register": "supply", "facets": [{"facet": "state", "value": "shown"}]}),
             ("/api/searches", "get"): p.people["seeker"].ask("GET", "/api/searches"),
             ("/api/similar/{register}", "post"): p.people["seeker"].ask("POST", "/api/similar/supply", json.dumps(LATHE).encode()),
             ("/api/matches/uses", "get"): p.people["seeker"].ask("GET", "/api/matches/uses"),
             ("/api/assignments", "post"): p.people["officer"].ask("POST", "/api/assignments", {"register": "supply", "pair": "fit"})}
    description = p.server.get("/api/openapi.json").json
    schemas = desk.described_answers(description)
    assert set(asked) == desk.ALERTS
    for key, answer in asked.items():
        desk.hold_to_schema(p.server, description, schemas[key], answer)
    assert p.server.stop() == 0


if __name__ == "__main__":
    desk.main(globals())
