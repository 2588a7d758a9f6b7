// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

const PAUSE_MS = 200; // between two keys one asks nothing

// What is typed, a moment after the last key.
export function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const wait = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(wait);
  }, [typed]);
  return settled;
}
