#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What registers carry, term by term: coverage.py REGISTERS DOCS [--check].

Written from the schemas and maps of all registers: DOCS/coverage.md has a table of them all and of the 36 key trade documents,
DOCS/coverage/NAME.md each term of one. With --check nothing is written, and the exit code is 1 where a file is not what would
be. Data elements are those of the Trade Data Elements Directory (UNTDED, ISO 7372), whose numbers the directories of EDIFACT share.
"""
import json
import pathlib
import re
import sys

STATUS = ["mandatory", "conditional", "optional"]
GLOSSARY = "urn:madoguchi:glossary#/$defs/"
PROCESSES = {"commercial": "Commercial", "transport": "Transport", "border": "Border and regulation", "finance": "Finance"}


# ---- Terms ----

def resolved(member, schema, glossary):
    """A property with what it refers to, and the schema that its own references are about."""
    while "$ref" in member:
        reference, own = member["$ref"], {key: value for key, value in member.items() if key != "$ref"}
        if reference.startswith(GLOSSARY):
            schema = glossary
        made = schema["$defs"][reference.rpartition("/")[2]]
        member = {**made, **own, "required": made.get("required", []) + own.get("required", [])}
    return member, schema


def terms(node, schema, glossary, above="", status="mandatory", title=""):
    """Each value with its path, number, title and status.

    What a document must have is mandatory; what its group must have, where the group may be left
    out, is conditional; all else is optional."""
    required = node.get("required", [])
    for name, raw in node["properties"].items():
        member, home = resolved(raw, schema, glossary)
        path = f"{above}.{name}" if above else name
        own = status if name in required else "optional"
        below = status if name in required else "conditional"
        own_title = member.get("title", name)
        # Members of the glossary are called alike again and again: they stand behind their group.
        shown = f"{title}: {own_title}" if title and schema is glossary else own_title
        if member["type"] == "object":
            yield from terms(member, home, glossary, path, below, shown)
        elif member["type"] == "array":
            items, inner = resolved(member["items"], home, glossary)
            yield from terms(items, inner, glossary, path + "[]", below, shown)
        else:
            yield path, member.get("term", member.get("untded", "")), shown, own


# ---- Maps ----

def words_of(line):
    """The words of a line; blanks within quotes belong to a word."""
    line = re.split(r"(?:^|\s)#(?=\s|$)", line)[0]
    return re.findall(r"(?:'[^']*'|[^\s'])+", line)


class Map:
    """Which content stands where: content path ─► paths of the syntax."""

    def __init__(self, path, root):
        self.root, self.found, self.parts, self.beside, self.name = root, {}, {}, {}, path.stem
        self.rows(path.read_text("utf-8").splitlines(), [("", "")], [("", "")], {})

    def include(self, name):
        self.rows((self.root / name).read_text("utf-8").splitlines(), [("", "")], [("", "")], {})

    def place(self, content, path):
        self.found.setdefault(content, []).append(path)

    def row(self, words, above, base):
        content, path = words[1], words[2]
        if content[0] in "'~#=":
            return
        content = joined(base, content)
        path = joined(above, path, "/")
        self.place(content, path)
        for member in (m for word in words[3:] for m in self.beside.get(word, [])):
            self.place(joined(content.rpartition(".")[0], member), path)

    def rows(self, lines, homes, here, values):
        part = None
        for line in lines:
            words = words_of(line)
            if part is not None:
                if words[:1] == ["end"]:
                    part = None
                else:
                    part.append(line)
                continue
            for key, value in values.items():
                words = [word.replace("{" + key + "}", value) for word in words]
            if not words or words[0] in ("namespace", "root", "sender", "recipient"):
                continue
            if words[0] == "map":
                self.name = words[1]
            elif words[0] == "include":
                self.include(words[1])
            elif words[0] == "form":
                if words[2] in ("marked", "lines"):
                    self.beside[words[1]] = words[3:]
                elif words[2] == "date":
                    self.beside[words[1]] = words[4:]
            elif words[0] == "part":
                part = self.parts[words[1]] = []
            elif words[0] == "in":
                path = "" if words[1] == "/" else words[1]
                content = "" if words[2] == "-" else words[2]
                here[-1] = (joined(homes[-1][0], path, "/"), joined(homes[-1][1], content))
            elif words[0] == "use":
                path, content = ("" if word == "-" else word for word in (words[2:4] + ["-"])[:2])
                inner = (joined(here[-1][0], path, "/"), joined(here[-1][1], content))
                given = dict(pair.split("=", 1) for pair in words[4:] if re.match(r"[A-Z0-9]+=", pair))
                given = {key: value[1:-1] if value[:1] == value[-1:] == "'" else value for key, value in given.items()}
                self.rows(self.parts[words[1]], homes + [inner], here + [inner], given)
            else:
                self.row(words, *here[-1])


def joined(base, content, mark="."):
    if mark == ".":
        content = re.sub(r"\[[^\]]+\]", "[]", content)
        if content.startswith("/"):
            return content[1:]
    return mark.join(part for part in (base, content) if part)


def element(path):
    numbers = re.findall(r"D_(\d{4})(?:_\d+)?$", path)
    return numbers[-1] if numbers else ""


def field(path):
    numbers = re.findall(r"F(\d\d[A-Z]?)(?:/|$)", path)
    return numbers[-1] if numbers else ""


def cell(paths):
    return (element(paths[0]) or field(paths[0]) or "yes") if paths else ""


# ---- Pages ----

class Register:
    def __init__(self, folder, glossary):
        self.name = folder.name
        self.schema = json.loads((folder / "schema.json").read_text("utf-8"))
        facts = folder / "register.json"
        self.facts = json.loads(facts.read_text("utf-8")) if facts.exists() else {}
        maps = [Map(path, folder.parent) for path in sorted(folder.glob("maps/*.map"))]
        self.maps = {each.name: each.found for each in sorted(maps, key=lambda each: each.name)}
        self.rows = list(terms(self.schema, self.schema, glossary))

    def counts(self, status):
        own = [path for path, _, _, of in self.rows if of == status]
        return len(own), [sum(path in found for path in own) for found in self.maps.values()]

    def page(self):
        out = [f"# {self.schema['title']}: what is carried", "",
               f"Written by `scripts/coverage.py` from `registers/{self.name}`; a test holds it to that. *Term* is the business term of EN 16931 or the data element",
               "of the Trade Data Elements Directory (UNTDED, ISO 7372). Under the name of a map stands *yes*, or the data element of EDIFACT or the field of SWIFT MT.",
               "What a document must have is mandatory; what a group must have that may be left out is conditional; both as the register's schema asks. What official",
               "rules ask beyond that is theirs to say.", "",
               "| | terms | " + "".join(f"{name} | " for name in self.maps), "|---|---|" + "---|" * len(self.maps)]
        for status in STATUS:
            count, by_map = self.counts(status)
            out.append(f"| {status} | {count} |" + "".join(f" {each} |" for each in by_map))
        out += ["", "| term | content | | status | " + "".join(f"{name} | " for name in self.maps),
                "|---|---|---|---|" + "---|" * len(self.maps)]
        for path, number, title, status in self.rows:
            cells = "".join(f" {cell(found.get(path))} |" for found in self.maps.values())
            out.append(f"| {number} | `{path}` | {title} | {status} |{cells}")
        return "\n".join(line.rstrip() for line in out) + "\n"


def share(part, whole):
    return f"{part} of {whole}" if part < whole else str(whole)


def summary(registers, documents):
    out = ["# What is carried", "",
           "Written by `scripts/coverage.py` from the registers; a test holds it to that. What a document must have is mandatory; what a group must have that may be left",
           "out is conditional; both as the register's schema asks.", "",
           "## The key trade documents", "",
           "The 36 documents that the Digital Standards Initiative of the ICC analysed (Key Trade Documents and Data Elements), and the registers that carry them.", ""]
    known = {}
    for register in registers:
        known.setdefault(register.facts.get("ktdde", register.schema["title"]).lower(), []).append(register)
    carried = 0
    rows = []
    for document in documents:
        names = [document["title"]["en"], *document.get("also", [])]
        found = [f"[{each.name}](coverage/{each.name}.md)" for name in names for each in known.get(name.lower(), [])]
        carried += bool(found)
        title = document["title"]
        rows.append(f"| {PROCESSES[document['process']]} | {title['en']} | {title['ja']} | {title['zh']} | {', '.join(dict.fromkeys(found)) or '–'} |")
    out += [f"{carried} of {len(documents)} have a register.", "", "| process | document | | | registers |", "|---|---|---|---|---|", *rows, "",
            "## The registers", "",
            "How many of a register's terms are in each of its maps; JSON, workbooks and CSV carry all.", "",
            "| register | map | mandatory | conditional | optional |", "|---|---|---|---|---|"]
    for register in registers:
        all_counts = [register.counts(status) for status in STATUS]
        link = f"[{register.name}](coverage/{register.name}.md)"
        out.append(f"| {link} | JSON, xlsx, csv | " + " | ".join(str(count) for count, _ in all_counts) + " |")
        for index, name in enumerate(register.maps):
            out.append(f"| | {name} | " + " | ".join(share(by_map[index], count) for count, by_map in all_counts) + " |")
    return "\n".join(out) + "\n"


def of_the_window(folder):
    """Whether a register is one of the window's systems, and no trade document."""
    return "system" in json.loads((folder / "register.json").read_text("utf-8"))


def main():
    root, docs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    glossary = json.loads((root / "glossary/schema.json").read_text("utf-8"))
    documents = json.loads((root / "glossary/documents.json").read_text("utf-8"))
    registers = [Register(path.parent, glossary) for path in sorted(root.glob("*/schema.json")) if path.parent.name != "glossary" and not of_the_window(path.parent)]
    pages = {docs / "coverage.md": summary(registers, documents)}
    pages |= {docs / "coverage" / f"{register.name}.md": register.page() for register in registers}
    if "--check" not in sys.argv:
        (docs / "coverage").mkdir(exist_ok=True)
        for path, text in pages.items():
            path.write_text(text, "utf-8")
        return 0
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    stale += [path for path in docs.glob("coverage/*.md") if path not in pages]
    for path in stale:
        print(f"{path} is out of date; make it anew: scripts/coverage.py {root} {docs}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
