// SPDX-License-Identifier: Apache-2.0
// The parties of a deal as a graph, and in words.
import { Card, Tag } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { DealDocument } from "../api/deals";
import { useLight } from "../app/light";
import { Chart } from "./Chart";
import { partiesOf, tiesOf } from "./parties";

const NAME_MAX = 22; // letters under a node; all of it is in the list below
const short = (name: string) => (name.length > NAME_MAX ? `${name.slice(0, NAME_MAX)}…` : name);

export function Parties({ documents }: { documents: DealDocument[] }) {
  const { t, i18n } = useTranslation();
  const { isDark } = useLight();
  const parties = useMemo(() => partiesOf(documents), [documents]);
  const option = useMemo(() => {
    const parts = [...new Set(parties.map(({ part }) => part))];
    return {
      legend: { data: parts.map((part) => t(`deals.part.${part}`)), top: 0 },
      tooltip: {},
      series: [
        {
          type: "graph",
          layout: "circular",
          top: 70,
          bottom: 40,
          categories: parts.map((part) => ({ name: t(`deals.part.${part}`) })),
          label: { show: true, position: "bottom", color: isDark ? "#ddd" : "#222" },
          lineStyle: { curveness: 0.15 },
          data: parties.map(({ key, name, part, documents: count }) => ({
            id: key,
            name: short(name),
            value: count,
            symbolSize: 18 + 3 * Math.min(count, 10),
            category: parts.indexOf(part),
          })),
          links: tiesOf(documents).map((tie) => ({
            source: tie.from,
            target: tie.to,
            value: tie.documents,
            lineStyle: { width: Math.min(tie.documents, 6) },
          })),
        },
      ],
    };
  }, [parties, documents, isDark, i18n.language]);
  return (
    <Card title={<h2 style={{ fontSize: 16, margin: 0 }}>{t("deals.parties")}</h2>} size="small">
      <Chart option={option} height={360} label={t("deals.partiesPicture", { count: parties.length })} />
      <ul style={{ paddingLeft: 20, marginBottom: 0 }}>
        {parties.map(({ key, name, part, documents: count }) => (
          <li key={key}>
            {name} <Tag>{t(`deals.part.${part}`)}</Tag> {t("deals.namedIn", { count })}
          </li>
        ))}
      </ul>
    </Card>
  );
}
