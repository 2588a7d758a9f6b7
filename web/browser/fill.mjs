// SPDX-License-Identifier: Apache-2.0
// A form of a register is filled in as people do it: each term by the field that the page has for it.
//
//     content ─► groups and lists that are added by name ─► fields by their kinds
import { say } from "./words.mjs";

const group = (page, id) => (id === "root" ? page.locator(".content-form") : page.locator(`[id="${id}"]`));
const field = (page, id) => page.locator(`[id="${id}"]`);
const select = (page, id) => page.locator(".ant-select").filter({ has: field(page, id) }).last(); // what was chosen lies over its field
const options = (page) => page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option");
// Of one field: the list of the one before may still be closing.
const optionsOf = (page, id) => page.locator(".ant-select-dropdown").filter({ has: page.locator(`[id="${id}_list"]`) }).locator(".ant-select-item-option");

// The last list of names in a group is its own: those of groups within it come before.
async function addTerm(page, language, id, title) {
  await group(page, id).getByRole("combobox", { name: new RegExp(`^${say(language, "form.add")}`) }).last().click();
  await page.keyboard.type(title);
  await options(page).filter({ hasText: title }).and(page.getByTitle(title, { exact: true })).first().click();
}

async function choose(page, id, label) {
  await select(page, id).click();
  await optionsOf(page, id).and(page.getByTitle(label, { exact: true })).click();
}

async function chooseCode(page, id, code) {
  await select(page, id).click();
  await page.keyboard.type(code);
  await optionsOf(page, id).filter({ hasText: new RegExp(`^${code} `) }).first().click();
}

async function chooseRecord(page, id, number) {
  await field(page, id).fill(number);
  await optionsOf(page, id).filter({ hasText: number }).first().click();
}

const nameOf = ({ enum: choices, enumNames }, value) => enumNames?.[choices.indexOf(value)] ?? value;

function fillLeaf(page, id, term, value, refers) {
  if (value === null) return field(page, id).fill("");
  if (term.type === "boolean") return field(page, id).setChecked(value);
  if (term.enum) return choose(page, id, nameOf(term, value));
  if (term.codes) return chooseCode(page, id, value);
  return refers ? chooseRecord(page, id, value) : field(page, id).fill(String(value));
}

// `refers` tells whether a path names a record, which the form then offers.
export async function fill(page, language, form, content, id = "root", path = "") {
  for (const [name, value] of Object.entries(content)) {
    const term = form.properties[name];
    const own = `${id}_${name}`;
    const below = path ? `${path}.${name}` : name;
    if (!term) throw new Error(`the form has no ${below}`);
    if (term.type === "array") {
      const add = group(page, id).getByRole("button", { name: say(language, "form.addItem", { title: term.title }), exact: true });
      if ((await add.count()) === 0) await addTerm(page, language, id, term.title);
      for (const [index, item] of value.entries()) {
        if ((await field(page, `${own}_${index}`).count()) === 0) await add.click();
        await field(page, `${own}_${index}`).waitFor();
        await fill(page, language, { ...form, properties: term.items.properties }, item, `${own}_${index}`, below);
      }
      continue;
    }
    if ((await field(page, own).count()) === 0) await addTerm(page, language, id, term.title);
    await field(page, own).waitFor();
    if (term.type === "object") await fill(page, language, { ...form, properties: term.properties }, value, own, below);
    else await fillLeaf(page, own, term, value, form.refers[below]);
  }
}
