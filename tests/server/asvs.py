#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The checklist of docs/security.md: every requirement of ASVS 4.0.3, level 2, has a row, and every test it names is there.

Usage: asvs.py ROOT. The numbers of the standard are facts, written here as chapter, section and how many requirements of levels
1 and 2 it has; those that level 2 does not ask for are left out by name.
"""
import pathlib
import re
import sys

SECTIONS = {
    "1.1": 7, "1.2": 4, "1.4": 5, "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2, "1.10": 1, "1.11": 2, "1.12": 2, "1.14": 6,
    "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 5, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3, "2.10": 4,
    "3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1,
    "4.1": 5, "4.2": 2, "4.3": 3,
    "5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4,
    "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2,
    "7.1": 4, "7.2": 2, "7.3": 4, "7.4": 3,
    "8.1": 4, "8.2": 3, "8.3": 8,
    "9.1": 3, "9.2": 4,
    "10.2": 2, "10.3": 3,
    "11.1": 8,
    "12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1,
    "13.1": 5, "13.2": 6, "13.3": 2, "13.4": 2,
    "14.1": 4, "14.2": 6, "14.3": 3, "14.4": 7, "14.5": 4,
}
NOT_OF_LEVEL_2 = {"1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"}  # moved elsewhere or deleted


def required():
    return {f"{section}.{i}" for section, count in SECTIONS.items() for i in range(1, count + 1)} - NOT_OF_LEVEL_2


def named(cell):
    """"2.1.1–2.1.3, 2.1.5" names four."""
    for part in re.split(r",\s*", cell.strip()):
        first, _, last = part.partition("–")
        head, start = first.rsplit(".", 1)
        end = last.rsplit(".", 1)[1] if last else start
        assert not last or last.rsplit(".", 1)[0] == head, part
        yield from (f"{head}.{i}" for i in range(int(start), int(end) + 1))


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    text = (root / "docs/security.md").read_text("utf-8")
    problems, rows = [], {}
    for cell, rest in re.findall(r"^\| (\d+\.\d+\.\d+[^|]*)\|(.*)\|$", text, re.M):
        for number in named(cell):
            if number in rows:
                problems.append(f"{number} has two rows")
            rows[number] = rest
    problems += [f"{number} has no row" for number in sorted(required() - set(rows))]
    problems += [f"{number} is none of level 2" for number in sorted(set(rows) - required())]
    for path, name in re.findall(r"`(\w+(?:/\w+)*\.(?:py|c|mjs)) (\w+)`", text):
        file = root / "tests" / path if (root / "tests" / path).exists() else root / path
        if not file.exists() or not re.search(rf"\b{name}\b", file.read_text("utf-8")):
            problems.append(f"there is no test {name} in {path}")
    print("\n".join(problems) or f"{len(rows)} requirements, each with its row")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
