#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two servers of one journal: nothing that was acknowledged is lost when the first is killed. Usage: standby.py PROGRAM.

On SQLite, and where $MADO_POSTGRES names a server (tests/store/with-postgres) on that, too.
$MADO_ROUNDS: how often it is killed on each (default 1).
"""
import http.client
import json
import os
import random
import re
import signal
import subprocess
import tempfile
import threading
import time

import desk
import place
from desk import EXAMPLES, PATIENCE, Desk, problem, until
from place import engines

SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()
ROUNDS = int(os.environ.get("MADO_ROUNDS", "1"))


class Place(place.Place):
    def keep(self, key):
        return self.ask(key, "POST", "/api/records/commercial-invoice?name=a.xml", SOUND)


def pair(engine, *options, patience=PATIENCE):
    """A server that leads, and one that follows it: with all keys. By the options a write waits for the standby, so many seconds."""
    seconds = ("--standby-seconds", str(patience))
    first = Place(engine)
    first.command("org", "add", "gear", "Gear", "--data", first.data)
    first.writer = first.command("key", "add", "gear", "writer", "--data", first.data)
    first.follower = first.command("key", "add", "window", "standby", "--role", "administrator", "--scopes", "follow",
                                   "--data", first.data)
    first.start(*options, *seconds)
    second = Place(engine, key_of=first)
    second.follow(first, first.follower, *options)
    second.wait(follows="following", lagEntries=0)
    return first, second


def stop(*places):
    for place in places:
        assert place.server.stop() == 0, place.server.log()[-2000:]
        place.server = None


# ---- Following ----

def what_is_written_is_there_when_it_is_acknowledged():
    for engine in engines():
        first, second = pair(engine, "--standby", "wait")
        for _ in range(20):
            kept = first.keep(first.writer)
            assert kept.status == 201, kept.text
            there = second.ask(first.writer, "GET", f"/api/records/commercial-invoice/{kept.json['id']}")
            assert there.status == 200, there.text
        health = second.health()
        assert health["standing"] == "following" and health["epoch"] == 0, health
        assert first.health()["standing"] == "leading" and first.health()["standby"] == "here"
        metrics = second.server.get("/metrics").text
        assert 'madoguchi_standing{is="following"} 1' in metrics and "madoguchi_lag_entries 0" in metrics, metrics
        stop(second, first)


def a_standby_says_where_to_write():
    first, second = pair("sqlite")
    told = problem(second.keep(first.writer), "standby")
    assert told["status"] == 503 and first.server.address in told["detail"], told
    # Neither can a command write behind its back.
    refused = desk.run("org", "add", "other", "Other", "--data", second.data)
    assert refused.code == 3 and "standby" in refused.err, refused.err
    stop(second, first)


def only_a_key_of_its_own_gets_the_journal():
    first = Place("sqlite")
    first.command("org", "add", "gear", "Gear", "--data", first.data)
    key = first.command("key", "add", "window", "all", "--role", "administrator", "--scopes",
                        "check read write audit metrics", "--data", first.data)
    first.start()
    path = "/journal/package?from=0&epoch=0&root=" + "0" * 64
    problem(first.ask(key, "GET", path), "forbidden")
    problem(first.server.get(path), "sign-in")
    # Nor can one be had over the net.
    answer = first.ask(first.command("key", "add", "gear", "m", "--data", first.data), "POST",
                       "/api/keys", json.dumps({"name": "n", "scopes": "follow"}),
                       **{"Content-Type": "application/json"})
    problem(answer, "forbidden")
    stop(first)


def a_question_that_makes_no_sense_is_refused():
    first, second = pair("sqlite")
    for path, name in [("?from=1&epoch=0&root=xyz", "parameter"), ("?from=99999&epoch=0&root=" + "0" * 64, "diverged"),
                       ("?from=2&epoch=0&root=" + "0" * 64, "diverged"), ("?from=1", "parameter")]:
        problem(first.ask(first.follower, "GET", "/journal/package" + path), name)
    stop(second, first)


def a_key_goes_over_tls_only():
    place = Place("sqlite")
    server = Desk("--data", place.data, "--follow", "http://window.example", "--follow-key", place.key_file("k"),
                  expect=False)
    assert server.process.wait(PATIENCE) == 3 and "TLS" in server.log(), server.log()
    server.process.stdout.close()


# ---- Synchronous or not at all ----

def without_its_standby_nothing_is_written():
    first, second = pair("sqlite", "--standby", "wait", patience=1)
    until(lambda: first.keep(first.writer).status == 201)
    second.server.process.kill()
    second.server.stop()
    until(lambda: "nothing was written" in problem(first.keep(first.writer), "standby")["detail"])
    assert first.health()["standby"] == "gone"
    # What only reads is answered, and with the standby writing comes back.
    assert first.ask(first.writer, "GET", "/api/records/commercial-invoice").status == 200
    second.follow(first, first.follower)
    first.wait(standby="here")
    until(lambda: first.keep(first.writer).status == 201)
    stop(second, first)


def who_shall_go_on_alone_says_so_loudly():
    first, second = pair("sqlite", "--standby", "degrade", patience=1)
    second.server.process.kill()
    second.server.stop()
    assert first.keep(first.writer).status == 201
    assert first.keep(first.writer).status == 201
    assert first.health()["standby"] == "gone"
    assert "kept here alone" in first.server.log()
    assert "madoguchi_standby_alone 1" in first.server.get("/metrics").text
    second.follow(first, first.follower)
    second.wait(lagEntries=0, follows="following")
    first.wait(standby="here")
    assert "writes wait for it" in first.server.log()
    stop(second, first)


def who_stops_waits_for_no_standby():
    for mode in ("wait", "degrade"):
        first, second = pair("sqlite", "--standby", mode)
        until(lambda: first.keep(first.writer).status == 201)
        second.server.process.send_signal(signal.SIGSTOP)
        answers = []
        writer = threading.Thread(target=lambda: answers.append(first.ask(
            first.writer, "POST", "/api/records/commercial-invoice?name=a.xml", SOUND, **{"Idempotency-Key": "kept"})))
        # The journal's size would not do: the window itself writes, too.
        records = lambda: len(first.ask(first.writer, "GET", "/api/records/commercial-invoice").json["records"])
        before = records()
        writer.start()
        until(lambda: records() > before)
        start = time.monotonic()
        assert first.server.stop() == 0, first.server.log()
        assert time.monotonic() - start < PATIENCE / 4, time.monotonic() - start
        writer.join()
        assert "kept here" in problem(answers[0], "standby")["detail"], answers
        # What was kept is told under its key as soon as there is a standby that has it.
        second.server.process.send_signal(signal.SIGCONT)
        first.start("--standby", mode)
        until(lambda: first.ask(first.writer, "POST", "/api/records/commercial-invoice?name=a.xml", SOUND,
                                **{"Idempotency-Key": "kept"}).status == 201)
        assert records() == before + 1
        stop(second, first)


# ---- Several of them ----

def _third(first, *options):
    third = Place("sqlite", key_of=first)
    third.follow(first, first.follower, *options)
    third.wait(follows="following", lagEntries=0)
    first.wait(standbys=2)
    return third


def a_write_waits_for_each_standby_and_whichever_is_promoted_has_it():
    for mode in ("wait", "degrade"):
        first, second = pair("sqlite", "--standby", mode)
        third = _third(first)
        assert first.keep(first.writer).status == 201
        answers = []
        third.server.process.send_signal(signal.SIGSTOP)
        writer = threading.Thread(target=lambda: answers.append(first.keep(first.writer)))
        writer.start()
        until(lambda: len(second.ask(first.writer, "GET", "/api/records/commercial-invoice").json["records"]) == 2)
        time.sleep(0.5)
        assert not answers, "it was acknowledged, and the third has it not"
        third.server.process.send_signal(signal.SIGCONT)
        writer.join()
        assert answers[0].status == 201, answers[0].text
        first.server.process.send_signal(signal.SIGKILL)
        first.server.stop()
        done = desk.run("promote", third.data)
        assert done.code == 0 and "of several, the one with the most entries" in done.err, done.err
        third.wait(standing="leading")
        found = third.ask(first.writer, "GET", f"/api/records/commercial-invoice/{answers[0].json['id']}")
        assert found.status == 200, found.text
        stop(second, third)


def a_standby_that_is_gone_is_waited_for_no_more_until_it_has_everything():
    first, second = pair("sqlite", "--standby", "wait", patience=2)
    third = _third(first)
    third.server.process.send_signal(signal.SIGSTOP)
    until(lambda: first.keep(first.writer).status == 201)
    first.wait(standby="here", standbys=1)
    assert "madoguchi_standbys 1" in first.server.get("/metrics").text
    third.server.process.send_signal(signal.SIGCONT)
    first.wait(standbys=2)
    kept = until(lambda: (answer := first.keep(first.writer)).status == 201 and answer.json)
    assert third.ask(first.writer, "GET", f"/api/records/commercial-invoice/{kept['id']}").status == 200
    # It is the same one after a restart: nobody waits for the one that it was.
    stop(third)
    third.follow(first, first.follower)
    third.wait(follows="following", lagEntries=0)
    assert first.health()["standbys"] <= 2
    first.wait(standbys=2)
    stop(third, second, first)


def as_many_standbys_follow_as_there_may_be():
    first, second = pair("sqlite")
    package = lambda name: first.ask(first.follower, "GET", f"/journal/package?from=0&epoch=0&follower={name}&root="
                                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert [package(f"n{i}").status for i in range(7)] == [200] * 7
    assert "8 standbys" in problem(package("n7"), "busy")["detail"]
    assert package("n6").status == 200
    stop(second, first)


# ---- Promotion ----

def a_planned_change_loses_nothing_and_goes_back():
    for engine in engines():
        first, second = pair(engine)
        kept = [first.keep(first.writer).json["id"] for _ in range(5)]
        out = second.command("promote", second.data)
        assert "epoch 1" in out, out
        # The first was told, and writes no more: not even after a restart.
        told = problem(first.keep(first.writer), "standby")
        assert "promoted" in told["detail"], told
        second.wait(standing="leading", epoch=1)
        kept.append(second.keep(first.writer).json["id"])
        stop(first)
        first.start()
        assert first.health()["standing"] == "fenced"
        problem(first.keep(first.writer), "standby")
        stop(first)
        # It follows, and is promoted in its turn; the other one then follows by itself.
        first.follow(second, first.follower)
        first.wait(follows="following", lagEntries=0, epoch=1)
        assert "epoch 2" in first.command("promote", first.data)
        first.wait(standing="leading", epoch=2)
        second.wait(standing="following", epoch=2)
        kept.append(first.keep(first.writer).json["id"])
        for record in kept:
            assert first.ask(first.writer, "GET", f"/api/records/commercial-invoice/{record}").status == 200
        stop(second, first)
        assert "valid" in first.command("verify", first.data)


def who_leads_is_not_promoted():
    first, second = pair("sqlite")
    done = desk.run("promote", first.data)
    assert done.code == 3 and "no standby" in done.err, done.err
    stop(second, first)


def a_restart_does_not_undo_a_promotion():
    first, second = pair("sqlite")
    first.server.process.kill()
    first.server.stop()
    second.command("promote", second.data)
    second.wait(standing="leading")
    stop(second)
    second.start("--follow", f"http://127.0.0.1:{first.port}", "--follow-key", second.key_file(first.follower))
    assert second.health()["standing"] == "leading"
    assert second.keep(first.writer).status == 201
    stop(second)


# ---- The whole thing ----

class Clients:
    """Who writes until the server is gone, and what was acknowledged to them."""

    def __init__(self, place, count):
        self.kept, self.refused, self.lock, self.place = [], [], threading.Lock(), place
        self.threads = [threading.Thread(target=self.run) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def run(self):
        try:
            connection = http.client.HTTPConnection(self.place.server.host, self.place.server.port, timeout=PATIENCE)
            while True:
                connection.request("POST", "/api/records/commercial-invoice?name=a.xml", SOUND,
                                   {"Authorization": f"Bearer {self.place.writer}"})
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 201:
                    self.refused.append(body)
                    return
                with self.lock:
                    self.kept.append(json.loads(body)["id"])
        except (OSError, http.client.HTTPException) as gone:
            self.refused.append(gone)

    def wait_for(self, count):
        until(lambda: self.refused or len(self.kept) >= count)
        assert not self.refused, (len(self.kept), self.refused, self.place.server.log()[-1000:])

    def end(self):
        for thread in self.threads:
            thread.join()
        return self.kept


def one_client_alone_keeps_nobody_from_asking():
    """Its writes must not wait on the thread that has to read the standby's question."""
    for _ in range(3):
        first, second = pair("sqlite", "--standby", "wait")
        client = Clients(first, 1)
        client.wait_for(40)
        first.server.process.send_signal(signal.SIGKILL)
        client.end()
        first.server.stop()
        stop(second)


def _kill_once(engine):
    first, second = pair(engine, "--standby", "wait")
    clients = Clients(first, 6)
    clients.wait_for(random.randint(20, 150))
    first.server.process.send_signal(signal.SIGKILL)
    kept = clients.end()
    first.server.stop()
    second.command("promote", second.data)
    second.wait(standing="leading", epoch=1)
    for record in kept:
        found = second.ask(first.writer, "GET", f"/api/records/commercial-invoice/{record}")
        assert found.status == 200, (record, found.text)
    # It leads alone by the same words: so it waits for a standby. The one that comes back is told who leads.
    problem(second.keep(first.writer), "standby")
    first.start("--standby", "wait")
    first.wait(standing="fenced")
    problem(first.keep(first.writer), "standby")
    stop(first)
    _come_back(first, second)
    until(lambda: second.keep(first.writer).status == 201)
    stop(first, second)
    assert "valid" in second.command("verify", second.data)
    return len(kept)


def _come_back(first, second):
    """As the standby: where it has entries that nobody was told of, it is made anew."""
    first.follow(second, first.follower)
    until(lambda: first.health()["follows"] in ("following", "diverged"), first.server.log)
    if first.health()["follows"] == "diverged":
        assert "went another way" in first.server.log() and "began with entry" in first.server.log()
        stop(first)
        anew = Place("sqlite", key_of=second)
        anew.port = first.port
        first.data, first.store = anew.data, anew.store
        first.follow(second, first.follower)
    first.wait(follows="following", lagEntries=0, epoch=1)
    second.wait(standby="here")


def what_was_acknowledged_outlives_the_server():
    for engine in engines():
        for _ in range(ROUNDS):
            print(f"{engine}: {_kill_once(engine)} records acknowledged, none lost")


if __name__ == "__main__":
    desk.main(globals())
