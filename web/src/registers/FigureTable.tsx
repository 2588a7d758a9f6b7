// SPDX-License-Identifier: Apache-2.0
// Figures as a table, for those who want the numbers, or don't see the chart. What leads on is a button.
import { Button, Table, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { isNumber, type Figure, type Figures, type Way } from "./figures";
import type { Step } from "./drill";

interface Properties {
  figures: Figures;
  title: string; // of the first dimension
  few: string; // why a figure is not shown
  height: number;
  onInto: (steps: Step[]) => void;
}

const stepsOf = (...ways: (Way | undefined)[]): Step[] => ways.flatMap((way, axis) => (way ? [{ axis, ...way }] : []));

function Leading({ steps, name, onInto, children }: { steps: Step[]; name?: string; onInto: Properties["onInto"]; children: ReactNode }) {
  if (steps.length === 0) return <>{children}</>;
  return (
    <Button type="link" size="small" className="figure" aria-label={name} onClick={() => onInto(steps)}>
      {children}
    </Button>
  );
}

// It scrolls by itself: the table's own way would put a second, hidden row of titles with their buttons into the page.
export function FigureTable({ figures, title, few, height, onInto }: Properties) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const { categories, ways, series, measure, unit } = figures;
  const titleOf = (name: string) => (name === measure && unit ? `${name} (${unit})` : name);
  const show = (figure: Figure, row: number, column: number) => {
    if (figure === "hidden") return <Tooltip title={few}><span role="img" aria-label={few} tabIndex={0}>{t("registers.suppressed")}</span></Tooltip>;
    if (!isNumber(figure)) return t("registers.noFigure");
    const way = series[column]?.way;
    if (!way) return number.format(figure);
    const name = `${categories[row]}, ${series[column]!.name}: ${number.format(figure)}`;
    return <Leading steps={stepsOf(ways[row], way)} name={name} onInto={onInto}>{number.format(figure)}</Leading>;
  };
  return (
    <div className="figure-table" style={{ maxHeight: height }} tabIndex={0} role="group" aria-label={title}>
      <Table<number>
        rowKey={(index) => index}
        size="small"
        aria-label={title}
        pagination={false}
        dataSource={categories.map((_, index) => index)}
        columns={[
          { title, render: (_, index) => <Leading steps={stepsOf(ways[index])} onInto={onInto}>{categories[index]}</Leading> },
          ...series.map(({ name, way, values }, column) => ({
            title: <Leading steps={way ? [{ axis: 1, ...way }] : []} onInto={onInto}>{titleOf(name)}</Leading>,
            align: "right" as const,
            render: (_: unknown, index: number) => show(values[index], index, column),
          })),
        ]}
      />
    </div>
  );
}
