# SPDX-License-Identifier: Apache-2.0
"""Clients that sign in, and how people come to their accounts."""
import http.cookies
import json

PASSWORD = "correct horse 電池"


class Browser:
    """Keeps its cookie and the mark of its session."""

    def __init__(self, d):
        self.d, self.cookie, self.csrf = d, None, None

    def ask(self, method, path, body=None, headers=None):
        head = dict(headers or {})
        if self.cookie:
            head.setdefault("Cookie", f"madoguchi={self.cookie}")
        if self.csrf and method != "GET":
            head.setdefault("X-CSRF-Token", self.csrf)
        if isinstance(body, dict):
            body, head["Content-Type"] = json.dumps(body).encode(), "application/json"
        answer = self.d.ask(method, path, body, head)
        for field in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = http.cookies.SimpleCookie(field)["madoguchi"].value or None
        return answer

    def sign_in(self, email, password=PASSWORD, **more):
        return self._take(self.ask("POST", "/api/session", dict({"email": email, "password": password}, **more)))

    def switch(self, organisation):
        return self._take(self.ask("POST", "/api/session/organisation", {"organisation": organisation}))

    def _take(self, answer):
        if answer.status == 200:
            self.csrf = answer.json["csrf"]
        return answer


def first_link(d):
    """Where the server is started on an empty folder, it says how its first administrator comes in."""
    link = d.process.stdout.readline() and d.process.stdout.readline().decode().strip()
    assert link.startswith(d.address + "/invitation/"), link
    return link


def accept(d, path, email):
    token = path.rsplit("/", 1)[1]
    answer = Browser(d).ask("POST", f"/api/invitations/{token}", {"name": "N", "email": email, "password": PASSWORD})
    assert answer.status == 201, answer.text


def first_administrator(d, link):
    accept(d, link, "s@window.example")
    admin = Browser(d)
    assert admin.sign_in("s@window.example").status == 200
    return admin


def invite(admin, email, organisation, role):
    invited = admin.ask("POST", f"/api/organisations/{organisation}/invitations", {"email": email, "role": role})
    assert invited.status == 201, invited.text
    accept(admin.d, invited.json["path"], "ignored@example.org")


def stream(browser, path, head=""):
    """A connection on which events come, its head read."""
    s = browser.d.connect()
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: madoguchi={browser.cookie}\r\n{head}\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += s.recv(1)
    return s, head
