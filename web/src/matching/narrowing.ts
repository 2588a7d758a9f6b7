// SPDX-License-Identifier: Apache-2.0
// What a proposal is narrowed by, as a choice of a list: "industry:C28" divides at its first colon, as in addresses.
import type { FacetChoice } from "../api/searches";

export const keyOf = ({ facet, value }: FacetChoice): string => `${facet}:${value}`;

export function choiceOf(key: string): FacetChoice {
  const at = key.indexOf(":");
  return { facet: key.slice(0, at), value: key.slice(at + 1) };
}
