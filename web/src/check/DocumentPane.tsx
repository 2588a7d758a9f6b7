// SPDX-License-Identifier: Apache-2.0
// One document as people see it: drawn, or its source with the line that a finding speaks of.
import { DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Dropdown, Segmented, Space } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { convertFile, drawHtml, drawPdf, saveAs } from "../api/documents";
import { Problem } from "../api/http";
import type { Place } from "./place";
import { Source } from "./Source";

const Mend = lazy(async () => ({ default: (await import("./Mend")).Mend })); // forms are large

const views = ["drawn", "source", "mend"] as const;
type View = (typeof views)[number];

const endings: Record<string, string> = { ubl: "xml", cii: "xml", edifact: "edi", json: "json", xlsx: "xlsx", csv: "csv" };

function useDrawn(file: File, language: string) {
  const [page, setPage] = useState<string>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isWanted = true;
    setPage(undefined);
    setProblem(undefined);
    drawHtml(file, language).then(
      (text) => isWanted && setPage(text),
      (error) => isWanted && setProblem(error instanceof Problem ? error.message : String(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [file, language]);
  return { page, problem };
}

interface Properties {
  file: File;
  place?: Place; // that a finding was clicked for
  onMended?: (file: File) => void; // where it may be mended
}

export function DocumentPane({ file, place, onMended }: Properties) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const { page, problem } = useDrawn(file, i18n.language);
  const [view, setView] = useState<View>("drawn");
  useEffect(() => {
    if (place) setView(place.view);
  }, [place]);

  async function download(syntax: string) {
    const stem = file.name.replace(/\.[^.]*$/, "");
    try {
      if (syntax === "pdf") return saveAs(await drawPdf(file, i18n.language), `${stem}.pdf`);
      const converted = await convertFile(file, syntax);
      if (converted.left > 0) message.warning(t("check.left", { count: converted.left }));
      saveAs(converted.file, `${stem}.${endings[syntax]}`);
    } catch (error) {
      message.error(error instanceof Problem ? error.message : String(error));
    }
  }

  return (
    <Space direction="vertical" style={{ width: "100%" }}>
      <Space wrap className="no-print">
        <Segmented
          value={view}
          onChange={(value) => setView(value as View)}
          options={(onMended ? views : views.slice(0, 2)).map((value) => ({ value, label: t(`check.${value}`) }))}
        />
        <Dropdown
          trigger={["click"]}
          menu={{
            items: ["pdf", ...Object.keys(endings)].map((key) => ({ key, label: t(`syntax.${key}`) })),
            onClick: ({ key }) => void download(key),
          }}
        >
          <Button icon={<DownloadOutlined />}>{t("check.download")}</Button>
        </Dropdown>
      </Space>
      {view === "mend" && onMended && (
        <Suspense fallback={null}>
          <Mend file={file} place={place?.view === "mend" ? place : undefined} onMended={onMended} />
        </Suspense>
      )}
      {view === "source" && <Source file={file} place={place?.view === "source" ? place : undefined} />}
      {view === "drawn" && problem && <Alert type="info" message={t("check.cannotDraw")} description={problem} />}
      {view === "drawn" && page && (
        // The page is the server's, made of the sender's words: no script, no address of its own.
        <iframe title={file.name} sandbox="" srcDoc={page} style={{ width: "100%", height: "80vh", border: "1px solid #8884", background: "#fff" }} />
      )}
    </Space>
  );
}
