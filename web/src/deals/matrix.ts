// SPDX-License-Identifier: Apache-2.0
// How far each kind of document of a deal has come.
import type { DealDocument, DealFinding } from "../api/deals";

export const steps = ["expected", "received", "checked", "discrepant", "accepted"] as const;
export type Step = (typeof steps)[number];

export interface MatrixRow {
  kind: string; // the register
  title: string;
  documents: DealDocument[];
  awaited: string[]; // numbers that other documents refer to, of documents that are not there
  step: Step;
  findings: number; // certain ones
}

function stepOf(documents: DealDocument[], findings: DealFinding[] | undefined, certain: number): Step {
  if (documents.length === 0) return "expected";
  if (certain > 0) return "discrepant";
  if (documents.every((document) => document.state === "accepted" || document.state === "paid")) return "accepted";
  return findings ? "checked" : "received";
}

// A document refers to others by their numbers; what is referred to belongs to the deal, there or not.
export function matrixOf(documents: DealDocument[], findings: DealFinding[] | undefined, titles: Map<string, string>): MatrixRow[] {
  const kinds = new Set(documents.map((document) => document.register));
  for (const document of documents)
    for (const facet of Object.keys(document.facets)) if (titles.has(facet)) kinds.add(facet);
  return [...kinds].map((kind) => {
    const own = documents.filter((document) => document.register === kind);
    const numbers = new Set(own.flatMap((document) => document.facets.number ?? []));
    const referred = new Set(documents.flatMap((document) => document.facets[kind] ?? []));
    const certain = findings?.filter((finding) => finding.kind === kind && finding.certainty === "certain").length ?? 0;
    return {
      kind,
      title: titles.get(kind) ?? kind,
      documents: own,
      awaited: [...referred].filter((number) => !numbers.has(number)),
      step: stepOf(own, findings, certain),
      findings: certain,
    };
  });
}
