// SPDX-License-Identifier: Apache-2.0
// Where a finding leads: its line or cell in the source, its field in the form.
import type { Finding } from "../api/report";

export interface Place {
  finding: Finding;
  view: "source" | "mend";
  at: number; // the how manieth click: the same finding may be asked for again
}

export interface CellPlace {
  sheet: string;
  cell?: string; // "C4"
  row?: number; // where no cell is named
}

const named = /^Sheet '(.+?)'(?:, (?:cell ([A-Z]{1,3}\d+)|row (\d+)))?(?:$|: )/;

// Of a form that was filled in, the message begins with the cell, and `cell` has the sheet alone.
export function cellOf({ message, cell = "" }: Finding): CellPlace | undefined {
  const [, sheet, at, row] = named.exec(message) ?? named.exec(cell) ?? [];
  return sheet === undefined ? undefined : { sheet, cell: at, row: row === undefined ? undefined : Number(row) };
}
