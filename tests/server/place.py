# SPDX-License-Identifier: Apache-2.0
"""Data folders on both engines, and the servers that come and go at them.

On PostgreSQL where $MADO_POSTGRES names a server (tests/store/with-postgres).
"""
import itertools
import os
import pathlib
import random
import shutil
import socket
import subprocess
import tempfile

import desk
from browser import Browser, first_administrator, first_link, invite
from desk import Desk, until

POSTGRES = os.environ.get("MADO_POSTGRES")
numbers = itertools.count()


def _free_port():
    """For a server that is to come back where it was: none of those that the system gives to clients meanwhile."""
    while True:
        port = random.randrange(10000, 32000)
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Place:
    """A data folder, on either engine, and the server that is at it."""

    def __init__(self, engine, key_of=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-place-"))
        self.data = self.folder / "data"
        self.store, self.server, self.port = [], None, _free_port()
        if engine == "postgres":
            name = f"place{os.getpid()}_{next(numbers)}"
            subprocess.run(["psql", "-q", POSTGRES, "-c", f"CREATE DATABASE {name}"], check=True)
            self.store = ["--postgres", POSTGRES.replace("dbname=postgres", f"dbname={name}")]
        if key_of:
            self.data.mkdir()
            for file in ("journal.key", "journal.pub"):
                shutil.copy(key_of.data / file, self.data / file)

    def command(self, *words):
        done = desk.run(*words, *self.store)
        assert done.code == 0, done.err
        return done.out.strip()

    def key_file(self, text):
        path = self.folder / f"key-{next(numbers)}"
        path.write_text(text + "\n")
        return path

    def start(self, *options):
        self.server = Desk("--data", self.data, "--listen", f"127.0.0.1:{self.port}", *self.store, *options)

    def follow(self, other, key, *options):
        self.start("--follow", other.server.address, "--follow-key", self.key_file(key), *options)

    def ask(self, key, method, path, body=None, **headers):
        return self.server.ask(method, path, body, dict({"Authorization": f"Bearer {key}"}, **headers))

    def health(self):
        return self.server.get("/healthz").json

    def wait(self, **wanted):
        """Until /healthz says so."""
        until(lambda: wanted.items() <= self.health().items(), lambda: (wanted, self.health(), self.server.log()[-2000:]))


class Counter(Place):
    """A place with organisations and people, by name: (organisation, role); and an administrator. Its server runs."""

    def __init__(self, engine, people, *options):
        super().__init__(engine)
        self.start(*options)
        admin = first_administrator(self.server, first_link(self.server))
        for organisation in sorted({organisation for organisation, _ in people.values()} - {"window"}):
            assert admin.ask("POST", "/api/organisations", {"id": organisation, "name": organisation}).status == 201
        self.people = {"administrator": admin}
        for name, (organisation, role) in people.items():
            self.invite(name, organisation, role)

    def invite(self, name, organisation, role):
        email = f"{name}@{organisation}.example"
        invite(self.people["administrator"], email, organisation, role)
        self.people[name] = Browser(self.server)
        assert self.people[name].sign_in(email).status == 200


def on_both(test, people, *options):
    """Runs `test` at a Counter on each engine."""
    for engine in engines():
        counter = Counter(engine, people, *options)
        try:
            test(counter)
        except Exception:
            print(f"on {engine}")
            raise
        assert counter.server.stop() == 0, counter.server.log()


def engines():
    if not POSTGRES:
        print("skipped on PostgreSQL: $MADO_POSTGRES names no server")
    return ["sqlite", "postgres"] if POSTGRES else ["sqlite"]
