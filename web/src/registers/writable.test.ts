// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { RegisterPages } from "../api/registers";
import { writable } from "./writable";

const text = { type: "string" } as const;
const form: RegisterPages = {
  name: "visit",
  title: "Visit",
  id: "urn:madoguchi:register:visit",
  declared: {
    fields: {
      total: { compute: "1" },
      decision: { write: ["officer"] },
      note: { write: ["owner"] },
      closedOn: { write: [] },
      "parts.cost": { compute: "2" },
      company: { refers: "company" },
    },
  },
  schema: {
    type: "object",
    required: ["title", "total"],
    properties: {
      ...{ title: text, total: text, decision: text, note: text, closedOn: text, company: text },
      parts: { type: "array", items: { type: "object", properties: { name: text, cost: text } } },
    },
  },
};

const fieldsFor = (role: "member" | "officer") => Object.keys(writable(form, role).schema.properties ?? {});

test("what is computed or set by the window has no field, nor is it required", () => {
  expect(fieldsFor("member")).toEqual(["title", "note", "company", "parts"]);
  expect(writable(form, "member").schema.required).toEqual(["title"]);
});

test("officers have the fields of officers", () => {
  expect(fieldsFor("officer")).toContain("decision");
});

test("items of lists are narrowed, too; what refers to records is chosen from them", () => {
  const { parts, company } = writable(form, "member").schema.properties as Record<string, { items?: { properties: object } }>;
  expect(Object.keys(parts!.items!.properties)).toEqual(["name"]);
  expect(company).toMatchObject({ widget: "reference", refers: "company" });
});
