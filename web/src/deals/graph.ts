// SPDX-License-Identifier: Apache-2.0
// Who brings how many documents to whom.
import type { DealContent } from "../api/deals";

export interface Tie {
  from: string; // a part
  to: string;
  documents: number;
}

export function tiesOf({ parties = [], expectedDocuments = [] }: DealContent): Tie[] {
  const parts = new Set(parties.map(({ partCode }) => partCode));
  const ties = new Map<string, Tie>();
  for (const { fromCode, forCode } of expectedDocuments) {
    if (!fromCode || !forCode || fromCode === forCode || !parts.has(fromCode) || !parts.has(forCode)) continue;
    const tie = ties.get(`${fromCode} ${forCode}`) ?? { from: fromCode, to: forCode, documents: 0 };
    tie.documents++;
    ties.set(`${fromCode} ${forCode}`, tie);
  }
  return [...ties.values()];
}

interface Place {
  x: number;
  y: number;
}

// On a circle, the first at the right.
export function placesOf(count: number): Place[] {
  const angle = (index: number) => (2 * Math.PI * index) / count;
  return Array.from({ length: count }, (_, index) => ({ x: Math.cos(angle(index)), y: Math.sin(angle(index)) }));
}

const RADIUS = 110; // pixels

// As wide as it is high where the places are, for ECharts would stretch circles into eggs.
export function sizeOf(places: Place[]) {
  const span = (values: number[]) => Math.max(1, RADIUS * (Math.max(...values) - Math.min(...values)));
  return { width: span(places.map(({ x }) => x)), height: span(places.map(({ y }) => y)) };
}
