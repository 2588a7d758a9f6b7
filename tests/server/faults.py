#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When the store cannot keep what it is sent: whoever sends it is told so, what was told to be kept is, and the server goes on by
itself when the cause is gone. Usage: faults.py PROGRAM; MADO_FAILING_DISK names the library of failing.c, MADO_POSTGRES and
MADO_POSTGRES_RESTART are with-postgres's."""
import os
import pathlib
import subprocess
import tempfile
import threading
import time

import desk
from desk import EXAMPLES

INVOICE = (EXAMPLES / "invoice-ubl.xml").read_bytes()


class Counter:
    """A server over a store of its own."""

    def __init__(self, *options, env=None):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-data-"))
        self.options = options
        assert desk.run("org", "add", "acme", "Acme", "--data", self.data, *options).code == 0
        self.key = desk.run("key", "add", "acme", "test", "--data", self.data, *options).out.strip()
        self.env = env
        self.server = desk.Desk("--data", self.data, *options, env=env)
        self.kept = []

    def send(self):
        answer = self.server.post("/api/records/commercial-invoice", INVOICE, {"Authorization": f"Bearer {self.key}"})
        if answer.status == 201:
            self.kept.append(answer.json["id"])
        return answer

    def refuse(self, *says):
        answer = self.send()
        assert answer.status == 503, (answer.status, answer.text)
        told = desk.problem(answer, "busy")
        assert any(word in answer.text for word in says), told

    def is_told_of(self, store, status):
        """By /healthz and /metrics, a moment later."""
        answer = desk.until(lambda: (found := self.server.get("/healthz")).status == status and found)
        health = answer.json
        assert health["store"] == health["status"] == store and ("failingSince" in health) == (status == 503), health
        assert f"madoguchi_store_ok {int(status == 200)}" in self.server.get("/metrics").text
        assert ("the store fails" in self.server.log()) and ("there again" in self.server.log()) == (status == 200)

    def end(self):
        """Whether all that was acknowledged is there, and nothing else is."""
        head = {"Authorization": f"Bearer {self.key}"}
        for record in self.kept:
            assert self.server.get(f"/api/records/commercial-invoice/{record}", **head).status == 200
        listed = self.server.get("/api/bulk/commercial-invoice", **head).text.strip().split("\n")
        assert len(listed) == len(self.kept), (len(listed), len(self.kept))
        assert self.server.stop() == 0, self.server.log()
        verified = desk.run("verify", self.data, *self.options)
        assert verified.code == 0, verified.out + verified.err


def _fail_and_go_on(what, *says):
    library = os.environ.get("MADO_FAILING_DISK")
    if not library:
        raise desk.Skip("a library cannot be put before a sanitizer's")
    switch = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-switch-")) / "what"
    it = Counter(env={"LD_PRELOAD": library, "MADO_FAILING": str(switch)})
    for _ in range(5):
        assert it.send().status == 201
    switch.write_text(what)
    it.refuse(*says)
    it.refuse(*says)
    it.is_told_of("failing", 503)
    assert it.server.get("/livez").status == 204  # the program itself is well
    switch.unlink()
    it.is_told_of("ok", 200)  # though nobody has written meanwhile
    for _ in range(5):
        answer = it.send()
        assert answer.status == 201, answer.text
    it.end()


def a_disk_that_is_full_is_told_of():
    _fail_and_go_on("full", "the disk is full")


def a_sync_that_fails_acknowledges_nothing():
    _fail_and_go_on("sync", "the disk cannot be read or written")


def a_file_that_may_not_grow_does_not_end_the_server():
    it = Counter()
    for _ in range(20):
        assert it.send().status == 201
    log = it.data / "journal.db-wal"
    subprocess.run(["prlimit", f"--pid={it.server.process.pid}", f"--fsize={log.stat().st_size + 20000}:"], check=True)
    for _ in range(20):
        if it.send().status != 201:
            break
    it.refuse("the store failed")
    subprocess.run(["prlimit", f"--pid={it.server.process.pid}", "--fsize=unlimited:"], check=True)
    assert it.send().status == 201
    it.end()


def a_database_that_is_started_anew_is_found_again_without_loss():
    conninfo, restart = os.environ.get("MADO_POSTGRES"), os.environ.get("MADO_POSTGRES_RESTART")
    if not conninfo:
        raise desk.Skip("PostgreSQL is not installed")
    it = Counter("--postgres", conninfo)
    over, answers = threading.Event(), []

    def send_on():
        while not over.is_set():
            answers.append(it.send())
            if answers[-1].status == 503:
                time.sleep(0.05)

    threads = [threading.Thread(target=send_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for seconds in (0, 0, 3):  # the last is long enough for the window's clock to meet it as well
        time.sleep(0.3)
        subprocess.run([restart, str(seconds)], check=True, stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    over.set()
    for thread in threads:
        thread.join()
    # They waited and were kept; or were told to come again, where not even who they are could be read.
    bad = [answer.text for answer in answers if answer.status not in (201, 503)]
    assert not bad, (len(bad), len(answers), bad[0])
    assert all(desk.problem(answer, "busy") for answer in answers if answer.status == 503)
    assert it.send().status == 201
    it.end()


def a_database_that_is_away_is_told_of_though_nobody_writes():
    conninfo, restart = os.environ.get("MADO_POSTGRES"), os.environ.get("MADO_POSTGRES_RESTART")
    if not conninfo:
        raise desk.Skip("PostgreSQL is not installed")
    subprocess.run(["psql", "-q", conninfo, "-c", "CREATE DATABASE away"], check=True)
    it = Counter("--postgres", conninfo.replace("dbname=postgres", "dbname=away"))
    assert it.server.get("/healthz").json["store"] == "ok"
    with subprocess.Popen([restart, "8"], stdout=subprocess.DEVNULL) as restarting:
        it.is_told_of("failing", 503)
        assert it.server.get("/livez").status == 204
        assert restarting.wait() == 0
    it.is_told_of("ok", 200)
    assert it.send().status == 201
    it.end()


desk.main(globals())
