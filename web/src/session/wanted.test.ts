// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";

import { signInFrom, wantedPath } from "./wanted";

const origin = "https://window.example";

describe("where one wanted to go", () => {
  it("is a path of these pages, with all that stands behind it", () => {
    expect(wantedPath("/deals/4711", origin)).toBe("/deals/4711");
    expect(wantedPath("/deals?state=open&q=%E5%A4%A7%E9%80%A3#top", origin)).toBe("/deals?state=open&q=%E5%A4%A7%E9%80%A3#top");
  });
  it("is nothing of another site, however it is written", () => {
    const others = ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "/.//evil.example", "//:", "/\\", "/x/..//evil.example", "javascript:alert(1)", "evil", "", null];
    for (const other of others) expect(wantedPath(other, origin), String(other)).toBe("/");
  });
  it("leads nobody in a circle", () => {
    for (const entrance of ["/sign-in", "/sign-in?to=%2Fsign-in", "/invitation/abc", "/recovery/abc"]) expect(wantedPath(entrance, origin)).toBe("/");
  });
});

describe("the way to the entrance", () => {
  const place = (pathname: string, search = "") => ({ pathname, search, hash: "" });
  it("says where one was", () => {
    const way = signInFrom(place("/records/booking/1", "?view=form"));
    expect(wantedPath(new URL(way, origin).searchParams.get("to"), origin)).toBe("/records/booking/1?view=form");
  });
  it("says nothing where strangers come by themselves", () => {
    for (const pathname of ["/", "/check", "/sign-in", "/invitation/abc"]) expect(signInFrom(place(pathname))).toBe("/sign-in");
  });
});
