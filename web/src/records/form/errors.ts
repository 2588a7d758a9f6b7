// SPDX-License-Identifier: Apache-2.0
// Findings of the server's check at the fields of a form that they are about.
//
//     "/lines[2]/item[1]/name[1]"  ─►  lines, 1, item, name
import type { ErrorSchema } from "@rjsf/utils";

import type { Finding } from "../../api/report";

type Path = (string | number)[];

// A path counts everything from one; what is no list in the content occurs once, and has no number there.
export function pathOf(location: string, content: unknown): Path {
  const path: Path = [];
  let here: unknown = content;
  for (const [, name = "", number = "1"] of location.matchAll(/\/([^/[\]]+)(?:\[(\d+)\])?/g)) {
    path.push(name);
    here = (here as Record<string, unknown> | undefined)?.[name];
    if (!Array.isArray(here)) continue;
    path.push(Number(number) - 1);
    here = here[Number(number) - 1];
  }
  return path;
}

// What is missing is told at the group that lacks it; in a form it has a field of its own.
function missing({ rule, message }: Finding): string | undefined {
  return rule === "required" ? /"([^"]+)"/.exec(message)?.[1] : undefined;
}

export function errorsOf(findings: Finding[], content: unknown): ErrorSchema {
  const errors: ErrorSchema = {};
  for (const finding of findings) {
    const path = pathOf(finding.location ?? "", content);
    const lacked = missing(finding);
    let here = errors as Record<string, ErrorSchema>;
    for (const step of lacked ? [...path, lacked] : path)
      here = (here[step] ??= {}) as Record<string, ErrorSchema>;
    ((here as ErrorSchema).__errors ??= []).push(finding.message);
  }
  return errors;
}
