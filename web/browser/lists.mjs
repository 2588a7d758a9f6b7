// SPDX-License-Identifier: Apache-2.0
// Long registers: many records at once, any of them found while one types, and the list taken along.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { phone, heading, heading2, signIn } from "./steps.mjs";

const company = (name) => ({ name, countryId: "JP", industry: "C28", business: "Test 試験", size: "small" });
const far = "Zirconia Kiln 氧化锆";

// The first is older than the 205 that follow it.
const lot = [company(far), ...Array.from({ length: 205 }, (_, index) => company(`Works No. ${index}`))];

// A file of lines in which one says what the register has no place for.
const lines = [...lot, { ...company("Red Works"), colour: "red" }, company("=Formula Works")].map((one) => JSON.stringify(one)).join("\n");

async function takeList(page, format) {
  await page.getByRole("button", { name: "Take along", exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: format }).click()]);
  return readFileSync(await download.path());
}

export const tests = [
  {
    sentence: "many records come at once from a register's page, any of them is named in a form, and the list is taken along",
    walk: async ({ page, newPage, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/registers/company`);
      await page.getByRole("link", { name: "Many at once" }).click();
      await heading(page, "Many at once: Company").waitFor();
      await page.locator("input[type=file]").setInputFiles({ name: "lot.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(lines) });
      await page.getByText("Done: 207 kept.").waitFor();
      await heading2(page, "Refused: 1").waitFor();
      await lookOver("bulk-outcome");
      const [refused] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Take along as CSV" }).click()]);
      assert.match(readFileSync(await refused.path(), "utf-8"), /^"No\.","File","Where","Why[^]*\r\n"207",/);
      await page.getByRole("link", { name: "See the list" }).click();
      await heading(page, "Company").waitFor();

      // The oldest of them is found by a word of its name, in another spelling, and by its number.
      await page.goto(`${address}/registers/offer/new`);
      const field = page.locator("#root_company");
      await field.fill("氧化鋯");
      const offered = page.locator(".ant-select-item-option").filter({ hasText: far });
      await offered.waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const number = await field.inputValue();
      assert.match(number, /^COM-\d+$/);
      await page.locator(".content-form").getByText(far, { exact: true }).first().waitFor();
      await lookOver("reference-chosen");
      await field.fill(number.slice(0, -1));
      await field.fill(number);
      await offered.waitFor();
      await field.fill("qqxyz");
      await page.getByText("Nothing is found by this").waitFor();

      // What the list chooses, as a file.
      await page.goto(`${address}/registers/company?q=zirconia`);
      await page.getByRole("link", { name: "Zirconia" }).waitFor();
      const found = (await takeList(page, "CSV")).toString("utf-8").trim().split("\r\n");
      assert.equal(found.length, 2);
      assert.ok(found[0].startsWith('"Number",') && found[1].includes(far) && found[1].includes(number), found.join("\n"));
      await page.goto(`${address}/registers/company?facet=countryId:JP`);
      const all = (await takeList(page, "CSV")).toString("utf-8").split("\r\n");
      assert.ok(all.length > 200 && all.some((line) => line.includes("\"'=Formula Works\"")), `${all.length} lines`);
      assert.equal((await takeList(page, "Excel")).subarray(0, 2).toString(), "PK");

      const small = await newPage({ locale: "zh-CN", ...phone });
      await signIn(small, address, "member");
      await small.goto(`${address}/registers/company`);
      await small.getByRole("button", { name: "导出" }).waitFor();
      await lookOver("register-list-zh-phone", small);
    },
  },
];
