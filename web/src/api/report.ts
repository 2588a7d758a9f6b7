// SPDX-License-Identifier: Apache-2.0
// The report of a check, as POST /api/check answers (and `madoguchi check --format json` writes).
import { send } from "./http";

export type Severity = "error" | "warning" | "info" | "broken";
export type Verdict = "valid" | "invalid" | "not checked" | "failed";

export interface Finding {
  rule?: string;
  severity: Severity;
  message: string;
  location?: string; // "/lines[2]/item[1]"
  cell?: string; // of a workbook
  line?: number;
  column?: number;
  terms?: string[]; // the business terms that it names: "BT-2"
  found?: { path: string; value: string }[];
  field?: (string | number)[]; // of the form, where it is about what is written in one
  help?: { why?: string; remedy?: string; example?: string };
}

export interface RuleSet {
  name: string;
  title?: string;
  findings: Finding[];
}

export interface Report {
  document: { name: string; root?: string };
  verdict: Verdict;
  reason?: string;
  rulesets: RuleSet[];
  faults?: { text: string; line?: number }[];
}

// A file may have several documents: an archive, an interchange.
export async function checkFile(file: Blob, name: string, language: string): Promise<Report[]> {
  const answer = await send("POST", "/api/check", file, { name, language, format: "json" });
  const reports: Report | Report[] = await answer.json();
  return Array.isArray(reports) ? reports : [reports];
}

export interface FindingOfSet extends Finding {
  ruleset: string;
}

export function findingsOf(report: Report): FindingOfSet[] {
  return report.rulesets.flatMap((set) =>
    set.findings.map((finding) => ({ ...finding, ruleset: set.title || set.name })),
  );
}
