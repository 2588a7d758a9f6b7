// SPDX-License-Identifier: Apache-2.0
// What comes in as files: archives, the place that a finding leads to, files on their way into a deal; and that the
// keyboard's place is seen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

import { root, send } from "./counter.mjs";
import { heading2, phone, signIn } from "./steps.mjs";

const folder = join(root, "examples/deal-dalian-osaka");
const dossier = () => readdirSync(folder).sort();
const fileOf = (name, buffer, mimeType = "application/octet-stream") => ({ name, mimeType, buffer: Buffer.from(buffer) });
const documentOf = (name) => fileOf(name, readFileSync(join(folder, name)));
const faulty = () => readFileSync(join(root, "examples/documents/invoice-ubl-faulty.xml"), "utf-8");

const drop = (page, ...files) => page.locator("input[type=file]").setInputFiles(files);
const row = (page, name) => page.getByRole("listitem").filter({ has: page.getByRole("button", { name }) });
const source = (page) => page.getByRole("list", { name: "Source" });

// A form that somebody filled in, with a word where a day belongs.
function faultyWorkbook(build) {
  const invoice = join(root, "registers/commercial-invoice/examples/dalian-osaka.json");
  const bytes = execFileSync(join(root, build, "src/cli/madoguchi"), ["convert", "--to", "xlsx", invoice]);
  const parts = unzipSync(bytes);
  const sheet = strFromU8(parts["xl/worksheets/sheet1.xml"]);
  const soon = sheet.replace(/<c r="C4"[^>]*>.*?<\/c>/, '<c r="C4" t="inlineStr"><is><t>soon</t></is></c>');
  return zipSync({ ...parts, "xl/worksheets/sheet1.xml": strToU8(soon) });
}

async function openLine(page, line) {
  await page.getByRole("button", { name: `Line ${line}`, exact: true }).first().click();
  await source(page).locator("[aria-current]").waitFor();
}

// A deal without documents.
async function emptyDeal(address, key) {
  const deal = JSON.parse(readFileSync(join(root, "registers/deal/examples/dalian-osaka-deal.json"), "utf-8").replace('"haichen"', '"dalian-gear"'));
  return (await send(address, "/api/records/deal", key, JSON.stringify({ ...deal, id: "DLC-OSA-FILES" }))).id;
}

// Where the keyboard comes, stop by stop; what has no ring is named.
async function stopsWithoutRing(page, stops) {
  const bare = new Set();
  for (let stop = 0; stop < stops; stop++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return at.localName === "a" && (outlineStyle === "none" || parseFloat(outlineWidth) < 2) ? at.innerText || at.outerHTML.slice(0, 80) : "";
    });
    if (name) bare.add(name);
  }
  return [...bare];
}

export const tests = [
  {
    sentence: "an archive is as many documents as are in it, each with its verdict and its drawing",
    walk: async ({ page, address, lookOver }) => {
      await page.goto(`${address}/check`);
      const members = Object.fromEntries(dossier().map((name) => [`trade/${name}`, readFileSync(join(folder, name))]));
      await drop(page, fileOf("demo.zip", zipSync(members)));
      for (const name of dossier()) await row(page, `demo.zip › trade/${name}`).getByText(/^(Valid|Invalid|Not checked)$/).waitFor();
      await row(page, /06-commercial-invoice/).getByRole("button").click();
      await heading2(page, "06-commercial-invoice.cii.xml").waitFor();
      await page.frameLocator("iframe").getByText("HC-2026-0911").first().waitFor();
      await lookOver("check-archive");
    },
  },
  {
    sentence: "a finding leads to its line as often as it is clicked, and never in another file",
    walk: async ({ page, address }) => {
      await page.goto(`${address}/check`);
      await drop(page, fileOf("first.xml", faulty()));
      await openLine(page, 117);
      await page.getByText("Document", { exact: true }).click();
      await source(page).waitFor({ state: "detached" });
      await openLine(page, 117);
      await drop(page, fileOf("second.xml", `${faulty()}\n`));
      await heading2(page, "second.xml").waitFor();
      await page.frameLocator("iframe").locator("body").waitFor();
      assert.equal(await source(page).count(), 0);
      await page.getByText("Source", { exact: true }).click();
      await source(page).waitFor();
      assert.equal(await source(page).locator("[aria-current]").count(), 0);
    },
  },
  {
    sentence: "a finding of a workbook leads to its cell",
    walk: async ({ page, address, build, lookOver }) => {
      await page.goto(`${address}/check`);
      await drop(page, fileOf("form.xlsx", faultyWorkbook(build)));
      await page.getByRole("button", { name: "Document C4" }).click();
      await page.locator("td[aria-current]").getByText("soon", { exact: true }).waitFor();
      await lookOver("check-workbook");
      assert.equal(await page.getByRole("button", { name: "To the field" }).count(), 0); // it is mended in the workbook
    },
  },
  {
    sentence: "a finding of a document in XML leads to the field that has what it found",
    walk: async ({ page, address, lookOver }) => {
      await page.goto(`${address}/check`);
      await drop(page, fileOf("invoice.xml", faulty()));
      await page.locator(".finding").filter({ hasText: "The payment is due on" }).getByRole("button", { name: "To the field" }).click();
      await page.locator("#root_dueDate:focus").waitFor();
      await lookOver("check-field");
      await page.locator(".finding").filter({ hasText: "HS code" }).getByRole("button", { name: "To the field" }).click();
      await page.locator("#root_lines_2:focus").waitFor();
    },
  },
  {
    sentence: "files on their way into a deal are told one by one, until that is dismissed",
    walk: async ({ page, newPage, address, key, lookOver }) => {
      const deal = await emptyDeal(address, key);
      await signIn(page, address, "member");
      await page.goto(`${address}/deals/${deal}`);
      await page.getByRole("button", { name: "Take files" }).waitFor();
      await page.locator("input[type=file]").first().setInputFiles([
        fileOf("notes.txt", "no document at all"),
        documentOf("10-export-declaration.edi"),
        fileOf("photo.jpg", Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256)),
      ]);
      const status = page.getByRole("status").filter({ hasText: "Files: 3 of 3" });
      await status.waitFor();
      const told = (name) => status.getByRole("listitem").filter({ hasText: name });
      await told("notes.txt").getByText("Refused").waitFor();
      await told("photo.jpg").getByText("Refused").waitFor();
      await told("10-export-declaration.edi").getByText("Kept").waitFor();
      await page.getByText("it takes two documents, and you see 1").first().waitFor();
      await page.waitForTimeout(6000); // longer than what pops up stands
      await lookOver("deal-files");
      assert.equal(await status.getByRole("listitem").count(), 3);
      const telephone = await newPage({ locale: "ja", colorScheme: "dark", ...phone });
      await signIn(telephone, address, "member");
      await telephone.goto(`${address}/deals/${deal}`);
      await telephone.locator("input[type=file]").first().setInputFiles([fileOf("メモ.txt", "x")]);
      await telephone.getByText("受け付けられません").waitFor();
      await lookOver("deal-files-ja-phone", telephone);
      await page.getByRole("button", { name: "Dismiss" }).click();
      await status.waitFor({ state: "detached" });
      await page.getByRole("link", { name: /export declaration/i }).or(page.getByRole("cell", { name: /export declaration/i })).first().waitFor();
    },
  },
  {
    sentence: "the keyboard's place is seen at every link",
    walk: async ({ page, address, deal }) => {
      await signIn(page, address, "member");
      for (const path of ["/deals", `/deals/${deal}`]) {
        await page.goto(address + path);
        await page.locator("main a, #content a").first().waitFor();
        assert.deepEqual(await stopsWithoutRing(page, 40), [], path);
      }
    },
  },
];
