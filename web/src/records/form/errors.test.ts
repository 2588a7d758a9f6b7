// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { errorsAt, fieldOf, fieldOfDeal, pathOf } from "./errors";

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
