#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/systems.md has a section for each system of the window, and a row for each of its registers.

    systems.py CHECKOUT
"""
import json
import pathlib
import sys


def rows_by_section(text):
    """Section's title ─► the names in the first column of its table."""
    sections = [section.splitlines() for section in text.split("\n## ")[1:]]
    return {lines[0]: {line.split("|")[1].strip() for line in lines if line.startswith("| ")}
            for lines in sections}


def main():
    checkout = pathlib.Path(sys.argv[1])
    told = rows_by_section((checkout / "docs/systems.md").read_text(encoding="utf-8"))
    systems = json.loads((checkout / "registers/glossary/systems.json").read_text(encoding="utf-8"))
    there = {title["en"]: {"register"} for system, title in systems.items() if system != "trade"}
    for declared in checkout.glob("registers/*/register.json"):
        register = json.loads(declared.read_text(encoding="utf-8"))
        if register.get("system", "trade") != "trade":
            there[systems[register["system"]]["en"]].add(register["title"]["en"])
    wrong = [f"{title}: {', '.join(sorted(told.get(title, set()) ^ there.get(title, set())))}"
             for title in told.keys() | there.keys() if told.get(title) != there.get(title)]
    for line in wrong:
        print(f"docs/systems.md and the registers differ in {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
