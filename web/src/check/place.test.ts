// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { cellOf } from "./place";

const finding = (message: string, cell?: string) => ({ severity: "error", message, cell }) as const;

test("a finding of a workbook leads to its cell, to its row, or to its sheet", () => {
  expect(cellOf(finding("no", "Sheet 'Lines', cell C7"))).toEqual({ sheet: "Lines", cell: "C7" });
  expect(cellOf(finding("no", "Sheet 'It''s', row 5"))).toEqual({ sheet: "It''s", row: 5 });
  expect(cellOf(finding("no", "Sheet 'Lines'"))).toEqual({ sheet: "Lines" });
});

test("what the message says of a form is nearer than its sheet", () => {
  expect(cellOf(finding("Sheet 'Document', cell C4: \"soon\" is no date", "Sheet 'Document'"))).toEqual({ sheet: "Document", cell: "C4" });
});

test("what is in no workbook has no cell", () => {
  expect(cellOf(finding("Sheet 'x' of paper"))).toBeUndefined();
});
