#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every include points down the floors of docs/architecture.md.

Usage: floors.py ROOT. Prints each include that looks upwards, or into another room's back door
(a header named internal.h belongs to its own folder), and ends with exit code 1 if there is one.
"""
import pathlib
import re
import sys

# What a floor may include beside itself; what those may include follows.
FLOORS = {
    "base": [],
    "tree": ["base"],
    "xpath": ["tree"],
    "schema": ["xpath"],
    "rules": ["xpath", "schema"],
    "codes": ["base"],
    "map": ["tree", "codes"],
    "render": ["map", "codes"],
    "store": ["base"],
    "statistics": ["tree", "store"],
    "fetch": ["base"],
    "register": ["store", "statistics", "map", "rules", "render"],
    "identity": ["store", "fetch"],
    "acts": ["register", "statistics", "identity"],
    "search": ["base", "store"],
    "desks": ["register", "codes"],
    "links": ["register"],
    "server": ["api", "acts", "statistics", "identity", "register", "desks", "links", "search"],
    "api": ["register"],
    "cli": ["api", "server"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')


def below(floor):
    """The floor itself and everything under it."""
    seen = {floor}
    for lower in FLOORS[floor]:
        seen |= below(lower)
    return seen


def faults(root):
    source = root / "src"
    for path in sorted(source.rglob("*.[ch]")):
        floor = path.relative_to(source).parts[0]
        if floor not in FLOORS:
            yield f"{path}: the folder {floor}/ is no floor; add it to {__file__}"
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match[1]
            place = f"{path.relative_to(root)}:{number}"
            inside = (path.parent / target).resolve()
            if "/" not in target or target.startswith("."):
                if not inside.exists():
                    if target == "madoguchi.h":
                        if floor not in ("api", "cli", "server"):
                            yield f"{place}: {target} is the public door; only api/, server/ and cli/ use it"
                        continue
                    yield f"{place}: {target} is not beside this file; name it from src/"
                elif not inside.is_relative_to(source / floor):
                    yield f"{place}: {target} leaves the floor; name it from src/"
                continue
            other = target.split("/")[0]
            if other not in FLOORS:
                yield f"{place}: {target} is on no floor"
            elif other not in below(floor):
                yield f"{place}: {target} is not below {floor}/"
            elif other != floor and target.endswith("internal.h"):
                yield f"{place}: {target} belongs to {other}/ alone"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(faults(root))
    for line in found:
        print(line)
    print(f"{len(list((root / 'src').rglob('*.[ch]')))} files, {len(found)} includes look the wrong way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
