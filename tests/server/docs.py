#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/api.md, as they stand there. Usage: docs.py PROGRAM.

A line that begins with `    $ ` is a command, what follows it is what it prints; … stands for any text, a line that
is … alone for any lines. The commands share one shell.
"""
import os
import pathlib
import re
import subprocess
import tempfile

import desk

MARK = "--- end of the command ---"


def _examples():
    """(command, expected lines) of each example."""
    examples, is_open = [], False
    for line in (desk.ROOT / "docs/api.md").read_text("utf-8").splitlines():
        if line.startswith("    $ "):
            examples.append((line[6:], []))
            is_open = True
        elif line.startswith("    ") and is_open:
            examples[-1][1].append(line[4:])
        else:
            is_open = False
    return examples


def _pattern(expected):
    parts = [r"(?:[^\n]*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"\n" for line in expected]
    return "".join(parts) + r"\Z"


def every_example_prints_what_it_says(d):
    examples = [e for e in _examples() if not e[0].startswith("madoguchi serve")]
    assert len(examples) > 15
    script = [f'cd "{desk.ROOT}"', f'ln -s "{DATA}" "$T/window"']
    for command, _ in examples:
        command = command.replace("--data window", '--data "$T/window"')
        if "key add" in command:
            command = f"KEY=$({command} 2>$T/note); echo $KEY; cat $T/note"
        script += [command, f'echo "\n{MARK}"']
    environment = dict(os.environ, URL=d.address, T=str(d.folder),
                       PATH=f"{pathlib.Path(desk.PROGRAM).parent}:{os.environ['PATH']}")
    done = subprocess.run(["bash"], input="\n".join(script), env=environment, capture_output=True, text=True, timeout=desk.PATIENCE)
    outputs = done.stdout.split(f"\n{MARK}\n")
    assert len(outputs) == len(examples) + 1, done.stderr
    for (command, expected), output in zip(examples, outputs):
        if output and not output.endswith("\n"):
            output += "\n"
        assert re.match(_pattern(expected), output, re.S), f"$ {command}\nexpected {expected}\nfound {output}{done.stderr}"


DATA = tempfile.mkdtemp(prefix="madoguchi-data-")
desk.main(globals(), "--data", DATA)
