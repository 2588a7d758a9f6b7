#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients that mean no good. Usage: hostile.py PROGRAM. While each is at it, honest ones are answered.

With HOSTILE_SECONDS=60 (`make hostile`) what can last does so for a minute, and with more clients.
"""
import functools
import io
import os
import re
import resource
import socket
import subprocess
import tempfile
import threading
import time
import zipfile

import desk
from desk import EXAMPLES, PATIENCE, Desk, Skip, problem, read_all, until

SECONDS = int(os.environ.get("HOSTILE_SECONDS", "3"))
SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()

LIMITS = ("--head-seconds", "1", "--idle-seconds", "2", "--min-rate", "10000", "--max-body", "1M",
          "--max-connections", "400", "--max-connections-per-address", "200", "--max-memory", "256M")


class Honest(threading.Thread):
    """Somebody at another address who asks again and again, and is answered each time, soon."""

    def __init__(self, d):
        super().__init__(daemon=True)
        self.d, self.is_over, self.answers, self.longest, self.problem = d, threading.Event(), 0, 0.0, None

    def run(self):
        while self.answers == 0 or not self.is_over.wait(0.05):
            start = time.monotonic()
            try:
                self._ask()
            except Exception as reason:
                self.problem = self.problem or repr(reason)
            self.longest = max(self.longest, time.monotonic() - start)
            self.answers += 1

    def _ask(self):
        assert self.d.ask("GET", "/healthz", source="127.0.0.9").status == 200
        checked = self.d.ask("POST", "/api/check", SOUND, source="127.0.0.9")
        assert checked.status == 200 and checked.json["verdict"] == "valid", checked.text[:300]

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self.is_over.set()
        self.join(PATIENCE)
        if kind is None:
            assert self.answers and self.problem is None, (self.answers, self.problem)
            assert self.longest < PATIENCE / 5, self.longest


def meanwhile(test):
    """Honest clients are answered while the test is at it."""
    @functools.wraps(test)
    def run(d):
        with Honest(d):
            test(d)
    return run


def _is_cut_off(s, step):
    """Keeps sending small pieces, for much longer than the server should bear it."""
    end = time.monotonic() + PATIENCE / 5
    try:
        while time.monotonic() < end:
            s.sendall(step)
            time.sleep(0.1)
    except ConnectionError:
        return True
    return False


@meanwhile
def a_head_that_never_ends_is_cut_off(d):
    with d.connect() as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert _is_cut_off(s, b"X-A: b\r\n")
    assert d.get("/healthz").status == 200
    assert "madoguchi_cut_off_total 0" not in d.get("/metrics").text


@meanwhile
def a_silent_connection_is_closed(d):
    with d.connect() as s:
        assert s.recv(1) == b""


@meanwhile
def a_second_request_has_no_more_time_than_the_first(d):
    with d.connect() as s:
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert s.recv(65536).startswith(b"HTTP/1.1 200")
        s.sendall(b"GET / HTTP/1.1\r\n")
        assert _is_cut_off(s, b"X-A: b\r\n")


@meanwhile
def a_body_that_drips_is_cut_off(d):
    with d.connect() as s:
        s.sendall(b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        assert _is_cut_off(s, b"x" * 10)
    assert d.get("/healthz").status == 200


@meanwhile
def an_announced_body_that_is_too_large_is_refused_by_its_head(d):
    answer = d.raw(b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
    assert b" 413 " in answer.split(b"\r\n")[0] and b"problem:too-large" in answer
    answer = d.raw(b"POST /api/check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n")
    assert b" 413 " in answer.split(b"\r\n")[0]


@meanwhile
def a_body_in_chunks_that_is_a_little_too_large_is_told_so(d):
    with d.connect() as s:
        s.sendall(b"POST /api/check HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(12):
            s.sendall(b"19000\r\n" + b"x" * 0x19000 + b"\r\n")
        s.sendall(b"0\r\n\r\n")
        assert b"problem:too-large" in read_all(s)


@meanwhile
def a_body_in_chunks_that_never_ends_is_cut_off(d):
    with d.connect() as s:
        s.sendall(b"POST /api/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            while sent < 100 << 20:
                s.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                sent += 0x10000
        except (ConnectionError, socket.timeout):
            pass
    assert sent < 30 << 20, sent  # what lies in buffers counts as sent
    assert d.get("/healthz").status == 200


@meanwhile
def a_body_where_none_belongs_is_refused(d):
    problem(d.ask("GET", "/healthz", b"x" * 100), "bad-request")
    problem(d.ask("DELETE", "/api/check", b"x" * 100), "bad-request")
    answer = d.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                   b"5\r\nhello\r\n0\r\n\r\n")
    assert b" 400 " in answer.split(b"\r\n")[0]


@meanwhile
def one_address_cannot_take_all_connections(d):
    held = []
    try:
        for _ in range(1500):
            try:
                s = d.connect(timeout=20)
                s.sendall(b"GET / HTTP/1.1\r\n")
                held.append(s)
            except OSError:
                pass
        assert d.ask("GET", "/healthz", source="127.0.0.2").status == 200
    finally:
        for s in held:
            s.close()
    until(lambda: _is_answered(d))  # as soon as the server has seen that they are gone


def _is_answered(d):
    try:
        return d.get("/healthz").status == 200
    except (OSError, desk.http.client.HTTPException):
        return False


def more_connections_than_there_may_be_are_survived():
    d = Desk("--head-seconds", "2", "--max-connections", "1000", "--max-connections-per-address", "900")
    held = []
    with Honest(d):
        for i in range(10000):
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex((d.host, d.port))
            held.append(s)
            if i % 500 == 0:
                time.sleep(0.01)
            if len(held) >= 900:  # the test's own files are limited too
                for old in held[:450]:
                    old.close()
                del held[:450]
        for s in held:
            s.close()
    assert d.stop() == 0


def ten_thousand_connections_are_held_and_others_served():
    """Each sends a piece of a head and waits. Where they are refused, they are so at once."""
    wanted, reserve = 10000, 500
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < wanted + reserve:
        raise Skip(f"a process here may have {hard} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted + reserve, hard))
    patience = str(SECONDS + 600)  # who says nothing for `idle-seconds` is cut off, too
    d = Desk("--head-seconds", patience, "--idle-seconds", patience, "--max-connections", str(wanted + 200),
             "--max-connections-per-address", "6000")
    held = []
    try:
        with Honest(d):
            for i in range(wanted):
                s = d.connect(source=f"127.0.1.{i % 2 + 1}")
                s.sendall(b"GET / HTTP/1.1\r\nHost: ")
                held.append(s)
            time.sleep(SECONDS)
        open_now = int(re.search(r"^madoguchi_connections (\d+)", d.get("/metrics").text, re.M)[1])
        assert open_now >= wanted, open_now
    finally:
        for s in held:
            s.close()
    assert d.stop() == 0


def many_who_drip_at_once_keep_nobody_waiting():
    """Heads, bodies and answers that are not read, from many addresses, as long as they are borne."""
    d = Desk("--head-seconds", "1", "--min-rate", "10000", "--max-connections", "2000")
    heads = (b"GET / HTTP/1.1\r\nX: ", b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n",
             b"POST /api/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
             b"GET /api/codes/countries?limit=1000 HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
    end, held = time.monotonic() + SECONDS, []
    with Honest(d):
        while time.monotonic() < end:
            for i in range(40):
                s = d.connect(source=f"127.0.2.{i + 1}")
                s.sendall(heads[i % len(heads)])
                held.append(s)
            for s in held[-400:]:
                try:
                    s.send(b"1")
                except OSError:
                    pass
            time.sleep(0.1)
            for s in held[:-800]:
                s.close()
            del held[:-800]
    for s in held:
        s.close()
    assert d.stop() == 0


def nobody_asks_more_often_than_allowed():
    d = Desk("--max-requests", "1")
    statuses = d.statuses("/healthz", [""] * 40)
    assert 200 in statuses and 429 in statuses, statuses
    assert d.ask("GET", "/healthz", source="127.0.0.3").status == 200
    assert d.stop() == 0


@meanwhile
def paths_lead_nowhere_but_to_routes(d):
    for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd.x", "//etc/passwd.x",
                 "/assets/../../../etc/passwd.x", "/%00.x", "/a%0d%0aX-Evil:1.x", "/api/codes/..", "/api//check",
                 "/api/codes/%2e%2e%2fx", "/\\..\\..\\x.x", "/api/check/", "/api/codes/", "/api/codes/a/b",
                 "/%c0%ae%c0%ae/x.x", "/" + "a" * 9000 + ".x"):
        answer = d.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
        status = int(answer.split(b" ")[1])
        assert status in (400, 404, 414, 431), (path, answer[:300])
        assert b"X-Evil" not in answer.split(b"\r\n\r\n")[0] and b"root:" not in answer


@meanwhile
def broken_http_is_refused(d):
    for text in (b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                 b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello",
                 b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"y" * 70000 + b"\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20000 + b"\r\n"):
        try:
            answer = d.raw(text)
        except ConnectionError:
            answer = b""
        assert not answer.startswith(b"HTTP/1.1 200"), (text[:60], answer[:200])
    assert d.get("/healthz").status == 200


@meanwhile
def a_head_that_reads_two_ways_does_not_smuggle_a_request(d):
    hidden = b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    length = str(4 + len(hidden)).encode()
    for fields, body in ((b"Content-Length: 4\r\nTransfer-Encoding: chunked", b"0\r\n\r\n"),
                         (b"Content-Length: 4\r\nTransfer-Encoding : chunked", b"0\r\n\r\n"),
                         (b"Content-Length: 4\r\nContent-Length: " + length, b"<a/>"),
                         (b"Content-Length: 4\r\nHost: y", b"<a/>")):
        answer = d.raw(b"POST /api/check HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n\r\n" + body + hidden)
        assert b" 400 " in answer.split(b"\r\n")[0] and b"madoguchi_requests_total" not in answer, (fields, answer)


def documents_with_nothing_in_them_are_survived(d):
    for document in (b"{}", b"[]", b"null", b'""', b"<a/>", b"", b"PK", b"UNA"):
        for path in ("/api/check", "/api/convert?to=json", "/api/render"):
            assert d.post(path, document).status < 500, (document, path)
    assert d.get("/healthz").status == 200


def _packed(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def _bombs():
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(12)) + b"]><a>&m;</a>"
    zeros = _packed([("a.xml", b"<a>" + b" " * (100 << 20) + b"</a>")])
    nested = zeros
    for depth in range(4):
        nested = _packed([(f"{depth}-{i}.zip", nested) for i in range(2)])
    book = _packed([("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w>" + b" " * (100 << 20) + b"</w>")])
    many = _packed([(f"{i}.xml", b"") for i in range(9000)], zipfile.ZIP_STORED)
    lying = bytearray(_packed([("a.xml", SOUND)], zipfile.ZIP_STORED))
    at = lying.rindex(b"PK\1\2")
    lying[at + 20:at + 28] = b"\xff\xff\xff\x7f" * 2  # says that it is 2 GB, packed and unpacked
    climbing = _packed([("../../../../tmp/climbed.xml", SOUND), ("/etc/climbed.xml", SOUND), ("a\\..\\b.xml", SOUND)])
    return {"laughs": laughs, "deep": b"<a>" * 300000, "deep JSON": b"[" * 300000, "zeros": zeros, "nested": nested, "book": book,
            "many": many, "lying": bytes(lying), "climbing": climbing}


def _climbed():
    return [path for path in ("/tmp/climbed.xml", "/etc/climbed.xml") if os.path.exists(path)]


@meanwhile
def bombs_are_refused_by_name(d):
    for name, body in _bombs().items():
        answer = d.post("/api/check", body)
        assert answer.status in (200, 413, 422), (name, answer.text[:300])
        if answer.status == 200 and name not in ("climbing", "many"):
            reports = answer.json if isinstance(answer.json, list) else [answer.json]
            assert all(one["verdict"] in ("failed", "not checked") for one in reports), (name, answer.text[:300])
    assert not _climbed()
    assert d.get("/healthz").status == 200


def bombs_among_many_records_are_refused_too():
    data = tempfile.mkdtemp(prefix="madoguchi-data-")
    d = Desk("--data", data, *LIMITS)
    desk.run("org", "add", "gear", "Gear", "--data", data)
    key = subprocess.run([desk.PROGRAM, "key", "add", "gear", "test", "--data", data], capture_output=True, text=True, check=True)
    bearer = {"Authorization": f"Bearer {key.stdout.strip()}"}
    with Honest(d):
        for name, body in _bombs().items():
            answer = d.post("/api/bulk/commercial-invoice", body, bearer)
            assert answer.status in (200, 400, 413, 422), (name, answer.status, answer.text[:300])
            if answer.status == 200:
                assert answer.json["kept"] == (3 if name == "climbing" else 0), (name, answer.text[:300])
            answer = d.post("/api/records/commercial-invoice", body, bearer)
            assert answer.status in (413, 422), (name, answer.status, answer.text[:300])
    assert not _climbed()
    assert d.stop() == 0


def the_log_has_no_secrets(d):
    d.get("/api/codes/countries?q=secret-in-query", Authorization="Bearer secret-in-head",
          Cookie="session=secret-in-cookie")
    d.post("/api/check", b"secret-in-body")
    assert "secret-in" not in d.log()


desk.main(globals(), *LIMITS)
