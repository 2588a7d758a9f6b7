#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares our verdicts on structure with libxml2's: xmllint.py PROGRAM SHARED.

Every XML Schema of the shared data must load in both or in neither; every instance whose root one of them declares must get the
same verdict, and so must MUTANTS of each: the same document with an element taken out, doubled, renamed, moved or with
another text. Prints each difference and closes with `N passed, N failed`; ends with exit code 77 where SHARED has no schemas.
"""
import collections
import pathlib
import random
import re
import subprocess
import sys
import tempfile

MUTANTS = 4
SIZE_MAX = 300_000
# Differences that are libxml2's fault, by a part of the text it is about, with the clause.
KNOWN = (
    # White space of a date is collapsed before its pattern is looked at (part 2, 4.3.6 and 4.3.4); libxml2 does it after.
    (re.compile(rb">\s+\d{4}-\d\d-\d\d[^<]*<|>\d{4}-\d\d-\d\d[^<]*\s+<"), "white space around a date"),
)
DECLARED = re.compile(rb"<(?:\w+:)?element\s[^>]*?name=\"([^\"]+)\"")
TARGET = re.compile(rb"targetNamespace=\"([^\"]+)\"")
ROOT = re.compile(rb"<(?!\?|!)(?:([\w.-]+):)?([\w.-]+)([^>]*)>")


def unpacked(shared, folder):
    """Each archive in a folder of its own, for their names are the same."""
    for archive in sorted((shared / "data").rglob("*.tar.zst")):
        packed = subprocess.run(["zstd", "-dcq", str(archive)], capture_output=True, check=True).stdout
        target = folder / archive.name.split(".tar")[0]
        target.mkdir()
        subprocess.run(["tar", "x", "-C", str(target)], input=packed, check=True)


def root_of(text):
    """Namespace and name of the root element, by looking only."""
    match = ROOT.search(text)
    if not match:
        return None
    attribute = rb"xmlns:" + match[1] if match[1] else rb"xmlns"
    namespace = re.search(rb"\s" + attribute + rb"=[\"']([^\"']*)", match[3])
    return (namespace[1] if namespace else b"", match[2])


def mutant(text, chance):
    """One change to the text of a document."""
    leaves = list(re.finditer(rb"<([\w:.-]+)(?:\s[^<>]*)?>([^<>]*)</\1>", text))
    if not leaves:
        return None
    leaf = chance.choice(leaves)
    whole, name = leaf[0], leaf[1]
    other = chance.choice(leaves)[0]
    changed = chance.choice((b"", whole + whole, whole.replace(name, name + b"x"), other, whole.replace(b">" + leaf[2] + b"<", b">-1<"),
                             whole.replace(b">" + leaf[2] + b"<", b">2026-02-30<"), whole.replace(b">" + leaf[2] + b"<", b"><")))
    return text[:leaf.start()] + changed + text[leaf.end():]


def verdicts_of_ours(program, schema, files):
    done = subprocess.run([program, "check", "--quiet", "--schema", schema, *files], capture_output=True, text=True)
    said = dict(re.findall(r"^(.*): (VALID|INVALID|FAILED|NOT CHECKED)", done.stdout, re.M))
    return None if "could not be used" in done.stderr else {file: said.get(str(file)) == "VALID" for file in files}


def verdicts_of_libxml2(schema, files):
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema, *files], capture_output=True, text=True)
    if "failed to compile" in done.stderr:
        return None
    return {file: f"{file} validates" in done.stderr for file in files}


def instances(shared, folder, schemas):
    """For each schema the documents whose root it declares."""
    by_root = collections.defaultdict(list)
    for schema in schemas:
        text = schema.read_bytes()
        target = TARGET.search(text)
        for name in set(DECLARED.findall(text)):
            by_root[target[1] if target else b"", name].append(schema)
    found = collections.defaultdict(list)
    for file in sorted([*(shared / "data").rglob("*.xml"), *folder.rglob("*.xml")]):
        text = file.read_bytes()
        for schema in by_root.get(root_of(text), ())[:3]:
            if len(text) < SIZE_MAX:
                found[schema].append(file)
    return found


def main(program, shared):
    if not (shared / "data" / "ubl").is_dir():
        return 77
    passed = failed = known = valid = 0
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        unpacked(shared, folder)
        schemas = sorted(folder.rglob("*.xsd")) + sorted((shared / "data").rglob("*.xsd"))
        found = instances(shared, folder, schemas)
        empty = folder / "empty.xml"
        empty.write_bytes(b"<empty/>")
        for number, schema in enumerate(schemas):
            chance = random.Random(schema.name)
            files = [empty, *found[schema]]
            for original in found[schema]:
                for i in range(MUTANTS):
                    changed = mutant(original.read_bytes(), chance)
                    if changed:
                        files.append(folder / f"{number}-{len(files)}.xml")
                        files[-1].write_bytes(changed)
            ours, theirs = verdicts_of_ours(program, schema, files), verdicts_of_libxml2(schema, files)
            if (ours is None) != (theirs is None):
                print(f"{schema}: {'ours refuses it' if ours is None else 'libxml2 refuses it'}")
                failed += 1
                continue
            passed += 1
            for file in files if ours is not None else ():
                valid += theirs[file]
                if ours[file] == theirs[file]:
                    passed += 1
                elif any(pattern.search(file.read_bytes()) for pattern, _ in KNOWN):
                    known += 1
                else:
                    failed += 1
                    kept = pathlib.Path(tempfile.gettempdir()) / f"xmllint-{number}-{file.name}"
                    kept.write_bytes(file.read_bytes())
                    print(f"{schema.relative_to(folder) if schema.is_relative_to(folder) else schema}: "
                          f"{kept} is {'valid' if ours[file] else 'invalid'} here only")
    print(f"{valid} documents valid by libxml2; {known} differences known to be its fault")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
