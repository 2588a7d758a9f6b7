// SPDX-License-Identifier: Apache-2.0
// A register in figures: each chart of its declaration, and the same as a table for those who want the numbers.
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { use } from "echarts/core";
import { Alert, Col, Row, Statistic, Table, Typography } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { DeclaredChart, RegisterPages } from "../api/registers";
import { askCube, type CubeAnswer } from "../api/statistics";
import { Answered, useAnswer } from "../app/answer";
import { Section } from "../app/Section";
import { Chart } from "../deals/Chart";
import { figuresOf, isHidden, isShown, optionOf, type Figures } from "./figures";
import { wordsIn } from "./words";

use([BarChart, LineChart, PieChart, FunnelChart, GridComponent, LegendComponent]);

const HEIGHT = 280; // pixels

function FigureTable({ figures, title }: { figures: Figures; title: string }) {
  const { t } = useTranslation();
  return (
    <Table<number>
      rowKey={(index) => index}
      size="small"
      aria-label={title}
      pagination={false}
      scroll={{ x: "max-content", y: HEIGHT }}
      dataSource={figures.categories.map((_, index) => index)}
      columns={[
        { title, render: (_, index) => figures.categories[index] },
        ...figures.series.map(({ name, values }) => ({ title: name, align: "right" as const, render: (_: unknown, index: number) => values[index] ?? t("registers.suppressed") })),
      ]}
    />
  );
}

function Drawn({ chart: { kind, measure }, answer, title }: { chart: DeclaredChart; answer: CubeAnswer; title: string }) {
  const { t } = useTranslation();
  const figures = useMemo(() => figuresOf(answer, measure), [answer, measure]);
  const option = useMemo(() => (kind === "table" || kind === "number" ? undefined : optionOf(kind, figures)), [kind, figures]);
  if (kind === "number") {
    const at = Math.max(0, answer.measures.findIndex(({ id }) => id === measure));
    return <Statistic value={answer.total.values?.[at] ?? t("registers.suppressed")} suffix={figures.unit} />;
  }
  if (figures.categories.length === 0) return <Alert message={t("registers.noFigures")} />;
  return (
    <>
      {option && isShown(figures) && <Chart option={option} height={HEIGHT} label={t("registers.chartLabel", { title })} />}
      <FigureTable figures={figures} title={answer.dimensions[0]?.label ?? title} />
      {isHidden(figures) && <Typography.Text>{t("registers.few")}</Typography.Text>}
    </>
  );
}

function Recounting({ recount }: { recount: CubeAnswer["recount"] }) {
  const { t } = useTranslation();
  return recount ? <Alert type="info" message={t("registers.recount", recount)} /> : null;
}

function DeclaredFigure({ form, chart }: { form: RegisterPages; chart: DeclaredChart }) {
  const { i18n } = useTranslation();
  const by = [chart.by, chart.and].filter((dimension): dimension is string => Boolean(dimension));
  const answer = useAnswer(() => askCube(form.name, chart.cube, by, i18n.language), [form.name, chart, i18n.language]);
  const title = wordsIn(chart.label ?? form.declared.cubes?.[chart.cube]?.label, i18n.language) ?? chart.cube;
  return (
    <Section title={title}>
      <Answered answer={answer}>
        {(known) => (
          <>
            <Recounting recount={known.recount} />
            <Drawn chart={chart} answer={known} title={title} />
          </>
        )}
      </Answered>
    </Section>
  );
}

export function Charts({ form }: { form: RegisterPages }) {
  return (
    <Row gutter={[16, 16]}>
      {(form.declared.views?.charts ?? []).map((chart, index) => (
        <Col key={index} xs={24} xl={12}>
          <DeclaredFigure form={form} chart={chart} />
        </Col>
      ))}
    </Row>
  );
}
