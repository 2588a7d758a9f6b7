// SPDX-License-Identifier: Apache-2.0
// A record of another register, by its number: sought by number, name or words as one types, and shown by its name.
import { AutoComplete, Input, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { WidgetProps } from "@rjsf/utils";

import { findReferred } from "../api/search";
import { useAnswer } from "../app/answer";
import { useSettled } from "../app/settled";

export function ReferenceWidget({ id, schema, value, onChange, readonly, label }: WidgetProps) {
  const { t } = useTranslation();
  const register = String((schema as { refers?: string }).refers);
  const typed = typeof value === "string" ? value : "";
  const sought = useSettled(typed);
  const found = useAnswer(() => findReferred(register, sought), [register, sought]).value;
  const chosen = found?.find(({ number }) => number === typed);
  return (
    <>
      <AutoComplete
        id={id}
        aria-label={label}
        disabled={readonly}
        style={{ width: "100%" }}
        value={typed}
        options={found?.map(({ number, name }) => ({ value: number, label: `${number} ${name}` })) ?? []}
        notFoundContent={found && sought === typed ? t("registers.notReferred") : null}
        onChange={(number: string | undefined) => onChange(number || undefined)}
      >
        {/* Of a field of type search, which it would be, browsers throw away what was typed on Escape. */}
        <Input type="text" />
      </AutoComplete>
      {chosen && <Typography.Text type="secondary">{chosen.name}</Typography.Text>}
    </>
  );
}
