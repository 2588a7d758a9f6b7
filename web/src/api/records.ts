// SPDX-License-Identifier: Apache-2.0
// Registers and what organisations keep in them.
import type { RJSFSchema } from "@rjsf/utils";

import type { Language } from "../i18n";
import { convertFile } from "./documents";
import { ask, get, send, type Query } from "./http";

export type Content = Record<string, unknown>;

export interface Register {
  name: string;
  title: string;
  system?: string; // of the window; documents of trade have none
  systemTitle?: string;
  isPublished?: boolean; // everybody may see its records, in some state at least
}

export interface RegisterForm extends Register {
  id: string; // "urn:madoguchi:register:commercial-invoice"
  declared: {
    states?: Record<string, { to?: string[]; label?: Record<Language, string> }>;
    references?: Record<string, string>;
    facets?: string[];
  };
  schema: RJSFSchema;
}

export interface RecordRow {
  id: string;
  register: string;
  organisation: string;
  version: number;
  entry: number;
  state: string;
  deal: string;
  created: string;
  changed: string;
  facets: Record<string, string[]>;
}

export interface RecordPage {
  records: RecordRow[];
  next?: string;
}

export interface FacetCount {
  facet: string;
  value: string;
  count: number;
}

export interface RecordFinding {
  message: string;
  remedy?: string;
}

export interface Receipt {
  id: string;
  version: number;
  findings?: RecordFinding[]; // what its register's rules warn of
}

export interface KeptRecord {
  content: Content;
  version: number;
  state: string;
}

const pathOf = (register: string, record?: string) =>
  `/api/records/${encodeURIComponent(register)}${record === undefined ? "" : `/${encodeURIComponent(record)}`}`;

export const listRegisters = () => get<Register[]>("/api/registers");

export const getForm = (register: string, language: string) =>
  get<RegisterForm>(`/api/registers/${encodeURIComponent(register)}/form`, { language });

export const listRecords = (register: string, query: Query) => get<RecordPage>(pathOf(register), query);

export const countFacets = (register: string) => get<FacetCount[]>(`/api/facets/${encodeURIComponent(register)}`);

export const listFormats = ["xlsx", "csv", "ndjson"] as const;
export type ListFormat = (typeof listFormats)[number];

export async function exportRecords(register: string, format: ListFormat, query: Query): Promise<Blob> {
  return (await ask(`/api/bulk/${encodeURIComponent(register)}`, { ...query, format })).blob();
}

export async function getRecord(register: string, record: string): Promise<KeptRecord> {
  const answer = await ask(pathOf(register, record));
  return {
    content: await answer.json(),
    version: Number((answer.headers.get("ETag") ?? "0").replace(/\D/g, "")),
    state: answer.headers.get("Madoguchi-State") ?? "",
  };
}

// A document of the register as a file: as people wrote it, or its content as JSON.
export const documentOf = (form: RegisterForm, content: Content) =>
  new Blob([JSON.stringify({ $schema: form.id, ...content })], { type: "application/json" });

export async function createRecord(register: string, file: Blob, name: string, deal?: string): Promise<Receipt> {
  const key = { "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
  return (await send("POST", pathOf(register), file, { name, deal }, key)).json();
}

export async function updateRecord(register: string, record: string, file: Blob, version: number): Promise<Receipt> {
  const seen = { "If-Match": `"${version}"` };
  return (await send("PUT", pathOf(register, record), file, {}, seen)).json();
}

export async function moveRecord(register: string, record: string, version: number, state: string): Promise<void> {
  await send("POST", `${pathOf(register, record)}/state`, { state }, {}, { "If-Match": `"${version}"` });
}

export async function getOriginal(register: string, record: string, entry?: number): Promise<Blob> {
  return (await ask(`${pathOf(register, record)}/original`, { entry })).blob();
}

// What an earlier version said, read again from the bytes that it came as.
export async function contentOf(register: string, record: string, entry: number): Promise<Content> {
  const original = await getOriginal(register, record, entry);
  return JSON.parse(await (await convertFile(original, "json", register)).file.text());
}

export interface Entry {
  index: number;
  time: string;
  actor: string;
  actorName?: string; // where one may know it
  action: string;
  organisation: string;
  organisationName?: string;
  register: string;
  record: string;
  deal: string;
  version: number;
  stateBefore: string;
  state: string;
  file: string;
}

export const listHistory = (register: string, record: string) =>
  get<Entry[]>(`${pathOf(register, record)}/history`, { limit: 200 });
