#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A served journal is proven from outside, and what was touched is named. Usage: prove.py PROGRAM."""
import functools
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import sqlite3
import tempfile
import threading

import desk
from desk import EXAMPLES, Desk

SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()
ENTRIES = 600  # at least: two tiles, and a part of one


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Files:
    """A copy of an export, served as any host of files would; what a liar changes."""

    def __init__(self, export):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-files-"))
        self.journal = self.folder / "journal"
        shutil.copytree(export, self.journal)
        shutil.copy(export / "journal.pub", self.journal / "verifier")
        self.key = (export / "journal.pub").read_text().strip()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      functools.partial(Quiet, directory=self.folder))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def verify(self, *options):
        return desk.run("verify", f"http://127.0.0.1:{self.server.server_port}", *options)

    def edit(self, name, change):
        path = self.journal / name
        path.write_bytes(change(path.read_bytes()))

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        shutil.rmtree(self.folder)


def _size(checkpoint):
    return int(checkpoint.read_text().split("\n")[1])


def _leaves(bundle):
    found = []
    while bundle:
        size = bundle[0] << 8 | bundle[1]
        found.append(bundle[2:2 + size])
        bundle = bundle[2 + size:]
    return found


def _bundle(leaves):
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def _hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


@functools.cache
def _journal():
    """A data folder with many entries, its export, and the export of its beginning."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-journal-"))
    data = folder / "data"
    assert desk.run("org", "add", "gear", "Gear", "--data", data).code == 0
    key = desk.run("key", "add", "gear", "writer", "--data", data).out.strip()
    server = Desk("--data", data)
    server.get("/api/session", Authorization=f"Bearer {key}")  # that a key is used is noted, once a day
    assert desk.run("export", data, folder / "older").code == 0
    have = _size(folder / "older" / "checkpoint")
    for _ in range(ENTRIES - have):
        answer = server.ask("POST", "/api/records/commercial-invoice?name=a.xml", SOUND, {"Authorization": f"Bearer {key}"})
        assert answer.status == 201, answer.text
    assert desk.run("export", data, folder / "export").code == 0
    return server, folder


def _touched(done, first, last=None):
    assert done.code == 1, (done.code, done.out, done.err)
    wanted = f"touched is one of {first} to {last}" if last else f"touched is {first}\n"
    assert wanted in done.out, done.out + done.err


# ---- An honest server ----

def a_server_is_proven_from_outside():
    server, folder = _journal()
    kept = folder / "kept"
    key = (folder / "export" / "journal.pub").read_text().strip()
    done = desk.run("verify", server.address, "--key", key, "--keep", kept)
    assert done.code == 0 and f"{_size(kept)} entries" in done.out and "valid" in done.out, done.out + done.err
    assert _size(kept) >= ENTRIES
    told = json.loads(desk.run("verify", server.address + "/", "--format", "json", "--keep", kept).out)
    assert told["valid"] and told["entries"] == _size(kept) and told["verifier"] == key, told
    older = desk.run("verify", server.address, "--checkpoint", folder / "older" / "checkpoint")
    assert older.code == 0, older.err


def who_names_no_key_is_told_so():
    server, _ = _journal()
    assert "compare it with one that you have from elsewhere" in desk.run("verify", server.address).err


def an_export_is_proven_like_a_server():
    files = Files(_journal()[1] / "export")
    assert files.verify().code == 0
    files.end()


# ---- Those who lie ----

def a_leaf_that_was_changed_is_named():
    files = Files(_journal()[1] / "export")

    def change(bundle):
        leaves = _leaves(bundle)
        leaves[300 - 256] = leaves[300 - 256].replace(b"action create", b"action update")
        return _bundle(leaves)

    files.edit("tile/entries/001", change)
    _touched(files.verify(), 300)
    files.end()


def a_leaf_that_was_changed_with_its_tile_is_found_by_the_tile_above():
    files = Files(_journal()[1] / "export")
    leaves = _leaves((files.journal / "tile/entries/001").read_bytes())
    leaves[7] = leaves[7].replace(b"action create", b"action update")
    files.edit("tile/entries/001", lambda _: _bundle(leaves))
    files.edit("tile/0/001", lambda _: b"".join(map(_hash, leaves)))
    _touched(files.verify(), 256, 511)
    files.end()


def the_first_of_two_is_named_though_the_second_is_easier_to_see():
    files = Files(_journal()[1] / "export")
    leaves = _leaves((files.journal / "tile/entries/000").read_bytes())
    leaves[9] = leaves[9].replace(b"register", b"register ")
    leaves[9] = leaves[9].replace(b"register  ", b"register x")
    files.edit("tile/entries/000", lambda _: _bundle(leaves))
    files.edit("tile/0/000", lambda _: b"".join(map(_hash, leaves)))
    files.edit("tile/0/001", lambda tile: tile[:-1] + bytes([tile[-1] ^ 1]))
    _touched(files.verify(), 0, 255)
    files.end()


def entries_that_were_taken_away_are_missed():
    folder = _journal()[1]
    files = Files(folder / "older")
    assert files.verify().code == 0
    done = files.verify("--checkpoint", folder / "export" / "checkpoint")
    assert done.code == 1 and "taken away" in done.err, done.err
    files.end()


def a_history_that_was_written_anew_with_the_same_key_is_another():
    folder = _journal()[1]
    other = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-other-"))
    (other / "data").mkdir()
    for name in ("journal.key", "journal.pub"):
        shutil.copy(folder / "data" / name, other / "data" / name)
    size = _size(folder / "older" / "checkpoint")
    for i in range(size + 2):  # it is no shorter
        assert desk.run("org", "add", f"org-{i}", "N", "--data", other / "data").code == 0
    assert desk.run("export", other / "data", other / "export").code == 0
    files = Files(other / "export")
    assert files.verify("--key", files.key).code == 0
    _touched(files.verify("--key", files.key, "--checkpoint", folder / "older" / "checkpoint"), 0, size - 1)
    files.end()


def a_stranger_s_key_and_a_forged_head_are_refused():
    folder = _journal()[1]
    files = Files(folder / "export")
    size = _size(files.journal / "checkpoint")
    files.edit("checkpoint", lambda note: note.replace(b"\n%d\n" % size, b"\n%d\n" % (size - 1)))
    done = files.verify()
    assert done.code == 1 and "signature" in done.err, done.out + done.err
    files.end()
    files = Files(folder / "export")
    stranger = pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-stranger-"))
    desk.run("org", "add", "x", "X", "--data", stranger)
    done = files.verify("--key", (stranger / "journal.pub").read_text().strip())
    assert done.code == 1 and "signature" in done.err, done.out + done.err
    files.end()


def what_is_cut_off_or_not_there_is_no_proof():
    folder = _journal()[1]
    files = Files(folder / "export")
    last = f"tile/entries/002.p/{_size(files.journal / 'checkpoint') - 512}"
    files.edit(last, lambda bundle: bundle[:1000])
    done = files.verify()
    assert done.code == 1 and "not served whole" in done.err, done.err
    (files.journal / last).unlink()
    assert files.verify().code != 0
    files.edit("tile/0/000", lambda tile: tile[:32])
    _touched(files.verify(), 0)
    files.end()
    assert desk.run("verify", "http://127.0.0.1:1").code == 3
    assert desk.run("verify", "http://window.example").code == 3  # not without TLS


def the_journal_s_server_ends_well():
    assert _journal()[0].stop() == 0


if __name__ == "__main__":
    desk.main(globals())
