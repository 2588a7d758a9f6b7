// SPDX-License-Identifier: Apache-2.0
// One chart of a declaration, and the same as a table. Each bar, cell and row leads a level down; the trail above leads up.
//
//     address ─► view ─► question to the cube ─► answer ─► figures ─► chart, table, files
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { use } from "echarts/core";
import { Alert, Flex, Statistic, Typography } from "antd";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";

import type { DeclaredChart, RegisterPages } from "../api/registers";
import { askCube, type CubeAnswer, type CubeForm } from "../api/statistics";
import { Answered, useAnswer } from "../app/answer";
import { Section } from "../app/Section";
import { Chart } from "../deals/Chart";
import { byOf, into, kindOf, viewIn, whereOf, withView, type Step, type View } from "./drill";
import { figuresOf, has, isNumber, optionOf } from "./figures";
import { FigureTable } from "./FigureTable";
import { Taking, type Drawing } from "./Taking";
import { Trail, type NameOf } from "./Trail";
import { useNames } from "./useNames";
import { wordsIn } from "./words";

use([BarChart, LineChart, PieChart, FunnelChart, GridComponent, LegendComponent]);

const HEIGHT = 280; // pixels
const NOT_STATED = "-"; // the code of what a record does not say

interface Figured {
  form: RegisterPages;
  chart: DeclaredChart;
  cube: CubeForm;
}

// What codes of a dimension are called: those of references by the records that they name.
function useCodeNames({ form, chart }: Figured): NameOf {
  const { t } = useTranslation();
  const fieldOf = (dimension: string) => form.declared.cubes?.[chart.cube]?.dimensions?.[dimension]?.field ?? "";
  const names = useNames(form);
  return (dimension, code) => (code === NOT_STATED ? t("registers.notStated") : names(fieldOf(dimension), code));
}

// Why figures are not shown.
function useFew({ suppress, ofRecords }: CubeForm) {
  const { t } = useTranslation();
  return t(ofRecords ? "registers.fewRecords" : "registers.fewOrganisations", { count: suppress });
}

interface DrawnProperties extends Figured {
  answer: CubeAnswer;
  view: View;
  title: string;
  drawing: Drawing;
  nameOf: NameOf;
  onInto: (steps: Step[]) => void;
}

function Drawn({ chart, cube, answer, view, title, drawing, nameOf, onInto }: DrawnProperties) {
  const { t, i18n } = useTranslation();
  const few = useFew(cube);
  const kind = kindOf(chart, view);
  const figures = figuresOf(answer, chart.measure, nameOf);
  const told = JSON.stringify(figures); // names come after numbers: it is drawn anew when it says something else
  const option = useMemo(() => (kind === "table" || kind === "number" ? undefined : optionOf(kind, figures, i18n.language)), [kind, told, i18n.language]);
  if (kind === "number") {
    const at = Math.max(0, answer.measures.findIndex(({ id }) => id === chart.measure));
    return <Statistic value={answer.total.values?.[at] ?? t("registers.suppressed")} suffix={figures.unit} />;
  }
  if (figures.categories.length === 0) return <Alert message={answer.reserved ? few : t("registers.noFigures")} />;
  const notes = [
    has(figures, (figure) => figure === "hidden") && `${t("registers.suppressed")}: ${few}`,
    answer.reserved && `${t("registers.noFigure")}: ${t("registers.nothingOrFew")}`,
  ];
  // Parts that are not shown have no place in a pie: what is clicked on is found by its name.
  const shown = kind === "pie" || kind === "funnel" ? figures.ways.filter((_, index) => isNumber(figures.series[0]?.values[index])) : figures.ways;
  const choose = (item: number, series: number) => {
    const ways = [shown[item], figures.series[series]?.way];
    if (ways[0]) onInto(ways.flatMap((way, axis) => (way ? [{ axis, ...way }] : [])));
  };
  return (
    <>
      {option && has(figures, isNumber) && <Chart option={option} height={HEIGHT} drawn={drawing} label={t("registers.chartLabel", { title })} onChoose={choose} />}
      <FigureTable figures={figures} title={answer.dimensions[0]?.label ?? title} few={few} height={HEIGHT} onInto={onInto} />
      <Typography.Text>{notes.filter(Boolean).join(" · ")}</Typography.Text>
    </>
  );
}

function Recounting({ recount }: { recount: CubeAnswer["recount"] }) {
  const { t } = useTranslation();
  return recount ? <Alert type="info" message={t("registers.recount", recount)} /> : null;
}

function titleOf({ chart, cube }: Figured, view: View, language: string): string {
  const sides = view.by.map((axis) => cube.dimensions.find(({ id }) => id === axis.dimension)?.label);
  return wordsIn(chart.label, language) ?? [cube.label, ...sides].filter(Boolean).join(" · ");
}

export function FigureView({ index, ...figured }: Figured & { index: number }) {
  const { i18n } = useTranslation();
  const { form, chart, cube } = figured;
  const [query, setQuery] = useSearchParams();
  const drawing: Drawing = useRef();
  const nameOf = useCodeNames(figured);
  const view = viewIn(query, index, chart);
  const question = { register: form.name, cube: chart.cube, by: byOf(view), where: whereOf(view) };
  // An answer is shown with the view that it answers, until the next one comes.
  const answer = useAnswer(async () => ({ view, answer: await askCube(question, i18n.language) }), [form.name, chart, question.by, question.where, i18n.language]);
  const turn = (next: View) => setQuery((now) => withView(now, index, chart, next));
  const title = titleOf(figured, view, i18n.language);
  const kind = kindOf(chart, view);
  const dimensions = cube.dimensions.map(({ id }) => id);
  return (
    <Section title={title} extra={<Taking question={question} title={title} drawing={drawing} isDrawn={kind !== "table" && kind !== "number"} />}>
      <Answered answer={answer}>
        {(known) => (
          <Flex vertical gap={8}>
            <Recounting recount={known.answer.recount} />
            {chart.by && <Trail form={form} cube={cube} answer={known.answer} view={known.view} nameOf={nameOf} onTurn={turn} />}
            <Drawn {...figured} answer={known.answer} view={known.view} title={title} drawing={drawing} nameOf={nameOf} onInto={(steps) => turn(into(known.view, steps, dimensions))} />
          </Flex>
        )}
      </Answered>
    </Section>
  );
}
