// SPDX-License-Identifier: Apache-2.0
// Terms of business content by their paths: "seller.postalAddress.cityName", lists without [].
import type { RJSFSchema } from "@rjsf/utils";

export function memberOf(schema: RJSFSchema | undefined, name: string): RJSFSchema | undefined {
  const group = schema?.type === "array" ? (schema.items as RJSFSchema) : schema;
  return group?.properties?.[name] as RJSFSchema | undefined;
}

// The term of a path; none where the schema does not know it.
export function termOf(schema: RJSFSchema, path: string): RJSFSchema | undefined {
  return path.split(".").reduce<RJSFSchema | undefined>(memberOf, schema);
}

// The path of the term that a standard numbers so ("BT-2"); none where the schema has it not.
export function nameOfTerm(schema: RJSFSchema, number: string, above = ""): string | undefined {
  const group = schema.type === "array" ? (schema.items as RJSFSchema) : schema;
  for (const [name, member] of Object.entries(group.properties ?? {})) {
    const term = member as RJSFSchema & { term?: string };
    const path = term.term === number ? above + name : nameOfTerm(term, number, `${above}${name}.`);
    if (path !== undefined) return path;
  }
  return undefined;
}

const LONG_FROM = 1000; // characters; names and titles have 200

export const isLong = (schema: RJSFSchema | undefined) =>
  schema?.type === "string" && !schema.format && !schema.enum && (schema.maxLength ?? 0) >= LONG_FROM;

const YEAR_MIN = 1000; // what can't be less is a year and not an amount

export const isYear = (term: RJSFSchema | undefined) => (term?.minimum ?? 0) >= YEAR_MIN;

export const showAmount = (value: number, language: string) => new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(value);

// A number of the content as text, in the reader's writing; none where it is none, or would lose digits.
export function amountOf(term: RJSFSchema | undefined, text: string, language: string): string | undefined {
  const isNumber = term?.type === "number" || term?.type === "integer";
  return isNumber && !isYear(term) && String(Number(text)) === text ? showAmount(Number(text), language) : undefined;
}

// "Seller: Name"; what the schema does not know keeps its name.
export function titleOf(schema: RJSFSchema, path: string): string {
  let here: RJSFSchema | undefined = schema;
  const titles = path.split(".").map((name) => {
    here = memberOf(here, name);
    return here?.title ?? name;
  });
  return titles.slice(-2).join(": ");
}
