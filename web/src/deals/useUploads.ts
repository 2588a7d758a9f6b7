// SPDX-License-Identifier: Apache-2.0
// Files on their way into a deal, one after another: how far each is, and what became of it, until that is dismissed.
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { addToDeal, type Added } from "../api/deals";
import { Problem } from "../api/http";

export interface Upload {
  key: number;
  file: string;
  state: "waiting" | "sending" | "kept" | "refused";
  percent: number; // of its bytes that were sent
  kept?: Added;
  why?: string; // it was refused
}

export interface Uploads {
  all: Upload[];
  add: (files: File[]) => void;
  dismiss: () => void; // what has come to its end
}

export const isOver = ({ state }: Upload) => state === "kept" || state === "refused";

export function useUploads(deal: string, onAdded: () => void): Uploads {
  const { t } = useTranslation();
  const [all, setAll] = useState<Upload[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const next = useRef(0);

  const tell = (key: number, more: Partial<Upload>) => setAll((before) => before.map((one) => (one.key === key ? { ...one, ...more } : one)));

  async function send(key: number, file: File) {
    tell(key, { state: "sending" });
    try {
      const kept = await addToDeal(deal, file, (percent) => tell(key, { percent }));
      tell(key, { state: "kept", kept });
      onAdded();
    } catch (error) {
      tell(key, { state: "refused", why: error instanceof Problem ? error.message : t("app.unreachable") });
    }
  }

  function add(files: File[]) {
    const fresh = files.map((file) => ({ file, key: next.current++ }));
    setAll((before) => [...before, ...fresh.map(({ file, key }): Upload => ({ key, file: file.name, state: "waiting", percent: 0 }))]);
    for (const { file, key } of fresh) queue.current = queue.current.then(() => send(key, file));
  }

  return { all, add, dismiss: () => setAll((before) => before.filter((one) => !isOver(one))) };
}
