#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the rules of a deal: run.py PROGRAM RULES BASE CASES.

BASE is a deal in which nothing is wrong: the documents of registers/*/examples that are of one trade, with what
tests/deal/deal.json adds. Each case of CASES changes something in it, and the rule it names must speak:

    DEAL-LC-01
      /deal/presentationDate "2026-10-16"        JSON behind a pointer (RFC 6901); a list's end is its length
      /insurance-certificate                     nothing behind it: it is taken out
      /commercial-invoice/1 = /commercial-invoice/0        a copy

A rule that has several cases has a word behind its name in each but the first. A near miss, of which the rule must not
speak, has "silent" before the rule's name and a word behind it:

    silent DEAL-LC-01 last-day
      /deal/presentationDate "2026-10-15"

Of another deal in which nothing is wrong no rule may speak: "silent DEAL by-air".

Every rule of RULES must have a case in which it speaks, and none may speak of BASE or break.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

EXAMPLE = "*dalian-osaka.json"
SILENT = "silent "
ALL = "DEAL"


def base_of(path):
    deal = json.loads(path.read_text("utf-8"))
    for example in sorted(path.parents[2].glob(f"registers/*/examples/{EXAMPLE}")):
        content = json.loads(example.read_text("utf-8"))
        content.pop("$schema", None)
        deal.setdefault(example.parents[1].name, [content])
    for pointer in deal.pop("left out"):
        change(deal, pointer, None)
    return deal


def step(value, key):
    return value[int(key)] if isinstance(value, list) else value[key]


def change(deal, pointer, value):
    *above, last = pointer.strip("/").split("/")
    for key in above:
        deal = step(deal, key)
    if isinstance(deal, list):
        deal[int(last):int(last) + 1] = [] if value is None else [value]
    elif value is None:
        deal.pop(last, None)
    else:
        deal[last] = value


def changed(deal, lines):
    deal = copy.deepcopy(deal)
    for line in lines:
        pointer, _, rest = line.strip().partition(" ")
        if rest.startswith("= "):
            value = deal
            for key in rest[2:].strip().strip("/").split("/"):
                value = step(value, key)
            value = copy.deepcopy(value)
        else:
            value = json.loads(rest) if rest else None
        change(deal, pointer, value)
    return deal


def cases_of(path):
    cases = {}
    for line in path.read_text("utf-8").splitlines():
        if line and line[0] not in " #":
            rule = line.strip()
            if rule in cases:
                sys.exit(f"{path}: there is a case {rule} already; say behind it what is special")
            cases[rule] = []
        elif line.strip() and line[0] == " ":
            cases[rule].append(line)
    return cases


def rule_of(case):
    return case.removeprefix(SILENT).split()[0]


def main(program, rules, base, cases):
    deal, cases = base_of(pathlib.Path(base).resolve()), cases_of(pathlib.Path(cases))
    ids = re.findall(r'<assert id="([^"]+)"', pathlib.Path(rules).read_text("utf-8"))
    faults = [f"{rule} has no case" for rule in ids if rule not in cases]
    faults += [f"{rule} is no rule" for rule in map(rule_of, cases) if rule not in [*ids, ALL]]
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in {"base": [], **cases}.items():
            path = pathlib.Path(folder, name + ".json")
            path.write_text(json.dumps(changed(deal, lines), ensure_ascii=False), "utf-8")
        files = sorted(str(path) for path in pathlib.Path(folder).iterdir())
        done = subprocess.run([program, "check", "--rules", rules, "--format", "json", *files], capture_output=True)
        reports = json.loads(done.stdout)
    for report in reports:
        name = pathlib.Path(report["document"]["name"]).stem
        found = [finding for ruleset in report["rulesets"] for finding in ruleset["findings"]]
        spoke = {finding["rule"] for finding in found}
        faults += [f"{name}: {f['rule']} broke: {f['message']}" for f in found if f["severity"] == "broken"]
        if name == "base":
            faults += [f"{f['rule']} speaks where nothing is wrong: {f['message']}" for f in found]
        elif name.startswith(SILENT):
            faults += [f"{name}: {f['rule']} speaks: {f['message']}" for f in found if rule_of(name) in (f["rule"], ALL)]
        elif rule_of(name) not in spoke:
            faults.append(f"{name} does not speak; there are {', '.join(sorted(spoke)) or 'none'}")
    for fault in faults:
        print(fault)
    print(f"{len(reports) - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
