// SPDX-License-Identifier: Apache-2.0
// What a declaration calls things, in the reader's language; and what a record has at a path.
import type { RJSFSchema } from "@rjsf/utils";

import type { Content } from "../api/records";
import type { RegisterPages, SeenRecord, Words } from "../api/registers";
import { termOf, titleOf } from "../records/form/terms";

export const wordsIn = (words: Words | undefined, language: string): string | undefined => words?.[language as keyof Words] ?? words?.en;

// Of a list the values in all its items.
export function valuesAt(content: unknown, path: string): unknown[] {
  const [name = "", ...rest] = path.split(".");
  const all = Array.isArray(content) ? content : [content];
  const here = all.map((one) => (typeof one === "object" && one !== null ? (one as Content)[name] : undefined));
  const found = here.filter((value) => value !== undefined).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return rest.length === 0 ? found : valuesAt(found, rest.join("."));
}

// Where the declaration names none, it is the first text.
export function headlineOf({ declared, schema }: RegisterPages): string | undefined {
  const texts = Object.entries(schema.properties ?? {}).filter(([, term]) => (term as RJSFSchema).type === "string");
  return declared.headline ?? texts[0]?.[0];
}

export function nameOf(form: RegisterPages, record: SeenRecord): string {
  if (!record.content) return record.number ?? form.title; // it was erased
  const headline = headlineOf(form);
  const [name] = headline ? valuesAt(record.content, headline) : [];
  if (typeof name !== "string" || name === "") return record.number ?? record.id;
  const refers = headline && form.declared.fields?.[headline]?.refers; // called as what it names
  return (refers && record.named?.find((one) => one.register === refers && one.number === name)?.headline) || name;
}

// A list is called by its own name, its only member's would say the same.
export function columnTitle(schema: RJSFSchema, path: string): string {
  const [first = ""] = path.split(".");
  return termOf(schema, first)?.type === "array" ? termOf(schema, first)?.title ?? path : titleOf(schema, path);
}

export const addressOf = (record: { register: string; organisation: string; id: string }) =>
  `/registers/${record.register}/${record.organisation}/${encodeURIComponent(record.id)}`;
