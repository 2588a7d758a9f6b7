// SPDX-License-Identifier: Apache-2.0
// A day, by the browser's own calendar: it is in the reader's language and works by keyboard.
import { Input } from "antd";
import type { WidgetProps } from "@rjsf/utils";

export function DayWidget({ id, value, onChange, readonly }: WidgetProps) {
  return (
    <Input
      id={id}
      type="date"
      readOnly={readonly}
      value={typeof value === "string" ? value : ""}
      onChange={({ target }) => onChange(target.value || undefined)}
    />
  );
}
