// SPDX-License-Identifier: Apache-2.0
// How far the answer of a cross-check goes: it knows the documents that one's part sees, and a bank refuses only
// by the rules of credits, where there is one.
import type { Deal, DealFinding } from "../api/deals";

export interface Reach {
  seen: number; // documents that were there to be compared
  isCredit: boolean; // a letter of credit is among them
}

const CREDIT = "letter-of-credit";

export function reachOf({ documents }: Pick<Deal, "documents">): Reach {
  const there = documents.filter(({ record }) => record);
  return { seen: there.length, isCredit: there.some(({ register }) => register === CREDIT) };
}

// Articles are "UCP 600 art. 14 d", "ISBP 745 A 23", "credit terms", or of others: "customs law", "arithmetic".
const isBanks = ({ article = "" }: DealFinding) => /^(UCP|ISBP|credit terms)\b/.test(article);

// What a bank refuses for, and what is wrong beside it. Without a credit no bank examines the documents.
export function bankAndOthers(findings: DealFinding[], { isCredit }: Reach): { bank: DealFinding[]; others: DealFinding[] } {
  const bank = isCredit ? findings.filter(isBanks) : [];
  return { bank, others: findings.filter((finding) => !bank.includes(finding)) };
}
