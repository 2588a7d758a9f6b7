// SPDX-License-Identifier: Apache-2.0
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";

import { documentsIn, nameOf } from "./archive";

const archiveOf = (members: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(members).map(([name, text]) => [name, strToU8(text)])));

test("an archive becomes its members, without what a system put beside them", async () => {
  const bytes = archiveOf({ "in/b.xml": "<b/>", "a.json": "{}", "__MACOSX/a.json": "", ".DS_Store": "", "in/.hidden": "" });
  const members = (await documentsIn(bytes))!.map(([name, text]) => [name, new TextDecoder().decode(text)]);
  expect(members).toEqual([
    ["in/b.xml", "<b/>"],
    ["a.json", "{}"],
  ]);
});

test("what is one document stays whole", async () => {
  expect(await documentsIn(archiveOf({ "[Content_Types].xml": "", "xl/workbook.xml": "" }))).toBeUndefined();
  expect(await documentsIn(archiveOf({ "Document.csv": "", "Lines.csv": "" }))).toBeUndefined();
});

test("too many members, or too much of them, are not unpacked", async () => {
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, number) => [`${number}.xml`, ""]));
  expect(await documentsIn(archiveOf(many))).toBeUndefined();
  const bytes = archiveOf({ "a.xml": "<a/>", "b.xml": "<b/>" });
  const directory = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at < bytes.length - 4; at++) if (directory.getUint32(at, true) === 0x02014b50) directory.setUint32(at + 24, 60e6, true);
  expect(await documentsIn(bytes)).toBeUndefined();
});

test("what says that it is small gets no more room than that", async () => {
  const bytes = archiveOf({ "a.xml": "<a/>".repeat(1000), "b.xml": "<b/>" });
  const directory = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at < bytes.length - 4; at++) if (directory.getUint32(at, true) === 0x02014b50) directory.setUint32(at + 24, 8, true);
  const members = await documentsIn(bytes).catch(() => []);
  for (const [, text] of members!) expect(text.length).toBeLessThanOrEqual(8);
});

test("every archive that was cut is refused or read, and none hangs", async () => {
  const bytes = archiveOf({ "a.xml": "<a/>", "b.xml": "<b/>" });
  for (let length = 0; length < bytes.length; length++) await documentsIn(bytes.slice(0, length)).catch(() => {});
});

test("names without the mark for UTF-8 are read as the reader's own", () => {
  const latin = (...bytes: number[]) => String.fromCharCode(...bytes);
  expect(nameOf("a.xml", "ja")).toBe("a.xml");
  expect(nameOf("請求.xml", "ja")).toBe("請求.xml");
  expect(nameOf(latin(0xe8, 0xab, 0x8b), "en")).toBe("請"); // UTF-8
  expect(nameOf(latin(0x90, 0xbf), "ja")).toBe("請"); // Shift_JIS
  expect(nameOf(latin(0xc7, 0xeb), "zh")).toBe("请"); // GB 18030
  expect(nameOf(latin(0xe9), "en")).toBe("é");
});
