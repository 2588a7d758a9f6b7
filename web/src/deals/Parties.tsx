// SPDX-License-Identifier: Apache-2.0
// The parties of a deal and who brings documents to whom: as a graph, and in words.
import { Tag } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { DealContent } from "../api/deals";
import { useLight } from "../app/light";
import { Section } from "../app/Section";
import { Chart } from "./Chart";
import { placesOf, sizeOf, tiesOf } from "./graph";

const NAME_MAX = 24; // letters under a node; all of it is in the list below
const short = (name: string) => (name.length > NAME_MAX ? `${name.slice(0, NAME_MAX)}…` : name);

function useGraph(content: DealContent) {
  const { t, i18n } = useTranslation();
  const { isDark } = useLight();
  return useMemo(() => {
    const parties = content.parties ?? [];
    const places = placesOf(parties.length);
    const ink = isDark ? "#ddd" : "#222";
    return {
      tooltip: {},
      series: [
        {
          type: "graph",
          layout: "none", // places are ours, so that ways there and back bend apart
          top: 40,
          left: "center",
          ...sizeOf(places),
          symbolSize: 44,
          edgeSymbol: ["none", "arrow"],
          edgeLabel: { show: true, formatter: "{c}", color: ink },
          label: { show: true, position: "bottom", color: ink, formatter: "{b}" },
          lineStyle: { curveness: 0.2, width: 2 },
          data: parties.map(({ partCode, name }, index) => ({
            ...places[index],
            id: partCode,
            name: `${t(`deals.part.${partCode}`)}\n${short(name)}`,
          })),
          links: tiesOf(content).map(({ from, to, documents }) => ({ source: from, target: to, value: documents })),
        },
      ],
    };
  }, [content, isDark, i18n.language]);
}

export function Parties({ content }: { content: DealContent }) {
  const { t } = useTranslation();
  const graph = useGraph(content);
  const parties = content.parties ?? [];
  return (
    <Section title={t("deals.parties")}>
      {/* Drawn for the window's width; on paper the list says the same. */}
      <div className="no-print">
        <Chart option={graph} height={320} label={t("deals.partiesPicture", { count: parties.length })} />
      </div>
      <ul style={{ paddingLeft: 20, marginBottom: 0 }}>
        {parties.map(({ partCode, name }) => (
          <li key={partCode + name}>
            <Tag>{t(`deals.part.${partCode}`)}</Tag>
            {name}
          </li>
        ))}
      </ul>
    </Section>
  );
}
