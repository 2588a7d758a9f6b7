// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";

import { isNarrowed, paramsOf, queryOf } from "./narrowing";

describe("which deals are listed", () => {
  it("is in the address, and read from it again", () => {
    const query = { q: "大連 0815", state: "open", stage: "shipment", discrepant: true };
    expect(queryOf(new URLSearchParams(paramsOf(query).toString()))).toEqual(query);
    expect(paramsOf(query).get("discrepant")).toBe("true");
  });
  it("leaves out what was taken away", () => {
    expect(paramsOf({ q: "", state: "", stage: undefined, discrepant: false }).toString()).toBe("");
    expect(isNarrowed({ q: "", discrepant: false })).toBe(false);
    expect(isNarrowed({ discrepant: true })).toBe(true);
  });
  it("takes nothing from an address that the server would refuse", () => {
    expect(isNarrowed(queryOf(new URLSearchParams("state=odd&stage=never&discrepant=maybe&x=1")))).toBe(false);
    expect(new TextEncoder().encode(queryOf(new URLSearchParams({ q: "連".repeat(300) })).q).length).toBeLessThanOrEqual(200);
  });
});
