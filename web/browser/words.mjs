// SPDX-License-Identifier: Apache-2.0
// What the pages say, in each language: their own texts, and the declarations of registers.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./counter.mjs";

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf-8"));
const texts = Object.fromEntries(["en", "ja", "zh"].map((language) => [language, read(`web/src/i18n/${language}.json`)]));

export function say(language, key, values = {}) {
  const text = key.split(".").reduce((here, name) => here[name], texts[language]);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}

export const declarationOf = (register) => read(`registers/${register}/register.json`);
export const exampleOf = (register, name) => read(`registers/${register}/examples/${name}.json`);
export const labelOf = (register, path, language) => read(`registers/${register}/labels.${language}.json`)[path];
