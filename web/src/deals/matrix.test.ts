// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { DealDocument, DealFinding } from "../api/deals";
import { matrixOf } from "./matrix";

const titles = new Map([["commercial-invoice", "Invoice"], ["purchase-order", "Order"]]);
const invoice = { id: "1", register: "commercial-invoice", state: "received", facets: { number: ["I"], "purchase-order": ["PO-1"] } };
const documents = [invoice] as unknown as DealDocument[];

test("a document that another one refers to is expected until it is there", () => {
  const rows = matrixOf(documents, [], titles);
  expect(rows.map(({ kind, step, awaited }) => [kind, step, awaited])).toEqual([
    ["commercial-invoice", "checked", []],
    ["purchase-order", "expected", ["PO-1"]],
  ]);
});

test("one certain discrepancy outweighs what the state says, and without a check nothing is checked", () => {
  const finding = { kind: "commercial-invoice", certainty: "certain" } as DealFinding;
  const accepted = [{ ...documents[0]!, state: "accepted" }];
  expect(matrixOf(accepted, [finding], titles)[0]!.step).toBe("discrepant");
  expect(matrixOf(accepted, [], titles)[0]!.step).toBe("accepted");
  expect(matrixOf(documents, undefined, titles)[0]!.step).toBe("received");
});
