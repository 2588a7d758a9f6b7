#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Imports every release of the UN/EDIFACT directories that is there: directories.py PROGRAM SHARED.

Each must be read without a fault, be whole (what a message, segment or composite names is there), and D.21B must agree with
D.24A as others turned it into XML, in every message, segment, form and code that both have. Ends with exit code 77 where
SHARED has no directories.
"""
import collections
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

# Where the XML is wrong and the UN's text right: it leaves C210 out of PCI, and cuts repetitions to five digits.
KNOWN = {"PCI"}
CHANGED = {"GOVCBR", "IFTSTA"}  # since D.21B
SERVICE = {"UNH", "UNT", "UNS", "UGH", "UGT", "UIH", "UIT"}


class Release:
    def __init__(self, text):
        self.kinds = collections.defaultdict(dict)
        for line in text.splitlines()[1:]:
            if line[0] != " ":
                kind, tag = line[0], line[2:].split(" ")[0]
                rows = self.kinds[kind].setdefault(tag, [])
                if kind == "e":
                    self.kinds["form"][tag] = line.split(" ")[2]
            elif kind == "m":
                depth = len(line) - len(line.lstrip())
                rows.append((depth, *line.split()[1:]))
            elif line[1] != "!":
                rows.append(tuple(line.split()[1:] if kind == "s" else line.split()))

    def faults(self):
        """What is named and not there."""
        data = self.kinds["e"].keys() | self.kinds["c"].keys()
        for tag, rows in self.kinds["m"].items():
            for _, segment, *_ in rows:
                if not segment.startswith("SG") and segment not in self.kinds["s"] and segment not in SERVICE:
                    yield f"message {tag}: segment {segment} is in no directory"
        for kind in "sc":
            for tag, rows in self.kinds[kind].items():
                yield from (f"{tag}: {row[0]} is in no directory" for row in rows if row[0] not in data)
                if not rows:
                    yield f"{tag} has nothing in it"
        yield from (f"element {tag} has no form" for tag, form in self.kinds["form"].items() if not form)


def rows_of(node, depth=1):
    for child in node:
        if child.tag in ("segment", "group"):
            tag = child.get("id") if child.tag == "segment" else "SG" + child.get("id")[2:]
            yield depth, tag, "M" if child.get("required") == "true" else "C", child.get("maxrepeat")
            if child.tag == "group":
                yield from rows_of(child, depth + 1)


def same_rows(ours, theirs):
    return len(ours) == len(theirs) and all(
        a[:-1] == b[:-1] and (a[-1] == b[-1] or (len(a[-1]) > len(b[-1]) and len(b[-1]) == 5)) for a, b in zip(ours, theirs))


def disagreements(ours, folder):
    compared = collections.Counter()
    for path in sorted((folder / "messages").glob("*.xml")):
        tag = path.stem.upper()
        if tag in ours.kinds["m"] and tag not in CHANGED:
            compared["messages"] += 1
            if not same_rows(ours.kinds["m"][tag], list(rows_of(xml.parse(path).getroot()))):
                yield f"message {tag} differs"
    for segment in xml.parse(folder / "segments.xml").getroot():
        tag = segment.get("id")
        theirs = [(i.get("id"), "M" if i.get("required") == "true" else "C", i.get("repeat")) for i in segment]
        if tag in ours.kinds["s"] and tag not in KNOWN:
            compared["segments"] += 1
            if ours.kinds["s"][tag] != theirs:
                yield f"segment {tag} differs: {ours.kinds['s'][tag]} {theirs}"
    for element in xml.parse(folder / "data_elements.xml").getroot():
        form = ours.kinds["form"].get(element.get("id"))
        if form:
            compared["forms"] += 1
            if form.replace("..", "") != element.get("type") + element.get("maxlength"):
                yield f"element {element.get('id')}: {form}"
    for element in xml.parse(folder / "codes.xml").getroot():
        codes = {row[0] for row in ours.kinds["e"].get(element.get("id"), [])}
        compared["codes"] += len(codes)
        for code in codes - {code.get("id") for code in element}:
            yield f"element {element.get('id')}: code {code} is not in D.24A"
    print("compared with D.24A:", ", ".join(f"{count} {what}" for what, count in compared.items()))


def main():
    program, shared = sys.argv[1], pathlib.Path(sys.argv[2]) / "data" / "edifact" / "directories"
    if not shared.is_dir():
        print(f"skipped: {shared} is absent")
        return 77
    failed = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for archive in shared.glob("*.tar.zst"):
            subprocess.run(["tar", "--zstd", "-xf", archive, "-C", folder], check=True)
        releases = sorted(shared.glob("*.zip")) + sorted(p for p in folder.glob("d[0-9][0-9][a-c]") if not (p / "data").is_dir())
        for path in releases:
            done = subprocess.run([program, "edifact", "import", path], capture_output=True, text=True)
            release = Release(done.stdout) if done.returncode == 0 else None
            faults = list(release.faults()) if release else done.stderr.splitlines()
            if release and path.name == "d21b" and (folder / "d24a").is_dir():
                faults += disagreements(release, folder / "d24a" / "data")
            print(f"{path.name}: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}", *faults[:20], sep="\n    ")
            failed += bool(faults)
            passed += not faults
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
