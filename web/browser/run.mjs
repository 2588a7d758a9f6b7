// SPDX-License-Identifier: Apache-2.0
// The pages in a real browser: run.mjs [BUILD-FOLDER [PART-OF-A-NAME]]. Each test is a sentence; each page it
// opens is looked over by axe and photographed into BUILD-FOLDER/screenshots, to be looked at by people.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { tests as check } from "./check.mjs";
import { openCounter, openDemo, openPlainCounter, root } from "./counter.mjs";
import { tests as demo } from "./demo.mjs";
import { tests as figures } from "./figures.mjs";
import { tests as hostile } from "./hostile.mjs";
import { tests as lists } from "./lists.mjs";
import { tests as matching } from "./matching.mjs";
import { tests as registers } from "./registers.mjs";
import { tests } from "./tests.mjs";
import { walks } from "./walks/all.mjs";

const suites = [
  { open: openCounter, tests: [...tests, ...registers, ...lists, ...matching, ...hostile, ...figures, ...check] },
  { open: openPlainCounter, tests: walks },
  { open: openDemo, tests: demo },
];

const [build = "build", wanted = ""] = process.argv.slice(2);
const pictures = join(root, build, "screenshots");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
const grave = ["serious", "critical"];

// What the browser complains of: refused scripts and styles, errors of our own, windows that a stored script opens.
function watch(page, complaints) {
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  // What is not kept yet is asked about when a test goes on to another address.
  page.on("dialog", (dialog) => {
    if (dialog.type() === "beforeunload") return dialog.accept();
    complaints.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("console", (message) => {
    const text = message.text();
    // That a question was answered by 4xx is the test's business.
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
  });
}

async function atRest(page) {
  await page.evaluate("document.fonts.ready");
  await page.locator(".ant-message-notice").first().waitFor({ state: "detached" }); // what fades has the contrast of none
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // charts know their width
  await page.waitForTimeout(400); // until what moves has come to rest
}

// What the manual shows of it: one window full.
async function photograph(page, name) {
  await atRest(page);
  await page.screenshot({ path: join(pictures, `manual-${name}.png`) });
}

async function lookOver(page, name) {
  await atRest(page);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  const bad = violations.filter(({ impact }) => grave.includes(impact));
  const told = bad.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  if (told.length > 0) throw new Error(`axe on ${name}:\n  ${told.join("\n  ")}`);
  // A telephone's window grows with what is too wide for it: what counts is the one it was given.
  const isWide = (await page.evaluate(() => document.documentElement.scrollWidth)) > page.viewportSize().width + 1;
  if (isWide) throw new Error(`${name} is wider than its window`);
  if (await page.evaluate(() => window.wasHere)) throw new Error(`a stored script ran on ${name}`);
}

// One person at the counter: a browser of one's own.
async function enter(browser, window, complaints) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1280, height: 900 }, ...window });
  context.setDefaultTimeout(60000); // machines may be busy
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`the policy was broken: ${violatedDirective} ${blockedURI}`),
    );
  });
  const page = await context.newPage();
  watch(page, complaints);
  return page;
}

async function runOne(browser, counter, { sentence, window, walk }) {
  const pages = [];
  const complaints = [];
  const newPage = async (own) => {
    pages.push(await enter(browser, own, complaints));
    return pages.at(-1);
  };
  const begun = Date.now();
  try {
    // Axe is put in from outside, which the page's own policy need not allow.
    await walk({
      ...counter,
      build,
      page: await newPage(window),
      newPage,
      lookOver: (name, page = pages[0]) => lookOver(page, name),
      photograph: (name, page = pages[0]) => photograph(page, name),
    });
    if (complaints.length > 0) throw new Error(complaints.join("\n  "));
    console.log(`passed: ${sentence} (${Math.round((Date.now() - begun) / 1000)} s)`);
    return true;
  } catch (error) {
    const picture = `failed-${sentence.replace(/\W+/g, "-").slice(0, 60)}`;
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: join(pictures, `${picture}-${index}.png`), fullPage: true }).catch(() => {});
      complaints.push(...(await page.getByRole("alert").allInnerTexts().catch(() => [])).filter(Boolean));
    }
    console.log(`failed: ${sentence}\n  ${[error.message, ...complaints].join("\n  ")}`);
    return false;
  } finally {
    for (const page of pages) await page.context().close();
  }
}

async function runSuite(browser, { open, tests }) {
  const chosen = tests.filter(({ sentence }) => sentence.includes(wanted));
  if (chosen.length === 0) return { passed: 0, failed: 0 };
  const counter = await open(build);
  let passed = 0;
  for (const test of chosen) passed += (await runOne(browser, counter, test)) ? 1 : 0;
  counter.close();
  return { passed, failed: chosen.length - passed };
}

mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const sums = { passed: 0, failed: 0 };
for (const suite of suites) {
  const { passed, failed } = await runSuite(browser, suite);
  sums.passed += passed;
  sums.failed += failed;
}
await browser.close();
console.log(`look at ${join(build, "screenshots")}\n${sums.passed} passed, ${sums.failed} failed`);
process.exitCode = sums.failed > 0 || sums.passed === 0 ? 1 : 0;
