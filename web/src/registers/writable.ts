// SPDX-License-Identifier: Apache-2.0
// A form without what its writer cannot write: what is computed, and what is set by others.
//
// The server is the judge; a field that could only be refused need not be shown.
import type { RJSFSchema } from "@rjsf/utils";

import type { Role } from "../api/access";
import type { RegisterForm } from "../api/records";
import type { DeclaredField, RegisterPages } from "../api/registers";

function mayWrite({ compute, write }: DeclaredField, role: Role): boolean {
  if (compute !== undefined) return false;
  const outer: string[] = ["officer", "public"]; // what a writer who is no officer is not, or not alone
  return write === undefined || write.includes(role) || (role === "member" && write.some((word) => !outer.includes(word)));
}

export function writable(form: RegisterPages, role: Role): RegisterForm {
  const fields = form.declared.fields ?? {};
  const narrow = (schema: RJSFSchema, path: string): RJSFSchema => {
    if (schema.type === "array") return { ...schema, items: narrow(schema.items as RJSFSchema, path) };
    if (!schema.properties) return schema;
    const members = Object.entries(schema.properties).flatMap(([name, member]) => {
      const own = path ? `${path}.${name}` : name;
      const field = fields[own] ?? {};
      if (!mayWrite(field, role)) return [];
      const narrowed = narrow(member as RJSFSchema, own);
      const widget = field.attachment ? "file" : field.refers && field.refers !== "organisation" ? "reference" : undefined;
      return [[name, widget ? { ...narrowed, widget, refers: field.refers, path: own } : narrowed]];
    });
    const properties = Object.fromEntries(members);
    return { ...schema, properties, required: schema.required?.filter((name: string) => name in properties) };
  };
  return { ...form, schema: narrow(form.schema, "") } as RegisterForm;
}
