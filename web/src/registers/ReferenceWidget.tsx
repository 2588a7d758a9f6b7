// SPDX-License-Identifier: Apache-2.0
// A record of another register, by its number: chosen by its name, or typed.
import { AutoComplete, Input, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { WidgetProps } from "@rjsf/utils";

import { getRegister, listSeen } from "../api/registers";
import { useAnswer } from "../app/answer";
import { nameOf } from "./words";

const OFFERED_MAX = 200;

export function ReferenceWidget({ id, schema, value, onChange, readonly, label }: WidgetProps) {
  const { i18n } = useTranslation();
  const register = String((schema as { refers?: string }).refers);
  const options = useAnswer(async () => {
    const [form, page] = await Promise.all([getRegister(register, i18n.language), listSeen(register, { limit: OFFERED_MAX })]);
    return page.records
      .map((record) => ({ value: record.number ?? record.id, name: nameOf(form, record) }))
      .map((option) => ({ ...option, label: `${option.value} ${option.name}` }));
  }, [register, i18n.language]).value;
  const chosen = options?.find((option) => option.value === value);
  return (
    <>
      <AutoComplete
        id={id}
        aria-label={label}
        disabled={readonly}
        style={{ width: "100%" }}
        value={typeof value === "string" ? value : ""}
        options={options ?? []}
        filterOption={(typed, option) => (option?.label ?? "").toLocaleLowerCase().includes(typed.toLocaleLowerCase())}
        onChange={(number: string | undefined) => onChange(number || undefined)}
      >
        {/* Of a field of type search, which it would be, browsers throw away what was typed on Escape. */}
        <Input type="text" />
      </AutoComplete>
      {chosen && <Typography.Text type="secondary">{chosen.name}</Typography.Text>}
    </>
  );
}
