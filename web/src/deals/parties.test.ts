// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import type { DealDocument } from "../api/deals";
import { copiesSaved, partiesOf, tiesOf } from "./parties";

const documents = [
  { content: { seller: { name: "Haichen Co., Ltd." }, buyer: { name: "Osaka K.K." }, id: "1" } },
  { content: { consignor: { name: "HAICHEN CO LTD" }, carrier: { name: "Line" } } },
] as unknown as DealDocument[];

test("one party with two spellings and two parts is one party", () => {
  expect(partiesOf(documents).map(({ name, part, documents }) => [name, part, documents])).toEqual([
    ["Haichen Co., Ltd.", "seller", 2],
    ["Osaka K.K.", "buyer", 1],
    ["Line", "carrier", 1],
  ]);
});

test("who is named together is tied, and each further party is a copy saved", () => {
  expect(tiesOf(documents)).toHaveLength(2);
  expect(copiesSaved(documents)).toBe(2);
});
