// SPDX-License-Identifier: Apache-2.0
// What strangers write is text on every page, never script: all text fields of several registers, names of
// people, organisations, keys and files, comments, a file that is checked.
import assert from "node:assert/strict";

import { hostile, send } from "./counter.mjs";
import { signIn } from "./steps.mjs";

const kinds = ["commercial-invoice", "packing-list", "bill-of-lading", "certificate-of-origin", "insurance-certificate"];
const FIELD_MAX = 100; // bytes that every text takes, numbers of documents too
const text = hostile.slice(0, FIELD_MAX);

// A value of every term that takes any text; codes and choices take none, and are left out.
function filled(schema, depth = 0) {
  if (schema.type === "array") return [filled(schema.items, depth + 1)].filter((item) => item !== undefined);
  if (schema.type === "object") {
    const members = Object.entries(schema.properties ?? {}).map(([name, member]) => [name, filled(member, depth + 1)]);
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }
  if (schema.codes || schema.enum || schema.type !== "string") return undefined;
  return schema.format === "date" ? "2026-09-11" : text;
}

async function formOf(address, kind) {
  return (await fetch(`${address}/api/registers/${kind}/form`)).json();
}

async function documentOf(address, kind) {
  const { id, schema } = await formOf(address, kind);
  return JSON.stringify({ $schema: id, ...filled(schema) });
}

const count = (value) => value.split(JSON.stringify(text)).length - 1;

// A deal in which all texts are hostile, with a document of each kind.
async function dossier({ address, key }) {
  const { id: schema, schema: terms } = await formOf(address, "deal");
  const parties = [{ partCode: "seller", organisation: "dalian-gear", name: text }];
  const expectedDocuments = [{ register: "sea-waybill", fromCode: "seller", forCode: "seller" }];
  const content = { $schema: schema, ...filled(terms), parties, expectedDocuments };
  const { id: deal } = await send(address, "/api/records/deal", key, JSON.stringify(content));
  const records = {};
  for (const kind of kinds) {
    const document = await documentOf(address, kind);
    assert.ok(count(document) > 20, `${kind} has few texts`);
    const path = `/api/deals/${deal}/documents?name=${encodeURIComponent(text)}`;
    records[kind] = (await send(address, path, key, document)).record;
  }
  await send(address, `/api/deals/${deal}/comments`, key, JSON.stringify({ text }));
  return { deal, records };
}

function pagesOf({ deal, records }) {
  const documents = Object.entries(records).flatMap(([kind, record]) => [
    `/records/${kind}`,
    ...["drawn", "form", "history", "mend"].map((view) => `/records/${kind}/${record}?view=${view}`),
    `/deals/${deal}/documents/${kind}/${record}`,
  ]);
  const others = ["/deals", `/deals/${deal}`, `/records/sea-waybill/new?deal=${deal}`, "/records/packing-list/many", "/records", "/organisation", "/journal"];
  return [...others, ...documents];
}

async function open(page, address, path) {
  await page.goto(address + path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForLoadState("load");
  await page.waitForTimeout(250); // for what comes behind the heading: drawings, checks
  assert.equal(await page.evaluate(() => window.wasHere), undefined, `a stored script ran on ${path}`);
}

// All pages in one language; of the kinds the others see one each.
const walkIn = (language, isChosen) => ({
  sentence: `what a sender writes is text on every page, never script (${language})`,
  window: { locale: language },
  walk: async ({ page, address, key, lookOver }) => {
    const there = await dossier({ address, key });
    await signIn(page, address, "member");
    for (const path of pagesOf(there).filter(isChosen)) await open(page, address, path);
    await open(page, address, `/deals/${there.deal}`);
    await page.getByText("<script>").first().waitFor(); // it is shown, as what it is
    await lookOver(`hostile-${language}`);
    await page.goto(`${address}/check`);
    const file = { name: `${text.replaceAll("/", "")}.json`, mimeType: "application/json", buffer: Buffer.from(await documentOf(address, "packing-list")) };
    await page.locator("input[type=file]").setInputFiles(file);
    await page.frameLocator("iframe").locator("body").waitFor();
    assert.equal(await page.evaluate(() => window.wasHere), undefined);
  },
});

const isOf = (kind) => (path) => !kinds.some((other) => path.includes(other)) || path.includes(kind);

export const tests = [walkIn("en", () => true), walkIn("ja", isOf("commercial-invoice")), walkIn("zh", isOf("bill-of-lading"))];
