// SPDX-License-Identifier: Apache-2.0
// Finding records by their texts, and what fits a record.
import { get, send } from "./http";
import type { FacetCount } from "./records";
import type { Filter, Named } from "./registers";

export interface Piece {
  text: string;
  found: boolean;
}

export interface Hit {
  organisation: string;
  register: string;
  id: string;
  number?: string; // where it was asked for
  title: Piece[];
  snippet?: Piece[];
}

export interface Hits {
  hits: Hit[];
  total: number;
  loose: boolean; // no record has all words; these have some
  counts: FacetCount[];
  next?: string;
}

export interface Search extends Filter {
  q?: string;
  register?: string; // none: all
  count?: string; // facets, divided by commas
  limit?: number;
  after?: string;
}

export const searchRecords = (search: Search) => get<Hits>("/api/search", { ...search, snippets: Boolean(search.q) });

// What another record may name: a field of it has the number.
export interface Referable {
  number: string;
  name: string;
}

const REFERABLE_MAX = 20; // who wants another types on

// By what is typed so far of its number, its name or any words, which it has all; by nothing yet, the newest.
export async function findReferred(register: string, q: string): Promise<Referable[]> {
  const order = q.trim() ? "best" : "newest";
  const { hits, loose } = await get<Hits>("/api/search", { register, q: q.trim(), order, typing: true, numbers: true, limit: REFERABLE_MAX });
  return loose ? [] : hits.map(({ id, number, title }) => ({ number: number ?? id, name: title.map(({ text }) => text).join("") }));
}

export const suggestWords = (register: string | undefined, q: string) => get<{ text: string; count: number }[]>("/api/suggest", { register, q });

export interface MatchReason {
  label?: string;
  by: string;
  similarity: number;
  share: number;
  evidence?: string;
}

export interface Match {
  organisation: string;
  organisationName?: string;
  register: string;
  id: string;
  title?: string;
  score: number;
  reasons: MatchReason[];
}

export interface PairMatches {
  pair: string;
  label: string;
  conditions: string[]; // what both sides must meet
  matches: Match[];
}

export const findMatches = async ({ register, organisation, record }: Named) =>
  (await get<{ pairs: PairMatches[] }>("/api/matches", { register, organisation, record })).pairs;

export async function tellMatch({ register, record }: Named, pair: string, match: string, useful: boolean): Promise<void> {
  await send("POST", "/api/matches", { register, record, pair, match, useful });
}

// What is there already and is like a record that is being written; of `record` itself, where it is a new version.
export interface Alike {
  organisation: string;
  organisationName?: string;
  register: string;
  id: string;
  number?: string;
  title?: string;
  score: number;
}

export async function findSimilar(register: string, file: Blob, record?: string): Promise<Alike[]> {
  const answer = await send("POST", `/api/similar/${encodeURIComponent(register)}`, file, { record });
  return (await answer.json()).similar;
}
