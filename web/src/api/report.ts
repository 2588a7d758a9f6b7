// SPDX-License-Identifier: Apache-2.0
// The report of a check, as POST /api/check answers (and `madoguchi check --format json` writes).
import { send } from "./http";

export type Severity = "error" | "warning" | "information";
export type Verdict = "valid" | "invalid" | "not checked" | "unreadable";

export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  location: string;
  line: number;
  column: number;
  found?: { path: string; value: string }[];
  diagnostics?: { id: string; language?: string; text: string }[];
  help?: { why?: string; remedy?: string; example?: string };
}

export interface RuleSet {
  name: string;
  title: string;
  version?: string;
  errors: number;
  warnings: number;
  findings: Finding[];
}

export interface Report {
  document: { name: string; root?: string; namespace?: string; customization?: string };
  verdict: Verdict;
  reason?: string;
  rulesets: RuleSet[];
}

// A file may have several documents: an archive, an interchange.
export async function checkFile(file: File, language: string): Promise<Report[]> {
  const answer = await send("POST", "/check", file, { name: file.name, language });
  const reports: Report | Report[] = await answer.json();
  return Array.isArray(reports) ? reports : [reports];
}

export function findingsOf(report: Report): (Finding & { ruleset: string })[] {
  return report.rulesets.flatMap((set) =>
    set.findings.map((finding) => ({ ...finding, ruleset: set.title || set.name })),
  );
}

// What the rule set says in the reader's language, where it does; else its own message.
export function messageOf(finding: Finding, language: string): string {
  const own = finding.diagnostics?.find((text) => text.language?.startsWith(language));
  return own?.text ?? finding.message;
}
