#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What who runs the server relies on: certificates that change, proxies in front. Usage: operations.py PROGRAM."""
import hashlib
import json
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time

import desk
from desk import PATIENCE, Desk, problem, until


# ---- Certificates ----

class Certificate:
    """A pair of files, which can become another."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-tls-"))
        self.file, self.key = self.folder / "cert.pem", self.folder / "key.pem"
        self.renew()

    def renew(self, only_key=False):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-keyout", self.key, "-out", self.folder / "other.pem" if only_key else self.file],
                       check=True, capture_output=True)

    def print_of(self):
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.file.read_text())).hexdigest()


def _connect(d):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection((d.host, d.port), timeout=PATIENCE), server_hostname="localhost")


def _print(s):
    return hashlib.sha256(s.getpeercert(binary_form=True)).hexdigest()


def _ask(s):
    s.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    text = b""
    while b"}" not in text:
        part = s.recv(4096)
        assert part, text
        text += part
    assert text.startswith(b"HTTP/1.1 200"), text


def _reload(d, wanted):
    before = d.log().count(wanted)
    d.process.send_signal(signal.SIGHUP)
    until(lambda: d.log().count(wanted) != before, lambda: d.log()[-1000:])


def a_new_certificate_is_read_and_no_connection_is_dropped():
    certificate = Certificate()
    d = Desk("--tls-cert", certificate.file, "--tls-key", certificate.key)
    open_one = _connect(d)
    _ask(open_one)
    first = certificate.print_of()
    assert _print(open_one) == first
    stop, failures = threading.Event(), []

    def go_on():
        while not stop.is_set():
            try:
                with _connect(d) as s:
                    _ask(s)
                    _ask(s)
            except Exception as failure:  # pylint: disable=broad-except
                failures.append(failure)

    thread = threading.Thread(target=go_on)
    thread.start()
    for _ in range(5):
        certificate.renew()
        _reload(d, "the certificate was read again")
        with _connect(d) as s:
            assert _print(s) == certificate.print_of() != first
    stop.set()
    thread.join()
    assert not failures, failures
    _ask(open_one)
    open_one.close()
    assert d.stop() == 0


def a_faulty_certificate_is_refused_and_the_one_before_stays():
    certificate = Certificate()
    d = Desk("--tls-cert", certificate.file, "--tls-key", certificate.key)
    first = certificate.print_of()
    for spoil in (lambda: certificate.renew(only_key=True), lambda: certificate.file.write_text("nothing"),
                  lambda: certificate.key.unlink()):
        spoil()
        _reload(d, "the certificate before stays")
        with _connect(d) as s:
            assert _print(s) == first
            _ask(s)
    assert d.stop() == 0


def certificate_and_key_must_belong_together_from_the_start():
    certificate = Certificate()
    certificate.renew(only_key=True)
    d = Desk("--tls-cert", certificate.file, "--tls-key", certificate.key, expect=False)
    assert d.process.wait(PATIENCE) == 3 and "belong together" in d.log(), d.log()
    d.process.stdout.close()


def without_a_certificate_a_hang_up_is_no_end():
    d = Desk()
    d.process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    assert d.get("/healthz").status == 200
    assert d.stop() == 0


# ---- Addresses ----

def a_port_is_one():
    for port in ("99999", "65536", "-1", "+80", " 80", "8080x", "http", ""):
        d = Desk("--listen", f"127.0.0.1:{port}", expect=False)
        assert d.process.wait(PATIENCE) == 3 and "from 0 (any) to 65535" in d.log(), (port, d.log())
        d.process.stdout.close()


def the_first_link_is_where_browsers_find_the_server():
    d = Desk("--data", tempfile.mkdtemp(prefix="madoguchi-data-"), "--public-url", "https://window.example/", "--behind-tls")
    link = d.process.stdout.readline() and d.process.stdout.readline().decode()
    assert link.startswith("https://window.example/invitation/"), link
    assert d.stop() == 0


# ---- Settings ----

def a_number_out_of_its_range_is_refused_and_told_what_it_may_be():
    for name, number, allowed in (("head-seconds", "4294967297", "1 to 3600"), ("session-seconds", "99999999999", "1 to 31536000"),
                                  ("idle-seconds", "0", "1 to 86400"), ("slow-threads", "257", "1 to 256"),
                                  ("max-requests", "1000001", "0 to 1000000"), ("max-body", "18446744073709551615", "1 to 1000000000000"),
                                  ("threads", "5G", "1 to 1024"), ("standby-seconds", "1x", "1 to 3600")):
        by_flag = desk.run("serve", f"--{name}", number)
        assert by_flag.code == 3 and f"whole number from {allowed}" in by_flag.err, by_flag.err
        d = Desk(env={"MADOGUCHI_" + name.upper().replace("-", "_"): number}, expect=False)
        assert d.process.wait(PATIENCE) == 3 and f"whole number from {allowed}" in d.log(), d.log()
        d.process.stdout.close()


# ---- Proxies ----

def _seen(d, headers, source="127.0.0.1"):
    """The address that the log has of a request."""
    lines = d.log().count("\n")
    assert d.ask("GET", "/healthz", headers=headers, source=source).status in (200, 429)
    until(lambda: d.log().count("\n") > lines)
    return json.loads(d.log().splitlines()[-1])["address"]


def who_asks_is_who_the_proxy_says():
    d = Desk("--trusted-proxies", "127.0.0.1, 10.0.0.0/8 fd00::/8")
    for said, client in [("203.0.113.7", "203.0.113.7"), ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
                         ("198.51.100.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"), ("203.0.113.7:4711", "203.0.113.7"),
                         ("2001:db8::1", "2001:db8::1"), ("[2001:db8::1]:80", "2001:db8::1"), ("fd00::7, 10.0.0.1", "fd00::7"),
                         ("203.0.113.7, unknown", "127.0.0.1"), ("", "127.0.0.1"), (",,,", "127.0.0.1"), ("1.2.3.4.5", "127.0.0.1"),
                         ("203.0.113.7, 10.0.0.9, nonsense, 10.0.0.8", "10.0.0.8"), ("x" * 3000 + ", 203.0.113.7", "203.0.113.7"),
                         (", ".join(["10.0.0.1"] * 200), "10.0.0.1")]:
        seen = _seen(d, {"X-Forwarded-For": said})
        assert seen == client, (said[:60], seen)
    # The other way of saying it is a stranger's.
    assert _seen(d, {"Forwarded": "for=203.0.113.7"}) == "127.0.0.1"
    assert d.stop() == 0


def who_is_no_proxy_is_not_listened_to(d):
    assert _seen(d, {"X-Forwarded-For": "203.0.113.7"}) == "127.0.0.1"
    proxied = Desk("--trusted-proxies", "127.0.0.2")
    assert _seen(proxied, {"X-Forwarded-For": "203.0.113.7"}, "127.0.0.1") == "127.0.0.1"
    assert _seen(proxied, {"X-Forwarded-For": "203.0.113.7"}, "127.0.0.2") == "203.0.113.7"
    assert proxied.stop() == 0


def the_standard_s_way_of_saying_it_is_read_too():
    d = Desk("--trusted-proxies", "127.0.0.1/32", "--proxy-head", "forwarded")
    for said, client in [("for=203.0.113.7", "203.0.113.7"), ('for="203.0.113.7:80";proto=https;by=127.0.0.1', "203.0.113.7"),
                         ('proto=http; For="[2001:db8::1]:4711"', "2001:db8::1"), ("for=_hidden", "127.0.0.1"),
                         ('for="a,b", for=203.0.113.7', "203.0.113.7"), ("by=203.0.113.7", "127.0.0.1"), ('for="', "127.0.0.1"),
                         ("for=198.51.100.1, for=203.0.113.7", "203.0.113.7")]:
        seen = _seen(d, {"Forwarded": said})
        assert seen == client, (said, seen)
    assert _seen(d, {"X-Forwarded-For": "203.0.113.7"}) == "127.0.0.1"
    assert d.stop() == 0


def limits_are_by_client_behind_a_proxy():
    d = Desk("--trusted-proxies", "127.0.0.1", "--max-requests", "1")
    ask = lambda *clients: d.statuses("/api/codes", [f"X-Forwarded-For: {client}\r\n" for client in clients])
    statuses = ask(*["203.0.113.7"] * 40)
    assert 429 in statuses and ask("203.0.113.8") == [200], statuses
    # What a client says of itself gives it no new limit.
    statuses = ask(*(f"198.51.100.{i}, 203.0.113.7" for i in range(40)))
    assert 429 in statuses, statuses
    assert ask(*(f"203.0.113.{i + 10}" for i in range(40))) == [200] * 40
    assert d.stop() == 0


def what_comes_through_a_proxy_is_not_this_machine_s():
    # Some proxies say for whom they ask, some do not.
    for options in (("--trusted-proxies", "127.0.0.1"), ("--behind-tls",)):
        d = Desk(*options)
        assert d.get("/metrics", X_Forwarded_Proto="https").status == 401, options
        assert d.get("/metrics", X_Forwarded_For="127.0.0.1").status == 401
        assert d.stop() == 0


def addresses_of_proxies_must_be_addresses():
    for text in ("everywhere", "10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0.0/-1", " ".join(["10.0.0.1"] * 40)):
        d = Desk("--trusted-proxies", text, expect=False)
        assert d.process.wait(PATIENCE) == 3 and "address of a proxy" in d.log(), (text, d.log())
        d.process.stdout.close()


if __name__ == "__main__":
    desk.main(globals())
