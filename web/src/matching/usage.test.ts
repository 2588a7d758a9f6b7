// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { MatchUses } from "../api/matching";
import { monthsOf, shareOf, usageOption } from "./usage";

const uses: MatchUses = {
  pairs: [],
  months: [
    { month: "2026-09", pair: "offer/need", useful: 3, useless: 1 },
    { month: "2026-11", pair: "offer/need", useful: 1, useless: 0 },
    { month: "2026-11", pair: "talent/post", useful: 0, useless: 2 },
  ],
};

test("months of all pairs are added up, and none is left out between them", () => {
  expect(monthsOf(uses)).toEqual([
    { month: "2026-09", useful: 3, useless: 1 },
    { month: "2026-10", useful: 0, useless: 0 },
    { month: "2026-11", useful: 1, useless: 2 },
  ]);
  expect(monthsOf(uses, "talent/post")).toEqual([{ month: "2026-11", useful: 0, useless: 2 }]);
  expect(monthsOf(uses, "by-product/use")).toEqual([]);
});

test("where nobody said anything there is no share", () => {
  expect(shareOf({ useful: 3, useless: 1 })).toBe(0.75);
  expect(shareOf({ useful: 0, useless: 2 })).toBe(0);
  expect(shareOf({ useful: 0, useless: 0 })).toBeUndefined();
  const { series } = usageOption(monthsOf(uses), { useful: "a", useless: "b", share: "c" }) as { series: { data: unknown[] }[] };
  expect(series.map(({ data }) => data)).toEqual([[3, 0, 1], [1, 0, 2], [75, null, 33]]);
});
