// SPDX-License-Identifier: Apache-2.0
// A value of a code list: searched by code or by name in any of the three languages.
import { Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WidgetProps } from "@rjsf/utils";

import { searchCodes, type CodeRow } from "../../api/codes";
import type { Language } from "../../i18n";

export function CodeWidget({ id, schema, value, onChange, readonly, label }: WidgetProps) {
  const { i18n } = useTranslation();
  const [rows, setRows] = useState<CodeRow[]>([]);
  const list = String((schema as { codes?: string }).codes);
  const asked = useRef(0);
  // An answer to what was typed before may come last, and would take away what is looked for.
  const search = (text: string) => {
    const turn = ++asked.current;
    const take = (found: CodeRow[]) => turn === asked.current && setRows(found);
    void searchCodes(list, text).then(take, () => take([]));
  };
  useEffect(() => {
    if (value) search(String(value)); // so that the code is shown by its name
  }, [list, value]);
  const known = rows.some((row) => row.code === value);
  const options = rows.map((row) => ({ value: row.code, label: `${row.code} ${row[i18n.language as Language] ?? row.en ?? ""}` }));
  return (
    <Select
      id={id}
      allowClear
      showSearch
      disabled={readonly}
      aria-label={label}
      filterOption={false}
      style={{ width: "100%" }}
      value={value ?? null}
      options={known || !value ? options : [{ value, label: value }, ...options]}
      onSearch={search}
      onFocus={() => rows.length === 0 && search("")}
      onChange={(code?: string) => onChange(code ?? undefined)}
    />
  );
}
