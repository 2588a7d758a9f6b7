// SPDX-License-Identifier: Apache-2.0
// A document as it came: its lines, or the sheets of a workbook, with the place that is spoken of in the middle.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { cellOf, type Place } from "./place";
import { readWorkbook, type Sheet } from "./workbook";
import { Workbook } from "./Workbook";

const SHOWN_MAX = 5000; // lines around the place; a browser is slow with more

function Lines({ lines, line, at }: { lines: string[]; line?: number; at?: number }) {
  const { t } = useTranslation();
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "center" }); // newer browsers answer a promise, which is no clean-up
  }, [line, at]);
  const from = Math.max(0, Math.min((line ?? 1) - SHOWN_MAX / 2, lines.length - SHOWN_MAX));
  return (
    <ol
      start={from + 1}
      tabIndex={0}
      aria-label={t("check.source")}
      style={{ height: "80vh", overflow: "auto", fontFamily: "monospace", fontSize: 13, border: "1px solid #8884", margin: 0, paddingLeft: 64 }}
    >
      {lines.slice(from, from + SHOWN_MAX).map((text, index) => {
        const number = from + index + 1;
        return (
          <li
            key={number}
            ref={number === line ? marked : undefined}
            aria-current={number === line || undefined}
            style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", background: number === line ? "#faad1466" : undefined }}
          >
            {text}
          </li>
        );
      })}
    </ol>
  );
}

interface Read {
  lines?: string[];
  sheets?: Sheet[];
}

async function read(file: File): Promise<Read> {
  const sheets = await readWorkbook(file);
  return sheets ? { sheets } : { lines: (await file.text()).split(/\r\n|\n|\r/) };
}

export function Source({ file, place }: { file: File; place?: Place }) {
  const [{ lines, sheets }, setRead] = useState<Read>({});
  useEffect(() => {
    let isWanted = true;
    void read(file).then((found) => isWanted && setRead(found));
    return () => {
      isWanted = false;
    };
  }, [file]);
  if (sheets) return <Workbook sheets={sheets} place={place && cellOf(place.finding)} at={place?.at} />;
  return lines ? <Lines lines={lines} line={place?.finding.line} at={place?.at} /> : null;
}
