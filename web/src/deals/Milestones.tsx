// SPDX-License-Identifier: Apache-2.0
// Days that the documents of a deal name, in their order; what is still to come is hollow.
import { Card, Timeline } from "antd";
import { useTranslation } from "react-i18next";

import type { DealDocument } from "../api/deals";
import type { RegisterForm } from "../api/records";
import { showDay } from "../app/moment";
import { memberOf } from "../records/form/terms";

interface Day {
  day: string;
  texts: string[];
}

function daysOf(documents: DealDocument[], forms: Map<string, RegisterForm>): Day[] {
  const days = new Map<string, Set<string>>();
  for (const document of documents)
    for (const [name, value] of Object.entries(document.content)) {
      const term = memberOf(forms.get(document.register)?.schema, name);
      if (term?.format !== "date" || typeof value !== "string") continue;
      const number = document.facets.number?.[0] ?? "";
      days.set(value, (days.get(value) ?? new Set()).add(`${document.title} ${number}: ${term.title}`));
    }
  return [...days].map(([day, texts]) => ({ day, texts: [...texts] })).sort((a, b) => a.day.localeCompare(b.day));
}

export function Milestones({ documents, forms }: { documents: DealDocument[]; forms: Map<string, RegisterForm> }) {
  const { t, i18n } = useTranslation();
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Card title={<h2 style={{ fontSize: 16, margin: 0 }}>{t("deals.timeline")}</h2>} size="small">
      <Timeline
        style={{ paddingTop: 8 }}
        items={daysOf(documents, forms).map(({ day, texts }) => ({
          key: day,
          color: day > today ? "gray" : "blue",
          children: (
            <>
              <strong>{showDay(day, i18n.language)}</strong>
              {texts.map((text) => (
                <div key={text}>{text}</div>
              ))}
            </>
          ),
        }))}
      />
    </Card>
  );
}
