// SPDX-License-Identifier: Apache-2.0
// Deals: the documents of one transaction, as the parts that one has in it may see them.
import { ask, get, send } from "./http";
import type { Content, Entry } from "./records";
import { upload } from "./upload";

export type Certainty = "certain" | "judgement" | "unasked";
export const certainties: Certainty[] = ["certain", "judgement", "unasked"];

export const steps = ["expected", "received", "checked", "discrepant", "accepted", "refused"] as const;
export type Step = (typeof steps)[number];

export interface DealHead {
  id: string;
  number: string;
  title?: string;
  stage?: string;
  state: string;
  organisation?: string;
  standing?: "proposed" | "accepted" | "declined" | "keeper"; // of one's own organisation
  parts?: string[]; // one's own
  changed?: string;
}

// What a party says to a document of another.
export interface Reply {
  organisation: string;
  state: "accepted" | "refused";
  reason?: string;
  version: string; // of the document, when it was given
  time: string;
  holds: boolean; // the document still says the same
}

export interface DealDocument {
  register: string;
  title: string;
  state: Step;
  record?: string; // none: it is expected
  number?: string;
  organisation?: string;
  from?: string; // the part that brings it
  for?: string;
  due?: string;
  version?: number;
  replies?: Reply[];
  mayReply?: boolean;
  mayWrite?: boolean; // it is expected, and of one's own part
}

export interface Waiting {
  register: string;
  title?: string;
  from?: string;
  for?: string;
  due?: string;
  late?: boolean;
}

export interface Party {
  partCode: string;
  name: string;
  organisation?: string;
}

export interface Milestone {
  name: string;
  plannedDate?: string;
  actualDate?: string;
}

// By the schema of the register deal.
export interface DealContent {
  parties?: Party[];
  milestones?: Milestone[];
  expectedDocuments?: { register: string; fromCode?: string; forCode?: string }[];
}

export interface Deal {
  deal: DealHead;
  content: DealContent;
  mayAdd: boolean; // documents and comments
  documents: DealDocument[];
  findings: Record<Certainty, number>;
  waiting: Waiting[];
  copiesSaved: number;
  timeline: Entry[];
}

export interface DealFinding {
  rule: string;
  certainty: Certainty;
  message: string;
  article?: string;
  remedy?: string;
  register?: string;
  record?: string;
  organisation?: string; // whose it is
  number?: string;
  place?: string; // RFC 6901
  comparedWith?: { register: string; record: string; number?: string }[];
}

export interface Comment {
  id?: string;
  text: string;
  organisation: string;
  created: string;
}

export interface Proposal {
  register: string;
  record: string;
  recordNumber?: string; // its own
  kind: string; // whose number it is
  number: string; // as the record has it
  like: string; // as the deal has it
  same?: boolean;
}

// A document that was put in, of whatever kind it turned out to be.
export interface Added {
  register: string;
  record: string;
}

const pathOf = (deal: string, rest = "") => `/api/deals/${encodeURIComponent(deal)}${rest}`;
const documentPath = (deal: string, register: string, record: string) =>
  pathOf(deal, `/documents/${encodeURIComponent(register)}/${encodeURIComponent(record)}`);

export const stages = ["negotiation", "production", "shipment", "payment", "done"] as const; // as the register deal has them

export interface DealQuery {
  q?: string;
  state?: string;
  stage?: string;
  discrepant?: boolean;
}

export interface DealPage {
  deals: DealHead[];
  next?: string; // there may be more behind it
}

const EMPTY_MAX = 20; // pages without a hit, until the reader is asked whether to go on

// The server looks at so many deals and no more for an answer, which may be empty therefore.
export async function listDeals(query: DealQuery, after?: string): Promise<DealPage> {
  const asked = { ...query, discrepant: query.discrepant || undefined, limit: 50 };
  let page = await get<DealPage>("/api/deals", { ...asked, after });
  for (let i = 0; i < EMPTY_MAX && page.deals.length === 0 && page.next; i++) page = await get<DealPage>("/api/deals", { ...asked, after: page.next });
  return page;
}
export const getDeal = (deal: string, language: string) => get<Deal>(pathOf(deal), { language });
export const checkDeal = async (deal: string, language: string) =>
  (await get<{ findings: DealFinding[] }>(pathOf(deal, "/check"), { language })).findings;
// As if the document were in the deal already, in the place of that record where it is a new version.
export async function checkDealDraft(deal: string, file: Blob, record: string | undefined, language: string): Promise<DealFinding[]> {
  return (await (await send("POST", pathOf(deal, "/check"), file, { record, language })).json()).findings;
}
export const getDealDocument = (deal: string, register: string, record: string) =>
  get<Content>(documentPath(deal, register, record));
export const getDealOriginal = async (deal: string, register: string, record: string) =>
  (await ask(`${documentPath(deal, register, record)}/original`)).blob();
export const replyToDocument = (deal: string, { register, record, version }: DealDocument, state: Reply["state"], reason?: string) =>
  send("POST", `${documentPath(deal, register, record!)}/reply`, reason ? { state, reason } : { state }, {}, { "If-Match": `"${version}"` });
export const addToDeal = (deal: string, file: File, tell: (percent: number) => void) => upload<Added>(pathOf(deal, "/documents"), file, tell);
export const answerPart = (deal: string, state: "accepted" | "declined") => send("POST", pathOf(deal, "/part"), { state });
export const listComments = (deal: string) => get<Comment[]>(pathOf(deal, "/comments"));
export const addComment = (deal: string, text: string) => send("POST", pathOf(deal, "/comments"), { text });
export const listProposals = (deal: string) => get<Proposal[]>(pathOf(deal, "/proposals"));
export const joinDeal = (deal: string, { register, record }: Proposal) =>
  send("POST", pathOf(deal, "/join"), { register, record });

export interface DocumentOfDeal extends DealDocument {
  content: Content;
}

// All that is there, with what it says.
export async function documentsOf(deal: string, language: string): Promise<DocumentOfDeal[]> {
  const there = (await getDeal(deal, language)).documents.filter(({ record }) => record);
  return Promise.all(
    there.map(async (document) => ({ ...document, content: await getDealDocument(deal, document.register, document.record!) })),
  );
}
