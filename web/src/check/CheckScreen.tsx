// SPDX-License-Identifier: Apache-2.0
// Files in, findings out: nothing is kept. Beside the findings stands the document, drawn or as it came. An archive
// is as many files as are in it.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Col, Empty, List, Progress, Row, Tag, Typography, Upload } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../api/http";
import { checkFile, type Finding, type Report, type Verdict } from "../api/report";
import { ScreenTitle } from "../app/ScreenTitle";
import { membersOf, type Member } from "./archive";
import { DocumentPane } from "./DocumentPane";
import { Findings } from "./Findings";
import type { Place } from "./place";

interface Checked extends Member {
  key: number;
  reports: Report[];
  problem?: string;
  isDone: boolean;
}

const colours: Record<Verdict, string> = {
  valid: "success",
  invalid: "error",
  "not checked": "warning",
  failed: "error",
};

function VerdictTag({ checked: { isDone, problem, reports } }: { checked: Checked }) {
  const { t } = useTranslation();
  if (!isDone) return <Tag>{t("check.waiting")}</Tag>;
  const worst: Verdict =
    problem !== undefined
      ? "failed"
      : (["failed", "invalid", "not checked", "valid"] as const).find((verdict) => reports.some((report) => report.verdict === verdict)) ??
        "not checked";
  return <Tag color={colours[worst]}>{t(`check.verdict.${worst}`)}</Tag>;
}

// Files are checked one after another, so that the first answers stand while the last are sent. Those that were
// dropped together stand together, the newest first.
function useChecks(language: string) {
  const [all, setAll] = useState<Checked[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const next = useRef(0);
  const { t } = useTranslation();

  async function check({ key, file }: Checked) {
    let answer: Pick<Checked, "reports" | "problem">;
    try {
      answer = { reports: await checkFile(file, file.name, language) };
    } catch (error) {
      answer = { reports: [], problem: error instanceof Problem ? error.message : t("app.unreachable") };
    }
    setAll((before) => before.map((one) => (one.key === key ? { ...one, ...answer, isDone: true } : one)));
  }

  async function checkTogether(files: File[]) {
    const members = (await Promise.all(files.map((file) => membersOf(file, language)))).flat();
    const rows = members.map((member) => ({ ...member, key: next.current++, reports: [], isDone: false }));
    setAll((before) => [...rows, ...before]);
    for (const row of rows) await check(row);
  }

  const add = (files: File[]) => void (queue.current = queue.current.then(() => checkTogether(files)));
  return { all, add };
}

function FileList({ all, shown, onChoose }: { all: Checked[]; shown?: Checked; onChoose: (key: number) => void }) {
  if (all.length < 2) return null;
  return (
    <List
      size="small"
      bordered
      dataSource={all}
      rowKey="key"
      style={{ marginBottom: 16, maxHeight: 240, overflow: "auto" }}
      renderItem={(checked) => (
        <List.Item>
          <Button type="text" size="small" className="file-name" aria-current={checked === shown || undefined} onClick={() => onChoose(checked.key)}>
            {checked.name}
          </Button>
          <VerdictTag checked={checked} />
        </List.Item>
      )}
    />
  );
}

// What is said of a file and the file beside it. A place belongs to the file whose finding was clicked.
function Shown({ checked, onMended }: { checked: Checked; onMended: (file: File) => void }) {
  const [place, setPlace] = useState<Place>();
  const lead = (view: Place["view"]) => (finding: Finding) => setPlace((before) => ({ finding, view, at: (before?.at ?? 0) + 1 }));
  const { reports } = checked;
  return (
    <Row gutter={[16, 16]} aria-live="polite">
      <Col xs={24} xl={12}>
        <Typography.Title level={2} style={{ fontSize: 18, overflowWrap: "anywhere" }}>
          {checked.name} <VerdictTag checked={checked} />
        </Typography.Title>
        {checked.problem && <Alert type="error" message={checked.problem} showIcon />}
        {reports.map((report, index) => (
          <section key={index}>
            {reports.length > 1 && <h3 className="document-name">{report.document.name}</h3>}
            <Findings report={report} onSource={lead("source")} onField={lead("mend")} />
          </section>
        ))}
      </Col>
      <Col xs={24} xl={12}>
        <DocumentPane file={checked.file} place={place} onMended={onMended} />
      </Col>
    </Row>
  );
}

export function CheckScreen() {
  const { t, i18n } = useTranslation();
  const { all, add } = useChecks(i18n.language);
  const [chosen, setChosen] = useState<number>();
  const shown = all.find((checked) => checked.key === chosen) ?? all[0];
  const done = all.filter(({ isDone }) => isDone).length;

  const take = (files: File[]) => {
    setChosen(undefined); // the newest is shown
    add(files);
  };

  return (
    <>
      <ScreenTitle text={t("check.title")} />
      <Upload.Dragger
        multiple
        showUploadList={false}
        beforeUpload={(file, files) => {
          if (file === files[0]) take(files); // it is called for each of those that were dropped together
          return false; // they are sent by us
        }}
        style={{ marginBottom: 16 }}
      >
        <InboxOutlined style={{ fontSize: 32 }} aria-hidden />
        <p>{t("check.drop")}</p>
        <p style={{ opacity: 0.75 }}>{t("check.dropHelp")}</p>
      </Upload.Dragger>
      {done < all.length && (
        <Progress percent={Math.round((100 * done) / all.length)} aria-label={t("check.progress", { done, of: all.length })} />
      )}
      {!shown && <Empty description={t("check.nothing")} />}
      <FileList all={all} shown={shown} onChoose={setChosen} />
      {shown && <Shown key={shown.key} checked={shown} onMended={(file) => take([file])} />}
    </>
  );
}
