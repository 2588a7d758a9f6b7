// SPDX-License-Identifier: Apache-2.0
// What was refused of a lot, as a file to work by: a row for each finding.
import type { BulkProblem } from "../api/bulk";

// What a spreadsheet would take for a formula is text (docs/api.md): files have names that strangers gave them.
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

// `captions`: of number, file, place, what is wrong.
export function refusedTable(problems: BulkProblem[], captions: [string, string, string, string]): string {
  const rows = problems.flatMap(({ number, name = "", detail, findings }) =>
    findings?.length ? findings.map(({ place = "", message }) => [number, name, place, message]) : [[number, name, "", detail]],
  );
  return [captions, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}
