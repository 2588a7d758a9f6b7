// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { CubeAnswer } from "../api/statistics";
import { figuresOf, optionOf } from "./figures";

const answer: CubeAnswer = {
  dimensions: [{ id: "time", label: "Month" }, { id: "kind", label: "Kind" }],
  measures: [{ id: "number", label: "Number" }, { id: "amount", label: "Amount", unit: "CNY" }],
  cells: [
    { codes: ["2026-10", "a"], labels: ["October", "Alpha"], values: [3, 30], records: 3 },
    { codes: ["2026-11", "a"], labels: ["November", "Alpha"], values: [5, 50], records: 5 },
    { codes: ["2026-11", "b"], labels: ["November", "Beta"], values: null, records: 0 },
  ],
  total: { values: [8, 80], records: 8 },
};

test("two dimensions are categories and series; what is not shown is a gap, not nought", () => {
  expect(figuresOf(answer, "amount")).toEqual({
    categories: ["October", "November"],
    series: [
      { name: "Alpha", values: [30, 50] },
      { name: "Beta", values: [null, null] },
    ],
    unit: "CNY",
  });
});

test("one dimension is one series, called by its measure", () => {
  const cells = [{ codes: ["x"], labels: ["X"], values: [1], records: 1 }];
  expect(figuresOf({ ...answer, cells }, undefined).series).toEqual([{ name: "Number", values: [1] }]);
});

test("a part that is not shown is left out of a pie", () => {
  const cells = [
    { codes: ["x"], labels: ["X"], values: [6], records: 6 },
    { codes: ["y"], labels: ["Y"], values: null, records: 0 },
  ];
  expect(optionOf("pie", figuresOf({ ...answer, cells }, undefined))).toMatchObject({ series: [{ data: [{ name: "X", value: 6 }] }] });
});

test("nothing can be drawn, too", () => {
  expect(optionOf("pie", figuresOf({ ...answer, cells: [] }, undefined))).toMatchObject({ series: [{ data: [] }] });
});
