// SPDX-License-Identifier: Apache-2.0
// Where somebody stands in a cube: by which dimensions at which depth, within which codes. Each figure's place is in the
// address, so that it can be sent on, and the browser's own way back leads up again.
//
//     chart of the declaration ─► by region:1 ─► click on "CN" ─► by region:2 within region CN
//
//     ?view=charts&by.0=region:2,kind:1&where.0=region:CN          of the first chart
import type { ChartKind, DeclaredChart } from "../api/registers";
import type { Filter } from "../api/statistics";

export interface Axis {
  dimension: string;
  depth?: number; // 1: the top; nothing: as deep as it goes
}

export interface View {
  by: Axis[]; // one or two
  where: { dimension: string; code: string }[]; // each dimension once
}

// A code that was chosen on an axis of the view.
export interface Step {
  axis: number;
  code: string;
  below: boolean; // whether others stand below it
}

// Lines show how something went, month by month; all else begins at the top.
export function viewOf({ by, and, kind }: DeclaredChart): View {
  const axes = [by, and].filter((dimension): dimension is string => Boolean(dimension));
  return { by: axes.map((dimension) => ({ dimension, depth: kind === "line" && dimension === "time" ? undefined : 1 })), where: [] };
}

// ---- As the server is asked ----

// Codes may have the signs that the list of filters is written with.
const written = (code: string) => code.replace(/[%,|]/g, encodeURIComponent);
const read = (code: string) => {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
};

export const byOf = ({ by }: View) => by.map(({ dimension, depth }) => (depth ? `${dimension}:${depth}` : dimension)).join(",");
export const whereOf = ({ where }: View) => where.map(({ dimension, code }) => `${dimension}:${written(code)}`).join(",");

// ---- In the address ----

export function viewIn(query: URLSearchParams, index: number, chart: DeclaredChart): View {
  const by = query.get(`by.${index}`);
  if (by === null) return viewOf(chart);
  const axes = by.split(",").filter(Boolean).slice(0, 2);
  const filters = (query.get(`where.${index}`) ?? "").split(",").filter(Boolean);
  return {
    by: axes.map((axis) => axis.split(":")).map(([dimension = "", depth]) => ({ dimension, depth: Number(depth) || undefined })),
    where: filters.map((filter) => [filter.split(":", 1)[0]!, filter.slice(filter.indexOf(":") + 1)] as const).map(([dimension, code]) => ({ dimension, code: read(code) })),
  };
}

// The same address with another view of one chart; that of its declaration needs no word.
export function withView(query: URLSearchParams, index: number, chart: DeclaredChart, view: View): URLSearchParams {
  const next = new URLSearchParams(query);
  const isDeclared = byOf(view) === byOf(viewOf(chart)) && view.where.length === 0;
  for (const [name, text] of [["by", byOf(view)], ["where", whereOf(view)]] as const) {
    if (isDeclared || !text) next.delete(`${name}.${index}`);
    else next.set(`${name}.${index}`, text);
  }
  return next;
}

// ---- Down and up ----

function within({ where }: View, dimension: string, code?: string): View["where"] {
  const others = where.filter((filter) => filter.dimension !== dimension);
  return code === undefined ? others : [...others, { dimension, code }];
}

// Below a code its dimension goes on a level deeper. Where nothing is below, the axis would be that one code: it goes, and
// where none is left, the first dimension (of all there are) that was not looked at yet comes in its place.
export function into(view: View, steps: Step[], dimensions: string[]): View {
  const where = steps.reduce((so, { axis, code }) => within({ ...view, where: so }, view.by[axis]!.dimension, code), view.where);
  const by = view.by.flatMap((axis, index) => {
    const step = steps.find((one) => one.axis === index);
    if (!step) return [axis];
    return step.below && axis.depth ? [{ ...axis, depth: axis.depth + 1 }] : [];
  });
  const next = dimensions.find((dimension) => !where.some((filter) => filter.dimension === dimension));
  return { by: by.length > 0 || !next ? by : [{ dimension: next, depth: 1 }], where };
}

// Back to a code above, or out of the dimension: `path` leads there from the top. What came in place of it goes again.
export function upTo(view: View, dimension: string, path: string[]): View {
  const depth = path.length + 1;
  const isAxis = view.by.some((axis) => axis.dimension === dimension);
  const by = isAxis ? view.by.map((axis) => (axis.dimension === dimension ? { dimension, depth } : axis)) : [{ dimension, depth }, ...view.by.slice(1)];
  return { by, where: within(view, dimension, path[path.length - 1]) };
}

export const atDepth = (view: View, axis: number, depth: number): View => ({ ...view, by: view.by.map((one, index) => (index === axis ? { ...one, depth } : one)) });

// Another dimension on an axis; none: the second goes. What is within a code of it begins below that code.
export function along(view: View, axis: number, dimension: string | undefined, filters: Filter[]): View {
  const above = filters.find(({ id }) => id === dimension)?.codes[0]?.length ?? 0;
  const by = [...view.by];
  if (dimension === undefined) by.splice(axis, 1);
  else by[axis] = { dimension, depth: above + 1 };
  return { ...view, by };
}

// A line is of time, a funnel of what it was declared for; all else has bars.
export function kindOf({ kind, by }: DeclaredChart, view: View): ChartKind {
  const first = view.by[0]?.dimension;
  if (kind === "table" || kind === "number" || first === by) return kind === "pie" && view.by.length > 1 ? "bar" : kind;
  return first === "time" && kind === "line" ? "line" : "bar";
}
