// SPDX-License-Identifier: Apache-2.0
// Held to a real deal: each of its documents is made anew from the others, and compared with what it says.
import type { RJSFSchema } from "@rjsf/utils";
import { expect, test } from "vitest";

import type { Content, RegisterForm } from "../api/records";
import { unasked } from "./facts";
import { filledFrom, fitted, type Source } from "./fill";

const files = import.meta.glob<any>("../../../registers/**/*.json", { eager: true, import: "default" });
const load = (path: string) => files[`../../../registers/${path}`];
const glossary: Record<string, RJSFSchema> = load("glossary/schema.json").$defs;

// As the server's form has it: without references.
function resolved(schema: RJSFSchema): RJSFSchema {
  const base = schema.$ref ? { ...glossary[schema.$ref.split("/").pop()!], ...schema } : schema;
  if (base.type === "array") return { ...base, items: resolved(base.items as RJSFSchema) };
  if (!base.properties) return base;
  const members = Object.entries(base.properties).map(([name, member]) => [name, resolved(member as RJSFSchema)]);
  return { type: "object", properties: Object.fromEntries(members) };
}

function formOf(name: string): RegisterForm {
  const declared = load(`${name}/register.json`);
  return { name, title: name, id: name, declared, schema: resolved(load(`${name}/schema.json`)) };
}

// The documents of the deal from Dalian to Osaka, as sound as they should be.
const examples: Record<string, string> = {
  "purchase-order": "dalian-osaka",
  "letter-of-credit": "bearings-dalian-osaka",
  booking: "dalian-osaka",
  "shipping-instruction": "dalian-osaka",
  "commercial-invoice": "dalian-osaka",
  "packing-list": "dalian-osaka",
  "bill-of-lading": "dalian-osaka",
  "certificate-of-origin": "dalian-osaka",
  "insurance-certificate": "bearings-dalian-osaka",
};

const documents = Object.entries(examples).map(([register, example]): Source => {
  const { $schema: _, ...content } = load(`${register}/examples/${example}.json`) as Content;
  return { register, number: String(content.id), content };
});

const others = (...without: string[]) => documents.filter(({ register }) => !without.includes(register));

function leaves(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, member]) => leaves(member, path ? `${path}.${name}` : name));
}

// What the cross-check would have left out again is not put in.
const isUnasked = (name: string, path: string) => (unasked[name] ?? []).some((place) => path === place || path.startsWith(`${place}.`));

const isText = (value: unknown) => String(value).length > 3; // shorter ones are equal by chance
const textsOf = (content: unknown) => leaves(content).map(([, value]) => String(value));

// What stands elsewhere too and is a document's own all the same: its number, days, sums and signature; where
// it was made; who made the goods, asked for a booking, or packed what into which box: others do not say it.
const own =
  /^id$|[dD]ate$|^(totals|taxes|amount|authentication|exporterDeclaration|certification|issueLocation|requester|freightForwarder|handlingUnits|documents|requestedEquipment|fullReturnLocation|seller.contact)\b|producer|carrier|equipmentId|(issuer|insurer|Agent).postalAddress/;

test.each(Object.keys(examples))("%s: nothing is typed twice", (name) => {
  const known = new Set(others(name).flatMap(({ content }) => textsOf(content)));
  const filled = new Set(leaves(filledFrom(formOf(name), others(name))).map(([path]) => path));
  const written = leaves(documents.find(({ register }) => register === name)!.content);
  const again = written.filter(([path, value]) => isText(value) && known.has(String(value)) && !filled.has(path) && !own.test(path) && !isUnasked(name, path));
  expect(again).toEqual([]);
});

// Where the deal's documents put the same in different words, the writer chose others than we.
const otherWords = /postalAddress|(loading|discharge)Location.name|description|^goodsItems/;

test.each(Object.keys(examples))("%s: what is filled in is what its writer wrote", (name) => {
  const written = new Map(leaves(documents.find(({ register }) => register === name)!.content));
  const filled = leaves(filledFrom(formOf(name), others(name))).filter(([path]) => written.has(path));
  expect(filled.filter(([path, value]) => written.get(path) !== value && !otherWords.test(path))).toEqual([]);
  expect(filled.length).toBeGreaterThan(15);
});

test("an invoice is not given the vessel, nor a packing list the terms of delivery", () => {
  const paths = (name: string) => leaves(filledFrom(formOf(name), others(name))).map(([path]) => path);
  expect(paths("commercial-invoice").filter((path) => /transportMeans|journeyId/.test(path))).toEqual([]);
  expect(paths("commercial-invoice")).toContain("transport.loadingLocation.name");
  expect(paths("packing-list").filter((path) => path.startsWith("tradeTerms"))).toEqual([]);
});

test("of several descriptions of a party that agree the fullest is made, and others are left alone", () => {
  const form = { ...formOf("packing-list") };
  const order = (seller: Content): Source => ({ register: "purchase-order", content: { seller } });
  const name = "A Ltd";
  expect(filledFrom(form, [order({ name }), order({ name, registrationId: "1" })]).consignor).toEqual({ name, registrationId: "1" });
  expect(filledFrom(form, [order({ name }), order({ name: "B Ltd", registrationId: "2" })]).consignor).toEqual({ name });
});

test("a bank to whose order the goods go is no buyer", () => {
  const bill: Source = { register: "bill-of-lading", content: { toOrder: true, consignee: { name: "To order of a bank" } } };
  expect(filledFrom(formOf("packing-list"), [bill]).consignee).toBeUndefined();
  expect(filledFrom(formOf("sea-waybill"), [bill])).not.toHaveProperty("importer");
});

test("what the schema has no place for is not taken over", () => {
  const party = { type: "object", properties: { name: { type: "string" } } } as const;
  expect(fitted({ vatId: "1" }, party)).toBeUndefined();
  expect(fitted(["text"], { type: "array", items: party })).toBeUndefined();
});
