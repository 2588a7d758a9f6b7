#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures Madoguchi beside its peers, in one run on one machine, and prints ratios.

    table.py BUILD SHARED [--full]

Peers are built from SHARED/bench into BUILD/bench; what is absent is skipped, and said so. --full adds what
takes minutes: 1,000,000 lines, and the deployed way of feeding Saxon (a DOM).
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

UBL_INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
SECTIONS = ("parsing", "json", "edifact", "codes", "store", "search", "cubes", "lists", "structure", "checking", "quadratic", "threads", "server", "ingest", "small", "scaling")
PATIENCE, PATIENCE_FULL = 120, 3600  # seconds; what takes longer is as good as hung; --full fills stores with a million records
SAXON = "/usr/share/java/Saxon-HE.jar"
EN = "rules/en16931-ubl/preprocessed/EN16931-UBL-validation-preprocessed.sch"
PEPPOL = "rules/peppol-bis/PEPPOL-EN16931-UBL.sch"
# Rule sets on which Saxon's time grows with the square of the lines. Their XSLT is not here, so Saxon's
# seconds for 10,000 lines are those measured once on this class of machine.
QUADRATIC = {
    "cius-pt": ("rules/cius-pt/urn_feap.gov.pt_CIUS-PT_2.1.1.sch", 44.0),
    "pint-om": ("rules/pint-om/billing/PINT-jurisdiction-aligned-rules.sch", 28.0),
    "france Flux2": ("rules/france/ctc/1.4.0.03/20260804_BR-FR-Flux2-Schematron-UBL_V1.4.0.03.sch", 22.0),
    "france extended": ("rules/france/ctc/1.4.0.03/20260804_EXTENDED-CTC-FR-UBL-V1.4.0.03.sch", 11.0),
}


def invoice_as_json(lines):
    """What a UBL invoice of so many lines has, as JSON."""
    def line(number):
        quantity = number % 97 + 1
        return {"id": str(number), "quantity": {"value": quantity, "unitCode": "EA"}, "isFree": False, "note": None,
                "amount": {"value": round(12.5 * quantity, 2), "currencyID": "EUR"},
                "item": {"name": f"Part {number}", "description": "Stainless steel bolt, M8 × 40, grade \"A2\"",
                         "taxCategory": {"id": "S", "percent": 19}}}
    return {"id": "INV-1", "issueDate": "2026-01-31", "lines": [line(i) for i in range(1, lines + 1)]}


COLD = """
import os, sys, time
start = time.monotonic()
child = os.fork()
if child == 0:
    null = os.open("/dev/null", os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(time.monotonic() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


class Bench:
    def __init__(self, build, shared, full):
        self.build, self.shared, self.full = pathlib.Path(build), pathlib.Path(shared), full
        self.patience = PATIENCE_FULL if full else PATIENCE
        self.work = self.build / "bench"
        self.corpus = self.shared / "conformance"
        self.failures = 0

    # ---- the table ----

    def row(self, what, ours, peer, ratio, bar, higher=True):
        if ratio is None:
            verdict, shown = "", ""
        else:
            good = ratio >= bar if higher else ratio <= bar
            verdict = "good" if good else "SHORT"
            self.failures += not good
            shown = f"{ratio:8.2f}×  (bar {'≥' if higher else '≤'} {bar:g}×)"
        print(f"{what:<46} {ours:>22} {peer:>26} {shown:<24} {verdict}", flush=True)

    def lost(self, command, why):
        """The row of a harness that told nothing: a bar that nobody measured is missed."""
        print(f"{' '.join(pathlib.Path(word).name for word in command):<46} FAILED: {why}", flush=True)
        self.failures += 1

    @staticmethod
    def head(text):
        print(f"\n── {text}", flush=True)

    @staticmethod
    def skip(text):
        print(f"skipped: {text}", flush=True)

    # ---- measuring ----

    def ours(self, document, rules=(), *options):
        """One line of key=value pairs from our harness."""
        return self.run_harness([self.work / "check", *options, document, *[self.corpus / r for r in rules]])

    def run_harness(self, command):
        """One line of key=value pairs; None with a row that says why there is none."""
        try:
            done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=self.patience)
        except subprocess.TimeoutExpired:
            return self.lost(command, f"given up after {self.patience} s")
        except OSError as error:
            return self.lost(command, error.strerror)
        if done.returncode:
            said = done.stderr.strip().splitlines()
            return self.lost(command, f"exit code {done.returncode}{', ' + said[-1] if said else ''}")
        return self.measures(done)

    def run_peer(self, command, environment=None):
        """The same of what may not be there; None without a word."""
        try:
            done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=self.patience, env=environment)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return self.measures(done) if done.returncode == 0 else None

    @staticmethod
    def measures(done):
        return {k: float(v) for k, v in re.findall(r"(\w+)=([\d.]+)", done.stdout)}

    def saxon(self, stylesheet, document, warm, iterations, mode="tiny", warm_document=None):
        command = ["java", "-Xss64m", "-Xmx3g", "-cp", f"{SAXON}:{self.work}", "SaxonBench",
                   self.shared / "bench" / stylesheet, document, mode, warm, iterations]
        if warm_document:
            command.append(warm_document)
        text = subprocess.run([str(c) for c in command], capture_output=True, text=True).stdout
        match = re.search(r"median=([\d.]+)ms", text)
        return float(match[1]) if match else None

    @staticmethod
    def cold(command):
        """Seconds, megabytes and exit code of a whole process."""
        # A child's peak memory begins with what its parent had when it forked: a small parent of its own measures.
        done = subprocess.run([sys.executable, "-S", "-c", COLD, *map(str, command)], capture_output=True, text=True)
        seconds, kilobytes, code = done.stdout.split()[-3:]
        return float(seconds), int(kilobytes) / 1024, int(code)

    def document(self, lines, template=None, faulty=False):
        """An invoice of so many lines; faulty ones have a finding in each of them."""
        name = f"{lines}{'-' + re.sub(r'[^A-Za-z0-9]+', '-', str(template.relative_to(self.corpus))) if template else ''}"
        path = self.work / f"{name}.xml"
        if not path.exists():
            command = [sys.executable, self.corpus / "gen_lines.py", str(lines), "-o", path]
            done = subprocess.run([str(c) for c in command + (["-t", template] if template else [])],
                                  capture_output=True)
            if done.returncode:
                return None
        if not faulty:
            return path
        bad = self.work / f"{name}-faulty.xml"
        if not bad.exists():
            text = path.read_text("utf-8")
            text = re.sub(r"<cbc:Name>Part \d+</cbc:Name>", "", text)
            bad.write_text(text.replace('unitCode="EA"', 'unitCode="nonesuch"'), "utf-8")
        return bad

    # ---- the rows ----

    def peers(self):
        source = self.shared / "bench"
        self.has_saxon = self.has_xmlbench = False
        if not source.is_dir():
            self.skip(f"{source} is absent: no peer to compare with")
            return
        if os.path.exists(SAXON) and subprocess.run(
                ["javac", "-cp", SAXON, "-d", str(self.work), str(source / "SaxonBench.java")]).returncode == 0:
            self.has_saxon = True
        else:
            self.skip("Saxon-HE or a JDK is absent (libsaxonhe-java, default-jdk-headless)")
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libxml-2.0", "expat"],
                               capture_output=True, text=True).stdout.split()
        command = ["cc", "-O2", "-w", "-o", str(self.work / "xmlbench"), str(source / "xmlbench.c"), *flags]
        if flags and subprocess.run(command).returncode == 0:
            self.has_xmlbench = True
        else:
            self.skip("libxml2 or expat is absent (libxml2-dev, libexpat1-dev)")

    def checking(self):
        self.head("Checking, one thread, warm, parsing included (median); the peer is Saxon-HE with its TinyTree")
        sets = (("EN 16931 UBL", EN, "EN16931-UBL-validation.xslt"), ("Peppol BIS billing", PEPPOL, "PEPPOL-EN16931-UBL.xslt"))
        small = self.document(20)
        for name, rules, stylesheet in sets:
            for lines, warm, iterations in ((20, 3000, 500), (10000, 3, 5)):
                document = self.document(lines)
                ours = self.ours(document, [rules])
                if ours is None:
                    continue
                peer = None
                if self.has_saxon:
                    peer = self.saxon(stylesheet, document, 3000 if lines > 20 else warm, iterations,
                                      warm_document=small if lines > 20 else None)
                size = document.stat().st_size
                speed = f"{ours['median_ms']:.3f} ms, {size / ours['median_ms'] / 1000:.0f} MB/s"
                self.row(f"{name}, {lines:,} lines", speed, f"{peer:.2f} ms" if peer else "–",
                         peer / ours["median_ms"] if peer else None, 20)

    def quadratic(self):
        self.head("Rule sets that are quadratic elsewhere, 10,000 lines (the peer's seconds: measured once, see the source)")
        for name, (rules, seconds) in QUADRATIC.items():
            ours = self.ours(self.document(10000), [rules], "--iterations", "5")
            if ours:
                self.row(name, f"{ours['median_ms']:.1f} ms", f"{seconds:.0f} s", seconds * 1000 / ours["median_ms"], 300)

    def scaling(self):
        self.head("Scaling: time of 10,000 lines by time of 1,000, every rule set that takes UBL invoices")
        for name, rules, template in self.ubl_rule_sets():
            for faulty in (False, True):
                few, many = self.document(1000, template, faulty), self.document(10000, template, faulty)
                if few is None or many is None:
                    self.skip(f"{name}: no invoice can be made from {template}")
                    break
                # Seconds of the processor, the least of several runs: how time grows is a property of the work, not of
                # the machine's other users.
                a = self.ours(few, [rules], "--iterations", "15")
                b = self.ours(many, [rules], "--iterations", "7")
                if a and b:
                    self.row(f"{name}{', a finding a line' if faulty else ''}", f"{a['cpu_ms']:.2f} ms",
                             f"{b['cpu_ms']:.1f} ms, {b['findings']:.0f} findings",
                             b["cpu_ms"] / a["cpu_ms"], 12, higher=False)

    def ubl_rule_sets(self):
        """(name, rules, template) of each rule set that the corpus runs on UBL invoices."""
        seen = {}
        for line in (self.corpus / "manifest.tsv").read_text("utf-8").splitlines()[1:]:
            family, ruleset, rules, file, *_, kind, status, findings, _, _ = line.split("\t")
            if rules in seen or kind != "sample" or status != "ok":
                continue
            text = (self.corpus / file).read_text("utf-8", errors="replace")
            if UBL_INVOICE in text[:3000] and re.search(r"<(\w+:)?Invoice[\s>]", text):
                seen[rules] = (f"{family} {ruleset}"[:44], rules, self.corpus / file)
        return seen.values()

    def parsing(self):
        self.head("Parsing into the tree, 10,000 lines")
        document = self.document(10000)
        ours = self.ours(document, [], "--parse")
        if ours is None:
            return
        speed = document.stat().st_size / ours["median_ms"] / 1000
        if not self.has_xmlbench:
            self.row("parsing", f"{speed:.0f} MB/s", "–", None, 0)
            return
        text = subprocess.run([str(self.work / "xmlbench"), str(document)], capture_output=True, text=True).stdout
        for label, peer, bar in (("libxml2 xmlReadMemory+free", "libxml2's tree", 5), ("expat, namespaces", "expat", 2.5)):
            match = re.search(re.escape(label) + r".*?([\d.]+) MB/s", text)
            if match:
                self.row(f"against {peer}", f"{speed:.0f} MB/s", f"{match[1]} MB/s", speed / float(match[1]), bar)

    def edifact(self):
        self.head("UN/EDIFACT: an interchange of D.96A invoices, against the npm package edifact")
        generator = self.shared / "bench" / "gen_edifact.py"
        if not generator.exists():
            self.skip(f"{generator} is absent: no interchange to measure with")
            return
        interchanges = {}
        for megabytes in (30, 100):
            interchanges[megabytes] = self.work / f"{megabytes}.edi"
            if not interchanges[megabytes].exists():
                subprocess.run([sys.executable, str(generator), str(megabytes), str(interchanges[megabytes])],
                               capture_output=True, check=True)
        peers = self.work / "npm"
        if not (peers / "node_modules" / "edifact").is_dir():
            peers.mkdir(exist_ok=True)
            try:
                subprocess.run(["npm", "install", "--prefix", str(peers), "edifact"], capture_output=True, timeout=self.patience)
            except (OSError, subprocess.TimeoutExpired):
                pass
        root = pathlib.Path(__file__).resolve().parent
        rows = (("cutting into segments", "--tokens", "parser", 5), ("grouped and validated", "--validated", "validator", 5),
                ("grouped and validated", "--validated", "reader", 40))
        for what, option, mode, bar in rows:
            ours = self.run_harness([self.work / "edifact", interchanges[30], *self.directories(root), option])
            peer = self.run_peer(["node", root / "edifact_peer.js", mode, interchanges[30]],
                                 {**os.environ, "NODE_PATH": str(peers / "node_modules")})
            if ours is None:
                continue
            if peer is None:
                self.row(f"{what}", f"{ours['mb_per_s']:.0f} MB/s", "– (npm, node)", None, bar)
                continue
            self.row(f"{what}, {mode}", f"{ours['mb_per_s']:.0f} MB/s", f"{peer['mb_per_s']:.1f} MB/s",
                     ours["mb_per_s"] / peer["mb_per_s"], bar)
        small, large = (self.run_harness([self.work / "edifact", interchanges[size], *self.directories(root), "--validated",
                                          "--iterations", "1"]) for size in (30, 100))
        if small and large:
            self.row("memory for 100 MB, for 30 MB", f"{large['rss_kb'] / 1024:.1f} MB", f"{small['rss_kb'] / 1024:.1f} MB",
                     large["rss_kb"] / small["rss_kb"], 1.2, higher=False)

    @staticmethod
    def directories(root):
        return [root.parent / "data" / "edifact" / name for name in ("d96a.edifact", "service.edifact")]

    def schema_file(self, archive, name):
        """A schema out of an archive of the shared data, unpacked once."""
        folder = self.work / "schemas" / archive.name.split(".")[0]
        if not folder.is_dir():
            folder.mkdir(parents=True)
            packed = subprocess.run(["zstd", "-dcq", str(archive)], capture_output=True, check=True).stdout
            subprocess.run(["tar", "x", "-C", str(folder)], input=packed, check=True)
        return next(folder.rglob(name))

    def libxml2_validation(self, document, schema):
        """Milliseconds in which libxml2 loads the schema, validates the document, and reads it before."""
        if not self.has_xmlbench:
            return None, None, None
        text = subprocess.run([str(self.work / "xmlbench"), str(document), str(schema)], capture_output=True, text=True).stdout
        return (float(match[1]) if (match := re.search(pattern, text)) else None
                for pattern in (r"schema load ([\d.]+)", r"xmlSchemaValidateDoc +median +([\d.]+)",
                                r"xmlReadMemory\+free +median +([\d.]+)"))

    def structure(self):
        self.head("XML Schema: UBL 2.1's Invoice, with all it includes; the peer is libxml2")
        archive = self.shared / "data" / "ubl" / "ubl-xsd-2.1-2.3-2.4.tar.zst"
        if not archive.exists():
            self.skip(f"{archive} is absent")
            return
        schema = self.schema_file(archive, "UBL-Invoice-2.1.xsd")
        per_line = {}
        for lines in (20, 100, 10000, 100000):
            document = self.document(lines)
            ours = self.run_harness([self.work / "schema", schema, document])
            if ours is None:
                continue
            per_line[lines] = ours["validate_ms"] / lines
            loading, validating, reading = (self.libxml2_validation(document, schema) if lines in (20, 10000)
                                            else (None, None, None))
            if validating:
                self.row(f"validating a parsed document, {lines:,} lines", f"{ours['validate_ms']:.4f} ms", f"{validating:.3f} ms",
                         validating / ours["validate_ms"], 3)
            if loading and lines == 20:
                self.row("loading the schema", f"{ours['load_ms']:.1f} ms", f"{loading:.1f} ms", loading / ours["load_ms"], 5)
            if lines in (20, 10000):
                self.whole_check(document, schema, lines, validating and reading + validating)
        if 100 in per_line and 100000 in per_line:
            self.row("validating a line of 100,000, of 100", f"{per_line[100000] * 1e6:.0f} ns", f"{per_line[100] * 1e6:.0f} ns",
                     per_line[100000] / per_line[100], 2, higher=False)

    def whole_check(self, document, schema, lines, libxml2):
        """Parsing, structure and rules, beside Saxon for the rules and libxml2 for the structure, each with its reading."""
        done = self.run_harness([self.work / "check", document, schema, self.corpus / EN])
        peer = None
        if self.has_saxon and libxml2:
            peer = self.saxon("EN16931-UBL-validation.xslt", document, 3000, 5 if lines > 20 else 500,
                              warm_document=self.document(20) if lines > 20 else None)
        if done:
            self.row(f"the whole check with EN 16931, {lines:,} lines", f"{done['median_ms']:.3f} ms",
                     f"{peer + libxml2:.2f} ms" if peer else "–", (peer + libxml2) / done["median_ms"] if peer else None, 20)

    def json(self):
        self.head("JSON into the tree, against libraries that build values")
        folder = self.shared / "data" / "ubl" / "samples-json"
        large = self.work / "10000.json"
        if not large.exists():
            large.write_text(json.dumps(invoice_as_json(10000), ensure_ascii=False, indent=1), "utf-8")
        samples = [folder / name for name in ("UBL-Waybill-2.0-Example-International.json", "UBL-Invoice-2.1-Example-Trivial.json")]
        for document in [large, *(sample for sample in samples if sample.exists())]:
            for peer in ("jansson", "json-c"):
                program = self.work / f"json-{peer}"
                times = self.run_peer([program, document]) if program.exists() else None
                if times is None:
                    self.skip(f"{peer} is absent")
                    continue
                speed = document.stat().st_size / times["ours_ms"] / 1000
                self.row(f"{document.stem[:26]}, {peer}", f"{times['ours_ms']:.4f} ms, {speed:.0f} MB/s", f"{times['peer_ms']:.4f} ms",
                         times["peer_ms"] / times["ours_ms"], 2)

    def codes(self):
        self.head("Code lists: a question to all of UN/LOCODE, in microseconds against what is allowed")
        archive = self.shared / "data" / "codes" / "unlocode" / "official-2022-2-csv.zip"
        if not archive.exists():
            self.skip(f"{archive} is absent")
            return
        lists = self.work / "lists"
        subprocess.run([self.build / "src" / "cli" / "madoguchi", "codes", "import", "unlocode", archive, "--lists",
                        lists], capture_output=True, check=True)
        took = self.run_harness([self.build / "bench" / "codes", lists / "locations.codes"])
        for what, key, allowed in (("opening", "open_us", 200), ("a code", "code_us", 5), ("a name", "name_us", 50),
                                   ("the beginning of a name", "prefix_us", 100), ("one letter", "broad_us", 5000)):
            if took:
                self.row(what, f"{took[key]:.2f} µs", f"{allowed} µs allowed", took[key] / allowed, 1, higher=False)

    def store(self):
        self.head("The journal: documents a second that are read by their register, kept with what they are found by, and durable, beside SQLite "
                  "alone inserting the same bytes as durably; all in one process")
        document = self.build.parent / "examples" / "documents" / "invoice-ubl.xml"
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            took = self.run_harness([self.build / "bench" / "store", "ingest", document, folder, "15"])
        if took:
            self.row("documents one by one", f"{took['one']:,.0f}/s", f"{took['bare']:,.0f}/s", took["one"] / took["bare"], 0.6)
            self.row("one by one, kept unread", f"{took['unread']:,.0f}/s", f"{took['bare']:,.0f}/s", took["unread"] / took["bare"], 0.6)
            self.row("64 clients", f"{took['many']:,.0f}/s", f"{took['one']:,.0f}/s one client", took["many"] / took["one"], 2)

    def search(self):
        records = 1_000_000 if self.full else 100_000
        self.head(f"Questions to an index of {records:,} records in ten registers, 99 in 100 within, with four facets counted over all hits")
        for engine, wrap in (("SQLite", []), ("PostgreSQL", [self.build.parent / "tests" / "store" / "with-postgres"])):
            with tempfile.TemporaryDirectory(dir=self.work) as folder:
                took = self.run_harness([*wrap, self.build / "bench" / "search", folder, str(records)])
            for what, key, allowed in (("found", "find_p99", 50), ("suggested", "suggest_p99", 50), ("matched", "match_p99", 20)):
                if took:
                    self.row(f"{engine}: {what}", f"{took[key]:.2f} ms", f"{allowed} ms allowed", took[key] / allowed, 1, higher=False)

    def cubes(self):
        self.head("Statistics: drilling down a cube of records of 20,000 organisations")
        rows = 1_000_000 if self.full else 100_000
        took = self.run_harness([self.build / "bench" / "cubes", str(rows)])
        if took:
            self.row(f"a question about {rows:,} records, 99 in 100 within", f"{took['p99']:.2f} ms", "20 ms allowed",
                     took["p99"] / 20, 1, higher=False)

    def lists(self):
        records = 1_000_000 if self.full else 50_000
        self.head(f"Lists over {records:,} records: 99 in 100 within")
        beside_postgres = pathlib.Path(__file__).parents[1] / "tests" / "store" / "with-postgres"
        for engine, command in (("SQLite", []), ("PostgreSQL", [beside_postgres])):
            if command and not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")):
                self.skip("PostgreSQL is not installed")
                continue
            with tempfile.TemporaryDirectory(dir=self.work) as folder:
                took = self.run_harness(command + [self.build / "bench" / "store", "list", folder, str(records)])
            for what, name in (("pages by filters", "lists"), ("filters that nothing fits", "vain"), ("a deal's documents", "deals"),
                               ("the deal of a number", "references"), ("counts", "counts")):
                if took:
                    self.row(f"{engine}: {what}", f"{took[name + '_p99']:.2f} ms", "50 ms allowed", took[name + "_p99"] / 50, 1,
                             higher=False)

    def threads(self):
        self.head("Two threads over one compiled rule set, against one")
        for lines in (20, 10000):
            one = self.ours(self.document(lines), [EN], "--threads", "1")
            two = self.ours(self.document(lines), [EN], "--threads", "2")
            if one and two:
                self.row(f"EN 16931 UBL, {lines:,} lines", f"{two['docs_per_s']:.1f} documents/s",
                         f"{one['docs_per_s']:.1f} documents/s", two["docs_per_s"] / one["docs_per_s"], 1.8)

    def server(self):
        self.head("Checking over HTTP at 16 connections, against the library in one process: documents a second, the same "
                  "machine's processors for client and server")
        program, library = self.build / "src" / "cli" / "madoguchi", self.work / "server-rules"
        if not library.is_dir():
            subprocess.run([program, "rules", "add", self.corpus / EN, "--library", library], capture_output=True, check=True)
        server = subprocess.Popen([program, "serve", "--quiet", "--listen", "127.0.0.1:0", "--library", library],
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = re.search(r":(\d+)$", server.stdout.readline().strip())[1]
            self.resident(server, "idle")
            for lines in (20, 200):
                self.post(port, self.document(lines), lines)
            self.resident(server, "warm")
        finally:
            server.terminate()
            server.wait()

    def ingest(self):
        self.head("Keeping documents over HTTP: each read by its register, journalled, and durable before it is answered; against bare SQLite "
                  "in one process inserting the same bytes with the same durability")
        program, folder = self.build / "src" / "cli" / "madoguchi", pathlib.Path(tempfile.mkdtemp(dir=self.work))
        data, document = folder / "data", pathlib.Path(__file__).parents[1] / "examples" / "documents" / "invoice-ubl.xml"
        subprocess.run([program, "org", "add", "bench", "Bench", "--data", data], check=True)
        key = subprocess.run([program, "key", "add", "bench", "bench", "--data", data], capture_output=True, text=True,
                             check=True).stdout.strip()
        server = subprocess.Popen([program, "serve", "--quiet", "--listen", "127.0.0.1:0", "--data", data],
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = re.search(r":(\d+)$", server.stdout.readline().strip())[1]
            turns = [self.ingest_turn(folder, document, port, key) for _ in range(5)]
            bare, one, _ = sorted(turns, key=lambda turn: turn[1] / turn[0])[2]
            self.row("one client, against bare SQLite", f"{one:.0f} documents/s", f"{bare:.0f} rows/s", one / bare, 0.6)
            _, one, many = sorted(turns, key=lambda turn: turn[2] / turn[1])[2]
            self.row("64 clients, against one", f"{many:.0f} documents/s", f"{one:.0f} documents/s", many / one, 2)
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(folder)

    def ingest_turn(self, folder, document, port, key):
        """Rows and documents a second, one after the other, for the machine's load changes. Connections are kept open, as programs
        that send many documents do."""
        rates = [self.bare_sqlite(folder / "bare.db", document.read_bytes())]
        for clients in (1, 64):
            done = subprocess.run([self.work / "post", port, "/api/records/commercial-invoice", document, str(clients), "2",
                                   f"Authorization: Bearer {key}"], capture_output=True, text=True)
            rates.append(float(re.search(r"docs_per_s=([\d.]+)", done.stdout)[1]))
        return rates

    def resident(self, server, when):
        status = pathlib.Path(f"/proc/{server.pid}/status").read_text("ascii")
        megabytes = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
        self.row(f"memory of the server, {when}", f"{megabytes:.0f} MB", "50 MB", megabytes / 50, 1, higher=False)

    @staticmethod
    def bare_sqlite(path, body):
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("pragma journal_mode=wal")
            db.execute("pragma synchronous=full")
            db.execute("create table if not exists t (id integer primary key, body blob)")
            start, count = time.monotonic(), 0
            while time.monotonic() - start < 2:
                db.execute("insert into t (body) values (?)", (body,))
                count += 1
            return count / (time.monotonic() - start)

    def post(self, port, document, lines):
        """Alternating, for the machine's load changes; the median of three ratios."""
        ratios, threads = [], str(os.cpu_count())
        for _ in range(3):
            own = self.ours(document, [EN], "--threads", threads)
            done = subprocess.run([self.work / "post", port, "/api/check", document, "16"], capture_output=True, text=True)
            if not own or done.returncode:
                self.skip(f"posting failed: {done.stdout} {done.stderr}")
                return
            ratios.append((float(re.search(r"docs_per_s=([\d.]+)", done.stdout)[1]), own["docs_per_s"]))
        http, library = sorted(ratios, key=lambda pair: pair[0] / pair[1])[1]
        self.row(f"EN 16931 UBL, {lines} lines", f"{http:.0f} documents/s", f"{library:.0f} documents/s", http / library, 0.8)

    def small(self):
        self.head("One invoice from a cold start, the .sch compiled on the way; the peer runs a ready XSLT")
        program = self.build / "src" / "cli" / "madoguchi"
        document = self.document(20)
        runs = sorted(self.cold([program, "check", "--rules", self.corpus / EN, document]) for _ in range(9))
        seconds, megabytes, code = runs[len(runs) // 2]
        if code not in (0, 1):
            self.skip(f"madoguchi check ended with {code}")
            return
        if self.has_saxon:
            stylesheet = self.shared / "bench" / "EN16931-UBL-validation.xslt"
            peers = sorted(self.cold(["java", "-cp", SAXON, "net.sf.saxon.Transform", f"-s:{document}",
                                      f"-xsl:{stylesheet}"]) for _ in range(3))
            peer_seconds, peer_megabytes, _ = peers[1]
        else:
            peer_seconds, peer_megabytes = 1.24, 175  # measured once on this class of machine
        self.row("time", f"{seconds * 1000:.1f} ms", f"{peer_seconds * 1000:.0f} ms", peer_seconds / seconds, 40)
        self.row("memory", f"{megabytes:.1f} MB", f"{peer_megabytes:.0f} MB", peer_megabytes / megabytes, 5)
        stripped = self.work / "madoguchi-stripped"
        subprocess.run(["strip", "-o", str(stripped), str(program)], check=True)
        size = stripped.stat().st_size / 1e6
        self.row("stripped program", f"{size:.2f} MB", "5 MB", size / 5, 1, higher=False)

    def memory(self, lines):
        document = self.document(lines)
        seconds, megabytes, code = self.cold([self.build / "src" / "cli" / "madoguchi", "check", "--rules",
                                              self.corpus / EN, document])
        allowed = 2.5 * document.stat().st_size / 1e6 + 30
        self.row(f"memory, {lines:,} lines ({seconds:.2f} s)", f"{megabytes * 1.048576:.0f} MB", f"{allowed:.0f} MB allowed",
                 megabytes * 1.048576 / allowed, 1, higher=False)
        if code not in (0, 1):
            print(f"  ended with exit code {code}")
            self.failures += 1


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("build")
    arguments.add_argument("shared")
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--only", help="one section: " + ", ".join(SECTIONS) + " or memory")
    given = arguments.parse_args()
    bench = Bench(given.build, given.shared, given.full)
    if not bench.corpus.is_dir():
        print(f"skipped: {bench.corpus} is absent: no rule sets and documents to measure with")
        return 0
    bench.peers()
    for section in SECTIONS:
        if given.only in (None, section):
            getattr(bench, section)()
    if given.only in (None, "memory"):
        bench.memory(10000)
        if given.full:
            bench.memory(1000000)
    print(f"\n{bench.failures} bars missed")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
