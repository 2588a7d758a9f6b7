// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { DeclaredChart } from "../api/registers";
import { along, atDepth, byOf, into, kindOf, upTo, viewIn, viewOf, whereOf, withView } from "./drill";

const chart: DeclaredChart = { cube: "postings", kind: "bar", by: "industry", and: "kind" };
const dimensions = ["time", "industry", "kind", "region"];
const start = viewOf(chart);

test("one begins at the top, and a line at its months", () => {
  expect(byOf(start)).toBe("industry:1,kind:1");
  expect(byOf(viewOf({ cube: "postings", kind: "line", by: "time" }))).toBe("time");
});

test("a code leads one level down in its dimension, and what it is within is kept", () => {
  const below = into(start, [{ axis: 0, code: "C", below: true }], dimensions);
  expect([byOf(below), whereOf(below)]).toEqual(["industry:2,kind:1", "industry:C"]);
  const further = into(below, [{ axis: 0, code: "C28", below: true }], dimensions);
  expect([byOf(further), whereOf(further)]).toEqual(["industry:3,kind:1", "industry:C28"]);
});

test("a cell is both its codes; a code with nothing below makes room for what was not looked at yet", () => {
  const cell = into(start, [{ axis: 0, code: "C", below: true }, { axis: 1, code: "product", below: false }], dimensions);
  expect([byOf(cell), whereOf(cell)]).toEqual(["industry:2", "industry:C,kind:product"]);
  const leaf = into(cell, [{ axis: 0, code: "C28", below: false }], dimensions);
  expect([byOf(leaf), whereOf(leaf)]).toEqual(["time:1", "kind:product,industry:C28"]);
});

test("one goes up to any code above, or out of the dimension", () => {
  const deep = into(into(start, [{ axis: 0, code: "C", below: true }], dimensions), [{ axis: 0, code: "C28", below: true }], dimensions);
  expect([byOf(upTo(deep, "industry", ["C"])), whereOf(upTo(deep, "industry", ["C"]))]).toEqual(["industry:2,kind:1", "industry:C"]);
  expect([byOf(upTo(deep, "industry", [])), whereOf(upTo(deep, "industry", []))]).toEqual(["industry:1,kind:1", ""]);
  const left = along(deep, 0, "region", []);
  expect(byOf(upTo(left, "industry", []))).toBe("industry:1,kind:1");
});

test("a dimension that one is within goes on below that code", () => {
  const filters = [{ id: "industry", label: "Industry", codes: [[{ code: "C", label: "" }]] }];
  expect(byOf(along({ by: [{ dimension: "region", depth: 1 }], where: [{ dimension: "industry", code: "C" }] }, 1, "industry", filters))).toBe("region:1,industry:2");
  expect(byOf(along(start, 1, undefined, []))).toBe("industry:1");
  expect(byOf(atDepth(start, 0, 3))).toBe("industry:3,kind:1");
});

test("the address says it, each chart for itself; what the declaration says needs no word", () => {
  const view = { by: [{ dimension: "time", depth: 2 }], where: [{ dimension: "indicator", code: "Trade, total (100%)|a:b" }] };
  const query = withView(new URLSearchParams("view=charts"), 1, chart, view);
  expect(viewIn(query, 1, chart)).toEqual(view);
  expect(viewIn(query, 0, chart)).toEqual(start);
  expect(withView(query, 1, chart, start).toString()).toBe("view=charts");
  expect(viewIn(new URLSearchParams("by.1=kind:x&where.1=kind:%25zz"), 1, chart)).toEqual({ by: [{ dimension: "kind" }], where: [{ dimension: "kind", code: "%zz" }] });
});

test("what goes along another dimension has bars", () => {
  expect(kindOf(chart, start)).toBe("bar");
  const pie: DeclaredChart = { cube: "postings", kind: "pie", by: "kind" };
  expect(kindOf(pie, viewOf(pie))).toBe("pie");
  expect(kindOf(pie, along(viewOf(pie), 0, "region", []))).toBe("bar");
  expect(kindOf(pie, along(viewOf(pie), 1, "region", []))).toBe("bar");
});
