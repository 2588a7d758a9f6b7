// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { DealDocument, DealFinding } from "../api/deals";
import { bankAndOthers, reachOf } from "./reach";

const document = (register: string, record?: string): DealDocument => ({ register, record, title: register, state: record ? "received" : "expected" });
const finding = (article?: string): DealFinding => ({ rule: "R", certainty: "certain", message: "no", article });

test("what is expected only was not compared, and is no credit", () => {
  const documents = [document("bill-of-lading", "1"), document("commercial-invoice"), document("letter-of-credit")];
  expect(reachOf({ documents })).toEqual({ seen: 1, isCredit: false });
  expect(reachOf({ documents: [...documents, document("letter-of-credit", "2")] })).toEqual({ seen: 2, isCredit: true });
});

test("a bank refuses by the rules of credits, not for customs or arithmetic", () => {
  const ofBank = ["UCP 600 art. 14 d", "ISBP 745 A 23", "credit terms"].map(finding);
  const ofOthers = ["customs law", "arithmetic", "contract", undefined].map(finding);
  const all = [...ofOthers, ...ofBank];
  expect(bankAndOthers(all, { seen: 2, isCredit: true })).toEqual({ bank: ofBank, others: ofOthers });
});

test("without a credit no bank refuses", () => {
  const all = [finding("UCP 600 art. 14 d")];
  expect(bankAndOthers(all, { seen: 2, isCredit: false })).toEqual({ bank: [], others: all });
});
