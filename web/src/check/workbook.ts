// SPDX-License-Identifier: Apache-2.0
// What a workbook (.xlsx) shows, for its source to be read by people: the texts of its visible sheets, cell by cell.
//
//     xl/workbook.xml ─► sheets ─► xl/worksheets/sheet1.xml ─► rows ─► cells
//                                  xl/sharedStrings.xml, xl/styles.xml ─┘
//
// Nothing is judged here: what a cell means, the server says.
import { partsOf } from "./archive";

export interface SheetRow {
  number: number;
  cells: Map<string, string>; // by column: "C"
}

export interface Sheet {
  name: string;
  columns: string[];
  rows: SheetRow[];
}

type Parts = Record<string, Uint8Array>;

const ROWS_MAX = 2000; // of a sheet; a browser is slow with more
const COLUMNS_MAX = 100;
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const isRead = (name: string) => /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/.test(name);

function documentOf(parts: Parts, name: string): Document | undefined {
  const part = parts[name];
  return part && new DOMParser().parseFromString(new TextDecoder().decode(part), "application/xml");
}

// Whatever prefix its writer took.
const all = (within: Document | Element | undefined, name: string): Element[] => [...(within?.getElementsByTagNameNS("*", name) ?? [])];
// Without how Japanese texts are pronounced, which stands beside them.
const textOf = (within: Element, name: string) =>
  all(within, name).filter(({ parentElement }) => parentElement?.localName !== "rPh").map(({ textContent }) => textContent).join("");
const isHidden = (element: Element) => element.getAttribute("hidden") === "1";

// "C" is the third.
function numberOf(column: string): number {
  return [...column].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0);
}

// Formats that show a number as a day: those that come with the program, and one's own that speak of years or days.
function dayStyles(styles: Document | undefined): boolean[] {
  const own = all(styles, "numFmt").filter((format) => /[yd]/i.test((format.getAttribute("formatCode") ?? "").replace(/"[^"]*"|\[[^\]]*\]/g, "")));
  const ids = new Set([...[14, 15, 16, 17, 22].map(String), ...own.map((format) => format.getAttribute("numFmtId"))]);
  return all(all(styles, "cellXfs")[0], "xf").map((style) => ids.has(style.getAttribute("numFmtId")));
}

// Days are counted from the end of 1899, as if 1900 had had a 29th of February.
const dayOf = (days: string) => new Date(Date.UTC(1899, 11, 30) + Math.floor(Number(days)) * 86400e3).toISOString().slice(0, 10);

function textOfCell(cell: Element, strings: string[], isDay: boolean[]): string {
  const kind = cell.getAttribute("t");
  if (kind === "inlineStr") return textOf(cell, "t");
  const value = textOf(cell, "v");
  if (kind === "s") return strings[Number(value)] ?? "";
  const isNumber = (kind ?? "n") === "n" && /^\d{1,7}(\.\d+)?$/.test(value);
  return isNumber && isDay[Number(cell.getAttribute("s") ?? 0)] ? dayOf(value) : value;
}

function readSheet(name: string, sheet: Document, strings: string[], isDay: boolean[]): Sheet {
  const hidden = all(sheet, "col").filter(isHidden);
  const isShown = (column: string) => {
    const number = numberOf(column);
    return number <= COLUMNS_MAX && !hidden.some((col) => number >= Number(col.getAttribute("min")) && number <= Number(col.getAttribute("max")));
  };
  const columns = new Set<string>();
  const rows: SheetRow[] = [];
  for (const row of all(sheet, "row")) {
    if (rows.length === ROWS_MAX) break;
    if (isHidden(row)) continue;
    const cells = new Map<string, string>();
    for (const cell of all(row, "c")) {
      const column = (cell.getAttribute("r") ?? "").replace(/\d+$/, "");
      if (!column || !isShown(column)) continue;
      columns.add(column);
      cells.set(column, textOfCell(cell, strings, isDay));
    }
    rows.push({ number: Number(row.getAttribute("r")), cells });
  }
  return { name, columns: [...columns].sort((a, b) => numberOf(a) - numberOf(b)), rows };
}

// The sheets that people see; none where it is no workbook, or too large to be shown.
export async function readWorkbook(file: Blob): Promise<Sheet[] | undefined> {
  const parts = await partsOf(new Uint8Array(await file.arrayBuffer()), isRead).catch(() => undefined);
  const book = parts && documentOf(parts, "xl/workbook.xml");
  if (!book) return undefined;
  const targets = new Map(all(documentOf(parts, "xl/_rels/workbook.xml.rels"), "Relationship").map((one) => [one.getAttribute("Id"), one.getAttribute("Target") ?? ""]));
  const strings = all(documentOf(parts, "xl/sharedStrings.xml"), "si").map((one) => textOf(one, "t"));
  const isDay = dayStyles(documentOf(parts, "xl/styles.xml"));
  return all(book, "sheet")
    .filter((sheet) => (sheet.getAttribute("state") ?? "visible") === "visible")
    .flatMap((sheet) => {
      const target = (targets.get(sheet.getAttributeNS(RELATIONS, "id")) ?? "").replace(/^\/?(xl\/)?/, "xl/");
      const read = documentOf(parts, target);
      return read ? [readSheet(sheet.getAttribute("name") ?? "", read, strings, isDay)] : [];
    });
}
