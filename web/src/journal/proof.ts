// SPDX-License-Identifier: Apache-2.0
// Follows an inclusion proof from an entry's hash to the root of the tree (RFC 9162, 2.1.3.2), here in
// the reader's browser: the server is not asked whether it tells the truth.
export async function hashOfPair(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const joined = new Uint8Array(1 + left.length + right.length);
  joined[0] = 1; // what tells a node from a leaf
  joined.set(left, 1);
  joined.set(right, 1 + left.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

export function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

// Undefined where the proof has another length than a tree of that size asks for.
export async function rootOf(leaf: Uint8Array, index: number, size: number, hashes: string[]): Promise<Uint8Array | undefined> {
  let [node, last, root] = [index, size - 1, leaf];
  for (const hash of hashes) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      root = await hashOfPair(bytesOfHex(hash), root);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      root = await hashOfPair(root, bytesOfHex(hash));
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
}
