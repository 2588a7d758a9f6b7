// SPDX-License-Identifier: Apache-2.0
// A register from its declaration alone, walked through by all who have a part in it, each in a language of his own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root, send } from "./counter.mjs";
import { heading, heading2, phone, signIn } from "./steps.mjs";

const example = (register, name) => JSON.parse(readFileSync(join(root, `registers/${register}/examples/${name}.json`), "utf-8"));

// A company that is registered, and an offer of it that is published already. The company's number.
async function addCompany({ address, key }) {
  const company = await send(address, "/api/records/company", key, JSON.stringify(example("company", "liaoyuan-robotics")));
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "If-Match": `"${company.version}"` };
  const answer = await fetch(`${address}/api/records/company/${company.id}/transitions/register`, { method: "POST", headers, body: "{}" });
  assert.equal(answer.status, 200, await answer.text());
  return company.number;
}

async function choose(page, id, name) {
  await page.locator(`#${id}`).click();
  await page.locator(".ant-select-item-option").filter({ hasText: name }).first().click();
}

async function addField(page, group, name) {
  await page.getByRole("combobox", { name: group }).last().click();
  await page.keyboard.type(name);
  await page.locator(".ant-select-item-option").filter({ hasText: name }).first().click();
}

// What the page of a person who is signed in asks of the server.
const ask = (page, path, body, version) =>
  page.evaluate(
    async ([path, body, version]) => {
      const { csrf } = await (await fetch("/api/session")).json();
      const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json", ...(version && { "If-Match": `"${version}"` }) };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    },
    [path, body, version],
  );

// A need of the window's own, which an officer has published.
async function publishNeed(officer, company) {
  const content = { title: "ロボット用減速機", kind: "product", cooperation: "trade", description: "遊星減速機を月3000台。", company, validUntil: "2027-12-31" };
  const need = await ask(officer, "/api/records/need", { ...content, contact: { personName: "Mori", email: "mori@window.example" } });
  const { version } = await ask(officer, `/api/records/need/${need.id}/transitions/submit`, {}, need.version);
  await ask(officer, `/api/records/need/${need.id}/transitions/publish`, {}, version);
}

const title = "Planetary gear reducers 遊星減速機";

async function writeOffer(page, company) {
  await page.locator("#root_title").fill(title);
  await choose(page, "root_kind", "Product");
  await choose(page, "root_cooperation", "Trade");
  await page.locator("#root_description").fill("Reducers for robots, 3 000 a month. 机器人用减速器。");
  await choose(page, "root_company", company);
  await page.locator("#root_validUntil").fill("2027-12-31");
}

export const tests = [
  {
    sentence: "a register: a company offers, an officer publishes in Japanese, the public reads in Chinese",
    walk: async ({ page, newPage, address, key, lookOver }) => {
      const company = await addCompany({ address, key });
      await signIn(page, address, "member");
      await page.getByRole("link", { name: "Registers" }).click();
      await heading2(page, "Information window").waitFor();
      await lookOver("systems");
      await page.getByRole("link", { name: "Offer", exact: true }).click();
      await heading(page, "Offer").waitFor();
      await page.getByRole("button", { name: "New record" }).click();
      await writeOffer(page, company);
      await lookOver("register-form");
      await page.getByRole("button", { name: "Keep it" }).click();
      await heading(page, title).waitFor();

      // What stands in the way is told, and is mended.
      assert.ok(await page.getByRole("button", { name: "Submit for publication" }).isDisabled());
      await page.getByText(/E-mail.* is wanted/).waitFor();
      await lookOver("register-record");
      await page.getByRole("button", { name: "Change" }).click();
      await addField(page, /^Add a field/, "Contact");
      await page.locator("#root_contact_personName").fill("Li Na");
      await page.locator("#root_contact_email").fill("li@gear.example");
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.getByRole("button", { name: "Submit for publication" }).click();
      await page.getByText("To be looked at").first().waitFor();

      const officer = await newPage({ locale: "ja" });
      await signIn(officer, address, "officer");
      await officer.getByRole("link", { name: /^お知らせ：新着[1-9]/ }).click();
      await lookOver("notices-ja", officer);
      await officer.getByRole("link", { name: new RegExp(title) }).first().click();
      await heading(officer, title).waitFor();
      await officer.getByRole("link", { name: "お知らせ：新着1件" }).waitFor(); // the company's is not seen yet
      await officer.getByRole("button", { name: "修正を求める" }).click();
      await officer.getByRole("dialog").getByRole("button", { name: "キャンセル" }).or(officer.getByRole("dialog").locator(".ant-btn-default")).first().click();
      await lookOver("register-record-ja", officer);
      await officer.getByRole("button", { name: "公開する" }).click();
      await officer.getByText("公開中").first().waitFor();

      const reader = await newPage({ locale: "zh-CN", ...phone });
      await reader.goto(`${address}/registers/offer`);
      await reader.getByRole("link", { name: title }).click();
      await heading(reader, title).waitFor();
      await reader.getByText("已发布").first().waitFor();
      assert.equal(await reader.getByText("li@gear.example").count(), 0); // no consent was given
      await lookOver("register-record-zh-phone", reader);
    },
  },
  {
    sentence: "a register is searched in other words, shown by state, by date and in figures",
    walk: async ({ page, newPage, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/registers/offer`);
      await page.getByRole("link", { name: title }).waitFor();
      await lookOver("register-list");
      await page.getByRole("combobox", { name: /^Search/ }).fill("减速机");
      await page.keyboard.press("Enter");
      await page.locator("mark").first().waitFor();
      await lookOver("register-search");
      await page.goto(`${address}/registers/offer?state=published`);
      await page.getByRole("link", { name: title }).waitFor();
      await page.getByRole("tab", { name: "Board" }).click();
      await page.getByRole("link", { name: title }).waitFor();
      await lookOver("register-board");
      await page.getByRole("tab", { name: "Calendar" }).click();
      await page.getByText("December 2027").waitFor();
      await lookOver("register-calendar");
      await page.getByRole("tab", { name: "Figures" }).click();
      await page.getByText("fewer than 5 records are not shown").first().waitFor(); // of one record
      await lookOver("register-figures");

      const officer = await newPage({ locale: "ja" });
      await signIn(officer, address, "officer");
      await officer.goto(`${address}/registers/offer?view=charts`);
      await officer.getByRole("img", { name: /^グラフ/ }).first().waitFor();
      await lookOver("register-figures-ja", officer);
    },
  },
  {
    sentence: "what fits an offer of a register is told with its reasons, and whether that was of use",
    walk: async ({ page, newPage, address, lookOver }) => {
      const officer = await newPage({ locale: "zh-CN" });
      await signIn(officer, address, "officer");
      await publishNeed(officer, "COM-000001");
      await signIn(page, address, "member");
      await page.goto(`${address}/registers/offer`);
      await page.getByRole("link", { name: title }).click();
      await page.getByRole("tab", { name: "Matches" }).click();
      await page.getByRole("link", { name: "ロボット用減速機" }).waitFor();
      await page.getByText("What is offered and needed").waitFor();
      await page.getByRole("button", { name: "Useful", exact: true }).click();
      await page.getByRole("button", { name: "Useful", exact: true, pressed: true }).waitFor();
      await lookOver("register-matches");
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByRole("button", { name: /^Prove entry/ }).first().waitFor();
      await lookOver("register-history");
    },
  },
];
