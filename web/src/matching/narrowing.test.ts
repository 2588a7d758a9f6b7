// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { choiceOf, keyOf } from "./narrowing";

test("a value with colons is the same behind and before the list", () => {
  const choice = { facet: "scheme", value: "urn:x:1" };
  expect(choiceOf(keyOf(choice))).toEqual(choice);
});
