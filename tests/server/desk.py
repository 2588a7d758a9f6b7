# SPDX-License-Identifier: Apache-2.0
"""A server of one's own for each test file, and the runner: functions whose names are sentences.

    import desk
    def a_test(d): assert d.ask("GET", "/healthz").status == 200
    desk.main(globals())

Usage of such a file: FILE.py PROGRAM [PART-OF-A-NAME]. Exit code 1 where one fails.
"""
import atexit
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "documents"
SHARED = pathlib.Path(os.environ.get("MADO_SHARED", ROOT / "../shared")).resolve()
PROGRAM = None

# How long one waits for what must happen at some time. It is no measure of speed: where the machine does much else, or a
# sanitizer watches, all takes many times as long; what is not there by then never comes.
PATIENCE = 300


class Skip(Exception):
    """What a test needs is not there."""


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)


def environment(folder):
    """No setting of the person who runs the tests."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return dict(own, LC_ALL="C.UTF-8", XDG_DATA_HOME=str(folder), HOME=str(folder))


class Desk:
    """A server that runs, with our example rules in its library."""

    def __init__(self, *options, env=None, expect=True):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-"))
        self.library = self.folder / "rules"
        run("rules", "add", ROOT / "examples/rules/trade-documents.sch", "--library", self.library)
        self.log_path = self.folder / "log"
        self.data = options[options.index("--data") + 1] if "--data" in options else None
        command = [PROGRAM, "serve", *map(str, options)]
        if "--listen" not in options and not (env or {}).get("MADOGUCHI_LISTEN"):
            command += ["--listen", "127.0.0.1:0"]
        if "--library" not in options:
            command += ["--library", str(self.library)]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT,
                                            env=dict(environment(self.folder), **(env or {})))
        atexit.register(self.process.kill)  # of a test that failed nobody stops it
        # A server that gives its clients few seconds may cut off an honest one, too, that the machine kept from asking.
        self.tries = 5 if "--head-seconds" in options else 1
        self.greeting = ""
        while expect and " listens at " not in self.greeting:
            line = self.process.stdout.readline().decode()
            if not line:
                raise AssertionError(f"the server does not start: {self.log()}")
            self.greeting += line
        if expect:
            self.address = re.search(r"listens at (\S+)", self.greeting)[1]
            self.host, self.port = re.search(r"//\[?([^]/]*?)\]?:(\d+)$", self.address).groups()
            self.port = int(self.port)

    def log(self):
        return self.log_path.read_text("utf-8", "replace")

    def connect(self, source=None, timeout=PATIENCE):
        return socket.create_connection((self.host, self.port), timeout=timeout,
                                        source_address=(source, 0) if source else None)

    def ask(self, method, path, body=None, headers=None, source=None):
        for _ in range(self.tries - 1):
            try:
                return self._ask_once(method, path, body, headers, source)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        return self._ask_once(method, path, body, headers, source)

    def _ask_once(self, method, path, body, headers, source):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE,
                                                source_address=(source, 0) if source else None)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response, response.read())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, body, headers=None):
        return self.ask("POST", path, body, headers)

    def raw(self, text):
        """Sends bytes and reads until the server closes."""
        with self.connect() as s:
            s.sendall(text)
            return read_all(s)

    def statuses(self, path, heads):
        """Of requests that are sent at once, one for each head: what lies between them is the server's time alone."""
        text = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n{head}\r\n" for head in heads[:-1])
        answer = self.raw(f"{text}GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{heads[-1]}\r\n".encode())
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", answer)]

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code


def until(what, said=lambda: "it did not happen"):
    """What `what` answers as soon as that is true."""
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < end, said()
        time.sleep(0.05)
    return found


def at_some_pace(*paces):
    """For what can only be seen by the clock: the test gets a pace, and where the machine was too slow for it, the next one."""
    def decorate(test):
        def run(d=None):
            for pace in paces[:-1]:
                try:
                    return test(*filter(None, (d,)), pace)
                except AssertionError as failure:
                    print(f"{test.__name__}: not at the pace {pace}: {str(failure)[:200]}")
            return test(*filter(None, (d,)), paces[-1])
        run.__name__, run.__module__ = test.__name__, test.__module__
        run.wants_desk = test.__code__.co_argcount > 1
        return run
    return decorate


def read_all(s):
    parts = []
    try:
        while part := s.recv(65536):
            parts.append(part)
    except (ConnectionError, socket.timeout):
        pass
    return b"".join(parts)


def run(*words, **options):
    """A command of the program; its output."""
    done = subprocess.run([PROGRAM, *map(str, words)], cwd=ROOT, capture_output=True, text=True,
                          timeout=PATIENCE, **options)
    return types.SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr)


def form(*files):
    """A multipart/form-data body of (name, bytes), and its head."""
    mark = "mark-of-the-form-7d2"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'.encode()
             + data + b"\r\n" for name, data in files]
    return b"".join(parts) + f"--{mark}--\r\n".encode(), {
        "Content-Type": f"multipart/form-data; boundary={mark}"}


def problem(answer, name):
    """Asserts that it is a problem of that name."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.headers.items()
    found = answer.json
    assert found["type"] == f"urn:madoguchi:problem:{name}", found
    assert found["status"] == answer.status, found
    return found


# Whose answers deals.py holds to their schemas, registers.py, alerts.py, statistics.py and stateless.py; people.py all others.
DEALS = {("/api/deals", "get"), ("/api/deals/{deal}", "get"), ("/api/deals/{deal}/check", "get"), ("/api/deals/{deal}/check", "post"),
         ("/api/deals/{deal}/documents", "post"), ("/api/deals/{deal}/join", "post"), ("/api/deals/{deal}/proposals", "get"),
         ("/api/deals/{deal}/comments", "get"), ("/api/deals/{deal}/comments", "post"), ("/api/deals/{deal}/part", "post"),
         ("/api/deals/{deal}/documents/{register}/{record}/reply", "post")}
MATTERS = {("/api/registers/{register}/records", "get"), ("/api/registers/{register}/calendar", "get"),
           ("/api/registers/{register}/eligibility", "get"), ("/api/records/{register}/{record}/matter", "get"),
           ("/api/records/{register}/{record}/eligibility", "get"), ("/api/records/{register}/{record}/consents/{consent}", "put"),
           ("/api/records/{register}/{record}/consents/{consent}", "delete"), ("/api/records/{register}/{record}/reviewers", "put"),
           ("/api/records/{register}/{record}/opinions", "post"), ("/api/records/{register}/{record}/attachments", "post"),
           ("/api/records/{register}/{record}/transitions/{transition}", "post"), ("/api/notices", "get")}
ALERTS = {("/api/searches", "get"), ("/api/searches", "post"), ("/api/assignments", "post"), ("/api/matches/uses", "get"),
          ("/api/similar/{register}", "post")}
STATISTICS = {("/api/statistics", "get"), ("/api/statistics/{register}/{cube}", "get")}
STATELESS = {("/api/check", "post"), ("/api/codes", "get"), ("/api/codes/{list}", "get"), ("/api/rules", "get"),
             ("/healthz", "get"), ("/api/convert", "post"), ("/api/registers", "get")}


def described_answers(description):
    """(path, method) of what answers JSON with a schema, and that schema."""
    found = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for status in ("200", "201"):
                content = operation["responses"].get(status, {}).get("content", {}).get("application/json", {})
                if "schema" in content:
                    found[path, method] = content["schema"]
    return found


def hold_to_schema(d, description, schema, answer):
    """By our own JSON Schema, which has its own suite to answer to."""
    schema_file, answer_file = d.folder / "schema.json", d.folder / "answer.json"
    schema_file.write_text(json.dumps(dict(schema, components=description["components"])))
    answer_file.write_bytes(answer.body)
    told = run("check", "--schema", schema_file, answer_file)
    assert answer.status < 500 and told.code == 0, told.out + told.err


def main(names, *options):
    """Runs the functions that take a desk, all at one server, and those that take none."""
    global PROGRAM
    PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    tests = [f for f in names.values() if isinstance(f, types.FunctionType)
             and f.__module__ == names["__name__"] and "_" in f.__name__
             and not f.__name__.startswith("_") and wanted in f.__name__]
    shared = Desk(*options)
    passed = failed = 0
    for test in tests:
        try:
            start = time.monotonic()
            test(*([shared] if getattr(test, "wants_desk", test.__code__.co_argcount) else []))
            passed += 1
            if time.monotonic() - start > 20:
                print(f"slow: {test.__name__} took {time.monotonic() - start:.0f} s")
        except Skip as reason:
            print(f"skipped: {test.__name__}: {reason}")
        except Exception:
            failed += 1
            print(f"failed: {test.__name__}")
            traceback.print_exc(file=sys.stdout)
    code = shared.stop()
    if code != 0:
        failed += 1
        print(f"the server ended with {code}:\n{shared.log()[-3000:]}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
