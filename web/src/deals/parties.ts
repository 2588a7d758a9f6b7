// SPDX-License-Identifier: Apache-2.0
// What an organisation is called in the deal; its own short name where it has no part in it.
import type { DealContent } from "../api/deals";

export function partyName({ parties = [] }: DealContent, organisation: string): string {
  return parties.find((party) => party.organisation === organisation)?.name ?? organisation;
}
