// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { hashOfPair, rootOf } from "./proof";

const leaves = Array.from({ length: 7 }, (_, i) => new Uint8Array(32).fill(i + 1));
const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The tree and its proofs once more, by the definition (RFC 9162, 2.1.1 and 2.1.3.1).
const cut = (size: number) => 2 ** Math.floor(Math.log2(size - 1));

async function treeOf(part: Uint8Array[]): Promise<Uint8Array> {
  if (part.length === 1) return part[0]!;
  const at = cut(part.length);
  return hashOfPair(await treeOf(part.slice(0, at)), await treeOf(part.slice(at)));
}

async function pathOf(index: number, part: Uint8Array[]): Promise<Uint8Array[]> {
  if (part.length === 1) return [];
  const at = cut(part.length);
  return index < at
    ? [...(await pathOf(index, part.slice(0, at))), await treeOf(part.slice(at))]
    : [...(await pathOf(index - at, part.slice(at))), await treeOf(part.slice(0, at))];
}

test("every entry of every small tree leads to its root", async () => {
  for (let size = 1; size <= leaves.length; size++)
    for (let index = 0; index < size; index++) {
      const part = leaves.slice(0, size);
      const hashes = (await pathOf(index, part)).map(hex);
      expect(await rootOf(leaves[index]!, index, size, hashes)).toEqual(await treeOf(part));
    }
});

test("a proof with one hash more or less proves nothing", async () => {
  const hashes = (await pathOf(2, leaves)).map(hex);
  expect(await rootOf(leaves[2]!, 2, 7, hashes.slice(1))).toBeUndefined();
  expect(await rootOf(leaves[2]!, 2, 7, [...hashes, hashes[0]!])).toBeUndefined();
});
