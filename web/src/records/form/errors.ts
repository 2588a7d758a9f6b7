// SPDX-License-Identifier: Apache-2.0
// Findings of the server's check at the fields of a form that they are about.
//
//     "/lines[2]/item[1]/name[1]"  ─►  lines, 1, item, name
import type { ErrorSchema, RJSFSchema } from "@rjsf/utils";

import type { DealFinding } from "../../api/deals";
import type { Finding } from "../../api/report";
import { nameOfTerm, termOf } from "./terms";

export type Path = (string | number)[];

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
export function missing({ rule, message }: Finding): string | undefined {
  return rule === "required" ? /["「“]([^"」”]+)["」”]/.exec(message)?.[1] : undefined; // quoted as the language quotes
}

// The field that a finding is about.
export function fieldOf(finding: Finding, content: unknown): Path {
  const lacked = missing(finding);
  const path = pathOf(finding.location ?? "", content);
  return lacked ? [...path, lacked] : path;
}

type Leaf = { path: Path; value: string };

function leavesOf(content: unknown, above: Path = []): Leaf[] {
  if (typeof content !== "object" || content === null) return [{ path: above, value: String(content) }];
  const members = Array.isArray(content) ? content.map((item, index) => [index, item] as const) : Object.entries(content);
  return members.flatMap(([name, value]) => leavesOf(value, [...above, name]));
}

const namesOf = (path: Path) => path.filter((step) => typeof step === "string").join(".");
const unquoted = (value: string) => value.replace(/^"(.*)"$/, "$1");

// Lines are in every syntax elements that are called so ("InvoiceLine[3]", "IncludedSupplyChainTradeLineItem[3]"), in
// the order of the content's.
function lineOf(location: string, content: unknown): Path {
  const number = Number(/Line(?:Item)?\[(\d+)\]/.exec(location)?.[1] ?? 0);
  const lines = (content as { lines?: unknown } | undefined)?.lines;
  return Array.isArray(lines) && number > 0 && number <= lines.length ? ["lines", number - 1] : [];
}

// The field that a finding in any syntax is about, as well as can be told: by its path where that is one of the
// content; by the business term that it names; by a value that it found and that stands in one field alone; else
// the line that it is about. Of a finding about a line only that line is looked through.
export function fieldIn(schema: RJSFSchema, finding: Finding, content: unknown): Path | undefined {
  const path = fieldOf(finding, content);
  if (path.length > 0 && termOf(schema, namesOf(path))) return path;
  const line = lineOf(finding.location ?? "", content);
  const leaves = leavesOf(content).filter((leaf) => line.every((step, index) => leaf.path[index] === step));
  for (const number of finding.terms ?? []) {
    const name = nameOfTerm(schema, number);
    if (name === undefined) continue;
    return leaves.find((leaf) => namesOf(leaf.path) === name)?.path ?? (line.length > 0 ? line : name.split("."));
  }
  for (const { value } of finding.found ?? []) {
    const same = leaves.filter((leaf) => leaf.value === unquoted(value));
    if (same.length === 1) return same[0]!.path;
  }
  return line.length > 0 ? line : undefined;
}

// Of a cross-check: "/lines/1/item/name" (RFC 6901).
export const fieldOfDeal = ({ place = "" }: DealFinding): Path =>
  place.split("/").slice(1).map((step) => (/^\d+$/.test(step) ? Number(step) : step));

// Messages at their fields, in the shape that the form reads.
export function errorsAt(messages: { path: Path; message: string }[]): ErrorSchema {
  const errors: ErrorSchema = {};
  for (const { path, message } of messages) {
    let here = errors as Record<string, ErrorSchema>;
    for (const step of path) here = (here[step] ??= {}) as Record<string, ErrorSchema>;
    ((here as ErrorSchema).__errors ??= []).push(message);
  }
  return errors;
}
