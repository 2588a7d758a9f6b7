#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An empty form, filled in by LibreOffice, says what was filled in: office.py PROGRAM EXAMPLE.json…

The first example is filled into its register's form in every language, each other into one, in turn.

LibreOffice opens the form and saves it as its own format; there the cells are filled in, by the hidden paths of the
terms; LibreOffice then saves a workbook, whose styles, lists and hidden rows are its own. What is read from that must
be the example. LibreOffice is no part of what the tests install (it is large); where it is absent, that is said.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

NS = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
      "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
      "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
LANGUAGES = ("en", "ja", "zh")
WIDTH = 40  # columns that are looked at
HEIGHT = 200  # rows


def tag(prefix, name):
    return f"{{{NS[prefix]}}}{name}"


def spread(parent, names, attribute, most):
    """The children of these names, each by itself: cells and rows that are alike are written once, with a number."""
    found = []
    for index, child in reversed(list(enumerate(parent))):
        count = int(child.get(tag("table", attribute), "1"))
        if child.tag not in names or count == 1:
            continue
        child.attrib.pop(tag("table", attribute))
        for _ in range(min(count, most) - 1):
            parent.insert(index, ET.fromstring(ET.tostring(child)))
    found.extend(child for child in parent if child.tag in names)
    return found


class Sheet:
    """The cells of a sheet by row and column."""

    def __init__(self, table):
        for header in table.findall("table:table-header-rows", NS):
            index = list(table).index(header)
            for row in reversed(list(header)):
                table.insert(index, row)
            table.remove(header)
        rows = spread(table, {tag("table", "table-row")}, "number-rows-repeated", HEIGHT)
        cell_tags = {tag("table", "table-cell"), tag("table", "covered-table-cell")}
        self.cells = [spread(row, cell_tags, "number-columns-repeated", WIDTH) for row in rows]
        self.keys = [self.text(0, column) for column in range(len(self.cells[0]))]

    def text(self, row, column):
        return "\n".join("".join(p.itertext()) for p in self.cells[row][column].findall("text:p", NS))

    def put(self, row, column, value):
        cell = self.cells[row][column]
        for p in cell.findall("text:p", NS):
            cell.remove(p)
        kind, attribute = "string", None
        if isinstance(value, bool):
            kind, attribute, value = "boolean", "boolean-value", "true" if value else "false"
        elif isinstance(value, (int, float)):
            kind, attribute = "float", "value"
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            kind, attribute = "date", "date-value"
        cell.set(tag("office", "value-type"), kind)
        if attribute is not None:
            cell.set(tag("office", attribute), str(value))
        ET.SubElement(cell, tag("text", "p")).text = str(value)


def flat(content, above=""):
    """(path, value) of what occurs once, and (path, list) of lists."""
    for name, value in content.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, dict):
            yield from flat(value, path)
        else:
            yield (path + "[]", value) if isinstance(value, list) else (path, value)


def fill_list(sheets, path, items, outer, numbers):
    """The rows of a list's sheet, from row 2 on, and those of the lists within."""
    sheet = next(sheet for sheet in sheets if path in {re.sub(r"\.[^\[\]]*$", "", key) for key in sheet.keys}
                 and all(key.startswith(("#", path)) or path.startswith(key) for key in sheet.keys if key))
    for item in items:
        number = numbers[path] = numbers.get(path, 0) + 1
        if outer is not None:
            sheet.put(number + 1, 0, outer)
        for below, value in flat(item, path):
            if below.endswith("[]"):
                fill_list(sheets, below, value, number, numbers)
            else:
                sheet.put(number + 1, sheet.keys.index(below), value)


def fill(tree, example):
    tables = tree.getroot().iter(tag("table", "table"))
    sheets = [Sheet(table) for table in tables]
    document = next(sheet for sheet in sheets if "#value" in sheet.keys)
    lists = [sheet for sheet in sheets if "#path" in sheet.keys and sheet is not document]
    offered = {document_text for sheet in sheets if "#path" not in sheet.keys for row in range(len(sheet.cells))
               for column in range(len(sheet.cells[row])) if (document_text := sheet.text(row, column))}
    rows = {document.text(row, document.keys.index("#path")): row for row in range(len(document.cells))
            if len(document.cells[row]) > document.keys.index("#path")}
    for path, value in flat(example):
        if path.endswith("[]"):
            fill_list(lists, path, value, None, {})
            continue
        # A person takes codes from the list, where they stand with their names.
        chosen = [text for text in offered if path.endswith("CurrencyCode") and text.startswith(f"{value} - ")]
        document.put(rows[path], document.keys.index("#value"), chosen[0] if chosen else value)
    return len(offered)


def office(program, source, kind, folder):
    subprocess.run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
                    "--outdir", folder, source], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=240)
    return pathlib.Path(folder) / (pathlib.Path(source).stem + "." + kind)


def check(program, soffice, language, example_path, folder):
    """None, or what is wrong."""
    example = json.loads(example_path.read_text("utf-8"))
    example.pop("$schema", None)
    register = example_path.parent.parent.name
    form = f"{folder}/{register}-{language}.xlsx"
    subprocess.run([program, "template", register, "--language", language, "--output", form], check=True)
    flat_form = office(soffice, form, "fods", folder)
    for prefix, _ in NS.items():
        ET.register_namespace(prefix, NS[prefix])
    tree = ET.parse(flat_form)
    if fill(tree, example) < 100:
        return "the form offers no codes"
    filled = pathlib.Path(folder) / f"{register}-{language}-filled.fods"
    tree.write(filled, "utf-8", True)
    book = office(soffice, filled, "xlsx", folder)
    done = subprocess.run([program, "convert", "--to", "json", "--lossless", book], capture_output=True, check=False)
    if done.returncode != 0 or done.stderr:
        return done.stderr.decode()
    content = json.loads(done.stdout)
    content.pop("$schema")  # which register it is of, the form knows by itself
    return None if content == example else done.stdout.decode()


def main():
    program, *examples = sys.argv[1:]
    soffice = shutil.which("soffice")
    if soffice is None:
        print("skipped: all cases, for LibreOffice (soffice) is absent; apt-get install libreoffice-calc-nogui brings it")
        print("0 passed, 0 failed")
        return 0
    cases = [(language, examples[0]) for language in LANGUAGES]
    cases += [(LANGUAGES[i % len(LANGUAGES)], example) for i, example in enumerate(examples[1:])]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for language, example in cases:
            wrong = check(program, soffice, language, pathlib.Path(example), folder)
            if wrong is not None:
                failed += 1
                print(f"the form in {language} for {example}, filled in by LibreOffice:\n{wrong}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
