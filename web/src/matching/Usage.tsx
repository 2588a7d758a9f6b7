// SPDX-License-Identifier: Apache-2.0
// How useful matches were: over time, and by pair; the tables say what the chart shows.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { use } from "echarts/core";
import { Empty, Flex, Select, Table } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { MatchUses, PairUse, UseCount } from "../api/matching";
import { Percent } from "../app/Percent";
import { Section } from "../app/Section";
import { Chart } from "../deals/Chart";
import { monthsOf, shareOf, usageOption, type MonthCount } from "./usage";
import { usePairNames } from "./usePairNames";

use([BarChart, LineChart, GridComponent, LegendComponent]);

const HEIGHT = 280; // pixels

function Share({ count }: { count: UseCount }) {
  const { t } = useTranslation();
  const share = shareOf(count);
  if (share === undefined) return <span className="quiet">{t("matching.nothingSaid")}</span>;
  return <Percent share={share} label={t("matching.share")} />;
}

function useCountColumns<T extends UseCount>() {
  const { t } = useTranslation();
  return [
    { title: t("registers.useful"), dataIndex: "useful", align: "right" as const },
    { title: t("registers.useless"), dataIndex: "useless", align: "right" as const },
    { title: t("matching.share"), render: (_: unknown, count: T) => <Share count={count} /> },
  ];
}

function ByPair({ uses }: { uses: MatchUses }) {
  const { t } = useTranslation();
  const nameOf = usePairNames();
  const columns = useCountColumns<PairUse>();
  return (
    <Section title={t("matching.byPair")}>
      <Table<PairUse>
        rowKey="pair"
        size="small"
        aria-label={t("matching.byPair")}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("matching.noPairs") }}
        dataSource={uses.pairs}
        columns={[{ title: t("matching.pair"), className: "names", render: (_, pair) => nameOf(pair) }, ...columns]}
      />
    </Section>
  );
}

function OverTime({ months }: { months: MonthCount[] }) {
  const { t } = useTranslation();
  const columns = useCountColumns<MonthCount>();
  const names = { useful: t("registers.useful"), useless: t("registers.useless"), share: t("matching.share") };
  const told = JSON.stringify([months, names]);
  const option = useMemo(() => usageOption(months, names), [told]);
  if (months.length === 0) return <Empty description={t("matching.nothingSaid")} />;
  return (
    <>
      <Chart option={option} height={HEIGHT} label={t("registers.chartLabel", { title: t("matching.overTime") })} />
      <Table<MonthCount>
        rowKey="month"
        size="small"
        aria-label={t("matching.overTime")}
        pagination={false}
        scroll={{ x: "max-content", y: HEIGHT }}
        dataSource={[...months].reverse()}
        columns={[{ title: t("matching.month"), dataIndex: "month" }, ...columns]}
      />
    </>
  );
}

export function Usage({ uses }: { uses: MatchUses }) {
  const { t } = useTranslation();
  const [pair, setPair] = useState<string>();
  const nameOf = usePairNames();
  const options = uses.pairs.map((one) => ({ value: one.pair, label: nameOf(one) }));
  const choice = (
    <Select
      allowClear
      value={pair}
      onChange={setPair}
      options={options}
      aria-label={t("matching.pair")}
      placeholder={t("matching.allPairs")}
      popupMatchSelectWidth={false}
      style={{ width: 240, maxWidth: "60vw" }}
    />
  );
  return (
    <Flex vertical gap={16}>
      <p className="quiet">{t("matching.usageHelp")}</p>
      <Section title={t("matching.overTime")} extra={choice}>
        <OverTime months={monthsOf(uses, pair)} />
      </Section>
      <ByPair uses={uses} />
    </Flex>
  );
}
