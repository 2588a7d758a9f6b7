// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { CubeAnswer } from "../api/statistics";
import { figuresOf, optionOf, withoutGaps } from "./figures";

const answer: CubeAnswer = {
  dimensions: [{ id: "region", label: "Region" }, { id: "kind", label: "Kind" }],
  measures: [{ id: "number", label: "Number" }, { id: "amount", label: "Amount", unit: "CNY" }],
  cells: [
    { codes: ["north", "a"], labels: ["North", "Alpha"], below: [true, false], values: [3, 30], records: 3 },
    { codes: ["south", "a"], labels: ["South", "Alpha"], below: [false, false], values: [5, 50], records: 5 },
    { codes: ["south", "b"], labels: ["South", "Beta"], below: [false, false], values: null, records: 0 },
  ],
  total: { values: [8, 80], records: 8 },
  where: [],
};

test("two dimensions are categories and series; what is hidden is told from what there is none of", () => {
  expect(figuresOf(answer, "amount")).toMatchObject({
    categories: ["North", "South"],
    series: [
      { name: "Alpha", values: [30, 50] },
      { name: "Beta", values: [undefined, "hidden"] },
    ],
    measure: "Amount",
    unit: "CNY",
  });
});

test("what is there leads on, what is hidden leads nowhere", () => {
  const { ways, series } = figuresOf(answer, "amount");
  expect(ways).toEqual([{ code: "north", below: true }, { code: "south", below: false }]);
  expect(series.map(({ way }) => way)).toEqual([{ code: "a", below: false }, undefined]);
});

test("one dimension is one series, called by its measure; names that the page knows go before codes", () => {
  const cells = [{ codes: ["PRK-1"], labels: ["PRK-1"], below: [false], values: [1], records: 1 }];
  const figures = figuresOf({ ...answer, cells }, undefined, (_, code) => (code === "PRK-1" ? "East Bay" : undefined));
  expect(figures).toMatchObject({ categories: ["East Bay"], series: [{ name: "Number", values: [1] }] });
});

test("a period in which nothing was is not left out", () => {
  expect(withoutGaps(["2026-Q3", "2027-Q2"])).toEqual(["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]);
  expect(withoutGaps(["2026-11", "2027-01"])).toEqual(["2026-11", "2026-12", "2027-01"]);
  expect(withoutGaps(["2024", "2026"])).toEqual(["2024", "2025", "2026"]);
  expect(withoutGaps(["2026-11-02", "2026-11-20"])).toEqual(["2026-11-02", "2026-11-20"]);
  expect(withoutGaps([])).toEqual([]);
  const cells = ["2024", "2026"].map((year) => ({ codes: [year], labels: [year], below: [false], values: [1], records: 1 }));
  const figures = figuresOf({ ...answer, dimensions: [{ id: "time", label: "Period" }], cells }, undefined);
  expect(figures).toMatchObject({ categories: ["2024", "2025", "2026"], series: [{ values: [1, undefined, 1] }] });
});

test("a part that is not shown is left out of a pie", () => {
  const cells = [
    { codes: ["x"], labels: ["X"], below: [false], values: [6], records: 6 },
    { codes: ["y"], labels: ["Y"], below: [false], values: null, records: 0 },
  ];
  expect(optionOf("pie", figuresOf({ ...answer, cells }, undefined))).toMatchObject({ series: [{ data: [{ name: "X", value: 6 }] }] });
});

test("nothing can be drawn, too", () => {
  expect(optionOf("pie", figuresOf({ ...answer, cells: [] }, undefined))).toMatchObject({ series: [{ data: [] }] });
});
