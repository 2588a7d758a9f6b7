// SPDX-License-Identifier: Apache-2.0
// A value of business content as people read it: days and numbers in their writing, codes by their names.
import type { RJSFSchema } from "@rjsf/utils";
import { useTranslation } from "react-i18next";

import { findCode } from "../api/codes";
import { useAnswer } from "../app/answer";
import { showDay } from "../app/moment";
import type { Language } from "../i18n";
import { amountOf, termOf } from "./form/terms";

export function Code({ list, code }: { list: string; code: string }) {
  const { i18n } = useTranslation();
  const row = useAnswer(() => findCode(list, code), [list, code]).value;
  const name = row?.[i18n.language as Language] ?? row?.en;
  return <span title={code}>{name ?? code}</span>;
}

export function Value({ schema, path, value }: { schema: RJSFSchema; path: string; value: string }) {
  const { t, i18n } = useTranslation();
  const term = termOf(schema, path) as (RJSFSchema & { codes?: string; enumNames?: string[] }) | undefined;
  if (term?.codes) return <Code list={term.codes} code={value} />;
  const said = term?.enumNames?.[term.enum?.indexOf(value) ?? -1];
  if (said && said !== value) return <>{said}</>;
  if (term?.enum) return <>{t(`choice.${value}`, { defaultValue: value })}</>;
  if (term?.format === "date" && /^\d{4}-\d{2}-\d{2}/.test(value)) return <>{showDay(value, i18n.language)}</>;
  return <>{amountOf(term, value, i18n.language) ?? value}</>;
}
