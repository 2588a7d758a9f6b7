#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What needs no data: check, convert, codes, rules, the description. Usage: stateless.py PROGRAM."""
import json
import pathlib
import signal
import subprocess
import tempfile
import threading
import xml.etree.ElementTree as ElementTree

import desk
from desk import EXAMPLES, Desk, form, problem, run

FAULTY = (EXAMPLES / "invoice-ubl-faulty.xml").read_bytes()
SOUND = (EXAMPLES / "invoice-ubl.xml").read_bytes()
CII = (EXAMPLES / "invoice-cii.xml").read_bytes()


# ---- Check ----

def a_report_is_the_one_of_the_command(d):
    for path in sorted(EXAMPLES.glob("*.xml")):
        told = run("check", "--library", d.library, "--format", "json", "--language", "en", path)
        found = d.post(f"/api/check?name={path.name}", path.read_bytes())
        assert found.status == 200, found.text
        wanted = json.loads(told.out)
        wanted["document"]["name"] = path.name
        assert found.json == wanted, path


def several_files_give_a_list_in_their_order(d):
    body, head = form(("b.xml", FAULTY), ("C:\\inbox\\a.xml", SOUND))
    found = d.post("/api/check", body, head).json
    assert [(r["document"]["name"], r["verdict"]) for r in found] == [
        ("b.xml", "invalid"), ("a.xml", "valid")], found


def one_file_of_a_form_gives_one_report(d):
    body, head = form(("b.xml", FAULTY))
    assert d.post("/api/check", body, head).json["verdict"] == "invalid"


def a_form_without_files_is_a_problem(d):
    body = b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--m--\r\n'
    problem(d.post("/api/check", body, {"Content-Type": "multipart/form-data; boundary=m"}), "bad-request")
    problem(d.post("/api/check", body, {"Content-Type": "multipart/form-data"}), "bad-request")


def what_is_no_document_is_told_by_the_verdict(d):
    found = d.post("/api/check", b"hello")
    assert found.status == 200 and found.json["verdict"] == "failed", found.text


def an_empty_body_is_a_problem(d):
    problem(d.post("/api/check", b""), "bad-request")


def the_form_of_a_report_is_chosen_by_parameter_or_accept(d):
    svrl = d.post("/api/check", FAULTY, {"Accept": "application/xml;q=0.9, image/png"})
    assert svrl.headers["Content-Type"] == "application/xml"
    assert ElementTree.fromstring(svrl.body).tag.endswith("schematron-output")
    text = d.post("/api/check?format=text", FAULTY, {"Accept": "application/json"})
    assert text.headers["Content-Type"].startswith("text/plain") and "INVALID" in text.text
    tsv = d.post("/api/check", FAULTY, {"Accept": "text/tab-separated-values"})
    assert "\t" in tsv.text
    problem(d.post("/api/check", FAULTY, {"Accept": "image/png"}), "not-acceptable")
    assert d.post("/api/check", FAULTY, {"Accept": "*/*"}).headers["Content-Type"] == "application/json"


def help_comes_in_the_readers_language(d):
    def why(**head):
        report = d.post("/api/check", FAULTY, {k.replace("_", "-"): v for k, v in head.items()}).json
        return report["rulesets"][0]["findings"][0].get("help", {}).get("why", "")
    english, japanese = why(), why(Accept_Language="ja-JP, en;q=0.5")
    assert english and japanese and english != japanese
    assert d.post("/api/check?language=zh", FAULTY).json != d.post("/api/check?language=ja", FAULTY).json


def _with_lines(count):
    """In one line, as programs write them."""
    at = SOUND.index(b"<cac:InvoiceLine>")
    lines = [b"<cac:InvoiceLine><cbc:ID>%d</cbc:ID></cac:InvoiceLine>" % (i + 1000) for i in range(count)]
    return SOUND[:at] + b"".join(lines) + SOUND[at:]


def a_large_document_does_not_keep_small_ones_waiting(d):
    large = _with_lines(30000)

    def answered_meanwhile():
        done, small = [], 0
        thread = threading.Thread(target=lambda: done.append(d.post("/api/check", large)))
        thread.start()
        while thread.is_alive():
            assert d.get("/healthz").status == 200
            small += thread.is_alive()
        thread.join()
        assert done[0].status == 200, done[0].text[:300]
        return small

    # If they waited, there were one. Where this process is kept waiting itself there may be few, too.
    assert any(answered_meanwhile() >= 3 for _ in range(5))


# ---- Convert ----

def a_document_is_written_in_another_syntax(d):
    found = d.post("/api/convert?to=cii", SOUND)
    assert found.status == 200 and found.headers["Content-Type"] == "application/xml"
    assert found.headers["Madoguchi-From"] == "ubl"
    assert b"CrossIndustryInvoice" in found.body
    back = d.post("/api/convert?to=json", found.body).json
    assert back["id"] == d.post("/api/convert?to=json", SOUND).json["id"]


def what_is_left_behind_is_counted_and_listed(d):
    body = SOUND.replace(b"<cbc:IssueDate>", b"<cbc:UUID>17d9</cbc:UUID><cbc:IssueDate>", 1)
    plain = d.post("/api/convert?to=cii", body)
    count = int(plain.headers["Madoguchi-Left-Behind"])
    listed = d.post("/api/convert?to=cii&report=true", body).json["documents"][0]
    assert count > 0 and listed["leftBehind"] == count and len(listed["losses"]) == count
    problem(d.post("/api/convert?to=cii&lossless=true", body), "unreadable")


def what_cannot_be_converted_says_why(d):
    found = problem(d.post("/api/convert?to=cii", b"<a/>"), "unreadable")
    assert found["faults"] and found["detail"]
    problem(d.post("/api/convert", SOUND), "parameter")
    problem(d.post("/api/convert?to=pdf", SOUND), "unreadable")


# ---- Render ----

def a_document_is_drawn_on_paper_or_as_a_page(d):
    pdf = d.post("/api/render?format=pdf&lang=ja,en", SOUND)
    assert pdf.status == 200 and pdf.body.startswith(b"%PDF"), pdf.text[:300]
    page = d.post("/api/render", SOUND, {"Accept": "text/html", "Accept-Language": "zh"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert "sandbox" in page.headers["Content-Security-Policy"] and "<script" not in page.text
    assert d.post("/api/render?format=html&lang=zh", SOUND).body == page.body
    problem(d.post("/api/render?lang=fr", SOUND), "parameter")
    problem(d.post("/api/render", b"<a/>"), "unreadable")


def what_a_document_says_is_text_in_its_page(d):
    evil = SOUND.replace(b"<cbc:IssueDate>", b"<cbc:Note>&lt;script>alert(1)&lt;/script></cbc:Note><cbc:IssueDate>", 1)
    assert "<script" not in d.post("/api/render?format=html", evil).text


# ---- Codes and rules ----

def codes_are_found_by_names_of_three_languages(d):
    for query in ("Japan", "%E6%97%A5%E6%9C%AC", "jp"):
        rows = d.get(f"/api/codes/countries?q={query}").json["rows"]
        assert rows[0]["code"] == "JP", rows


def pages_of_a_list_give_each_row_once(d):
    codes, after = [], ""
    while True:
        page = d.get(f"/api/codes/countries?limit=100&after={after}").json
        codes += [row["code"] for row in page["rows"]]
        after = page.get("next")
        if not after:
            break
    assert len(codes) == page["list"]["count"] == len(set(codes)) and codes == sorted(codes)


def a_list_that_is_not_there_is_not_found(d):
    for name in ("nosuch", "..%2f..%2fetc%2fpasswd", "COUNTRIES"):
        problem(d.get(f"/api/codes/{name}"), "not-found")


def rules_tell_what_they_are_for_and_not_where_they_lie(d):
    found = d.get("/api/rules")
    assert found.json[0]["name"] == "trade-documents" and found.json[0]["roots"]
    assert str(d.folder) not in found.text


# ---- The description ----

def every_route_is_described_and_what_is_described_is_answered(d):
    paths = d.get("/api/openapi.json").json["paths"]
    assert "/api/check" in paths and "/{file}" not in paths
    for path, operations in paths.items():
        filled = path.replace("{list}", "countries")
        allowed = d.ask("OPTIONS", filled).headers["Allow"].split(", ")
        assert set(allowed) - {"HEAD", "OPTIONS"} == {m.upper() for m in operations}, path
        for method, operation in operations.items():
            assert operation["operationId"] and operation["summary"] and operation["tags"]
            assert "default" in operation["responses"]


def answers_are_as_their_schemas_say(d):
    description = d.get("/api/openapi.json").json
    asked = {
        ("/api/check", "post"): d.post("/api/check", FAULTY),
        ("/api/codes", "get"): d.get("/api/codes"),
        ("/api/codes/{list}", "get"): d.get("/api/codes/locations?q=yokohama"),
        ("/api/rules", "get"): d.get("/api/rules"),
        ("/healthz", "get"): d.get("/healthz"),
        ("/api/registers", "get"): d.get("/api/registers"),
        ("/api/convert", "post"): d.post("/api/convert?to=edifact&report=true", SOUND),
    }
    assert set(asked) == desk.STATELESS
    schemas = desk.described_answers(description)
    for key, answer in asked.items():
        desk.hold_to_schema(d, description, schemas[key], answer)
    desk.hold_to_schema(d, description, {"$ref": "#/components/schemas/Problem"}, d.get("/api/codes/nosuch"))


def the_description_is_fetched_again_only_when_it_changed(d):
    first = d.get("/api/openapi.json")
    again = d.get("/api/openapi.json", If_None_Match=f'"x", W/{first.headers["ETag"]}')
    assert again.status == 304 and again.body == b"" and again.headers["ETag"] == first.headers["ETag"]
    assert d.get("/api/openapi.json", If_None_Match='"other"').status == 200


# ---- HTTP ----

def head_is_get_without_its_body(d):
    get, head = d.get("/api/codes"), d.ask("HEAD", "/api/codes")
    assert head.body == b"" and head.status == 200
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def a_method_that_is_not_there_names_those_that_are(d):
    found = d.ask("DELETE", "/api/check")
    problem(found, "method")
    assert found.headers["Allow"] == "POST, OPTIONS"


def a_parameter_that_is_wrong_is_told(d):
    problem(d.get("/api/codes/countries?limt=3"), "parameter")
    problem(d.get("/api/codes/countries?limit=-1"), "parameter")
    problem(d.get("/api/codes/countries?limit=1001"), "parameter")
    problem(d.get("/api/codes/countries?limit=1&limit=2"), "parameter")
    problem(d.get("/api/codes/countries?q=%ff"), "parameter")
    problem(d.get("/api/codes/countries?q=%0"), "parameter")
    problem(d.get("/api/codes/countries?q=%00"), "parameter")
    problem(d.get("/api/codes/countries?q=" + "x" * 201), "parameter")


def problems_speak_the_readers_language(d):
    titles = {d.get("/api/nosuch", Accept_Language=l).json["title"] for l in ("en", "ja", "zh-Hans-CN", "fr")}
    assert len(titles) == 3, titles


def every_answer_carries_the_heads_that_protect_a_browser(d):
    for answer in (d.get("/"), d.get("/healthz"), d.get("/nosuch.js"), d.ask("DELETE", "/api/check")):
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
                     "Cross-Origin-Opener-Policy", "Cache-Control"):
            assert answer.headers[name], (name, answer.headers.items())
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "script-src 'self' 'unsafe" not in policy and "unsafe-eval" not in policy
        assert answer.headers["Strict-Transport-Security"] is None  # there is no TLS


def metrics_are_for_this_machine(d):
    assert "madoguchi_requests_total" in d.get("/metrics").text
    problem(d.get("/metrics", X_Forwarded_For="198.51.100.7"), "sign-in")


def a_page_is_served_at_the_root(d):
    page = d.get("/")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/html")


# ---- Starting and stopping ----

def _settings_path():
    return pathlib.Path(tempfile.mkdtemp(prefix="madoguchi-")) / "serve.conf"


def settings_come_from_flag_environment_and_file_in_this_order():
    with open(_settings_path(), "w", encoding="utf-8") as file:
        file.write("# a comment\nlisten = 127.0.0.1:1\nmax-body = 1k\nquiet = yes\n")
    d = Desk("--config", file.name, "--listen", "127.0.0.1:0", env={"MADOGUCHI_MAX_BODY": "2k"})
    assert d.port != 1
    assert d.post("/api/check", b"x" * 1500).status == 200
    problem(d.post("/api/check", b"x" * 2500), "too-large")
    assert d.stop() == 0 and "request" not in d.log()


def a_setting_that_is_wrong_is_told():
    for text, told in (("lisen = x\n", "there is no setting lisen"), ("listen = x\n", "expected ADDRESS:PORT"),
                       ("threads = x\n", "expected a whole number"), ("quiet = 1\n", "expected yes or no")):
        with open(_settings_path(), "w", encoding="utf-8") as file:
            file.write(text)
        done = run("serve", "--config", file.name)
        assert done.code == 3 and told in done.err, (text, done.err)


def a_port_that_is_taken_is_told(d):
    done = run("serve", "--listen", f"127.0.0.1:{d.port}")
    assert done.code == 3 and "choose another port" in done.err, done.err


def a_stop_lets_what_is_under_way_end():
    d = Desk()
    with d.connect() as s:
        body = _with_lines(30000)
        s.sendall(b"POST /api/check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        told = b""
        while b"\r\n\r\n" not in told:  # from here on it is under way
            told += s.recv(1)
        assert told.startswith(b"HTTP/1.1 100"), told
        s.sendall(body)
        d.process.send_signal(signal.SIGTERM)
        answer = desk.read_all(s)
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    assert answer.rstrip().endswith(b"}")
    assert d.stop() == 0


def tls_is_spoken_in_its_newer_versions_only():
    d = Desk()
    key, certificate = d.folder / "key.pem", d.folder / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    d.stop()
    t = Desk("--tls-cert", certificate, "--tls-key", key)
    assert t.address.startswith("https://")
    told = subprocess.run(["curl", "-si", "--cacert", certificate, f"{t.address}/healthz"],
                          capture_output=True, text=True, check=True).stdout
    assert told.startswith("HTTP/1.1 200") and "Strict-Transport-Security" in told
    old = subprocess.run(["curl", "-s", "--cacert", certificate, "--tls-max", "1.1", f"{t.address}/healthz"],
                         capture_output=True, check=False)
    assert old.returncode != 0
    assert t.stop() == 0
    done = run("serve", "--tls-cert", certificate)
    assert done.code == 3 and "both a certificate and its key" in done.err


desk.main(globals())
