#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `make run` opens: the demo, made once: a deal, and records in all registers. Usage: demo.py PROGRAM."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

from desk import PATIENCE, ROOT


class Run:
    """scripts/run, until it has said everything."""

    def __init__(self, build, data):
        environment = dict(os.environ, DATA=data, LISTEN="127.0.0.1:0")
        self.process = subprocess.Popen([ROOT / "scripts/run", build], cwd=ROOT, env=environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self.said = ""
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line
        self.port = int(re.search(r"localhost:(\d+)", self.said)[1])
        self.people = dict(re.findall(r"^  (\S+@\S+) +(\S+)$", self.said, re.M))

    def ask(self, method, path, body=None, cookie=""):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, json.dumps(body) if body else None,
                           {"Content-Type": "application/json", "Cookie": cookie})
        answer = connection.getresponse()
        return answer, json.loads(answer.read())

    def sign_in(self, email):
        answer, _ = self.ask("POST", "/api/session", {"email": email, "password": self.people[email]})
        assert answer.status == 200, email
        return answer.headers["Set-Cookie"].split(";")[0]

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)  # Ctrl-C is ignored where the tests run in the background
        try:
            self.process.wait(PATIENCE)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)


def of_the_window():
    """The registers that belong to a system of the window."""
    found = [json.loads(path.read_text("utf-8")) for path in ROOT.glob("registers/*/register.json")]
    return [register for register in found if "system" in register]


def kept(run):
    """What an officer sees of each register, by number: the states. Statistics answer, dates stand in calendars."""
    cookie = run.sign_in("officer@window.example")
    seen, published, dates = {}, 0, 0
    for register in of_the_window():
        name = register["name"]
        answer, listed = run.ask("GET", f"/api/registers/{name}/records?limit=100", cookie=cookie)
        assert answer.status == 200 and listed["records"], name
        _, found = run.ask("GET", f"/api/search?register={name}&limit=100", cookie=cookie)
        assert {hit["id"] for hit in found["hits"]} == {record["id"] for record in listed["records"]}, name
        seen[name] = {record["number"]: record["state"] for record in listed["records"]}
        published += len(run.ask("GET", f"/api/registers/{name}/records?limit=100")[1]["records"])  # by nobody in particular
        dates += len(run.ask("GET", f"/api/registers/{name}/calendar", cookie=cookie)[1]["dates"])
        for cube in register.get("cubes", {}):
            answer, told = run.ask("GET", f"/api/statistics/{name}/{cube}?by=state", cookie=cookie)
            assert answer.status == 200 and "total" in told, (name, cube, told)
    assert published >= 20 and dates >= 10, (published, dates)
    assert sum(len(set(states.values())) > 1 for states in seen.values()) >= 25, seen
    assert run.ask("GET", "/api/notices", cookie=cookie)[1]["notices"]
    return seen


def is_public(register, state):
    """Whether the declaration shows a record in that state to everybody."""
    read = register["states"][state].get("read", register.get("rights", {}).get("read", []))
    return "public" in read


def hidden(register, content):
    """The values of the fields at the top of a record that are not for everybody."""
    fields = register.get("fields", {})
    return [value for name, value in content.items()
            if "public" not in fields.get(name, {}).get("read", ["public"]) and isinstance(value, str)]


def strangers_see_what_is_public_and_nothing_else(run):
    """Lists, dates, search and records, held against the declarations and what an officer sees."""
    cookie, checked = run.sign_in("officer@window.example"), 0
    for register in of_the_window():
        name = register["name"]
        whole = {r["id"]: r for r in run.ask("GET", f"/api/registers/{name}/records?limit=100", cookie=cookie)[1]["records"]}
        public = {key for key, record in whole.items() if is_public(register, record["state"])}
        _, listed = run.ask("GET", f"/api/registers/{name}/records?limit=100")
        _, found = run.ask("GET", f"/api/search?register={name}&count=state&limit=100")
        _, dates = run.ask("GET", f"/api/registers/{name}/calendar")
        assert {r["id"] for r in listed["records"]} == public == {hit["id"] for hit in found["hits"]}, name
        assert {date["record"] for date in dates["dates"]} <= public, name
        for record in (whole[key] for key in public):
            own = json.dumps([one for one in listed["records"] + dates["dates"] if record["id"] in (one.get("id"), one.get("record"))])
            for value in hidden(register, record["content"]):
                assert json.dumps(value) not in own, (name, record["number"], value)
                checked += 1
    assert checked > 0
    return checked


def look(run):
    """Who takes part in the deal signs in; each sees it, and what there is for him to see."""
    seen = {}
    for email in run.people:
        cookie = run.sign_in(email)
        answer, listed = run.ask("GET", "/api/deals", cookie=cookie)
        if email.startswith("admin"):
            assert answer.status == 403
            continue
        if email.startswith("officer") or not listed["deals"]:
            continue
        [deal] = listed["deals"]
        _, checked = run.ask("GET", f"/api/deals/{deal['id']}/check", cookie=cookie)
        _, shown = run.ask("GET", f"/api/deals/{deal['id']}", cookie=cookie)
        seen[email.split("@")[1].split(".")[0]] = (
            [f["rule"] for f in checked["findings"]], sum("record" in one for one in shown["documents"]))
    return seen


def main(program):
    build = str(pathlib.Path(program).resolve().parents[2])
    with tempfile.TemporaryDirectory() as folder:
        first = Run(build, folder + "/demo")
        planted = ["DEAL-LC-03", "DEAL-INS-02", "DEAL-PAC-02", "DEAL-UNA-05"]
        expected = {"haichen": (planted, 12), "osaka-seimitsu": (planted, 12), "harbour-bank": (planted, 6)}
        try:
            seen = look(first)
            assert seen == expected, seen
            assert first.said.strip().startswith("The counter is open"), first.said  # nothing was refused
            records = kept(first)
            strangers_see_what_is_public_and_nothing_else(first)
        finally:
            first.stop()
        again = Run(build, folder + "/demo")  # what is there is not made twice
        try:
            assert again.people == first.people and look(again) == expected and kept(again) == records
        finally:
            again.stop()
    print("5 passed, 0 failed")


main(sys.argv[1])
