// SPDX-License-Identifier: Apache-2.0
// What the window does with a document that it does not keep: draw it, write it in another syntax.
import { send } from "./http";

export async function drawHtml(file: Blob, language: string): Promise<string> {
  return (await send("POST", "/api/render", file, { format: "html", lang: language })).text();
}

export async function drawPdf(file: Blob, language: string): Promise<Blob> {
  return (await send("POST", "/api/render", file, { format: "pdf", lang: language })).blob();
}

export interface Converted {
  file: Blob;
  left: number; // how many values the syntax has no place for
}

export async function convertFile(file: Blob, to: string, register?: string): Promise<Converted> {
  const answer = await send("POST", "/api/convert", file, { to, register });
  return { file: await answer.blob(), left: Number(answer.headers.get("Madoguchi-Left-Behind") ?? 0) };
}

export function saveAs(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
