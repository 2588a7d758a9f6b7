// SPDX-License-Identifier: Apache-2.0
// What a record has at a path, as people read it: codes, choices and days by their names, references as links.
import { createContext, Fragment, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { NamedRecord, RegisterPages, SeenRecord } from "../api/registers";
import { showDay } from "../app/moment";
import { isYear, showAmount, termOf } from "../records/form/terms";
import { Value } from "../records/Value";
import { StateTag } from "./StateTag";
import { addressOf, valuesAt } from "./words";

export const NamedRecords = createContext<NamedRecord[]>([]); // by the record that is shown

// A record is called by its headline; what the reader may not see keeps its number.
function Reference({ register, number }: { register: string; number: string }) {
  const named = useContext(NamedRecords).find((one) => one.register === register && one.number === number);
  const name = named?.headline || number;
  if (register === "organisation") return <span title={number}>{name}</span>;
  if (!named?.organisation || !named.id) return <>{name}</>;
  return (
    <Link to={addressOf({ register, organisation: named.organisation, id: named.id })} title={number}>
      {name}
    </Link>
  );
}

export function Scalar({ form, path, value }: { form: RegisterPages; path: string; value: unknown }) {
  const { t, i18n } = useTranslation();
  const refers = form.declared.fields?.[path]?.refers ?? form.declared.references?.[path];
  if (typeof value === "boolean") return <>{t(value ? "registers.yes" : "registers.no")}</>;
  if (typeof value === "number" && !isYear(termOf(form.schema, path)))
    return <>{showAmount(value, i18n.language)}</>;
  if (typeof value === "object") return null;
  const group = form.declared.fields?.[path]?.labels;
  if (group) return <>{String(value).split(", ").map((name) => termOf(form.schema, `${group}.${name}`)?.title ?? name).join(" · ")}</>;
  if (refers) return <Reference register={refers} number={String(value)} />;
  return <Value schema={form.schema} path={path} value={String(value)} />;
}

// "_.state" is the window's own.
const ofWindow = {
  "_.number": ({ number, id }: SeenRecord) => number ?? id,
  "_.owner": ({ organisation }: SeenRecord) => organisation,
  "_.created": ({ created }: SeenRecord, language: string) => showDay(created, language),
} as const;

export function Cell({ form, record, path }: { form: RegisterPages; record: SeenRecord; path: string }) {
  const { i18n } = useTranslation();
  if (path === "_.state") return <StateTag declared={form.declared} state={record.state} />;
  if (path in ofWindow) return <>{ofWindow[path as keyof typeof ofWindow](record, i18n.language)}</>;
  return (
    <NamedRecords.Provider value={record.named ?? []}>
      {valuesAt(record.content, path).map((value, index) => (
        <Fragment key={index}>
          {index > 0 && ", "}
          <Scalar form={form} path={path} value={value} />
        </Fragment>
      ))}
    </NamedRecords.Provider>
  );
}
