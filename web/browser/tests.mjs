// SPDX-License-Identifier: Apache-2.0
// What people do at the counter.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { password, people, root, send } from "./counter.mjs";
import { codeOf, heading, heading2, phone, signIn, signInAs } from "./steps.mjs";

const example = (register) => JSON.parse(readFileSync(join(root, `registers/${register}/examples/dalian-osaka.json`), "utf-8"));
const faulty = join(root, "examples/documents/invoice-ubl-faulty.xml");
async function check(page, address) {
  await page.goto(`${address}/check`);
  await page.locator("input[type=file]").setInputFiles(faulty);
}

export const tests = [
  {
    sentence: "a stranger checks a document, sees what is wrong and where",
    walk: async ({ page, address, lookOver, photograph }) => {
      await check(page, address);
      await page.getByText("Invalid").first().waitFor();
      await page.frameLocator("iframe").locator("body").waitFor();
      await lookOver("check");
      await photograph("check");
      await page.getByRole("button", { name: /^Line/ }).first().click();
      await page.getByRole("list", { name: "Source" }).waitFor();
      await lookOver("check-source");
      await page.getByText("Mend", { exact: true }).click();
      await page.locator("#root_dueDate").fill("2026-12-02");
      await lookOver("check-mend");
      await page.getByRole("button", { name: "Check what it has become" }).click();
      await heading2(page, "invoice-ubl-faulty.json").waitFor();
    },
  },
  {
    sentence: "the same in Japanese and in the dark",
    window: { locale: "ja", colorScheme: "dark" },
    walk: async ({ page, address, lookOver }) => {
      await check(page, address);
      await page.frameLocator("iframe").locator("body").waitFor();
      await lookOver("check-ja-dark");
    },
  },
  {
    sentence: "a wrong password is told, and the way is free by keyboard alone",
    walk: async ({ page, address, lookOver }) => {
      await page.goto(`${address}/sign-in`);
      await page.locator("#email:focus").waitFor(); // where one begins to type
      await page.keyboard.type(people.member);
      await page.keyboard.press("Tab");
      await page.keyboard.type("wrong");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").first().waitFor();
      await lookOver("sign-in");
    },
  },
  {
    sentence: "a link to a deal leads to that deal, whoever has to sign in first, and to no other site",
    walk: async ({ page, address, deal }) => {
      const enter = async () => {
        await page.locator("#email").fill(people.member);
        await page.locator("#password").fill(password);
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: /^Li Na/ }).waitFor();
      };
      await page.goto(`${address}/deals/${deal}?from=mail`);
      await enter();
      await page.waitForURL(`${address}/deals/${deal}?from=mail`);
      await page.context().clearCookies();
      await page.goto(`${address}/sign-in?to=${encodeURIComponent("/.//example.org/deals")}`);
      await enter();
      await page.waitForURL(`${address}/deals`);
    },
  },
  {
    sentence: "a member opens the deal",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.getByRole("link", { name: "Deals" }).click();
      const deal = page.getByRole("link", { name: "DLC-OSA-2026-0815" });
      await deal.waitFor();
      await lookOver("deals");
      await deal.click();
      await page.getByRole("img", { name: /Graph of/ }).waitFor();
      assert.equal(await page.getByRole("tab", { name: /^Discrepancies/ }).innerText(), "Discrepancies (3)");
      await page.getByLabel("Say something to all parties").fill("We weigh again.");
      await page.getByRole("button", { name: "Say it" }).click();
      await page.getByRole("paragraph").or(page.locator("div")).getByText("We weigh again.", { exact: true }).first().waitFor();
      await lookOver("deal");
      await page.getByRole("link", { name: "HC-2026-0911" }).first().click();
      await page.frameLocator("iframe").locator("body").waitFor();
      await lookOver("deal-document");
    },
  },
  {
    sentence: "deals are sought on the server, and what was sought stands in the address",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/deals?stage=payment&discrepant=true`);
      const deal = page.getByRole("link", { name: "DLC-OSA-2026-0815" });
      await deal.waitFor();
      assert.equal(await page.getByRole("checkbox", { name: "With discrepancies" }).isChecked(), true);
      await page.getByLabel("Search deals").fill("nowhere");
      await page.getByText("No deal fits what you look for.").waitFor();
      await page.waitForURL(/\/deals\?q=nowhere&stage=payment&discrepant=true$/);
      await lookOver("deals-none");
      await page.getByRole("button", { name: "Show all deals" }).click();
      await page.waitForURL(/\/deals$/);
      await page.getByLabel("Search deals").fill("OSAKA ｓｅｉｍｉｔｓｕ"); // a party, as an input method may write it
      await page.waitForURL(/\/deals\?q=/);
      await deal.click();
      await heading2(page, "Parties").waitFor();
      await page.goBack();
      await deal.waitFor();
      assert.equal(await page.getByLabel("Search deals").inputValue(), "OSAKA ｓｅｉｍｉｔｓｕ");
      await page.mouse.move(0, 0);
      await lookOver("deals-sought");
    },
  },
  {
    sentence: "a form that was changed is not left without a question",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/records/packing-list`);
      await page.getByRole("link", { name: "New document" }).click();
      const number = page.locator("#root_id");
      await number.waitFor();
      await page.goBack(); // nothing was written
      await page.getByRole("link", { name: "New document" }).click();
      await number.fill("PL-LOST");
      await page.goBack();
      await page.getByRole("dialog", { name: "Leave without keeping it?" }).waitFor();
      await lookOver("form-unsaved");
      await page.getByRole("button", { name: "Stay here" }).click();
      assert.equal(await number.inputValue(), "PL-LOST");
      await page.getByRole("link", { name: "Deals", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Leave", exact: true }).click();
      await heading(page, "Deals").waitFor();
    },
  },
  {
    sentence: "a deal is printed with all that was found, on paper's width, and without what one presses",
    walk: async ({ page, address, deal, lookOver }) => {
      await signIn(page, address, "buyer");
      await page.goto(`${address}/deals/${deal}`);
      await heading2(page, "Documents and how far they are").waitFor();
      await page.evaluate(() => (document.body.style.width = "718px")); // A4 between its margins; the window stays as wide as it was
      await page.emulateMedia({ media: "print" });
      for (const hasText of ["Discrepancies (3)", "To be judged (0)", "Unasked (1)"]) await page.locator("h3", { hasText }).waitFor(); // in tabs elsewhere
      for (const pressed of ["Say it", "Take files"]) assert.equal(await page.getByRole("button", { name: pressed }).count(), 0);
      assert.equal(await page.getByRole("link", { name: "Write it" }).count(), 0);
      const table = await page.locator(".ant-table").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      assert.ok(table <= 1, `the matrix is ${table} pixels wider than its card`);
      await lookOver("deal-print");
    },
  },
  {
    sentence: "in a deal only that is offered which one may do, and what is one's own to write",
    walk: async ({ page, newPage, address, deal, lookOver }) => {
      const shown = async (who) => {
        const own = who === "member" ? page : await newPage();
        await signIn(own, address, who);
        await own.goto(`${address}/deals/${deal}`);
        await heading2(own, "Documents and how far they are").waitFor();
        await own.getByRole("row", { name: /Import declaration/ }).waitFor();
        const offered = {
          add: await own.getByRole("combobox", { name: "Add a document" }).count(),
          files: await own.getByRole("button", { name: "Take files" }).count(),
          say: await own.getByLabel("Say something to all parties").count(),
          write: await own.getByRole("link", { name: "Write it" }).count(),
        };
        if (who === "officer") await lookOver("deal-officer", own);
        return offered;
      };
      assert.deepEqual(await shown("member"), { add: 1, files: 1, say: 1, write: 0 }); // both are the buyer's
      assert.deepEqual(await shown("buyer"), { add: 1, files: 1, say: 1, write: 2 });
      assert.deepEqual(await shown("officer"), { add: 0, files: 0, say: 0, write: 0 });
      assert.deepEqual(await shown("auditor"), { add: 0, files: 0, say: 0, write: 0 });
    },
  },
  {
    sentence: "the buyer refuses a document of the seller, and says why",
    walk: async ({ page, address, deal, lookOver }) => {
      await signIn(page, address, "buyer");
      await page.goto(`${address}/deals/${deal}`);
      await page.getByRole("link", { name: "HC-2026-0911" }).first().click();
      await page.getByRole("button", { name: "Refuse the document" }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("The amount is more than the credit has.");
      await lookOver("deal-refusing");
      await page.getByRole("dialog").getByRole("button", { name: "Refuse the document" }).click();
      await page.getByText("The amount is more than the credit has.").waitFor();
      await lookOver("deal-refused");
      await page.getByRole("button", { name: "Accept the document" }).click();
      await page.getByText(/has accepted it/).waitFor();
    },
  },
  {
    sentence: "a member looks through documents, changes one and compares the versions",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/records`);
      await heading(page, "Documents").waitFor();
      await page.getByRole("link", { name: "Commercial invoice" }).waitFor();
      await lookOver("registers");
      await page.getByRole("link", { name: "Commercial invoice" }).click();
      await page.getByRole("link", { name: "HC-2026-0911" }).waitFor();
      await lookOver("records");
      await page.getByRole("link", { name: "HC-2026-0911" }).click();
      await page.frameLocator("iframe").locator("body").waitFor();
      await lookOver("record");
      await page.getByRole("tab", { name: "Form" }).click();
      await page.getByRole("button", { name: "Change" }).click();
      await page.locator("#root_id").fill("HC-2026-0912");
      await page.getByText("Valid", { exact: true }).waitFor();
      await lookOver("record-form");
      await page.getByRole("button", { name: "Keep as a new version" }).click();
      await heading(page, /HC-2026-0912/).waitFor();
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByRole("cell", { name: "HC-2026-0911" }).waitFor();
      await page.getByRole("button", { name: /Prove entry/ }).first().click();
      await page.getByText(/Your browser has reckoned it/).waitFor();
      await lookOver("record-history");
    },
  },
  {
    sentence: "a new document is filled from its deal, checked while it is written, and kept",
    walk: async ({ page, address, deal, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/records/packing-list/new?deal=${deal}`);
      await page.getByText(/Filled from the other documents/).waitFor();
      await page.getByText("Fill in: Packing list number").waitFor();
      await lookOver("new-document");
      await page.locator("#root_id").fill("PL-2");
      await page.getByText("Valid", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Keep it" }).click();
      await heading(page, "Packing list PL-2").waitFor();
    },
  },
  {
    sentence: "the deal in Chinese on a phone",
    window: { locale: "zh-CN", ...phone },
    walk: async ({ page, address, deal, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/deals/${deal}`);
      await page.getByRole("heading", { name: "时间线" }).waitFor();
      await lookOver("deal-zh-phone");
    },
  },
  {
    sentence: "the deal in Japanese on a phone in the dark",
    window: { locale: "ja", colorScheme: "dark", ...phone },
    walk: async ({ page, address, deal, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/deals/${deal}`);
      await page.getByRole("heading", { name: "日程" }).waitFor();
      await lookOver("deal-ja-phone-dark");
    },
  },
  {
    sentence: "a manager makes a key, which is shown once",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/organisation`);
      await page.getByText("this one").waitFor();
      await lookOver("devices");
      await page.getByRole("tab", { name: "Keys for programs" }).click();
      await page.getByLabel("What it is for").fill("the ERP");
      await page.getByRole("button", { name: "Make a key" }).click();
      await page.getByText(/^mado_/).waitFor();
      await lookOver("keys");
      await page.getByRole("tab", { name: "Second factor" }).click();
      await page.getByRole("button", { name: "Set up an authenticator" }).click();
      await page.getByText("Scan this").waitFor();
      await lookOver("second-factor");
    },
  },
  {
    sentence: "an administrator invites a person, who comes in",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "administrator");
      await page.goto(`${address}/organisation`);
      await page.getByRole("tab", { name: "People" }).click();
      await page.getByRole("cell", { name: people.auditor }).waitFor();
      await page.locator("#email").fill("new@window.example");
      await page.getByRole("button", { name: "Invite a person" }).click();
      const link = await page.getByText(/\/invitation\//).innerText();
      await lookOver("people");
      await page.context().clearCookies();
      await page.goto(link);
      await page.locator("#name").fill("New");
      await page.locator("#password").fill(password);
      await lookOver("invitation");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "New" }).waitFor();
    },
  },
  {
    sentence: "who came first to an organisation lets others in, and gives over to them",
    walk: async ({ page, newPage, address, lookOver }) => {
      const roleOf = (name) => page.getByRole("combobox", { name: `Role of ${name}` });
      const give = async (name, role) => {
        await roleOf(name).press("ArrowDown");
        await page.locator(".ant-select-dropdown:visible").getByText(role, { exact: true }).click();
      };
      await signIn(page, address, "partner");
      await page.goto(`${address}/organisation`);
      await page.getByRole("tab", { name: "People" }).click();
      await page.getByRole("cell", { name: people.partner }).waitFor();
      await give("Mori Ken 森健", "Member"); // nobody else would be there
      await page.getByText(/make another manager first/).waitFor();
      await page.locator("#email").fill("new@kitakyu.example");
      await page.getByRole("button", { name: "Invite a person" }).click();
      const link = await page.getByText(/\/invitation\//).innerText();
      const guest = await newPage();
      await guest.goto(link);
      await guest.locator("#name").fill("Oda 織田");
      await guest.locator("#password").fill(password);
      await guest.keyboard.press("Enter");
      await guest.getByRole("button", { name: "Oda 織田" }).waitFor();
      await guest.goto(`${address}/organisation`);
      await guest.getByText("this one").waitFor();
      assert.equal(await guest.getByRole("tab", { name: "People" }).count(), 0);
      await page.reload();
      await page.getByRole("tab", { name: "People" }).click();
      await give("Oda 織田", "Manager of the organisation");
      await page.getByText("Set", { exact: true }).first().waitFor();
      await lookOver("people-of-one");
      // What the one holds who ceases to be a manager is named, and stops.
      await page.getByRole("tab", { name: "Keys for programs" }).click();
      await page.getByLabel("What it is for").fill("the scales");
      await page.getByRole("button", { name: "Make a key" }).click();
      await page.getByText(/^mado_/).waitFor();
      await page.reload();
      await page.getByRole("tab", { name: "People" }).click();
      await give("Mori Ken 森健", "Member");
      await page.getByText(/These keys stop with it: the scales/).waitFor();
      await lookOver("keys-stop");
      await page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
      await page.getByRole("tab", { name: "People" }).waitFor({ state: "detached" });
      await guest.reload();
      await guest.getByRole("tab", { name: "Keys for programs" }).click();
      await guest.getByRole("row", { name: /the scales.*Mori Ken.*Stopped/ }).waitFor();
      await guest.getByRole("tab", { name: "People" }).click();
      await guest.getByRole("cell", { name: people.partner }).waitFor();
      await guest.getByRole("combobox", { name: "Role of Mori Ken 森健" }).press("ArrowDown");
      await guest.locator(".ant-select-dropdown:visible").getByText("Manager of the organisation", { exact: true }).click();
      await guest.getByText("Set", { exact: true }).first().waitFor();
    },
  },
  {
    sentence: "an auditor reads the journal and proves an entry of it",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "auditor");
      await page.goto(`${address}/journal`);
      await page.getByRole("spinbutton", { name: "Entry" }).fill("3");
      await page.getByRole("button", { name: "Prove", exact: true }).click();
      await page.getByText(/Your browser has reckoned it/).waitFor();
      await page.getByRole("cell", { name: "Commercial invoice" }).first().waitFor();
      await lookOver("journal");
    },
  },
  {
    sentence: "many documents at once: progress, what is refused, and cancelled in the middle",
    walk: async ({ page, address, lookOver, photograph }) => {
      const lines = Array.from({ length: 300 }, (_, number) => JSON.stringify({ ...example("packing-list"), id: `LOT-${number}` }));
      const lot = (name, text) => ({ name, mimeType: "application/x-ndjson", buffer: Buffer.from(text) });
      await signIn(page, address, "member");
      await page.goto(`${address}/records/packing-list`);
      await page.getByRole("link", { name: "Many at once" }).click();
      await heading(page, "Many at once: Packing list").waitFor();
      await page.locator("input[type=file]").setInputFiles(lot("lot.ndjson", [...lines, '{"id": '].join("\n")));
      await page.getByText("Done: 300 kept.").waitFor();
      await page.getByText("301 of 301 read · 300 kept · 1 refused").waitFor();
      await page.getByRole("cell", { name: "301" }).waitFor();
      await lookOver("bulk");
      await photograph("bulk");
      const many = Array.from({ length: 30 }, (_, part) => lines.join("\n").replaceAll("LOT-", `LOT-${part}-`)).join("\n");
      await page.locator("input[type=file]").setInputFiles(lot("many.ndjson", many));
      await page.getByText(/^[1-9]\d* of 9000 read/).waitFor();
      await page.getByRole("button", { name: "Cancel the rest" }).click();
      await page.getByText(/^Cancelled\. \d+ were kept/).waitFor();
    },
  },
  {
    sentence: "a list is taken along as a workbook, and grows by itself when a program adds to it",
    walk: async ({ page, address, key, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/records/booking`);
      await page.getByRole("link", { name: "BR-HC-260908" }).waitFor();
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Take along" }).click();
      await page.getByRole("menuitem", { name: "Excel" }).click();
      assert.equal((await download).suggestedFilename(), "booking.xlsx");
      await send(address, "/api/records/booking", key, JSON.stringify({ ...example("booking"), id: "BR-LIVE-1" }));
      await page.getByRole("link", { name: "BR-LIVE-1" }).waitFor();
      await lookOver("records-live");
    },
  },
  {
    sentence: "who comes from nowhere and where nothing is yet is told what to do",
    walk: async ({ page, address, lookOver }) => {
      await signIn(page, address, "member");
      await page.goto(`${address}/records/air-waybill`);
      await page.getByText(/There is no such document yet/).waitFor();
      await lookOver("records-empty");
      await page.goto(`${address}/nowhere`);
      await page.getByText("There is no such page").waitFor();
      await lookOver("nowhere");
    },
  },
  {
    sentence: "who must have a second factor is led to it, and comes back by a link without it",
    walk: async ({ page, newPage, address, lookOver }) => {
      await signIn(page, address, "administrator");
      await page.goto(`${address}/organisation`);
      await page.getByRole("tab", { name: "People" }).click();
      const organisation = page.getByRole("combobox", { name: "Organisation" });
      await organisation.fill("大阪精密");
      await organisation.press("Enter");
      await page.getByRole("checkbox", { name: "Member" }).click();
      await page.locator("input[value=member]:checked").waitFor(); // when the server has answered
      await lookOver("terms");
      const buyer = await newPage();
      await signIn(buyer, address, "buyer");
      await buyer.getByText(/demands a second factor of your role/).waitFor();
      await buyer.goto(`${address}/deals`);
      await buyer.getByRole("button", { name: "Set up an authenticator" }).click();
      await buyer.locator("#code").fill(codeOf(await buyer.locator("code, .ant-typography").last().innerText()));
      await lookOver("factor-first", buyer);
      await buyer.locator("#password").fill(password);
      await buyer.getByRole("button", { name: "Set it" }).click();
      await buyer.getByRole("button", { name: "Go on" }).click();
      await heading(buyer, "Deals").waitFor();

      await page.getByRole("row", { name: /Kato/ }).getByRole("button", { name: "Link for a new one" }).click();
      await page.getByRole("checkbox", { name: /second factor was lost/ }).check();
      await page.getByRole("button", { name: "Make the link" }).click();
      const link = page.getByText(/\/recovery\//);
      await link.waitFor();
      await lookOver("recovery-link");
      await page.getByRole("button", { name: "Leave" }).click();
      await buyer.goto((await link.textContent()).trim());
      await lookOver("recovery", buyer);
      await buyer.locator("#password").fill(`${password} anew`);
      await buyer.getByRole("button", { name: "Set the password" }).click();
      await buyer.waitForURL(/sign-in/);
      await signInAs(buyer, address, people.buyer, `${password} anew`);
      await buyer.getByText(/demands a second factor of your role/).waitFor();
    },
  },
];
