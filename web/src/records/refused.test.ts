// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import { refusedTable } from "./refused";

const captions: [string, string, string, string] = ["No.", "File", "Where", "Why"];

test("each finding has a row, and what could not be read one as well", () => {
  const problems = [
    { number: 2, detail: "faulty", findings: [{ place: "title", message: "It is wanted" }, { message: "Too late" }] },
    { number: 7, name: "b.json", detail: "it is no JSON" },
  ];
  expect(refusedTable(problems, captions).split("\r\n")).toEqual([
    '"No.","File","Where","Why"',
    '"2","","title","It is wanted"',
    '"2","","","Too late"',
    '"7","b.json","","it is no JSON"',
    "",
  ]);
});

test("what a spreadsheet would compute is text", () => {
  const [, row] = refusedTable([{ number: 1, name: '=HYPERLINK("x")', detail: "-1" }], captions).split("\r\n");
  expect(row).toBe(`"1","'=HYPERLINK(""x"")","","'-1"`);
});
