// SPDX-License-Identifier: Apache-2.0
// What was planned for when and when it happened; and below, what was done to the documents.
import { Collapse, Tag, Timeline } from "antd";
import { useTranslation } from "react-i18next";

import type { Deal, Milestone } from "../api/deals";
import { showDay, showMoment } from "../app/moment";
import { useDeeds, useDoers, useKinds } from "../app/names";
import { Section } from "../app/Section";

function Stone({ stone }: { stone: Milestone }) {
  const { t, i18n } = useTranslation();
  const { plannedDate: planned, actualDate: actual } = stone;
  const today = new Date().toISOString().slice(0, 10);
  const isLate = planned !== undefined && (actual ?? today) > planned;
  return (
    <>
      <strong>{stone.name}</strong> {isLate && <Tag color="warning">{t("deals.late")}</Tag>}
      <div>
        {actual && t("deals.happened", { day: showDay(actual, i18n.language) })}
        {actual && planned && " · "}
        {planned && t("deals.planned", { day: showDay(planned, i18n.language) })}
      </div>
    </>
  );
}

function Deeds({ timeline }: { timeline: Deal["timeline"] }) {
  const { i18n } = useTranslation();
  const kindOf = useKinds();
  const doerOf = useDoers();
  const deedOf = useDeeds();
  return (
    <ul style={{ paddingLeft: 20, margin: 0 }}>
      {timeline.map((entry) => (
        <li key={entry.index}>
          {showMoment(entry.time, i18n.language)} · {doerOf(entry)} · {deedOf(entry)} · {kindOf(entry.register)}
          {entry.file && ` (${entry.file})`}
        </li>
      ))}
    </ul>
  );
}

export function Milestones({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  return (
    <Section title={t("deals.timeline")}>
      <Timeline
        style={{ paddingTop: 8 }}
        items={(deal.content.milestones ?? []).map((stone) => ({
          key: stone.name,
          color: stone.actualDate ? "green" : "gray",
          children: <Stone stone={stone} />,
        }))}
      />
      <Collapse
        size="small"
        items={[{ key: "deeds", label: t("deals.deeds", { count: deal.timeline.length }), children: <Deeds timeline={deal.timeline} /> }]}
      />
    </Section>
  );
}
