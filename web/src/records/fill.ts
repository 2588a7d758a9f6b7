// SPDX-License-Identifier: Apache-2.0
// What a new document can take over from the other documents of its deal, so that nothing is typed twice.
//
//     documents of the deal ─► facts (facts.ts) ─► what the new one's schema has a place for
//
// Documents that say most of the same things are asked first. A document's own number, dates and clauses
// are its own; what was taken over is looked over by its writer, and compared by the server.
import type { RJSFSchema } from "@rjsf/utils";

import type { Content, RegisterForm } from "../api/records";
import { beside, facts, follows, goods, goodsFacts, synonyms, unasked } from "./facts";
import { termOf } from "./form/terms";

export interface Source {
  register: string;
  number?: string; // by which others refer to it
  content: Content;
}

// What of a value the schema has a place for; undefined where nothing is left. One of a list is its first.
export function fitted(value: unknown, schema: RJSFSchema | undefined): unknown {
  if (!schema || value === undefined || value === null) return undefined;
  if (schema.type === "array") {
    const all = Array.isArray(value) ? value : [value];
    const items = all.map((item) => fitted(item, schema.items as RJSFSchema)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (Array.isArray(value)) return fitted(value[0], schema);
  if (schema.type === "object") {
    if (typeof value !== "object") return undefined;
    const members = Object.entries(value)
      .map(([name, member]) => [name, fitted(member, schema.properties?.[name] as RJSFSchema)] as const)
      .filter(([, member]) => member !== undefined);
    return members.length > 0 ? Object.fromEntries(members) : undefined;
  }
  return typeof value === schema.type ? value : undefined;
}

function read(content: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((here, name) => {
    const group = Array.isArray(here) ? here[0] : here;
    return typeof group === "object" && group !== null ? (group as Content)[name] : undefined;
  }, content);
}

// The same without a schema, and without lists.
function lay(content: Content, path: string, value: unknown) {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) content[name] ??= value;
  else if (content[name] === undefined) content[name] = rest.reduceRight<unknown>((below, step) => ({ [step]: below }), value);
}

// Puts it where nothing is yet; of a list, into its first item.
function put(content: Content, path: string, value: unknown, schema: RJSFSchema) {
  const [name = "", ...rest] = path.split(".");
  const term = schema.properties?.[name] as RJSFSchema | undefined;
  if (!term) return;
  if (rest.length === 0) {
    content[name] ??= value;
    return;
  }
  const isList = term.type === "array";
  const group = (content[name] ??= isList ? [{}] : {}) as Content | Content[];
  put(Array.isArray(group) ? group[0]! : group, rest.join("."), value, (isList ? term.items : term) as RJSFSchema);
}

// A group of which nothing is left goes, too.
function drop(content: Content, path: string) {
  const [name = "", ...rest] = path.split(".");
  const group = content[name];
  if (rest.length > 0 && isGroup(group)) drop(group, rest.join("."));
  if (rest.length === 0 || (isGroup(group) && Object.keys(group).length === 0)) delete content[name];
}

const isGroup = (value: unknown): value is Content => typeof value === "object" && value !== null && !Array.isArray(value);

// Whether what both say of the same is the same: then they speak of the same party, place or voyage.
function agree(one: Content, other: Content): boolean {
  return Object.entries(other).every(([name, value]) => {
    const own = one[name];
    if (own === undefined) return true;
    return isGroup(own) && isGroup(value) ? agree(own, value) : JSON.stringify(own) === JSON.stringify(value);
  });
}

function joined(one: Content, other: Content): Content {
  const members = Object.entries(other).map(([name, value]) => {
    const own = one[name];
    return [name, own === undefined ? value : isGroup(own) && isGroup(value) ? joined(own, value) : own];
  });
  return { ...one, ...Object.fromEntries(members) };
}

// A party's members by all their names; the schema takes those that it knows.
function inAllWords(value: unknown): unknown {
  if (!isGroup(value)) return value;
  const all: Content = { ...value };
  for (const [one, other] of synonyms) {
    const said = read(value, one) ?? read(value, other);
    if (said !== undefined) for (const path of [one, other]) lay(all, path, said);
  }
  return all;
}

// The first of the documents that says it at the first of the places, which the schema can take. What the
// others say more of it is added, as long as they agree.
function find(contents: unknown[], places: string[], schema: RJSFSchema | undefined): unknown {
  const all = places.flatMap((place) => contents.map((content) => fitted(inAllWords(read(content, place)), schema))).filter((value) => value !== undefined);
  const [first, ...others] = all;
  if (!isGroup(first)) return first;
  return others.filter(isGroup).reduce((value, other) => (agree(value, other) ? joined(value, other) : value), first);
}

function takeFacts(content: Content, schema: RJSFSchema, contents: unknown[], rows: string[][]) {
  for (const row of rows)
    for (const place of row) {
      const term = termOf(schema, place);
      const value = term && find(contents, [place, ...row.filter((other) => other !== place)], term);
      if (value === undefined) continue;
      put(content, place, value, schema);
      for (const [path, constant] of Object.entries(beside[place] ?? {})) put(content, path, constant, schema);
    }
}

// A consignee "to order" is a bank, and no buyer, but to who can say so himself.
function partiesOf({ content }: Source, schema: RJSFSchema): Content {
  return content.toOrder === true && !termOf(schema, "toOrder") ? { ...content, consignee: undefined } : content;
}

// Each of the goods from all documents that list as many.
function takeGoods(content: Content, schema: RJSFSchema, contents: Content[]) {
  const name = goods.find((list) => (schema.properties?.[list] as RJSFSchema | undefined)?.type === "array");
  if (!name) return;
  const lists = contents.flatMap((other) => goods.map((list) => other[list])).filter((list): list is Content[] => Array.isArray(list));
  const most = lists[0]?.length ?? 0;
  const alike = lists.filter((list) => list.length === most);
  const item = (schema.properties![name] as RJSFSchema).items as RJSFSchema;
  content[name] = Array.from({ length: most }, (_, index) => {
    const one: Content = {};
    takeFacts(one, item, alike.map((list) => list[index]), goodsFacts);
    return one;
  });
  if (most === 0) delete content[name];
}

// Numbers by which the register refers to the others, and their dates; on each of the goods where it says so.
function takeReferences(content: Content, form: RegisterForm, sources: Source[]) {
  for (const [path, register] of Object.entries(form.declared.references ?? {})) {
    const referred = sources.find((source) => source.register === register && source.number);
    const [list = "", ...rest] = path.split(".");
    const isGoods = goods.includes(list) && Array.isArray(content[list]);
    if (!referred || !termOf(form.schema, path)) continue;
    const schema = isGoods ? ((form.schema.properties![list] as RJSFSchema).items as RJSFSchema) : form.schema;
    const place = isGoods ? rest.join(".") : path;
    for (const group of isGoods ? (content[list] as Content[]) : [content]) {
      put(group, place, referred.number, schema);
      const date = place.replace(/\.id$/, ".issueDate");
      if (date !== place && referred.content.issueDate && termOf(schema, date)) put(group, date, referred.content.issueDate, schema);
    }
  }
}

function common(form: RegisterForm, source: Source): number {
  return Object.keys(form.schema.properties ?? {}).filter((name) => name in source.content).length;
}

export function filledFrom(form: RegisterForm, sources: Source[]): Content {
  const content: Content = {};
  const nearest = [...sources].sort((a, b) => common(form, b) - common(form, a));
  const contents = nearest.map((source) => partiesOf(source, form.schema));
  takeGoods(content, form.schema, contents);
  takeFacts(content, form.schema, contents, facts);
  takeReferences(content, form, nearest);
  for (const [place, from] of Object.entries(follows)) {
    const term = termOf(form.schema, place);
    const value = term && find(contents, from, term);
    if (value !== undefined) put(content, place, value, form.schema);
  }
  for (const place of unasked[form.name] ?? []) drop(content, place);
  return content;
}
