#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the tables of the glossary, as docs/glossary.md describes them.

Usage: glossary.py ROOT. Prints every fault with its file and line, and ends with exit code 1 if
there is one. What only a reader can judge, whether a translation is right, is left to readers.
"""
import pathlib
import re
import sys
import unicodedata

CONCEPTS_MIN = 3000  # with fewer, too many pairs share no concept
LANGUAGES = ("en", "ja", "zh")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODES = re.compile(r"hs:\d{2}(\d{2}(\d{2})?)?|isic:[A-U]?\d{0,4}")
HAN = re.compile(r"[\u3400-\u9fff]")
KANA = re.compile(r"[\u3041-\u30ff]")
LATIN = re.compile(r"[ -~²·]+")  # abbreviations stand in all three columns


def folded(term):
    """Alike for what src/base/fold.c makes alike: width, case, kana, the long vowel that ends a word."""
    text = re.sub(r"(?<=[ァ-ヺー]{2})ー(?![ァ-ヺー])", "", unicodedata.normalize("NFKC", term).casefold())
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def spelled(term):
    """Alike for what people take for the same word: blanks, hyphens and all long vowels are left out."""
    return re.sub(r"[ \-ー・']", "", folded(term))


def writable(term, encoding):
    """Whether all characters are in a standard of that country: so the columns are not mixed up,
    and Chinese is simplified."""
    try:
        term.replace("·", "").encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def script_faults(language, term):
    if language == "en" and not LATIN.fullmatch(term):
        yield "is not written in Latin letters"
    if language == "ja" and not writable(term, "cp932"):
        yield "has a character that is not Japanese (JIS X 0208)"
    if language == "zh" and (KANA.search(term) or not writable(term, "gb2312")):
        yield "has a character that is not simplified Chinese (GB 2312)"
    if language != "en" and not (HAN.search(term) or KANA.search(term) or LATIN.fullmatch(term)):
        yield "is no word of the language"


class Table:
    """One field: three lines that say what it is, and a line a concept."""

    def __init__(self, path):
        self.path = path
        self.lines = path.read_text("utf-8").split("\n")

    def faults(self, terms, ids):
        name, title, columns = (line.split("\t") for line in self.lines[:3])
        if name != ["field", self.path.stem] or title[0] != "title" or len(title) != 4:
            yield 1, "the first lines are `field` with the file's name, and `title` in three languages"
        if columns != ["id", *LANGUAGES, "codes"]:
            yield 3, "the third line names the columns: id, en, ja, zh, codes"
        if self.lines[-1] != "" or unicodedata.normalize("NFC", "\n".join(self.lines)) != "\n".join(self.lines):
            yield len(self.lines), "the file is in NFC, and its last line is ended"
        last = ""
        for number, line in enumerate(self.lines[3:-1], 4):
            cells = line.split("\t")
            if len(cells) not in (4, 5) or not all(cells):
                yield number, "a line has an id, terms in three languages, and perhaps codes; no cell is empty"
                continue
            if not ID.fullmatch(cells[0]) or cells[0] <= last or cells[0] in ids:
                yield number, f"{cells[0]}: ids are lower-case words with hyphens, sorted, each once in all tables"
            last = cells[0]
            ids.add(last)
            if len(cells) == 5 and not all(CODES.fullmatch(code) for code in cells[4].split(" ")):
                yield number, f"{last}: codes are hs: and isic: with digits, and a blank between two"
            for language, cell in zip(LANGUAGES, cells[1:4]):
                bare = [folded(term.rstrip("*=")) for term in cell.split("|")]
                if len(bare) != len(set(bare)):
                    yield number, f"{last}: two terms of {language} are one when folded"
                for term in cell.split("|"):
                    yield from ((number, fault) for fault in self.term(language, term, last, number, terms))

    def term(self, language, term, concept, number, terms):
        bare = term.removesuffix("*").removesuffix("=")
        if bare != bare.strip() or not bare or re.search(r"[=*]$|  ", bare):
            yield f"{language} “{term}” has blanks or marks where none belong"
        for fault in script_faults(language, bare):
            yield f"{language} “{bare}” {fault}"
        place = (self.path.name, number, concept, term.endswith("*"))
        terms.setdefault((language, spelled(bare)), []).append(place)


def shared_faults(terms):
    """A term that several concepts have says so at each of them, and no other does."""
    for (language, term), places in terms.items():
        concepts = {concept for _, _, concept, _ in places}
        for name, number, concept, is_marked in places:
            if is_marked != (len(concepts) > 1):
                others = " and ".join(sorted(concepts - {concept})) or "no other concept"
                yield name, number, f"{concept}: {language} “{term}” is shared with {others}: mark it so (*)"


def untold_counts(manual, count, tables):
    """What the manual should say of how much there is, and does not."""
    expected = [f"{count:,} concepts in {len(tables)} fields"]
    expected += [f"| {table.path.stem} | {len(table.lines) - 4} |" for table in tables]
    return (text for text in expected if text not in manual)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    terms, ids, found = {}, set(), []
    tables = [Table(path) for path in sorted((root / "data/glossary").glob("*.tsv"))]
    for table in tables:
        found += [(table.path.name, number, fault) for number, fault in table.faults(terms, ids)]
    found += shared_faults(terms)
    for name, number, fault in sorted(found):
        print(f"{name}:{number}: {fault}")
    if len(ids) < CONCEPTS_MIN:
        print(f"the glossary has fewer than {CONCEPTS_MIN} concepts")
    untold = list(untold_counts((root / "docs/glossary.md").read_text("utf-8"), len(ids), tables))
    for count in untold:
        print(f"docs/glossary.md does not say “{count}”")
    print(f"{len(ids)} concepts, {len(terms)} terms, {len(found)} faults")
    return 1 if found or len(ids) < CONCEPTS_MIN or untold else 0


if __name__ == "__main__":
    sys.exit(main())
