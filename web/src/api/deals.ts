// SPDX-License-Identifier: Apache-2.0
// Deals: the records that belong to one transaction, and what the cross-check says of them together.
import { get, Problem } from "./http";
import { getForm, listRecords, listRegisters, type Content, type RecordRow, type RegisterForm } from "./records";

export type Certainty = "certain" | "judgement" | "unasked";
export const certainties: Certainty[] = ["certain", "judgement", "unasked"];

export interface DealFinding {
  rule: string;
  group: string;
  severity: string;
  certainty: Certainty;
  message: string;
  article?: string;
  remedy?: string;
  document?: string; // as the check names it
  kind?: string; // the register
  record?: string;
  place?: string; // RFC 6901
}

export interface DealDocument extends RecordRow {
  title: string; // of its register
  content: Content;
}

export interface DealRow {
  id: string;
  documents: number;
  kinds: string[]; // titles
  changed: string;
}

const LISTED_MAX = 500; // of each register, the newest

async function ofAllRegisters(query: Record<string, string | number | boolean>): Promise<DealDocument[]> {
  const registers = await listRegisters();
  const pages = await Promise.all(registers.map((register) => listRecords(register.name, { limit: LISTED_MAX, ...query })));
  return pages.flatMap((page, index) =>
    page.records.map((row) => ({ content: {}, ...row, title: registers[index]!.title }) as DealDocument),
  );
}

export async function documentsOf(deal: string): Promise<DealDocument[]> {
  return ofAllRegisters({ deal, content: true });
}

export async function listDeals(): Promise<DealRow[]> {
  const deals = new Map<string, DealRow>();
  for (const row of await ofAllRegisters({})) {
    if (!row.deal) continue;
    const deal = deals.get(row.deal) ?? { id: row.deal, documents: 0, kinds: [], changed: row.changed };
    deal.documents++;
    if (!deal.kinds.includes(row.title)) deal.kinds.push(row.title);
    if (row.changed > deal.changed) deal.changed = row.changed;
    deals.set(row.deal, deal);
  }
  return [...deals.values()].sort((a, b) => b.changed.localeCompare(a.changed));
}

// Undefined where this server does not cross-check deals.
export async function checkDeal(deal: string): Promise<DealFinding[] | undefined> {
  try {
    return (await get<{ findings: DealFinding[] }>(`/api/deals/${encodeURIComponent(deal)}/check`)).findings;
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 405)) return undefined;
    throw error;
  }
}

export async function formsOf(documents: DealDocument[], language: string): Promise<Map<string, RegisterForm>> {
  const kinds = [...new Set(documents.map((document) => document.register))];
  const forms = await Promise.all(kinds.map((kind) => getForm(kind, language)));
  return new Map(kinds.map((kind, index) => [kind, forms[index]!]));
}
