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
