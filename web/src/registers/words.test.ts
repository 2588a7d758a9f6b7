// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { RegisterPages, SeenRecord } from "../api/registers";
import { columnTitle, nameOf, valuesAt } from "./words";

const content = { title: "A", partners: [{ country: "JP" }, { country: "CN" }, {}], contact: { email: "a@b" } };

test("of a list the values of all its items are found", () => {
  expect(valuesAt(content, "partners.country")).toEqual(["JP", "CN"]);
  expect(valuesAt(content, "contact.email")).toEqual(["a@b"]);
});

test("what is not there has no value", () => {
  expect(valuesAt(content, "contact.telephone")).toEqual([]);
  expect(valuesAt(content, "title.of.nothing")).toEqual([]);
  expect(valuesAt(undefined, "title")).toEqual([]);
});

test("a column of a list has the list's name", () => {
  const country = { type: "string", title: "Country" } as const;
  const partners = { type: "array", title: "Partners", items: { type: "object", properties: { country } } } as const;
  const schema = { type: "object", properties: { partners } } as const;
  expect(columnTitle(schema, "partners.country")).toBe("Partners");
});

test("a record whose headline names another is called as that one is", () => {
  const form = { declared: { headline: "right", fields: { right: { refers: "ip-right" } } }, schema: {} } as unknown as RegisterPages;
  const pledge = { id: "1", number: "PLG-1", content: { right: "IPR-1" } } as unknown as SeenRecord;
  expect(nameOf(form, pledge)).toBe("IPR-1"); // what one may not see keeps its number
  expect(nameOf(form, { ...pledge, named: [{ register: "ip-right", number: "IPR-1", headline: "A gear" }] } as SeenRecord)).toBe("A gear");
});
