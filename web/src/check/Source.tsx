// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const SHOWN_MAX = 5000; // lines around the place; a browser is slow with more

// The bytes as they came, a line each, the one that is spoken of in the middle.
export function Source({ file, line }: { file: File; line?: number }) {
  const { t } = useTranslation();
  const [lines, setLines] = useState<string[]>([]);
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    void file.text().then((text) => setLines(text.split(/\r\n|\n|\r/)));
  }, [file]);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "center" }); // newer browsers answer a promise, which is no clean-up
  }, [lines, line]);
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
            style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", background: number === line ? "#faad1466" : undefined }}
          >
            {text}
          </li>
        );
      })}
    </ol>
  );
}
