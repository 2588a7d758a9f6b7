#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Imports every release of the UN/EDIFACT directories that is there: directories.py PROGRAM SHARED.

Each must be read without a fault, be whole (what a message, segment or composite names is there), have what the UN's own
indexes list (which the importer does not read) and as many codes as a count by another rule finds, and D.21B must agree with
D.24A as others turned it into XML, in every message, segment, form and code that both have. Ends with exit code 77 where
SHARED has no directories.
"""
import collections
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile

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


# ---- The same, counted by another rule ----

INDEXES = {  # by what the index's file is called: our rows, and what a tag is there
    r"(ED|TR|ID)SDI1": ("s", r"[A-Z]{3}"),
    r"(ED|TR|ID)CDI1": ("c", r"[CE]\d{3}"),
    r"(ED|TR)EDI1": ("e", r"\d{4}"),
    r"(ED|TR|ID)MDI1": ("m", r"[A-Z]{6}"),
}


def texts_of(path):
    """All texts of a release: (name, text), out of folders and archives in archives."""
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file():
                yield inner.name, inner.read_bytes().decode("latin-1")
        return

    def unpack(content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if zipfile.is_zipfile(io.BytesIO(archive.read(name))):
                    yield from unpack(archive.read(name))
                elif not name.endswith("/"):
                    yield name.split("/")[-1], archive.read(name).decode("latin-1")

    yield from unpack(path.read_bytes())


def listed(texts):
    """What the UN's indexes list, and what they mark as deleted (which the texts may have all the same)."""
    found, gone = collections.defaultdict(set), collections.defaultdict(set)
    for name, text in texts:
        for stem, (kind, tag) in INDEXES.items():
            if re.fullmatch(stem + r"\.\d\d[A-Z]", name.upper()):
                heading = re.search(r"^ *(Code|Tag) +Name", text, re.M)
                rows = text[heading.end():] if heading else text
                found[kind] |= set(re.findall(rf"^[ +*#|XR]*(?<![A-Z0-9])({tag}) +[A-Z]", rows, re.M))
                gone[kind] |= set(re.findall(rf"^[ +*#|XR-]*(?<![A-Z0-9])({tag}) +[A-Z]", rows, re.M))
    return found, gone


def count_codes(texts):
    """A code is the only word before the names' column, which is the eleventh where the number of the element stands in
    column 2 (until 1997), the twelfth since."""
    count = 0
    for name, text in texts:
        if not re.fullmatch(r"(UNCL|UNCL-1|UNCL-2|UNSL)\.\d\d[A-Z]", name.upper()):
            continue
        for section in re.split(r"^[-\xc4]{40,}\s*$", text, flags=re.M)[1:]:
            heading = re.match(r"\s*?\n?([ +*#|X-]*)\d{4} ", section)
            body = re.split(r"^\s*Repr: .*$", section, maxsplit=1, flags=re.M)
            if not heading or len(body) < 2:
                continue
            marks, name = (3, 10) if len(heading[1].split("\n")[-1]) < 5 else (5, 11)
            for line in body[1].splitlines():
                before = line[:marks].strip(" +*#|X-") + line[marks:name]
                is_code = len(line) > name and line[name - 1] == " " and line[name] != " " and len(before.split()) == 1
                count += is_code and not before.strip().endswith(":")
    return count


def differences(release, path):
    texts = list(texts_of(path))
    found, gone = listed(texts)
    for kind, tags in found.items():
        ours = {tag for tag in release.kinds[kind] if tag[0] != "0"}  # elements of service segments have no index
        for what, some in (("listed, but not imported", tags - ours), ("imported, but not listed", ours - gone[kind])):
            if some:
                yield f"{kind} {what}: {' '.join(sorted(some)[:10])}"
    ours, theirs = sum(len(rows) for rows in release.kinds["e"].values()), count_codes(texts)
    if ours != theirs:
        yield f"{ours} codes, but {theirs} are counted"


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
            faults = list(release.faults()) + list(differences(release, path)) if release else done.stderr.splitlines()
            if release and path.name == "d21b" and (folder / "d24a").is_dir():
                faults += disagreements(release, folder / "d24a" / "data")
            print(f"{path.name}: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}", *faults[:20], sep="\n    ")
            failed += bool(faults)
            passed += not faults
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
