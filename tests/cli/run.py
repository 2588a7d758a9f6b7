#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of the command line: run.py PROGRAM CASE-FILE…

A case is a command, what it prints (both streams), and its exit code:

    # Why this is a case.
    $ madoguchi xpath '1 to 2'
    1
    2
    => 0

Within an expected line … stands for any text; a line that is … alone for any lines. Cases of one file
share a temporary folder, $T, in which the rule library lies, and run in the project's root. A case that
names $SHARED is skipped, and said so, where that folder is absent.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PATIENCE = 300  # seconds: a command that takes longer hangs, however busy the machine is


def read_cases(path):
    """(line number, command, expected lines, exit code) of each case."""
    command = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if command is None:
            if line.startswith("$ "):
                command, expected, start = line[2:], [], number
        elif match := re.fullmatch(r"=> (\d+)", line):
            yield start, command, expected, int(match[1])
            command = None
        else:
            expected.append(line)
    if command is not None:
        sys.exit(f"{path}: the case in line {start} does not end with => CODE")


def pattern_of(expected):
    """The regular expression that the output must match."""
    parts = []
    for line in expected:
        if line == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return "".join(parts) + r"\Z"


def main():
    program, *files = sys.argv[1:]
    shared = pathlib.Path(os.environ.get("MADO_SHARED", "../shared")).resolve()
    passed = failed = skipped = 0
    for file in map(pathlib.Path, files):
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(os.environ, T=folder, MADOGUCHI_RULES=f"{folder}/rules", SHARED=str(shared),
                               LC_ALL="C.UTF-8", PATH=f"{pathlib.Path(program).resolve().parent}:{os.environ['PATH']}")
            environment.pop("MADOGUCHI_HELP", None)
            for number, command, expected, code in read_cases(file):
                if "$SHARED" in command and not shared.is_dir():
                    skipped += 1
                    continue
                done = subprocess.run(["bash", "-c", command], env=environment, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE)
                found = done.stdout.decode("utf-8", "replace")
                if found and not found.endswith("\n"):
                    found += "\n"
                if done.returncode == code and re.match(pattern_of(expected), found, re.S):
                    passed += 1
                    continue
                failed += 1
                print(f"{file}:{number}: $ {command}\nexpected:")
                print("\n".join(f"    {line}" for line in expected + [f"=> {code}"]))
                print("found:")
                print("\n".join(f"    {line}" for line in found.splitlines()[:60] + [f"=> {done.returncode}"]))
    if skipped:
        print(f"skipped: {skipped} cases, for {shared} is absent")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
