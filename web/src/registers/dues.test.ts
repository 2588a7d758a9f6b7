// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { byMonth, monthFrom, weeksOf } from "./dues";

test("a month is whole weeks, with the days of its neighbours", () => {
  const weeks = weeksOf("2026-11", 1); // begins on a Sunday, the last day of a week that begins with Monday
  expect(weeks).toHaveLength(6);
  expect(weeks[0]).toEqual(["2026-10-26", "2026-10-27", "2026-10-28", "2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01"]);
  expect(weeksOf("2026-11", 0)[0]![0]).toBe("2026-11-01");
  expect(weeksOf("2027-02", 1)).toHaveLength(4); // 28 days from a Monday on
});

test("months follow each other over the year's end", () => {
  expect(monthFrom("2026-12", 1)).toBe("2027-01");
  expect(monthFrom("2026-01", -1)).toBe("2025-12");
});

test("dates are in the order of the calendar, by month", () => {
  const due = (date: string) => ({ date, label: "", name: "", state: "", record: { register: "", organisation: "", id: "" } });
  expect(byMonth([due("2027-01-02"), due("2026-11-30"), due("2026-11-02")]).map(([month, all]) => [month, all.map(({ date }) => date)])).toEqual([
    ["2026-11", ["2026-11-02", "2026-11-30"]],
    ["2027-01", ["2027-01-02"]],
  ]);
});
