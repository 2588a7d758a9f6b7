// SPDX-License-Identifier: Apache-2.0
// Which deals are listed, as the address says it: ?q=osaka&state=open&stage=shipment&discrepant=true
import { stages, type DealQuery } from "../api/deals";

const states = ["open", "closed", "cancelled"];
export const SOUGHT_MAX = 60; // characters: the server takes 200 bytes

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined => all.find((one) => one === text);

// What is no filter is none: addresses are written by hand, too.
export function queryOf(params: URLSearchParams): DealQuery {
  return {
    q: params.get("q")?.slice(0, SOUGHT_MAX) || undefined,
    state: oneOf(states, params.get("state")),
    stage: oneOf(stages, params.get("stage")),
    discrepant: params.get("discrepant") === "true" || undefined,
  };
}

export function paramsOf(query: DealQuery): URLSearchParams {
  const said = Object.entries(query).filter(([, value]) => value);
  return new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
}

export const isNarrowed = (query: DealQuery): boolean => paramsOf(query).toString() !== "";
