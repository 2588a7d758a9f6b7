// SPDX-License-Identifier: Apache-2.0
// Who is in a deal: the parties that its documents name, and who has documents in common with whom.
import type { DealDocument } from "../api/deals";

// Members of business content that name a party, and the part it has.
const parts: Record<string, string> = {
  seller: "seller", consignor: "seller", exporter: "seller", beneficiary: "seller", shipper: "seller", supplier: "seller",
  buyer: "buyer", consignee: "buyer", importer: "buyer", applicant: "buyer",
  carrier: "carrier", carrierAgent: "carrier", freightForwarder: "forwarder", forwarder: "forwarder", deliveryAgent: "forwarder",
  issuingBank: "bank", advisingBank: "bank", nominatedBank: "bank", confirmingBank: "bank",
  insurer: "insurer", declarant: "broker", customsBroker: "broker", agent: "broker",
  issuingAuthority: "authority", customsOffice: "authority",
};

export interface Party {
  key: string;
  name: string;
  part: string; // of `parts`
  documents: number;
}

export interface Tie {
  from: string;
  to: string;
  documents: number; // that name both
}

// "Dalian Haichen Machinery Co., Ltd." and "DALIAN HAICHEN MACHINERY CO LTD" are one.
export const foldName = (name: string) => name.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]+/gu, "");

function namedIn(document: DealDocument): Party[] {
  const found = new Map<string, Party>();
  for (const [member, value] of Object.entries(document.content)) {
    const name = (value as { name?: unknown } | null)?.name;
    const part = parts[member];
    if (!part || typeof name !== "string") continue;
    const key = foldName(name);
    if (!found.has(key)) found.set(key, { key, name, part, documents: 1 });
  }
  return [...found.values()];
}

export function partiesOf(documents: DealDocument[]): Party[] {
  const all = new Map<string, Party>();
  for (const party of documents.flatMap(namedIn)) {
    const known = all.get(party.key);
    if (known) known.documents++;
    else all.set(party.key, { ...party });
  }
  return [...all.values()].sort((a, b) => b.documents - a.documents);
}

export function tiesOf(documents: DealDocument[]): Tie[] {
  const ties = new Map<string, Tie>();
  for (const document of documents) {
    const keys = namedIn(document).map(({ key }) => key).sort();
    keys.forEach((from, index) =>
      keys.slice(index + 1).forEach((to) => {
        const tie = ties.get(`${from} ${to}`) ?? { from, to, documents: 0 };
        tie.documents++;
        ties.set(`${from} ${to}`, tie);
      }),
    );
  }
  return [...ties.values()];
}

// One copy for all in place of one for each party that a document names, the writer's own left out.
export function copiesSaved(documents: DealDocument[]): number {
  return documents.reduce((sum, document) => sum + Math.max(0, namedIn(document).length - 1), 0);
}
