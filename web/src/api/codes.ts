// SPDX-License-Identifier: Apache-2.0
// Code lists, searched by code or by name.
import { get } from "./http";

export interface CodeRow {
  code: string;
  en?: string;
  ja?: string;
  zh?: string;
}

export const searchCodes = async (list: string, text: string) =>
  (await get<{ rows: CodeRow[] }>(`/api/codes/${encodeURIComponent(list)}`, { q: text, limit: 30 })).rows;
