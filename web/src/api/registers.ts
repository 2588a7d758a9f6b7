// SPDX-License-Identifier: Apache-2.0
// Registers by their declarations: what is published, and what one may do to a record of them.
import type { Language } from "../i18n";
import { ask, get, send } from "./http";
import { getForm, type Content, type Entry, type Receipt, type RecordRow, type RegisterForm } from "./records";

export type Words = Record<Language, string>;
export type Tone = "neutral" | "progress" | "good" | "bad" | "done";
export type ChartKind = "bar" | "line" | "pie" | "funnel" | "table" | "number";

export interface DeclaredField {
  refers?: string;
  attachment?: object;
  compute?: string;
  write?: string[];
  labels?: string; // it lists members of that group
}

export interface DeclaredChart {
  cube: string;
  kind: ChartKind;
  by: string;
  and?: string;
  measure?: string;
  label?: Words;
}

// register.json, as far as pages follow it (docs/registers.md).
export interface Declaration {
  states?: Record<string, { label?: Words; tone?: Tone; draft?: boolean; to?: string[] }>;
  transitions?: Record<string, { effects?: { erase?: boolean }[] }>;
  rights?: { create?: string[] };
  references?: Record<string, string>;
  facets?: string[];
  alerts?: boolean; // false: nobody is told of what comes
  headline?: string;
  fields?: Record<string, DeclaredField>;
  deadlines?: object;
  review?: { in: string };
  eligibility?: { subject?: string };
  matches?: Record<string, { assign?: boolean }>;
  similar?: object; // who enters what is alike is warned
  cubes?: Record<string, { label: Words; dimensions?: Record<string, { field?: string; codes?: string | string[] }> }>;
  views?: {
    list?: string[];
    board?: boolean | { by?: string; card?: string[] };
    calendar?: boolean | { dates?: string[] };
    charts?: DeclaredChart[];
  };
}

// A register whose records name one of this by a field.
export interface Referring {
  register: string;
  title: string;
  field: string;
  create: string[]; // who may make them
}

export interface RegisterPages extends Omit<RegisterForm, "declared"> {
  declared: Declaration;
  referredBy?: Referring[];
  isMatched?: boolean; // by what another register declares
}

export const getRegister = (name: string, language: string) => getForm(name, language) as Promise<RegisterPages>;

// ---- Records that one may see ----

// What a field of a record names by its number.
export interface NamedRecord {
  register: string; // or "organisation", which has no page
  organisation?: string; // whose record it is
  id?: string;
  number: string;
  headline?: string;
}

export interface SeenRecord extends RecordRow {
  number?: string;
  content?: Content; // none: it was erased
  named?: NamedRecord[]; // those that the reader may see
}

export interface SeenPage {
  records: SeenRecord[];
  next?: number;
}

export interface Filter {
  state?: string;
  facet?: string; // "industry:C28"
}

const registerPath = (register: string) => `/api/registers/${encodeURIComponent(register)}`;

export const listSeen = (register: string, filter: Filter & { limit?: number; after?: number }) =>
  get<SeenPage>(`${registerPath(register)}/records`, { ...filter });

export const tableFormats = ["csv", "xlsx"] as const;
export type TableFormat = (typeof tableFormats)[number];

// The same as a file; `q`: those that are found by these words.
export async function saveTable(register: string, chosen: Filter & { q?: string }, format: TableFormat, language: string): Promise<Blob> {
  return (await ask(`${registerPath(register)}/table`, { ...chosen, format, language })).blob();
}

export interface Deadline {
  deadline: string;
  label: string;
  date: string;
  isMet: boolean;
  isOver: boolean;
  unannounced?: number; // the year whose public holidays are not known yet
}

export interface CalendarDate {
  record: string;
  organisation: string;
  number?: string;
  state: string;
  deadline: Deadline;
}

export const listDeadlines = (register: string, language: string) =>
  get<{ dates: CalendarDate[] }>(`${registerPath(register)}/calendar`, { language });

// ---- One record, and what may be done to it ----

export interface Named {
  register: string;
  organisation: string; // whose record
  record: string;
}

export interface Offer {
  id: string;
  label: string;
  to: string;
  wantsReason: boolean;
  isOpen: boolean;
  obstacles: string[];
  missing: string[]; // paths
}

export interface ConsentAsked {
  id: string;
  label: string;
  purpose?: string;
  isGiven: boolean;
  until?: string;
}

export interface Criterion {
  id: string;
  label: string;
  max: number;
}

export interface Opinion {
  reviewer?: string;
  reviewerName?: string;
  text?: string;
  time: string;
  scores: Record<string, number>;
}

export interface ReviewRound {
  wanted: number;
  given: number;
  score?: number; // 0 to 1
  reviewers: string[]; // persons, told to officers
  panel?: { id: string; name: string }[]; // whom an officer may name now
  mayOpine: boolean;
  whyNot?: string;
  criteria: Criterion[];
  opinions: Opinion[];
}

export interface Matter extends SeenRecord {
  organisationName?: string;
  reason?: string; // said with the move into its state
  mayWrite: boolean;
  transitions: Offer[];
  deadlines: Deadline[];
  review?: ReviewRound;
  consents: ConsentAsked[];
}

const pathOf = ({ register, record }: Named) => `/api/records/${encodeURIComponent(register)}/${encodeURIComponent(record)}`;

export const getMatter = (named: Named, language: string) =>
  get<Matter>(`${pathOf(named)}/matter`, { organisation: named.organisation, language });

export const listDeeds = (named: Named) => get<Entry[]>(`${pathOf(named)}/history`, { organisation: named.organisation, limit: 200 });

export async function makeTransition(named: Named, version: number, transition: string, reason?: string): Promise<Receipt> {
  const path = `${pathOf(named)}/transitions/${encodeURIComponent(transition)}`;
  const answer = await send("POST", path, reason ? { reason } : {}, { organisation: named.organisation }, { "If-Match": `"${version}"` });
  return answer.json();
}

export async function changeConsent(named: Named, consent: string, isGiven: boolean): Promise<void> {
  await send(isGiven ? "PUT" : "DELETE", `${pathOf(named)}/consents/${encodeURIComponent(consent)}`, undefined, {
    organisation: named.organisation,
  });
}

export async function giveOpinion(named: Named, scores: Record<string, number>, text: string): Promise<void> {
  await send("POST", `${pathOf(named)}/opinions`, { scores, ...(text && { text }) }, { organisation: named.organisation });
}

export async function nameReviewers(named: Named, persons: string[]): Promise<void> {
  await send("PUT", `${pathOf(named)}/reviewers`, { persons }, { organisation: named.organisation });
}

export async function changeRecord(named: Named, file: Blob, version: number): Promise<Receipt> {
  const answer = await send("PUT", pathOf(named), file, { organisation: named.organisation }, { "If-Match": `"${version}"` });
  return answer.json();
}

// ---- Files ----

export async function attachFile(named: Named, field: string, file: File): Promise<string> {
  const answer = await send("POST", `${pathOf(named)}/attachments`, file, { organisation: named.organisation, field, name: file.name });
  return (await answer.json()).id;
}

export async function getAttachment(named: Named, attachment: string): Promise<Blob> {
  return (await ask(`${pathOf(named)}/attachments/${encodeURIComponent(attachment)}`, { organisation: named.organisation })).blob();
}

// ---- Conditions ----

export interface Condition {
  id: string;
  text: string;
  isMet: boolean;
  found?: string;
  remedy?: string;
  problem?: string;
}

export interface Eligibility {
  isEligible: boolean;
  conditions: Condition[];
}

export interface EligibleRecord extends Eligibility {
  record: string;
  organisation: string;
  number?: string;
  headline?: string;
}

export const getEligibility = (named: Named, subject: string | undefined, language: string) =>
  get<Eligibility>(`${pathOf(named)}/eligibility`, { organisation: named.organisation, subject, language });

export const listEligible = async (register: string, subject: string | undefined, language: string) =>
  (await get<{ records: EligibleRecord[] }>(`${registerPath(register)}/eligibility`, { subject, language })).records;
