// SPDX-License-Identifier: Apache-2.0
// Who waits for whom.
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Waiting as Wait } from "../api/deals";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";

export function Waiting({ waiting }: { waiting: Wait[] }) {
  const { t, i18n } = useTranslation();
  if (waiting.length === 0) return null;
  return (
    <Section title={t("deals.waiting")}>
      <ul style={{ paddingLeft: 20, margin: 0 }}>
        {waiting.map((wait) => (
          <li key={`${wait.register} ${wait.from} ${wait.for}`}>
            {t("deals.waits", {
              title: wait.title ?? wait.register,
              from: wait.from ? t(`deals.part.${wait.from}`) : "–",
              for: wait.for ? t(`deals.part.${wait.for}`) : "–",
            })}{" "}
            {wait.due && t("deals.due", { day: showDay(wait.due, i18n.language) })} {wait.late && <Tag color="warning">{t("deals.late")}</Tag>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
