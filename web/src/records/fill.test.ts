// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { RegisterForm } from "../api/records";
import { filledFrom, fitted } from "./fill";

const party = { type: "object", properties: { name: { type: "string" } } } as const;
const form = {
  name: "packing-list",
  title: "Packing list",
  id: "urn:madoguchi:register:packing-list",
  declared: { references: { "invoice.id": "commercial-invoice" } },
  schema: {
    type: "object",
    properties: {
      id: { type: "string" },
      consignor: party,
      consignee: party,
      invoice: { type: "object", properties: { id: { type: "string" } } },
    },
  },
} as RegisterForm;
const invoice = {
  register: "commercial-invoice",
  number: "INV-1",
  content: { id: "INV-1", seller: { name: "A", vatId: "1" }, buyer: { name: "B" } },
};

test("parties follow their parts, references their numbers, and a document's own number stays its own", () => {
  expect(filledFrom(form, [invoice])).toEqual({
    invoice: { id: "INV-1" },
    consignor: { name: "A" },
    consignee: { name: "B" },
  });
});

test("what the schema has no place for is not taken over", () => {
  expect(fitted({ vatId: "1" }, party)).toBeUndefined();
  expect(fitted(["text"], { type: "array", items: party })).toBeUndefined();
});
