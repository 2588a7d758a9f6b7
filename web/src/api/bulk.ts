// SPDX-License-Identifier: Apache-2.0
// Many documents at once. The server tells a line for each batch while it works; to hang up cancels the rest.
import i18next from "i18next";

import { marks, problemOf, Problem } from "./http";

export interface BulkProblem {
  number: number; // which of the lot, from 1
  name?: string;
  detail: string;
  findings?: { rule?: string; place?: string; message: string }[]; // of what is held to a declaration
}

// What was kept and is held to a declaration.
export interface BulkReceipt {
  line: number;
  id: string;
  number?: string;
  findings?: { message: string }[]; // what the register's rules warn of
}

export interface BulkProgress {
  sent: number; // percent of the bytes
  done: number;
  of: number;
  kept: number;
  refused: number;
  problems: BulkProblem[]; // so far
  remarked: BulkReceipt[]; // so far, of what was kept with warnings
  failed?: string;
}

// A line of the answer.
interface BulkLine extends Omit<BulkProgress, "sent" | "remarked"> {
  receipts?: BulkReceipt[];
}

const REMARKED_MAX = 1000; // as many as the server tells of what it refused

const nothing: BulkProgress = { sent: 0, done: 0, of: 0, kept: 0, refused: 0, problems: [], remarked: [] };

export interface Bulk {
  end: Promise<void>; // Problem where it was broken off
  cancel: () => void;
}

// fetch tells nothing of what was sent so far, which over a slow line is most of the waiting.
export function keepMany(register: string, file: Blob, deal: string | undefined, tell: (progress: BulkProgress) => void): Bulk {
  const request = new XMLHttpRequest();
  let progress = nothing;
  let read = 0; // of the answer's text

  function advance(more: Partial<BulkProgress>) {
    progress = { ...progress, ...more };
    tell(progress);
  }

  function readLines() {
    for (let end; request.status === 200 && (end = request.responseText.indexOf("\n", read)) >= 0; read = end + 1) {
      const { problems, receipts = [], ...counts } = JSON.parse(request.responseText.slice(read, end)) as BulkLine;
      const remarked = receipts.filter(({ findings }) => findings?.length);
      advance({ ...counts, sent: 100, problems: [...progress.problems, ...problems], remarked: [...progress.remarked, ...remarked].slice(0, REMARKED_MAX) });
    }
  }

  const end = new Promise<void>((resolve, reject) => {
    const broken = () => reject(new Problem(0, "broken", i18next.t("bulk.broken"), progress.failed ?? ""));
    request.upload.onprogress = ({ loaded, total }) => advance({ sent: Math.floor((100 * loaded) / total) });
    request.onprogress = readLines;
    request.onabort = () => resolve();
    request.onerror = broken;
    request.onload = () => {
      readLines();
      if (request.status !== 200) reject(problemOf(request.status, request.statusText, request.responseText));
      else if (progress.failed !== undefined || progress.done < progress.of) broken();
      else resolve();
    };
  });
  const query = deal ? `?deal=${encodeURIComponent(deal)}` : "";
  request.open("POST", `/api/bulk/${encodeURIComponent(register)}${query}`);
  for (const [name, value] of Object.entries(marks())) request.setRequestHeader(name, value);
  request.setRequestHeader("Accept", "application/x-ndjson");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { end, cancel: () => request.abort() };
}
