// SPDX-License-Identifier: Apache-2.0
// How useful matches were, and records that officers bring together one to one.
import { get, send } from "./http";
import type { MatchReason } from "./search";
import type { FacetChoice } from "./searches";

export interface UseCount {
  useful: number;
  useless: number;
}

export interface PairUse extends UseCount {
  pair: string; // REGISTER/NAME
  register: string;
  name: string;
  with?: string; // the register of the other side
  label?: string; // none: of what is declared no more
  mayAssign: boolean;
  share?: number; // none: nobody said anything yet
}

export interface MonthUse extends UseCount {
  month: string; // 2026-11
  pair: string;
}

export interface MatchUses {
  pairs: PairUse[];
  months: MonthUse[];
}

export const getUses = (language: string) => get<MatchUses>("/api/matches/uses", { language });

export interface AssignedSide {
  organisation: string;
  organisationName?: string;
  register: string;
  id: string;
  title?: string;
}

export interface AssignedPair {
  here: AssignedSide;
  there?: AssignedSide; // none: nothing is left that fits
  score?: number;
  reasons?: MatchReason[];
}

export interface Assignment {
  preview: string; // the mark of what is shown
  pairs: AssignedPair[];
  score: number; // the sum
}

// `preview`: does what it shows, and tells both sides; without it, it is only shown.
export async function assign({ register, name }: PairUse, facets: FacetChoice[], preview?: string): Promise<Assignment> {
  return (await send("POST", "/api/assignments", { register, pair: name, facets, preview })).json();
}
