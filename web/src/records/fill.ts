// SPDX-License-Identifier: Apache-2.0
// What a new document can take over from the other documents of its deal, so that nothing is typed twice.
//
// Taken over are: numbers by which the register refers to the others, parties by the part they have,
// and groups that have the same name in both. Numbers, dates and sums of a document are its own.
import type { RJSFSchema } from "@rjsf/utils";

import type { Content, RegisterForm } from "../api/records";

export interface Source {
  register: string;
  number?: string; // by which others refer to it
  content: Content;
}

// One party by its different parts: who sells consigns, exports, and is paid under the credit.
const parts = [
  ["seller", "consignor", "exporter", "beneficiary", "shipper"],
  ["buyer", "consignee", "importer", "applicant"],
];

// Groups that describe the deal and not the document.
const shared = ["tradeTerms", "transportMovements", "equipment", "carrier", "freightForwarder", "placeOfReceipt", "placeOfDelivery", "notifyParties", "letterOfCreditId", "bookingId", "marks"];

// What of a value the schema has a place for; undefined where nothing is left.
export function fitted(value: unknown, schema: RJSFSchema | undefined): unknown {
  if (!schema || value === undefined || value === null) return undefined;
  if (schema.type === "array") {
    if (!Array.isArray(value)) return undefined;
    const items = value.map((item) => fitted(item, schema.items as RJSFSchema)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (schema.type === "object") {
    if (typeof value !== "object" || Array.isArray(value)) return undefined;
    const members = Object.entries(value)
      .map(([name, member]) => [name, fitted(member, schema.properties?.[name] as RJSFSchema)] as const)
      .filter(([, member]) => member !== undefined);
    return members.length > 0 ? Object.fromEntries(members) : undefined;
  }
  return typeof value === schema.type ? value : undefined;
}

function put(content: Content, path: string, value: string, schema: RJSFSchema) {
  const [name = "", ...rest] = path.split(".");
  const term = schema.properties?.[name] as RJSFSchema | undefined;
  const group = rest.reduceRight<unknown>((below, step) => ({ [step]: below }), value);
  const taken = fitted(term?.type === "array" ? [group] : group, term);
  if (taken !== undefined) content[name] ??= taken;
}

export function filledFrom(form: RegisterForm, sources: Source[]): Content {
  const content: Content = {};
  for (const [path, register] of Object.entries(form.declared.references ?? {})) {
    const referred = sources.find((source) => source.register === register && source.number);
    if (referred) put(content, path, referred.number!, form.schema);
  }
  for (const name of Object.keys(form.schema.properties ?? {})) {
    const term = form.schema.properties![name] as RJSFSchema;
    const alike = parts.find((part) => part.includes(name)) ?? (shared.includes(name) ? [name] : []);
    for (const other of [name, ...alike].filter((own) => alike.includes(own)))
      for (const source of sources) {
        const taken = fitted(source.content[other], term);
        if (taken !== undefined) content[name] ??= taken;
      }
  }
  return content;
}
