// SPDX-License-Identifier: Apache-2.0
// A register in figures: each chart of its declaration, and the same as a table for those who want the numbers. Both can be
// taken along.
import { DownloadOutlined } from "@ant-design/icons";
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { use, type EChartsType } from "echarts/core";
import { Alert, Button, Col, Empty, Flex, Row, Statistic, Table, Typography } from "antd";
import { useMemo, useRef, type MutableRefObject } from "react";
import { useTranslation } from "react-i18next";

import { saveAs } from "../api/documents";
import type { DeclaredChart, RegisterPages } from "../api/registers";
import { askCube, listCubes, saveCube, tableFormats, type CubeAnswer, type CubeForm } from "../api/statistics";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { Section } from "../app/Section";
import { Chart } from "../deals/Chart";
import { useSession } from "../session/Session";
import { figuresOf, has, isNumber, optionOf, type Figure, type Figures } from "./figures";
import { pictureOf } from "./picture";
import { useNames } from "./useNames";
import { wordsIn } from "./words";

use([BarChart, LineChart, PieChart, FunnelChart, GridComponent, LegendComponent]);

const HEIGHT = 280; // pixels

type Drawing = MutableRefObject<EChartsType | undefined>;

function FigureTable({ figures, title }: { figures: Figures; title: string }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const show = (figure: Figure) => (isNumber(figure) ? number.format(figure) : t(figure === "hidden" ? "registers.suppressed" : "registers.noFigure"));
  const titleOf = (name: string) => (name === figures.measure && figures.unit ? `${name} (${figures.unit})` : name);
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
        ...figures.series.map(({ name, values }) => ({ title: titleOf(name), align: "right" as const, render: (_: unknown, index: number) => show(values[index]) })),
      ]}
    />
  );
}

// What codes of a dimension are called: those of references by the records that they name.
function useCodeNames(form: RegisterPages, chart: DeclaredChart) {
  const { t } = useTranslation();
  const fieldOf = (dimension: string) => form.declared.cubes?.[chart.cube]?.dimensions?.[dimension]?.field ?? "";
  const names = useNames(form);
  return (dimension: string, code: string) => (code === "" ? t("registers.notStated") : names(fieldOf(dimension), code));
}

function Drawn({ form, chart, answer, title, drawing }: { form: RegisterPages; chart: DeclaredChart; answer: CubeAnswer; title: string; drawing: Drawing }) {
  const { t, i18n } = useTranslation();
  const { kind, measure } = chart;
  const codeNames = useCodeNames(form, chart);
  const figures = figuresOf(answer, measure, codeNames);
  const told = JSON.stringify(figures); // names come after numbers: it is drawn anew when it says something else
  const option = useMemo(() => (kind === "table" || kind === "number" ? undefined : optionOf(kind, figures, i18n.language)), [kind, told, i18n.language]);
  if (kind === "number") {
    const at = Math.max(0, answer.measures.findIndex(({ id }) => id === measure));
    return <Statistic value={answer.total.values?.[at] ?? t("registers.suppressed")} suffix={figures.unit} />;
  }
  if (figures.categories.length === 0) return <Alert message={t("registers.noFigures")} />;
  return (
    <>
      {option && has(figures, isNumber) && <Chart option={option} height={HEIGHT} drawn={drawing} label={t("registers.chartLabel", { title })} />}
      <FigureTable figures={figures} title={answer.dimensions[0]?.label ?? title} />
      {has(figures, (figure) => figure === "hidden") && <Typography.Text>{t("registers.few")}</Typography.Text>}
    </>
  );
}

function Taking({ form, chart, by, title, drawing }: { form: RegisterPages; chart: DeclaredChart; by: string[]; title: string; drawing: Drawing }) {
  const { t, i18n } = useTranslation();
  const deed = useDeed();
  const name = `${form.name}-${chart.cube}-${by.join("-")}`;
  const take = (format: (typeof tableFormats)[number]) => deed(async () => saveAs(await saveCube(form.name, chart.cube, by, format, i18n.language), `${name}.${format}`));
  const paint = () => deed(async () => drawing.current && saveAs(await pictureOf(drawing.current, title), `${name}.png`));
  const isDrawn = chart.kind !== "table" && chart.kind !== "number";
  return (
    <Flex gap={4} wrap className="no-print">
      {tableFormats.map((format) => (
        <Button key={format} size="small" icon={<DownloadOutlined aria-hidden />} aria-label={t("registers.takeAs", { title, format: format.toUpperCase() })} onClick={() => void take(format)}>
          {format.toUpperCase()}
        </Button>
      ))}
      {isDrawn && (
        <Button size="small" icon={<DownloadOutlined aria-hidden />} aria-label={t("registers.takeAs", { title, format: "PNG" })} onClick={() => void paint()}>
          PNG
        </Button>
      )}
    </Flex>
  );
}

function Recounting({ recount }: { recount: CubeAnswer["recount"] }) {
  const { t } = useTranslation();
  return recount ? <Alert type="info" message={t("registers.recount", recount)} /> : null;
}

function DeclaredFigure({ form, chart, cube }: { form: RegisterPages; chart: DeclaredChart; cube: CubeForm }) {
  const { i18n } = useTranslation();
  const drawing: Drawing = useRef();
  const by = [chart.by, chart.and].filter((dimension): dimension is string => Boolean(dimension));
  const answer = useAnswer(() => askCube(form.name, chart.cube, by, i18n.language), [form.name, chart, i18n.language]);
  const sides = by.map((id) => cube.dimensions.find((dimension) => dimension.id === id)?.label);
  const title = wordsIn(chart.label, i18n.language) ?? [cube.label, ...sides].filter(Boolean).join(" · ");
  return (
    <Section title={title} extra={<Taking form={form} chart={chart} by={by} title={title} drawing={drawing} />}>
      <Answered answer={answer}>
        {(known) => (
          <>
            <Recounting recount={known.recount} />
            <Drawn form={form} chart={chart} answer={known} title={title} drawing={drawing} />
          </>
        )}
      </Answered>
    </Section>
  );
}

// What there is to be seen follows from who looks.
export function Charts({ form }: { form: RegisterPages }) {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const cubes = useAnswer(() => listCubes(i18n.language, form.name), [form.name, i18n.language, person?.id]);
  return (
    <Answered answer={cubes}>
      {(seen) => {
        const charts = (form.declared.views?.charts ?? []).flatMap((chart) => seen.filter(({ id }) => id === chart.cube).map((cube) => ({ chart, cube })));
        if (charts.length === 0) return <Empty description={t(person ? "registers.noFigures" : "registers.figuresOfMembers")} />;
        return (
          <Row gutter={[16, 16]}>
            {charts.map(({ chart, cube }, index) => (
              <Col key={index} xs={24} xl={12}>
                <DeclaredFigure form={form} chart={chart} cube={cube} />
              </Col>
            ))}
          </Row>
        );
      }}
    </Answered>
  );
}
