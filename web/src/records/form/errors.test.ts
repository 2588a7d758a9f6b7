// SPDX-License-Identifier: Apache-2.0
import type { RJSFSchema } from "@rjsf/utils";
import { expect, test } from "vitest";

import type { Finding } from "../../api/report";
import { errorsAt, fieldIn, fieldOf, fieldOfDeal, pathOf } from "./errors";

const content = { id: "1", seller: { name: "A" }, lines: [{ id: "1" }, { id: "2", item: {} }] };

test("a finding's path leads to the field, lists counted from nought", () => {
  expect(pathOf("/lines[2]/item[1]/name[1]", content)).toEqual(["lines", 1, "item", "name"]);
  expect(pathOf("/seller[1]/name[1]", content)).toEqual(["seller", "name"]);
  expect(pathOf("/", content)).toEqual([]);
});

test("what is missing is told at its own field", () => {
  for (const message of ['the member "buyer" is missing', "メンバー「buyer」がありません", "缺少成员“buyer”"]) {
    const finding = { rule: "required", severity: "error", message, location: "/" } as const;
    expect(fieldOf(finding, content)).toEqual(["buyer"]);
  }
});

test("a finding of the deal leads to its field by a pointer", () => {
  const finding = { rule: "DEAL-PAC-02", certainty: "certain", message: "no", place: "/lines/1/grossWeightKg" } as const;
  expect(fieldOfDeal(finding)).toEqual(["lines", 1, "grossWeightKg"]);
});

test("several findings of one field stand together", () => {
  const message = { path: ["id"], message: "no" };
  expect(errorsAt([message, message])).toEqual({ id: { __errors: ["no", "no"] } });
});

const schema = {
  type: "object",
  properties: {
    id: { type: "string", term: "BT-1" },
    dueDate: { type: "string", term: "BT-9" },
    lines: { type: "array", items: { type: "object", properties: { id: { type: "string", term: "BT-126" }, quantity: { type: "number" } } } },
  },
} as RJSFSchema;
const written = { id: "7", lines: [{ id: "1", quantity: 3 }, { id: "2", quantity: 3 }] };
const finding = (more: Partial<Finding>): Finding => ({ severity: "error", message: "no", ...more });

test("a finding in any syntax leads to a field: by its path, by its term, by what it found", () => {
  expect(fieldIn(schema, finding({ location: "/lines[2]/quantity[1]" }), written)).toEqual(["lines", 1, "quantity"]);
  expect(fieldIn(schema, finding({ location: "/Q{urn:x}Invoice[1]", terms: ["BT-99", "BT-126"] }), written)).toEqual(["lines", 0, "id"]);
  expect(fieldIn(schema, finding({ location: "/sheet[1]", terms: ["BT-9"] }), written)).toEqual(["dueDate"]); // to be filled in
  expect(fieldIn(schema, finding({ found: [{ path: "$id", value: '"7"' }] }), written)).toEqual(["id"]);
});

test("what stands in several fields leads to none of them", () => {
  expect(fieldIn(schema, finding({ location: "/Q{urn:x}Invoice[1]", found: [{ path: "cbc:Quantity", value: "3" }] }), written)).toBeUndefined();
});

test("a finding about a line leads into that line, in any syntax", () => {
  const location = "/Q{urn:x}Invoice[1]/Q{urn:x}InvoiceLine[2]";
  expect(fieldIn(schema, finding({ location, found: [{ path: "cbc:Quantity", value: "3" }] }), written)).toEqual(["lines", 1, "quantity"]);
  expect(fieldIn(schema, finding({ location: "/R[1]/IncludedSupplyChainTradeLineItem[1]/Q{u}Item[1]" }), written)).toEqual(["lines", 0]);
  expect(fieldIn(schema, finding({ location: "/Q{urn:x}Invoice[1]/Q{urn:x}InvoiceLine[9]" }), written)).toBeUndefined();
});
