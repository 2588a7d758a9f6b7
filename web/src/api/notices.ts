// SPDX-License-Identifier: Apache-2.0
// What the window tells an organisation of its records, and of those that it takes part in.
import { get, send } from "./http";

export interface Notice {
  id: string;
  state: "new" | "seen";
  time: string;
  register: string;
  organisation: string;
  record: string;
  number?: string;
  text: string;
}

export const listNotices = async (language: string, state?: Notice["state"]) =>
  (await get<{ notices: Notice[] }>("/api/notices", { language, state })).notices;

export const seeNotice = (notice: string) => send("POST", `/api/notices/${encodeURIComponent(notice)}/seen`);
