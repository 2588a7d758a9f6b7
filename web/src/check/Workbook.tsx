// SPDX-License-Identifier: Apache-2.0
// A workbook as it came: its sheets as tables, with the cell that a finding speaks of.
import { Alert, Tabs } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { CellPlace } from "./place";
import type { Sheet } from "./workbook";

function SheetTable({ sheet, place, at }: { sheet: Sheet; place?: CellPlace; at?: number }) {
  const marked = useRef<HTMLTableCellElement>(null);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [place?.cell, place?.row, at]);
  const isMarked = (column: string, row: number) => place !== undefined && (place.cell ? place.cell === column + row : place.row === row);
  return (
    <div tabIndex={0} className="sheet" role="region" aria-label={sheet.name}>
      <table>
        <thead>
          <tr>
            <td />
            {sheet.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map(({ number, cells }) => (
            <tr key={number}>
              <th scope="row">{number}</th>
              {sheet.columns.map((column) => (
                <td key={column} ref={isMarked(column, number) ? marked : undefined} aria-current={isMarked(column, number) || undefined}>
                  {cells.get(column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Properties {
  sheets: Sheet[];
  place?: CellPlace;
  at?: number;
}

export function Workbook({ sheets, place, at }: Properties) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string>();
  useEffect(() => setShown(place?.sheet), [place?.sheet, at]);
  const isElsewhere = place && !sheets.some(({ name }) => name === place.sheet);
  return (
    <>
      {isElsewhere && <Alert type="info" message={t("check.hiddenSheet", { sheet: place.sheet })} style={{ marginBottom: 8 }} />}
      <Tabs
        size="small"
        activeKey={sheets.find(({ name }) => name === shown)?.name ?? sheets[0]?.name}
        onChange={setShown}
        items={sheets.map((sheet) => ({
          key: sheet.name,
          label: sheet.name,
          children: <SheetTable sheet={sheet} place={sheet.name === place?.sheet ? place : undefined} at={at} />,
        }))}
      />
    </>
  );
}
