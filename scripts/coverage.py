#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a register carries, term by term: coverage.py REGISTER OUT.md [--check].

Written from the register's schema and maps. With --check nothing is written, and the exit code is 1
where OUT.md is not what would be. Data elements are those of the Trade Data Elements Directory
(UNTDED, ISO 7372), whose numbers the directories of EDIFACT share.
"""
import json
import pathlib
import re
import sys

STATUS = ["mandatory", "conditional", "optional"]


def terms(schema, above="", status="mandatory"):
    """Each value with its path, number, title and status.

    What a document must have is mandatory; what its group must have, where the group may be left
    out, is conditional; all else is optional."""
    required = schema.get("required", [])
    for name, member in schema["properties"].items():
        path = f"{above}.{name}" if above else name
        own = status if name in required else "optional"
        below = status if name in required else "conditional"
        if member["type"] == "object":
            yield from terms(member, path, below)
        elif member["type"] == "array":
            yield from terms(member["items"], path + "[]", below)
        else:
            yield path, member.get("term", ""), member["title"], own


def joined(base, content):
    content = re.sub(r"\[[^\]]+\]", "[]", content)
    if content.startswith("/"):
        return content[1:]
    return ".".join(part for part in (base, content) if part)


def places(text):
    """Content path ─► the paths of the syntax."""
    found, base, above, partners = {}, "", "", {}
    for line in text.splitlines():
        words = re.split(r"\s#\s|^#", line)[0].split()
        if not words or words[0] in ("map", "namespace", "root", "sender", "recipient"):
            continue
        if words[0] == "form":
            if words[2] == "marked":
                partners[words[1]] = words[3]
        elif words[0] == "in":
            above = "" if words[1] == "/" else words[1]
            base = "" if words[2] == "-" else words[2]
        elif words[1][0] not in "'~#=":
            content = joined(base, words[1])
            found.setdefault(content, []).append("/".join(p for p in (above, words[2]) if p))
            for partner in (partners[w] for w in words[3:] if w in partners):
                beside = content.rpartition(".")[0]
                found.setdefault(joined(beside, partner), []).append(words[2])
    return found


def element(path):
    numbers = re.findall(r"D_(\d{4})(?:_\d+)?$", path)
    return numbers[-1] if numbers else ""


def cell(name, paths):
    if not paths:
        return ""
    return (element(paths[0]) or "yes") if name == "edifact" else "yes"


def page(register):
    schema = json.loads((register / "schema.json").read_text("utf-8"))
    maps = {p.stem: places(p.read_text("utf-8")) for p in sorted((register / "maps").glob("*.map"))}
    rows = list(terms(schema))
    out = [f"# {schema['title']}: what is carried", "",
           f"Written by `scripts/coverage.py` from `registers/{register.name}`; a test holds it to that. Under *edifact* stands the data element",
           "by its number in the Trade Data Elements Directory (UNTDED, ISO 7372), which is its number in EDIFACT too. What a document must have is",
           "mandatory; what a group must have that may be left out is conditional; both as the register's schema asks. What official rules ask beyond that",
           "is theirs to say.", "",
           "| | terms | " + " | ".join(maps) + " |", "|---|---" + "|---" * len(maps) + "|"]
    for status in STATUS:
        own = [path for path, _, _, of in rows if of == status]
        counts = [str(sum(path in found for path in own)) for found in maps.values()]
        out.append(f"| {status} | {len(own)} | " + " | ".join(counts) + " |")
    out += ["", "| term | content | | status | " + " | ".join(maps) + " |", "|---|---|---|---" + "|---" * len(maps) + "|"]
    for path, number, title, status in rows:
        cells = [cell(name, found.get(path)) for name, found in maps.items()]
        out.append(f"| {number} | `{path}` | {title} | {status} | " + " | ".join(cells) + " |")
    return "\n".join(out) + "\n"


def main():
    register, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    text = page(register)
    if "--check" not in sys.argv:
        target.write_text(text, "utf-8")
        return 0
    if target.exists() and target.read_text("utf-8") == text:
        return 0
    print(f"{target} is out of date; make it anew: scripts/coverage.py {register} {target}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
