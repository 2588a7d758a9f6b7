#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sums single test cases over Meson's logs and closes with `N passed, N failed`.

A cmocka program counts for its cases, a suite runner for the `N passed, N failed` it closes with,
anything else for one. Cases that were skipped are counted apart and said aloud.
"""
import json
import re
import sys

PATTERNS = {
    "passed": re.compile(r"^\[  PASSED  \] (\d+) test", re.M),
    "failed": re.compile(r"^\[  FAILED  \] (\d+) test|^ ?(\d+) FAILED TEST", re.M),
    "skipped": re.compile(r"^\[  SKIPPED \] (\d+) test", re.M),
}
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed", re.M)


def count(test):
    """(passed, failed, skipped) of one test program."""
    text = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
    good = test["result"] == "OK"
    closing = CLOSING.findall(text)
    if closing:
        passed, failed = map(int, closing[-1])
        return passed, max(failed, 0 if good else 1), 0
    found = {name: pattern.findall(text) for name, pattern in PATTERNS.items()}
    if found["passed"]:
        passed = int(found["passed"][-1])
        failed = int(next(filter(None, found["failed"][-1]))) if found["failed"] else 0
        skipped = int(found["skipped"][-1]) if found["skipped"] else 0
        # A crash or a leak after the last case is a failure that no case owns.
        return passed, failed if good or failed else 1, skipped
    if test["result"] == "SKIP":
        return 0, 0, 1
    return (1, 0, 0) if good else (0, 1, 0)


def main():
    totals = [0, 0, 0]
    for path in sys.argv[1:]:
        try:
            lines = open(path, encoding="utf-8").read().splitlines()
        except OSError:
            print(f"{path}: no test ran")
            totals[1] += 1
            continue
        for line in lines:
            test = json.loads(line)
            result = count(test)
            totals = [a + b for a, b in zip(totals, result)]
            if result[1]:
                print(f"failed: {test['name']} ({path.split('/')[0]})")
    if totals[2]:
        print(f"skipped: {totals[2]} (see the notes above: a corpus or a program is absent)")
    print(f"{totals[0]} passed, {totals[1]} failed")
    return 1 if totals[1] or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
