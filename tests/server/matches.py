#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every match that the window's registers declare has a pair that matches, and pairs that do not, with why. Usage: matches.py PROGRAM.

tests/systems/matches.json: the example that is `here`, what is `there`, the `steps` of either (transitions; +CONSENT; * a round of opinions, all good), and by reasons what
of `there` is otherwise where it does `not` match.
"""
import json
import pathlib
import tempfile

import desk
from browser import PASSWORD, Browser
from desk import ROOT, until
from place import Place

CASES = json.loads((ROOT / "tests/systems/matches.json").read_text("utf-8"))
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DECLARED = {name: json.loads((ROOT / f"registers/{name}/register.json").read_text("utf-8"))
            for name in {case.split(".")[0] for case in CASES} | {case["there"]["register"] for case in CASES.values()}}


class Market:
    """Two companies, each registered, and the office."""

    def __init__(self):
        clock = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-clock-")) / "today"
        clock.write_text("2026-11-21\n")
        self.place, self.keys, self.companies = Place("sqlite"), {}, {}
        for who, role in (("here", "member"), ("there", "member"), ("window", "officer")):
            if role == "member":
                self.place.command("org", "add", who, who, "--data", self.place.data)
            self.keys[who] = self.place.command("key", "add", who, "matches", "--role", role, "--data", self.place.data)
        self.reviewers = [f"reviewer-{number}@window.example" for number in (1, 2)]
        for email in self.reviewers:
            added = desk.run("user", "add", email, email, "--org", "window", "--role", "officer", "--data", self.place.data, input=PASSWORD)
            assert added.code == 0, added.err
        self.place.start("--clock", clock)
        company = json.loads((ROOT / "registers/company/examples/kitakyu-gear.json").read_text("utf-8"))
        for who in ("here", "there"):
            made = self.ask(who, "POST", "/api/records/company", company).json
            self.companies[who] = made["number"]
            assert self.step(who, "company", made["id"], "register").status == 200

    def ask(self, who, method, path, body=None, **headers):
        body = json.dumps(body) if isinstance(body, dict) else body
        return self.place.ask(self.keys[who], method, path, body, **headers)

    def review(self, owner, register, record):
        """Opinions are given by people who sign in; the last one brings the decision."""
        scores = {name: one.get("max", 5) for name, one in DECLARED[register]["review"]["criteria"].items()}
        for email in self.reviewers:
            reviewer = Browser(self.place.server)
            assert reviewer.sign_in(email).status == 200
            given = reviewer.ask("POST", f"/api/records/{register}/{record}/opinions?organisation={owner}", {"scores": scores, "text": "Good."})
            assert given.status == 201, given.text
        return given

    def step(self, owner, register, record, step):
        """By its owner, or by the office where it is the office's to do."""
        at, to = f"/api/records/{register}/{record}", f"?organisation={owner}"
        if step == "*":
            return self.review(owner, register, record)
        if step.startswith("+"):
            return self.ask(owner, "PUT", f"{at}/consents/{step[1:]}")
        seen = self.ask(owner, "GET", at + "/matter").json
        head = {"If-Match": f'"{seen["version"]}"', "Content-Type": "application/json"}
        mine = step in [offer["id"] for offer in seen["transitions"]]
        return self.ask(owner if mine else "window", "POST", f"{at}/transitions/{step}{to}", {}, **head)

    def papers(self, owner, register, record, content):
        """Files that a transition wants."""
        for transition in DECLARED[register]["transitions"].values():
            for field in transition.get("requires", []):
                if "attachment" in DECLARED[register].get("fields", {}).get(field, {}):
                    kept = self.ask(owner, "POST", f"/api/records/{register}/{record}/attachments?field={field}&name=a.pdf", PAPER)
                    changed = dict(content, **{field: kept.json["id"]})
                    done = self.ask(owner, "PUT", f"/api/records/{register}/{record}", changed, **{"If-Match": '"1"'})
                    assert done.status == 200, done.text

    def enter(self, owner, register, case):
        content = json.loads((ROOT / f"registers/{register}/examples/{case['from']}.json").read_text("utf-8"))
        content = {**content, **case.get("set", {}), **({"company": self.companies[owner]} if "company" in content else {})}
        for name in ("park", "$schema"):  # a park is not what is tried here
            content.pop(name, None)
        fixed = [path for path, field in DECLARED[register].get("fields", {}).items() if "compute" in field or field.get("write") == []]
        made = self.ask(owner, "POST", f"/api/records/{register}", {name: value for name, value in content.items() if name not in fixed})
        assert made.status == 201, (register, made.text)
        self.papers(owner, register, made.json["id"], self.ask(owner, "GET", f"/api/records/{register}/{made.json['id']}").json)
        for step in case["steps"]:
            done = self.step(owner, register, made.json["id"], step)
            assert done.status in (200, 201), (register, step, done.text)
        return made.json["id"]

    def found(self, register, record, pair):
        answer = self.ask("here", "GET", f"/api/matches?register={register}&record={record}&limit=50")
        assert answer.status == 200, answer.text
        return {match["id"]: match for one in answer.json["pairs"] if one["pair"] == pair for match in one["matches"]}


def every_declared_match_has_its_cases():
    declared = {f"{path.parent.name}.{match}" for path in ROOT.glob("registers/*/register.json")
                for match in json.loads(path.read_text("utf-8")).get("matches", {})}
    assert declared == set(CASES), declared ^ set(CASES)


def what_fits_is_found_with_its_reasons_and_nothing_else():
    market = Market()
    for name, case in CASES.items():
        register, pair = name.split(".")
        here = market.enter("here", register, case["here"])
        there = case["there"]
        others = {why: market.enter("there", there["register"], {**there, **other}) for why, other in case["not"].items()}
        fits = market.enter("there", there["register"], there)  # last: when it is found, the others have been looked at
        until(lambda: fits in market.found(register, here, pair),
              lambda: (name, "is not found", market.ask("here", "GET", f"/api/matches?register={register}&record={here}").text))
        match = market.found(register, here, pair)[fits]
        assert match["score"] >= DECLARED[register]["matches"][pair]["threshold"] and match["reasons"], (name, match)
        found = market.found(register, here, pair)
        wrong = {why: found[record] for why, record in others.items() if record in found}
        assert fits in found and not wrong, (name, wrong)
    assert market.place.server.stop() == 0


def what_fits_is_found_after_the_index_was_settled():
    """A thousand records later words lie elsewhere in the index; and of those of the offer most are in no need."""
    market = Market()
    words = {"offer": ("Planetary gear reducers 遊星減速機", "Reducers for robots, 3 000 a month. 机器人用减速器。"),
             "need": ("ロボット用減速機", "遊星減速機を月3000台。")}
    made = {}
    for owner, (register, (title, description)) in zip(("here", "there"), words.items()):
        content = {"title": title, "description": description, "kind": "product", "cooperation": "trade", "validUntil": "2027-12-31",
                   "company": market.companies[owner], "contact": {"personName": "Mori", "email": "mori@works.example"}}
        made[register] = market.ask(owner, "POST", f"/api/records/{register}", content).json["id"]
        for step in ("submit", "publish"):
            assert market.step(owner, register, made[register], step).status == 200
    until(lambda: made["need"] in market.found("offer", made["offer"], "need"), lambda: "the need is not found")
    before = market.found("offer", made["offer"], "need")
    advice = {"number": "PA-1", "issueDate": "2026-09-15"}
    kept = market.ask("there", "POST", "/api/bulk/payment-advice", ((json.dumps(advice) + "\n") * 1100).encode())
    assert kept.json["kept"] == 1100, kept.text[:400]
    assert market.found("offer", made["offer"], "need") == before
    assert market.place.server.stop() == 0


if __name__ == "__main__":
    desk.main(globals())
