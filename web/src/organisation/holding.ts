// SPDX-License-Identifier: Apache-2.0
// Who holds a key, and whether it serves.
import type { Key } from "../api/access";

// The word of its state: `access.keyState.…`.
export const standing = ({ stopped }: Key) => stopped ?? "active";

// Whoever it is, as far as the asker is told: a name, or which of `access.heldBy.…`. The window's own
// people are not named to other organisations.
export function holderOf({ holder, organisation }: { holder: Key["holder"]; organisation?: string }): { name: string } | { word: "machine" | "unknown" | "window" | "erased" } {
  if (holder.kind !== "person") return { word: holder.kind };
  if (holder.name) return { name: holder.name };
  return { word: holder.organisation === "window" && organisation !== "window" ? "window" : "erased" };
}

// What stops when the person may have keys no more.
export const heldBy = (keys: Key[], person: string) => keys.filter((key) => !key.stopped && key.holder.person === person);
