// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { tiesOf } from "./graph";

test("what goes the same way is one tie; who is not in the deal has none", () => {
  const parties = [{ partCode: "seller", name: "A" }, { partCode: "buyer", name: "B" }];
  const bring = (fromCode: string, forCode: string) => ({ register: "x", fromCode, forCode });
  const expectedDocuments = [bring("seller", "buyer"), bring("seller", "buyer"), bring("buyer", "seller"), bring("seller", "carrier")];
  expect(tiesOf({ parties, expectedDocuments })).toEqual([
    { from: "seller", to: "buyer", documents: 2 },
    { from: "buyer", to: "seller", documents: 1 },
  ]);
});
