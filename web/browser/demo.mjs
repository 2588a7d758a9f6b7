// SPDX-License-Identifier: Apache-2.0
// The demo of `make run`, as its three organisations live it: what is wrong is seen, mended in the form and
// gone, and each sees at once what the others do.
import assert from "node:assert/strict";

import { heading, phone, signInAs } from "./steps.mjs";

const seller = "wang@haichen.example";
const buyer = "nakamura@osaka-seimitsu.example";
const bank = "sun@harbour-bank.example";

async function openDeal(page, { address, passwords, deal }, email) {
  await signInAs(page, address, email, passwords[email]);
  await page.goto(`${address}/deals/${deal}`);
}

// One crate was weighed wrongly, and so all that it counts in.
const weights = { "#root_grossWeightKg": "4380", "#root_lines_1_grossWeightKg": "1740", "#root_handlingUnits_1_grossWeightKg": "1740" };

// The amount stands there in figures and in words, and as a percentage.
const cover = {
  "#root_insuredAmount": "53460",
  "#root_insuredAmountInWords": "US dollars fifty-three thousand four hundred and sixty only",
  "#root_insuredPercent": "110",
};

// How many of a table's rows are documents that are there.
const documentsOn = (page) => page.locator("tbody a[href*='/documents/']").count();

// In the form, by fields and their values, until the rule is content and no other speaks.
async function mend({ page, photograph }, title, rule, values) {
  await page.locator(".finding", { hasText: rule }).getByRole("link").click();
  await page.getByRole("heading", { level: 2, name: "Beside the other documents of the deal" }).waitFor();
  await page.locator(".finding", { hasText: rule }).waitFor();
  await photograph(`mend-${rule}`);
  for (const [field, value] of Object.entries(values)) {
    await page.locator(field).fill(value);
    await page.locator(field).blur();
  }
  await page.locator(".finding-certain").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Keep as a new version" }).click();
  await page.getByText("Version 2").first().waitFor();
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), title);
  await page.getByRole("link", { name: "Open the deal" }).click();
}

export const tests = [
  {
    sentence: "the demo: three things are wrong, are mended by whom they belong to, and are gone for all",
    walk: async (counter) => {
      const { page, newPage, lookOver, photograph } = counter;
      await openDeal(page, counter, seller);
      await page.getByRole("tab", { name: "Discrepancies (3)" }).waitFor();
      for (const rule of ["DEAL-LC-03", "DEAL-INS-02", "DEAL-PAC-02"]) await page.getByText(rule).waitFor();
      await page.getByRole("tab", { name: "Unasked (1)" }).waitFor();
      assert.equal(await documentsOn(page), 12);
      await lookOver("demo-seller");
      await photograph("deal");

      // The bank sees its part, and no order; it reads Chinese.
      const banker = await newPage({ locale: "zh-CN" });
      await openDeal(banker, counter, bank);
      await banker.getByRole("tab", { name: "不符点 (3)" }).waitFor();
      assert.equal(await documentsOn(banker), 6);
      assert.equal(await banker.getByRole("cell", { name: "采购订单" }).count(), 0);
      await lookOver("demo-bank-zh", banker);
      await photograph("deal-zh", banker);

      // What one says, the other reads without asking again.
      await page.getByLabel("Say something to all parties").fill("Please amend 44C to 30 September.");
      await page.getByRole("button", { name: "Say it" }).click();
      await banker.getByText("Please amend 44C to 30 September.").waitFor();

      await mend(counter, /Packing list/, "DEAL-PAC-02", weights);
      await banker.getByRole("tab", { name: "不符点 (2)" }).waitFor();
      await mend(counter, /Insurance certificate/, "DEAL-INS-02", cover);
      await banker.getByRole("tab", { name: "不符点 (1)" }).waitFor();

      // The credit is the bank's: it amends it, and the seller's page follows.
      await banker.getByRole("link", { name: "LC-OSK-26-00417" }).first().click();
      await banker.locator("a[href^='/records/letter-of-credit/']").click();
      await banker.getByRole("tab", { name: "表单" }).click();
      await banker.getByRole("button", { name: "修改" }).click();
      await banker.locator("#root_latestShipmentDate").fill("2026-09-30");
      await lookOver("demo-credit-zh", banker);
      await banker.getByRole("button", { name: "保存为新版本" }).click();
      await page.getByRole("tab", { name: "Discrepancies (0)" }).waitFor();
      await page.getByText("Nothing that a bank would refuse for").waitFor();
      await lookOver("demo-agreed");
    },
  },
  {
    sentence: "the demo: the buyer writes what is awaited of him, in Japanese, from what the others wrote",
    window: { locale: "ja" },
    walk: async (counter) => {
      const { page, lookOver } = counter;
      await openDeal(page, counter, buyer);
      await page.locator("a[href^='/records/import-declaration/new']").click();
      await page.getByText(/取引の他の文書から/).waitFor();
      await page.getByText("入力してください：申告番号").waitFor(); // its number is its own
      assert.equal(await page.locator("#root_importer_name").inputValue(), "Osaka Seimitsu Kiki K.K.");
      assert.equal(await page.locator("#root_grossWeightKg").inputValue(), "4380");
      assert.equal(await page.locator("#root_items_1_quantity").inputValue(), "60");
      assert.equal(await page.locator("#root_items_1_originCountryId").count(), 1);
      await lookOver("demo-buyer-ja");
    },
  },
  {
    sentence: "the demo: the deal on the buyer's phone in the dark, and as it is printed",
    window: { locale: "ja", colorScheme: "dark", ...phone },
    walk: async (counter) => {
      const { page, lookOver, photograph } = counter;
      await openDeal(page, counter, buyer);
      await heading(page, /.+/).waitFor();
      await photograph("deal-phone-ja-dark");
      await lookOver("demo-phone-ja-dark");
      await page.emulateMedia({ media: "print", colorScheme: "light" });
      assert.equal(await page.locator("header").isVisible(), false);
      await lookOver("demo-print");
    },
  },
];
