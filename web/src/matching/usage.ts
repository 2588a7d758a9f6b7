// SPDX-License-Identifier: Apache-2.0
// What people said of matches, as a picture.
//
//     counts by month and pair ─► months without gaps ─► bars, and the share that was of use
import type { EChartsCoreOption } from "echarts/core";

import type { MatchUses, UseCount } from "../api/matching";
import { withoutGaps } from "../registers/figures";

export interface MonthCount extends UseCount {
  month: string;
}

export const shareOf = ({ useful, useless }: UseCount): number | undefined => (useful + useless > 0 ? useful / (useful + useless) : undefined);

// Of one pair, or of all of them together. A month in which nobody said anything is one, too.
export function monthsOf({ months }: MatchUses, pair?: string): MonthCount[] {
  const said = months.filter((month) => pair === undefined || month.pair === pair);
  return withoutGaps(said.map(({ month }) => month)).map((month) => {
    const own = said.filter((one) => one.month === month);
    return {
      month,
      useful: own.reduce((sum, one) => sum + one.useful, 0),
      useless: own.reduce((sum, one) => sum + one.useless, 0),
    };
  });
}

export interface UsageNames {
  useful: string;
  useless: string;
  share: string;
}

// The share has an axis of its own; where nothing was said, its line is broken.
export function usageOption(months: MonthCount[], names: UsageNames): EChartsCoreOption {
  const percent = (count: MonthCount) => {
    const share = shareOf(count);
    return share === undefined ? null : Math.round(100 * share);
  };
  return {
    tooltip: { trigger: "axis" },
    legend: { type: "scroll", top: 0 },
    grid: { left: 12, right: 12, top: 56, bottom: 12, containLabel: true },
    xAxis: { type: "category", data: months.map(({ month }) => month), axisLabel: { hideOverlap: true } },
    yAxis: [
      { type: "value", minInterval: 1 },
      { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" }, splitLine: { show: false } },
    ],
    series: [
      { name: names.useful, type: "bar", stack: "all", barMaxWidth: 36, data: months.map(({ useful }) => useful), itemStyle: { color: "#389e0d" } },
      { name: names.useless, type: "bar", stack: "all", barMaxWidth: 36, data: months.map(({ useless }) => useless), itemStyle: { color: "#8c8c8c" } },
      { name: names.share, type: "line", yAxisIndex: 1, data: months.map(percent), tooltip: { valueFormatter: (value: unknown) => (typeof value === "number" ? `${value}%` : "–") }, itemStyle: { color: "#1677ff" } },
    ],
  };
}
