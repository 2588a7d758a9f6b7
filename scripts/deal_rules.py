#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the rules of a deal into docs/deals.md: deal_rules.py RULES DOCUMENT [--check].

What stands below the mark in DOCUMENT is made from RULES, a table for each of its patterns. With --check nothing is written,
and the exit code is 1 where the document is not what would be.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

SCH = "{http://purl.oclc.org/dsdl/schematron}"
MARK = "<!-- The rest is made by scripts/deal_rules.py from registers/deal/rules.sch. -->\n"


def message_of(rule):
    """The message with … for its values, and the article that ends it."""
    parts = [rule.text or ""]
    for value in rule:
        parts += ["…", value.tail or ""]
    text = " ".join("".join(parts).split())
    found = re.fullmatch(r"(.*) \(([^()]*)\)", text)
    return found.groups() if found else (text, "")


def tables(schema):
    for pattern in schema.iter(SCH + "pattern"):
        yield f"\n### {pattern.find(SCH + 'title').text}\n\n| rule | is | says | by |\n|---|---|---|---|\n"
        for rule in pattern.iter(SCH + "assert"):
            text, article = message_of(rule)
            cells = [rule.get("id"), rule.get("flag"), text, article]
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main(rules, document, check=None):
    path = pathlib.Path(document)
    old = path.read_text("utf-8")
    new = old.partition(MARK)[0] + MARK + "".join(tables(xml.parse(rules).getroot()))
    if not check:
        path.write_text(new, "utf-8")
    elif new != old:
        print(f"{document} is not what {rules} says; scripts/deal_rules.py {rules} {document} mends it")
        return 1
    return 0


sys.exit(main(*sys.argv[1:]))
