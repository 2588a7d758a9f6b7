#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients that mean no good. Usage: hostile.py PROGRAM. While each is at it, others are answered."""
import io
import socket
import time
import zipfile

import desk
from desk import Desk, problem, read_all

LIMITS = ("--head-seconds", "1", "--idle-seconds", "2", "--min-rate", "10000", "--max-body", "1M",
          "--max-connections", "400", "--max-connections-per-address", "200", "--max-memory", "256M")


def _until_closed(s, step, seconds):
    """Keeps sending small pieces; how long the server bears it."""
    start = time.monotonic()
    s.settimeout(5)
    try:
        while time.monotonic() - start < seconds:
            s.sendall(step)
            time.sleep(0.1)
    except (ConnectionError, socket.timeout):
        return time.monotonic() - start
    return seconds


def a_head_that_never_ends_is_cut_off(d):
    with d.connect() as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert _until_closed(s, b"X-A: b\r\n", 15) < 8
    assert d.get("/healthz").status == 200
    assert "madoguchi_cut_off_total 0" not in d.get("/metrics").text


def a_silent_connection_is_closed(d):
    with d.connect() as s:
        s.settimeout(15)
        start = time.monotonic()
        assert s.recv(1) == b""
        assert time.monotonic() - start < 8


def a_second_request_has_no_more_time_than_the_first(d):
    with d.connect() as s:
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert s.recv(65536).startswith(b"HTTP/1.1 200")
        s.sendall(b"GET / HTTP/1.1\r\n")
        assert _until_closed(s, b"X-A: b\r\n", 15) < 10


def a_body_that_drips_is_cut_off(d):
    with d.connect() as s:
        s.sendall(b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        assert _until_closed(s, b"x" * 10, 15) < 8
    assert d.get("/healthz").status == 200


def an_announced_body_that_is_too_large_is_refused_by_its_head(d):
    answer = d.raw(b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
    assert b" 413 " in answer.split(b"\r\n")[0] and b"problem:too-large" in answer
    answer = d.raw(b"POST /api/check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n")
    assert b" 413 " in answer.split(b"\r\n")[0]


def a_body_in_chunks_that_is_a_little_too_large_is_told_so(d):
    with d.connect() as s:
        s.sendall(b"POST /api/check HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(12):
            s.sendall(b"19000\r\n" + b"x" * 0x19000 + b"\r\n")
        s.sendall(b"0\r\n\r\n")
        assert b"problem:too-large" in read_all(s)


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


def a_body_where_none_belongs_is_refused(d):
    problem(d.ask("GET", "/healthz", b"x" * 100), "bad-request")
    problem(d.ask("DELETE", "/api/check", b"x" * 100), "bad-request")
    answer = d.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                   b"5\r\nhello\r\n0\r\n\r\n")
    assert b" 400 " in answer.split(b"\r\n")[0]


def one_address_cannot_take_all_connections(d):
    held = []
    try:
        for _ in range(1500):
            try:
                s = d.connect(timeout=2)
                s.sendall(b"GET / HTTP/1.1\r\n")
                held.append(s)
            except OSError:
                pass
        assert d.ask("GET", "/healthz", source="127.0.0.2").status == 200
    finally:
        for s in held:
            s.close()
    time.sleep(1)
    assert d.get("/healthz").status == 200


def ten_thousand_connections_are_survived():
    d = Desk("--head-seconds", "2", "--max-connections", "1000", "--max-connections-per-address", "5000")
    held, refused = [], 0
    for i in range(10000):
        s = socket.socket()
        s.setblocking(False)
        try:
            s.connect_ex((d.host, d.port))
            held.append(s)
        except OSError:
            refused += 1
        if i % 500 == 0:
            time.sleep(0.01)
        if len(held) >= 900:  # the test's own files are limited too
            for old in held[:450]:
                old.close()
            del held[:450]
    for s in held:
        s.close()
    deadline = time.monotonic() + 30
    while True:
        try:
            assert d.get("/healthz").status == 200
            break
        except (OSError, desk.http.client.HTTPException):
            assert time.monotonic() < deadline
            time.sleep(0.5)
    assert d.stop() == 0


def nobody_asks_more_often_than_allowed():
    d = Desk("--max-requests", "10")
    statuses = [d.get("/healthz").status for _ in range(40)]
    assert 200 in statuses and 429 in statuses, statuses
    assert d.ask("GET", "/healthz", source="127.0.0.3").status == 200
    assert d.stop() == 0


def paths_lead_nowhere_but_to_routes(d):
    for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd.x", "//etc/passwd.x",
                 "/assets/../../../etc/passwd.x", "/%00.x", "/a%0d%0aX-Evil:1.x", "/api/codes/..", "/api//check",
                 "/api/codes/%2e%2e%2fx", "/\\..\\..\\x.x", "/api/check/", "/api/codes/", "/api/codes/a/b",
                 "/%c0%ae%c0%ae/x.x", "/" + "a" * 9000 + ".x"):
        answer = d.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
        status = int(answer.split(b" ")[1])
        assert status in (400, 404, 414, 431), (path, answer[:300])
        assert b"X-Evil" not in answer.split(b"\r\n\r\n")[0] and b"root:" not in answer


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


def two_lengths_do_not_smuggle_a_request(d):
    answer = d.raw(b"POST /api/check HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                   b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b" 400 " in answer.split(b"\r\n")[0] and b"madoguchi_requests_total" not in answer


def bombs_are_refused_by_name(d):
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(12)) + b"]><a>&m;</a>"
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<a>" + b" " * (300 << 20) + b"</a>")
    for body in (laughs, b"<a>" * 300000, b"[" * 300000, zeros.getvalue()):
        answer = d.post("/api/check", body)
        assert answer.status in (200, 413), answer.text[:300]
        if answer.status == 200:
            assert answer.json["verdict"] in ("failed", "not checked"), answer.text[:300]
    assert d.get("/healthz").status == 200


def the_log_has_no_secrets(d):
    d.get("/api/codes/countries?q=secret-in-query", Authorization="Bearer secret-in-head",
          Cookie="session=secret-in-cookie")
    d.post("/api/check", b"secret-in-body")
    assert "secret-in" not in d.log()


desk.main(globals(), *LIMITS)
