// SPDX-License-Identifier: Apache-2.0
// The journal: its signed head, tiles of its tree, proofs, and for auditors its entries.
import { ask, get } from "./http";
import type { Entry } from "./records";

export interface Checkpoint {
  origin: string;
  size: number;
  root: string; // base64
  text: string; // the signed note whole
}

export interface ProofOfTree {
  from: number;
  size: number;
  hashes: string[]; // hexadecimal
}

export async function getCheckpoint(): Promise<Checkpoint> {
  const text = await (await ask("/journal/checkpoint")).text();
  const [origin = "", size = "0", root = ""] = text.split("\n");
  return { origin, size: Number(size), root, text };
}

export const getVerifier = async () => (await ask("/journal/verifier")).text();

export const proveInclusion = (index: number, size: number) =>
  get<ProofOfTree>("/api/journal/inclusion", { index, size });

export const listEntries = (from: number, limit: number) =>
  get<Entry[]>("/api/journal/entries", { from, limit });

const TILE = 256; // hashes in a full tile (C2SP tlog-tiles)

// The path of a tile: 1234 is "x001/234"; what is not full yet says how wide it is.
function tilePath(number: number, width: number): string {
  const groups = [String(number % 1000).padStart(3, "0")];
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return groups.join("/") + (width < TILE ? `.p/${width}` : "");
}

// The hash of an entry as the journal of that size has it.
export async function getLeaf(index: number, size: number): Promise<Uint8Array> {
  const tile = Math.floor(index / TILE);
  const width = Math.min(TILE, size - tile * TILE);
  const bytes = await (await ask(`/journal/tile/0/${tilePath(tile, width)}`)).arrayBuffer();
  return new Uint8Array(bytes, (index % TILE) * 32, 32);
}
