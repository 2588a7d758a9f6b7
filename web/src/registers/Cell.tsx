// SPDX-License-Identifier: Apache-2.0
// What a record has at a path, as people read it: codes, choices and days by their names, references as links.
import { createContext, Fragment, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { RegisterPages, SeenRecord } from "../api/registers";
import { showDay } from "../app/moment";
import { Value } from "../records/Value";
import { useSession } from "../session/Session";
import { StateTag } from "./StateTag";
import { useNames } from "./useNames";
import { valuesAt } from "./words";

// A whole number like these is a year more often than an amount; there is no telling them apart.
const isYear = (value: number) => Number.isInteger(value) && value >= 1900 && value < 2200;

// By the name of what it names, where one may see that; its number is told to who points at it.
function Reference({ register, number }: { register: string; number: string }) {
  const { person } = useSession();
  const name = useNames([register])(register, number);
  if (!name && !person) return <>{number}</>;
  return (
    <Link to={`/registers/${register}?number=${encodeURIComponent(number)}`} title={name && number}>
      {name ?? number}
    </Link>
  );
}

// What organisations are called that the record at hand names.
export const OrganisationNames = createContext<Record<string, string> | undefined>(undefined);

export function Scalar({ form, path, value }: { form: RegisterPages; path: string; value: unknown }) {
  const organisations = useContext(OrganisationNames);
  const { t, i18n } = useTranslation();
  const refers = form.declared.fields?.[path]?.refers ?? form.declared.references?.[path];
  if (typeof value === "boolean") return <>{t(value ? "registers.yes" : "registers.no")}</>;
  if (typeof value === "number" && !isYear(value))
    return <>{new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 20 }).format(value)}</>;
  if (typeof value === "object") return null;
  if (refers === "organisation") return <span title={String(value)}>{organisations?.[String(value)] ?? String(value)}</span>;
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
    <OrganisationNames.Provider value={record.names}>
      {valuesAt(record.content, path).map((value, index) => (
        <Fragment key={index}>
          {index > 0 && ", "}
          <Scalar form={form} path={path} value={value} />
        </Fragment>
      ))}
    </OrganisationNames.Provider>
  );
}
