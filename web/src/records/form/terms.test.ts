// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { amountOf } from "./terms";

test("an amount is written as the reader does, and what is none stays as it is", () => {
  expect(amountOf({ type: "number" }, "51030", "en")).toBe("51,030");
  expect(amountOf({ type: "number" }, "0.125", "ja")).toBe("0.125");
  expect(amountOf({ type: "integer", minimum: 1900 }, "2026", "en")).toBeUndefined(); // a year
  expect(amountOf({ type: "string" }, "51030", "en")).toBeUndefined(); // a number of a paper
  expect(amountOf({ type: "number" }, "12345678901234567890", "en")).toBeUndefined(); // more than JavaScript keeps
  expect(amountOf(undefined, "51030", "en")).toBeUndefined();
});
