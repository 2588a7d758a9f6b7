// SPDX-License-Identifier: Apache-2.0
// An answer of a cube as a picture.
//
//     cells ─► categories × series ─► ECharts
import type { EChartsCoreOption } from "echarts/core";

import type { ChartKind } from "../api/registers";
import type { CubeAnswer } from "../api/statistics";

// A sum of too few records is hidden; where there is no record, there is nothing to add up.
export type Figure = number | "hidden" | undefined;

// A code that leads on: within it there is more to be seen.
export interface Way {
  code: string;
  below: boolean;
}

export interface Figures {
  categories: string[]; // labels of the first dimension
  ways: (Way | undefined)[]; // of the categories
  series: { name: string; way?: Way; values: Figure[]; colour?: string }[]; // of the second, or the measure alone
  colours: (string | undefined)[]; // of the categories
  measure: string;
  unit: string;
  isOfTime: boolean;
}

// A traffic light is not drawn in another colour than it has.
const lights: Record<string, string> = { green: "#389e0d", yellow: "#d4a106", red: "#cf1322" };

const PERIODS_MAX = 240; // months of twenty years; what is longer keeps its gaps

const distinct = <T>(all: T[]) => [...new Set(all)];

// "2026-11" ─► "2026-12", "2026-Q4" ─► "2027-Q1". Nothing for days.
function nextPeriod(period: string): string | undefined {
  const [, year, quarter, month] = /^(\d{4})(?:-Q(\d)|-(\d\d))?$/.exec(period) ?? [];
  if (!year) return undefined;
  const [place, last] = quarter ? [Number(quarter), 4] : [Number(month ?? 1), month ? 12 : 1];
  const [nextYear, next] = place < last ? [year, place + 1] : [String(Number(year) + 1), 1];
  return quarter ? `${nextYear}-Q${next}` : month ? `${nextYear}-${String(next).padStart(2, "0")}` : nextYear;
}

// A period in which nothing was is one, too: a line must not leap over it.
export function withoutGaps(periods: string[]): string[] {
  const sorted = [...periods].sort();
  const all = sorted.slice(0, 1);
  while (all.length > 0 && all.length < PERIODS_MAX && all[all.length - 1] !== sorted[sorted.length - 1]) {
    const next = nextPeriod(all[all.length - 1]!);
    if (next === undefined) return sorted;
    all.push(next);
  }
  return all.length < PERIODS_MAX ? all : sorted;
}

// `nameOf` knows what codes of a dimension are called that the server has no list for.
export function figuresOf({ cells, dimensions, measures }: CubeAnswer, wanted: string | undefined, nameOf: (dimension: string, code: string) => string | undefined = () => undefined): Figures {
  const at = Math.max(0, measures.findIndex(({ id }) => id === wanted));
  const measure = measures[at];
  const isOfTime = dimensions[0]?.id === "time";
  const present = distinct(cells.map((cell) => cell.codes[0]));
  const codes = isOfTime ? withoutGaps(present.filter((code) => code !== undefined)) : present;
  const others = distinct(cells.map((cell) => cell.codes[1]));
  const kinds = dimensions[1]?.id === "time" ? others.sort() : others;
  const byCodes = new Map(cells.map((cell) => [`${cell.codes[0]} ${cell.codes[1]}`, cell]));
  const labelOf = (index: number, code: string | undefined) =>
    nameOf(dimensions[index]?.id ?? "", code ?? "") ?? cells.find((cell) => cell.codes[index] === code)?.labels[index] ?? code ?? "";
  const figureOf = (code: string | undefined, kind: string | undefined): Figure => {
    const cell = byCodes.get(`${code} ${kind}`);
    return cell && (cell.values ? cell.values[at] : "hidden");
  };
  // Nothing leads where all is hidden, or where there is nothing.
  const wayOf = (index: number, code: string | undefined): Way | undefined => {
    const seen = cells.filter((cell) => cell.codes[index] === code && cell.values);
    return code === undefined || seen.length === 0 ? undefined : { code, below: seen[0]!.below[index] ?? false };
  };
  return {
    categories: codes.map((code) => labelOf(0, code)),
    ways: codes.map((code) => wayOf(0, code)),
    series: kinds.map((kind) => ({
      name: kind === undefined ? measure?.label ?? "" : labelOf(1, kind),
      way: wayOf(1, kind),
      values: codes.map((code) => figureOf(code, kind)),
      colour: lights[kind ?? ""],
    })),
    colours: codes.map((code) => lights[code ?? ""]),
    measure: measure?.label ?? "",
    unit: measure?.unit ?? "",
    isOfTime,
  };
}

export const has = (figures: Figures, wanted: (figure: Figure) => boolean) => figures.series.some(({ values }) => values.some(wanted));
export const isNumber = (figure: Figure): figure is number => typeof figure === "number";

const drawn = (figure: Figure): number | null => (isNumber(figure) ? figure : null);

// Parts of a whole have names and values, not axes, and one dimension. Names stand in a legend, which a telephone has room for. A part that is not shown is not nought.
function partsOf(kind: "pie" | "funnel", { categories, series, colours }: Figures, show: (value: number) => string): EChartsCoreOption {
  const all = categories.map((name, index) => ({ name, value: drawn(series[0]?.values[index]), itemStyle: { color: colours[index] } }));
  const values = all.filter(({ value }) => value !== null);
  const label = kind === "pie" ? { formatter: "{d}%" } : { position: "inside", formatter: ({ name, value }: { name: string; value: number }) => `${name}: ${show(value)}` };
  return {
    tooltip: { trigger: "item", valueFormatter: show },
    legend: kind === "pie" ? { type: "scroll", top: 0 } : undefined,
    series: [{ type: kind, data: values, radius: "62%", center: ["50%", "57%"], top: 8, bottom: 8, label }],
  };
}

// Names stand beside their bars, where there is room for them; periods follow each other below.
export function optionOf(kind: Exclude<ChartKind, "table" | "number">, figures: Figures, language = "en"): EChartsCoreOption {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const show = (value: unknown) => (typeof value === "number" ? `${whole.format(value)}${figures.unit && ` ${figures.unit}`}` : "–");
  if (kind === "pie" || kind === "funnel") return partsOf(kind, figures, show);
  const isLying = kind === "bar" && !figures.isOfTime;
  const isCount = !has(figures, (figure) => isNumber(figure) && !Number.isInteger(figure));
  const names = { type: "category", data: figures.categories, inverse: isLying, axisLabel: isLying ? { width: 130, overflow: "break" } : { hideOverlap: true } };
  const values = {
    type: "value",
    name: [figures.measure, figures.unit && `(${figures.unit})`].filter(Boolean).join(" "),
    nameLocation: isLying ? "middle" : "end",
    nameGap: isLying ? 28 : 14,
    nameTextStyle: isLying ? undefined : { align: "left" },
    minInterval: isCount ? 1 : undefined,
    axisLabel: { formatter: (value: number) => short.format(value) },
  };
  return {
    tooltip: { trigger: "axis", valueFormatter: show },
    legend: figures.series.some(({ name: own }) => own !== figures.measure) ? { type: "scroll", top: 0 } : undefined,
    grid: { left: 12, right: 24, top: 52, bottom: isLying ? 32 : 12, containLabel: true },
    xAxis: isLying ? values : names,
    yAxis: isLying ? names : values,
    series: figures.series.map(({ name, values: own, colour }) => ({ name, type: kind, data: own.map(drawn), itemStyle: { color: colour }, stack: kind === "bar" ? "all" : undefined, barMaxWidth: 36 })),
  };
}
