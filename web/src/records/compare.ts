// SPDX-License-Identifier: Apache-2.0
// In which terms two versions of a document differ.
export interface Difference {
  path: string; // "lines[2].item.name", as people count
  before?: string;
  after?: string;
}

function flatten(value: unknown, path: string, into: Map<string, string>) {
  if (Array.isArray(value)) value.forEach((item, index) => flatten(item, `${path}[${index + 1}]`, into));
  else if (typeof value === "object" && value !== null)
    for (const [name, member] of Object.entries(value)) flatten(member, path ? `${path}.${name}` : name, into);
  else if (path !== "$schema") into.set(path, String(value));
}

export const isSame = (before: unknown, after: unknown): boolean => differences(before, after).length === 0;

export function differences(before: unknown, after: unknown): Difference[] {
  const old = new Map<string, string>();
  const present = new Map<string, string>();
  flatten(before, "", old);
  flatten(after, "", present);
  return [...new Set([...old.keys(), ...present.keys()])]
    .map((path) => ({ path, before: old.get(path), after: present.get(path) }))
    .filter((difference) => difference.before !== difference.after);
}
