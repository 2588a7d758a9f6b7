// SPDX-License-Identifier: Apache-2.0
// Figures of a register: a level down by a click, up by the trail, what is hidden with its reason; and taken along as shown.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { send } from "./counter.mjs";
import { phone, signIn } from "./steps.mjs";
import { exampleOf, say } from "./words.mjs";

// Four companies of one organisation, registered: three of manufacturing, one of services.
async function addCompanies({ address, key }) {
  const one = exampleOf("company", "harbour-soft");
  for (const [name, industry, employees] of [["Gear", "C28", 240], ["Cells", "C27", 90], ["Press", "C28", 60], ["Soft", "J62", 40]]) {
    const company = await send(address, "/api/records/company", key, JSON.stringify({ ...one, name, industry, employees, emergingIndustry: undefined }));
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "If-Match": `"${company.version}"` };
    const answer = await fetch(`${address}/api/records/company/${company.id}/transitions/register`, { method: "POST", headers, body: "{}" });
    assert.equal(answer.status, 200, await answer.text());
  }
}

const keepFund = (page) =>
  page.evaluate(async (fund) => {
    const { csrf } = await (await fetch("/api/session")).json();
    const answer = await fetch("/api/records/guidance-fund", { method: "POST", headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" }, body: JSON.stringify(fund) });
    if (!answer.ok) throw new Error(await answer.text());
  }, { ...exampleOf("guidance-fund", "equipment-fund"), commitments: undefined, totalCommitted: undefined, totalInvested: undefined, available: undefined });

const section = (page, text) => page.locator(".section").filter({ has: page.getByRole("heading", { level: 2, name: text }) });

async function fileOf(page, button) {
  const waits = page.waitForEvent("download");
  await button.click();
  const download = await waits;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf-8") };
}

export const tests = [
  {
    sentence: "figures: an officer goes from a section of industry to its divisions and up again, and takes along what he sees",
    walk: async (counter) => {
      const { page, address, lookOver } = counter;
      await addCompanies(counter);
      await signIn(page, address, "officer");
      await page.goto(`${address}/registers/company?view=charts`);
      const companies = section(page, /Companies/).first();
      await companies.getByRole("button", { name: "Manufacturing", exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get("by.0") === "industry:2" && url.searchParams.get("where.0") === "industry:C");
      await companies.getByRole("button", { name: "Machinery and equipment" }).waitFor();
      assert.equal(await companies.getByRole("row").filter({ hasText: /computer|Computer/ }).count(), 0);
      const { name, text } = await fileOf(page, companies.getByRole("button", { name: /as CSV/ }));
      assert.match(name, /^company-companies-industry-2-industry-C\.csv$/);
      assert.deepEqual(text.trim().split(/\r?\n/).slice(1).map((row) => row.split(",")[0].replaceAll('"', "")), ["C27", "C28"]);
      assert.ok(await companies.getByRole("button", { name: /as SDMX-ML/ }).isDisabled());
      await lookOver("figures-below");

      // Nothing is below a division here: what was not looked at yet comes next, within it.
      await companies.getByRole("button", { name: "Machinery and equipment" }).click();
      await page.waitForURL((url) => url.searchParams.get("where.0") === "industry:C28" && url.searchParams.get("by.0") === "time:1");
      const sdmx = await fileOf(page, companies.getByRole("button", { name: /as SDMX-ML/ }));
      assert.match(sdmx.text, /INDUSTRY="_T"|TIME_PERIOD/);
      await companies.getByRole("button", { name: "Manufacturing", exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get("by.0") === "industry:2");
      await companies.getByRole("button", { name: /: all$/ }).click();
      await page.waitForURL((url) => url.searchParams.get("where.0") === null);
      await page.goBack();
      await companies.getByRole("button", { name: "Machinery and equipment" }).waitFor();

      // A place is sent on by its address; a second dimension makes cells, which lead into both.
      await page.reload();
      await companies.getByRole("combobox", { name: "and by" }).click();
      await page.locator(".ant-select-item-option:visible").filter({ hasText: "Size" }).first().click();
      await companies.getByRole("button", { name: /^Machinery and equipment, .*: 2$/ }).click();
      await page.waitForURL((url) => /^industry:C28,size:/.test(url.searchParams.get("where.0") ?? ""));
    },
  },
  {
    sentence: "figures: bars lead down, too, in Chinese; a line by quarters becomes years",
    walk: async ({ page: _, newPage, address, lookOver }) => {
      const page = await newPage({ locale: "zh-CN" });
      await signIn(page, address, "officer");
      await keepFund(page);
      await page.goto(`${address}/registers/guidance-fund?view=charts`);
      const raised = page.locator(".section").nth(1);
      await raised.getByRole("row").filter({ hasText: /2025-Q3.*200,000,000/ }).waitFor();
      await raised.locator(".ant-segmented").getByText(say("zh", "registers.levels.time.1"), { exact: true }).click();
      await raised.getByRole("row").filter({ hasText: /^2025500,000,000/ }).waitFor();
      await raised.getByRole("button", { name: "2025", exact: true }).click();
      await raised.getByRole("row").filter({ hasText: /2025-Q2.*300,000,000/ }).waitFor();
      await lookOver("figures-zh", page);
      const table = await fileOf(page, raised.getByRole("button", { name: /SDMX-JSON/ }));
      assert.equal(Object.keys(JSON.parse(table.text).data.dataSets[0].observations).length, 2);

      await page.goto(`${address}/registers/company?view=charts`);
      const companies = page.locator(".section").first();
      await companies.getByRole("button", { name: "制造业", exact: true }).waitFor();
      await companies.locator("[role=img] svg path[fill='#5470c6']").first().click();
      await page.waitForURL((url) => /^industry:[CJ]$/.test(url.searchParams.get("where.0") ?? ""));
    },
  },
  {
    sentence: "figures: what is of too few is hidden in Japanese with the reason, and leads nowhere; on a telephone",
    window: { ...phone, locale: "ja" },
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/registers/company?view=charts`);
      const companies = page.locator(".section").first();
      await companies.getByText(say("ja", "registers.fewRecords", { count: 3 })).waitFor();
      await companies.getByRole("img", { name: say("ja", "registers.fewRecords", { count: 3 }) }).first().waitFor();
      assert.equal(await companies.getByRole("button", { name: "製造業", exact: true }).count(), 0);
      await lookOver("figures-hidden-ja");
    },
  },
];
