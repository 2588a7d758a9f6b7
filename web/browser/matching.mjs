// SPDX-License-Identifier: Apache-2.0
// Matching as officers do it: records brought together one to one, and of what use matches were.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./counter.mjs";
import { heading, heading2, phone, signIn } from "./steps.mjs";

const example = (register, name) => JSON.parse(readFileSync(join(root, `registers/${register}/examples/${name}.json`), "utf-8"));

// What the page of a person who is signed in asks of the server.
const ask = (page, method, path, body, version) =>
  page.evaluate(
    async ([method, path, body, version]) => {
      const { csrf } = await (await fetch("/api/session")).json();
      const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json", ...(version && { "If-Match": `"${version}"` }) };
      const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      const text = await answer.text();
      return text ? JSON.parse(text) : undefined;
    },
    [method, path, body, version],
  );

// Entered, and moved on as far as its steps say; `+profile` gives a consent.
async function enter(page, register, content, ...steps) {
  const record = await ask(page, "POST", `/api/records/${register}`, content);
  const path = `/api/records/${register}/${record.id}`;
  for (const step of steps) {
    const { version } = await ask(page, "GET", `${path}/matter`);
    if (step.startsWith("+")) await ask(page, "PUT", `${path}/consents/${step.slice(1)}`);
    else await ask(page, "POST", `${path}/transitions/${step}`, {}, version);
  }
  return record;
}

const talents = {
  engineer: example("talent", "robot-engineer"),
  nurse: { ...example("talent", "robot-engineer"), alias: "N. K.", headline: "看護師", field: "care", skills: "看護" },
};
const posts = { engineer: example("post", "control-engineer"), lawyer: { ...example("post", "control-engineer"), title: "国際法務", field: "legal" } };

// Two who look for a post, and two posts: only one of each fits the other.
async function fillMarket(company, partner) {
  const { number } = await enter(partner, "company", example("company", "kitakyu-gear"), "register");
  const post = await enter(partner, "post", { ...posts.engineer, company: number }, "open");
  await enter(partner, "post", { ...posts.lawyer, company: number }, "open");
  const talent = await enter(company, "talent", talents.engineer, "+profile", "open");
  await enter(company, "talent", talents.nurse, "+profile", "open");
  return { talent, post };
}

export const tests = [
  {
    sentence: "an officer brings talents and posts together one to one, and both sides are told",
    walk: async ({ page, newPage, address, lookOver }) => {
      await signIn(page, address, "company");
      const partner = await newPage({ locale: "ja" });
      await signIn(partner, address, "partner");
      await fillMarket(page, partner);

      const officer = await newPage({ locale: "ja" });
      await signIn(officer, address, "officer");
      await officer.goto(`${address}/registers/talent`);
      await officer.getByRole("link", { name: "一対一で引き合わせる" }).click();
      await heading(officer, "マッチング").waitFor();
      await heading2(officer, "2件中1件に相手が見つかりました").waitFor();
      await officer.getByRole("link", { name: posts.engineer.title }).waitFor();
      await officer.getByText("スキル").first().waitFor(); // why they fit
      await heading2(officer, "合う相手が残っていないもの").waitFor();
      await officer.getByRole("link", { name: talents.nurse.alias }).waitFor();
      await lookOver("matching-assign-ja", officer);

      // Narrowed by what the register names; by keys alone.
      await officer.getByRole("combobox", { name: "絞り込み" }).focus();
      await officer.keyboard.press("ArrowDown");
      await officer.keyboard.type("engineering");
      await officer.keyboard.press("Enter");
      await officer.keyboard.press("Escape");
      await heading2(officer, "1件中1件に相手が見つかりました").waitFor();

      const small = await newPage({ locale: "zh-CN", ...phone });
      await signIn(small, address, "officer");
      await small.goto(`${address}/matching?view=assign&pair=talent/post`);
      await heading2(small, "2 条中有 1 条找到匹配对象").waitFor();
      await lookOver("matching-assign-zh-phone", small);

      // Both sides are told once it is done; until then nobody is.
      await officer.getByRole("button", { name: "引き合わせる" }).focus();
      await officer.keyboard.press("Enter");
      await officer.getByRole("dialog").getByRole("button", { name: "双方に知らせる" }).click();
      await officer.getByText("1組の双方に知らせました").waitFor();
      assert.equal(await officer.getByRole("button", { name: "引き合わせる" }).count(), 0);
      await lookOver("matching-assigned-ja", officer);
      await page.goto(`${address}/notices`);
      await page.getByText("the window brings you together").first().waitFor();
      await partner.goto(`${address}/notices`);
      await partner.getByText("窓口が「").first().waitFor();
    },
  },
  {
    sentence: "an officer sees of what use matches were, by month and by pair; others have no such page",
    walk: async ({ page, newPage, address, lookOver }) => {
      await signIn(page, address, "company");
      const partner = await newPage({ locale: "ja" });
      await signIn(partner, address, "partner");
      const { talent, post } = await fillMarket(page, partner);
      const told = { register: "talent", record: talent.id, pair: "post", match: post.id, useful: true };
      await ask(page, "POST", "/api/matches", told);
      assert.equal(await page.getByRole("link", { name: "Matching" }).count(), 0);
      await page.goto(`${address}/matching`);
      await page.getByText("There is no such page").first().waitFor();

      const officer = await newPage({});
      await signIn(officer, address, "officer");
      await officer.getByRole("link", { name: "Matching" }).click();
      await heading(officer, "Matching").waitFor();
      await officer.getByRole("img", { name: /^Chart: Over time/ }).waitFor();
      await officer.getByRole("row", { name: /^Talent record ↔ .*: Posts that fit [1-9]\d* 0 / }).waitFor();
      await officer.getByRole("row", { name: /Nobody said anything yet/ }).first().waitFor();
      await lookOver("matching-usage", officer);
      await officer.getByRole("combobox", { name: "Pair" }).click();
      await officer.getByText("By-product ↔ ").last().click();
      await officer.getByText("Nobody said anything yet").first().waitFor();

      const small = await newPage({ locale: "zh-CN", ...phone, colorScheme: "dark" });
      await signIn(small, address, "officer");
      await small.goto(`${address}/matching`);
      await small.getByRole("img", { name: /^图表/ }).waitFor();
      await lookOver("matching-usage-zh-phone", small);
    },
  },
];
