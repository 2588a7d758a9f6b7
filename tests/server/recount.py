#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Statistics follow their declarations and their records: counted anew is what was counted before. Usage: recount.py PROGRAM.

On SQLite, and where $MADO_POSTGRES names a server (tests/store/with-postgres) on that, too. $MADO_SEED: of the random acts.
"""
import collections
import csv
import io
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import threading

import desk
from desk import ROOT, problem, until
from place import Place, engines

RECORDS = 1200  # a dozen batches: time enough to be killed in the middle
SEED = int(os.environ.get("MADO_SEED", "7"))
ENOUGH = 500    # random acts
OTHERS = {"zone-admin", "trade-office", "park-office", "harbour-bank", "east-bank"}  # organisations that examples name


def text(word):
    return {"en": word, "ja": word, "zh": word}


def _write_register(folder, cubes):
    """Lots of goods, so small that its statistics can be counted here, too."""
    fields = {"kind": {"type": "string", "enum": ["tea", "rice", "silk"]}, "amount": {"type": "number"}, "day": {"type": "string", "format": "date"},
              "region": {"type": "string"}}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:madoguchi:register:lot", "type": "object",
              "additionalProperties": False, "required": ["kind", "amount"], "properties": fields}
    labels = {"": "Lot", **{name: name for name in fields}, **{f"kind={kind}": kind for kind in fields["kind"]["enum"]}}
    place = folder / "lot"
    place.mkdir(exist_ok=True)
    (place / "schema.json").write_text(json.dumps(schema))
    for language in ("en", "ja", "zh"):
        (place / f"labels.{language}.json").write_text(json.dumps(labels))
    (place / "register.json").write_text(json.dumps({"name": "lot", "title": text("Lot"), "states": {"open": {}}, "cubes": cubes}))


def cube(by, time_from, where=None):
    made = {"label": text("Lots"), "time": {"from": time_from, "grain": "month"}, "dimensions": {name: {"field": name} for name in by},
            "measures": {"lots": {"label": text("Lots")}, "amount": {"label": text("Amount"), "sum": "amount"}}}
    return dict(made, where=where) if where else made


FIRST = {"sums": cube(["kind"], "day"), "old": cube(["region"], "day")}
SECOND = {"sums": cube(["region", "kind"], "day", "amount >= 10"), "regions": cube(["region"], "/_/created")}


def lots():
    dice = random.Random(SEED)
    return [{"kind": dice.choice(["tea", "rice", "silk"]), "amount": dice.randrange(2000) / 4,
             "day": f"2026-{dice.randrange(1, 13):02}-11", **({"region": dice.choice(["CN-21", "JP-27"])} if dice.random() < 0.9 else {})}
            for _ in range(RECORDS)]


def _counted(records, by, where=lambda lot: True):
    """As the server does it: codes ─► how many, and what they add up to."""
    sums = collections.defaultdict(lambda: [0, 0])
    for lot in filter(where, records):
        cell = sums[tuple(lot.get(name, "-") for name in by)]
        cell[0], cell[1] = cell[0] + 1, cell[1] + lot["amount"]
    return dict(sums)


def asked(place, id, by):
    answer = place.ask(place.key, "GET", f"/api/statistics/lot/{id}?by={','.join(by)}")
    assert answer.status == 200, answer.text
    return answer.json, {tuple(cell["codes"]): cell["values"] for cell in answer.json["cells"]}


def enter(place, records):
    """Over four connections; the server commits them together."""
    def work(part):
        for lot in part:
            kept = place.ask(place.writer, "POST", "/api/records/lot", json.dumps(lot))
            assert kept.status == 201, kept.text

    threads = [threading.Thread(target=work, args=(records[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def opened(engine):
    place = Place(engine)
    place.registers = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-lots-"))
    place.command("org", "add", "gear", "Gear", "--data", place.data)
    place.writer = place.command("key", "add", "gear", "writer", "--data", place.data)
    place.key = place.command("key", "add", "window", "reader", "--role", "officer", "--data", place.data)
    return place


def recount(place, *names, code=0):
    done = desk.run("register", "recount", *names, "--data", place.data, "--registers", place.registers, *place.store)
    assert done.code == code, done.err
    return done.out.splitlines()


def _kill_in_the_middle(place):
    """Whether it was; what is asked meanwhile says how far the counting is, and no file is given out."""
    while recounted := asked(place, "regions", [])[0].get("recount"):
        if recounted["records"] == RECORDS and 0 < recounted["looked"] < RECORDS:
            refused = place.ask(place.key, "GET", "/api/statistics/lot/regions?format=csv")
            assert refused.status == 200 or problem(refused, "busy")["detail"], refused.text
            assert place.server.stop(signal.SIGKILL) == -signal.SIGKILL
            return True
    return False


def _wait_until_counted(place):
    until(lambda: "recount" not in asked(place, "regions", [])[0], lambda: place.server.log()[-2000:])


def a_changed_declaration_is_counted_anew_though_the_server_is_killed():
    records = lots()
    for engine in engines():
        place = opened(engine)
        _write_register(place.registers, FIRST)
        place.start("--registers", place.registers)
        enter(place, records)
        assert asked(place, "old", ["region"])[1] == _counted(records, ["region"])
        place.server.stop()
        _write_register(place.registers, SECOND)
        kills = 0
        while kills < 3:
            place.start("--registers", place.registers)
            if not _kill_in_the_middle(place):
                break
            kills += 1
        if kills == 3:
            place.start("--registers", place.registers)
        if kills == 0:
            print(f"{engine}: the test was too slow to kill the server in the middle of counting")
        _wait_until_counted(place)
        assert asked(place, "sums", ["region", "kind"])[1] == _counted(records, ["region", "kind"], lambda lot: lot["amount"] >= 10)
        assert asked(place, "regions", ["region"])[1] == _counted(records, ["region"])
        rows = list(csv.reader(io.StringIO(place.ask(place.key, "GET", "/api/statistics/lot/regions?format=csv").text)))
        assert rows[1][0] == str(RECORDS), rows
        assert place.ask(place.key, "GET", "/api/statistics/lot/old").status == 404
        assert place.server.stop() == 0, place.server.log()[-2000:]
        assert recount(place, "lot") == [f"lot: {RECORDS} records looked at, 0 counted anew"]
        place.command("verify", place.data)


# ---- The window's own registers ----

class Window:
    """The demo of the window's registers, and random acts of those who are in it."""

    def __init__(self):
        self.place, self.dice, self.done = Place("sqlite"), random.Random(SEED), collections.Counter()
        self.registers = {one["name"]: one for one in (json.loads(path.read_text("utf-8"))
                                                       for path in sorted(ROOT.glob("registers/*/register.json"))) if one.get("cubes")}
        rows = [line.split() for line in (ROOT / "examples/demo.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]
        self.keys = {}
        for organisation in sorted({row[1] for row in rows} | OTHERS):
            if organisation != "window":
                self.place.command("org", "add", organisation, organisation, "--data", self.place.data)
            self.keys[organisation] = self.place.command("key", "add", organisation, "acts", "--role",
                                                         "officer" if organisation == "window" else "member", "--data", self.place.data)
        self.place.start()
        subprocess.run([ROOT / "scripts/demo-registers", desk.PROGRAM, self.place.data, self.place.server.address], check=True)

    def ask(self, who, method, path, body=None, version=None):
        head = {"If-Match": f'"{version}"'} if version else {}
        return self.place.ask(self.keys[who], method, path, json.dumps(body) if body is not None else None, **head)

    def records(self):
        """(register, owner, id) of all that the office sees."""
        found = []
        for name in self.registers:
            answer = self.ask("window", "GET", f"/api/registers/{name}/records?limit=200")
            assert answer.status == 200, answer.text
            found += [(name, one["organisation"], one["id"]) for one in answer.json["records"]]
        return found

    def change(self, content):
        """Another number, date, or value that is seen elsewhere; or one less."""
        lists = [value for value in content.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if lists and self.dice.random() < 0.5:
            self.change(self.dice.choice(self.dice.choice(lists)))
            return
        name = self.dice.choice(sorted(content))
        value = content[name]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            content[name] = self.dice.randrange(1, 100)
        elif isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
            content[name] = f"{int(value[:4]) + self.dice.choice([-1, 1])}{value[4:]}"
        elif value in ("C28", "C34", "I65", "C39"):
            content[name] = self.dice.choice(["C34", "C39", "I65"])
        elif not isinstance(value, list) and self.dice.random() < 0.3:
            del content[name]

    def act(self, register, owner, id):
        """One that may be done; many are refused."""
        who = self.dice.choice([owner, "window"])
        at, to = f"/api/records/{register}/{id}", f"?organisation={owner}"
        matter = self.ask(who, "GET", at + "/matter" + to)
        if matter.status != 200:
            return
        seen, offers = matter.json, [offer for offer in matter.json.get("transitions", []) if not offer.get("obstacles")]
        consents = sorted(self.registers[register].get("consents", {}))
        if offers and self.dice.random() < 0.4:
            done = self.ask(who, "POST", f"{at}/transitions/{self.dice.choice(offers)['id']}{to}", {"reason": "Chance."}, seen["version"])
        elif consents and self.dice.random() < 0.3:
            done = self.ask(owner, self.dice.choice(["PUT", "DELETE"]), f"{at}/consents/{self.dice.choice(consents)}")
        else:
            content = self.ask(who, "GET", at + to).json
            if not content:
                return
            self.change(content)
            done = self.ask(who, "PUT", at + to, content, seen["version"])
        self.done[done.status == 200] += 1


def after_random_acts_nothing_is_to_be_counted_anew():
    window = Window()
    records = window.records()
    for _ in range(ENOUGH):
        window.act(*window.dice.choice(records))
    assert window.done[True] > ENOUGH / 5, window.done
    assert window.place.server.stop(signal.SIGKILL) == -signal.SIGKILL
    told = window.place.command("register", "recount", "--data", window.place.data).splitlines()
    assert len(told) == len(window.registers), told
    assert all(line.endswith(" 0 counted anew") for line in told), f"seed {SEED}: {told}"
    window.place.command("verify", window.place.data)


def what_is_looked_at_in_another_record_follows_it():
    """An exporter stands under the industry of the company that it refers to; nobody writes the exporter."""
    place = Place("sqlite")
    place.command("org", "add", "gear", "Gear", "--data", place.data)
    place.writer = place.command("key", "add", "gear", "writer", "--data", place.data)
    place.key = place.command("key", "add", "window", "reader", "--role", "officer", "--data", place.data)
    place.start()

    def industries():
        answer = place.ask(place.key, "GET", "/api/statistics/exporter/funnel?by=industry")
        return {cell["codes"][0] for cell in answer.json["cells"]}

    def wait(code):
        until(lambda: industries() == {code}, lambda: (industries(), place.server.log()[-2000:]))

    company = json.loads((ROOT / "registers/company/examples/liaoyuan-robotics.json").read_text("utf-8"))
    kept = place.ask(place.writer, "POST", "/api/records/company", json.dumps(company))
    assert kept.status == 201, kept.text
    exporter = json.loads(sorted(ROOT.glob("registers/exporter/examples/*.json"))[0].read_text("utf-8"))
    own = place.ask(place.writer, "POST", "/api/records/exporter", json.dumps(dict(exporter, company=kept.json["number"])))
    assert own.status == 201, own.text
    wait(company["industry"])
    company["industry"] = "J62" if company["industry"] != "J62" else "C28"
    changed = place.ask(place.writer, "PUT", f"/api/records/company/{kept.json['id']}", json.dumps(company), **{"If-Match": '"1"'})
    assert changed.status == 200, changed.text
    wait(company["industry"])
    assert place.server.stop() == 0


if __name__ == "__main__":
    desk.main(globals())
