// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { errorsOf, pathOf } from "./errors";

const content = { id: "1", seller: { name: "A" }, lines: [{ id: "1" }, { id: "2", item: {} }] };

test("a finding's path leads to the field, lists counted from nought", () => {
  expect(pathOf("/lines[2]/item[1]/name[1]", content)).toEqual(["lines", 1, "item", "name"]);
  expect(pathOf("/seller[1]/name[1]", content)).toEqual(["seller", "name"]);
  expect(pathOf("/", content)).toEqual([]);
});

test("what is missing is told at its own field", () => {
  const finding = { rule: "required", severity: "error", message: 'the member "buyer" is missing', location: "/" } as const;
  expect(errorsOf([finding], content)).toEqual({ buyer: { __errors: [finding.message] } });
});

test("several findings of one field stand together", () => {
  const finding = { severity: "error", message: "no", location: "/id[1]" } as const;
  expect(errorsOf([finding, finding], content)).toEqual({ id: { __errors: ["no", "no"] } });
});
