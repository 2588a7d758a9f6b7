// SPDX-License-Identifier: Apache-2.0
// One walker for the window's systems. A walk is a table: who does what to which record, and sees what then.
//
//     ["company", "writes", "plan", "project/hydrogen-port", {…}]
//     ["officer", "makes", "plan", "admit"]
//
// Rows have ids of the declarations; what people look for on the page (buttons, states, fields) is what the declaration
// calls them in the walker's own language. So the same table is walked in any language.
import assert from "node:assert/strict";

import { statSync } from "node:fs";

import { password, people } from "./counter.mjs";
import { fill } from "./fill.mjs";
import { phone, signInAs } from "./steps.mjs";
import { declarationOf, exampleOf, labelOf, say } from "./words.mjs";

const locales = { en: "en", ja: "ja", zh: "zh-CN" };

// Texts of a declaration have values in braces; what stands before the first is looked for.
const beginOf = (text) => text.split("{")[0].trim();
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

class Walker {
  constructor(counter, languages) {
    Object.assign(this, { counter, languages, pages: {}, records: {}, forms: {} });
  }

  // A person comes to the counter when he is first needed; the public signs in nowhere.
  async enter(who) {
    if (this.pages[who]) return;
    const page = await this.counter.newPage({ locale: locales[this.languages[who]] });
    this.pages[who] = page;
    if (people[who]) await signInAs(page, this.counter.address, people[who], password);
  }

  async row([who, deed, ...said]) {
    await this.enter(who);
    this.who = who;
    this.page = this.pages[who];
    this.language = this.languages[who];
    if (!deeds[deed]) throw new Error(`nobody can do “${deed}”`);
    await deeds[deed](this, ...said);
  }

  record(name) {
    if (!this.records[name]) throw new Error(`there is no record “${name}” yet`);
    return this.records[name];
  }

  // "@plan" in content is the number of that record.
  resolved(value) {
    if (Array.isArray(value)) return value.map((one) => this.resolved(one));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.resolved(one)]));
    return typeof value === "string" && value.startsWith("@") ? this.record(value.slice(1)).number : value;
  }

  // The form as the reader's page asks for it.
  async form(register) {
    const key = `${register} ${this.language}`;
    if (!this.forms[key]) {
      const answer = await fetch(`${this.counter.address}/api/registers/${register}/form?language=${this.language}`);
      const { schema, declared } = await answer.json();
      const refers = Object.fromEntries(Object.entries(declared.fields ?? {}).map(([path, field]) => [path, field.refers && field.refers !== "organisation"]));
      this.forms[key] = { properties: schema.properties, refers };
    }
    return this.forms[key];
  }

  async open(name) {
    await this.page.goto(this.counter.address + this.record(name).path);
    await this.page.getByRole("tab").first().waitFor();
  }

  ask(method, path, body, version) {
    return this.page.evaluate(
      async ([method, path, body, version]) => {
        const { csrf } = await (await fetch("/api/session")).json();
        const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json", ...(version && { "If-Match": `"${version}"` }) };
        const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
        if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
        return answer.json();
      },
      [method, path, body, version],
    );
  }

  async remember(name, register, path) {
    const [organisation, id] = path.split("/").slice(-2).map(decodeURIComponent);
    const { number } = await this.ask("GET", `/api/records/${register}/${encodeURIComponent(id)}/matter?organisation=${organisation}`);
    this.records[name] = { register, organisation, id, number, path, declared: declarationOf(register) };
  }

  state(name, state) {
    return this.page.getByText(this.record(name).declared.states[state].label[this.language], { exact: true }).first();
  }

  button(name, transition) {
    return this.page.getByRole("button", { name: this.record(name).declared.transitions[transition].label[this.language], exact: true }).first();
  }

  tab(key) {
    return this.page.getByRole("tab", { name: say(this.language, key), exact: true });
  }

  contentOf(example, changed) {
    const [register, name] = example.split("/");
    const content = { ...exampleOf(register, name), ...changed };
    const fields = declarationOf(register).fields ?? {};
    return Object.entries(content).filter(([path, value]) => value !== undefined && fields[path]?.compute === undefined);
  }

  async fillNew(name, example, changed) {
    const [register] = example.split("/");
    await fill(this.page, this.language, await this.form(register), this.resolved(Object.fromEntries(this.contentOf(example, changed))));
    await this.counter.lookOver(`${register}-form-${this.language}`, this.page);
    await this.keep();
    await this.page.waitForURL((url) => !url.pathname.endsWith("/new"));
    await this.remember(name, register, new URL(this.page.url()).pathname);
    await this.page.getByRole("tab").first().waitFor();
  }

  async keep() {
    await this.page.getByRole("button", { name: say(this.language, "form.keep") }).click();
  }
}

const deeds = {
  // What a walk only needs to be there: entered and moved on without the form.
  async has(it, name, example, changed, ...transitions) {
    const [register] = example.split("/");
    const content = it.resolved(Object.fromEntries(it.contentOf(example, changed)));
    const receipt = await it.ask("POST", `/api/records/${register}`, content);
    let { version } = receipt;
    for (const transition of transitions)
      ({ version } = await it.ask("POST", `/api/records/${register}/${receipt.id}/transitions/${transition}`, {}, version));
    const { organisation } = await it.ask("GET", `/api/records/${register}/${receipt.id}/matter`);
    await it.remember(name, register, `/registers/${register}/${organisation}/${receipt.id}`);
  },

  // From the systems to the form, and every term of the example into its field.
  async writes(it, name, example, changed) {
    const [register] = example.split("/");
    const { page, language } = it;
    await page.goto(`${it.counter.address}/registers`);
    await page.getByRole("link", { name: declarationOf(register).title[language], exact: true }).click();
    await page.getByRole("button", { name: say(language, "registers.new") }).click();
    await it.fillNew(name, example, changed);
  },

  // From a record that the new one names: its page offers to begin it.
  async begins(it, name, from, example, changed) {
    const [register] = example.split("/");
    const { page, language } = it;
    await it.open(from);
    await page.getByRole("button", { name: say(language, "registers.beginHere") }).click();
    await page.getByRole("menuitem", { name: declarationOf(register).title[language], exact: true }).click();
    await page.waitForURL((url) => url.pathname === `/registers/${register}/new`);
    await it.fillNew(name, example, changed);
  },

  // Before it is kept, the form tells of what is there already and like it.
  async isToldOfAlike(it, name, example, changed) {
    const [register] = example.split("/");
    await it.page.goto(`${it.counter.address}/registers/${register}/new`);
    await it.page.locator(".content-form").waitFor();
    await fill(it.page, it.language, await it.form(register), it.resolved(Object.fromEntries(it.contentOf(example, changed))));
    const told = it.page.getByRole("status").filter({ hasText: say(it.language, "registers.mayBeThere") });
    await told.locator(`a[href="${it.record(name).path}"]`).waitFor();
    await it.counter.lookOver(`${register}-alike-${it.language}`, it.page);
  },

  // What a list is narrowed by is saved under a name, and stands among one's saved searches.
  async saves(it, register, narrowed, name) {
    const query = new URLSearchParams(narrowed);
    await it.page.goto(`${it.counter.address}/registers/${register}?${query}`);
    await it.page.getByRole("button", { name: say(it.language, "searches.save"), exact: true }).click();
    await it.page.locator("#search-name").fill(name);
    await it.page.getByRole("dialog").getByRole("button", { name: say(it.language, "searches.keep"), exact: true }).click();
    await it.page.getByText(say(it.language, "searches.saved")).waitFor();
    await it.page.goto(`${it.counter.address}/notices`);
    const row = it.page.getByRole("row").filter({ hasText: name });
    await row.locator(`a[href="/registers/${register}?${query}"]`).waitFor();
    if (narrowed.state) await row.getByText(declarationOf(register).states[narrowed.state].label[it.language]).waitFor();
  },

  // What is typed to name a record stays when its list is closed.
  async typesAndEscapes(it, register, path, text) {
    await it.page.goto(`${it.counter.address}/registers/${register}/new`);
    const field = it.page.locator(`[id="root_${path}"]`);
    await field.fill(text);
    await field.press("Escape");
    assert.equal(await field.inputValue(), text);
  },

  async changes(it, name, changed) {
    await it.open(name);
    await it.page.getByRole("button", { name: say(it.language, "records.change"), exact: true }).click();
    await fill(it.page, it.language, await it.form(it.record(name).register), it.resolved(changed));
    await it.keep();
    await it.page.getByRole("button", { name: say(it.language, "form.keep") }).waitFor({ state: "detached" });
  },

  // Refused as it is kept, with what is wrong.
  async cannotKeep(it, name, changed, told) {
    await it.open(name);
    await it.page.getByRole("button", { name: say(it.language, "records.change"), exact: true }).click();
    await fill(it.page, it.language, await it.form(it.record(name).register), it.resolved(changed));
    await it.keep();
    await it.page.getByRole("alert").filter({ hasText: told }).waitFor();
    await it.page.getByRole("button", { name: say(it.language, "records.cancel"), exact: true }).click();
  },

  // Kept all the same, with what the rules warn of.
  async isWarned(it, ...texts) {
    const told = it.page.getByRole("alert").filter({ hasText: say(it.language, "registers.warned") });
    await told.waitFor();
    for (const text of texts) await told.getByText(text).waitFor();
    await told.locator(".ant-notification-notice-close").or(it.page.locator(".ant-notification-notice-close")).first().click();
  },

  async attaches(it, name, path, file) {
    await it.open(name);
    const { register } = it.record(name);
    await it.page.getByRole("button", { name: say(it.language, "records.change"), exact: true }).click();
    const own = `root_${path}`;
    const title = labelOf(register, path, it.language);
    const input = it.page.locator(`input[type=file][id="${own}"]`);
    if ((await input.count()) === 0) {
      await it.page.locator(".content-form").getByRole("combobox", { name: new RegExp(`^${say(it.language, "form.add")}`) }).last().click();
      await it.page.keyboard.type(title);
      await it.page.keyboard.press("Enter");
    }
    await input.setInputFiles({ name: file, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF\n") });
    await it.page.getByRole("button", { name: new RegExp(`^${say(it.language, "registers.giveFile")}`) }).filter({ hasText: say(it.language, "registers.otherFile") }).waitFor();
    await it.keep();
    await it.page.getByRole("button", { name: say(it.language, "form.keep") }).waitFor({ state: "detached" });
  },

  // `why`: paths that want a value, and numbers of guards whose texts stand below the button.
  async cannot(it, name, transition, ...why) {
    await it.open(name);
    const button = it.button(name, transition);
    await button.waitFor();
    assert.ok(await button.isDisabled(), `${transition} is open`);
    const { register, declared } = it.record(name);
    for (const reason of why) {
      const guard = declared.transitions[transition].guards?.[reason]?.text[it.language];
      const told = guard ? beginOf(guard) : say(it.language, "registers.isWanted", { title: labelOf(register, reason, it.language) });
      await it.page.getByText(told).first().waitFor();
    }
  },

  // Who decides hears the reviewers first.
  async cannotYet(it, name, transition, given, wanted) {
    await deeds.cannot(it, name, transition);
    const numbers = { en: `${given} of ${wanted}`, ja: `${given}／${wanted}`, zh: `${given}/${wanted}` };
    await it.page.locator(`#why-${transition}`).getByText(numbers[it.language]).waitFor();
  },

  async makes(it, name, transition, reason) {
    await it.open(name);
    const { declared } = it.record(name);
    const { label, to, effects = [] } = declared.transitions[transition];
    await it.button(name, transition).click();
    if (reason) await it.page.locator("#reason").fill(reason);
    if (reason || effects.some(({ erase }) => erase)) {
      await it.page.getByRole("dialog").getByRole("button", { name: label[it.language], exact: true }).click();
    }
    await it.page.getByText(say(it.language, "registers.done", { label: label[it.language] })).waitFor();
    await it.state(name, to).waitFor();
  },

  async isOffered(it, name, ...transitions) {
    await it.open(name);
    for (const transition of transitions) await it.button(name, transition).waitFor();
  },

  // What one may not do has no button, nor is the record one's own to change.
  async isNotOffered(it, name, ...transitions) {
    await it.open(name);
    for (const transition of transitions) assert.equal(await it.button(name, transition).count(), 0, `${it.who} may ${transition}`);
  },

  async finds(it, name, state) {
    await it.open(name);
    await it.state(name, state).waitFor();
  },

  async reads(it, name, ...texts) {
    await it.open(name);
    for (const text of texts) await it.page.getByText(text).first().waitFor();
  },

  async misses(it, name, ...texts) {
    await it.open(name);
    for (const text of texts) assert.equal(await it.page.getByText(text).count(), 0, `${it.who} sees ${text}`);
  },

  // Neither the page nor the list has it.
  async isShutOut(it, name) {
    const { register, path, number } = it.record(name);
    await it.page.goto(it.counter.address + path);
    await it.page.getByRole("alert").first().waitFor();
    assert.equal(await it.page.getByRole("tab").count(), 0, `${it.who} sees ${name}`);
    await it.page.goto(`${it.counter.address}/registers/${register}`);
    await it.page.getByRole("table").or(it.page.getByRole("alert")).first().waitFor();
    assert.equal(await it.page.locator(`a[href$="${path.split("/").pop()}"]`).count(), 0, `${it.who} lists ${number}`);
  },

  async lists(it, name) {
    const { register, path } = it.record(name);
    await it.page.goto(`${it.counter.address}/registers/${register}`);
    await it.page.locator(`a[href="${path}"]`).first().waitFor();
  },

  // The bell leads to the record that a notice is about.
  async hears(it, name, told) {
    await it.page.goto(`${it.counter.address}/notices`);
    const { path } = it.record(name);
    await it.page.locator(`.notices a[href="${path}"]`).filter({ hasText: told ?? "" }).first().click();
    await it.page.waitForURL((url) => url.pathname === path);
  },

  async consents(it, name, consent, isGiven = true) {
    await it.open(name);
    const label = it.record(name).declared.consents[consent].label[it.language];
    const given = it.page.getByRole("switch", { name: label, checked: isGiven });
    await it.page.getByRole("switch", { name: label }).click();
    await given.waitFor();
  },

  async names(it, name, ...reviewers) {
    await it.open(name);
    await it.page.getByRole("combobox", { name: say(it.language, "registers.reviewers") }).click();
    for (const reviewer of reviewers) await it.page.locator(".ant-select-item-option").filter({ hasText: reviewer }).click();
    await it.page.keyboard.press("Escape");
    await it.page.getByRole("button", { name: say(it.language, "registers.nameReviewers") }).click();
    await it.page.getByText(say(it.language, "form.kept")).waitFor();
  },

  async opines(it, name, scores, text) {
    await it.open(name);
    for (const [criterion, points] of Object.entries(scores)) await it.page.locator(`#score-${criterion}`).fill(String(points));
    await it.page.locator("#opinion").fill(text);
    await it.page.getByRole("button", { name: say(it.language, "registers.giveOpinion") }).click();
    await it.page.getByText(say(it.language, "form.kept")).waitFor();
  },

  async cannotOpine(it, name) {
    await it.open(name);
    assert.equal(await it.page.locator("#opinion").count(), 0, `${it.who} may give an opinion`);
  },

  async matches(it, name, fitting) {
    await it.open(name);
    await it.tab("registers.tab.matches").click();
    await it.page.locator(`a[href="${it.record(fitting).path}"]`).first().waitFor();
  },

  // The conditions of a record, judged for one's own: how many are met, what is missing and how to get it.
  async fits(it, name, met, of, ...texts) {
    await it.open(name);
    await it.tab("registers.tab.fits").click();
    const told = met === of ? say(it.language, "registers.eligible") : say(it.language, "registers.notEligible", { met, of });
    await it.page.getByText(told).waitFor();
    for (const text of texts) await it.page.getByText(text).first().waitFor();
  },

  // Of all records those that apply to one's own come first; `lacking` conditions are missing for this one.
  async applies(it, name, lacking) {
    const { register, number } = it.record(name);
    await it.page.goto(`${it.counter.address}/registers/${register}?view=applicable`);
    const told = lacking === 0 ? say(it.language, "registers.applies") : say(it.language, "registers.lacks", { count: lacking });
    await it.page.locator(".ant-collapse-item").filter({ hasText: told }).first().click();
    assert.ok(number);
    await it.page.locator(`a[href="${it.record(name).path}"]`).waitFor();
  },

  async isDue(it, name, deadline) {
    const { register, path, declared } = it.record(name);
    await it.page.goto(`${it.counter.address}/registers/${register}?view=calendar`);
    // Dates of a list's items are called by the list.
    await it.page.locator(".ant-segmented").getByText(say(it.language, "registers.calendarAs.list"), { exact: true }).click();
    const label = declared.deadlines?.[deadline]?.label[it.language] ?? labelOf(register, deadline.split(".")[0], it.language);
    await it.page.locator("main").filter({ has: it.page.locator(`a[href="${path}"]`) }).filter({ hasText: new RegExp(literal(label)) }).waitFor();
  },

  async onBoard(it, name) {
    const { register, path } = it.record(name);
    await it.page.goto(`${it.counter.address}/registers/${register}?view=board`);
    await it.page.locator(`.board a[href="${path}"]`).waitFor();
  },

  // Figures of a register: rows of the tables that stand below its charts.
  async counts(it, register, ...rows) {
    await it.page.goto(`${it.counter.address}/registers/${register}?view=charts`);
    for (const row of rows) await it.page.getByRole("row").filter({ hasText: row }).first().waitFor();
  },

  // What stands in a chart's section can be taken along; the file has something in it.
  async takes(it, register, format) {
    await it.page.goto(`${it.counter.address}/registers/${register}?view=charts`);
    const waits = it.page.waitForEvent("download");
    const [before] = say(it.language, "registers.takeAs", { format, title: "\n" }).split("\n");
    await it.page.getByRole("button", { name: new RegExp(`^${literal(before)}`) }).first().click();
    const download = await waits;
    assert.match(download.suggestedFilename(), new RegExp(`^${register}-.*\\.${format.toLowerCase()}$`));
    assert.ok(statSync(await download.path()).size > 40, `${format} of ${register} is empty`);
  },

  async cannotSeeFigures(it, register) {
    await it.page.goto(`${it.counter.address}/registers/${register}?view=charts`);
    await it.page.getByText(say(it.language, "registers.figuresOfMembers")).waitFor();
  },

  async searches(it, words, name) {
    await it.page.goto(`${it.counter.address}/registers`);
    await it.page.getByRole("combobox", { name: say(it.language, "registers.searchAll") }).fill(words);
    await it.page.keyboard.press("Enter");
    await it.page.locator("main").locator(`a[href="${it.record(name).path}"]`).first().waitFor();
  },

  // What has some of the words may be found; what one must not see is not.
  async searchesInVain(it, words, name) {
    await it.page.goto(`${it.counter.address}/registers?q=${encodeURIComponent(words)}`);
    await it.page.locator("main").getByRole("status").first().waitFor();
    assert.equal(await it.page.locator(`a[href="${it.record(name).path}"]`).count(), 0, `${it.who} finds ${name}`);
  },

  // The sheet of the month in which a date falls, which one leafs to.
  async leafs(it, name, date) {
    const { register, path } = it.record(name);
    await it.page.goto(`${it.counter.address}/registers/${register}?view=calendar`);
    await it.page.locator(".ant-segmented").getByText(say(it.language, "registers.calendarAs.sheet")).click();
    const cell = it.page.locator(".month-grid td").filter({ has: it.page.locator(`time[datetime="${date}"]`) });
    for (let months = 0; months < 40 && (await cell.count()) === 0; months++)
      await it.page.getByRole("button", { name: say(it.language, "registers.monthAfter") }).click();
    await cell.locator(`a[href="${path}"]`).first().waitFor();
  },

  async goes(it, path) {
    await it.page.goto(it.counter.address + path);
    await it.page.getByRole("heading", { level: 1 }).waitFor();
  },

  // Looked over as it stands; and again on a telephone in the dark.
  async looks(it, name) {
    const { page, language } = it;
    await it.counter.lookOver(`${name}-${language}`, page);
    const size = page.viewportSize();
    await page.evaluate(() => localStorage.setItem("light", "dark"));
    await page.setViewportSize(phone.viewport);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await it.counter.lookOver(`${name}-${language}-phone`, page);
    await page.evaluate(() => localStorage.removeItem("light"));
    await page.setViewportSize(size);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
  },
};

// `languages`: who comes, and in which language.
export const walk = ({ sentence, languages, steps }) => ({
  sentence: `${sentence} (${Object.entries(languages).map((pair) => pair.join(" ")).join(", ")})`,
  walk: async (counter) => {
    const walker = new Walker(counter, languages);
    for (const [index, step] of steps.entries())
      await walker.row(step).catch((error) => {
        throw new Error(`step ${index + 1}, ${JSON.stringify(step)}: ${error.message.split("\n").slice(0, 4).join(" ")}`);
      });
  },
});
