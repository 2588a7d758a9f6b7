// SPDX-License-Identifier: Apache-2.0
// The pages in a real browser: run.mjs [BUILD-FOLDER [PART-OF-A-NAME]]. Each test is a sentence; each page it
// opens is looked over by axe and photographed into BUILD-FOLDER/screenshots, to be looked at by people.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { openCounter, root } from "./counter.mjs";
import { tests } from "./tests.mjs";

const [build = "build", wanted = ""] = process.argv.slice(2);
const pictures = join(root, build, "screenshots");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
const grave = ["serious", "critical"];

// What axe finds, and what the browser complains of: refused scripts and styles, errors of our own.
function watch(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // That a question was answered by 4xx is the test's business.
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
  });
  return complaints;
}

async function lookOver(page, name) {
  await page.evaluate("document.fonts.ready");
  await page.waitForTimeout(400); // until what moves has come to rest
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  const bad = violations.filter(({ impact }) => grave.includes(impact));
  const told = bad.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  if (told.length > 0) throw new Error(`axe on ${name}:\n  ${told.join("\n  ")}`);
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  if (isWide) throw new Error(`${name} is wider than its window`);
  if (await page.evaluate(() => window.wasHere)) throw new Error(`a stored script ran on ${name}`);
}

async function runOne(browser, counter, { sentence, window = {}, walk }) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1280, height: 900 }, ...window });
  context.setDefaultTimeout(20000);
  const page = await context.newPage();
  const complaints = watch(page);
  try {
    // Axe is put in from outside, which the page's own policy need not allow.
    await walk({ page, address: counter.address, deal: counter.deal, lookOver: (name) => lookOver(page, name) });
    if (complaints.length > 0) throw new Error(complaints.join("\n  "));
    console.log(`passed: ${sentence}`);
    return true;
  } catch (error) {
    await page.screenshot({ path: join(pictures, `failed-${sentence.replace(/\W+/g, "-").slice(0, 60)}.png`) }).catch(() => {});
    console.log(`failed: ${sentence}\n  ${[error.message, ...complaints].join("\n  ")}`);
    return false;
  } finally {
    await context.close();
  }
}

mkdirSync(pictures, { recursive: true });
const counter = await openCounter(build);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let failed = 0;
const chosen = tests.filter(({ sentence }) => sentence.includes(wanted));
for (const test of chosen) failed += (await runOne(browser, counter, test)) ? 0 : 1;
await browser.close();
counter.close();
console.log(`${chosen.length - failed} passed, ${failed} failed; look at ${join(build, "screenshots")}`);
process.exitCode = failed > 0 ? 1 : 0;
