// SPDX-License-Identifier: Apache-2.0
// Code lists, searched by code or by name.
import { get } from "./http";

export interface CodeRow {
  code: string;
  en?: string;
  ja?: string;
  zh?: string;
}

const found = new Map<string, Promise<CodeRow | undefined>>(); // lists do not change while one looks

// The row of a code; none where the list has it not.
export function findCode(list: string, code: string): Promise<CodeRow | undefined> {
  const key = `${list} ${code}`;
  if (!found.has(key)) found.set(key, searchCodes(list, code).then((rows) => rows.find((row) => row.code === code)));
  return found.get(key)!;
}

export const searchCodes = async (list: string, text: string) =>
  (await get<{ rows: CodeRow[] }>(`/api/codes/${encodeURIComponent(list)}`, { q: text, limit: 30 })).rows;
