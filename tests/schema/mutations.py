#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks every EDIFACT sample in every way: mutations.py PROGRAM SHARED [SAMPLE…].

Each sample is written a segment a line, its control counts put right, and broken once at each of several places. The
program must tell it: the right code (0085) at the right line and column, and nothing that did not happen (what it told
of the sample before is left out of the account). Whether a moved, missing or repeated segment is wrong at all is judged by a
reader of segment tables that is written here a second time, another way: it follows all readings at once.

Ends with exit code 77 where SHARED has no samples.
"""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PLACES = 12  # of one message that are broken in each way
STRUCTURE = {"0085/13", "0085/15", "0085/35", "0085/36"}


# ---- Directories, as the program imports them ----


class Row:
    def __init__(self, tag, mandatory, repeat):
        self.tag, self.mandatory, self.repeat, self.rows = tag, mandatory, repeat, []

    def trigger(self):
        return self.rows[0].trigger() if self.rows else self.tag


class Directory:
    def __init__(self, text):
        self.messages, self.segments, self.composites, self.forms = {}, {}, {}, {}
        self.codes = collections.defaultdict(set)
        self.notes = set()  # segments with dependency notes
        head, *lines = text.splitlines()
        self.release = head.split(" ")[1:3]
        for line in lines:
            words = line.split()
            if line[0] != " ":
                kind, tag = words[0], words[1]
                if kind == "m":
                    stack = [Row(tag, True, 1)]
                    self.messages[tag] = stack[0]
                elif kind == "e":
                    self.forms[tag] = words[2]
                else:
                    rows = {"s": self.segments, "c": self.composites}[kind].setdefault(tag, [])
            elif kind == "m":
                depth = len(line) - len(line.lstrip())
                row = Row(words[1], words[2] == "M", int(words[3]))
                del stack[depth:]
                stack[-1].rows.append(row)
                stack.append(row)
            elif kind == "s" and words[0] == "!":
                self.notes.add(tag)
            elif kind == "s":
                rows.append((words[1], words[2] == "M", int(words[3])))
            elif kind == "c":
                rows.append((words[0], words[1] == "M", int(words[2]) if len(words) > 2 else 1))
            elif kind == "e":
                self.codes[tag].add(words[0])


def accepts(message, tags):
    """How many of the tags can be read as the table has it; None: all, and the message ends behind them.

    A reading is where in the table one stands: from the message inwards the row of each level, and how often it was
    there. All that are possible are followed, so that nothing depends on which is tried first.
    """

    def enter(row, prefix):
        while row.rows:
            prefix += ((row.rows, 0, 1),)
            row = row.rows[0]
        return prefix

    def steps(reading, tag):
        for depth in range(len(reading) - 1, -1, -1):
            rows, at, count = reading[depth]
            outer = reading[:depth]
            if rows[at].trigger() == tag and count < rows[at].repeat:
                yield enter(rows[at], outer + ((rows, at, count + 1),))
            for behind in range(at + 1, len(rows)):
                if rows[behind].trigger() == tag:
                    yield enter(rows[behind], outer + ((rows, behind, 1),))
                if rows[behind].mandatory:
                    break
            else:
                continue  # nothing that must come is left in this group: it may be left
            return

    def name(reading):
        return tuple((id(rows), at, count) for rows, at, count in reading)

    start = ((message.rows, 0, 1),)
    readings = {name(start): start} if tags and tags[0] == message.rows[0].tag else {}
    for number, tag in enumerate(tags):
        if number > 0:
            readings = {name(new): new for reading in readings.values() for new in steps(reading, tag)}
        if not readings:
            return number
    last = len(message.rows) - 1
    return None if any(reading[0][1] == last for reading in readings.values()) else len(tags)


# ---- Interchanges ----


class Interchange:
    """Segments as they are written, with what separates them. Columns are characters."""

    def __init__(self, content):
        self.una = ""
        try:
            self.encoding, text = "utf-8", content.decode("utf-8")
        except UnicodeDecodeError:
            self.encoding, text = "latin-1", content.decode("latin-1")
        text = text.lstrip("\ufeff \t\r\n")
        self.component, self.element, self.release, self.repetition, self.terminator = ":", "+", "?", "", "'"
        if text.startswith("UNA"):
            self.una = text[:9]
            self.component, self.element, _, self.release, self.repetition, self.terminator = text[3:9]
            self.repetition = self.repetition.strip()
            self.release = self.release.strip()
            text = text[9:]
        self.segments, at, start = [], 0, 0
        while at < len(text):
            if self.release and text[at] == self.release:
                at += 1
            elif text[at] == self.terminator:
                self.segments.append(text[start:at].lstrip(" \t\r\n"))
                start = at + 1
            at += 1
        self.rest = text[start:].strip()
        header = self.tokens(self.segments[0])[1:2] if self.segments and not self.una else []
        if header and [part for _, part in header[0]][1:2] == ["4"]:
            self.repetition = "*"

    def tokens(self, segment):
        """The tag, then data elements (and their repetitions) of components: (column, text as it is written)."""
        start, at, flat = 0, 0, [[]]
        while at <= len(segment):
            c = segment[at] if at < len(segment) else None
            if c is not None and self.release and c == self.release:
                at += 2
                continue
            if c is None or c == self.component or c == self.element or (self.repetition and c == self.repetition):
                flat[-1].append((start + 1, segment[start:at]))
                if c == self.element or (c is not None and c == self.repetition):
                    flat.append([])
                start = at + 1
            at += 1
        return flat

    def tag(self, segment):
        for at, c in enumerate(segment):
            if c in (self.component, self.element):
                return segment[:at]
        return segment

    def text(self, segments=None):
        lines = [segment + self.terminator for segment in (self.segments if segments is None else segments)]
        return "\n".join(([self.una] if self.una else []) + lines) + "\n"

    def line(self, index, segments=None):
        """Where segment `index` begins: data may have line ends in it."""
        segments = self.segments if segments is None else segments
        return 1 + bool(self.una) + sum(1 + segment.count("\n") for segment in segments[:index])

    def place(self, index, column, segments=None):
        segments = self.segments if segments is None else segments
        before = segments[index][: column - 1]
        inner = before.rsplit("\n", 1)[-1]
        return self.line(index, segments) + before.count("\n"), len(inner) + 1

    def replace(self, segment, element, component, value):
        """With another value in a data element (from 0, the tag is none) and component."""
        parts = self.tokens(segment)
        column, old = parts[element + 1][component]
        return segment[: column - 1] + value + segment[column - 1 + len(old):]

    def messages(self):
        found, start = [], None
        for index, segment in enumerate(self.segments):
            tag = self.tag(segment)
            if tag == "UNH":
                start = index
            elif tag == "UNT" and start is not None:
                found.append((start, index))
                start = None
        return found


def put_right(it):
    """Counts and references, which a third of the samples have wrong."""
    for start, end in it.messages():
        reference = it.tokens(it.segments[start])[1][0][1] or "1"
        it.segments[end] = f"UNT{it.element}{end - start + 1}{it.element}{reference}"
    tags = [it.tag(segment) for segment in it.segments]
    if tags.count("UNB") == 1 and "UNZ" in tags and len(it.tokens(it.segments[tags.index("UNB")])) > 5:
        reference = it.tokens(it.segments[tags.index("UNB")])[5][0][1]
        count = tags.count("UNG") or tags.count("UNH")
        it.segments[tags.index("UNZ")] = f"UNZ{it.element}{count}{it.element}{reference}"


# ---- What was broken, and what must be told of it ----


class Broken:
    """`must`: (code, line, column or None) of which each must be told; `may`: what may be told besides."""

    def __init__(self, what, text, must=(), may=lambda code, line: False, most=None, near=None, either=None):
        self.what, self.text, self.must, self.may, self.most, self.near = what, text, list(must), may, most, near
        self.either = either  # codes and lines of which one must be told; empty: none may


def spread(numbers, most=PLACES):
    numbers = list(numbers)
    step = max(1, len(numbers) // most)
    return numbers[::step][:most]


def with_count(it, segments, start, end):
    """The message's UNT counted anew: only what was broken shall be wrong."""
    parts = it.tokens(segments[end])
    reference = segments[end][parts[2][0][0] - 1:]
    segments[end] = f"UNT{it.element}{end - start + 1}{it.element}{reference}"
    return segments


def break_counts(it, start, end):
    for what, element, code in (("a count wrong", 0, "0085/29"), ("a reference wrong", 1, "0085/28")):
        segments = list(it.segments)
        old = it.tokens(segments[end])[element + 1][0][1]
        segments[end] = it.replace(segments[end], element, 0, str(int(old) + 1) if element == 0 else old + "9")
        column = it.tokens(segments[end])[element + 1][0][0]
        yield Broken(what, it.text(segments), [(code, *it.place(end, column, segments))],
                     may=lambda code, line: code == "0085/39")
    tags = [it.tag(segment) for segment in it.segments]
    if "UNZ" in tags and "UNB" in tags:
        at = tags.index("UNZ")
        for element, code in ((0, "0085/29"), (1, "0085/28")):
            segments = list(it.segments)
            old = it.tokens(segments[at])[element + 1][0][1]
            segments[at] = it.replace(segments[at], element, 0, str(int(old) + 1) if element == 0 else old + "9")
            column = it.tokens(segments[at])[element + 1][0][0]
            yield Broken("a count of the interchange wrong", it.text(segments), [(code, *it.place(at, column, segments))],
                         may=lambda code, line: code == "0085/39")
        segments = it.segments[:at] + it.segments[at + 1:]
        yield Broken("no UNZ", it.text(segments), [("0085/13", it.line(at if tags[at + 1:] else at - 1, segments), 1)])


def break_off(it, start, end):
    for at in spread(range(start + 1, end)):
        segments = it.segments[: at + 1] + it.segments[end + 1:]
        line = it.line(at, segments)
        yield Broken("a message cut", it.text(segments), [("0085/13", line, 1)],
                     may=lambda code, where, line=line: code == "0085/13" and where == line)
    for at in spread(range(start + 1, end), 4):
        segment = it.segments[at]
        if len(segment) < 6:
            continue
        text = it.text(it.segments[:at]) + segment[: len(segment) * 2 // 3]
        line = it.line(at)
        last = line + segment.count("\n")
        yield Broken("the text cut", text, [("0085/13", line, 1)],
                     may=lambda code, where, line=line, last=last: where is None or line <= where <= last)


def break_structure(it, start, end, message):
    tags = [it.tag(segment) for segment in it.segments]
    triggers = set()

    def gather(row):
        for inner in row.rows:
            if inner.rows:
                triggers.add(inner.trigger())
                gather(inner)

    gather(message)
    triggers.add("UNS")  # without it, what follows is read as of the section before

    def judge(what, segments, last, lines, is_alone, own=None):
        wrong = accepts(message, [it.tag(segment) for segment in segments[start: last + 1]])
        if wrong is not None:
            line = it.line(min(start + wrong, last), segments)
            is_alone &= line in (own or lines)
            lines = lines | {line}
        return Broken(what, it.text(with_count(it, segments, start, last)), may=lambda code, line: code in STRUCTURE,
                      either=None if wrong is None else lines, most=3 if is_alone else None)

    inner = range(start + 1, end)
    for at in spread(inner):
        segments = it.segments[:at] + it.segments[at + 1:]
        lines = {it.line(at, segments), it.line(at - 1, segments)}
        yield judge("a segment missing", segments, end - 1, lines, tags[at] not in triggers)
    for at in spread(range(start + 1, end - 1)):
        if tags[at] == tags[at + 1]:
            continue
        segments = list(it.segments)
        segments[at], segments[at + 1] = segments[at + 1], segments[at]
        lines = {it.line(number, segments) for number in (at - 1, at, at + 1, at + 2)}
        yield judge("two segments exchanged", segments, end, lines, not {tags[at], tags[at + 1]} & triggers)
    for at in spread(inner):
        to = start + 1 + (at - start + (end - start) // 2) % (end - start - 1)
        segments = list(it.segments)
        segments.insert(to, segments.pop(at))
        lines = {it.line(number, segments) for number in (at - 1, at, at + 1, to, to + 1)}
        # What fits where it was put may end a group, and leaves those astray that come behind it.
        yield judge("a segment moved", segments, end, lines, tags[at] not in triggers, {it.line(to, segments)})
    for at in spread(inner):
        segments = it.segments[: at + 1] + it.segments[at:]
        lines = {it.line(number, segments) for number in (at, at + 1, at + 2)}
        yield judge("a segment twice", segments, end + 1, lines, tags[at] not in triggers)
    for at in spread(inner):
        segments = it.segments[:at] + ["QQQ" + it.element + "1"] + it.segments[at:]
        with_count(it, segments, start, end + 1)
        yield Broken("a segment unknown", it.text(segments), [("0085/15", it.line(at, segments), 1)])


def places_of(it, directory, segment):
    """The data elements of a segment: (element, component, column, value, number, is it simple, its neighbours)."""
    items = []
    for tag, _, repeat in directory.segments.get(it.tag(segment), []):
        items += [tag] * repeat if not it.repetition else [tag]
    for element, (tag, parts) in enumerate(zip(items, it.tokens(segment)[1:])):
        if tag in directory.forms:
            if len(parts) == 1:
                yield element, 0, *parts[0], tag, True, []
            continue
        inner = [number for number, _, repeat in directory.composites.get(tag, []) for _ in range(repeat)]
        for component, (number, part) in enumerate(zip(inner, parts)):
            neighbours = [n for n, p in zip(inner, parts) if p[1]]
            yield element, component, *part, number, False, neighbours


def form_of(form):
    kind = form.rstrip("0123456789.")
    return kind, int(form[len(kind):].strip("."))


def break_data(it, start, end, directory):
    for at in spread(range(start + 1, end)):
        segment = it.segments[at]
        tag = it.tag(segment)
        if it.repetition and it.repetition in segment or tag not in directory.segments or it.component in segment[:4]:
            continue
        line = it.line(at)
        noted = (lambda code, where, line=line: code == "0085/48" and where == line) if tag in directory.notes else \
            (lambda code, where: False)

        def changed(what, value, code, **more):
            segments = list(it.segments)
            segments[at] = it.replace(segment, element, component, value)
            return Broken(what, it.text(segments), [(code, *it.place(at, column))], may=noted, **more)

        room = sum(repeat if not it.repetition else 1 for _, _, repeat in directory.segments[tag])
        written = len(it.tokens(segment)) - 1
        if written <= room:
            longer = segment + it.element * (room + 1 - written) + "X"
            segments = list(it.segments)
            segments[at] = longer
            yield Broken("a data element too many", it.text(segments),
                         [("0085/16", *it.place(at, len(longer), segments))], may=noted)
        for element, component, column, value, number, is_simple, neighbours in spread(
                [place for place in places_of(it, directory, segment) if place[3]], 4):
            kind, most = form_of(directory.forms[number])
            if kind == "n":
                yield changed("no number", "1X", "0085/37")
                yield changed("a number too long", "1" * (most + 1), "0085/39")
            elif kind == "an":
                yield changed("a value too long", "X" * (most + 1), "0085/39")
            is_coded = number in directory.codes and not {"1131", "3055"} & set(neighbours)
            if is_coded and "ZQ"[:most] not in directory.codes[number] and (most > 1 or kind == "an"):
                yield changed("a code unknown", "ZQ"[:most], "0085/12")
            typo = value[:-1] + ("Q" if value[-1:] != "Q" else "W")
            if is_coded and value in directory.codes[number] and len(value) >= 3 and typo not in directory.codes[number]:
                yield changed("a code misspelt", typo, "0085/12", near=typo)
        yield from empty_mandatory(it, directory, at, noted)


def empty_mandatory(it, directory, at, noted):
    segment = it.segments[at]
    items = directory.segments[it.tag(segment)]
    if not items or not items[0][1] or len(it.tokens(segment)) < 3:
        return
    parts = it.tokens(segment)
    begin, end = parts[1][0][0] - 1, parts[2][0][0] - 2
    segments = list(it.segments)
    segments[at] = segment[:begin] + segment[end:]
    yield Broken("a mandatory data element empty", it.text(segments), [("0085/13", it.line(at), 1)], may=noted)


def break_all(it, start, end, directory):
    message = directory.messages[it.tokens(it.segments[start])[2][0][1]]
    yield from break_counts(it, start, end)
    if accepts(message, [it.tag(segment) for segment in it.segments[start: end + 1]]) is None:
        yield from break_off(it, start, end)
        yield from break_structure(it, start, end, message)
    yield from break_data(it, start, end, directory)


# ---- What the program says ----


class Told:
    def __init__(self, reports):
        self.is_checked = all(report["verdict"] != "not checked" for report in reports)
        self.all = [(finding["rule"], finding.get("line"), finding.get("column"), finding["severity"], finding["message"])
                    for report in reports for rules in report.get("rulesets", []) for finding in rules.get("findings", [])
                    if finding["rule"].startswith("0085/")]
        self.errors = [finding for finding in self.all if finding[3] == "error"]


def ask(program, environment, folder):
    done = subprocess.run([program, "check", "--format", "json", "--language", "en", folder], capture_output=True,
                          env=environment)
    reports = collections.defaultdict(list)
    for report in json.loads(done.stdout):
        reports[pathlib.Path(report["document"]["name"].split(".edi")[0]).name].append(report)
    return {name: Told(some) for name, some in reports.items()}


def distance(a, b):
    last = list(range(len(b) + 1))
    for i, x in enumerate(a):
        now = [i + 1]
        for j, y in enumerate(b):
            now.append(min(last[j] + (x != y), last[j + 1] + 1, now[-1] + 1))
        last = now
    return last[-1]


def known(finding):
    """A finding whatever the number of its segment."""
    return finding[0], re.sub(r"segment \d+|\d+:\d+", "", finding[4])


def complaints(broken, told, before):
    if not told.is_checked:
        yield "it was not checked"
    for code, line, column in broken.must:
        if not any(code == f[0] and (line is None or (line, column) == f[1:3]) for f in told.all):
            yield f"{code} is not told at {line}:{column}"
    errors = [f for f in told.errors if known(f) not in before]
    structural = [f for f in errors if f[0] in STRUCTURE]
    if not broken.must and broken.either is None and structural:
        yield "it may be so, but it is called wrong"
    if broken.either is not None and not any(f[1] in broken.either for f in structural):
        yield f"nothing is told of the structure at {sorted(broken.either)}"
    if broken.most is not None and len(structural) > broken.most:
        yield f"{len(structural)} findings where one thing happened"
    for code, line, column, _, message in errors:
        if not any(code == m[0] and (m[1] is None or (line, column) == m[1:]) for m in broken.must) and \
                not broken.may(code, line):
            yield f"told besides: {line}:{column} {code} {message}"
    if broken.near is not None:
        named = [f[4].rsplit("the nearest is ", 1)[1].split(" ")[0] for f in told.all if "the nearest is " in f[4]]
        if not any(distance(name, broken.near) <= 2 for name in named):
            yield f"no near code is named for {broken.near}"


def import_all(program, directories, folder):
    work = folder / "published"
    work.mkdir()
    subprocess.run(["tar", "--zstd", "-xf", directories / "other-releases.tar.zst", "-C", work], check=True)
    found = {}
    for path in sorted(directories.glob("*.zip")) + sorted(work.glob("d[0-9][0-9][a-c]")):
        out = folder / "own" / (path.stem + ".edifact")
        out.parent.mkdir(exist_ok=True)
        subprocess.run([program, "edifact", "import", path, "--out", out], check=True, capture_output=True)
        directory = Directory(out.read_text("utf-8"))
        found[tuple(directory.release)] = directory
    return found


def main():
    program, shared = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]) / "data" / "edifact"
    if not (shared / "samples").is_dir():
        print(f"skipped: {shared}/samples is absent")
        return 77
    wanted = set(sys.argv[3:])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        directories = import_all(program, shared / "directories", folder)
        environment = dict(os.environ, MADOGUCHI_EDIFACT=str(folder / "own"))
        whole, samples = folder / "whole", {}
        whole.mkdir()
        for path in sorted((shared / "samples").glob("*.edi")):
            it = Interchange(path.read_bytes())
            if wanted and path.stem not in wanted or not it.segments or it.rest or "UNO" in map(it.tag, it.segments):
                continue
            put_right(it)
            name = path.stem.replace(".", "_")
            samples[name] = it
            (whole / (name + ".edi")).write_bytes(it.text().encode(it.encoding))
        told = ask(program, environment, whole)
        good = {name for name in samples if name in told and told[name].is_checked}
        cases, pieces = {}, folder / "broken"
        pieces.mkdir()
        broken_messages = 0
        for name in sorted(good):
            it = samples[name]
            for start, end in it.messages():
                id = [part for data in it.tokens(it.segments[start])[2:3] for _, part in data]
                directory = directories.get(tuple(id[1:3]))
                if directory is None or len(it.tokens(it.segments[end])) < 3 or id[0] not in directory.messages:
                    continue
                broken_messages += 1
                for broken in break_all(it, start, end, directory):
                    key = f"{name}--{len(cases)}"
                    cases[key] = broken
                    (pieces / (key + ".edi")).write_bytes(broken.text.encode(it.encoding))
        answers = ask(program, environment, pieces)
        failed, by_kind = 0, collections.Counter()
        for key, broken in cases.items():
            before = {known(finding) for finding in told[key.split("--")[0]].errors}
            wrong = list(complaints(broken, answers[key], before)) if key in answers else ["there is no report"]
            by_kind[broken.what] += 1
            failed += bool(wrong)
            if wrong and (failed <= 40 or wanted):
                print(f"{key}: {broken.what}", *wrong[:4], sep="\n    ")
                if os.environ.get("MADOGUCHI_KEEP"):
                    shutil.copy(pieces / (key + ".edi"), os.environ["MADOGUCHI_KEEP"])
        print(f"{len(samples)} samples, {len(good)} of known directories, {broken_messages} messages broken:",
              ", ".join(f"{count} × {what}" for what, count in sorted(by_kind.items())))
        print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
