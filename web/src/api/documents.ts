// SPDX-License-Identifier: Apache-2.0
// What the window does with a document that it does not keep: draw it, write it in another syntax.
import { send } from "./http";

export async function drawHtml(file: File, language: string): Promise<string> {
  return (await send("POST", "/render", file, { format: "html", language })).text();
}

export async function drawPdf(file: File, language: string): Promise<Blob> {
  return (await send("POST", "/render", file, { format: "pdf", language })).blob();
}

export interface Converted {
  file: Blob;
  left: number; // how many values the syntax has no place for
}

export async function convertFile(file: File, to: string, language: string): Promise<Converted> {
  const answer = await send("POST", "/convert", file, { to, language });
  return { file: await answer.blob(), left: Number(answer.headers.get("X-Left-Behind") ?? 0) };
}

export function saveAs(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
