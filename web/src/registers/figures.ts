// SPDX-License-Identifier: Apache-2.0
// An answer of a cube as a picture.
//
//     cells ─► categories × series ─► ECharts
import type { EChartsCoreOption } from "echarts/core";

import type { ChartKind } from "../api/registers";
import type { CubeAnswer } from "../api/statistics";

export interface Figures {
  categories: string[]; // labels of the first dimension
  series: { name: string; values: (number | null)[] }[]; // of the second, or the measure alone
  unit: string;
}

const distinct = <T>(all: T[]) => [...new Set(all)];

export function figuresOf({ cells, measures }: CubeAnswer, wanted: string | undefined): Figures {
  const at = Math.max(0, measures.findIndex(({ id }) => id === wanted));
  const measure = measures[at];
  const codes = distinct(cells.map((cell) => cell.codes[0]));
  const kinds = distinct(cells.map((cell) => cell.codes[1]));
  const cellOf = (code: string | undefined, kind: string | undefined) => cells.find((cell) => cell.codes[0] === code && cell.codes[1] === kind);
  const labelOf = (index: number, code: string | undefined) => cells.find((cell) => cell.codes[index] === code)?.labels[index] ?? code ?? "";
  return {
    categories: codes.map((code) => labelOf(0, code)),
    series: kinds.map((kind) => ({
      name: kind === undefined ? measure?.label ?? "" : labelOf(1, kind),
      values: codes.map((code) => cellOf(code, kind)?.values?.[at] ?? null),
    })),
    unit: measure?.unit ?? "",
  };
}

export const isHidden = (figures: Figures) => figures.series.some(({ values }) => values.includes(null));
export const isShown = (figures: Figures) => figures.series.some(({ values }) => values.some((value) => value !== null));

// Parts of a whole have names and values, not axes, and one dimension. A part that is not shown is not nought.
function partsOf(kind: "pie" | "funnel", { categories, series }: Figures): EChartsCoreOption {
  const all = categories.map((name, index) => ({ name, value: series[0]?.values[index] ?? null }));
  const values = all.filter(({ value }) => value !== null);
  return { tooltip: { trigger: "item" }, series: [{ type: kind, data: values, label: { formatter: "{b}: {c}" } }] };
}

export function optionOf(kind: Exclude<ChartKind, "table" | "number">, figures: Figures): EChartsCoreOption {
  if (kind === "pie" || kind === "funnel") return partsOf(kind, figures);
  return {
    tooltip: { trigger: "axis" },
    legend: figures.series.length > 1 ? { type: "scroll" } : undefined,
    grid: { left: 48, right: 16, top: 40, bottom: 48 },
    xAxis: { type: "category", data: figures.categories, axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", name: figures.unit },
    series: figures.series.map(({ name, values }) => ({ name, type: kind, data: values, stack: kind === "bar" ? "all" : undefined })),
  };
}
