// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { differences } from "./compare";

test("what changed, came and went is told by its path, and nothing else", () => {
  const before = { $schema: "a", id: "1", lines: [{ n: 1 }, { n: 2 }], gone: "x" };
  const after = { id: "1", lines: [{ n: 1 }, { n: 3 }], come: "y" };
  expect(differences(before, after)).toEqual([
    { path: "lines[2].n", before: "2", after: "3" },
    { path: "gone", before: "x", after: undefined },
    { path: "come", before: undefined, after: "y" },
  ]);
});
