#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule of the window's registers has a record that breaks it, and it alone.

    cases.py PROGRAM CHECKOUT

tests/systems/REGISTER.json has a row for each rule of that register's rules.sch and
eligibility.sch: an example (`from`, beside rules.sch) and what to change in it (`set`: path ─►
value; null takes the member away, a number in a path is the place in a list). The changed record
is checked by the program as a user would. It must bring the rule and nothing that the example
doesn't bring itself, so that a rule which never fires, or fires on everything, is found.

What the window alone knows (`_`: what a record refers to, what is related to it) is written into
the record by the case. No schema has that member, which is the one complaint that is overlooked.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

NOW = "2027-06-01T00:00:00Z"  # some rules look at today; examples lie around this day


def put(content, path, value):
    """Sets the member at `path`; one place after the end of a list adds to it."""
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        content = content[step]
    if value is None:
        del content[last]
    elif isinstance(content, list) and last == len(content):
        content.append(value)
    else:
        content[last] = value


def rules_of(sheet):
    """The ids of all assertions of a rule set."""
    text = sheet.read_text(encoding="utf-8") if sheet.exists() else ""
    return re.findall(r'<(?:assert|report)\s[^>]*?\bid="([^"]+)"', text)


class Checker:
    """Runs `madoguchi check` on records."""

    def __init__(self, program, folder):
        self.program, self.file = program, pathlib.Path(folder) / "record.json"
        self.done = {}

    def findings(self, name, sheet, content):
        """Findings as {rule: severity}; a record's form is judged only by its own register."""
        is_own = sheet.name == "rules.sch"
        record = {"$schema": f"urn:madoguchi:register:{name}", **content} if is_own else content
        text = json.dumps(record, ensure_ascii=False)
        if (sheet, text) not in self.done:
            self.file.write_text(text, encoding="utf-8")
            by = [] if is_own else ["--rules", str(sheet)]
            run = subprocess.run([self.program, "check", *by, "--now", NOW, "--format", "json", str(self.file)],
                                 capture_output=True, text=True, check=False)
            if run.returncode > 2:  # 2: “not checked”, as said of eligibility.sch where all conditions are met
                raise SystemExit(f"{name}: the program could not check it: {run.stdout}{run.stderr}")
            self.done[sheet, text] = {finding["rule"]: finding["severity"]
                                      for ruleset in json.loads(run.stdout)["rulesets"]
                                      for finding in ruleset.get("findings", [])
                                      if finding["location"] != "/_[1]"}
        return self.done[sheet, text]


def judge(checker, folder, rule, sheet, case):
    """What is wrong with a case, or None."""
    content = json.loads((folder / case["from"]).read_text(encoding="utf-8"))
    before = checker.findings(folder.name, sheet, content)
    if "error" in before.values():
        return f"{case['from']} has errors itself: {', '.join(before)}"
    for path, value in case["set"].items():
        put(content, path, value)
    found = checker.findings(folder.name, sheet, content)
    new = set(found) - set(before)
    if new != {rule}:
        return f"it brings {', '.join(sorted(new)) or 'nothing'}"
    return None


def cases_of(checker, folder, path):
    """All faults of one register's cases, and how many cases there are."""
    sheets = {rule: folder / name for name in ("rules.sch", "eligibility.sch") for rule in rules_of(folder / name)}
    cases = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    faults = [f"{rule} has no case in {path.name}" for rule in sheets.keys() - cases.keys()]
    faults += [f"{rule} of {path.name} is no rule of the register" for rule in cases.keys() - sheets.keys()]
    for rule, case in cases.items():
        fault = judge(checker, folder, rule, sheets[rule], case) if rule in sheets else None
        if fault is not None:
            faults.append(f"{rule} ({folder.name}): {fault}")
    return faults, len(cases)


def main():
    program, checkout = sys.argv[1], pathlib.Path(sys.argv[2])
    faults, count = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        checker = Checker(program, scratch)
        for declared in sorted(checkout.glob("registers/*/register.json")):
            if "system" not in json.loads(declared.read_text(encoding="utf-8")):
                continue  # trade documents: their rules are tried beside their official ones
            folder = declared.parent
            wrong, cases = cases_of(checker, folder, checkout / "tests/systems" / f"{folder.name}.json")
            faults, count = faults + wrong, count + cases
    for fault in faults:
        print(fault)
    print(f"{count} rules tried, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
