// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { Key } from "../api/access";
import { heldBy, holderOf, standing } from "./holding";

const key = (holder: Key["holder"], stopped?: Key["stopped"]): Key => ({ id: "1", name: "the ERP", scopes: "read", state: "active", created: "", holder, stopped });
const li = key({ kind: "person", person: "li", organisation: "gear", name: "Li Na" });

test("a key says whether it serves, or why it does not", () => {
  expect(standing(li)).toBe("active");
  expect(standing(key(li.holder, "holder"))).toBe("holder");
});

test("who holds it is named to his own organisation", () => {
  const administrator = key({ kind: "person", person: "ma", organisation: "window" });
  expect(holderOf({ ...li, organisation: "gear" })).toEqual({ name: "Li Na" });
  expect(holderOf({ ...administrator, organisation: "gear" })).toEqual({ word: "window" });
  expect(holderOf({ ...administrator, organisation: "window" })).toEqual({ word: "erased" });
  expect(holderOf({ ...key({ kind: "person", person: "wu", organisation: "gear" }), organisation: "gear" })).toEqual({ word: "erased" });
  expect(holderOf(key({ kind: "machine" }))).toEqual({ word: "machine" });
  expect(holderOf(key({ kind: "unknown" }))).toEqual({ word: "unknown" });
});

test("what stops with somebody are the keys that serve and that he holds", () => {
  const keys = [li, key(li.holder, "revoked"), key({ kind: "machine" }), key({ kind: "person", person: "wu", organisation: "gear" })];
  expect(heldBy(keys, "li")).toEqual([li]);
  expect(heldBy(keys, "mo")).toEqual([]);
});
